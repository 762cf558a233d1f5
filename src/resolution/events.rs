//! Which tellings, in one document or many, tell the same event.
//!
//! Two do when their classes, participants, places and times are compatible. Pairs are looked for within blocks that
//! share a participant, joined from the most alike downwards, and a join that would bring together what isn't
//! compatible is not made: so the result doesn't depend on the order of documents.

use super::{
    Context, Event, PassageRef,
    entities::Grouping,
    merge::{Merged, REASONS},
    mint::{self, Wish},
    names::Names,
    reading::Reading,
};
use crate::{
    extraction::{Event as Telling, Factuality},
    schema::Schema,
    text::{PartialDate, TimeSpan},
};
use jiff::civil::Date;
use petgraph::unionfind::UnionFind;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

mod label;
mod same;

use same::{Cluster, Profile};

/// Most pairs that one telling is compared with in a block; the nearest in time come first.
const COMPARED: usize = 64;

/// The merged events and where each telling went.
pub(super) struct Happenings {
    /// Sorted by name.
    pub(super) events: Vec<Event>,
    /// For each document and its event the merged one.
    pub(super) of_telling: FxHashMap<(u32, u32), u32>,
    /// For each document and its occasion entity the merged one.
    pub(super) of_occasion: FxHashMap<(u32, u32), u32>,
}

/// One telling, or an occasion that no frame told of.
struct Member<'a> {
    document: u32,
    /// Its position among the document's events.
    telling: Option<u32>,
    event: Option<&'a Telling>,
    /// The occasion entity.
    occasion: Option<u32>,
    profile: Profile,
}

/// Merges the events of all documents.
pub(super) fn merge(
    readings: &[&Reading],
    grouping: &Grouping<'_>,
    merged: &Merged,
    names: &Names,
    context: &Context<'_>,
) -> Happenings {
    let members = collect(readings, grouping, merged, names, context);
    let clusters = cluster(&members, context.schema);
    let world = World {
        readings,
        grouping,
        merged,
        context,
    };
    let mut built: Vec<(Event, Wish, Vec<u32>)> = clusters
        .into_par_iter()
        .map(|members_of| {
            let told: Vec<&Member<'_>> = members_of
                .iter()
                .filter_map(|m| members.get(*m as usize))
                .collect();
            let (event, wish) = world.build(&told);
            (event, wish, members_of)
        })
        .collect();
    let wishes: Vec<&Wish> = built.iter().map(|(_, w, _)| w).collect();
    for (name, (event, ..)) in mint::names(&wishes).into_iter().zip(&mut built) {
        event.name = name;
    }
    built.sort_by(|a, b| a.0.name.cmp(&b.0.name));
    let mut of_telling = FxHashMap::default();
    let mut of_occasion = FxHashMap::default();
    for (position, (_, _, members_of)) in built.iter().enumerate() {
        for member in members_of.iter().filter_map(|m| members.get(*m as usize)) {
            if let Some(telling) = member.telling {
                of_telling.insert((member.document, telling), position as u32);
            }
            if let Some(occasion) = member.occasion {
                of_occasion.insert((member.document, occasion), position as u32);
            }
        }
    }
    let mut events: Vec<Event> = built.into_iter().map(|(event, ..)| event).collect();
    fill_occasions(&mut events, readings, &world, &of_telling, &of_occasion);
    Happenings {
        events,
        of_telling,
        of_occasion,
    }
}

