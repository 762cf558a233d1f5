//! What titles, appositions, kinship nouns and places beside places say.

use super::{Context, DraftClaim, Reading, chains::holder_chains, posts::PostReading, syntax};
use crate::{
    extraction::{Factuality, MentionForm},
    knowledge::Status,
    language::{Deprel, Sentence, TokenId, Upos},
};

/// Adds the claims of every description.
pub(super) fn collect(context: &Context, reading: &mut Reading) {
    let mut claims = Vec::new();
    for d in 0..reading.drafts.len() {
        let Some(draft) = reading.drafts.get(d) else {
            continue;
        };
        let Some(chain) = draft.chain else { continue };
        let Some(sentence) = context.sentence(draft.sentence) else {
            continue;
        };
        for post in &draft.posts {
            let people = people_of(reading, chain);
            for person in people {
                post_claims(context, reading, draft.sentence, person, post, &mut claims);
            }
        }
        if draft.form == MentionForm::Nominal {
            kin_claims(context, reading, d, chain, sentence, &mut claims);
            capital_claims(context, reading, d, chain, sentence, &mut claims);
            lead_claims(reading, d, chain, sentence, &mut claims);
        } else if draft.form == MentionForm::Name {
            kin_title(context, reading, d, chain, sentence, &mut claims);
            place_claims(context, reading, d, chain, sentence, &mut claims);
            origin_claims(reading, d, chain, sentence, &mut claims);
        }
    }
    reading.claims = claims;
}

/// A chain that stands for a person, or for each of its named members.
fn people_of(reading: &Reading, chain: usize) -> Vec<usize> {
    let Some(c) = reading.chains.get(chain) else {
        return Vec::new();
    };
    if c.members.is_empty() {
        return if c.named { vec![chain] } else { Vec::new() };
    }
    c.members
        .iter()
        .copied()
        .filter(|&m| {
            reading
                .chains
                .get(m)
                .is_some_and(|m| m.named && m.class == "Person")
        })
        .collect()
}

/// Whether the description is a predicate noun ("X is president"), whose clause decides how surely it is told.
fn predicate_noun(sentence: &Sentence, head: TokenId) -> Option<TokenId> {
    sentence.child_by(head, Deprel::COP).map(|_| head)
}

fn post_claims(
    context: &Context,
    reading: &Reading,
    index: usize,
    person: usize,
    post: &PostReading,
    claims: &mut Vec<DraftClaim>,
) {
    let Some(sentence) = context.sentence(index) else {
        return;
    };
    if post.status == Status::Disputed {
        return;
    }
    let mut holders = holder_chains(reading, index, &within_phrase(reading, index, post));
    let members = distributed(reading, index, person, post, &holders);
    if let Some(one) = members {
        holders = vec![one];
    } else if holders.len() > 1 && is_group(reading, index, post) {
        // Which of them holds which is not told.
        return;
    }
    let mut implied = false;
    if holders.is_empty()
        && let Some(country) = employer_country(context, reading, index, post)
    {
        holders.push(country);
        implied = true;
    }
    if holders.is_empty() {
        // "President Santos": the country that the person is known to be of.
        if let Some(country) = known_country(context, reading, person, post) {
            holders.push(country);
            implied = true;
        }
    }
    let mut countries = Vec::new();
    for holder in holders {
        let Some(chain) = reading.chains.get(holder) else {
            continue;
        };
        if holder == person {
            continue;
        }
        let country = chain.class == "Country";
        let relation = relation(context, post, chain.link.as_deref(), country, &chain.class);
        for relation in relation {
            claims.push(DraftClaim {
                sentence: index,
                subject: person,
                rule: rule_of(&relation, implied),
                predicate: relation,
                object: holder,
                ended: post.status == Status::Ended,
                acting: post.status == Status::Acting,
                factuality: if post.status == Status::Planned {
                    Factuality::Planned
                } else {
                    Factuality::Fact
                },
                predicate_noun: predicate_noun(sentence, post.head),
            });
        }
        if country {
            countries.push(holder);
        } else if let Some(state) = chain.country.as_deref().and_then(|k| {
            reading
                .chains
                .iter()
                .position(|c| c.link.as_deref() == Some(k))
        }) && serves_state(&chain.class)
        {
            countries.push(state);
            // A spokesman of a ministry speaks for its country too.
            let leads_body = context
                .nouns
                .post(&post.title)
                .is_some_and(|p| p.body == "officialOf" || p.body == "leads");
            if leads_body && !matches!(post.title.as_str(), "president" | "leader") {
                claims.push(DraftClaim {
                    sentence: index,
                    subject: person,
                    predicate: "officialOf".to_owned(),
                    object: state,
                    ended: post.status == Status::Ended,
                    acting: post.status == Status::Acting,
                    factuality: if post.status == Status::Planned {
                        Factuality::Planned
                    } else {
                        Factuality::Fact
                    },
                    predicate_noun: predicate_noun(sentence, post.head),
                    rule: "title.official-of-state",
                });
            }
        }
    }
}

