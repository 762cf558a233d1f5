//! `chancery evaluate`: how well extraction agrees with gold files.

use super::{Talk, args, reading};
use anyhow::Context as _;
use chancery::{
    evaluation::{Cause, Gold, Scores, score},
    graph, ingest, pipeline,
    resolution::{Context, Decisions, resolve},
};
use std::{
    collections::BTreeMap,
    fs,
    io::{self, BufWriter, Write},
    path::Path,
    process::ExitCode,
};

pub(crate) fn run(args: &args::Evaluate, talk: Talk) -> anyhow::Result<ExitCode> {
    let knowledge = reading::knowledge(None)?;
    let decisions = Decisions::default();
    let context = Context {
        schema: &knowledge.schema,
        gazetteer: &knowledge.gazetteer,
        decisions: &decisions,
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let mut total = Scores::default();
    let mut causes: BTreeMap<(bool, Cause), u32> = BTreeMap::new();
    for path in &args.gold {
        let gold = gold(path)?;
        let article = path.with_file_name(&gold.document);
        let published = gold.published.as_deref().and_then(|d| d.parse().ok());
        let defaults = reading::defaults(published);
        let readings = ingest::open(&article, &defaults)
            .map(|document| Ok(pipeline::read(&document?, &knowledge)))
            .collect::<anyhow::Result<Vec<_>>>()?;
        let resolution = resolve(&readings, &context)?;
        let blocks = graph::told(&resolution, &context, graph::BASE);
        let quads: String = blocks.iter().map(graph::Block::n_quads).collect();
        let store = graph::load(quads.as_bytes())?;
        let (scores, findings) = score(&gold, &store, &knowledge.schema);
        total += scores;
        talk.detail(format_args!("{}\n{scores}", gold.document));
        for finding in findings {
            *causes.entry((finding.missing, finding.cause)).or_default() += 1;
            if args.show {
                let kind = if finding.missing { "missed" } else { "wrong" };
                writeln!(
                    out,
                    "{kind}\t{}\t{}\t{}\t{}",
                    finding.cause, gold.document, finding.what, finding.passage
                )?;
            }
        }
    }
    writeln!(out, "{total}\n")?;
    for ((missing, cause), count) in causes {
        let kind = if missing { "missed" } else { "wrong" };
        writeln!(out, "{count:5} {kind}: {cause}")?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn gold(path: &Path) -> anyhow::Result<Gold> {
    let text = fs::read_to_string(path)
        .with_context(|| format!("{}: check the path of the gold file", path.display()))?;
    serde_json::from_str(&text).with_context(|| {
        format!(
            "{} is no gold file: an object with document, entities, facts, events",
            path.display()
        )
    })
}
