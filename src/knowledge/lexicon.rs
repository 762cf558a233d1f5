//! The words that decide how a clause is read: factuality cues, reporting verbs, light and copular verbs, event nouns.
//!
//! Each file under `ontology/lexicon/` is tab-separated text; a line that starts with `#` is a comment. What the columns
//! mean stands at the top of each file. A line that can't be read stops the load and is named.

use crate::text::DataError;
use compact_str::CompactString;
use rustc_hash::{FxHashMap, FxHashSet};
use std::str::FromStr;

/// The lexicon: all files of `ontology/lexicon/`.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    cues: FxHashMap<CompactString, Vec<Cue>>,
    reporting: FxHashMap<(CompactString, WordClass), bool>,
    light: FxHashMap<CompactString, Vec<CompactString>>,
    idioms: FxHashSet<(CompactString, CompactString)>,
    oblique_control: FxHashSet<(CompactString, CompactString)>,
    verbs: FxHashMap<VerbClass, FxHashSet<CompactString>>,
    nouns: FxHashMap<CompactString, EventNoun>,
    words: FxHashMap<WordList, FxHashSet<CompactString>>,
}

/// The part of speech that an entry speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WordClass {
    /// A verb.
    Verb,
    /// A noun.
    Noun,
    /// An adjective.
    Adjective,
    /// An adverb.
    Adverb,
    /// An auxiliary.
    Auxiliary,
    /// A conjunction, preposition or other mark of a clause.
    Mark,
}

/// What kind of complement, or place in the clause, a cue acts on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Frame {
    /// A finite clause ("denied that …").
    That,
    /// An infinitive ("refused to …").
    To,
    /// A participle or gerund, with or without a preposition ("avoided …ing", "accused of …ing").
    Ing,
    /// A nominal event as object or after a preposition ("postponed the visit", "called for talks").
    Np,
    /// The subject, nominal or clausal ("a summit is unlikely").
    Subj,
    /// The clause itself, or the noun itself for an adjective ("may", "reportedly", "planned visit").
    Own,
}

/// What a cue makes of the claim in its scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// True whatever becomes of the governing clause ("knew that …").
    Presupposed,
    /// As sure as the governing clause ("managed to …").
    Same,
    /// Scheduled or intended.
    Planned,
    /// Expected.
    Likely,
    /// Open.
    Possible,
    /// Doubted.
    Unlikely,
    /// Negated.
    Denied,
}

/// One entry of `cues.tsv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cue {
    /// The part of speech of the cue.
    pub class: WordClass,
    /// What it acts on.
    pub frame: Frame,
    /// What it makes of that when it is itself affirmed.
    pub positive: Effect,
    /// What it makes of that when it is itself negated.
    pub negative: Effect,
}

/// Verbs that are read in a way of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VerbClass {
    /// "become", "remain": the complement is what is said.
    Copular,
    /// The infinitive's subject is the verb's subject although it has an object ("promised her to …").
    SubjectControl,
    /// "accept", "receive": who gets the invitation is the one who is to follow it.
    Receive,
    /// "accuse": what follows "of" after the object belongs to the verb.
    OfObject,
    /// "declare": of two objects the second says what the first is.
    Naming,
}

/// How an event noun names its participants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventNoun {
    /// "of X" is who acts ("the arrival of X"), not whom it is done to.
    pub of_subject: bool,
    /// "X's" is whom it is done to ("X's arrest"), not who acts.
    pub possessor_object: bool,
}

