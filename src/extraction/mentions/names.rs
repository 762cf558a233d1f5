//! Names: the union of what the tagger, the gazetteer and the tree show, with one class each.

use super::{Context, Draft, Reading, posts, syntax, titles};
use crate::{
    extraction::MentionForm,
    knowledge::{
        PlaceUse,
        gazetteer::{Candidate, How},
    },
    language::{Deprel, EntityKind, Sentence, TokenId, Upos},
};
use std::ops::Range;

/// A stretch of words that may be a name.
#[derive(Clone, Debug)]
struct NameSpan {
    tokens: Range<TokenId>,
    kind: Option<EntityKind>,
    candidates: Vec<Candidate>,
}

/// Adds a draft for each name.
pub(super) fn find(context: &Context, reading: &mut Reading) {
    for index in 0..context.analysis.sentences.len() {
        let Some(sentence) = context.sentence(index) else {
            continue;
        };
        let spans = spans(context, sentence);
        let names: Vec<Range<TokenId>> = spans.iter().map(|s| s.tokens.clone()).collect();
        for span in spans {
            if let Some(draft) = draft(context, index, sentence, span, &names) {
                reading.drafts.push(draft);
            }
        }
    }
}

fn spans(context: &Context, sentence: &Sentence) -> Vec<NameSpan> {
    let mut found = tagged(context, sentence);
    let known = known(context, sentence);
    let groups = groups(context, sentence);
    found.retain(|f| {
        !known.iter().any(|k| {
            k.tokens.start <= f.tokens.start
                && f.tokens.end <= k.tokens.end
                && (k.tokens != f.tokens)
        })
    });
    for k in known {
        match found.iter_mut().find(|f| overlap(&f.tokens, &k.tokens)) {
            Some(f) if f.tokens == k.tokens => f.candidates = k.candidates,
            // The tagger's name is longer: "Mike Pompeo", "Bank of China".
            Some(f) if f.tokens.len() >= k.tokens.len() => {}
            Some(f) => *f = k,
            None => found.push(k),
        }
    }
    for group in groups {
        let inside: Vec<usize> = found
            .iter()
            .enumerate()
            .filter(|(_, f)| overlap(&f.tokens, &group.tokens))
            .map(|(i, _)| i)
            .collect();
        let Some(&first) = inside.first() else {
            found.push(group);
            continue;
        };
        let Some(part) = found.get(first) else {
            continue;
        };
        let longer = group.tokens.start <= part.tokens.start
            && part.tokens.end <= group.tokens.end
            && group.tokens != part.tokens;
        if inside.len() == 1 && longer && extends(sentence, part, &group) {
            let kind = part.kind.or(group.kind);
            if let Some(slot) = found.get_mut(first) {
                *slot = NameSpan { kind, ..group };
            }
        }
    }
    found.sort_by_key(|f| f.tokens.start);
    found.dedup_by(|b, a| overlap(&a.tokens, &b.tokens));
    found
}

/// Whether the tree's longer name makes the shorter one part of it: "Park Ji-sung" is no Park Geun-hye, but "Kim China
/// trip" holds two names.
fn extends(sentence: &Sentence, part: &NameSpan, group: &NameSpan) -> bool {
    let flat = group
        .tokens
        .clone()
        .filter(|t| !part.tokens.contains(t))
        .all(|t| {
            let token = sentence.token(t);
            token.deprel.is(Deprel::FLAT)
                || token.upos == Upos::Punct
                || sentence.children_by(t, Deprel::FLAT).next().is_some()
        });
    let one_word = part.tokens.len() == 1;
    let surname = part
        .candidates
        .iter()
        .all(|c| matches!(c.how, How::FamilyName));
    flat && (one_word || surname || part.kind == Some(EntityKind::Person))
        || group.kind == Some(EntityKind::Organization) && group.candidates.is_empty() && {
            // "Indonesian National Police": a body named after its country.
            part.candidates.iter().all(|c| !c.entry.is_person())
        }
}

fn overlap(a: &Range<TokenId>, b: &Range<TokenId>) -> bool {
    a.start < b.end && b.start < a.end
}

