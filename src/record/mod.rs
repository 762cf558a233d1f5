//! The graph read back as values: entities, claims, passages. What queries and exports look up, one item at a time, so
//! that memory doesn't grow with the graph.
//!
//! This module reads the store and never writes to it.

mod lookup;
pub mod terms;

pub use lookup::{Candidate, LookupError, find_entity};

use crate::{extraction::Factuality, schema::Schema, text::PartialDate};
use oxigraph::{
    model::{NamedNode, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Term, TermRef},
    store::{StorageError, Store},
};
use std::{collections::BTreeSet, sync::LazyLock};

/// One statement of the graph with all that is said of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// The statement's node.
    pub statement: NamedNode,
    /// Who or what it is about.
    pub subject: NamedNode,
    /// The relation.
    pub predicate: NamedNode,
    /// To whom or what.
    pub object: Term,
    /// How surely it is told.
    pub factuality: Factuality,
    /// Who says it, where it isn't the reporter.
    pub attributed_to: Vec<Term>,
    /// The extractor's confidence, above 0 up to 1.
    pub confidence: Option<f64>,
    /// The frame that matched.
    pub rule: Option<String>,
    /// From when it holds.
    pub start: Option<PartialDate>,
    /// Until when it holds.
    pub end: Option<PartialDate>,
    /// Told as over.
    pub ended: bool,
    /// Held for the time being only.
    pub acting: bool,
    /// The event that it is a shortcut for.
    pub event: Option<NamedNode>,
    /// Statements that cannot hold together with it.
    pub contradicts: Vec<NamedNode>,
    /// The passages it was read from.
    pub passages: Vec<NamedNode>,
}

/// A sentence that something was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Its node.
    pub iri: NamedNode,
    /// The sentence.
    pub text: String,
    /// First code point in the document's text.
    pub begin: Option<u64>,
    /// Code point after the last.
    pub end: Option<u64>,
    /// The document.
    pub document: Option<NamedNode>,
}

/// An article, as the graph knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// Its node, and the name of the graph that holds its passages.
    pub iri: NamedNode,
    /// Headline.
    pub headline: Option<String>,
    /// Date of publication.
    pub published: Option<PartialDate>,
    /// Publisher.
    pub publisher: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
}

impl Article {
    /// "Headline, Publisher, 4 Sep 2025", of what is known; else the last part of its IRI.
    pub fn citation(&self) -> String {
        let date = self.published.map(in_words);
        let parts: Vec<&str> = [&self.headline, &self.publisher, &date]
            .into_iter()
            .filter_map(|part| part.as_deref())
            .collect();
        if parts.is_empty() {
            last_part(self.iri.as_str()).to_owned()
        } else {
            parts.join(", ")
        }
    }
}

/// "4 Sep 2025", "Sep 2025" or "2025".
pub fn in_words(date: PartialDate) -> String {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let month = date
        .month_number()
        .and_then(|m| MONTHS.get(usize::from(m).wrapping_sub(1)));
    let year = date.year_number();
    match (date.day_number(), month) {
        (Some(day), Some(month)) => format!("{day} {month} {year}"),
        (_, Some(month)) => format!("{month} {year}"),
        _ => year.to_string(),
    }
}

/// What follows the last `/` or `#` of an IRI.
pub fn last_part(iri: &str) -> &str {
    iri.trim_end_matches(['/', '#'])
        .rsplit(['/', '#'])
        .next()
        .unwrap_or(iri)
}

/// The words of a property: its label in the ontology, else in the graph, else the last part of its IRI.
///
/// # Errors
/// When the store cannot be read.
pub fn property_label(store: &Store, property: NamedNodeRef<'_>) -> Result<String, StorageError> {
    let builtin = terms::local_name(property.as_str())
        .and_then(|name| schema()?.property(name))
        .map(|found| found.label.clone())
        .filter(|label| !label.is_empty());
    match builtin {
        Some(label) => Ok(label),
        None => label(store, property),
    }
}

/// The ontology that the program was built with; `None` only if that were broken, which a test excludes.
pub fn schema() -> Option<&'static Schema> {
    static SCHEMA: LazyLock<Option<Schema>> = LazyLock::new(|| Schema::builtin().ok());
    SCHEMA.as_ref()
}

/// All values of a property of a node in the default graph, sorted.
///
/// # Errors
/// When the store cannot be read.
pub fn values(
    store: &Store,
    node: NamedNodeRef<'_>,
    property: NamedNodeRef<'_>,
) -> Result<Vec<Term>, StorageError> {
    in_any_graph(store, node, property)
}

