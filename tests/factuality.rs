//! How surely sentences tell their predicates, end to end: text in, factuality out.

use chancery::{
    extraction::{factuality, propositions},
    knowledge::Knowledge,
    language,
    text::Document,
};

/// The sentences of `tests/factuality.txt` with their expected predicates.
fn cases() -> Vec<(&'static str, Vec<(&'static str, &'static str)>)> {
    include_str!("factuality.txt")
        .split("\n\n")
        .filter_map(|block| {
            let mut lines = block
                .lines()
                .filter(|l| !l.is_empty() && !l.starts_with('#'));
            let sentence = lines.next()?;
            let expected = lines
                .map(|l| {
                    l.rsplit_once(' ')
                        .unwrap_or_else(|| panic!("{l:?} lacks a step"))
                })
                .collect();
            Some((sentence, expected))
        })
        .collect()
}

#[test]
fn every_sentence_is_read_as_surely_as_it_tells() {
    let knowledge = Knowledge::embedded().expect("the embedded knowledge is well formed");
    let mut wrong = Vec::new();
    let cases = cases();
    assert!(cases.len() >= 60, "{} sentences", cases.len());
    for (sentence, expected) in cases {
        let document = Document::from_text("case", sentence);
        let analysis = language::analyse(&document);
        let mut found = propositions::read(&analysis, &knowledge.lexicon);
        factuality::assess(&mut found, &analysis, &knowledge.lexicon);
        for (lemma, step) in expected {
            let steps: Vec<&str> = found
                .iter()
                .filter(|p| {
                    p.predicate.lemma == lemma || p.predicate.support.as_deref() == Some(lemma)
                })
                .map(|p| p.factuality.as_str())
                .collect();
            if !steps.contains(&step) {
                wrong.push(format!(
                    "{sentence} — {lemma}: {step} expected, {steps:?} read"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