/// Closed lists of `words.tsv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WordList {
    /// Nouns of time ("week").
    Time,
    /// Words that put a time after the one spoken from ("tomorrow", "next").
    Future,
    /// Words that put a time before the one spoken from ("yesterday", "last").
    Past,
    /// Ends of nouns made from verbs ("-tion").
    Suffix,
    /// Nouns with such an end that name no event ("nation").
    NotEvent,
    /// Participles after a hyphen that make the word before them the one who acts ("US-led").
    Agentive,
    /// Verbs that tell that an event happens, begins or ends ("take place", "begin"); the event is as sure as they are.
    Occurrence,
    /// Prepositions that name a source ("according to").
    Source,
    /// Prepositions that begin with an adverb ("ahead of").
    Preposition,
    /// Determiners and pronouns that deny their clause ("no").
    Negative,
    /// Determiners that leave open whether there is such a thing ("any").
    Open,
    /// Prepositions of what is given already ("after", "because of").
    Given,
    /// Marks that open a condition ("if").
    Condition,
    /// Nouns whose infinitive is for the addressee to follow ("call", "order").
    Addressed,
    /// Nouns of aims and tasks, which do nothing themselves.
    Content,
    /// Forms of address, which say nothing of whom they stand before ("Mr").
    Honorific,
    /// Marks of clauses of purpose ("in order to").
    Purpose,
    /// Marks of clauses that need not have come about ("before").
    Ahead,
    /// Prepositions after which a nominal event is what the governing word is about ("call for").
    Governed,
}

macro_rules! parse_names {
    ($type:ident { $($name:literal => $variant:ident),+ $(,)? }) => {
        impl FromStr for $type {
            type Err = String;

            fn from_str(s: &str) -> Result<Self, String> {
                match s {
                    $($name => Ok(Self::$variant),)+
                    _ => Err(format!("{s:?} is none of {}", [$($name),+].join(", "))),
                }
            }
        }
    };
}

parse_names!(WordClass {
    "verb" => Verb, "noun" => Noun, "adj" => Adjective, "adv" => Adverb, "aux" => Auxiliary, "mark" => Mark,
});
parse_names!(Frame { "that" => That, "to" => To, "ing" => Ing, "np" => Np, "subj" => Subj, "own" => Own });
parse_names!(Effect {
    "presupposed" => Presupposed, "same" => Same, "planned" => Planned, "likely" => Likely, "possible" => Possible,
    "unlikely" => Unlikely, "denied" => Denied,
});
parse_names!(VerbClass {
    "copular" => Copular, "subject-control" => SubjectControl, "receive" => Receive, "of-object" => OfObject,
    "naming" => Naming,
});
parse_names!(WordList {
    "time" => Time, "future" => Future, "past" => Past, "suffix" => Suffix, "not-event" => NotEvent,
    "agentive" => Agentive, "occurrence" => Occurrence, "source" => Source,
    "preposition" => Preposition,
    "negative" => Negative, "open" => Open, "given" => Given, "condition" => Condition, "addressed" => Addressed, "content" => Content,
    "honorific" => Honorific, "purpose" => Purpose, "ahead" => Ahead, "governed" => Governed,
});

/// What reads one line's columns into the lexicon.
type Reader = fn(&mut Lexicon, &[&str]) -> Result<(), String>;

/// The files of the lexicon, by their path under the ontology folder.
pub const FILES: [&str; 5] = [
    "lexicon/cues.tsv",
    "lexicon/reporting.tsv",
    "lexicon/verbs.tsv",
    "lexicon/nouns.tsv",
    "lexicon/words.tsv",
];

