//! What follows from the facts: by the ontology's order and properties, and by the rules under `ontology/rules/`.
//!
//! The ontology's part is done semi-naively: every new triple is met once and joined with those known. The rules run
//! over a small store of facts, and what they add goes back into the first part, until nothing is new.

use super::{
    GraphError, INFERRED,
    block::Block,
    rules::{self, Rule},
    terms::{chy, property},
    write::Writer,
};
use crate::{
    extraction::Factuality,
    resolution::{Node, Predicate, Value},
    schema::Schema,
};
use oxigraph::{
    model::{GraphName, NamedNode, NamedOrBlankNode, Quad, Term, Triple, vocab::rdf},
    store::Store,
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

/// Rounds of rules; each feeds the next, and no chain of rules is that long.
const ROUNDS: usize = 16;

/// Terms as numbers.
#[derive(Default)]
struct Terms {
    ids: FxHashMap<Term, u32>,
    terms: Vec<Term>,
}

impl Terms {
    fn id(&mut self, term: Term) -> u32 {
        let next = self.terms.len() as u32;
        let terms = &mut self.terms;
        *self.ids.entry(term).or_insert_with_key(|term| {
            terms.push(term.clone());
            next
        })
    }

    fn term(&self, id: u32) -> Option<&Term> {
        self.terms.get(id as usize)
    }
}

/// Subject, property, object.
type Fact = (u32, u32, u32);

/// What a property does to a fact.
#[derive(Clone, Default)]
struct Behaviour {
    above: Vec<u32>,
    inverse: Option<u32>,
    symmetric: bool,
    transitive: bool,
    /// The one class that subjects have.
    domain: Option<u32>,
    /// The one class that objects have.
    range: Option<u32>,
}

struct Closure {
    terms: Terms,
    behaviour: FxHashMap<u32, Behaviour>,
    /// For each class all above it.
    above_class: FxHashMap<u32, Vec<u32>>,
    type_: u32,
    all: FxHashSet<Fact>,
    /// Facts of transitive properties by subject and by object.
    by_subject: FxHashMap<(u32, u32), Vec<u32>>,
    by_object: FxHashMap<(u32, u32), Vec<u32>>,
    types: FxHashMap<u32, BTreeSet<u32>>,
    waiting: Vec<Fact>,
}

/// The graph of what follows, and nothing that is told or known.
pub(super) fn infer(writer: &Writer<'_>, knowledge: &[Block]) -> Result<Vec<Block>, GraphError> {
    let rules = rules::builtin()?;
    let mut closure = Closure::new(writer.schema);
    let told = closure.tell(writer, knowledge);
    closure.settle();

    let store = Store::new()?;
    let mut stored: FxHashSet<Fact> = FxHashSet::default();
    for literal in dates(writer, knowledge) {
        store.insert(&literal)?;
    }
    for _ in 0..ROUNDS {
        let mut fresh: Vec<Fact> = closure.all.difference(&stored).copied().collect();
        fresh.sort_unstable();
        stored.extend(&fresh);
        let quads = fresh
            .iter()
            .filter_map(|f| closure.triple(*f))
            .map(|t| rules::quad(&t));
        let mut loader = store.bulk_loader();
        loader.load_quads(quads)?;
        loader.commit()?;
        if !closure.apply(&rules, &store)? {
            break;
        }
        closure.settle();
    }

    let mut blocks: BTreeMap<String, Block> = BTreeMap::new();
    let graph = NamedNode::new_unchecked(INFERRED);
    let follows: BTreeSet<Fact> = closure.all.difference(&told).copied().collect();
    for triple in follows.into_iter().filter_map(|f| closure.triple(f)) {
        blocks
            .entry(triple.subject.to_string())
            .or_insert_with(|| Block::new(triple.subject.clone(), graph.clone()))
            .add(triple.predicate, triple.object);
    }
    Ok(blocks.into_values().map(Block::settle).collect())
}

impl Closure {
    fn new(schema: &Schema) -> Self {
        let mut terms = Terms::default();
        let type_ = terms.id(rdf::TYPE.into_owned().into());
        let mut behaviour = FxHashMap::default();
        let mut above_class = FxHashMap::default();
        for (name, p) in schema.properties().filter(|(_, p)| !p.annotation) {
            let one = |classes: &[String], terms: &mut Terms| match classes {
                [one] if one != "Event" && one != "Entity" => Some(terms.id(chy(one).into())),
                _ => None,
            };
            let known = Behaviour {
                above: p
                    .parents
                    .iter()
                    .map(|a| terms.id(property(schema, a).into()))
                    .collect(),
                inverse: p
                    .inverse
                    .as_ref()
                    .map(|i| terms.id(property(schema, i).into())),
                symmetric: p.symmetric,
                transitive: p.transitive,
                domain: one(&p.domain, &mut terms),
                range: one(&p.range, &mut terms),
            };
            let id = terms.id(property(schema, name).into());
            behaviour.insert(id, known);
        }
        for (name, _) in schema.classes() {
            let above: Vec<u32> = schema
                .superclasses(name)
                .into_iter()
                // Everything is one.
                .filter(|a| *a != "Entity")
                .map(|a| terms.id(chy(a).into()))
                .collect();
            let id = terms.id(chy(name).into());
            above_class.insert(id, above);
        }
        Self {
            terms,
            behaviour,
            above_class,
            type_,
            all: FxHashSet::default(),
            by_subject: FxHashMap::default(),
            by_object: FxHashMap::default(),
            types: FxHashMap::default(),
            waiting: Vec::new(),
        }
    }

    /// Takes in what is told as fact and what is known; returns it, so that it isn't written twice.
    fn tell(&mut self, writer: &Writer<'_>, knowledge: &[Block]) -> FxHashSet<Fact> {
        let resolution = writer.resolution;
        let mut told = FxHashSet::default();
        let mut add = |closure: &mut Self, s: NamedNode, p: NamedNode, o: Term| {
            let (s, p, o) = (s.into(), p.into(), o);
            let fact = (
                closure.terms.id(s),
                closure.terms.id(p),
                closure.terms.id(o),
            );
            told.insert(fact);
            closure.add(fact);
        };
        let typed = resolution
            .entities
            .iter()
            .enumerate()
            .filter(|(_, e)| e.named || e.used)
            .map(|(i, e)| (Node::Entity(i as u32), &e.class));
        let events = resolution.events.iter().enumerate();
        for (node, class) in typed.chain(events.map(|(i, e)| (Node::Event(i as u32), &e.class))) {
            add(
                self,
                writer.node(node),
                rdf::TYPE.into_owned(),
                chy(class).into(),
            );
            for above in writer.schema.superclasses(class) {
                add(
                    self,
                    writer.node(node),
                    rdf::TYPE.into_owned(),
                    chy(above).into(),
                );
            }
        }
        for claim in resolution.claims.iter().filter(|c| c.accepted) {
            if let (Predicate::Known(_), Value::Node(object)) = (&claim.predicate, &claim.object) {
                let (s, o) = (writer.node(claim.subject), writer.node(*object));
                add(self, s, writer.predicate(&claim.predicate), o.into());
            }
        }
        for (i, event) in resolution.events.iter().enumerate() {
            // Only what happened has participants that rules may build on.
            if event.factuality != Some(Factuality::Fact) || !event.attributed_to.is_empty() {
                continue;
            }
            for (role, nodes) in &event.roles {
                for node in nodes {
                    let (s, o) = (writer.node(Node::Event(i as u32)), writer.node(*node));
                    add(self, s, property(writer.schema, role), o.into());
                }
            }
        }
        for block in knowledge {
            let NamedOrBlankNode::NamedNode(subject) = &block.subject else {
                continue;
            };
            for (predicate, object) in &block.pairs {
                if let Term::NamedNode(_) = object {
                    add(self, subject.clone(), predicate.clone(), object.clone());
                }
            }
        }
        told
    }

    fn add(&mut self, fact: Fact) {
        if self.all.insert(fact) {
            self.waiting.push(fact);
        }
    }

    /// Follows the ontology until nothing is new.
    fn settle(&mut self) {
        while let Some((s, p, o)) = self.waiting.pop() {
            if p == self.type_ {
                self.types.entry(s).or_default().insert(o);
                for above in self.above_class.get(&o).cloned().unwrap_or_default() {
                    self.add((s, p, above));
                }
                continue;
            }
            let Some(known) = self.behaviour.get(&p).cloned() else {
                continue;
            };
            for above in known.above {
                self.add((s, above, o));
            }
            if s == o {
                continue;
            }
            if known.symmetric {
                self.add((o, p, s));
            }
            if let Some(inverse) = known.inverse {
                self.add((o, inverse, s));
            }
            if known.transitive {
                let after = self.by_subject.get(&(p, o)).cloned().unwrap_or_default();
                let before = self.by_object.get(&(p, s)).cloned().unwrap_or_default();
                for x in after.into_iter().filter(|x| *x != s) {
                    self.add((s, p, x));
                }
                for x in before.into_iter().filter(|x| *x != o) {
                    self.add((x, p, o));
                }
                self.by_subject.entry((p, s)).or_default().push(o);
                self.by_object.entry((p, o)).or_default().push(s);
            }
            if let Some(class) = known.domain {
                self.refine(s, class);
            }
            if let Some(class) = known.range {
                self.refine(o, class);
            }
        }
    }

    /// Gives a node a class that is more exact than all it has. One that has another class keeps it: the property was
    /// used loosely, and a collective is no person for leading a country.
    fn refine(&mut self, node: u32, class: u32) {
        let above = self.above_class.get(&class);
        let fits = self.types.get(&node).is_none_or(|has| {
            has.iter()
                .all(|h| *h == class || above.is_some_and(|a| a.contains(h)))
        });
        if fits {
            self.add((node, self.type_, class));
        }
    }

    /// Applies the rules once; whether anything is new.
    fn apply(&mut self, rules: &[Rule], store: &Store) -> Result<bool, GraphError> {
        let before = self.all.len();
        for rule in rules {
            for triple in rule.follow(store)? {
                let s = self.terms.id(triple.subject.into());
                let p = self.terms.id(triple.predicate.into());
                let o = self.terms.id(triple.object);
                self.add((s, p, o));
            }
        }
        Ok(self.all.len() > before)
    }

    fn triple(&self, (s, p, o): Fact) -> Option<Triple> {
        let subject = match self.terms.term(s)? {
            Term::NamedNode(n) => NamedOrBlankNode::from(n.clone()),
            Term::BlankNode(b) => b.clone().into(),
            _ => return None,
        };
        let Term::NamedNode(predicate) = self.terms.term(p)? else {
            return None;
        };
        Some(Triple::new(
            subject,
            predicate.clone(),
            self.terms.term(o)?.clone(),
        ))
    }
}

/// The dates that rules may ask for: of events that happened, and of terms of office.
fn dates(writer: &Writer<'_>, knowledge: &[Block]) -> Vec<Quad> {
    let mut quads = Vec::new();
    for (i, event) in writer.resolution.events.iter().enumerate() {
        if let (Some(start), Some(Factuality::Fact)) = (event.time.start, event.factuality) {
            quads.push(Quad::new(
                writer.node(Node::Event(i as u32)),
                super::terms::START_DATE,
                super::terms::date(start),
                GraphName::DefaultGraph,
            ));
        }
    }
    for block in knowledge {
        for (predicate, object) in &block.pairs {
            if matches!(object, Term::Literal(l) if l.language().is_none()) {
                quads.push(Quad::new(
                    block.subject.clone(),
                    predicate.clone(),
                    object.clone(),
                    GraphName::DefaultGraph,
                ));
            }
        }
    }
    quads
}

/// Why a triple is in the graph of what follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derivation {
    /// The rule in words.
    pub rule: String,
    /// The triples that it was applied to.
    pub premises: Vec<Triple>,
}

