use super::{
    gold::{Gold, GoldEvent, GoldFact},
    view::{
        DERIVED_FROM, Keys, LABEL, LOCATION, RDF_OBJECT, RDF_PREDICATE, RDF_SUBJECT, RDF_TYPE,
        START_DATE, TEXT, View, folded,
    },
};
use crate::schema::Schema;
use oxigraph::store::Store;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    ops::AddAssign,
};

/// How many of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ratio {
    /// Those that are right or found.
    pub hits: u32,
    /// All that count.
    pub total: u32,
}

impl Ratio {
    /// The share, 0 where nothing counts.
    pub fn value(self) -> f64 {
        if self.total == 0 {
            0.0
        } else {
            f64::from(self.hits) / f64::from(self.total)
        }
    }

    fn count(&mut self, hit: bool) {
        self.hits += u32::from(hit);
        self.total += 1;
    }
}

impl AddAssign for Ratio {
    fn add_assign(&mut self, other: Self) {
        self.hits += other.hits;
        self.total += other.total;
    }
}

/// Agreement of graphs with gold files, summed over articles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scores {
    /// Statements of the graph that are right.
    pub fact_precision: Ratio,
    /// Core facts that the graph has.
    pub fact_recall: Ratio,
    /// Events of the graph that are right.
    pub event_precision: Ratio,
    /// Core events that the graph has.
    pub event_recall: Ratio,
    /// Named core entities that the graph has, with their class.
    pub entity_recall: Ratio,
    /// Dates of matched events that are right as far as the gold tells them.
    pub dates: Ratio,
    /// Places of matched events that are right.
    pub places: Ratio,
}

impl Scores {
    /// Harmonic mean of precision and recall.
    pub fn f1(precision: Ratio, recall: Ratio) -> f64 {
        let (p, r) = (precision.value(), recall.value());
        if p + r > 0.0 {
            2.0 * p * r / (p + r)
        } else {
            0.0
        }
    }
}

impl AddAssign for Scores {
    fn add_assign(&mut self, other: Self) {
        self.fact_precision += other.fact_precision;
        self.fact_recall += other.fact_recall;
        self.event_precision += other.event_precision;
        self.event_recall += other.event_recall;
        self.entity_recall += other.entity_recall;
        self.dates += other.dates;
        self.places += other.places;
    }
}

impl fmt::Display for Scores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = |name: &str, precision: Ratio, recall: Ratio| {
            writeln!(
                f,
                "{name:8} P {:.3}  R {:.3}  F1 {:.3}   ({}/{} right, {}/{} found)",
                precision.value(),
                recall.value(),
                Self::f1(precision, recall),
                precision.hits,
                precision.total,
                recall.hits,
                recall.total
            )
        };
        line("facts", self.fact_precision, self.fact_recall)?;
        line("events", self.event_precision, self.event_recall)?;
        writeln!(
            f,
            "entities R {:.3}   ({}/{})",
            self.entity_recall.value(),
            self.entity_recall.hits,
            self.entity_recall.total
        )?;
        write!(
            f,
            "dates of events {}/{}, places {}/{}",
            self.dates.hits, self.dates.total, self.places.hits, self.places.total
        )
    }
}

/// Why something is missing or wrong, as far as gold and graph tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// An entity that takes part wasn't found at all.
    Entity,
    /// The entities are there, but nothing is said of the subject from the passage: a pronoun or description not
    /// resolved.
    Coreference,
    /// The entities are there and the passage yielded statements, none of them between these two.
    Frame,
    /// Another property or class between the same two from the same passage.
    WrongFrame,
    /// Told more or less surely than the gold says.
    Factuality,
    /// The passage yielded nothing at all: its tree or its frame is missing.
    Passage,
    /// Said by the graph, not by the gold.
    Excess,
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Entity => "entity",
            Self::Coreference => "coreference",
            Self::Frame => "frame missing",
            Self::WrongFrame => "frame wrong",
            Self::Factuality => "factuality",
            Self::Passage => "passage silent",
            Self::Excess => "not in gold",
        })
    }
}

/// One miss or error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Missing from the graph, or wrong in it.
    pub missing: bool,
    /// Why.
    pub cause: Cause,
    /// What it is about.
    pub what: String,
    /// The words of the text behind it.
    pub passage: String,
}

/// Properties that gold files don't list.
const UNSCORED: [&str; 6] = [
    "candidateIn",
    "wonElection",
    "succeeded",
    "founded",
    "controls",
    "jurisdiction",
];

/// A statement of the graph in terms of the gold.
struct Said {
    subject: String,
    predicate: String,
    object: String,
    factuality: String,
    passage: String,
}

