use super::{Attribution, Factuality};
use crate::{language::TokenId, text::TimeSpan};
use compact_str::CompactString;

/// Index of a proposition among those of its document.
pub type PropositionId = u32;

/// One predicate with its arguments, normalised: whatever the wording (passive, relative clause, control, light verb,
/// nominalisation), the logical subject is the [`Role::Subject`].
#[derive(Clone, Debug, PartialEq)]
pub struct Proposition {
    /// The sentence, as an index into the analysis.
    pub sentence: u32,
    /// What is said to happen or hold.
    pub predicate: Predicate,
    /// Who and what takes part, in the order of the sentence; shared ones (control, coordination, relative clauses)
    /// included.
    pub arguments: Vec<Argument>,
    /// The proposition whose argument this one is, and how.
    pub parent: Option<(PropositionId, Embedding)>,
    /// Tense of the finite verb, or of the clause that governs a non-finite one.
    pub tense: Tense,
    /// "has met": done before the time spoken of.
    pub perfect: bool,
    /// "is meeting".
    pub progressive: bool,
    /// Worded as a passive; its arguments are already turned round.
    pub passive: bool,
    /// How surely it is told, all cues in scope taken together.
    pub factuality: Factuality,
    /// Who says so.
    pub attribution: Option<Attribution>,
    /// When, as far as the clause says.
    pub time: TimeSpan,
    /// How sure the reading is, in (0, 1].
    pub confidence: f32,
}

/// What a proposition says to happen or hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Predicate {
    /// The word that carries the meaning: the verb, the nominal event (also under a light verb), the predicate adjective
    /// or noun.
    pub head: TokenId,
    /// The word that heads its clause or phrase in the tree: the light or copular verb, the place in "is in Rome";
    /// otherwise the same as `head`.
    pub clause: TokenId,
    /// What kind of word that is.
    pub kind: PredicateKind,
    /// Its lemma, with its particle ("carry out"), lower case.
    pub lemma: CompactString,
    /// Lemma of the light verb that supports a nominal event ("pay" in "pay a visit"), where there is one.
    pub support: Option<CompactString>,
    /// All words of the relation in the order of the sentence: auxiliaries, negation, particle, the verb, for the open
    /// relation's label.
    pub tokens: Vec<TokenId>,
}

/// What kind of word a predicate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PredicateKind {
    /// "met".
    Verb,
    /// "the meeting", "talks", "invasion", "held talks".
    Noun,
    /// "is unlikely", "angry at".
    Adjective,
    /// "is the president of": the predicate noun or the apposition; the noun is the head, what it is said of the subject.
    Copula,
}

/// How one proposition is embedded in another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Embedding {
    /// Content of the parent ("said that …", "agreed to …", "plans to …").
    Complement,
    /// The parent's clausal subject ("That he left surprised …").
    Subject,
    /// Adverbial clause with its mark ("if", "after", "to" for purpose): see the argument's preposition.
    Adverbial,
    /// Relative or participial clause on one of the parent's arguments.
    Modifier,
    /// A nominal event that is an argument of the parent ("postponed the visit").
    Argument,
    /// The second of two coordinated clauses.
    Conjunct,
    /// Words quoted or set beside their reporting clause.
    Parataxis,
}

/// A participant or circumstance of a proposition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    /// Its part in the proposition.
    pub role: Role,
    /// Preposition or mark that introduces it, lower case ("with", "ahead of").
    pub marker: Option<CompactString>,
    /// Its syntactic head.
    pub head: TokenId,
    /// Heads of the coordinated parts, the first one included; one element where nothing is coordinated.
    pub conjuncts: Vec<TokenId>,
    /// All its words in the order of the sentence, without the marker.
    pub tokens: Vec<TokenId>,
    /// Not said at this predicate but shared with another clause (control, coordination, relative clause).
    pub shared: bool,
}

/// The part that an argument plays, after normalisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Who acts (also "by …" of a passive, the possessor or "by …" of a nominal event).
    Subject,
    /// Who or what is acted upon (also the subject of a passive, the "of …" of a nominal event).
    Object,
    /// To or for whom ("gave Ukraine tanks").
    IndirectObject,
    /// Any other nominal argument or adjunct, with its preposition in `marker`.
    Oblique,
    /// A nominal of time without preposition ("last week", "Tuesday").
    Time,
    /// What the subject or object is said to be ("called it a victory", "elected him president").
    Attribute,
    /// A clause that is the content; its head is the clause's predicate.
    Clause,
    /// An adverbial clause with its mark ("after", "if", "to").
    Adverbial,
    /// Pre-nominal modifier of a nominal event ("peace talks", "Trump-Kim summit", "Russian invasion").
    Modifier,
    /// An adverb.
    Adverb,
}

/// Tense of a clause.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tense {
    /// Past.
    Past,
    /// Present.
    Present,
    /// "will", "shall", "is going to".
    Future,
    /// Not finite, and nothing that governs it tells.
    #[default]
    None,
}
