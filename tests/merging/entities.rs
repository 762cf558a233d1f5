//! No two persons are one, and no person two.

use crate::build::{NONE, context, doc, resolved};
use chancery::resolution::{Decisions, Reading, resolve};

fn one(id: &str, class: &str, spec: &str) -> Reading {
    let mut d = doc(id, "2020-05-01");
    d.entity(class, spec);
    d.done()
}

fn count(class: &str, specs: &[&str]) -> usize {
    let readings: Vec<Reading> = specs
        .iter()
        .enumerate()
        .map(|(i, spec)| one(&format!("d{i}"), class, spec))
        .collect();
    resolved(&readings).entities.len()
}

/// Pairs that are one.
const SAME: &[(&str, &str, &str)] = &[
    ("Person", "Kim Yo Jong", "Kim Yo-jong"),
    ("Person", "Park Jie-won@south-korea", "Park Jie Won"),
    ("Person", "José Peña", "Jose Pena"),
    ("Person", "Sergei Ivanov@russia", "Sergey Ivanov@russia"),
    ("Person", "Mohammed Hassan", "Muhammad Hasan"),
    ("Person", "Omar al-Haddad", "Omar Haddad"),
    ("Person", "Yuri Petrov", "Yury Petrov"),
    ("Person", "Ana María López#f", "Ana Maria Lopez"),
    ("Person", "Jean-Luc Martin", "Jean Luc Martin"),
    ("Organization", "Acme Corp.", "The Acme"),
    ("Organization", "Médecins du Nord", "Medecins du Nord"),
    ("Organization", "Workers' Party", "Workers’ Party"),
    ("City", "Düsselford", "Dusselford"),
    (
        "Person",
        "Vladimir Putin=vladimir-putin",
        "President Putin=vladimir-putin",
    ),
    ("Office", "President of Freedonia", "president of Freedonia"),
];

/// Pairs that are two.
const DIFFERENT: &[(&str, &str, &str)] = &[
    ("Person", "Tigran Petrosyan", "Iran Petrosyan"),
    ("Person", "George Bush", "George Bush Jr."),
    (
        "Person",
        "George H. W. Bush=george-h-w-bush",
        "George W. Bush=george-w-bush",
    ),
    ("Person", "Kim Jong Il", "Kim Jong Un"),
    ("Person", "Kim Il Sung", "Kim Jong Il"),
    ("Person", "Park Geun-hye", "Park Chung-hee"),
    ("Person", "Bill Clinton", "Hillary Clinton"),
    ("Person", "John Paul I", "John Paul II"),
    ("Person", "Smith", "Smith"),
    ("Person", "J. Smith", "J. Smith"),
    ("Person", "Kim@north-korea", "Kim@south-korea"),
    (
        "Person",
        "John Smith@australia",
        "John Smith@united-kingdom",
    ),
    ("Person", "Sam Lee#m", "Sam Lee#f"),
    ("Person", "Ivan Ivanov", "Ivana Ivanova"),
    ("Person", "Volodymyr Petrenko", "Vladimir Petrenko"),
    ("Person", "Henry Adams III", "Henry Adams IV"),
    ("Person", "William Jones", "Bill Jones"),
    ("Country", "Niger=niger", "Nigeria=nigeria"),
    ("Country", "Guinea=guinea", "Guinea-Bissau=guinea-bissau"),
    (
        "Country",
        "Equatorial Guinea=equatorial-guinea",
        "Papua New Guinea=papua-new-guinea",
    ),
    (
        "Country",
        "North Korea=north-korea",
        "South Korea=south-korea",
    ),
    ("Region", "Niger Delta", "Niger River"),
    ("Country", "Georgia=georgia", "Jordan=jordan"),
    ("Organization", "Unit 61", "Unit 62"),
    ("Organization", "Brigade 1", "Brigade 11"),
    (
        "Organization",
        "Guinea Workers Union",
        "Guinea-Bissau Workers Union",
    ),
    (
        "Organization",
        "Democratic Party@italy",
        "Democratic Party@japan",
    ),
    ("Person", "Jordan Peters", "Jordan Peterson"),
    ("Collective", "?lawmakers", "?lawmakers"),
    ("Collective", "?26 foreign leaders", "?26 foreign leaders"),
    ("Person", "?a spokesman@france", "?a spokesman@france"),
    ("Office", "?president@france", "?president@russia"),
    ("Office", "?minister", "?minister"),
    ("City", "Springfield@united-states", "Springfield@australia"),
    ("Company", "Delta Air", "Delta Steel"),
];

#[test]
fn listed_pairs_are_one() {
    for (class, a, b) in SAME {
        assert_eq!(count(class, &[a, b]), 1, "{a} and {b} are one");
    }
}

