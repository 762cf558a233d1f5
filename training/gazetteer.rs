//! Known names: they stand in for the names of training sentences, and they mark some names where no one annotated them.

use crate::{
    conllu::{Gold, Lists, Word},
    random::Random,
};
use chancery::language::{EntityKind, Upos};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

/// The names of the gazetteer, each as its words.
pub(crate) struct Gazetteer {
    people: Vec<Vec<String>>,
    surnames: Vec<String>,
    /// Names of one and of two words.
    others: BTreeMap<(EntityKind, usize), Vec<Vec<String>>>,
    /// What a sequence of words names; several kinds where names are shared.
    kinds: BTreeMap<Vec<String>, BTreeSet<EntityKind>>,
    longest: usize,
}

/// The share of names that are exchanged each time a sentence is shown.
const EXCHANGED: f32 = 0.35;

impl Gazetteer {
    /// The gazetteer of the project.
    pub(crate) fn new() -> Self {
        let mut new = Self {
            people: Vec::new(),
            surnames: Vec::new(),
            others: BTreeMap::new(),
            kinds: BTreeMap::new(),
            longest: 0,
        };
        for row in rows(include_str!("../ontology/gazetteer/people.tsv")) {
            new.enter(EntityKind::Person, cell(&row, "label"));
            let surname = cell(&row, "family_name");
            new.enter(EntityKind::Person, surname);
            let name = words(cell(&row, "label"));
            if name.len() > 1 {
                new.people.push(name);
            }
            if words(surname).len() == 1 {
                new.surnames.push(surname.to_owned());
            }
        }
        let tables = [
            (
                EntityKind::Country,
                include_str!("../ontology/gazetteer/countries.tsv"),
            ),
            (
                EntityKind::Place,
                include_str!("../ontology/gazetteer/places.tsv"),
            ),
            (
                EntityKind::Organization,
                include_str!("../ontology/gazetteer/organizations.tsv"),
            ),
        ];
        for (kind, table) in tables {
            for row in rows(table) {
                for name in
                    std::iter::once(cell(&row, "label")).chain(cell(&row, "aliases").split('|'))
                {
                    new.enter(kind, name);
                    let name = words(name);
                    if !name.is_empty() && name.len() <= 2 && !name.iter().any(|w| w == "-") {
                        new.others.entry((kind, name.len())).or_default().push(name);
                    }
                }
            }
        }
        new
    }

    fn enter(&mut self, kind: EntityKind, name: &str) {
        let name = words(name.strip_prefix("the ").unwrap_or(name));
        if name.iter().any(|w| w.starts_with(char::is_uppercase)) {
            self.longest = self.longest.max(name.len());
            self.kinds.entry(name).or_default().insert(kind);
        }
    }

    /// A sentence with some of its names exchanged for others of their kind; its tree and tags stay right.
    pub(crate) fn exchange(&self, gold: &Gold, random: &mut Random) -> Gold {
        let mut gold = gold.clone();
        let mut at = 0;
        while let Some((span, kind)) = gold.names.as_ref().and_then(|n| n.get(at)).cloned() {
            at += 1;
            if !random.chance(EXCHANGED) {
                continue;
            }
            match kind {
                EntityKind::Person => self.exchange_person(&mut gold, &span, random),
                EntityKind::Country | EntityKind::Place | EntityKind::Organization => {
                    let proper = gold.words[span.clone()]
                        .iter()
                        .all(|w| w.upos == Upos::Propn);
                    if let Some(list) = self.others.get(&(kind, span.len())).filter(|_| proper) {
                        let name = &list[random.below(list.len())];
                        for (word, form) in gold.words[span].iter_mut().zip(name) {
                            word.form.clone_from(form);
                        }
                    }
                }
                _ => {}
            }
        }
        gold
    }

    fn exchange_person(&self, gold: &mut Gold, span: &Range<usize>, random: &mut Random) {
        let words = &gold.words[span.clone()];
        let flat = words.iter().enumerate().all(|(i, w)| {
            w.upos == Upos::Propn
                && if i == 0 {
                    !inside(span, w.head)
                } else {
                    w.relation == "flat" && w.head == span.start + 1
                }
        });
        if !flat || (span.len() == 1 && words[0].relation == "flat") {
            return;
        }
        let name: Vec<String> = if span.len() == 1 {
            vec![self.surnames[random.below(self.surnames.len())].clone()]
        } else {
            self.people[random.below(self.people.len())].clone()
        };
        let first = gold.words[span.start].clone();
        let by = name.len() as isize - span.len() as isize;
        // No word hangs on a part of the name but its first word.
        if gold
            .words
            .iter()
            .enumerate()
            .any(|(i, w)| w.head > span.start + 1 && w.head <= span.end && !span.contains(&i))
        {
            return;
        }
        let moved = |head: usize| {
            if head > span.end {
                (head as isize + by) as usize
            } else {
                head
            }
        };
        let mut new: Vec<Word> = Vec::new();
        for (i, word) in gold.words.iter().enumerate() {
            if i == span.start {
                for (k, form) in name.iter().enumerate() {
                    let mut part = Word {
                        form: form.clone(),
                        ..first.clone()
                    };
                    if k == 0 {
                        part.head = moved(first.head);
                    } else {
                        part.head = span.start + 1;
                        "flat".clone_into(&mut part.relation);
                    }
                    if form == "-" {
                        part.upos = Upos::Punct;
                        "HYPH".clone_into(&mut part.xpos);
                        "_".clone_into(&mut part.feats);
                        "punct".clone_into(&mut part.relation);
                    }
                    new.push(part);
                }
            } else if !span.contains(&i) {
                new.push(Word {
                    head: moved(word.head),
                    ..word.clone()
                });
            }
        }
        gold.words = new;
        let shift = |at: usize| {
            if at >= span.end {
                (at as isize + by) as usize
            } else {
                at
            }
        };
        for (other, _) in gold.names.iter_mut().flatten() {
            *other = if *other == *span {
                span.start..shift(span.end)
            } else {
                shift(other.start)..shift(other.end)
            };
        }
    }

