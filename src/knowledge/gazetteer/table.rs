//! The gazetteer's files: tab-separated tables with a header, comments, and lists parted by `|`.

use crate::text::DataError;
use indexmap::IndexMap;

/// The columns of each kind of row; the first is what identifies it, those marked `*` may not be empty.
const KINDS: [(&str, &str, &[&str]); 6] = [
    (
        "country",
        "gazetteer/countries.tsv",
        &[
            "*id",
            "*label",
            "wikidata",
            "iso3",
            "iso2",
            "*status",
            "country",
            "capital",
            "adjectives",
            "people",
            "aliases",
            "epithets",
            "continent",
            "region",
            "start",
            "end",
        ],
    ),
    (
        "place",
        "gazetteer/places.tsv",
        &[
            "*id",
            "*label",
            "wikidata",
            "*class",
            "country",
            "adjectives",
            "people",
            "aliases",
            "seat_of",
        ],
    ),
    (
        "organization",
        "gazetteer/organizations.tsv",
        &[
            "*id",
            "*label",
            "wikidata",
            "*class",
            "country",
            "adjectives",
            "people",
            "aliases",
        ],
    ),
    (
        "person",
        "gazetteer/people.tsv",
        &[
            "*id",
            "*label",
            "wikidata",
            "*gender",
            "country",
            "family_name",
            "aliases",
            "kin",
        ],
    ),
    (
        "term",
        "gazetteer/terms.tsv",
        &[
            "*person",
            "*offices",
            "*title",
            "*jurisdiction",
            "*start",
            "end",
            "status",
        ],
    ),
    (
        "office-title",
        "gazetteer/office-titles.tsv",
        &["*title", "*offices", "relation", "gender", "countries"],
    ),
];

/// One row, with where it was read.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) kind: &'static str,
    file: String,
    line: u32,
    cells: IndexMap<String, String>,
}

