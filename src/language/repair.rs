//! Trees that break what UD holds of every tree, mended where there is only one way to.
//!
//! A model that chooses each word's governor by itself can give a verb two subjects or two objects. Where the two stand
//! side by side, a common noun and then a name, they are one: "[the Peruvian president] [Dina Boluarte] said" names one
//! person, and the description belongs to the name as `nmod:desc`
//! (<https://universaldependencies.org/en/dep/nmod-desc.html>).
//!
//! Nor does a name take a date: in "met in [Lima] [on Monday]" it is the meeting that was on Monday.

use super::{Deprel, EntityKind, Sentence, TokenId, Upos};

/// Joins a description to the name right after it where both were read as the same argument of one word, and gives dates
/// that hang from names to the clause.
pub(super) fn repair(sentence: &mut Sentence) {
    let count = sentence.tokens.len() as TokenId;
    for name in 1..count {
        if let Some(description) = described_by(sentence, name) {
            let token = &mut sentence.tokens[description as usize];
            token.head = Some(name);
            token.deprel = Deprel::NMOD_DESC;
        }
        if let Some(clause) = dated_by(sentence, name) {
            let token = &mut sentence.tokens[name as usize];
            token.head = Some(clause);
            token.deprel = Deprel::OBL;
        }
    }
}

/// The verb whose clause a date belongs to that was read as a modifier of a name.
fn dated_by(sentence: &Sentence, date: TokenId) -> Option<TokenId> {
    let token = sentence.token(date);
    let is_date = sentence
        .entity_at(date)
        .is_some_and(|e| e.kind == EntityKind::Date);
    if token.deprel != Deprel::NMOD || !is_date || sentence.child_by(date, Deprel::CASE).is_none() {
        return None;
    }
    let name = sentence.token(token.head?);
    let clause = name.head?;
    let adjunct = name.upos == Upos::Propn && name.deprel == Deprel::OBL;
    (adjunct && sentence.token(clause).upos == Upos::Verb).then_some(clause)
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
    use crate::language::{Deprel, EntityKind, NamedEntity, conllu};

    fn repaired(rows: &[(&str, &str, u32, &str)], date: Option<u32>) -> Vec<(Option<u32>, Deprel)> {
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
        sentence.entities.extend(date.map(|t| NamedEntity {
            tokens: t..t + 1,
            kind: EntityKind::Date,
        }));
        repair(sentence);
        sentence.tokens.iter().map(|t| (t.head, t.deprel)).collect()
    }

    #[test]
    fn a_description_before_a_name_is_no_second_subject() {
        let tree = repaired(
            &[
                ("Peruvian", "ADJ", 2, "amod"),
                ("president", "NOUN", 5, "nsubj"),
                ("Dina", "PROPN", 5, "nsubj"),
                ("Boluarte", "PROPN", 3, "flat"),
                ("spoke", "VERB", 0, "root"),
            ],
            None,
        );
        assert_eq!(tree[1], (Some(2), Deprel::NMOD_DESC));
        assert_eq!(tree[2], (Some(4), Deprel::NSUBJ));
    }

    #[test]
    fn two_objects_apart_stay_two() {
        let tree = repaired(
            &[
                ("She", "PRON", 2, "nsubj"),
                ("told", "VERB", 0, "root"),
                ("reporters", "NOUN", 2, "obj"),
                ("in", "ADP", 5, "case"),
                ("Lima", "PROPN", 2, "obl"),
            ],
            None,
        );
        assert_eq!(tree[2], (Some(1), Deprel::OBJ));
    }

    #[test]
    fn a_date_belongs_to_the_clause_not_to_the_place() {
        let rows = [
            ("She", "PRON", 2, "nsubj"),
            ("spoke", "VERB", 0, "root"),
            ("in", "ADP", 4, "case"),
            ("Lima", "PROPN", 2, "obl"),
            ("on", "ADP", 6, "case"),
            ("Monday", "PROPN", 4, "nmod"),
        ];
        assert_eq!(repaired(&rows, Some(5))[5], (Some(1), Deprel::OBL));
        assert_eq!(repaired(&rows, None)[5], (Some(3), Deprel::NMOD));
    }
}
