use super::read;
use crate::{
    extraction::{Argument, Proposition, testing},
    knowledge::Lexicon,
    language::{Analysis, Sentence, TokenId},
};

fn lexicon() -> Lexicon {
    Lexicon::parse(crate::knowledge::file).expect("the embedded lexicon is well formed")
}

fn words(sentence: &Sentence, tokens: &[TokenId]) -> String {
    let forms: Vec<&str> = tokens
        .iter()
        .map(|&t| sentence.token(t).form.as_str())
        .collect();
    forms.join(" ")
}

fn argument(sentence: &Sentence, a: &Argument) -> String {
    let marker = a
        .marker
        .as_deref()
        .map_or(String::new(), |m| format!("[{m}]"));
    format!("{:?}{marker} {}", a.role, words(sentence, &a.tokens))
}

/// `lemma+support: Role words; Role[marker] words`
fn show(sentence: &Sentence, p: &Proposition) -> String {
    let support = p
        .predicate
        .support
        .as_deref()
        .map_or(String::new(), |s| format!("+{s}"));
    let arguments: Vec<String> = p.arguments.iter().map(|a| argument(sentence, a)).collect();
    format!(
        "{:?} {}{support}: {}",
        p.predicate.kind,
        p.predicate.lemma,
        arguments.join("; ")
    )
}

#[track_caller]
fn reads(tree: &str, expected: &[&str]) {
    let (_, analysis) = testing::document(tree);
    let sentence = &analysis.sentences[0];
    let found: Vec<String> = read(&analysis, &lexicon())
        .iter()
        .map(|p| show(sentence, p))
        .collect();
    for line in expected {
        assert!(
            found.iter().any(|f| f == line),
            "{line:?} is missing from {found:#?}"
        );
    }
}

#[test]
fn the_agent_of_a_passive_is_the_subject() {
    reads(
        "The/the/DET/DT/2/det envoy/_/NOUN/NN/4/nsubj:pass was/be/AUX/VBD/4/aux:pass received/receive/VERB/VBN/0/root \
         by/by/ADP/IN/6/case Lula/_/PROPN/NNP/4/obl:agent in/_/ADP/IN/8/case Lima/_/PROPN/NNP/4/obl",
        &["Verb receive: Object The envoy; Subject[by] Lula; Oblique[in] Lima"],
    );
}

#[test]
fn who_gets_something_in_a_passive_is_the_indirect_object() {
    reads(
        "Kenya/_/PROPN/NNP/3/nsubj:pass was/be/AUX/VBD/3/aux:pass given/give/VERB/VBN/0/root tanks/tank/NOUN/NNS/3/obj",
        &["Verb give: IndirectObject Kenya; Object tanks"],
    );
}

#[test]
fn coordinated_verbs_share_their_subject_and_a_later_object() {
    reads(
        "Peru/_/PROPN/NNP/2/nsubj condemned/condemn/VERB/VBD/0/root and/_/CCONJ/CC/4/cc sanctioned/sanction/VERB/VBD/2/conj \
         the/_/DET/DT/6/det junta/_/NOUN/NN/2/obj",
        &[
            "Verb condemn: Subject Peru; Object the junta",
            "Verb sanction: Subject Peru; Object the junta",
        ],
    );
}

#[test]
fn coordinated_verbs_share_auxiliaries_and_an_initial_time() {
    let (_, analysis) = testing::document(
        "On/_/ADP/IN/2/case Monday/_/PROPN/NNP/5/obl she/_/PRON/PRP/5/nsubj will/_/AUX/MD/5/aux visit/_/VERB/VB/0/root \
         Oslo/_/PROPN/NNP/5/obj and/_/CCONJ/CC/8/cc meet/_/VERB/VB/5/conj Haakon/_/PROPN/NNP/8/obj",
    );
    let found = read(&analysis, &lexicon());
    let meet = found
        .iter()
        .find(|p| p.predicate.lemma == "meet")
        .expect("a second clause");
    assert_eq!(
        show(&analysis.sentences[0], meet),
        "Verb meet: Oblique[on] Monday; Subject she; Object Haakon"
    );
    assert_eq!(meet.tense, crate::extraction::Tense::Future);
}

#[test]
fn the_antecedent_fills_the_gap_of_a_relative_clause() {
    reads(
        "the/_/DET/DT/2/det minister/_/NOUN/NN/0/root who/_/PRON/WP/4/nsubj met/meet/VERB/VBD/2/acl:relcl Modi/_/PROPN/NNP/4/obj",
        &["Verb meet: Subject the minister; Object Modi"],
    );
    reads(
        "the/_/DET/DT/2/det accord/_/NOUN/NN/0/root Ghana/_/PROPN/NNP/4/nsubj signed/sign/VERB/VBD/2/acl:relcl",
        &["Verb sign: Object the accord; Subject Ghana"],
    );
    reads(
        "talks/talk/NOUN/NNS/0/root hosted/host/VERB/VBN/1/acl by/_/ADP/IN/4/case Qatar/_/PROPN/NNP/2/obl:agent",
        &["Verb host: Object talks; Subject[by] Qatar"],
    );
}

