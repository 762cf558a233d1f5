//! The participants of nominal events, and what belongs to a noun that is said of something.

use super::{Draft, Reader, Site, SiteKind};
use crate::{
    extraction::{Argument, Role},
    knowledge::lexicon::{Effect, Frame, WordClass, WordList},
    language::{Deprel, TokenId},
};
use compact_str::CompactString;

impl Reader<'_> {
    pub(super) fn nominal_arguments(&self, site: &Site, draft: &mut Draft) {
        match site.kind {
            SiteKind::Apposition { subject, at } => {
                let argument =
                    self.phrase(subject, Role::Subject, None, (at != subject).then_some(at));
                draft.surface = Some(argument.clone());
                draft.proposition.arguments.push(argument);
                self.described(site.head, draft);
            }
            SiteKind::Relation => {
                let argument = self.phrase(site.head, Role::Subject, None, None);
                draft.surface = Some(argument.clone());
                draft.proposition.arguments.push(argument);
                self.described(site.head, draft);
                draft.proposition.confidence = 0.8;
            }
            _ => self.participants(site.head, draft),
        }
    }

    /// Who and what takes part in the event that a noun names.
    pub(super) fn participants(&self, noun: TokenId, draft: &mut Draft) {
        let tree = self.tree;
        let entry = self.lexicon.event_noun(tree.lemma(noun));
        let taken =
            |draft: &Draft, role: Role| draft.proposition.arguments.iter().any(|a| a.role == role);
        let has_by = tree
            .by(noun, Deprel::NMOD)
            .any(|c| tree.marker(c, Deprel::CASE).0.as_deref() == Some("by"));
        let mut of = None;
        for &c in tree.children(noun) {
            match tree.deprel(c) {
                Deprel::NMOD_POSS => {
                    let object = has_by || entry.is_some_and(|e| e.possessor_object);
                    let role = if object { Role::Object } else { Role::Subject };
                    if !taken(draft, role) {
                        draft
                            .proposition
                            .arguments
                            .push(self.argument(c, role, None));
                    }
                }
                Deprel::COMPOUND | Deprel::AMOD | Deprel::NMOD_DESC => {
                    let modifier = self.modifier(c);
                    draft.proposition.arguments.push(modifier);
                }
                Deprel::ACL if self.is_content_of_noun(c) => {
                    let marker = tree.marker(c, Deprel::MARK).0;
                    draft
                        .proposition
                        .arguments
                        .push(self.phrase(c, Role::Clause, marker, None));
                }
                // "a meeting planned for this week between X and Y"
                Deprel::ACL
                    if self.tells_of_noun(c, noun) && draft.proposition.predicate.clause != c =>
                {
                    for o in tree.by(c, Deprel::OBL) {
                        let marker = self.preposition(o);
                        let role = match marker.as_deref() {
                            Some("between" | "among" | "amongst")
                                if !taken(draft, Role::Subject) =>
                            {
                                Role::Subject
                            }
                            Some("by") => continue,
                            None if self.is_time(o) => Role::Time,
                            None => continue,
                            Some(_) => Role::Oblique,
                        };
                        let mut argument = self.argument(o, role, marker);
                        argument.shared = true;
                        draft.proposition.arguments.push(argument);
                    }
                }
                Deprel::CCOMP => {
                    let marker = tree.marker(c, Deprel::MARK).0;
                    draft
                        .proposition
                        .arguments
                        .push(self.phrase(c, Role::Clause, marker, None));
                }
                relation if relation.is(Deprel::NMOD) || relation.is(Deprel::OBL) => {
                    let marker = self.preposition(c);
                    match marker.as_deref() {
                        Some("of") if of.is_none() => of = Some(c),
                        Some("by") if !self.is_time(c) && !taken(draft, Role::Subject) => {
                            draft.proposition.arguments.push(self.argument(
                                c,
                                Role::Subject,
                                marker,
                            ));
                        }
                        Some("between" | "among" | "amongst") if !taken(draft, Role::Subject) => {
                            draft.proposition.arguments.push(self.argument(
                                c,
                                Role::Subject,
                                marker,
                            ));
                        }
                        None if self.is_time(c) => {
                            draft
                                .proposition
                                .arguments
                                .push(self.argument(c, Role::Time, None));
                        }
                        None => {
                            draft.proposition.arguments.push(self.argument(
                                c,
                                Role::Modifier,
                                None,
                            ));
                        }
                        Some(_) => draft.proposition.arguments.push(self.argument(
                            c,
                            Role::Oblique,
                            marker,
                        )),
                    }
                }
                _ => {}
            }
        }
        if let Some(c) = of {
            let subject = entry.is_some_and(|e| e.of_subject) && !has_by;
            let wanted = if subject { Role::Subject } else { Role::Object };
            let role = if !taken(draft, wanted) {
                wanted
            } else if !subject || taken(draft, Role::Object) {
                Role::Oblique
            } else {
                Role::Object
            };
            let argument = self.argument(c, role, Some(CompactString::const_new("of")));
            draft.proposition.arguments.push(argument);
        }
    }

    /// Whether a participle after the noun says that the event is held or planned, so that its adjuncts are the event's.
    fn tells_of_noun(&self, participle: TokenId, noun: TokenId) -> bool {
        let verb = super::lemma_with_particle(self.tree, participle);
        self.tree.is_past_participle(participle)
            && (self.lexicon.is_light(&verb, self.tree.lemma(noun))
                || self
                    .lexicon
                    .cue(&verb, WordClass::Verb, Frame::Np)
                    .is_some_and(|c| {
                        matches!(c.positive, Effect::Planned | Effect::Same | Effect::Likely)
                    }))
    }

    /// What belongs to a noun that is said of a subject: possessor and of-phrase alike as "of".
    pub(super) fn described(&self, noun: TokenId, draft: &mut Draft) {
        let tree = self.tree;
        for &c in tree.children(noun) {
            match tree.deprel(c) {
                Deprel::NMOD_POSS => {
                    let marker = Some(CompactString::const_new("of"));
                    draft
                        .proposition
                        .arguments
                        .push(self.argument(c, Role::Oblique, marker));
                }
                Deprel::COMPOUND | Deprel::AMOD => {
                    let modifier = self.modifier(c);
                    draft.proposition.arguments.push(modifier);
                }
                relation if relation.base() == "nmod" && relation != Deprel::NMOD_DESC => {
                    let marker = self.preposition(c);
                    let role = match marker {
                        None if self.is_time(c) => Role::Time,
                        None => Role::Modifier,
                        Some(_) => Role::Oblique,
                    };
                    draft
                        .proposition
                        .arguments
                        .push(self.argument(c, role, marker));
                }
                _ => {}
            }
        }
    }

    /// A modifier before the noun. In "US-led" the country is the argument, the participle its marker; with "led" it acts.
    fn modifier(&self, c: TokenId) -> Argument {
        let tree = self.tree;
        let participle = tree.token(c).form.to_lowercase();
        let actor = tree.children(c).iter().copied().find(|&n| {
            n < c
                && matches!(
                    tree.deprel(n).base(),
                    "compound" | "obl" | "amod" | "advmod"
                )
        });
        let hyphenated =
            actor.is_some_and(|n| n + 2 == c && tree.token(n + 1).form == "-" || n + 1 == c);
        if let Some(actor) = actor.filter(|_| hyphenated && participle.ends_with("ed")) {
            let role = if self.lexicon.has(WordList::Agentive, &participle) {
                Role::Subject
            } else {
                Role::Modifier
            };
            return self.phrase(actor, role, Some(participle), None);
        }
        // The hyphenated word as one token ("US-led").
        self.phrase(c, Role::Modifier, None, None)
    }
}
