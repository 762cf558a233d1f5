//! Which entities of which documents are one.
//!
//! Every local entity gets a key from what it says of itself; equal keys are one entity. Keys depend on the set of
//! readings only, never on their order, so merging is associative, commutative and idempotent.

use super::{
    Context,
    decisions::Designation,
    names::{self, Names},
    reading::Reading,
};
use crate::{
    extraction::{Entity, Gender, Source},
    knowledge::gazetteer::{Detail, Entry, fold},
};
use petgraph::unionfind::UnionFind;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

/// An entity of one document, or the words of a source that is none.
pub(super) struct Local<'a> {
    /// The document, by position.
    pub(super) document: u32,
    /// Its position among the document's own.
    pub(super) position: u32,
    /// What the document says of it; `None` for a source's words.
    pub(super) entity: Option<&'a Entity>,
    /// Its name or description.
    pub(super) name: &'a str,
    /// How often the document mentions it.
    pub(super) mentions: u32,
    /// The gazetteer entry that it is.
    pub(super) link: Option<&'a str>,
    /// Why it belongs where it does, where that isn't its own document's doing.
    pub(super) reason: Option<String>,
}

/// The local entities of all documents and the groups they fall into.
pub(super) struct Grouping<'a> {
    /// All of them, by document and position.
    pub(super) locals: Vec<Local<'a>>,
    /// For each document the position of its first local entity.
    pub(super) first: Vec<u32>,
    /// For each local entity its group.
    pub(super) group_of: Vec<u32>,
    /// The members of each group; groups are ordered by key.
    pub(super) groups: Vec<Vec<u32>>,
    /// The key of each group.
    pub(super) keys: Vec<String>,
    /// For each document the local entity of each source's words.
    pub(super) sources: FxHashMap<(u32, &'a str), u32>,
}

/// Groups the entities of all readings, occasions left to the events.
pub(super) fn group<'a>(
    readings: &[&'a Reading],
    names: &Names,
    context: &Context<'_>,
) -> Grouping<'a> {
    let (mut locals, first, sources) = collect(readings);
    let mut keys = base_keys(readings, &locals, &first, names, context);
    join_known(&mut keys, &mut locals, names, context);
    part_unlike(&mut keys, &locals, readings);
    let folded = folded_names(&locals, context);
    apply_different(&mut keys, &mut locals, &folded, readings, context);

    let mut distinct: Vec<&String> = keys.iter().collect();
    distinct.sort_unstable();
    distinct.dedup();
    let index: FxHashMap<&str, u32> = distinct
        .iter()
        .enumerate()
        .map(|(i, k)| (k.as_str(), i as u32))
        .collect();
    let key_of: Vec<u32> = keys
        .iter()
        .map(|k| index.get(k.as_str()).copied().unwrap_or_default())
        .collect();
    let mut union = UnionFind::<u32>::new(distinct.len());
    let acronyms = join_acronyms(&mut union, &key_of, &locals, context);
    apply_same(&mut union, &key_of, &locals, &folded, readings, context);
    for (local, reason) in acronyms {
        if let Some(local) = locals.get_mut(local as usize) {
            local.reason = Some(reason);
        }
    }

    // A group is named by the least of its keys.
    let mut least: BTreeMap<u32, u32> = BTreeMap::new();
    for i in 0..distinct.len() as u32 {
        least.entry(union.find(i)).or_insert(i);
    }
    let mut order: Vec<u32> = least.values().copied().collect();
    order.sort_unstable();
    let position: FxHashMap<u32, u32> = order
        .iter()
        .enumerate()
        .map(|(i, k)| (*k, i as u32))
        .collect();
    let mut groups = vec![Vec::new(); order.len()];
    let mut group_of = Vec::with_capacity(key_of.len());
    for (local, key) in key_of.iter().enumerate() {
        let group = least
            .get(&union.find(*key))
            .and_then(|k| position.get(k))
            .copied()
            .unwrap_or_default();
        group_of.push(group);
        if let Some(members) = groups.get_mut(group as usize) {
            members.push(local as u32);
        }
    }
    let group_keys = order
        .iter()
        .map(|k| {
            distinct
                .get(*k as usize)
                .map_or_else(String::new, |k| (*k).clone())
        })
        .collect();
    Grouping {
        locals,
        first,
        group_of,
        groups,
        keys: group_keys,
        sources,
    }
}

