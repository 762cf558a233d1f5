//! Descriptions: people, bodies, places and occasions that a common noun names, and whom they mean.

use super::{
    Chain, Context, Draft, Reading,
    chains::{self, chain_drafts},
    posts, syntax,
};
use crate::{
    extraction::MentionForm,
    knowledge::Status,
    language::{Deprel, Sentence, TokenId, Upos},
};
use std::ops::Range;

/// How many sentences back a description may point.
const REACH: usize = 4;

/// Adds a draft for each description.
pub(super) fn find(context: &Context, reading: &mut Reading) {
    for index in 0..context.analysis.sentences.len() {
        let Some(sentence) = context.sentence(index) else {
            continue;
        };
        for head in 0..sentence.tokens.len() as TokenId {
            if let Some(draft) = describe(context, reading, index, sentence, head) {
                reading.drafts.push(draft);
            }
        }
    }
}

fn describe(
    context: &Context,
    reading: &Reading,
    index: usize,
    sentence: &Sentence,
    head: TokenId,
) -> Option<Draft> {
    let token = sentence.token(head);
    let nominal = matches!(token.upos, Upos::Noun | Upos::Propn)
        || token.upos == Upos::Adj && folk(context, sentence, head);
    // Titles before names and parts of compounds are no mentions of their own.
    let inside = token.deprel == Deprel::NMOD_DESC
        || token.deprel.is(Deprel::COMPOUND)
        || token.deprel.is(Deprel::FLAT)
        || token.deprel.is(Deprel::FIXED);
    let titled = reading
        .drafts
        .iter()
        .any(|d| d.sentence == index && d.posts.iter().any(|p| p.tokens.contains(&head)));
    if !nominal || inside || titled || reading.covering(index, head).is_some() {
        return None;
    }
    let (class, noun_start) = class_of(context, sentence, head)?;
    let plural = syntax::is_plural(sentence, head);
    let posts: Vec<_> = if matches!(class, "Person") {
        posts::read(context, index, head, None)
            .into_iter()
            .collect()
    } else {
        Vec::new()
    };
    let class = match class {
        "Person"
        | "Organization"
        | "Government"
        | "PoliticalParty"
        | "Company"
        | "MediaOutlet"
        | "InternationalOrganization"
            if plural =>
        {
            "Collective"
        }
        other => other,
    };
    // "embassies", "ceremonies": no one thing.
    if plural
        && !matches!(
            class,
            "Collective" | "ArmedGroup" | "Treaty" | "Election" | "Country" | "Commemoration"
        )
    {
        return None;
    }
    let name = description(sentence, head, noun_start, class, reading, index);
    let mut text = context.surface(index, &name);
    if let Some(place) = located(sentence, head, class, reading, index) {
        text = format!("{text} in {place}");
    }
    let start = syntax::left_edge(sentence, head);
    let tokens = strip_case(sentence, start..head + 1, head);
    Some(Draft {
        sentence: index,
        tokens,
        name,
        head,
        form: MentionForm::Nominal,
        class: class.to_owned(),
        text,
        candidates: Vec::new(),
        posts,
        plural,
        chain: None,
    })
}

/// "Three Saudis", "a Briton": nouns for people of a country.
fn folk(context: &Context, sentence: &Sentence, head: TokenId) -> bool {
    use crate::knowledge::gazetteer::How;
    let form = sentence.token(head).form.as_str();
    let token = sentence.token(head);
    (token.deprel.is(Deprel::NSUBJ) || token.deprel.is(Deprel::OBJ) || token.deprel.is(Deprel::OBL))
        && context
            .gazetteer
            .lookup(form)
            .iter()
            .any(|c| c.how == How::PeopleNoun)
}

