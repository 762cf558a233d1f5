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
    Parse(Parse),
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