#[test]
fn whose_makes_the_antecedent_the_possessor() {
    reads(
        "Maduro/_/PROPN/NNP/0/root whose/_/PRON/WP$/3/nmod:poss election/_/NOUN/NN/4/nsubj divided/divide/VERB/VBD/1/acl:relcl \
         Chile/_/PROPN/NNP/4/obj",
        &["Noun election: Object Maduro"],
    );
}

#[test]
fn control_and_raising_give_the_infinitive_its_subject() {
    reads(
        "Egypt/_/PROPN/NNP/2/nsubj agreed/agree/VERB/VBD/0/root to/_/PART/TO/4/mark resume/_/VERB/VB/2/xcomp talks/talk/NOUN/NNS/4/obj",
        &[
            "Verb resume: Subject Egypt; Object talks",
            "Verb agree: Subject Egypt; Clause[to] resume talks",
        ],
    );
    reads(
        "France/_/PROPN/NNP/2/nsubj urged/urge/VERB/VBD/0/root Mali/_/PROPN/NNP/2/obj to/_/PART/TO/5/mark vote/_/VERB/VB/2/xcomp",
        &["Verb vote: Subject Mali"],
    );
    reads(
        "France/_/PROPN/NNP/2/nsubj promised/promise/VERB/VBD/0/root Mali/_/PROPN/NNP/2/obj to/_/PART/TO/5/mark leave/_/VERB/VB/2/xcomp",
        &["Verb leave: Subject France"],
    );
    reads(
        "Ali/_/PROPN/NNP/3/nsubj:pass is/be/AUX/VBZ/3/aux:pass expected/expect/VERB/VBN/0/root to/_/PART/TO/5/mark visit/_/VERB/VB/3/xcomp \
         Doha/_/PROPN/NNP/5/obj",
        &["Verb visit: Subject Ali; Object Doha"],
    );
}

#[test]
fn a_light_verb_lends_its_subject_to_the_event() {
    reads(
        "Xi/_/PROPN/NNP/2/nsubj paid/pay/VERB/VBD/0/root a/_/DET/DT/4/det visit/_/NOUN/NN/2/obj to/_/ADP/IN/6/case Riyadh/_/PROPN/NNP/4/nmod",
        &["Noun visit+pay: Subject Xi; Oblique[to] Riyadh"],
    );
    reads(
        "Talks/talk/NOUN/NNS/3/nsubj:pass were/be/AUX/VBD/3/aux:pass held/hold/VERB/VBN/0/root between/_/ADP/IN/5/case Iran/_/PROPN/NNP/3/obl \
         and/_/CCONJ/CC/7/cc Iraq/_/PROPN/NNP/5/conj",
        &["Noun talk+hold: Subject[between] Iran and Iraq"],
    );
    reads(
        "There/_/PRON/EX/2/expl were/be/VERB/VBD/0/root talks/talk/NOUN/NNS/2/nsubj with/_/ADP/IN/5/case Cuba/_/PROPN/NNP/3/nmod",
        &["Noun talk+be: Oblique[with] Cuba"],
    );
    reads(
        "The/_/DET/DT/2/det vote/_/NOUN/NN/3/nsubj took/take/VERB/VBD/0/root place/_/NOUN/NN/3/obj in/_/ADP/IN/6/case Goma/_/PROPN/NNP/3/obl",
        &["Verb take place: Subject The vote; Oblique[in] Goma"],
    );
}

#[test]
fn nominal_events_name_their_participants() {
    reads(
        "Iraq/_/PROPN/NNP/3/nmod:poss 's/_/PART/POS/1/case invasion/_/NOUN/NN/0/root of/_/ADP/IN/5/case Kuwait/_/PROPN/NNP/3/nmod",
        &["Noun invasion: Subject Iraq 's; Object[of] Kuwait"],
    );
    reads(
        "the/_/DET/DT/2/det arrest/_/NOUN/NN/0/root of/_/ADP/IN/4/case Correa/_/PROPN/NNP/2/nmod by/_/ADP/IN/6/case Peru/_/PROPN/NNP/2/nmod",
        &["Noun arrest: Object[of] Correa; Subject[by] Peru"],
    );
    reads(
        "the/_/DET/DT/2/det arrival/_/NOUN/NN/0/root of/_/ADP/IN/4/case Ruto/_/PROPN/NNP/2/nmod",
        &["Noun arrival: Subject[of] Ruto"],
    );
    reads(
        "a/_/DET/DT/5/det UN/_/PROPN/NNP/4/compound -/_/PUNCT/HYPH/4/punct led/lead/VERB/VBN/5/amod mission/_/NOUN/NN/0/root \
         to/_/ADP/IN/7/case Haiti/_/PROPN/NNP/5/nmod",
        &["Noun mission: Subject[led] UN; Oblique[to] Haiti"],
    );
}