impl Lexicon {
    /// Reads the lexicon; `file` gives the text of each of [`FILES`].
    ///
    /// # Errors
    /// A missing file, or the first line that can't be read.
    pub fn parse<'a>(file: impl Fn(&str) -> Option<&'a str>) -> Result<Self, DataError> {
        let mut out = Self::default();
        let readers: [Reader; 5] = [
            Self::cue_line,
            Self::reporting_line,
            Self::verb_line,
            Self::noun_line,
            Self::word_line,
        ];
        for (path, read) in FILES.into_iter().zip(readers) {
            let text = file(path)
                .ok_or_else(|| DataError::new(path, 0, "the file is missing from the ontology"))?;
            for (number, line) in text.lines().enumerate() {
                if line.trim().is_empty() || line.starts_with('#') {
                    continue;
                }
                let columns: Vec<&str> = line.split('\t').map(str::trim).collect();
                read(&mut out, &columns)
                    .map_err(|message| DataError::new(path, number as u32 + 1, message))?;
            }
        }
        Ok(out)
    }

    fn cue_line(&mut self, columns: &[&str]) -> Result<(), String> {
        let [lemmas, class, frames, positive, negative] = columns else {
            return Err(expected(5, columns));
        };
        let (class, positive, negative) = (class.parse()?, positive.parse()?, negative.parse()?);
        for lemma in list(lemmas) {
            for frame in list(frames) {
                let cue = Cue {
                    class,
                    frame: frame.parse()?,
                    positive,
                    negative,
                };
                let cues = self.cues.entry(lemma.into()).or_default();
                if cues
                    .iter()
                    .any(|c| c.class == cue.class && c.frame == cue.frame)
                {
                    return Err(format!("{lemma} has that frame already"));
                }
                cues.push(cue);
            }
        }
        Ok(())
    }

    fn reporting_line(&mut self, columns: &[&str]) -> Result<(), String> {
        let [lemmas, class, vouches] = columns else {
            return Err(expected(3, columns));
        };
        let class = class.parse()?;
        let vouches = match *vouches {
            "vouches" => true,
            "-" => false,
            other => return Err(format!("{other:?} is neither vouches nor -")),
        };
        for lemma in list(lemmas) {
            if self
                .reporting
                .insert((lemma.into(), class), vouches)
                .is_some()
            {
                return Err(format!("{lemma} stands here twice"));
            }
        }
        Ok(())
    }

    fn verb_line(&mut self, columns: &[&str]) -> Result<(), String> {
        if let [class, verbs] = columns {
            let class: VerbClass = class.parse()?;
            let members = self.verbs.entry(class).or_default();
            members.extend(list(verbs).map(CompactString::from));
            return Ok(());
        }
        let [class, verbs, others] = columns else {
            return Err(expected(3, columns));
        };
        for verb in list(verbs) {
            let others = list(others).map(CompactString::from);
            match *class {
                "light" => self.light.entry(verb.into()).or_default().extend(others),
                "idiom" => self.idioms.extend(others.map(|n| (verb.into(), n))),
                "oblique-control" => self
                    .oblique_control
                    .extend(others.map(|p| (verb.into(), p))),
                other => {
                    return Err(format!(
                        "{other:?} is none of light, idiom, oblique-control"
                    ));
                }
            }
        }
        Ok(())
    }

    fn noun_line(&mut self, columns: &[&str]) -> Result<(), String> {
        let [nouns, of, possessor] = columns else {
            return Err(expected(3, columns));
        };
        let subject = |s: &str| match s {
            "subject" => Ok(true),
            "object" => Ok(false),
            _ => Err(format!("{s:?} is neither subject nor object")),
        };
        let entry = EventNoun {
            of_subject: subject(of)?,
            possessor_object: !subject(possessor)?,
        };
        for noun in list(nouns) {
            if self.nouns.insert(noun.into(), entry).is_some() {
                return Err(format!("{noun} stands here twice"));
            }
        }
        Ok(())
    }

    fn word_line(&mut self, columns: &[&str]) -> Result<(), String> {
        let [class, words] = columns else {
            return Err(expected(2, columns));
        };
        self.words
            .entry(class.parse()?)
            .or_default()
            .extend(list(words).map(CompactString::from));
        Ok(())
    }

    /// The cue entry of a word for that frame.
    pub fn cue(&self, lemma: &str, class: WordClass, frame: Frame) -> Option<&Cue> {
        self.cues
            .get(lemma)?
            .iter()
            .find(|c| c.class == class && c.frame == frame)
    }

    /// Whether a word is a cue in any frame.
    pub fn is_cue(&self, lemma: &str, class: WordClass) -> bool {
        self.cues
            .get(lemma)
            .is_some_and(|cues| cues.iter().any(|c| c.class == class))
    }

    /// Whether the word reports what somebody says, and if so, whether it vouches for it.
    pub fn reporting(&self, lemma: &str, class: WordClass) -> Option<bool> {
        self.reporting
            .get(&(CompactString::from(lemma), class))
            .copied()
    }

    /// Whether `verb` only supports the event that its object `noun` names ("pay a visit").
    pub fn is_light(&self, verb: &str, noun: &str) -> bool {
        self.light.get(verb).is_some_and(|nouns| {
            nouns
                .iter()
                .any(|n| n == noun || (n == "*" && self.event_noun(noun).is_some()))
        })
    }

    /// Whether verb and object together are one verb ("take place").
    pub fn is_idiom(&self, verb: &str, noun: &str) -> bool {
        self.idioms.contains(&(verb.into(), noun.into()))
    }

    /// Whether the infinitive's subject stands after that preposition ("called on X to …").
    pub fn is_oblique_control(&self, verb: &str, preposition: &str) -> bool {
        self.oblique_control
            .contains(&(verb.into(), preposition.into()))
    }

    /// Whether the verb is of that class.
    pub fn is_verb(&self, class: VerbClass, lemma: &str) -> bool {
        self.verbs.get(&class).is_some_and(|v| v.contains(lemma))
    }

    /// How the noun names its participants, if it is known to name an event.
    pub fn event_noun(&self, lemma: &str) -> Option<EventNoun> {
        self.nouns.get(lemma).copied()
    }

    /// Whether the noun looks as if made from a verb.
    pub fn is_nominalisation(&self, lemma: &str) -> bool {
        !self.has(WordList::NotEvent, lemma)
            && self.words.get(&WordList::Suffix).is_some_and(|suffixes| {
                // A stem of at least three letters: "nation" is none of "-tion".
                (1..=lemma.len().saturating_sub(3)).any(|n| {
                    lemma
                        .get(lemma.len() - n..)
                        .is_some_and(|s| suffixes.contains(s))
                })
            })
    }

    /// Whether the closed list holds the word.
    pub fn has(&self, list: WordList, word: &str) -> bool {
        self.words.get(&list).is_some_and(|w| w.contains(word))
    }
}

