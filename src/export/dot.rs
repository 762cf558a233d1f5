//! Graphviz: a picture for `dot`, `neato` and `sfdp`, with tooltips, links, ids and classes on everything.

use super::{
    style,
    view::{Edge, Kind, Node, View},
};
use crate::extraction::Factuality;
use petgraph::graph::NodeIndex;
use std::{
    collections::BTreeMap,
    io::{self, Write},
};

/// Writes a view as DOT.
///
/// # Errors
/// What the writer says.
pub(super) fn write(view: &View, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "digraph chancery {{")?;
    writeln!(
        out,
        "  graph [label={}, labelloc=t, fontsize=20, fontname=\"Helvetica,Arial,sans-serif\", fontcolor=\"{}\", \
         bgcolor=white, rankdir=LR, ranksep=0.9, nodesep=0.3, overlap=false, splines=true, outputorder=edgesfirst, \
         pad=0.3, id=\"graph\", tooltip={}];",
        quoted(&caption(view)),
        style::INK,
        quoted(&caption(view)),
    )?;
    writeln!(
        out,
        "  node [fontname=\"Helvetica,Arial,sans-serif\", fontsize=12, fontcolor=\"{}\", style=filled, penwidth=1.2, \
         margin=\"0.14,0.07\"];",
        style::INK
    )?;
    writeln!(
        out,
        "  edge [fontname=\"Helvetica,Arial,sans-serif\", fontsize=10, fontcolor=\"{}\", arrowsize=0.7];",
        style::INK
    )?;
    let mut clusters: BTreeMap<&str, Vec<NodeIndex>> = BTreeMap::new();
    let mut free = Vec::new();
    for index in view.graph.node_indices() {
        match view.graph[index].country.as_deref() {
            Some(country) => clusters.entry(country).or_default().push(index),
            None => free.push(index),
        }
    }
    for (number, (country, members)) in clusters.into_iter().enumerate() {
        // A box around one node helps nobody.
        if members.len() < 2 {
            free.extend(members);
            continue;
        }
        writeln!(
            out,
            "  subgraph cluster_{number} {{\n    label={}; id=\"cluster-{number}\"; class=country; tooltip={}; style=\"rounded,filled\"; \
             color=\"#cbd2d9\"; fillcolor=\"#f5f7fa\"; fontsize=11; fontcolor=\"{}\";",
            quoted(country),
            quoted(country),
            style::QUIET,
        )?;
        for index in members {
            write!(out, "  ")?;
            write_node(&view.graph[index], out)?;
        }
        writeln!(out, "  }}")?;
    }
    for index in free {
        write_node(&view.graph[index], out)?;
    }
    for (from, to, edge) in view.edges() {
        write_edge(&view.graph[from], &view.graph[to], edge, out)?;
    }
    write_legend(view, out)?;
    writeln!(out, "}}")
}

/// The title, and how much is left out.
pub(super) fn caption(view: &View) -> String {
    match view.left_out {
        0 => view.title.clone(),
        _ => format!(
            "{}: the {} most central of {} people, places, bodies and events",
            view.title,
            view.graph.node_count(),
            view.graph.node_count() + view.left_out
        ),
    }
}

fn write_node(node: &Node, out: &mut dyn Write) -> io::Result<()> {
    let (fill, outline, shape) = style::look(node.kind);
    let mut styles = vec!["filled"];
    match node.kind {
        Kind::Country => styles.push("rounded"),
        Kind::Event | Kind::Occasion if node.factuality != Factuality::Fact => {
            styles.push(style::line_style(node.factuality));
        }
        _ => {}
    }
    writeln!(
        out,
        "  {} [label={}, shape={shape}, style=\"{}\", fillcolor=\"{fill}\", color=\"{outline}\", id={}, class={}, URL={}, \
         tooltip={}];",
        quoted(&node.id),
        label(&node.label, 18),
        styles.join(","),
        quoted(&node.id),
        quoted(&class(node)),
        url(node.iri.as_str()),
        quoted(&tooltip(node)),
    )
}

