//! Trees that break what UD holds of every tree, mended where there is only one way to.
//!
//! A model that chooses each word's governor by itself can give a verb two subjects or two objects. Where the two stand
//! side by side, a common noun and then a name, they are one: "[the Peruvian president] [Dina Boluarte] said" names one
//! person, and the description belongs to the name as `nmod:desc`
//! (<https://universaldependencies.org/en/dep/nmod-desc.html>).

use super::{Deprel, Sentence, TokenId, Upos};

/// Joins a description to the name right after it where both were read as the same argument of one word.
pub(super) fn repair(sentence: &mut Sentence) {
    let count = sentence.tokens.len() as TokenId;
    for name in 1..count {
        if let Some(description) = described_by(sentence, name) {
            let token = &mut sentence.tokens[description as usize];
            token.head = Some(name);
            token.deprel = Deprel::NMOD_DESC;
        }
    }
}

/// The common noun that stands right before the name headed by `name` in the same relation to the same word.
fn described_by(sentence: &Sentence, name: TokenId) -> Option<TokenId> {
    let token = sentence.token(name);
    let relation = token.deprel;
    let core = relation.is(Deprel::NSUBJ) || relation.is(Deprel::OBJ);
    if token.upos != Upos::Propn || !core {
        return None;
    }
    let first = (0..=name).find(|&t| sentence.dominates(name, t))?;
    let governor = token.head?;
    (0..first).rev().find(|&t| {
        let other = sentence.token(t);
        other.head == Some(governor)
            && other.deprel.is(relation)
            && other.upos == Upos::Noun
            // Nothing of the description stands apart, and nothing stands between it and the name.
            && (t..first).all(|between| sentence.dominates(t, between))
            && sentence.token(first).upos != Upos::Det
            && sentence.token(first).upos != Upos::Punct
    })
}

#[cfg(test)]
mod tests {
    use super::repair;
    use crate::language::{Deprel, conllu};

    fn repaired(rows: &[(&str, &str, u32, &str)]) -> Vec<(Option<u32>, Deprel)> {
        let text: String = rows
            .iter()
            .enumerate()
            .map(|(i, (form, upos, head, deprel))| {
                format!(
                    "{}\t{form}\t{form}\t{upos}\t_\t_\t{head}\t{deprel}\t_\t_\n",
                    i + 1
                )
            })
            .collect();
        let (mut documents, _) = conllu::read("test", &format!("{text}\n"));
        let sentence = &mut documents[0].analysis.sentences[0];
        repair(sentence);
        sentence.tokens.iter().map(|t| (t.head, t.deprel)).collect()
    }

    #[test]
    fn a_description_before_a_name_is_no_second_subject() {
        let tree = repaired(&[
            ("Peruvian", "ADJ", 2, "amod"),
            ("president", "NOUN", 5, "nsubj"),
            ("Dina", "PROPN", 5, "nsubj"),
            ("Boluarte", "PROPN", 3, "flat"),
            ("spoke", "VERB", 0, "root"),
        ]);
        assert_eq!(tree[1], (Some(2), Deprel::NMOD_DESC));
        assert_eq!(tree[2], (Some(4), Deprel::NSUBJ));
    }

    #[test]
    fn two_objects_apart_stay_two() {
        let tree = repaired(&[
            ("She", "PRON", 2, "nsubj"),
            ("told", "VERB", 0, "root"),
            ("reporters", "NOUN", 2, "obj"),
            ("in", "ADP", 5, "case"),
            ("Lima", "PROPN", 2, "obl"),
        ]);
        assert_eq!(tree[2], (Some(1), Deprel::OBJ));
    }
}