type Collected<'a> = (Vec<Local<'a>>, Vec<u32>, FxHashMap<(u32, &'a str), u32>);

/// All local entities; after a document's own the words of those of its sources that are none.
fn collect<'a>(readings: &[&'a Reading]) -> Collected<'a> {
    let mut locals = Vec::new();
    let mut first = Vec::with_capacity(readings.len());
    let mut sources = FxHashMap::default();
    for (document, reading) in readings.iter().enumerate() {
        let document = document as u32;
        let start = locals.len();
        first.push(start as u32);
        let extraction = &reading.extraction;
        for (position, entity) in extraction.entities.iter().enumerate() {
            locals.push(Local {
                document,
                position: position as u32,
                entity: Some(entity),
                name: &entity.name,
                mentions: 0,
                link: entity.link.as_deref(),
                reason: None,
            });
        }
        for mention in &extraction.mentions {
            if let Some(local) = locals.get_mut(start + mention.entity as usize) {
                local.mentions += 1;
            }
        }
        let attributions = extraction
            .statements
            .iter()
            .map(|s| &s.attribution)
            .chain(extraction.events.iter().map(|e| &e.attribution))
            .chain(extraction.open.iter().map(|o| &o.attribution));
        for attribution in attributions.flatten() {
            if let Source::Text(words) = &attribution.source {
                let next = locals.len() as u32;
                if let std::collections::hash_map::Entry::Vacant(slot) =
                    sources.entry((document, words.as_str()))
                {
                    slot.insert(next);
                    locals.push(Local {
                        document,
                        position: next - start as u32,
                        entity: None,
                        name: words,
                        mentions: 1,
                        link: None,
                        reason: None,
                    });
                }
            }
        }
    }
    (locals, first, sources)
}

/// What a class is, as far as merging goes: two of different kinds are never one.
fn kind(class: &str, context: &Context<'_>) -> &'static str {
    let schema = context.schema;
    for kind in [
        "Person",
        "Country",
        "Place",
        "Organization",
        "Office",
        "Topic",
        "Collective",
        "Event",
    ] {
        if schema.is_a(class, kind) {
            return kind;
        }
    }
    "Entity"
}

fn base_keys(
    readings: &[&Reading],
    locals: &[Local<'_>],
    first: &[u32],
    names: &Names,
    context: &Context<'_>,
) -> Vec<String> {
    let jurisdictions = jurisdictions(readings, first);
    let mut keys: Vec<String> = locals
        .iter()
        .enumerate()
        .map(|(i, local)| {
            let own = || own_key(readings, local.document, local.position);
            let Some(entity) = local.entity else {
                return format!(
                    "~{}\u{1f}says\u{1f}{}",
                    document_id(readings, local.document),
                    fold(local.name)
                );
            };
            if let Some(link) = &entity.link {
                return format!("={link}");
            }
            let kind = kind(&entity.class, context);
            let key = match kind {
                "Person" if entity.named => names.person(&entity.name),
                "Office" => office_key(
                    entity,
                    jurisdictions.get(&(i as u32)).copied(),
                    locals,
                    context,
                ),
                "Event" => None,
                "Collective" if !entity.named => {
                    return format!(
                        "~{}\u{1f}{}\u{1f}{}\u{1f}{}",
                        document_id(readings, local.document),
                        entity.class,
                        fold(&entity.name),
                        entity.country.as_deref().unwrap_or_default()
                    );
                }
                _ if entity.named => names.body(&entity.name),
                _ => None,
            };
            key.map_or_else(own, |key| format!("{kind}\u{1f}{key}"))
        })
        .collect();
    part_kin(&mut keys, readings, first);
    keys
}

/// The key of an entity that merges with none.
fn own_key(readings: &[&Reading], document: u32, position: u32) -> String {
    format!("~{}\u{1f}{position:06}", document_id(readings, document))
}

fn document_id<'a>(readings: &[&'a Reading], document: u32) -> &'a str {
    readings
        .get(document as usize)
        .map_or("", |r| r.document.id.as_str())
}