/// Names that the learned tagger found, without titles and articles.
fn tagged(context: &Context, sentence: &Sentence) -> Vec<NameSpan> {
    let mut out = Vec::new();
    for entity in &sentence.entities {
        if matches!(entity.kind, EntityKind::Date | EntityKind::Office) {
            continue;
        }
        let mut tokens = entity.tokens.clone();
        while tokens.start < tokens.end && is_leading(context, sentence, tokens.start, &tokens) {
            tokens.start += 1;
        }
        while tokens.start < tokens.end && is_trailing(sentence, tokens.end - 1) {
            tokens.end -= 1;
        }
        if tokens.is_empty() || !tokens.clone().any(|t| syntax::is_capitalised(sentence, t)) {
            continue;
        }
        if entity.kind == EntityKind::Person {
            tokens.start += titles::prefix(context, sentence, &tokens);
        } else if titles::is_inside(context, sentence, head_of(sentence, &tokens), &tokens) {
            // "UN Secretary", "US Secretary of State": a post, and the name of whose it is.
            continue;
        }
        if is_form_of_address(context, sentence, &tokens) {
            continue;
        }
        let candidates = lookup(context, sentence, &tokens);
        out.push(NameSpan {
            tokens,
            kind: Some(entity.kind),
            candidates,
        });
    }
    out
}

/// Words that precede a name without being part of it.
fn is_leading(context: &Context, sentence: &Sentence, id: TokenId, name: &Range<TokenId>) -> bool {
    let token = sentence.token(id);
    let title = token.deprel.is(Deprel::NMOD_DESC)
        || token
            .head
            .is_some_and(|h| sentence.token(h).deprel.is(Deprel::NMOD_DESC) && name.contains(&h));
    token.upos == Upos::Det
        || token.upos == Upos::Punct
        || (name.len() > 1 && title && token.upos != Upos::X)
        || (name.len() > 1
            && context
                .nouns
                .honorific(&token.form.as_str().to_lowercase())
                .is_some()
            && token.deprel.is(Deprel::COMPOUND))
}

fn is_trailing(sentence: &Sentence, id: TokenId) -> bool {
    let token = sentence.token(id);
    token.upos == Upos::Punct || token.upos == Upos::Part || token.deprel.is(Deprel::CASE)
}

fn lookup(context: &Context, sentence: &Sentence, tokens: &Range<TokenId>) -> Vec<Candidate> {
    let text = syntax::surface(context.document, sentence, tokens);
    let mut found = context.gazetteer.lookup(&text).to_vec();
    found.retain(|c| c.how != How::Epithet);
    found
}

/// Longest names of the gazetteer.
fn known(context: &Context, sentence: &Sentence) -> Vec<NameSpan> {
    let words: Vec<&str> = sentence.tokens.iter().map(|t| t.form.as_str()).collect();
    let mut out = Vec::new();
    let mut at = 0usize;
    while at < words.len() {
        let start = at as TokenId;
        at += 1;
        let Some(rest) = words.get(at - 1..) else {
            break;
        };
        let token = sentence.token(start);
        if token.upos == Upos::Det
            || !token.form.starts_with(char::is_alphanumeric)
            || is_dated(sentence, start)
        {
            continue;
        }
        // A name doesn't begin inside a longer flat name.
        let Some((len, _)) = context.gazetteer.longest_match(rest) else {
            continue;
        };
        let tokens = start..start + len as TokenId;
        let mut candidates = lookup(context, sentence, &tokens);
        if candidates.is_empty() {
            // Spaces within a hyphenated name.
            let joined = words
                .get(at - 1..at - 1 + len)
                .map(|w| w.join(" "))
                .unwrap_or_default();
            candidates = context.gazetteer.lookup(&joined).to_vec();
            candidates.retain(|c| c.how != How::Epithet);
        }
        // "Major", "King": a rank rather than a surname.
        let rank = candidates.iter().all(|c| c.how == How::FamilyName)
            && is_form_of_address(context, sentence, &tokens);
        if candidates.is_empty() || rank || !plausible(sentence, &tokens, &candidates) {
            continue;
        }
        at = (start as usize) + len;
        out.push(NameSpan {
            tokens,
            kind: None,
            candidates,
        });
    }
    out
}

