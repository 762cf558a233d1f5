//! The graph handed on: RDF of every kind, diagrams, property graphs, tables and other knowledge bases' formats.
//!
//! [`write()`] streams the graph, or the part that a [`Scope`] names, to a writer. [`Format`] is the only place that knows
//! the formats' names, extensions and media types. Nothing here writes to the store, invents a fact or loses one.

mod cypher;
mod dot;
mod graphml;
mod jsonld;
mod layout;
mod rdf;
mod style;
mod svg;
mod table;
pub mod view;

pub use view::{Kind, Scope};

use oxigraph::{
    io::{RdfFormat, RdfParseError},
    store::{SerializerError, StorageError, Store},
};
use std::{
    io::{self, Write},
    str::FromStr,
};

/// A form in which the graph can be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// Graphviz.
    Dot,
    /// A picture.
    Svg,
    /// Turtle, grouped by entity.
    Turtle,
    /// N-Triples.
    NTriples,
    /// N-Quads: everything, with the graph of each triple.
    NQuads,
    /// TriG: everything, grouped by graph and entity.
    TriG,
    /// JSON-LD: one object an event, with its roles and claims inside.
    JsonLd,
    /// RDF/XML.
    RdfXml,
    /// GraphML.
    GraphMl,
    /// GEXF 1.3, with dates as spells.
    Gexf,
    /// A script for Neo4j.
    Neo4j,
    /// CSV: a row a claim.
    Csv,
}

impl Format {
    /// All of them, in the order of the manual.
    pub const ALL: &'static [Self] = &[
        Self::Dot,
        Self::Svg,
        Self::Turtle,
        Self::NTriples,
        Self::NQuads,
        Self::TriG,
        Self::JsonLd,
        Self::RdfXml,
        Self::GraphMl,
        Self::Gexf,
        Self::Neo4j,
        Self::Csv,
    ];

    /// Name on the command line, file extension and media type.
    const fn names(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Dot => ("dot", "dot", "text/vnd.graphviz"),
            Self::Svg => ("svg", "svg", "image/svg+xml"),
            Self::Turtle => ("ttl", "ttl", "text/turtle"),
            Self::NTriples => ("nt", "nt", "application/n-triples"),
            Self::NQuads => ("nq", "nq", "application/n-quads"),
            Self::TriG => ("trig", "trig", "application/trig"),
            Self::JsonLd => ("jsonld", "jsonld", "application/ld+json"),
            Self::RdfXml => ("rdfxml", "rdf", "application/rdf+xml"),
            Self::GraphMl => ("graphml", "graphml", "application/graphml+xml"),
            Self::Gexf => ("gexf", "gexf", "application/gexf+xml"),
            Self::Neo4j => ("neo4j", "cypher", "application/x-cypher-query"),
            Self::Csv => ("csv", "csv", "text/csv"),
        }
    }

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        self.names().0
    }

    /// The extension of its files.
    pub const fn extension(self) -> &'static str {
        self.names().1
    }

    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        self.names().2
    }

    /// Whether it shows a part of the graph that a [`Scope`] chooses; the others hold all of it. GraphML and GEXF, made
    /// for programs, hold everything unless a scope says otherwise.
    pub const fn is_diagram(self) -> bool {
        matches!(self, Self::Dot | Self::Svg | Self::GraphMl | Self::Gexf)
    }

    /// The format that a file's extension tells.
    pub fn of_extension(extension: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|format| format.extension() == extension.to_lowercase())
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL
            .iter()
            .copied()
            .find(|format| format.name() == name)
            .ok_or_else(|| {
                let known: Vec<&str> = Self::ALL.iter().map(|format| format.name()).collect();
                format!(
                    "`{name}` is no format of exports; there are {}",
                    known.join(", ")
                )
            })
    }
}

/// Why an export failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The store could not be read.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The output could not be written.
    #[error("the export could not be written")]
    Io(#[from] io::Error),
    /// What was written could not be read back.
    #[error(transparent)]
    Parse(#[from] RdfParseError),
    /// The graph cannot be said in this format.
    #[error(transparent)]
    Serializer(#[from] SerializerError),
}

/// Writes the graph in a format; `scope` chooses the part that a diagram shows.
///
/// # Errors
/// When the store cannot be read or the output cannot be written.
pub fn write(
    store: &Store,
    format: Format,
    scope: &Scope,
    out: &mut dyn Write,
) -> Result<(), ExportError> {
    match format {
        Format::Dot => dot::write(&view::view(store, scope)?, out)?,
        Format::Svg => svg::write(&view::view(store, scope)?, out)?,
        Format::Turtle => rdf::write_grouped(store, RdfFormat::Turtle, out)?,
        Format::TriG => rdf::write_grouped(store, RdfFormat::TriG, out)?,
        Format::NTriples => rdf::write_lines(store, RdfFormat::NTriples, out)?,
        Format::NQuads => rdf::write_lines(store, RdfFormat::NQuads, out)?,
        Format::RdfXml => rdf::write_grouped(store, RdfFormat::RdfXml, out)?,
        Format::JsonLd => jsonld::write(store, out)?,
        Format::GraphMl => graphml::write_graphml(&view::view(store, &for_programs(scope))?, out)?,
        Format::Gexf => graphml::write_gexf(&view::view(store, &for_programs(scope))?, out)?,
        Format::Neo4j => cypher::write(store, out)?,
        Format::Csv => table::write(store, out)?,
    }
    out.flush()?;
    Ok(())
}

/// The scope without the limit of what a person can take in.
fn for_programs(scope: &Scope) -> Scope {
    Scope {
        all: true,
        ..scope.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::Format;

    #[test]
    fn names_and_extensions_lead_back() {
        for &format in Format::ALL {
            assert_eq!(format.name().parse(), Ok(format));
            assert_eq!(Format::of_extension(format.extension()), Some(format));
            assert!(format.media_type().contains('/'));
        }
        assert!("word".parse::<Format>().is_err());
    }
}
