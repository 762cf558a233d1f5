//! Arguments that a clause doesn't say itself but shares with another: relative clauses, control, coordination.

use super::{Draft, Reader, SiteKind};
use crate::{
    extraction::{Argument, Role, tree::Tree},
    knowledge::lexicon::{VerbClass, WordClass, WordList},
    language::{Deprel, TokenId, Upos},
};

/// For each relative pronoun or adverb the word it stands for and the head of its clause.
pub(super) fn antecedents(tree: &Tree<'_>) -> Vec<Option<(TokenId, TokenId)>> {
    let mut out = vec![None; tree.len() as usize];
    for clause in 0..tree.len() {
        if tree.deprel(clause) != Deprel::ACL_RELCL {
            continue;
        }
        let Some(noun) = tree.head(clause) else {
            continue;
        };
        let within = tree.subtree(clause, |c| tree.deprel(c) == Deprel::ACL_RELCL);
        for t in within {
            let token = tree.token(t);
            let relative = token.feats.has("PronType", "Rel")
                || (token.feats.get("PronType").is_none()
                    && matches!(token.xpos.as_str(), "WDT" | "WP" | "WP$" | "WRB"));
            let pronoun =
                matches!(token.upos, Upos::Pron | Upos::Det | Upos::Adv) && tree.lemma(t) != "what";
            if relative
                && pronoun
                && t > noun
                && t <= clause
                && let Some(slot) = out.get_mut(t as usize)
            {
                *slot = Some((noun, clause));
            }
        }
    }
    out
}

