//! How surely each proposition is told, and by whom.

mod assess;
mod own;
#[cfg(test)]
mod tests;

pub use assess::assess;
pub(super) use assess::governors_first;

use super::EntityId;
use crate::text::PartialDate;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// How surely, and with what polarity, a claim is told: the six steps of the vocabulary (after FactBank, Saurí and
/// Pustejovsky 2009).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Factuality {
    /// Told as so.
    #[default]
    Fact,
    /// Scheduled or intended.
    Planned,
    /// Expected, projected.
    Likely,
    /// May, could, speculation, allegation.
    Possible,
    /// Doubted.
    Unlikely,
    /// Negated or refused.
    Denied,
}

impl Factuality {
    /// All steps, from fact to denial.
    pub const ALL: [Self; 6] = [
        Self::Fact,
        Self::Planned,
        Self::Likely,
        Self::Possible,
        Self::Unlikely,
        Self::Denied,
    ];

    /// How far from a told fact, denial aside.
    const fn doubt(self) -> u8 {
        match self {
            Self::Fact => 0,
            Self::Planned => 1,
            Self::Likely => 2,
            Self::Possible => 3,
            Self::Unlikely => 4,
            Self::Denied => 5,
        }
    }

    /// What a claim worded as `self` is worth in a context that is itself only as sure as `context`: never surer than
    /// either. Two denials leave it open.
    #[must_use]
    pub const fn within(self, context: Self) -> Self {
        match (context, self) {
            (Self::Fact, own) => own,
            (context, Self::Fact) => context,
            (Self::Denied | Self::Unlikely, Self::Denied | Self::Unlikely) => Self::Possible,
            (Self::Denied, _) | (Self::Planned, Self::Denied) => Self::Denied,
            (_, Self::Denied) => Self::Unlikely,
            (context, own) if context.doubt() > own.doubt() => context,
            (_, own) => own,
        }
    }

    /// Local name in the vocabulary.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fact => "Fact",
            Self::Planned => "Planned",
            Self::Likely => "Likely",
            Self::Possible => "Possible",
            Self::Unlikely => "Unlikely",
            Self::Denied => "Denied",
        }
    }
}

impl FromStr for Factuality {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|f| f.as_str() == s).ok_or(())
    }
}

impl fmt::Display for Factuality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What lies after the day of publication has not happened yet, however it is worded ("The summit on 3 June …" in May).
pub fn defer(propositions: &mut [super::Proposition], published: Option<PartialDate>) {
    let Some(today) = published.map(PartialDate::last_day) else {
        return;
    };
    for p in propositions {
        let ahead = p.time.start.is_some_and(|start| start.first_day() > today);
        if ahead && p.factuality == Factuality::Fact && p.tense != super::Tense::Past && !p.perfect
        {
            p.factuality = Factuality::Planned;
        }
    }
}

/// Who says a claim, when it isn't the reporter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribution {
    /// Who says it.
    pub source: Source,
    /// Lemma of the reporting verb or noun ("say", "according to").
    pub cue: String,
    /// Whether the cue vouches for the content (confirmed, revealed, showed, acknowledged), or the source tells what it
    /// did itself: then a fact may become a direct triple.
    pub vouched: bool,
}

/// The source of a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Source {
    /// An entity of the document.
    Entity(EntityId),
    /// Words that are no entity ("reports", "it").
    Text(String),
}
