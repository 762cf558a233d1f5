//! `chancery remove`: articles out, the graph as it would be without them.

use super::{Talk, args, outputs, reading};
use chancery::graph;
use std::process::ExitCode;

pub(crate) fn run(args: &args::Remove, talk: Talk) -> anyhow::Result<ExitCode> {
    let knowledge = reading::knowledge(args.gazetteer.as_deref())?;
    let decisions = outputs::decisions(args.graph.decisions.as_deref())?;
    let context = outputs::context(&knowledge, &decisions);
    let base = args.graph.base_iri.as_deref();
    let store = &args.graph.store.store;
    let change = graph::update(store, Vec::new(), &args.documents, &context, base)?;
    outputs::write(&args.graph.out, &change, &context, &[])?;
    talk.say(outputs::summary(&change, &args.graph.out));
    Ok(ExitCode::SUCCESS)
}
