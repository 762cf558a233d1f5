//! What the graph says about an entity, and the sentences that say so.

use super::{QueryError, format::nodes};
use crate::{
    extraction::Factuality,
    record::{self, Claim, terms},
};
use oxigraph::{
    model::{NamedNode, NamedNodeRef, Term},
    store::{StorageError, Store},
};
use std::{
    collections::BTreeSet,
    io::{self, Write},
};

/// So many sentences are shown below a row of a table.
const SENTENCES_A_ROW: usize = 3;

/// A claim in words, with its sentences.
#[derive(Clone, Debug, PartialEq)]
pub struct Explained {
    /// The claim.
    pub claim: Claim,
    /// "Ama Owusu — met with — Kodjo Agbeko".
    pub words: String,
    /// "planned; said by officials in Accra; 3 May 2024": all that qualifies it.
    pub qualifiers: Vec<String>,
    /// Each sentence with its citation.
    pub sentences: Vec<(String, String)>,
    /// Statements that cannot hold together with it, in words.
    pub against: Vec<String>,
}

/// The claims about an entity, narrowed to a property (by local name, label words or IRI) and to another entity;
/// facts first, then by date.
///
/// # Errors
/// When the store cannot be read, or `property` is none that the graph uses of the entity.
pub fn explain(
    store: &Store,
    entity: NamedNodeRef<'_>,
    property: Option<&str>,
    other: Option<NamedNodeRef<'_>>,
) -> Result<Vec<Explained>, QueryError> {
    let mut claims = record::claims(store, &record::statements_about(store, entity)?)?;
    if let Some(property) = property {
        let mut known = BTreeSet::new();
        let mut kept = Vec::new();
        for claim in claims {
            let words = record::property_label(store, claim.predicate.as_ref())?;
            let local = record::last_part(claim.predicate.as_str()).to_owned();
            if local == property
                || claim.predicate.as_str() == property
                || fold(&words) == fold(property)
                || terms::expand(property).is_some_and(|iri| iri == claim.predicate)
            {
                kept.push(claim);
            } else {
                known.insert(local);
            }
        }
        if kept.is_empty() {
            return Err(QueryError::BadArgument {
                name: "PROPERTY".to_owned(),
                value: property.to_owned(),
                expected: format!("one that the graph uses of this entity: {}", join(known)),
            });
        }
        claims = kept;
    }
    if let Some(other) = other {
        claims.retain(|claim| {
            claim.subject.as_ref() == other
                || matches!(&claim.object, Term::NamedNode(node) if node.as_ref() == other)
        });
    }
    claims.sort_by(|a, b| {
        (a.factuality, a.start, a.statement.as_str()).cmp(&(
            b.factuality,
            b.start,
            b.statement.as_str(),
        ))
    });
    claims
        .into_iter()
        .map(|claim| Ok(explained(store, claim)?))
        .collect()
}

fn join(names: BTreeSet<String>) -> String {
    names.into_iter().collect::<Vec<_>>().join(", ")
}

fn fold(words: &str) -> String {
    words.to_lowercase().replace(['-', '_'], " ")
}

fn words(store: &Store, claim: &Claim) -> Result<String, StorageError> {
    Ok(format!(
        "{} — {} — {}",
        record::label(store, claim.subject.as_ref())?,
        record::property_label(store, claim.predicate.as_ref())?,
        record::term_label(store, &claim.object)?
    ))
}

fn explained(store: &Store, claim: Claim) -> Result<Explained, StorageError> {
    let mut qualifiers = Vec::new();
    if claim.factuality != Factuality::Fact {
        qualifiers.push(claim.factuality.as_str().to_lowercase());
    }
    for source in &claim.attributed_to {
        qualifiers.push(format!("said by {}", record::term_label(store, source)?));
    }
    match (claim.start, claim.end) {
        (Some(start), Some(end)) if start == end => qualifiers.push(record::in_words(start)),
        (Some(start), Some(end)) => qualifiers.push(format!(
            "{} to {}",
            record::in_words(start),
            record::in_words(end)
        )),
        (Some(start), None) => qualifiers.push(format!("from {}", record::in_words(start))),
        (None, Some(end)) => qualifiers.push(format!("until {}", record::in_words(end))),
        (None, None) => {}
    }
    if claim.ended {
        qualifiers.push("no longer so".to_owned());
    }
    if claim.acting {
        qualifiers.push("acting".to_owned());
    }
    let against = record::claims(store, &claim.contradicts)?
        .iter()
        .map(|other| {
            Ok(format!(
                "{} ({})",
                words(store, other)?,
                other.factuality.as_str().to_lowercase()
            ))
        })
        .collect::<Result<_, StorageError>>()?;
    Ok(Explained {
        words: words(store, &claim)?,
        qualifiers,
        sentences: sentences(store, &claim.passages)?,
        against,
        claim,
    })
}

