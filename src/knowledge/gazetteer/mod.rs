//! Known people, countries, places and bodies, their names, and who held which office when.

mod entry;
mod fold;
mod index;
mod table;

pub use entry::{
    CLASSES, Candidate, CountryDetail, CountryStatus, Coverage, Detail, Entry, Gender, How, Kin,
    KinRelation, OfficeTitle, OfficeType, PersonDetail, Standing, Term, TermStatus,
};
pub use fold::fold;

use crate::text::{DataError, PartialDate};
use compact_str::CompactString;
use index::Index;
use indexmap::IndexMap;
use rustc_hash::FxHashMap;
use std::sync::Arc;
use table::{Row, Tables};

/// All known entries with their names and terms of office.
#[derive(Clone, Debug)]
pub struct Gazetteer {
    entries: Vec<Arc<Entry>>,
    by_id: FxHashMap<CompactString, usize>,
    by_wikidata: FxHashMap<CompactString, usize>,
    index: Index,
    /// By person, then start.
    terms: Vec<Term>,
    terms_of: FxHashMap<CompactString, Vec<usize>>,
    terms_in: FxHashMap<CompactString, Vec<usize>>,
    titles: IndexMap<String, Vec<OfficeTitle>>,
}

impl Gazetteer {
    /// The gazetteer that the program carries.
    ///
    /// # Errors
    /// When a file is malformed, two entries share an id, or a row refers to an unknown id.
    pub fn embedded() -> Result<Self, DataError> {
        build(&table::read(super::file)?)
    }

    /// The embedded gazetteer with a user's additions and changes laid over it.
    ///
    /// `file` is named in errors. The format is described in `ontology/gazetteer/README.md`: a table with the column
    /// `kind` and the columns of the embedded tables, in any order; a row with a known id changes the cells it fills
    /// in, any other row adds an entry.
    ///
    /// # Errors
    /// As [`Gazetteer::embedded`].
    pub fn with_overrides(file: &str, text: &str) -> Result<Self, DataError> {
        let mut tables = table::read(super::file)?;
        table::overlay(&mut tables, file, text)?;
        build(&tables)
    }

    /// All entries: countries, places, bodies, people.
    pub fn entries(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.entries.iter()
    }

    /// The entry with an id.
    pub fn get(&self, id: &str) -> Option<&Arc<Entry>> {
        self.entries.get(*self.by_id.get(id)?)
    }

    /// The entry with a Wikidata item (`Q423`).
    pub fn by_wikidata(&self, item: &str) -> Option<&Arc<Entry>> {
        self.entries.get(*self.by_wikidata.get(item)?)
    }

    /// All entries that a surface form may name, the plainest naming first.
    ///
    /// Case (but for acronyms and words without a capital), accents, hyphens, the possessive ending and a leading
    /// "the" don't matter. Where the whole form is no name, office words before it are left out ("Chancellor Angela
    /// Merkel"), then middle names of heads of state and government ("Robert Gabriel Mugabe").
    pub fn lookup(&self, surface: &str) -> &[Candidate] {
        self.index.lookup(surface)
    }

    /// The longest run of `words`, from the first on, that is a name: how many words, and what they may name.
    pub fn longest_match(&self, words: &[&str]) -> Option<(usize, &[Candidate])> {
        self.index.longest_match(words)
    }

    /// The country that an adjective belongs to; nothing when it may be several (`Korean`, `Congolese`).
    pub fn country_of_adjective(&self, adjective: &str) -> Option<&Arc<Entry>> {
        let mut found = self
            .lookup(adjective)
            .iter()
            .filter(|c| c.how == How::Adjective && c.entry.is_country());
        let first = found.next()?;
        found.next().is_none().then_some(&first.entry)
    }

    /// Id of the country that an entry is or belongs to.
    pub fn country_of(&self, id: &str) -> Option<&str> {
        let entry = self.get(id)?;
        if entry.is_country() {
            Some(&entry.id)
        } else {
            entry.country.as_deref()
        }
    }

    /// ISO 3166-1 alpha-3 code of the country that an entry is or belongs to.
    pub fn iso3(&self, id: &str) -> Option<&str> {
        let country = self.country_of(id)?;
        self.get(country)?.as_country()?.iso3.as_deref()
    }

