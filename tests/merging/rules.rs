//! What follows from the facts, and whether the graph has its shapes.

use crate::build::{NONE, SCHEMA, context, doc};
use chancery::{
    extraction::Factuality::{Fact, Planned},
    graph::{self, INFERRED, KNOWLEDGE, SHAPES},
    resolution::Reading,
};
use oxigraph::{
    model::{GraphNameRef, NamedNode, NamedNodeRef, QuadRef, Triple, vocab::rdf},
    store::Store,
};
use std::collections::BTreeSet;

fn loaded(readings: Vec<Reading>) -> Store {
    let folder = tempfile::tempdir().expect("a folder");
    let change =
        graph::update(folder.path(), readings, &[], &context(&NONE), None).expect("a change");
    change.graph.load().expect("loads")
}

fn chy(name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{}{name}", chancery::schema::NAMESPACE))
}

fn id(name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{}{name}", graph::BASE))
}

fn follows(store: &Store, s: &str, p: &NamedNode, o: &NamedNode) -> bool {
    let graph = NamedNodeRef::new_unchecked(INFERRED);
    let s = id(s);
    store
        .contains(QuadRef::new(s.as_ref(), p.as_ref(), o.as_ref(), graph))
        .expect("reads")
}

fn journey() -> Vec<Reading> {
    let mut d = doc("journey", "2025-09-04");
    d.says("Kim Jong Un visited Beijing and met Xi Jinping.");
    let kim = d.person("Kim Jong Un=kim-jong-un@north-korea#m");
    let xi = d.person("Xi Jinping=xi-jinping@china#m");
    let beijing = d.entity("City", "Beijing=beijing@china");
    let china = d.entity("Country", "China=china@china");
    d.event(
        "Visit",
        &[("actor", kim), ("recipient", beijing)],
        "2025-09-02",
        Fact,
    );
    d.event(
        "Meeting",
        &[("actor", kim), ("actor", xi)],
        "2025-09-04",
        Fact,
    );
    d.fact(xi, "headOfStateOf", china);
    let child = d.person("Kim Ju Ae");
    d.fact(child, "childOf", kim);
    let moscow = d.entity("City", "Moscow=moscow@russia");
    d.event(
        "Visit",
        &[("actor", xi), ("recipient", moscow)],
        "2025-10",
        Planned,
    );
    vec![d.done()]
}

#[test]
fn rules_add_what_follows_and_say_why() {
    let store = loaded(journey());
    let (visited, met) = (chy("visited"), chy("metWith"));
    assert!(follows(&store, "kim-jong-un", &visited, &id("china")));
    assert!(
        follows(&store, "xi-jinping", &met, &id("kim-jong-un")),
        "symmetric"
    );
    assert!(
        follows(
            &store,
            "kim-jong-un",
            &chy("consultedWith"),
            &id("xi-jinping")
        ),
        "above"
    );
    assert!(
        follows(&store, "kim-jong-un", &chy("parentOf"), &id("kim-ju-ae")),
        "inverse"
    );
    assert!(follows(&store, "xi-jinping", &chy("leads"), &id("china")));
    assert!(follows(
        &store,
        "xi-jinping",
        &rdf::TYPE.into_owned(),
        &chy("Leader")
    ));
    let event = "event/visit-kim-jong-un-beijing-2025-09";
    assert!(follows(
        &store,
        event,
        &chy("participant"),
        &id("kim-jong-un")
    ));
    let knowledge = NamedNodeRef::new_unchecked(KNOWLEDGE);
    let beijing = id("beijing");
    let (located, china) = (chy("locatedIn"), id("china"));
    let known = QuadRef::new(
        beijing.as_ref(),
        located.as_ref(),
        china.as_ref(),
        knowledge,
    );
    assert!(store.contains(known).expect("reads"));
    // Nothing follows from a plan.
    assert!(!follows(&store, "xi-jinping", &visited, &id("russia")));

    let triple = Triple::new(id("kim-jong-un"), visited, id("china"));
    let why = graph::derivations(&store, &SCHEMA, &triple).expect("explains");
    assert_eq!(why.len(), 1, "{why:?}");
    assert!(why[0].rule.contains("lies in"));
    assert_eq!(why[0].premises.len(), 3);
    let symmetric = Triple::new(id("xi-jinping"), met, id("kim-jong-un"));
    let why = graph::derivations(&store, &SCHEMA, &symmetric).expect("explains");
    assert!(why[0].rule.contains("both directions"));
}

#[test]
fn every_inferred_triple_has_a_reason_and_none_is_told() {
    let store = loaded(journey());
    let graph = NamedNodeRef::new_unchecked(INFERRED);
    let mut count = 0;
    for quad in store.quads_for_pattern(None, None, None, Some(graph.into())) {
        let quad = quad.expect("reads");
        count += 1;
        let told = QuadRef::new(
            &quad.subject,
            &quad.predicate,
            &quad.object,
            GraphNameRef::DefaultGraph,
        );
        assert!(!store.contains(told).expect("reads"), "{quad}");
        let why = graph::derivations(&store, &SCHEMA, &quad.clone().into()).expect("explains");
        assert!(!why.is_empty(), "nothing explains {quad}");
    }
    assert!(count > 15, "{count}");
}

#[test]
fn the_graph_has_its_shapes() {
    let store = loaded(journey());
    let report = graph::validate(&store, "shapes.ttl", SHAPES).expect("validates");
    assert!(report.conforms(), "{report}");
    assert!(report.nodes > 10 && report.shapes > 100);
}

#[test]
fn every_class_and_property_has_a_shape() {
    let shaped: BTreeSet<&str> = SHAPES
        .split_whitespace()
        .map(|w| w.trim_end_matches([',', ';']))
        .collect();
    for (name, _) in SCHEMA.classes() {
        assert!(
            shaped.contains(format!("chy:{name}").as_str()),
            "class {name}"
        );
    }
    for (name, property) in SCHEMA.properties().filter(|(_, p)| !p.annotation) {
        let prefix = if property.iri.starts_with(chancery::schema::NAMESPACE) {
            "chy"
        } else {
            "schema"
        };
        assert!(
            shaped.contains(format!("{prefix}:{name}").as_str()),
            "property {name}"
        );
    }
}

#[test]
fn alignments_name_only_what_is_declared() {
    let text = include_str!("../../ontology/alignments.ttl");
    let parser = oxigraph::io::RdfParser::from_format(oxigraph::io::RdfFormat::Turtle);
    let mut count = 0;
    for quad in parser.for_slice(text.as_bytes()) {
        let subject = quad.expect("valid Turtle").subject.to_string();
        if let Some(name) = subject.strip_prefix("<https://w3id.org/chancery/ontology#") {
            let name = name.trim_end_matches('>');
            assert!(SCHEMA.is_class(name) || SCHEMA.is_property(name), "{name}");
            count += 1;
        }
    }
    assert!(count > 60);
}
