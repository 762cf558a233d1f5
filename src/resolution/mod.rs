//! From the readings of many documents to one picture: who is who, which events are one, what is claimed, by how many
//! independent sources, and what cannot hold together.
//!
//! The result is a pure function of the *set* of readings, the knowledge and the user's decisions: neither the order in
//! which documents were read nor the number of threads shows in it.

mod claims;
mod decisions;
mod disagreement;
mod entities;
mod events;
mod merge;
mod mint;
mod names;
mod reading;
mod sources;

pub use decisions::Decisions;
pub use mint::slug;
pub use reading::{DocumentRecord, Reading};

use crate::{
    extraction::Factuality,
    knowledge::Gazetteer,
    schema::Schema,
    text::{DataError, TimeSpan},
};
use std::collections::{BTreeMap, BTreeSet};

/// What resolving draws on besides the readings.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The ontology.
    pub schema: &'a Schema,
    /// Who is known.
    pub gazetteer: &'a Gazetteer,
    /// The user's word on who is who.
    pub decisions: &'a Decisions,
}

/// What many documents say, taken together: what `resolution` hands on.
///
/// `name`s are the part of a node's IRI after the base; documents, entities, events and claims are sorted by them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Resolution {
    /// The documents, by id.
    pub documents: Vec<Source>,
    /// Who and what is spoken of.
    pub entities: Vec<Entity>,
    /// What happens, happened or is planned; occasions included.
    pub events: Vec<Event>,
    /// What is claimed.
    pub claims: Vec<Claim>,
    /// Pairs of claims that cannot both hold, the lesser position first, and why.
    pub contradictions: Vec<Contradiction>,
}

/// A document as a source.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// The document's name (`document/…`).
    pub name: String,
    /// The document.
    pub record: DocumentRecord,
    /// Documents of one number repeat each other: they count as one source.
    pub report: u32,
    /// The sentences that anything was read from, by position.
    pub passages: BTreeMap<u32, crate::extraction::Passage>,
}

/// A merged entity.
#[derive(Clone, Debug, PartialEq)]
pub struct Entity {
    /// Its name in IRIs.
    pub name: String,
    /// Local name of its class.
    pub class: String,
    /// The fullest proper name or description.
    pub label: String,
    /// Every other surface form met.
    pub aliases: BTreeSet<String>,
    /// Gazetteer id.
    pub link: Option<String>,
    /// Wikidata item.
    pub wikidata: Option<String>,
    /// Whether it has a proper name.
    pub named: bool,
    /// How often articles mention it.
    pub mentions: u32,
    /// In how many documents it occurs.
    pub documents: u32,
    /// Why its mentions were taken for one, at most a dozen.
    pub reasons: BTreeSet<String>,
    /// Whether anything is claimed of it; what isn't and has no name is left out of the graph.
    pub used: bool,
}

/// A merged event or occasion.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Its name in IRIs (`event/…`).
    pub name: String,
    /// Local name of its class, the most specific told.
    pub class: String,
    /// "Visit of Kim Jong Un to China, September 2025".
    pub label: String,
    /// Surface forms of an occasion other than the label.
    pub aliases: BTreeSet<String>,
    /// Roles by local name, with who and what fills them.
    pub roles: BTreeMap<String, Vec<Node>>,
    /// Roles filled by words.
    pub texts: BTreeMap<String, BTreeSet<String>>,
    /// When.
    pub time: TimeSpan,
    /// The strongest told; none for an occasion that is only referred to.
    pub factuality: Option<Factuality>,
    /// Who says so, where the reporter doesn't.
    pub attributed_to: BTreeSet<Node>,
    /// PLOVER's code as told.
    pub plover: Option<String>,
    /// PLOVER's mode as told.
    pub mode: Option<String>,
    /// The most confident reading's confidence.
    pub confidence: f32,
    /// The frames that matched.
    pub rules: BTreeSet<String>,
    /// Where it is told.
    pub passages: BTreeSet<PassageRef>,
    /// By how many reports that don't repeat each other.
    pub independent_sources: u32,
    /// How often articles mention it as an occasion.
    pub mentions: u32,
    /// In how many documents it occurs.
    pub documents: u32,
    /// Why its tellings were taken for one, at most a dozen.
    pub reasons: BTreeSet<String>,
}