/// For each office the entity that its document says it belongs to.
fn jurisdictions(readings: &[&Reading], first: &[u32]) -> FxHashMap<u32, u32> {
    let mut of = FxHashMap::default();
    for (reading, start) in readings.iter().zip(first) {
        for s in &reading.extraction.statements {
            if s.predicate == "jurisdiction" {
                of.entry(start + s.subject).or_insert(start + s.object);
            }
        }
    }
    of
}

/// Title and jurisdiction: "French president", "President of France" and "the president" of France are one post.
fn office_key(
    entity: &Entity,
    jurisdiction: Option<u32>,
    locals: &[Local<'_>],
    context: &Context<'_>,
) -> Option<String> {
    let body = jurisdiction
        .and_then(|j| locals.get(j as usize))
        .and_then(|l| l.link)
        .or(entity.country.as_deref());
    let known = body.and_then(|b| context.gazetteer.get(b));
    let title = office_title(&entity.name, known.map(AsRef::as_ref));
    match body {
        Some(body) => Some(format!("{title}\u{1f}{body}")),
        None if title.contains(" of ") => Some(title),
        None => None,
    }
}

/// The title without the country or body that it belongs to, folded.
pub(super) fn office_title(name: &str, body: Option<&Entry>) -> String {
    let mut title = fold(name);
    if let Some(rest) = title.strip_prefix("the ") {
        title = rest.to_owned();
    }
    let Some(body) = body else { return title };
    let names = std::iter::once(&body.label).chain(&body.aliases);
    for name in names.clone().chain(&body.adjectives).map(|n| fold(n)) {
        if let Some(rest) = title.strip_prefix(&format!("{name} ")) {
            title = rest.trim_start_matches("s ").to_owned();
        }
    }
    for name in names.map(|n| fold(n)) {
        for link in [" of the ", " of ", " for "] {
            if let Some(rest) = title.strip_suffix(&format!("{link}{name}")) {
                title = rest.to_owned();
            }
        }
    }
    title
}

/// Father and son may share a name: two who are kin in a document aren't merged by it.
fn part_kin(keys: &mut [String], readings: &[&Reading], first: &[u32]) {
    const KIN: [&str; 5] = ["childOf", "parentOf", "siblingOf", "spouseOf", "relativeOf"];
    let mut apart = FxHashSet::default();
    for (reading, start) in readings.iter().zip(first) {
        for s in &reading.extraction.statements {
            if KIN.contains(&s.predicate.as_str()) && s.subject != s.object {
                let (a, b) = (start + s.subject, start + s.object);
                if keys.get(a as usize) == keys.get(b as usize) {
                    apart.extend([a, b]);
                }
            }
        }
    }
    let mut apart: Vec<u32> = apart.into_iter().collect();
    apart.sort_unstable();
    for i in apart {
        let document = first.partition_point(|f| *f <= i).saturating_sub(1) as u32;
        if let Some(key) = keys.get_mut(i as usize).filter(|k| !k.starts_with('=')) {
            let start = first.get(document as usize).copied().unwrap_or_default();
            *key = own_key(readings, document, i - start);
        }
    }
}

/// A name that its document left open joins the known entity of that name, where exactly one is spoken of elsewhere.
fn join_known<'a>(
    keys: &mut [String],
    locals: &mut [Local<'a>],
    names: &Names,
    context: &Context<'_>,
) {
    let mut linked: Vec<&'a str> = locals.iter().filter_map(|l| l.link).collect();
    linked.sort_unstable();
    linked.dedup();
    let mut known: FxHashMap<String, Vec<&'a str>> = FxHashMap::default();
    for id in linked {
        let Some(entry) = context.gazetteer.get(id) else {
            continue;
        };
        let kind = kind(entry.class, context);
        let mut forms: Vec<String> = std::iter::once(&entry.label)
            .chain(&entry.aliases)
            .filter_map(|n| match kind {
                "Person" => names.person(n),
                _ => names.body(n),
            })
            .map(|key| format!("{kind}\u{1f}{key}"))
            .collect();
        forms.sort_unstable();
        forms.dedup();
        for form in forms {
            known.entry(form).or_default().push(id);
        }
    }
    for (key, local) in keys.iter_mut().zip(locals) {
        let (None, Some([id])) = (local.link, known.get(key).map(Vec::as_slice)) else {
            continue;
        };
        let Some(entry) = context.gazetteer.get(id) else {
            continue;
        };
        let country = local.entity.and_then(|e| e.country.as_deref());
        let gender = local.entity.and_then(|e| e.gender);
        let fits = country
            .is_none_or(|c| entry.country.as_deref().is_none_or(|e| e == c) || entry.id == c)
            && gender.is_none_or(|g| entry_gender(entry).is_none_or(|e| e == g));
        if fits {
            *key = format!("={id}");
            local.link = Some(id);
            local.reason = Some(format!(
                "same full name as {}, spoken of in other articles",
                entry.label
            ));
        }
    }
}

fn entry_gender(entry: &Entry) -> Option<Gender> {
    use crate::knowledge::gazetteer::Gender as Known;
    match &entry.detail {
        Detail::Person(p) => Some(match p.gender {
            Known::Female => Gender::Feminine,
            Known::Male => Gender::Masculine,
        }),
        _ => None,
    }
}

/// Parts namesakes of different country or gender. Where there are such, one of unknown country stays on its own: it
/// could be any of them.
fn part_unlike(keys: &mut [String], locals: &[Local<'_>], readings: &[&Reading]) {
    type Traits<'a> = (Option<&'a str>, Option<Gender>);
    let mut traits: FxHashMap<&str, BTreeSet<Traits<'_>>> = FxHashMap::default();
    let of = |local: &Local<'_>| -> Option<(Option<String>, Option<Gender>)> {
        local.entity.map(|e| (e.country.clone(), e.gender))
    };
    for (key, local) in keys.iter().zip(locals) {
        // An office's key holds whose it is.
        let settled = key.starts_with(['=', '~']) || key.starts_with("Office");
        if let (Some(entity), false) = (local.entity, settled) {
            traits
                .entry(key)
                .or_default()
                .insert((entity.country.as_deref(), entity.gender));
        }
    }
    let unlike: FxHashMap<String, (usize, usize)> = traits
        .iter()
        .map(|(key, set)| {
            let countries: BTreeSet<&str> = set.iter().filter_map(|(c, _)| *c).collect();
            let genders: BTreeSet<Gender> = set.iter().filter_map(|(_, g)| *g).collect();
            ((*key).to_owned(), (countries.len(), genders.len()))
        })
        .filter(|(_, (countries, genders))| *countries > 1 || *genders > 1)
        .collect();
    for (key, local) in keys.iter_mut().zip(locals) {
        let (Some((countries, genders)), Some((country, gender))) =
            (unlike.get(key.as_str()), of(local))
        else {
            continue;
        };
        let open = (*countries > 1 && country.is_none()) || (*genders > 1 && gender.is_none());
        if *countries > 1 {
            key.push('\u{1f}');
            key.push_str(country.as_deref().unwrap_or_default());
        }
        if *genders > 1 {
            key.push_str(match gender {
                Some(Gender::Masculine) => "\u{1f}m",
                Some(Gender::Feminine) => "\u{1f}f",
                None => "\u{1f}",
            });
        }
        if open {
            // Unique to the document's entity, so that it stays open.
            *key = own_key(readings, local.document, local.position);
        }
    }
}

