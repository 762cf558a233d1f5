use super::{
    EventType, Example, Expected, Frame, Frames, Implied, NounPattern, Path, Polarity, Relation,
    Trigger, TriggerKind, Yield, trigger::alternatives,
};
use crate::{schema::Schema, text::DataError};
use compact_str::CompactString;
use indexmap::IndexMap;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;

/// Roles that a frame may fill.
const ROLES: &[&str] = &[
    "actor",
    "recipient",
    "location",
    "origin",
    "means",
    "topic",
    "occasion",
    "commemorates",
    "cause",
    "subject",
    "object",
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTables {
    #[serde(default)]
    sets: IndexMap<String, Vec<String>>,
    #[serde(default)]
    groups: IndexMap<String, Vec<String>>,
    #[serde(default)]
    occasions: IndexMap<String, Vec<String>>,
    #[serde(default, rename = "type")]
    types: Vec<Spanned<RawType>>,
    #[serde(default)]
    relation: Vec<Spanned<RawRelation>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawType {
    class: String,
    planned: Option<String>,
    symmetric: Option<bool>,
    speech: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRelation {
    property: String,
    #[serde(default)]
    state: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    frame: Vec<Spanned<RawFrame>>,
}

/// One path or several, tried in order.
#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl OneOrMany {
    fn into_vec(self) -> Vec<String> {
        match self {
            Self::One(s) => vec![s],
            Self::Many(v) => v,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFrame {
    id: String,
    class: Option<String>,
    property: Option<String>,
    mode: Option<String>,
    plover: Option<String>,
    shortcut: Option<String>,
    symmetric: Option<bool>,
    #[serde(default)]
    ended: bool,
    #[serde(default)]
    verbs: Vec<String>,
    #[serde(default)]
    nouns: Vec<String>,
    #[serde(default)]
    adjectives: Vec<String>,
    #[serde(default)]
    copulas: Vec<String>,
    #[serde(default)]
    roles: BTreeMap<String, OneOrMany>,
    #[serde(default)]
    nominal: BTreeMap<String, OneOrMany>,
    requires: Option<Vec<String>>,
    #[serde(default)]
    only: BTreeMap<String, OneOrMany>,
    #[serde(default)]
    unless: BTreeMap<String, OneOrMany>,
    polarity: Option<String>,
    #[serde(default)]
    states: Vec<RawImplied>,
    #[serde(default)]
    priority: i32,
    #[serde(default)]
    also: bool,
    #[serde(default, rename = "match")]
    matches: Vec<RawExample>,
    #[serde(default)]
    reject: Vec<String>,
    /// Why it is as it is; for readers only.
    #[serde(default, rename = "why")]
    _why: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawImplied {
    property: String,
    subject: String,
    object: String,
    factuality: Option<String>,
    #[serde(default)]
    ended: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawExample {
    text: String,
    yields: Vec<String>,
}

fn known_class(schema: &Schema, name: &str) -> Result<(), String> {
    if schema.is_class(name) {
        return Ok(());
    }
    Err(format!("the ontology has no class `{name}`"))
}

fn known_property(schema: &Schema, name: &str) -> Result<(), String> {
    if schema.is_property(name) {
        return Ok(());
    }
    Err(format!("the ontology has no property `{name}`"))
}

pub(super) fn load<'a>(
    files: impl IntoIterator<Item = (&'a str, &'a str)>,
    schema: &Schema,
) -> Result<Frames, DataError> {
    let (tables, frames): (Vec<_>, Vec<_>) = files
        .into_iter()
        .partition(|(path, _)| path.rsplit('/').next().unwrap_or(path).starts_with('_'));
    let mut out = Frames::default();
    event_types(&mut out, &BTreeMap::new(), schema);
    for (path, text) in tables {
        read_tables(&mut out, path, text, schema)?;
    }
    let mut ids = BTreeSet::new();
    for (path, text) in frames {
        let raw: RawFile = from_toml(path, text)?;
        for spanned in raw.frame {
            let line = line_of(text, spanned.span().start);
            let raw = spanned.into_inner();
            let id = raw.id.clone();
            let fail = |m: String| DataError::new(path, line, format!("frame `{id}`: {m}"));
            if !ids.insert(raw.id.clone()) {
                return Err(fail("the id is used twice".to_owned()));
            }
            out.frames
                .push(frame(raw, path, &out, schema).map_err(fail)?);
        }
    }
    index(&mut out);
    Ok(out)
}

fn index(out: &mut Frames) {
    for (f, frame) in out.frames.iter().enumerate() {
        for (t, trigger) in frame.triggers.iter().enumerate() {
            let at = (f as u32, t as u32);
            // A preposition may be read as the verb's particle ("go on strike").
            for lemma in &trigger.lemmas {
                for marker in &trigger.marker {
                    let joined = CompactString::from(format!("{} {marker}", lemma.head));
                    let list = out.by_lemma.entry(joined).or_default();
                    if !list.contains(&at) {
                        list.push(at);
                    }
                }
            }
            // A light verb and its noun may reach us as one nominal predicate, so such a trigger is found by both.
            let nouns = trigger.noun.iter().filter(|_| trigger.marker.is_empty());
            for lemma in trigger.lemmas.iter().chain(nouns) {
                let list = out.by_lemma.entry(lemma.head.clone()).or_default();
                if list.last() != Some(&at) && !list.contains(&at) {
                    list.push(at);
                }
            }
        }
    }
}

fn read_tables(out: &mut Frames, path: &str, text: &str, schema: &Schema) -> Result<(), DataError> {
    let raw: RawTables = from_toml(path, text)?;
    let fail = |m: String| DataError::new(path, 0, m);
    for (name, items) in raw.sets {
        // A set may use those above it.
        let mut set = BTreeSet::new();
        for item in items {
            set.extend(alternatives(&item, &out.sets).map_err(fail)?);
        }
        if out.sets.insert(name.clone(), set).is_some() {
            return Err(fail(format!("the set `{name}` is given twice")));
        }
    }
    for (name, classes) in raw.groups {
        let mut group = BTreeSet::new();
        for class in classes {
            known_class(schema, &class).map_err(fail)?;
            group.extend(schema.subclasses(&class).into_iter().map(str::to_owned));
            group.insert(class);
        }
        out.groups.insert(name, group);
    }
    for (class, nouns) in raw.occasions {
        known_class(schema, &class).map_err(fail)?;
        for noun in nouns {
            for lemma in alternatives(&noun, &out.sets).map_err(fail)? {
                let mut words: Vec<CompactString> =
                    lemma.split(' ').map(CompactString::from).collect();
                let head = words.pop().unwrap_or_default();
                let pattern = NounPattern {
                    head,
                    modifiers: words,
                };
                out.occasions.push((pattern, class.clone()));
            }
        }
    }
    out.occasions
        .sort_by_key(|(p, _)| std::cmp::Reverse(p.modifiers.len()));
    let mut own: BTreeMap<String, RawType> = BTreeMap::new();
    for spanned in raw.types {
        let line = line_of(text, spanned.span().start);
        let fail = |m: String| DataError::new(path, line, m);
        let raw = spanned.into_inner();
        known_class(schema, &raw.class).map_err(fail)?;
        own.insert(raw.class.clone(), raw);
    }
    event_types(out, &own, schema);
    for spanned in raw.relation {
        let line = line_of(text, spanned.span().start);
        let raw = spanned.into_inner();
        known_property(schema, &raw.property).map_err(|m| DataError::new(path, line, m))?;
        let relation = Relation {
            state: raw.state,
            symmetric: schema.symmetric(&raw.property),
        };
        out.relations.insert(raw.property, relation);
    }
    Ok(())
}

/// What the ontology and the table say of each class of event, the nearest class above deciding where one is silent.
fn event_types(out: &mut Frames, own: &BTreeMap<String, RawType>, schema: &Schema) {
    for (name, class) in schema.classes() {
        if !schema.is_a(name, "Event") {
            continue;
        }
        let above = schema.superclasses(name);
        let chain = || std::iter::once(name).chain(above.iter().copied());
        let rows = || chain().filter_map(|c| own.get(c));
        out.types.insert(
            name.to_owned(),
            EventType {
                parent: class.parents.first().cloned(),
                plover: schema.plover_code(name).map(str::to_owned),
                planned: rows().find_map(|r| r.planned.clone()),
                shortcut: schema.shortcut(name).map(str::to_owned),
                mode: schema.plover_mode(name).map(str::to_owned),
                symmetric: rows().find_map(|r| r.symmetric).unwrap_or(false),
                speech: rows().find_map(|r| r.speech).unwrap_or(false),
                occasion: schema.is_a(name, "Occasion"),
            },
        );
    }
}

fn from_toml<'a, T: Deserialize<'a>>(path: &str, text: &'a str) -> Result<T, DataError> {
    toml::from_str(text).map_err(|e| {
        let line = e.span().map_or(0, |s| line_of(text, s.start));
        DataError::new(path, line, e.message().to_owned())
    })
}

fn line_of(text: &str, byte: usize) -> u32 {
    let before = text.get(..byte).unwrap_or(text);
    before.bytes().filter(|&b| b == b'\n').count() as u32 + 1
}

fn frame(raw: RawFrame, file: &str, known: &Frames, schema: &Schema) -> Result<Frame, String> {
    if raw.matches.is_empty() || raw.reject.is_empty() {
        return Err(
            "needs sentences that it must match (`match`) and must not (`reject`)".to_owned(),
        );
    }
    let yields = yields(&raw, known, schema)?;
    let mut triggers = Vec::new();
    for (kind, list) in [
        (TriggerKind::Verb, &raw.verbs),
        (TriggerKind::Noun, &raw.nouns),
        (TriggerKind::Adjective, &raw.adjectives),
        (TriggerKind::Copula, &raw.copulas),
    ] {
        for text in list {
            triggers.push(Trigger::parse(kind, text, &known.sets)?);
        }
    }
    if triggers.is_empty() {
        return Err("has no trigger".to_owned());
    }
    let paths = |map: BTreeMap<String, OneOrMany>| -> Result<_, String> {
        let mut out = BTreeMap::new();
        for (role, list) in map {
            check_role(&role)?;
            let list = list
                .into_vec()
                .iter()
                .map(|p| path(p, known))
                .collect::<Result<Vec<_>, _>>()?;
            out.insert(role, list);
        }
        Ok(out)
    };
    let conditions = |map: BTreeMap<String, OneOrMany>| -> Result<_, String> {
        map.into_iter()
            .map(|(p, lemmas)| {
                let mut set = BTreeSet::new();
                for lemma in lemmas.into_vec() {
                    set.extend(alternatives(&lemma, &known.sets)?);
                }
                Ok((path(&p, known)?, set))
            })
            .collect::<Result<Vec<_>, String>>()
    };
    let relation = matches!(yields, Yield::Relation { .. });
    let requires = raw.requires.unwrap_or_else(|| {
        if relation {
            vec!["subject".to_owned(), "object".to_owned()]
        } else {
            Vec::new()
        }
    });
    for role in &requires {
        check_role(role)?;
    }
    let states = raw
        .states
        .into_iter()
        .map(|s| {
            known_property(schema, &s.property)?;
            Ok(Implied {
                property: s.property,
                subject: path(&s.subject, known)?,
                object: path(&s.object, known)?,
                factuality: s.factuality.map(factuality).transpose()?,
                ended: s.ended,
            })
        })
        .collect::<Result<Vec<_>, String>>()?;
    let matches = raw
        .matches
        .into_iter()
        .map(|m| {
            let yields = m
                .yields
                .iter()
                .map(|y| expected(y, schema))
                .collect::<Result<Vec<_>, _>>()?;
            if yields.is_empty() {
                return Err(format!("`{}` must yield something", m.text));
            }
            Ok(Example {
                text: m.text,
                yields,
            })
        })
        .collect::<Result<Vec<_>, String>>()?;
    Ok(Frame {
        id: raw.id,
        file: file.to_owned(),
        yields,
        triggers,
        roles: paths(raw.roles)?,
        nominal: paths(raw.nominal)?,
        requires,
        only: conditions(raw.only)?,
        unless: conditions(raw.unless)?,
        polarity: match raw.polarity.as_deref() {
            None => Polarity::Any,
            Some("refused") => Polarity::Refused,
            Some("negative") => Polarity::Negative,
            Some("positive") => Polarity::Positive,
            Some("intended") => Polarity::Intended,
            Some(p) => return Err(format!("`{p}` is no polarity")),
        },
        states,
        priority: raw.priority,
        also: raw.also,
        matches,
        rejects: raw.reject,
    })
}

fn yields(raw: &RawFrame, known: &Frames, schema: &Schema) -> Result<Yield, String> {
    match (&raw.class, &raw.property) {
        (Some(class), None) => {
            known_class(schema, class)?;
            let of_type = known
                .types
                .get(class)
                .ok_or_else(|| format!("`{class}` is no class of event"))?;
            if let Some(property) = raw.shortcut.as_ref().filter(|p| *p != "none") {
                known_property(schema, property)?;
            }
            Ok(Yield::Event {
                class: class.clone(),
                mode: raw.mode.clone(),
                plover: raw.plover.clone(),
                shortcut: raw.shortcut.clone(),
                symmetric: raw.symmetric.unwrap_or(of_type.symmetric),
            })
        }
        (None, Some(property)) => {
            known_property(schema, property)?;
            Ok(Yield::Relation {
                property: property.clone(),
                ended: raw.ended,
            })
        }
        _ => Err("needs either a `class` or a `property`".to_owned()),
    }
}

fn check_role(role: &str) -> Result<(), String> {
    if ROLES.contains(&role) {
        return Ok(());
    }
    Err(format!(
        "`{role}` is no role; there are {}",
        ROLES.join(", ")
    ))
}

fn path(text: &str, known: &Frames) -> Result<Path, String> {
    let path: Path = text.parse()?;
    match &path.group {
        Some(g) if g != "any" && !known.groups.contains_key(g) => {
            Err(format!("there is no group `{g}`"))
        }
        _ => Ok(path),
    }
}

fn factuality(name: impl AsRef<str>) -> Result<String, String> {
    let name = name.as_ref();
    let steps = [
        "Fact", "Planned", "Likely", "Possible", "Unlikely", "Denied",
    ];
    if steps.contains(&name) {
        return Ok(name.to_owned());
    }
    Err(format!(
        "`{name}` is no factuality; there are {}",
        steps.join(", ")
    ))
}

/// Reads `Visit(actor: Macron + Scholz, location: Kyiv) Planned` or `leads(Modi, India)`.
fn expected(text: &str, schema: &Schema) -> Result<Expected, String> {
    let bad = || format!("`{text}` should read `Class(role: Name, …)` or `property(Name, Name)`");
    let (name, rest) = text.split_once('(').ok_or_else(bad)?;
    let (inside, after) = rest.rsplit_once(')').ok_or_else(bad)?;
    let relation = name.starts_with(char::is_lowercase);
    if relation {
        known_property(schema, name)?;
    } else {
        known_class(schema, name)?;
    }
    let mut roles = Vec::new();
    for (i, part) in inside.split(',').map(str::trim).enumerate() {
        if part.is_empty() {
            continue;
        }
        let (role, fillers) = match part.split_once(':') {
            Some((r, f)) => (r.trim().to_owned(), f),
            None if relation && i < 2 => (["subject", "object"][i].to_owned(), part),
            None => return Err(bad()),
        };
        check_role(&role)?;
        let fillers = fillers.split('+').map(|f| f.trim().to_owned()).collect();
        roles.push((role, fillers));
    }
    Ok(Expected {
        name: name.trim().to_owned(),
        roles,
        factuality: match after.trim() {
            "" => "Fact".to_owned(),
            f => factuality(f)?,
        },
    })
}