/// Every telling with what may be compared of it, by document.
fn collect<'a>(
    readings: &[&'a Reading],
    grouping: &Grouping<'_>,
    merged: &Merged,
    names: &Names,
    context: &Context<'_>,
) -> Vec<Member<'a>> {
    let schema = context.schema;
    let profiler = same::Profiler {
        grouping,
        merged,
        names,
        context,
    };
    readings
        .par_iter()
        .enumerate()
        .flat_map_iter(|(document, reading)| {
            let document = document as u32;
            let extraction = &reading.extraction;
            let mut members = Vec::new();
            let mut seen = BTreeSet::new();
            for (i, event) in extraction.events.iter().enumerate() {
                let occasion = event.entity;
                seen.extend(occasion);
                members.push(Member {
                    document,
                    telling: Some(i as u32),
                    event: Some(event),
                    occasion,
                    profile: profiler.profile(document, reading, Some(event), occasion),
                });
            }
            for (i, entity) in extraction.entities.iter().enumerate() {
                let i = i as u32;
                if schema.is_a(&entity.class, "Event") && !seen.contains(&i) {
                    members.push(Member {
                        document,
                        telling: None,
                        event: None,
                        occasion: Some(i),
                        profile: profiler.profile(document, reading, None, Some(i)),
                    });
                }
            }
            members
        })
        .collect()
}

/// Groups of tellings of one event, each sorted, by their first.
fn cluster(members: &[Member<'_>], schema: &Schema) -> Vec<Vec<u32>> {
    let mut blocks: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (i, member) in members.iter().enumerate() {
        for block in &member.profile.blocks {
            blocks.entry(block.clone()).or_default().push(i as u32);
        }
    }
    let blocks: Vec<Vec<u32>> = blocks.into_values().filter(|b| b.len() > 1).collect();
    let profile = |i: u32| members.get(i as usize).map(|m| &m.profile);
    let mut pairs: Vec<(Reverse<u32>, u32, u32)> = blocks
        .into_par_iter()
        .flat_map_iter(|mut block| {
            block.sort_by_key(|i| (profile(*i).map(|p| p.earliest), *i));
            let mut pairs = Vec::new();
            for (position, &a) in block.iter().enumerate() {
                let Some(one) = profile(a) else { continue };
                let later = block.iter().skip(position + 1);
                for &b in later.take(COMPARED) {
                    let Some(other) = profile(b) else { continue };
                    if let Some(score) = same::same_event(one, other, schema) {
                        pairs.push((Reverse(score), a.min(b), a.max(b)));
                    }
                }
            }
            pairs
        })
        .collect();
    // Tellings that share their occasion entity are one by their document's own word.
    let mut by_occasion: BTreeMap<(u32, u32), u32> = BTreeMap::new();
    for (i, member) in members.iter().enumerate() {
        if let Some(occasion) = member.occasion {
            let i = i as u32;
            let first = *by_occasion.entry((member.document, occasion)).or_insert(i);
            if first != i {
                pairs.push((Reverse(u32::MAX), first, i));
            }
        }
    }
    pairs.par_sort_unstable();
    pairs.dedup();

    let mut union = UnionFind::<u32>::new(members.len());
    let mut clusters: FxHashMap<u32, Cluster> = FxHashMap::default();
    for (Reverse(score), a, b) in pairs {
        let (root_a, root_b) = (union.find(a), union.find(b));
        let (Some(pa), Some(pb)) = (profile(a), profile(b)) else {
            continue;
        };
        if root_a == root_b {
            continue;
        }
        let one = clusters.remove(&root_a).unwrap_or_else(|| Cluster::of(pa));
        let other = clusters.remove(&root_b).unwrap_or_else(|| Cluster::of(pb));
        if let Some(joint) = one.join(&other, score == u32::MAX, schema) {
            union.union(root_a, root_b);
            clusters.insert(union.find(root_a), joint);
        } else {
            clusters.insert(root_a, one);
            clusters.insert(root_b, other);
        }
    }
    let mut groups: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for i in 0..members.len() as u32 {
        groups.entry(union.find(i)).or_default().push(i);
    }
    let mut groups: Vec<Vec<u32>> = groups.into_values().collect();
    groups.sort_unstable();
    groups
}

/// What building an event needs to look at.
struct World<'a> {
    readings: &'a [&'a Reading],
    grouping: &'a Grouping<'a>,
    merged: &'a Merged,
    context: &'a Context<'a>,
}

