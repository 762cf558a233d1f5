//! `chancery stats`: what is in the graph.

use super::args;
use chancery::{graph, query::stats};
use std::{
    io::{self, BufWriter, Write},
    process::ExitCode,
};

pub(crate) fn run(args: &args::Stats) -> anyhow::Result<ExitCode> {
    let store = graph::open(&args.store.store)?.load()?;
    let mut out = BufWriter::new(io::stdout().lock());
    stats::write(&stats::stats(&store)?, &mut out)?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
