//! What can be typed: clap structures and nothing else.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::{num::NonZeroUsize, path::PathBuf};

/// Reads news articles and keeps the record: sourced statements about leaders, countries and events, as one RDF graph.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, propagate_version = true)]
pub(crate) struct Cli {
    /// Say only what went wrong.
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Say more: what is read, what was left out and why.
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    pub verbose: bool,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Build(Build),
    Extract(Extract),
    Remove(Remove),
    Query(Query),
    Export(Export),
    Explain(Explain),
    Path(Chain),
    Stats(Stats),
    Evaluate(Evaluate),
    Validate(Validate),
    Parse(Parse),
}

/// Where the graph is kept.
#[derive(Debug, Args)]
pub(crate) struct StoreArgs {
    /// Folder of the store.
    #[arg(long, value_name = "DIR", default_value = "output/store")]
    pub store: PathBuf,
}

/// How articles are read.
#[derive(Debug, Args)]
pub(crate) struct ReadArgs {
    /// Articles: files (.txt, .md, .html, .json, .jsonl, RSS or Atom .xml, .warc, .warc.gz), folders, or `-` for
    /// standard input.
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,
    /// Publication date (YYYY, YYYY-MM or YYYY-MM-DD) of articles that don't tell their own.
    #[arg(long, value_name = "DATE")]
    pub published: Option<chancery::text::PartialDate>,
    /// Articles read at the same time [default: one a core].
    #[arg(long, value_name = "N")]
    pub jobs: Option<NonZeroUsize>,
    /// Gazetteer entries of your own, added to or overriding the built-in ones (format: ontology/gazetteer/README.md).
    #[arg(long, value_name = "FILE")]
    pub gazetteer: Option<PathBuf>,
}

/// How the graph is made of what was read.
#[derive(Debug, Args)]
pub(crate) struct GraphArgs {
    #[command(flatten)]
    pub store: StoreArgs,
    /// Folder for the files that are written.
    #[arg(long, value_name = "DIR", default_value = "output")]
    pub out: PathBuf,
    /// Who is who and who isn't, where chancery merges wrongly: lines `same A = B` and `different A = B`.
    #[arg(long, value_name = "FILE")]
    pub decisions: Option<PathBuf>,
    /// Base IRI of the graph's resources [default: https://w3id.org/chancery/id/, or the store's own].
    #[arg(long, value_name = "IRI")]
    pub base_iri: Option<String>,
}

/// Read articles and merge what they say into the graph.
///
/// Writes graph.ttl, graph.nq, graph.dot, graph.svg and report.md. Running it again on the same articles changes
/// nothing; new articles are added, corrected ones replace their older selves.
#[derive(Debug, Args)]
pub(crate) struct Build {
    #[command(flatten)]
    pub read: ReadArgs,
    #[command(flatten)]
    pub graph: GraphArgs,
}

/// Withdraw articles: the graph becomes what it would be without them.
#[derive(Debug, Args)]
pub(crate) struct Remove {
    /// Ids of the documents, as `stats` and the report list them.
    #[arg(value_name = "DOCUMENT", required = true)]
    pub documents: Vec<String>,
    #[command(flatten)]
    pub graph: GraphArgs,
    /// The gazetteer entries that the graph was built with.
    #[arg(long, value_name = "FILE")]
    pub gazetteer: Option<PathBuf>,
}

/// Print what articles say, one JSON object a line, without a store.
#[derive(Debug, Args)]
pub(crate) struct Extract {
    #[command(flatten)]
    pub read: ReadArgs,
    /// Form of the records.
    #[arg(long, value_enum, default_value_t = RecordFormat::Jsonl)]
    pub format: RecordFormat,
    /// What the files hold: articles, or sentences with trees in CoNLL-U, which are then taken as they are.
    #[arg(long, value_enum, default_value_t = Input::Text)]
    pub input: Input,
}

/// Ask the graph: SPARQL 1.1, or one of the queries that come with chancery.
///
/// The prefixes chy, id, schema, prov, rdf, rdfs, skos, owl, wd, nif and xsd need no declaration.
#[derive(Debug, Args)]
pub(crate) struct Query {
    /// The query.
    #[arg(value_name = "SPARQL")]
    pub sparql: Option<String>,
    /// Read the query from a file.
    #[arg(short, long, value_name = "FILE.rq", conflicts_with = "sparql")]
    pub file: Option<PathBuf>,
    /// Run a query of ontology/queries/.
    #[arg(long, conflicts_with_all = ["sparql", "file"])]
    pub name: Option<String>,
    /// A parameter of the named query: NAME=VALUE.
    #[arg(long = "arg", value_name = "NAME=VALUE", value_parser = pair)]
    pub arguments: Vec<(String, String)>,
    /// List the named queries with their parameters.
    #[arg(long)]
    pub list: bool,
    /// Form of the answer: table, csv, tsv, json, xml, ttl or nt [default: table, or ttl for graphs].
    #[arg(long, default_value = "table")]
    pub format: chancery::query::ResultFormat,
    /// Show below each row the sentences that say so.
    #[arg(long)]
    pub explain: bool,
    /// Give up after so many seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 60.0)]
    pub timeout: f64,
    #[command(flatten)]
    pub store: StoreArgs,
}

