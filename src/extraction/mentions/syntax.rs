//! Small questions about trees that several passes ask.

use crate::{
    language::{Deprel, Sentence, TokenId, Upos},
    text::Document,
};
use std::ops::Range;

/// Lower-cased preposition of a nominal ("ahead of" as one), none for a bare one.
pub(super) fn marker(sentence: &Sentence, head: TokenId) -> Option<String> {
    let case = sentence
        .children_by(head, Deprel::CASE)
        .find(|&c| c < head && sentence.token(c).upos != Upos::Part)?;
    let mut text = sentence.token(case).form.as_str().to_lowercase();
    for part in sentence.children_by(case, Deprel::FIXED) {
        text.push(' ');
        text.push_str(&sentence.token(part).form.as_str().to_lowercase());
    }
    Some(text)
}

/// The marker of the first conjunct where a later one has none of its own.
pub(super) fn shared_marker(sentence: &Sentence, head: TokenId) -> Option<String> {
    marker(sentence, head).or_else(|| {
        let first = first_conjunct(sentence, head);
        (first != head).then(|| marker(sentence, first)).flatten()
    })
}

/// The first conjunct of the coordination that `id` is part of; `id` itself where it is none.
pub(super) fn first_conjunct(sentence: &Sentence, id: TokenId) -> TokenId {
    let mut at = id;
    for _ in 0..sentence.tokens.len() {
        let token = sentence.token(at);
        match token.head {
            Some(head) if token.deprel.is(Deprel::CONJ) => at = head,
            _ => break,
        }
    }
    at
}

/// All conjuncts, the first one included, when `first` is the first.
pub(super) fn conjuncts(sentence: &Sentence, first: TokenId) -> Vec<TokenId> {
    std::iter::once(first)
        .chain(sentence.children_by(first, Deprel::CONJ))
        .collect()
}

/// Relation and governor of the coordination that `id` is part of.
pub(super) fn outer(sentence: &Sentence, id: TokenId) -> (Deprel, Option<TokenId>) {
    let token = sentence.token(first_conjunct(sentence, id));
    (token.deprel, token.head)
}

/// Whether `id`, or the coordination it is part of, is a subject.
pub(super) fn is_subject(sentence: &Sentence, id: TokenId) -> bool {
    outer(sentence, id).0.is(Deprel::NSUBJ)
}

/// The same where the sentence may be absent.
pub(super) fn is_subject_of(sentence: Option<&Sentence>, id: TokenId) -> bool {
    sentence.is_some_and(|s| is_subject(s, id))
}

/// Whether the noun is plural.
pub(super) fn is_plural(sentence: &Sentence, id: TokenId) -> bool {
    let token = sentence.token(id);
    token.feats.has("Number", "Plur") || matches!(token.xpos.as_str(), "NNS" | "NNPS")
}

/// The determiner of a nominal in lower case.
pub(super) fn determiner(sentence: &Sentence, head: TokenId) -> Option<String> {
    sentence
        .children_by(head, Deprel::DET)
        .find(|&d| d < head)
        .map(|d| sentence.token(d).form.as_str().to_lowercase())
}

/// Whether the form begins with a capital.
pub(super) fn is_capitalised(sentence: &Sentence, id: TokenId) -> bool {
    sentence
        .token(id)
        .form
        .chars()
        .next()
        .is_some_and(char::is_uppercase)
}

/// The text of a run of tokens as the document spells it.
pub(super) fn surface(document: &Document, sentence: &Sentence, tokens: &Range<TokenId>) -> String {
    sentence
        .cover(tokens.clone())
        .map_or_else(String::new, |s| s.of(&document.text).replace('\n', " "))
}

/// The run of tokens around `head` that are in its subtree without interruption, to the left of it.
pub(super) fn left_edge(sentence: &Sentence, head: TokenId) -> TokenId {
    let mut start = head;
    while start > 0 && sentence.dominates(head, start - 1) {
        start -= 1;
    }
    start
}

/// The clause's predicate that governs `id`: the nearest ancestor that is no nominal dependent.
pub(super) fn clause(sentence: &Sentence, id: TokenId) -> TokenId {
    let mut at = id;
    for _ in 0..sentence.tokens.len() {
        let token = sentence.token(at);
        let Some(head) = token.head else { break };
        let clausal = [
            Deprel::ACL,
            Deprel::ADVCL,
            Deprel::CCOMP,
            Deprel::XCOMP,
            Deprel::CSUBJ,
            Deprel::PARATAXIS,
        ]
        .iter()
        .any(|d| token.deprel.is(*d));
        let clause_conjunct = token.deprel.is(Deprel::CONJ)
            && matches!(token.upos, Upos::Verb | Upos::Aux)
            && at != id;
        if at != id && (clausal || clause_conjunct) {
            break;
        }
        at = head;
    }
    at
}

/// Lower-cased lemma, or the form where the lemma is unknown.
pub(super) fn lemma(sentence: &Sentence, id: TokenId) -> String {
    let token = sentence.token(id);
    if token.lemma.is_empty() || token.lemma == "_" {
        token.form.as_str().to_lowercase()
    } else {
        token.lemma.as_str().to_lowercase()
    }
}

/// Singular of an English noun by its form, for nouns whose tag has left the lemma plural.
pub(super) fn singular(word: &str) -> String {
    for (end, to) in [("people", "person"), ("men", "man"), ("women", "woman")] {
        if word == end || (end == "men" && word.len() > 5 && word.ends_with(end)) {
            return format!("{}{to}", &word[..word.len() - end.len()]);
        }
    }
    if let Some(stem) = word.strip_suffix("ies").filter(|s| s.len() > 2) {
        return format!("{stem}y");
    }
    for end in ["sses", "shes", "ches", "xes"] {
        if word.ends_with(end) {
            return word[..word.len() - 2].to_owned();
        }
    }
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 2 && !stem.ends_with(['s', 'u', 'i']) => stem.to_owned(),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::singular;

    #[test]
    fn plurals_become_singular() {
        for (plural, one) in [
            ("envoys", "envoy"),
            ("ministries", "ministry"),
            ("women", "woman"),
            ("servicemen", "serviceman"),
            ("people", "person"),
            ("coaches", "coach"),
            ("press", "press"),
            ("bus", "bus"),
        ] {
            assert_eq!(singular(plural), one);
        }
    }
}
