//! Dates as newspapers and metadata write them.

use crate::text::PartialDate;
use std::ops::Range;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// One run of letters or of digits.
#[derive(Clone)]
struct Piece<'a> {
    range: Range<usize>,
    text: &'a str,
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found: Vec<Piece<'_>> = Vec::new();
    let mut kind_before = 0u8;
    for (at, c) in text.char_indices() {
        let kind = if c.is_ascii_digit() {
            1
        } else if c.is_alphabetic() {
            2
        } else {
            0
        };
        let end = at + c.len_utf8();
        match found.last_mut() {
            Some(last) if kind != 0 && kind == kind_before && last.range.end == at => {
                last.range.end = end;
                last.text = &text[last.range.clone()];
            }
            _ if kind != 0 => found.push(Piece {
                range: at..end,
                text: &text[at..end],
            }),
            _ => {}
        }
        kind_before = kind;
    }
    found
}

fn month(word: &str) -> Option<u8> {
    let word = word.to_lowercase();
    let position = MONTHS
        .iter()
        .position(|&m| m == word || (word.len() == 3 && m.starts_with(&word)))
        .or_else(|| (word == "sept").then_some(8))?;
    Some(position as u8 + 1)
}

fn is_weekday(word: &str) -> bool {
    let word = word.to_lowercase();
    word.len() >= 3 && WEEKDAYS.iter().any(|day| day.starts_with(&word))
        || ["tues", "thur", "thurs"].contains(&word.as_str())
}

fn number(word: &str, digits: Range<usize>) -> Option<u16> {
    (digits.contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit()))
        .then(|| word.parse().ok())
        .flatten()
}

fn year(word: &str) -> Option<i16> {
    number(word, 4..5)
        .filter(|y| (1000..3000).contains(y))
        .map(|y| y as i16)
}

fn is_ordinal_ending(word: &str) -> bool {
    ["st", "nd", "rd", "th"].contains(&word.to_lowercase().as_str())
}

/// The first date with a year in `text`, and where it stands.
///
/// Reads ISO 8601 dates and times, "January 4, 2019", "Jan. 4 2019", "4th January 2019", "March 2021", and numbers
/// with slashes or stops when they can be meant in one way only.
pub(super) fn find_date(text: &str) -> Option<(PartialDate, Range<usize>)> {
    let all = pieces(text);
    let between = |a: &Piece<'_>, b: &Piece<'_>| &text[a.range.end..b.range.start];
    for at in 0..all.len() {
        // "4th" is two pieces; the ending is skipped wherever a day has been read.
        let after_day = |index: usize| {
            if all.get(index).is_some_and(|p| is_ordinal_ending(p.text)) {
                index + 1
            } else {
                index
            }
        };
        let piece = &all[at];
        if let Some(m) = month(piece.text) {
            if let Some(day) = all.get(at + 1).and_then(|p| number(p.text, 1..3)) {
                let next = after_day(at + 2);
                if let Some(found) = all.get(next)
                    && let Some(y) = year(found.text)
                    && let Some(date) = PartialDate::day(y, m, day as u8)
                {
                    return Some((date, piece.range.start..found.range.end));
                }
            }
            if let Some(found) = all.get(at + 1)
                && let Some(y) = year(found.text)
                && between(piece, found).trim().len() <= 1
                // "31 February 2019" is a mistake, not a month.
                && at.checked_sub(1).is_none_or(|before| number(all[before].text, 1..3).is_none())
                && let Some(date) = PartialDate::month(y, m)
            {
                return Some((date, piece.range.start..found.range.end));
            }
        }
        if let Some(day) = number(piece.text, 1..3) {
            let mut next = after_day(at + 1);
            if all.get(next).is_some_and(|p| p.text == "of") {
                next += 1;
            }
            if let (Some(m), Some(found)) =
                (all.get(next).and_then(|p| month(p.text)), all.get(next + 1))
                && let Some(y) = year(found.text)
                && let Some(date) = PartialDate::day(y, m, day as u8)
            {
                return Some((date, piece.range.start..found.range.end));
            }
        }
        if let (Some(second), Some(third)) = (all.get(at + 1), all.get(at + 2)) {
            let separator = between(piece, second);
            if separator == between(second, third) && ["-", "/", "."].contains(&separator) {
                let numbers = |p: &Piece<'_>| number(p.text, 1..3);
                let date = match (year(piece.text), year(third.text)) {
                    (Some(y), _) => numbers(second)
                        .zip(numbers(third))
                        .and_then(|(m, d)| PartialDate::day(y, m as u8, d as u8)),
                    (None, Some(y)) => numbers(piece).zip(numbers(second)).and_then(|(a, b)| {
                        // With a stop Europe's order is meant; with a slash only a number above twelve tells.
                        let (day, month) = match separator {
                            "." => (a, b),
                            _ if a > 12 => (a, b),
                            _ if b > 12 || a == b => (b, a),
                            _ => return None,
                        };
                        PartialDate::day(y, month as u8, day as u8)
                    }),
                    (None, None) => None,
                };
                if let Some(date) = date {
                    return Some((date, piece.range.start..third.range.end));
                }
            }
        }
        // "20190104T101500Z" and "20190104", as archives write it.
        if piece.text.len() >= 8
            && piece.text.as_bytes()[0].is_ascii_digit()
            && let (Some(y), Some(m), Some(d)) = (
                year(&piece.text[..4]),
                number(&piece.text[4..6], 2..3),
                number(&piece.text[6..8], 2..3),
            )
            && [8, 14].contains(&piece.text.len())
            && let Some(date) = PartialDate::day(y, m as u8, d as u8)
        {
            return Some((date, piece.range.start..piece.range.start + 8));
        }
    }
    None
}