/// "Her vice-president", "the chancellor's spokesman": an official of the country of whom he or she serves.
fn employer_country(
    context: &Context,
    reading: &Reading,
    index: usize,
    post: &PostReading,
) -> Option<usize> {
    let known = context.nouns.post(&post.title)?;
    let sentence = context.sentence(index)?;
    if known.country != "officialOf" {
        return None;
    }
    let employer = sentence
        .child_by(post.head, Deprel::NMOD_POSS)
        .into_iter()
        .chain(post.holders.iter().copied())
        .find_map(|h| {
            let near = reading.drafts.iter().find(|d| {
                d.sentence == index && (d.head == h || d.name.contains(&h)) && d.chain.is_some()
            })?;
            near.chain
        })?;
    let chain = reading.chains.get(employer)?;
    let country = (chain.class == "Person").then_some(chain.country.as_deref())??;
    reading
        .chains
        .iter()
        .position(|c| c.class == "Country" && c.link.as_deref() == Some(country))
}

/// Whether who serves such a body serves its state.
fn serves_state(class: &str) -> bool {
    class == "Government"
}

/// Whether the post's noun names a group of people.
fn is_group(reading: &Reading, index: usize, post: &PostReading) -> bool {
    reading
        .chain_at(index, post.head)
        .and_then(|g| reading.chains.get(g))
        .is_some_and(|g| g.members.len() > 1)
}

/// The post with those holders alone that stand before the names that share it: what comes behind belongs elsewhere.
fn within_phrase(reading: &Reading, index: usize, post: &PostReading) -> PostReading {
    let mut own = post.clone();
    let Some(group) = reading
        .chain_at(index, post.head)
        .and_then(|g| reading.chains.get(g))
        .filter(|g| g.members.len() > 1)
    else {
        return own;
    };
    let first = reading
        .drafts
        .iter()
        .filter(|d| d.sentence == index && d.name.start > post.head)
        .filter(|d| d.chain.is_some_and(|c| group.members.contains(&c)))
        .map(|d| d.name.start)
        .min();
    if let Some(first) = first {
        own.holders.retain(|h| *h < first);
    }
    own
}

/// "The prime ministers of India and Japan, Narendra Modi and Yoshihide Suga": the holder that stands at the person's
/// place in its list.
fn distributed(
    reading: &Reading,
    index: usize,
    person: usize,
    post: &PostReading,
    holders: &[usize],
) -> Option<usize> {
    let group = reading.chain_at(index, post.head)?;
    let members = &reading.chains.get(group)?.members;
    (members.len() > 1 && members.len() == holders.len())
        .then(|| {
            let at = members.iter().position(|m| *m == person)?;
            holders.get(at).copied()
        })
        .flatten()
}

