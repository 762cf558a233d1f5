//! Names to entries.

use super::{
    entry::{Candidate, Entry, How},
    fold::{acronym, article_variants, bare, fold, is_apostrophe, trim},
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// All names, each with what it may mean.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    /// Folded names.
    names: FxHashMap<String, Vec<Candidate>>,
    /// Acronyms as written, without dots: they are told from words by their capitals (`US`, `WHO`).
    acronyms: FxHashMap<String, Vec<Candidate>>,
    /// Folded names that are written without a capital: `the kingdom`, `al-Shabaab`.
    small: FxHashMap<String, Vec<Candidate>>,
    /// Given and family name of heads of state and government, for a full name with middle names.
    given_and_family: FxHashMap<String, Vec<Candidate>>,
    /// Folded office words, which may precede a name.
    titles: FxHashSet<String>,
    /// First word of each name, with the number of words of the longest name that begins so.
    first_words: FxHashMap<String, usize>,
}

impl Index {
    /// The index of all entries' names. `entries` gives the order of candidates that share a name alike.
    pub(super) fn build(
        entries: &[Arc<Entry>],
        by_id: impl Fn(&str) -> Option<Arc<Entry>>,
        is_head: impl Fn(&str) -> bool,
        titles: impl Iterator<Item = String>,
    ) -> Self {
        let mut index = Self {
            titles: titles.collect(),
            ..Self::default()
        };
        for entry in entries {
            index.add(&entry.label, entry, How::Label);
            for alias in &entry.aliases {
                index.add(alias, entry, How::Alias);
            }
            for adjective in &entry.adjectives {
                index.add(adjective, entry, How::Adjective);
            }
            for noun in &entry.people {
                index.add(noun, entry, How::PeopleNoun);
            }
            if let Some(person) = entry.person() {
                index.add_person(entry, person.family_name.as_deref());
                let home = entry.country.as_deref().and_then(&by_id);
                if is_head(&entry.id) && home.is_some_and(|c| family_name_ends(&c)) {
                    index.add_given_and_family(entry, person.family_name.as_deref());
                }
            }
            if let Some(country) = entry.as_country() {
                for epithet in &country.epithets {
                    index.add(epithet, entry, How::Epithet);
                }
            }
            if let Some(seat) = entry.seat_of().and_then(&by_id) {
                for name in std::iter::once(&entry.label).chain(&entry.aliases) {
                    index.add(name, &seat, How::Seat);
                }
            }
        }
        index.sort();
        index
    }

    fn add_person(&mut self, entry: &Arc<Entry>, family: Option<&str>) {
        for name in std::iter::once(&entry.label).chain(&entry.aliases) {
            for variant in article_variants(&fold(name)) {
                self.add_folded(variant, entry, How::Alias);
            }
        }
        let Some(family) = family else { return };
        self.add(family, entry, How::FamilyName);
        let folded = fold(family);
        let with_article = |article: &str| format!(" {article} {folded}");
        let label = format!(" {}", fold(&entry.label));
        if ["al", "el", "as", "ash"]
            .iter()
            .any(|a| label.ends_with(&with_article(a)))
        {
            for article in ["al", "el"] {
                self.add_folded(format!("{article} {folded}"), entry, How::FamilyName);
            }
        }
    }

    /// "Robert Gabriel Mugabe" is Robert Mugabe. Only heads are found so: others have too many namesakes.
    fn add_given_and_family(&mut self, entry: &Arc<Entry>, family: Option<&str>) {
        let label = fold(&entry.label);
        if let Some((given, last)) = label.split_once(' ')
            && !last.contains(' ')
            && family.is_some_and(|f| fold(f) == last)
        {
            let key = format!("{given} {last}");
            push(&mut self.given_and_family, key, entry, How::Alias);
        }
    }

    fn add(&mut self, name: &str, entry: &Arc<Entry>, how: How) {
        let folded = fold(name);
        if let Some(letters) = acronym(name) {
            let how = if how == How::Alias { How::Acronym } else { how };
            // "Nato", "Opec": papers that write pronounceable acronyms as words.
            if letters.len() >= 4 {
                self.add_folded(fold(&letters), entry, how);
            }
            self.note_words(&folded);
            push(&mut self.acronyms, letters, entry, how);
            return;
        }
        if !name.starts_with(char::is_uppercase) {
            push(&mut self.small, folded.clone(), entry, how);
        }
        self.add_folded(folded, entry, how);
    }

    fn add_folded(&mut self, folded: String, entry: &Arc<Entry>, how: How) {
        if folded.is_empty() {
            return;
        }
        // "The Hague" is kept with its article, so that it isn't William Hague, and without. An epithet needs it.
        if let Some(rest) = folded.strip_prefix("the ")
            && how != How::Epithet
        {
            let rest = rest.to_owned();
            self.note_words(&rest);
            push(&mut self.names, rest, entry, how);
        }
        self.note_words(&folded);
        push(&mut self.names, folded, entry, how);
    }

    fn note_words(&mut self, folded: &str) {
        let count = folded.split(' ').count();
        let first = folded.split(' ').next().unwrap_or_default();
        let most = self.first_words.entry(first.to_owned()).or_default();
        *most = count.max(*most);
    }

