//! `chancery query`: SPARQL and named queries over the store.

use super::{Talk, args};
use anyhow::{Context, bail};
use chancery::{
    graph,
    query::{Answer, Options, ResultFormat, ask, named},
};
use oxigraph::store::Store;
use std::{
    fs,
    io::{self, BufWriter, IsTerminal, Write},
    process::ExitCode,
    time::Duration,
};

pub(crate) fn run(args: &args::Query, talk: Talk) -> anyhow::Result<ExitCode> {
    let mut out = BufWriter::new(io::stdout().lock());
    if args.list {
        list(&mut out)?;
        out.flush()?;
        return Ok(ExitCode::SUCCESS);
    }
    let store = graph::open(&args.store.store)?.load()?;
    let answer = answer(args, &store)?;
    // A table in a file or a pipe is as wide as it needs to be.
    let width = (args.format == ResultFormat::Table && io::stdout().is_terminal())
        .then(terminal_size::terminal_size)
        .flatten()
        .map(|(width, _)| usize::from(width.0));
    let written = answer.write(&store, args.format, width, args.explain, &mut out)?;
    out.flush()?;
    talk.say(format_args!(
        "{} rows in {:.3} s",
        written.rows,
        written.took.as_secs_f64()
    ));
    Ok(ExitCode::SUCCESS)
}

fn answer(args: &args::Query, store: &Store) -> anyhow::Result<Answer> {
    let timeout = Duration::try_from_secs_f64(args.timeout)
        .with_context(|| format!("--timeout {} is no number of seconds", args.timeout))?;
    let options = Options {
        timeout: Some(timeout),
        ..Options::default()
    };
    if let Some(name) = &args.name {
        return Ok(named::run(store, name, &args.arguments, &options)?);
    }
    if !args.arguments.is_empty() {
        bail!("--arg gives parameters to a named query: use it with --name");
    }
    let sparql = match (&args.sparql, &args.file) {
        (Some(sparql), _) => sparql.clone(),
        (None, Some(file)) => fs::read_to_string(file)
            .with_context(|| format!("{}: check the path of the query", file.display()))?,
        (None, None) => bail!(
            "no query: give SPARQL, `-f FILE.rq` or `--name NAME`; `chancery query --list` shows the named ones"
        ),
    };
    Ok(ask(store, &sparql, &options)?)
}

fn list(out: &mut impl Write) -> io::Result<()> {
    for query in named::all() {
        writeln!(out, "{:16} {}", query.name, query.title)?;
        for parameter in &query.parameters {
            writeln!(
                out,
                "{:16}   --arg {}=… {}",
                "", parameter.name, parameter.description
            )?;
        }
    }
    Ok(())
}
