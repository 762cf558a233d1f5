//! Bytes of any article format to [`Document`]s: the first stop of the road.
//!
//! [`open`] reads a file, a folder or standard input, [`read`] an open stream; both hand on one result for each article
//! as they come to it, so that an archive larger than memory streams through. A fault concerns one article, names its
//! file and place and what can be done, and the rest goes on. This module knows nothing of language.

mod article;
mod calendar;
mod decode;
mod feed;
mod furniture;
mod html;
mod layout;
mod markdown;
mod records;
mod source;
mod warc;

pub use furniture::Furniture;
pub use source::{Documents, Format, open, read};

use crate::text::PartialDate;

/// What the caller knows about articles that don't say it themselves.
#[derive(Clone, Debug, Default)]
pub struct Defaults {
    /// Publication date of articles that have none; without it relative dates stay unresolved.
    pub published: Option<PartialDate>,
    /// The words by which lines that are no prose are known.
    pub furniture: Furniture,
}

/// An article that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct IngestError {
    /// The file and, in a file of many articles, the line or record.
    pub place: String,
    /// What is wrong and what can be done.
    pub problem: Problem,
}

/// What can be wrong with an article's source.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// The operating system could not read it.
    #[error("cannot be read ({0}); check the path and its permissions")]
    Io(String),
    /// There is no text in it.
    #[error("holds no text; remove it, or check that it was downloaded whole")]
    Empty,
    /// It is a picture, a program or another file that holds no plain text.
    #[error("is not text; convert it to text, HTML or JSON first")]
    Binary,
    /// More than 4 GiB in one article.
    #[error("is larger than 4 GiB; split it into articles, one file or one JSON line each")]
    TooLarge,
    /// The bytes don't fit the encoding that they seem to be in.
    #[error("is not valid {encoding} at line {line}; convert it to UTF-8 first")]
    Undecodable {
        /// The encoding tried, by its name in the Encoding Standard.
        encoding: &'static str,
        /// Where it first fails, counted from one.
        line: usize,
    },
    /// The extension is none of the known ones.
    #[error("has no known extension; name it .txt, .md, .html, .json, .jsonl, .xml or .warc")]
    UnknownFormat,
    /// JSON that doesn't parse.
    #[error("is not valid JSON ({0}); correct it or leave it out")]
    Json(String),
    /// JSON that is no object.
    #[error("is JSON but no object; an article is an object with a `text`")]
    NoObject,
    /// An article without its text.
    #[error("has no text; an article needs the field `text`")]
    NoText,
    /// XML that is no feed.
    #[error("is not a readable RSS or Atom feed ({0}); save it again or give the articles as HTML")]
    Feed(String),
    /// An archive that breaks off or isn't one.
    #[error("is damaged ({0}); what follows was not read: fetch the archive again")]
    Warc(&'static str),
    /// A page compressed in a way that isn't supported.
    #[error("is compressed with Brotli or Zstandard; have the crawler ask for gzip or none")]
    ContentEncoding,
}

impl From<std::io::Error> for Problem {
    fn from(fault: std::io::Error) -> Self {
        Self::Io(fault.to_string())
    }
}