/// The properties that a post makes to its country or body.
fn relation(
    context: &Context,
    post: &PostReading,
    link: Option<&str>,
    country: bool,
    class: &str,
) -> Vec<String> {
    if country
        && let Some(title) = context.gazetteer.office_title(&post.title, link)
        && !title.relations.is_empty()
        && title.countries.iter().any(|c| Some(c.as_str()) == link)
    {
        // What the words say; that a president governs too follows from what is known of the country.
        return title.relations.iter().take(1).cloned().collect();
    }
    let Some(known) = context.nouns.post(&post.title) else {
        return context
            .gazetteer
            .office_title(&post.title, link)
            .map_or_else(Vec::new, |t| {
                if country {
                    t.relations.iter().take(1).cloned().collect()
                } else {
                    vec!["officialOf".to_owned()]
                }
            });
    };
    let property = match class {
        "Country" => &known.country,
        // The state's executive is led by whom the state is.
        "Government"
        | "Organization"
        | "InternationalOrganization"
        | "PoliticalParty"
        | "ArmedGroup"
        | "Company"
        | "MediaOutlet" => &known.body,
        "City" | "Region" => {
            return match post.title.as_str() {
                "mayor" | "governor" | "leader" | "head" | "ruler" => vec!["leads".to_owned()],
                // "Officials in Washington" serve what the place stands for, not the place.
                _ => Vec::new(),
            };
        }
        _ => return Vec::new(),
    };
    if property.is_empty() {
        Vec::new()
    } else {
        vec![property.clone()]
    }
}

fn rule_of(relation: &str, implied: bool) -> &'static str {
    match (relation, implied) {
        ("headOfStateOf", false) => "title.head-of-state",
        ("headOfGovernmentOf", false) => "title.head-of-government",
        ("leads", false) => "title.leader",
        ("officialOf", false) => "title.official",
        ("memberOf", false) => "title.member",
        ("headOfStateOf", true) => "title.head-of-state.known-country",
        ("headOfGovernmentOf", true) => "title.head-of-government.known-country",
        (_, true) => "title.known-country",
        _ => "title.other",
    }
}

/// The country of a title that names none, when the person's country is known and the post is one of states.
fn known_country(
    context: &Context,
    reading: &Reading,
    person: usize,
    post: &PostReading,
) -> Option<usize> {
    let known = context.nouns.post(&post.title)?;
    let chain = reading.chains.get(person)?;
    let heads = matches!(
        known.country.as_str(),
        "headOfStateOf" | "headOfGovernmentOf"
    );
    let serves = known.country == "officialOf"
        && (known.body == "officialOf"
            && (post.title.contains("minister") || post.title.contains("secretary of"))
            || (known.body == "officialOf" || post.title == "secretary")
                && chain.link.as_deref().is_some_and(|l| {
                    // "The secretary" of one who is known to be in office.
                    match context.date {
                        Some(date) => !context.gazetteer.office_at(l, date).is_empty(),
                        None => context.gazetteer.terms_of(l).next().is_some(),
                    }
                }));
    if !heads && !serves {
        return None;
    }
    let country = chain.country.as_deref()?;
    reading
        .chains
        .iter()
        .position(|c| c.link.as_deref() == Some(country) && c.class == "Country")
}

/// "Kim's daughter Ju-ae", "his wife, Ri Sol-ju", "X, the father of Y", "the sister of X".
fn kin_claims(
    context: &Context,
    reading: &Reading,
    d: usize,
    chain: usize,
    sentence: &Sentence,
    claims: &mut Vec<DraftClaim>,
) {
    let Some(draft) = reading.drafts.get(d) else {
        return;
    };
    let Some((kin, relatives)) = kin_of(
        context,
        reading,
        draft.sentence,
        sentence,
        draft.head,
        draft.head,
    ) else {
        return;
    };
    let people = people_of_kin(reading, chain);
    push_kin(
        context,
        draft.sentence,
        &kin,
        &relatives,
        &people,
        predicate_noun(sentence, draft.head),
        sentence,
        draft.head,
        claims,
    );
}

/// Unnamed relatives count too ("his daughter"): they may be named in another sentence.
fn people_of_kin(reading: &Reading, chain: usize) -> Vec<usize> {
    let Some(c) = reading.chains.get(chain) else {
        return Vec::new();
    };
    if c.members.is_empty() {
        vec![chain]
    } else {
        c.members.clone()
    }
}

/// A kinship noun before a name: "his daughter Ju-ae", "sister Kim Yo-jong".
fn kin_title(
    context: &Context,
    reading: &Reading,
    d: usize,
    chain: usize,
    sentence: &Sentence,
    claims: &mut Vec<DraftClaim>,
) {
    let Some(draft) = reading.drafts.get(d) else {
        return;
    };
    if draft.class != "Person" {
        return;
    }
    for c in sentence.children(draft.head).filter(|&c| c < draft.head) {
        let t = sentence.token(c);
        if !(t.deprel == Deprel::NMOD_DESC || t.deprel.is(Deprel::COMPOUND)) {
            continue;
        }
        if let Some((kin, relatives)) =
            kin_of(context, reading, draft.sentence, sentence, c, draft.head)
        {
            push_kin(
                context,
                draft.sentence,
                &kin,
                &relatives,
                &[chain],
                None,
                sentence,
                c,
                claims,
            );
        }
    }
}