    fn sort(&mut self) {
        let tidy = |list: &mut Vec<Candidate>| {
            list.sort_by(|a, b| (&a.entry.id, a.how).cmp(&(&b.entry.id, b.how)));
            list.dedup_by(|a, b| a.entry.id == b.entry.id);
            list.sort_by(|a, b| (a.how, &a.entry.id).cmp(&(b.how, &b.entry.id)));
        };
        self.names.values_mut().for_each(tidy);
        self.acronyms.values_mut().for_each(tidy);
        self.small.values_mut().for_each(tidy);
    }

    /// What a surface form may name: as it stands, without an office word before it, or without middle names.
    pub(super) fn lookup(&self, surface: &str) -> &[Candidate] {
        let found = self.lookup_name(surface);
        if !found.is_empty() {
            return found;
        }
        let name = bare(trim(surface));
        let untitled = self.without_title(name);
        let found = untitled.map_or(&[][..], |rest| self.lookup_name(rest));
        if found.iter().any(|c| c.entry.is_person()) {
            return found;
        }
        self.without_middle_names(untitled.unwrap_or(name))
    }

    /// What follows the office words that a form begins with.
    fn without_title<'a>(&self, name: &'a str) -> Option<&'a str> {
        let gaps: Vec<usize> = name.match_indices(' ').map(|(i, _)| i).take(5).collect();
        gaps.iter().rev().find_map(|i| {
            let (title, rest) = name.split_at_checked(*i)?;
            self.titles.contains(&fold(title)).then(|| rest.trim())
        })
    }

    fn without_middle_names(&self, name: &str) -> &[Candidate] {
        let words: Vec<&str> = name.split_whitespace().collect();
        let [given, middle @ .., family] = words.as_slice() else {
            return &[];
        };
        // A lower-case word or a mark between makes it no plain name.
        let plain = |w: &&str| {
            w.starts_with(char::is_uppercase) && w.chars().all(|c| c.is_alphabetic() || c == '.')
        };
        if middle.is_empty() || !words.iter().all(plain) {
            return &[];
        }
        self.given_and_family
            .get(&format!("{} {}", fold(given), fold(family)))
            .map_or(&[], Vec::as_slice)
    }

    /// What a surface form as it stands may name.
    fn lookup_name(&self, surface: &str) -> &[Candidate] {
        let name = trim(surface);
        // "St. George's" and "McDonald's" are names, "China's" is China.
        let found = self.lookup_exactly(name);
        let bare = bare(name);
        if found.is_empty() && bare.len() < name.len() {
            self.lookup_exactly(bare)
        } else {
            found
        }
    }

    fn lookup_exactly(&self, name: &str) -> &[Candidate] {
        let without_article = ["the ", "The ", "THE "]
            .iter()
            .find_map(|a| name.strip_prefix(a))
            .unwrap_or(name);
        if let Some(letters) = acronym(without_article)
            && let Some(found) = self.acronyms.get(&letters)
        {
            return found;
        }
        // A name has a capital somewhere; what has none is a word, unless it is written so in the gazetteer.
        let map = if without_article.contains(char::is_uppercase) {
            &self.names
        } else {
            &self.small
        };
        let folded = fold(name);
        map.get(&folded)
            .or_else(|| map.get(folded.strip_prefix("the ")?))
            .map_or(&[], Vec::as_slice)
    }

    /// The longest run of words, from the first on, that is a name.
    pub(super) fn longest_match(&self, words: &[&str]) -> Option<(usize, &[Candidate])> {
        let most = self.longest_name(words)?;
        // Hyphens and their parts may be tokens of their own.
        for len in (1..=words.len().min(2 * most + 1)).rev() {
            let run = words.get(..len)?;
            if !run.last().is_some_and(|w| may_end(w)) {
                continue;
            }
            let found = self.lookup_name(&join(run));
            if !found.is_empty() {
                return Some((len, found));
            }
        }
        None
    }

    /// The number of words of the longest name that begins as `words` do.
    fn longest_name(&self, words: &[&str]) -> Option<usize> {
        let mut most = None;
        for word in words.iter().take(2) {
            let folded = fold(word);
            let first = folded.split(' ').next().unwrap_or_default();
            if let Some(n) = self.first_words.get(first) {
                most = Some(most.unwrap_or(0).max(n + 1));
            }
            let letters = acronym(word).unwrap_or_default();
            if self.acronyms.contains_key(&letters) {
                most = most.or(Some(2));
            }
            if folded != "the" {
                break;
            }
        }
        most
    }
}

/// Whether people of a country are named given name first, family name last.
fn family_name_ends(country: &Entry) -> bool {
    country.as_country().is_some_and(|c| {
        matches!(
            c.continent.as_str(),
            "Europe" | "North America" | "Oceania" | "South America"
        ) || c.region == "Sub-Saharan Africa"
    })
}

fn push(map: &mut FxHashMap<String, Vec<Candidate>>, key: String, entry: &Arc<Entry>, how: How) {
    map.entry(key).or_default().push(Candidate {
        entry: Arc::clone(entry),
        how,
    });
}

/// Whether a name may end in this word: not in a possessive or a mark.
fn may_end(word: &str) -> bool {
    !word.starts_with(is_apostrophe) && word.contains(char::is_alphanumeric)
}

/// Words as text; a possessive ending joins the word before it.
fn join(words: &[&str]) -> String {
    let mut out = String::new();
    for word in words {
        if !out.is_empty() && !word.starts_with(is_apostrophe) {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}
