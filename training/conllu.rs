//! Reads treebanks, with the names that GUM's entity annotation marks.

use chancery::language::{EntityKind, Upos};
use std::{collections::BTreeSet, ops::Range, path::Path};

/// A gold sentence.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gold {
    pub words: Vec<Word>,
    /// Names, in order, never overlapping; none where the treebank doesn't annotate entities.
    pub names: Option<Vec<(Range<usize>, EntityKind)>>,
}

/// A gold word.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    pub form: String,
    pub upos: Upos,
    pub xpos: String,
    pub feats: String,
    /// 0 is the root, `h` the word `h - 1`.
    pub head: usize,
    pub relation: String,
}

/// A stretch of words that the annotation calls an entity.
struct Mention {
    words: Range<usize>,
    kind: String,
}

/// Word lists that decide what an annotated entity is called.
pub(crate) struct Lists {
    /// Names of states, in lower case.
    pub countries: BTreeSet<String>,
    /// Heads of the names of offices, in lower case.
    pub offices: BTreeSet<String>,
}

impl Lists {
    /// The lists beside this program.
    pub(crate) fn new() -> Self {
        let read = |text: &str| {
            text.lines()
                .filter(|l| !l.starts_with('#') && !l.is_empty())
                .map(str::to_lowercase)
                .collect()
        };
        Self {
            countries: read(include_str!("countries.txt")),
            offices: read(include_str!("offices.txt")),
        }
    }
}

/// Reads a CoNLL-U file.
pub(crate) fn read(path: &Path, lists: &Lists) -> anyhow::Result<Vec<Gold>> {
    use anyhow::Context as _;
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let annotated = text.contains("# global.Entity");
    let mut out = Vec::new();
    let mut gold = Gold::default();
    let mut marks: Vec<String> = Vec::new();
    for line in text.lines().chain([""]) {
        if line.is_empty() {
            if !gold.words.is_empty() {
                if annotated {
                    gold.names = Some(names(&gold.words, &mentions(&marks), lists));
                }
                out.push(std::mem::take(&mut gold));
                marks.clear();
            }
            continue;
        }
        let columns: Vec<&str> = line.split('\t').collect();
        if line.starts_with('#') || columns.len() != 10 || columns[0].contains(['-', '.']) {
            continue;
        }
        gold.words.push(Word {
            form: columns[1].to_owned(),
            upos: columns[3].parse().unwrap_or_default(),
            xpos: columns[4].to_owned(),
            feats: columns[5].to_owned(),
            head: columns[6]
                .parse()
                .with_context(|| format!("bad head in {line}"))?,
            relation: columns[7].to_owned(),
        });
        let mark = columns[9]
            .split('|')
            .find_map(|field| field.strip_prefix("Entity="));
        marks.push(mark.unwrap_or_default().to_owned());
    }
    Ok(out)
}

/// The mentions that a sentence's `Entity=` values open and close.
fn mentions(marks: &[String]) -> Vec<Mention> {
    let mut open: Vec<(String, String, usize)> = Vec::new();
    let mut out = Vec::new();
    for (at, mark) in marks.iter().enumerate() {
        let mut rest = mark.as_str();
        while !rest.is_empty() {
            let opens = rest.starts_with('(');
            let body = rest.strip_prefix('(').unwrap_or(rest);
            let end = body.find(['(', ')']).unwrap_or(body.len());
            let fields: Vec<&str> = body[..end].splitn(8, '-').collect();
            let closes = body[end..].starts_with(')');
            if opens {
                open.push((
                    fields[0].to_owned(),
                    fields.get(1).unwrap_or(&"").to_string(),
                    at,
                ));
            }
            if closes && let Some(i) = open.iter().rposition(|(group, ..)| group == fields[0]) {
                let (_, kind, start) = open.remove(i);
                out.push(Mention {
                    words: start..at + 1,
                    kind,
                });
            }
            rest = &body[end + usize::from(closes)..];
        }
    }
    out
}

/// The names among the mentions: those whose head is a proper noun, cut down to the words of the name, the longest first.
fn names(words: &[Word], mentions: &[Mention], lists: &Lists) -> Vec<(Range<usize>, EntityKind)> {
    let mut found: Vec<(Range<usize>, EntityKind)> = mentions
        .iter()
        .filter_map(|m| name(words, m, lists))
        .collect();
    found.sort_by_key(|(span, kind)| (std::cmp::Reverse(span.len()), span.start, *kind));
    let mut out: Vec<(Range<usize>, EntityKind)> = Vec::new();
    for (span, kind) in found {
        if out
            .iter()
            .all(|(other, _)| span.end <= other.start || other.end <= span.start)
        {
            out.push((span, kind));
        }
    }
    out.sort_by_key(|(span, _)| span.start);
    out
}

