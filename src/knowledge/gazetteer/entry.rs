//! What the gazetteer knows of one thing: a person, a country, a place or a body, and the offices that people held.

use crate::text::PartialDate;
use compact_str::CompactString;
use jiff::civil::Date;
use std::{str::FromStr, sync::Arc};

/// The classes an entry may have: local names of the vocabulary.
pub const CLASSES: [&str; 13] = [
    "ArmedGroup",
    "City",
    "Company",
    "Country",
    "Government",
    "InternationalOrganization",
    "Landmark",
    "MediaOutlet",
    "Organization",
    "Person",
    "Place",
    "PoliticalParty",
    "Region",
];

/// A person's gender, as far as pronouns go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gender {
    /// She.
    Female,
    /// He.
    Male,
}

/// One known thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Unique, stable slug: `north-korea`, `kim-jong-un`.
    pub id: CompactString,
    /// The name that news reports use.
    pub label: String,
    /// Wikidata item (`Q423`) where sure.
    pub wikidata: Option<CompactString>,
    /// Local name of its class in the vocabulary, one of [`CLASSES`].
    pub class: &'static str,
    /// Id of a person's country of citizenship, a body's or place's country, a territory's sovereign.
    pub country: Option<CompactString>,
    /// Other names, acronyms included.
    pub aliases: Vec<String>,
    /// Adjectives: `North Korean`, `Scottish`, `European`.
    pub adjectives: Vec<String>,
    /// Nouns for its people or members, singular and plural: `Briton`, `Saudis`.
    pub people: Vec<String>,
    /// What only its kind has.
    pub detail: Detail,
}

/// What only one kind of entry has.
#[derive(Clone, Debug, PartialEq)]
pub enum Detail {
    /// A state or territory.
    Country(CountryDetail),
    /// A city, region or landmark.
    Place {
        /// Id of the country or body that it stands for when it acts: the Kremlin for Russia.
        seat_of: Option<CompactString>,
    },
    /// A body.
    Organization,
    /// A human being.
    Person(PersonDetail),
}

/// What only states and territories have.
#[derive(Clone, Debug, PartialEq)]
pub struct CountryDetail {
    /// ISO 3166-1 alpha-3 code; `XKX` for Kosovo; absent where there is none.
    pub iso3: Option<CompactString>,
    /// ISO 3166-1 alpha-2 code.
    pub iso2: Option<CompactString>,
    /// Its standing in law.
    pub status: CountryStatus,
    /// Id of its capital's place.
    pub capital: Option<CompactString>,
    /// Names that mean it only within a document that speaks of it: `the kingdom`.
    pub epithets: Vec<String>,
    /// Continent, in English.
    pub continent: String,
    /// Part of the continent, as the United Nations divide it.
    pub region: String,
    /// When a former state began.
    pub start: Option<PartialDate>,
    /// When a former state ended.
    pub end: Option<PartialDate>,
}

/// Standing of a country in law.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CountryStatus {
    /// A member of the United Nations, or the Vatican.
    Independent,
    /// Recognised by some states only.
    Disputed,
    /// Belongs to, or is associated with, another state.
    Territory,
    /// Exists no more.
    Former,
}

/// What only people have.
#[derive(Clone, Debug, PartialEq)]
pub struct PersonDetail {
    /// Gender.
    pub gender: Gender,
    /// The name used alone: `Kim`, `Xi`, `Merkel`, `Suu Kyi`.
    pub family_name: Option<String>,
    /// Known relatives.
    pub kin: Vec<Kin>,
}

/// How a person is related to another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kin {
    /// What the person is to the other.
    pub relation: KinRelation,
    /// Id of the other.
    pub person: CompactString,
}

/// What a person is to a relative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KinRelation {
    /// Son or daughter of.
    ChildOf,
    /// Husband or wife of.
    SpouseOf,
    /// Brother or sister of.
    SiblingOf,
    /// Any other relative of: grandchild, in-law, cousin.
    RelativeOf,
}