/// Write the graph, or the part around an entity, in another form.
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// The form [default: what the extension of -o tells].
    #[arg(long, value_parser = str::parse::<chancery::export::Format>)]
    pub format: Option<chancery::export::Format>,
    /// The file to write, or `-` for standard output.
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    pub output: PathBuf,
    /// Of diagrams: only what is around this entity (label, Q number or IRI); may be given several times.
    #[arg(long, value_name = "ENTITY")]
    pub focus: Vec<String>,
    /// How many steps around it.
    #[arg(long, value_name = "N", default_value_t = 1, requires = "focus")]
    pub depth: usize,
    /// Of diagrams: only these kinds, by commas: leaders, people, countries, organizations, places, events, others.
    #[arg(long, value_name = "KINDS", value_delimiter = ',')]
    pub only: Vec<String>,
    /// Of diagrams: only what ended on this date or later.
    #[arg(long, value_name = "DATE")]
    pub since: Option<chancery::text::PartialDate>,
    /// Of diagrams: only what began on this date or earlier.
    #[arg(long, value_name = "DATE")]
    pub until: Option<chancery::text::PartialDate>,
    /// Of diagrams: everything, not only the most central sixty nodes.
    #[arg(long)]
    pub all: bool,
    /// Of svg: lay out with Graphviz, which must be installed, instead of the built-in layout.
    #[arg(long, value_enum)]
    pub engine: Option<Engine>,
    #[command(flatten)]
    pub store: StoreArgs,
}

/// A program of Graphviz.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Engine {
    /// Layers from left to right.
    Dot,
    /// Springs.
    Neato,
    /// Springs, for large graphs.
    Sfdp,
}

/// Show what the graph says of an entity, and the sentences that say so.
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// A label, an alternative label, a Q number or an IRI.
    pub entity: String,
    /// A property of the vocabulary (`metWith`) or its words (`met with`).
    pub property: Option<String>,
    /// The entity on the other side.
    pub other: Option<String>,
    #[command(flatten)]
    pub store: StoreArgs,
}

/// Show the shortest chains of facts between two entities.
#[derive(Debug, Args)]
pub(crate) struct Chain {
    /// A label, an alternative label, a Q number or an IRI.
    pub from: String,
    /// Likewise.
    pub to: String,
    /// At most so many chains.
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub limit: usize,
    #[command(flatten)]
    pub store: StoreArgs,
}

/// Count what is in the graph: classes, claims, the most central entities, disagreements.
#[derive(Debug, Args)]
pub(crate) struct Stats {
    #[command(flatten)]
    pub store: StoreArgs,
}

/// Score extraction against gold files: what a careful reader takes from articles that lie beside them.
#[derive(Debug, Args)]
pub(crate) struct Evaluate {
    /// Gold files (JSON: document, entities, facts, events).
    #[arg(value_name = "GOLD", required = true)]
    pub gold: Vec<PathBuf>,
    /// List every miss and error with its cause, tab-separated.
    #[arg(long)]
    pub show: bool,
}

/// Tell in words whether the graph has the shapes of `ontology/shapes.ttl`; status 1 when it hasn't.
#[derive(Debug, Args)]
pub(crate) struct Validate {
    /// A file of RDF to look at instead of the store.
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    #[command(flatten)]
    pub store: StoreArgs,
}

/// Print sentences, tokens, lemmas and trees as CoNLL-U.
#[derive(Debug, Args)]
pub(crate) struct Parse {
    /// A file of running text or CoNLL-U, or `-` for standard input.
    #[arg(value_name = "PATH")]
    pub path: PathBuf,
    /// What the file holds; with `conllu` its sentences and tokens are kept and annotated anew.
    #[arg(long, value_enum, default_value_t = Input::Text)]
    pub input: Input,
    /// Threads [default: one a core].
    #[arg(long, value_name = "N")]
    pub jobs: Option<NonZeroUsize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Input {
    /// Running text or articles.
    Text,
    /// Universal Dependencies trees.
    Conllu,
}
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RecordFormat {
    /// JSON Lines.
    Jsonl,
}

fn pair(text: &str) -> Result<(String, String), String> {
    text.split_once('=')
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .ok_or_else(|| format!("`{text}` is no NAME=VALUE"))
}
