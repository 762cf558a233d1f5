//! Which names and descriptions mean the same entity of the document.

use super::{Chain, Context, Draft, Reading, beside, nominals, posts::PostReading, syntax};
use crate::{
    extraction::{Gender, MentionForm},
    knowledge::{
        NounGender, Status,
        gazetteer::{self, Candidate, How, fold},
    },
    language::{Deprel, Upos},
};
use std::collections::BTreeMap;

/// Words of a name as they are compared.
fn words(name: &str) -> Vec<String> {
    fold(name).split(' ').map(str::to_owned).collect()
}

/// Whether `part` stands within `whole` as it is.
fn within(part: &[String], whole: &[String]) -> bool {
    !part.is_empty() && whole.windows(part.len()).any(|w| w == part)
}

pub(super) const fn gender_of(gender: NounGender) -> Gender {
    match gender {
        NounGender::Masculine => Gender::Masculine,
        NounGender::Feminine => Gender::Feminine,
    }
}

const fn known_gender(gender: gazetteer::Gender) -> Gender {
    match gender {
        gazetteer::Gender::Male => Gender::Masculine,
        gazetteer::Gender::Female => Gender::Feminine,
    }
}

/// Chains the names: full ones first, then what is part of them.
pub(super) fn join_names(context: &Context, reading: &mut Reading) {
    let people: Vec<usize> = (0..reading.drafts.len())
        .filter(|&d| reading.drafts.get(d).is_some_and(|d| d.class == "Person"))
        .collect();
    let (full, short): (Vec<usize>, Vec<usize>) = people.into_iter().partition(|&d| {
        reading
            .drafts
            .get(d)
            .is_some_and(|d| words(&d.text).len() > 1)
    });
    for d in full {
        join_full(context, reading, d);
    }
    for d in short {
        join_short(context, reading, d);
    }
    let others: Vec<usize> = (0..reading.drafts.len())
        .filter(|&d| {
            reading
                .drafts
                .get(d)
                .is_some_and(|d| d.chain.is_none() && !d.class.is_empty())
        })
        .collect();
    for d in others {
        join_other(context, reading, d);
    }
    let unknown: Vec<usize> = (0..reading.drafts.len())
        .filter(|&d| reading.drafts.get(d).is_some_and(|d| d.chain.is_none()))
        .collect();
    for d in unknown {
        join_unknown(context, reading, d);
    }
    reading_acronyms(context, reading);
    shorten_bodies(reading);
    for c in 0..reading.chains.len() {
        link_person(context, reading, c);
    }
}

/// Gender that a draft's title or form of address tells.
fn told_gender(context: &Context, draft: &Draft) -> Option<Gender> {
    draft
        .posts
        .iter()
        .find_map(|p| p.gender)
        .or_else(|| {
            let sentence = context.sentence(draft.sentence)?;
            (draft.tokens.start..draft.name.start).find_map(|t| {
                context
                    .nouns
                    .honorific(&sentence.token(t).form.as_str().to_lowercase())
                    .flatten()
            })
        })
        .map(gender_of)
}

fn person_chain(context: &Context, draft: &Draft) -> Chain {
    Chain {
        class: "Person".to_owned(),
        name: draft.text.clone(),
        forms: vec![draft.text.clone()],
        gender: told_gender(context, draft),
        named: true,
        ..Chain::default()
    }
}

/// Whether a chain may be of that gender.
fn gender_fits(chain: &Chain, gender: Option<Gender>) -> bool {
    chain.gender.is_none() || gender.is_none() || chain.gender == gender
}

