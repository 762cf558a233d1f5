use crate::{
    extraction::Extraction,
    text::{Document, PartialDate},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What is kept of one document: who published it when, and what it claims. The graph is a pure function of the set of
/// readings, at most one for each document id.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// The document.
    pub document: DocumentRecord,
    /// What it claims.
    pub extraction: Extraction,
}

/// A document without its text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentRecord {
    /// Unique within a store.
    pub id: String,
    /// Headline or title.
    pub title: Option<String>,
    /// When it was published.
    pub published: Option<PartialDate>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// SHA-256 of the text, in hexadecimal.
    pub content_hash: String,
}

impl Reading {
    /// The reading of a document.
    pub fn new(document: &Document, extraction: Extraction) -> Self {
        Self {
            document: DocumentRecord {
                id: document.id.clone(),
                title: document.title.clone(),
                published: document.published,
                publisher: document.publisher.clone(),
                url: document.url.clone(),
                content_hash: hex(&Sha256::digest(document.text.as_bytes()), 64),
            },
            extraction,
        }
    }
}

/// The first `length` hexadecimal digits of a digest.
pub(super) fn hex(digest: &[u8], length: usize) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    digest
        .iter()
        .flat_map(|b| [b >> 4, b & 15])
        .take(length)
        .map(|n| char::from(DIGITS[usize::from(n)]))
        .collect()
}
