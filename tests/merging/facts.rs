//! What becomes a direct triple, and what never does.

use crate::build::{doc, resolved, says};
use chancery::{
    extraction::Factuality,
    resolution::{Reading, Resolution},
};

fn accepted(r: &Resolution) -> usize {
    r.claims.iter().filter(|c| c.accepted).count()
}

fn head(
    id: &str,
    published: &str,
    person: &str,
    change: impl Fn(&mut chancery::extraction::Statement),
) -> Reading {
    let mut d = doc(id, published);
    let p = d.person(person);
    let c = d.entity("Country", "France=france@france");
    change(d.fact(p, "headOfStateOf", c));
    d.done()
}

#[test]
fn only_what_is_told_as_fact_by_who_may_tell_it_is_accepted() {
    let told = |f: Factuality| {
        resolved(&[head(
            "d",
            "2018-01-01",
            "Emmanuel Macron=emmanuel-macron",
            |s| s.factuality = f,
        )])
    };
    for f in Factuality::ALL {
        assert_eq!(
            accepted(&told(f)),
            usize::from(f == Factuality::Fact),
            "{f}"
        );
    }
    let said = |vouched| {
        let mut d = doc("d", "2018-01-01");
        let p = d.person("Emmanuel Macron=emmanuel-macron");
        let c = d.entity("Country", "France=france@france");
        let who = d.entity("Collective", "?officials");
        d.fact(p, "visited", c).attribution = says(who, vouched);
        resolved(&[d.done()])
    };
    assert_eq!(accepted(&said(false)), 0);
    assert_eq!(accepted(&said(true)), 1);
    let ended = resolved(&[head(
        "d",
        "2018-01-01",
        "Emmanuel Macron=emmanuel-macron",
        |s| s.ended = true,
    )]);
    assert_eq!(accepted(&ended), 0);
}

#[test]
fn a_later_denial_takes_a_fact_back_and_an_earlier_one_does_not() {
    let claim = |id: &str, published: &str, f: Factuality| {
        head(id, published, "Emmanuel Macron=emmanuel-macron", |s| {
            s.factuality = f;
        })
    };
    let fact = claim("fact", "2018-01-01", Factuality::Fact);
    let later = resolved(&[fact.clone(), claim("no", "2018-02-01", Factuality::Denied)]);
    assert_eq!(accepted(&later), 0);
    assert_eq!(later.contradictions.len(), 1);
    let earlier = resolved(&[fact, claim("no", "2017-02-01", Factuality::Denied)]);
    assert_eq!(accepted(&earlier), 1);
}

#[test]
fn one_head_of_state_at_a_time() {
    let r = resolved(&[
        head("a", "2018-01-01", "Emmanuel Macron=emmanuel-macron", |_| ()),
        head("b", "2018-01-10", "Jean Dupont", |_| ()),
        head(
            "c",
            "2014-01-10",
            "François Hollande=francois-hollande",
            |_| (),
        ),
    ]);
    assert_eq!(r.contradictions.len(), 1);
    let one = &r.contradictions[0];
    let names: Vec<&str> = [one.one, one.other]
        .map(|i| r.label(r.claims[i as usize].subject))
        .to_vec();
    assert!(names.contains(&"Emmanuel Macron") && names.contains(&"Jean Dupont"));
}

#[test]
fn statements_about_a_group_hold_of_each_of_it() {
    let mut d = doc("d", "2020-01-01");
    let a = d.person("Kim Jong Un=kim-jong-un");
    let b = d.person("Xi Jinping=xi-jinping");
    let group = d.entity("Collective", "?the two leaders");
    d.reading.extraction.entities[group as usize].members = vec![a, b];
    let city = d.entity("City", "Beijing=beijing");
    d.fact(group, "visited", city);
    d.fact(group, "metWith", group);
    let r = resolved(&[d.done()]);
    assert_eq!(accepted(&r), 3, "{:#?}", r.claims);
}