    /// A person's terms of office, by start.
    pub fn terms_of(&self, person: &str) -> impl Iterator<Item = &Term> {
        pick(&self.terms, self.terms_of.get(person))
    }

    /// The terms of office in a country or body.
    pub fn terms_in(&self, jurisdiction: &str) -> impl Iterator<Item = &Term> {
        pick(&self.terms, self.terms_in.get(jurisdiction))
    }

    /// All terms of office, by person.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// What a person held at a date: certain terms, else those that may have covered it.
    pub fn office_at(&self, person: &str, date: PartialDate) -> Vec<&Term> {
        surest(self.terms_of(person), date)
    }

    /// How much a person mattered at a date.
    pub fn standing(&self, person: &str, date: PartialDate) -> Standing {
        let standing = |term: &Term| match term.covers(date) {
            Coverage::No if term.start.first_day() > date.last_day() => Standing::NoOffice,
            Coverage::No => Standing::Former,
            _ if term.status == TermStatus::Disputed => Standing::InOffice,
            _ if term.offices.iter().any(|o| o.is_head()) => Standing::Head,
            _ => Standing::InOffice,
        };
        self.terms_of(person)
            .map(standing)
            .max()
            .unwrap_or(Standing::NoOffice)
    }

    /// Who held an office of a kind at a date; several when the terms' ends aren't exact enough to tell, or it is
    /// shared. Disputed claims don't count.
    pub fn holders(
        &self,
        jurisdiction: &str,
        office: OfficeType,
        date: PartialDate,
    ) -> Vec<&Arc<Entry>> {
        let terms = self
            .terms_in(jurisdiction)
            .filter(|t| t.status != TermStatus::Disputed && t.offices.contains(&office));
        self.people(&surest(terms, date))
    }

    /// Who "the *title* of *jurisdiction*" was at a date: by the office's own title, else by the kind of office that
    /// the word means there.
    pub fn holder_by_title(
        &self,
        jurisdiction: &str,
        title: &str,
        date: PartialDate,
    ) -> Vec<&Arc<Entry>> {
        let wanted = fold(title);
        let named = self
            .terms_in(jurisdiction)
            .filter(|t| t.status != TermStatus::Disputed && fold(&t.title) == wanted);
        let found = self.people(&surest(named, date));
        if !found.is_empty() {
            return found;
        }
        let Some(meaning) = self.office_title(title, Some(jurisdiction)) else {
            return found;
        };
        meaning
            .offices
            .iter()
            .filter(|o| **o != OfficeType::Other)
            .map(|o| {
                let mut holders = self.holders(jurisdiction, *o, date);
                holders.retain(|p| meaning.gender.is_none() || p.gender() == meaning.gender);
                holders
            })
            .find(|h| !h.is_empty())
            .unwrap_or_default()
    }

    /// What an office word means in a country or body, or anywhere.
    pub fn office_title(&self, title: &str, jurisdiction: Option<&str>) -> Option<&OfficeTitle> {
        let meanings = self.titles.get(&fold(title))?;
        jurisdiction
            .and_then(|j| meanings.iter().find(|m| m.countries.iter().any(|c| c == j)))
            .or_else(|| meanings.iter().find(|m| m.countries.is_empty()))
    }

    /// All office words.
    pub fn office_titles(&self) -> impl Iterator<Item = &OfficeTitle> {
        self.titles.values().flatten()
    }

    fn people(&self, terms: &[&Term]) -> Vec<&Arc<Entry>> {
        let mut people: Vec<&Arc<Entry>> =
            terms.iter().filter_map(|t| self.get(&t.person)).collect();
        people.sort_by(|a, b| a.id.cmp(&b.id));
        people.dedup_by(|a, b| a.id == b.id);
        people
    }
}

fn pick<'a>(terms: &'a [Term], at: Option<&'a Vec<usize>>) -> impl Iterator<Item = &'a Term> {
    at.into_iter().flatten().filter_map(move |i| terms.get(*i))
}

