//! Why the graph says what no article says in so many words: why mentions were taken for one entity, and what follows
//! from what.

use super::{Derivation, GraphError, INFERRED, derivations, terms::chy};
use crate::schema::Schema;
use oxigraph::{
    model::{GraphNameRef, NamedNodeRef, Term, Triple},
    store::Store,
};

/// Why the mentions of an entity or the tellings of an event were taken for one.
///
/// # Errors
/// When the store cannot be read.
pub fn merge_reasons(store: &Store, node: NamedNodeRef<'_>) -> Result<Vec<String>, GraphError> {
    let mut reasons = Vec::new();
    let property = chy("mergeReason");
    for quad in store.quads_for_pattern(Some(node.into()), Some(property.as_ref()), None, None) {
        if let Term::Literal(reason) = quad?.object {
            reasons.push(reason.value().to_owned());
        }
    }
    reasons.sort();
    Ok(reasons)
}

/// What follows by rules about an entity, narrowed to a property (by local name) and to another entity, each with the
/// ways in which it follows.
///
/// # Errors
/// When the store cannot be read.
pub fn inferred(
    store: &Store,
    schema: &Schema,
    entity: NamedNodeRef<'_>,
    property: Option<&str>,
    other: Option<NamedNodeRef<'_>>,
) -> Result<Vec<(Triple, Vec<Derivation>)>, GraphError> {
    let graph = NamedNodeRef::new_unchecked(INFERRED);
    let mut triples = Vec::new();
    for (subject, object) in [(Some(entity), other), (other, Some(entity))] {
        let quads = store.quads_for_pattern(
            subject.map(Into::into),
            None,
            object.map(Into::into),
            Some(GraphNameRef::NamedNode(graph)),
        );
        for quad in quads {
            triples.push(Triple::from(quad?));
        }
    }
    triples.retain(|t| {
        let iri = t.predicate.as_str();
        property.is_none_or(|p| {
            iri == p || schema.iri(p) == Some(iri) || (p == "type" && iri.ends_with("#type"))
        })
    });
    triples.sort_by_cached_key(ToString::to_string);
    triples.dedup();
    triples
        .into_iter()
        .map(|triple| {
            let why = derivations(store, schema, &triple)?;
            Ok((triple, why))
        })
        .collect()
}