/// A name of several words joins a chain that bears it, or one that differs by middle names alone.
fn join_full(context: &Context, reading: &mut Reading, d: usize) {
    let Some(draft) = reading.drafts.get(d).cloned() else {
        return;
    };
    let gender = told_gender(context, &draft);
    let name = words(&draft.text);
    let same = reading
        .chains
        .iter()
        .position(|c| c.class == "Person" && words(&c.name) == name);
    let fits: Vec<usize> = match same {
        Some(c) => vec![c],
        None => reading
            .chains
            .iter()
            .enumerate()
            .filter(|(_, c)| c.class == "Person" && gender_fits(c, gender))
            .filter(|(_, c)| c.forms.iter().any(|f| same_person(&words(f), &name)))
            .map(|(i, _)| i)
            .collect(),
    };
    if let [c] = fits.as_slice() {
        let c = *c;
        reading.attach(d, c);
        if let Some(chain) = reading.chains.get_mut(c) {
            chain.gender = chain.gender.or(gender);
            if words(&chain.name).len() < name.len() {
                chain.name.clone_from(&draft.text);
            }
            chain.forms.push(draft.text);
        }
        return;
    }
    let chain = person_chain(context, &draft);
    reading.start(d, chain);
}

/// Whether two full names may be one person's: the same first and last word, and no other difference than words that one
/// of them leaves out or gives as an initial; or one within the other.
fn same_person(a: &[String], b: &[String]) -> bool {
    if a.len() < 2 || b.len() < 2 {
        return false;
    }
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if within(short, long) {
        return true;
    }
    let ends = short.last() == long.last()
        && short.first().zip(long.first()).is_some_and(|(s, l)| {
            s == l
                || (s.len() == 1 && l.starts_with(s.as_str()))
                || (l.len() == 1 && s.starts_with(l.as_str()))
        });
    ends && {
        let mut rest = long.iter();
        short.iter().all(|s| {
            rest.any(|l| {
                s == l
                    || (s.len() == 1 && l.starts_with(s.as_str()))
                    || (l.len() == 1 && s.starts_with(l.as_str()))
            })
        })
    }
}

/// A surname or given name alone joins the nearest person who bears it and whom its title fits.
fn join_short(context: &Context, reading: &mut Reading, d: usize) {
    let Some(draft) = reading.drafts.get(d).cloned() else {
        return;
    };
    let gender = told_gender(context, &draft);
    let name = words(&draft.text);
    let bearers = bearers(reading, &name, gender);
    let near = nearest(reading, &bearers, &draft, context);
    if let Some(c) = near {
        reading.attach(d, c);
        if let Some(chain) = reading.chains.get_mut(c) {
            chain.gender = chain.gender.or(gender);
            chain.forms.push(draft.text);
            chain
                .reasons
                .push("part of the name, nearest bearer in the document".to_owned());
        }
        return;
    }
    if !bearers.is_empty() {
        return;
    }
    let same = reading
        .chains
        .iter()
        .position(|c| c.class == "Person" && words(&c.name) == name && gender_fits(c, gender));
    if let Some(c) = same {
        reading.attach(d, c);
        if let Some(chain) = reading.chains.get_mut(c) {
            chain.gender = chain.gender.or(gender);
        }
        return;
    }
    let chain = person_chain(context, &draft);
    reading.start(d, chain);
}

