use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{fmt, str::FromStr};

/// A date as exact as its source: a year, a month or a day (ISO 8601 reduced precision; `xsd:gYear`, `xsd:gYearMonth`,
/// `xsd:date`).
///
/// Ordered by time, the less exact before the more exact that begin alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    year: i16,
    month: u8,
    day: u8,
}

/// Text that is no date of the forms `2019`, `2019-08`, `2019-08-28`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no date: expected YYYY, YYYY-MM or YYYY-MM-DD")]
pub struct DateError(String);

impl PartialDate {
    /// A year.
    pub const fn year(year: i16) -> Self {
        Self {
            year,
            month: 0,
            day: 0,
        }
    }

    /// A month, `None` when `month` is not 1 to 12.
    pub fn month(year: i16, month: u8) -> Option<Self> {
        (1..=12).contains(&month).then_some(Self {
            year,
            month,
            day: 0,
        })
    }

    /// A day, `None` when there is no such day.
    pub fn day(year: i16, month: u8, day: u8) -> Option<Self> {
        Date::new(year, month as i8, day as i8).ok().map(Self::from)
    }

    /// The year.
    pub const fn year_number(self) -> i16 {
        self.year
    }

    /// The month, 1 to 12, where known.
    pub fn month_number(self) -> Option<u8> {
        (self.month > 0).then_some(self.month)
    }

    /// The day of the month where known.
    pub fn day_number(self) -> Option<u8> {
        (self.day > 0).then_some(self.day)
    }

    /// Its first day.
    pub fn first_day(self) -> Date {
        Date::new(self.year, self.month.max(1) as i8, self.day.max(1) as i8).unwrap_or(Date::ZERO)
    }

    /// Its last day.
    pub fn last_day(self) -> Date {
        let first = self.first_day();
        if self.month == 0 {
            first.last_of_year()
        } else if self.day == 0 {
            first.last_of_month()
        } else {
            first
        }
    }

    /// Whether the two may name the same day: one contains the other.
    pub fn compatible(self, other: Self) -> bool {
        self.first_day() <= other.last_day() && other.first_day() <= self.last_day()
    }
}

impl From<Date> for PartialDate {
    fn from(date: Date) -> Self {
        Self {
            year: date.year(),
            month: date.month() as u8,
            day: date.day() as u8,
        }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if self.month > 0 {
            write!(f, "-{:02}", self.month)?;
        }
        if self.day > 0 {
            write!(f, "-{:02}", self.day)?;
        }
        Ok(())
    }
}

impl FromStr for PartialDate {
    type Err = DateError;

    fn from_str(s: &str) -> Result<Self, DateError> {
        let fail = || DateError(s.to_owned());
        let mut parts = s.splitn(3, '-');
        let mut number = |width: usize| -> Result<Option<u16>, DateError> {
            match parts.next() {
                None => Ok(None),
                Some(p) if p.len() == width && p.bytes().all(|b| b.is_ascii_digit()) => {
                    p.parse().map(Some).map_err(|_| fail())
                }
                Some(_) => Err(fail()),
            }
        };
        let (year, month, day) = (number(4)?, number(2)?, number(2)?);
        let year = year.ok_or_else(fail)? as i16;
        match (month, day) {
            (None, _) => Ok(Self::year(year)),
            (Some(m), None) => Self::month(year, m as u8).ok_or_else(fail),
            (Some(m), Some(d)) => Self::day(year, m as u8, d as u8).ok_or_else(fail),
        }
    }
}

impl Serialize for PartialDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

/// When something holds or happens, each end as exact as the text and absent where the text is silent.
///
/// A day's event has the same start and end; "since 2019" has a start alone.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct TimeSpan {
    /// When it began.
    pub start: Option<PartialDate>,
    /// When it ended.
    pub end: Option<PartialDate>,
}

impl TimeSpan {
    /// The span of one date.
    pub const fn at(date: PartialDate) -> Self {
        Self {
            start: Some(date),
            end: Some(date),
        }
    }

    /// Whether neither end is known.
    pub const fn is_unknown(self) -> bool {
        self.start.is_none() && self.end.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::PartialDate;

    #[test]
    fn dates_keep_their_precision() {
        for text in ["2019", "2019-08", "2019-08-28"] {
            assert_eq!(
                text.parse::<PartialDate>().map(|d| d.to_string()),
                Ok(text.to_owned())
            );
        }
        for text in [
            "",
            "19",
            "2019-13",
            "2019-02-30",
            "2019-8",
            "2019-08-28-1",
            "x",
        ] {
            assert!(text.parse::<PartialDate>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_day_is_compatible_with_its_month_only() {
        let date = |s: &str| s.parse::<PartialDate>().expect("a date");
        assert!(date("2019-08").compatible(date("2019-08-31")));
        assert!(!date("2019-08").compatible(date("2019-09-01")));
        assert!(date("2019").compatible(date("2019-02")));
    }
}
