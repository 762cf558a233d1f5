use super::{Class, NAMESPACE, Property, SCHEMA_ORG, Schema, taxonomy::Taxonomy};
use crate::text::DataError;
use indexmap::IndexMap;
use oxigraph::{
    io::{RdfFormat, RdfParseError, RdfParser},
    model::{NamedNode, NamedOrBlankNode, Term, Triple},
};
use std::collections::BTreeMap;

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const RDFS: &str = "http://www.w3.org/2000/01/rdf-schema#";
const OWL: &str = "http://www.w3.org/2002/07/owl#";

/// Triples by subject, in the order of the files.
type BySubject = IndexMap<NamedOrBlankNode, Vec<(NamedNode, Term)>>;

/// See [`Schema::parse`].
pub(super) fn parse(files: &[(&str, &str)]) -> Result<Schema, DataError> {
    let mut subjects = BySubject::new();
    let mut origin = BTreeMap::new();
    for (file, text) in files {
        for triple in triples(file, text)? {
            origin
                .entry(triple.subject.to_string())
                .or_insert_with(|| (*file).to_owned());
            subjects
                .entry(triple.subject)
                .or_default()
                .push((triple.predicate, triple.object));
        }
    }
    let fault = |subject: &NamedOrBlankNode, message: String| {
        let file = origin.get(&subject.to_string()).cloned();
        DataError::new(file.unwrap_or_default(), 0, message)
    };

    let mut classes = IndexMap::new();
    let mut properties = IndexMap::new();
    for (subject, facts) in &subjects {
        let NamedOrBlankNode::NamedNode(node) = subject else {
            continue;
        };
        let Some(name) = local_name(node) else {
            continue;
        };
        let facts = Facts {
            facts,
            all: &subjects,
        };
        let class = facts.has_type(OWL, "Class");
        let property = facts.has_type(RDF, "Property");
        if !class && !property {
            continue;
        }
        for part in ["label", "comment"] {
            if facts.text(RDFS, part).is_none_or(|t| t.trim().is_empty()) {
                return Err(fault(subject, format!("`{name}` has no rdfs:{part}")));
            }
        }
        if class {
            classes.insert(name.to_owned(), read_class(node, &facts));
        } else {
            properties.insert(name.to_owned(), read_property(node, &facts));
        }
    }
    check(&classes, &properties)
        .map_err(|(name, message)| fault(&subject_of(&subjects, &name), message))?;
    let (class_order, property_order) = order(&classes, &properties).map_err(|name| {
        let message = format!("`{name}` stands above itself");
        fault(&subject_of(&subjects, &name), message)
    })?;
    Ok(Schema {
        classes,
        properties,
        class_order,
        property_order,
    })
}

fn triples(file: &str, text: &str) -> Result<Vec<Triple>, DataError> {
    RdfParser::from_format(RdfFormat::Turtle)
        .for_slice(text.as_bytes())
        .map(|quad| quad.map(Triple::from))
        .collect::<Result<_, _>>()
        .map_err(|error| syntax_fault(file, &RdfParseError::Syntax(error)))
}

fn syntax_fault(file: &str, error: &RdfParseError) -> DataError {
    let line = match error {
        RdfParseError::Syntax(syntax) => syntax.location().map_or(0, |at| at.start.line as u32 + 1),
        RdfParseError::Io(_) => 0,
    };
    DataError::new(file, line, format!("no valid Turtle: {error}"))
}

/// The name that frames use for a term: the part after `#`, or the name at schema.org.
fn local_name(node: &NamedNode) -> Option<&str> {
    let iri = node.as_str();
    iri.strip_prefix(NAMESPACE)
        .or_else(|| iri.strip_prefix(SCHEMA_ORG))
        .filter(|name| !name.is_empty())
}

fn subject_of(subjects: &BySubject, name: &str) -> NamedOrBlankNode {
    subjects
        .keys()
        .find(|s| matches!(s, NamedOrBlankNode::NamedNode(n) if local_name(n) == Some(name)))
        .cloned()
        .unwrap_or_else(|| NamedNode::new_unchecked(NAMESPACE).into())
}

/// What the files say of one term.
struct Facts<'a> {
    facts: &'a [(NamedNode, Term)],
    all: &'a BySubject,
}

