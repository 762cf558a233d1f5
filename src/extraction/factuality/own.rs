//! How sure a clause or a nominal event is by its own wording: modals, adverbs, negation, tense.

use super::Factuality;
use crate::{
    extraction::{
        PredicateKind, Proposition, Role, Tense, propositions::shared_auxiliaries, tree::Tree,
    },
    knowledge::lexicon::{Effect, Frame, Lexicon, WordClass, WordList},
    language::{Deprel, TokenId, Upos},
};

/// The step that a plain effect stands for; "same" and "presupposed" leave a fact.
pub(super) const fn step(effect: Effect) -> Factuality {
    match effect {
        Effect::Presupposed | Effect::Same => Factuality::Fact,
        Effect::Planned => Factuality::Planned,
        Effect::Likely => Factuality::Likely,
        Effect::Possible => Factuality::Possible,
        Effect::Unlikely => Factuality::Unlikely,
        Effect::Denied => Factuality::Denied,
    }
}

fn weaker(a: Factuality, b: Factuality) -> Factuality {
    if b.doubt() > a.doubt() { b } else { a }
}

/// Whether the proposition is a noun phrase, not a clause.
pub(super) fn is_nominal(tree: &Tree<'_>, p: &Proposition) -> bool {
    p.predicate.clause == p.predicate.head
        && p.predicate.support.is_none()
        && match p.predicate.kind {
            PredicateKind::Noun => true,
            PredicateKind::Copula => {
                p.predicate.tokens.is_empty()
                    || tree.child(p.predicate.clause, Deprel::COP).is_none()
            }
            _ => false,
        }
}

/// By the wording of the proposition alone.
pub(super) fn of(
    tree: &Tree<'_>,
    lexicon: &Lexicon,
    p: &Proposition,
    reported: bool,
) -> Factuality {
    if is_nominal(tree, p) {
        return of_noun(tree, lexicon, p);
    }
    let own = of_clause(tree, lexicon, p, reported);
    if p.predicate.support.is_some() && p.predicate.kind == PredicateKind::Noun {
        // "held no talks", "paid a planned visit"
        return of_noun(tree, lexicon, p).within(own);
    }
    own
}

fn of_noun(tree: &Tree<'_>, lexicon: &Lexicon, p: &Proposition) -> Factuality {
    let noun = p.predicate.head;
    let mut value = Factuality::Fact;
    for &c in tree.children(noun) {
        let lemma = tree.lemma(c);
        match tree.deprel(c).base() {
            "det" if lexicon.has(WordList::Negative, lemma) => return Factuality::Denied,
            "det" if lexicon.has(WordList::Open, lemma) => {
                value = weaker(value, Factuality::Possible);
            }
            "amod" | "compound" | "advmod" => {
                let form = tree.token(c).form.to_lowercase();
                let class = WordClass::Adjective;
                let cue = lexicon
                    .cue(&form, class, Frame::Own)
                    .or_else(|| lexicon.cue(lemma, class, Frame::Own))
                    .or_else(|| lexicon.cue(lemma, WordClass::Adverb, Frame::Own));
                if let Some(cue) = cue {
                    value = weaker(value, step(cue.positive));
                }
            }
            _ => {}
        }
    }
    if value == Factuality::Fact && has_future_time(tree, lexicon, p) {
        value = Factuality::Planned;
    }
    value
}

/// The word that carries tense and negation: the light or copular verb of a supported noun, else the clause's head.
fn of_clause(tree: &Tree<'_>, lexicon: &Lexicon, p: &Proposition, reported: bool) -> Factuality {
    let clause = p.predicate.clause;
    let mut auxiliaries: Vec<TokenId> = tree.by(clause, Deprel::AUX).collect();
    let mut negated = is_negated(tree, lexicon, p);
    if auxiliaries.is_empty()
        && let Some(first) = shared_auxiliaries(tree, clause)
    {
        auxiliaries = tree.by(first, Deprel::AUX).collect();
        negated |= tree
            .by(first, Deprel::ADVMOD)
            .any(|a| is_negation(tree, lexicon, a) && a < first);
    }
    let mut positive = Factuality::Fact;
    let mut negative = Factuality::Denied;
    for &a in &auxiliaries {
        let lemma = match tree.lemma(a) {
            // The treebanks' lemmas of contracted and past modals differ; the form decides.
            "will" | "can" | "may" | "shall" => modal_of(&tree.token(a).form),
            other => other,
        };
        if let Some(cue) = lexicon.cue(lemma, WordClass::Auxiliary, Frame::Own) {
            let future_in_past = lemma == "would" && reported && !p.perfect;
            let step_of = if future_in_past {
                Factuality::Planned
            } else {
                step(cue.positive)
            };
            positive = weaker(positive, step_of);
            negative = step(cue.negative);
        }
    }
    for a in tree.by(clause, Deprel::ADVMOD) {
        if is_negation(tree, lexicon, a) {
            continue;
        }
        // "almost certain" isn't denied; "almost fell" is.
        let near = matches!(
            p.predicate.kind,
            PredicateKind::Adjective | PredicateKind::Copula
        );
        if let Some(cue) = lexicon
            .cue(tree.lemma(a), WordClass::Adverb, Frame::Own)
            .filter(|c| !near || c.positive != Effect::Denied)
        {
            positive = weaker(positive, step(cue.positive));
            negative = step(cue.negative);
        }
    }
    if positive == Factuality::Fact && !negated {
        if is_headline_future(tree, p)
            || (p.tense != Tense::Past && !p.perfect && has_future_time(tree, lexicon, p))
        {
            return Factuality::Planned;
        }
        if is_imperative(tree, p) {
            return Factuality::Possible;
        }
    }
    let conditional = tree.by(clause, Deprel::ADVCL).any(|c| {
        tree.marker(c, Deprel::MARK)
            .0
            .is_some_and(|m| is_condition(lexicon, &m))
    });
    let value = if negated { negative } else { positive };
    if conditional
        && (p.tense != Tense::Past || value != Factuality::Fact)
        && value != Factuality::Denied
    {
        return weaker(value, Factuality::Possible);
    }
    value
}

