use crate::{knowledge::gazetteer::fold, text::DataError};
use serde::{Deserialize, Serialize};

/// A user's word on who is who, replayed on every build; it overrides what chancery would decide.
///
/// One decision a line, parts parted by tabs, `#` opens a comment:
///
/// ```text
/// same<TAB>Kim Yong-chol<TAB>Kim Young-chul
/// different<TAB>John Smith @ report-17<TAB>John Smith @ report-80
/// ```
///
/// A part is a name or a gazetteer id, and may be narrowed to one document by ` @ ` and the document's id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decisions {
    /// Whether the user gave any, if only to take back older ones.
    given: bool,
    /// What is the same.
    pub(super) same: Vec<(Designation, Designation)>,
    /// What is different.
    pub(super) different: Vec<(Designation, Designation)>,
}

/// What a decision is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Designation {
    /// The name, folded.
    name: String,
    /// The name as given, which may be an id.
    id: String,
    /// The one document meant.
    document: Option<String>,
}

impl Designation {
    fn parse(text: &str) -> Option<Self> {
        let (name, document) = match text.rsplit_once(" @ ") {
            Some((name, document)) => (name, Some(document.trim().to_owned())),
            None => (text, None),
        };
        let name = name.trim();
        (!name.is_empty()).then(|| Self {
            name: fold(name),
            id: name.strip_prefix("id:").unwrap_or(name).to_owned(),
            document,
        })
    }

    /// Whether it means the entity of a document that has these folded names and this link.
    pub(super) fn means(&self, document: &str, names: &[String], link: Option<&str>) -> bool {
        self.document.as_ref().is_none_or(|d| d == document)
            && (link == Some(self.id.as_str()) || names.contains(&self.name))
    }
}

impl Decisions {
    /// Reads a file of decisions; `file` is named in errors. The order of the lines doesn't matter.
    ///
    /// # Errors
    /// A line that is neither `same` nor `different` with two names.
    pub fn parse(file: &str, text: &str) -> Result<Self, DataError> {
        let mut decisions = Self {
            given: true,
            ..Self::default()
        };
        for (number, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default().trim_end();
            if line.trim().is_empty() {
                continue;
            }
            let mut parts = line.split('\t').map(str::trim);
            let word = parts.next().unwrap_or_default();
            let both: Vec<Designation> = parts.filter_map(Designation::parse).collect();
            let list = match word {
                "same" => &mut decisions.same,
                "different" => &mut decisions.different,
                _ => return Err(fault(file, number)),
            };
            let [a, b] = both.as_slice() else {
                return Err(fault(file, number));
            };
            list.push((a.clone().min(b.clone()), a.clone().max(b.clone())));
        }
        for list in [&mut decisions.same, &mut decisions.different] {
            list.sort();
            list.dedup();
        }
        Ok(decisions)
    }

    /// Whether a file of decisions was given, even an empty one.
    pub fn is_given(&self) -> bool {
        self.given
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.same.is_empty() && self.different.is_empty()
    }
}

fn fault(file: &str, line: usize) -> DataError {
    DataError::new(
        file,
        line as u32 + 1,
        "expected `same` or `different` and two names, parted by tabs",
    )
}
