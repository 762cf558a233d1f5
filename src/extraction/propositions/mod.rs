//! From trees to propositions.
//!
//! Each clause, finite or not, each nominal event, apposition and relational noun becomes one [`Proposition`]. Whatever the
//! wording, arguments stand in their logical place:
//! - passive: "by …" is the subject, the passive subject the object;
//! - "talks between X and Y" and "X and Y held talks" have the same subject; a possessor of a nominal event is its subject
//!   (or object, where the lexicon says so: "X's arrest");
//! - light verbs ("paid a visit to") give a [`PredicateKind::Noun`] with its `support`, as does "there were talks";
//! - "is in Rome" is the verb "be" with an oblique;
//! - copulas, copular verbs ("became", as `support`) and appositions give [`PredicateKind::Copula`]; the predicate noun's own
//!   possessor and of-phrase are obliques marked "of";
//! - a relational noun outside these ("Kim's daughter") is a copula said of the noun itself: subject and predicate have the
//!   same head, and `tokens` is empty.

mod arguments;
mod nominal;
mod sharing;
mod sites;

#[cfg(test)]
mod tests;

use super::{Embedding, Predicate, PredicateKind, Proposition, Tense, tree::Tree};
use crate::{
    knowledge::lexicon::Lexicon,
    language::{Analysis, TokenId},
    text::TimeSpan,
};
pub(super) use arguments::trim;
use compact_str::CompactString;
use sites::{Site, SiteKind, Sites};

/// Every proposition of the document, in the order of their predicates' clauses, before factuality, attribution and time
/// are assessed.
pub fn read(analysis: &Analysis, lexicon: &Lexicon) -> Vec<Proposition> {
    let mut out = Vec::new();
    for (index, sentence) in analysis.sentences.iter().enumerate() {
        let tree = Tree::mended(sentence, lexicon);
        let offset = out.len() as u32;
        for mut proposition in read_sentence(&tree, lexicon) {
            proposition.sentence = index as u32;
            if let Some((parent, _)) = &mut proposition.parent {
                *parent += offset;
            }
            out.push(proposition);
        }
    }
    out
}

/// The propositions of one sentence; parents count from 0.
pub(super) fn read_sentence(tree: &Tree<'_>, lexicon: &Lexicon) -> Vec<Proposition> {
    let reader = Reader {
        tree,
        lexicon,
        sites: sites::find(tree, lexicon),
        antecedents: sharing::antecedents(tree),
    };
    reader.propositions()
}

/// What reading one sentence needs.
struct Reader<'a> {
    tree: &'a Tree<'a>,
    lexicon: &'a Lexicon,
    sites: Sites,
    /// For each relative pronoun, the word it stands for and the clause it opens.
    antecedents: Vec<Option<(TokenId, TokenId)>>,
}

/// A proposition in the making.
struct Draft {
    proposition: Proposition,
    /// Which argument is the grammatical subject, before a passive is turned round.
    surface: Option<super::Argument>,
}

