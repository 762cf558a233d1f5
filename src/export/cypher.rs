//! Neo4j: one script in Cypher that makes the constraints, the nodes and a relationship for each claim, and can be run
//! again without doubling anything. For `cypher-shell -f graph.cypher`.

use super::ExportError;
use crate::{
    record::{self, terms},
    text::PartialDate,
};
use oxigraph::{
    model::{GraphNameRef, NamedNode, NamedOrBlankNode, Term},
    store::Store,
};
use std::{collections::BTreeMap, io::Write};

/// Rows of one statement.
const BATCH: usize = 500;

/// Writes entities and events as nodes with their classes as labels, claims as relationships with all that is said of
/// them, roles of events, articles and passages. Dates are texts as exact as the source, with the first and last day
/// that may be meant beside them.
pub(super) fn write(store: &Store, out: &mut dyn Write) -> Result<(), ExportError> {
    writeln!(
        out,
        "// The graph of chancery for Neo4j 5. Run it with: cypher-shell -f FILE"
    )?;
    for (name, label) in [
        ("entity_iri", "Resource"),
        ("passage_iri", "Passage"),
        ("document_iri", "Document"),
    ] {
        writeln!(
            out,
            "CREATE CONSTRAINT {name} IF NOT EXISTS FOR (n:{label}) REQUIRE n.iri IS UNIQUE;"
        )?;
    }
    write_nodes(store, out)?;
    write_articles(store, out)?;
    write_claims(store, out)?;
    write_roles(store, out)
}

/// The nodes of the default graph that have a class and are no statements, by IRI.
fn resources(store: &Store) -> Result<BTreeMap<String, Vec<String>>, ExportError> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
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
        {
            found
                .entry(node.into_string())
                .or_default()
                .push(name.to_owned());
        }
    }
    found.retain(|_, classes| {
        !classes
            .iter()
            .any(|class| ["Statement", "Passage", "Document"].contains(&class.as_str()))
    });
    for classes in found.values_mut() {
        classes.sort();
        classes.retain(|class| class.bytes().all(|b| b.is_ascii_alphanumeric()));
    }
    Ok(found)
}

fn write_nodes(store: &Store, out: &mut dyn Write) -> Result<(), ExportError> {
    let mut by_labels: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (iri, classes) in resources(store)? {
        let node = NamedNode::new_unchecked(iri);
        let (start, end) = record::dates(store, node.as_ref())?;
        let alternatives: Vec<String> = record::values(store, node.as_ref(), terms::ALT_LABEL)?
            .into_iter()
            .map(|term| text(&record::plain(term)))
            .collect();
        let mut row = Row::new(node.as_str());
        row.text("name", &record::label(store, node.as_ref())?);
        row.raw("also", &format!("[{}]", alternatives.join(", ")));
        if let Some(item) = record::values(store, node.as_ref(), terms::SAME_AS)?
            .into_iter()
            .next()
        {
            row.text("wikidata", record::last_part(&record::plain(item)));
        }
        if let Some(Term::NamedNode(told)) =
            record::values(store, node.as_ref(), terms::FACTUALITY)?.first()
        {
            row.text("factuality", record::last_part(told.as_str()));
        }
        row.dates(start, end);
        by_labels
            .entry(classes.join(":"))
            .or_default()
            .push(row.done());
    }
    for (labels, rows) in by_labels {
        let labels = if labels.is_empty() {
            "Resource".to_owned()
        } else {
            format!("Resource:{labels}")
        };
        let merge = format!("MERGE (n:Resource {{iri: row.iri}}) SET n:{labels} SET n += row");
        write_batches(&rows, &merge, out)?;
    }
    Ok(())
}