impl FromStr for KinRelation {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        Ok(match s {
            "child_of" => Self::ChildOf,
            "spouse_of" => Self::SpouseOf,
            "sibling_of" => Self::SiblingOf,
            "relative_of" => Self::RelativeOf,
            _ => return Err(()),
        })
    }
}

impl Entry {
    /// The person's gender; nothing for anything else.
    pub fn gender(&self) -> Option<Gender> {
        self.person().map(|p| p.gender)
    }

    /// What only people have.
    pub fn person(&self) -> Option<&PersonDetail> {
        match &self.detail {
            Detail::Person(p) => Some(p),
            _ => None,
        }
    }

    /// What only countries have.
    pub fn as_country(&self) -> Option<&CountryDetail> {
        match &self.detail {
            Detail::Country(c) => Some(c),
            _ => None,
        }
    }

    /// Id of the country or body that a place stands for when it acts.
    pub fn seat_of(&self) -> Option<&str> {
        match &self.detail {
            Detail::Place { seat_of } => seat_of.as_deref(),
            _ => None,
        }
    }

    /// Whether it is a person.
    pub fn is_person(&self) -> bool {
        matches!(self.detail, Detail::Person(_))
    }

    /// Whether it is a country or territory.
    pub fn is_country(&self) -> bool {
        matches!(self.detail, Detail::Country(_))
    }

    /// Whether it is a city, region or landmark.
    pub fn is_place(&self) -> bool {
        matches!(self.detail, Detail::Place { .. })
    }

    /// Whether it is a body.
    pub fn is_organization(&self) -> bool {
        matches!(self.detail, Detail::Organization)
    }
}

/// How a surface form names an entry, the plainest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// Its label.
    Label,
    /// An acronym of it, in capitals.
    Acronym,
    /// Another name of it.
    Alias,
    /// A person's family name, or the name used alone.
    FamilyName,
    /// An adjective: `Chinese`.
    Adjective,
    /// A noun for its people: `Saudis`.
    PeopleNoun,
    /// The capital or seat of power that stands for it: `Pyongyang`, `the Kremlin`.
    Seat,
    /// A name that means it only within a document that speaks of it: `the kingdom`.
    Epithet,
}

/// An entry that a surface form may name.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// What it may be.
    pub entry: Arc<Entry>,
    /// By what kind of name.
    pub how: How,
}

/// The kinds of office that the gazetteer tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OfficeType {
    /// President, monarch, or whoever stands for the state.
    HeadOfState,
    /// Prime minister, chancellor, or a president who governs.
    HeadOfGovernment,
    /// Vice-president.
    DeputyHeadOfState,
    /// Deputy prime minister, vice-chancellor.
    DeputyHeadOfGovernment,
    /// Foreign minister, US secretary of state.
    ForeignMinister,
    /// Defence minister or secretary.
    DefenceMinister,
    /// Interior minister, home secretary.
    InteriorMinister,
    /// Finance minister, treasury secretary.
    FinanceMinister,
    /// Stands above the head of state or of government: Iran, North Korea, Libya once.
    SupremeLeader,
    /// King, queen, emir, sultan, emperor, pope.
    Monarch,
    /// Heir to a throne.
    CrownPrince,
    /// Of a party, a movement or an armed group.
    Leader,
    /// Of the United Nations, NATO and the like.
    SecretaryGeneral,
    /// President, director or chair of a body.
    PresidentOfBody,
    /// Of a parliament.
    Speaker,
    /// Speaks for a government or body.
    Spokesperson,
    /// Represents a state.
    Ambassador,
    /// Leads those out of power.
    OppositionLeader,
    /// Any other post.
    Other,
}

