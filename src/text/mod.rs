//! Positions in text, documents and messages: what every stop of the road shares.
//!
//! This module knows nothing of language, the ontology or RDF.

mod date;
mod diagnostic;
mod document;
mod span;

pub use date::{DateError, PartialDate, TimeSpan};
pub use diagnostic::{DataError, Diagnostic, Severity};
pub use document::Document;
pub use span::Span;