/// Scores the graph of one article; the findings list every miss and error.
pub fn score(gold: &Gold, store: &Store, schema: &Schema) -> (Scores, Vec<Finding>) {
    let view = View::new(store);
    let keys = Keys::new(gold);
    let mut scores = Scores::default();
    let mut findings = Vec::new();
    let entities = found_entities(gold, &view, &keys, &mut scores);
    let said = statements(&view, &keys, schema);
    score_facts(gold, &said, &entities, schema, &mut scores, &mut findings);
    score_events(gold, &view, &keys, schema, &mut scores, &mut findings);
    (scores, findings)
}

/// Keys of the gold entities that the graph has, counted where they are named and core.
fn found_entities<'a>(
    gold: &'a Gold,
    view: &View,
    keys: &Keys<'a>,
    scores: &mut Scores,
) -> BTreeSet<&'a str> {
    let found: BTreeSet<&str> = view
        .all()
        .filter(|iri| view.one(iri, LABEL).is_some())
        .filter_map(|iri| keys.of(view, iri))
        .collect();
    for entity in &gold.entities {
        let unnamed = ["Collective", "Topic", "Office"].contains(&entity.class.as_str());
        if entity.core && !unnamed {
            scores
                .entity_recall
                .count(found.contains(entity.key.as_str()));
        }
    }
    found
}

fn statements(view: &View, keys: &Keys<'_>, schema: &Schema) -> Vec<Said> {
    let name = |iri: &str| {
        keys.of(view, iri).map_or_else(
            || format!("?{}", view.one(iri, LABEL).unwrap_or(iri)),
            str::to_owned,
        )
    };
    view.of_class("Statement")
        .filter_map(|iri| {
            let predicate = view.one(iri, RDF_PREDICATE)?;
            let relation = schema.property(predicate)?;
            if relation.annotation || relation.literal || UNSCORED.contains(&predicate) {
                return None;
            }
            let passage = view
                .one(iri, DERIVED_FROM)
                .and_then(|p| view.one(p, TEXT))
                .unwrap_or_default();
            Some(Said {
                subject: name(view.one(iri, RDF_SUBJECT)?),
                predicate: predicate.to_owned(),
                object: name(view.one(iri, RDF_OBJECT)?),
                factuality: view.one(iri, "factuality").unwrap_or("Fact").to_owned(),
                passage: passage.to_owned(),
            })
        })
        .collect()
}

/// Whether a statement says what a gold fact says, its factuality aside.
fn same_claim(said: &Said, fact: &GoldFact, schema: &Schema) -> bool {
    let below = schema.is_subproperty(&said.predicate, &fact.p);
    // A text's "leader", "president" and "premier" are one relation told more or less exactly.
    let kin =
        schema.is_subproperty(&said.predicate, "leads") && schema.is_subproperty(&fact.p, "leads");
    let straight = said.subject == fact.s && said.object == fact.o;
    let crossed = said.subject == fact.o && said.object == fact.s;
    let inverse = schema
        .property(&said.predicate)
        .and_then(|p| p.inverse.as_deref())
        == Some(fact.p.as_str());
    (straight && (below || kin)) || (crossed && (inverse || (below && schema.symmetric(&fact.p))))
}

fn score_facts(
    gold: &Gold,
    said: &[Said],
    entities: &BTreeSet<&str>,
    schema: &Schema,
    scores: &mut Scores,
    findings: &mut Vec<Finding>,
) {
    let mut counted = BTreeSet::new();
    for s in said {
        let claim = (&s.subject, &s.predicate, &s.object, &s.factuality);
        if !counted.insert(claim) {
            continue;
        }
        let mut same = gold
            .facts
            .iter()
            .filter(|f| same_claim(s, f, schema))
            .peekable();
        let known = same.peek().is_some();
        let right = same.any(|f| f.factuality == s.factuality);
        scores.fact_precision.count(right);
        if !right {
            findings.push(Finding {
                missing: false,
                cause: if known {
                    Cause::Factuality
                } else {
                    Cause::Excess
                },
                what: format!(
                    "{} {} {} ({})",
                    s.subject, s.predicate, s.object, s.factuality
                ),
                passage: s.passage.clone(),
            });
        }
    }
    for fact in gold.facts.iter().filter(|f| f.core) {
        let mut same = said
            .iter()
            .filter(|s| same_claim(s, fact, schema))
            .peekable();
        let known = same.peek().is_some();
        let found = same.any(|s| s.factuality == fact.factuality);
        scores.fact_recall.count(found);
        if !found {
            findings.push(Finding {
                missing: true,
                cause: if known {
                    Cause::Factuality
                } else {
                    cause_of_miss(fact, said, entities)
                },
                what: format!("{} {} {} ({})", fact.s, fact.p, fact.o, fact.factuality),
                passage: fact.quote.clone(),
            });
        }
    }
}