/// The folded names of each local entity, for the user's decisions; empty where there are none to apply.
fn folded_names(locals: &[Local<'_>], context: &Context<'_>) -> Vec<Vec<String>> {
    if context.decisions.is_empty() {
        return Vec::new();
    }
    locals
        .iter()
        .map(|l| {
            let aliases = l.entity.map_or(&[][..], |e| &e.aliases);
            std::iter::once(fold(l.name))
                .chain(aliases.iter().map(|a| fold(a)))
                .collect()
        })
        .collect()
}

fn meant<'b>(
    designation: &'b Designation,
    locals: &'b [Local<'_>],
    folded: &'b [Vec<String>],
    readings: &'b [&Reading],
) -> impl Iterator<Item = usize> + 'b {
    locals
        .iter()
        .zip(folded)
        .enumerate()
        .filter(|(_, (local, names))| {
            designation.means(document_id(readings, local.document), names, local.link)
        })
        .map(|(i, _)| i)
}

fn apply_different(
    keys: &mut [String],
    locals: &mut [Local<'_>],
    folded: &[Vec<String>],
    readings: &[&Reading],
    context: &Context<'_>,
) {
    for (number, (a, b)) in context.decisions.different.iter().enumerate() {
        let of_a: Vec<usize> = meant(a, locals, folded, readings).collect();
        let of_b: Vec<usize> = meant(b, locals, folded, readings).collect();
        let keys_of = |list: &[usize]| -> BTreeSet<String> {
            list.iter().filter_map(|i| keys.get(*i).cloned()).collect()
        };
        let shared: BTreeSet<String> = keys_of(&of_a)
            .intersection(&keys_of(&of_b))
            .cloned()
            .collect();
        // The side that names a document is the exception; the other keeps the name.
        let leaving = if of_a.len() <= of_b.len() {
            &of_a
        } else {
            &of_b
        };
        for &i in leaving {
            let (Some(key), Some(local)) = (keys.get_mut(i), locals.get_mut(i)) else {
                continue;
            };
            if shared.contains(key) {
                key.extend(["\u{1f}!", &number.to_string()]);
                if let Some(rest) = key.strip_prefix('=') {
                    *key = format!("!{rest}");
                }
                local.link = None;
                local.reason = Some("told apart by the user's decisions".to_owned());
            }
        }
    }
}

fn apply_same(
    union: &mut UnionFind<u32>,
    key_of: &[u32],
    locals: &[Local<'_>],
    folded: &[Vec<String>],
    readings: &[&Reading],
    context: &Context<'_>,
) {
    for (a, b) in &context.decisions.same {
        let mut members =
            meant(a, locals, folded, readings).chain(meant(b, locals, folded, readings));
        let Some(head) = members.next().and_then(|i| key_of.get(i)) else {
            continue;
        };
        for key in members.filter_map(|i| key_of.get(i)) {
            union.union(*head, *key);
        }
    }
}

/// Joins a body that is known by an acronym alone to the one body that has it as another name, or whose initials it is
/// and whose country is the same. Returns the reasons.
fn join_acronyms(
    union: &mut UnionFind<u32>,
    key_of: &[u32],
    locals: &[Local<'_>],
    context: &Context<'_>,
) -> Vec<(u32, String)> {
    let mut short: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
    let mut spelled: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
    let mut initials: BTreeMap<(String, String), BTreeSet<u32>> = BTreeMap::new();
    let mut countries: FxHashMap<u32, BTreeSet<&str>> = FxHashMap::default();
    let bodies = || {
        locals
            .iter()
            .zip(key_of)
            .enumerate()
            .filter_map(|(i, (l, k))| {
                let entity = l
                    .entity
                    .filter(|e| e.named && kind(&e.class, context) == "Organization")?;
                Some((i as u32, entity, *k))
            })
    };
    for (_, entity, key) in bodies() {
        if let Some(country) = &entity.country {
            countries.entry(key).or_default().insert(country);
        }
        if let Some(letters) = names::acronym(&entity.name) {
            short.entry(letters).or_default().insert(key);
            continue;
        }
        for letters in entity.aliases.iter().filter_map(|a| names::acronym(a)) {
            spelled.entry(letters).or_default().insert(key);
        }
        if let (Some(letters), Some(country)) = (names::initials(&entity.name), &entity.country) {
            initials
                .entry((letters, country.clone()))
                .or_default()
                .insert(key);
        }
    }
    let mut joined: FxHashMap<u32, String> = FxHashMap::default();
    for (letters, keys) in &short {
        for key in keys {
            let own = countries.get(key);
            let fits = |other: &u32| {
                other != key
                    && own.is_none_or(|own| {
                        countries
                            .get(other)
                            .is_none_or(|theirs| !own.is_disjoint(theirs))
                    })
            };
            let mut candidates: BTreeSet<u32> = spelled
                .get(letters)
                .into_iter()
                .flatten()
                .copied()
                .filter(fits)
                .collect();
            if candidates.is_empty() {
                candidates = own
                    .into_iter()
                    .flatten()
                    .filter_map(|c| initials.get(&(letters.clone(), (*c).to_owned())))
                    .flatten()
                    .copied()
                    .filter(fits)
                    .collect();
            }
            if let (1, Some(other)) = (candidates.len(), candidates.first()) {
                union.union(*key, *other);
                joined.insert(*key, format!("{} is its acronym", letters.to_uppercase()));
            }
        }
    }
    bodies()
        .filter_map(|(i, _, key)| Some((i, joined.get(&key)?.clone())))
        .collect()
}
