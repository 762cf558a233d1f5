use super::{Deprel, Feats};
use crate::text::Span;
use compact_str::CompactString;
use serde::{Deserialize, Serialize};
use std::{fmt, ops::Range, str::FromStr};

/// A document's sentences in order: what `language` hands on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Analysis {
    /// In the order of the text, never overlapping.
    pub sentences: Vec<Sentence>,
}

/// Position of a syntactic word in its sentence, from 0.
pub type TokenId = u32;

/// One sentence: its words, their tree and the names among them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentence {
    /// Where it stands in the document's text.
    pub span: Option<Span>,
    /// The syntactic words, in order. Exactly one has no head when the sentence has words at all.
    pub tokens: Vec<Token>,
    /// Surface tokens that hold several syntactic words ("don't", "Kim's").
    pub multiwords: Vec<MultiWord>,
    /// Names, in order, never overlapping.
    pub entities: Vec<NamedEntity>,
}

/// A surface token of several syntactic words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MultiWord {
    /// The syntactic words it holds.
    pub tokens: Range<TokenId>,
    /// Where it stands in the document's text.
    pub span: Span,
}

/// A syntactic word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands in the document's text. The parts of a multi-word token tile its span where the spelling can be
    /// divided, else share it.
    pub span: Span,
    /// The word as UD writes it.
    pub form: CompactString,
    /// Dictionary form.
    pub lemma: CompactString,
    /// Universal part of speech.
    pub upos: Upos,
    /// Penn Treebank tag, empty where unknown.
    pub xpos: CompactString,
    /// Morphological features.
    pub feats: Feats,
    /// The governor; none for the root.
    pub head: Option<TokenId>,
    /// The relation to the governor.
    pub deprel: Deprel,
}

/// A name found in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedEntity {
    /// The words of the name, without article and title.
    pub tokens: Range<TokenId>,
    /// What it names.
    pub kind: EntityKind,
}

/// What a name names, as far as its form and its sentence tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum EntityKind {
    /// A human being.
    Person,
    /// A state or dependent territory.
    Country,
    /// Any other place.
    Place,
    /// A body, company, group or team.
    Organization,
    /// A named occasion: a war, a summit, a treaty, a holiday.
    Event,
    /// A date or period.
    Date,
    /// A post ("President of Russia").
    Office,
    /// Any other name: works, products, laws, nationalities.
    Other,
}

macro_rules! names {
    ($type:ident { $($variant:ident => $name:literal),+ $(,)? }) => {
        impl $type {
            /// All of them, in a fixed order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its name in files.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }

        impl FromStr for $type {
            type Err = ();

            fn from_str(s: &str) -> Result<Self, ()> {
                match s { $($name => Ok(Self::$variant),)+ _ => Err(()) }
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

names!(EntityKind {
    Person => "person",
    Country => "country",
    Place => "place",
    Organization => "organization",
    Event => "event",
    Date => "date",
    Office => "office",
    Other => "other",
});

/// Universal part of speech (<https://universaldependencies.org/u/pos/>).
#[allow(missing_docs, reason = "the names are the standard's own")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Upos {
    Adj,
    Adp,
    Adv,
    Aux,
    Cconj,
    Det,
    Intj,
    Noun,
    Num,
    Part,
    Pron,
    Propn,
    Punct,
    Sconj,
    Sym,
    Verb,
    #[default]
    X,
}

names!(Upos {
    Adj => "ADJ", Adp => "ADP", Adv => "ADV", Aux => "AUX", Cconj => "CCONJ", Det => "DET", Intj => "INTJ",
    Noun => "NOUN", Num => "NUM", Part => "PART", Pron => "PRON", Propn => "PROPN", Punct => "PUNCT",
    Sconj => "SCONJ", Sym => "SYM", Verb => "VERB", X => "X",
});

impl Sentence {
    /// The token with that id.
    ///
    /// # Panics
    /// When the sentence has no such token; ids come from this sentence.
    pub fn token(&self, id: TokenId) -> &Token {
        &self.tokens[id as usize]
    }

    /// The root of the tree; none in a sentence without words.
    pub fn root(&self) -> Option<TokenId> {
        self.tokens
            .iter()
            .position(|t| t.head.is_none())
            .map(|i| i as TokenId)
    }

    /// The direct dependents of `head`, in order.
    pub fn children(&self, head: TokenId) -> impl DoubleEndedIterator<Item = TokenId> + '_ {
        self.tokens
            .iter()
            .enumerate()
            .filter(move |(_, t)| t.head == Some(head))
            .map(|(i, _)| i as TokenId)
    }

    /// The direct dependents of `head` whose relation is `deprel` or a subtype of it, in order.
    pub fn children_by(
        &self,
        head: TokenId,
        deprel: Deprel,
    ) -> impl DoubleEndedIterator<Item = TokenId> + '_ {
        self.children(head)
            .filter(move |&c| self.token(c).deprel.is(deprel))
    }

    /// The first such dependent.
    pub fn child_by(&self, head: TokenId, deprel: Deprel) -> Option<TokenId> {
        self.children_by(head, deprel).next()
    }

    /// `id` and everything below it, in order.
    pub fn subtree(&self, id: TokenId) -> Vec<TokenId> {
        (0..self.tokens.len() as TokenId)
            .filter(|&t| self.dominates(id, t))
            .collect()
    }

    /// Whether `ancestor` is `id` or above it.
    pub fn dominates(&self, ancestor: TokenId, id: TokenId) -> bool {
        let mut at = Some(id);
        // No chain is longer than the sentence; the bound guards against cycles in foreign CoNLL-U.
        for _ in 0..=self.tokens.len() {
            match at {
                Some(t) if t == ancestor => return true,
                Some(t) => at = self.token(t).head,
                None => return false,
            }
        }
        false
    }

    /// The name that covers `id`.
    pub fn entity_at(&self, id: TokenId) -> Option<&NamedEntity> {
        self.entities.iter().find(|e| e.tokens.contains(&id))
    }

    /// The stretch of text from the first to the last of `tokens`; none where there are none.
    pub fn cover(&self, tokens: impl IntoIterator<Item = TokenId>) -> Option<Span> {
        tokens
            .into_iter()
            .map(|t| self.token(t).span)
            .reduce(Span::cover)
    }
}
