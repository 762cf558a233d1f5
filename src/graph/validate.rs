//! Does a graph have the shapes that `ontology/shapes.ttl` asks for: the core of SHACL that the shapes use, with a
//! report in words.
//!
//! Understood are targets by class, subjects and objects of a property; property paths of one step, forward or inverse;
//! and the constraints `minCount`, `maxCount`, `datatype`, `class`, `nodeKind`, `in`, `pattern`-free value ranges
//! (`minInclusive`, `maxInclusive`, `minExclusive`, `maxExclusive`), `minLength`, `uniqueLang` and `or` over datatypes
//! and classes. A shape that uses anything else doesn't load: a constraint that is silently skipped proves nothing.

use super::{GraphError, terms};
use crate::text::DataError;
use oxigraph::{
    io::{RdfFormat, RdfParser},
    model::{NamedNode, NamedOrBlankNode, Term, TermRef, vocab::rdf},
    store::{StorageError, Store},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// The shapes that the program carries.
pub const SHAPES: &str = include_str!("../../ontology/shapes.ttl");
const SH: &str = "http://www.w3.org/ns/shacl#";

/// A breach of a shape.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// Whether the graph is wrong (else it is only unusual).
    pub severe: bool,
    /// The node.
    pub focus: String,
    /// The property, shortened by its prefix.
    pub path: String,
    /// The value, where one is at fault.
    pub value: Option<String>,
    /// What is asked for.
    pub message: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.severe { "violation" } else { "warning" };
        write!(f, "{kind}: {} {}: {}", self.focus, self.path, self.message)?;
        match &self.value {
            Some(value) => write!(f, " (found {value})"),
            None => Ok(()),
        }
    }
}

/// What validation found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Breaches, the severe first, sorted.
    pub violations: Vec<Violation>,
    /// Nodes looked at.
    pub nodes: usize,
    /// Shapes looked for.
    pub shapes: usize,
}

impl Report {
    /// Whether no shape is broken; what is only unusual doesn't count.
    pub fn conforms(&self) -> bool {
        !self.violations.iter().any(|v| v.severe)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for violation in &self.violations {
            writeln!(f, "{violation}")?;
        }
        let severe = self.violations.iter().filter(|v| v.severe).count();
        let verdict = if severe == 0 {
            "conforms"
        } else {
            "does not conform"
        };
        writeln!(
            f,
            "The graph {verdict}: {severe} violations and {} warnings in {} nodes by {} shapes.",
            self.violations.len() - severe,
            self.nodes,
            self.shapes
        )
    }
}

#[derive(Debug)]
struct Shape {
    targets: Vec<Target>,
    properties: Vec<PropertyShape>,
}

#[derive(Debug)]
enum Target {
    Class(NamedNode),
    SubjectsOf(NamedNode),
    ObjectsOf(NamedNode),
}

#[derive(Debug)]
struct PropertyShape {
    /// `None` for a constraint on the node itself.
    path: Option<NamedNode>,
    inverse: bool,
    severe: bool,
    message: Option<String>,
    constraints: Vec<Constraint>,
}

#[derive(Debug)]
enum Constraint {
    MinCount(usize),
    MaxCount(usize),
    UniqueLang,
    Value(Check),
}

