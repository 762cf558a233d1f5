//! Frames: how language expresses each class of event and each relation, one meaning at a time, as data.
//!
//! A frame names the words that trigger it and says which normalised argument of the proposition fills which role. It
//! never lists surface variants: passives, relative clauses, control, coordination, light verbs and nominal forms are the
//! business of propositions. Each frame carries sentences that it must and must not match; without them it doesn't load.

mod load;
mod path;
mod trigger;

pub use path::{Path, Step};
pub use trigger::{NounPattern, Trigger, TriggerKind};

use compact_str::CompactString;
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet};

/// All frames with the tables that they share.
#[derive(Clone, Debug, Default)]
pub struct Frames {
    /// In the order of the files; ids are unique.
    pub frames: Vec<Frame>,
    /// What holds of every event of a class, by the class's local name.
    pub types: IndexMap<String, EventType>,
    /// What holds of a property whatever frame states it, by its local name.
    pub relations: BTreeMap<String, Relation>,
    /// Named sets of lemmas that triggers and conditions share.
    pub sets: BTreeMap<String, BTreeSet<CompactString>>,
    /// Groups of classes that fillers are checked against ("agent", "place").
    pub groups: BTreeMap<String, BTreeSet<String>>,
    /// Nouns that name an occasion, with its class, the more specific pattern first.
    pub occasions: Vec<(NounPattern, String)>,
    /// Frames that a lemma can trigger: positions in [`Self::frames`] and in the frame's triggers.
    by_lemma: BTreeMap<CompactString, Vec<(u32, u32)>>,
}

/// What holds of every event of a class.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventType {
    /// The class above it, if that is an event class too.
    pub parent: Option<String>,
    /// PLOVER code of an event that is told as so; none for occasions.
    pub plover: Option<String>,
    /// PLOVER code when it is only planned or promised.
    pub planned: Option<String>,
    /// Property that joins actors to recipients, or actors to each other.
    pub shortcut: Option<String>,
    /// PLOVER mode that the class implies.
    pub mode: Option<String>,
    /// Whether its participants act on each other and so are all actors.
    pub symmetric: bool,
    /// An act done by words about an act: what is promised, threatened, asked or refused isn't coded a second time.
    pub speech: bool,
    /// An occasion that others attend, rather than an act.
    pub occasion: bool,
}

/// What holds of a property whatever frame states it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Relation {
    /// Holds between states and bodies: a person named as acting for a state stands for it.
    pub state: bool,
    /// The same both ways.
    pub symmetric: bool,
}

/// One meaning: words that express it and what fills its roles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Stable name; statements carry it as their rule.
    pub id: String,
    /// File that it stands in, for messages.
    pub file: String,
    /// What it makes.
    pub yields: Yield,
    /// The words that express it.
    pub triggers: Vec<Trigger>,
    /// Roles with the ways to find their fillers, tried in order.
    pub roles: BTreeMap<String, Vec<Path>>,
    /// The same for nominal triggers, where they differ.
    pub nominal: BTreeMap<String, Vec<Path>>,
    /// Roles that must be filled.
    pub requires: Vec<String>,
    /// Lemmas of which one must head what a path leads to.
    pub only: Vec<(Path, BTreeSet<CompactString>)>,
    /// Lemmas none of which may head what a path leads to.
    pub unless: Vec<(Path, BTreeSet<CompactString>)>,
    /// Which propositions it reads by their polarity.
    pub polarity: Polarity,
    /// Further statements that the wording implies.
    pub states: Vec<Implied>,
    /// Decides between frames that are equally specific; higher wins.
    pub priority: i32,
    /// Matches beside the winner instead of competing with it.
    pub also: bool,
    /// Sentences that it must match.
    pub matches: Vec<Example>,
    /// Sentences that it must leave alone.
    pub rejects: Vec<String>,
}

/// What a frame makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Yield {
    /// An event with its roles.
    Event {
        /// Local name of the class.
        class: String,
        /// PLOVER mode, where the frame tells more than the class.
        mode: Option<String>,
        /// PLOVER code in place of the class's, for wordings that the manual codes otherwise.
        plover: Option<String>,
        /// Property in place of the class's shortcut.
        shortcut: Option<String>,
        /// Participants act on each other.
        symmetric: bool,
    },
    /// A relation between what fills the roles `subject` and `object`.
    Relation {
        /// Local name of the property.
        property: String,
        /// Told as over by its wording alone ("a former ally").
        ended: bool,
    },
}

/// Which propositions a frame reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Polarity {
    /// Any; the claim is as sure as the proposition.
    #[default]
    Any,
    /// Only what is told as not going to be done ("will not accept"); the refusal itself is then a fact.
    Refused,
    /// Only denied ones; the denial itself is then a fact ("could not reach an agreement" is a failure).
    Negative,
    /// Only those that aren't denied.
    Positive,
    /// Only those that aren't denied; they tell of an intention ("applied to join"), so the claim is planned.
    Intended,
}

/// A statement that a frame makes beside its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Implied {
    /// Local name of the property.
    pub property: String,
    /// Where its subject comes from: a role or a path.
    pub subject: Path,
    /// Where its object comes from.
    pub object: Path,
    /// How surely, where that is not the proposition's own.
    pub factuality: Option<String>,
    /// Told as over.
    pub ended: bool,
}

/// A sentence with what a frame must make of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The sentence.
    pub text: String,
    /// What it yields.
    pub yields: Vec<Expected>,
}

