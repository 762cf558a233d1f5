//! Lines of an article that are no running text: bylines, captions, labels, date lines, end matter.

use super::calendar;
use crate::text::{DataError, PartialDate};
use std::collections::BTreeSet;

/// The file the standard cues come from.
const FILE: &str = "ingest/furniture.tsv";

/// The words by which lines that are no prose are known; the data is `ontology/ingest/furniture.tsv`.
#[derive(Clone, Debug)]
pub struct Furniture {
    alone: BTreeSet<String>,
    bylines: Vec<String>,
    credits: Vec<String>,
    dates: BTreeSet<String>,
    labels: BTreeSet<String>,
    phrases: Vec<String>,
    sections: BTreeSet<String>,
}

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// Running text or a heading.
    Prose,
    /// Not to be read.
    Furniture,
    /// Not to be read, and the date of publication.
    Date(PartialDate),
    /// The heading of the end matter: neither it nor what follows is to be read.
    EndMatter,
}

impl Furniture {
    /// Reads the cues from lines of kind, tab and phrase.
    ///
    /// # Errors
    /// The first line that is not of this form, of unknown kind, or not in lower case.
    pub fn parse(text: &str) -> Result<Self, DataError> {
        let mut found = Self {
            alone: BTreeSet::new(),
            bylines: Vec::new(),
            credits: Vec::new(),
            dates: BTreeSet::new(),
            labels: BTreeSet::new(),
            phrases: Vec::new(),
            sections: BTreeSet::new(),
        };
        for (number, line) in (1u32..).zip(text.lines()) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let fail = |message: &str| DataError::new(FILE, number, message);
            let (kind, phrase) = line
                .split_once('\t')
                .ok_or_else(|| fail("expected a kind, a tab and a phrase"))?;
            if phrase.is_empty() || phrase != phrase.to_lowercase().trim() {
                return Err(fail("expected a phrase in lower case"));
            }
            let phrase = phrase.to_owned();
            match kind {
                "alone" => {
                    found.alone.insert(phrase);
                }
                "by" => found.bylines.push(phrase),
                "credit" => found.credits.push(phrase),
                "date" => {
                    found.dates.insert(phrase);
                }
                "label" => {
                    found.labels.insert(phrase);
                }
                "phrase" => found.phrases.push(phrase),
                "section" => {
                    found.sections.insert(phrase);
                }
                _ => {
                    return Err(fail(
                        "expected the kind alone, by, credit, date, label, phrase or section",
                    ));
                }
            }
        }
        Ok(found)
    }

    /// Judges one line; `edge` says that it stands among the first or last lines, where bylines stand.
    pub(super) fn judge(&self, line: &str, edge: bool) -> Line {
        let line = line.trim();
        let words = line.split_whitespace().count();
        if !line.chars().any(char::is_alphabetic) {
            // Rules, page numbers, rows of dashes; a bare ISO date is a date line.
            return calendar::date_alone(line).map_or(Line::Furniture, Line::Date);
        }
        if words > 40 {
            return Line::Prose;
        }
        let lower = line.to_lowercase();
        let bare = lower.trim_matches(|c: char| !c.is_alphanumeric() && !"?()©".contains(c));
        if self.alone.contains(bare) {
            return Line::Furniture;
        }
        if self.sections.contains(bare) {
            return Line::EndMatter;
        }
        if let Some(date) = calendar::date_alone(line) {
            return Line::Date(date);
        }
        if let Some((label, rest)) = lower.split_once(':') {
            let label = label.trim_matches(|c: char| !c.is_alphanumeric());
            if self.dates.contains(label) {
                return calendar::find_date(rest)
                    .map_or(Line::Furniture, |(date, _)| Line::Date(date));
            }
            if self.labels.contains(label) {
                return Line::Furniture;
            }
        }
        // "Published on 4 January 2019" has no colon, but nothing except a date after its label.
        if let Some(date) = self.dates.iter().find_map(|label| {
            calendar::date_alone(lower.strip_prefix(label.as_str())?.strip_prefix(' ')?)
        }) {
            return Line::Date(date);
        }
        if words <= 30
            && self
                .phrases
                .iter()
                .any(|phrase| lower.starts_with(phrase.as_str()))
        {
            return Line::Furniture;
        }
        if self.is_credited(&lower) || is_quotation_credit(line, words) || is_legend(line) {
            return Line::Furniture;
        }
        if edge && self.is_byline(line, &lower, words) {
            return Line::Furniture;
        }
        Line::Prose
    }

    fn is_credited(&self, lower: &str) -> bool {
        let close = lower.ends_with(')') || lower.ends_with(']');
        let open = lower.rfind(['(', '[']);
        close
            && open
                .and_then(|at| lower.get(at + 1..))
                .is_some_and(|inside| {
                    self.credits
                        .iter()
                        .any(|credit| inside.starts_with(credit.as_str()))
                })
    }

    /// "By Jane Doe and John Roe, Example Times": names, and no sentence.
    fn is_byline(&self, line: &str, lower: &str, words: usize) -> bool {
        let Some(cue) = self
            .bylines
            .iter()
            .filter(|cue| lower.starts_with(&format!("{cue} ")))
            .max_by_key(|cue| cue.len())
        else {
            return false;
        };
        let names: Vec<&str> = line
            .split_whitespace()
            .skip(cue.split(' ').count())
            .collect();
        words <= 14
            && (2..).contains(&names.len())
            && !line.ends_with(['!', '?', ':'])
            && names.iter().all(|name| {
                name.chars().next().is_some_and(|c| !c.is_lowercase())
                    || [
                        "and", "in", "of", "for", "de", "der", "van", "von", "al", "bin", "the",
                        "with", "at",
                    ]
                    .contains(name)
            })
    }
}

