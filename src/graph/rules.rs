//! Rules as SPARQL CONSTRUCT queries under `ontology/rules/`: one triple follows from a pattern.

use super::{GraphError, terms};
use crate::text::DataError;
use oxigraph::{
    model::{GraphName, NamedNode, NamedOrBlankNode, Quad, Term, Triple},
    sparql::{QueryResults, SparqlEvaluator, Variable},
    store::Store,
};

/// The rules that the program carries: name and text of each.
const BUILTIN: [(&str, &str); 5] = [
    ("leader", include_str!("../../ontology/rules/leader.rq")),
    (
        "led-at-the-date",
        include_str!("../../ontology/rules/led-at-the-date.rq"),
    ),
    (
        "located-event",
        include_str!("../../ontology/rules/located-event.rq"),
    ),
    (
        "office-holder",
        include_str!("../../ontology/rules/office-holder.rq"),
    ),
    (
        "visited-country",
        include_str!("../../ontology/rules/visited-country.rq"),
    ),
];

/// A rule.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    /// What it says, in words: the comment that its file opens with.
    pub(super) words: String,
    /// The whole query, prefixes declared.
    query: String,
    /// The triple that follows.
    head: [String; 3],
    /// The patterns that it follows from, filters left out.
    body: Vec<[String; 3]>,
    /// The text of the pattern, filters included.
    pattern: String,
}

/// The rules that the program carries.
pub(super) fn builtin() -> Result<Vec<Rule>, DataError> {
    BUILTIN
        .iter()
        .map(|(name, text)| parse(&format!("rules/{name}.rq"), text))
        .collect()
}

fn declarations() -> String {
    let mut out = String::new();
    for (prefix, namespace) in terms::PREFIXES {
        out.extend(["PREFIX ", prefix, ": <", namespace, ">\n"]);
    }
    out
}

/// Reads a rule: a comment that says it in words, then `CONSTRUCT { one triple } WHERE { patterns }`.
pub(super) fn parse(file: &str, text: &str) -> Result<Rule, DataError> {
    let fault = |message: &str| DataError::new(file, 0, message);
    let words: Vec<&str> = text
        .lines()
        .take_while(|l| l.starts_with('#'))
        .map(|l| l.trim_start_matches('#').trim())
        .collect();
    if words.is_empty() {
        return Err(fault("a rule opens with a comment that says it in words"));
    }
    let query = format!("{}{text}", declarations());
    let _valid = SparqlEvaluator::new()
        .parse_query(&query)
        .map_err(|e| fault(&format!("no valid SPARQL: {e}")))?;
    let code: String = text
        .lines()
        .filter(|l| !l.trim_start().starts_with('#'))
        .collect::<Vec<_>>()
        .join("\n");
    let (head, pattern) = code
        .split_once("WHERE")
        .ok_or_else(|| fault("expected CONSTRUCT { one triple } WHERE { patterns }"))?;
    let inner = |s: &str| -> Option<String> {
        let (start, end) = (s.find('{')?, s.rfind('}')?);
        s.get(start + 1..end).map(str::to_owned)
    };
    let head = inner(head)
        .and_then(|h| patterns(&h).pop())
        .ok_or_else(|| fault("expected one triple after CONSTRUCT"))?;
    let pattern = inner(pattern).ok_or_else(|| fault("expected patterns after WHERE"))?;
    Ok(Rule {
        words: words.join(" "),
        query,
        head,
        body: patterns(&pattern),
        pattern,
    })
}

/// The triple patterns of a group, a line each; lines that are none (filters) are left out.
fn patterns(group: &str) -> Vec<[String; 3]> {
    group
        .lines()
        .filter_map(|line| {
            let words: Vec<&str> = line
                .trim()
                .trim_end_matches('.')
                .split_whitespace()
                .collect();
            match words.as_slice() {
                [s, p, o] if s.starts_with('?') => Some([*s, *p, *o].map(str::to_owned)),
                _ => None,
            }
        })
        .collect()
}

impl Rule {
    /// Everything that follows by the rule from a store's graphs taken together.
    pub(super) fn follow(&self, store: &Store) -> Result<Vec<Triple>, GraphError> {
        let mut query = SparqlEvaluator::new()
            .parse_query(&self.query)
            .map_err(|e| DataError::new("rules", 0, e.to_string()))?;
        query.dataset_mut().set_default_graph_as_union();
        match query.on_store(store).execute()? {
            QueryResults::Graph(triples) => Ok(triples.collect::<Result<_, _>>()?),
            _ => Ok(Vec::new()),
        }
    }

    /// The triples from which `triple` follows by the rule in a store, if it does.
    pub(super) fn premises(
        &self,
        store: &Store,
        triple: &Triple,
    ) -> Result<Option<Vec<Triple>>, GraphError> {
        let parts: [Term; 3] = [
            triple.subject.clone().into(),
            triple.predicate.clone().into(),
            triple.object.clone(),
        ];
        let mut known: Vec<(Variable, Term)> = Vec::new();
        for (pattern, term) in self.head.iter().zip(parts) {
            match pattern.strip_prefix('?').map(Variable::new) {
                Some(Ok(variable)) => known.push((variable, term)),
                _ if expand(pattern).map(Term::from).as_ref() == Some(&term) => {}
                _ => return Ok(None),
            }
        }
        let text = format!(
            "{}SELECT * WHERE {{ {} }} LIMIT 1",
            declarations(),
            self.pattern
        );
        let mut query = SparqlEvaluator::new()
            .parse_query(&text)
            .map_err(|e| DataError::new("rules", 0, e.to_string()))?;
        query.dataset_mut().set_default_graph_as_union();
        for (variable, term) in &known {
            query = query.substitute_variable(variable.clone(), term.clone());
        }
        let QueryResults::Solutions(mut solutions) = query.on_store(store).execute()? else {
            return Ok(None);
        };
        let Some(solution) = solutions.next().transpose()? else {
            return Ok(None);
        };
        let value = |pattern: &str| -> Option<Term> {
            match pattern.strip_prefix('?') {
                Some(name) => solution.get(name).cloned().or_else(|| {
                    known
                        .iter()
                        .find(|(v, _)| v.as_str() == name)
                        .map(|(_, t)| t.clone())
                }),
                None => expand(pattern).map(Term::from),
            }
        };
        Ok(Some(
            self.body
                .iter()
                .filter_map(|[s, p, o]| {
                    let subject = match value(s)? {
                        Term::NamedNode(n) => NamedOrBlankNode::from(n),
                        Term::BlankNode(b) => b.into(),
                        _ => return None,
                    };
                    Some(Triple::new(subject, expand(p)?, value(o)?))
                })
                .collect(),
        ))
    }
}

/// A term of a rule in full.
fn expand(term: &str) -> Option<NamedNode> {
    if term == "a" {
        return Some(oxigraph::model::vocab::rdf::TYPE.into_owned());
    }
    let (prefix, local) = term.split_once(':')?;
    terms::PREFIXES
        .iter()
        .find(|(p, _)| *p == prefix)
        .map(|(_, namespace)| NamedNode::new_unchecked(format!("{namespace}{local}")))
}

/// A triple in the default graph.
pub(super) fn quad(triple: &Triple) -> Quad {
    Quad::new(
        triple.subject.clone(),
        triple.predicate.clone(),
        triple.object.clone(),
        GraphName::DefaultGraph,
    )
}
