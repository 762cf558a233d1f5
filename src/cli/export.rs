//! `chancery export`: the graph in another form.

use super::{Talk, args};
use anyhow::{Context as _, anyhow};
use chancery::{
    export::{self, Format, Kind, Scope},
    graph,
    record::find_entity,
};
use oxigraph::store::Store;
use std::{
    fs,
    io::{self, Write},
    path::Path,
    process::{Command, ExitCode, Stdio},
};

pub(crate) fn run(args: &args::Export, talk: Talk) -> anyhow::Result<ExitCode> {
    let to_stdout = args.output == Path::new("-");
    let told = args
        .output
        .extension()
        .and_then(|e| Format::of_extension(e.to_str()?));
    let format = args.format.or(told).ok_or_else(|| {
        anyhow!("which form? give --format, or -o a file whose extension tells it")
    })?;
    let store = graph::open(&args.store.store)?.load()?;
    let scope = scope(args, &store)?;
    if to_stdout {
        let mut out = io::BufWriter::new(io::stdout().lock());
        export_to(&store, format, &scope, args.engine, &mut out)?;
        out.flush()?;
    } else {
        let file = fs::File::create(&args.output)
            .with_context(|| format!("cannot write {}", args.output.display()))?;
        let mut out = io::BufWriter::new(file);
        export_to(&store, format, &scope, args.engine, &mut out)?;
        out.flush()?;
        talk.say(format_args!("wrote {}", args.output.display()));
    }
    Ok(ExitCode::SUCCESS)
}

fn export_to(
    store: &Store,
    format: Format,
    scope: &Scope,
    engine: Option<args::Engine>,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    match engine {
        Some(engine) if format == Format::Svg => {
            let mut dot = Vec::new();
            export::write(store, Format::Dot, scope, &mut dot)?;
            out.write_all(&graphviz(engine, &dot)?)?;
        }
        Some(_) => return Err(anyhow!("--engine is for --format svg only")),
        None => export::write(store, format, scope, out)?,
    }
    Ok(())
}

fn graphviz(engine: args::Engine, dot: &[u8]) -> anyhow::Result<Vec<u8>> {
    let program = match engine {
        args::Engine::Dot => "dot",
        args::Engine::Neato => "neato",
        args::Engine::Sfdp => "sfdp",
    };
    let mut child = Command::new(program)
        .arg("-Tsvg")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| {
            format!("Graphviz's {program} cannot be run; install Graphviz, or leave --engine out")
        })?;
    let mut input = child.stdin.take().context("no pipe to Graphviz")?;
    let written = std::thread::scope(|scope| {
        let feeding = scope.spawn(move || input.write_all(dot));
        let output = child.wait_with_output();
        // What Graphviz itself says goes before what our end of the pipe saw.
        let fed = feeding.join().unwrap_or(Ok(()));
        (output, fed)
    });
    let output = written.0.context("Graphviz broke off")?;
    if !output.status.success() {
        return Err(anyhow!(
            "Graphviz's {program} failed; its message stands above"
        ));
    }
    written.1?;
    Ok(output.stdout)
}

fn scope(args: &args::Export, store: &Store) -> anyhow::Result<Scope> {
    let mut only = Vec::new();
    for word in &args.only {
        let kinds = Kind::of_word(word.trim()).ok_or_else(|| {
            anyhow!("`{word}` is no kind; there are leaders, people, countries, organizations, places, events, others")
        })?;
        only.extend_from_slice(kinds);
    }
    Ok(Scope {
        focus: args
            .focus
            .iter()
            .map(|name| find_entity(store, name))
            .collect::<Result<_, _>>()?,
        depth: args.depth,
        only,
        since: args.since,
        until: args.until,
        all: args.all,
        ..Scope::default()
    })
}
