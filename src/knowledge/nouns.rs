//! Nouns by what they describe: posts, people, bodies, places, occasions and kin, and the words that qualify a post.

use crate::text::DataError;
use rustc_hash::{FxHashMap, FxHashSet};

/// A post that a title or description names, with the properties that it makes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Post {
    /// Property from the holder to a country, empty for none.
    pub country: String,
    /// Property from the holder to a body, empty for none.
    pub body: String,
    /// The holder's gender, where the word tells it.
    pub gender: Option<NounGender>,
}

/// A kinship noun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kinship {
    /// Property from the person so called to the one that he or she is related to.
    pub relation: String,
    /// Gender of the person so called.
    pub gender: Option<NounGender>,
}

/// Gender that a noun tells of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NounGender {
    /// "king".
    Masculine,
    /// "queen".
    Feminine,
}

/// Whether a post or relation so qualified holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// "former", "late".
    Ended,
    /// "acting", "interim".
    Acting,
    /// "-elect", "designate".
    Planned,
    /// "self-proclaimed".
    Disputed,
    /// "then": it held at the time spoken of.
    Then,
    /// "current", "outgoing": it holds.
    Holds,
}

/// How a word beside a place's name tells that the place is meant, and not the state that it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlaceUse {
    /// A preposition: "in".
    At,
    /// With "to" or "from": "travel".
    Moves,
    /// Its object: "reach".
    Reaches,
    /// Its passive subject: "bomb".
    Located,
    /// "The outskirts of".
    PartOf,
    /// "'s streets".
    Possessed,
    /// "hotel" behind the name.
    Modified,
    /// Never a place: "confidence in".
    Abstract,
}

/// The noun lexica of `ontology/lexicon`. All words are in lower case, in the singular.
#[derive(Clone, Debug, Default)]
pub struct Nouns {
    posts: FxHashMap<String, Post>,
    honorifics: FxHashMap<String, Option<NounGender>>,
    people: FxHashMap<String, Option<NounGender>>,
    bodies: FxHashMap<String, String>,
    occasions: FxHashMap<String, String>,
    kin: FxHashMap<String, Kinship>,
    status: FxHashMap<String, Status>,
    parties: FxHashSet<String>,
    places: FxHashMap<String, Vec<PlaceUse>>,
}

impl Nouns {
    /// The lexica that `read` gives by their path below `ontology/`.
    ///
    /// # Errors
    /// When a file is absent or malformed.
    pub fn load<'a>(read: impl Fn(&str) -> Option<&'a str>) -> Result<Self, DataError> {
        let mut nouns = Self::default();
        for row in rows(&read, "lexicon/titles.tsv")? {
            let post = Post {
                country: row.cell(1).to_owned(),
                body: row.cell(2).to_owned(),
                gender: row.gender(3)?,
            };
            nouns.posts.insert(row.word()?, post);
        }
        for row in rows(&read, "lexicon/honorifics.tsv")? {
            nouns.honorifics.insert(row.word()?, row.gender(1)?);
        }
        for row in rows(&read, "lexicon/person-nouns.tsv")? {
            match row.cell(2) {
                "" => {}
                "party" => {
                    nouns.parties.insert(row.word()?);
                }
                other => return Err(row.error(&format!("`{other}`: expected party or nothing"))),
            }
            nouns.people.insert(row.word()?, row.gender(1)?);
        }
        for row in rows(&read, "lexicon/body-nouns.tsv")? {
            nouns.bodies.insert(row.word()?, row.filled(1)?);
        }
        for row in rows(&read, "lexicon/occasions.tsv")? {
            nouns.occasions.insert(row.word()?, row.filled(1)?);
        }
        for row in rows(&read, "lexicon/kinship.tsv")? {
            let kin = Kinship {
                relation: row.filled(1)?,
                gender: row.gender(2)?,
            };
            nouns.kin.insert(row.word()?, kin);
        }
        for row in rows(&read, "lexicon/place-cues.tsv")? {
            let uses: Result<Vec<PlaceUse>, DataError> = row
                .cell(1)
                .split('|')
                .map(|u| {
                    Ok(match u {
                        "at" => PlaceUse::At,
                        "moves" => PlaceUse::Moves,
                        "reaches" => PlaceUse::Reaches,
                        "located" => PlaceUse::Located,
                        "part-of" => PlaceUse::PartOf,
                        "possessed" => PlaceUse::Possessed,
                        "modified" => PlaceUse::Modified,
                        "abstract" => PlaceUse::Abstract,
                        other => return Err(row.error(&format!("use `{other}` is unknown"))),
                    })
                })
                .collect();
            nouns.places.insert(row.word()?, uses?);
        }
        for row in rows(&read, "lexicon/title-status.tsv")? {
            let status = match row.cell(1) {
                "ended" => Status::Ended,
                "acting" => Status::Acting,
                "planned" => Status::Planned,
                "disputed" => Status::Disputed,
                "then" => Status::Then,
                "none" => Status::Holds,
                other => return Err(row.error(&format!("status `{other}` is unknown"))),
            };
            nouns.status.insert(row.word()?, status);
        }
        Ok(nouns)
    }

    /// The post that a title names: "prime minister".
    pub fn post(&self, title: &str) -> Option<&Post> {
        self.posts.get(title)
    }

    /// Whether a word is a form of address, and the gender it tells.
    pub fn honorific(&self, word: &str) -> Option<Option<NounGender>> {
        self.honorifics.get(word).copied()
    }

    /// Whether a noun names people, and the gender it tells.
    pub fn person(&self, noun: &str) -> Option<Option<NounGender>> {
        self.people
            .get(noun)
            .copied()
            .or_else(|| self.posts.get(noun).map(|p| p.gender))
            .or_else(|| self.kin.get(noun).map(|k| k.gender))
    }

    /// Whether a word beside a place's name has that use.
    pub fn place_cue(&self, word: &str, place_use: PlaceUse) -> bool {
        self.places
            .get(word)
            .is_some_and(|uses| uses.contains(&place_use))
    }

    /// Whether a noun names what states as well as people are to each other: "rival".
    pub fn is_party(&self, noun: &str) -> bool {
        self.parties.contains(noun)
    }

    /// Class of body or place that a noun describes.
    pub fn body(&self, noun: &str) -> Option<&str> {
        self.bodies.get(noun).map(String::as_str)
    }

    /// Class of occasion that a noun describes.
    pub fn occasion(&self, noun: &str) -> Option<&str> {
        self.occasions.get(noun).map(String::as_str)
    }

    /// What a kinship noun means.
    pub fn kinship(&self, noun: &str) -> Option<&Kinship> {
        self.kin.get(noun)
    }

    /// What a modifier of a post tells.
    pub fn status(&self, word: &str) -> Option<Status> {
        self.status.get(word).copied()
    }
}