/// The ways in which a triple follows from others in one step; none for what is told.
///
/// # Errors
/// When the store cannot be read.
pub fn derivations(
    store: &Store,
    schema: &Schema,
    triple: &Triple,
) -> Result<Vec<Derivation>, GraphError> {
    let mut found = Vec::new();
    let has = |t: &Triple| -> Result<bool, GraphError> {
        let mut quads = store.quads_for_pattern(
            Some(t.subject.as_ref()),
            Some(t.predicate.as_ref()),
            Some(t.object.as_ref()),
            None,
        );
        Ok(quads.next().transpose()?.is_some())
    };
    let local = schema
        .properties()
        .find(|(_, p)| p.iri == triple.predicate.as_str());
    if let (Some((name, p)), Term::NamedNode(object)) = (local, &triple.object) {
        let turned = |q: NamedNode| match &triple.subject {
            NamedOrBlankNode::NamedNode(s) => Triple::new(object.clone(), q, s.clone()),
            NamedOrBlankNode::BlankNode(s) => Triple::new(object.clone(), q, s.clone()),
        };
        let mut try_one = |rule: String, premise: Triple| -> Result<(), GraphError> {
            if has(&premise)? {
                found.push(Derivation {
                    rule,
                    premises: vec![premise],
                });
            }
            Ok(())
        };
        for (below, q) in schema.properties() {
            if q.parents.iter().any(|a| a == name) {
                let premise = Triple::new(
                    triple.subject.clone(),
                    NamedNode::new_unchecked(q.iri.clone()),
                    object.clone(),
                );
                try_one(format!("{below} is a kind of {name}"), premise)?;
            }
        }
        if p.symmetric {
            try_one(
                format!("{name} holds in both directions"),
                turned(triple.predicate.clone()),
            )?;
        }
        if let Some(inverse) = &p.inverse {
            try_one(
                format!("{name} is the inverse of {inverse}"),
                turned(property(schema, inverse)),
            )?;
        }
        if p.transitive {
            found.extend(chain(store, name, triple, object, &has)?);
        }
    }
    if triple.predicate.as_ref() == rdf::TYPE {
        found.extend(class_reasons(store, schema, triple, &has)?);
    }
    for rule in rules::builtin()? {
        if let Some(premises) = rule.premises(store, triple)? {
            found.push(Derivation {
                rule: rule.words,
                premises,
            });
        }
    }
    Ok(found)
}

