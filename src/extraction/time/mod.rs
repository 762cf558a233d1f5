//! When: the expressions of time in a text, and the propositions that they date.

mod expressions;
mod resolve;
#[cfg(test)]
mod tests;

pub use expressions::{TimeExpression, expressions};
pub use resolve::Direction;

use super::{Factuality, Proposition, Role, Tense};
use crate::{
    knowledge::{Bound, Knowledge},
    language::{Analysis, Deprel, Sentence, TokenId},
    text::{Document, PartialDate, TimeSpan},
};

/// Dates the propositions: each expression of time goes to the predicate that it modifies, resolved against the date of
/// publication; without one, relative expressions stay silent.
pub fn date(
    propositions: &mut [Proposition],
    document: &Document,
    analysis: &Analysis,
    knowledge: &Knowledge,
) {
    for (index, sentence) in analysis.sentences.iter().enumerate() {
        let found = expressions(sentence, knowledge);
        if found.is_empty() {
            continue;
        }
        let here: Vec<usize> = (0..propositions.len())
            .filter(|&p| {
                propositions
                    .get(p)
                    .is_some_and(|p| p.sentence as usize == index)
            })
            .collect();
        for &p in &here {
            let Some(proposition) = propositions.get(p) else {
                continue;
            };
            let Some(own) = nearest(&found, proposition, &here, propositions, sentence) else {
                continue;
            };
            let direction = direction(proposition);
            let mut time = TimeSpan::default();
            for expression in own {
                let span = expression.resolve(document.published, direction);
                time.start = time.start.or(span.start);
                time.end = time.end.or(span.end);
            }
            if let Some(proposition) = propositions.get_mut(p) {
                proposition.time = time;
            }
        }
    }
}

/// Whether a clause speaks of what is past or to come.
fn direction(proposition: &Proposition) -> Direction {
    match proposition.tense {
        Tense::Future => Direction::Future,
        Tense::Past => Direction::Past,
        Tense::Present if proposition.perfect => Direction::Past,
        _ if matches!(
            proposition.factuality,
            Factuality::Planned | Factuality::Likely
        ) =>
        {
            Direction::Future
        }
        Tense::Present if proposition.progressive => Direction::Future,
        Tense::Present | Tense::None => Direction::Nearest,
    }
}

/// The expressions that date a proposition: those among its arguments, else those whose nearest predicate it is.
fn nearest<'e>(
    found: &'e [TimeExpression],
    proposition: &Proposition,
    here: &[usize],
    propositions: &[Proposition],
    sentence: &Sentence,
) -> Option<Vec<&'e TimeExpression>> {
    let mine: Vec<&TimeExpression> = found
        .iter()
        .filter(|e| e.bound != Bound::Outside && e.bound != Bound::Duration)
        .filter(|e| belongs(e, proposition, here, propositions, sentence))
        .collect();
    (!mine.is_empty()).then_some(mine)
}

fn belongs(
    expression: &TimeExpression,
    proposition: &Proposition,
    here: &[usize],
    propositions: &[Proposition],
    sentence: &Sentence,
) -> bool {
    let direct = proposition.arguments.iter().any(|a| {
        matches!(
            a.role,
            Role::Time | Role::Oblique | Role::Adverb | Role::Modifier
        ) && (a.head == expression.head || a.conjuncts.contains(&expression.head))
    });
    if direct {
        return true;
    }
    // Up the tree to the first predicate; a nominal that is no event keeps its date to itself.
    let mut at = expression.head;
    for _ in 0..sentence.tokens.len() {
        let token = sentence.token(at);
        let Some(head) = token.head else { return false };
        let is_predicate = |t: TokenId| {
            here.iter()
                .filter_map(|&p| propositions.get(p))
                .any(|p| p.predicate.head == t)
        };
        if proposition.predicate.head == head {
            return !expression.tokens.contains(&head);
        }
        if is_predicate(head) {
            return false;
        }
        let of_nominal = token.deprel.is(Deprel::NMOD)
            || token.deprel.is(Deprel::NUMMOD)
            || token.deprel.is(Deprel::AMOD)
            || token.deprel.is(Deprel::COMPOUND)
            || token.deprel.is(Deprel::APPOS)
            || token.deprel.is(Deprel::ACL);
        if of_nominal && !expression.tokens.contains(&head) && !at_occasion(sentence, head) {
            return false;
        }
        at = head;
    }
    false
}

/// "at a summit on Sunday": what happens at an occasion happens when it does.
fn at_occasion(sentence: &Sentence, nominal: TokenId) -> bool {
    sentence.token(nominal).deprel.is(Deprel::OBL)
        && sentence.children_by(nominal, Deprel::CASE).any(|c| {
            matches!(
                sentence.token(c).form.as_str(),
                "at" | "during" | "At" | "During"
            )
        })
}

/// The time that a nominal names itself ("the 2019 attack", "a plebiscite on 2 October").
pub fn of_nominal(
    sentence: &Sentence,
    nominal: TokenId,
    published: Option<PartialDate>,
    knowledge: &Knowledge,
) -> TimeSpan {
    let found = expressions(sentence, knowledge);
    let own = found.iter().find(|e| {
        sentence.token(e.head).head == Some(nominal)
            && !matches!(e.bound, Bound::Outside | Bound::Duration | Bound::About)
    });
    own.map_or_else(TimeSpan::default, |e| {
        e.resolve(published, Direction::Nearest)
    })
}