/// One event or statement that an example must yield.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// Class or property.
    pub name: String,
    /// Roles with the names that must be among their fillers.
    pub roles: Vec<(String, Vec<String>)>,
    /// How surely.
    pub factuality: String,
}

impl Frames {
    /// Reads and checks frame files, given as pairs of path and text. Files whose name starts with `_` hold the tables.
    ///
    /// # Errors
    /// The first fault: bad TOML, an unknown class, property, role, set or group, a frame without examples, an id used
    /// twice.
    pub fn parse<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
        schema: &crate::schema::Schema,
    ) -> Result<Self, crate::text::DataError> {
        load::load(files, schema)
    }

    /// The frames that the program was built with.
    ///
    /// # Errors
    /// As [`Frames::parse`]; a test holds that it never fails.
    pub fn builtin(schema: &crate::schema::Schema) -> Result<Self, crate::text::DataError> {
        let files = super::embedded::FILES
            .iter()
            .filter(|(path, _)| path.starts_with("frames/"))
            .map(|&(path, text)| (path, text));
        Self::parse(files, schema)
    }

    /// Frames and triggers that a predicate of this lemma may match.
    pub fn candidates(&self, lemma: &str) -> impl Iterator<Item = (usize, &Frame, &Trigger)> {
        self.by_lemma
            .get(lemma)
            .into_iter()
            .flatten()
            .filter_map(|&(f, t)| {
                let frame = self.frames.get(f as usize)?;
                Some((f as usize, frame, frame.triggers.get(t as usize)?))
            })
    }

    /// Whether a named set holds the lemma.
    pub fn in_set(&self, set: &str, lemma: &str) -> bool {
        self.sets.get(set).is_some_and(|s| s.contains(lemma))
    }

    /// Whether a group holds the class.
    pub fn in_group(&self, group: &str, class: &str) -> bool {
        group == "any" || self.groups.get(group).is_some_and(|g| g.contains(class))
    }

    /// What holds of events of a class; of an unknown one, nothing.
    pub fn event_type(&self, class: &str) -> EventType {
        self.types.get(class).cloned().unwrap_or_default()
    }

    /// Whether a class is `other` or below it.
    pub fn is_below(&self, class: &str, other: &str) -> bool {
        let mut at = Some(class);
        for _ in 0..8 {
            match at {
                Some(c) if c == other => return true,
                Some(c) => at = self.types.get(c).and_then(|t| t.parent.as_deref()),
                None => return false,
            }
        }
        false
    }
}

impl Frame {
    /// How much it asks for beyond the bare trigger; the frame that asks for more wins.
    pub fn specificity(&self, trigger: &Trigger) -> usize {
        let polarity = usize::from(matches!(
            self.polarity,
            Polarity::Refused | Polarity::Negative
        ));
        trigger.specificity()
            + 2 * self.only.len()
            + 6 * polarity
            + self.unless.len()
            + self.requires.len()
    }
}

#[cfg(test)]
mod tests {
    use super::Frames;
    use crate::schema::Schema;

    fn schema() -> Schema {
        Schema::builtin().expect("the ontology loads")
    }

    fn parse(text: &str) -> Result<Frames, String> {
        Frames::parse([("frames/x.toml", text)], &schema()).map_err(|e| e.to_string())
    }

    #[test]
    fn the_frames_that_come_with_the_program_load() {
        let frames = match Frames::builtin(&schema()) {
            Ok(f) => f,
            Err(e) => panic!("{e}"),
        };
        assert!(frames.frames.len() > 100);
        assert_eq!(
            frames.event_type("Airstrike").planned.as_deref(),
            Some("THREATEN")
        );
        assert!(frames.is_below("Airstrike", "Assault"));
        assert!(frames.in_group("party", "City"));
    }

    #[test]
    fn a_fault_names_its_frame_and_line() {
        let frame = |body: &str| {
            parse(&format!(
                "[[frame]]\nid = \"x\"\n{body}\nmatch = [{{ text = \"a\", yields = [\"Visit(actor: A)\"] }}]\nreject = [\"b\"]\n"
            ))
        };
        assert_eq!(frame("class = \"Visit\"\nverbs = [\"visit\"]").err(), None);
        for (body, word) in [
            ("class = \"Voyage\"\nverbs = [\"visit\"]", "Voyage"),
            (
                "class = \"Person\"\nverbs = [\"visit\"]",
                "no class of event",
            ),
            ("property = \"sawOnce\"\nverbs = [\"visit\"]", "sawOnce"),
            ("class = \"Visit\"", "no trigger"),
            (
                "class = \"Visit\"\nverbs = [\"visit + @nowhere\"]",
                "@nowhere",
            ),
            (
                "class = \"Visit\"\nverbs = [\"visit\"]\nroles = { host = \"object\" }",
                "`host` is no role",
            ),
            (
                "class = \"Visit\"\nverbs = [\"visit\"]\nroles = { actor = \"object:king\" }",
                "king",
            ),
        ] {
            let error = frame(body).expect_err(body);
            assert!(
                error.contains(word) && error.starts_with("frames/x.toml:1"),
                "{error}"
            );
        }
        let bare = parse("[[frame]]\nid = \"x\"\nclass = \"Visit\"\nverbs = [\"visit\"]\n");
        assert!(bare.expect_err("no examples").contains("must match"));
    }
}
