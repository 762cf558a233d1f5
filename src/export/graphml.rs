//! GraphML and GEXF 1.3: the view with all its attributes, for networkx, Gephi and their like.

use super::{
    dot,
    svg::xml,
    view::{Edge, Node, View},
};
use crate::{record, text::PartialDate};
use std::io::{self, Write};

/// Attributes of nodes: name and type.
const NODE_KEYS: [(&str, &str); 10] = [
    ("label", "string"),
    ("kind", "string"),
    ("classes", "string"),
    ("iri", "string"),
    ("wikidata", "string"),
    ("country", "string"),
    ("start", "string"),
    ("end", "string"),
    ("mentions", "long"),
    ("centrality", "double"),
];
/// Attributes of edges.
const EDGE_KEYS: [(&str, &str); 11] = [
    ("label", "string"),
    ("property", "string"),
    ("factuality", "string"),
    ("start", "string"),
    ("end", "string"),
    ("ended", "boolean"),
    ("sources", "long"),
    ("attributed_to", "string"),
    ("confidence", "double"),
    ("statements", "string"),
    ("evidence", "string"),
];

fn node_values(node: &Node) -> [Option<String>; 10] {
    [
        Some(node.name.clone()),
        Some(node.kind.name().to_owned()),
        Some(node.classes.join(" ")),
        Some(node.iri.as_str().to_owned()),
        node.wikidata.clone(),
        node.country.clone(),
        node.dates.0.map(|d| d.to_string()),
        node.dates.1.map(|d| d.to_string()),
        Some(node.mentions.to_string()),
        Some(format!("{:.6}", node.centrality)),
    ]
}

fn edge_values(edge: &Edge) -> [Option<String>; 11] {
    [
        Some(dot::shown_label(edge).to_owned()),
        Some(record::last_part(edge.property.as_str()).to_owned()),
        Some(edge.factuality.as_str().to_owned()),
        edge.dates.0.map(|d| d.to_string()),
        edge.dates.1.map(|d| d.to_string()),
        Some(edge.ended.to_string()),
        Some(edge.sources.to_string()),
        Some(edge.attributed_to.join("; ")).filter(|names| !names.is_empty()),
        edge.confidence.map(|c| c.to_string()),
        Some(edge.statements.join(" ")).filter(|iris| !iris.is_empty()),
        Some(edge.evidence.clone()).filter(|text| !text.is_empty()),
    ]
}

/// Writes a view as GraphML.
///
/// # Errors
/// What the writer says.
pub(super) fn write_graphml(view: &View, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns \
         http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">"
    )?;
    for (domain, letter, keys) in [("node", 'n', &NODE_KEYS[..]), ("edge", 'e', &EDGE_KEYS[..])] {
        for (name, kind) in keys {
            writeln!(
                out,
                "  <key id=\"{letter}-{name}\" for=\"{domain}\" attr.name=\"{name}\" attr.type=\"{kind}\"/>"
            )?;
        }
    }
    writeln!(out, "  <graph id=\"chancery\" edgedefault=\"directed\">")?;
    for node in view.graph.node_weights() {
        writeln!(out, "    <node id=\"{}\">", xml(&node.id))?;
        for ((name, _), value) in NODE_KEYS.iter().zip(node_values(node)) {
            if let Some(value) = value {
                writeln!(out, "      <data key=\"n-{name}\">{}</data>", xml(&value))?;
            }
        }
        writeln!(out, "    </node>")?;
    }
    for (from, to, edge) in view.edges() {
        writeln!(
            out,
            "    <edge id=\"{}\" source=\"{}\" target=\"{}\">",
            xml(&edge.id),
            xml(&view.graph[from].id),
            xml(&view.graph[to].id)
        )?;
        for ((name, _), value) in EDGE_KEYS.iter().zip(edge_values(edge)) {
            if let Some(value) = value {
                writeln!(out, "      <data key=\"e-{name}\">{}</data>", xml(&value))?;
            }
        }
        writeln!(out, "    </edge>")?;
    }
    writeln!(out, "  </graph>\n</graphml>")
}

/// Writes a view as GEXF 1.3; dates become spells, from the first day that may be meant to the last.
///
/// # Errors
/// What the writer says.
pub(super) fn write_gexf(view: &View, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gexf xmlns=\"http://gexf.net/1.3\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd\" \
         version=\"1.3\">\n  <meta>\n    <creator>chancery</creator>\n    <description>{}</description>\n  </meta>\n  \
         <graph defaultedgetype=\"directed\" mode=\"dynamic\" timeformat=\"date\" timerepresentation=\"interval\">",
        xml(&dot::caption(view))
    )?;
    for (class, keys) in [("node", &NODE_KEYS[1..]), ("edge", &EDGE_KEYS[1..])] {
        writeln!(out, "    <attributes class=\"{class}\" mode=\"static\">")?;
        for (number, (name, kind)) in keys.iter().enumerate() {
            writeln!(
                out,
                "      <attribute id=\"{number}\" title=\"{name}\" type=\"{kind}\"/>"
            )?;
        }
        writeln!(out, "    </attributes>")?;
    }
    writeln!(out, "    <nodes>")?;
    for node in view.graph.node_weights() {
        writeln!(
            out,
            "      <node id=\"{}\" label=\"{}\">",
            xml(&node.id),
            xml(&node.name)
        )?;
        write_values(&node_values(node)[1..], out)?;
        write_spell(node.dates, out)?;
        writeln!(out, "      </node>")?;
    }
    writeln!(out, "    </nodes>\n    <edges>")?;
    for (from, to, edge) in view.edges() {
        writeln!(
            out,
            "      <edge id=\"{}\" source=\"{}\" target=\"{}\" label=\"{}\" weight=\"{}\" kind=\"{}\">",
            xml(&edge.id),
            xml(&view.graph[from].id),
            xml(&view.graph[to].id),
            xml(dot::shown_label(edge)),
            edge.sources,
            xml(record::last_part(edge.property.as_str())),
        )?;
        write_values(&edge_values(edge)[1..], out)?;
        write_spell(edge.dates, out)?;
        writeln!(out, "      </edge>")?;
    }
    writeln!(out, "    </edges>\n  </graph>\n</gexf>")
}

fn write_values(values: &[Option<String>], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "        <attvalues>")?;
    for (number, value) in values.iter().enumerate() {
        if let Some(value) = value {
            writeln!(
                out,
                "          <attvalue for=\"{number}\" value=\"{}\"/>",
                xml(value)
            )?;
        }
    }
    writeln!(out, "        </attvalues>")
}

fn write_spell(
    dates: (Option<PartialDate>, Option<PartialDate>),
    out: &mut dyn Write,
) -> io::Result<()> {
    let start = dates.0.map(|d| format!(" start=\"{}\"", d.first_day()));
    let end = dates.1.map(|d| format!(" end=\"{}\"", d.last_day()));
    if start.is_none() && end.is_none() {
        return Ok(());
    }
    writeln!(
        out,
        "        <spells>\n          <spell{}{}/>\n        </spells>",
        start.unwrap_or_default(),
        end.unwrap_or_default()
    )
}