impl Reader<'_> {
    /// Adds what the clause shares with its governor or its antecedent.
    pub(super) fn share(&self, index: usize, draft: &mut Draft, drafts: &[Option<Draft>]) {
        let site = &self.sites.list[index];
        let tree = self.tree;
        if matches!(
            site.kind,
            SiteKind::Noun | SiteKind::Relation | SiteKind::Apposition { .. }
        ) {
            return;
        }
        if let Some(outer) = site.outer {
            // "The leaders are to meet"; but the aim that "is to restore ties" restores nothing.
            let subject = drafts
                .get(outer)
                .and_then(Option::as_ref)
                .and_then(|d| d.surface.clone())
                .filter(|a| self.can_act(a.head));
            Self::take_surface(draft, subject);
            return;
        }
        let get = |i: Option<usize>| i.and_then(|i| drafts.get(i)).and_then(Option::as_ref);
        let clause = site.clause;
        let Some(head) = tree.head(clause) else {
            return;
        };
        let governor = get(self.sites.clausal_at(head));
        let relation = tree.deprel(clause);
        let non_finite = self.is_non_finite(clause);
        match relation {
            Deprel::CONJ => {
                let Some(first) = governor else { return };
                if draft.surface.is_none() {
                    Self::take_surface(draft, first.surface.clone());
                    Self::share_objects(draft, first, clause);
                }
                self.share_initial_times(draft, first);
            }
            Deprel::XCOMP => {
                if let Some(g) = governor {
                    Self::take_surface(draft, self.controller(g));
                    if let Some(argument) = self.gap(clause, draft) {
                        draft.proposition.arguments.push(argument);
                    }
                } else if let Some(g) = get(self.sites.nominal_at(head)) {
                    Self::take_surface(draft, g.surface.clone());
                }
            }
            Deprel::CCOMP if non_finite => {
                Self::take_surface(draft, governor.and_then(|g| g.surface.clone()));
            }
            Deprel::ADVCL if non_finite => {
                let marker = tree.marker(clause, Deprel::MARK).0;
                if matches!(marker.as_deref(), Some("as" | "than")) {
                    return;
                }
                let controller = governor.and_then(|g| {
                    if marker.as_deref() == Some("to") {
                        self.oblique_controller(g).or_else(|| g.surface.clone())
                    } else if matches!(marker.as_deref(), Some("of" | "from" | "for" | "into")) {
                        // "accused X of …ing", "prevented X from …ing"
                        self.controller(g)
                    } else {
                        g.surface.clone()
                    }
                });
                Self::take_surface(draft, controller);
            }
            Deprel::ACL => {
                let holder = tree.head(head).and_then(|h| get(self.sites.clausal_at(h)));
                self.share_adnominal(
                    clause,
                    head,
                    draft,
                    get(self.sites.nominal_at(head)),
                    holder,
                );
            }

            Deprel::ACL_RELCL => {
                let resolved =
                    (0..clause).any(|t| self.antecedent(t).is_some_and(|(_, c)| c == clause));
                if !resolved {
                    if draft.surface.is_none() {
                        Self::take_surface(
                            draft,
                            Some(self.phrase(head, Role::Subject, None, Some(clause))),
                        );
                    } else if let Some(argument) = self.gap(clause, draft) {
                        draft.proposition.arguments.push(argument);
                    }
                }
            }
            _ => {}
        }
    }

    /// Whether a noun may name someone who acts, rather than an aim or a step.
    fn can_act(&self, noun: TokenId) -> bool {
        let lemma = self.tree.lemma(noun);
        let content = self.lexicon.is_cue(lemma, WordClass::Noun)
            || self.lexicon.event_noun(lemma).is_some()
            || self.lexicon.has(WordList::Content, lemma);
        self.tree.upos(noun) != Upos::Noun || !content
    }

    fn share_adnominal(
        &self,
        clause: TokenId,
        noun: TokenId,
        draft: &mut Draft,
        nominal: Option<&Draft>,
        holder: Option<&Draft>,
    ) {
        let tree = self.tree;
        if draft.proposition.predicate.head == noun {
            // "talks held in Rome": the event itself.
            return;
        }
        if self.is_content_of_noun(clause) {
            let subject = nominal.and_then(|d| {
                d.proposition
                    .arguments
                    .iter()
                    .find(|a| a.role == Role::Subject && a.head != noun)
                    .cloned()
            });
            let subject = subject.or_else(|| self.holder(noun, holder?));
            Self::take_surface(draft, subject);
            return;
        }
        if draft.surface.is_none() {
            Self::take_surface(
                draft,
                Some(self.phrase(noun, Role::Subject, None, Some(clause))),
            );
        } else if tree.child(clause, Deprel::MARK).is_none() && !draft.proposition.passive {
            // A reduced relative clause labelled as a participle clause: "the man X met".
            if let Some(argument) = self.object_gap(noun, clause, draft) {
                draft.proposition.arguments.push(argument);
            }
        }
    }

    /// Who is to do what a noun without possessor speaks of: who announces a plan, accepts an invitation, signs a deal.
    fn holder(&self, noun: TokenId, clause: &Draft) -> Option<Argument> {
        let tree = self.tree;
        if tree.deprel(noun) != Deprel::OBJ {
            return None;
        }
        // Calls and orders are for others to follow, unless it is they who receive them.
        let addressed = self.lexicon.has(WordList::Addressed, tree.lemma(noun));
        let receives = self
            .lexicon
            .is_verb(VerbClass::Receive, &clause.proposition.predicate.lemma);
        (addressed == receives)
            .then(|| clause.surface.clone())
            .flatten()
    }

    /// The antecedent as object, where a relative clause without pronoun, or an infinitive below one, lacks its object.
    fn gap(&self, clause: TokenId, draft: &Draft) -> Option<Argument> {
        let tree = self.tree;
        let mut at = clause;
        while tree.deprel(at) == Deprel::XCOMP {
            at = tree.head(at)?;
        }
        if tree.deprel(at) != Deprel::ACL_RELCL
            || (0..at).any(|t| self.antecedent(t).is_some_and(|(_, c)| c == at))
        {
            return None;
        }
        let surface_is_gap = tree.child(at, Deprel::NSUBJ).is_none();
        if surface_is_gap {
            return None;
        }
        self.object_gap(tree.head(at)?, at, draft)
    }

    fn object_gap(&self, noun: TokenId, clause: TokenId, draft: &Draft) -> Option<Argument> {
        let p = &draft.proposition;
        let full = p.passive
            || p.predicate.head == noun
            || p.predicate.kind != crate::extraction::PredicateKind::Verb
            || p.arguments
                .iter()
                .any(|a| matches!(a.role, Role::Object | Role::Clause));
        (!full).then(|| {
            let mut argument = self.phrase(noun, Role::Object, None, Some(clause));
            argument.shared = true;
            argument
        })
    }

    /// Gives the clause a grammatical subject that is said elsewhere.
    fn take_surface(draft: &mut Draft, subject: Option<Argument>) {
        let (None, Some(mut argument)) = (&draft.surface, subject) else {
            return;
        };
        let p = &mut draft.proposition;
        if argument.head == p.predicate.head || argument.head == p.predicate.clause {
            return;
        }
        argument.shared = true;
        argument.marker = None;
        argument.role = Role::Subject;
        draft.surface = Some(argument.clone());
        let has = |role: Role| p.arguments.iter().any(|a| a.role == role);
        if p.passive {
            argument.role = if has(Role::Object) {
                Role::IndirectObject
            } else {
                Role::Object
            };
        } else if has(Role::Subject) {
            return;
        }
        p.arguments.push(argument);
        p.confidence -= 0.05;
    }

    /// Who does what the infinitive of a verb or adjective says.
    fn controller(&self, governor: &Draft) -> Option<Argument> {
        let p = &governor.proposition;
        if p.passive {
            return governor.surface.clone();
        }
        if self
            .lexicon
            .is_verb(VerbClass::SubjectControl, &p.predicate.lemma)
        {
            return governor.surface.clone();
        }
        let by_role = |role: Role| p.arguments.iter().find(|a| a.role == role).cloned();
        by_role(Role::Object)
            .or_else(|| by_role(Role::IndirectObject))
            .or_else(|| self.oblique_controller(governor))
            .or_else(|| governor.surface.clone())
    }

    /// "called on X to …"
    fn oblique_controller(&self, governor: &Draft) -> Option<Argument> {
        let p = &governor.proposition;
        p.arguments
            .iter()
            .find(|a| {
                a.role == Role::Oblique
                    && a.marker
                        .as_deref()
                        .is_some_and(|m| self.lexicon.is_oblique_control(&p.predicate.lemma, m))
                    && !self.is_time(a.head)
            })
            .cloned()
    }

    /// "buy and sell shares": what follows the last verb belongs to each.
    fn share_objects(draft: &mut Draft, first: &Draft, clause: TokenId) {
        let p = &mut draft.proposition;
        if p.arguments
            .iter()
            .any(|a| matches!(a.role, Role::Object | Role::Clause | Role::Attribute))
        {
            return;
        }
        let later: Vec<Argument> = first
            .proposition
            .arguments
            .iter()
            .filter(|a| {
                a.head > clause && matches!(a.role, Role::Object | Role::Oblique | Role::Time)
            })
            .map(|a| Argument {
                shared: true,
                ..a.clone()
            })
            .collect();
        if p.passive == first.proposition.passive {
            p.arguments.extend(later);
        }
    }

    /// "On Friday X met Y and left": a time before the first verb holds for the second.
    fn share_initial_times(&self, draft: &mut Draft, first: &Draft) {
        let subject = first.surface.as_ref().map(|a| a.head);
        let initial: Vec<Argument> = first
            .proposition
            .arguments
            .iter()
            .filter(|a| {
                matches!(a.role, Role::Time | Role::Oblique)
                    && self.is_time(a.head)
                    && subject.is_some_and(|s| a.head < s)
            })
            .map(|a| Argument {
                shared: true,
                ..a.clone()
            })
            .collect();
        let p = &mut draft.proposition;
        if !p.arguments.iter().any(|a| self.is_time(a.head)) {
            p.arguments.extend(initial);
        }
    }

    fn is_non_finite(&self, clause: TokenId) -> bool {
        let tree = self.tree;
        !tree.is_finite(clause)
            && !tree
                .children(clause)
                .iter()
                .any(|&c| matches!(tree.deprel(c).base(), "aux" | "cop") && tree.is_finite(c))
    }

    /// "…, officials said": the clause beside it is what they said.
    pub(super) fn report_parenthesis(&self, drafts: &mut [Option<Draft>]) {
        use crate::extraction::Embedding;
        for index in 0..drafts.len() {
            let Some(Some(draft)) = drafts.get(index) else {
                continue;
            };
            let p = &draft.proposition;
            let Some((content, Embedding::Parataxis)) = p.parent else {
                continue;
            };
            let reports = p.predicate.kind == crate::extraction::PredicateKind::Verb
                && self.tree.deprel(p.predicate.clause) == Deprel::PARATAXIS
                && self
                    .lexicon
                    .reporting(&p.predicate.lemma, WordClass::Verb)
                    .is_some()
                && draft.surface.is_some()
                && !p
                    .arguments
                    .iter()
                    .any(|a| matches!(a.role, Role::Clause | Role::Object));
            if !reports {
                continue;
            }
            let Some(Some(inner)) = drafts.get_mut(content as usize) else {
                continue;
            };
            let above = inner
                .proposition
                .parent
                .replace((index as u32, Embedding::Parataxis));
            let clause = inner.proposition.predicate.clause;
            if let Some(Some(draft)) = drafts.get_mut(index) {
                draft.proposition.parent = above;
                let argument = self.phrase(
                    clause,
                    Role::Clause,
                    None,
                    Some(draft.proposition.predicate.clause),
                );
                draft.proposition.arguments.push(argument);
            }
        }
    }
}