impl World<'_> {
    fn build(&self, told: &[&Member<'_>]) -> (Event, Wish) {
        let schema = self.context.schema;
        let tellings: Vec<&Telling> = told.iter().filter_map(|m| m.event).collect();
        let class = told
            .iter()
            .map(|m| m.profile.class.as_str())
            .reduce(|a, b| schema.narrower(a, b).unwrap_or(a));
        let class = class.unwrap_or("Event").to_owned();
        let factuality = self.factuality(told);
        let time = time(&tellings, factuality, schema.merge_window_days(&class) > 1);
        let mut event = Event {
            name: String::new(),
            label: String::new(),
            aliases: BTreeSet::new(),
            roles: BTreeMap::new(),
            texts: BTreeMap::new(),
            time,
            factuality,
            attributed_to: BTreeSet::new(),
            plover: None,
            mode: None,
            confidence: tellings.iter().map(|t| t.confidence).fold(0.0, f32::max),
            rules: tellings
                .iter()
                .map(|t| t.rule.clone())
                .filter(|r| !r.is_empty())
                .collect(),
            passages: BTreeSet::new(),
            independent_sources: 0,
            mentions: 0,
            documents: told
                .iter()
                .map(|m| m.document)
                .collect::<BTreeSet<_>>()
                .len() as u32,
            reasons: BTreeSet::new(),
            class,
        };
        // The code and mode of the telling that decides the factuality: planned and done have different ones.
        let deciding = tellings.iter().filter(|t| Some(t.factuality) == factuality);
        event.plover = least(deciding.clone().filter_map(|t| t.plover.as_deref()));
        event.mode = least(deciding.filter_map(|t| t.mode.as_deref()))
            .or_else(|| schema.plover_mode(&event.class).map(str::to_owned));
        let mut proper = BTreeMap::<&str, u32>::new();
        let mut described = BTreeMap::<&str, u32>::new();
        for member in told {
            if let Some(telling) = member.event {
                for sentence in &telling.sentences {
                    event.passages.insert(PassageRef {
                        document: member.document,
                        sentence: *sentence,
                    });
                }
                for (role, words) in &telling.texts {
                    event
                        .texts
                        .entry(role.clone())
                        .or_default()
                        .extend(words.iter().cloned());
                }
            }
            let Some((local, entity)) = self.occasion(member) else {
                continue;
            };
            event.mentions += local.mentions;
            event.aliases.insert(entity.name.clone());
            event.aliases.extend(entity.aliases.iter().cloned());
            event.reasons.extend(entity.reasons.iter().cloned());
            let forms = if entity.named {
                &mut proper
            } else {
                &mut described
            };
            *forms.entry(&entity.name).or_default() += local.mentions.max(1);
        }
        if told.len() > 1 {
            event.reasons.insert(format!(
                "{} tellings in {} articles agree in kind, participants, place and time",
                told.len(),
                event.documents
            ));
        }
        event.reasons = std::mem::take(&mut event.reasons)
            .into_iter()
            .take(REASONS)
            .collect();
        let best = |forms: &BTreeMap<&str, u32>| {
            forms
                .iter()
                .max_by_key(|(form, n)| (**n, form.len(), Reverse(**form)))
                .map(|(form, _)| (*form).to_owned())
        };
        let people = self.people(told);
        let name = best(&proper);
        let described = best(&described);
        event.label = match (&name, &described) {
            (Some(name), _) => name.clone(),
            (None, Some(words)) if people.places.is_empty() && event.time.is_unknown() => {
                words.clone()
            }
            _ => label::label(&event.class, &people, event.time, schema),
        };
        let wish = self.wish(&event, &people, name.as_deref(), described.as_deref(), told);
        event.aliases.remove(&event.label);
        (event, wish)
    }

    fn occasion<'b>(
        &'b self,
        member: &Member<'_>,
    ) -> Option<(
        &'b super::entities::Local<'b>,
        &'b crate::extraction::Entity,
    )> {
        let first = self.grouping.first.get(member.document as usize)?;
        let local = self
            .grouping
            .locals
            .get((first + member.occasion?) as usize)?;
        Some((local, local.entity?))
    }

    /// A fact once anybody told it as one; else what the latest documents say, the strongest of it.
    fn factuality(&self, told: &[&Member<'_>]) -> Option<Factuality> {
        let said: Vec<(Option<PartialDate>, Factuality)> = told
            .iter()
            .filter_map(|m| {
                let published = self.readings.get(m.document as usize)?.document.published;
                Some((published, m.event?.factuality))
            })
            .collect();
        if said.iter().any(|(_, f)| *f == Factuality::Fact) {
            return Some(Factuality::Fact);
        }
        let latest = said.iter().map(|(d, _)| *d).max().flatten();
        said.iter()
            .filter(|(d, _)| *d == latest)
            .map(|(_, f)| *f)
            .min()
    }

    /// Labels and names of those who act, those acted upon and the places, as the tellings give them.
    fn people(&self, told: &[&Member<'_>]) -> label::People {
        let mut people = label::People::default();
        for member in told {
            let Some(event) = member.event else { continue };
            for (role, list) in [
                ("actor", &mut people.actors),
                ("recipient", &mut people.recipients),
                ("location", &mut people.places),
            ] {
                for local in event.roles.get(role).into_iter().flatten() {
                    for entity in same::expand(self.grouping, self.merged, member.document, *local)
                    {
                        if let Some(e) = self.merged.entities.get(entity as usize) {
                            let pair = (e.label.clone(), e.name.clone(), e.named);
                            if !list.contains(&pair) {
                                list.push(pair);
                            }
                        }
                    }
                }
            }
        }
        people.settle();
        people
    }

    fn wish(
        &self,
        event: &Event,
        people: &label::People,
        name: Option<&str>,
        described: Option<&str>,
        told: &[&Member<'_>],
    ) -> Wish {
        let kebab = mint::kebab(&event.class);
        let document = |m: &Member<'_>| {
            self.readings
                .get(m.document as usize)
                .map_or("", |r| r.document.id.as_str())
        };
        let month = event
            .time
            .start
            .or(event.time.end)
            .map(|d| match d.month_number() {
                Some(month) => format!("-{:04}-{month:02}", d.year_number()),
                None => format!("-{:04}", d.year_number()),
            });
        let parts = people.slugs(event.time.start.is_none());
        let (base, local) = match (name, parts.as_str()) {
            (Some(name), _) => (mint::slug(name), false),
            (None, "") => {
                let words = described.map_or_else(|| kebab.clone(), mint::slug);
                let first = told.first().map_or("", |m| document(m));
                (format!("{}-{words}", mint::slug(first)), true)
            }
            (None, parts) => (format!("{kebab}-{parts}"), false),
        };
        let dated = |suffix: Option<String>| {
            let suffix = suffix.unwrap_or_default();
            // A proper name that says its year needs no date.
            let year = suffix.get(1..5).unwrap_or_default();
            if local || (name.is_some() && (year.is_empty() || base.contains(year))) {
                format!("event/{base}")
            } else {
                format!("event/{base}{suffix}")
            }
        };
        let day = event
            .time
            .start
            .filter(|d| d.day_number().is_some())
            .map(|d| format!("-{d}"));
        let key = told.first().map_or_else(String::new, |m| {
            let at = m.telling.map_or_else(
                || format!("o{}", m.occasion.unwrap_or_default()),
                |_| {
                    m.event
                        .map_or_else(String::new, |e| e.trigger.start.to_string())
                },
            );
            format!("{}\u{1f}{at}\u{1f}{}", document(m), event.class)
        });
        Wish {
            name: dated(month),
            longer: day.map(|d| dated(Some(d))),
            key,
            owner: false,
        }
    }
}

/// The text that comes first in the alphabet.
fn least<'a>(texts: impl Iterator<Item = &'a str>) -> Option<String> {
    texts.min().map(str::to_owned)
}

