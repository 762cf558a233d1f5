//! Small trees, one construction each.

use super::{Claim, Found, find};
use crate::{
    extraction::{Factuality, MentionForm, testing},
    knowledge::Knowledge,
    language::{Analysis, Sentence},
    text::{Document, Span},
};

/// A document of sentences in the notation of [`testing::sentence`], published on 1 June 2019.
fn read(sentences: &[&str]) -> Found {
    let mut text = String::new();
    let mut parsed: Vec<Sentence> = Vec::new();
    for words in sentences {
        let (own, mut sentence) = testing::sentence(words);
        let by = text.len() as u32;
        let shift = |s: Span| Span::new(s.start + by, s.end + by);
        sentence.span = sentence.span.map(shift);
        for token in &mut sentence.tokens {
            token.span = shift(token.span);
        }
        text.push_str(&own);
        text.push(' ');
        parsed.push(sentence);
    }
    let mut document = Document::from_text("test", text);
    document.published = "2019-06-01".parse().ok();
    let knowledge = Knowledge::embedded().expect("sound knowledge");
    find(&document, &Analysis { sentences: parsed }, knowledge)
}

fn claim(found: &Found, c: &Claim) -> String {
    let name = |e: u32| {
        found
            .entities
            .get(e as usize)
            .map_or_else(String::new, |e| e.name.clone())
    };
    let mut out = format!("{} {} {}", name(c.subject), c.predicate, name(c.object));
    if c.ended {
        out.push_str(" ended");
    }
    if c.acting {
        out.push_str(" acting");
    }
    if c.factuality != Factuality::Fact {
        out.push_str(c.factuality.as_str());
    }
    out
}

fn claims(sentences: &[&str]) -> Vec<String> {
    let found = read(sentences);
    let mut out: Vec<String> = found.claims.iter().map(|c| claim(&found, c)).collect();
    out.dedup();
    out
}

/// Whom the pronouns and descriptions mean, in the order of the text.
fn meant(sentences: &[&str], form: MentionForm) -> Vec<String> {
    let found = read(sentences);
    found
        .mentions
        .iter()
        .filter(|m| m.form == form)
        .filter_map(|m| found.entities.get(m.entity as usize))
        .map(|e| e.name.clone())
        .collect()
}

#[test]
fn titles_say_who_heads_what() {
    assert_eq!(
        claims(&[
            "Chilean/_/ADJ/JJ/2/amod President/_/PROPN/NNP/3/nmod:desc Carla/_/PROPN/NNP/5/nsubj Rojas/_/PROPN/NNP/3/flat spoke/speak/VERB/VBD/0/root"
        ]),
        ["Carla Rojas headOfStateOf Chile"]
    );
    assert_eq!(
        claims(&[
            "Former/former/ADJ/JJ/4/amod Dutch/_/ADJ/JJ/4/amod Prime/_/ADJ/NNP/4/amod Minister/_/PROPN/NNP/5/nmod:desc Piet/_/PROPN/NNP/7/nsubj Bakker/_/PROPN/NNP/5/flat spoke/speak/VERB/VBD/0/root"
        ]),
        ["Piet Bakker headOfGovernmentOf Netherlands ended"]
    );
}

#[test]
fn appositions_say_it_too() {
    assert_eq!(
        claims(&[
            "Ana/_/PROPN/NNP/9/nsubj Ruiz/_/PROPN/NNP/1/flat ,/,/PUNCT/,/6/punct Peru/_/PROPN/NNP/6/nmod:poss 's/'s/PART/POS/4/case envoy/envoy/NOUN/NN/1/appos ,/,/PUNCT/,/6/punct has/have/AUX/VBZ/9/aux arrived/arrive/VERB/VBN/0/root"
        ]),
        ["Ana Ruiz officialOf Peru"]
    );
}

#[test]
fn kin_are_told_apart_from_the_one_they_belong_to() {
    assert_eq!(
        claims(&[
            "Ivo/_/PROPN/NNP/3/nsubj Horak/_/PROPN/NNP/1/flat brought/bring/VERB/VBD/0/root his/his/PRON/PRP$/5/nmod:poss wife/wife/NOUN/NN/3/obj ,/,/PUNCT/,/7/punct Jana/_/PROPN/NNP/5/appos Horak/_/PROPN/NNP/7/flat"
        ]),
        ["Jana Horak spouseOf Ivo Horak"]
    );
}

#[test]
fn a_different_given_name_is_another_person() {
    let found = read(&[
        "Park/_/PROPN/NNP/5/nsubj Ji/_/PROPN/NNP/1/flat -/-/PUNCT/HYPH/4/punct sung/_/PROPN/NNP/1/flat scored/score/VERB/VBD/0/root",
    ]);
    assert_eq!(found.entities.len(), 1);
    assert!(found.entities.iter().all(|e| e.link.is_none()), "{found:?}");
}

#[test]
fn a_surname_means_the_one_who_bears_it() {
    let found = read(&[
        "Ana/_/PROPN/NNP/3/nsubj Ruiz/_/PROPN/NNP/1/flat met/meet/VERB/VBD/0/root Jan/_/PROPN/NNP/3/obj Ruiz/_/PROPN/NNP/4/flat",
        "Mrs/_/PROPN/NNP/2/nmod:desc Ruiz/_/PROPN/NNP/3/nsubj left/leave/VERB/VBD/0/root",
    ]);
    let names: Vec<&str> = found.entities.iter().map(|e| e.name.as_str()).collect();
    assert_eq!(names, ["Ana Ruiz", "Jan Ruiz"]);
}