fn write_articles(store: &Store, out: &mut dyn Write) -> Result<(), ExportError> {
    let mut rows = Vec::new();
    for document in record::documents(store)? {
        let article = record::article(store, document.as_ref())?;
        let mut row = Row::new(document.as_str());
        for (name, value) in [
            ("headline", article.headline),
            ("publisher", article.publisher),
            ("url", article.url),
        ] {
            if let Some(value) = value {
                row.text(name, &value);
            }
        }
        if let Some(date) = article.published {
            row.text("published", &date.to_string());
        }
        rows.push(row.done());
    }
    write_batches(&rows, "MERGE (n:Document {iri: row.iri}) SET n += row", out)?;
    let mut rows = Vec::new();
    for passage in record::subjects(store, terms::TYPE, terms::PASSAGE.into())? {
        let passage = record::passage(store, passage.as_ref())?;
        let mut row = Row::new(passage.iri.as_str());
        row.text("text", &passage.text);
        if let Some(document) = passage.document {
            row.text("document", document.as_str());
        }
        rows.push(row.done());
    }
    let merge = "MERGE (n:Passage {iri: row.iri}) SET n.text = row.text WITH n, row MATCH (d:Document {iri: row.document}) \
                 MERGE (n)-[:IS_PART_OF]->(d)";
    write_batches(&rows, merge, out)
}

fn write_claims(store: &Store, out: &mut dyn Write) -> Result<(), ExportError> {
    let mut by_type: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for statement in record::statements(store)? {
        let Some(claim) = record::claim(store, statement.as_ref())? else {
            continue;
        };
        let Term::NamedNode(object) = &claim.object else {
            continue;
        };
        let sources: Vec<String> = claim
            .attributed_to
            .iter()
            .map(|source| Ok(text(&record::term_label(store, source)?)))
            .collect::<Result<_, ExportError>>()?;
        let passages: Vec<String> = claim
            .passages
            .iter()
            .map(|passage| text(passage.as_str()))
            .collect();
        let mut row = Row::new(claim.statement.as_str());
        row.text("from", claim.subject.as_str());
        row.text("to", object.as_str());
        row.text("property", claim.predicate.as_str());
        row.text("factuality", claim.factuality.as_str());
        let fact = record::is_fact(
            store,
            claim.subject.as_ref(),
            claim.predicate.as_ref(),
            claim.object.as_ref(),
        )?;
        row.raw("fact", &fact.to_string());
        row.raw("attributed_to", &format!("[{}]", sources.join(", ")));
        row.raw("passages", &format!("[{}]", passages.join(", ")));
        row.raw("ended", &claim.ended.to_string());
        row.raw("acting", &claim.acting.to_string());
        if let Some(confidence) = claim.confidence.filter(|c| c.is_finite()) {
            row.raw("confidence", &format!("{confidence:?}"));
        }
        if let Some(rule) = &claim.rule {
            row.text("rule", rule);
        }
        if let Some(event) = &claim.event {
            row.text("event", event.as_str());
        }
        row.dates(claim.start, claim.end);
        by_type
            .entry(relationship(claim.predicate.as_str()))
            .or_default()
            .push(row.done());
    }
    for (kind, rows) in by_type {
        // The statement's IRI keeps parallel claims apart.
        let merge = format!(
            "MATCH (a:Resource {{iri: row.from}}), (b:Resource {{iri: row.to}}) MERGE (a)-[r:{kind} {{iri: row.iri}}]->(b) SET r += row"
        );
        write_batches(&rows, &merge, out)?;
    }
    Ok(())
}

