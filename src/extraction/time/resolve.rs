//! From what an expression says to dates.

use crate::{
    knowledge::Unit,
    text::{PartialDate, TimeSpan},
};
use jiff::{ToSpan, civil::Date};

/// Where a relative time lies, as the clause's tense tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The most recent one.
    Past,
    /// The next one.
    Future,
    /// Whichever is nearer.
    Nearest,
}

/// What an expression of time says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// A date in full.
    Date(PartialDate),
    /// A month, or a day of it, of a year that isn't told.
    Month(u8, Option<u8>),
    /// A month of last, this or next year: "last December".
    MonthToward(u8, i32),
    /// A weekday, with "last" or "next".
    Weekday(i8, Option<i32>),
    /// So many units from publication.
    Offset(i32, Unit),
    /// The last, this or the next unit; its earlier or later part.
    Period(Unit, i32, bool, bool),
    /// From one to another.
    Range(Box<Value>, Box<Value>),
}

impl Value {
    /// A month or day, with the year where it is told; nothing where there is no such day.
    pub(super) fn month_day(year: Option<i16>, month: u8, day: Option<u8>) -> Option<Self> {
        match (year, day) {
            (Some(y), Some(d)) => PartialDate::day(y, month, d).map(Self::Date),
            (Some(y), None) => PartialDate::month(y, month).map(Self::Date),
            (None, d) => {
                // 2020 has every day that any year has.
                d.is_none_or(|d| PartialDate::day(2020, month, d).is_some())
                    .then_some(Self::Month(month, d))
            }
        }
    }

    /// Whether it is exact to the day.
    pub(super) fn is_day(&self) -> bool {
        match self {
            Self::Date(d) => d.day_number().is_some(),
            Self::Month(_, day) => day.is_some(),
            _ => false,
        }
    }
}

/// The time meant; unknown where it is relative and the date of publication isn't known as exactly as needed.
pub(super) fn resolve(
    value: &Value,
    published: Option<PartialDate>,
    direction: Direction,
) -> TimeSpan {
    let today = published
        .filter(|p| p.day_number().is_some())
        .map(PartialDate::first_day);
    match value {
        Value::Date(d) => TimeSpan::at(*d),
        Value::Month(month, day) => published
            .and_then(|p| year_of(*month, *day, p, direction))
            .and_then(|y| partial(y, *month, *day))
            .map_or_else(TimeSpan::default, TimeSpan::at),
        Value::MonthToward(month, toward) => published
            .filter(|p| p.month_number().is_some())
            .and_then(|p| {
                let now = p.month_number()?;
                // "Last December" is the most recent one, "next May" the next to come.
                let year = p.year_number()
                    + match toward {
                        -1 => -i16::from(*month >= now),
                        1 => i16::from(*month <= now),
                        _ => 0,
                    };
                PartialDate::month(year, *month)
            })
            .map_or_else(TimeSpan::default, TimeSpan::at),
        Value::Weekday(weekday, toward) => today
            .and_then(|t| weekday_of(t, *weekday, *toward, direction))
            .map_or_else(TimeSpan::default, |d| TimeSpan::at(d.into())),
        Value::Offset(number, unit) => offset(published, today, *number, *unit),
        Value::Period(unit, toward, earlier, later) => period(
            published, today, *unit, *toward, *earlier, *later, direction,
        ),
        Value::Range(from, to) => range(from, to, published, direction),
    }
}

fn partial(year: i16, month: u8, day: Option<u8>) -> Option<PartialDate> {
    match day {
        Some(d) => PartialDate::day(year, month, d),
        None => PartialDate::month(year, month),
    }
}

/// The year of a month or day that the text gives without one.
fn year_of(
    month: u8,
    day: Option<u8>,
    published: PartialDate,
    direction: Direction,
) -> Option<i16> {
    let this = published.year_number();
    published.month_number()?;
    let at = |year: i16| partial(year, month, day);
    let candidates: Vec<(i16, PartialDate)> = [this - 1, this, this + 1]
        .into_iter()
        .filter_map(|y| at(y).map(|d| (y, d)))
        .collect();
    let now = published;
    let found = match direction {
        Direction::Past => candidates
            .iter()
            .rev()
            .find(|(_, d)| d.first_day() <= now.last_day()),
        Direction::Future => candidates
            .iter()
            .find(|(_, d)| d.last_day() >= now.first_day()),
        Direction::Nearest => candidates
            .iter()
            .min_by_key(|(_, d)| days_between(d.first_day(), now.first_day()).abs()),
    };
    found.map(|(y, _)| *y)
}

fn days_between(a: Date, b: Date) -> i32 {
    a.since(b).map_or(0, |s| s.get_days())
}

fn plus(date: Date, days: i32) -> Option<Date> {
    date.checked_add(days.days()).ok()
}