impl OfficeType {
    /// All of them, with their names in the data.
    pub const NAMES: [(Self, &'static str); 19] = [
        (Self::HeadOfState, "head-of-state"),
        (Self::HeadOfGovernment, "head-of-government"),
        (Self::DeputyHeadOfState, "deputy-head-of-state"),
        (Self::DeputyHeadOfGovernment, "deputy-head-of-government"),
        (Self::ForeignMinister, "foreign-minister"),
        (Self::DefenceMinister, "defence-minister"),
        (Self::InteriorMinister, "interior-minister"),
        (Self::FinanceMinister, "finance-minister"),
        (Self::SupremeLeader, "supreme-leader"),
        (Self::Monarch, "monarch"),
        (Self::CrownPrince, "crown-prince"),
        (Self::Leader, "leader"),
        (Self::SecretaryGeneral, "secretary-general"),
        (Self::PresidentOfBody, "president-of-body"),
        (Self::Speaker, "speaker"),
        (Self::Spokesperson, "spokesperson"),
        (Self::Ambassador, "ambassador"),
        (Self::OppositionLeader, "opposition-leader"),
        (Self::Other, "other"),
    ];

    /// Its name in the data.
    pub fn as_str(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(o, _)| *o == self)
            .map_or("other", |(_, name)| name)
    }

    /// Whether its holder heads a state, a government or an international body.
    pub const fn is_head(self) -> bool {
        matches!(
            self,
            Self::HeadOfState
                | Self::HeadOfGovernment
                | Self::SupremeLeader
                | Self::Monarch
                | Self::SecretaryGeneral
        )
    }

    /// Whether one person at a time holds it in a jurisdiction.
    pub const fn has_one_holder(self) -> bool {
        matches!(
            self,
            Self::HeadOfState
                | Self::HeadOfGovernment
                | Self::ForeignMinister
                | Self::DefenceMinister
        )
    }
}

impl FromStr for OfficeType {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        Self::NAMES
            .iter()
            .find(|(_, name)| *name == s)
            .map(|(o, _)| *o)
            .ok_or(())
    }
}

/// How an office is held when it isn't held plainly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TermStatus {
    /// Held in the ordinary way.
    Regular,
    /// Held until someone is chosen.
    Acting,
    /// Claimed against another holder: no basis for "the president of" that state.
    Disputed,
    /// Shared: collective presidencies, two co-princes.
    Joint,
}

/// A person's time in an office.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// Id of the holder.
    pub person: CompactString,
    /// What kind of office; several where one post is several (a president who heads the government).
    pub offices: Vec<OfficeType>,
    /// Title in English: `President`, `Chairman of the State Affairs Commission`.
    pub title: String,
    /// Id of the country or body.
    pub jurisdiction: CompactString,
    /// When it began, as exact as known.
    pub start: PartialDate,
    /// When it ended; absent when it had not by the end of 2025.
    pub end: Option<PartialDate>,
    /// How it is held.
    pub status: TermStatus,
}

/// Whether a term covers a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Coverage {
    /// Not in office then.
    No,
    /// Perhaps: the date or the term's ends are not exact enough to tell, or it is the last day.
    Possible,
    /// In office throughout.
    Certain,
}

impl Term {
    /// Whether the term covers `date`. The last day belongs to the successor first.
    pub fn covers(&self, date: PartialDate) -> Coverage {
        let (first, last): (Date, Date) = (date.first_day(), date.last_day());
        if last < self.start.first_day() || self.end.is_some_and(|e| first > e.last_day()) {
            Coverage::No
        } else if self.start.last_day() <= first && self.end.is_none_or(|e| last < e.first_day()) {
            Coverage::Certain
        } else {
            Coverage::Possible
        }
    }
}

/// How much a person mattered at a date, by the offices held: which of two namesakes a bare surname likelier means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// No office is known by then.
    NoOffice,
    /// Held one before.
    Former,
    /// Held one then, or perhaps did.
    InOffice,
    /// Headed a state, a government or an international body.
    Head,
}

/// What an office word means: `prime minister` is a head of government.
#[derive(Clone, Debug, PartialEq)]
pub struct OfficeTitle {
    /// The word, in lower case.
    pub title: String,
    /// Kinds of office, the likeliest first.
    pub offices: Vec<OfficeType>,
    /// Local names of the properties from holder to jurisdiction: `headOfStateOf`, `officialOf`.
    pub relations: Vec<String>,
    /// The holder's gender where the word tells it.
    pub gender: Option<Gender>,
    /// Ids of the countries where it means this; empty for everywhere else.
    pub countries: Vec<CompactString>,
}