#[allow(
    clippy::too_many_arguments,
    reason = "one call site each for nouns and titles"
)]
fn push_kin(
    context: &Context,
    index: usize,
    kin: &str,
    relatives: &[usize],
    people: &[usize],
    predicate: Option<TokenId>,
    sentence: &Sentence,
    noun: TokenId,
    claims: &mut Vec<DraftClaim>,
) {
    let status = super::posts::status(context, sentence, noun, &(noun..noun + 1), None);
    for &person in people {
        for &relative in relatives {
            if person != relative {
                claims.push(DraftClaim {
                    sentence: index,
                    subject: person,
                    predicate: kin.to_owned(),
                    object: relative,
                    // A dead father is a father still; a former wife is none.
                    ended: status == Status::Ended && kin == "spouseOf",
                    acting: false,
                    factuality: if status == Status::Planned {
                        Factuality::Planned
                    } else {
                        Factuality::Fact
                    },
                    predicate_noun: predicate,
                    rule: "kin.description",
                });
            }
        }
    }
}

/// The property that a kinship noun makes, and the chains of whom the person is a relative.
fn kin_of(
    context: &Context,
    reading: &Reading,
    index: usize,
    sentence: &Sentence,
    noun: TokenId,
    phrase: TokenId,
) -> Option<(String, Vec<usize>)> {
    let word = syntax::lemma(sentence, noun);
    // Hyphenated nouns are several tokens: "son-in-law".
    let whole = {
        let start = syntax::left_edge(sentence, noun);
        let mut end = noun + 1;
        while (end as usize) < sentence.tokens.len()
            && sentence.dominates(noun, end)
            && sentence
                .tokens
                .get(end as usize - 1)
                .is_some_and(|b| b.span.end == sentence.token(end).span.start)
        {
            end += 1;
        }
        let mut s = noun;
        while s > start
            && sentence
                .tokens
                .get(s as usize - 1)
                .is_some_and(|b| b.span.end == sentence.token(s).span.start)
        {
            s -= 1;
        }
        syntax::surface(context.document, sentence, &(s..end)).to_lowercase()
    };
    let kin = context
        .nouns
        .kinship(&whole)
        .or_else(|| context.nouns.kinship(&word))
        .or_else(|| context.nouns.kinship(&syntax::singular(&word)))?;
    let mut relatives = Vec::new();
    let owners = [noun, phrase];
    for &o in &owners {
        for c in sentence.children(o) {
            let t = sentence.token(c);
            let possessor = t.deprel == Deprel::NMOD_POSS
                || t.deprel.is(Deprel::NMOD)
                    && c > noun
                    && matches!(syntax::marker(sentence, c).as_deref(), Some("of" | "to"));
            if !possessor {
                continue;
            }
            for part in syntax::conjuncts(sentence, c) {
                if let Some(chain) = reading.chain_at(index, part)
                    && reading
                        .chains
                        .get(chain)
                        .is_some_and(|c| c.class == "Person")
                    && !relatives.contains(&chain)
                {
                    relatives.push(chain);
                }
            }
        }
    }
    (!relatives.is_empty()).then(|| (kin.relation.clone(), relatives))
}

