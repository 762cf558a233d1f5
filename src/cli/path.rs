//! `chancery path`: the shortest chains of facts between two entities.

use super::args;
use chancery::{graph, query::path, record::find_entity};
use std::{
    io::{self, BufWriter, Write},
    process::ExitCode,
};

pub(crate) fn run(args: &args::Chain) -> anyhow::Result<ExitCode> {
    let store = graph::open(&args.store.store)?.load()?;
    let from = find_entity(&store, &args.from)?;
    let to = find_entity(&store, &args.to)?;
    let paths = path::paths(&store, from.as_ref(), to.as_ref(), args.limit)?;
    let mut out = BufWriter::new(io::stdout().lock());
    path::write(&store, &paths, &mut out)?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
