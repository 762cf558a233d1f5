//! How well graphs agree with what a careful reader takes from their articles.
//!
//! A fact matches when subject, property (or one below the gold's) and object are the same and it is told as surely; an
//! event when its class agrees, every participant is right and at least one actor is found. Precision counts everything
//! that the graph says within the vocabulary; recall counts what the gold file marks as core.

mod gold;
mod score;
mod view;

pub use gold::{Gold, GoldEntity, GoldEvent, GoldFact};
pub use score::{Cause, Finding, Ratio, Scores, score};
