//! Where a sentence has predicates.

use super::super::tree::Tree;
use super::lemma_with_particle;
use crate::{
    knowledge::lexicon::{Lexicon, VerbClass, WordClass, WordList},
    language::{Deprel, EntityKind, TokenId, Upos},
};

/// One predicate: its word, the word that heads its clause, and how its arguments are to be read.
#[derive(Clone, Debug)]
pub(super) struct Site {
    /// Syntactic head of the clause or phrase.
    pub(super) clause: TokenId,
    /// The word that carries the meaning.
    pub(super) head: TokenId,
    pub(super) kind: SiteKind,
    /// The light or copular verb.
    pub(super) support: Option<TokenId>,
    /// The site of the copula that this clause is the complement of ("the aim is to …").
    pub(super) outer: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SiteKind {
    /// A full verb.
    Verb,
    /// Verb and object as one verb; the object.
    Idiom(TokenId),
    /// A clause that is the complement of "be" ("the aim is to …"), read as a verb.
    Inner,
    /// "be" with a place, a clause or nothing ("is in Rome", "there is").
    Being,
    /// Noun said of a subject, with copula or copular verb.
    Copula,
    /// Adjective or adverb said of a subject.
    Adjective,
    /// A nominal event with its light verb.
    Light,
    /// A nominal event or content noun.
    Noun,
    /// A relational noun ("Kim's daughter").
    Relation,
    /// A noun said of what it stands beside; `at` is the dependent one of the two.
    Apposition { subject: TokenId, at: TokenId },
}

/// All sites of a sentence, in the order of their clauses.
#[derive(Debug, Default)]
pub(super) struct Sites {
    pub(super) list: Vec<Site>,
    by_clause: Vec<Vec<usize>>,
    clausal: Vec<Option<usize>>,
    nominal: Vec<Option<usize>>,
}

impl Sites {
    /// Those to be read at that word, outer ones first.
    pub(super) fn at(&self, token: TokenId) -> &[usize] {
        self.by_clause
            .get(token as usize)
            .map_or(&[], Vec::as_slice)
    }

    /// The clause that the word heads.
    pub(super) fn clausal_at(&self, token: TokenId) -> Option<usize> {
        self.clausal.get(token as usize).copied().flatten()
    }

    /// The nominal event that the word names.
    pub(super) fn nominal_at(&self, token: TokenId) -> Option<usize> {
        self.nominal.get(token as usize).copied().flatten()
    }
}

struct Finder<'a> {
    tree: &'a Tree<'a>,
    lexicon: &'a Lexicon,
    sites: Sites,
}

/// Finds them.
pub(super) fn find(tree: &Tree<'_>, lexicon: &Lexicon) -> Sites {
    let n = tree.len() as usize;
    let mut finder = Finder {
        tree,
        lexicon,
        sites: Sites {
            list: Vec::new(),
            by_clause: vec![Vec::new(); n],
            clausal: vec![None; n],
            nominal: vec![None; n],
        },
    };
    // Clauses first: a light or copular verb claims its noun.
    for &token in tree.top_down() {
        finder.clause(token);
    }
    for token in 0..tree.len() {
        finder.apposition(token);
    }
    for token in 0..tree.len() {
        finder.noun(token);
    }
    finder.sites
}