fn write_edge(from: &Node, to: &Node, edge: &Edge, out: &mut dyn Write) -> io::Result<()> {
    let mut tip = format!("{} — {} — {}", from.name, shown_label(edge), to.name);
    if !edge.attributed_to.is_empty() {
        tip.push_str(&format!(" (said by {})", edge.attributed_to.join(", ")));
    }
    if !edge.evidence.is_empty() {
        tip.push('\n');
        tip.push_str(&edge.evidence);
    }
    let tip = quoted(&tip);
    let colour = style::line_colour(edge.factuality);
    writeln!(
        out,
        "  {} -> {} [label={}, style={}, color=\"{colour}\", penwidth={:.1}{}, id={}, class={}, URL={}, tooltip={tip}, \
         labeltooltip={tip}];",
        quoted(&from.id),
        quoted(&to.id),
        label(&edge.label, 24),
        style::line_style(edge.factuality),
        if edge.role {
            0.8
        } else {
            style::line_width(edge.sources)
        },
        if is_symmetric(edge) { ", dir=none" } else { "" },
        quoted(&edge.id),
        quoted(&edge_class(edge)),
        url(edge
            .statements
            .first()
            .map_or(edge.property.as_str(), String::as_str)),
    )
}

/// Whether an edge has no direction: an act that all parties share.
pub(super) fn is_symmetric(edge: &Edge) -> bool {
    let name = crate::record::terms::local_name(edge.property.as_str()).unwrap_or_default();
    name == "actor" || crate::record::schema().is_some_and(|schema| schema.symmetric(name))
}

/// The label, or for an unlabelled role its name.
pub(super) fn shown_label(edge: &Edge) -> &str {
    if edge.label.is_empty() {
        "takes part in"
    } else {
        &edge.label
    }
}

/// Classes for style sheets: the kind, and how surely an event is told.
pub(super) fn class(node: &Node) -> String {
    if node.kind.happens() {
        format!(
            "node {} {}",
            node.kind.name(),
            node.factuality.as_str().to_lowercase()
        )
    } else {
        format!("node {}", node.kind.name())
    }
}

/// Classes for style sheets: how surely it is told, whether it is a role, and the property.
pub(super) fn edge_class(edge: &Edge) -> String {
    let name = crate::record::last_part(edge.property.as_str());
    let name: String = name
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect();
    let role = if edge.role { " role" } else { "" };
    let ended = if edge.ended { " ended" } else { "" };
    format!(
        "edge {}{role}{ended} {name}",
        edge.factuality.as_str().to_lowercase()
    )
}

/// What a reader sees over a node: its name, what it is, when, and a sentence.
pub(super) fn tooltip(node: &Node) -> String {
    let mut tip = format!("{} ({})", node.name, node.kind.name());
    if node.kind.happens() && node.factuality != Factuality::Fact {
        tip.push_str(&format!(", {}", node.factuality.as_str().to_lowercase()));
    }
    if !node.evidence.is_empty() {
        tip.push('\n');
        tip.push_str(&node.evidence);
    }
    tip
}

fn write_legend(view: &View, out: &mut dyn Write) -> io::Result<()> {
    let kinds = view.kinds();
    let lines = view.factualities();
    if kinds.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "  subgraph cluster_legend {{\n    label=\"Legend\"; id=\"legend\"; style=rounded; color=\"#cbd2d9\"; fontsize=11; fontcolor=\"{}\";",
        style::QUIET
    )?;
    for kind in kinds {
        let (fill, outline, shape) = style::look(kind);
        let rounded = if kind == Kind::Country {
            ",rounded"
        } else {
            ""
        };
        writeln!(
            out,
            "    \"legend {0}\" [label=\"{0}\", shape={shape}, style=\"filled{rounded}\", fillcolor=\"{fill}\", color=\"{outline}\", \
             fontsize=10, id=\"legend-{0}\", class=legend, tooltip=\"{0}\"];",
            kind.name(),
        )?;
    }
    for factuality in lines {
        let name = factuality.as_str();
        writeln!(
            out,
            "    \"legend {name} a\" [label=\"\", shape=point, width=0.05, id=\"legend-{name}-a\", class=legend, tooltip=\"\"];\n    \
             \"legend {name} b\" [label=\"\", shape=point, width=0.05, id=\"legend-{name}-b\", class=legend, tooltip=\"\"];\n    \
             \"legend {name} a\" -> \"legend {name} b\" [label={}, style={}, color=\"{}\", id=\"legend-{name}\", class=legend, tooltip=\"{name}\"];",
            quoted(style::in_legend(factuality)),
            style::line_style(factuality),
            style::line_colour(factuality),
        )?;
    }
    writeln!(out, "  }}")
}

