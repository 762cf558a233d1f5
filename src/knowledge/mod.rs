//! What chancery knows before it reads: the files under `ontology/`, loaded and checked.

pub mod lexicon;

pub use lexicon::Lexicon;
