//! Compares the gazetteer with public lists of facts and prints where they disagree, so that someone looks.
//!
//! `cargo run --example check_gazetteer -- FOLDER`, where FOLDER holds any of
//! - `country-codes.csv`: codes, capitals and Wikidata items of countries (datasets/country-codes);
//! - `heads-2021-wikidata.csv`: heads of state and of government in 2021 (Wikidata);
//! - `cabinets-2019.tsv`: cabinets in 2019 (CIA World Leaders);
//! - `Phoenix.Countries.actors.txt`: actors with terms in government until about 2012 (Open Event Data Alliance).
//!
//! A line is no error by itself: the lists have gaps, errors and other spellings. Nothing is written.

use anyhow::{Context, Result};
use chancery::knowledge::gazetteer::{Entry, Gazetteer, OfficeType, fold};
use chancery::text::PartialDate;
use std::{collections::BTreeMap, fs, path::Path, sync::Arc};

/// How many facts a list has that could be compared, and how many of them agree.
#[derive(Default)]
struct Tally {
    compared: u32,
    agree: u32,
}

fn main() -> Result<()> {
    let folder = std::env::args()
        .nth(1)
        .context("usage: check_gazetteer FOLDER")?;
    let folder = Path::new(&folder);
    let gazetteer = Gazetteer::embedded()?;
    for (file, check) in [
        (
            "country-codes.csv",
            check_countries as fn(&Gazetteer, &[Row]) -> Tally,
        ),
        ("heads-2021-wikidata.csv", check_heads),
        ("cabinets-2019.tsv", check_cabinets),
    ] {
        let path = folder.join(file);
        if !path.exists() {
            println!("{file}: not there, not compared");
            continue;
        }
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let separator = if Path::new(file).extension().is_some_and(|e| e == "tsv") {
            '\t'
        } else {
            ','
        };
        let tally = check(&gazetteer, &table(&text, separator));
        println!("{file}: {} of {} agree\n", tally.agree, tally.compared);
    }
    let file = "Phoenix.Countries.actors.txt";
    let path = folder.join(file);
    if path.exists() {
        let bytes = fs::read(&path).with_context(|| path.display().to_string())?;
        let tally = check_actors(&gazetteer, &String::from_utf8_lossy(&bytes));
        println!("{file}: {} of {} agree", tally.agree, tally.compared);
    }
    Ok(())
}

type Row = BTreeMap<String, String>;

/// The rows of a delimited table by column, with double quotes as in RFC 4180.
fn table(text: &str, separator: char) -> Vec<Row> {
    let mut records = vec![vec![String::new()]];
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let record = records.last_mut().expect("never empty");
        let field = record.last_mut().expect("never empty");
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                field.push('"');
            }
            '"' if separator == ',' => quoted = !quoted,
            c if c == separator && !quoted => record.push(String::new()),
            '\n' if !quoted => records.push(vec![String::new()]),
            '\r' => {}
            c => field.push(c),
        }
    }
    let mut records = records.into_iter().filter(|r| r.len() > 1);
    let header = records.next().unwrap_or_default();
    records
        .map(|r| header.iter().cloned().zip(r).collect())
        .collect()
}

fn cell<'a>(row: &'a Row, column: &str) -> &'a str {
    row.get(column).map_or("", |s| s.trim())
}

fn check_countries(gazetteer: &Gazetteer, rows: &[Row]) -> Tally {
    let mut tally = Tally::default();
    let by_code: BTreeMap<&str, &Arc<Entry>> = gazetteer
        .entries()
        .filter_map(|e| Some((e.as_country()?.iso3.as_deref()?, e)))
        .collect();
    for row in rows {
        let code = cell(row, "ISO3166-1-Alpha-3");
        let Some(entry) = by_code.get(code) else {
            println!(
                "country {code} {}: not in the gazetteer",
                cell(row, "CLDR display name")
            );
            tally.compared += 1;
            continue;
        };
        let Some(country) = entry.as_country() else {
            continue;
        };
        let item = cell(row, "wikidata_id").rsplit('/').next().unwrap_or("");
        let capital = country
            .capital
            .as_deref()
            .and_then(|c| gazetteer.get(c))
            .map_or(String::new(), |c| fold(&c.label));
        let theirs = fold(cell(row, "Capital"));
        for (what, ours, theirs) in [
            (
                "alpha-2",
                country.iso2.as_deref().unwrap_or(""),
                cell(row, "ISO3166-1-Alpha-2"),
            ),
            ("item", entry.wikidata.as_deref().unwrap_or(""), item),
            ("capital", &capital, &theirs),
        ] {
            tally.compared += 1;
            if ours == theirs || theirs.is_empty() {
                tally.agree += 1;
            } else {
                println!("country {code} {what}: list `{theirs}`, gazetteer `{ours}`");
            }
        }
    }
    tally
}