/// Class that the head noun, alone or with the words before it, describes; and where those words begin.
fn class_of<'c>(
    context: &'c Context,
    sentence: &Sentence,
    head: TokenId,
) -> Option<(&'c str, TokenId)> {
    let form = sentence.token(head).form.as_str().to_lowercase();
    let lemma = syntax::lemma(sentence, head);
    let nouns = context.nouns;
    let mut start = head.saturating_sub(3);
    while start <= head {
        if (start..head).all(|t| sentence.dominates(head, t)) {
            let before = if start < head {
                syntax::surface(context.document, sentence, &(start..head)).to_lowercase()
            } else {
                String::new()
            };
            for last in [&form, &lemma, &syntax::singular(&form)] {
                let text = if before.is_empty() {
                    last.clone()
                } else if sentence
                    .tokens
                    .get(head as usize)
                    .zip(sentence.tokens.get((head as usize).wrapping_sub(1)))
                    .is_some_and(|(t, b)| b.span.end == t.span.start)
                {
                    format!("{before}{last}")
                } else {
                    format!("{before} {last}")
                };
                let class = if nouns.post(&text).is_some()
                    || nouns.person(&text).is_some()
                    || nouns.kinship(&text).is_some()
                {
                    // "House speaker" is a person, "opposition" a body; a crown is a post only with a realm.
                    Some("Person")
                } else {
                    nouns.body(&text).or_else(|| nouns.occasion(&text))
                };
                if let Some(class) = class {
                    return Some((class, start));
                }
            }
        }
        start += 1;
    }
    let national = {
        use crate::knowledge::gazetteer::How;
        context
            .gazetteer
            .lookup(&sentence.token(head).form)
            .iter()
            .any(|c| c.how == How::PeopleNoun)
    };
    national.then_some(("Person", head))
}

/// The words of the shortest phrase that says what it is: the noun with its modifiers, without article, quantity and
/// status; with the possessor where that is a country.
fn description(
    sentence: &Sentence,
    head: TokenId,
    noun_start: TokenId,
    class: &str,
    reading: &Reading,
    index: usize,
) -> Range<TokenId> {
    let mut start = noun_start;
    while start > 0 {
        let id = start - 1;
        let token = sentence.token(id);
        if !sentence.dominates(head, id) {
            break;
        }
        let relation = token.deprel;
        let hyphen = token.upos == Upos::Punct && matches!(token.form.as_str(), "-" | "‑" | "–");
        let modifier = relation.is(Deprel::AMOD)
            || relation.is(Deprel::COMPOUND)
            || relation.is(Deprel::NUMMOD)
            || relation.is(Deprel::ADVMOD) && token.head.is_some_and(|h| h < head && h > id)
            || relation.is(Deprel::FLAT)
            || relation.is(Deprel::OBL) && token.head.is_some_and(|h| h < head)
            || hyphen;
        let ours = token.head.is_some_and(|h| h <= head && h >= id);
        if !(modifier && ours) {
            break;
        }
        start = id;
    }
    let possessor = start.checked_sub(1).filter(|&case| {
        let token = sentence.token(case);
        token.deprel.is(Deprel::CASE)
            && token.head.is_some_and(|h| {
                h < case && {
                    let d = reading
                        .draft_at(index, h)
                        .and_then(|d| reading.drafts.get(d));
                    d.is_some_and(|d| d.class == "Country" || d.class == "City")
                }
            })
    });
    if let (Some(case), true) = (
        possessor,
        matches!(
            class,
            "Government"
                | "Organization"
                | "ArmedGroup"
                | "Company"
                | "PoliticalParty"
                | "MediaOutlet"
        ),
    ) && let Some(owner) = sentence.token(case).head
        && let Some(d) = reading
            .draft_at(index, owner)
            .and_then(|d| reading.drafts.get(d))
    {
        return d.name.start..head + 1;
    }
    while start < head && sentence.token(start).upos == Upos::Punct {
        start += 1;
    }
    start..head + 1
}