/// Whether the word is part of a date by its form: a number beside it, or digits.
fn is_dated(sentence: &Sentence, id: TokenId) -> bool {
    let calendar = |t: &str| {
        const NAMES: [&str; 22] = [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
            "monday",
            "tuesday",
            "wednesday",
            "thursday",
            "friday",
            "saturday",
            "sunday",
            "sept.",
            "sept",
            "utc",
        ];
        NAMES.contains(&t)
    };
    let token = sentence.token(id);
    let word = token.form.as_str().to_lowercase();
    let number = |t: Option<&crate::language::Token>| {
        t.is_some_and(|t| t.form.starts_with(|c: char| c.is_ascii_digit()))
    };
    let months_only =
        word != "may" && word != "march" && word != "april" && word != "june" && word != "august";
    calendar(&word)
        && (months_only
            || number(sentence.tokens.get(id as usize + 1))
            || id > 0 && number(sentence.tokens.get(id as usize - 1))
            || matches!(
                syntax::marker(sentence, id).as_deref(),
                Some("in" | "since" | "until" | "by")
            ))
}

/// Whether the words are used as a name: "Turkey", not "may" or "reading".
fn plausible(sentence: &Sentence, tokens: &Range<TokenId>, candidates: &[Candidate]) -> bool {
    let any = |upos: &[Upos]| {
        tokens
            .clone()
            .any(|t| upos.contains(&sentence.token(t).upos))
    };
    let capital = tokens.clone().any(|t| syntax::is_capitalised(sentence, t));
    let acronym = tokens.clone().all(|t| {
        let form = &sentence.token(t).form;
        form.len() > 1 && !form.chars().any(char::is_lowercase)
    });
    let national = candidates
        .iter()
        .any(|c| matches!(c.how, How::Adjective | How::PeopleNoun));
    capital && any(&[Upos::Propn])
        || acronym && any(&[Upos::Noun, Upos::X, Upos::Propn, Upos::Adj])
        || capital && national && any(&[Upos::Adj, Upos::Noun])
        || capital && tokens.len() > 1 && any(&[Upos::Noun, Upos::Adj, Upos::X])
}

/// Whether the words are a title or form of address alone.
fn is_form_of_address(context: &Context, sentence: &Sentence, tokens: &Range<TokenId>) -> bool {
    let text = syntax::surface(context.document, sentence, tokens).to_lowercase();
    posts::is_title(context, &text) || context.nouns.honorific(&text).is_some()
}

/// Names that only the tree shows: a proper noun with what hangs flat on it or, of a body, precedes it in capitals.
fn groups(context: &Context, sentence: &Sentence) -> Vec<NameSpan> {
    let mut out: Vec<NameSpan> = Vec::new();
    for head in 0..sentence.tokens.len() as TokenId {
        let token = sentence.token(head);
        if token.upos != Upos::Propn
            || !syntax::is_capitalised(sentence, head)
            || token.deprel.is(Deprel::FLAT)
            || is_dated(sentence, head)
            || out.last().is_some_and(|g| g.tokens.contains(&head))
        {
            continue;
        }
        let mut end = head + 1;
        while (end as usize) < sentence.tokens.len() && is_flat(sentence, head, end) {
            end += 1;
        }
        while end > head + 1 && sentence.token(end - 1).upos == Upos::Punct {
            end -= 1;
        }
        let mut start = head;
        while start > 0 && precedes(sentence, start - 1, head) {
            start -= 1;
        }
        while start < head
            && !sentence
                .token(start)
                .form
                .starts_with(char::is_alphanumeric)
        {
            start += 1;
        }
        let mut tokens = start..end;
        let titled_inside = start < head && titled(context, sentence, head);
        if (end > head + 1 || titled_inside) && lookup(context, sentence, &tokens).is_empty() {
            tokens.start += titles::prefix(context, sentence, &tokens);
        }
        let word = syntax::singular(&token.form.as_str().to_lowercase());
        let is_body =
            context.nouns.body(&word).is_some() || context.nouns.occasion(&word).is_some();
        if tokens.start <= head && is_post(context, sentence, head, &tokens)
            || (is_body && tokens.len() == 1)
        {
            continue;
        }
        let is_person = titled(context, sentence, head)
            || tokens.start > head
            || (tokens.len() > 1 && tokens.clone().skip(1).all(|t| is_flat(sentence, head, t)));
        let kind = if is_body {
            Some(EntityKind::Organization)
        } else if is_person {
            Some(EntityKind::Person)
        } else {
            None
        };
        let candidates = lookup(context, sentence, &tokens);
        out.push(NameSpan {
            tokens,
            kind,
            candidates,
        });
    }
    out
}