/// A row of a table: its cells, and where it stands.
struct Row<'a> {
    file: &'static str,
    line: u32,
    cells: Vec<&'a str>,
}

impl Row<'_> {
    fn cell(&self, i: usize) -> &str {
        self.cells.get(i).map_or("", |c| c.trim())
    }

    fn error(&self, message: &str) -> DataError {
        DataError::new(self.file, self.line, message)
    }

    fn filled(&self, i: usize) -> Result<String, DataError> {
        match self.cell(i) {
            "" => Err(self.error(&format!("column {} is empty", i + 1))),
            text => Ok(text.to_owned()),
        }
    }

    fn word(&self) -> Result<String, DataError> {
        let word = self.filled(0)?;
        if word.chars().any(char::is_uppercase) {
            return Err(self.error(&format!("`{word}` is not in lower case")));
        }
        Ok(word)
    }

    fn gender(&self, i: usize) -> Result<Option<NounGender>, DataError> {
        match self.cell(i) {
            "" => Ok(None),
            "m" => Ok(Some(NounGender::Masculine)),
            "f" => Ok(Some(NounGender::Feminine)),
            other => Err(self.error(&format!("gender `{other}`: expected f or m"))),
        }
    }
}

/// The rows of a table: `#` opens a comment line, the first other line is the header.
fn rows<'a>(
    read: &impl Fn(&str) -> Option<&'a str>,
    file: &'static str,
) -> Result<Vec<Row<'a>>, DataError> {
    let text = read(file).ok_or_else(|| DataError::new(file, 0, "the file is missing"))?;
    let mut previous = "";
    let mut out = Vec::new();
    let lines = text
        .lines()
        .enumerate()
        .filter(|(_, l)| !l.starts_with('#') && !l.trim().is_empty())
        .skip(1);
    for (i, line) in lines {
        let row = Row {
            file,
            line: i as u32 + 1,
            cells: line.split('\t').collect(),
        };
        let word = row.cells.first().copied().unwrap_or_default();
        if word <= previous {
            return Err(row.error(&format!("`{word}` is not sorted after `{previous}`")));
        }
        previous = word;
        out.push(row);
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::{NounGender, Nouns, Status};

    #[test]
    fn the_embedded_lexica_load() {
        let nouns = Nouns::load(crate::knowledge::file).expect("well-formed lexica");
        assert_eq!(
            nouns.post("prime minister").map(|p| p.country.as_str()),
            Some("headOfGovernmentOf")
        );
        assert_eq!(nouns.person("queen"), Some(Some(NounGender::Feminine)));
        assert_eq!(nouns.person("analyst"), Some(None));
        assert_eq!(nouns.person("table"), None);
        assert_eq!(nouns.occasion("summit"), Some("Summit"));
        assert_eq!(nouns.status("former"), Some(Status::Ended));
        assert_eq!(
            nouns.kinship("wife").map(|k| k.relation.as_str()),
            Some("spouseOf")
        );
    }

    #[test]
    fn a_fault_names_its_line() {
        let load = |titles: &'static str| {
            Nouns::load(move |f| {
                if f == "lexicon/titles.tsv" {
                    Some(titles)
                } else {
                    Some("a\n")
                }
            })
        };
        assert!(load("title\nb\t\t\t\na\t\t\t\n").is_err());
        let error = load("# x\ntitle\nking\tleads\tleads\tx\n").expect_err("a bad gender");
        assert_eq!(error.line, 3);
        assert!(load("title\nking\tleads\tleads\tm\n").is_ok());
    }
}