/// "officials in Seoul": the place that tells an unnamed group from others.
fn located(
    sentence: &Sentence,
    head: TokenId,
    class: &str,
    reading: &Reading,
    index: usize,
) -> Option<String> {
    if class != "Collective" {
        return None;
    }
    sentence.children_by(head, Deprel::NMOD).find_map(|c| {
        let case = syntax::marker(sentence, c)?;
        let draft = reading.drafts.get(reading.draft_at(index, c)?)?;
        (case == "in" && draft.form == MentionForm::Name).then(|| draft.text.clone())
    })
}

/// Without the preposition before the phrase.
fn strip_case(sentence: &Sentence, mut tokens: Range<TokenId>, head: TokenId) -> Range<TokenId> {
    while tokens.start < head {
        let token = sentence.token(tokens.start);
        let outside = token.head == Some(head)
            && (token.deprel.is(Deprel::CASE)
                || token.deprel.is(Deprel::MARK)
                || token.deprel.is(Deprel::CC)
                || token.deprel.is(Deprel::NSUBJ)
                || token.deprel.is(Deprel::COP)
                || token.deprel.is(Deprel::AUX)
                || token.deprel.is(Deprel::ADVMOD))
            || token.upos == Upos::Punct;
        let verbal = token.deprel.is(Deprel::NSUBJ) || token.deprel.is(Deprel::ADVCL);
        if !(outside || verbal) {
            break;
        }
        tokens.start += 1;
    }
    // A predicate noun's clause may reach far to the left; its phrase begins at its determiner or first modifier.
    let first = sentence.children(head).filter(|&c| c < head).find(|&c| {
        let d = sentence.token(c).deprel;
        d.is(Deprel::DET)
            || d.is(Deprel::AMOD)
            || d.is(Deprel::COMPOUND)
            || d.is(Deprel::NUMMOD)
            || d == Deprel::NMOD_POSS
    });
    match first {
        Some(f) => {
            let left = syntax::left_edge(sentence, f);
            tokens.start.max(left)..tokens.end
        }
        None if sentence.child_by(head, Deprel::COP).is_some() => head..tokens.end,
        None => tokens,
    }
}

/// "His Iranian counterpart" holds the post that the person spoken of before holds elsewhere.
pub(super) fn name_counterparts(context: &Context, reading: &mut Reading) {
    for d in 0..reading.drafts.len() {
        let Some(draft) = reading.drafts.get(d) else {
            continue;
        };
        let Some(sentence) = context.sentence(draft.sentence) else {
            continue;
        };
        let noun = syntax::lemma(sentence, draft.head);
        let counterpart = draft.form == MentionForm::Nominal
            && !draft.plural
            && matches!(noun.as_str(), "counterpart" | "colleague");
        if !counterpart {
            continue;
        }
        let tokens = draft.head..draft.head + 1;
        let holders = posts::holders(context, sentence, draft.head, &tokens, None);
        let before = (draft.sentence, draft.head);
        let model = reading
            .drafts
            .iter()
            .filter(|o| (o.sentence, o.head) < before && o.sentence + 1 >= draft.sentence)
            .filter(|o| o.class == "Person")
            .max_by_key(|o| {
                (
                    o.sentence,
                    !o.posts.is_empty(),
                    syntax::is_subject_of(context.sentence(o.sentence), o.head),
                    o.head,
                )
            });
        let title = model.and_then(|m| {
            m.posts.first().map(|p| p.title.clone()).or_else(|| {
                let link = reading.chains.get(m.chain?)?.link.as_deref()?;
                let office = context.gazetteer.office_at(link, context.date?);
                let title = office.first()?.title.to_lowercase();
                posts::is_title(context, &title).then_some(title)
            })
        });
        if let (Some(title), Some(draft)) = (title, reading.drafts.get_mut(d)) {
            draft.posts = vec![posts::PostReading {
                gender: None,
                title,
                head: draft.head,
                tokens,
                holders,
                status: Status::Holds,
            }];
        }
    }
}