impl Reader<'_> {
    fn propositions(&self) -> Vec<Proposition> {
        let mut drafts: Vec<Option<Draft>> = (0..self.sites.list.len()).map(|_| None).collect();
        // Governors first, so that a clause finds the arguments that it shares already resolved.
        for &token in self.tree.top_down() {
            for &index in self.sites.at(token) {
                let draft = self.draft(index, &drafts);
                if let Some(slot) = drafts.get_mut(index) {
                    *slot = Some(draft);
                }
            }
        }
        self.report_parenthesis(&mut drafts);
        drafts
            .into_iter()
            .flatten()
            .map(|d| {
                let mut p = d.proposition;
                p.arguments.sort_by_key(|a| (a.head, a.role));
                p
            })
            .collect()
    }

    fn draft(&self, index: usize, drafts: &[Option<Draft>]) -> Draft {
        let site = &self.sites.list[index];
        let group = self.verb_group(site);
        let mut draft = Draft {
            proposition: Proposition {
                sentence: 0,
                predicate: Predicate {
                    head: site.head,
                    clause: site.clause,
                    kind: site.predicate_kind(),
                    lemma: self.predicate_lemma(site),
                    support: site.support.map(|s| self.lemma_with_particle(s)),
                    tokens: group.tokens,
                },
                arguments: Vec::new(),
                parent: self.parent(index),
                tense: group.tense,
                perfect: group.perfect,
                progressive: group.progressive,
                passive: group.passive,
                factuality: super::Factuality::default(),
                attribution: None,
                time: TimeSpan::default(),
                confidence: 0.9,
            },
            surface: None,
        };
        match &site.kind {
            SiteKind::Noun | SiteKind::Relation | SiteKind::Apposition { .. } => {
                self.nominal_arguments(site, &mut draft);
            }
            _ => self.clause_arguments(site, &mut draft),
        }
        self.share(index, &mut draft, drafts);
        draft
    }

    /// The proposition that this one is embedded in, and how.
    fn parent(&self, index: usize) -> Option<(u32, Embedding)> {
        use crate::language::Deprel;
        let site = &self.sites.list[index];
        if let Some(outer) = site.outer {
            return Some((outer as u32, Embedding::Complement));
        }
        // What stands beside the first of several nominal events under one light verb stands where that one does.
        let top = match site.kind {
            SiteKind::Noun => site.head,
            SiteKind::Apposition { at, .. } => at,
            _ => site.clause,
        };
        // "is in talks": the event is the place of "is".
        if matches!(site.kind, SiteKind::Noun | SiteKind::Relation)
            && let Some(clause) = self.sites.clausal_at(site.head).filter(|&i| i != index)
        {
            return Some((clause as u32, Embedding::Argument));
        }
        let (Some(head), deprel) = (self.tree.head(top), self.tree.deprel(top)) else {
            return None;
        };
        let nominal = matches!(
            site.kind,
            SiteKind::Noun | SiteKind::Relation | SiteKind::Apposition { .. }
        );
        let embedding = if matches!(site.kind, SiteKind::Apposition { .. }) {
            Embedding::Modifier
        } else if nominal {
            if deprel == Deprel::CONJ {
                Embedding::Conjunct
            } else {
                Embedding::Argument
            }
        } else {
            match deprel.base() {
                "ccomp" | "xcomp" => Embedding::Complement,
                "csubj" => Embedding::Subject,
                "acl" if deprel == Deprel::ACL_RELCL => Embedding::Modifier,
                "acl" if self.is_content_of_noun(top) => Embedding::Complement,
                "acl" => Embedding::Modifier,
                "advcl" if deprel == Deprel::ADVCL_RELCL => Embedding::Modifier,
                "advcl" => Embedding::Adverbial,
                "conj" => Embedding::Conjunct,
                "parataxis" | "list" | "appos" | "dep" => Embedding::Parataxis,
                _ => Embedding::Argument,
            }
        };
        let merged = site.kind == SiteKind::Light
            && self.sites.nominal_at(site.head) == Some(index)
            && head == site.head;
        if merged && embedding == Embedding::Modifier {
            // "the talks held in Rome": the event stands where its noun does.
            let head = self.tree.head(site.head)?;
            return Some((self.governing(head, index)?, Embedding::Argument));
        }
        Some((self.governing(head, index)?, embedding))
    }

    /// The proposition whose predicate or argument the word belongs to.
    fn governing(&self, token: TokenId, but: usize) -> Option<u32> {
        let mut at = Some(token);
        while let Some(t) = at {
            let found = self.sites.nominal_at(t).or(self.sites.clausal_at(t));
            if let Some(index) = found.filter(|&i| i != but) {
                return Some(index as u32);
            }
            at = self.tree.head(t);
        }
        None
    }

    /// Whether an adnominal clause says what the noun consists in ("plan to …", "claim that …").
    fn is_content_of_noun(&self, clause: TokenId) -> bool {
        use crate::{knowledge::lexicon::WordClass, language::Deprel};
        let Some(noun) = self.tree.head(clause) else {
            return false;
        };
        let marked = self
            .tree
            .by(clause, Deprel::MARK)
            .any(|m| matches!(self.tree.lemma(m), "to" | "that" | "of" | "for" | "whether"));
        let lemma = self.tree.lemma(noun);
        marked
            && (self.sites.nominal_at(noun).is_some()
                || self.lexicon.is_cue(lemma, WordClass::Noun)
                || self.lexicon.reporting(lemma, WordClass::Noun).is_some())
    }

    fn predicate_lemma(&self, site: &Site) -> CompactString {
        match site.kind {
            SiteKind::Verb => self.lemma_with_particle(site.clause),
            SiteKind::Idiom(object) => CompactString::from(format!(
                "{} {}",
                self.tree.lemma(site.clause),
                self.tree.lemma(object)
            )),
            _ => CompactString::from(self.tree.lemma(site.head)),
        }
    }

    fn lemma_with_particle(&self, verb: TokenId) -> CompactString {
        lemma_with_particle(self.tree, verb)
    }
}