/// The terms that certainly cover the date, or if there are none those that may.
fn surest<'a>(terms: impl Iterator<Item = &'a Term>, date: PartialDate) -> Vec<&'a Term> {
    let covering: Vec<(&Term, Coverage)> = terms
        .map(|t| (t, t.covers(date)))
        .filter(|(_, c)| *c != Coverage::No)
        .collect();
    let best = covering.iter().map(|(_, c)| *c).max();
    covering
        .into_iter()
        .filter(|(_, c)| Some(*c) == best)
        .map(|(t, _)| t)
        .collect()
}

fn build(tables: &Tables) -> Result<Gazetteer, DataError> {
    let mut entries = Vec::new();
    let mut terms = Vec::new();
    let mut titles: IndexMap<String, Vec<OfficeTitle>> = IndexMap::new();
    for row in tables.rows.values() {
        match row.kind {
            "term" => terms.push(term(row)?),
            "office-title" => {
                let title = office_title(row)?;
                titles.entry(fold(&title.title)).or_default().push(title);
            }
            _ => entries.push(Arc::new(entry(row)?)),
        }
    }
    terms.sort_by(|a, b| (&a.person, a.start, &a.title).cmp(&(&b.person, b.start, &b.title)));
    let by_id: FxHashMap<CompactString, usize> = entries
        .iter()
        .enumerate()
        .map(|(i, e)| (e.id.clone(), i))
        .collect();
    let by_wikidata = entries
        .iter()
        .enumerate()
        .filter_map(|(i, e)| Some((e.wikidata.clone()?, i)))
        .collect();
    check_references(tables, &entries, &by_id)?;
    let mut terms_of: FxHashMap<CompactString, Vec<usize>> = FxHashMap::default();
    let mut terms_in: FxHashMap<CompactString, Vec<usize>> = FxHashMap::default();
    for (i, t) in terms.iter().enumerate() {
        terms_of.entry(t.person.clone()).or_default().push(i);
        terms_in.entry(t.jurisdiction.clone()).or_default().push(i);
    }
    let is_head = |id: &str| {
        pick(&terms, terms_of.get(id))
            .any(|t| t.status != TermStatus::Disputed && t.offices.iter().any(|o| o.is_head()))
    };
    let index = Index::build(
        &entries,
        |id| entries.get(*by_id.get(id)?).map(Arc::clone),
        is_head,
        titles.keys().cloned(),
    );
    Ok(Gazetteer {
        entries,
        by_id,
        by_wikidata,
        index,
        terms,
        terms_of,
        terms_in,
        titles,
    })
}

fn id(text: &str) -> CompactString {
    CompactString::new(text)
}

fn entry(row: &Row) -> Result<Entry, DataError> {
    let class = match row.kind {
        "country" => "Country",
        "person" => "Person",
        _ => row.cell("class"),
    };
    let class = CLASSES
        .into_iter()
        .find(|c| *c == class)
        .ok_or_else(|| row.error(format!("class `{class}`: expected one of {CLASSES:?}")))?;
    let date = |column: &str| -> Result<Option<PartialDate>, DataError> {
        row.optional(column)
            .map(|_| row.parse(column, "a date"))
            .transpose()
    };
    let detail = match row.kind {
        "country" => Detail::Country(CountryDetail {
            iso3: row.optional("iso3").map(id),
            iso2: row.optional("iso2").map(id),
            status: match row.cell("status") {
                "independent" => CountryStatus::Independent,
                "disputed" => CountryStatus::Disputed,
                "territory" => CountryStatus::Territory,
                "former" => CountryStatus::Former,
                other => {
                    return Err(row.error(format!(
                        "status `{other}`: expected independent, disputed, territory or former"
                    )));
                }
            },
            capital: row.optional("capital").map(id),
            epithets: row.list("epithets"),
            continent: row.cell("continent").to_owned(),
            region: row.cell("region").to_owned(),
            start: date("start")?,
            end: date("end")?,
        }),
        "place" => Detail::Place {
            seat_of: row.optional("seat_of").map(id),
        },
        "person" => Detail::Person(PersonDetail {
            gender: gender(row)?.ok_or_else(|| row.error("gender is empty"))?,
            family_name: row.optional("family_name").map(str::to_owned),
            kin: row
                .list("kin")
                .iter()
                .map(|k| kin(row, k))
                .collect::<Result<_, _>>()?,
        }),
        _ => Detail::Organization,
    };
    Ok(Entry {
        id: id(row.cell("id")),
        label: row.cell("label").to_owned(),
        wikidata: row.optional("wikidata").map(id),
        class,
        country: row.optional("country").map(id),
        aliases: row.list("aliases"),
        adjectives: row.list("adjectives"),
        people: row.list("people"),
        detail,
    })
}

