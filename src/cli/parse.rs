//! `chancery parse`: what the language engine sees, as CoNLL-U.

use super::{Talk, args, args::Input};
use anyhow::Context;
use chancery::{
    language::{self, conllu},
    text::Document,
};
use std::{
    fs,
    io::{self, BufWriter, Read, Write},
    path::Path,
    process::ExitCode,
};

pub(crate) fn run(args: &args::Parse, talk: Talk) -> anyhow::Result<ExitCode> {
    super::limit_threads(args.jobs)?;
    let text = read(&args.path)?;
    let name = args
        .path
        .file_name()
        .map_or_else(|| "-".to_owned(), |n| n.to_string_lossy().into_owned());
    let out = BufWriter::new(io::stdout().lock());
    match args.input {
        Input::Text => parse_text(out, &Document::from_text(name, text))?,
        Input::Conllu => parse_conllu(out, &name, &text, talk)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn read(path: &Path) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        io::stdin().lock().read_to_end(&mut bytes)?;
    } else {
        bytes = fs::read(path)
            .with_context(|| format!("{}: check the path and its permissions", path.display()))?;
    }
    String::from_utf8(bytes)
        .with_context(|| format!("{} is not UTF-8; convert it first", path.display()))
}

fn parse_text(out: impl Write, document: &Document) -> anyhow::Result<()> {
    let mut writer = conllu::Writer::new(out);
    writer.document(&document.id)?;
    let mut paragraphs = document.paragraphs.iter().map(|p| p.start).peekable();
    // The first failure to write ends the writing; it is told once the reading comes back.
    let mut failure = Ok(());
    language::analyse_in_parts(document, |sentences| {
        for sentence in &sentences {
            let Some(span) = sentence.span else { continue };
            while paragraphs.peek().is_some_and(|p| *p < span.start) {
                paragraphs.next();
            }
            let opens = paragraphs.peek() == Some(&span.start);
            if failure.is_ok() {
                failure = writer.sentence(&document.text, sentence, None, opens);
            }
        }
    });
    failure?;
    writer.finish()?;
    Ok(())
}

fn parse_conllu(mut out: impl Write, name: &str, text: &str, talk: Talk) -> anyhow::Result<()> {
    let (documents, diagnostics) = conllu::read(name, text);
    for diagnostic in diagnostics {
        talk.say(diagnostic);
    }
    for mut parsed in documents {
        language::annotate(&mut parsed.analysis);
        conllu::write(
            &mut out,
            &parsed.document,
            &parsed.analysis,
            &parsed.sentence_ids,
        )?;
    }
    out.flush()?;
    Ok(())
}
