//! How sure each proposition is, its own wording and all that it is embedded in taken together.
//!
//! The algorithm follows the selecting predicates of FactBank (Saurí and Pustejovsky 2009): governors first, each clause gets
//! a context from its governor (whose cue says what it makes of such a complement when it is itself affirmed or negated)
//! and is never surer than that context. Clauses that only add something about a participant (relative clauses,
//! appositions), and definite nominal events, are presupposed: what happens to the governing clause doesn't touch them.

use super::{
    Factuality,
    own::{is_condition, is_nominal, of, step},
};
use crate::{
    extraction::{Argument, Embedding, PredicateKind, Proposition, Role, Tense, tree::Tree},
    knowledge::lexicon::{Cue, Effect, Frame, Lexicon, WordClass, WordList},
    language::{Analysis, Deprel, TokenId, Upos},
};

/// Sets the factuality of every proposition.
pub fn assess(propositions: &mut [Proposition], analysis: &Analysis, lexicon: &Lexicon) {
    let mut start = 0;
    while start < propositions.len() {
        let sentence = propositions[start].sentence;
        let end = propositions[start..]
            .iter()
            .position(|p| p.sentence != sentence)
            .map_or(propositions.len(), |n| start + n);
        if let Some(sentence) = analysis.sentences.get(sentence as usize) {
            let assessor = Assessor {
                tree: &Tree::mended(sentence, lexicon),
                lexicon,
                propositions: &propositions[start..end],
                offset: start as u32,
            };
            let values = assessor.values();
            for (p, value) in propositions[start..end].iter_mut().zip(values) {
                p.factuality = value;
            }
        }
        start = end;
    }
}

/// The propositions of a sentence, every governor before what it governs.
pub(in crate::extraction) fn governors_first(
    propositions: &[Proposition],
    offset: u32,
) -> Vec<usize> {
    let n = propositions.len();
    let parent = |i: usize| {
        propositions[i]
            .parent
            .and_then(|(p, _)| p.checked_sub(offset))
            .map(|p| p as usize)
            .filter(|&p| p < n)
    };
    let mut done = vec![false; n];
    let mut order = Vec::with_capacity(n);
    for start in 0..n {
        let mut path = Vec::new();
        let mut at = Some(start);
        while let Some(i) = at.filter(|&i| !done[i]) {
            done[i] = true;
            path.push(i);
            at = parent(i);
        }
        order.extend(path.into_iter().rev());
    }
    order
}

struct Assessor<'a> {
    tree: &'a Tree<'a>,
    lexicon: &'a Lexicon,
    propositions: &'a [Proposition],
    offset: u32,
}