fn sentences(store: &Store, passages: &[NamedNode]) -> Result<Vec<(String, String)>, StorageError> {
    passages
        .iter()
        .map(|passage| {
            let passage = record::passage(store, passage.as_ref())?;
            let citation = match &passage.document {
                Some(document) => record::article(store, document.as_ref())?.citation(),
                None => String::new(),
            };
            Ok((passage.text, citation))
        })
        .collect()
}

/// Writes claims with their sentences below them.
///
/// # Errors
/// What the writer says.
pub fn write(claims: &[Explained], out: &mut impl Write) -> io::Result<()> {
    for (at, claim) in claims.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        write!(out, "{}", claim.words)?;
        if !claim.qualifiers.is_empty() {
            write!(out, " ({})", claim.qualifiers.join("; "))?;
        }
        writeln!(out)?;
        for (sentence, citation) in &claim.sentences {
            writeln!(out, "  “{}”", sentence.trim())?;
            writeln!(out, "    {citation}")?;
        }
        for against in &claim.against {
            writeln!(out, "  contradicted by: {against}")?;
        }
    }
    Ok(())
}

/// The sentences behind a row of an answer: those of its statements, of its events, and of the statements that join
/// the entities of the row.
pub(super) fn sentences_behind(
    store: &Store,
    row: &[Option<Term>],
) -> Result<Vec<String>, StorageError> {
    let nodes = nodes(row);
    let mut passages: Vec<NamedNode> = Vec::new();
    for node in &nodes {
        let kinds = record::classes(store, node.as_ref())?;
        if kinds.iter().any(|kind| kind == "Statement") {
            passages.extend(
                record::claim(store, node.as_ref())?
                    .map(|claim| claim.passages)
                    .unwrap_or_default(),
            );
        } else if kinds.iter().any(|kind| kind == "Passage") {
            passages.push(node.clone());
        }
    }
    if passages.is_empty() {
        for node in &nodes {
            for statement in record::subjects(store, terms::SUBJECT, node.as_ref().into())? {
                if let Some(claim) = record::claim(store, statement.as_ref())?
                    && matches!(&claim.object, Term::NamedNode(object) if object != node && nodes.contains(object))
                {
                    passages.extend(claim.passages);
                }
            }
        }
    }
    if passages.is_empty() {
        for node in &nodes {
            passages.extend(record::passages_of_event(store, node.as_ref())?);
        }
    }
    let mut seen = BTreeSet::new();
    passages.retain(|passage| seen.insert(passage.as_str().to_owned()));
    passages.truncate(SENTENCES_A_ROW);
    Ok(sentences(store, &passages)?
        .into_iter()
        .map(|(sentence, citation)| format!("“{}” {citation}", sentence.trim()))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::{explain, write};
    use crate::{query::tests::fixture, record::find_entity};

    #[test]
    fn claims_come_with_sentences_sources_and_contradictions() {
        let store = fixture();
        let sena = find_entity(&store, "sena houngbo").expect("known");
        let found = explain(&store, sena.as_ref(), Some("attended"), None).expect("explained");
        assert_eq!(found.len(), 2);
        let mut out = Vec::new();
        write(&found, &mut out).expect("written");
        let text = String::from_utf8(out).expect("UTF-8");
        assert!(
            text.contains("Sena Houngbo — attended — Volta summit, May 2024 (planned)"),
            "{text}"
        );
        assert!(text.contains("“Houngbo did not attend."), "{text}");
        assert!(
            text.contains("Owusu meets Agbeko in Lomé, The Example Gazette, 5 May 2024"),
            "{text}"
        );
        assert!(
            text.contains(
                "contradicted by: Sena Houngbo — attended — Volta summit, May 2024 (denied)"
            ),
            "{text}"
        );
        assert!(explain(&store, sena.as_ref(), Some("invaded"), None).is_err());
    }

    #[test]
    fn names_are_looked_up_with_tolerance_and_ambiguity_is_told() {
        let store = fixture();
        for name in [
            "Lomé",
            "lome",
            "Q3792",
            "id:lome",
            "https://w3id.org/chancery/id/lome",
        ] {
            assert!(
                find_entity(&store, name).is_ok_and(|iri| iri.as_str().ends_with("/lome")),
                "{name}"
            );
        }
        let several = find_entity(&store, "Owusu")
            .expect_err("two people")
            .to_string();
        assert!(
            several.contains("Ama Owusu") && several.contains("Esi Owusu"),
            "{several}"
        );
        let near = find_entity(&store, "Agbek")
            .expect_err("no such name")
            .to_string();
        assert!(near.contains("Kodjo Agbeko"), "{near}");
    }
}