/// A label broken into lines.
fn label(text: &str, width: usize) -> String {
    let lines: Vec<String> = style::lines(text, width)
        .iter()
        .map(|line| escaped(line))
        .collect();
    format!("\"{}\"", lines.join("\\n"))
}

/// A string that Graphviz shows as it is: no escape sequence, entity or end of string in it takes effect.
fn quoted(text: &str) -> String {
    let lines: Vec<String> = text
        .split('\n')
        .map(|line| escaped(&style::printable(line)))
        .collect();
    format!("\"{}\"", lines.join("\\n"))
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            // Graphviz reads `\N` and its like also where the backslash comes from the data.
            '\\' => out.push_str("\\\\"),
            // It decodes HTML's entities in every label.
            '&' => out.push_str("&amp;"),
            c => out.push(c),
        }
    }
    out
}

/// An address: what no IRI holds is percent-encoded, and a backslash is none of Graphviz's escapes.
fn url(iri: &str) -> String {
    let mut out = String::from("\"");
    for c in iri.chars() {
        match c {
            '"' | '\\' | '<' | '>' | '{' | '}' | '|' | '^' | '`' | ' ' => {
                out.push_str(&format!("%{:02X}", c as u32));
            }
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::{label, quoted, url, write};
    use crate::export::view::{Scope, tests::fixture, view};
    use proptest::prelude::*;

    /// Reads a quoted string of DOT as Graphviz does: escapes of the quoting, then of labels, then entities.
    fn read(quoted: &str) -> Option<String> {
        let inner = quoted.strip_prefix('"')?.strip_suffix('"')?;
        let mut out = String::new();
        let mut chars = inner.chars();
        while let Some(c) = chars.next() {
            match c {
                '"' => return None,
                '\\' => match chars.next()? {
                    'n' => out.push(' '),
                    '\\' => out.push('\\'),
                    '"' => out.push('"'),
                    _ => return None,
                },
                c => out.push(c),
            }
        }
        // After `&` only the entity that we write may follow.
        let mut rest = out.as_str();
        while let Some((_, behind)) = rest.split_once('&') {
            rest = behind.strip_prefix("amp;")?;
        }
        Some(out.replace("&amp;", "&"))
    }

    fn words(text: &str) -> String {
        let shown: String = text
            .chars()
            .filter(|c| !c.is_control() || c.is_whitespace())
            .filter(|c| !matches!(c, '\u{fffe}' | '\u{ffff}' | '\u{b}' | '\u{c}' | '\u{85}'))
            .collect();
        shown.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_diagram_has_nodes_edges_clusters_and_a_legend() {
        let view = view(&fixture(), &Scope::default()).expect("read");
        let mut out = Vec::new();
        write(&view, &mut out).expect("written");
        let text = String::from_utf8(out).expect("UTF-8");
        for part in [
            "\"ama-owusu\" [label=\"Ama Owusu\", shape=ellipse",
            "\"togo\" [label=\"Togo\", shape=box",
            "style=dotted",
            "cluster_legend",
            "label=\"Ghana\"; id=\"cluster-",
            "met with, 3 May 2024",
            "She had come to Lomé by train &amp; was greeted",
            "URL=\"https://w3id.org/chancery/id/ama-owusu\"",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert_eq!(text.matches('{').count(), text.matches('}').count());
    }

    #[test]
    fn hostile_labels_come_back_unchanged() {
        for text in [
            "\\N \\G \\l \\",
            "a\"b",
            "<b>x</b>",
            "R&amp;D & more",
            "&#38;",
            "שלום עולם",
            "{a|b}",
            "\\\"",
            "日本",
            "]; node [",
        ] {
            assert_eq!(read(&quoted(text)).as_deref(), Some(text), "{text}");
            assert_eq!(read(&label(text, 8)), Some(words(text)), "{text}");
        }
        assert_eq!(url("https://x/\"a\\n b"), "\"https://x/%22a%5Cn%20b\"");
    }

    proptest! {
        #[test]
        fn any_label_comes_back(text in "(\\PC|[\"\\\\&<>;{}\\[\\]\n\t\u{0}\u{1}\u{202e}]|&amp;|\\\\N){0,40}") {
            prop_assert_eq!(read(&label(&text, 12)).map(|t| words(&t)), Some(words(&text)));
            prop_assert!(read(&quoted(&text)).is_some());
            prop_assert!(!url(&text)[1..url(&text).len() - 1].contains('"'));
        }
    }
}
