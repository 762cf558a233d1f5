//! `chancery build`: articles in, the graph and its files out.

use super::{Talk, args, outputs, reading};
use chancery::{graph, pipeline};
use std::process::ExitCode;

pub(crate) fn run(args: &args::Build, talk: Talk) -> anyhow::Result<ExitCode> {
    super::limit_threads(args.read.jobs)?;
    let knowledge = reading::knowledge(args.read.gazetteer.as_deref())?;
    let defaults = reading::defaults(args.read.published);
    let decisions = outputs::decisions(args.graph.decisions.as_deref())?;
    let bar = talk.progress(reading::expected(&args.read));
    let (mut readings, mut skipped) = (Vec::new(), Vec::new());
    pipeline::read_all(&args.read.paths, &defaults, &knowledge, |article| {
        bar.inc(1);
        if bar.length().is_some_and(|length| bar.position() > length) {
            bar.set_length(bar.position());
        }
        match article {
            Ok((document, reading)) => {
                talk.detail(format_args!("read {}", document.id));
                readings.push(reading);
            }
            Err(fault) => skipped.push(fault.to_string()),
        }
        anyhow::Ok(())
    })?;
    bar.finish_and_clear();
    let context = outputs::context(&knowledge, &decisions);
    let base = args.graph.base_iri.as_deref();
    let change = graph::update(&args.graph.store.store, readings, &[], &context, base)?;
    outputs::write(&args.graph.out, &change, &context, &skipped)?;
    talk.say(outputs::summary(&change, &args.graph.out));
    Ok(super::report_skipped(&skipped))
}
