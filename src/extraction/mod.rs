//! From trees to what a document claims: entities, propositions, statements and events, each with its factuality, source
//! and time.
//!
//! Reading is local: this stop knows one document and the knowledge under `ontology/`, no other documents and no RDF.

pub mod attribution;
mod entity;
pub mod factuality;
pub mod frames;
pub mod mentions;
pub mod open;
mod proposition;
pub mod propositions;
mod statement;
#[cfg(test)]
pub(crate) mod testing;
pub mod tree;

pub use entity::{Entity, EntityId, Gender, Mention, MentionForm, MentionId};
pub use factuality::{Attribution, Factuality, Source};
pub use proposition::{
    Argument, Embedding, Predicate, PredicateKind, Proposition, PropositionId, Role, Tense,
};
pub use statement::{Event, EventId, OpenStatement, Passage, Statement};

use serde::{Deserialize, Serialize};

/// What one document claims: what `extraction` hands on. All ids index the vectors of this value.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Extraction {
    /// The sentences, in order; everything below points to them by position.
    pub passages: Vec<Passage>,
    /// Every place where an entity is named, described or referred to by a pronoun, in the order of the text.
    pub mentions: Vec<Mention>,
    /// The entities, each a chain of mentions that corefer.
    pub entities: Vec<Entity>,
    /// Events and occasions that frames recognised.
    pub events: Vec<Event>,
    /// Statements within the vocabulary, those that follow from events included.
    pub statements: Vec<Statement>,
    /// Every clause's propositions in the sentence's own words.
    pub open: Vec<OpenStatement>,
}