    /// Name tags of a sentence whose names nobody annotated: names that the gazetteer knows, words that can be in no name,
    /// and nothing for all others.
    pub(crate) fn silver(&self, gold: &Gold, lists: &Lists) -> Vec<Option<usize>> {
        let n = gold.words.len();
        let capital = |i: usize| {
            let w = &gold.words[i];
            w.upos == Upos::Propn
                || w.upos == Upos::Num
                || w.upos == Upos::X
                || (w.form.starts_with(char::is_uppercase) && (i > 0 || w.upos == Upos::Adj))
        };
        let shouting = gold
            .words
            .iter()
            .filter(|w| w.form.chars().any(char::is_lowercase))
            .count()
            * 2
            < n;
        if shouting {
            return vec![None; n];
        }
        let mut named: Vec<bool> = (0..n).map(capital).collect();
        // Small words and signs between parts of a name belong to it.
        for i in 1..n.saturating_sub(1) {
            let joins = matches!(
                gold.words[i].form.as_str(),
                "of" | "and" | "&" | "-" | "the" | "for" | "/" | "'s" | "al" | "bin" | "de"
            );
            if joins && named[i - 1] && (capital(i + 1) || gold.words[i + 1].form == "the") {
                named[i] = true;
            }
        }
        let mut tags: Vec<Option<usize>> = named.iter().map(|&name| (!name).then_some(0)).collect();
        let mut at = 0;
        while at < n {
            if !named[at] {
                at += 1;
                continue;
            }
            let end = (at..n).find(|&i| !named[i]).unwrap_or(n);
            // Titles before a name are left open.
            let start = (at..end)
                .find(|&i| {
                    !lists.offices.contains(&gold.words[i].form.to_lowercase())
                        && !gold.words[i].form.ends_with('.')
                })
                .unwrap_or(end);
            let name: Vec<String> = gold.words[start..end]
                .iter()
                .map(|w| w.form.clone())
                .collect();
            let proper = gold.words[start..end].iter().any(|w| w.upos == Upos::Propn);
            if proper
                && name.len() <= self.longest
                && let Some(kinds) = self.kinds.get(&name)
                && kinds.len() == 1
                && let Some(&kind) = kinds.first()
            {
                for (i, slot) in tags.iter_mut().enumerate().take(end).skip(start) {
                    *slot = Some(tag(kind, i == start));
                }
            }
            at = end;
        }
        tags
    }

    /// The names that silver tags mark.
    pub(crate) fn spans(tags: &[Option<usize>]) -> Vec<(Range<usize>, EntityKind)> {
        let mut out: Vec<(Range<usize>, EntityKind)> = Vec::new();
        for (i, tag) in tags.iter().enumerate() {
            match tag {
                Some(t) if t % 2 == 1 => {
                    out.extend(EntityKind::ALL.get(t / 2).map(|&k| (i..i + 1, k)));
                }
                Some(t) if *t > 0 => {
                    if let Some((span, _)) = out.last_mut() {
                        span.end = i + 1;
                    }
                }
                _ => {}
            }
        }
        out
    }
}

/// The tag of a name's first or further words.
pub(crate) fn tag(kind: EntityKind, first: bool) -> usize {
    2 * (kind as usize) + if first { 1 } else { 2 }
}

fn inside(span: &Range<usize>, head: usize) -> bool {
    head > 0 && span.contains(&(head - 1))
}

/// A table's rows, each cell by its column's name.
fn rows(table: &str) -> impl Iterator<Item = BTreeMap<&str, &str>> {
    let mut lines = table.lines().filter(|l| !l.starts_with('#'));
    let header: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    lines.map(move |line| header.iter().copied().zip(line.split('\t')).collect())
}

fn cell<'a>(row: &BTreeMap<&str, &'a str>, name: &str) -> &'a str {
    row.get(name).copied().unwrap_or_default()
}

/// A name's words as treebanks part them: at spaces, and hyphens alone.
fn words(name: &str) -> Vec<String> {
    name.replace('-', " - ")
        .split_whitespace()
        .map(str::to_owned)
        .collect()
}
