//! Counts, the most central entities, and where sources disagree.

use crate::record::{self, terms};
use oxigraph::{
    model::{GraphNameRef, NamedNode, NamedOrBlankNode, Term},
    store::{StorageError, Store},
};
use std::{
    collections::BTreeMap,
    io::{self, Write},
};

/// The graph in figures.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stats {
    /// Quads in all graphs.
    pub quads: usize,
    /// Articles.
    pub documents: usize,
    /// Passages that something was read from.
    pub passages: usize,
    /// Entities and events by class, the narrowest one named, most first.
    pub classes: Vec<(String, usize)>,
    /// Statements by how surely they are told, in the order of sureness.
    pub factualities: Vec<(String, usize)>,
    /// Statements by property, most first.
    pub properties: Vec<(String, usize)>,
    /// The entities with most different neighbours among statements, with their number.
    pub central: Vec<(String, usize)>,
    /// Pairs of statements that contradict each other.
    pub contradictions: usize,
    /// Statements that somebody else than the reporter makes.
    pub attributed: usize,
}

/// Counts the graph.
///
/// # Errors
/// When the store cannot be read.
pub fn stats(store: &Store) -> Result<Stats, StorageError> {
    let mut factualities: BTreeMap<crate::extraction::Factuality, usize> = BTreeMap::new();
    let mut properties: BTreeMap<String, usize> = BTreeMap::new();
    let mut neighbours: BTreeMap<String, std::collections::BTreeSet<String>> = BTreeMap::new();
    let (mut contradictions, mut attributed) = (0usize, 0usize);
    for statement in record::statements(store)? {
        let Some(claim) = record::claim(store, statement.as_ref())? else {
            continue;
        };
        *factualities.entry(claim.factuality).or_default() += 1;
        *properties
            .entry(terms::compact(claim.predicate.as_str()).replace("\\/", "/"))
            .or_default() += 1;
        contradictions += claim
            .contradicts
            .iter()
            .filter(|other| other.as_str() > claim.statement.as_str())
            .count();
        attributed += usize::from(!claim.attributed_to.is_empty());
        if let Term::NamedNode(object) = &claim.object {
            let mut join = |a: &NamedNode, b: &NamedNode| {
                neighbours
                    .entry(a.as_str().to_owned())
                    .or_default()
                    .insert(b.as_str().to_owned());
            };
            join(&claim.subject, object);
            join(object, &claim.subject);
        }
    }
    let mut central: Vec<(String, usize)> = Vec::new();
    for (iri, others) in neighbours {
        let label = NamedNode::new(&iri)
            .ok()
            .map(|node| record::label(store, node.as_ref()))
            .transpose()?;
        central.push((label.unwrap_or(iri), others.len()));
    }
    central.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    central.truncate(15);
    let documents = record::documents(store)?.len();
    let passages = record::subjects(store, terms::TYPE, terms::PASSAGE.into())?.len();
    Ok(Stats {
        quads: store.len()?,
        documents,
        passages,
        classes: most_first(class_counts(store)?),
        factualities: factualities
            .into_iter()
            .map(|(f, n)| (f.to_string(), n))
            .collect(),
        properties: most_first(properties),
        central,
        contradictions,
        attributed,
    })
}

fn most_first(counts: BTreeMap<String, usize>) -> Vec<(String, usize)> {
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts
}

fn class_counts(store: &Store) -> Result<BTreeMap<String, usize>, StorageError> {
    let schema = record::schema();
    let mut classes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for quad in store.quads_for_pattern(
        None,
        Some(terms::TYPE),
        None,
        Some(GraphNameRef::DefaultGraph),
    ) {
        let quad = quad?;
        if let (NamedOrBlankNode::NamedNode(node), Term::NamedNode(class)) =
            (quad.subject, quad.object)
            && let Some(name) = class.as_str().strip_prefix(terms::CHY)
            && !["Statement", "Passage", "Document"].contains(&name)
        {
            classes
                .entry(node.into_string())
                .or_default()
                .push(name.to_owned());
        }
    }
    let mut counts = BTreeMap::new();
    for names in classes.into_values() {
        let narrowest = names.iter().find(|name| {
            names.iter().all(|other| {
                other == *name
                    || schema
                        .as_ref()
                        .is_none_or(|schema| !schema.is_a(other, name))
            })
        });
        if let Some(name) = narrowest {
            *counts.entry(name.clone()).or_default() += 1;
        }
    }
    Ok(counts)
}

/// Writes the figures.
///
/// # Errors
/// What the writer says.
pub fn write(stats: &Stats, out: &mut impl Write) -> io::Result<()> {
    let table = |title: &str, rows: &[(String, usize)], out: &mut dyn Write| -> io::Result<()> {
        writeln!(out, "\n{title}")?;
        for (name, count) in rows {
            writeln!(out, "{count:>8}  {name}")?;
        }
        Ok(())
    };
    writeln!(out, "{:>8}  articles", stats.documents)?;
    writeln!(
        out,
        "{:>8}  sentences with statements or events",
        stats.passages
    )?;
    writeln!(out, "{:>8}  quads", stats.quads)?;
    table("Entities and events", &stats.classes, out)?;
    table(
        "Statements, by how surely they are told",
        &stats.factualities,
        out,
    )?;
    writeln!(
        out,
        "{:>8}  of them told by a source, not the reporter",
        stats.attributed
    )?;
    writeln!(
        out,
        "{:>8}  pairs that contradict each other",
        stats.contradictions
    )?;
    table("Statements, by property", &stats.properties, out)?;
    table("Most central, by different neighbours", &stats.central, out)
}

#[cfg(test)]
mod tests {
    use super::{stats, write};
    use crate::query::tests::fixture;

    #[test]
    fn the_graph_is_counted() {
        let counted = stats(&fixture()).expect("counted");
        assert_eq!(
            (counted.documents, counted.passages, counted.contradictions),
            (2, 5, 1)
        );
        assert_eq!(
            counted.factualities.iter().map(|(_, n)| n).sum::<usize>(),
            22
        );
        assert_eq!(
            counted.central.first().map(|(name, _)| name.as_str()),
            Some("Ama Owusu")
        );
        assert!(
            counted.classes.contains(&("Leader".to_owned(), 3)),
            "{:?}",
            counted.classes
        );
        let mut out = Vec::new();
        write(&counted, &mut out).expect("written");
        assert!(!out.is_empty());
    }
}