#[test]
fn a_capital_acts_for_its_country_and_is_a_city_where_things_happen() {
    let acting = read(&["Ottawa/_/PROPN/NNP/2/nsubj protested/protest/VERB/VBD/0/root"]);
    assert_eq!(
        acting.entities.first().map(|e| e.class.as_str()),
        Some("Country")
    );
    let place = read(&[
        "Talks/talk/NOUN/NNS/2/nsubj began/begin/VERB/VBD/0/root in/in/ADP/IN/4/case Ottawa/_/PROPN/NNP/2/obl",
    ]);
    assert_eq!(
        place.entities.first().map(|e| e.class.as_str()),
        Some("City")
    );
}

#[test]
fn pronouns_agree_and_do_not_stand_for_a_clause_mate() {
    let text = [
        "Queen/_/PROPN/NNP/2/nmod:desc Maria/_/PROPN/NNP/3/nsubj met/meet/VERB/VBD/0/root Mr/_/PROPN/NNP/5/nmod:desc Gomez/_/PROPN/NNP/3/obj",
        "She/she/PRON/PRP/2/nsubj thanked/thank/VERB/VBD/0/root him/he/PRON/PRP/2/obj",
    ];
    assert_eq!(meant(&text, MentionForm::Pronoun), ["Maria", "Gomez"]);
    // Two men, and nothing that tells which: no mention at all.
    let unclear = [
        "Mr/_/PROPN/NNP/2/nmod:desc Gomez/_/PROPN/NNP/5/nsubj and/and/CCONJ/CC/4/cc Jones/_/PROPN/NNP/2/conj spoke/speak/VERB/VBD/0/root",
        "Jones/_/PROPN/NNP/2/nsubj said/say/VERB/VBD/0/root he/he/PRON/PRP/4/nsubj left/leave/VERB/VBD/2/ccomp",
    ];
    assert_eq!(meant(&unclear, MentionForm::Pronoun), ["Jones"]);
}

#[test]
fn two_countries_are_those_just_named() {
    let text = [
        "Chile/_/PROPN/NNP/4/nsubj and/and/CCONJ/CC/3/cc Peru/_/PROPN/NNP/1/conj agreed/agree/VERB/VBD/0/root",
        "The/the/DET/DT/3/det two/two/NUM/CD/3/nummod countries/country/NOUN/NNS/4/nsubj trade/trade/VERB/VBP/0/root",
    ];
    let found = read(&text);
    let group = found
        .entities
        .iter()
        .find(|e| !e.members.is_empty())
        .expect("a group");
    let members: Vec<&str> = group
        .members
        .iter()
        .filter_map(|&m| found.entities.get(m as usize))
        .map(|e| e.name.as_str())
        .collect();
    assert_eq!(members, ["Chile", "Peru"]);
}

#[test]
fn a_plural_post_is_shared_out_to_the_names_beside_it() {
    assert_eq!(
        claims(&[
            "The/the/DET/DT/2/det presidents/president/NOUN/NNS/13/nsubj of/of/ADP/IN/4/case Chile/_/PROPN/NNP/2/nmod and/and/CCONJ/CC/6/cc Peru/_/PROPN/NNP/4/conj ,/,/PUNCT/,/8/punct Ana/_/PROPN/NNP/4/conj Ruiz/_/PROPN/NNP/8/flat and/and/CCONJ/CC/11/cc Jorge/_/PROPN/NNP/4/conj Vega/_/PROPN/NNP/11/flat met/meet/VERB/VBD/0/root"
        ]),
        [
            "Ana Ruiz headOfStateOf Chile",
            "Jorge Vega headOfStateOf Peru"
        ]
    );
}

#[test]
fn a_counterpart_holds_the_same_post_elsewhere() {
    assert_eq!(
        claims(&[
            "Danish/_/ADJ/JJ/3/amod foreign/foreign/ADJ/JJ/3/amod minister/minister/NOUN/NN/4/nmod:desc Ida/_/PROPN/NNP/6/nsubj Holm/_/PROPN/NNP/4/flat met/meet/VERB/VBD/0/root her/her/PRON/PRP$/9/nmod:poss Peruvian/_/ADJ/JJ/9/amod counterpart/counterpart/NOUN/NN/6/obj ,/,/PUNCT/,/11/punct Jorge/_/PROPN/NNP/9/appos Vega/_/PROPN/NNP/11/flat"
        ]),
        ["Ida Holm officialOf Denmark", "Jorge Vega officialOf Peru"]
    );
}

#[test]
fn a_title_is_read_although_the_tree_has_it_wrong() {
    assert_eq!(
        claims(&[
            "US/_/PROPN/NNP/2/compound President/_/PROPN/NNP/5/nsubj Ann/_/PROPN/NNP/2/flat Lee/_/PROPN/NNP/3/flat spoke/speak/VERB/VBD/0/root"
        ]),
        ["Ann Lee headOfStateOf United States"]
    );
}