/// "Tonga's capital, Nukuʻalofa", "the Chinese capital".
fn capital_claims(
    context: &Context,
    reading: &Reading,
    d: usize,
    chain: usize,
    sentence: &Sentence,
    claims: &mut Vec<DraftClaim>,
) {
    let Some(draft) = reading.drafts.get(d) else {
        return;
    };
    let noun = syntax::lemma(sentence, draft.head);
    if noun != "capital"
        || !reading
            .chains
            .get(chain)
            .is_some_and(|c| c.named && c.class == "City")
    {
        return;
    }
    let status = super::posts::status(
        context,
        sentence,
        draft.head,
        &(draft.head..draft.head + 1),
        None,
    );
    let qualified = sentence.children(draft.head).any(|c| {
        let t = sentence.token(c);
        (t.deprel.is(Deprel::AMOD) || t.deprel.is(Deprel::COMPOUND))
            && reading.chain_at(draft.sentence, c).is_none()
    });
    for c in sentence.children(draft.head) {
        let t = sentence.token(c);
        let owner = t.deprel.is(Deprel::AMOD)
            || t.deprel.is(Deprel::COMPOUND)
            || t.deprel.is(Deprel::NMOD)
                && (t.deprel == Deprel::NMOD_POSS
                    || syntax::marker(sentence, c).as_deref() == Some("of"));
        if !owner {
            continue;
        }
        let Some(country) = reading.chain_at(draft.sentence, c).filter(|&k| {
            reading
                .chains
                .get(k)
                .is_some_and(|k| matches!(k.class.as_str(), "Country" | "Region"))
        }) else {
            continue;
        };
        if qualified && status != Status::Ended {
            continue;
        }
        claims.push(DraftClaim {
            sentence: draft.sentence,
            subject: chain,
            predicate: "capitalOf".to_owned(),
            object: country,
            ended: status == Status::Ended,
            acting: false,
            factuality: Factuality::Fact,
            predicate_noun: predicate_noun(sentence, draft.head),
            rule: "place.capital",
        });
    }
}

/// "Auckland, New Zealand", "Mosul, in northern Iraq", "the Court of Session in Scotland".
fn place_claims(
    context: &Context,
    reading: &Reading,
    d: usize,
    chain: usize,
    sentence: &Sentence,
    claims: &mut Vec<DraftClaim>,
) {
    let Some(draft) = reading.drafts.get(d) else {
        return;
    };
    let place = |class: &str| matches!(class, "City" | "Region" | "Landmark" | "Place");
    let body = |class: &str| matches!(class, "Organization" | "Company");
    let Some(own) = reading.chains.get(chain).map(|c| c.class.clone()) else {
        return;
    };
    // "Auckland, New Zealand", "Mosul, in northern Iraq", whatever the tree.
    let behind = place_behind(reading, draft.sentence, draft.name.end, sentence);
    let candidates: Vec<TokenId> = sentence
        .children(draft.head)
        .filter(|&c| c >= draft.name.end)
        .chain(behind)
        .collect();
    for c in candidates {
        let t = sentence.token(c);
        let case = syntax::marker(sentence, c);
        let known = behind == Some(c) && place(&own) && {
            // A list of places is no containment: the gazetteer must agree where the tree is silent.
            let country = reading.chains.get(chain).and_then(|k| k.country.as_deref());
            let outer = reading
                .draft_near(draft.sentence, c)
                .and_then(|o| reading.drafts.get(o)?.chain)
                .and_then(|o| reading.chains.get(o)?.link.as_deref());
            country.is_some() && outer.and_then(|l| context.gazetteer.country_of(l)) == country
        };
        let comma = (draft.name.end..c).any(|t| sentence.token(t).form == ",");
        let beside = comma
            && case.is_none()
            && t.upos == Upos::Propn
            && (t.deprel.is(Deprel::APPOS)
                || t.deprel == Deprel::NMOD_UNMARKED
                || t.deprel == Deprel::LIST)
            && place(&own);
        let within = case.as_deref() == Some("in")
            && t.deprel.is(Deprel::NMOD)
            && (place(&own) || body(&own));
        if !(beside || within || known) {
            continue;
        }
        let Some(outer) = reading
            .draft_near(draft.sentence, c)
            .and_then(|o| reading.drafts.get(o))
            .and_then(|o| o.chain)
        else {
            continue;
        };
        let fits = reading.chains.get(outer).is_some_and(|o| {
            let larger = match own.as_str() {
                "Region" => o.class == "Country" || o.class == "Region",
                _ => matches!(o.class.as_str(), "Country" | "Region" | "City"),
            };
            // What the gazetteer knows to lie elsewhere is no apposition of place.
            let agrees = reading
                .chains
                .get(chain)
                .and_then(|c| c.country.as_deref())
                .zip(
                    o.link
                        .as_deref()
                        .and_then(|l| context.gazetteer.country_of(l)),
                )
                .is_none_or(|(a, b)| a == b);
            larger && agrees
        });
        if fits && outer != chain && reading.chains.get(chain).is_some_and(|c| c.named) {
            claims.push(DraftClaim {
                sentence: draft.sentence,
                subject: chain,
                predicate: "locatedIn".to_owned(),
                object: outer,
                ended: false,
                acting: false,
                factuality: Factuality::Fact,
                predicate_noun: None,
                rule: if beside {
                    "place.apposition"
                } else {
                    "place.in"
                },
            });
        }
    }
}