/// Finds the chain that a description means, or starts one.
pub(super) fn resolve(context: &Context, reading: &mut Reading, d: usize) {
    let Some(draft) = reading.drafts.get(d).cloned() else {
        return;
    };
    let Some(sentence) = context.sentence(draft.sentence) else {
        return;
    };
    let determiner = syntax::determiner(sentence, draft.head);
    let possessed = sentence.child_by(draft.head, Deprel::NMOD_POSS).is_some();
    let definite = possessed
        || matches!(
            determiner.as_deref(),
            Some("the" | "this" | "that" | "these" | "those" | "both")
        );
    // "the press, a group": only the definite points back.
    let target = if draft.class == "Country" || (draft.class == "City" && definite) {
        match place(context, reading, &draft, sentence) {
            Place::Of(chain) => Some(chain),
            Place::Members(members) => {
                group(reading, d, members);
                return;
            }
            Place::Unknown if draft.class == "Country" => return,
            Place::Unknown => None,
        }
    } else if let Some(post) = draft.posts.first().cloned() {
        by_post(context, reading, d, &draft, &post, definite)
    } else {
        None
    };
    let target = target.or_else(|| {
        (definite || draft.plural).then(|| again(context, reading, &draft, sentence, definite))?
    });
    if let Some(chain) = target {
        reading.attach(d, chain);
        if let Some(c) = reading.chains.get_mut(chain)
            && !c.named
            && !c.forms.contains(&draft.text)
        {
            c.forms.push(draft.text);
        }
        return;
    }
    if matches!(
        draft.class.as_str(),
        "City" | "Region" | "Place" | "Country"
    ) {
        // Unnamed places are no entities.
        return;
    }
    if draft.plural
        && definite
        && let Some(members) = several(context, reading, &draft, sentence)
    {
        group(reading, d, members);
        return;
    }
    let country = owner_country(context, reading, &draft, sentence);
    let gender = (!draft.plural && draft.class == "Person")
        .then(|| chains::described_gender(context, &draft))
        .flatten();
    reading.start(
        d,
        Chain {
            class: draft.class.clone(),
            name: draft.text.clone(),
            forms: vec![draft.text.clone()],
            country,
            gender,
            plural: draft.plural,
            ..Chain::default()
        },
    );
}

fn group(reading: &mut Reading, d: usize, members: Vec<usize>) {
    let Some(draft) = reading.drafts.get(d) else {
        return;
    };
    let chain = Chain {
        class: "Collective".to_owned(),
        name: draft.text.clone(),
        forms: vec![draft.text.clone()],
        plural: true,
        members,
        reasons: vec!["members named before".to_owned()],
        ..Chain::default()
    };
    reading.start(d, chain);
}

/// The country that a body or person described belongs to: by adjective, possessor or "of".
fn owner_country(
    context: &Context,
    reading: &Reading,
    draft: &Draft,
    sentence: &Sentence,
) -> Option<String> {
    let mut found: Vec<String> = Vec::new();
    for c in sentence.children(draft.head) {
        let token = sentence.token(c);
        let case = syntax::marker(sentence, c);
        let owner = token.deprel.is(Deprel::AMOD)
            || token.deprel.is(Deprel::COMPOUND)
            || token.deprel.is(Deprel::NMOD_POSS)
            || token.deprel.is(Deprel::NMOD)
                && matches!(case.as_deref(), Some("of" | "in" | "from"));
        if !owner {
            continue;
        }
        let chain = reading
            .chain_at(draft.sentence, c)
            .and_then(|c| reading.chains.get(c));
        if let Some(k) = chain.and_then(|c| {
            let own = c
                .link
                .as_deref()
                .and_then(|l| context.gazetteer.country_of(l))
                .map(str::to_owned);
            own.or_else(|| c.country.clone())
        }) && !found.contains(&k)
        {
            found.push(k);
        }
    }
    match found.as_slice() {
        [one] => Some(one.clone()),
        _ => None,
    }
}

