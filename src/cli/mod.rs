//! One file per command; each turns what was typed into calls of the library.

mod args;
mod build;
mod evaluate;
mod explain;
mod export;
mod extract;
mod outputs;
mod parse;
mod path;
mod query;
mod reading;
mod remove;
mod stats;
mod validate;

use args::{Cli, Command};
use clap::Parser;
use std::{
    io::{self, Write},
    process::ExitCode,
};

/// Parses the command line and runs the command.
pub(crate) fn run() -> anyhow::Result<ExitCode> {
    let Cli {
        quiet,
        verbose,
        command,
    } = Cli::parse();
    let talk = Talk { quiet, verbose };
    match command {
        Command::Build(args) => build::run(&args, talk),
        Command::Extract(args) => extract::run(&args, talk),
        Command::Remove(args) => remove::run(&args, talk),
        Command::Export(args) => export::run(&args, talk),
        Command::Query(args) => query::run(&args, talk),
        Command::Explain(args) => explain::run(&args),
        Command::Path(args) => path::run(&args),
        Command::Stats(args) => stats::run(&args),
        Command::Evaluate(args) => evaluate::run(&args, talk),
        Command::Validate(args) => validate::run(&args),
        Command::Parse(args) => parse::run(&args, talk),
    }
}

/// How much to say on standard error.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Talk {
    quiet: bool,
    verbose: bool,
}

impl Talk {
    /// Something the user should know.
    pub(crate) fn say(self, message: impl std::fmt::Display) {
        if !self.quiet {
            write_line(message);
        }
    }

    /// Something the user asked to know.
    pub(crate) fn detail(self, message: impl std::fmt::Display) {
        if self.verbose {
            write_line(message);
        }
    }

    /// A progress bar over `total` articles: on a terminal, unless told to be quiet.
    pub(crate) fn progress(self, total: u64) -> indicatif::ProgressBar {
        if self.quiet {
            return indicatif::ProgressBar::hidden();
        }
        // indicatif draws nothing where standard error is no terminal.
        let bar = indicatif::ProgressBar::new(total);
        if let Ok(style) = indicatif::ProgressStyle::with_template(
            "{bar:40} {pos}/{len} articles, {elapsed} ({eta} left)",
        ) {
            bar.set_style(style);
        }
        bar
    }
}

/// Prints an error and what caused it as one paragraph; said even when quiet.
pub(crate) fn complain(error: &anyhow::Error) {
    write_line(format_args!("chancery: {error:#}"));
}

/// Whether the reader of our output went away, which is no failure.
pub(crate) fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<io::Error>()
            .is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
    })
}

/// Tells which articles were skipped; the exit status of a run that skipped some is 1.
fn report_skipped(skipped: &[String]) -> ExitCode {
    if skipped.is_empty() {
        return ExitCode::SUCCESS;
    }
    for fault in skipped {
        write_line(format_args!("chancery: {fault}"));
    }
    write_line(format_args!(
        "chancery: {} of the articles could not be read; all others were",
        skipped.len()
    ));
    ExitCode::FAILURE
}

/// Holds the library to so many threads.
pub(crate) fn limit_threads(jobs: Option<std::num::NonZeroUsize>) -> anyhow::Result<()> {
    if let Some(jobs) = jobs {
        rayon::ThreadPoolBuilder::new()
            .num_threads(jobs.get())
            .build_global()?;
    }
    Ok(())
}

pub(crate) fn write_line(message: impl std::fmt::Display) {
    // Nothing is left to tell when standard error itself is gone.
    let _ = writeln!(io::stderr().lock(), "{message}");
}
