//! When two names are one: what may differ (accents, hyphens, romanisation) and what may not (given names, numbers,
//! generations).

use crate::{knowledge::gazetteer::fold, text::DataError};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// Spellings of one name in different romanisations, a group a line; see the file.
const VARIANTS: &str = include_str!("../../ontology/resolution/name-variants.tsv");
/// Words that say what kind of body a name is, and may be left out of it.
const LEGAL_FORMS: &str = include_str!("../../ontology/resolution/legal-forms.tsv");

/// Words of occasions that tell nothing apart, and those that mean the same.
const OCCASION_WORDS: &str = include_str!("../../ontology/resolution/occasion-words.tsv");

/// Knowledge of names.
#[derive(Debug)]
pub(super) struct Names {
    /// From each spelling to the first of its group.
    variants: FxHashMap<String, String>,
    legal_forms: Vec<String>,
    /// From each word of an occasion to the word that stands for it, empty where it tells nothing.
    occasion_words: FxHashMap<String, String>,
}

impl Names {
    /// The knowledge that the program carries.
    pub(super) fn embedded() -> Result<Self, DataError> {
        let mut variants = FxHashMap::default();
        for (line, group) in lines(VARIANTS) {
            let words: Vec<String> = group.split('\t').map(fold).collect();
            let Some(first) = words.first().cloned() else {
                continue;
            };
            for word in words {
                if variants.insert(word.clone(), first.clone()).is_some() {
                    let message = format!("`{word}` stands in two groups");
                    return Err(DataError::new(
                        "resolution/name-variants.tsv",
                        line,
                        message,
                    ));
                }
            }
        }
        Ok(Self {
            variants,
            legal_forms: lines(LEGAL_FORMS).map(|(_, word)| fold(word)).collect(),
            occasion_words: lines(OCCASION_WORDS)
                .map(|(_, line)| {
                    let (word, same) = line.split_once('\t').unwrap_or((line, ""));
                    (fold(word), fold(same))
                })
                .collect(),
        })
    }

    /// What all spellings of a person's name share; nothing for a name of one word, which may be anybody's.
    pub(super) fn person(&self, name: &str) -> Option<String> {
        let folded = fold(name);
        let words: Vec<&str> = folded
            .split(' ')
            .filter(|w| !w.is_empty())
            .map(|w| self.variants.get(w).map_or(w, String::as_str))
            .collect();
        // The Arabic article is written or not as the newspaper likes; a first word of that form is a name.
        let key: Vec<&str> = words
            .iter()
            .enumerate()
            .filter(|(i, w)| *i == 0 || !matches!(**w, "al" | "el" | "ul" | "ad" | "as" | "ar"))
            .map(|(_, w)| *w)
            .collect();
        let full = key.iter().filter(|w| w.chars().count() > 1).count() > 1;
        full.then(|| key.join(" "))
    }

    /// The words of an occasion's name or description that tell it from others of its class; `class` is what the class
    /// is called.
    pub(super) fn occasion(&self, name: &str, class: &[&str]) -> BTreeSet<String> {
        let class: Vec<String> = class.iter().map(|c| fold(c)).collect();
        // "Three-way" is one word here.
        fold(&name.replace('-', ""))
            .split(' ')
            .map(|word| self.occasion_words.get(word).map_or(word, String::as_str))
            .filter(|word| {
                let stem = word.strip_suffix('s').unwrap_or(word);
                !word.is_empty()
                    && !class
                        .iter()
                        .any(|c| c.split(' ').any(|w| w == *word || w == stem))
            })
            .map(str::to_owned)
            .collect()
    }

    /// What all spellings of the name of a body or place share.
    pub(super) fn body(&self, name: &str) -> Option<String> {
        let folded = fold(name);
        let mut words: Vec<&str> = folded.split(' ').filter(|w| !w.is_empty()).collect();
        if words.len() > 1 && words.first() == Some(&"the") {
            words.remove(0);
        }
        while words.len() > 1
            && words
                .last()
                .is_some_and(|w| self.legal_forms.iter().any(|l| l == w))
        {
            words.pop();
        }
        (!words.is_empty()).then(|| words.join(" "))
    }
}

/// The letters of a name that is an acronym: two to eight capitals.
pub(super) fn acronym(name: &str) -> Option<String> {
    let letters: String = name.chars().filter(|c| *c != '.').collect();
    let fits = (2..=8).contains(&letters.len())
        && letters
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        && letters.starts_with(|c: char| c.is_ascii_uppercase());
    fits.then(|| letters.to_lowercase())
}

/// The initials of a name of three words or more, those of small words left out.
pub(super) fn initials(name: &str) -> Option<String> {
    let letters: String = name
        .split([' ', '-'])
        .filter(|w| w.starts_with(char::is_uppercase))
        .filter_map(|w| w.chars().next())
        .collect();
    (letters.chars().count() > 2).then(|| fold(&letters))
}

fn lines(text: &str) -> impl Iterator<Item = (u32, &str)> {
    text.lines()
        .enumerate()
        .map(|(i, line)| (i as u32 + 1, line.trim_end()))
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::{Names, acronym, initials};

    #[test]
    fn spellings_of_a_person_share_a_key_and_persons_do_not() {
        let n = Names::embedded().expect("the files load");
        let same = |a: &str, b: &str| assert_eq!(n.person(a), n.person(b), "{a} = {b}");
        let other = |a: &str, b: &str| assert_ne!(n.person(a), n.person(b), "{a} ≠ {b}");
        same("Park Jie-won", "Park Jie Won");
        same("Mohammed Hassan", "Muhammad Hasan");
        same("Sergei Ivanov", "Sergey Ivanov");
        same("Omar al-Haddad", "Omar Haddad");
        same("José Peña", "Jose Pena");
        other("George Bush", "George Bush Jr.");
        other("George H. W. Bush", "George W. Bush");
        other("Kim Jong Il", "Kim Jong Un");
        other("John Paul I", "John Paul II");
        assert_eq!(n.person("Smith"), None);
        assert_eq!(n.person("J. Smith"), None);
    }

    #[test]
    fn occasions_are_told_apart_by_what_is_their_own() {
        let n = Names::embedded().expect("the files load");
        let words =
            |name: &str, class: &str| n.occasion(name, &[class]).into_iter().collect::<Vec<_>>();
        assert_eq!(words("a grand military parade", "military parade"), [""; 0]);
        assert_eq!(
            words("Victory Day parade", "military parade"),
            ["day", "victory"]
        );
        assert_eq!(
            words("three-way summit", "summit"),
            words("trilateral summit", "summit")
        );
    }

    #[test]
    fn bodies_drop_article_and_legal_form() {
        let n = Names::embedded().expect("the files load");
        assert_eq!(n.body("The Acme Corp."), n.body("Acme"));
        assert_ne!(n.body("Guinea-Bissau"), n.body("Guinea"));
        assert_eq!(acronym("F.S.A."), Some("fsa".to_owned()));
        assert_eq!(acronym("Fsa"), None);
        assert_eq!(initials("Free Syrian Army").as_deref(), Some("fsa"));
    }
}