/// "The French president", "the chancellor", "his Iranian counterpart".
fn by_post(
    context: &Context,
    reading: &mut Reading,
    d: usize,
    draft: &Draft,
    post: &posts::PostReading,
    definite: bool,
) -> Option<usize> {
    if draft.plural || draft.class != "Person" {
        return None;
    }
    let holders = chains::holder_chains(reading, draft.sentence, post);
    let sentence = context.sentence(draft.sentence)?;
    let bare = syntax::determiner(sentence, draft.head).is_none() && holders.is_empty();
    if !definite && (holders.is_empty() || bare) {
        return None;
    }
    let jurisdiction = holders.first().copied();
    let same_post = |other: &posts::PostReading, place: usize| -> bool {
        let theirs = chains::holder_chains(reading, place, other)
            .first()
            .copied();
        same_title(&other.title, &post.title)
            && (jurisdiction.is_none() || theirs.is_none() || theirs == jurisdiction)
            && (other.status == Status::Ended) == (post.status == Status::Ended)
    };
    // Somebody in the document who was given that post, the last one spoken of.
    let mut best: Option<((usize, u32), usize)> = None;
    for (i, c) in reading.chains.iter().enumerate() {
        if c.class != "Person" || (!c.named && jurisdiction.is_none() && !definite) {
            continue;
        }
        let given = chain_drafts(reading, i).any(|o| {
            (o.sentence, o.head) != (draft.sentence, draft.head)
                && o.posts.iter().any(|p| same_post(p, o.sentence))
        });
        let known = !given
            && post.status != Status::Ended
            && jurisdiction.is_some_and(|j| office_fits(context, reading, c, j, &post.title));
        if !(given || known) {
            continue;
        }
        let last = chain_drafts(reading, i)
            .map(|o| (o.sentence, o.head))
            .filter(|p| *p < (draft.sentence, draft.head))
            .max();
        let Some(last) = last else { continue };
        if best.is_none_or(|(b, _)| last > b) {
            best = Some((last, i));
        }
    }
    if let Some((_, chain)) = best {
        return Some(chain);
    }
    // "The former president": the last one spoken of who is known to have been that.
    let date = context.date?;
    if post.status == Status::Ended && definite && jurisdiction.is_none() {
        let before = (draft.sentence, draft.head);
        return reading
            .drafts
            .iter()
            .filter(|o| (o.sentence, o.head) < before && o.sentence + 3 > draft.sentence)
            .filter_map(|o| Some(((o.sentence, o.head), o.chain?)))
            .filter(|(_, c)| {
                reading
                    .chains
                    .get(*c)
                    .and_then(|c| c.link.as_deref())
                    .is_some_and(|l| {
                        let terms: Vec<_> = context.gazetteer.terms_of(l).collect();
                        terms.iter().any(|t| {
                            t.title.to_lowercase() == post.title
                                && t.end.is_some_and(|e| e.last_day() <= date.last_day())
                        })
                    })
            })
            .max()
            .map(|(_, c)| c);
    }
    if post.status != Status::Holds {
        return None;
    }
    let country = reading.chains.get(jurisdiction?)?.link.clone()?;
    let found = context
        .gazetteer
        .holder_by_title(&country, &post.title, date);
    let [person] = found.as_slice() else {
        return None;
    };
    if let Some(known) = reading
        .chains
        .iter()
        .position(|c| c.link.as_deref() == Some(person.id.as_str()))
    {
        return Some(known);
    }
    let chain = Chain {
        class: "Person".to_owned(),
        name: person.label.clone(),
        link: Some(person.id.to_string()),
        country: person.country.as_ref().map(ToString::to_string),
        named: true,
        reasons: vec![format!(
            "held the office of {} at the article's date",
            post.title
        )],
        ..Chain::default()
    };
    let id = reading.start(d, chain);
    if let Some(c) = reading.chains.get_mut(id) {
        // `resolve` attaches the draft.
        c.drafts.clear();
    }
    Some(id)
}