/// Why a node has a class: it has one below, or a property that only such nodes have.
fn class_reasons(
    store: &Store,
    schema: &Schema,
    triple: &Triple,
    has: &impl Fn(&Triple) -> Result<bool, GraphError>,
) -> Result<Vec<Derivation>, GraphError> {
    let mut found = Vec::new();
    let class = schema
        .classes()
        .find(|(_, c)| Term::from(NamedNode::new_unchecked(c.iri.clone())) == triple.object);
    let Some((class, _)) = class else {
        return Ok(found);
    };
    for (below, c) in schema.classes() {
        if c.parents.iter().any(|p| p == class) {
            let premise = Triple::new(triple.subject.clone(), rdf::TYPE, chy(below));
            if has(&premise)? {
                found.push(Derivation {
                    rule: format!("every {below} is a {class}"),
                    premises: vec![premise],
                });
            }
        }
    }
    for (name, p) in schema.properties() {
        let iri = NamedNode::new_unchecked(p.iri.clone());
        let one = |classes: &[String]| matches!(classes, [one] if one == class);
        let mut premise = None;
        if one(&p.domain) {
            let subject = Some(triple.subject.as_ref());
            premise = store
                .quads_for_pattern(subject, Some(iri.as_ref()), None, None)
                .next();
        }
        if premise.is_none() && one(&p.range) {
            let object = Term::from(triple.subject.clone());
            premise = store
                .quads_for_pattern(None, Some(iri.as_ref()), Some(object.as_ref()), None)
                .next();
        }
        if let Some(quad) = premise.transpose()? {
            found.push(Derivation {
                rule: format!("{name} tells that it is a {class}"),
                premises: vec![quad.into()],
            });
        }
    }
    Ok(found)
}

fn chain(
    store: &Store,
    name: &str,
    triple: &Triple,
    object: &NamedNode,
    has: &impl Fn(&Triple) -> Result<bool, GraphError>,
) -> Result<Option<Derivation>, GraphError> {
    let steps = store.quads_for_pattern(
        Some(triple.subject.as_ref()),
        Some(triple.predicate.as_ref()),
        None,
        None,
    );
    for step in steps {
        let step = Triple::from(step?);
        let Term::NamedNode(middle) = &step.object else {
            continue;
        };
        let rest = Triple::new(middle.clone(), triple.predicate.clone(), object.clone());
        if middle != object && has(&rest)? {
            return Ok(Some(Derivation {
                rule: format!("{name} holds over chains"),
                premises: vec![step, rest],
            }));
        }
    }
    Ok(None)
}