impl Row {
    /// The cell of a column, empty where the row has none.
    pub(super) fn cell(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    /// The members of a list cell.
    pub(super) fn list(&self, column: &str) -> Vec<String> {
        self.cell(column)
            .split('|')
            .map(str::trim)
            .filter(|s| !s.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// A cell that may be empty.
    pub(super) fn optional(&self, column: &str) -> Option<&str> {
        Some(self.cell(column)).filter(|s| !s.is_empty())
    }

    /// A cell parsed, or the error that names what is wrong.
    pub(super) fn parse<T: std::str::FromStr>(
        &self,
        column: &str,
        expected: &str,
    ) -> Result<T, DataError> {
        self.parse_text(self.cell(column), column, expected)
    }

    /// Part of a cell parsed.
    pub(super) fn parse_text<T: std::str::FromStr>(
        &self,
        text: &str,
        column: &str,
        expected: &str,
    ) -> Result<T, DataError> {
        text.parse()
            .map_err(|_| self.error(format!("{column} `{text}`: expected {expected}")))
    }

    /// A fault in this row.
    pub(super) fn error(&self, message: impl Into<String>) -> DataError {
        DataError::new(self.file.clone(), self.line, message)
    }
}

/// All rows: entries by kind and id, terms and titles by what identifies them.
#[derive(Clone, Debug, Default)]
pub(super) struct Tables {
    pub(super) rows: IndexMap<String, Row>,
}

/// Reads the gazetteer's own files, found by `text` under their paths below `ontology/`.
pub(super) fn read<'a>(text: impl Fn(&str) -> Option<&'a str>) -> Result<Tables, DataError> {
    let mut tables = Tables::default();
    for (kind, file, _) in KINDS {
        let text = text(file).ok_or_else(|| DataError::new(file, 0, "file is missing"))?;
        let (header, rows) = split(file, text)?;
        for row in rows {
            let row = build_row(kind, file, &header, &row)?;
            let key = key(&row);
            if let Some(other) = tables.rows.get(&key) {
                let at = other.line;
                let name = key.replace('\t', ", ");
                return Err(row.error(format!("`{name}` is already on line {at}")));
            }
            complete(&row)?;
            tables.rows.insert(key, row);
        }
    }
    Ok(tables)
}

/// Lays a user's file over the tables: its rows replace the cells they fill in, or add entries.
///
/// The file has one more column, `kind`, and the columns of any kinds that it has rows of.
pub(super) fn overlay(tables: &mut Tables, file: &str, text: &str) -> Result<(), DataError> {
    let (header, rows) = split(file, text)?;
    if !header.iter().any(|h| h == "kind") {
        return Err(DataError::new(file, 0, "the header has no column `kind`"));
    }
    for cells in rows {
        let kind = cells
            .1
            .iter()
            .zip(&header)
            .find(|(_, h)| *h == "kind")
            .map_or("", |(c, _)| c.as_str());
        let Some((kind, _, _)) = KINDS.into_iter().find(|(k, _, _)| *k == kind) else {
            let names: Vec<&str> = KINDS.iter().map(|(k, _, _)| *k).collect();
            return Err(DataError::new(
                file,
                cells.0,
                format!("kind `{kind}`: expected one of {}", names.join(", ")),
            ));
        };
        let row = build_row(kind, file, &header, &cells)?;
        let merged = match tables.rows.get(&key(&row)) {
            None => row,
            Some(old) => {
                let mut merged = row;
                for (column, cell) in &old.cells {
                    let mine = merged.cells.entry(column.clone()).or_default();
                    if mine.is_empty() {
                        mine.clone_from(cell);
                    }
                }
                merged
            }
        };
        complete(&merged)?;
        tables.rows.insert(key(&merged), merged);
    }
    Ok(())
}

/// What identifies a row among all.
fn key(row: &Row) -> String {
    let columns: &[&str] = match row.kind {
        "term" => &["person", "title", "jurisdiction", "start"],
        "office-title" => &["title", "countries"],
        _ => return row.cell("id").to_owned(),
    };
    let mut key = row.kind.to_owned();
    for c in columns {
        key.push('\t');
        key.push_str(row.cell(c));
    }
    key
}

type Lines = Vec<(u32, Vec<String>)>;

/// The header's columns, and the cells of each row with its line.
fn split(file: &str, text: &str) -> Result<(Vec<String>, Lines), DataError> {
    let mut lines = text
        .lines()
        .zip(1u32..)
        .filter(|(l, _)| !l.trim().is_empty() && !l.starts_with('#'));
    let cells = |line: &str| -> Vec<String> {
        line.trim_end_matches('\r')
            .split('\t')
            .map(|c| c.trim().to_owned())
            .collect()
    };
    let header = lines
        .next()
        .map(|(l, _)| cells(l))
        .ok_or_else(|| DataError::new(file, 0, "the file has no header line"))?;
    let rows = lines
        .map(|(l, n)| {
            let c = cells(l);
            if c.len() > header.len() {
                let (found, expected) = (c.len(), header.len());
                return Err(DataError::new(
                    file,
                    n,
                    format!("{found} cells where the header has {expected} columns"),
                ));
            }
            Ok((n, c))
        })
        .collect::<Result<_, _>>()?;
    Ok((header, rows))
}

fn build_row(
    kind: &'static str,
    file: &str,
    header: &[String],
    (line, cells): &(u32, Vec<String>),
) -> Result<Row, DataError> {
    let columns = KINDS
        .iter()
        .find(|(k, _, _)| *k == kind)
        .map_or(&[][..], |(_, _, c)| c);
    let known = |h: &str| {
        columns
            .iter()
            .any(|c| c.strip_prefix('*').unwrap_or(c) == h)
    };
    let row = Row {
        kind,
        file: file.to_owned(),
        line: *line,
        cells: header
            .iter()
            .zip(cells)
            .filter(|(h, c)| *h != "kind" && !c.is_empty())
            .map(|(h, c)| (h.clone(), c.clone()))
            .collect(),
    };
    if let Some(h) = row.cells.keys().find(|h| !known(h)) {
        return Err(row.error(format!("a {kind} has no column `{h}`")));
    }
    Ok(row)
}

/// Refuses a row that lacks a cell it must have.
fn complete(row: &Row) -> Result<(), DataError> {
    let columns = KINDS
        .iter()
        .find(|(k, _, _)| *k == row.kind)
        .map_or(&[][..], |(_, _, c)| c);
    columns
        .iter()
        .filter_map(|c| c.strip_prefix('*'))
        .find(|c| row.cell(c).is_empty())
        .map_or(Ok(()), |c| Err(row.error(format!("`{c}` is empty"))))
}
