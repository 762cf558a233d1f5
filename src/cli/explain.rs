//! `chancery explain`: claims about an entity with their sentences.

use super::args;
use chancery::{
    graph,
    knowledge::Knowledge,
    query::explain,
    record::{find_entity, label},
};
use oxigraph::{
    model::{NamedNode, NamedNodeRef, Term, Triple},
    store::Store,
};
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
    if args.property.is_none() {
        for reason in graph::merge_reasons(&store, entity.as_ref())? {
            writeln!(out, "Taken for one: {reason}.")?;
        }
    }
    follows(&store, args, entity.as_ref(), other.as_ref(), &mut out)?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// What follows by rules, each with the facts that it follows from.
fn follows(
    store: &Store,
    args: &args::Explain,
    entity: NamedNodeRef<'_>,
    other: Option<&NamedNode>,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let schema = &Knowledge::embedded()?.schema;
    let other = other.map(NamedNode::as_ref);
    let found = graph::inferred(store, schema, entity, args.property.as_deref(), other)?;
    let words = |triple: &Triple| -> anyhow::Result<String> {
        let name = |term: &Term| -> anyhow::Result<String> {
            Ok(match term {
                Term::NamedNode(node) => label(store, node.as_ref())?,
                other => other.to_string(),
            })
        };
        Ok(format!(
            "{} — {} — {}",
            name(&triple.subject.clone().into())?,
            label(store, triple.predicate.as_ref())?,
            name(&triple.object)?
        ))
    };
    for (triple, reasons) in &found {
        writeln!(out, "\nIt follows: {}", words(triple)?)?;
        for reason in reasons {
            let premises: Vec<String> = reason
                .premises
                .iter()
                .map(words)
                .collect::<Result<_, _>>()?;
            writeln!(out, "  {}: {}", reason.rule, premises.join("; "))?;
        }
    }
    Ok(())
}