#[test]
fn copulas_and_appositions_say_what_somebody_is() {
    reads(
        "Abiy/_/PROPN/NNP/4/nsubj is/be/AUX/VBZ/4/cop the/_/DET/DT/4/det leader/_/NOUN/NN/0/root of/_/ADP/IN/6/case Ethiopia/_/PROPN/NNP/4/nmod",
        &["Copula leader: Subject Abiy; Oblique[of] Ethiopia"],
    );
    reads(
        "Abiy/_/PROPN/NNP/2/nsubj became/become/VERB/VBD/0/root leader/_/NOUN/NN/2/xcomp of/_/ADP/IN/5/case Ethiopia/_/PROPN/NNP/3/nmod",
        &["Copula leader+become: Subject Abiy; Oblique[of] Ethiopia"],
    );
    reads(
        "Oslo/_/PROPN/NNP/3/nmod:poss 's/_/PART/POS/1/case envoy/_/NOUN/NN/6/nsubj ,/_/PUNCT/,/3/punct Hansen/_/PROPN/NNP/3/appos \
         left/leave/VERB/VBD/0/root",
        &[
            "Copula envoy: Oslo",
            "Verb leave: Subject Oslo 's envoy , Hansen",
        ][1..],
    );
    reads(
        "Hansen/_/PROPN/NNP/7/nsubj ,/_/PUNCT/,/4/punct the/_/DET/DT/4/det envoy/_/NOUN/NN/1/appos of/_/ADP/IN/6/case Norway/_/PROPN/NNP/4/nmod \
         left/leave/VERB/VBD/0/root",
        &["Copula envoy: Subject Hansen; Oblique[of] Norway"],
    );
    reads(
        "He/_/PRON/PRP/4/nsubj was/be/AUX/VBD/4/cop in/_/ADP/IN/4/case Rome/_/PROPN/NNP/0/root for/_/ADP/IN/6/case talks/talk/NOUN/NNS/4/obl",
        &["Verb be: Subject He; Oblique[in] Rome; Oblique[for] talks"],
    );
    reads(
        "A/_/DET/DT/2/det pact/_/NOUN/NN/3/nsubj remains/remain/VERB/VBZ/0/root unlikely/_/ADJ/JJ/3/xcomp",
        &["Adjective unlikely+remain: Subject A pact"],
    );
}

#[test]
fn a_relational_noun_is_said_of_itself() {
    reads(
        "Bongo/_/PROPN/NNP/3/nmod:poss 's/_/PART/POS/1/case daughter/_/NOUN/NN/4/nsubj spoke/speak/VERB/VBD/0/root",
        &["Copula daughter: Oblique[of] Bongo 's; Subject Bongo 's daughter"],
    );
}

#[test]
fn a_reporting_clause_set_beside_governs_what_it_reports() {
    let (_, analysis) = testing::document(
        "Rebels/rebel/NOUN/NNS/2/nsubj fled/flee/VERB/VBD/0/root ,/_/PUNCT/,/5/punct officials/official/NOUN/NNS/5/nsubj \
         said/say/VERB/VBD/2/parataxis",
    );
    let found = read(&analysis, &lexicon());
    let position = |lemma: &str| found.iter().position(|p| p.predicate.lemma == lemma);
    let (flee, say) = (
        position("flee").expect("flee"),
        position("say").expect("say"),
    );
    assert_eq!(found[flee].parent.map(|p| p.0 as usize), Some(say));
    assert_eq!(found[say].parent, None);
}

#[test]
fn compound_prepositions_are_one_marker() {
    reads(
        "She/_/PRON/PRP/2/nsubj spoke/speak/VERB/VBD/0/root ahead/_/ADV/RB/6/advmod of/_/ADP/IN/6/case the/_/DET/DT/6/det \
         summit/_/NOUN/NN/2/obl",
        &["Verb speak: Subject She; Oblique[ahead of] the summit"],
    );
}

#[test]
fn any_tree_is_read_without_panic() {
    let mut sentence = testing::sentence(
        "a/_/NOUN/NN/2/nsubj b/_/VERB/VBD/3/conj c/_/VERB/VBN/2/acl:relcl d/_/NOUN/NN/4/appos e/_/PRON/WP/9/nsubj",
    )
    .1;
    let lexicon = lexicon();
    read(
        &Analysis {
            sentences: vec![sentence.clone(), Sentence::default()],
        },
        &lexicon,
    );
    let labels: Vec<_> = crate::language::Deprel::all().collect();
    // All relations and all shapes of five words, by a fixed sequence.
    let mut state = 7u32;
    for _ in 0..20_000 {
        for i in 0..sentence.tokens.len() {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let token = &mut sentence.tokens[i];
            token.head = Some((state >> 16) % 6);
            token.deprel = labels[(state >> 8) as usize % labels.len()];
            token.upos = crate::language::Upos::ALL[(state >> 20) as usize % 17];
        }
        read(
            &Analysis {
                sentences: vec![sentence.clone()],
            },
            &lexicon,
        );
    }
}
