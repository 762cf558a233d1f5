//! `chancery explain`: claims about an entity with their sentences.

use super::args;
use chancery::{graph, query::explain, record::find_entity};
use std::{
    io::{self, BufWriter, Write},
    process::ExitCode,
};

pub(crate) fn run(args: &args::Explain) -> anyhow::Result<ExitCode> {
    let store = graph::open(&args.store.store)?.load()?;
    let entity = find_entity(&store, &args.entity)?;
    let other = args
        .other
        .as_deref()
        .map(|name| find_entity(&store, name))
        .transpose()?;
    let claims = explain::explain(
        &store,
        entity.as_ref(),
        args.property.as_deref(),
        other.as_ref().map(Into::into),
    )?;
    let mut out = BufWriter::new(io::stdout().lock());
    explain::write(&claims, &mut out)?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
