use super::Span;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How much a message matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    /// Worth knowing; nothing was lost.
    Note,
    /// Something was read less well than it could have been.
    Warning,
    /// Something was skipped.
    Error,
}

/// A message about a document: what happened, where, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// How much it matters.
    pub severity: Severity,
    /// File or document it is about.
    pub source: String,
    /// Where in the document's text.
    pub span: Option<Span>,
    /// One sentence that says what happened and, where there is one, the remedy.
    pub message: String,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.source, self.message)
    }
}

/// A fault in a file of knowledge: the ontology, a lexicon, frames or the gazetteer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {message}")]
pub struct DataError {
    /// The file, relative to the ontology folder.
    pub file: String,
    /// One-based line, or 0 where the fault concerns the whole file.
    pub line: u32,
    /// What is wrong and what is expected.
    pub message: String,
}

impl DataError {
    /// A fault at `line` of `file`.
    pub fn new(file: impl Into<String>, line: u32, message: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            line,
            message: message.into(),
        }
    }
}
