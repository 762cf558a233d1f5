use super::{Factuality, assess, defer};
use crate::{
    extraction::{propositions, testing},
    knowledge::Lexicon,
    text::{PartialDate, TimeSpan},
};
use Factuality::{Denied, Fact, Likely, Planned, Possible, Unlikely};

fn lexicon() -> Lexicon {
    Lexicon::parse(crate::knowledge::file).expect("the embedded lexicon is well formed")
}

/// The steps of the predicates of a tree, by lemma.
#[track_caller]
fn reads(tree: &str, expected: &[(&str, Factuality)]) {
    let (_, analysis) = testing::document(tree);
    let lexicon = lexicon();
    let mut found = propositions::read(&analysis, &lexicon);
    assess(&mut found, &analysis, &lexicon);
    for (lemma, step) in expected {
        let steps: Vec<Factuality> = found
            .iter()
            .filter(|p| p.predicate.lemma == *lemma)
            .map(|p| p.factuality)
            .collect();
        assert_eq!(steps, [*step], "{lemma}");
    }
}

#[test]
fn a_claim_is_never_surer_than_its_context() {
    for context in Factuality::ALL {
        for own in Factuality::ALL {
            let both = own.within(context);
            assert!(
                both != Fact || (own == Fact && context == Fact),
                "{own} in {context} is {both}"
            );
        }
    }
    assert_eq!(Planned.within(Possible), Possible);
    assert_eq!(Denied.within(Planned), Denied);
    assert_eq!(Denied.within(Denied), Possible);
    assert_eq!(Fact.within(Unlikely), Unlikely);
}

#[test]
fn cues_compose_down_the_chain() {
    // "Peru may refuse to plan to leave"
    reads(
        "Peru/_/PROPN/NNP/3/nsubj may/_/AUX/MD/3/aux refuse/_/VERB/VB/0/root to/_/PART/TO/5/mark join/_/VERB/VB/3/xcomp",
        &[("refuse", Possible), ("join", Unlikely)],
    );
    reads(
        "Ali/_/PROPN/NNP/4/nsubj:pass is/be/AUX/VBZ/4/aux:pass not/_/PART/RB/4/advmod expected/expect/VERB/VBN/0/root \
         to/_/PART/TO/6/mark leave/_/VERB/VB/4/xcomp",
        &[("expect", Denied), ("leave", Unlikely)],
    );
    reads(
        "Ali/_/PROPN/NNP/3/nsubj:pass is/be/AUX/VBZ/3/aux:pass expected/expect/VERB/VBN/0/root \
         to/_/PART/TO/5/mark agree/_/VERB/VB/3/xcomp to/_/PART/TO/7/mark leave/_/VERB/VB/5/xcomp",
        &[("agree", Likely), ("leave", Likely)],
    );
}

#[test]
fn what_is_added_about_a_participant_stays_a_fact() {
    reads(
        "The/_/DET/DT/2/det envoy/_/NOUN/NN/7/nsubj who/_/PRON/WP/4/nsubj left/leave/VERB/VBD/2/acl:relcl Oslo/_/PROPN/NNP/4/obj \
         may/_/AUX/MD/7/aux return/_/VERB/VB/0/root",
        &[("leave", Fact), ("return", Possible)],
    );
}

#[test]
fn what_lies_ahead_of_publication_is_planned() {
    let (_, analysis) = testing::document(
        "The/_/DET/DT/2/det summit/_/NOUN/NN/3/nsubj opens/open/VERB/VBZ/0/root in/_/ADP/IN/5/case Lima/_/PROPN/NNP/3/obl",
    );
    let mut found = propositions::read(&analysis, &lexicon());
    for p in &mut found {
        p.time = TimeSpan {
            start: PartialDate::day(2031, 6, 3),
            end: None,
        };
    }
    defer(&mut found, PartialDate::month(2031, 6));
    assert!(
        found.iter().all(|p| p.factuality == Fact),
        "within the month of publication"
    );
    defer(&mut found, PartialDate::day(2031, 6, 1));
    assert!(found.iter().all(|p| p.factuality == Planned));
}
