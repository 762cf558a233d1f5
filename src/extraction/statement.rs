use super::{Attribution, EntityId, Factuality, MentionId};
use crate::text::{Span, TimeSpan};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Index into [`Extraction::events`](super::Extraction::events).
pub type EventId = u32;

/// A sentence as evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// The sentence.
    pub text: String,
    /// Where it stands in the document's text, in bytes.
    pub span: Span,
    /// The same in Unicode code points, as records and the graph give it.
    pub begin: u32,
    /// Code point after its last.
    pub end: u32,
}

/// A claim within the vocabulary: one property between two entities of the document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    /// The sentence that says so.
    pub sentence: u32,
    /// Of whom or what.
    pub subject: EntityId,
    /// Where the sentence names the subject, when it does.
    pub subject_mention: Option<MentionId>,
    /// Local name of the property in the vocabulary (`metWith`).
    pub predicate: String,
    /// To whom or what.
    pub object: EntityId,
    /// Where the sentence names the object, when it does.
    pub object_mention: Option<MentionId>,
    /// How surely it is told.
    pub factuality: Factuality,
    /// Who says so, when it isn't the reporter.
    pub attribution: Option<Attribution>,
    /// When it holds or happened.
    pub time: TimeSpan,
    /// Told as over ("former president", "until 2016"): a fact that yields no direct triple.
    pub ended: bool,
    /// Held for the time being ("acting president").
    pub acting: bool,
    /// The event that it is the shortcut of.
    pub event: Option<EventId>,
    /// How sure the extractor is, in (0, 1].
    pub confidence: f32,
    /// Id of the frame that matched.
    pub rule: String,
}

/// An event or occasion that a frame recognised, with its roles.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// The sentences that tell of it, the first one first.
    pub sentences: Vec<u32>,
    /// Local name of its class (`Visit`, `Accuse`, `Election`).
    pub class: String,
    /// The word that tells of it, where it stands in the document's text.
    pub trigger: Span,
    /// Local names of roles (`actor`, `recipient`, `location`, `origin`, `topic`, `occasion`, `commemorates`, `cause`)
    /// with the entities that fill them, each once, in the order of the text.
    pub roles: BTreeMap<String, Vec<EntityId>>,
    /// Roles filled by words that are no entity (`means`: "armoured train"; `topic`: "trade").
    pub texts: BTreeMap<String, Vec<String>>,
    /// The occasion entity that this event is, for occasions ("the summit"), so that others may attend it.
    pub entity: Option<EntityId>,
    /// How surely it is told.
    pub factuality: Factuality,
    /// Who says so, when it isn't the reporter.
    pub attribution: Option<Attribution>,
    /// When.
    pub time: TimeSpan,
    /// Code that the PLOVER manual gives it (`CONSULT`; a planned Consult is `AGREE`, a refusal `REJECT`); none for
    /// occasions.
    pub plover: Option<String>,
    /// PLOVER mode ("visit", "phone").
    pub mode: Option<String>,
    /// How sure the extractor is, in (0, 1].
    pub confidence: f32,
    /// Id of the frame that matched.
    pub rule: String,
}

/// A proposition in its sentence's own words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OpenStatement {
    /// The sentence.
    pub sentence: u32,
    /// Words of the subject.
    pub subject: String,
    /// Words of the relation, preposition of the object included ("met with").
    pub relation: String,
    /// The relation's lemmas, joined by `-`, for the IRI of the open relation (`strengthen-tie-with`).
    pub lemmas: String,
    /// Words of the object.
    pub object: Option<String>,
    /// Further arguments in their own words ("on his private train").
    pub arguments: Vec<String>,
    /// The entity that the subject is, if any.
    pub subject_entity: Option<EntityId>,
    /// The entity that the object is, if any.
    pub object_entity: Option<EntityId>,
    /// How surely it is told.
    pub factuality: Factuality,
    /// Who says so, when it isn't the reporter.
    pub attribution: Option<Attribution>,
    /// How sure the extractor is, in (0, 1].
    pub confidence: f32,
}