impl Finder<'_> {
    fn push(&mut self, clause: TokenId, head: TokenId, kind: SiteKind) -> usize {
        let index = self.sites.list.len();
        self.sites.list.push(Site {
            clause,
            head,
            kind,
            support: None,
            outer: None,
        });
        if let Some(at) = self.sites.by_clause.get_mut(clause as usize) {
            at.push(index);
        }
        index
    }

    fn clause(&mut self, t: TokenId) {
        let Some(kind) = self.clause_kind(t) else {
            return;
        };
        let tree = self.tree;
        let index = match kind {
            SiteKind::Being => {
                let head = tree.child(t, Deprel::COP).unwrap_or(t);
                let index = self.push(t, head, kind);
                if tree.upos(t) == Upos::Verb {
                    let inner = self.push(t, t, SiteKind::Inner);
                    if let Some(site) = self.sites.list.get_mut(inner) {
                        site.outer = Some(index);
                    }
                }
                index
            }
            SiteKind::Verb => self.verb(t),
            _ => {
                let index = self.push(t, t, kind);
                if let Some(slot) = self.sites.nominal.get_mut(t as usize) {
                    *slot = Some(index);
                }
                index
            }
        };
        if let Some(slot) = self.sites.clausal.get_mut(t as usize) {
            *slot = Some(index);
        }
    }

    /// How the clause that `t` heads is to be read, if it heads one.
    fn clause_kind(&self, t: TokenId) -> Option<SiteKind> {
        let tree = self.tree;
        let deprel = tree.deprel(t);
        let has = |d: Deprel| tree.child(t, d).is_some();
        if has(Deprel::COP) {
            return Some(self.copula_kind(t));
        }
        let clausal = match deprel.base() {
            "root" | "ccomp" | "advcl" | "acl" | "csubj" | "parataxis" | "dep" | "list"
            | "xcomp" | "discourse" | "orphan" => true,
            "appos" | "obj" | "nsubj" | "obl" | "nmod" => {
                has(Deprel::NSUBJ) || has(Deprel::OBJ) || has(Deprel::MARK)
            }
            "conj" => tree.head(t).is_some_and(|h| {
                self.sites.clausal_at(h).is_some() || has(Deprel::NSUBJ) || has(Deprel::AUX)
            }),
            _ => false,
        };
        match tree.upos(t) {
            Upos::Verb if clausal => Some(SiteKind::Verb),
            Upos::Aux
                if clausal || !matches!(deprel.base(), "aux" | "cop") && has(Deprel::NSUBJ) =>
            {
                Some(SiteKind::Verb)
            }
            Upos::Adj if clausal => {
                // The adjective of a copular verb or an object is read with its verb.
                if deprel == Deprel::XCOMP && !has(Deprel::MARK) {
                    return None;
                }
                if deprel == Deprel::CONJ {
                    let first = tree.head(t).and_then(|h| self.sites.clausal_at(h));
                    let adjective = first
                        .and_then(|i| self.sites.list.get(i))
                        .is_some_and(|s| s.kind == SiteKind::Adjective);
                    return (adjective || has(Deprel::NSUBJ)).then_some(SiteKind::Adjective);
                }
                Some(SiteKind::Adjective)
            }
            Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num | Upos::Adv if clausal => {
                if has(Deprel::NSUBJ) {
                    return Some(self.copula_kind(t));
                }
                let first = tree
                    .head(t)
                    .filter(|_| deprel == Deprel::CONJ)
                    .and_then(|h| self.sites.clausal_at(h))
                    .and_then(|i| self.sites.list.get(i))?;
                (first.kind == SiteKind::Copula && first.support.is_none())
                    .then_some(SiteKind::Copula)
            }
            _ => None,
        }
    }

    fn copula_kind(&self, t: TokenId) -> SiteKind {
        let tree = self.tree;
        let preposition = tree.marker(t, Deprel::CASE).0.is_some();
        match tree.upos(t) {
            Upos::Verb if tree.child(t, Deprel::COP).is_some() => SiteKind::Being,
            _ if preposition && tree.child(t, Deprel::COP).is_some() => SiteKind::Being,
            Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num | Upos::Det | Upos::Sym | Upos::X
                if !preposition =>
            {
                SiteKind::Copula
            }
            _ => SiteKind::Adjective,
        }
    }

    /// A full verb, or a light or copular verb with what it supports.
    fn verb(&mut self, t: TokenId) -> usize {
        let (tree, lexicon) = (self.tree, self.lexicon);
        let lemma = lemma_with_particle(tree, t);
        if lexicon.is_verb(VerbClass::Copular, &lemma)
            && tree.child(t, Deprel::OBJ).is_none()
            && let Some(complement) = tree.by(t, Deprel::XCOMP).find(|&x| {
                tree.child(x, Deprel::MARK).is_none()
                    && matches!(
                        tree.upos(x),
                        Upos::Noun | Upos::Propn | Upos::Adj | Upos::Pron | Upos::Num
                    )
            })
        {
            let kind = match tree.upos(complement) {
                Upos::Adj => SiteKind::Adjective,
                _ => SiteKind::Copula,
            };
            let index = self.push(t, complement, kind);
            self.support(index, t, complement);
            return index;
        }
        if lemma == "be"
            && tree.child(t, Deprel::EXPL).is_some()
            && let Some(noun) = tree.child(t, Deprel::NSUBJ)
            && lexicon.event_noun(tree.lemma(noun)).is_some()
        {
            let index = self.push(t, noun, SiteKind::Light);
            self.support(index, t, noun);
            return index;
        }
        let object = tree
            .child(t, Deprel::OBJ)
            .or_else(|| tree.child(t, Deprel::NSUBJ_PASS))
            .or_else(|| {
                // "talks held in Rome"
                (tree.deprel(t) == Deprel::ACL && tree.is_past_participle(t))
                    .then(|| tree.head(t))
                    .flatten()
            });
        if let Some(object) = object {
            if lexicon.is_idiom(&lemma, tree.lemma(object)) && tree.head(object) == Some(t) {
                return self.push(t, t, SiteKind::Idiom(object));
            }
            let mut nouns = tree
                .conjuncts(object)
                .into_iter()
                .filter(|&n| {
                    (tree.head(t) != Some(n) || self.sites.nominal_at(n).is_none())
                        && lexicon.is_light(&lemma, tree.lemma(n))
                })
                .collect::<Vec<_>>()
                .into_iter();
            if let Some(first) = nouns.next() {
                let index = self.push(t, first, SiteKind::Light);
                self.support(index, t, first);
                for other in nouns {
                    let extra = self.push(t, other, SiteKind::Light);
                    self.support(extra, t, other);
                }
                return index;
            }
        }
        // "engaged in talks"
        let noun = tree.by(t, Deprel::OBL).find(|&o| {
            tree.marker(o, Deprel::CASE)
                .0
                .is_some_and(|marker| lexicon.is_light(&format!("{lemma} {marker}"), tree.lemma(o)))
        });
        if let Some(noun) = noun {
            let index = self.push(t, noun, SiteKind::Light);
            self.support(index, t, noun);
            return index;
        }
        self.push(t, t, SiteKind::Verb)
    }

    fn support(&mut self, index: usize, verb: TokenId, head: TokenId) {
        if let Some(site) = self.sites.list.get_mut(index) {
            site.support = Some(verb);
        }
        if let Some(slot) = self.sites.nominal.get_mut(head as usize) {
            *slot = Some(index);
        }
    }

    /// "X, the secretary of Y": the name is the subject, the description what is said of it.
    fn apposition(&mut self, t: TokenId) {
        let tree = self.tree;
        let deprel = tree.deprel(t);
        if deprel != Deprel::APPOS && deprel != Deprel::NMOD_DESC {
            return;
        }
        let Some(head) = tree.head(t) else { return };
        let nominal = |x: TokenId| matches!(tree.upos(x), Upos::Noun | Upos::Propn | Upos::Pron);
        if !nominal(t) || !nominal(head) || self.sites.clausal_at(t).is_some() {
            return;
        }
        let is_date = |x: TokenId| {
            tree.sentence()
                .entity_at(x)
                .is_some_and(|e| e.kind == EntityKind::Date)
                || self.lexicon.has(WordList::Time, tree.lemma(x))
        };
        if is_date(t) || is_date(head) || self.lexicon.has(WordList::Honorific, tree.lemma(t)) {
            return;
        }
        let (subject, said) =
            if deprel == Deprel::NMOD_DESC || (tree.is_name(t) && !tree.is_name(head)) {
                if deprel == Deprel::NMOD_DESC {
                    (head, t)
                } else {
                    (t, head)
                }
            } else {
                (head, t)
            };
        if self.sites.clausal_at(said).is_some() || self.sites.nominal_at(said).is_some() {
            return;
        }
        let index = self.push(said, said, SiteKind::Apposition { subject, at: t });
        if let Some(slot) = self.sites.nominal.get_mut(said as usize) {
            *slot = Some(index);
        }
    }

    /// A nominal event, a content noun or a relational noun.
    fn noun(&mut self, t: TokenId) {
        let (tree, lexicon) = (self.tree, self.lexicon);
        if !matches!(tree.upos(t), Upos::Noun | Upos::Propn) {
            return;
        }
        let occupied = self
            .sites
            .nominal_at(t)
            .and_then(|i| self.sites.list.get(i).map(|s| s.kind));
        let lemma = tree.lemma(t);
        let deprel = tree.deprel(t);
        if matches!(deprel.base(), "compound" | "flat" | "fixed" | "goeswith") {
            return;
        }
        let event = tree.upos(t) == Upos::Noun
            && (lexicon.event_noun(lemma).is_some()
                || lexicon.is_cue(lemma, WordClass::Noun)
                || lexicon.reporting(lemma, WordClass::Noun).is_some()
                || (lexicon.is_nominalisation(lemma) && self.has_participants(t)));
        if event && !lexicon.has(WordList::Time, lemma) {
            match occupied {
                None => {}
                // "The strike, an act of …": the event remains one beside what is said of it.
                Some(SiteKind::Apposition { .. }) => {}
                Some(_) => return,
            }
            let index = self.push(t, t, SiteKind::Noun);
            if let Some(slot) = self.sites.nominal.get_mut(t as usize) {
                *slot = Some(index);
            }
        } else if occupied.is_none() && self.has_possessor(t) && !lexicon.has(WordList::Time, lemma)
        {
            let index = self.push(t, t, SiteKind::Relation);
            if let Some(slot) = self.sites.nominal.get_mut(t as usize) {
                *slot = Some(index);
            }
        }
    }

    fn has_participants(&self, t: TokenId) -> bool {
        self.tree.children(t).iter().any(|&c| {
            matches!(
                self.tree.deprel(c),
                Deprel::NMOD | Deprel::NMOD_POSS | Deprel::ACL
            )
        })
    }

    fn has_possessor(&self, t: TokenId) -> bool {
        let tree = self.tree;
        tree.upos(t) == Upos::Noun
            && tree.children(t).iter().any(|&c| {
                tree.deprel(c) == Deprel::NMOD_POSS
                    || (tree.deprel(c) == Deprel::NMOD
                        && tree.marker(c, Deprel::CASE).0.as_deref() == Some("of"))
            })
    }
}
