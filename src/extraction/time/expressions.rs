use super::resolve::{Direction, Value, resolve};
use crate::{
    knowledge::{Bound, Calendar, Knowledge, Unit},
    language::{Deprel, Sentence, TokenId, Upos},
    text::{PartialDate, TimeSpan},
};
use std::ops::Range;

/// An expression of time in a sentence.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeExpression {
    /// Its words, without preposition.
    pub tokens: Range<TokenId>,
    /// Its syntactic head.
    pub head: TokenId,
    /// How its preposition bounds it.
    pub bound: Bound,
    pub(super) value: Value,
}

impl TimeExpression {
    /// The time meant. What is relative needs the date of publication; of two possible days or months the direction of
    /// the clause's tense decides.
    pub fn resolve(&self, published: Option<PartialDate>, direction: Direction) -> TimeSpan {
        let whole = resolve(&self.value, published, direction);
        match self.bound {
            Bound::At => whole,
            Bound::From => TimeSpan {
                start: whole.start,
                end: matches!(self.value, Value::Range(..))
                    .then_some(whole.end)
                    .flatten(),
            },
            Bound::To => TimeSpan {
                start: None,
                end: whole.end,
            },
            Bound::Outside | Bound::About | Bound::Duration => TimeSpan::default(),
        }
    }
}

/// The expressions of time in a sentence, in order.
pub fn expressions(sentence: &Sentence, knowledge: &Knowledge) -> Vec<TimeExpression> {
    let reader = Reader {
        sentence,
        calendar: &knowledge.calendar,
        words: sentence
            .tokens
            .iter()
            .map(|t| t.form.as_str().to_lowercase())
            .collect(),
    };
    let mut found: Vec<TimeExpression> = Vec::new();
    let mut at = 0usize;
    while at < reader.words.len() {
        match reader.at(at) {
            Some((len, value)) => {
                let tokens = at as TokenId..(at + len) as TokenId;
                let head = head_of(sentence, &tokens);
                found.push(TimeExpression {
                    bound: reader.bound(&tokens),
                    tokens,
                    head,
                    value,
                });
                at += len;
            }
            None => at += 1,
        }
    }
    join_ranges(&reader, found)
}

fn head_of(sentence: &Sentence, tokens: &Range<TokenId>) -> TokenId {
    tokens
        .clone()
        .filter(|&t| sentence.token(t).upos != Upos::Punct)
        .find(|&t| sentence.token(t).head.is_none_or(|h| !tokens.contains(&h)))
        .unwrap_or(tokens.start)
}

struct Reader<'a> {
    sentence: &'a Sentence,
    calendar: &'a Calendar,
    /// Forms in lower case.
    words: Vec<String>,
}