fn check_heads(gazetteer: &Gazetteer, rows: &[Row]) -> Tally {
    let mut tally = Tally::default();
    for row in rows {
        let (country, name) = (cell(row, "country"), cell(row, "officeholderLabel"));
        let position = cell(row, "positionLabel");
        let Some(place) = gazetteer
            .by_wikidata(cell(row, "countryid"))
            .or_else(|| find_country(gazetteer, country))
        else {
            println!("2021 {country}: no such country");
            continue;
        };
        tally.compared += 1;
        let terms: Vec<_> = gazetteer
            .terms_in(&place.id)
            .filter(|t| gazetteer.get(&t.person).is_some_and(|p| same_name(p, name)))
            .collect();
        let start = cell(row, "start_year");
        let end = cell(row, "end_year");
        if terms.is_empty() {
            println!("2021 {country}, {position}: {name} ({start}-{end}) is not in the gazetteer");
        } else if !terms
            .iter()
            .any(|t| t.start.year_number().to_string() == start)
        {
            let ours: Vec<String> = terms
                .iter()
                .map(|t| format!("{} {}", t.title, t.start))
                .collect();
            println!(
                "2021 {country}, {position}: {name} since {start}, gazetteer {}",
                ours.join(", ")
            );
        } else {
            tally.agree += 1;
        }
        let item = cell(row, "officeholder");
        if let Some(person) = terms.first().and_then(|t| gazetteer.get(&t.person))
            && person.wikidata.as_deref().is_some_and(|q| q != item)
        {
            println!("2021 {name}: item {item}, gazetteer {:?}", person.wikidata);
        }
    }
    tally
}

/// Offices that the list of 2019 and the gazetteer both know, by how the list's title begins.
const OFFICES: [(&str, OfficeType); 9] = [
    ("President", OfficeType::HeadOfState),
    ("Prime Minister", OfficeType::HeadOfGovernment),
    ("Chancellor", OfficeType::HeadOfGovernment),
    ("Premier", OfficeType::HeadOfGovernment),
    ("King", OfficeType::HeadOfState),
    ("Minister of Foreign Affairs", OfficeType::ForeignMinister),
    ("Minister of Foreign Relations", OfficeType::ForeignMinister),
    ("Minister of Defense", OfficeType::DefenceMinister),
    ("Minister of National Defense", OfficeType::DefenceMinister),
];

fn check_cabinets(gazetteer: &Gazetteer, rows: &[Row]) -> Tally {
    let mut tally = Tally::default();
    let Some(date) = PartialDate::day(2019, 10, 15) else {
        return tally;
    };
    for row in rows {
        let (country, office, name) =
            (cell(row, "country"), cell(row, "office"), cell(row, "name"));
        let whole = |prefix: &str| {
            office == prefix
                || prefix.starts_with("Minister")
                    && office
                        .strip_prefix(prefix)
                        .is_some_and(|r| r.starts_with([',', ' ']))
        };
        let Some((_, kind)) = OFFICES.iter().find(|(prefix, _)| whole(prefix)) else {
            continue;
        };
        let Some(place) = find_country(gazetteer, country) else {
            println!("2019 {country}: no such country");
            continue;
        };
        let mut holders = gazetteer.holders(&place.id, *kind, date);
        if holders.iter().all(|h| !same_name(h, name)) {
            holders.extend(gazetteer.holder_by_title(&place.id, office, date));
            holders.dedup_by(|a, b| a.id == b.id);
        }
        // A country whose minister the gazetteer doesn't enter is a gap by choice; heads are not.
        if holders.is_empty()
            && matches!(
                kind,
                OfficeType::ForeignMinister | OfficeType::DefenceMinister
            )
        {
            continue;
        }
        tally.compared += 1;
        if holders.iter().any(|h| same_name(h, name)) {
            tally.agree += 1;
        } else {
            let ours: Vec<&str> = holders.iter().map(|h| h.label.as_str()).collect();
            println!("2019 {country}, {office}: list {name}, gazetteer {ours:?}");
        }
    }
    tally
}