fn in_any_graph(
    store: &Store,
    node: NamedNodeRef<'_>,
    property: NamedNodeRef<'_>,
) -> Result<Vec<Term>, StorageError> {
    let mut found = store
        .quads_for_pattern(Some(node.into()), Some(property), None, None)
        .map(|quad| quad.map(|quad| quad.object))
        .collect::<Result<Vec<_>, _>>()?;
    found.sort_by_cached_key(ToString::to_string);
    found.dedup();
    Ok(found)
}

/// The nodes that have a value of a property, sorted, in any graph.
///
/// # Errors
/// When the store cannot be read.
pub fn subjects(
    store: &Store,
    property: NamedNodeRef<'_>,
    value: TermRef<'_>,
) -> Result<Vec<NamedNode>, StorageError> {
    let mut found = BTreeSet::new();
    for quad in store.quads_for_pattern(None, Some(property), Some(value), None) {
        if let NamedOrBlankNode::NamedNode(node) = quad?.subject {
            found.insert(node.into_string());
        }
    }
    Ok(found.into_iter().map(NamedNode::new_unchecked).collect())
}

/// The first value of a property, as text: a literal's words or an IRI.
fn text(
    store: &Store,
    node: NamedNodeRef<'_>,
    property: NamedNodeRef<'_>,
) -> Result<Option<String>, StorageError> {
    Ok(in_any_graph(store, node, property)?
        .into_iter()
        .next()
        .map(plain))
}

/// A literal's words, or an IRI.
pub fn plain(term: Term) -> String {
    match term {
        Term::NamedNode(node) => node.into_string(),
        Term::BlankNode(node) => node.into_string(),
        Term::Literal(literal) => literal.destruct().0,
        Term::Triple(triple) => triple.to_string(),
    }
}

fn nodes(
    store: &Store,
    node: NamedNodeRef<'_>,
    property: NamedNodeRef<'_>,
) -> Result<Vec<NamedNode>, StorageError> {
    Ok(in_any_graph(store, node, property)?
        .into_iter()
        .filter_map(|term| match term {
            Term::NamedNode(node) => Some(node),
            _ => None,
        })
        .collect())
}

fn date(
    store: &Store,
    node: NamedNodeRef<'_>,
    property: NamedNodeRef<'_>,
) -> Result<Option<PartialDate>, StorageError> {
    Ok(text(store, node, property)?.and_then(|text| text.get(..10).unwrap_or(&text).parse().ok()))
}

/// The start and end of an event or a statement.
///
/// # Errors
/// When the store cannot be read.
pub fn dates(
    store: &Store,
    node: NamedNodeRef<'_>,
) -> Result<(Option<PartialDate>, Option<PartialDate>), StorageError> {
    Ok((
        date(store, node, terms::START_DATE)?,
        date(store, node, terms::END_DATE)?,
    ))
}

/// The name of an entity, event or property: its label, else the last part of its IRI in words.
///
/// # Errors
/// When the store cannot be read.
pub fn label(store: &Store, node: NamedNodeRef<'_>) -> Result<String, StorageError> {
    Ok(match text(store, node, terms::LABEL)? {
        Some(label) if !label.trim().is_empty() => label,
        _ => last_part(node.as_str()).replace('-', " "),
    })
}

/// A term as a reader wants to see it: the label of a node, the words of a literal.
///
/// # Errors
/// When the store cannot be read.
pub fn term_label(store: &Store, term: &Term) -> Result<String, StorageError> {
    match term {
        Term::NamedNode(node) => label(store, node.as_ref()),
        other => Ok(plain(other.clone())),
    }
}

/// All statements, in the order of their IRIs.
///
/// # Errors
/// When the store cannot be read.
pub fn statements(store: &Store) -> Result<Vec<NamedNode>, StorageError> {
    subjects(store, terms::TYPE, terms::STATEMENT.into())
}

/// All documents, in the order of their IRIs.
///
/// # Errors
/// When the store cannot be read.
pub fn documents(store: &Store) -> Result<Vec<NamedNode>, StorageError> {
    subjects(store, terms::TYPE, terms::DOCUMENT.into())
}

/// The statements whose subject or object is a node, in the order of their IRIs.
///
/// # Errors
/// When the store cannot be read.
pub fn statements_about(
    store: &Store,
    node: NamedNodeRef<'_>,
) -> Result<Vec<NamedNode>, StorageError> {
    let mut found = subjects(store, terms::SUBJECT, node.into())?;
    found.extend(subjects(store, terms::OBJECT, node.into())?);
    found.sort_by(|a, b| a.as_str().cmp(b.as_str()));
    found.dedup();
    Ok(found)
}