fn gender(row: &Row) -> Result<Option<Gender>, DataError> {
    match row.cell("gender") {
        "" => Ok(None),
        "f" => Ok(Some(Gender::Female)),
        "m" => Ok(Some(Gender::Male)),
        other => Err(row.error(format!("gender `{other}`: expected f or m"))),
    }
}

fn kin(row: &Row, text: &str) -> Result<Kin, DataError> {
    let expected = "child_of:ID, spouse_of:ID, sibling_of:ID or relative_of:ID";
    let (relation, person) = text
        .split_once(':')
        .ok_or_else(|| row.error(format!("kin `{text}`: expected {expected}")))?;
    Ok(Kin {
        relation: row.parse_text(relation, "kin", expected)?,
        person: id(person),
    })
}

fn offices(row: &Row) -> Result<Vec<OfficeType>, DataError> {
    row.list("offices")
        .iter()
        .map(|o| row.parse_text(o, "offices", "a kind of office, such as head-of-state"))
        .collect()
}

fn term(row: &Row) -> Result<Term, DataError> {
    Ok(Term {
        person: id(row.cell("person")),
        offices: offices(row)?,
        title: row.cell("title").to_owned(),
        jurisdiction: id(row.cell("jurisdiction")),
        start: row.parse("start", "a date")?,
        end: row
            .optional("end")
            .map(|_| row.parse("end", "a date"))
            .transpose()?,
        status: match row.cell("status") {
            "" => TermStatus::Regular,
            "acting" => TermStatus::Acting,
            "disputed" => TermStatus::Disputed,
            "joint" => TermStatus::Joint,
            other => {
                return Err(row.error(format!(
                    "status `{other}`: expected acting, disputed, joint or nothing"
                )));
            }
        },
    })
}

fn office_title(row: &Row) -> Result<OfficeTitle, DataError> {
    Ok(OfficeTitle {
        title: row.cell("title").to_owned(),
        offices: offices(row)?,
        relations: row.list("relation"),
        gender: gender(row)?,
        countries: row.list("countries").iter().map(|c| id(c)).collect(),
    })
}

/// Every id that a row refers to must be that of an entry of the right kind.
fn check_references(
    tables: &Tables,
    entries: &[Arc<Entry>],
    by_id: &FxHashMap<CompactString, usize>,
) -> Result<(), DataError> {
    let get = |id: &str| entries.get(*by_id.get(id)?);
    let check =
        |row: &Row, column: &str, id: &str, fits: fn(&Entry) -> bool, what: &str| match get(id) {
            Some(e) if fits(e) => Ok(()),
            _ => Err(row.error(format!("{column} `{id}` is no known {what}"))),
        };
    for row in tables.rows.values() {
        if let Some(c) = row.optional("country") {
            check(row, "country", c, Entry::is_country, "country")?;
        }
        if let Some(c) = row.optional("capital") {
            check(row, "capital", c, Entry::is_place, "place")?;
        }
        if let Some(s) = row.optional("seat_of") {
            let body = |e: &Entry| e.is_country() || e.is_organization();
            check(row, "seat_of", s, body, "country or body")?;
        }
        if let Some(p) = row.optional("person") {
            check(row, "person", p, Entry::is_person, "person")?;
        }
        if let Some(j) = row.optional("jurisdiction") {
            let any = |e: &Entry| !e.is_person();
            check(row, "jurisdiction", j, any, "country, body or place")?;
        }
        for c in row.list("countries") {
            let body = |e: &Entry| e.is_country() || e.is_organization();
            check(row, "countries", &c, body, "country or body")?;
        }
        for k in row.list("kin") {
            let person = k.split_once(':').map_or("", |(_, p)| p);
            check(row, "kin", person, Entry::is_person, "person")?;
        }
    }
    Ok(())
}