/// Compares terms in government: a term of ours should begin or end within forty days of the list's.
///
/// The list has ministers and officials of every kind, so whom the gazetteer has no term for in that country is
/// passed over, unless the list's dates are exact to the day, as they are for heads.
fn check_actors(gazetteer: &Gazetteer, text: &str) -> Tally {
    let mut tally = Tally::default();
    let by_code: BTreeMap<&str, &Arc<Entry>> = gazetteer
        .entries()
        .filter_map(|e| Some((e.as_country()?.iso3.as_deref()?, e)))
        .collect();
    let mut name = String::new();
    for line in text.lines() {
        let line = line.split(';').next().unwrap_or("").trim_end();
        if line.starts_with(char::is_alphabetic) {
            name = fold(line);
        }
        let Some((code, from, to)) = government_term(line) else {
            continue;
        };
        let Some(country) = by_code.get(code) else {
            continue;
        };
        if to < PartialDate::year(1990) {
            continue;
        }
        let terms: Vec<_> = gazetteer
            .terms_in(&country.id)
            .filter(|t| {
                gazetteer
                    .get(&t.person)
                    .is_some_and(|p| same_name(p, &name))
            })
            .collect();
        let exact = from.day_number() != Some(1);
        if terms.is_empty() && !exact {
            continue;
        }
        tally.compared += 1;
        let near = |a: PartialDate, b: PartialDate| {
            let days = a
                .first_day()
                .until(b.first_day())
                .map_or(i32::MAX, |s| s.get_days());
            days.abs() <= 40
        };
        if terms
            .iter()
            .any(|t| near(t.start, from) || t.end.is_some_and(|e| near(e, to)))
        {
            tally.agree += 1;
        } else if exact {
            let ours: Vec<String> = terms
                .iter()
                .map(|t| {
                    let end = t.end.map(|e| e.to_string()).unwrap_or_default();
                    format!("{} {}/{end}", t.title, t.start)
                })
                .collect();
            println!("{code} {name}: list {from}/{to}, gazetteer {ours:?}");
        }
    }
    tally
}

/// The country's code and the dates of a line such as `[FRAGOV 810521-950517]`.
fn government_term(line: &str) -> Option<(&str, PartialDate, PartialDate)> {
    let inside = line.trim_start().strip_prefix('[')?.strip_suffix(']')?;
    let (code, dates) = inside.split_once("GOV ")?;
    let (from, to) = dates.split_once('-')?;
    let date = |s: &str| {
        let number = |range: std::ops::Range<usize>| s.get(range)?.parse::<i16>().ok();
        let year = number(0..2)?;
        let century = if year > 20 { 1900 } else { 2000 };
        PartialDate::day(century + year, number(2..4)? as u8, number(4..6)? as u8)
    };
    (code.len() == 3).then_some(())?;
    Some((code, date(from)?, date(to)?))
}

fn find_country<'a>(gazetteer: &'a Gazetteer, name: &str) -> Option<&'a Arc<Entry>> {
    let turned = name
        .split_once(", ")
        .map_or_else(|| name.to_owned(), |(a, b)| format!("{b} {a}"));
    [name, &turned].into_iter().find_map(|n| {
        gazetteer
            .lookup(n)
            .iter()
            .map(|c| &c.entry)
            .find(|e| e.is_country())
    })
}

/// Whether a list's spelling may be this person: a family name, or two other words, alike but for a letter or two.
fn same_name(person: &Entry, name: &str) -> bool {
    let theirs = fold(name);
    let theirs: Vec<&str> = theirs.split(' ').collect();
    std::iter::once(&person.label)
        .chain(&person.aliases)
        .any(|ours| {
            let ours = fold(ours);
            let shared = ours
                .split(' ')
                .filter(|o| o.len() > 1 && theirs.iter().any(|t| alike(o, t)))
                .count();
            shared >= 2 || shared == 1 && (theirs.len() == 1 || ours.split(' ').count() == 1)
        })
}

/// Whether two words differ by a letter or two at most (one for short words).
fn alike(a: &str, b: &str) -> bool {
    let allowed = match a.len().min(b.len()) {
        0..=3 => 0,
        4..=6 => 1,
        _ => 2,
    };
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut previous: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let change = previous[j] + usize::from(x != y);
            row.push(change.min(previous[j + 1] + 1).min(row[j] + 1));
        }
        previous = row;
    }
    previous[b.len()] <= allowed
}