/// A statement with all that is said of it; `None` where its subject, predicate or object is missing.
///
/// # Errors
/// When the store cannot be read.
pub fn claim(store: &Store, statement: NamedNodeRef<'_>) -> Result<Option<Claim>, StorageError> {
    let first = |property| -> Result<Option<Term>, StorageError> {
        Ok(in_any_graph(store, statement, property)?.into_iter().next())
    };
    let flag = |property| -> Result<bool, StorageError> {
        Ok(first(property)?.is_some_and(|term| matches!(plain(term).as_str(), "true" | "1")))
    };
    let (Some(Term::NamedNode(subject)), Some(Term::NamedNode(predicate)), Some(object)) = (
        first(terms::SUBJECT)?,
        first(terms::PREDICATE)?,
        first(terms::OBJECT)?,
    ) else {
        return Ok(None);
    };
    let factuality = match first(terms::FACTUALITY)? {
        Some(Term::NamedNode(node)) => {
            terms::local_name(node.as_str()).and_then(|name| name.parse().ok())
        }
        _ => None,
    };
    let (start, end) = dates(store, statement)?;
    Ok(Some(Claim {
        statement: statement.into_owned(),
        subject,
        predicate,
        object,
        // A statement that doesn't say how sure it is must not pass for a fact.
        factuality: factuality.unwrap_or(Factuality::Possible),
        attributed_to: in_any_graph(store, statement, terms::ATTRIBUTED_TO)?,
        confidence: first(terms::CONFIDENCE)?.and_then(|term| plain(term).parse().ok()),
        rule: first(terms::RULE)?.map(plain),
        start,
        end,
        ended: flag(terms::ENDED)?,
        acting: flag(terms::ACTING)?,
        event: nodes(store, statement, terms::DESCRIBES_EVENT)?
            .into_iter()
            .next(),
        contradicts: nodes(store, statement, terms::CONTRADICTS)?,
        passages: nodes(store, statement, terms::DERIVED_FROM)?,
    }))
}

/// The claims of several statements, in their order.
///
/// # Errors
/// When the store cannot be read.
pub fn claims(store: &Store, statements: &[NamedNode]) -> Result<Vec<Claim>, StorageError> {
    statements
        .iter()
        .filter_map(|statement| claim(store, statement.as_ref()).transpose())
        .collect()
}

/// A passage.
///
/// # Errors
/// When the store cannot be read.
pub fn passage(store: &Store, iri: NamedNodeRef<'_>) -> Result<Passage, StorageError> {
    let number = |property| -> Result<Option<u64>, StorageError> {
        Ok(text(store, iri, property)?.and_then(|text| text.parse().ok()))
    };
    Ok(Passage {
        iri: iri.into_owned(),
        text: text(store, iri, terms::TEXT)?.unwrap_or_default(),
        begin: number(terms::BEGIN_INDEX)?,
        end: number(terms::END_INDEX)?,
        document: nodes(store, iri, terms::IS_PART_OF)?.into_iter().next(),
    })
}

/// An article.
///
/// # Errors
/// When the store cannot be read.
pub fn article(store: &Store, iri: NamedNodeRef<'_>) -> Result<Article, StorageError> {
    Ok(Article {
        iri: iri.into_owned(),
        headline: text(store, iri, terms::HEADLINE)?,
        published: date(store, iri, terms::DATE_PUBLISHED)?,
        publisher: text(store, iri, terms::PUBLISHER)?,
        url: text(store, iri, terms::URL)?,
    })
}

/// The classes of a node, by local name, sorted.
///
/// # Errors
/// When the store cannot be read.
pub fn classes(store: &Store, node: NamedNodeRef<'_>) -> Result<Vec<String>, StorageError> {
    Ok(nodes(store, node, terms::TYPE)?
        .iter()
        .filter_map(|class| terms::local_name(class.as_str()).map(str::to_owned))
        .collect())
}

/// The passages that tell of an event: those that say so, and those of the statements that describe it.
///
/// # Errors
/// When the store cannot be read.
pub fn passages_of_event(
    store: &Store,
    event: NamedNodeRef<'_>,
) -> Result<Vec<NamedNode>, StorageError> {
    let mut found = subjects(store, terms::TELLS, event.into())?;
    found.extend(nodes(store, event, terms::DERIVED_FROM)?);
    for statement in subjects(store, terms::DESCRIBES_EVENT, event.into())? {
        found.extend(nodes(store, statement.as_ref(), terms::DERIVED_FROM)?);
    }
    found.sort_by(|a, b| a.as_str().cmp(b.as_str()));
    found.dedup();
    Ok(found)
}

/// Whether a triple is stated as a fact.
///
/// # Errors
/// When the store cannot be read.
pub fn is_fact(
    store: &Store,
    subject: NamedNodeRef<'_>,
    predicate: NamedNodeRef<'_>,
    object: TermRef<'_>,
) -> Result<bool, StorageError> {
    let subject: NamedOrBlankNodeRef<'_> = subject.into();
    store.contains(oxigraph::model::QuadRef::new(
        subject,
        predicate,
        object,
        oxigraph::model::GraphNameRef::DefaultGraph,
    ))
}
