//! The IRIs that the graph is written with.

use crate::schema::{NAMESPACE, SCHEMA_ORG};
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, Term, vocab::xsd};

/// Base IRI of resources, unless a build is told another.
pub const BASE: &str = "https://w3id.org/chancery/id/";
/// The named graph of what follows from the facts by rules.
pub const INFERRED: &str = "https://w3id.org/chancery/ontology#inferred";
/// The named graph of what the gazetteer knows of the entities met: where cities lie, who led what when.
pub const KNOWLEDGE: &str = "https://w3id.org/chancery/ontology#knowledge";

/// Prefixes of the files that a build writes, `id:` left out because its namespace depends on the base.
pub(super) const PREFIXES: [(&str, &str); 10] = [
    ("chy", NAMESPACE),
    ("nif", NIF),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("schema", SCHEMA_ORG),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("wd", "http://www.wikidata.org/entity/"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

const NIF: &str = "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#";

pub(super) const SAME_AS: NamedNodeRef<'_> = iri("http://www.w3.org/2002/07/owl#sameAs");
pub(super) const ALT_LABEL: NamedNodeRef<'_> = iri("http://www.w3.org/2004/02/skos/core#altLabel");
pub(super) const DERIVED_FROM: NamedNodeRef<'_> = iri("http://www.w3.org/ns/prov#wasDerivedFrom");
pub(super) const BEGIN_INDEX: NamedNodeRef<'_> =
    iri("http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#beginIndex");
pub(super) const END_INDEX: NamedNodeRef<'_> =
    iri("http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#endIndex");
pub(super) const TEXT: NamedNodeRef<'_> = iri("https://schema.org/text");
pub(super) const IS_PART_OF: NamedNodeRef<'_> = iri("https://schema.org/isPartOf");
pub(super) const HEADLINE: NamedNodeRef<'_> = iri("https://schema.org/headline");
pub(super) const DATE_PUBLISHED: NamedNodeRef<'_> = iri("https://schema.org/datePublished");
pub(super) const PUBLISHER: NamedNodeRef<'_> = iri("https://schema.org/publisher");
pub(super) const URL: NamedNodeRef<'_> = iri("https://schema.org/url");
pub(super) const IDENTIFIER: NamedNodeRef<'_> = iri("https://schema.org/identifier");
pub(super) const START_DATE: NamedNodeRef<'_> = iri("https://schema.org/startDate");
pub(super) const END_DATE: NamedNodeRef<'_> = iri("https://schema.org/endDate");

const fn iri(text: &str) -> NamedNodeRef<'_> {
    NamedNodeRef::new_unchecked(text)
}

/// A term of the ontology.
pub(super) fn chy(local: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{NAMESPACE}{local}"))
}

/// A property by the local name that the schema knows it by.
pub(super) fn property(schema: &crate::schema::Schema, local: &str) -> NamedNode {
    schema
        .property(local)
        .map_or_else(|| chy(local), |p| NamedNode::new_unchecked(p.iri.clone()))
}

/// An English text.
pub(super) fn english(text: &str) -> Term {
    Literal::new_language_tagged_literal_unchecked(text, "en").into()
}

/// A plain text.
pub(super) fn text(text: &str) -> Term {
    Literal::new_simple_literal(text).into()
}

/// A whole number.
pub(super) fn integer(value: u32) -> Term {
    Literal::new_typed_literal(value.to_string(), xsd::INTEGER).into()
}

/// True.
pub(super) fn yes() -> Term {
    Literal::new_typed_literal("true", xsd::BOOLEAN).into()
}

/// A confidence: two places after the point, above 0 and at most 1.
pub(super) fn confidence(value: f32) -> Term {
    let value = if value.is_finite() { value } else { 1.0 };
    let digits = format!("{:.2}", value.clamp(0.01, 1.0));
    // The canonical form, which is what a store gives back: files and exports then agree to the byte.
    let digits = digits.trim_end_matches('0').trim_end_matches('.');
    Literal::new_typed_literal(digits, xsd::DECIMAL).into()
}

/// A date, typed as exact as it is.
pub(super) fn date(date: crate::text::PartialDate) -> Term {
    let datatype = match (date.month_number(), date.day_number()) {
        (None, _) => xsd::G_YEAR,
        (Some(_), None) => xsd::G_YEAR_MONTH,
        (Some(_), Some(_)) => xsd::DATE,
    };
    Literal::new_typed_literal(date.to_string(), datatype).into()
}
