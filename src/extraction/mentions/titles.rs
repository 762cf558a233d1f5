//! Titles before names, read from the words themselves: parsers often hang a long title wrongly.

use super::{
    Context,
    posts::{PostReading, gender, is_title},
    syntax,
};
use crate::{
    knowledge::Status,
    language::{Deprel, Sentence, TokenId, Upos},
};
use std::ops::Range;

/// The longest stretch before a title that may say of what country or body it is.
const REACH: TokenId = 9;

/// The post that the words before a name say: "Israeli Prime Minister", "leader of North Korea", "Iran's security chief";
/// with the country behind the name ("King Harald of Norway"). `names` are the other names of the sentence.
pub(super) fn before_name(
    context: &Context,
    index: usize,
    name: &Range<TokenId>,
    names: &[Range<TokenId>],
) -> Option<PostReading> {
    let sentence = context.sentence(index)?;
    let (title, tokens) = title_before(context, sentence, name, names)?;
    let left = left_edge(context, sentence, tokens.start);
    let mut holders: Vec<TokenId> = (left..tokens.start).chain(tokens.end..name.start).collect();
    let behind = sentence.tokens.get(name.end as usize);
    if behind.is_some_and(|t| t.form == "of") {
        let count = sentence.tokens.len() as TokenId;
        holders.extend((name.end + 1)..(name.end + 4).min(count));
    }
    let status = (left..name.start)
        .filter_map(|t| context.nouns.status(&word(sentence, t)))
        .fold(
            Status::Holds,
            |found, s| {
                if s == Status::Holds { found } else { s }
            },
        );
    let head = tokens
        .clone()
        .find(|&t| sentence.token(t).head.is_none_or(|h| !tokens.contains(&h)))
        .unwrap_or(tokens.start);
    Some(PostReading {
        gender: gender(context, &title),
        title,
        tokens,
        head,
        holders,
        status,
    })
}

fn word(sentence: &Sentence, id: TokenId) -> String {
    sentence.token(id).form.as_str().to_lowercase()
}

/// Where the words begin that qualify the title: adjectives, nouns and one possessor.
fn left_edge(context: &Context, sentence: &Sentence, title: TokenId) -> TokenId {
    let mut left = title;
    let mut possessed = false;
    while left > title.saturating_sub(REACH) {
        let token = sentence.token(left - 1);
        let possessive = token.upos == Upos::Part && token.deprel.is(Deprel::CASE);
        let qualifies = matches!(
            token.upos,
            Upos::Adj | Upos::Propn | Upos::Noun | Upos::X | Upos::Num
        ) || token.upos == Upos::Punct
            && matches!(token.form.as_str(), "-" | "‑" | ".")
            || context.nouns.status(&word(sentence, left - 1)).is_some()
            || token.deprel == Deprel::NMOD_POSS && token.upos == Upos::Pron;
        let of_possessor = !possessed || matches!(token.upos, Upos::Propn | Upos::Adj);
        if !possessive && !(qualifies && of_possessor) {
            break;
        }
        possessed |= possessive;
        left -= 1;
    }
    left
}

/// The title that ends where a name begins, or that governs another name between ("leader of North Korea Kim").
fn title_before(
    context: &Context,
    sentence: &Sentence,
    name: &Range<TokenId>,
    names: &[Range<TokenId>],
) -> Option<(String, Range<TokenId>)> {
    let mut end = name.start;
    // "president-elect": the qualifier stands between title and name.
    if end >= 2
        && sentence.token(end - 2).form == "-"
        && context.nouns.status(&word(sentence, end - 1)).is_some()
    {
        end -= 2;
    }
    if let Some(found) = longest_title(context, sentence, end) {
        return Some(found);
    }
    let other = names.iter().find(|n| n.end == end)?;
    let mut of = other.start;
    while of > 0 && sentence.token(of - 1).upos == Upos::Det {
        of -= 1;
    }
    let of = of.checked_sub(1)?;
    let preposition = word(sentence, of);
    if !matches!(preposition.as_str(), "of" | "for" | "to") {
        return None;
    }
    let (title, tokens) = longest_title(context, sentence, of)?;
    let sent = ["ambassador", "envoy", "representative", "consul"]
        .iter()
        .any(|w| title.contains(w));
    (preposition != "to" || sent).then_some((title, tokens))
}

/// The longest title that ends before `end`.
fn longest_title(
    context: &Context,
    sentence: &Sentence,
    end: TokenId,
) -> Option<(String, Range<TokenId>)> {
    (end.saturating_sub(6)..end).find_map(|start| {
        let run = start..end;
        let parted = run.clone().any(|t| {
            matches!(
                sentence.token(t).form.as_str(),
                "," | "(" | "\"" | "“" | ";"
            )
        });
        if parted {
            return None;
        }
        // "US president" is the title of president, and whose it is.
        let national = run.len() > 1
            && context
                .gazetteer
                .lookup(&sentence.token(start).form)
                .iter()
                .any(|c| c.entry.is_country());
        if national {
            return None;
        }
        let text = syntax::surface(context.document, sentence, &run).to_lowercase();
        is_title(context, &text).then_some((text, run))
    })
}

/// Whether the head of a supposed name is the noun of a title.
pub(super) fn is_inside(
    context: &Context,
    sentence: &Sentence,
    head: TokenId,
    name: &Range<TokenId>,
) -> bool {
    let count = sentence.tokens.len() as TokenId;
    // The title may go on behind the name: "NATO Secretary" of "NATO Secretary-General".
    let last = (name.end + 2).min(count);
    let named = |run: Range<TokenId>| {
        is_title(
            context,
            &syntax::surface(context.document, sentence, &run).to_lowercase(),
        )
    };
    (name.start..name.end).any(|start| {
        // "Office of the President" is an office, "UN Secretary" isn't.
        let governed =
            start > name.start && matches!(sentence.token(start - 1).upos, Upos::Adp | Upos::Det);
        let around = start <= head && (head + 1..=last).any(|end| named(start..end));
        let behind = !governed && (name.end..=last).any(|end| named(start..end));
        around || behind
    })
}

/// How many words at the beginning of a person's name are title, form of address and nationality.
pub(super) fn prefix(context: &Context, sentence: &Sentence, tokens: &Range<TokenId>) -> TokenId {
    for end in (tokens.start + 1..tokens.end).rev() {
        if !syntax::is_capitalised(sentence, end) {
            continue;
        }
        for start in tokens.start..end {
            let text = syntax::surface(context.document, sentence, &(start..end)).to_lowercase();
            let titled = is_title(context, &text) || context.nouns.honorific(&text).is_some();
            if titled && (tokens.start..start).all(|t| qualifies(context, sentence, t)) {
                return end - tokens.start;
            }
        }
    }
    0
}

/// Whether a word may stand before a title: a country, a status, another title.
fn qualifies(context: &Context, sentence: &Sentence, id: TokenId) -> bool {
    let word = word(sentence, id);
    !context
        .gazetteer
        .lookup(&sentence.token(id).form)
        .is_empty()
        || context.nouns.status(&word).is_some()
        || context.nouns.honorific(&word).is_some()
        || is_title(context, &word)
}
