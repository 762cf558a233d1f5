//! The gazetteer's data: who held which office when, what names may mean, and that the tables are sound.

use chancery::knowledge::gazetteer::{Gazetteer, How};
use chancery::text::PartialDate;
use std::sync::LazyLock;

static GAZETTEER: LazyLock<Gazetteer> =
    LazyLock::new(|| Gazetteer::embedded().expect("the embedded gazetteer loads"));

fn date(text: &str) -> PartialDate {
    text.parse().expect("a date")
}

/// Ids of what a form may name, in order.
fn ids(form: &str) -> Vec<&'static str> {
    GAZETTEER
        .lookup(form)
        .iter()
        .map(|c| c.entry.id.as_str())
        .collect()
}

/// Ids of the holders of "the TITLE of JURISDICTION" at a date.
fn holders(jurisdiction: &str, title: &str, at: &str) -> Vec<&'static str> {
    GAZETTEER
        .holder_by_title(jurisdiction, title, date(at))
        .iter()
        .map(|e| e.id.as_str())
        .collect()
}

#[test]
fn the_longest_name_wins() {
    let find = |words: &[&str]| {
        GAZETTEER
            .longest_match(words)
            .map(|(n, c)| (n, c[0].entry.id.as_str()))
    };
    assert_eq!(
        find(&["Niger", "Delta", "militants"]),
        Some((2, "niger-delta"))
    );
    assert_eq!(find(&["Niger", "'s", "junta"]), Some((1, "niger")));
    assert_eq!(
        find(&["the", "People", "'s", "Republic", "of", "China", "said"]),
        Some((6, "china"))
    );
    assert_eq!(
        find(&["Kim", "Jong", "-", "un", "met"]),
        Some((4, "kim-jong-un"))
    );
    assert_eq!(find(&["us", "to", "go"]), None);
    assert_eq!(find(&[]), None);
}

#[test]
fn capitals_stand_for_their_states() {
    let seat = |form: &str| {
        GAZETTEER
            .lookup(form)
            .iter()
            .find(|c| c.how == How::Seat)
            .map(|c| c.entry.id.as_str())
    };
    assert_eq!(seat("Pyongyang"), Some("north-korea"));
    assert_eq!(seat("the Kremlin"), Some("russia"));
    assert_eq!(seat("the White House"), Some("united-states"));
    assert_eq!(seat("Brussels"), Some("european-union"));
    assert_eq!(seat("Geneva"), None);
}

#[test]
fn offices_have_their_holders() {
    for (jurisdiction, title, at, holder) in [
        ("france", "president", "2015-06-01", "francois-hollande"),
        ("france", "president", "2019-06-01", "emmanuel-macron"),
    ] {
        assert_eq!(
            holders(jurisdiction, title, at),
            [holder],
            "{title} of {jurisdiction}, {at}"
        );
    }
    assert_eq!(ids("U.S."), ["united-states"]);
}