/// Titles that may name one post: "premier" and "prime minister".
fn same_title(a: &str, b: &str) -> bool {
    let class = |t: &str| match t {
        "prime minister" | "premier" | "pm" | "chancellor" | "head of government" => {
            "head of government".to_owned()
        }
        "king" | "queen" | "monarch" | "sovereign" => "monarch".to_owned(),
        "spokesman" | "spokeswoman" | "spokesperson" | "press secretary" => {
            "spokesperson".to_owned()
        }
        "leader" | "head" | "ruler" | "strongman" | "supreme leader" => "leader".to_owned(),
        other => other.trim_start_matches("vice-").replace('-', " "),
    };
    class(a) == class(b)
        || a.starts_with("vice") == b.starts_with("vice") && a.replace('-', " ") == b.replace('-', " ")
        // "the minister" after "the foreign minister".
        || b == "minister" && a.ends_with(" minister") && !a.starts_with("prime")
        || b == "secretary" && a.ends_with(" secretary")
        || b == "general" && a.ends_with(" general")
        || b == "leader" && matches!(a, "president" | "prime minister" | "king" | "emir" | "chancellor")
}

/// Whether a person of the document is known to hold that post there.
fn office_fits(
    context: &Context,
    reading: &Reading,
    chain: &Chain,
    jurisdiction: usize,
    title: &str,
) -> bool {
    let (Some(person), Some(date)) = (chain.link.as_deref(), context.date) else {
        return false;
    };
    let Some(place) = reading
        .chains
        .get(jurisdiction)
        .and_then(|c| c.link.as_deref())
    else {
        return false;
    };
    context
        .gazetteer
        .holder_by_title(place, title, date)
        .iter()
        .any(|p| p.id == person)
}

enum Place {
    Of(usize),
    Members(Vec<usize>),
    Unknown,
}

/// "The country", "the two countries", "the kingdom", "the Chinese capital".
fn place(context: &Context, reading: &mut Reading, draft: &Draft, sentence: &Sentence) -> Place {
    let head = draft.head;
    let noun = syntax::singular(&syntax::lemma(sentence, head));
    if draft.class == "City" {
        if !matches!(noun.as_str(), "capital")
            && !draft.text.to_lowercase().ends_with("capital city")
        {
            return again_place(reading, draft, "City").map_or(Place::Unknown, Place::Of);
        }
        let country = owner_country(context, reading, draft, sentence);
        let capital = country
            .as_deref()
            .and_then(|c| context.gazetteer.get(c)?.as_country()?.capital.clone())
            .and_then(|c| context.gazetteer.get(&c));
        let Some(entry) = capital else {
            return Place::Unknown;
        };
        // An apposition names it.
        if let Some(c) = reading
            .chains
            .iter()
            .position(|c| c.link.as_deref() == Some(entry.id.as_str()))
        {
            return Place::Of(c);
        }
        let beside = sentence.children_by(head, Deprel::APPOS).next().is_some();
        if beside {
            return Place::Unknown;
        }
        reading.chains.push(Chain {
            class: entry.class.to_owned(),
            name: entry.label.clone(),
            link: Some(entry.id.to_string()),
            country,
            named: true,
            reasons: vec!["capital of the country".to_owned()],
            ..Chain::default()
        });
        return Place::Of(reading.chains.len() - 1);
    }
    let definite = matches!(
        syntax::determiner(sentence, head).as_deref(),
        Some("the" | "this" | "that" | "both" | "these" | "those")
    ) || sentence.child_by(head, Deprel::NMOD_POSS).is_some();
    if !definite {
        return Place::Unknown;
    }
    // Anything that qualifies it makes it another country ("the neighbouring country", "the first country to").
    let qualified = sentence.children(head).any(|c| {
        let t = sentence.token(c);
        t.deprel.is(Deprel::AMOD) && !matches!(t.lemma.as_str(), "two" | "whole" | "entire")
            || t.deprel.is(Deprel::COMPOUND)
            || t.deprel.is(Deprel::ACL)
            || t.deprel.is(Deprel::NMOD) && t.deprel != Deprel::NMOD_POSS
            || t.deprel.is(Deprel::APPOS)
    });
    let number = sentence.children_by(head, Deprel::NUMMOD).next();
    if draft.plural {
        if qualified {
            return Place::Unknown;
        }
        let two = number.is_some_and(|n| {
            matches!(
                sentence.token(n).form.as_str().to_lowercase().as_str(),
                "two" | "2"
            )
        }) || syntax::determiner(sentence, head).as_deref() == Some("both");
        let three = number.is_some_and(|n| {
            matches!(
                sentence.token(n).form.as_str().to_lowercase().as_str(),
                "three" | "3"
            )
        });
        let wanted = if two {
            2
        } else if three {
            3
        } else {
            return Place::Unknown;
        };
        return recent(reading, draft, "Country", wanted).map_or(Place::Unknown, Place::Members);
    }
    let epithets: Vec<usize> = (0..reading.chains.len())
        .filter(|&i| {
            reading.chains.get(i).is_some_and(|c| {
                c.link
                    .as_deref()
                    .and_then(|l| context.gazetteer.get(l))
                    .and_then(|e| e.as_country())
                    .is_some_and(|k| {
                        k.epithets
                            .iter()
                            .any(|e| e.to_lowercase() == format!("the {noun}"))
                    })
            })
        })
        .collect();
    if let [one] = epithets.as_slice() {
        return Place::Of(*one);
    }
    if qualified || noun == "state" || noun == "superpower" {
        return Place::Unknown;
    }
    if matches!(
        noun.as_str(),
        "kingdom" | "republic" | "emirate" | "sultanate" | "principality"
    ) && epithets.is_empty()
    {
        return Place::Unknown;
    }
    recent(reading, draft, "Country", 1)
        .and_then(|c| c.first().copied())
        .map_or(Place::Unknown, Place::Of)
}

