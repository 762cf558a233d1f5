//! What chancery knows before it reads: the files under `ontology/`, loaded and checked.

mod embedded;
pub mod gazetteer;
pub mod lexicon;

pub use gazetteer::Gazetteer;
pub use lexicon::Lexicon;

/// The text of an embedded file, by its path below `ontology/`.
pub fn file(path: &str) -> Option<&'static str> {
    embedded::FILES
        .iter()
        .find(|(p, _)| *p == path)
        .map(|(_, text)| *text)
}
