//! JSON-LD for web developers: one object an event, with its roles and the claims that describe it inside; then the
//! entities, the other claims and the articles. The context is `ontology/context.jsonld`, written into the file, so
//! that reading it needs no network.

use super::ExportError;
use crate::record::terms;
use oxigraph::{
    model::{GraphNameRef, NamedNode, NamedOrBlankNode, Term},
    store::Store,
};
use serde_json::{Map, Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write,
};

/// The context, with its version.
pub(super) const CONTEXT: &str = include_str!("../../ontology/context.jsonld");

/// Writes the whole graph as one JSON-LD document: `@graph` holds the default graph's nodes as trees, and one named
/// graph for each other graph.
pub(super) fn write(store: &Store, out: &mut dyn Write) -> Result<(), ExportError> {
    let context: Value = serde_json::from_str(CONTEXT).map_err(std::io::Error::from)?;
    let context = context.get("@context").cloned().unwrap_or(Value::Null);
    writeln!(out, "{{\n\"@context\": {context},\n\"@graph\": [")?;
    let mut first = true;
    let mut nodes = nodes(store, GraphNameRef::DefaultGraph)?;
    // Claims stand inside the event that they describe.
    let mut inside: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (iri, pairs) in &nodes {
        for (property, value) in pairs {
            if property == terms::DESCRIBES_EVENT.as_str()
                && let Term::NamedNode(event) = value
                && nodes.contains_key(event.as_str())
            {
                inside
                    .entry(event.as_str().to_owned())
                    .or_default()
                    .push(iri.clone());
            }
        }
    }
    let nested: BTreeSet<String> = inside.values().flatten().cloned().collect();
    let iris: Vec<String> = nodes
        .keys()
        .filter(|iri| !nested.contains(*iri))
        .cloned()
        .collect();
    for iri in iris {
        let Some(pairs) = nodes.remove(&iri) else {
            continue;
        };
        let mut object = object(&iri, &pairs, None);
        let claims: Vec<Value> = inside
            .get(&iri)
            .into_iter()
            .flatten()
            .filter_map(|claim| Some(self::object(claim, &nodes.remove(claim)?, Some(&iri))))
            .collect();
        if !claims.is_empty()
            && let Value::Object(map) = &mut object
        {
            map.insert("claims".to_owned(), Value::Array(claims));
        }
        write_item(&object, &mut first, out)?;
    }
    let mut graphs: Vec<String> = Vec::new();
    for graph in store.named_graphs() {
        if let NamedOrBlankNode::NamedNode(graph) = graph? {
            graphs.push(graph.into_string());
        }
    }
    graphs.sort();
    for graph in graphs {
        let name = NamedNode::new_unchecked(graph.clone());
        let members: Vec<Value> = self::nodes(store, GraphNameRef::NamedNode(name.as_ref()))?
            .iter()
            .map(|(iri, pairs)| object(iri, pairs, None))
            .collect();
        write_item(
            &json!({"@id": compact(&graph), "@graph": members}),
            &mut first,
            out,
        )?;
    }
    writeln!(out, "\n]\n}}")?;
    Ok(())
}

fn write_item(item: &Value, first: &mut bool, out: &mut dyn Write) -> Result<(), ExportError> {
    if !std::mem::take(first) {
        writeln!(out, ",")?;
    }
    write!(out, "{item}")?;
    Ok(())
}

type Pairs = Vec<(String, Term)>;

fn nodes(store: &Store, graph: GraphNameRef<'_>) -> Result<BTreeMap<String, Pairs>, ExportError> {
    let mut found: BTreeMap<String, Pairs> = BTreeMap::new();
    for quad in store.quads_for_pattern(None, None, None, Some(graph)) {
        let quad = quad?;
        let subject = match quad.subject {
            NamedOrBlankNode::NamedNode(node) => node.into_string(),
            NamedOrBlankNode::BlankNode(node) => node.to_string(),
        };
        found
            .entry(subject)
            .or_default()
            .push((quad.predicate.into_string(), quad.object));
    }
    for pairs in found.values_mut() {
        pairs.sort_by_cached_key(|(property, value)| (property.clone(), value.to_string()));
    }
    Ok(found)
}

/// A node as JSON. Inside `parent` the link back to it is left out: its place says it.
fn object(iri: &str, pairs: &Pairs, parent: Option<&str>) -> Value {
    let mut map = Map::new();
    map.insert("@id".to_owned(), Value::String(compact(iri)));
    let mut values: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    let mut types = Vec::new();
    for (property, value) in pairs {
        if property == terms::TYPE.as_str()
            && let Term::NamedNode(class) = value
        {
            types.push(Value::String(term_name(class.as_str())));
        } else if parent.is_some()
            && property == terms::DESCRIBES_EVENT.as_str()
            && matches!(value, Term::NamedNode(node) if Some(node.as_str()) == parent)
        {
        } else {
            values
                .entry(term_name(property))
                .or_default()
                .push(json_value(value));
        }
    }
    if !types.is_empty() {
        map.insert("@type".to_owned(), Value::Array(types));
    }
    for (property, mut several) in values {
        let value = if several.len() == 1 {
            several.remove(0)
        } else {
            Value::Array(several)
        };
        map.insert(property, value);
    }
    Value::Object(map)
}

/// A property or class as the context names it: a bare word of the ontology, else with its prefix.
fn term_name(iri: &str) -> String {
    match iri.strip_prefix(terms::CHY) {
        Some(name) if name.chars().all(|c| c.is_ascii_alphanumeric()) => name.to_owned(),
        _ => compact(iri),
    }
}

/// An IRI by its prefix where the rest is plain, which no escape is needed for in JSON-LD.
fn compact(iri: &str) -> String {
    for (prefix, namespace) in terms::PREFIXES {
        if let Some(rest) = iri.strip_prefix(namespace)
            && !rest.is_empty()
            && !rest.starts_with("//")
        {
            return format!("{prefix}:{rest}");
        }
    }
    iri.to_owned()
}

fn json_value(term: &Term) -> Value {
    match term {
        Term::NamedNode(node) => json!({"@id": compact(node.as_str())}),
        Term::BlankNode(node) => json!({"@id": node.to_string()}),
        Term::Literal(literal) => {
            let value = literal.value();
            match (literal.language(), literal.datatype().as_str()) {
                (Some(language), _) => json!({"@value": value, "@language": language}),
                (None, "http://www.w3.org/2001/XMLSchema#string") => {
                    Value::String(value.to_owned())
                }
                (None, "http://www.w3.org/2001/XMLSchema#boolean")
                    if value == "true" || value == "false" =>
                {
                    Value::Bool(value == "true")
                }
                (None, datatype) => json!({"@value": value, "@type": compact(datatype)}),
            }
        }
        Term::Triple(triple) => Value::String(triple.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::write;
    use crate::export::view::tests::fixture;
    use serde_json::Value;

    #[test]
    fn claims_stand_inside_their_event() {
        let mut out = Vec::new();
        write(&fixture(), &mut out).expect("written");
        let document: Value = serde_json::from_slice(&out).expect("JSON");
        let graph = document
            .get("@graph")
            .and_then(Value::as_array)
            .expect("a graph");
        let visit = graph
            .iter()
            .find(|node| {
                node.get("@id").and_then(Value::as_str)
                    == Some("id:event/visit-ama-owusu-togo-2024-05")
            })
            .expect("the visit");
        assert_eq!(
            visit.get("claims").and_then(Value::as_array).map(Vec::len),
            Some(2)
        );
        assert_eq!(
            visit.pointer("/actor/@id").and_then(Value::as_str),
            Some("id:ama-owusu")
        );
    }
}