/// The `wanted` last different entities of a class named before the draft, when the reach holds exactly so many or one
/// is asked for and no other stands between.
fn recent(reading: &Reading, draft: &Draft, class: &str, wanted: usize) -> Option<Vec<usize>> {
    let mut before: Vec<((usize, u32), usize)> = reading
        .drafts
        .iter()
        .filter(|d| (d.sentence, d.head) < (draft.sentence, draft.head))
        .filter(|d| d.sentence + 2 > draft.sentence)
        .filter_map(|d| Some(((d.sentence, d.head), d.chain?)))
        .filter(|(_, c)| {
            reading
                .chains
                .get(*c)
                .is_some_and(|c| c.class == class && c.named)
        })
        .collect();
    before.sort_unstable_by(|a, b| b.cmp(a));
    let mut found: Vec<usize> = Vec::new();
    let mut per_sentence: Vec<usize> = Vec::new();
    for ((s, _), c) in before {
        if !found.contains(&c) {
            // A sentence that names too many is no clear antecedent.
            if !per_sentence.contains(&s) && found.len() >= wanted {
                break;
            }
            per_sentence.push(s);
            found.push(c);
        }
    }
    (found.len() == wanted).then(|| {
        found.reverse();
        found
    })
}

/// The last named place of a class.
fn again_place(reading: &Reading, draft: &Draft, class: &str) -> Option<usize> {
    recent(reading, draft, class, 1)?.first().copied()
}

/// "The two leaders", "the trio": people named just before.
fn several(
    context: &Context,
    reading: &Reading,
    draft: &Draft,
    sentence: &Sentence,
) -> Option<Vec<usize>> {
    let number = sentence
        .children_by(draft.head, Deprel::NUMMOD)
        .next()
        .map(|n| sentence.token(n).form.as_str().to_lowercase());
    let wanted = match number.as_deref() {
        Some("two" | "2") => 2,
        Some("three" | "3") => 3,
        None if syntax::determiner(sentence, draft.head).as_deref() == Some("both") => 2,
        _ => return None,
    };
    if draft.class != "Collective" {
        return None;
    }
    let noun = syntax::singular(&syntax::lemma(sentence, draft.head));
    context.nouns.person(&noun)?;
    if context.nouns.is_party(&noun) {
        recent(reading, draft, "Country", wanted)
            .or_else(|| recent(reading, draft, "Person", wanted))
    } else {
        recent(reading, draft, "Person", wanted)
    }
}