#[test]
fn listed_pairs_are_two() {
    for (class, a, b) in DIFFERENT {
        assert_eq!(count(class, &[a, b]), 2, "{a} and {b} are two");
    }
}

#[test]
fn an_office_is_one_by_title_and_country() {
    let specs = [
        "?president@france",
        "?French president@france",
        "President of France@france",
    ];
    assert_eq!(count("Office", &specs), 1);
    let r = resolved(&[one("d", "Office", "?French president@france")]);
    assert_eq!(r.entities[0].label, "President of France");
    assert_eq!(r.entities[0].name, "office/president-of-france");
}

#[test]
fn an_unknown_namesake_of_two_stays_open() {
    let specs = [
        "John Smith@australia",
        "John Smith@united-kingdom",
        "John Smith",
        "John Smith",
    ];
    assert_eq!(count("Person", &specs), 4);
    assert_eq!(
        count(
            "Person",
            &["John Smith@australia", "John Smith", "John Smith"]
        ),
        1
    );
}

#[test]
fn father_and_son_of_one_name_are_two() {
    let mut d = doc("d", "2020-05-01");
    let father = d.person("Ali Bongo Senja");
    let son = d.person("Ali Bongo Senja");
    d.fact(son, "childOf", father);
    assert_eq!(resolved(&[d.done()]).entities.len(), 2);
}

#[test]
fn a_name_left_open_joins_the_known_person_spoken_of_elsewhere() {
    let readings = [
        one("a", "Person", "Emmanuel Macron=emmanuel-macron@france#m"),
        one("b", "Person", "Emmanuel Macron"),
        one("c", "Person", "Emmanuel Macron@haiti"),
    ];
    let r = resolved(&readings);
    assert_eq!(r.entities.len(), 2);
    let known = r
        .entities
        .iter()
        .find(|e| e.name == "emmanuel-macron")
        .expect("known");
    assert_eq!(known.documents, 2);
    assert!(
        known.reasons.iter().any(|r| r.contains("same full name")),
        "{:?}",
        known.reasons
    );
}

#[test]
fn an_acronym_joins_the_one_body_that_has_it() {
    let mut d = doc("a", "2020-05-01");
    let army = d.entity("ArmedGroup", "Free Valley Army");
    d.alias(army, "FVA");
    let long = d.done();
    let short = one("b", "ArmedGroup", "FVA");
    let r = resolved(&[long.clone(), short.clone()]);
    assert_eq!(r.entities.len(), 1);
    assert_eq!(r.entities[0].label, "Free Valley Army");
    let mut d = doc("c", "2020-05-01");
    let other = d.entity("Company", "Farm Veterinary Association");
    d.alias(other, "FVA");
    assert_eq!(
        resolved(&[long, short, d.done()]).entities.len(),
        3,
        "two could be meant"
    );
}

#[test]
fn the_users_word_overrides() {
    let readings = [
        one("a", "Person", "Kim Yong-chol"),
        one("b", "Person", "Kim Young-chul"),
        one("c", "Person", "Ann Reed"),
        one("d", "Person", "Ann Reed"),
    ];
    assert_eq!(resolved(&readings).entities.len(), 3);
    let text = "# who is who\nsame\tKim Yong-chol\tKim Young-chul\ndifferent\tAnn Reed @ c\tAnn Reed @ d\n";
    let decisions = Decisions::parse("who.tsv", text).expect("decisions");
    let r = resolve(&readings, &context(&decisions)).expect("resolves");
    assert_eq!(r.entities.len(), 3);
    let names: Vec<&str> = r.entities.iter().map(|e| e.label.as_str()).collect();
    assert_eq!(names.iter().filter(|n| **n == "Ann Reed").count(), 2);
    let fault = Decisions::parse("who.tsv", "same\tonly one").expect_err("one name");
    assert!(fault.to_string().starts_with("who.tsv:1:"));
    let _ = &*NONE;
}

#[test]
fn names_in_iris_are_readable_and_never_shared() {
    let readings = [
        one("a", "Person", "John Smith@australia"),
        one("b", "Person", "John Smith@united-kingdom"),
        one("c", "Person", "Kim Jong Un=kim-jong-un"),
        one("d", "Collective", "?officials in Seoul"),
        one("e", "Person", "Smith"),
    ];
    let names: Vec<String> = resolved(&readings)
        .entities
        .into_iter()
        .map(|e| e.name)
        .collect();
    assert!(names.contains(&"kim-jong-un".to_owned()));
    assert!(names.contains(&"collective/d-officials-in-seoul".to_owned()));
    assert!(names.contains(&"person/e-smith".to_owned()));
    let mut unique = names.clone();
    unique.dedup();
    assert_eq!(unique.len(), 5, "{names:?}");
}
