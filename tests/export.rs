//! Export, then import: the same quads.

use chancery::export::{Format, Scope, write};
use oxigraph::{
    io::{JsonLdProfileSet, RdfFormat, RdfParser},
    model::{GraphName, Quad},
    store::Store,
};
use std::collections::BTreeSet;

fn fixture() -> Store {
    let store = Store::new().expect("a store");
    store
        .load_from_slice(RdfFormat::TriG, include_bytes!("fixtures/accord.trig"))
        .expect("the fixture is valid");
    store
}

fn exported(format: Format) -> Vec<u8> {
    let mut out = Vec::new();
    write(&fixture(), format, &Scope::default(), &mut out).expect("written");
    out
}

fn quads(store: &Store, graphs: bool) -> BTreeSet<String> {
    store
        .iter()
        .map(|quad| {
            let mut quad: Quad = quad.expect("readable");
            if !graphs {
                quad.graph_name = GraphName::DefaultGraph;
            }
            quad.to_string()
        })
        .collect()
}

#[test]
fn every_rdf_format_gives_back_the_same_quads() {
    for (format, rdf) in [
        (Format::NQuads, RdfFormat::NQuads),
        (Format::TriG, RdfFormat::TriG),
        (Format::Turtle, RdfFormat::Turtle),
        (Format::NTriples, RdfFormat::NTriples),
        (Format::RdfXml, RdfFormat::RdfXml),
        (
            Format::JsonLd,
            RdfFormat::JsonLd {
                profile: JsonLdProfileSet::empty(),
            },
        ),
    ] {
        let store = Store::new().expect("a store");
        store
            .load_from_reader(RdfParser::from_format(rdf), exported(format).as_slice())
            .unwrap_or_else(|fault| panic!("{}: {fault}", format.name()));
        let graphs = rdf.supports_datasets();
        assert_eq!(
            quads(&store, graphs),
            quads(&fixture(), graphs),
            "{}",
            format.name()
        );
    }
}

#[test]
fn every_export_is_the_same_each_time() {
    for &format in Format::ALL {
        assert_eq!(exported(format), exported(format), "{}", format.name());
        assert!(!exported(format).is_empty());
    }
}
