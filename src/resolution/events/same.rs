//! What makes two tellings one event.

use super::super::{Context, entities::Grouping, merge::Merged, names::Names, reading::Reading};
use super::window;
use crate::{
    extraction::{Event as Telling, Factuality},
    schema::Schema,
    text::TimeSpan,
};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// What may be compared of a telling.
#[allow(
    clippy::struct_excessive_bools,
    reason = "independent traits of a class, asked one by one"
)]
pub(super) struct Profile {
    pub(super) class: String,
    /// Whether those who act do so together, so that nobody is acted upon.
    symmetric: bool,
    occasion: bool,
    visit: bool,
    /// Known or named entities, by position in the merged ones.
    actors: BTreeSet<u32>,
    recipients: BTreeSet<u32>,
    /// Others who are said to have been there.
    attendants: BTreeSet<u32>,
    places: BTreeSet<Place>,
    /// Folded proper name of an occasion.
    name: Option<String>,
    /// The words of an occasion that are its own.
    words: BTreeSet<String>,
    /// First and last day that it may mean.
    window: Option<(Date, Date)>,
    /// Whether the text gives the time.
    dated: bool,
    /// By how many days tellings of one event may differ.
    days: i64,
    document: u32,
    /// The first day, to sort by.
    pub(super) earliest: Option<Date>,
    /// Blocks within which its like is looked for.
    pub(super) blocks: Vec<String>,
}

/// Where something happens: an entity, and the country that it lies in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    entity: u32,
    /// Gazetteer id of the country that it is or lies in.
    country: Option<String>,
    /// Whether it is that country itself.
    whole: bool,
}

impl Place {
    /// Whether both may name the same spot: the same place, or a place and its country.
    fn compatible(&self, other: &Self) -> bool {
        self.entity == other.entity
            || (self.country.is_some()
                && self.country == other.country
                && (self.whole || other.whole))
    }
}

/// What profiles are made from.
pub(super) struct Profiler<'a> {
    pub(super) grouping: &'a Grouping<'a>,
    pub(super) merged: &'a Merged,
    pub(super) names: &'a Names,
    pub(super) context: &'a Context<'a>,
}

/// The merged entities that a local one stands for: its members, where it is a group of others.
pub(super) fn expand(
    grouping: &Grouping<'_>,
    merged: &Merged,
    document: u32,
    local: u32,
) -> Vec<u32> {
    let Some(first) = grouping.first.get(document as usize).copied() else {
        return Vec::new();
    };
    let merged_of = |local: u32| {
        let group = grouping.group_of.get((first + local) as usize)?;
        merged.entity_of.get(*group as usize).copied().flatten()
    };
    let members = grouping
        .locals
        .get((first + local) as usize)
        .and_then(|l| l.entity)
        .map_or(&[][..], |e| &e.members);
    let mut out: Vec<u32> = if members.is_empty() {
        merged_of(local).into_iter().collect()
    } else {
        members.iter().filter_map(|m| merged_of(*m)).collect()
    };
    out.sort_unstable();
    out.dedup();
    out
}