/// What a single value must be.
#[derive(Debug)]
enum Check {
    Datatype(NamedNode),
    Class(NamedNode),
    NodeKind(String),
    In(Vec<Term>),
    MinLength(usize),
    Range(&'static str, f64),
    Or(Vec<Check>),
}

/// Validates a store, all its graphs taken together, against shapes in Turtle.
///
/// # Errors
/// When the shapes are malformed or use what isn't understood, or the store cannot be read.
pub fn validate(store: &Store, file: &str, shapes: &str) -> Result<Report, GraphError> {
    let shapes = load(file, shapes)?;
    let mut report = Report {
        shapes: shapes.len(),
        ..Report::default()
    };
    let mut nodes = BTreeSet::new();
    let mut found = BTreeSet::new();
    for shape in &shapes {
        for focus in targets(store, shape)? {
            nodes.insert(focus.to_string());
            for property in &shape.properties {
                check(store, &focus, property, &mut found)?;
            }
        }
    }
    report.nodes = nodes.len();
    report.violations = found.into_iter().collect();
    report
        .violations
        .sort_by(|a, b| (!a.severe, a).cmp(&(!b.severe, b)));
    Ok(report)
}

fn targets(store: &Store, shape: &Shape) -> Result<Vec<Term>, StorageError> {
    let mut all = BTreeMap::new();
    for target in &shape.targets {
        let (predicate, object, subjects) = match target {
            Target::Class(class) => (rdf::TYPE, Some(TermRef::from(class.as_ref())), true),
            Target::SubjectsOf(p) => (p.as_ref(), None, true),
            Target::ObjectsOf(p) => (p.as_ref(), None, false),
        };
        for quad in store.quads_for_pattern(None, Some(predicate), object, None) {
            let quad = quad?;
            let node = if subjects {
                quad.subject.into()
            } else {
                quad.object
            };
            all.insert(node.to_string(), node);
        }
    }
    Ok(all.into_values().collect())
}

fn check(
    store: &Store,
    focus: &Term,
    property: &PropertyShape,
    found: &mut BTreeSet<Violation>,
) -> Result<(), StorageError> {
    let values = values(store, focus, property)?;
    let mut report = |value: Option<&Term>, asked: String| {
        found.insert(Violation {
            severe: property.severe,
            focus: words(focus),
            path: property.path.as_ref().map_or_else(String::new, |p| {
                let arrow = if property.inverse { "^" } else { "" };
                format!("{arrow}{}", short(p.as_str()))
            }),
            value: value.map(words),
            message: property.message.clone().unwrap_or(asked),
        });
    };
    for constraint in &property.constraints {
        match constraint {
            Constraint::MinCount(n) if values.len() < *n => {
                report(None, format!("needs at least {n}, has {}", values.len()));
            }
            Constraint::MaxCount(n) if values.len() > *n => {
                report(None, format!("may have at most {n}, has {}", values.len()));
            }
            Constraint::UniqueLang => {
                let mut languages = BTreeSet::new();
                for value in &values {
                    if let Term::Literal(l) = value
                        && let Some(language) = l.language()
                        && !languages.insert(language.to_owned())
                    {
                        report(
                            Some(value),
                            format!("has two values in language {language}"),
                        );
                    }
                }
            }
            Constraint::Value(asked) => {
                for value in &values {
                    if !holds(store, value, asked)? {
                        report(Some(value), format!("must be {asked}"));
                    }
                }
            }
            Constraint::MinCount(_) | Constraint::MaxCount(_) => {}
        }
    }
    Ok(())
}

fn values(
    store: &Store,
    focus: &Term,
    property: &PropertyShape,
) -> Result<Vec<Term>, StorageError> {
    let Some(path) = &property.path else {
        return Ok(vec![focus.clone()]);
    };
    let mut all = BTreeMap::new();
    let node: Option<NamedOrBlankNode> = match focus {
        Term::NamedNode(n) => Some(n.clone().into()),
        Term::BlankNode(b) => Some(b.clone().into()),
        _ => None,
    };
    if property.inverse {
        for quad in store.quads_for_pattern(None, Some(path.as_ref()), Some(focus.as_ref()), None) {
            let value = Term::from(quad?.subject);
            all.insert(value.to_string(), value);
        }
    } else if let Some(node) = node {
        for quad in store.quads_for_pattern(Some(node.as_ref()), Some(path.as_ref()), None, None) {
            let value = quad?.object;
            all.insert(value.to_string(), value);
        }
    }
    Ok(all.into_values().collect())
}

fn holds(store: &Store, value: &Term, asked: &Check) -> Result<bool, StorageError> {
    Ok(match asked {
        Check::Datatype(datatype) => {
            matches!(value, Term::Literal(l) if l.datatype() == datatype.as_ref() && valid(l.value(), datatype))
        }
        Check::Class(class) => {
            let node: Option<NamedOrBlankNode> = match value {
                Term::NamedNode(n) => Some(n.clone().into()),
                Term::BlankNode(b) => Some(b.clone().into()),
                _ => None,
            };
            match node {
                Some(node) => store
                    .quads_for_pattern(
                        Some(node.as_ref()),
                        Some(rdf::TYPE),
                        Some(class.as_ref().into()),
                        None,
                    )
                    .next()
                    .transpose()?
                    .is_some(),
                None => false,
            }
        }
        Check::NodeKind(kind) => match value {
            Term::NamedNode(_) => kind.contains("IRI"),
            Term::BlankNode(_) => kind.contains("BlankNode"),
            _ => kind.contains("Literal"),
        },
        Check::In(list) => list.contains(value),
        Check::MinLength(n) => match value {
            Term::Literal(l) => l.value().chars().count() >= *n,
            other => other.to_string().chars().count() >= *n,
        },
        Check::Range(kind, bound) => match value {
            Term::Literal(l) => l.value().parse::<f64>().is_ok_and(|v| match *kind {
                "minInclusive" => v >= *bound,
                "minExclusive" => v > *bound,
                "maxInclusive" => v <= *bound,
                _ => v < *bound,
            }),
            _ => false,
        },
        Check::Or(any) => {
            for one in any {
                if holds(store, value, one)? {
                    return Ok(true);
                }
            }
            false
        }
    })
}

/// Whether a literal is written as its datatype asks, as far as the vocabulary's datatypes go.
fn valid(value: &str, datatype: &NamedNode) -> bool {
    match short(datatype.as_str()).as_str() {
        "xsd:date" | "xsd:gYearMonth" | "xsd:gYear" => {
            value.parse::<crate::text::PartialDate>().is_ok()
        }
        "xsd:integer" => value.parse::<i64>().is_ok(),
        "xsd:decimal" => value.parse::<f64>().is_ok(),
        "xsd:boolean" => matches!(value, "true" | "false"),
        _ => true,
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Datatype(d) => write!(f, "a literal of type {}", short(d.as_str())),
            Self::Class(c) => write!(f, "a {}", short(c.as_str())),
            Self::NodeKind(kind) => write!(f, "of kind {kind}"),
            Self::In(list) => {
                let all: Vec<String> = list.iter().map(words).collect();
                write!(f, "one of {}", all.join(", "))
            }
            Self::MinLength(n) => write!(f, "at least {n} characters long"),
            Self::Range(kind, bound) => write!(f, "{kind} {bound}"),
            Self::Or(any) => {
                let all: Vec<String> = any.iter().map(ToString::to_string).collect();
                f.write_str(&all.join(" or "))
            }
        }
    }
}