fn list(column: &str) -> impl Iterator<Item = &str> {
    column.split(',').map(str::trim).filter(|s| !s.is_empty())
}

fn expected(n: usize, columns: &[&str]) -> String {
    format!("expected {n} columns, found {}", columns.len())
}

#[cfg(test)]
mod tests {
    use super::{Effect, Frame, Lexicon, WordClass, WordList};

    fn embedded() -> Lexicon {
        Lexicon::parse(crate::knowledge::file).unwrap_or_else(|e| panic!("{e}"))
    }

    #[test]
    fn the_embedded_lexicon_loads() {
        let lexicon = embedded();
        let refuse = lexicon.cue("refuse", WordClass::Verb, Frame::To);
        assert_eq!(refuse.map(|c| c.positive), Some(Effect::Denied));
        assert_eq!(lexicon.reporting("confirm", WordClass::Verb), Some(true));
        assert_eq!(lexicon.reporting("say", WordClass::Verb), Some(false));
        assert!(lexicon.is_light("pay", "visit") && !lexicon.is_light("pay", "bill"));
        assert!(lexicon.is_light("hold", "summit"));
        assert!(lexicon.is_nominalisation("encroachment"));
        assert!(!lexicon.is_nominalisation("nation") && !lexicon.has(WordList::Time, "nation"));
    }

    #[test]
    fn a_bad_line_is_named() {
        let with = |bad: &'static str| {
            Lexicon::parse(move |path| Some(if path == "lexicon/cues.tsv" { bad } else { "" }))
        };
        let error = with("# cues\nrefuse\tverb\tto\tdenied\n").err();
        assert_eq!(
            error.map(|e| e.to_string()),
            Some("lexicon/cues.tsv:2: expected 5 columns, found 4".into())
        );
        assert!(with("refuse\tverb\tto\tgone\tpossible").is_err());
        assert!(with("a\tverb\tto\tdenied\tpossible\na\tverb\tto\tsame\tpossible").is_err());
    }
}