impl Reader<'_> {
    fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", String::as_str)
    }

    /// The expression that begins at a word: how many words, and what they mean.
    fn at(&self, at: usize) -> Option<(usize, Value)> {
        self.iso(at)
            .or_else(|| self.day_month(at))
            .or_else(|| self.month(at))
            .or_else(|| self.weekday(at))
            .or_else(|| self.toward(at))
            .or_else(|| self.ago(at))
            .or_else(|| self.day(at))
            .or_else(|| self.year(at))
    }

    fn iso(&self, at: usize) -> Option<(usize, Value)> {
        let word = self.word(at);
        (word.len() == 10 && word.contains('-'))
            .then(|| word.parse::<PartialDate>().ok())
            .flatten()
            .map(|d| (1, Value::Date(d)))
    }

    /// A year of four digits.
    fn year_number(&self, at: usize) -> Option<i16> {
        let word = self.word(at);
        (word.len() == 4)
            .then(|| word.parse::<i16>().ok())
            .flatten()
            .filter(|y| (1000..2200).contains(y))
    }

    /// Day of a month: "3", "3rd".
    fn day_number(&self, at: usize) -> Option<u8> {
        let word = self.word(at);
        let digits = ["st", "nd", "rd", "th"]
            .iter()
            .find_map(|e| word.strip_suffix(e))
            .unwrap_or(word);
        (digits.len() <= 2)
            .then(|| digits.parse::<u8>().ok())
            .flatten()
            .filter(|d| (1..=31).contains(d))
    }

    /// Months that are words of other meaning too must look like a month.
    fn month_number(&self, at: usize) -> Option<u8> {
        let month = self.calendar.month(self.word(at))?;
        let token = self.sentence.tokens.get(at)?;
        let name = token.form.chars().next().is_some_and(char::is_uppercase)
            && !matches!(token.upos, Upos::Aux | Upos::Verb | Upos::Part);
        name.then_some(month)
    }

    fn is_comma(&self, at: usize) -> bool {
        self.word(at) == ","
    }

    /// A year behind a month or day, with or without a comma: how many words, and the year.
    fn year_behind(&self, at: usize) -> (usize, Option<i16>) {
        if let Some(y) = self.year_number(at) {
            return (1, Some(y));
        }
        if self.is_comma(at)
            && let Some(y) = self.year_number(at + 1)
        {
            return (2, Some(y));
        }
        if self.word(at) == "of"
            && let Some(y) = self.year_number(at + 1)
        {
            return (2, Some(y));
        }
        (0, None)
    }

    /// "3 September 2019", "the 3rd of September".
    fn day_month(&self, at: usize) -> Option<(usize, Value)> {
        let day = self.day_number(at)?;
        let of = usize::from(self.word(at + 1) == "of");
        let month = self.month_number(at + 1 + of)?;
        let (more, year) = self.year_behind(at + 2 + of);
        Some((2 + of + more, Value::month_day(year, month, Some(day))?))
    }

    /// "September", "September 3rd", "Sept. 3, 2019", "September 2019".
    fn month(&self, at: usize) -> Option<(usize, Value)> {
        let month = self.month_number(at)?;
        // A day before it that the month hasn't: no date at all.
        if at > 0 && self.day_number(at - 1).is_some() {
            return None;
        }
        if let Some(day) = self.day_number(at + 1)
            && self.year_number(at + 1).is_none()
        {
            // "September 3-5".
            let dash = matches!(self.word(at + 2), "-" | "–" | "‑" | "to");
            if dash
                && let Some(last) = self.day_number(at + 3).filter(|l| *l > day)
                && self.month_number(at + 4).is_none()
            {
                let (more, year) = self.year_behind(at + 4);
                let first = Value::month_day(year, month, Some(day))?;
                let last = Value::month_day(year, month, Some(last))?;
                return Some((4 + more, Value::Range(Box::new(first), Box::new(last))));
            }
            let (more, year) = self.year_behind(at + 2);
            return Some((2 + more, Value::month_day(year, month, Some(day))?));
        }
        let (more, year) = self.year_behind(at + 1);
        let value = Value::month_day(year, month, None)?;
        // A bare "May" or "March" needs something that makes it a time.
        let bare = year.is_none();
        let timed = self
            .sentence
            .tokens
            .get(at)
            .is_some_and(|t| t.upos == Upos::Propn);
        (!bare || timed).then_some((1 + more, value))
    }

    /// "Tuesday", "last Wednesday", "Monday, 3 September".
    fn weekday(&self, at: usize) -> Option<(usize, Value)> {
        let toward = self.calendar.toward(self.word(at));
        let skip = usize::from(toward.is_some());
        let weekday = self.calendar.weekday(self.word(at + skip))?;
        let mut len = skip + 1;
        if matches!(
            self.calendar.unit(self.word(at + len)),
            Some(Unit::PartOfDay)
        ) {
            len += 1;
        }
        let comma = usize::from(self.is_comma(at + len));
        if let Some((more, exact)) = self
            .day_month(at + len + comma)
            .or_else(|| self.month(at + len + comma))
            .filter(|(_, v)| v.is_day())
        {
            return Some((len + comma + more, exact));
        }
        Some((len, Value::Weekday(weekday, toward)))
    }

    /// "last week", "next month", "this year", "earlier this week", "last December", "last night".
    fn toward(&self, at: usize) -> Option<(usize, Value)> {
        let part = usize::from(matches!(
            self.word(at),
            "earlier" | "later" | "early" | "late"
        ));
        let earlier = self.word(at) == "earlier";
        let later = self.word(at) == "later";
        let mut here = at + part;
        // "earlier in the month".
        if part > 0 && self.word(here) == "in" && self.word(here + 1) == "the" {
            let unit = self.calendar.unit(self.word(here + 2))?;
            return matches!(unit, Unit::Week | Unit::Month | Unit::Year)
                .then_some((here + 3 - at, Value::Period(unit, 0, earlier, later)));
        }
        let toward = self.calendar.toward(self.word(here))?;
        here += 1;
        if let Some(month) = self.month_number(here) {
            return Some((here + 1 - at, Value::MonthToward(month, toward)));
        }
        // "the past two years" is a stretch, "the following day" depends on the story.
        let unit = self.calendar.unit(self.word(here))?;
        let story = matches!(
            self.word(here - 1),
            "following" | "previous" | "coming" | "current"
        ) || matches!(self.word(here - 1), "next" | "past")
            && here >= 2
            && self.word(here - 2) == "the"
            || matches!(unit, Unit::Decade | Unit::Century | Unit::Fortnight);
        if story || self.word(here).ends_with('s') {
            return None;
        }
        let value = match (unit, toward) {
            (Unit::PartOfDay, -1) => Value::Offset(-1, Unit::Day),
            (Unit::PartOfDay, 0) => Value::Offset(0, Unit::Day),
            (Unit::Day, _) => return None,
            _ => Value::Period(unit, toward, earlier, later),
        };
        Some((here + 1 - at, value))
    }

    /// "two years ago", "a week ago".
    fn ago(&self, at: usize) -> Option<(usize, Value)> {
        let number = self.calendar.number(self.word(at))?;
        let of = usize::from(self.word(at) == "couple" && self.word(at + 1) == "of");
        let unit = self.calendar.unit(self.word(at + 1 + of))?;
        (self.word(at + 2 + of) == "ago").then_some((3 + of, Value::Offset(-number, unit)))
    }

    /// "yesterday", "tomorrow".
    fn day(&self, at: usize) -> Option<(usize, Value)> {
        let offset = self.calendar.day(self.word(at))?;
        let token = self.sentence.tokens.get(at)?;
        // "today's world", "Today" as a newspaper.
        let possessive = token.deprel.is(Deprel::NMOD_POSS);
        let part = usize::from(matches!(
            self.calendar.unit(self.word(at + 1)),
            Some(Unit::PartOfDay)
        ));
        (!possessive || offset != 0).then_some((1 + part, Value::Offset(offset, Unit::Day)))
    }

    /// "2019", "the 1990s", "1950–53".
    fn year(&self, at: usize) -> Option<(usize, Value)> {
        let word = self.word(at);
        if let Some(decade) = word
            .strip_suffix('s')
            .filter(|d| d.len() == 4 && d.ends_with('0'))
            .and_then(|d| d.parse::<i16>().ok())
            .filter(|d| (1000..2200).contains(d))
        {
            let value = Value::Range(
                Box::new(Value::Date(PartialDate::year(decade))),
                Box::new(Value::Date(PartialDate::year(decade + 9))),
            );
            return Some((1, value));
        }
        let span = word.split_once(['–', '-', '/']);
        if let Some((from, to)) = span {
            return Some((1, years(from, to)?));
        }
        let year = self.year_number(at)?;
        let token = self.sentence.tokens.get(at)?;
        if !(1500..2100).contains(&year) {
            return None;
        }
        if matches!(self.word(at + 1), "–" | "-" | "‑") {
            let to = self.word(at + 2);
            if matches!(to.len(), 2 | 4)
                && let Some(value) = years(word, to)
            {
                return Some((3, value));
            }
        }
        // "2019 soldiers" counts, "the 2019 attack" dates.
        let counts = token.deprel.is(Deprel::NUMMOD)
            && token.head.is_some_and(|h| {
                let noun = self.sentence.token(h);
                h as usize > at
                    && noun.feats.has("Number", "Plur")
                    && at > 0
                    && self.sentence.token(at as TokenId - 1).upos != Upos::Det
            });
        let unit = self.calendar.unit(self.word(at + 1)).is_some() || self.word(at + 1) == "%";
        let money = at > 0 && matches!(self.word(at - 1), "$" | "€" | "£" | "#" | "." | ":");
        (!counts && !unit && !money).then_some((1, Value::Date(PartialDate::year(year))))
    }

    /// How the preposition before an expression bounds it.
    fn bound(&self, tokens: &Range<TokenId>) -> Bound {
        let start = tokens.start as usize;
        let mut before = start;
        // "since early 2019", "at the end of October", "until late last year".
        while before > 0
            && (self.calendar.is_part(self.word(before - 1))
                || matches!(self.word(before - 1), "the" | "of" | "-" | "mid-")
                || self.calendar.toward(self.word(before - 1)).is_some())
        {
            before -= 1;
        }
        let word = before.checked_sub(1).map_or("", |b| self.word(b));
        let pair = before
            .checked_sub(2)
            .map_or_else(String::new, |b| format!("{} {word}", self.word(b)));
        if let Some(bound) = self.calendar.bound(&pair) {
            return bound;
        }
        // "by last year", but "by Monday's vote" and "by 2030" likewise date nothing.
        self.calendar.bound(word).unwrap_or(Bound::At)
    }
}