fn words(term: &Term) -> String {
    match term {
        Term::NamedNode(n) => short(n.as_str()),
        other => other.to_string(),
    }
}

fn short(iri: &str) -> String {
    terms::PREFIXES
        .iter()
        .copied()
        .chain([("id", terms::BASE)])
        .find_map(|(prefix, namespace)| Some(format!("{prefix}:{}", iri.strip_prefix(namespace)?)))
        .unwrap_or_else(|| format!("<{iri}>"))
}

/// The shapes' own triples.
struct Source {
    triples: BTreeMap<String, Vec<(NamedNode, Term)>>,
    file: String,
}

impl Source {
    fn of(&self, node: &str) -> &[(NamedNode, Term)] {
        self.triples.get(node).map_or(&[], Vec::as_slice)
    }

    fn one(&self, node: &str, predicate: &str) -> Option<&Term> {
        self.of(node)
            .iter()
            .find(|(p, _)| p.as_str() == predicate)
            .map(|(_, o)| o)
    }

    fn list(&self, head: &Term) -> Vec<Term> {
        const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
        let mut items = Vec::new();
        let mut at = head.to_string();
        for _ in 0..=self.triples.len() {
            let Some(first) = self.one(&at, &format!("{RDF}first")) else {
                break;
            };
            items.push(first.clone());
            match self.one(&at, &format!("{RDF}rest")) {
                Some(rest) => at = rest.to_string(),
                None => break,
            }
        }
        items
    }

    fn fault(&self, message: String) -> GraphError {
        DataError::new(self.file.clone(), 0, message).into()
    }
}