fn weekday_of(today: Date, weekday: i8, toward: Option<i32>, direction: Direction) -> Option<Date> {
    let now = i32::from(today.weekday().to_monday_one_offset());
    // Days back to the most recent such weekday, today included.
    let back = (now - i32::from(weekday)).rem_euclid(7);
    let ahead = (7 - back) % 7;
    let strictly = |n: i32| if n == 0 { 7 } else { n };
    match (toward, direction) {
        (Some(-1), _) => plus(today, -strictly(back)),
        (Some(1), _) => plus(today, strictly(ahead)),
        (_, Direction::Past) => plus(today, -back),
        (_, Direction::Future) => plus(today, ahead),
        // A weekday without a tense: reports look back further than ahead.
        (_, Direction::Nearest) if back <= 4 => plus(today, -back),
        _ => plus(today, ahead),
    }
}

fn offset(
    published: Option<PartialDate>,
    today: Option<Date>,
    number: i32,
    unit: Unit,
) -> TimeSpan {
    let day = |d: Option<Date>| d.map_or_else(TimeSpan::default, |d| TimeSpan::at(d.into()));
    match unit {
        Unit::Day | Unit::PartOfDay => day(today.and_then(|t| plus(t, number))),
        Unit::Week => week(today.and_then(|t| plus(t, 7 * number)), false, false, today),
        Unit::Fortnight => week(
            today.and_then(|t| plus(t, 14 * number)),
            false,
            false,
            today,
        ),
        Unit::Month => published
            .and_then(|p| months_from(p, number))
            .map_or_else(TimeSpan::default, TimeSpan::at),
        Unit::Year => published.map_or_else(TimeSpan::default, |p| {
            TimeSpan::at(PartialDate::year(
                p.year_number().saturating_add(number as i16),
            ))
        }),
        Unit::Weekend | Unit::Decade | Unit::Century => TimeSpan::default(),
    }
}

fn months_from(published: PartialDate, number: i32) -> Option<PartialDate> {
    let month = i32::from(published.month_number()?);
    let count = i32::from(published.year_number()) * 12 + month - 1 + number;
    PartialDate::month(
        i16::try_from(count.div_euclid(12)).ok()?,
        u8::try_from(count.rem_euclid(12) + 1).ok()?,
    )
}

/// Monday to Sunday of the week that a day is in; its part before or after today.
fn week(day: Option<Date>, earlier: bool, later: bool, today: Option<Date>) -> TimeSpan {
    let Some(day) = day else {
        return TimeSpan::default();
    };
    let back = i32::from(day.weekday().to_monday_one_offset()) - 1;
    let monday = plus(day, -back);
    let sunday = plus(day, 6 - back);
    TimeSpan {
        start: if later { today } else { monday }.map(Into::into),
        end: if earlier { today } else { sunday }.map(Into::into),
    }
}

fn period(
    published: Option<PartialDate>,
    today: Option<Date>,
    unit: Unit,
    toward: i32,
    earlier: bool,
    later: bool,
    direction: Direction,
) -> TimeSpan {
    match unit {
        Unit::Week => week(
            today.and_then(|t| plus(t, 7 * toward)),
            earlier,
            later,
            today,
        ),
        Unit::Weekend => today
            .and_then(|t| {
                let toward = (toward != 0).then_some(toward);
                let saturday = weekday_of(t, 6, toward, direction)?;
                Some(TimeSpan {
                    start: Some(saturday.into()),
                    end: Some(plus(saturday, 1)?.into()),
                })
            })
            .unwrap_or_default(),
        Unit::Month => published
            .and_then(|p| months_from(p, toward))
            .map_or_else(TimeSpan::default, TimeSpan::at),
        Unit::Year => offset(published, today, toward, Unit::Year),
        Unit::Day | Unit::PartOfDay => offset(published, today, toward, Unit::Day),
        Unit::Fortnight | Unit::Decade | Unit::Century => TimeSpan::default(),
    }
}

fn range(
    from: &Value,
    to: &Value,
    published: Option<PartialDate>,
    direction: Direction,
) -> TimeSpan {
    // "from 3 to 5 May 2019": the end tells the year of the beginning.
    let end = resolve(to, published, direction);
    let start = match (from, end.end) {
        (Value::Month(month, day), Some(last)) => {
            let same = partial(last.year_number(), *month, *day);
            same.filter(|s| s.first_day() <= last.last_day())
                .or_else(|| partial(last.year_number() - 1, *month, *day))
        }
        _ => resolve(from, published, direction).start,
    };
    let ordered = start
        .zip(end.end)
        .is_none_or(|(s, e)| s.first_day() <= e.last_day());
    if ordered {
        TimeSpan {
            start,
            end: end.end,
        }
    } else {
        TimeSpan::default()
    }
}
