//! What is claimed: every statement of every document on the merged entities and events, claims that say the same kept
//! once with all their passages.

use super::{
    Claim, Context, Node, PassageRef, Predicate, Resolution, Source, Value, disagreement,
    entities::Grouping,
    events::Happenings,
    merge::Merged,
    mint::{self, Wish},
    reading::Reading,
};
use crate::{
    extraction::{self, Attribution, Factuality, Source as Says},
    schema::Schema,
    text::TimeSpan,
};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// What makes two claims one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    subject: Node,
    predicate: Predicate,
    object: Value,
    factuality: Factuality,
    attributed_to: Option<Node>,
    vouched: bool,
    ended: bool,
    acting: bool,
    event: Option<u32>,
    /// When a lasting relation holds; an event's relation has the event's time.
    time: TimeSpan,
}

/// Puts everything together.
pub(super) fn assemble(
    readings: &[&Reading],
    reports: &[u32],
    grouping: &Grouping<'_>,
    merged: Merged,
    happenings: Happenings,
    context: &Context<'_>,
) -> Resolution {
    let documents = documents(readings, reports);
    let mut collector = Collector {
        schema: context.schema,
        grouping,
        merged: &merged,
        happenings: &happenings,
        claims: FxHashMap::default(),
    };
    for (document, reading) in readings.iter().enumerate() {
        collector.document(document as u32, reading);
    }
    let (claims, attributions) = collector.finish(readings);
    let Merged { entities, .. } = merged;
    let mut resolution = Resolution {
        documents,
        entities,
        events: happenings.events,
        claims,
        contradictions: Vec::new(),
    };
    for (event, who) in attributions {
        if let Some(event) = resolution.events.get_mut(event as usize) {
            event.attributed_to = who;
        }
    }
    name_claims(&mut resolution);
    count_sources(&mut resolution);
    disagreement::accept(&mut resolution, context.schema);
    resolution.contradictions = disagreement::find(&resolution, context.schema);
    mark_used(&mut resolution);
    keep_passages(&mut resolution, readings);
    resolution
}

fn documents(readings: &[&Reading], reports: &[u32]) -> Vec<Source> {
    let wishes: Vec<Wish> = readings
        .iter()
        .map(|r| Wish {
            name: format!("document/{}", mint::slug(&r.document.id)),
            longer: None,
            key: r.document.id.clone(),
            owner: false,
        })
        .collect();
    let names = mint::names(&wishes.iter().collect::<Vec<_>>());
    readings
        .iter()
        .zip(names)
        .enumerate()
        .map(|(i, (reading, name))| Source {
            name,
            record: reading.document.clone(),
            report: reports.get(i).copied().unwrap_or(i as u32),
            passages: BTreeMap::new(),
        })
        .collect()
}

struct Collector<'a> {
    schema: &'a Schema,
    grouping: &'a Grouping<'a>,
    merged: &'a Merged,
    happenings: &'a Happenings,
    claims: FxHashMap<Key, Claim>,
}