fn is_flat(sentence: &Sentence, head: TokenId, id: TokenId) -> bool {
    let token = sentence.token(id);
    let joined = token.deprel.is(Deprel::FLAT) || token.deprel == Deprel::GOESWITH;
    // A parser may hang the last part of a name on another name before it.
    joined && (sentence.dominates(head, id) || token.upos == Upos::Propn)
        || token.upos == Upos::Punct
            && matches!(token.form.as_str(), "-" | "‑" | "–")
            && sentence
                .tokens
                .get(id as usize + 1)
                .is_some_and(|t| t.deprel.is(Deprel::FLAT) && t.head.is_some())
}

/// Whether the word before a proper noun belongs to its name.
fn precedes(sentence: &Sentence, id: TokenId, head: TokenId) -> bool {
    let token = sentence.token(id);
    if token.upos == Upos::Punct {
        return matches!(token.form.as_str(), "-" | "‑")
            && id > 0
            && precedes(sentence, id - 1, head);
    }
    let relation = token.deprel;
    sentence.dominates(head, id)
        && syntax::is_capitalised(sentence, id)
        && (relation.is(Deprel::COMPOUND)
            || relation.is(Deprel::AMOD)
            || relation.is(Deprel::NUMMOD)
            || relation.is(Deprel::FLAT))
        && !under_title(sentence, id, head)
}

/// Whether the word is part of a title before the name at `head`.
fn under_title(sentence: &Sentence, id: TokenId, head: TokenId) -> bool {
    let mut at = Some(id);
    while let Some(t) = at {
        if t == head {
            return false;
        }
        if sentence.token(t).deprel.is(Deprel::NMOD_DESC) {
            return true;
        }
        at = sentence.token(t).head.filter(|&h| h != t);
        if at.is_some_and(|h| !sentence.dominates(head, h)) {
            return false;
        }
    }
    false
}

/// Whether a capitalised phrase is a post ("Prime Minister", "the President of Russia") and no name.
fn is_post(context: &Context, sentence: &Sentence, head: TokenId, tokens: &Range<TokenId>) -> bool {
    let text = syntax::surface(context.document, sentence, tokens).to_lowercase();
    let last = sentence.token(head).form.as_str().to_lowercase();
    context.nouns.post(&text).is_some()
        || context.nouns.post(&last).is_some()
        || context.nouns.post(&syntax::singular(&last)).is_some()
        || context.nouns.honorific(&last).is_some() && tokens.len() == 1
        || sentence.token(head).deprel.is(Deprel::NMOD_DESC)
}

/// Whether a title or form of address precedes the name.
pub(super) fn titled(context: &Context, sentence: &Sentence, head: TokenId) -> bool {
    sentence.children(head).any(|c| {
        c < head && {
            let child = sentence.token(c);
            let word = child.form.as_str().to_lowercase();
            child.deprel.is(Deprel::NMOD_DESC)
                || (child.deprel.is(Deprel::COMPOUND)
                    && (context.nouns.post(&word).is_some()
                        || context.nouns.honorific(&word).is_some()))
        }
    })
}

/// The head of a stretch: the word whose governor lies outside.
fn head_of(sentence: &Sentence, tokens: &Range<TokenId>) -> TokenId {
    tokens
        .clone()
        .filter(|t| sentence.token(*t).upos != Upos::Punct)
        .find(|&t| sentence.token(t).head.is_none_or(|h| !tokens.contains(&h)))
        .unwrap_or(tokens.start)
}

