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
pub mod time;
pub mod tree;

pub use entity::{Entity, EntityId, Gender, Mention, MentionForm, MentionId};
pub use factuality::{Attribution, Factuality, Source};
pub use proposition::{
    Argument, Embedding, Predicate, PredicateKind, Proposition, PropositionId, Role, Tense,
};
pub use statement::{Event, EventId, OpenStatement, Passage, Statement};

use crate::{
    knowledge::Knowledge,
    language::Analysis,
    text::{Document, Span},
};
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

/// Reads what a document claims.
///
/// The order is that of need: propositions find their participants among the mentions; factuality, source and time belong
/// to propositions; statements follow from propositions that carry all three.
pub fn extract(document: &Document, analysis: &Analysis, knowledge: &Knowledge) -> Extraction {
    let found = mentions::find(document, analysis, knowledge);
    let mut propositions = propositions::read(analysis, &knowledge.lexicon);
    factuality::assess(&mut propositions, analysis, &knowledge.lexicon);
    time::date(&mut propositions, document, analysis, knowledge);
    factuality::defer(&mut propositions, document.published);
    attribution::assign(
        &mut propositions,
        document,
        analysis,
        &knowledge.lexicon,
        &found.mentions,
        &found.entities,
    );
    let mut statements = mentions::relations(&found, &propositions);
    let mut entities = found.entities;
    let (events, more) = frames::apply(
        document,
        analysis,
        &found.mentions,
        &mut entities,
        &propositions,
        knowledge,
    );
    statements.extend(more);
    let open = open::statements(
        document,
        analysis,
        &knowledge.lexicon,
        &propositions,
        &found.mentions,
    );
    Extraction {
        passages: passages(document, analysis),
        mentions: found.mentions,
        entities,
        events,
        statements,
        open,
    }
}

/// The sentences as evidence, one for each of the analysis.
fn passages(document: &Document, analysis: &Analysis) -> Vec<Passage> {
    // Code points are counted once from sentence to sentence; they stand in the order of the text.
    let (mut byte, mut points) = (0, 0);
    let mut count_to = |to: u32| {
        if to < byte {
            (byte, points) = (0, 0);
        }
        let between = document.text.get(byte as usize..to as usize);
        points += between.map_or(0, |s| s.chars().count()) as u32;
        byte = to;
        points
    };
    analysis
        .sentences
        .iter()
        .map(|sentence| {
            let span = sentence.span.unwrap_or(Span::new(0, 0));
            Passage {
                text: span.of(&document.text).to_string(),
                span,
                begin: count_to(span.start),
                end: count_to(span.end),
            }
        })
        .collect()
}
