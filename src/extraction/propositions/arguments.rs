//! The arguments that a clause says itself.

use super::{Draft, Reader, Site, SiteKind};
use crate::{
    extraction::{Argument, Role},
    knowledge::lexicon::{VerbClass, WordList},
    language::{Deprel, EntityKind, TokenId, Upos},
};
use compact_str::CompactString;

/// Relations that belong to a clause even where its head is a noun.
pub(super) fn is_clause_level(relation: Deprel) -> bool {
    matches!(
        relation.base(),
        "nsubj"
            | "csubj"
            | "cop"
            | "aux"
            | "advmod"
            | "obl"
            | "advcl"
            | "mark"
            | "parataxis"
            | "expl"
            | "discourse"
            | "vocative"
            | "dislocated"
            | "ccomp"
            | "xcomp"
            | "obj"
            | "iobj"
            | "cc"
            | "punct"
    )
}

impl Reader<'_> {
    /// The argument headed by `head`, a relative pronoun replaced by what it stands for.
    pub(super) fn argument(
        &self,
        head: TokenId,
        role: Role,
        marker: Option<CompactString>,
    ) -> Argument {
        if let Some((antecedent, clause)) = self.antecedent(head) {
            let mut argument = self.phrase(antecedent, role, marker, Some(clause));
            argument.shared = true;
            return argument;
        }
        self.phrase(head, role, marker, None)
    }

    /// What a relative pronoun stands for, and its clause.
    pub(super) fn antecedent(&self, token: TokenId) -> Option<(TokenId, TokenId)> {
        self.antecedents.get(token as usize).copied().flatten()
    }

    /// The phrase headed by `head`, without its preposition and without the clause `but`.
    pub(super) fn phrase(
        &self,
        head: TokenId,
        role: Role,
        marker: Option<CompactString>,
        but: Option<TokenId>,
    ) -> Argument {
        let tree = self.tree;
        let clause = self.sites.clausal_at(head);
        let predicate_noun = clause.is_some()
            && !matches!(role, Role::Clause | Role::Adverbial)
            && !tree.deprel(head).is(Deprel::CSUBJ);
        let mut tokens = tree.subtree(head, |c| {
            if Some(c) == but {
                return true;
            }
            let relation = tree.deprel(c);
            if matches!(
                relation,
                Deprel::PARATAXIS | Deprel::DISCOURSE | Deprel::REPARANDUM
            ) {
                return true;
            }
            if tree.head(c) != Some(head) {
                return false;
            }
            (predicate_noun && is_clause_level(relation))
                || (relation == Deprel::CASE && !self.is_possessive(c))
                || (relation == Deprel::MARK && matches!(role, Role::Clause | Role::Adverbial))
                || matches!(relation, Deprel::CC | Deprel::CC_PRECONJ) && c < head
                || (relation == Deprel::CONJ
                    && clause.is_none()
                    && self.sites.clausal_at(c).is_some())
                || (relation == Deprel::CONJ && predicate_noun)
                || self.is_in_marker(c, head, marker.as_deref())
        });
        trim(self.tree, &mut tokens);
        let conjuncts = tree
            .conjuncts(head)
            .into_iter()
            .filter(|&c| c == head || clause.is_some() == self.sites.clausal_at(c).is_some())
            .collect();
        Argument {
            role,
            marker,
            head,
            conjuncts,
            tokens,
            shared: false,
        }
    }

    fn is_possessive(&self, token: TokenId) -> bool {
        self.tree.token(token).xpos == "POS" || self.tree.lemma(token) == "'s"
    }

    /// Whether a dependent is the adverb of a compound preposition ("ahead" of "ahead of").
    fn is_in_marker(&self, token: TokenId, head: TokenId, marker: Option<&str>) -> bool {
        self.tree.deprel(token) == Deprel::ADVMOD
            && self.tree.head(token) == Some(head)
            && marker.is_some_and(|m| {
                m.split_once(' ')
                    .is_some_and(|(first, _)| self.tree.token(token).form.to_lowercase() == first)
            })
    }

    /// The preposition of a phrase, the adverb of a compound one included ("ahead of").
    pub(super) fn preposition(&self, head: TokenId) -> Option<CompactString> {
        let tree = self.tree;
        let (marker, tokens) = tree.marker(head, Deprel::CASE);
        let (marker, first) = (marker?, *tokens.first()?);
        let adverb = tree
            .by(head, Deprel::ADVMOD)
            .find(|&a| a + 1 == first)
            .map(|a| CompactString::from(format!("{} {marker}", tree.token(a).form.to_lowercase())))
            .filter(|m| self.lexicon.has(WordList::Preposition, m));
        Some(adverb.unwrap_or(marker))
    }

    /// Whether a nominal names a time.
    pub(super) fn is_time(&self, head: TokenId) -> bool {
        let tree = self.tree;
        if let Some(entity) = tree.sentence().entity_at(head) {
            return entity.kind == EntityKind::Date;
        }
        let form = &tree.token(head).form;
        self.lexicon.has(WordList::Time, tree.lemma(head))
            || (tree.upos(head) == Upos::Num
                && form.len() == 4
                && form.bytes().all(|b| b.is_ascii_digit())
                && matches!(form.as_bytes().first(), Some(b'1' | b'2')))
    }

    /// Arguments and adjuncts of a clause.
    pub(super) fn clause_arguments(&self, site: &Site, draft: &mut Draft) {
        let tree = self.tree;
        let clause = site.clause;
        let passive = draft.proposition.passive;
        let outer_subject = tree.child(clause, Deprel::NSUBJ_OUTER);
        let split = site.kind == SiteKind::Being
            && self
                .sites
                .at(clause)
                .iter()
                .any(|&i| self.sites.list[i].kind == SiteKind::Inner);
        if split {
            // "The aim is to …": only the subject and the clause belong to "is".
            if let Some(subject) = outer_subject.or_else(|| tree.child(clause, Deprel::NSUBJ)) {
                Self::add_subject(draft, self.argument(subject, Role::Subject, None));
            }
            let marker = tree.marker(clause, Deprel::MARK).0;
            let mut content = self.phrase(clause, Role::Clause, marker, outer_subject);
            let own = |t: TokenId| {
                tree.head(t) == Some(clause) && matches!(tree.deprel(t).base(), "cop" | "nsubj")
            };
            content.tokens.retain(|&t| {
                !tree
                    .children(clause)
                    .iter()
                    .any(|&c| own(c) && tree.dominates(c, t))
            });
            draft.proposition.arguments.push(content);
            return;
        }
        for &c in tree.children(clause) {
            if c == site.head && site.support.is_some() || site.kind == SiteKind::Idiom(c) {
                continue;
            }
            let relation = tree.deprel(c);
            match relation.base() {
                "nsubj" | "csubj" => {
                    let inner = site.kind == SiteKind::Inner;
                    if inner && (relation == Deprel::NSUBJ_OUTER || outer_subject.is_none()) {
                        continue;
                    }
                    // Of several events under one light verb, each is its own subject in the passive.
                    if site.kind == SiteKind::Light && tree.conjuncts(c).contains(&site.head) {
                        continue;
                    }
                    Self::add_subject(draft, self.argument(c, Role::Subject, None));
                }
                "obj" => {
                    if site.kind == SiteKind::Light && tree.conjuncts(c).contains(&site.head) {
                        continue;
                    }
                    draft
                        .proposition
                        .arguments
                        .push(self.argument(c, Role::Object, None));
                }
                "iobj" => {
                    draft
                        .proposition
                        .arguments
                        .push(self.argument(c, Role::IndirectObject, None));
                }
                "obl" => self.oblique(c, draft, passive),
                "nmod"
                    if matches!(
                        site.kind,
                        SiteKind::Verb | SiteKind::Light | SiteKind::Idiom(_) | SiteKind::Inner
                    ) =>
                {
                    self.oblique(c, draft, passive);
                }
                "xcomp" => {
                    let role = if self.sites.clausal_at(c).is_some() {
                        Role::Clause
                    } else {
                        Role::Attribute
                    };
                    let marker = tree.marker(c, Deprel::MARK).0;
                    draft
                        .proposition
                        .arguments
                        .push(self.phrase(c, role, marker, None));
                }
                "ccomp" => {
                    let marker = tree.marker(c, Deprel::MARK).0;
                    draft
                        .proposition
                        .arguments
                        .push(self.phrase(c, Role::Clause, marker, None));
                }
                "advcl" if relation != Deprel::ADVCL_RELCL => {
                    let marker = tree
                        .marker(c, Deprel::MARK)
                        .0
                        .or_else(|| self.preposition(c));
                    draft
                        .proposition
                        .arguments
                        .push(self.phrase(c, Role::Adverbial, marker, None));
                }
                "advmod" => self.adverb(c, draft, passive),
                _ => {}
            }
        }
        match site.kind {
            SiteKind::Being => {
                let marker = self.preposition(clause);
                let role = if marker.is_some() {
                    Role::Oblique
                } else {
                    Role::Attribute
                };
                if clause != site.head {
                    draft
                        .proposition
                        .arguments
                        .push(self.phrase(clause, role, marker, None));
                }
            }
            SiteKind::Copula => self.described(site.head, draft),
            SiteKind::Adjective if site.support.is_some() => {
                for c in tree.by(site.head, Deprel::OBL) {
                    self.oblique(c, draft, false);
                }
                for c in tree.by(site.head, Deprel::ADVMOD) {
                    self.adverb(c, draft, false);
                }
                for c in tree.children(site.head) {
                    if matches!(tree.deprel(*c), Deprel::XCOMP | Deprel::CCOMP) {
                        let marker = tree.marker(*c, Deprel::MARK).0;
                        draft.proposition.arguments.push(self.phrase(
                            *c,
                            Role::Clause,
                            marker,
                            None,
                        ));
                    }
                }
            }
            SiteKind::Light => self.participants(site.head, draft),
            _ => {}
        }
        self.sort_objects(draft);
        self.turn_round(draft);
    }

    /// Of two objects the first is the one who gets the other; one alone is the object whatever it is labelled.
    fn sort_objects(&self, draft: &mut Draft) {
        let arguments = &mut draft.proposition.arguments;
        let own = |a: &Argument, role: Role| a.role == role && !a.shared;
        let objects: Vec<usize> = (0..arguments.len())
            .filter(|&i| own(&arguments[i], Role::Object))
            .collect();
        let indirect: Vec<usize> = (0..arguments.len())
            .filter(|&i| own(&arguments[i], Role::IndirectObject))
            .collect();
        if let ([first, _, ..], []) = (objects.as_slice(), indirect.as_slice()) {
            if self
                .lexicon
                .is_verb(VerbClass::Naming, &draft.proposition.predicate.lemma)
            {
                // "declared himself head of the council"
                arguments[objects[1]].role = Role::Attribute;
            } else {
                arguments[*first].role = Role::IndirectObject;
            }
        }
        let has_content = arguments
            .iter()
            .any(|a| matches!(a.role, Role::Object | Role::Clause));
        if let ([], [only], false) = (objects.as_slice(), indirect.as_slice(), has_content) {
            arguments[*only].role = Role::Object;
        }
    }

    fn add_subject(draft: &mut Draft, argument: Argument) {
        if draft.surface.is_none() {
            draft.surface = Some(argument.clone());
        }
        draft.proposition.arguments.push(argument);
    }

    /// Puts the arguments of a passive in their logical place.
    fn turn_round(&self, draft: &mut Draft) {
        let p = &mut draft.proposition;
        if !p.passive {
            return;
        }
        let has_object = p.arguments.iter().any(|a| a.role == Role::Object);
        for a in &mut p.arguments {
            if a.role == Role::Subject && a.marker.is_none() {
                // "was given tanks": the one who gets them.
                a.role = if has_object {
                    Role::IndirectObject
                } else {
                    Role::Object
                };
            }
        }
        let agent = p.arguments.iter().position(|a| {
            a.role == Role::Oblique
                && a.marker.as_deref() == Some("by")
                && !self.is_time(a.head)
                && matches!(
                    self.tree.upos(a.head),
                    Upos::Noun | Upos::Propn | Upos::Pron
                )
        });
        if let Some(agent) = agent.and_then(|i| p.arguments.get_mut(i)) {
            agent.role = Role::Subject;
        }
    }

    /// A nominal adjunct or prepositional argument.
    pub(super) fn oblique(&self, c: TokenId, draft: &mut Draft, passive: bool) {
        let marker = self.preposition(c);
        let agent = passive && self.tree.deprel(c) == Deprel::OBL_AGENT;
        let role = match &marker {
            _ if agent => Role::Subject,
            None if self.is_time(c) => Role::Time,
            _ => Role::Oblique,
        };
        // "talks were held between X and Y"
        let between = draft.proposition.predicate.support.is_some()
            && matches!(marker.as_deref(), Some("between" | "among" | "amongst"));
        let role = if between { Role::Subject } else { role };
        let argument = self.argument(c, role, marker);
        draft.proposition.arguments.push(argument);
    }

    fn adverb(&self, c: TokenId, draft: &mut Draft, passive: bool) {
        let tree = self.tree;
        if tree.token(c).feats.has("Polarity", "Neg") {
            return;
        }
        if let Some((antecedent, clause)) = self.antecedent(c) {
            let (role, marker) = if tree.lemma(c) == "when" {
                (Role::Time, None)
            } else {
                (Role::Oblique, Some(CompactString::const_new("in")))
            };
            let mut argument = self.phrase(antecedent, role, marker, Some(clause));
            argument.shared = true;
            draft.proposition.arguments.push(argument);
            return;
        }
        // "along with …", "prior to …", where the preposition hangs on the adverb.
        let compound = tree.children(c).iter().copied().find_map(|o| {
            let inner = tree.marker(o, Deprel::CASE).0?;
            let marker = format!("{} {inner}", tree.token(c).form.to_lowercase());
            self.lexicon
                .has(WordList::Preposition, &marker)
                .then(|| (o, CompactString::from(marker)))
        });
        if let Some((o, marker)) = compound {
            let argument = self.argument(o, Role::Oblique, Some(marker));
            draft.proposition.arguments.push(argument);
            return;
        }
        for o in tree.by(c, Deprel::OBL) {
            self.oblique(o, draft, passive);
        }
        let role = if self.lexicon.has(WordList::Time, tree.lemma(c)) {
            Role::Time
        } else {
            Role::Adverb
        };
        draft
            .proposition
            .arguments
            .push(self.phrase(c, role, None, None));
    }
}

/// Takes punctuation off both ends, and conjunctions off the front; brackets and quotes that lose their partner too.
pub(in crate::extraction) fn trim(
    tree: &crate::extraction::tree::Tree<'_>,
    tokens: &mut Vec<TokenId>,
) {
    let is_punct = |t: TokenId| tree.upos(t) == Upos::Punct;
    // A bracket that was opened inside is closed inside.
    let opened = |tokens: &[TokenId], close: &str| {
        let (open, close) = if close == ")" { ("(", ")") } else { ("[", "]") };
        let count = |form: &str| {
            tokens
                .iter()
                .filter(|&&t| tree.token(t).form == form)
                .count()
        };
        count(open) == count(close) && count(open) > 0
    };
    while let Some(&last) = tokens.last() {
        let form = tree.token(last).form.as_str();
        if !is_punct(last) || (matches!(form, ")" | "]") && opened(tokens, form)) {
            break;
        }
        tokens.pop();
    }
    let start = tokens
        .iter()
        .position(|&t| !is_punct(t) && tree.upos(t) != Upos::Cconj)
        .unwrap_or(0);
    tokens.drain(..start);
}
