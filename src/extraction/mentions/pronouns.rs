//! Pronouns: precision first. One that no candidate fits clearly better than the next is no mention of anything.

use super::{Context, Draft, Reading, syntax};
use crate::{
    extraction::{Gender, MentionForm},
    language::{Deprel, Sentence, TokenId, Upos},
};

/// What a pronoun asks of what it stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asks {
    /// He, she.
    Person(Gender),
    /// It.
    Thing,
    /// They.
    Many,
}

struct Pronoun {
    asks: Asks,
    possessive: bool,
    reflexive: bool,
}

/// Resolves the pronouns of the third person, in the order of the text.
pub(super) fn resolve(context: &Context, reading: &mut Reading) {
    for index in 0..context.analysis.sentences.len() {
        let Some(sentence) = context.sentence(index) else {
            continue;
        };
        for id in 0..sentence.tokens.len() as TokenId {
            if let Some(chain) = relative(reading, index, sentence, id) {
                let whose = Pronoun {
                    asks: Asks::Many,
                    possessive: true,
                    reflexive: false,
                };
                attach(reading, index, id, chain, &whose);
                continue;
            }
            let Some(pronoun) = pronoun(sentence, id) else {
                continue;
            };
            if let Some(chain) = antecedent(context, reading, index, sentence, id, &pronoun) {
                attach(reading, index, id, chain, &pronoun);
            }
        }
    }
}

/// Whom "whose" stands for: what its clause modifies.
fn relative(reading: &Reading, index: usize, sentence: &Sentence, id: TokenId) -> Option<usize> {
    if !sentence
        .token(id)
        .form
        .as_str()
        .eq_ignore_ascii_case("whose")
    {
        return None;
    }
    let mut at = id;
    for _ in 0..sentence.tokens.len() {
        let token = sentence.token(at);
        let Some(head) = token.head else { break };
        if token.deprel == Deprel::ACL_RELCL {
            let draft = reading.drafts.get(reading.draft_near(index, head)?)?;
            return draft.chain;
        }
        at = head;
    }
    // No clause in the tree: what stands right before the comma.
    let before = id.checked_sub(2)?;
    reading
        .drafts
        .iter()
        .find(|d| d.sentence == index && d.name.contains(&before))
        .and_then(|d| d.chain)
}

fn pronoun(sentence: &Sentence, id: TokenId) -> Option<Pronoun> {
    let token = sentence.token(id);
    if token.upos != Upos::Pron && token.upos != Upos::Det || token.deprel.is(Deprel::EXPL) {
        return None;
    }
    let form = token.form.as_str().to_lowercase();
    let asks = match form.as_str() {
        "he" | "him" | "his" | "himself" => Asks::Person(Gender::Masculine),
        "she" | "her" | "hers" | "herself" => Asks::Person(Gender::Feminine),
        "it" | "its" | "itself" => Asks::Thing,
        "they" | "them" | "their" | "theirs" | "themselves" => Asks::Many,
        _ => return None,
    };
    if form == "it" && is_empty_subject(sentence, id) {
        return None;
    }
    Some(Pronoun {
        asks,
        possessive: matches!(form.as_str(), "his" | "its" | "their")
            || form == "her" && token.deprel == Deprel::NMOD_POSS,
        reflexive: form.ends_with("self") || form.ends_with("selves"),
    })
}

/// "It is clear that", "it took two years to": nothing is meant.
fn is_empty_subject(sentence: &Sentence, id: TokenId) -> bool {
    let Some(head) = sentence.token(id).head else {
        return true;
    };
    let clause = sentence.children(head).any(|c| {
        let d = sentence.token(c).deprel;
        d.is(Deprel::CSUBJ) || (d.is(Deprel::CCOMP) && sentence.token(head).upos == Upos::Adj)
    });
    let time = sentence.token(id).deprel.is(Deprel::NSUBJ)
        && matches!(
            syntax::lemma(sentence, head).as_str(),
            "rain"
                | "snow"
                | "seem"
                | "appear"
                | "unclear"
                | "clear"
                | "likely"
                | "unlikely"
                | "possible"
                | "time"
                | "remain"
                | "turn"
        );
    clause || time
}

fn attach(reading: &mut Reading, index: usize, id: TokenId, chain: usize, pronoun: &Pronoun) {
    if let (Asks::Person(g), Some(c)) = (pronoun.asks, reading.chains.get_mut(chain)) {
        c.gender = c.gender.or(Some(g));
    }
    let draft = reading.drafts.len();
    reading.drafts.push(Draft {
        sentence: index,
        tokens: id..id + 1,
        name: id..id + 1,
        head: id,
        form: MentionForm::Pronoun,
        class: String::new(),
        text: String::new(),
        candidates: Vec::new(),
        posts: Vec::new(),
        plural: false,
        chain: None,
    });
    reading.attach(draft, chain);
}

/// A candidate with how much speaks for it.
struct Candidate {
    chain: usize,
    score: i32,
}

