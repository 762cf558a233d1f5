//! RDF: the same quads, in an order that doesn't change from run to run.

use super::ExportError;
use crate::record::terms;
use oxigraph::{
    io::{RdfFormat, RdfSerializer},
    model::{GraphName, NamedOrBlankNode, Quad, Triple},
    store::Store,
};
use std::io::{BufWriter, Write};

/// One line a quad (or triple: then of all graphs together, each once), sorted.
pub(super) fn write_lines(
    store: &Store,
    format: RdfFormat,
    out: &mut dyn Write,
) -> Result<(), ExportError> {
    let mut lines = Vec::new();
    for quad in store {
        let quad = quad?;
        lines.push(if format == RdfFormat::NTriples {
            Triple::from(quad).to_string()
        } else {
            quad.to_string()
        });
    }
    lines.sort_unstable();
    lines.dedup();
    let mut out = BufWriter::with_capacity(1 << 16, out);
    for line in lines {
        writeln!(out, "{line} .")?;
    }
    out.flush()?;
    Ok(())
}

/// Grouped by graph and entity with prefixes: entities first, then events, statements, passages and documents. Turtle
/// and RDF/XML know no graphs: they hold the triples of all of them.
pub(super) fn write_grouped(
    store: &Store,
    format: RdfFormat,
    out: &mut dyn Write,
) -> Result<(), ExportError> {
    let mut quads: Vec<Quad> = store.iter().collect::<Result<_, _>>()?;
    if !format.supports_datasets() {
        for quad in &mut quads {
            quad.graph_name = GraphName::DefaultGraph;
        }
    }
    quads.sort_by_cached_key(key);
    quads.dedup();
    let mut serializer = RdfSerializer::from_format(format);
    for (prefix, namespace) in terms::PREFIXES {
        if let Ok(known) = serializer.clone().with_prefix(prefix, namespace) {
            serializer = known;
        }
    }
    let mut writer = serializer.for_writer(BufWriter::with_capacity(1 << 16, out));
    for quad in &quads {
        writer.serialize_quad(quad)?;
    }
    let mut inner: BufWriter<&mut dyn Write> = writer.finish()?;
    inner.flush()?;
    Ok(())
}

/// Default graph first; within a graph what a person reads first; of one subject its types, then its names.
fn key(quad: &Quad) -> (bool, String, u8, String, u8, String, String) {
    let subject = match &quad.subject {
        NamedOrBlankNode::NamedNode(node) => node.as_str().to_owned(),
        NamedOrBlankNode::BlankNode(node) => node.to_string(),
    };
    let layer = ["event/", "statement/", "passage/", "document/"]
        .iter()
        .position(|part| subject.contains(&format!("/id/{part}")))
        .map_or(0, |at| at as u8 + 1);
    let property = match quad.predicate.as_ref() {
        terms::TYPE => 0,
        terms::LABEL => 1,
        terms::ALT_LABEL => 2,
        _ => 3,
    };
    let (default, graph) = match &quad.graph_name {
        GraphName::DefaultGraph => (false, String::new()),
        name => (true, name.to_string()),
    };
    (
        default,
        graph,
        layer,
        subject,
        property,
        quad.predicate.as_str().to_owned(),
        quad.object.to_string(),
    )
}
