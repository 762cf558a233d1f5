use super::{Direction, expressions};
use crate::{extraction::testing, knowledge::Knowledge};

/// What the words mean in an article of Wednesday, 12 June 2019, in a clause of that direction.
fn meant(words: &str, direction: Direction) -> String {
    let tagged: Vec<String> = words
        .split_whitespace()
        .map(|w| {
            let upos = if w.starts_with(|c: char| c.is_ascii_digit()) {
                "NUM/CD"
            } else if w.starts_with(char::is_uppercase) {
                "PROPN/NNP"
            } else {
                "NOUN/NN"
            };
            format!("{w}/_/{upos}/0/root")
        })
        .collect();
    let (_, sentence) = testing::sentence(&tagged.join(" "));
    let knowledge = Knowledge::embedded().expect("sound knowledge");
    let found = expressions(&sentence, knowledge);
    let Some(first) = found.first() else {
        return "nothing".to_owned();
    };
    let span = first.resolve("2019-06-12".parse().ok(), direction);
    let show = |d: Option<crate::text::PartialDate>| d.map_or_else(String::new, |d| d.to_string());
    if span.start == span.end {
        show(span.start)
    } else {
        format!("{}..{}", show(span.start), show(span.end))
    }
}

#[test]
fn dates_in_full_and_in_part() {
    for (words, date) in [
        ("on 3 September 2018", "2018-09-03"),
        ("on September 3rd , 2018", "2018-09-03"),
        ("in May 2001", "2001-05"),
        ("in 1987", "1987"),
        ("the 1990s", "1990..1999"),
        ("the war of 1950 – 53", "1950..1953"),
        ("from 2011 to 2014", "2011..2014"),
        ("from 3 May to 5 May", "2019-05-03..2019-05-05"),
        ("on 30 February", "nothing"),
        ("since 2015", "2015.."),
        ("until last year", "..2018"),
        ("before 2015", ""),
        ("for three years", "nothing"),
        ("after six years", "nothing"),
    ] {
        assert_eq!(meant(words, Direction::Past), date, "{words}");
    }
}

#[test]
fn tense_tells_past_from_future() {
    for (words, past, future) in [
        ("on Monday", "2019-06-10", "2019-06-17"),
        ("on Wednesday", "2019-06-12", "2019-06-12"),
        ("last Wednesday", "2019-06-05", "2019-06-05"),
        ("in December", "2018-12", "2019-12"),
        ("on 20 June", "2018-06-20", "2019-06-20"),
        ("yesterday", "2019-06-11", "2019-06-11"),
        ("last month", "2019-05", "2019-05"),
        (
            "next week",
            "2019-06-17..2019-06-23",
            "2019-06-17..2019-06-23",
        ),
        (
            "earlier this week",
            "2019-06-10..2019-06-12",
            "2019-06-10..2019-06-12",
        ),
        ("two years ago", "2017", "2017"),
        (
            "three weeks ago",
            "2019-05-20..2019-05-26",
            "2019-05-20..2019-05-26",
        ),
        ("last night", "2019-06-11", "2019-06-11"),
        ("earlier in the month", "2019-06", "2019-06"),
    ] {
        assert_eq!(meant(words, Direction::Past), past, "{words}");
        assert_eq!(meant(words, Direction::Future), future, "{words}");
    }
}

#[test]
fn without_a_date_of_publication_relative_times_stay_open() {
    let (_, sentence) = testing::sentence("on/_/ADP/IN/2/case Monday/_/PROPN/NNP/0/root");
    let knowledge = Knowledge::embedded().expect("sound knowledge");
    let found = expressions(&sentence, knowledge);
    assert_eq!(found.len(), 1);
    assert!(
        found
            .iter()
            .all(|e| e.resolve(None, Direction::Past).is_unknown())
    );
}

#[test]
fn a_date_goes_to_the_clause_that_it_modifies() {
    use crate::extraction::propositions;
    let (mut document, analysis) = testing::document(
        "Ruiz/_/PROPN/NNP/2/nsubj said/say/VERB/VBD/0/root on/_/ADP/IN/4/case Monday/_/PROPN/NNP/2/obl Peru/_/PROPN/NNP/6/nsubj joined/join/VERB/VBD/2/ccomp in/_/ADP/IN/8/case 1998/_/NUM/CD/6/obl",
    );
    document.published = "2019-06-12".parse().ok();
    let knowledge = Knowledge::embedded().expect("sound knowledge");
    let mut found = propositions::read(&analysis, &knowledge.lexicon);
    super::date(&mut found, &document, &analysis, knowledge);
    let times: Vec<String> = found
        .iter()
        .map(|p| {
            format!(
                "{} {}",
                p.predicate.lemma,
                p.time.start.map_or_else(String::new, |d| d.to_string())
            )
        })
        .collect();
    assert_eq!(times, ["say 2019-06-10", "join 1998"]);
}