impl Assessor<'_> {
    fn values(&self) -> Vec<Factuality> {
        let n = self.propositions.len();
        let mut values = vec![Factuality::Fact; n];
        let mut contexts = vec![Factuality::Fact; n];
        for i in governors_first(self.propositions, self.offset) {
            let p = &self.propositions[i];
            let parent = p.parent.and_then(|(index, embedding)| {
                let index = index.checked_sub(self.offset)? as usize;
                Some((index, embedding, self.propositions.get(index)?))
            });
            let context = match parent {
                None | Some((_, Embedding::Parataxis, _))
                    if self.asks(p, parent.map(|(_, _, g)| g)) =>
                {
                    Factuality::Possible
                }
                None => Factuality::Fact,
                Some((index, Embedding::Conjunct, first)) => {
                    // "flew to seek … and was photographed": a finite clause is no part of an infinitive.
                    let apart = !is_nominal(self.tree, p)
                        && self.frame(p) == Frame::That
                        && self.frame(first) != Frame::That;
                    let above = first
                        .parent
                        .filter(|_| apart)
                        .and_then(|(above, _)| above.checked_sub(self.offset))
                        .and_then(|above| contexts.get(above as usize));
                    let shared = above.copied().unwrap_or(contexts[index]);
                    // "no visit or meeting", "will visit and probably meet"
                    if is_nominal(self.tree, p)
                        && is_nominal(self.tree, first)
                        && values[index] == Factuality::Denied
                    {
                        Factuality::Denied
                    } else {
                        shared
                    }
                }
                Some((index, embedding, governor)) => {
                    self.context(p, governor, embedding, values[index], &values)
                }
            };
            let reported = parent.is_some_and(|(_, embedding, governor)| {
                matches!(embedding, Embedding::Complement | Embedding::Parataxis)
                    && self.reports(governor)
            });
            let context = self.marked(p, context);
            contexts[i] = context;
            values[i] = of(self.tree, self.lexicon, p, reported).within(context);
        }
        values
    }

    /// Whether a main clause stands in a question. What a noun presupposes isn't in question.
    fn asks(&self, p: &Proposition, governor: Option<&Proposition>) -> bool {
        let mut last = self.tree.sentence().tokens.iter().rev().take(3);
        !is_nominal(self.tree, p)
            && governor.is_none_or(|g| !self.reports(g))
            && last.any(|t| t.form.starts_with('?'))
    }

    /// The context, with what the clause's own mark makes of it ("if", "without").
    fn marked(&self, p: &Proposition, context: Factuality) -> Factuality {
        if is_nominal(self.tree, p) {
            return context;
        }
        let clause = p.predicate.clause;
        let mark = self.tree.marker(clause, Deprel::MARK).0.or_else(|| {
            self.tree
                .marker(clause, Deprel::CASE)
                .0
                .filter(|_| self.tree.upos(clause) == Upos::Verb)
        });
        let Some(mark) = mark else { return context };
        let first = mark.split(' ').next().unwrap_or(&mark);
        let cue = self
            .lexicon
            .cue(&mark, WordClass::Mark, Frame::Own)
            .or_else(|| self.lexicon.cue(first, WordClass::Mark, Frame::Own));
        match cue {
            Some(cue) if cue.positive == Effect::Denied => Factuality::Denied,
            Some(cue) => step(cue.positive).within(context),
            None => context,
        }
    }

    fn reports(&self, governor: &Proposition) -> bool {
        let class = match governor.predicate.kind {
            PredicateKind::Verb => WordClass::Verb,
            PredicateKind::Noun | PredicateKind::Copula => WordClass::Noun,
            PredicateKind::Adjective => return false,
        };
        self.lexicon
            .reporting(&governor.predicate.lemma, class)
            .is_some()
    }

    /// How sure what `governor` governs can be at most.
    fn context(
        &self,
        p: &Proposition,
        governor: &Proposition,
        embedding: Embedding,
        value: Factuality,
        values: &[Factuality],
    ) -> Factuality {
        match embedding {
            Embedding::Complement => self.of_complement(p, governor, value),
            Embedding::Subject => self.of_subject(governor, value).unwrap_or(Factuality::Fact),
            Embedding::Parataxis if self.reports(governor) => {
                self.of_complement(p, governor, value)
            }
            Embedding::Parataxis | Embedding::Conjunct => Factuality::Fact,
            Embedding::Adverbial => self.of_adverbial(p, governor, value),
            Embedding::Modifier => self.of_modifier(p, value),
            Embedding::Argument => self.of_argument(p, governor, value, values),
        }
    }

    fn frame(&self, p: &Proposition) -> Frame {
        let tree = self.tree;
        let clause = p.predicate.clause;
        // The copula of "the aim is to …" is not the infinitive's.
        let inner = tree.upos(clause) == Upos::Verb;
        let finite = tree.is_finite(clause)
            || tree
                .children(clause)
                .iter()
                .any(|&c| match tree.deprel(c).base() {
                    "aux" => tree.is_finite(c),
                    "cop" => !inner && tree.is_finite(c),
                    _ => false,
                });
        if finite {
            Frame::That
        } else if tree.is_ing(clause) && tree.child(clause, Deprel::AUX).is_none() {
            Frame::Ing
        } else if tree.is_ing(clause)
            && !tree
                .by(clause, Deprel::MARK)
                .any(|m| tree.lemma(m) == "to" && tree.upos(m) == Upos::Part)
        {
            // "denied having met"
            Frame::Ing
        } else if tree.by(clause, Deprel::AUX).any(|a| tree.is_ing(a)) {
            Frame::Ing
        } else {
            Frame::To
        }
    }

    /// The cue that the governor is for that frame.
    fn cue(&self, governor: &Proposition, frame: Frame) -> Option<&Cue> {
        let tree = self.tree;
        let lemma = governor.predicate.lemma.as_str();
        let word = governor.predicate.clause;
        // "has yet to …", wherever the parser hangs the adverb.
        let is_yet = |head: TokenId| {
            tree.by(head, Deprel::ADVMOD)
                .any(|a| tree.lemma(a) == "yet" && a > word)
        };
        let yet = is_yet(word) || tree.by(word, Deprel::XCOMP).any(is_yet);
        if yet
            && let Some(cue) = self
                .lexicon
                .cue(&format!("{lemma} yet"), WordClass::Verb, frame)
        {
            return Some(cue);
        }
        let classes = match governor.predicate.kind {
            PredicateKind::Verb => [WordClass::Verb, WordClass::Adjective],
            PredicateKind::Adjective => [WordClass::Adjective, WordClass::Verb],
            PredicateKind::Noun | PredicateKind::Copula => [WordClass::Noun, WordClass::Noun],
        };
        let form = tree.token(governor.predicate.head).form.to_lowercase();
        classes.into_iter().find_map(|class| {
            let by_form = || match class {
                // Participles used as adjectives stand in the lexicon by their form.
                WordClass::Adjective => self.lexicon.cue(&form, class, frame),
                _ => None,
            };
            self.lexicon.cue(lemma, class, frame).or_else(by_form)
        })
    }

    fn of_complement(
        &self,
        p: &Proposition,
        governor: &Proposition,
        value: Factuality,
    ) -> Factuality {
        let frame = self.frame(p);
        if let Some(cue) = self.cue(governor, frame) {
            return applied(cue, value);
        }
        let plain_report = self.reports(governor);
        match frame {
            _ if plain_report && frame != Frame::To => {
                if value == Factuality::Fact {
                    Factuality::Fact
                } else if value == Factuality::Denied
                    && governor.predicate.kind == PredicateKind::Noun
                {
                    // "denied reports that …"
                    Factuality::Denied
                } else {
                    Factuality::Possible
                }
            }
            // Verbs with that-clauses that the lexicon doesn't know mostly report.
            Frame::That if governor.predicate.kind == PredicateKind::Verb => value,
            Frame::Ing if governor.predicate.kind == PredicateKind::Verb => value,
            // Small clauses and participles ("saw him leave", "got killed").
            Frame::To
                if governor.predicate.kind == PredicateKind::Verb
                    && self.is_participle_or_noun(p) =>
            {
                value
            }
            _ => Factuality::Possible.within(value),
        }
    }

    fn is_participle_or_noun(&self, p: &Proposition) -> bool {
        let clause = p.predicate.clause;
        self.tree.child(clause, Deprel::MARK).is_none()
            && (self.tree.is_past_participle(clause) || self.tree.upos(clause) != Upos::Verb)
    }

    fn of_subject(&self, governor: &Proposition, value: Factuality) -> Option<Factuality> {
        self.cue(governor, Frame::Subj)
            .map(|cue| applied(cue, value))
    }

    fn of_adverbial(
        &self,
        p: &Proposition,
        governor: &Proposition,
        value: Factuality,
    ) -> Factuality {
        let tree = self.tree;
        let clause = p.predicate.clause;
        let mark = tree.marker(clause, Deprel::MARK).0;
        let mark = mark.as_deref().unwrap_or("");
        if is_condition(self.lexicon, mark) {
            return Factuality::Fact;
        }
        let frame = self.frame(p);
        if self.lexicon.has(WordList::Purpose, mark) {
            // What should be a complement is often attached as an adjunct.
            if let Some(cue) = self.cue(governor, Frame::To).filter(|_| frame == Frame::To) {
                return applied(cue, value);
            }
            return Factuality::Planned.within(value);
        }
        if frame == Frame::Ing
            && self.lexicon.has(WordList::Governed, mark)
            && let Some(cue) = self.cue(governor, Frame::Ing)
        {
            return applied(cue, value);
        }
        if self.lexicon.has(WordList::Ahead, mark) && p.tense != Tense::Past {
            return Factuality::Possible;
        }
        match frame {
            // Told as a circumstance; in the present it is no surer than what is planned for then.
            Frame::That if p.tense == Tense::Past || value == Factuality::Denied => {
                Factuality::Fact
            }
            Frame::That => value,
            // Sanctioned "for invading …", did not come, "citing …".
            _ if mark == "for" || mark == "after" || mark == "despite" || mark == "since" => {
                Factuality::Fact
            }
            _ if value == Factuality::Denied && mark.is_empty() => Factuality::Fact,
            _ => value,
        }
    }

    fn of_modifier(&self, p: &Proposition, value: Factuality) -> Factuality {
        if value == Factuality::Fact || p.tense == Tense::Past && self.frame(p) == Frame::That {
            return Factuality::Fact;
        }
        let noun = if is_nominal(self.tree, p) {
            return Factuality::Fact;
        } else {
            self.tree.head(p.predicate.clause)
        };
        match noun {
            Some(noun) if self.is_definite(noun) => Factuality::Fact,
            _ if value == Factuality::Denied => Factuality::Possible,
            _ => value,
        }
    }

    /// A nominal event as participant or circumstance of another.
    fn of_argument(
        &self,
        p: &Proposition,
        governor: &Proposition,
        value: Factuality,
        values: &[Factuality],
    ) -> Factuality {
        let tree = self.tree;
        let mut noun = p.predicate.head;
        let (mut governor, mut value) = (governor, value);
        // "a round of talks", "the first of two visits": the event stands where the phrase does.
        while governor.predicate.kind == PredicateKind::Copula
            && is_nominal(tree, governor)
            && tree.head(noun) == Some(governor.predicate.head)
            && tree.marker(noun, Deprel::CASE).0.as_deref() == Some("of")
            && let Some((above, Embedding::Argument)) = governor.parent
            && let Some(above) = above.checked_sub(self.offset).map(|i| i as usize)
            && let Some(next) = self.propositions.get(above)
        {
            noun = governor.predicate.head;
            governor = next;
            value = values.get(above).copied().unwrap_or_default();
        }

        if p.predicate.kind == PredicateKind::Copula {
            // A relational noun presupposes its relation, unless the whole phrase is hypothetical.
            return if self.is_definite(noun) || value != Factuality::Denied {
                Factuality::Fact
            } else {
                value
            };
        }
        let argument = governor
            .arguments
            .iter()
            .find(|a| a.head == noun || a.conjuncts.contains(&noun));
        let governed = |a: &Argument| match a.role {
            Role::Oblique => a
                .marker
                .as_deref()
                .is_some_and(|m| self.lexicon.has(WordList::Governed, m)),
            _ => true,
        };
        let surface_subject = tree.deprel(noun).is(Deprel::NSUBJ) && !governor.passive;
        let cue = match argument {
            Some(a) if a.role == Role::Subject && surface_subject => {
                self.cue(governor, Frame::Subj)
            }
            // "called the pact irresponsible" calls for nothing.
            Some(_) if governor.arguments.iter().any(|a| a.role == Role::Attribute) => None,
            Some(a) if governed(a) => self.cue(governor, Frame::Np).or_else(|| {
                governor
                    .passive
                    .then(|| self.cue(governor, Frame::Subj))
                    .flatten()
            }),
            _ => None,
        };
        if let Some(cue) = cue {
            return applied(cue, value);
        }
        // "because of objections": what came first is given, whatever came of it.
        let given = |a: &Argument| {
            a.role == Role::Oblique
                && a.marker
                    .as_deref()
                    .is_some_and(|m| self.lexicon.has(WordList::Given, m))
        };
        if argument.is_some_and(given) {
            return Factuality::Fact;
        }
        // A noun that says how sure its of-phrase is ("the prospect of talks").
        if value == Factuality::Fact || self.is_definite(noun) || surface_subject {
            return Factuality::Fact;
        }
        value
    }

    /// Whether the noun phrase speaks of something taken as known.
    fn is_definite(&self, noun: TokenId) -> bool {
        let tree = self.tree;
        tree.is_name(noun)
            || tree.upos(noun) == Upos::Pron
            || tree.children(noun).iter().any(|&c| match tree.deprel(c) {
                Deprel::NMOD_POSS => true,
                Deprel::DET => matches!(tree.lemma(c), "the" | "this" | "that" | "these" | "those"),
                _ => false,
            })
    }
}

/// What a cue makes of its complement when it is itself as sure as `value`.
fn applied(cue: &Cue, value: Factuality) -> Factuality {
    match (value, cue.positive, cue.negative) {
        (_, Effect::Presupposed, _) => Factuality::Fact,
        (Factuality::Denied, _, Effect::Presupposed) => Factuality::Fact,
        (Factuality::Denied, _, Effect::Same) => Factuality::Denied,
        (Factuality::Denied, _, negative) => step(negative),
        (_, Effect::Same, _) => value,
        (_, positive, _) => step(positive).within(value),
    }
}
