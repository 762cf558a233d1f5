//! What a sentence plans, fears, alleges, asks or denies never becomes a fact of the graph.

use chancery::{
    extraction::{Factuality, extract},
    knowledge::Knowledge,
    language,
    text::Document,
};

#[test]
fn nothing_is_told_as_fact_that_the_sentence_leaves_open() {
    let knowledge = Knowledge::embedded().expect("the embedded knowledge is well formed");
    let mut wrong = Vec::new();
    let mut sentences = 0;
    for line in include_str!("unstated.txt").lines() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        sentences += 1;
        let (sentence, stated) = line.split_once(" | ").unwrap_or((line, ""));
        let document = Document::from_text("case", sentence);
        let analysis = language::analyse(&document);
        let found = extract(&document, &analysis, knowledge);
        for statement in &found.statements {
            let vouched = statement.attribution.as_ref().is_none_or(|a| a.vouched);
            if statement.event.is_some()
                && statement.factuality == Factuality::Fact
                && vouched
                && !stated.split(", ").any(|s| s == statement.predicate)
            {
                let name = |e: u32| {
                    found
                        .entities
                        .get(e as usize)
                        .map_or("?", |e| e.name.as_str())
                };
                wrong.push(format!(
                    "{sentence} — {} {} {} [{}]",
                    name(statement.subject),
                    statement.predicate,
                    name(statement.object),
                    statement.rule,
                ));
            }
        }
    }
    assert!(sentences >= 60, "{sentences} sentences");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
