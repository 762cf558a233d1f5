//! Words of the calendar, from `ontology/lexicon/calendar.tsv`.

use crate::text::DataError;
use rustc_hash::{FxHashMap, FxHashSet};

/// A period that a noun names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A day.
    Day,
    /// Part of a day: "last night" is a day's name too.
    PartOfDay,
    /// Monday to Sunday.
    Week,
    /// Saturday and Sunday.
    Weekend,
    /// Two weeks.
    Fortnight,
    /// A month.
    Month,
    /// A year.
    Year,
    /// Ten years.
    Decade,
    /// A hundred years.
    Century,
}

/// How a preposition bounds the time that it introduces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// "in", "on": then.
    At,
    /// "since", "from": it begins.
    From,
    /// "until": it ends.
    To,
    /// "before", "after", "by": some other time.
    Outside,
    /// "for", "around": nothing exact.
    About,
    /// "within": how long.
    Duration,
}

/// Words of the calendar, in lower case.
#[derive(Clone, Debug, Default)]
pub struct Calendar {
    months: FxHashMap<String, u8>,
    weekdays: FxHashMap<String, i8>,
    days: FxHashMap<String, i32>,
    units: FxHashMap<String, Unit>,
    numbers: FxHashMap<String, i32>,
    towards: FxHashMap<String, i32>,
    parts: FxHashSet<String>,
    bounds: FxHashMap<String, Bound>,
}

impl Calendar {
    /// The calendar of the file's text.
    ///
    /// # Errors
    /// When the file is absent or malformed.
    pub fn load<'a>(read: impl Fn(&str) -> Option<&'a str>) -> Result<Self, DataError> {
        const FILE: &str = "lexicon/calendar.tsv";
        let text = read(FILE).ok_or_else(|| DataError::new(FILE, 0, "the file is missing"))?;
        let mut calendar = Self::default();
        let rows = text
            .lines()
            .enumerate()
            .filter(|(_, l)| !l.starts_with('#') && !l.trim().is_empty())
            .skip(1);
        for (i, line) in rows {
            calendar
                .add(line)
                .map_err(|message| DataError::new(FILE, i as u32 + 1, message))?;
        }
        Ok(calendar)
    }

    fn add(&mut self, line: &str) -> Result<(), String> {
        let mut cells = line.split('\t');
        let (Some(word), Some(kind), Some(value)) = (cells.next(), cells.next(), cells.next())
        else {
            return Err("expected word, kind and value".to_owned());
        };
        let word = word.to_owned();
        let number = || {
            value
                .parse::<i32>()
                .map_err(|_| format!("`{value}` is no number"))
        };
        match kind {
            "month" => {
                let month = number()?;
                if !(1..=12).contains(&month) {
                    return Err(format!("there is no month {month}"));
                }
                self.months.insert(word, month as u8);
            }
            "weekday" => {
                let day = number()?;
                if !(1..=7).contains(&day) {
                    return Err(format!("there is no weekday {day}"));
                }
                self.weekdays.insert(word, day as i8);
            }
            "day" => {
                self.days.insert(word, number()?);
            }
            "number" => {
                self.numbers.insert(word, number()?);
            }
            "toward" => {
                self.towards.insert(word, number()?);
            }
            "part" => {
                self.parts.insert(word);
            }
            "unit" => {
                let unit = match value {
                    "day" => Unit::Day,
                    "night" => Unit::PartOfDay,
                    "week" => Unit::Week,
                    "weekend" => Unit::Weekend,
                    "fortnight" => Unit::Fortnight,
                    "month" => Unit::Month,
                    "year" => Unit::Year,
                    "decade" => Unit::Decade,
                    "century" => Unit::Century,
                    other => return Err(format!("unit `{other}` is unknown")),
                };
                self.units.insert(word, unit);
            }
            "relation" => {
                let bound = match value {
                    "at" => Bound::At,
                    "from" => Bound::From,
                    "to" => Bound::To,
                    "outside" => Bound::Outside,
                    "about" => Bound::About,
                    "duration" => Bound::Duration,
                    other => return Err(format!("relation `{other}` is unknown")),
                };
                self.bounds.insert(word, bound);
            }
            other => return Err(format!("kind `{other}` is unknown")),
        }
        Ok(())
    }

    /// Number of a month, 1 to 12.
    pub fn month(&self, word: &str) -> Option<u8> {
        self.months.get(word).copied()
    }

    /// Number of a weekday, Monday being 1.
    pub fn weekday(&self, word: &str) -> Option<i8> {
        self.weekdays.get(word).copied()
    }

    /// Days from publication: "yesterday" is -1.
    pub fn day(&self, word: &str) -> Option<i32> {
        self.days.get(word).copied()
    }

    /// Period that a noun names.
    pub fn unit(&self, word: &str) -> Option<Unit> {
        self.units.get(word).copied()
    }

    /// Value of a number word or numeral.
    pub fn number(&self, word: &str) -> Option<i32> {
        self.numbers
            .get(word)
            .copied()
            .or_else(|| word.parse().ok().filter(|n| (1..=999).contains(n)))
    }

    /// Direction from publication: "last" is -1, "this" 0, "next" 1.
    pub fn toward(&self, word: &str) -> Option<i32> {
        self.towards.get(word).copied()
    }

    /// Whether the word names a part of a period ("early").
    pub fn is_part(&self, word: &str) -> bool {
        self.parts.contains(word)
    }

    /// How a preposition bounds a time.
    pub fn bound(&self, word: &str) -> Option<Bound> {
        self.bounds.get(word).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::{Bound, Calendar, Unit};

    #[test]
    fn the_embedded_calendar_loads() {
        let calendar = Calendar::load(crate::knowledge::file).expect("a sound calendar");
        assert_eq!(calendar.month("september"), Some(9));
        assert_eq!(calendar.weekday("sunday"), Some(7));
        assert_eq!(calendar.unit("weeks"), Some(Unit::Week));
        assert_eq!(calendar.bound("since"), Some(Bound::From));
        assert_eq!(calendar.number("12"), Some(12));
    }

    #[test]
    fn a_month_that_is_none_is_refused() {
        let load = Calendar::load(|_| Some("word\tkind\tvalue\nsmarch\tmonth\t13\n"));
        assert_eq!(load.err().map(|e| e.line), Some(2));
    }
}
