//! The road itself: from articles to readings, in the order of the stops and in parallel over documents.

mod records;
mod report;

pub use records::{RecordError, write_records};
pub use report::report;

use crate::{
    extraction::extract,
    ingest::{self, Defaults, IngestError},
    knowledge::Knowledge,
    language::{self, Analysis},
    resolution::Reading,
    text::Document,
};
use rayon::prelude::*;
use std::path::Path;

/// Documents that are read before the next are opened: enough to keep every core busy, few enough to hold.
const BATCH: usize = 256;

/// Reads one document: its language, then what it claims.
pub fn read(document: &Document, knowledge: &Knowledge) -> Reading {
    read_analysis(document, &language::analyse(document), knowledge)
}

/// Reads a document whose sentences and trees are given.
pub fn read_analysis(document: &Document, analysis: &Analysis, knowledge: &Knowledge) -> Reading {
    Reading::new(document, extract(document, analysis, knowledge))
}

/// Reads every article under `paths`, in the order of the paths and of the articles in them. `each` is given them one
/// by one, those that could not be read as faults; an archive larger than memory streams through.
///
/// # Errors
/// The first error of `each` ends the reading.
pub fn read_all<E>(
    paths: &[impl AsRef<Path>],
    defaults: &Defaults,
    knowledge: &Knowledge,
    mut each: impl FnMut(Result<(Document, Reading), IngestError>) -> Result<(), E>,
) -> Result<(), E> {
    let mut articles = paths
        .iter()
        .flat_map(|path| ingest::open(path.as_ref(), defaults));
    loop {
        let batch: Vec<_> = articles.by_ref().take(BATCH).collect();
        if batch.is_empty() {
            return Ok(());
        }
        let readings: Vec<_> = batch
            .into_par_iter()
            .map(|article| {
                article.map(|document| {
                    let reading = read(&document, knowledge);
                    (document, reading)
                })
            })
            .collect();
        readings.into_iter().try_for_each(&mut each)?;
    }
}
