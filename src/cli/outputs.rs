//! The files that a change of the graph leaves in the output folder.

use anyhow::Context as _;
use chancery::{
    export::{self, Format, Scope},
    graph::{self, Change},
    knowledge::Knowledge,
    pipeline,
    resolution::{Context, Decisions},
};
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

/// The user's word on who is who.
pub(crate) fn decisions(path: Option<&Path>) -> anyhow::Result<Decisions> {
    let Some(path) = path else {
        return Ok(Decisions::default());
    };
    let name = path.display().to_string();
    let text = fs::read_to_string(path)
        .with_context(|| format!("{name}: check the path of the decisions"))?;
    Ok(Decisions::parse(&name, &text)?)
}

/// What merging draws on.
pub(crate) fn context<'a>(knowledge: &'a Knowledge, decisions: &'a Decisions) -> Context<'a> {
    Context {
        schema: &knowledge.schema,
        gazetteer: &knowledge.gazetteer,
        decisions,
    }
}

/// Writes `graph.nq`, `graph.ttl`, `graph.dot`, `graph.svg` and `report.md` into `folder`.
pub(crate) fn write(
    folder: &Path,
    change: &Change,
    context: &Context<'_>,
    skipped: &[String],
) -> anyhow::Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let graph = &change.graph;
    whole(&folder.join("graph.nq"), |path| {
        Ok(graph.copy_n_quads(path)?)
    })?;
    whole(&folder.join("graph.ttl"), |path| {
        let (resolution, base) = (&change.resolution, graph.base());
        Ok(graph::write_turtle(path, resolution, context, base)?)
    })?;
    let store = graph.load()?;
    for format in [Format::Dot, Format::Svg] {
        whole(
            &folder.join(format!("graph.{}", format.extension())),
            |path| {
                let mut out = std::io::BufWriter::new(fs::File::create(path)?);
                export::write(&store, format, &Scope::default(), &mut out)?;
                Ok(out.flush()?)
            },
        )?;
    }
    let report = pipeline::report(&graph.readings()?, &change.resolution, skipped);
    whole(&folder.join("report.md"), |path| {
        Ok(fs::File::create(path)?.write_all(report.as_bytes())?)
    })
}

/// Writes a file beside its place and moves it there, so that nobody sees half of it.
fn whole(path: &Path, write: impl FnOnce(&Path) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".part");
    let part: PathBuf = path.with_file_name(name);
    write(&part)
        .and_then(|()| Ok(fs::rename(&part, path)?))
        .with_context(|| format!("cannot write {}", path.display()))
}

/// What was done, in a sentence or two.
pub(crate) fn summary(change: &Change, out: &Path) -> String {
    let r = &change.resolution;
    let done: Vec<String> = [
        (change.added.len(), "added"),
        (change.replaced.len(), "replaced"),
        (change.unchanged.len(), "unchanged"),
        (change.removed.len(), "removed"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, what)| format!("{count} {what}"))
    .collect();
    format!(
        "{} articles in the graph ({}): {} entities, {} events, {} claims.\nLook at {} and {}; ask with `chancery query`.",
        r.documents.len(),
        if done.is_empty() {
            "nothing new".to_owned()
        } else {
            done.join(", ")
        },
        r.entities.len(),
        r.events.len(),
        r.claims.len(),
        out.join("report.md").display(),
        out.join("graph.svg").display(),
    )
}
