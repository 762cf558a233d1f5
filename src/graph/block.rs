use oxigraph::model::{
    GraphName, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term, vocab::rdf,
};
use std::fmt::Write as _;

/// Everything that one graph says of one subject: what the files are made of, node by node.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// The node.
    pub subject: NamedOrBlankNode,
    /// The graph.
    pub graph: GraphName,
    /// What is said, sorted and unique, types first.
    pub pairs: Vec<(NamedNode, Term)>,
}

impl Block {
    /// An empty block.
    pub fn new(subject: impl Into<NamedOrBlankNode>, graph: impl Into<GraphName>) -> Self {
        Self {
            subject: subject.into(),
            graph: graph.into(),
            pairs: Vec::new(),
        }
    }

    /// Adds one pair.
    pub(super) fn add(&mut self, predicate: impl Into<NamedNode>, object: impl Into<Term>) {
        self.pairs.push((predicate.into(), object.into()));
    }

    /// Sorts the pairs, types first, and drops those that occur twice.
    pub(super) fn settle(mut self) -> Self {
        let key = |(p, o): &(NamedNode, Term)| {
            (
                p.as_ref() != rdf::TYPE,
                p.as_str().to_owned(),
                o.to_string(),
            )
        };
        self.pairs.sort_by_cached_key(key);
        self.pairs.dedup();
        self
    }

    /// The block as N-Quads, a line a quad.
    pub fn n_quads(&self) -> String {
        let graph = match &self.graph {
            GraphName::DefaultGraph => String::new(),
            graph => format!(" {graph}"),
        };
        let mut out = String::with_capacity(self.pairs.len() * 96);
        for (predicate, object) in &self.pairs {
            // Writing to a string doesn't fail.
            let _ = writeln!(out, "{} {predicate} {object}{graph} .", self.subject);
        }
        out
    }
}

/// Blocks of quads in the order in which their subjects are first met, graph by graph.
pub fn blocks(quads: impl IntoIterator<Item = Quad>) -> Vec<Block> {
    let mut map: indexmap::IndexMap<(GraphName, NamedOrBlankNode), Vec<(NamedNode, Term)>> =
        indexmap::IndexMap::new();
    for quad in quads {
        map.entry((quad.graph_name, quad.subject))
            .or_default()
            .push((quad.predicate, quad.object));
    }
    let mut blocks: Vec<Block> = map
        .into_iter()
        .map(|((graph, subject), pairs)| {
            Block {
                subject,
                graph,
                pairs,
            }
            .settle()
        })
        .collect();
    blocks.sort_by_cached_key(|b| {
        let default = matches!(b.graph, GraphName::DefaultGraph);
        (!default, b.graph.to_string(), b.subject.to_string())
    });
    blocks
}

/// A prefix and its namespace.
pub type Prefix<'a> = (&'a str, &'a str);

/// Writes blocks as Turtle, or as TriG where there are named graphs: prefixes first, a paragraph for each subject.
pub fn turtle<'a>(blocks: impl IntoIterator<Item = &'a Block>, prefixes: &[Prefix<'_>]) -> String {
    let mut out = head(prefixes);
    let mut graph = GraphName::DefaultGraph;
    for block in blocks {
        if block.graph != graph {
            close(&mut out, &graph);
            graph = block.graph.clone();
            if let GraphName::NamedNode(name) = &graph {
                let _ = writeln!(out, "\nGRAPH {} {{", short(name.as_ref(), prefixes));
            }
        }
        out.push_str(&paragraph(block, prefixes));
    }
    close(&mut out, &graph);
    out
}

fn close(out: &mut String, graph: &GraphName) {
    if !matches!(graph, GraphName::DefaultGraph) {
        out.push_str("}\n");
    }
}

/// The declarations of the prefixes.
pub fn head(prefixes: &[Prefix<'_>]) -> String {
    let mut out = String::new();
    for (prefix, namespace) in prefixes {
        let _ = writeln!(out, "@prefix {prefix}: <{namespace}> .");
    }
    out
}

/// One subject as Turtle, after an empty line.
pub fn paragraph(block: &Block, prefixes: &[Prefix<'_>]) -> String {
    let mut out = String::with_capacity(block.pairs.len() * 64);
    out.push('\n');
    match &block.subject {
        NamedOrBlankNode::NamedNode(node) => out.push_str(&short(node.as_ref(), prefixes)),
        NamedOrBlankNode::BlankNode(node) => out.push_str(&node.to_string()),
    }
    let mut last: Option<&NamedNode> = None;
    for (predicate, object) in &block.pairs {
        if last == Some(predicate) {
            out.push_str(", ");
        } else {
            out.push_str(if last.is_none() { " " } else { " ;\n    " });
            if predicate.as_ref() == rdf::TYPE {
                out.push('a');
            } else {
                out.push_str(&short(predicate.as_ref(), prefixes));
            }
            out.push(' ');
            last = Some(predicate);
        }
        out.push_str(&term(object, prefixes));
    }
    out.push_str(" .\n");
    out
}

fn term(object: &Term, prefixes: &[Prefix<'_>]) -> String {
    match object {
        Term::NamedNode(node) => short(node.as_ref(), prefixes),
        Term::Literal(literal) => {
            let datatype = literal.datatype();
            let value = literal.value();
            match datatype.as_str() {
                "http://www.w3.org/2001/XMLSchema#integer"
                | "http://www.w3.org/2001/XMLSchema#decimal"
                | "http://www.w3.org/2001/XMLSchema#boolean"
                    if plain(value, datatype) =>
                {
                    value.to_owned()
                }
                "http://www.w3.org/2001/XMLSchema#string"
                | "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString" => literal.to_string(),
                _ => {
                    let bare = oxigraph::model::Literal::new_simple_literal(value);
                    format!("{bare}^^{}", short(datatype, prefixes))
                }
            }
        }
        other => other.to_string(),
    }
}

/// Whether Turtle's short form of a number or truth value gives back the same literal.
fn plain(value: &str, datatype: NamedNodeRef<'_>) -> bool {
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if datatype.as_str().ends_with("boolean") {
        return matches!(value, "true" | "false");
    }
    let value = value.strip_prefix('-').unwrap_or(value);
    if datatype.as_str().ends_with("integer") {
        return digits(value);
    }
    value
        .split_once('.')
        .is_some_and(|(whole, part)| digits(whole) && digits(part))
}

/// The IRI by its prefix, or in full where no prefix fits or the rest would need escapes.
fn short(node: NamedNodeRef<'_>, prefixes: &[Prefix<'_>]) -> String {
    let iri = node.as_str();
    let found = prefixes
        .iter()
        .filter_map(|(prefix, namespace)| Some((prefix, iri.strip_prefix(namespace)?)))
        .filter(|(_, rest)| {
            // Digits, letters and hyphens need no escape in a local name.
            !rest.is_empty()
                && rest
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/'))
                && !rest.starts_with('-')
        })
        .max_by_key(|(_, rest)| std::cmp::Reverse(rest.len()));
    match found {
        // A slash in a local name is escaped.
        Some((prefix, rest)) => format!("{prefix}:{}", rest.replace('/', "\\/")),
        None => node.to_string(),
    }
}
