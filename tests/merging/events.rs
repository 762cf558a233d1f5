//! One event told by many is one, and two events are two.

use crate::build::{Doc, doc, resolved};
use chancery::{
    extraction::Factuality::{self, Denied, Fact, Likely, Planned, Unlikely},
    resolution::{Predicate, Reading, Resolution},
};

fn visit(id: &str, published: &str, date: &str, factuality: Factuality) -> Reading {
    let mut d = doc(id, published);
    let kim = d.person("Kim Jong Un=kim-jong-un@north-korea#m");
    let china = d.entity("Country", "China=china@china");
    d.event(
        "Visit",
        &[("actor", kim), ("recipient", china)],
        date,
        factuality,
    );
    d.done()
}

fn events(readings: &[Reading]) -> usize {
    resolved(readings).events.len()
}

#[test]
fn planned_then_done_is_one_fact_with_both_kept() {
    let r = resolved(&[
        visit("before", "2025-08-28", "2025-09", Planned),
        visit("after", "2025-09-03", "2025-09-02", Fact),
        visit("undated", "2025-09-03", "", Fact),
    ]);
    assert_eq!(r.events.len(), 1, "{:#?}", r.events);
    let event = &r.events[0];
    assert_eq!(event.factuality, Some(Fact));
    assert_eq!(event.label, "Visit of Kim Jong Un to China, September 2025");
    assert_eq!(event.name, "event/visit-kim-jong-un-china-2025-09");
    let told: Vec<Factuality> = r.claims.iter().map(|c| c.factuality).collect();
    assert!(told.contains(&Fact) && told.contains(&Planned));
    assert_eq!(r.claims.iter().filter(|c| c.accepted).count(), 1);
}

#[test]
fn different_years_and_places_are_two() {
    assert_eq!(
        events(&[
            visit("a", "2019-01-09", "2019-01-08", Fact),
            visit("b", "2025-09-03", "2025-09-02", Fact)
        ]),
        2
    );
    let meeting = |id: &str, city: &str, date: &str| {
        let mut d = doc(id, "2019-07-01");
        let a = d.person("Donald Trump=donald-trump");
        let b = d.person("Kim Jong Un=kim-jong-un");
        let place = d.entity("City", city);
        d.event(
            "Meeting",
            &[("actor", a), ("actor", b), ("location", place)],
            date,
            Fact,
        );
        d.done()
    };
    assert_eq!(
        events(&[
            meeting("a", "Hanoi=hanoi", "2019-02-27"),
            meeting("b", "Hanoi=hanoi", "2019-02-28")
        ]),
        1
    );
    assert_eq!(
        events(&[
            meeting("a", "Hanoi=hanoi", "2019-02-27"),
            meeting("b", "Panmunjom", "2019-06-30")
        ]),
        2
    );
    assert_eq!(
        events(&[
            meeting("a", "Hanoi=hanoi", "2019-02-27"),
            meeting("b", "Singapore=singapore-city", "2019-02-27")
        ]),
        2
    );
}

fn meeting_of(d: &mut Doc, who: &[&str], date: &str, factuality: Factuality) -> usize {
    let roles: Vec<(&str, u32)> = who.iter().map(|w| ("actor", d.person(w))).collect();
    d.event("Meeting", &roles, date, factuality)
}

#[test]
fn meetings_of_other_people_are_others() {
    let of = |id: &str, who: &[&str]| {
        let mut d = doc(id, "2025-09-04");
        meeting_of(&mut d, who, "2025-09-03", Fact);
        d.done()
    };
    let (xi, putin, kim) = (
        "Xi Jinping=xi-jinping",
        "Vladimir Putin=vladimir-putin",
        "Kim Jong Un=kim-jong-un",
    );
    assert_eq!(events(&[of("a", &[xi, kim]), of("b", &[putin, kim])]), 2);
    assert_eq!(events(&[of("a", &[xi, kim]), of("b", &[xi, kim])]), 1);
}

#[test]
fn occasions_join_by_name_or_by_what_is_known_of_them() {
    let parade = |id: &str, name: &str, place: Option<&str>, date: &str| {
        let mut d = doc(id, "2025-09-03");
        let occasion = d.entity("MilitaryParade", name);
        let kim = d.person("Kim Jong Un=kim-jong-un");
        d.fact(kim, "attended", occasion);
        let mut roles = Vec::new();
        if let Some(place) = place {
            roles.push(("location", d.entity("City", place)));
        }
        let event = d.event("MilitaryParade", &roles, date, Fact);
        d.reading.extraction.events[event].entity = Some(occasion);
        d.done()
    };
    let readings = [
        parade("a", "?the parade", Some("Beijing=beijing"), "2025-09-03"),
        parade("b", "?a military parade", None, "2025-09-03"),
        parade("c", "Victory Day parade", Some("Beijing=beijing"), ""),
    ];
    let r = resolved(&readings);
    assert_eq!(r.events.len(), 1, "{:#?}", r.events);
    assert_eq!(r.events[0].label, "Victory Day parade");
    let attended = Predicate::Known("attended".to_owned());
    let claims = r
        .claims
        .iter()
        .filter(|c| c.accepted && c.predicate == attended);
    assert_eq!(claims.map(|c| c.passages.len()).collect::<Vec<_>>(), [3]);
    let lone = parade("d", "?the parade", Some("Moscow=moscow"), "2025-05-09");
    assert_eq!(events(&[readings[0].clone(), lone]), 2);
}