impl<'a> Facts<'a> {
    fn values(&self, namespace: &str, name: &str) -> impl Iterator<Item = &'a Term> {
        let iri = format!("{namespace}{name}");
        self.facts
            .iter()
            .filter(move |(p, _)| p.as_str() == iri)
            .map(|(_, o)| o)
    }

    fn has_type(&self, namespace: &str, name: &str) -> bool {
        let iri = format!("{namespace}{name}");
        self.values(RDF, "type")
            .any(|t| matches!(t, Term::NamedNode(n) if n.as_str() == iri))
    }

    fn text(&self, namespace: &str, name: &str) -> Option<String> {
        self.values(namespace, name).find_map(|t| match t {
            Term::Literal(l) => Some(l.value().to_owned()),
            _ => None,
        })
    }

    /// Local names of the terms given, those of other vocabularies left out, unions opened.
    fn names(&self, namespace: &str, name: &str) -> Vec<String> {
        self.values(namespace, name)
            .flat_map(|term| match term {
                Term::NamedNode(n) => local_name(n).map(str::to_owned).into_iter().collect(),
                Term::BlankNode(b) => self.union(&b.clone().into()),
                _ => Vec::new(),
            })
            .collect()
    }

    /// The members of an `owl:unionOf` list.
    fn union(&self, node: &NamedOrBlankNode) -> Vec<String> {
        let value = |node: &NamedOrBlankNode, namespace: &str, name: &str| {
            let facts = self.all.get(node)?;
            Facts {
                facts,
                all: self.all,
            }
            .values(namespace, name)
            .next()
        };
        let mut names = Vec::new();
        let mut next = value(node, OWL, "unionOf");
        // A list that runs in a circle would never end: no list is longer than there are nodes.
        for _ in 0..=self.all.len() {
            let Some(Term::BlankNode(list)) = next else {
                break;
            };
            let list = NamedOrBlankNode::from(list.clone());
            if let Some(Term::NamedNode(n)) = value(&list, RDF, "first") {
                names.extend(local_name(n).map(str::to_owned));
            }
            next = value(&list, RDF, "rest");
        }
        names
    }
}

fn read_class(node: &NamedNode, facts: &Facts<'_>) -> Class {
    Class {
        iri: node.as_str().to_owned(),
        label: facts.text(RDFS, "label").unwrap_or_default(),
        comment: facts.text(RDFS, "comment").unwrap_or_default(),
        parents: facts.names(RDFS, "subClassOf"),
        plover_code: facts.text(NAMESPACE, "ploverCode"),
        plover_mode: facts.text(NAMESPACE, "ploverMode"),
        shortcut: facts.names(NAMESPACE, "shortcut").pop(),
        preposition: facts.text(NAMESPACE, "preposition"),
        merge_window_days: facts
            .text(NAMESPACE, "mergeWindowDays")
            .and_then(|t| t.parse().ok()),
    }
}

fn read_property(node: &NamedNode, facts: &Facts<'_>) -> Property {
    Property {
        iri: node.as_str().to_owned(),
        label: facts.text(RDFS, "label").unwrap_or_default(),
        comment: facts.text(RDFS, "comment").unwrap_or_default(),
        parents: facts.names(RDFS, "subPropertyOf"),
        domain: facts.names(RDFS, "domain"),
        range: facts.names(RDFS, "range"),
        inverse: facts.names(OWL, "inverseOf").pop(),
        symmetric: facts.has_type(OWL, "SymmetricProperty"),
        transitive: facts.has_type(OWL, "TransitiveProperty"),
        functional: facts.has_type(OWL, "FunctionalProperty"),
        one_subject_at_a_time: facts.text(NAMESPACE, "oneSubjectAtATime").as_deref()
            == Some("true"),
        literal: facts.has_type(OWL, "DatatypeProperty"),
        annotation: facts.has_type(OWL, "AnnotationProperty"),
    }
}

/// Finds a term that names an undeclared one.
fn check(
    classes: &IndexMap<String, Class>,
    properties: &IndexMap<String, Property>,
) -> Result<(), (String, String)> {
    let missing = |name: &str, kind: &str, other: &str| {
        let message = format!("`{name}` names the {kind} `{other}`, which is not declared");
        Err((name.to_owned(), message))
    };
    for (name, class) in classes {
        if let Some(other) = class.parents.iter().find(|p| !classes.contains_key(*p)) {
            return missing(name, "class", other);
        }
        if let Some(other) = class.shortcut.iter().find(|p| !properties.contains_key(*p)) {
            return missing(name, "property", other);
        }
    }
    for (name, property) in properties {
        let above = property.parents.iter().chain(&property.inverse);
        if let Some(other) = above.into_iter().find(|p| !properties.contains_key(*p)) {
            return missing(name, "property", other);
        }
        let sides = property.domain.iter().chain(&property.range);
        if let Some(other) = sides.into_iter().find(|c| !classes.contains_key(*c)) {
            return missing(name, "class", other);
        }
    }
    Ok(())
}

fn order(
    classes: &IndexMap<String, Class>,
    properties: &IndexMap<String, Property>,
) -> Result<(Taxonomy, Taxonomy), String> {
    let edges = |parents: &mut dyn Iterator<Item = (usize, &[String])>,
                 index: &dyn Fn(&str) -> Option<usize>| {
        parents
            .flat_map(|(i, above)| above.iter().map(move |p| (i, p)))
            .filter_map(|(i, p)| index(p).map(|p| (i, p)))
            .collect::<Vec<_>>()
    };
    let class_edges = edges(
        &mut classes.values().map(|c| c.parents.as_slice()).enumerate(),
        &|name| classes.get_index_of(name),
    );
    let property_edges = edges(
        &mut properties
            .values()
            .map(|p| p.parents.as_slice())
            .enumerate(),
        &|name| properties.get_index_of(name),
    );
    let named = |name: Option<&String>| name.cloned().unwrap_or_default();
    Ok((
        Taxonomy::new(classes.len(), &class_edges)
            .map_err(|i| named(classes.get_index(i).map(|(n, _)| n)))?,
        Taxonomy::new(properties.len(), &property_edges)
            .map_err(|i| named(properties.get_index(i).map(|(n, _)| n)))?,
    ))
}