/// The time of an event: the most exact that tellings of its factuality give; where events of the class may last, from
/// the first day told to the last.
fn time(tellings: &[&Telling], factuality: Option<Factuality>, lasting: bool) -> TimeSpan {
    let of = |only: bool| -> Vec<TimeSpan> {
        tellings
            .iter()
            .filter(|t| !only || Some(t.factuality) == factuality)
            .map(|t| t.time)
            .filter(|t| !t.is_unknown())
            .collect()
    };
    let mut spans = of(true);
    if spans.is_empty() {
        spans = of(false);
    }
    let exactness =
        |d: &PartialDate| u8::from(d.month_number().is_some()) + u8::from(d.day_number().is_some());
    let pick = |dates: Vec<PartialDate>, last: bool| -> Option<PartialDate> {
        let most = dates.iter().map(exactness).max()?;
        let mut exact: Vec<PartialDate> =
            dates.into_iter().filter(|d| exactness(d) == most).collect();
        exact.sort_unstable();
        if lasting && last {
            return exact.last().copied();
        }
        if lasting {
            return exact.first().copied();
        }
        // Told as one day: the day told most often.
        exact
            .iter()
            .max_by_key(|d| (exact.iter().filter(|e| e == d).count(), Reverse(**d)))
            .copied()
    };
    let start = pick(spans.iter().filter_map(|s| s.start).collect(), false);
    let end = pick(spans.iter().filter_map(|s| s.end).collect(), true);
    TimeSpan {
        start,
        end: end.filter(|e| start.is_none_or(|s| s.first_day() <= e.last_day())),
    }
}