/// Lemma of a verb with its particle ("carry out").
pub(super) fn lemma_with_particle(tree: &Tree<'_>, verb: TokenId) -> CompactString {
    let mut lemma = CompactString::from(tree.lemma(verb));
    for particle in tree.by(verb, crate::language::Deprel::COMPOUND_PRT) {
        lemma.push(' ');
        lemma.push_str(tree.lemma(particle));
    }
    lemma
}

/// The verb of a clause with its auxiliaries.
struct VerbGroup {
    tokens: Vec<TokenId>,
    tense: Tense,
    perfect: bool,
    progressive: bool,
    passive: bool,
}

impl Reader<'_> {
    fn verb_group(&self, site: &Site) -> VerbGroup {
        use crate::language::Deprel;
        let tree = self.tree;
        let mut group = VerbGroup {
            tokens: Vec::new(),
            tense: Tense::None,
            perfect: false,
            progressive: false,
            passive: false,
        };
        if matches!(
            site.kind,
            SiteKind::Noun | SiteKind::Relation | SiteKind::Apposition { .. }
        ) {
            return group;
        }
        let clause = site.clause;
        let cop = if matches!(site.kind, SiteKind::Inner) {
            None
        } else {
            tree.child(clause, Deprel::COP).or_else(|| {
                // "is old and frail": the second predicate shares the copula.
                let first = tree
                    .head(clause)
                    .filter(|_| tree.deprel(clause) == Deprel::CONJ)?;
                matches!(site.kind, SiteKind::Copula | SiteKind::Adjective)
                    .then(|| tree.child(first, Deprel::COP))
                    .flatten()
            })
        };
        let verb = cop.unwrap_or(clause);
        let mut auxiliaries: Vec<TokenId> = if site.outer.is_some() {
            Vec::new()
        } else {
            tree.by(clause, Deprel::AUX).collect()
        };
        // "will visit X and meet Y": the second verb shares the first one's auxiliaries.
        let borrowed = auxiliaries
            .is_empty()
            .then(|| shared_auxiliaries(tree, clause))
            .flatten();
        if let Some(first) = borrowed {
            auxiliaries = tree.by(first, Deprel::AUX).collect();
        }
        group.passive = auxiliaries
            .iter()
            .any(|&a| tree.deprel(a) == Deprel::AUX_PASS)
            || tree.children(clause).iter().any(|&c| {
                // A past tense alone is active, whatever its subject is labelled.
                tree.token(clause).xpos != "VBD"
                    && matches!(
                        tree.deprel(c),
                        Deprel::NSUBJ_PASS | Deprel::CSUBJ_PASS | Deprel::OBL_AGENT
                    )
            })
            || (cop.is_none()
                && auxiliaries.is_empty()
                && tree.is_past_participle(clause)
                && matches!(tree.deprel(clause).base(), "acl" | "advcl" | "xcomp")
                && tree.deprel(clause) != Deprel::ACL_RELCL);
        let finite = auxiliaries
            .iter()
            .copied()
            .find(|&a| tree.is_finite(a))
            .or_else(|| tree.is_finite(verb).then_some(verb));
        if let Some(f) = finite {
            group.tense = match tree.lemma(f) {
                "will" | "shall" | "'ll" | "wo" | "sha" => Tense::Future,
                _ => match tree.token(f).feats.get("Tense") {
                    Some("Past") => Tense::Past,
                    Some(_) => Tense::Present,
                    None => match tree.token(f).xpos.as_str() {
                        "VBD" => Tense::Past,
                        _ => Tense::Present,
                    },
                },
            };
        }
        group.perfect = auxiliaries.iter().any(|&a| tree.lemma(a) == "have");
        group.progressive = cop.is_none()
            && !group.passive
            && tree.is_ing(clause)
            && auxiliaries.iter().any(|&a| tree.lemma(a) == "be");
        group.tokens.extend(&auxiliaries);
        group
            .tokens
            .extend(tree.by(clause, Deprel::ADVMOD).filter(|&a| {
                tree.token(a).feats.has("Polarity", "Neg")
                    || matches!(tree.lemma(a), "never" | "not" | "n't")
            }));
        group.tokens.push(verb);
        group.tokens.extend(tree.by(verb, Deprel::COMPOUND_PRT));
        match site.kind {
            SiteKind::Idiom(object) => {
                group.tokens.extend(tree.subtree(object, |c| {
                    !matches!(tree.deprel(c).base(), "det" | "amod" | "compound")
                }));
            }
            SiteKind::Light if tree.head(site.head) == Some(clause) => {
                group.tokens.extend(tree.subtree(site.head, |c| {
                    !matches!(
                        tree.deprel(c).base(),
                        "det" | "amod" | "compound" | "nummod"
                    )
                }));
            }
            _ => {}
        }
        if group.tense == Tense::None
            && let Some(outer) = tree.head(clause)
        {
            group.tense = self.tense_above(outer);
        }
        group.tokens.sort_unstable();
        group.tokens.dedup();
        group
    }

    /// Tense of the nearest finite verb from `token` upwards.
    fn tense_above(&self, token: TokenId) -> Tense {
        let tree = self.tree;
        let mut at = Some(token);
        while let Some(t) = at {
            let finite = std::iter::once(t)
                .chain(
                    tree.children(t)
                        .iter()
                        .copied()
                        .filter(|&c| matches!(tree.deprel(c).base(), "aux" | "cop")),
                )
                .find(|&f| tree.is_finite(f));
            if let Some(f) = finite {
                return match (tree.lemma(f), tree.token(f).feats.get("Tense")) {
                    ("will" | "shall" | "'ll" | "wo", _) => Tense::Future,
                    (_, Some("Past")) => Tense::Past,
                    _ => Tense::Present,
                };
            }
            at = tree.head(t);
        }
        Tense::None
    }
}

