use crate::{
    extraction::{Extraction, Factuality},
    resolution::{Reading, Resolution},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

/// What became of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    /// It yielded so many statements and events within the vocabulary.
    Told(usize),
    /// Its propositions are kept in its own words only.
    OpenOnly(usize),
    /// It yielded nothing.
    Silent,
}

/// A report in Markdown on what was read: counts, what was skipped, and what became of every sentence. Every list is in
/// the order of the documents' ids and of the text.
pub fn report(readings: &[Reading], resolution: &Resolution, skipped: &[String]) -> String {
    let mut out = String::from("# Report\n\n");
    // Writing to a string cannot fail.
    let _ = counts(&mut out, readings, resolution);
    let _ = skipped_articles(&mut out, skipped);
    let _ = sentences(&mut out, readings);
    out
}

fn counts(out: &mut String, readings: &[Reading], r: &Resolution) -> std::fmt::Result {
    let fates: Vec<Fate> = readings
        .iter()
        .flat_map(|reading| fates(&reading.extraction))
        .collect();
    let count = |wanted: fn(&Fate) -> bool| fates.iter().filter(|f| wanted(f)).count();
    writeln!(out, "| what | how many |\n| --- | ---: |")?;
    for (what, number) in [
        ("articles", readings.len()),
        ("sentences", fates.len()),
        (
            "… with statements or events",
            count(|f| matches!(f, Fate::Told(_))),
        ),
        (
            "… with open propositions only",
            count(|f| matches!(f, Fate::OpenOnly(_))),
        ),
        ("… silent", count(|f| matches!(f, Fate::Silent))),
        ("entities", r.entities.iter().filter(|e| e.used).count()),
        ("events and occasions", r.events.len()),
        ("claims", r.claims.len()),
        ("contradictions", r.contradictions.len()),
    ] {
        writeln!(out, "| {what} | {number} |")?;
    }
    writeln!(out, "\n| factuality | claims |\n| --- | ---: |")?;
    let mut by_factuality: BTreeMap<Factuality, usize> = BTreeMap::new();
    for claim in &r.claims {
        *by_factuality.entry(claim.factuality).or_default() += 1;
    }
    for (factuality, number) in by_factuality {
        writeln!(out, "| {factuality} | {number} |")?;
    }
    writeln!(out)
}

fn skipped_articles(out: &mut String, skipped: &[String]) -> std::fmt::Result {
    if skipped.is_empty() {
        return Ok(());
    }
    writeln!(out, "## Skipped\n")?;
    for fault in skipped {
        writeln!(out, "- {}", one_line(fault))?;
    }
    writeln!(out)
}

fn sentences(out: &mut String, readings: &[Reading]) -> std::fmt::Result {
    writeln!(out, "## Sentences\n")?;
    writeln!(
        out,
        "For every sentence what became of it: the statements and events that it yielded, its open propositions where \
         there is nothing else, or why it is silent.\n"
    )?;
    for reading in readings {
        let document = &reading.document;
        let title = document.title.as_deref().unwrap_or(&document.id);
        writeln!(out, "### {}\n", one_line(title))?;
        let published = document
            .published
            .map_or_else(|| "date unknown".to_owned(), |d| d.to_string());
        writeln!(out, "`{}`, {published}\n", one_line(&document.id))?;
        let x = &reading.extraction;
        for (index, fate) in fates(x).into_iter().enumerate() {
            let text = x.passages.get(index).map_or("", |p| p.text.as_str());
            writeln!(out, "{}. {}", index + 1, one_line(text))?;
            for line in yields(x, index as u32, fate) {
                writeln!(out, "   - {line}")?;
            }
        }
        writeln!(out)?;
    }
    Ok(())
}

/// The fate of each sentence.
fn fates(x: &Extraction) -> Vec<Fate> {
    let mut told = vec![0; x.passages.len()];
    let mut open = vec![0; x.passages.len()];
    let add = |counts: &mut Vec<usize>, sentence: u32| {
        if let Some(count) = counts.get_mut(sentence as usize) {
            *count += 1;
        }
    };
    for statement in &x.statements {
        add(&mut told, statement.sentence);
    }
    for event in &x.events {
        for sentence in &event.sentences {
            add(&mut told, *sentence);
        }
    }
    for statement in &x.open {
        add(&mut open, statement.sentence);
    }
    told.into_iter()
        .zip(open)
        .map(|counts| match counts {
            (0, 0) => Fate::Silent,
            (0, open) => Fate::OpenOnly(open),
            (told, _) => Fate::Told(told),
        })
        .collect()
}

/// What a sentence yielded, in words; each thing once.
fn yields(x: &Extraction, sentence: u32, fate: Fate) -> Vec<String> {
    let name = |id: u32| x.entities.get(id as usize).map_or("?", |e| e.name.as_str());
    let mut lines = BTreeSet::new();
    let mut ordered = Vec::new();
    let mut push = |line: String| {
        if lines.insert(line.clone()) {
            ordered.push(line);
        }
    };
    match fate {
        Fate::Told(_) => {
            for s in x.statements.iter().filter(|s| s.sentence == sentence) {
                let over = if s.ended { ", over" } else { "" };
                push(format!(
                    "{} **{}** {} ({}{over})",
                    name(s.subject),
                    s.predicate,
                    name(s.object),
                    s.factuality
                ));
            }
            for e in x.events.iter().filter(|e| e.sentences.contains(&sentence)) {
                let actors: Vec<&str> = e
                    .roles
                    .get("actor")
                    .into_iter()
                    .flatten()
                    .map(|id| name(*id))
                    .collect();
                push(format!(
                    "event {}: {} ({})",
                    e.class,
                    if actors.is_empty() {
                        "nobody named".to_owned()
                    } else {
                        actors.join(", ")
                    },
                    e.factuality
                ));
            }
        }
        Fate::OpenOnly(count) => push(format!(
            "{count} open propositions: none of a kind that the frames know between entities"
        )),
        Fate::Silent => push("silent: no clause with a subject and a predicate".to_owned()),
    }
    ordered
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
