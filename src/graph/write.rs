//! A resolution as RDF: which triples say what. The shapes are those of the vocabulary.

use super::{
    block::Block,
    terms::{self, chy, confidence, date, english, integer, text, yes},
};
use crate::{
    resolution::{Claim, Entity, Event, Node, PassageRef, Predicate, Resolution, Value},
    schema::Schema,
};
use oxigraph::model::{
    GraphName, NamedNode, Term,
    vocab::{rdf, rdfs},
};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// What writing needs besides the resolution.
pub(super) struct Writer<'a> {
    pub(super) resolution: &'a Resolution,
    pub(super) schema: &'a Schema,
    pub(super) base: &'a str,
    /// Accepted claims by subject.
    facts: BTreeMap<Node, Vec<u32>>,
    /// For each claim those that it contradicts.
    contradicts: BTreeMap<u32, Vec<u32>>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(resolution: &'a Resolution, schema: &'a Schema, base: &'a str) -> Self {
        let mut facts: BTreeMap<Node, Vec<u32>> = BTreeMap::new();
        for (i, claim) in resolution.claims.iter().enumerate() {
            if claim.accepted {
                facts.entry(claim.subject).or_default().push(i as u32);
            }
        }
        let mut contradicts: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for pair in &resolution.contradictions {
            contradicts.entry(pair.one).or_default().push(pair.other);
            contradicts.entry(pair.other).or_default().push(pair.one);
        }
        Self {
            resolution,
            schema,
            base,
            facts,
            contradicts,
        }
    }

    /// The default graph: entities, events, claims and the relations minted from articles' words.
    pub(super) fn default_graph(&self) -> Vec<Block> {
        let r = self.resolution;
        let entities = r
            .entities
            .par_iter()
            .enumerate()
            .filter(|(_, e)| e.named || e.used)
            .map(|(i, e)| self.entity(i as u32, e));
        let events = r
            .events
            .par_iter()
            .enumerate()
            .map(|(i, e)| self.event(i as u32, e));
        let claims = r
            .claims
            .par_iter()
            .enumerate()
            .map(|(i, c)| self.claim(i as u32, c));
        let mut blocks: Vec<Block> = entities.chain(events).chain(claims).collect();
        blocks.extend(self.open_relations());
        blocks
    }

    /// The evidence: a graph for each document with the sentences that anything was read from.
    pub(super) fn evidence(&self) -> Vec<Block> {
        let mut tells: BTreeMap<PassageRef, BTreeSet<u32>> = BTreeMap::new();
        for (i, event) in self.resolution.events.iter().enumerate() {
            for passage in &event.passages {
                tells.entry(*passage).or_default().insert(i as u32);
            }
        }
        self.resolution
            .documents
            .par_iter()
            .enumerate()
            .flat_map_iter(|(i, source)| {
                let graph = self.iri(&source.name);
                let mut document = Block::new(graph.clone(), graph.clone());
                document.add(rdf::TYPE, chy("Document"));
                document.add(terms::IDENTIFIER, text(&source.record.id));
                if let Some(title) = &source.record.title {
                    document.add(terms::HEADLINE, text(title));
                }
                if let Some(published) = source.record.published {
                    document.add(terms::DATE_PUBLISHED, date(published));
                }
                if let Some(publisher) = &source.record.publisher {
                    document.add(terms::PUBLISHER, text(publisher));
                }
                if let Some(url) = &source.record.url {
                    document.add(
                        terms::URL,
                        NamedNode::new(url).map_or_else(|_| text(url), Term::from),
                    );
                }
                document.add(chy("contentHash"), text(&source.record.content_hash));
                let mut blocks = vec![document.settle()];
                for (sentence, passage) in &source.passages {
                    let at = PassageRef {
                        document: i as u32,
                        sentence: *sentence,
                    };
                    let mut block = Block::new(self.passage(at), graph.clone());
                    block.add(rdf::TYPE, chy("Passage"));
                    block.add(terms::TEXT, text(&passage.text));
                    block.add(terms::BEGIN_INDEX, integer(passage.begin));
                    block.add(terms::END_INDEX, integer(passage.end));
                    block.add(terms::IS_PART_OF, graph.clone());
                    for event in tells.get(&at).into_iter().flatten() {
                        block.add(chy("tells"), self.node(Node::Event(*event)));
                    }
                    blocks.push(block.settle());
                }
                blocks
            })
            .collect()
    }

    /// The IRI of a name.
    pub(super) fn iri(&self, name: &str) -> NamedNode {
        NamedNode::new_unchecked(format!("{}{name}", self.base))
    }

    /// The IRI of an entity or event.
    pub(super) fn node(&self, node: Node) -> NamedNode {
        self.iri(self.resolution.name(node))
    }

    fn passage(&self, at: PassageRef) -> NamedNode {
        let document = self
            .resolution
            .documents
            .get(at.document as usize)
            .map_or("", |d| d.name.trim_start_matches("document/"));
        self.iri(&format!("passage/{document}/{}", at.sentence + 1))
    }

    /// The class and all above it but the topmost, so that a plain query for a class finds those of finer ones.
    fn types(&self, block: &mut Block, class: &str) {
        block.add(rdf::TYPE, chy(class));
        for above in self.schema.superclasses(class) {
            if above != "Entity" {
                block.add(rdf::TYPE, chy(above));
            }
        }
    }

    fn facts(&self, block: &mut Block, node: Node) {
        for i in self.facts.get(&node).into_iter().flatten() {
            if let Some(claim) = self.resolution.claims.get(*i as usize) {
                block.add(self.predicate(&claim.predicate), self.value(&claim.object));
            }
        }
    }

    pub(super) fn predicate(&self, predicate: &Predicate) -> NamedNode {
        match predicate {
            Predicate::Known(name) => terms::property(self.schema, name),
            Predicate::Open(lemmas, _) => open_relation(lemmas),
        }
    }

    pub(super) fn value(&self, value: &Value) -> Term {
        match value {
            Value::Node(node) => self.node(*node).into(),
            Value::Text(words) => text(words),
            Value::True => yes(),
        }
    }

    fn entity(&self, position: u32, entity: &Entity) -> Block {
        let node = Node::Entity(position);
        let mut block = Block::new(self.node(node), GraphName::DefaultGraph);
        self.types(&mut block, &entity.class);
        block.add(rdfs::LABEL, english(&entity.label));
        for alias in &entity.aliases {
            block.add(terms::ALT_LABEL, english(alias));
        }
        if let Some(item) = &entity.wikidata {
            let iri = format!("http://www.wikidata.org/entity/{item}");
            block.add(terms::SAME_AS, NamedNode::new_unchecked(iri));
        }
        block.add(chy("mentionCount"), integer(entity.mentions));
        block.add(chy("documentCount"), integer(entity.documents));
        for reason in &entity.reasons {
            block.add(chy("mergeReason"), text(reason));
        }
        self.facts(&mut block, node);
        block.settle()
    }

    fn event(&self, position: u32, event: &Event) -> Block {
        let node = Node::Event(position);
        let mut block = Block::new(self.node(node), GraphName::DefaultGraph);
        self.types(&mut block, &event.class);
        block.add(rdfs::LABEL, english(&event.label));
        for alias in &event.aliases {
            block.add(terms::ALT_LABEL, english(alias));
        }
        for (role, fillers) in &event.roles {
            let role = terms::property(self.schema, role);
            for filler in fillers {
                block.add(role.clone(), self.node(*filler));
            }
        }
        for (role, words) in &event.texts {
            let role = terms::property(self.schema, role);
            for words in words {
                block.add(role.clone(), text(words));
            }
        }
        if let Some(start) = event.time.start {
            block.add(terms::START_DATE, date(start));
        }
        if let Some(end) = event.time.end {
            block.add(terms::END_DATE, date(end));
        }
        if let Some(factuality) = event.factuality {
            block.add(chy("factuality"), chy(factuality.as_str()));
        }
        for who in &event.attributed_to {
            block.add(chy("attributedTo"), self.node(*who));
        }
        if let Some(code) = &event.plover {
            block.add(chy("ploverCode"), text(code));
        }
        if let Some(mode) = &event.mode {
            block.add(chy("mode"), text(mode));
        }
        for rule in &event.rules {
            block.add(chy("rule"), text(rule));
        }
        if event.confidence > 0.0 {
            block.add(chy("confidence"), confidence(event.confidence));
        }
        if event.independent_sources > 0 {
            block.add(
                chy("independentSources"),
                integer(event.independent_sources),
            );
        }
        if event.mentions > 0 {
            block.add(chy("mentionCount"), integer(event.mentions));
        }
        block.add(chy("documentCount"), integer(event.documents));
        for reason in &event.reasons {
            block.add(chy("mergeReason"), text(reason));
        }
        self.facts(&mut block, node);
        block.settle()
    }

    fn claim(&self, position: u32, claim: &Claim) -> Block {
        let mut block = Block::new(self.iri(&claim.name), GraphName::DefaultGraph);
        let open = matches!(claim.predicate, Predicate::Open(..));
        block.add(
            rdf::TYPE,
            chy(if open { "OpenStatement" } else { "Statement" }),
        );
        block.add(rdf::SUBJECT, self.node(claim.subject));
        block.add(rdf::PREDICATE, self.predicate(&claim.predicate));
        block.add(rdf::OBJECT, self.value(&claim.object));
        block.add(chy("factuality"), chy(claim.factuality.as_str()));
        if let Some(who) = claim.attributed_to {
            block.add(chy("attributedTo"), self.node(who));
            for cue in &claim.cues {
                block.add(chy("attributionCue"), text(cue));
            }
            if claim.vouched {
                block.add(chy("vouched"), yes());
            }
        }
        if let Some(start) = claim.time.start {
            block.add(terms::START_DATE, date(start));
        }
        if let Some(end) = claim.time.end {
            block.add(terms::END_DATE, date(end));
        }
        if claim.ended {
            block.add(chy("ended"), yes());
        }
        if claim.acting {
            block.add(chy("acting"), yes());
        }
        if let Some(event) = claim.event {
            block.add(chy("describesEvent"), self.node(Node::Event(event)));
        }
        block.add(chy("confidence"), confidence(claim.confidence));
        for rule in &claim.rules {
            block.add(chy("rule"), text(rule));
        }
        for passage in &claim.passages {
            block.add(terms::DERIVED_FROM, self.passage(*passage));
        }
        block.add(
            chy("independentSources"),
            integer(claim.independent_sources),
        );
        for other in self.contradicts.get(&position).into_iter().flatten() {
            if let Some(other) = self.resolution.claims.get(*other as usize) {
                block.add(chy("contradicts"), self.iri(&other.name));
            }
        }
        block.settle()
    }

    /// The relations in articles' own words, each below `chy:openRelation` and labelled with them.
    fn open_relations(&self) -> Vec<Block> {
        let mut labels: BTreeMap<&str, &str> = BTreeMap::new();
        for claim in &self.resolution.claims {
            if let Predicate::Open(lemmas, words) = &claim.predicate {
                let label = labels.entry(lemmas).or_insert(words);
                if words.as_str() < *label {
                    *label = words;
                }
            }
        }
        let mut blocks: BTreeMap<String, Block> = BTreeMap::new();
        for (lemmas, words) in labels {
            let iri = open_relation(lemmas);
            blocks.entry(iri.as_str().to_owned()).or_insert_with(|| {
                let mut block = Block::new(iri, GraphName::DefaultGraph);
                block.add(rdf::TYPE, rdf::PROPERTY);
                block.add(rdfs::LABEL, english(words));
                block.add(rdfs::SUB_PROPERTY_OF, chy("openRelation"));
                block.settle()
            });
        }
        blocks.into_values().collect()
    }
}

/// The IRI of a relation in an article's own words.
fn open_relation(lemmas: &str) -> NamedNode {
    let mut name = String::with_capacity(lemmas.len());
    for c in lemmas.chars() {
        if c.is_alphanumeric() {
            name.extend(c.to_lowercase());
        } else if !name.ends_with('-') && !name.is_empty() {
            name.push('-');
        }
    }
    chy(&format!("rel/{}", name.trim_end_matches('-')))
}