/// A description said again: the same noun with nothing that speaks against it, or a body's or occasion's class.
fn again(
    context: &Context,
    reading: &Reading,
    draft: &Draft,
    sentence: &Sentence,
    definite: bool,
) -> Option<usize> {
    let noun = syntax::singular(&syntax::lemma(sentence, draft.head));
    let modifiers = modifiers(sentence, draft.head);
    let owner = owner_country(context, reading, draft, sentence);
    let before = (draft.sentence, draft.head);
    let far = if draft.plural { 2 } else { 12 };
    let mut best: Option<((usize, u32), usize)> = None;
    for (i, c) in reading.chains.iter().enumerate() {
        let same_class = c.class == draft.class
            || chains::general(&draft.class, &c.class)
            || chains::general(&c.class, &draft.class);
        if !same_class || c.class == "Person" && draft.posts.is_empty() && !definite {
            continue;
        }
        if owner.is_some() && c.country.is_some() && owner != c.country {
            continue;
        }
        for d in chain_drafts(reading, i) {
            let at = (d.sentence, d.head);
            if at >= before || d.sentence + far < draft.sentence {
                continue;
            }
            let Some(other) = context.sentence(d.sentence) else {
                continue;
            };
            let their_noun = syntax::singular(&syntax::lemma(other, d.head));
            let fits = match d.form {
                MentionForm::Nominal => {
                    let theirs = self::modifiers(other, d.head);
                    their_noun == noun
                        && (modifiers.iter().all(|m| theirs.contains(m))
                            || !draft.plural
                                && theirs.is_empty()
                                && definite
                                && d.sentence + 2 > draft.sentence
                                && owner.is_none())
                        && !(draft.plural
                            && !definite
                            && modifiers.is_empty()
                            && !theirs.is_empty())
                }
                // "The ministry" after "the Turkish Foreign Ministry", "the airline" after "Mahan Air".
                MentionForm::Name => {
                    modifiers.is_empty()
                        && definite
                        && !draft.plural
                        && (their_noun == noun && d.name.len() > 1
                            || d.sentence + REACH > draft.sentence && kind_fits(context, &noun, c))
                }
                _ => false,
            };
            if fits && best.is_none_or(|(b, _)| at > b) {
                best = Some((at, i));
            }
        }
    }
    best.map(|(_, i)| i)
}

/// Whether a bare noun describes what a named chain is: "the bloc" of an international body, "the airline" of a company.
fn kind_fits(context: &Context, noun: &str, chain: &Chain) -> bool {
    let class = context
        .nouns
        .body(noun)
        .or_else(|| context.nouns.occasion(noun));
    match (class, chain.class.as_str()) {
        (Some("InternationalOrganization"), "InternationalOrganization")
        | (Some("PoliticalParty"), "PoliticalParty")
        | (Some("Company"), "Company")
        | (Some("Treaty"), "Treaty")
        | (Some("Summit"), "Summit")
        | (Some("MediaOutlet"), "MediaOutlet") => true,
        (Some("Organization"), "ArmedGroup" | "Organization" | "PoliticalParty") => {
            matches!(noun, "group" | "movement" | "organization" | "organisation")
        }
        (Some("Organization"), "InternationalOrganization") => {
            matches!(noun, "body" | "organization" | "organisation")
        }
        _ => false,
    }
}

/// Lower-cased words that qualify a noun, without determiners and numbers.
fn modifiers(sentence: &Sentence, head: TokenId) -> Vec<String> {
    sentence
        .children(head)
        .filter(|&c| c < head)
        .filter(|&c| {
            let d = sentence.token(c).deprel;
            d.is(Deprel::AMOD) || d.is(Deprel::COMPOUND)
        })
        .map(|c| syntax::lemma(sentence, c))
        .collect()
}
