//! What chancery knows before it reads: the files under `ontology/`, loaded and checked.

mod calendar;
mod embedded;
pub mod frames;
pub mod gazetteer;
pub mod lexicon;
mod nouns;

pub use calendar::{Bound, Calendar, Unit};
pub use frames::Frames;
pub use gazetteer::Gazetteer;
pub use lexicon::Lexicon;
pub use nouns::{Kinship, NounGender, Nouns, PlaceUse, Post, Status};

use crate::{schema::Schema, text::DataError};
use std::sync::LazyLock;

/// Everything that chancery knows before it reads.
#[derive(Clone, Debug)]
pub struct Knowledge {
    /// Classes and properties.
    pub schema: Schema,
    /// Words that carry factuality, attribution and structure.
    pub lexicon: Lexicon,
    /// Words of the calendar.
    pub calendar: Calendar,
    /// Nouns for posts, people, bodies, places, occasions and kin.
    pub nouns: Nouns,
    /// Known countries, places, bodies and people.
    pub gazetteer: Gazetteer,
    /// How language expresses events and relations.
    pub frames: Frames,
}

static EMBEDDED: LazyLock<Result<Knowledge, DataError>> = LazyLock::new(|| {
    let schema = Schema::builtin()?;
    Ok(Knowledge {
        frames: Frames::builtin(&schema)?,
        schema,
        lexicon: Lexicon::parse(file)?,
        calendar: Calendar::load(file)?,
        nouns: Nouns::load(file)?,
        gazetteer: Gazetteer::embedded()?,
    })
});

impl Knowledge {
    /// The knowledge that the program was built with, loaded once.
    ///
    /// # Errors
    /// A faulty file; a test holds that there is none.
    pub fn embedded() -> Result<&'static Self, DataError> {
        EMBEDDED.as_ref().map_err(Clone::clone)
    }

    /// The same with a user's gazetteer entries added or put in the place of built-in ones.
    ///
    /// # Errors
    /// A faulty line of the user's file.
    pub fn with_gazetteer(&self, file: &str, text: &str) -> Result<Self, DataError> {
        Ok(Self {
            gazetteer: Gazetteer::with_overrides(file, text)?,
            ..self.clone()
        })
    }
}

/// The text of an embedded file, by its path below `ontology/`.
pub fn file(path: &str) -> Option<&'static str> {
    embedded::FILES
        .iter()
        .find(|(p, _)| *p == path)
        .map(|(_, text)| *text)
}

#[cfg(test)]
mod tests {
    use super::Knowledge;

    #[test]
    fn what_the_program_carries_is_without_fault() {
        assert_eq!(Knowledge::embedded().err(), None);
    }
}
