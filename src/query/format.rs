//! Answers as tables, CSV, TSV, JSON, XML, Turtle and N-Triples.

use super::{Answer, QueryError, explain, table, timed_out};
use crate::record::terms;
use oxigraph::{
    io::{RdfFormat, RdfSerializer},
    model::{NamedNode, Term, Variable},
    sparql::{
        QueryResults,
        results::{QueryResultsFormat, QueryResultsSerializer},
    },
    store::Store,
};
use std::{
    io::{self, Write},
    str::FromStr,
    time::Duration,
};

/// A form of answer; the only place that knows their names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ResultFormat {
    /// Columns that fit the terminal; graphs as Turtle.
    #[default]
    Table,
    /// SPARQL 1.1 results as CSV: values only.
    Csv,
    /// SPARQL 1.1 results as TSV: terms in full.
    Tsv,
    /// SPARQL 1.1 results as JSON.
    Json,
    /// SPARQL results as XML.
    Xml,
    /// Turtle.
    Turtle,
    /// N-Triples.
    NTriples,
}

impl ResultFormat {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Table,
        Self::Csv,
        Self::Tsv,
        Self::Json,
        Self::Xml,
        Self::Turtle,
        Self::NTriples,
    ];

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Json => "json",
            Self::Xml => "xml",
            Self::Turtle => "ttl",
            Self::NTriples => "nt",
        }
    }

    const fn results(self) -> Option<QueryResultsFormat> {
        match self {
            Self::Csv => Some(QueryResultsFormat::Csv),
            Self::Tsv => Some(QueryResultsFormat::Tsv),
            Self::Json => Some(QueryResultsFormat::Json),
            Self::Xml => Some(QueryResultsFormat::Xml),
            Self::Table | Self::Turtle | Self::NTriples => None,
        }
    }
}

impl FromStr for ResultFormat {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|format| format.name() == name)
            .ok_or_else(|| {
                let known: Vec<&str> = Self::ALL.iter().map(|format| format.name()).collect();
                format!(
                    "`{name}` is no format of answers; there are {}",
                    known.join(", ")
                )
            })
    }
}

/// What became of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// Rows, triples, or 1 for a yes or no.
    pub rows: usize,
    /// Time from the start of the query to its last row.
    pub took: Duration,
}

impl Answer {
    /// Reads the answer to its end and writes it; tables fit `width` columns where given. `explained` adds to each row
    /// of a table the sentences that say so.
    ///
    /// # Errors
    /// [`QueryError::Timeout`], [`QueryError::Format`] where the format cannot hold the kind of answer, or what the
    /// evaluation or the writer says.
    pub fn write(
        self,
        store: &Store,
        format: ResultFormat,
        width: Option<usize>,
        explained: bool,
        out: &mut impl Write,
    ) -> Result<Written, QueryError> {
        let Self {
            results,
            started,
            timeout,
            _alarm,
        } = self;
        let wrong = |kind, choice| QueryError::Format {
            format: format.name(),
            kind,
            choice,
        };
        let rows = match results {
            QueryResults::Solutions(solutions) => {
                let variables = solutions.variables().to_vec();
                if format == ResultFormat::Table {
                    let mut rows: Vec<Vec<Option<Term>>> = Vec::new();
                    for solution in solutions {
                        let solution = solution.map_err(|fault| timed_out(fault, timeout))?;
                        rows.push(variables.iter().map(|v| solution.get(v).cloned()).collect());
                    }
                    let shown = shown(&variables);
                    let names: Vec<&str> = shown
                        .iter()
                        .filter_map(|&at| Some(variables.get(at)?.as_str()))
                        .collect();
                    let notes = rows
                        .iter()
                        .map(|row| {
                            if explained {
                                explain::sentences_behind(store, row)
                            } else {
                                Ok(Vec::new())
                            }
                        })
                        .collect::<Result<Vec<_>, _>>()?;
                    let rows: Vec<Vec<Option<Term>>> = rows
                        .into_iter()
                        .map(|row| {
                            shown
                                .iter()
                                .map(|&at| row.get(at).cloned().flatten())
                                .collect()
                        })
                        .collect();
                    table::write(&names, &rows, &notes, width, out)?;
                    rows.len()
                } else {
                    let kind = format
                        .results()
                        .ok_or_else(|| wrong("SELECT", "table, csv, tsv, json or xml"))?;
                    let mut writer = QueryResultsSerializer::from_format(kind)
                        .serialize_solutions_to_writer(&mut *out, variables)?;
                    let mut rows = 0;
                    for solution in solutions {
                        let solution = solution.map_err(|fault| timed_out(fault, timeout))?;
                        writer.serialize(&solution)?;
                        rows += 1;
                    }
                    writer.finish()?;
                    if format == ResultFormat::Json {
                        writeln!(out)?;
                    }
                    rows
                }
            }
            QueryResults::Boolean(value) => {
                match format.results() {
                    Some(kind) => {
                        QueryResultsSerializer::from_format(kind)
                            .serialize_boolean_to_writer(&mut *out, value)?;
                        writeln!(out)?;
                    }
                    None if format == ResultFormat::Table => {
                        writeln!(out, "{}", if value { "yes" } else { "no" })?;
                    }
                    None => return Err(wrong("ASK", "table, csv, tsv, json or xml")),
                }
                1
            }
            QueryResults::Graph(triples) => {
                let rdf = match format {
                    ResultFormat::Table | ResultFormat::Turtle => RdfFormat::Turtle,
                    ResultFormat::NTriples => RdfFormat::NTriples,
                    _ => return Err(wrong("CONSTRUCT or DESCRIBE", "ttl or nt")),
                };
                let mut found = triples
                    .map(|triple| triple.map_err(|fault| timed_out(fault, timeout)))
                    .collect::<Result<Vec<_>, _>>()?;
                found.sort_by_cached_key(ToString::to_string);
                found.dedup();
                write_triples(rdf, &found, out)?;
                found.len()
            }
        };
        Ok(Written {
            rows,
            took: started.elapsed(),
        })
    }
}

fn write_triples(
    format: RdfFormat,
    triples: &[oxigraph::model::Triple],
    out: &mut impl Write,
) -> io::Result<()> {
    let mut serializer = RdfSerializer::from_format(format);
    for (prefix, namespace) in terms::PREFIXES {
        if let Ok(known) = serializer.clone().with_prefix(prefix, namespace) {
            serializer = known;
        }
    }
    let mut writer = serializer.for_writer(&mut *out);
    for triple in triples {
        writer.serialize_triple(triple)?;
    }
    writer.finish()?;
    Ok(())
}

/// The columns of a table: those whose name ends in `IRI` are for programs, unless there are no others.
fn shown(variables: &[Variable]) -> Vec<usize> {
    let all = 0..variables.len();
    let words: Vec<usize> = all
        .clone()
        .filter(|&at| {
            variables
                .get(at)
                .is_some_and(|v| !v.as_str().ends_with("IRI"))
        })
        .collect();
    if words.is_empty() {
        all.collect()
    } else {
        words
    }
}

/// The nodes among a row's values.
pub(super) fn nodes(row: &[Option<Term>]) -> Vec<NamedNode> {
    row.iter()
        .filter_map(|term| match term {
            Some(Term::NamedNode(node)) => Some(node.clone()),
            _ => None,
        })
        .collect()
}