fn antecedent(
    context: &Context,
    reading: &Reading,
    index: usize,
    sentence: &Sentence,
    id: TokenId,
    pronoun: &Pronoun,
) -> Option<usize> {
    let reach = match pronoun.asks {
        Asks::Person(_) => 3,
        Asks::Thing | Asks::Many => 1,
    };
    let mut candidates: Vec<Candidate> = Vec::new();
    for draft in &reading.drafts {
        let Some(chain) = draft.chain else { continue };
        let before = (draft.sentence, draft.head) < (index, id);
        if !before || draft.sentence + reach < index {
            continue;
        }
        let Some(c) = reading.chains.get(chain) else {
            continue;
        };
        if !fits(c, draft, pronoun.asks) || !allowed(sentence, index, id, draft, pronoun) {
            continue;
        }
        let score = score(
            context,
            |c| reading.chains.get(c).is_some_and(|c| c.named),
            index,
            sentence,
            id,
            draft,
            pronoun,
        );
        match candidates.iter_mut().find(|k| k.chain == chain) {
            Some(k) => k.score = k.score.max(score),
            None => candidates.push(Candidate { chain, score }),
        }
    }
    candidates.sort_by(|a, b| b.score.cmp(&a.score).then(a.chain.cmp(&b.chain)));
    let best = candidates.first()?;
    let margin = match pronoun.asks {
        Asks::Person(_) => 15,
        Asks::Thing | Asks::Many => 25,
    };
    let clear = candidates
        .get(1)
        .is_none_or(|second| best.score - second.score >= margin);
    (clear && best.score >= 40).then_some(best.chain)
}

/// Number, gender and kind.
fn fits(chain: &super::Chain, draft: &Draft, asks: Asks) -> bool {
    match asks {
        Asks::Person(g) => {
            chain.class == "Person" && !chain.plural && chain.gender.is_none_or(|own| own == g)
        }
        Asks::Thing => {
            !chain.plural
                && !matches!(chain.class.as_str(), "Person" | "Collective")
                && (draft.form != MentionForm::Modifier)
        }
        Asks::Many => {
            chain.plural
                || !chain.members.is_empty()
                || matches!(chain.class.as_str(), "Collective")
        }
    }
}

/// Binding: not an argument of the same predicate, unless reflexive or possessive; not inside its own phrase.
fn allowed(
    sentence: &Sentence,
    index: usize,
    id: TokenId,
    draft: &Draft,
    pronoun: &Pronoun,
) -> bool {
    if draft.sentence != index {
        return !pronoun.reflexive;
    }
    if sentence.dominates(draft.head, id) && draft.form != MentionForm::Name {
        // "the leader and his wife" is possible, "his leader" is not.
        let direct = sentence.token(id).head == Some(draft.head);
        if direct {
            return false;
        }
    }
    let own_head = sentence.token(id).head;
    if sentence.dominates(draft.head, id) && own_head == Some(draft.head) {
        return false;
    }
    let same_clause = syntax::clause(sentence, id) == syntax::clause(sentence, draft.head);
    let argument = |t: TokenId| {
        let d = syntax::outer(sentence, t).0;
        d.is(Deprel::NSUBJ) || d.is(Deprel::OBJ) || d.is(Deprel::OBL) || d.is(Deprel::IOBJ)
    };
    if pronoun.reflexive {
        return same_clause && syntax::is_subject(sentence, draft.head);
    }
    if pronoun.possessive {
        return true;
    }
    // A subject pronoun and what precedes it in the same clause, or two arguments of one predicate.
    !(same_clause && argument(id) && argument(draft.head))
}

fn score(
    context: &Context,
    named: impl Fn(usize) -> bool,
    index: usize,
    sentence: &Sentence,
    id: TokenId,
    draft: &Draft,
    pronoun: &Pronoun,
) -> i32 {
    let distance = (index - draft.sentence) as i32;
    let mut score = 100 - 30 * distance;
    let (subject, object, depth) = position(context, draft);
    if subject {
        score += 30;
    } else if object {
        score += 5;
    }
    score -= 5 * depth;
    match draft.form {
        MentionForm::Pronoun => score += 20,
        MentionForm::Name => score += 10,
        MentionForm::Nominal => {
            // Somebody unnamed is rarely what a text is about.
            let unnamed = draft.chain.is_none_or(|c| !named(c));
            score -= if unnamed { 20 } else { 0 };
        }
        MentionForm::Modifier => score -= 20,
    }
    if distance == 0 {
        let same_clause = syntax::clause(sentence, id) == syntax::clause(sentence, draft.head);
        if same_clause && pronoun.possessive && subject {
            score += 40;
        }
        score -= ((id - draft.head) / 8) as i32;
    } else {
        // A subject takes up a subject.
        if subject && syntax::is_subject(sentence, id) {
            score += 15;
        }
    }
    if sentence.token(id).deprel == Deprel::NMOD_POSS && !pronoun.possessive {
        score -= 10;
    }
    score
}

/// Whether a draft is a subject or an object, and how deep it is embedded in another phrase.
fn position(context: &Context, draft: &Draft) -> (bool, bool, i32) {
    let Some(sentence) = context.sentence(draft.sentence) else {
        return (false, false, 0);
    };
    let (relation, _) = syntax::outer(sentence, draft.head);
    let nested =
        relation.is(Deprel::NMOD) || relation.is(Deprel::COMPOUND) || relation.is(Deprel::AMOD);
    (
        relation.is(Deprel::NSUBJ),
        relation.is(Deprel::OBJ),
        i32::from(nested) * 2,
    )
}