impl Profiler<'_> {
    pub(super) fn profile(
        &self,
        document: u32,
        reading: &Reading,
        event: Option<&Telling>,
        occasion: Option<u32>,
    ) -> Profile {
        let schema = self.context.schema;
        let extraction = &reading.extraction;
        let entity = occasion.and_then(|o| extraction.entities.get(o as usize));
        let class = match (event, entity) {
            (Some(event), Some(entity)) => schema
                .narrower(&event.class, &entity.class)
                .unwrap_or(&event.class),
            (Some(event), None) => &event.class,
            (None, Some(entity)) => &entity.class,
            (None, None) => "Event",
        }
        .to_owned();
        let role = |name: &str| -> BTreeSet<u32> {
            event
                .and_then(|e| e.roles.get(name))
                .into_iter()
                .flatten()
                .flat_map(|local| expand(self.grouping, self.merged, document, *local))
                .filter(|e| self.known(*e))
                .collect()
        };
        let (actors, recipients) = (role("actor"), role("recipient"));
        let mut places: BTreeSet<Place> = role("location")
            .into_iter()
            .map(|p| self.place(p))
            .collect();
        let visit = schema.is_a(&class, "Visit");
        if visit {
            places.extend(recipients.iter().map(|p| self.place(*p)));
        }
        let mut attendants = BTreeSet::new();
        if let Some(occasion) = occasion {
            for s in extraction
                .statements
                .iter()
                .filter(|s| s.object == occasion)
            {
                attendants.extend(
                    expand(self.grouping, self.merged, document, s.subject)
                        .into_iter()
                        .filter(|e| self.known(*e)),
                );
            }
        }
        let days = schema.merge_window_days(&class);
        let span = window(
            event.map_or_else(TimeSpan::default, |e| e.time),
            reading.document.published,
            event.map_or(Factuality::Fact, |e| e.factuality),
            days,
        );
        let name = entity
            .filter(|e| e.named)
            .and_then(|e| self.names.body(&e.name));
        let mut labels: Vec<&str> = vec!["occasion"];
        for c in std::iter::once(class.as_str()).chain(schema.superclasses(&class)) {
            labels.extend(schema.class(c).map(|c| c.label.as_str()));
        }
        let words = entity.map_or_else(BTreeSet::new, |e| self.names.occasion(&e.name, &labels));
        let mut profile = Profile {
            symmetric: schema.shortcut(&class).is_some_and(|s| schema.symmetric(s)),
            occasion: schema.is_a(&class, "Occasion"),
            visit,
            actors,
            recipients,
            attendants,
            places,
            name,
            words,
            window: span.map(|(a, b, _)| (a, b)),
            dated: span.is_some_and(|(_, _, dated)| dated),
            days: i64::from(days),
            document,
            earliest: span.map(|(a, ..)| a),
            blocks: Vec::new(),
            class,
        };
        profile.blocks = self.blocks(&profile);
        profile
    }

    /// Whether it is known or has a proper name: others are no evidence.
    fn known(&self, entity: u32) -> bool {
        self.merged
            .entities
            .get(entity as usize)
            .is_some_and(|e| e.named)
    }

    fn place(&self, entity: u32) -> Place {
        let link = self
            .merged
            .entities
            .get(entity as usize)
            .and_then(|e| e.link.as_deref());
        let country = link.and_then(|l| self.context.gazetteer.country_of(l));
        Place {
            entity,
            country: country.map(str::to_owned),
            whole: link.is_some() && link == country,
        }
    }

    /// One block for each participant, and for occasions by name and place.
    fn blocks(&self, profile: &Profile) -> Vec<String> {
        let schema = self.context.schema;
        let root = schema
            .superclasses(&profile.class)
            .into_iter()
            .rev()
            .skip_while(|c| *c != "Event")
            .nth(1)
            .unwrap_or(&profile.class)
            .to_owned();
        let entity = |e: &u32| {
            self.merged
                .entities
                .get(*e as usize)
                .map_or("", |e| e.name.as_str())
        };
        let mut blocks: Vec<String> = Vec::new();
        if let Some(name) = &profile.name {
            blocks.push(format!("{root} named {name}"));
        }
        let directed = !profile.symmetric && !profile.occasion && !profile.visit;
        if directed && !profile.actors.is_empty() && !profile.recipients.is_empty() {
            // Both sides must agree anyway, and pairs make blocks small.
            for actor in &profile.actors {
                for recipient in &profile.recipients {
                    blocks.push(format!("{root} {} to {}", entity(actor), entity(recipient)));
                }
            }
        } else {
            let all = profile
                .actors
                .iter()
                .chain(&profile.recipients)
                .chain(&profile.attendants);
            blocks.extend(all.map(|e| format!("{root} of {}", entity(e))));
        }
        if profile.occasion {
            blocks.push(format!("{root} in document {}", profile.document));
            if !profile.words.is_empty() {
                let words: Vec<&str> = profile.words.iter().map(String::as_str).collect();
                blocks.push(format!("{root} worded {}", words.join(" ")));
            }
            blocks.extend(profile.places.iter().map(|p| match &p.country {
                Some(country) => format!("{root} in {country}"),
                None => format!("{root} in {}", entity(&p.entity)),
            }));
        }
        blocks.sort();
        blocks.dedup();
        blocks.truncate(16);
        blocks
    }
}

/// How alike two tellings of one event are; nothing when they tell different ones.
pub(super) fn same_event(a: &Profile, b: &Profile, schema: &Schema) -> Option<u32> {
    schema.narrower(&a.class, &b.class)?;
    let (one, other) = (Cluster::of(a), Cluster::of(b));
    one.join(&other, false, schema)?;
    let shared = |x: &BTreeSet<u32>, y: &BTreeSet<u32>| x.intersection(y).count() as u32;
    let actors = shared(&a.actors, &b.actors);
    let recipients = shared(&a.recipients, &b.recipients);
    let here = a
        .places
        .iter()
        .any(|p| b.places.iter().any(|q| p.compatible(q)));
    let dated = a.dated && b.dated;
    let score = 4 * (actors + recipients)
        + 2 * u32::from(here)
        + 3 * u32::from(dated)
        + u32::from(a.class == b.class)
        + shared(&a.attendants, &b.attendants);
    let enough = if a.occasion || b.occasion {
        same_occasion(a, b, here)
    } else if a.visit && b.visit {
        actors > 0 && here
    } else if a.symmetric && b.symmetric {
        // Two of the same who are named together; or one, where both tellings give day and place.
        actors > 1 || (actors > 0 && dated && here)
    } else {
        // An act on somebody: both sides agree; where a side isn't named, the time must be given, not guessed.
        match (a.recipients.is_empty(), b.recipients.is_empty()) {
            (false, false) if a.actors.is_empty() || b.actors.is_empty() => recipients > 0 && dated,
            (false, false) => actors > 0 && recipients > 0,
            (true, true) => actors > 0 && dated,
            _ => actors > 0 && dated && (here || a.document == b.document),
        }
    };
    enough.then_some(score)
}