fn name(words: &[Word], mention: &Mention, lists: &Lists) -> Option<(Range<usize>, EntityKind)> {
    let inside = &mention.words;
    let head = inside
        .clone()
        .find(|&i| words[i].head == 0 || !inside.contains(&(words[i].head - 1)))?;
    let date = mention.kind == "time";
    if words[head].upos != Upos::Propn && !(date && words[head].upos == Upos::Num) {
        return None;
    }
    if date && mention.words.len() > 8 {
        return None;
    }
    let capital = |i: usize| {
        words[i]
            .form
            .chars()
            .next()
            .is_some_and(|c| c.is_uppercase() || c.is_numeric())
    };
    let person = matches!(mention.kind.as_str(), "person" | "animal");
    let within = |mut i: usize| {
        // Whether the head governs the word, directly or not.
        for _ in 0..words.len() {
            if i == head {
                return true;
            }
            match words[i].head {
                0 => return false,
                h => i = h - 1,
            }
        }
        false
    };
    let saint = |i: usize| {
        matches!(
            words[i].form.as_str(),
            "St." | "St" | "Saint" | "San" | "Mt." | "Mount" | "Fort"
        )
    };
    let joint = |i: usize| {
        matches!(
            words[i].form.as_str(),
            "-" | "–" | "'" | "’" | "&" | "/" | "."
        )
    };
    let own = |i: usize| {
        let word = &words[i];
        let title = word.relation == "nmod:desc" && !saint(i);
        capital(i)
            && within(i)
            && !title
            && !matches!(word.upos, Upos::Det | Upos::Pron | Upos::Adp | Upos::Verb if word.upos != Upos::Verb || person)
            && !(person && matches!(word.upos, Upos::Adj | Upos::Noun))
            && !matches!(
                word.relation.as_str(),
                "conj" | "nmod:poss" | "acl" | "acl:relcl" | "parataxis"
            )
    };
    let mut start = head;
    while start > inside.start {
        if own(start - 1)
            || (!person
                && words[start - 1].relation == "compound"
                && words[start - 1].upos == Upos::Propn)
        {
            start -= 1;
        } else if start - 1 > inside.start && joint(start - 1) && own(start - 2) {
            start -= 2;
        } else {
            break;
        }
    }
    let mut end = head + 1;
    while end < inside.end {
        let word = &words[end];
        let tail = matches!(
            word.relation.as_str(),
            "flat" | "flat:foreign" | "compound" | "nummod" | "goeswith" | "fixed"
        ) || (date && matches!(word.upos, Upos::Num))
            || (person && word.relation == "appos" && word.upos == Upos::Adj);
        if tail && within(end) {
            end += 1;
            continue;
        }
        let joined = matches!(
            word.relation.as_str(),
            "nmod" | "amod" | "obl" | "nmod:desc"
        );
        if joined && end > head + 1 && capital(end) && within(end) && !person {
            end += 1;
            continue;
        }
        // "University of Cambridge", "Ministry of Foreign Affairs", "Organisation for the Prohibition of …"
        let bridges: &[&str] = if person {
            &["the", "-", "al", "bin", "of"]
        } else {
            &["of", "for", "the", "on", "and", "&", "-", ",", "in"]
        };
        let reach = (end + 1..inside.end.min(end + 4)).find(|&i| capital(i));
        let Some(reach) = reach else { break };
        let bridge = (end..reach).all(|i| {
            bridges.contains(&words[i].form.as_str()) && words[i].relation != "cc"
                || (date && words[i].form == ",")
        });
        let starts_well = match words[end].form.as_str() {
            // A post's country or body is a name of its own.
            "of" if person => matches!(
                words[reach].form.as_str(),
                "State"
                    | "Staff"
                    | "Defense"
                    | "Defence"
                    | "Foreign"
                    | "Interior"
                    | "Finance"
                    | "Justice"
            ),
            "of" | "for" => !person,
            "the" | "-" | "&" => true,
            "," => date,
            "on" | "in" => matches!(mention.kind.as_str(), "organization" | "event"),
            _ => date,
        };
        let _direct = reach == end + 1 && capital(end);
        if within(reach)
            && bridge
            && starts_well
            && words[reach].upos != Upos::Pron
            && words[reach].relation != "conj"
        {
            end = reach + 1;
        } else {
            break;
        }
    }
    let text = words[start..end]
        .iter()
        .map(|w| w.form.to_lowercase())
        .collect::<Vec<_>>()
        .join(" ");
    let office = lists.offices.contains(&words[head].form.to_lowercase());
    let kind = match mention.kind.as_str() {
        "person" if office && words[head].relation != "flat" => EntityKind::Office,
        // Peoples, parties' members.
        "person" if words[head].xpos == "NNPS" => EntityKind::Other,
        "person" => EntityKind::Person,
        "place" if lists.countries.contains(&text) => EntityKind::Country,
        "organization" if lists.countries.contains(&text) => EntityKind::Country,
        "place" => EntityKind::Place,
        "organization" => EntityKind::Organization,
        "event" => EntityKind::Event,
        "time" => EntityKind::Date,
        _ => EntityKind::Other,
    };
    Some((start..end, kind))
}