/// The first of coordinated verbs, when `clause` is a later one that lacks auxiliaries and subject of its own and has a form
/// that the first one's auxiliaries can govern.
pub(in crate::extraction) fn shared_auxiliaries(
    tree: &Tree<'_>,
    clause: TokenId,
) -> Option<TokenId> {
    use crate::language::Deprel;
    if tree.deprel(clause) != Deprel::CONJ || tree.is_finite(clause) {
        return None;
    }
    let own = |t: TokenId, d: Deprel| tree.child(t, d).is_some();
    if own(clause, Deprel::NSUBJ) || own(clause, Deprel::MARK) || own(clause, Deprel::COP) {
        return None;
    }
    let first = tree.head(clause)?;
    let same_form = |a: TokenId, b: TokenId| {
        tree.is_ing(a) == tree.is_ing(b) && tree.is_past_participle(a) == tree.is_past_participle(b)
    };
    (own(first, Deprel::AUX)
        && same_form(first, clause)
        && tree.token(clause).upos == tree.token(first).upos)
        .then_some(first)
}

/// Kinds in the order of the module's documentation.
impl Site {
    fn predicate_kind(&self) -> PredicateKind {
        match self.kind {
            SiteKind::Verb | SiteKind::Inner | SiteKind::Being | SiteKind::Idiom(_) => {
                PredicateKind::Verb
            }
            SiteKind::Light | SiteKind::Noun => PredicateKind::Noun,
            SiteKind::Adjective => PredicateKind::Adjective,
            SiteKind::Copula | SiteKind::Relation | SiteKind::Apposition { .. } => {
                PredicateKind::Copula
            }
        }
    }
}