/// The date in a field of metadata: also one that is a year or a month alone.
pub(super) fn metadata_date(value: &str) -> Option<PartialDate> {
    let value = value.trim();
    value
        .parse()
        .ok()
        .or_else(|| find_date(value).map(|(date, _)| date))
}

/// The date of a line that says nothing but a date, perhaps with a weekday and a time of day.
pub(super) fn date_alone(line: &str) -> Option<PartialDate> {
    let (date, range) = find_date(line)?;
    date.day_number()?;
    let rest = [line.get(..range.start)?, line.get(range.end..)?];
    rest.iter()
        .flat_map(|part| pieces(part))
        .all(|piece| {
            let word = piece.text;
            is_weekday(word)
                || word.bytes().all(|b| b.is_ascii_digit())
                || ["am", "pm", "at", "t", "z", "a", "p", "m", "gmt", "utc"]
                    .contains(&word.to_lowercase().as_str())
                || (2..=5).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_uppercase())
        })
        .then_some(date)
}

#[cfg(test)]
mod tests {
    use super::{date_alone, find_date, metadata_date};

    fn found(text: &str) -> Option<String> {
        find_date(text).map(|(date, _)| date.to_string())
    }

    #[test]
    fn dates_of_every_usual_form_are_read() {
        for (text, date) in [
            ("Friday, January 4, 2019", "2019-01-04"),
            ("Sept. 3rd, 2025", "2025-09-03"),
            ("on the 4th of July 2021 in Accra", "2021-07-04"),
            ("4 Jan 2019 10:15 GMT", "2019-01-04"),
            ("Fri, 04 Jan 2019 10:00:00 +0000", "2019-01-04"),
            ("2019-01-04T10:00:00Z", "2019-01-04"),
            ("20190104", "2019-01-04"),
            ("31/12/2020", "2020-12-31"),
            ("12/31/2020", "2020-12-31"),
            ("4.1.2019", "2019-01-04"),
            ("March 2021", "2021-03"),
        ] {
            assert_eq!(found(text).as_deref(), Some(date), "{text}");
        }
    }

    #[test]
    fn what_can_be_meant_in_two_ways_or_is_no_date_is_not_read() {
        for text in [
            "4/1/2019",
            "2019",
            "May met 2000 voters",
            "31 February 2019",
            "12 people",
            "",
            "é4",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
        assert_eq!(
            metadata_date("2019").map(|d| d.to_string()).as_deref(),
            Some("2019")
        );
    }

    #[test]
    fn a_date_line_holds_nothing_else() {
        assert!(date_alone("Friday, January 4, 2019\u{a0}").is_some());
        assert!(date_alone("4 January 2019, 10:15 am GMT").is_some());
        assert!(date_alone("On January 4, 2019 she resigned").is_none());
        assert!(date_alone("March 2021").is_none());
    }
}
