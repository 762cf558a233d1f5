use oxigraph::{
    io::RdfParseError,
    sparql::QueryEvaluationError,
    store::{LoaderError, StorageError},
};
use std::{io, path::PathBuf};

/// Why a store cannot be opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum GraphError {
    /// A file or folder cannot be read or written.
    #[error("cannot {action} {}: {source}", path.display())]
    File {
        /// What was tried ("read", "write").
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// Another process writes to the store.
    #[error(
        "the store {} is being written by another chancery; wait until it is done, or give another folder with --store",
        .0.display()
    )]
    Busy(PathBuf),
    /// There is no store in the folder.
    #[error("there is no store in {path}; `chancery build PATH --store {path}` makes one", path = .0.display())]
    Missing(PathBuf),
    /// The store was written by a version that this one doesn't know.
    #[error(
        "the store {} has format {found}, this chancery reads format {known}; build it anew from the articles in another folder",
        path.display()
    )]
    Version {
        /// The store's folder.
        path: PathBuf,
        /// The format found.
        found: u32,
        /// The format known.
        known: u32,
    },
    /// A file of the store is damaged.
    #[error("{} is damaged: {message}; build the store anew from the articles", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        message: String,
    },
    /// A document that isn't in the store.
    #[error("there is no document `{0}` in the store; `chancery query --name articles` lists them")]
    NoDocument(String),
    /// The knowledge under `ontology/` is malformed.
    #[error(transparent)]
    Knowledge(#[from] crate::text::DataError),
    /// Oxigraph's store failed.
    #[error("the graph's store failed: {0}")]
    Storage(#[from] StorageError),
    /// Oxigraph could not load the graph.
    #[error("the graph cannot be loaded: {0}")]
    Load(#[from] LoaderError),
    /// A rule or shape could not be evaluated.
    #[error("a rule cannot be evaluated: {0}")]
    Rule(#[from] QueryEvaluationError),
    /// A file of RDF is malformed.
    #[error("{file}: {source}")]
    Syntax {
        /// The file.
        file: String,
        /// What is wrong.
        source: RdfParseError,
    },
}

impl GraphError {
    /// For `map_err` on file operations.
    pub(super) fn file(
        action: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File {
            action,
            path,
            source,
        }
    }
}