/// Head of the name behind a place's name and a comma, with or without "in".
fn place_behind(
    reading: &Reading,
    index: usize,
    end: TokenId,
    sentence: &Sentence,
) -> Option<TokenId> {
    let form = |by: TokenId| {
        sentence
            .tokens
            .get((end + by) as usize)
            .map_or("", |t| t.form.as_str())
    };
    if form(0) != "," {
        return None;
    }
    let (first, last) = if form(1) == "in" {
        (end + 2, end + 3)
    } else {
        (end + 1, end + 1)
    };
    (first..=last).find_map(|t| {
        let other = reading.drafts.get(reading.covering(index, t)?)?;
        let listed = sentence
            .tokens
            .get(other.name.end as usize)
            .is_some_and(|t| matches!(t.form.as_str(), "and" | "or"));
        (other.form == MentionForm::Name && other.name.start == t && !listed).then_some(other.head)
    })
}

/// "Joanna Cherry of the Scottish National Party", "Tawakkol Karman of Yemen".
fn origin_claims(
    reading: &Reading,
    d: usize,
    chain: usize,
    sentence: &Sentence,
    claims: &mut Vec<DraftClaim>,
) {
    let Some(draft) = reading.drafts.get(d) else {
        return;
    };
    if draft.class != "Person" || !draft.posts.is_empty() {
        return;
    }
    let of = sentence.tokens.get(draft.name.end as usize);
    if !of.is_some_and(|t| t.form == "of") {
        return;
    }
    let mut at = draft.name.end + 1;
    while sentence
        .tokens
        .get(at as usize)
        .is_some_and(|t| t.upos == Upos::Det)
    {
        at += 1;
    }
    let Some(other) = reading
        .covering(draft.sentence, at)
        .and_then(|o| reading.drafts.get(o))
        .filter(|o| o.form == MentionForm::Name)
        .and_then(|o| o.chain)
    else {
        return;
    };
    let predicate = match reading.chains.get(other).map(|c| c.class.as_str()) {
        Some("PoliticalParty" | "ArmedGroup") => "memberOf",
        Some("Country") => "citizenOf",
        _ => return,
    };
    claims.push(DraftClaim {
        sentence: draft.sentence,
        subject: chain,
        predicate: predicate.to_owned(),
        object: other,
        ended: false,
        acting: false,
        factuality: Factuality::Fact,
        predicate_noun: None,
        rule: "name.of",
    });
}

/// "The Saudi-led coalition".
fn lead_claims(
    reading: &Reading,
    d: usize,
    chain: usize,
    sentence: &Sentence,
    claims: &mut Vec<DraftClaim>,
) {
    let Some(draft) = reading.drafts.get(d) else {
        return;
    };
    if !matches!(
        draft.class.as_str(),
        "ArmedGroup" | "Organization" | "InternationalOrganization" | "Government"
    ) {
        return;
    }
    for led in draft.tokens.clone() {
        let before = led
            .checked_sub(2)
            .filter(|_| sentence.token(led - 1).form == "-");
        let (true, Some(leader)) = (sentence.token(led).form == "led", before) else {
            continue;
        };
        let Some(leader) = reading
            .covering(draft.sentence, leader)
            .and_then(|l| reading.drafts.get(l))
            .and_then(|l| l.chain)
        else {
            continue;
        };
        if leader != chain {
            claims.push(DraftClaim {
                sentence: draft.sentence,
                subject: leader,
                predicate: "leads".to_owned(),
                object: chain,
                ended: false,
                acting: false,
                factuality: Factuality::Fact,
                predicate_noun: None,
                rule: "compound.led",
            });
        }
    }
}