/// Fills what can only be known once every event has its place: roles that other events fill.
fn fill_occasions(
    events: &mut [Event],
    readings: &[&Reading],
    world: &World<'_>,
    of_telling: &FxHashMap<(u32, u32), u32>,
    of_occasion: &FxHashMap<(u32, u32), u32>,
) {
    use super::Node;
    for (document, reading) in readings.iter().enumerate() {
        let document = document as u32;
        for (i, telling) in reading.extraction.events.iter().enumerate() {
            let Some(&position) = of_telling.get(&(document, i as u32)) else {
                continue;
            };
            let mut filled: Vec<(&str, Vec<Node>)> = Vec::new();
            for (role, locals) in &telling.roles {
                let nodes = locals
                    .iter()
                    .flat_map(|local| {
                        if let Some(event) = of_occasion.get(&(document, *local)) {
                            return vec![Node::Event(*event)];
                        }
                        same::expand(world.grouping, world.merged, document, *local)
                            .into_iter()
                            .map(Node::Entity)
                            .collect()
                    })
                    .filter(|n| *n != Node::Event(position))
                    .collect();
                filled.push((role, nodes));
            }
            if let Some(event) = events.get_mut(position as usize) {
                for (role, nodes) in filled {
                    let list = event.roles.entry(role.to_owned()).or_default();
                    list.extend(nodes);
                    list.sort_unstable();
                    list.dedup();
                }
                event.roles.retain(|_, nodes| !nodes.is_empty());
            }
        }
    }
}

/// First and last day that a telling may mean, and whether the text gives them.
fn window(
    time: TimeSpan,
    published: Option<PartialDate>,
    factuality: Factuality,
    days: u16,
) -> Option<(Date, Date, bool)> {
    let first = time.start.or(time.end).map(PartialDate::first_day);
    let last = time.end.or(time.start).map(PartialDate::last_day);
    if let (Some(first), Some(last)) = (first, last) {
        return Some((first.min(last), last.max(first), true));
    }
    // Undated: news tells what has just happened, or soon will.
    let near = i64::from(days).max(3);
    let far = near.max(30);
    let day = published?;
    let (before, after) = match factuality {
        Factuality::Fact | Factuality::Denied => (near, 0),
        _ => (0, far),
    };
    let shift = |date: Date, by: i64| date.checked_add(jiff::Span::new().days(by)).unwrap_or(date);
    Some((
        shift(day.first_day(), -before),
        shift(day.last_day(), after),
        false,
    ))
}