fn cause_of_miss(fact: &GoldFact, said: &[Said], entities: &BTreeSet<&str>) -> Cause {
    if !entities.contains(fact.s.as_str()) || !entities.contains(fact.o.as_str()) {
        return Cause::Entity;
    }
    let quote = folded(&fact.quote);
    let here: Vec<&Said> = said
        .iter()
        .filter(|s| folded(&s.passage).contains(&quote))
        .collect();
    let pair = |s: &&&Said| {
        (s.subject == fact.s && s.object == fact.o) || (s.subject == fact.o && s.object == fact.s)
    };
    if here.is_empty() {
        Cause::Passage
    } else if here.iter().any(|s| pair(&s)) {
        Cause::WrongFrame
    } else if here
        .iter()
        .any(|s| s.subject == fact.s || s.object == fact.s)
    {
        Cause::Frame
    } else {
        Cause::Coreference
    }
}

fn score_events(
    gold: &Gold,
    view: &View,
    keys: &Keys<'_>,
    schema: &Schema,
    scores: &mut Scores,
    findings: &mut Vec<Finding>,
) {
    let mut hit: BTreeMap<usize, u32> = BTreeMap::new();
    for iri in view.all() {
        let families: BTreeSet<&str> = view
            .values(iri, RDF_TYPE)
            .filter_map(|class| family(class, schema))
            .collect();
        let Some(factuality) = view.one(iri, "factuality") else {
            continue;
        };
        let people = |property: &str| -> BTreeSet<&str> {
            view.values(iri, property)
                .map(|v| keys.of(view, v).unwrap_or("?"))
                .collect()
        };
        let (actors, recipients) = (people("actor"), people("recipient"));
        let only_occasion = families.len() == 1 && families.contains("Occasion");
        if families.is_empty() || (only_occasion && actors.is_empty()) {
            continue;
        }
        let best = gold
            .events
            .iter()
            .enumerate()
            .filter(|(_, e)| {
                family(&e.class, schema).is_some_and(|f| families.contains(f))
                    && e.factuality == factuality
                    && participants_agree(e, &actors, &recipients)
            })
            .max_by_key(|(i, e)| (!hit.contains_key(i), e.core, usize::MAX - i));
        scores.event_precision.count(best.is_some());
        let Some((i, event)) = best else {
            findings.push(Finding {
                missing: false,
                cause: Cause::Excess,
                what: format!("{families:?} {actors:?} → {recipients:?} ({factuality})"),
                passage: view.one(iri, LABEL).unwrap_or(iri).to_owned(),
            });
            continue;
        };
        *hit.entry(i).or_default() += 1;
        if !event.places.is_empty() {
            let places = people(LOCATION);
            scores
                .places
                .count(event.places.iter().any(|p| places.contains(p.as_str())));
        }
        if let Some(start) = &event.start {
            scores.dates.count(
                view.one(iri, START_DATE)
                    .is_some_and(|d| d.starts_with(start.as_str())),
            );
        }
    }
    for (i, event) in gold.events.iter().enumerate() {
        let occasion = family(&event.class, schema) == Some("Occasion");
        if !event.core || (occasion && event.actors.is_empty()) {
            continue;
        }
        scores.event_recall.count(hit.contains_key(&i));
        if !hit.contains_key(&i) {
            findings.push(Finding {
                missing: true,
                cause: Cause::Frame,
                what: format!(
                    "{} {:?} → {:?} ({})",
                    event.class, event.actors, event.recipients, event.factuality
                ),
                passage: event.quote.clone(),
            });
        }
    }
}

/// The PLOVER type that a class of events lies below, or `Occasion`.
fn family<'s>(class: &'s str, schema: &'s Schema) -> Option<&'s str> {
    if schema.is_a(class, "Occasion") {
        return Some("Occasion");
    }
    schema.plover_code(class)
}

fn participants_agree(
    event: &GoldEvent,
    actors: &BTreeSet<&str>,
    recipients: &BTreeSet<&str>,
) -> bool {
    let allowed: BTreeSet<&str> = [
        &event.actors,
        &event.recipients,
        &event.optional,
        &event.places,
    ]
    .into_iter()
    .flatten()
    .map(String::as_str)
    .collect();
    let all_right = actors.union(recipients).all(|p| allowed.contains(p));
    let meets = |people: &BTreeSet<&str>, wanted: &[&Vec<String>]| {
        wanted
            .iter()
            .any(|list| list.iter().any(|w| people.contains(w.as_str())))
    };
    if !all_right {
        false
    } else if event.agentless {
        let deciding = if recipients.is_empty() {
            actors
        } else {
            recipients
        };
        let wanted = if event.recipients.is_empty() {
            &event.actors
        } else {
            &event.recipients
        };
        meets(deciding, &[wanted])
    } else {
        event.actors.is_empty() || meets(actors, &[&event.actors, &event.optional])
    }
}