fn load(file: &str, text: &str) -> Result<Vec<Shape>, GraphError> {
    let mut source = Source {
        triples: BTreeMap::new(),
        file: file.to_owned(),
    };
    let parser = RdfParser::from_format(RdfFormat::Turtle);
    for quad in parser.for_slice(text.as_bytes()) {
        let quad = quad.map_err(|e| GraphError::Syntax {
            file: file.to_owned(),
            source: e.into(),
        })?;
        source
            .triples
            .entry(quad.subject.to_string())
            .or_default()
            .push((quad.predicate, quad.object));
    }
    let mut shapes = Vec::new();
    for (node, facts) in &source.triples {
        let is_shape = facts.iter().any(|(p, o)| {
            p.as_ref() == rdf::TYPE
                && matches!(o, Term::NamedNode(n) if n.as_str() == format!("{SH}NodeShape"))
        });
        if is_shape {
            shapes.push(node_shape(&source, node, facts)?);
        }
    }
    Ok(shapes)
}

fn node_shape(
    source: &Source,
    node: &str,
    facts: &[(NamedNode, Term)],
) -> Result<Shape, GraphError> {
    let mut shape = Shape {
        targets: Vec::new(),
        properties: Vec::new(),
    };
    for (predicate, object) in facts {
        let Some(name) = predicate.as_str().strip_prefix(SH) else {
            continue;
        };
        match (name, object) {
            ("targetClass", Term::NamedNode(n)) => shape.targets.push(Target::Class(n.clone())),
            ("targetSubjectsOf", Term::NamedNode(n)) => {
                shape.targets.push(Target::SubjectsOf(n.clone()));
            }
            ("targetObjectsOf", Term::NamedNode(n)) => {
                shape.targets.push(Target::ObjectsOf(n.clone()));
            }
            ("property", object) => {
                shape
                    .properties
                    .push(property_shape(source, &object.to_string())?);
            }
            ("message" | "severity" | "name" | "description", _) => {}
            ("or" | "nodeKind" | "class" | "in", _) => {}
            (other, _) => return Err(source.fault(format!("{node}: sh:{other} is not understood"))),
        }
    }
    // Constraints on the node itself.
    let own = property_shape(source, node)?;
    if !own.constraints.is_empty() {
        shape.properties.push(own);
    }
    Ok(shape)
}

fn property_shape(source: &Source, node: &str) -> Result<PropertyShape, GraphError> {
    let mut shape = PropertyShape {
        path: None,
        inverse: false,
        severe: true,
        message: None,
        constraints: Vec::new(),
    };
    for (predicate, object) in source.of(node) {
        let Some(name) = predicate.as_str().strip_prefix(SH) else {
            continue;
        };
        match name {
            "path" => match object {
                Term::NamedNode(n) => shape.path = Some(n.clone()),
                other => {
                    let inverse = source.one(&other.to_string(), &format!("{SH}inversePath"));
                    let Some(Term::NamedNode(n)) = inverse else {
                        return Err(source.fault(format!(
                            "{node}: only one step and its inverse are understood as path"
                        )));
                    };
                    shape.path = Some(n.clone());
                    shape.inverse = true;
                }
            },
            "severity" => {
                shape.severe =
                    matches!(object, Term::NamedNode(n) if n.as_str() == format!("{SH}Violation"));
            }
            "message" => {
                if let Term::Literal(l) = object {
                    shape.message = Some(l.value().to_owned());
                }
            }
            "minCount" | "maxCount" => {
                let n = number(source, node, object)? as usize;
                shape.constraints.push(if name == "minCount" {
                    Constraint::MinCount(n)
                } else {
                    Constraint::MaxCount(n)
                });
            }
            "uniqueLang" => shape.constraints.push(Constraint::UniqueLang),
            "targetClass" | "targetSubjectsOf" | "targetObjectsOf" | "property" | "name"
            | "description" => {}
            _ => shape
                .constraints
                .push(Constraint::Value(value_check(source, node, name, object)?)),
        }
    }
    Ok(shape)
}

