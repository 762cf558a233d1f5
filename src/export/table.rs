//! Tables: one row a claim with all that is said of it, for spreadsheets and data frames.

use super::ExportError;
use crate::{
    record::{self, terms},
    text::PartialDate,
};
use oxigraph::{model::Term, store::Store};
use std::io::Write;

const COLUMNS: [&str; 25] = [
    "statement",
    "subject",
    "subject_label",
    "subject_wikidata",
    "property",
    "object",
    "object_label",
    "object_wikidata",
    "factuality",
    "fact",
    "attributed_to",
    "start",
    "end",
    "ended",
    "acting",
    "confidence",
    "rule",
    "event",
    "contradicts",
    "passage",
    "sentence",
    "document",
    "headline",
    "published",
    "publisher",
];

/// Writes a row for each statement and passage, in the order of the statements' IRIs. Cells that a spreadsheet would
/// take for a formula are preceded by an apostrophe.
pub(super) fn write(store: &Store, out: &mut dyn Write) -> Result<(), ExportError> {
    write!(out, "{}\r\n", COLUMNS.join(","))?;
    let date = |date: Option<PartialDate>| date.map(|d| d.to_string()).unwrap_or_default();
    let item = |term: &Term| -> Result<String, ExportError> {
        let Term::NamedNode(node) = term else {
            return Ok(String::new());
        };
        let found = record::values(store, node.as_ref(), terms::SAME_AS)?
            .into_iter()
            .next()
            .map(record::plain);
        Ok(found
            .and_then(|iri| iri.strip_prefix(terms::WIKIDATA).map(str::to_owned))
            .unwrap_or_default())
    };
    for statement in record::statements(store)? {
        let Some(claim) = record::claim(store, statement.as_ref())? else {
            continue;
        };
        let sources: Vec<String> = claim
            .attributed_to
            .iter()
            .map(|source| record::term_label(store, source))
            .collect::<Result<_, _>>()?;
        let is_fact = record::is_fact(
            store,
            claim.subject.as_ref(),
            claim.predicate.as_ref(),
            claim.object.as_ref(),
        )?;
        let contradicts: Vec<&str> = claim
            .contradicts
            .iter()
            .map(oxigraph::model::NamedNode::as_str)
            .collect();
        let subject = Term::from(claim.subject.clone());
        let head = [
            claim.statement.as_str().to_owned(),
            claim.subject.as_str().to_owned(),
            record::label(store, claim.subject.as_ref())?,
            item(&subject)?,
            terms::local_name(claim.predicate.as_str())
                .unwrap_or(claim.predicate.as_str())
                .to_owned(),
            record::plain(claim.object.clone()),
            record::term_label(store, &claim.object)?,
            item(&claim.object)?,
            claim.factuality.as_str().to_owned(),
            is_fact.to_string(),
            sources.join("; "),
            date(claim.start),
            date(claim.end),
            claim.ended.to_string(),
            claim.acting.to_string(),
            claim.confidence.map(|c| c.to_string()).unwrap_or_default(),
            claim.rule.clone().unwrap_or_default(),
            claim
                .event
                .as_ref()
                .map(|event| event.as_str().to_owned())
                .unwrap_or_default(),
            contradicts.join(" "),
        ];
        let mut tails = Vec::new();
        for passage in &claim.passages {
            let passage = record::passage(store, passage.as_ref())?;
            let article = passage
                .document
                .as_ref()
                .map(|document| record::article(store, document.as_ref()))
                .transpose()?;
            let of = |pick: fn(&record::Article) -> Option<String>| {
                article.as_ref().and_then(pick).unwrap_or_default()
            };
            tails.push([
                passage.iri.as_str().to_owned(),
                passage.text.clone(),
                of(|a| Some(a.iri.as_str().to_owned())),
                of(|a| a.headline.clone()),
                of(|a| a.published.map(|d| d.to_string())),
                of(|a| a.publisher.clone()),
            ]);
        }
        if tails.is_empty() {
            tails.push(Default::default());
        }
        for tail in tails {
            let cells: Vec<String> = head.iter().chain(&tail).map(|cell| quoted(cell)).collect();
            write!(out, "{}\r\n", cells.join(","))?;
        }
    }
    Ok(())
}

/// A cell of CSV (RFC 4180), harmless to spreadsheets.
pub(super) fn quoted(cell: &str) -> String {
    let guarded =
        if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err() {
            format!("'{cell}")
        } else {
            cell.to_owned()
        };
    if guarded.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", guarded.replace('"', "\"\""))
    } else {
        guarded
    }
}

#[cfg(test)]
mod tests {
    use super::{COLUMNS, quoted, write};
    use crate::export::view::tests::fixture;

    #[test]
    fn every_claim_has_its_row() {
        let mut out = Vec::new();
        write(&fixture(), &mut out).expect("written");
        let text = String::from_utf8(out).expect("UTF-8");
        // One statement was read from two passages.
        assert_eq!(text.matches("\r\n").count(), 1 + 22 + 1);
        assert!(text.starts_with(&COLUMNS.join(",")));
        assert!(
            text.contains(",Unlikely,false,officials in Accra,2024-05,"),
            "{text}"
        );
        assert!(text.contains(",Fact,true,"));
    }

    #[test]
    fn formulas_are_guarded() {
        assert_eq!(quoted("=1+1"), "'=1+1");
        assert_eq!(quoted("-1.5"), "-1.5");
        assert_eq!(quoted("a \"b\", c"), "\"a \"\"b\"\", c\"");
    }
}
