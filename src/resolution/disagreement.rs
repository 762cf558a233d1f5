//! Which claims are accepted as facts, and which cannot both hold.

use super::{Claim, Contradiction, Node, Predicate, Resolution, Value};
use crate::{
    extraction::Factuality,
    schema::Schema,
    text::{PartialDate, TimeSpan},
};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// Days within which undated reports on who holds an office speak of the same time.
const SAME_TIME_DAYS: i32 = 31;

/// The triple that a claim is about.
type Triple<'a> = (Node, &'a str, &'a Value);

fn triple(claim: &Claim) -> Option<Triple<'_>> {
    match &claim.predicate {
        Predicate::Known(name) => Some((claim.subject, name, &claim.object)),
        Predicate::Open(..) => None,
    }
}

/// Claims by triple, each list in the order of names.
fn by_triple(claims: &[Claim]) -> BTreeMap<Triple<'_>, Vec<u32>> {
    let mut map: BTreeMap<Triple<'_>, Vec<u32>> = BTreeMap::new();
    for (i, claim) in claims.iter().enumerate() {
        if let Some(triple) = triple(claim) {
            map.entry(triple).or_default().push(i as u32);
        }
    }
    map
}

/// Marks the claims that are accepted as facts: told as one by the reporter or by a source that vouches for it, not as
/// over, and neither denied nor told as over by a later document or later in the same one.
pub(super) fn accept(resolution: &mut Resolution, schema: &Schema) {
    let mut accepted = Vec::new();
    for claims in by_triple(&resolution.claims).values() {
        for &i in claims {
            let Some(claim) = resolution.claims.get(i as usize) else {
                continue;
            };
            let told = claim.factuality == Factuality::Fact && claim.vouched && !claim.ended;
            let undone = || {
                claims
                    .iter()
                    .filter_map(|j| resolution.claims.get(*j as usize))
                    .any(|other| undoes(resolution, other, claim, schema))
            };
            if told && !undone() {
                accepted.push(i);
            }
        }
    }
    for i in accepted {
        if let Some(claim) = resolution.claims.get_mut(i as usize) {
            claim.accepted = true;
        }
    }
}

/// Whether one claim, told later, takes back another.
fn undoes(resolution: &Resolution, later: &Claim, claim: &Claim, schema: &Schema) -> bool {
    let denies = later.factuality == Factuality::Denied;
    let over = later.ended && later.factuality == Factuality::Fact && later.vouched;
    if !denies && !over {
        return false;
    }
    let one_event = match (later.event, claim.event) {
        (Some(a), Some(b)) => a == b,
        _ => meet(later.time, claim.time),
    };
    if !one_event || (over && is_act(claim, schema)) {
        return false;
    }
    let published = |c: &Claim| -> Vec<(Option<PartialDate>, u32, u32)> {
        c.passages
            .iter()
            .map(|p| {
                let source = resolution.documents.get(p.document as usize);
                let date = source.and_then(|d| d.record.published);
                (date, p.document, p.sentence)
            })
            .collect()
    };
    let last = published(claim);
    published(later).iter().any(|(date, document, sentence)| {
        last.iter().all(|(d, doc, s)| {
            if document == doc {
                return sentence > s;
            }
            match (date, d) {
                (Some(date), Some(d)) => date.first_day() > d.last_day(),
                _ => false,
            }
        })
    })
}

/// Whether it is an act rather than a lasting relation: what is done can be over without being undone.
fn is_act(claim: &Claim, schema: &Schema) -> bool {
    matches!(&claim.predicate, Predicate::Known(p) if schema.is_subproperty(p, "interactedWith") || p == "happens")
}

/// Whether two spans may share a day; an open end reaches as far as need be.
fn meet(a: TimeSpan, b: TimeSpan) -> bool {
    let before = |x: TimeSpan, y: TimeSpan| match (x.end, y.start) {
        (Some(end), Some(start)) => end.last_day() < start.first_day(),
        _ => false,
    };
    !before(a, b) && !before(b, a)
}