fn draft(
    context: &Context,
    index: usize,
    sentence: &Sentence,
    span: NameSpan,
    names: &[Range<TokenId>],
) -> Option<Draft> {
    let inner = head_of(sentence, &span.tokens);
    let post = titles::before_name(context, index, &span.tokens, names).filter(|_| {
        !matches!(
            span.kind,
            Some(EntityKind::Country | EntityKind::Place | EntityKind::Organization)
        ) || span.candidates.iter().any(|c| c.entry.is_person())
    });
    // "Chancellor Angela Merkel" with the name hung on the title: the title is the head that others see.
    let head = post
        .as_ref()
        .and_then(|p| sentence.token(inner).head.filter(|h| p.tokens.contains(h)))
        .unwrap_or(inner);
    let mut use_ = usage(context, sentence, head, &span);
    use_.titled |= post
        .as_ref()
        .is_some_and(|p| p.tokens.end == span.tokens.start)
        && sentence.token(inner).upos == Upos::Propn
        && span
            .candidates
            .iter()
            .all(|c| c.entry.is_person() || span.kind == Some(EntityKind::Person));
    let (class, candidates) = decide(context, sentence, head, &span, &use_)?;
    if dateline(sentence, head) && class != "Country" {
        // Where it was written is no part of what it says.
        return None;
    }
    let text = syntax::surface(context.document, sentence, &span.tokens);
    let modifier = use_.modifier
        && matches!(class.as_str(), "Country" | "Person" | "City" | "Region")
        || candidates.iter().all(|c| c.how == How::Adjective) && !candidates.is_empty();
    let (start, posts) = if class == "Person" {
        let from_tree = || {
            sentence.children(head).filter(|&c| c < head).find_map(|c| {
                let child = sentence.token(c);
                let title = child.deprel.is(Deprel::NMOD_DESC)
                    || child.deprel.is(Deprel::COMPOUND) && !span.tokens.contains(&c)
                    || child.deprel.is(Deprel::NMOD) && child.upos == Upos::Noun;
                title.then(|| posts::read(context, index, c, Some(head)))?
            })
        };
        let start = person_start(context, sentence, head, &span.tokens);
        let post = post.or_else(from_tree);
        (
            post.as_ref().map_or(start, |p| start.min(p.tokens.start)),
            post.into_iter().collect(),
        )
    } else {
        (span.tokens.start, Vec::new())
    };
    Some(Draft {
        sentence: index,
        tokens: start..span.tokens.end,
        name: span.tokens,
        head,
        form: if modifier {
            MentionForm::Modifier
        } else {
            MentionForm::Name
        },
        class,
        text,
        candidates,
        posts,
        plural: false,
        chain: None,
    })
}

/// First word of a person's phrase, the title and its modifiers included.
fn person_start(
    context: &Context,
    sentence: &Sentence,
    head: TokenId,
    name: &Range<TokenId>,
) -> TokenId {
    let mut start = name.start;
    while start > 0 {
        let id = start - 1;
        let token = sentence.token(id);
        let ours = sentence.dominates(head, id) || name.clone().any(|n| sentence.dominates(n, id));
        if !ours
            || token.deprel.is(Deprel::CASE) && token.upos != Upos::Part
            || matches!(
                token.upos,
                Upos::Cconj | Upos::Sconj | Upos::Verb | Upos::Aux | Upos::Adv
            )
            || token.deprel.is(Deprel::PUNCT) && { !matches!(token.form.as_str(), "-" | "‑") }
        {
            break;
        }
        if token.upos == Upos::Det && !titled(context, sentence, head) {
            break;
        }
        start = id;
    }
    start
}

/// How a name is used in its clause.
struct Usage {
    /// Before a noun that it modifies.
    modifier: bool,
    /// Where something is, comes from or goes to.
    place: bool,
    titled: bool,
}

