//! Appositions read from commas: "Wang Yi, the foreign minister,", "the prime ministers of A and B, X and Y". Parsers
//! often make conjuncts of them; the words and commas tell.

use super::{Context, Draft, Reading, chains, syntax};
use crate::{
    extraction::MentionForm,
    language::{Deprel, Sentence, TokenId, Upos},
};

/// Joins names with the descriptions of people that commas set beside them.
pub(super) fn join(context: &Context, reading: &mut Reading) {
    let descriptions: Vec<usize> = (0..reading.drafts.len())
        .filter(|&d| {
            reading.drafts.get(d).is_some_and(|d| {
                d.form == MentionForm::Nominal
                    && matches!(d.class.as_str(), "Person" | "Collective")
            })
        })
        .collect();
    for d in descriptions {
        let Some(draft) = reading.drafts.get(d).cloned() else {
            continue;
        };
        let Some(sentence) = context.sentence(draft.sentence) else {
            continue;
        };
        let kin = context
            .nouns
            .kinship(&syntax::singular(&syntax::lemma(sentence, draft.head)))
            .is_some();
        if draft.posts.is_empty() && !kin || draft.chain.is_some() {
            continue;
        }
        let pairs = if draft.plural {
            names_behind(reading, &draft, sentence)
        } else {
            name_before(reading, &draft, sentence)
                .or_else(|| names_behind(reading, &draft, sentence).first().copied())
                .into_iter()
                .collect()
        };
        for name in pairs {
            if let Some(head) = reading.drafts.get(name).map(|n| n.head) {
                chains::join_pair(
                    context,
                    reading,
                    draft.sentence,
                    head,
                    draft.head,
                    "set beside the name",
                );
            }
        }
    }
}

fn form(sentence: &Sentence, id: TokenId) -> &str {
    sentence
        .tokens
        .get(id as usize)
        .map_or("", |t| t.form.as_str())
}

fn person_at(reading: &Reading, sentence: usize, fits: impl Fn(&Draft) -> bool) -> Option<usize> {
    reading.drafts.iter().position(|d| {
        d.sentence == sentence && d.form == MentionForm::Name && d.class == "Person" && fits(d)
    })
}

/// The name before the comma before a description, unless the description is an argument of its own.
fn name_before(reading: &Reading, draft: &Draft, sentence: &Sentence) -> Option<usize> {
    let comma = draft.tokens.start.checked_sub(1)?;
    let relation = sentence.token(draft.head).deprel;
    let argument = relation.is(Deprel::NSUBJ)
        || relation.is(Deprel::OBJ)
        || relation.is(Deprel::OBL)
        || relation.is(Deprel::ROOT);
    let listed = sentence
        .children_by(draft.head, Deprel::CC)
        .any(|c| c < draft.head);
    (form(sentence, comma) == "," && !argument && !listed)
        .then(|| person_at(reading, draft.sentence, |n| n.name.end == comma))?
}

/// The names behind the comma behind a description: as many as are coordinated.
fn names_behind(reading: &Reading, draft: &Draft, sentence: &Sentence) -> Vec<usize> {
    let mut comma = draft.head + 1;
    while (comma as usize) < sentence.tokens.len() && form(sentence, comma) != "," {
        let token = sentence.token(comma);
        let nominal = matches!(
            token.upos,
            Upos::Adp | Upos::Det | Upos::Propn | Upos::Adj | Upos::Noun | Upos::Part | Upos::Num
        ) || token.upos == Upos::Cconj && draft.plural
            || token.form == "-"
            // "the United States" may be taken for a participle.
            || syntax::is_capitalised(sentence, comma);
        if !nominal {
            return Vec::new();
        }
        comma += 1;
    }
    let mut at = comma + 1;
    let mut found = Vec::new();
    while let Some(name) = person_at(reading, draft.sentence, |n| n.tokens.start == at) {
        found.push(name);
        let end = reading.drafts.get(name).map_or(at + 1, |n| n.name.end);
        at = match (form(sentence, end), form(sentence, end + 1)) {
            (",", "and") => end + 2,
            ("," | "and", _) => end + 1,
            _ => break,
        };
    }
    let end = found
        .first()
        .and_then(|&n| reading.drafts.get(n))
        .map_or(0, |n| n.name.end);
    let head = found
        .first()
        .and_then(|&n| reading.drafts.get(n))
        .map(|n| n.head);
    // "With the president, Kim said": a name that opens its own clause isn't set beside.
    let closed = matches!(form(sentence, end), "," | "." | ";" | ")" | "and" | "");
    let own = head.is_some_and(|h| sentence.token(h).deprel.is(Deprel::NSUBJ));
    let wanted = if draft.plural {
        found.len() > 1
    } else {
        found.len() == 1 || closed
    };
    if wanted && (closed || !own) {
        found
    } else {
        Vec::new()
    }
}