/// All pairs of claims that cannot both hold.
pub(super) fn find(resolution: &Resolution, schema: &Schema) -> Vec<Contradiction> {
    let mut pairs = BTreeSet::new();
    let claims = &resolution.claims;
    for group in by_triple(claims).values() {
        opposed(resolution, group, &mut pairs);
    }
    rivals(resolution, schema, &mut pairs);
    pairs.into_iter().collect()
}

fn add(pairs: &mut BTreeSet<Contradiction>, a: u32, b: u32) {
    pairs.insert(Contradiction {
        one: a.min(b),
        other: a.max(b),
    });
}

/// One says it is so, the other that it isn't, of the same event or a time that may be the same.
fn opposed(resolution: &Resolution, group: &[u32], pairs: &mut BTreeSet<Contradiction>) {
    use Factuality::{Denied, Fact, Likely, Planned, Unlikely};
    for (n, &i) in group.iter().enumerate() {
        for &j in group.iter().skip(n + 1) {
            let (Some(a), Some(b)) = (
                resolution.claims.get(i as usize),
                resolution.claims.get(j as usize),
            ) else {
                continue;
            };
            let one_event = match (a.event, b.event) {
                (Some(a), Some(b)) => a == b,
                _ => meet(a.time, b.time),
            };
            let (x, y) = (
                a.factuality.min(b.factuality),
                a.factuality.max(b.factuality),
            );
            let clash = match (x, y) {
                (Fact, Denied) => !(a.ended || b.ended),
                (Likely, Unlikely | Denied) => true,
                // "Will come, but has not yet" is no contradiction within one article.
                (Planned, Denied) => {
                    let of = |c: &Claim| {
                        c.passages
                            .iter()
                            .map(|p| p.document)
                            .collect::<BTreeSet<_>>()
                    };
                    of(a).is_disjoint(&of(b))
                }
                _ => false,
            };
            if clash && one_event {
                add(pairs, i, j);
            }
        }
    }
}

/// Two who are said to be the one head of the same state at the same time.
fn rivals(resolution: &Resolution, schema: &Schema, pairs: &mut BTreeSet<Contradiction>) {
    let mut holders: FxHashMap<(&str, &Value), Vec<u32>> = FxHashMap::default();
    let mut values: FxHashMap<(&str, Node), Vec<u32>> = FxHashMap::default();
    for (i, claim) in resolution.claims.iter().enumerate() {
        let Predicate::Known(name) = &claim.predicate else {
            continue;
        };
        let Some(property) = schema.property(name) else {
            continue;
        };
        if claim.factuality != Factuality::Fact || claim.ended || claim.acting || !claim.vouched {
            continue;
        }
        if property.one_subject_at_a_time {
            holders
                .entry((name, &claim.object))
                .or_default()
                .push(i as u32);
        }
        if property.functional {
            values
                .entry((name, claim.subject))
                .or_default()
                .push(i as u32);
        }
    }
    let mut groups: Vec<Vec<u32>> = holders.into_values().chain(values.into_values()).collect();
    groups.sort_unstable();
    for group in groups {
        for (n, &i) in group.iter().enumerate() {
            for &j in group.iter().skip(n + 1) {
                let (Some(a), Some(b)) = (
                    resolution.claims.get(i as usize),
                    resolution.claims.get(j as usize),
                ) else {
                    continue;
                };
                let differ = a.subject != b.subject || a.object != b.object;
                if differ && at_one_time(resolution, a, b) {
                    add(pairs, i, j);
                }
            }
        }
    }
}

/// Whether two claims on who holds an office speak of one time: their own dates, else the days of publication.
fn at_one_time(resolution: &Resolution, a: &Claim, b: &Claim) -> bool {
    if !a.time.is_unknown() && !b.time.is_unknown() {
        return meet(a.time, b.time);
    }
    let days = |c: &Claim| -> Vec<jiff::civil::Date> {
        c.passages
            .iter()
            .filter_map(|p| {
                resolution
                    .documents
                    .get(p.document as usize)?
                    .record
                    .published
            })
            .map(PartialDate::first_day)
            .collect()
    };
    let (of_a, of_b) = (days(a), days(b));
    of_a.iter().any(|x| {
        of_b.iter().any(|y| {
            x.until(*y)
                .is_ok_and(|span| span.get_days().abs() <= SAME_TIME_DAYS)
        })
    })
}