fn value_check(
    source: &Source,
    node: &str,
    name: &str,
    object: &Term,
) -> Result<Check, GraphError> {
    Ok(match (name, object) {
        ("datatype", Term::NamedNode(n)) => Check::Datatype(n.clone()),
        ("class", Term::NamedNode(n)) => Check::Class(n.clone()),
        ("nodeKind", Term::NamedNode(n)) => {
            Check::NodeKind(n.as_str().strip_prefix(SH).unwrap_or_default().to_owned())
        }
        ("in", list) => Check::In(source.list(list)),
        ("minLength", n) => Check::MinLength(number(source, node, n)? as usize),
        ("minInclusive", n) => Check::Range("minInclusive", number(source, node, n)?),
        ("minExclusive", n) => Check::Range("minExclusive", number(source, node, n)?),
        ("maxInclusive", n) => Check::Range("maxInclusive", number(source, node, n)?),
        ("maxExclusive", n) => Check::Range("maxExclusive", number(source, node, n)?),
        ("or", list) => {
            let mut any = Vec::new();
            for item in source.list(list) {
                for (predicate, object) in source.of(&item.to_string()) {
                    if let Some(name) = predicate.as_str().strip_prefix(SH) {
                        any.push(value_check(source, node, name, object)?);
                    }
                }
            }
            Check::Or(any)
        }
        (other, _) => return Err(source.fault(format!("{node}: sh:{other} is not understood"))),
    })
}

fn number(source: &Source, node: &str, term: &Term) -> Result<f64, GraphError> {
    match term {
        Term::Literal(l) => l
            .value()
            .parse()
            .map_err(|_| source.fault(format!("{node}: `{}` is no number", l.value()))),
        other => Err(source.fault(format!("{node}: {other} is no number"))),
    }
}

#[cfg(test)]
mod tests {
    use super::{SHAPES, validate};
    use crate::graph::load;
    use oxigraph::{io::RdfFormat, store::Store};

    fn store(turtle: &str) -> Store {
        let store = Store::new().expect("a store");
        let head = "@prefix chy: <https://w3id.org/chancery/ontology#> . @prefix id: <https://w3id.org/chancery/id/> .
            @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
            @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix schema: <https://schema.org/> .
            @prefix prov: <http://www.w3.org/ns/prov#> .\n";
        store
            .load_from_slice(RdfFormat::Turtle, format!("{head}{turtle}").as_bytes())
            .expect("turtle");
        store
    }

    const GOOD: &str = "id:a a chy:Person ; rdfs:label \"A\"@en ; chy:mentionCount 1 ; chy:documentCount 1 .
        id:b a chy:Country ; rdfs:label \"B\"@en ; chy:mentionCount 1 ; chy:documentCount 1 .
        id:p a chy:Passage ; schema:text \"A leads B.\" ; schema:isPartOf id:d .
        id:s a chy:Statement ; rdf:subject id:a ; rdf:predicate chy:leads ; rdf:object id:b ; chy:factuality chy:Fact ;
          chy:confidence 0.9 ; prov:wasDerivedFrom id:p ; chy:independentSources 1 .";

    #[test]
    fn a_statement_needs_its_parts_and_its_passage() {
        let whole = validate(&store(GOOD), "shapes.ttl", SHAPES).expect("validates");
        let about = |r: &super::Report| r.violations.iter().filter(|v| v.focus == "id:s").count();
        assert_eq!(about(&whole), 0, "{whole}");
        for (from, to) in [
            ("chy:factuality chy:Fact", "chy:factuality chy:Person"),
            ("chy:confidence 0.9", "chy:confidence 1.9"),
            ("chy:confidence 0.9", "chy:confidence \"high\""),
            ("prov:wasDerivedFrom id:p ; ", ""),
            ("rdf:object id:b ; ", ""),
        ] {
            let report =
                validate(&store(&GOOD.replace(from, to)), "shapes.ttl", SHAPES).expect("validates");
            assert!(
                about(&report) > 0 && !report.conforms(),
                "{from} → {to}: {report}"
            );
        }
    }

    #[test]
    fn what_is_not_understood_does_not_load() {
        let empty = load(b"").expect("a store");
        let shape =
            "@prefix sh: <http://www.w3.org/ns/shacl#> . [] a sh:NodeShape ; sh:targetClass sh:X ;
            sh:property [ sh:path sh:y ; sh:equals sh:z ] .";
        let fault = validate(&empty, "odd.ttl", shape).expect_err("a fault");
        assert!(fault.to_string().contains("sh:equals"), "{fault}");
    }
}
