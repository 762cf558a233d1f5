//! From propositions to the vocabulary: frames recognise events and relations and say who plays which part.

mod context;
mod country;
mod emit;
mod matching;
mod merge;
mod occasion;

use super::{Entity, Event, Mention, Proposition, Statement};
use crate::{knowledge::Knowledge, language::Analysis, text::Document};
use context::Context;
use matching::Matcher;

/// Recognises the events and relations that a document's propositions tell of.
///
/// `entities` grows by the occasions that the text names without a mention of their own. Statements point to the events
/// that they follow from by position.
pub fn apply(
    document: &Document,
    analysis: &Analysis,
    mentions: &[Mention],
    entities: &mut Vec<Entity>,
    propositions: &[Proposition],
    knowledge: &Knowledge,
) -> (Vec<Event>, Vec<Statement>) {
    let frames = &knowledge.frames;
    let found = {
        let context = Context::new(analysis, mentions, entities, propositions, frames);
        let matcher = Matcher::new(&context);
        emit::emit(document, &matcher)
    };
    let found = occasion::attach(found, entities);
    let (events, statements) = merge::merge(found, entities, frames);
    country::complete(&events, entities, knowledge);
    (events, statements)
}