/// "1950" to "53".
fn years(from: &str, to: &str) -> Option<Value> {
    let first: i16 = (from.len() == 4).then(|| from.parse().ok()).flatten()?;
    let last: i16 = match to.len() {
        4 => to.parse().ok()?,
        2 => first / 100 * 100 + to.parse::<i16>().ok()?,
        _ => return None,
    };
    ((1000..2200).contains(&first) && last > first).then(|| {
        Value::Range(
            Box::new(Value::Date(PartialDate::year(first))),
            Box::new(Value::Date(PartialDate::year(last))),
        )
    })
}

/// "from Monday to Wednesday", "between 2011 and 2014", "in 2021 and 2022": two expressions that bound one stretch.
fn join_ranges(reader: &Reader, found: Vec<TimeExpression>) -> Vec<TimeExpression> {
    let mut out: Vec<TimeExpression> = Vec::new();
    for next in found {
        let joined = out.last().and_then(|previous| {
            let between = previous.tokens.end as usize;
            let gap = (next.tokens.start as usize).checked_sub(between)?;
            let before = (previous.tokens.start as usize)
                .checked_sub(1)
                .map_or("", |b| reader.word(b));
            let link = reader.word(between);
            let from_to = gap == 1
                && (before == "from" && matches!(link, "to" | "until" | "through" | "till")
                    || before == "between" && link == "and"
                    || matches!(link, "–" | "-") && matches!(next.value, Value::Date(_)));
            // "from the start of May until 3 June" has more words between.
            let from_until = gap <= 2 && before == "from" && matches!(link, "until" | "to");
            (from_to || from_until).then(|| {
                Value::Range(
                    Box::new(previous.value.clone()),
                    Box::new(next.value.clone()),
                )
            })
        });
        match (joined, out.last_mut()) {
            (Some(value), Some(previous)) => {
                previous.value = value;
                previous.bound = Bound::At;
                previous.tokens.end = next.tokens.end;
            }
            _ => out.push(next),
        }
    }
    out
}