/// What is claimed, once for every source and factuality.
#[derive(Clone, Debug, PartialEq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a field of the vocabulary's statements"
)]
pub struct Claim {
    /// Its name in IRIs (`statement/…`).
    pub name: String,
    /// Of whom or what.
    pub subject: Node,
    /// What.
    pub predicate: Predicate,
    /// To whom or what.
    pub object: Value,
    /// How surely.
    pub factuality: Factuality,
    /// Who says so, when it isn't the reporter.
    pub attributed_to: Option<Node>,
    /// The words that name the source ("say").
    pub cues: BTreeSet<String>,
    /// Whether the source's word is taken for the fact.
    pub vouched: bool,
    /// When it holds.
    pub time: TimeSpan,
    /// Told as over.
    pub ended: bool,
    /// For the time being.
    pub acting: bool,
    /// The event whose shortcut it is, as position in [`Resolution::events`].
    pub event: Option<u32>,
    /// The most confident reading's confidence.
    pub confidence: f32,
    /// The frames that matched.
    pub rules: BTreeSet<String>,
    /// Where it is told.
    pub passages: BTreeSet<PassageRef>,
    /// By how many reports that don't repeat each other.
    pub independent_sources: u32,
    /// Whether it is accepted as a fact: it is told as one by the reporter or by a source that vouches for it, not as
    /// over, and no later document denies it.
    pub accepted: bool,
}

/// A relation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Predicate {
    /// A property of the vocabulary, by local name.
    Known(String),
    /// The article's own words, as lemmas joined by `-`, and as first met.
    Open(String, String),
}

/// The object of a claim.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// An entity or event.
    Node(Node),
    /// Words.
    Text(String),
    /// True: the event of the claim's subject takes place.
    True,
}

/// An entity or event, by position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Node {
    /// In [`Resolution::entities`].
    Entity(u32),
    /// In [`Resolution::events`].
    Event(u32),
}

/// A sentence of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PassageRef {
    /// Position in [`Resolution::documents`].
    pub document: u32,
    /// The sentence.
    pub sentence: u32,
}

/// Two claims that cannot both hold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Contradiction {
    /// Position of the one in [`Resolution::claims`].
    pub one: u32,
    /// Position of the other, larger.
    pub other: u32,
}

/// Takes the readings of many documents together.
///
/// Of several readings with one document id the last given counts.
///
/// # Errors
/// When the knowledge of names that the program carries is malformed; a test holds that it isn't.
pub fn resolve(readings: &[Reading], context: &Context<'_>) -> Result<Resolution, DataError> {
    let names = names::Names::embedded()?;
    let by_id: BTreeMap<&str, &Reading> = readings
        .iter()
        .map(|r| (r.document.id.as_str(), r))
        .collect();
    let readings: Vec<&Reading> = by_id.into_values().collect();
    let reports = sources::reports(&readings);
    let grouping = entities::group(&readings, &names, context);
    let merged = merge::entities(&readings, &grouping, context);
    let happenings = events::merge(&readings, &grouping, &merged, &names, context);
    Ok(claims::assemble(
        &readings, &reports, &grouping, merged, happenings, context,
    ))
}

impl Resolution {
    /// Name of a node in IRIs.
    pub fn name(&self, node: Node) -> &str {
        match node {
            Node::Entity(i) => self.entities.get(i as usize).map(|e| e.name.as_str()),
            Node::Event(i) => self.events.get(i as usize).map(|e| e.name.as_str()),
        }
        .unwrap_or_default()
    }

    /// Label of a node.
    pub fn label(&self, node: Node) -> &str {
        match node {
            Node::Entity(i) => self.entities.get(i as usize).map(|e| e.label.as_str()),
            Node::Event(i) => self.events.get(i as usize).map(|e| e.label.as_str()),
        }
        .unwrap_or_default()
    }
}
