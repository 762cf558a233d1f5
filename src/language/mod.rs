//! From text to sentences, tokens, Universal Dependencies trees and named entities.
//!
//! This stop knows nothing of the ontology or of RDF. Its types follow UD version 2
//! (<https://universaldependencies.org/guidelines.html>); what produced them doesn't show in them.

pub mod conllu;
mod deprel;
mod feats;
mod token;

pub use deprel::Deprel;
pub use feats::Feats;
pub use token::{Analysis, EntityKind, MultiWord, NamedEntity, Sentence, Token, TokenId, Upos};