fn modal_of(form: &str) -> &'static str {
    match form.to_lowercase().as_str() {
        "would" | "'d" | "’d" => "would",
        "could" => "could",
        "might" => "might",
        "should" => "should",
        "may" => "may",
        "can" | "ca" => "can",
        "shall" => "shall",
        _ => "will",
    }
}

/// Whether the mark opens a condition ("if").
pub(super) fn is_condition(lexicon: &Lexicon, mark: &str) -> bool {
    lexicon.has(WordList::Condition, mark)
}

fn is_negation(tree: &Tree<'_>, lexicon: &Lexicon, adverb: TokenId) -> bool {
    let lemma = tree.lemma(adverb);
    if lemma == "longer" || lemma == "long" {
        return tree.children(adverb).iter().any(|&c| tree.lemma(c) == "no");
    }
    let denies = tree.token(adverb).feats.has("Polarity", "Neg")
        || lexicon
            .cue(lemma, WordClass::Adverb, Frame::Own)
            .is_some_and(|c| c.positive == Effect::Denied && c.negative == Effect::Denied)
        || (lexicon
            .cue(lemma, WordClass::Adverb, Frame::Own)
            .is_some_and(|c| c.positive == Effect::Denied)
            && tree
                .head(adverb)
                .is_some_and(|h| tree.upos(h) == Upos::Verb));
    // "not only … but also" denies nothing.
    let only = (adverb + 1 < tree.len())
        && matches!(
            tree.lemma(adverb + 1),
            "only" | "just" | "merely" | "simply"
        );
    denies && !only
}

fn is_negated(tree: &Tree<'_>, lexicon: &Lexicon, p: &Proposition) -> bool {
    let clause = p.predicate.clause;
    let by_adverb = |head: TokenId| {
        tree.by(head, Deprel::ADVMOD)
            .any(|a| is_negation(tree, lexicon, a))
    };
    if by_adverb(clause) || (p.predicate.support.is_some() && by_adverb(p.predicate.head)) {
        return true;
    }
    tree.children(clause)
        .iter()
        .any(|&c| match tree.deprel(c).base() {
            "nsubj" | "obj" | "cc" => {
                let denies = |t: TokenId| lexicon.has(WordList::Negative, tree.lemma(t));
                denies(c)
                // "not everybody"
                || tree.by(c, Deprel::ADVMOD).any(|a| tree.token(a).feats.has("Polarity", "Neg"))
                    || tree.by(c, Deprel::DET).any(denies)
                    || tree.by(c, Deprel::CC_PRECONJ).any(denies)
            }
            _ => false,
        })
        || (tree.deprel(p.predicate.head).base() != "nsubj"
            && p.predicate.kind == PredicateKind::Copula
            && tree
                .by(p.predicate.head, Deprel::DET)
                .any(|d| lexicon.has(WordList::Negative, tree.lemma(d))))
}

/// "Kim to attend parade": an infinitive where a sentence has its verb.
fn is_headline_future(tree: &Tree<'_>, p: &Proposition) -> bool {
    let clause = p.predicate.clause;
    matches!(tree.deprel(clause).base(), "root" | "parataxis")
        && !tree.is_finite(clause)
        && tree
            .by(clause, Deprel::AUX)
            .all(|a| tree.upos(a) == Upos::Aux && !tree.is_finite(a))
        && tree
            .child(clause, Deprel::COP)
            .is_none_or(|c| !tree.is_finite(c))
        && tree
            .children(clause)
            .iter()
            .any(|&c| tree.upos(c) == Upos::Part && tree.lemma(c) == "to")
}

fn is_imperative(tree: &Tree<'_>, p: &Proposition) -> bool {
    let clause = p.predicate.clause;
    let token = tree.token(clause);
    tree.deprel(clause) == Deprel::ROOT
        && token.upos == Upos::Verb
        && (token.xpos == "VB" || token.feats.has("Mood", "Imp"))
        && [Deprel::AUX, Deprel::COP, Deprel::MARK]
            .into_iter()
            .all(|d| tree.child(clause, d).is_none())
        && !p.arguments.iter().any(|a| a.role == Role::Subject)
}

/// Whether a time said at the predicate lies ahead by its wording ("next week").
fn has_future_time(tree: &Tree<'_>, lexicon: &Lexicon, p: &Proposition) -> bool {
    p.arguments
        .iter()
        .filter(|a| {
            a.role == Role::Time
                || (matches!(a.role, Role::Oblique | Role::Subject | Role::Object)
                    && lexicon.has(WordList::Time, tree.lemma(a.head)))
        })
        .any(|a| {
            a.tokens
                .iter()
                .any(|&t| lexicon.has(WordList::Future, tree.lemma(t)) && tree.lemma(t) != "later")
        })
}