/// Occasions: one name; or, where at most one has a name, words that don't tell them apart, and a sign that one is
/// meant: the same article, the same distinctive words, people or place.
fn same_occasion(a: &Profile, b: &Profile, here: bool) -> bool {
    /// An article that tells of a parade and of "the parade" means one; one that tells of a war and of "the war" may
    /// mean two, years apart.
    const PASSING_DAYS: i64 = 7;
    if let (Some(x), Some(y)) = (&a.name, &b.name) {
        return x == y;
    }
    if !(a.words.is_subset(&b.words) || b.words.is_subset(&a.words)) {
        return false;
    }
    // "Pandemic" and "parade" are both occasions: without a common finer class the words must say that one is meant.
    let vague = |p: &Profile| matches!(p.class.as_str(), "Occasion" | "Event");
    let worded = !a.words.is_empty() && a.words == b.words;
    if (a.class != b.class || vague(a)) && !worded {
        return false;
    }
    if a.document == b.document {
        return a.days <= PASSING_DAYS && b.days <= PASSING_DAYS;
    }
    let all = |p: &Profile| -> BTreeSet<u32> {
        p.actors
            .iter()
            .chain(&p.recipients)
            .chain(&p.attendants)
            .copied()
            .collect()
    };
    let together = !all(a).is_disjoint(&all(b));
    let alike = worded || a.words.intersection(&b.words).count() > 1;
    // Words alone are no sign when one of the two could be of any time.
    let timely = a.window.is_some() == b.window.is_some();
    together || here || (alike && timely)
}

/// What the tellings of a cluster have in common, so that a join is checked against all of them at once.
#[derive(Clone)]
pub(super) struct Cluster {
    class: String,
    symmetric: bool,
    visit: bool,
    actors: BTreeSet<u32>,
    recipients: BTreeSet<u32>,
    places: BTreeSet<Place>,
    name: Option<String>,
    words: BTreeSet<String>,
    /// The latest first day and the earliest last day: intervals that overlap pairwise share a day.
    window: Option<(Date, Date)>,
    days: i64,
}

impl Cluster {
    pub(super) fn of(profile: &Profile) -> Self {
        Self {
            class: profile.class.clone(),
            symmetric: profile.symmetric,
            visit: profile.visit,
            actors: profile.actors.clone(),
            recipients: profile.recipients.clone(),
            places: profile.places.clone(),
            name: profile.name.clone(),
            words: profile.words.clone(),
            window: profile.window,
            days: profile.days,
        }
    }

    /// The two as one, or nothing when they can't be. `told` by a document as one, they only have to be of one kind.
    pub(super) fn join(&self, other: &Self, told: bool, schema: &Schema) -> Option<Self> {
        let class = schema.narrower(&self.class, &other.class);
        let class = if told {
            class.or(Some(&self.class))
        } else {
            class
        }?
        .to_owned();
        let days = self.days.max(other.days);
        let window = match (self.window, other.window) {
            (Some((a, b)), Some((c, d))) => {
                let (start, end) = (a.max(c), b.min(d));
                let gap = end
                    .until(start)
                    .map_or(i64::MAX, |s| i64::from(s.get_days()));
                if gap > days && !told {
                    return None;
                }
                Some((start, end))
            }
            (one, other) => one.or(other),
        };
        let apart = |x: &BTreeSet<u32>, y: &BTreeSet<u32>| !x.is_subset(y) && !y.is_subset(x);
        let clash = (self.symmetric && other.symmetric && apart(&self.actors, &other.actors))
            || (!self.symmetric
                && !self.visit
                && !other.visit
                && (apart(&self.recipients, &other.recipients)
                    || apart(&self.actors, &other.actors)))
            || self.places.iter().any(|p| {
                other.places.iter().any(|q| !p.compatible(q)) && !other.places.contains(p)
            })
            || match (&self.name, &other.name) {
                (Some(x), Some(y)) => x != y,
                _ => !(self.words.is_subset(&other.words) || other.words.is_subset(&self.words)),
            };
        if clash && !told {
            return None;
        }
        let union = |x: &BTreeSet<u32>, y: &BTreeSet<u32>| x.union(y).copied().collect();
        Some(Self {
            class,
            symmetric: self.symmetric && other.symmetric,
            visit: self.visit || other.visit,
            actors: union(&self.actors, &other.actors),
            recipients: union(&self.recipients, &other.recipients),
            places: self.places.union(&other.places).cloned().collect(),
            name: self.name.clone().or_else(|| other.name.clone()),
            words: self.words.union(&other.words).cloned().collect(),
            window,
            days,
        })
    }
}