fn usage(context: &Context, sentence: &Sentence, head: TokenId, span: &NameSpan) -> Usage {
    let (relation, governor) = syntax::outer(sentence, head);
    let case = syntax::shared_marker(sentence, head);
    let word = governor
        .map(|g| syntax::lemma(sentence, g))
        .unwrap_or_default();
    let noun = governor.is_some_and(|g| matches!(sentence.token(g).upos, Upos::Noun | Upos::Propn));
    let modifier = relation.is(Deprel::AMOD)
        || (relation.is(Deprel::COMPOUND) && governor.is_some_and(|g| !span.tokens.contains(&g)))
        || relation == Deprel::NMOD_DESC;
    let cue = |word: &str, place_use: PlaceUse| context.nouns.place_cue(word, place_use);
    let site = |classes: &[&str]| {
        context
            .nouns
            .body(&word)
            .is_some_and(|c| classes.contains(&c))
    };
    let place = match case.as_deref() {
        Some(c) if cue(c, PlaceUse::At) => !(noun && cue(&word, PlaceUse::Abstract)),
        Some("to" | "from" | "for") => cue(&word, PlaceUse::Moves),
        Some("of") => {
            noun && (site(&["City", "Region", "Landmark", "Place"]) || cue(&word, PlaceUse::PartOf))
        }
        Some(_) => false,
        None => {
            relation.is(Deprel::OBJ) && cue(&word, PlaceUse::Reaches)
                || relation == Deprel::NSUBJ_PASS && cue(&word, PlaceUse::Located)
                || relation.is(Deprel::NMOD_POSS)
                    && (site(&["Landmark", "Place"]) || cue(&word, PlaceUse::Possessed))
                || relation.is(Deprel::COMPOUND) && cue(&word, PlaceUse::Modified)
                || dateline(sentence, head)
                || place_after_comma(sentence, head)
        }
    };
    Usage {
        modifier,
        place,
        titled: titled(context, sentence, head),
    }
}

/// "BEIJING (AP) —", "CARTAGENA, Colombia —": where the report was written.
fn dateline(sentence: &Sentence, head: TokenId) -> bool {
    let Some(dash) = sentence
        .tokens
        .iter()
        .take(10)
        .position(|t| matches!(t.form.as_str(), "—" | "–" | "--"))
    else {
        return false;
    };
    (head as usize) < dash
        && sentence.tokens.iter().take(dash).all(|t| {
            matches!(t.upos, Upos::Propn | Upos::Punct | Upos::Num | Upos::X)
                || t.form.starts_with(char::is_uppercase)
        })
}

/// "Auckland, New Zealand": a place that another one contains, or the one that contains it.
fn place_after_comma(sentence: &Sentence, head: TokenId) -> bool {
    let token = sentence.token(head);
    (token.deprel.is(Deprel::APPOS)
        || token.deprel == Deprel::NMOD_UNMARKED
        || token.deprel == Deprel::LIST)
        && token
            .head
            .is_some_and(|h| sentence.token(h).upos == Upos::Propn && h < head)
}

/// The class of a name, and the gazetteer's entries that fit it.
fn decide(
    context: &Context,
    sentence: &Sentence,
    head: TokenId,
    span: &NameSpan,
    use_: &Usage,
) -> Option<(String, Vec<Candidate>)> {
    let people: Vec<Candidate> = pick(span, |c| c.entry.is_person());
    // A known full name is a person's, whatever the tagger takes it for.
    let full_name = span.tokens.len() > 1
        && !people.is_empty()
        && span.candidates.iter().all(|c| c.entry.is_person());
    if use_.titled || full_name || (span.kind == Some(EntityKind::Person) && span.tokens.len() > 1)
    {
        return Some(("Person".to_owned(), people));
    }
    let national = pick(span, |c| c.how == How::Adjective && c.entry.is_country());
    let adjective = sentence.token(head).upos == Upos::Adj || use_.modifier;
    if adjective && !national.is_empty() {
        return Some((class_of(&national), national));
    }
    let folk = pick(span, |c| c.how == How::PeopleNoun);
    if !folk.is_empty()
        && span
            .candidates
            .iter()
            .all(|c| matches!(c.how, How::PeopleNoun | How::Adjective))
    {
        return folk_class(sentence, head, folk);
    }
    let plain = |c: &Candidate| matches!(c.how, How::Label | How::Acronym | How::Alias);
    let countries = pick(span, |c| c.entry.is_country() && plain(c));
    let bodies = pick(span, |c| c.entry.is_organization() && plain(c));
    let places = pick(span, |c| c.entry.is_place() && plain(c));
    let seats = pick(span, |c| c.how == How::Seat);
    let person_like = span.kind == Some(EntityKind::Person) && !people.is_empty() && !use_.place;
    if person_like {
        return Some(("Person".to_owned(), people));
    }
    if !countries.is_empty() {
        return Some(("Country".to_owned(), countries));
    }
    if !places.is_empty() || !seats.is_empty() {
        if use_.place || seats.is_empty() {
            let class = if places.is_empty() {
                "City".to_owned()
            } else {
                class_of(&places)
            };
            return Some((class, places));
        }
        return Some((class_of(&seats), seats));
    }
    if !bodies.is_empty() {
        return Some((class_of(&bodies), bodies));
    }
    if !people.is_empty()
        && !matches!(
            span.kind,
            Some(EntityKind::Place | EntityKind::Organization | EntityKind::Country)
        )
    {
        return Some(("Person".to_owned(), people));
    }
    if adjective && sentence.token(head).upos == Upos::Adj {
        return None;
    }
    unknown(context, sentence, head, span, use_)
}

