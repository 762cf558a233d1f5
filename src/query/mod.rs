//! Questions to the graph: SPARQL 1.1 and named queries, and their answers in every usual form.
//!
//! [`ask`] runs a query and [`Answer::write`] hands the answer on; [`named`] knows the queries that come with the
//! ontology. Nothing here writes to the store.

pub mod explain;
mod format;
pub mod named;
pub mod path;
pub mod stats;
mod table;

pub use format::{ResultFormat, Written};

use crate::record::{LookupError, terms};
use oxigraph::{
    model::{Term, Variable},
    sparql::{
        CancellationToken, QueryEvaluationError, QueryResults, SparqlEvaluator, SparqlSyntaxError,
    },
    store::{StorageError, Store},
};
use std::{
    sync::mpsc,
    time::{Duration, Instant},
};

/// How a query is run.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Give up after so long.
    pub timeout: Option<Duration>,
    /// Values for variables of the query, by name without `?`.
    pub bindings: Vec<(String, Term)>,
}

/// Why a question has no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum QueryError {
    /// The query is no SPARQL.
    #[error("{0}")]
    Syntax(SyntaxFault),
    /// It took too long.
    #[error("the query took longer than {} s and was stopped; ask for less, or give it more with --timeout", .0.as_secs_f64())]
    Timeout(Duration),
    /// The evaluation failed.
    #[error("the query could not be answered: {0}")]
    Evaluation(QueryEvaluationError),
    /// The store could not be read.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// An argument names no entity, or several.
    #[error(transparent)]
    Lookup(#[from] LookupError),
    /// A format that doesn't fit the kind of query.
    #[error("{format} cannot hold the answer of a {kind} query; choose {choice}")]
    Format {
        /// The format asked for.
        format: &'static str,
        /// SELECT, ASK, CONSTRUCT or DESCRIBE.
        kind: &'static str,
        /// What would do.
        choice: &'static str,
    },
    /// There is no named query of this name.
    #[error("there is no query `{name}`; there are {known}")]
    UnknownName {
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
    /// A named query doesn't have this parameter.
    #[error("the query `{query}` has no parameter `{name}`; {known}")]
    UnknownParameter {
        /// The query.
        query: String,
        /// What was given.
        name: String,
        /// What it has.
        known: String,
    },
    /// A parameter's value is none that it takes.
    #[error("`{value}` is no value of {name}; it takes {expected}")]
    BadArgument {
        /// The parameter.
        name: String,
        /// What was given.
        value: String,
        /// What it takes.
        expected: String,
    },
    /// The answer could not be written.
    #[error("the answer could not be written")]
    Io(#[from] std::io::Error),
}

impl From<QueryEvaluationError> for QueryError {
    fn from(fault: QueryEvaluationError) -> Self {
        Self::Evaluation(fault)
    }
}

/// Where a query's text is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxFault {
    /// What was expected.
    pub message: String,
    /// One-based line, and column in characters, where they are known.
    pub position: Option<(usize, usize)>,
    /// The line itself.
    pub line: String,
}

impl SyntaxFault {
    fn new(query: &str, fault: &SparqlSyntaxError) -> Self {
        let message = fault.to_string();
        // The parser says "error at 1:8: expected …".
        let position = message.strip_prefix("error at ").and_then(|rest| {
            let (place, what) = rest.split_once(": ")?;
            let (line, column) = place.split_once(':')?;
            Some(((line.parse().ok()?, column.parse().ok()?), what.to_owned()))
        });
        match position {
            Some(((line, column), what)) => Self {
                message: shortened(&what),
                position: Some((line, column)),
                line: query.lines().nth(line - 1).unwrap_or_default().to_owned(),
            },
            None => Self {
                message,
                position: None,
                line: String::new(),
            },
        }
    }
}

/// What was expected, without the parser's classes of characters and no longer than can be read.
fn shortened(message: &str) -> String {
    const AT_MOST: usize = 8;
    let one_line: String = message.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some(list) = one_line.strip_prefix("expected one of ") else {
        return one_line;
    };
    let items: Vec<&str> = list
        .split(", ")
        .filter(|item| !item.contains("..") && !item.contains("['") && *item != "[_]")
        .collect();
    let more = if items.len() > AT_MOST { " …" } else { "" };
    let items: Vec<&str> = items.into_iter().take(AT_MOST).collect();
    format!("expected one of {}{more}", items.join(" "))
}

impl std::fmt::Display for SyntaxFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Some((line, column)) = self.position else {
            return write!(f, "the query is not valid SPARQL: {}", self.message);
        };
        writeln!(
            f,
            "the query is not valid SPARQL at line {line}, column {column}: {}",
            self.message
        )?;
        // A tab in the line must stand above a tab, so that the caret meets its place.
        let indent: String = self
            .line
            .chars()
            .take(column.saturating_sub(1))
            .map(|c| if c == '\t' { '\t' } else { ' ' })
            .collect();
        write!(f, "  {}\n  {indent}^", self.line)
    }
}

/// The answer to a query, not yet read to its end.
pub struct Answer {
    results: QueryResults<'static>,
    started: Instant,
    timeout: Option<Duration>,
    /// Ends the timer when the answer has been read.
    _alarm: Option<mpsc::Sender<()>>,
}