impl Collector<'_> {
    fn document(&mut self, document: u32, reading: &Reading) {
        let extraction = &reading.extraction;
        let mut told = BTreeSet::new();
        for statement in &extraction.statements {
            told.extend(statement.event);
            self.statement(document, statement);
        }
        for (i, event) in extraction.events.iter().enumerate() {
            // An event without a second party has no relation that could say how sure it is.
            if !told.contains(&(i as u32)) {
                self.event(document, i as u32, event);
            }
        }
        for open in &extraction.open {
            self.open(document, open);
        }
    }

    /// The nodes that a local entity stands for.
    fn nodes(&self, document: u32, local: u32) -> Vec<Node> {
        if let Some(event) = self.happenings.of_occasion.get(&(document, local)) {
            return vec![Node::Event(*event)];
        }
        let first = self
            .grouping
            .first
            .get(document as usize)
            .copied()
            .unwrap_or_default();
        let entity = self
            .grouping
            .locals
            .get((first + local) as usize)
            .and_then(|l| l.entity);
        match entity {
            Some(entity) if !entity.members.is_empty() => {
                let mut nodes: Vec<Node> = entity
                    .members
                    .iter()
                    .filter(|m| **m != local)
                    .filter_map(|m| self.node(first + m))
                    .collect();
                nodes.sort_unstable();
                nodes.dedup();
                nodes
            }
            _ => self.node(first + local).into_iter().collect(),
        }
    }

    fn node(&self, local: u32) -> Option<Node> {
        let group = self.grouping.group_of.get(local as usize)?;
        let entity = self
            .merged
            .entity_of
            .get(*group as usize)
            .copied()
            .flatten()?;
        Some(Node::Entity(entity))
    }

    fn source(&self, document: u32, attribution: &Attribution) -> Option<Node> {
        match &attribution.source {
            // A group speaks as one: "the two leaders said".
            Says::Entity(local) => {
                if let Some(event) = self.happenings.of_occasion.get(&(document, *local)) {
                    return Some(Node::Event(*event));
                }
                let first = self.grouping.first.get(document as usize)?;
                self.node(first + local)
            }
            Says::Text(words) => {
                let local = self.grouping.sources.get(&(document, words.as_str()))?;
                self.node(*local)
            }
        }
    }

    fn statement(&mut self, document: u32, statement: &extraction::Statement) {
        let subjects = self.nodes(document, statement.subject);
        let objects = self.nodes(document, statement.object);
        let symmetric = self.schema.symmetric(&statement.predicate);
        let event = statement
            .event
            .and_then(|e| self.happenings.of_telling.get(&(document, e)).copied());
        for &subject in &subjects {
            for &object in &objects {
                if subject == object {
                    continue;
                }
                let (subject, object) = if symmetric && object < subject {
                    (object, subject)
                } else {
                    (subject, object)
                };
                self.add(
                    document,
                    &[statement.sentence],
                    Told {
                        subject,
                        predicate: Predicate::Known(statement.predicate.clone()),
                        object: Value::Node(object),
                        factuality: statement.factuality,
                        attribution: statement.attribution.as_ref(),
                        time: statement.time,
                        ended: statement.ended,
                        acting: statement.acting,
                        event,
                        confidence: statement.confidence,
                        rule: &statement.rule,
                    },
                );
            }
        }
    }

    fn event(&mut self, document: u32, telling: u32, event: &extraction::Event) {
        let Some(&position) = self.happenings.of_telling.get(&(document, telling)) else {
            return;
        };
        self.add(
            document,
            &event.sentences,
            Told {
                subject: Node::Event(position),
                predicate: Predicate::Known("happens".to_owned()),
                object: Value::True,
                factuality: event.factuality,
                attribution: event.attribution.as_ref(),
                time: event.time,
                ended: false,
                acting: false,
                event: Some(position),
                confidence: event.confidence,
                rule: &event.rule,
            },
        );
    }

    /// An open proposition is kept when its subject is an entity and it has an object; its object is an entity or words.
    fn open(&mut self, document: u32, open: &extraction::OpenStatement) {
        let (Some(subject), false) = (open.subject_entity, open.lemmas.is_empty()) else {
            return;
        };
        let object = match (open.object_entity, &open.object) {
            (Some(local), _) => match self.nodes(document, local).as_slice() {
                [one] => Value::Node(*one),
                _ => return,
            },
            (None, Some(words)) => Value::Text(words.clone()),
            (None, None) => return,
        };
        let [subject] = *self.nodes(document, subject).as_slice() else {
            return;
        };
        if object == Value::Node(subject) {
            return;
        }
        self.add(
            document,
            &[open.sentence],
            Told {
                subject,
                predicate: Predicate::Open(open.lemmas.clone(), open.relation.clone()),
                object,
                factuality: open.factuality,
                attribution: open.attribution.as_ref(),
                time: TimeSpan::default(),
                ended: false,
                acting: false,
                event: None,
                confidence: open.confidence,
                rule: "",
            },
        );
    }

    fn add(&mut self, document: u32, sentences: &[u32], told: Told<'_>) {
        let attributed_to = told.attribution.and_then(|a| self.source(document, a));
        let vouched = told.attribution.is_none_or(|a| a.vouched);
        let (time, predicate) = match (told.event, told.predicate) {
            (Some(event), predicate) => {
                let known = self.happenings.events.get(event as usize).map(|e| e.time);
                (
                    known.filter(|t| !t.is_unknown()).unwrap_or_default(),
                    predicate,
                )
            }
            // The wording of an open relation is a label, not what makes it itself.
            (None, Predicate::Open(lemmas, words)) => {
                (told.time, Predicate::Open(lemmas, words.to_lowercase()))
            }
            (None, predicate) => (told.time, predicate),
        };
        let key = Key {
            subject: told.subject,
            predicate: match &predicate {
                Predicate::Open(lemmas, _) => Predicate::Open(lemmas.clone(), String::new()),
                known @ Predicate::Known(_) => known.clone(),
            },
            object: told.object.clone(),
            factuality: told.factuality,
            attributed_to,
            vouched,
            ended: told.ended,
            acting: told.acting,
            event: told.event,
            time,
        };
        let claim = self.claims.entry(key).or_insert_with(|| Claim {
            name: String::new(),
            subject: told.subject,
            predicate: predicate.clone(),
            object: told.object,
            factuality: told.factuality,
            attributed_to,
            cues: BTreeSet::new(),
            vouched,
            time,
            ended: told.ended,
            acting: told.acting,
            event: told.event,
            confidence: 0.0,
            rules: BTreeSet::new(),
            passages: BTreeSet::new(),
            independent_sources: 0,
            accepted: false,
        });
        if let (Predicate::Open(_, kept), Predicate::Open(_, words)) =
            (&mut claim.predicate, predicate)
            && words < *kept
        {
            *kept = words;
        }
        claim.confidence = claim.confidence.max(told.confidence);
        if !told.rule.is_empty() {
            claim.rules.insert(told.rule.to_owned());
        }
        claim.cues.extend(told.attribution.map(|a| a.cue.clone()));
        claim.passages.extend(sentences.iter().map(|s| PassageRef {
            document,
            sentence: *s,
        }));
    }

    /// The claims in no order yet, and who says so of events that no reporter tells of himself.
    fn finish(self, readings: &[&Reading]) -> (Vec<Claim>, Vec<(u32, BTreeSet<Node>)>) {
        let mut reported: FxHashMap<u32, BTreeSet<Option<Node>>> = FxHashMap::default();
        for (document, reading) in readings.iter().enumerate() {
            let document = document as u32;
            for (i, event) in reading.extraction.events.iter().enumerate() {
                let Some(position) = self.happenings.of_telling.get(&(document, i as u32)) else {
                    continue;
                };
                let who = event
                    .attribution
                    .as_ref()
                    .and_then(|a| self.source(document, a));
                reported.entry(*position).or_default().insert(who);
            }
        }
        let mut attributions: Vec<(u32, BTreeSet<Node>)> = reported
            .into_iter()
            .filter(|(_, who)| !who.contains(&None))
            .map(|(event, who)| (event, who.into_iter().flatten().collect()))
            .collect();
        attributions.sort_unstable();
        (self.claims.into_values().collect(), attributions)
    }
}

