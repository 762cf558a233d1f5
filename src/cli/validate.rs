//! `chancery validate`: has the graph the shapes that it should have?

use super::args;
use anyhow::Context as _;
use chancery::graph;
use oxigraph::{
    io::{RdfFormat, RdfParser},
    store::Store,
};
use std::{
    fs,
    io::{self, BufWriter, Write},
    path::Path,
    process::ExitCode,
};

pub(crate) fn run(args: &args::Validate) -> anyhow::Result<ExitCode> {
    let store = match &args.file {
        Some(path) => file(path)?,
        None => graph::open(&args.store.store)?.load()?,
    };
    let report = graph::validate(&store, "shapes.ttl", graph::SHAPES)?;
    let mut out = BufWriter::new(io::stdout().lock());
    write!(out, "{report}")?;
    out.flush()?;
    Ok(if report.conforms() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// A graph from a file, its format told by the ending: Turtle where that tells nothing.
fn file(path: &Path) -> anyhow::Result<Store> {
    let name = path.display();
    let text = fs::read(path).with_context(|| format!("cannot read {name}"))?;
    let ending = path
        .extension()
        .and_then(|e| e.to_str())
        .unwrap_or_default();
    let format = RdfFormat::from_extension(ending).unwrap_or(RdfFormat::Turtle);
    let store = Store::new()?;
    store
        .load_from_slice(RdfParser::from_format(format), &text)
        .with_context(|| format!("{name} is no valid {}", format.name()))?;
    Ok(store)
}
