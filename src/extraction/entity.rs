use crate::{language::TokenId, text::Span};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Index into [`Extraction::mentions`](super::Extraction::mentions).
pub type MentionId = u32;
/// Index into [`Extraction::entities`](super::Extraction::entities).
pub type EntityId = u32;

/// One place where the text names, describes or refers to an entity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// The sentence, as an index into the document's passages.
    pub sentence: u32,
    /// The words, title and modifiers included ("North Korean leader Kim Jong Un").
    pub tokens: Range<TokenId>,
    /// The syntactic head; arguments of propositions find their mention by it.
    pub head: TokenId,
    /// The words that name or describe it best, in the document's text: the bare name of a named mention.
    pub span: Span,
    /// Name, description or pronoun.
    pub form: MentionForm,
    /// The entity meant.
    pub entity: EntityId,
}

/// How a mention refers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum MentionForm {
    /// By a proper name ("Kim", "the White House").
    Name,
    /// By an adjective of nationality or a noun compound's first part ("Russian", "Trump-Kim").
    Modifier,
    /// By a description ("the chancellor", "26 foreign leaders").
    Nominal,
    /// By a pronoun or possessive.
    Pronoun,
}

/// An entity of one document: a chain of mentions that corefer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    /// Local name of its class in the vocabulary (`Person`, `Country`, `City`, `MilitaryParade`, `Collective` …), as
    /// specific as the text and the gazetteer tell.
    pub class: String,
    /// The fullest proper name met, without title; of an unnamed entity its fullest description.
    pub name: String,
    /// Every other surface form met that names it, without titles and pronouns, sorted and unique.
    pub aliases: Vec<String>,
    /// Id of the gazetteer entry that the name, its type, the article's date and the rest of the document agree on.
    pub link: Option<String>,
    /// Gazetteer id of the country that it is, or that it belongs to or acts for in this document.
    pub country: Option<String>,
    /// Grammatical gender where known.
    pub gender: Option<Gender>,
    /// More than one of a kind ("lawmakers", "the two countries").
    pub plural: bool,
    /// Entities that a group names together ("the two leaders" = Kim and Xi); statements about it hold of each.
    pub members: Vec<EntityId>,
    /// Whether it has a proper name. An unnamed one doesn't merge over documents except by what is said of it.
    pub named: bool,
    /// Why it is linked and chained as it is: short reasons that `explain` shows ("title and surname: President Putin").
    pub reasons: Vec<String>,
}

/// Grammatical gender of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Gender {
    /// He.
    Masculine,
    /// She.
    Feminine,
}
