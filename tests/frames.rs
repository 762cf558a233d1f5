//! Every frame's own sentences, read from plain text to events and statements: each must yield what its frame says, and
//! none that a frame must leave alone may be read by it.

use chancery::{
    extraction::{Entity, EntityId, Extraction, extract},
    knowledge::{
        Knowledge,
        frames::{Expected, Frame},
    },
    language,
    text::{Document, PartialDate},
};

fn read(text: &str, knowledge: &Knowledge) -> Extraction {
    let mut document = Document::from_text("example", text);
    document.published = PartialDate::day(2024, 6, 19);
    let analysis = language::analyse(&document);
    extract(&document, &analysis, knowledge)
}

/// Whether an entity goes by that name or is described with it ("five soldiers in Mali" by "soldiers").
fn named(entity: &Entity, name: &str) -> bool {
    let fold = |s: &str| {
        let s = s.to_lowercase();
        s.strip_prefix("the ").unwrap_or(&s).to_owned()
    };
    let name = fold(name);
    std::iter::once(&entity.name)
        .chain(&entity.aliases)
        .any(|n| format!(" {} ", fold(n)).contains(&format!(" {name} ")))
}

fn is_there(x: &Extraction, expected: &Expected, symmetric: bool) -> bool {
    let names = |ids: &[EntityId], wanted: &[String]| {
        wanted.iter().all(|w| {
            ids.iter()
                .filter_map(|&i| x.entities.get(i as usize))
                .any(|e| named(e, w))
        })
    };
    if expected.name.starts_with(char::is_lowercase) {
        let role = |r: &str| {
            expected
                .roles
                .iter()
                .find(|(n, _)| n == r)
                .map_or(&[][..], |(_, v)| v)
        };
        return x.statements.iter().any(|s| {
            let fits = |a, b| names(&[a], role("subject")) && names(&[b], role("object"));
            s.predicate == expected.name
                && s.factuality.as_str() == expected.factuality
                && (fits(s.subject, s.object) || (symmetric && fits(s.object, s.subject)))
        });
    }
    x.events.iter().any(|e| {
        e.class == expected.name
            && e.factuality.as_str() == expected.factuality
            && expected
                .roles
                .iter()
                .all(|(role, wanted)| e.roles.get(role).is_some_and(|ids| names(ids, wanted)))
    })
}

/// What was read, for the message of a failure.
fn told(x: &Extraction) -> String {
    let name = |&i: &EntityId| {
        x.entities
            .get(i as usize)
            .map_or("?", |e| e.name.as_str())
            .to_owned()
    };
    let mut out: Vec<String> = x
        .events
        .iter()
        .map(|e| {
            let roles: Vec<String> = e
                .roles
                .iter()
                .map(|(r, ids)| {
                    format!(
                        "{r}: {}",
                        ids.iter().map(name).collect::<Vec<_>>().join(" + ")
                    )
                })
                .collect();
            format!(
                "{}({}) {} [{}]",
                e.class,
                roles.join(", "),
                e.factuality,
                e.rule
            )
        })
        .collect();
    out.extend(x.statements.iter().map(|s| {
        format!(
            "{}({}, {}) {} [{}]",
            s.predicate,
            name(&s.subject),
            name(&s.object),
            s.factuality,
            s.rule
        )
    }));
    if out.is_empty() {
        out.push("nothing".to_owned());
    }
    out.join("; ")
}

fn faults(frame: &Frame, knowledge: &Knowledge) -> Vec<String> {
    let mut out = Vec::new();
    for example in &frame.matches {
        let x = read(&example.text, knowledge);
        for expected in &example.yields {
            let symmetric = knowledge.schema.symmetric(&expected.name);
            if !is_there(&x, expected, symmetric) {
                out.push(format!(
                    "{}: `{}` lacks {} {:?} {}; it tells {}",
                    frame.id,
                    example.text,
                    expected.name,
                    expected.roles,
                    expected.factuality,
                    told(&x)
                ));
            }
        }
    }
    for text in &frame.rejects {
        let x = read(text, knowledge);
        let read_by_it = x.events.iter().any(|e| e.rule == frame.id)
            || x.statements.iter().any(|s| s.rule == frame.id);
        if read_by_it {
            out.push(format!(
                "{}: `{text}` must be left alone; it tells {}",
                frame.id,
                told(&x)
            ));
        }
    }
    out
}

#[test]
fn every_frame_reads_its_own_sentences() {
    let knowledge = Knowledge::embedded().expect("the knowledge loads");
    let faults: Vec<String> = knowledge
        .frames
        .frames
        .iter()
        .flat_map(|f| faults(f, knowledge))
        .collect();
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.join("\n")
    );
}
