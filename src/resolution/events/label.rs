use super::super::mint;
use crate::{
    schema::Schema,
    text::{PartialDate, TimeSpan},
};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Label, name and whether it is a proper name.
type Named = (String, String, bool);

/// Those who take part in an event, as its label names them.
#[derive(Default)]
pub(super) struct People {
    pub(super) actors: Vec<Named>,
    pub(super) recipients: Vec<Named>,
    pub(super) places: Vec<Named>,
}

impl People {
    /// Puts them in the order in which names are given: proper names first, then by the alphabet, so that the label
    /// doesn't depend on which document was read first.
    pub(super) fn settle(&mut self) {
        for list in [&mut self.actors, &mut self.recipients, &mut self.places] {
            list.sort_by(|a, b| (!a.2, &a.1).cmp(&(!b.2, &b.1)));
        }
    }

    /// The part of an event's IRI that says who and where; empty when nobody has a name. Three names are enough to know
    /// it by; where nothing else tells events apart all are given.
    pub(super) fn slugs(&self, undated: bool) -> String {
        let most = if undated { 4 } else { 2 };
        let mut parts: Vec<String> = Vec::new();
        let named = |list: &[Named], most: usize| -> Vec<String> {
            list.iter()
                .filter(|n| n.2)
                .take(most)
                .map(|n| mint::shorten(&n.1.replace(['-', '/'], " "), 32))
                .collect()
        };
        parts.extend(named(&self.actors, most));
        let recipients = named(&self.recipients, 1);
        if recipients.is_empty() {
            parts.extend(named(&self.places, 1));
        } else {
            parts.extend(recipients);
        }
        parts.dedup();
        parts.join("-")
    }
}

/// "Visit of Kim Jong Un to China, September 2025", "Assault by Russia on Ukraine, 24 February 2022".
pub(super) fn label(class: &str, people: &People, time: TimeSpan, schema: &Schema) -> String {
    let noun = schema.class(class).map_or(class, |c| c.label.as_str());
    let mut out: String = noun.to_owned();
    if let Some(first) = out.get(..1).map(str::to_uppercase) {
        out.replace_range(..1, &first);
    }
    let symmetric = schema.shortcut(class).is_some_and(|s| schema.symmetric(s));
    // Those who act in an occasion are there among others; it isn't theirs.
    let occasion = schema.is_a(class, "Occasion");
    let of = |names: &[Named]| if occasion { String::new() } else { list(names) };
    let actors = of(&people.actors);
    let recipients = of(&people.recipients);
    let visit = schema.is_a(class, "Visit");
    let preposition = schema.preposition(class).unwrap_or("towards");
    if !actors.is_empty() {
        let by = if symmetric || visit { " of " } else { " by " };
        out.push_str(by);
        out.push_str(&actors);
    }
    if !recipients.is_empty() {
        let link = if symmetric { "with" } else { preposition };
        out.extend([" ", link, " ", &recipients]);
    }
    if !people.places.is_empty() {
        let places = list(&people.places);
        let to = if visit && recipients.is_empty() {
            "to"
        } else {
            "in"
        };
        if places != recipients {
            out.extend([" ", to, " ", &places]);
        }
    }
    if let Some(date) = time.start.or(time.end) {
        out.extend([", ", &written(date)]);
    }
    out
}

/// At most three names; how many more there are is said.
fn list(names: &[Named]) -> String {
    let labels: Vec<&str> = names.iter().map(|n| n.0.as_str()).collect();
    match labels.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [one, two] => format!("{one} and {two}"),
        [one, two, three] => format!("{one}, {two} and {three}"),
        [one, two, rest @ ..] => format!("{one}, {two} and {} others", rest.len()),
    }
}

/// The month, as labels give dates; the year where no more is known.
fn written(date: PartialDate) -> String {
    let month = date
        .month_number()
        .and_then(|m| MONTHS.get(usize::from(m) - 1));
    match month {
        Some(month) => format!("{month} {}", date.year_number()),
        None => date.year_number().to_string(),
    }
}