/// One statement as a document tells it.
struct Told<'a> {
    subject: Node,
    predicate: Predicate,
    object: Value,
    factuality: Factuality,
    attribution: Option<&'a Attribution>,
    time: TimeSpan,
    ended: bool,
    acting: bool,
    event: Option<u32>,
    confidence: f32,
    rule: &'a str,
}

/// Names claims by what they say and a digest of all that makes them themselves, and sorts them.
fn name_claims(resolution: &mut Resolution) {
    let mut claims = std::mem::take(&mut resolution.claims);
    for claim in &mut claims {
        let subject = resolution.name(claim.subject);
        let object = match &claim.object {
            Value::Node(node) => resolution.name(*node),
            Value::Text(words) => words,
            Value::True => "true",
        };
        let (predicate, kind) = match &claim.predicate {
            Predicate::Known(name) => (name.as_str(), ""),
            Predicate::Open(lemmas, _) => (lemmas.as_str(), "open"),
        };
        let date =
            |d: Option<crate::text::PartialDate>| d.map_or_else(String::new, |d| d.to_string());
        let digest = mint::digest(&[
            subject,
            predicate,
            kind,
            object,
            claim.factuality.as_str(),
            claim.attributed_to.map_or("", |n| resolution.name(n)),
            if claim.vouched { "v" } else { "" },
            if claim.ended { "e" } else { "" },
            if claim.acting { "a" } else { "" },
            claim.event.map_or("", |e| resolution.name(Node::Event(e))),
            &date(claim.time.start),
            &date(claim.time.end),
        ]);
        let last = |name: &str| name.rsplit('/').next().unwrap_or_default().to_owned();
        let words = |name: &str| mint::shorten(&name.replace('-', " "), 28);
        claim.name = format!(
            "statement/{}-{}-{}-{digest}",
            words(&last(subject)),
            predicate,
            words(&last(
                &crate::knowledge::gazetteer::fold(object).replace(' ', "-")
            )),
        );
    }
    claims.sort_by(|a, b| a.name.cmp(&b.name));
    resolution.claims = claims;
}

/// Counts reports, not documents: copies of one are one.
fn count_sources(resolution: &mut Resolution) {
    let report: Vec<u32> = resolution.documents.iter().map(|d| d.report).collect();
    let count = |passages: &BTreeSet<PassageRef>| {
        let reports: BTreeSet<u32> = passages
            .iter()
            .filter_map(|p| report.get(p.document as usize).copied())
            .collect();
        reports.len() as u32
    };
    for claim in &mut resolution.claims {
        claim.independent_sources = count(&claim.passages);
    }
    for event in &mut resolution.events {
        event.independent_sources = count(&event.passages);
    }
}

/// Marks the entities that anything is said of.
fn mark_used(resolution: &mut Resolution) {
    let mut used = BTreeSet::new();
    for claim in &resolution.claims {
        used.insert(claim.subject);
        used.extend(claim.attributed_to);
        if let Value::Node(node) = claim.object {
            used.insert(node);
        }
    }
    for event in &resolution.events {
        used.extend(event.roles.values().flatten().copied());
        used.extend(event.attributed_to.iter().copied());
    }
    for (i, entity) in resolution.entities.iter_mut().enumerate() {
        entity.used = used.contains(&Node::Entity(i as u32));
    }
}

/// Keeps the sentences that anything was read from.
fn keep_passages(resolution: &mut Resolution, readings: &[&Reading]) {
    let mut needed: BTreeSet<PassageRef> = BTreeSet::new();
    for claim in &resolution.claims {
        needed.extend(&claim.passages);
    }
    for event in &resolution.events {
        needed.extend(&event.passages);
    }
    for at in needed {
        let passage = readings
            .get(at.document as usize)
            .and_then(|r| r.extraction.passages.get(at.sentence as usize));
        if let (Some(source), Some(passage)) =
            (resolution.documents.get_mut(at.document as usize), passage)
        {
            source.passages.insert(at.sentence, passage.clone());
        }
    }
}
