//! Posts: what a title or a description says that somebody is, and of what country or body.

use super::{Context, syntax};
use crate::{
    knowledge::{NounGender, Status, gazetteer},
    language::{Deprel, Sentence, TokenId, Upos},
};
use std::ops::Range;

/// A post as a title or description words it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PostReading {
    /// The words of the post in lower case and singular: "prime minister".
    pub(super) title: String,
    /// Where they stand.
    pub(super) tokens: Range<TokenId>,
    /// The noun.
    pub(super) head: TokenId,
    /// Heads of what names its country or body: "Russian", "of Iran's council", "UN".
    pub(super) holders: Vec<TokenId>,
    /// Whether the post holds.
    pub(super) status: Status,
    /// Gender that the title tells.
    pub(super) gender: Option<NounGender>,
}

/// The post that the noun at `head` names, if any. `name_head` is the head of the name that follows a title.
pub(super) fn read(
    context: &Context,
    index: usize,
    head: TokenId,
    name_head: Option<TokenId>,
) -> Option<PostReading> {
    let sentence = context.sentence(index)?;
    let (title, tokens) = title_words(context, sentence, head)?;
    Some(PostReading {
        holders: holders(context, sentence, head, &tokens, name_head),
        status: status(context, sentence, head, &tokens, name_head),
        gender: gender(context, &title),
        head,
        title,
        tokens,
    })
}

pub(super) fn is_title(context: &Context, text: &str) -> bool {
    context.nouns.post(text).is_some() || context.gazetteer.office_title(text, None).is_some()
}

/// The holder's gender, where the title tells it.
pub(super) fn gender(context: &Context, title: &str) -> Option<NounGender> {
    let known = context.nouns.post(title).and_then(|p| p.gender);
    known.or_else(|| {
        let office = context.gazetteer.office_title(title, None)?;
        Some(match office.gender? {
            gazetteer::Gender::Female => NounGender::Feminine,
            gazetteer::Gender::Male => NounGender::Masculine,
        })
    })
}

/// The longest run of words with `head` in it that names a post.
fn title_words(
    context: &Context,
    sentence: &Sentence,
    head: TokenId,
) -> Option<(String, Range<TokenId>)> {
    let count = sentence.tokens.len() as TokenId;
    let mut best: Option<(String, Range<TokenId>)> = None;
    for start in head.saturating_sub(5)..=head {
        for end in (head + 1)..=(head + 5).min(count) {
            if !(start..end).all(|t| sentence.dominates(head, t)) {
                continue;
            }
            let text = syntax::surface(context.document, sentence, &(start..end)).to_lowercase();
            let known = |t: &str| is_title(context, t);
            let found = [
                text.clone(),
                singular_title(&text, sentence, start, head, context),
            ]
            .into_iter()
            .find(|t| known(t));
            let longer = best
                .as_ref()
                .is_none_or(|(_, b)| end - start > b.end - b.start);
            if let (Some(title), true) = (found, longer) {
                best = Some((title, start..end));
            }
        }
    }
    best
}

/// The title with its head noun in the singular: "prime ministers" to "prime minister".
fn singular_title(
    text: &str,
    sentence: &Sentence,
    start: TokenId,
    head: TokenId,
    context: &Context,
) -> String {
    let before = if start < head {
        syntax::surface(context.document, sentence, &(start..head)).to_lowercase()
    } else {
        String::new()
    };
    let noun = sentence.token(head).form.as_str().to_lowercase();
    let Some(at) = text.get(before.len()..).and_then(|t| t.find(&noun)) else {
        return text.to_owned();
    };
    let at = before.len() + at;
    let (Some(left), Some(right)) = (text.get(..at), text.get(at + noun.len()..)) else {
        return text.to_owned();
    };
    format!("{left}{}{right}", syntax::singular(&noun))
}

/// Heads of what may name the country or body of the post at `title`, from the tree.
pub(super) fn holders(
    context: &Context,
    sentence: &Sentence,
    head: TokenId,
    title: &Range<TokenId>,
    name_head: Option<TokenId>,
) -> Vec<TokenId> {
    let mut found = Vec::new();
    let mut push = |t: TokenId| {
        if !title.contains(&t) && !found.contains(&t) {
            found.push(t);
        }
    };
    let mut inside: Vec<TokenId> = title
        .clone()
        .flat_map(|t| sentence.children(t).collect::<Vec<_>>())
        .collect();
    // "US Secretary of State John Kerry": some trees hang "US" on the name itself.
    if let Some(name) = name_head {
        inside.extend(sentence.children(name).filter(|&c| c < head));
    }
    inside.sort_unstable();
    for child in inside {
        let token = sentence.token(child);
        let relation = token.deprel;
        if title.contains(&child) {
            continue;
        }
        let before = child < head;
        let modifier = before
            && (relation.is(Deprel::AMOD)
                || relation.is(Deprel::COMPOUND)
                || relation.is(Deprel::NMOD)
                || relation.is(Deprel::DET));
        let after = !before && relation.is(Deprel::NMOD) && {
            let case = syntax::marker(sentence, child).unwrap_or_default();
            matches!(case.as_str(), "of" | "for" | "at" | "in")
                || (case == "to" && !sends(context, sentence, title))
        };
        if !(modifier || after) {
            continue;
        }
        push(child);
        for part in sentence.children_by(child, Deprel::CONJ) {
            push(part);
        }
        // "deputy Chinese foreign minister": the adjective may hang lower.
        if modifier {
            for part in sentence.subtree(child) {
                push(part);
            }
        }
    }
    found
}

/// Whether the post is one that a country sends to another: "ambassador to France" is no office of France.
fn sends(context: &Context, sentence: &Sentence, title: &Range<TokenId>) -> bool {
    let text = syntax::surface(context.document, sentence, title).to_lowercase();
    [
        "ambassador",
        "envoy",
        "representative",
        "consul",
        "delegate",
        "emissary",
        "commissioner",
    ]
    .iter()
    .any(|w| text.contains(w))
}

/// What the words around a post say of whether it holds.
pub(super) fn status(
    context: &Context,
    sentence: &Sentence,
    head: TokenId,
    title: &Range<TokenId>,
    name_head: Option<TokenId>,
) -> Status {
    let count = sentence.tokens.len() as TokenId;
    let tops: Vec<TokenId> = std::iter::once(head).chain(name_head).collect();
    let left = (title.start.saturating_sub(8)..title.start)
        .filter(|&t| tops.iter().any(|&top| sentence.dominates(top, t)));
    // "president-elect": the hyphen and the word behind it.
    let right = (title.end..(title.end + 2).min(count)).filter(|&t| {
        tops.iter().any(|&top| sentence.dominates(top, t)) || sentence.token(t).upos == Upos::Punct
    });
    let mut found = Status::Holds;
    for t in left.chain(title.clone()).chain(right) {
        let token = sentence.token(t);
        if t >= title.end
            && !matches!(
                token.form.as_str().to_lowercase().as_str(),
                "elect" | "designate" | "emeritus" | "nominee" | "candidate" | "hopeful"
            )
        {
            continue;
        }
        let form = token.form.as_str().to_lowercase();
        let word = form.trim_end_matches('-');
        match context.nouns.status(word) {
            Some(Status::Holds) | None => {}
            Some(s) => found = s,
        }
    }
    found
}
