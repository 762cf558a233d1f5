//! `chancery extract`: the records of articles, without a store.

use super::{Talk, args, args::Input, args::RecordFormat, reading};
use anyhow::Context;
use chancery::{language::conllu, pipeline, resolution::Reading};
use std::{
    fs,
    io::{self, BufWriter, Read, Write},
    path::Path,
    process::ExitCode,
};

pub(crate) fn run(args: &args::Extract, talk: Talk) -> anyhow::Result<ExitCode> {
    let RecordFormat::Jsonl = args.format;
    super::limit_threads(args.read.jobs)?;
    let knowledge = reading::knowledge(args.read.gazetteer.as_deref())?;
    let mut out = BufWriter::new(io::stdout().lock());
    let mut skipped = Vec::new();
    let mut write = |reading: &Reading| -> anyhow::Result<()> {
        Ok(pipeline::write_records(&mut out, reading, &knowledge)?)
    };
    match args.input {
        Input::Text => {
            let defaults = reading::defaults(args.read.published);
            pipeline::read_all(&args.read.paths, &defaults, &knowledge, |article| {
                match article {
                    Ok((document, reading)) => {
                        talk.detail(format_args!("read {}", document.id));
                        write(&reading)?;
                    }
                    Err(fault) => skipped.push(fault.to_string()),
                }
                anyhow::Ok(())
            })?;
        }
        Input::Conllu => {
            for path in &args.read.paths {
                let (documents, diagnostics) = conllu::read(&name(path), &text(path)?);
                for diagnostic in diagnostics {
                    talk.say(diagnostic);
                }
                for mut parsed in documents {
                    parsed.document.published = args.read.published;
                    let (document, analysis) = (&parsed.document, &parsed.analysis);
                    write(&pipeline::read_analysis(document, analysis, &knowledge))?;
                }
            }
        }
    }
    out.flush()?;
    Ok(super::report_skipped(&skipped))
}

fn name(path: &Path) -> String {
    path.file_name()
        .map_or_else(|| "-".to_owned(), |n| n.to_string_lossy().into_owned())
}

fn text(path: &Path) -> anyhow::Result<String> {
    if path == Path::new("-") {
        let mut text = String::new();
        io::stdin().lock().read_to_string(&mut text)?;
        return Ok(text);
    }
    fs::read_to_string(path)
        .with_context(|| format!("{}: check that it is CoNLL-U in UTF-8", path.display()))
}