/// Chains of people whose fuller name holds `name`: by surname where there is one, else by given name.
fn bearers(reading: &Reading, name: &[String], gender: Option<Gender>) -> Vec<usize> {
    let holds = |c: &Chain, by: fn(&[String], &[String]) -> bool| {
        c.class == "Person"
            && gender_fits(c, gender)
            && c.forms.iter().any(|f| {
                let whole = words(f);
                whole.len() > name.len() && by(&whole, name)
            })
    };
    let all = |by: fn(&[String], &[String]) -> bool| -> Vec<usize> {
        (0..reading.chains.len())
            .filter(|&i| reading.chains.get(i).is_some_and(|c| holds(c, by)))
            .collect()
    };
    // "Kim" of Kim Jong Un, "Johnson" of Boris Johnson, "Le Drian".
    let mut found = all(<[String]>::ends_with);
    found.extend(all(|whole, part| {
        whole.starts_with(part) && (whole.len() > 2 || part.len() > 1)
    }));
    if found.is_empty() {
        found = all(|whole, part| within(part, whole));
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The bearer whose last mention before the draft is nearest and whose posts fit; a single bearer may follow too.
fn nearest(
    reading: &Reading,
    bearers: &[usize],
    draft: &Draft,
    context: &Context,
) -> Option<usize> {
    if let [one] = bearers {
        return Some(*one);
    }
    let title = |d: &Draft| d.posts.first().map(|p| p.title.clone());
    let fitting: Vec<usize> = match title(draft) {
        None => bearers.to_vec(),
        Some(t) => {
            let same: Vec<usize> = bearers
                .iter()
                .copied()
                .filter(|&c| {
                    chain_drafts(reading, c).any(|d| d.posts.iter().any(|p| p.title == t))
                        || holds_office(context, reading, c, &t)
                })
                .collect();
            if same.is_empty() {
                bearers.to_vec()
            } else {
                same
            }
        }
    };
    // The one that bears it as a surname was spoken of last.
    let mut best: Option<((usize, bool, u32), usize)> = None;
    for &c in &fitting {
        // A subject is taken up again before what else its sentence names.
        let last = chain_drafts(reading, c)
            .filter(|d| (d.sentence, d.head) < (draft.sentence, draft.head))
            .map(|d| {
                let subject = context
                    .sentence(d.sentence)
                    .is_some_and(|s| syntax::is_subject(s, d.head));
                (d.sentence, subject, d.head)
            })
            .max();
        if let Some(p) = last
            && best.is_none_or(|(b, _)| p > b)
        {
            best = Some((p, c));
        }
    }
    best.map(|(_, c)| c)
}

fn holds_office(context: &Context, reading: &Reading, chain: usize, title: &str) -> bool {
    let Some(date) = context.date else {
        return false;
    };
    chain_drafts(reading, chain)
        .flat_map(|d| &d.candidates)
        .any(|c| {
            context
                .gazetteer
                .office_at(&c.entry.id, date)
                .iter()
                .any(|t| {
                    context
                        .gazetteer
                        .holder_by_title(&t.jurisdiction, title, date)
                        .iter()
                        .any(|p| p.id == c.entry.id)
                })
        })
}

pub(super) fn chain_drafts(reading: &Reading, chain: usize) -> impl Iterator<Item = &Draft> {
    reading
        .chains
        .get(chain)
        .into_iter()
        .flat_map(|c| &c.drafts)
        .filter_map(|&d| reading.drafts.get(d))
}

/// Countries, places and bodies chain by what they are in the gazetteer, else by their name.
fn join_other(context: &Context, reading: &mut Reading, d: usize) {
    let Some(draft) = reading.drafts.get(d).cloned() else {
        return;
    };
    let link = one_entry(context, reading, &draft);
    if draft.candidates.iter().any(|c| c.how == How::Adjective) && link.is_none() {
        return;
    }
    let same = reading.chains.iter().position(|c| match (&link, &c.link) {
        (Some(a), Some(b)) => a.entry.id == b.as_str(),
        (None, None) => {
            c.class != "Person" && c.named && c.forms.iter().any(|f| fold(f) == fold(&draft.text))
        }
        _ => false,
    });
    let naming = matches!(
        link.as_ref().map(|l| l.how),
        None | Some(How::Label | How::Acronym | How::Alias)
    );
    if let Some(c) = same {
        reading.attach(d, c);
        if let Some(chain) = reading.chains.get_mut(c)
            && naming
        {
            chain.forms.push(draft.text);
        }
        return;
    }
    let chain = Chain {
        class: link
            .as_ref()
            .map_or_else(|| draft.class.clone(), |l| l.entry.class.to_owned()),
        name: link
            .as_ref()
            .map_or_else(|| draft.text.clone(), |l| l.entry.label.clone()),
        forms: if naming {
            vec![draft.text.clone()]
        } else {
            Vec::new()
        },
        country: link
            .as_ref()
            .and_then(|l| context.gazetteer.country_of(&l.entry.id).map(str::to_owned)),
        reasons: link
            .as_ref()
            .map(|l| format!("name known as {}", l.entry.label))
            .into_iter()
            .collect(),
        link: link.map(|l| l.entry.id.to_string()),
        named: true,
        ..Chain::default()
    };
    reading.start(d, chain);
}

/// The one entry that a name of no person means; several that fit alike are told apart by what else the document names.
fn one_entry(context: &Context, reading: &Reading, draft: &Draft) -> Option<Candidate> {
    let fitting: Vec<&Candidate> = draft
        .candidates
        .iter()
        .filter(|c| !c.entry.is_person())
        .collect();
    let best = fitting.iter().map(|c| rank(c.how)).min()?;
    let top: Vec<&&Candidate> = fitting.iter().filter(|c| rank(c.how) == best).collect();
    if let [one] = top.as_slice() {
        return Some((**one).clone());
    }
    // Korean, Congolese; Georgia: the one that is named otherwise too.
    let mut named: BTreeMap<&str, usize> = BTreeMap::new();
    for other in &reading.drafts {
        if let [c] = other.candidates.as_slice() {
            *named.entry(c.entry.id.as_str()).or_default() += 1;
            if let Some(country) = context.gazetteer.country_of(&c.entry.id) {
                *named.entry(country).or_default() += 1;
            }
        }
    }
    let score = |c: &Candidate| {
        let own = named.get(c.entry.id.as_str()).copied().unwrap_or(0);
        let country = c
            .entry
            .country
            .as_deref()
            .and_then(|k| named.get(k))
            .copied()
            .unwrap_or(0);
        own.max(country)
    };
    let most = top.iter().map(|c| score(c)).max()?;
    let winners: Vec<&&&Candidate> = top.iter().filter(|c| score(c) == most).collect();
    match winners.as_slice() {
        [one] => Some((***one).clone()),
        // A state rather than a province of the same name.
        many => {
            let states: Vec<_> = many.iter().filter(|c| c.entry.is_country()).collect();
            match states.as_slice() {
                [one] if best <= 2 => Some((****one).clone()),
                _ => None,
            }
        }
    }
}

const fn rank(how: How) -> u8 {
    match how {
        How::Label | How::Acronym | How::Alias => 0,
        How::FamilyName => 1,
        How::Adjective | How::PeopleNoun => 2,
        How::Seat => 3,
        How::Epithet => 4,
    }
}

/// A name that nothing classifies joins the person or body whose name it is part of, or is forgotten.
fn join_unknown(context: &Context, reading: &mut Reading, d: usize) {
    let Some(draft) = reading.drafts.get(d).cloned() else {
        return;
    };
    let name = words(&draft.text);
    let people = bearers(reading, &name, None);
    let same: Vec<usize> = (0..reading.chains.len())
        .filter(|&i| {
            reading
                .chains
                .get(i)
                .is_some_and(|c| c.named && c.forms.iter().any(|f| words(f) == name))
        })
        .collect();
    let found = match same.as_slice() {
        [one] => Some(*one),
        _ => nearest(reading, &people, &draft, context),
    };
    let bodies = || -> Option<usize> {
        let of: Vec<usize> = (0..reading.chains.len())
            .filter(|&i| {
                reading.chains.get(i).is_some_and(|c| {
                    c.named
                        && matches!(
                            c.class.as_str(),
                            "Organization"
                                | "Company"
                                | "PoliticalParty"
                                | "ArmedGroup"
                                | "MediaOutlet"
                        )
                        && c.forms.iter().any(|f| {
                            let whole = words(f);
                            whole.starts_with(&name) || whole.ends_with(&name)
                        })
                })
            })
            .collect();
        match of.as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    };
    if let Some(c) = found.or_else(bodies) {
        reading.attach(d, c);
        if let Some(chain) = reading.chains.get_mut(c) {
            chain.forms.push(draft.text);
        }
    }
}

/// "Mahan" after "Mahan Air": the first word of a body's name alone, when it is nobody's and nothing else's name.
fn shorten_bodies(reading: &mut Reading) {
    let mut merges = Vec::new();
    for (i, c) in reading.chains.iter().enumerate() {
        let name = words(&c.name);
        if c.link.is_some() || !c.named || name.len() != 1 || c.drafts.is_empty() {
            continue;
        }
        let longer: Vec<usize> = (0..reading.chains.len())
            .filter(|&o| o != i)
            .filter(|&o| {
                reading.chains.get(o).is_some_and(|o| {
                    o.named
                        && o.forms.iter().any(|f| {
                            let whole = words(f);
                            whole.len() > 1 && within(&name, &whole)
                        })
                })
            })
            .collect();
        if let [into] = longer.as_slice() {
            let body = reading.chains.get(*into).is_some_and(|o| {
                matches!(
                    o.class.as_str(),
                    "Organization" | "Company" | "PoliticalParty" | "ArmedGroup" | "MediaOutlet"
                ) && o.forms.iter().any(|f| words(f).starts_with(&name))
            });
            if body {
                merges.push((i, *into));
            }
        }
    }
    for (from, into) in merges {
        reading.merge(from, into, "first word of the body's name");
    }
}

/// "Economic Community of West African States (ECOWAS)": an acronym in brackets, or one that spells a body's initials.
fn reading_acronyms(context: &Context, reading: &mut Reading) {
    let mut joins = Vec::new();
    for (i, draft) in reading.drafts.iter().enumerate() {
        let (Some(chain), Some(sentence)) = (draft.chain, context.sentence(draft.sentence)) else {
            continue;
        };
        let letters: String = draft.text.chars().filter(|c| *c != '.').collect();
        if letters.len() < 2 || letters.chars().any(char::is_lowercase) {
            continue;
        }
        let before = draft.name.start.checked_sub(1).map(|t| sentence.token(t));
        let bracketed = before.is_some_and(|t| t.form == "(");
        let spelled = |c: &Chain| c.forms.iter().any(|f| spells(f, &letters));
        let full = reading.drafts.iter().find(|o| {
            o.sentence == draft.sentence
                && bracketed
                && o.name.end + 1 == draft.name.start
                && o.chain != Some(chain)
                && o.class != "Person"
                && spells(&o.text, &letters[..1])
        });
        if let Some(into) = full.and_then(|o| o.chain) {
            joins.push((i, into));
            continue;
        }
        let unlinked = reading.chains.get(chain).is_some_and(|c| c.link.is_none());
        let matching: Vec<usize> = (0..reading.chains.len())
            .filter(|&c| {
                c != chain
                    && unlinked
                    && letters.len() > 2
                    && reading
                        .chains
                        .get(c)
                        .is_some_and(|c| c.named && c.class != "Person" && spelled(c))
            })
            .collect();
        if let [into] = matching.as_slice() {
            joins.push((i, *into));
        }
    }
    for (draft, into) in joins {
        if let Some(from) = reading.drafts.get(draft).and_then(|d| d.chain) {
            let differ = |c: usize| reading.chains.get(c).and_then(|c| c.link.clone());
            match (differ(from), differ(into)) {
                (Some(a), Some(b)) if a != b => {}
                // What the gazetteer knows by the acronym is known by the name too.
                (Some(_), None) => {
                    reading.merge(into, from, "acronym in brackets");
                }
                _ => reading.merge(from, into, "acronym of the name"),
            }
        }
    }
}

/// Whether letters are the initials of a name, small words skipped or not.
fn spells(name: &str, letters: &str) -> bool {
    let initials = |small: bool| -> String {
        name.split(|c: char| c.is_whitespace() || c == '-')
            .filter(|w| small || w.starts_with(char::is_uppercase))
            .filter_map(|w| w.chars().next())
            .flat_map(char::to_uppercase)
            .collect()
    };
    let many = name.split_whitespace().count() > 1;
    many && (initials(false).starts_with(letters) || initials(true).starts_with(letters))
}

/// Links a person's chain to the gazetteer: the entry that all that is said of the person fits.
fn link_person(context: &Context, reading: &mut Reading, chain: usize) {
    let Some(c) = reading.chains.get(chain) else {
        return;
    };
    if c.class != "Person" || c.link.is_some() || c.drafts.is_empty() {
        return;
    }
    let name = c.name.clone();
    let gender = c.gender;
    let full = words(&name).len() > 1;
    let candidates: Vec<Candidate> = context
        .gazetteer
        .lookup(&name)
        .iter()
        .filter(|k| k.entry.is_person())
        .filter(|k| gender.is_none() || k.entry.gender().map(known_gender) == gender)
        .cloned()
        .collect();
    let countries = said_countries(context, reading, chain);
    let titles: Vec<String> = chain_drafts(reading, chain)
        .flat_map(|d| &d.posts)
        .filter(|p| p.status != Status::Ended && p.status != Status::Planned)
        .map(|p| p.title.clone())
        .collect();
    let fits_country = |k: &Candidate| {
        let own = k.entry.country.as_deref();
        countries.is_empty()
            || own.is_none()
            || countries.iter().any(|s| Some(s.as_str()) == own)
            || context
                .gazetteer
                .terms_of(&k.entry.id)
                .any(|t| countries.iter().any(|s| *s == t.jurisdiction))
    };
    let fitting: Vec<&Candidate> = candidates.iter().filter(|k| fits_country(k)).collect();
    let in_office = |k: &&&Candidate| {
        context
            .date
            .is_some_and(|d| !context.gazetteer.office_at(&k.entry.id, d).is_empty())
    };
    let titled = |k: &&&Candidate| {
        context.date.is_some_and(|d| {
            context.gazetteer.office_at(&k.entry.id, d).iter().any(|t| {
                titles
                    .iter()
                    .any(|title| holds(context, &t.jurisdiction, title, &k.entry.id))
            })
        })
    };
    let one = |of: Vec<&&Candidate>| match of.as_slice() {
        [one] => Some((**one).clone()),
        _ => None,
    };
    let chosen = if full {
        one(fitting.iter().collect())
            .or_else(|| one(fitting.iter().filter(titled).collect()))
            .or_else(|| one(fitting.iter().filter(in_office).collect()))
    } else if titles.is_empty() {
        // A surname alone: nobody else of that name, and the document speaks of his or her country.
        one(fitting.iter().filter(in_office).collect()).filter(|k| {
            k.entry.country.as_deref().is_some_and(|home| {
                reading
                    .chains
                    .iter()
                    .any(|c| c.link.as_deref() == Some(home) || c.country.as_deref() == Some(home))
            })
        })
    } else {
        one(fitting.iter().filter(titled).collect())
    };
    let Some(chosen) = chosen else {
        return;
    };
    // Two chains that turn out to be one known person.
    let twin = reading
        .chains
        .iter()
        .position(|c| c.class == "Person" && c.link.as_deref() == Some(chosen.entry.id.as_str()));
    if let Some(c) = reading.chains.get_mut(chain) {
        c.link = Some(chosen.entry.id.to_string());
        c.country = c
            .country
            .take()
            .or_else(|| chosen.entry.country.as_ref().map(ToString::to_string));
        c.gender = c.gender.or(chosen.entry.gender().map(known_gender));
        c.reasons.push(format!(
            "{}: {}",
            if full {
                "full name"
            } else {
                "surname and office at the date"
            },
            chosen.entry.label
        ));
    }
    if let Some(twin) = twin.filter(|t| *t != chain) {
        reading.merge(chain, twin, "names of the same known person");
    }
}

/// Whether a person holds "the *title* of *jurisdiction*" at the article's date.
fn holds(context: &Context, jurisdiction: &str, title: &str, person: &str) -> bool {
    context.date.is_some_and(|d| {
        context
            .gazetteer
            .holder_by_title(jurisdiction, title, d)
            .iter()
            .any(|p| p.id == person)
    })
}

/// Countries that a person's titles name.
fn said_countries(context: &Context, reading: &Reading, chain: usize) -> Vec<String> {
    let mut found = Vec::new();
    for draft in chain_drafts(reading, chain) {
        for post in &draft.posts {
            found.extend(
                holder_chains(reading, draft.sentence, post)
                    .into_iter()
                    .filter_map(|c| reading.chains.get(c))
                    .filter_map(|c| {
                        c.link
                            .as_deref()
                            .and_then(|l| context.gazetteer.country_of(l))
                            .map(str::to_owned)
                            .or_else(|| c.country.clone())
                    }),
            );
        }
    }
    found.sort();
    found.dedup();
    found
}

/// The chains of countries and bodies that a post belongs to, in the order of the text.
pub(super) fn holder_chains(reading: &Reading, sentence: usize, post: &PostReading) -> Vec<usize> {
    let mut found: Vec<usize> = post
        .holders
        .iter()
        .filter_map(|&h| {
            reading.chain_at(sentence, h).or_else(|| {
                let near = reading.drafts.get(reading.covering(sentence, h)?)?;
                near.chain
            })
        })
        .filter(|&c| {
            reading
                .chains
                .get(c)
                .is_some_and(|c| !matches!(c.class.as_str(), "Person" | "Collective" | "Topic"))
        })
        .collect();
    found.dedup();
    found
}

/// Appositions, predicate nouns and descriptions of the same person, body or occasion.
pub(super) fn join_descriptions(context: &Context, reading: &mut Reading) {
    nominals::name_counterparts(context, reading);
    join_appositions(context, reading);
    beside::join(context, reading);
    let mut order: Vec<usize> = (0..reading.drafts.len())
        .filter(|&d| {
            reading
                .drafts
                .get(d)
                .is_some_and(|d| d.chain.is_none() && d.form == MentionForm::Nominal)
        })
        .collect();
    order.sort_by_key(|&d| reading.drafts.get(d).map(|d| (d.sentence, d.head)));
    for d in order {
        nominals::resolve(context, reading, d);
    }
    join_appositions(context, reading);
    for c in 0..reading.chains.len() {
        link_person(context, reading, c);
        country_by_post(context, reading, c);
    }
}

/// "Wang Yi, the foreign minister", "the secretary of state, Condoleezza Rice", "X is the president".
fn join_appositions(context: &Context, reading: &mut Reading) {
    for index in 0..context.analysis.sentences.len() {
        let Some(sentence) = context.sentence(index) else {
            continue;
        };
        for id in 0..sentence.tokens.len() as u32 {
            let token = sentence.token(id);
            let Some(head) = token.head else { continue };
            let beside = token.deprel.is(Deprel::APPOS)
                // Titles and flat names that a parser hangs the other way.
                || (token.deprel == Deprel::NMOD_UNMARKED || token.deprel == Deprel::PARATAXIS || token.deprel == Deprel::LIST)
                    && comma_between(sentence, head, id)
                    && token.upos != Upos::Verb;
            if !beside {
                continue;
            }
            let pairs = distribute(sentence, head, id);
            for (a, b) in pairs {
                join_pair(context, reading, index, a, b, "apposition");
            }
        }
        for id in 0..sentence.tokens.len() as u32 {
            let copula = sentence.child_by(id, Deprel::COP).is_some();
            if !copula {
                continue;
            }
            let Some(subject) = sentence.child_by(id, Deprel::NSUBJ) else {
                continue;
            };
            let hedged = sentence.children(id).any(|c| {
                sentence.token(c).feats.has("Polarity", "Neg") || {
                    let t = sentence.token(c);
                    t.deprel.is(Deprel::AUX) && !matches!(t.lemma.as_str(), "be" | "have")
                }
            });
            if !hedged && syntax::marker(sentence, id).is_none() {
                join_pair(context, reading, index, subject, id, "predicate noun");
            }
        }
    }
}

fn comma_between(sentence: &crate::language::Sentence, a: u32, b: u32) -> bool {
    let (from, to) = if a < b { (a, b) } else { (b, a) };
    (from + 1..to).any(|t| matches!(sentence.token(t).form.as_str(), "," | "(" | "—" | "–"))
}

/// "The presidents of A and B, X and Y": each with each where both are coordinated, the second with the description where
/// only the names are.
fn distribute(sentence: &crate::language::Sentence, head: u32, id: u32) -> Vec<(u32, u32)> {
    let names = syntax::conjuncts(sentence, id);
    // Two names beside a plural, or two descriptions beside a name.
    if names.len() > 1
        && (syntax::is_plural(sentence, head) || sentence.token(head).upos == Upos::Propn)
    {
        return names.into_iter().map(|n| (head, n)).collect();
    }
    vec![(head, id)]
}

pub(super) fn join_pair(
    context: &Context,
    reading: &mut Reading,
    index: usize,
    a: u32,
    b: u32,
    reason: &'static str,
) {
    let (Some(a), Some(b)) = (reading.draft_near(index, a), reading.draft_near(index, b)) else {
        return;
    };
    let (Some(first), Some(second)) = (
        reading.drafts.get(a).cloned(),
        reading.drafts.get(b).cloned(),
    ) else {
        return;
    };
    let (name, description) = match (first.form, second.form) {
        (MentionForm::Name, MentionForm::Nominal) => (a, b),
        (MentionForm::Nominal, MentionForm::Name) => (b, a),
        _ => return,
    };
    let (Some(n), Some(d)) = (reading.drafts.get(name), reading.drafts.get(description)) else {
        return;
    };
    if d.plural {
        // "The ministers, X and Y": members of a group.
        let (Some(member), Some(group)) = (n.chain, ensure(reading, description)) else {
            return;
        };
        if let Some(g) = reading.chains.get_mut(group)
            && group != member
            && !g.members.contains(&member)
        {
            g.members.push(member);
        }
        return;
    }
    let indefinite_predicate = reason == "predicate noun" && !matches!(d.class.as_str(), "Person");
    if d.chain.is_some() && d.chain == n.chain || indefinite_predicate {
        return;
    }
    let fits = d.class == n.class
        || d.class == "Place"
        || general(&d.class, &n.class)
        || general(&n.class, &d.class);
    if !fits {
        return;
    }
    let gender = reading
        .drafts
        .get(description)
        .and_then(|d| described_gender(context, d));
    match (n.chain, d.chain) {
        (Some(chain), None) => {
            if !reading
                .chains
                .get(chain)
                .is_some_and(|c| gender_fits(c, gender))
            {
                return;
            }
            reading.attach(description, chain);
            if let Some(c) = reading.chains.get_mut(chain) {
                c.gender = c.gender.or(gender);
                c.reasons.push(reason.to_owned());
            }
        }
        (Some(chain), Some(other)) => {
            let unnamed = reading.chains.get(other).is_some_and(|c| !c.named);
            if unnamed {
                reading.merge(other, chain, reason);
            }
        }
        _ => {}
    }
}

pub(super) fn described_gender(context: &Context, draft: &Draft) -> Option<Gender> {
    draft
        .posts
        .first()
        .and_then(|p| p.gender)
        .or_else(|| {
            let sentence = context.sentence(draft.sentence)?;
            let noun = syntax::singular(&syntax::lemma(sentence, draft.head));
            context.nouns.person(&noun).flatten()
        })
        .map(gender_of)
}

/// Whether class `a` is one below which `b` stands, among the classes of bodies and places.
pub(super) fn general(a: &str, b: &str) -> bool {
    match a {
        "Organization" => matches!(
            b,
            "Government"
                | "InternationalOrganization"
                | "PoliticalParty"
                | "ArmedGroup"
                | "MediaOutlet"
                | "Company"
        ),
        "Place" => matches!(b, "City" | "Region" | "Landmark"),
        "Occasion" => matches!(
            b,
            "Summit"
                | "Ceremony"
                | "Commemoration"
                | "MilitaryParade"
                | "Conference"
                | "Election"
                | "War"
                | "Treaty"
        ),
        _ => false,
    }
}

/// A chain for an unnamed description that has none yet.
pub(super) fn ensure(reading: &mut Reading, draft: usize) -> Option<usize> {
    let d = reading.drafts.get(draft)?;
    if let Some(c) = d.chain {
        return Some(c);
    }
    let chain = Chain {
        class: d.class.clone(),
        name: d.text.clone(),
        forms: vec![d.text.clone()],
        plural: d.plural,
        ..Chain::default()
    };
    Some(reading.start(draft, chain))
}

/// The country of a person or body by the posts and descriptions of it.
fn country_by_post(context: &Context, reading: &mut Reading, chain: usize) {
    if reading
        .chains
        .get(chain)
        .is_none_or(|c| c.country.is_some() || c.drafts.is_empty())
    {
        return;
    }
    let found = said_countries(context, reading, chain);
    if let ([country], Some(c)) = (found.as_slice(), reading.chains.get_mut(chain)) {
        c.country = Some(country.clone());
    }
}