impl Default for Furniture {
    /// The standard cues, embedded in the program.
    fn default() -> Self {
        static STANDARD: std::sync::LazyLock<Furniture> = std::sync::LazyLock::new(|| {
            Furniture::parse(include_str!("../../ontology/ingest/furniture.tsv"))
                .unwrap_or_else(|fault| panic!("the embedded file is tested to be right: {fault}"))
        });
        STANDARD.clone()
    }
}

/// "—Jane Doe, eyewitness": what stands under a pulled quotation.
fn is_quotation_credit(line: &str, words: usize) -> bool {
    let Some(rest) = line.strip_prefix(['—', '–', '―']) else {
        return false;
    };
    words <= 16 && !rest.trim_end().ends_with(['.', '!', '?', '"', '”', ':'])
}

/// A row of a map's or chart's legend.
fn is_legend(line: &str) -> bool {
    line.starts_with(['█', '■', '▪', '▲', '▼'])
}

#[cfg(test)]
mod tests {
    use super::{Furniture, Line};

    #[test]
    fn the_embedded_cues_are_right() {
        let data = include_str!("../../ontology/ingest/furniture.tsv");
        assert!(
            Furniture::parse(data).is_ok(),
            "{:?}",
            Furniture::parse(data).err()
        );
        let lines: Vec<&str> = data.lines().filter(|l| !l.starts_with('#')).collect();
        assert!(lines.is_sorted(), "sorted by kind, then phrase");
        assert!(Furniture::parse("nonsense\tx").is_err_and(|e| e.line == 1));
    }

    #[test]
    fn lines_around_the_text_are_told_from_it() {
        let cues = Furniture::default();
        for line in [
            "By Ama Owusu",
            "By AMA OWUSU and Kofi Mensah, Accra Gazette",
            "Source: AP",
            "—Ana Silva, a witness",
            "The president in 2016 (Photo: State House)",
            "██ Government of the Republic",
            "Advertisement",
            "* * *",
            "Follow us on our channels for more",
            "(Reporting by Ama Owusu; Editing by Kofi Mensah)",
        ] {
            assert_eq!(cues.judge(line, true), Line::Furniture, "{line}");
        }
        for line in [
            "By signing the treaty, Ghana joined the bloc.",
            "By Monday the envoys had left.",
            "A Rare Diplomatic Outing",
            "Sources said the envoy had left.",
            "— It is over, she said.",
            "Image matters in politics.",
        ] {
            assert_eq!(cues.judge(line, true), Line::Prose, "{line}");
        }
        assert_eq!(cues.judge("Sources", true), Line::EndMatter);
        for line in [
            "Published: 12 June 2018",
            "Friday, January 4, 2019\u{a0}",
            "Published on January 4, 2019",
            "Last updated: Jan. 4, 2019, 10:15 GMT",
        ] {
            assert!(matches!(cues.judge(line, false), Line::Date(_)), "{line}");
        }
    }
}