/// Runs a query; the prefixes of [`terms::PREFIXES`] need no declaration.
///
/// # Errors
/// [`QueryError::Syntax`] with line, column and caret; [`QueryError::Timeout`]; or what the evaluation says.
pub fn ask(store: &Store, sparql: &str, options: &Options) -> Result<Answer, QueryError> {
    let mut evaluator = SparqlEvaluator::new();
    for (prefix, namespace) in terms::PREFIXES {
        if let Ok(known) = evaluator.clone().with_prefix(prefix, namespace) {
            evaluator = known;
        }
    }
    let token = CancellationToken::new();
    let mut prepared = evaluator
        .with_cancellation_token(token.clone())
        .parse_query(sparql)
        .map_err(|fault| QueryError::Syntax(SyntaxFault::new(sparql, &fault)))?;
    for (name, value) in &options.bindings {
        if let Ok(variable) = Variable::new(name) {
            prepared = prepared.substitute_variable(variable, value.clone());
        }
    }
    let started = Instant::now();
    let alarm = options.timeout.map(|limit| {
        let (sender, receiver) = mpsc::channel::<()>();
        std::thread::spawn(move || {
            if receiver.recv_timeout(limit) == Err(mpsc::RecvTimeoutError::Timeout) {
                token.cancel();
            }
        });
        sender
    });
    let results = prepared
        .on_store(store)
        .execute()
        .map_err(|fault| timed_out(fault, options.timeout))?;
    Ok(Answer {
        results,
        started,
        timeout: options.timeout,
        _alarm: alarm,
    })
}

fn timed_out(fault: QueryEvaluationError, limit: Option<Duration>) -> QueryError {
    match (fault, limit) {
        (QueryEvaluationError::Cancelled, Some(limit)) => QueryError::Timeout(limit),
        (fault, _) => QueryError::Evaluation(fault),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{Options, QueryError, ResultFormat, ask};
    use oxigraph::{io::RdfFormat, store::Store};
    use std::time::Duration;

    /// The hand-made graph of `tests/fixtures/accord.trig`.
    pub(crate) fn fixture() -> Store {
        let store = Store::new().expect("a store");
        store
            .load_from_slice(
                RdfFormat::TriG,
                include_bytes!("../../tests/fixtures/accord.trig"),
            )
            .expect("the fixture is valid");
        store
    }

    fn answer(sparql: &str, format: ResultFormat) -> Result<String, QueryError> {
        let store = fixture();
        let mut out = Vec::new();
        ask(&store, sparql, &Options::default())?.write(
            &store,
            format,
            Some(60),
            false,
            &mut out,
        )?;
        Ok(String::from_utf8(out).expect("UTF-8"))
    }

    #[test]
    fn prefixes_need_no_declaration_and_every_format_holds_its_answer() {
        let select = "SELECT ?name WHERE { ?x a chy:Country ; rdfs:label ?name } ORDER BY ?name";
        assert_eq!(
            answer(select, ResultFormat::Csv).ok().as_deref(),
            Some("name\r\nBenin\r\nGhana\r\nTogo\r\n")
        );
        assert!(answer(select, ResultFormat::Tsv).is_ok_and(|t| t.contains("\"Ghana\"@en")));
        assert!(
            answer(select, ResultFormat::Json).is_ok_and(|t| t.contains("\"xml:lang\":\"en\""))
        );
        assert!(
            answer(select, ResultFormat::Xml)
                .is_ok_and(|t| t.contains("<literal xml:lang=\"en\">Ghana</literal>"))
        );
        let table = answer(select, ResultFormat::Table).expect("a table");
        assert!(table.starts_with("name"), "{table}");
        assert!(table.contains("3 rows"), "{table}");
        let construct = "CONSTRUCT { ?x rdfs:label ?n } WHERE { ?x a chy:Country ; rdfs:label ?n }";
        assert!(
            answer(construct, ResultFormat::Turtle)
                .is_ok_and(|t| t.contains("rdfs:label \"Benin\"@en"))
        );
        assert!(answer(construct, ResultFormat::NTriples).is_ok_and(|t| t.lines().count() == 3));
        assert!(matches!(
            answer(construct, ResultFormat::Csv),
            Err(QueryError::Format { .. })
        ));
        assert!(matches!(
            answer(select, ResultFormat::Turtle),
            Err(QueryError::Format { .. })
        ));
        assert_eq!(
            answer("ASK { id:ghana a chy:Country }", ResultFormat::Table)
                .ok()
                .as_deref(),
            Some("yes\n")
        );
    }

    #[test]
    fn a_syntax_error_says_where() {
        let Err(QueryError::Syntax(fault)) =
            answer("SELECT ?x\nWHERE { ?x a chy:Country ", ResultFormat::Table)
        else {
            panic!("a syntax error");
        };
        assert_eq!(fault.position.map(|(line, _)| line), Some(2));
        assert!(
            fault
                .to_string()
                .lines()
                .last()
                .is_some_and(|l| l.trim() == "^"),
            "{fault}"
        );
        assert!(matches!(
            answer("SELECT * { ?x nope:y ?z }", ResultFormat::Table),
            Err(QueryError::Syntax(_))
        ));
    }

    #[test]
    fn a_query_that_takes_too_long_is_stopped() {
        let store = fixture();
        let options = Options {
            timeout: Some(Duration::from_millis(50)),
            ..Options::default()
        };
        let endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER (STR(?c) < STR(?f) && STR(?f) < STR(?i)) }";
        let mut out = Vec::new();
        let stopped = ask(&store, endless, &options)
            .and_then(|answer| answer.write(&store, ResultFormat::Table, None, false, &mut out));
        assert!(
            matches!(stopped, Err(QueryError::Timeout(_))),
            "{stopped:?}"
        );
    }
}