fn write_roles(store: &Store, out: &mut dyn Write) -> Result<(), ExportError> {
    let known = resources(store)?;
    for property in [
        terms::ACTOR,
        terms::RECIPIENT,
        terms::COMPANION,
        terms::LOCATION,
        terms::ORIGIN,
        terms::OCCASION,
        terms::SUB_EVENT_OF,
        terms::TOPIC,
    ] {
        let mut rows = Vec::new();
        for quad in
            store.quads_for_pattern(None, Some(property), None, Some(GraphNameRef::DefaultGraph))
        {
            let quad = quad?;
            if let (NamedOrBlankNode::NamedNode(event), Term::NamedNode(other)) =
                (quad.subject, quad.object)
                && known.contains_key(event.as_str())
                && known.contains_key(other.as_str())
            {
                rows.push(format!(
                    "{{from: {}, to: {}}}",
                    text(event.as_str()),
                    text(other.as_str())
                ));
            }
        }
        rows.sort();
        let merge = format!(
            "MATCH (a:Resource {{iri: row.from}}), (b:Resource {{iri: row.to}}) MERGE (a)-[:{}]->(b)",
            relationship(property.as_str())
        );
        write_batches(&rows, &merge, out)?;
    }
    let mut rows = Vec::new();
    for quad in store.quads_for_pattern(None, Some(terms::TELLS), None, None) {
        let quad = quad?;
        if let (NamedOrBlankNode::NamedNode(passage), Term::NamedNode(event)) =
            (quad.subject, quad.object)
        {
            rows.push(format!(
                "{{from: {}, to: {}}}",
                text(passage.as_str()),
                text(event.as_str())
            ));
        }
    }
    rows.sort();
    let merge =
        "MATCH (a:Passage {iri: row.from}), (b:Resource {iri: row.to}) MERGE (a)-[:TELLS]->(b)";
    write_batches(&rows, merge, out)
}

fn write_batches(rows: &[String], merge: &str, out: &mut dyn Write) -> Result<(), ExportError> {
    for batch in rows.chunks(BATCH) {
        writeln!(out, "UNWIND [")?;
        writeln!(out, "  {}", batch.join(",\n  "))?;
        writeln!(out, "] AS row {merge};")?;
    }
    Ok(())
}

/// `metWith` as `MET_WITH`; of an open relation its words.
fn relationship(property: &str) -> String {
    let mut out = String::new();
    for c in record::last_part(property).chars() {
        if c.is_ascii_uppercase() && out.ends_with(|c: char| c.is_ascii_alphanumeric()) {
            out.push('_');
        }
        out.push(if c.is_ascii_alphanumeric() {
            c.to_ascii_uppercase()
        } else {
            '_'
        });
    }
    if out.starts_with(|c: char| c.is_ascii_alphabetic()) {
        out
    } else {
        format!("REL_{out}")
    }
}

/// A text in quotes.
fn text(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 2);
    out.push('"');
    for c in value.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A map of Cypher in the making.
struct Row(String);

impl Row {
    fn new(iri: &str) -> Self {
        Self(format!("{{iri: {}", text(iri)))
    }

    fn text(&mut self, name: &str, value: &str) {
        self.raw(name, &text(value));
    }

    fn raw(&mut self, name: &str, value: &str) {
        self.0.push_str(", ");
        self.0.push_str(name);
        self.0.push_str(": ");
        self.0.push_str(value);
    }

    fn dates(&mut self, start: Option<PartialDate>, end: Option<PartialDate>) {
        if let Some(start) = start {
            self.text("start", &start.to_string());
            self.raw("start_day", &format!("date(\"{}\")", start.first_day()));
        }
        if let Some(end) = end {
            self.text("end", &end.to_string());
            self.raw("end_day", &format!("date(\"{}\")", end.last_day()));
        }
    }

    fn done(mut self) -> String {
        self.0.push('}');
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::{relationship, text, write};
    use crate::export::view::tests::fixture;

    #[test]
    fn every_claim_is_a_relationship_of_its_own() {
        let mut out = Vec::new();
        write(&fixture(), &mut out).expect("written");
        let script = String::from_utf8(out).expect("UTF-8");
        assert_eq!(
            script
                .matches("{iri: \"https://w3id.org/chancery/id/statement/")
                .count(),
            22
        );
        assert!(script.contains("[r:MET_WITH {iri: row.iri}]"), "{script}");
        assert!(
            script.contains("start: \"2024-05\", start_day: date(\"2024-05-01\")"),
            "{script}"
        );
        assert!(script.contains("SET n:Resource:Leader:Person"), "{script}");
    }

    #[test]
    fn names_and_texts_are_safe() {
        assert_eq!(
            relationship("https://w3id.org/chancery/ontology#rel/strengthen-tie-with"),
            "STRENGTHEN_TIE_WITH"
        );
        assert_eq!(text("a\"b\\\n\u{0}"), "\"a\\\"b\\\\\\n\"");
    }
}
