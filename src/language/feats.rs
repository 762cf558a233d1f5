use std::{fmt, sync::Arc};

/// A word's morphological features in CoNLL-U form (`Number=Sing|Tense=Past`), cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Feats(Option<Arc<str>>);

impl Feats {
    /// No features.
    pub const NONE: Self = Self(None);

    /// The features that CoNLL-U writes so; `_` and the empty text are none.
    pub fn parse(text: &str) -> Self {
        match text {
            "" | "_" => Self(None),
            _ => Self(Some(text.into())),
        }
    }

    /// A feature's value.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.as_deref()?.split('|').find_map(|pair| {
            let (key, value) = pair.split_once('=')?;
            (key == name).then_some(value)
        })
    }

    /// Whether the feature has that value.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.get(name) == Some(value)
    }

    /// As CoNLL-U writes them, `_` for none.
    pub fn as_str(&self) -> &str {
        self.0.as_deref().unwrap_or("_")
    }
}

impl Default for Feats {
    fn default() -> Self {
        Self::NONE
    }
}

impl fmt::Display for Feats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