#[test]
fn summits_that_are_worded_alike_are_one_and_others_are_not() {
    let summit = |id: &str, name: &str, factuality| {
        let mut d = doc(id, "2025-09-01");
        let occasion = d.entity("Summit", name);
        let event = d.event("Summit", &[], "", factuality);
        d.reading.extraction.events[event].entity = Some(occasion);
        d.done()
    };
    let likely = summit("a", "?three-way summit", Likely);
    let r = resolved(&[
        likely.clone(),
        summit("b", "?a trilateral summit", Unlikely),
    ]);
    assert_eq!(r.events.len(), 1, "{:#?}", r.events);
    assert_eq!(r.contradictions.len(), 1);
    assert_eq!(
        events(&[
            likely.clone(),
            summit("b", "?the bilateral summit", Unlikely)
        ]),
        2
    );
    assert_eq!(events(&[likely, summit("b", "?the summit", Unlikely)]), 2);
}

#[test]
fn an_undated_article_joins_by_who_was_there_and_not_by_words_alone() {
    let parade = |id: &str, published: &str, name: &str, who: Option<&str>| {
        let mut d = doc(id, published);
        let occasion = d.entity("MilitaryParade", name);
        let roles: Vec<(&str, u32)> = who.map(|w| ("actor", d.person(w))).into_iter().collect();
        let event = d.event("MilitaryParade", &roles, "", Planned);
        d.reading.extraction.events[event].entity = Some(occasion);
        d.done()
    };
    let kim = Some("Kim Jong Un=kim-jong-un");
    let dated = parade("a", "2025-08-28", "?a military parade", kim);
    assert_eq!(
        events(&[dated.clone(), parade("b", "", "?the parade", kim)]),
        1
    );
    let xi = Some("Xi Jinping=xi-jinping");
    assert_eq!(events(&[dated, parade("b", "", "?the parade", xi)]), 2);
    let worded = |id: &str, published: &str| parade(id, published, "?the harvest parade", None);
    assert_eq!(events(&[worded("a", "2025-08-28"), worded("b", "")]), 2);
    assert_eq!(
        events(&[worded("a", "2025-08-28"), worded("b", "2025-08-29")]),
        1
    );
}

#[test]
fn an_article_that_says_the_parade_means_the_one_it_told_of() {
    let mut d = doc("a", "2025-09-03");
    for name in [
        "?a grand military parade",
        "?the parade",
        "Victory Day parade",
    ] {
        d.entity("MilitaryParade", name);
    }
    d.entity("Summit", "Lagoon Summit");
    d.entity("Summit", "Desert Summit");
    d.entity("Occasion", "?pandemic");
    assert_eq!(events(&[d.done()]), 4);
}

#[test]
fn opposite_expectations_of_one_event_contradict() {
    let expect = |id: &str, factuality| {
        let mut d = doc(id, "2025-09-01");
        let who = [
            "Xi Jinping=xi-jinping",
            "Vladimir Putin=vladimir-putin",
            "Kim Jong Un=kim-jong-un",
        ];
        meeting_of(&mut d, &who, "2025-09-03", factuality);
        d.done()
    };
    let r: Resolution = resolved(&[expect("a", Likely), expect("b", Unlikely)]);
    assert_eq!(r.events.len(), 1);
    assert_eq!(r.contradictions.len(), 3, "one for each pair of leaders");
    assert_eq!(
        resolved(&[expect("a", Likely), expect("b", Likely)]).contradictions,
        []
    );
    assert_eq!(
        resolved(&[expect("a", Fact), expect("b", Denied)])
            .contradictions
            .len(),
        3
    );
}

#[test]
fn copies_of_one_report_are_one_source() {
    let body = [
        "The two ministers signed the accord on fishing rights in the eastern lagoon on Tuesday afternoon.",
        "Officials from both capitals had prepared the ceremony for several weeks in great secrecy.",
        "Neither side would say how many boats may now cross the line that parts the waters.",
    ];
    let report = |id: &str, lead: &str| {
        let mut d = doc(id, "2021-03-02");
        let a = d.entity("Country", "Kenya=kenya@kenya");
        let b = d.entity("Country", "Somalia=somalia@somalia");
        d.reading.extraction.passages.clear();
        d.says(lead);
        d.event(
            "AgreementSigning",
            &[("actor", a), ("actor", b)],
            "2021-03-02",
            Fact,
        );
        for s in body {
            d.says(s);
        }
        d.done()
    };
    let mut readings: Vec<Reading> = (0..12)
        .map(|i| {
            report(
                &format!("copy{i}"),
                &format!("A deal was struck, desk {i} reports with a new lead of its own."),
            )
        })
        .collect();
    assert_eq!(resolved(&readings).claims[0].independent_sources, 1);
    let mut d = doc("own", "2021-03-02");
    let a = d.entity("Country", "Kenya=kenya@kenya");
    let b = d.entity("Country", "Somalia=somalia@somalia");
    d.reading.extraction.passages.clear();
    d.says("After years of quarrel over tuna, Nairobi and Mogadishu have put their names to a treaty that shares the sea.");
    d.event(
        "AgreementSigning",
        &[("actor", a), ("actor", b)],
        "2021-03-02",
        Fact,
    );
    readings.push(d.done());
    let r = resolved(&readings);
    assert_eq!(r.events.len(), 1);
    assert_eq!(r.claims[0].independent_sources, 2);
    assert_eq!(r.events[0].independent_sources, 2);
}