fn pick(span: &NameSpan, keep: impl Fn(&Candidate) -> bool) -> Vec<Candidate> {
    span.candidates
        .iter()
        .filter(|c| keep(c))
        .cloned()
        .collect()
}

fn class_of(candidates: &[Candidate]) -> String {
    candidates
        .first()
        .map_or_else(String::new, |c| c.entry.class.to_owned())
}

/// "The Saudis" act as their country; "three Saudis" and "a Briton" are people.
fn folk_class(
    sentence: &Sentence,
    head: TokenId,
    folk: Vec<Candidate>,
) -> Option<(String, Vec<Candidate>)> {
    let definite = syntax::determiner(sentence, head).as_deref() == Some("the");
    let bare = sentence.children(head).all(|c| {
        matches!(
            sentence.token(c).deprel,
            Deprel::DET | Deprel::CASE | Deprel::PUNCT | Deprel::CC | Deprel::CONJ
        )
    });
    (definite && bare && folk.iter().any(|c| c.entry.is_country()))
        .then(|| ("Country".to_owned(), folk))
}

/// Class of a name that the gazetteer doesn't know.
fn unknown(
    context: &Context,
    sentence: &Sentence,
    head: TokenId,
    span: &NameSpan,
    use_: &Usage,
) -> Option<(String, Vec<Candidate>)> {
    let named_by_noun = span.tokens.clone().rev().find_map(|t| {
        let form = sentence.token(t).form.as_str().to_lowercase();
        let one = syntax::singular(&form);
        let class = context
            .nouns
            .body(&one)
            .or_else(|| context.nouns.body(&form));
        let class = class.or_else(|| context.nouns.occasion(&one))?;
        // "House" of "House of Representatives" tells; a word inside a person's name doesn't.
        (t == head || t + 1 == span.tokens.end).then(|| class.to_owned())
    });
    let acronym = span.tokens.len() == 1 && {
        let form = &sentence.token(head).form;
        form.chars().count() > 1
            && form
                .chars()
                .all(|c| c.is_uppercase() || c.is_ascii_digit() || c == '.')
            && form.chars().any(char::is_alphabetic)
    };
    let class = match span.kind {
        Some(EntityKind::Person) => "Person".to_owned(),
        Some(EntityKind::Country) => "Country".to_owned(),
        Some(EntityKind::Place) => named_by_noun.unwrap_or_else(|| "City".to_owned()),
        Some(EntityKind::Organization) => {
            named_by_noun.unwrap_or_else(|| "Organization".to_owned())
        }
        Some(EntityKind::Event) => named_by_noun.unwrap_or_else(|| "Occasion".to_owned()),
        Some(EntityKind::Other) => named_by_noun.unwrap_or_else(|| "Topic".to_owned()),
        Some(EntityKind::Date | EntityKind::Office) => return None,
        None => match named_by_noun {
            Some(class) => class,
            None if acronym => "Organization".to_owned(),
            None if use_.place => "City".to_owned(),
            // Nothing tells yet: a name of the document that it is part of may.
            None => String::new(),
        },
    };
    Some((class, Vec::new()))
}
