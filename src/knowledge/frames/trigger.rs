use compact_str::CompactString;
use std::collections::{BTreeMap, BTreeSet};

/// A wording that a frame knows: a predicate of some kind, and what else must stand with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trigger {
    /// What kind of predicate.
    pub kind: TriggerKind,
    /// Its lemmas, particles included; of a noun, what may stand before it too.
    pub lemmas: Vec<NounPattern>,
    /// Prepositions of which one must introduce an argument; with [`Self::noun`], that noun is the argument.
    pub marker: Vec<CompactString>,
    /// Nouns of which one must head the object, or the prepositional argument.
    pub noun: Vec<NounPattern>,
    /// Whether a clause must be the content, and if so with which predicates; none listed means any.
    pub clause: Option<BTreeSet<CompactString>>,
}

/// What kind of predicate a trigger is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TriggerKind {
    /// A verb.
    Verb,
    /// A nominal event, on its own or under a light verb.
    Noun,
    /// A predicate adjective.
    Adjective,
    /// A predicate noun or apposition.
    Copula,
}

/// A noun, with words that must modify it ("hunger strike").
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NounPattern {
    /// Lemma of the head.
    pub head: CompactString,
    /// Lemmas that must be among its modifiers.
    pub modifiers: Vec<CompactString>,
}

impl NounPattern {
    fn parse(text: &str) -> Self {
        let mut words: Vec<CompactString> = text.split(' ').map(CompactString::from).collect();
        let head = words.pop().unwrap_or_default();
        Self {
            head,
            modifiers: words,
        }
    }
}

/// Named sets of lemmas.
pub(super) type Sets = BTreeMap<String, BTreeSet<CompactString>>;

/// Expands `a|b|@set` to its lemmas.
pub(super) fn alternatives(text: &str, sets: &Sets) -> Result<Vec<CompactString>, String> {
    let mut out = Vec::new();
    for part in text.split('|') {
        if let Some(name) = part.strip_prefix('@') {
            let set = sets
                .get(name)
                .ok_or_else(|| format!("there is no set `@{name}`"))?;
            out.extend(set.iter().cloned());
        } else if part.is_empty() {
            return Err(format!("`{text}` has an empty alternative"));
        } else {
            out.push(CompactString::from(part.replace('_', " ")));
        }
    }
    Ok(out)
}

impl Trigger {
    /// Reads `lemma|lemma particle (prep|prep) + noun|@set > clause|@set`; of each part only the first is needed.
    pub(super) fn parse(kind: TriggerKind, text: &str, sets: &Sets) -> Result<Self, String> {
        let (text, clause) = match text.split_once('>') {
            None => (text, None),
            Some((t, c)) => (
                t,
                Some(match c.trim() {
                    "clause" => BTreeSet::new(),
                    c => alternatives(c, sets)?.into_iter().collect(),
                }),
            ),
        };
        let (text, noun) = match text.split_once('+') {
            None => (text, Vec::new()),
            Some((t, n)) => (
                t,
                alternatives(n.trim(), sets)?
                    .iter()
                    .map(|n| NounPattern::parse(n))
                    .collect(),
            ),
        };
        let (text, marker) = match text.split_once('(') {
            None => (text, Vec::new()),
            Some((t, m)) => {
                let m = m
                    .trim()
                    .strip_suffix(')')
                    .ok_or_else(|| format!("`{text}` lacks a closing bracket"))?;
                (t, alternatives(m.trim(), sets)?)
            }
        };
        let mut words = text.split_whitespace();
        let first = words
            .next()
            .ok_or_else(|| "a trigger needs a lemma".to_owned())?;
        let rest: Vec<&str> = words.collect();
        let lemmas = alternatives(first, sets)?
            .into_iter()
            .map(|lemma| {
                let whole = std::iter::once(lemma.as_str())
                    .chain(rest.iter().copied())
                    .collect::<Vec<_>>()
                    .join(" ");
                match kind {
                    TriggerKind::Noun | TriggerKind::Copula => NounPattern::parse(&whole),
                    TriggerKind::Verb | TriggerKind::Adjective => NounPattern {
                        head: whole.into(),
                        modifiers: Vec::new(),
                    },
                }
            })
            .collect();
        Ok(Self {
            kind,
            lemmas,
            marker,
            noun,
            clause,
        })
    }

    /// How much it asks for beyond its lemma.
    pub fn specificity(&self) -> usize {
        let clause = match &self.clause {
            None => 0,
            Some(c) if c.is_empty() => 2,
            Some(_) => 4,
        };
        let modifiers = self.lemmas.iter().map(|l| l.modifiers.len()).max();
        clause
            + 2 * usize::from(!self.marker.is_empty())
            + 4 * usize::from(!self.noun.is_empty())
            + 2 * modifiers.unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::{NounPattern, Sets, Trigger, TriggerKind};

    fn sets() -> Sets {
        Sets::from([(
            "tie".to_owned(),
            ["tie".into(), "diplomatic relation".into()].into(),
        )])
    }

    #[test]
    fn a_trigger_reads_all_its_parts() {
        let t = Trigger::parse(TriggerKind::Verb, "break|cut off (with) + @tie", &sets())
            .expect("a trigger");
        let heads: Vec<&str> = t.lemmas.iter().map(|l| l.head.as_str()).collect();
        assert_eq!(heads, ["break off", "cut off"]);
        assert_eq!(t.marker, ["with"]);
        assert_eq!(
            t.noun[0],
            NounPattern {
                head: "relation".into(),
                modifiers: vec!["diplomatic".into()]
            }
        );
        let c = Trigger::parse(TriggerKind::Verb, "agree > clause", &sets()).expect("a trigger");
        assert!(c.clause.is_some_and(|c| c.is_empty()));
    }

    #[test]
    fn an_unknown_set_is_an_error() {
        assert!(Trigger::parse(TriggerKind::Verb, "sign + @nothing", &sets()).is_err());
        assert!(Trigger::parse(TriggerKind::Verb, "", &sets()).is_err());
    }
}
