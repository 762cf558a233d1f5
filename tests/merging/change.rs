//! Adding, withdrawing and correcting documents; order and threads don't show.

use crate::build::{NONE, context, doc, says};
use chancery::{
    extraction::Factuality,
    graph::{self, GraphError},
    resolution::Reading,
};
use std::{fs, path::Path};

/// Numbers that look random and are the same on every machine (SplitMix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let x = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((x ^ (x >> 31)) % n as u64) as usize
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        for i in (1..list.len()).rev() {
            list.swap(i, self.below(i + 1));
        }
    }
}

/// An archive in which much meets: few people, few countries, few days.
fn archive(documents: usize) -> Vec<Reading> {
    const PEOPLE: [&str; 8] = [
        "Kim Jong Un=kim-jong-un@north-korea#m",
        "Xi Jinping=xi-jinping@china#m",
        "Vladimir Putin=vladimir-putin@russia#m",
        "Ann Reed",
        "Ann Reed@australia",
        "Ann Reed@canada",
        "Sergei Ivanov",
        "Sergey Ivanov@russia",
    ];
    const PLACES: [(&str, &str); 4] = [
        ("Country", "China=china@china"),
        ("Country", "Russia=russia@russia"),
        ("City", "Beijing=beijing@china"),
        ("City", "Moscow=moscow@russia"),
    ];
    const CLASSES: [&str; 6] = [
        "Visit",
        "Meeting",
        "Accuse",
        "Assault",
        "Negotiation",
        "Aid",
    ];
    let mut n = Numbers(7);
    (0..documents)
        .map(|i| {
            let day = 1 + n.below(9);
            let mut d = doc(&format!("doc-{i:03}"), &format!("2025-09-{day:02}"));
            for sentence in 0..4 {
                d.says(&format!(
                    "Sentence {sentence} of report {i} tells something on day {day}."
                ));
                let a = d.person(PEOPLE[n.below(8)]);
                let b = d.person(PEOPLE[n.below(8)]);
                let (class, place) = PLACES[n.below(4)];
                let place = d.entity(class, place);
                let crowd = d.entity("Collective", "?officials");
                let factuality = Factuality::ALL[n.below(6)];
                let date = match n.below(3) {
                    0 => String::new(),
                    1 => "2025-09".to_owned(),
                    _ => format!("2025-09-{:02}", 1 + n.below(9)),
                };
                let class = CLASSES[n.below(6)];
                let second = if class == "Visit" { place } else { b };
                d.event(
                    class,
                    &[("actor", a), ("recipient", second), ("location", place)],
                    &date,
                    factuality,
                );
                let occasion = d.entity("Summit", ["?the summit", "Lagoon Summit"][n.below(2)]);
                let statement = d.fact(a, "attended", occasion);
                statement.factuality = factuality;
                let [one, two, three] = [None, says(crowd, false), says(crowd, true)];
                statement.attribution = match n.below(3) {
                    0 => one,
                    1 => two,
                    _ => three,
                };
                d.fact(b, "headOfStateOf", place).ended = n.below(4) == 0;
            }
            d.done()
        })
        .collect()
}

fn built(folder: &Path, add: Vec<Reading>, remove: &[String]) -> Vec<u8> {
    let change = graph::update(folder, add, remove, &context(&NONE), None).expect("a change");
    fs::read(change.graph.file()).expect("the graph")
}

fn at_once(readings: Vec<Reading>) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    built(folder.path(), readings, &[])
}

#[test]
fn neither_order_nor_threads_show() {
    let mut readings = archive(24);
    let first = at_once(readings.clone());
    assert!(first.len() > 10_000);
    let mut n = Numbers(1);
    for round in 0..20 {
        n.shuffle(&mut readings);
        for threads in [1, 2] {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .expect("threads");
            let again = pool.install(|| at_once(readings.clone()));
            assert!(again == first, "order {round}, {threads} threads");
        }
    }
}

#[test]
fn adding_in_parts_is_building_at_once_and_removing_is_never_having_added() {
    let readings = archive(16);
    let whole = at_once(readings.clone());
    let mut n = Numbers(2);
    for round in 0..20 {
        let mut shuffled = readings.clone();
        n.shuffle(&mut shuffled);
        let cut = n.below(shuffled.len() + 1);
        let rest = shuffled.split_off(cut);
        let folder = tempfile::tempdir().expect("a folder");
        let part = built(folder.path(), shuffled.clone(), &[]);
        assert!(
            built(folder.path(), rest.clone(), &[]) == whole,
            "split {round}"
        );
        assert!(
            built(folder.path(), readings.clone(), &[]) == whole,
            "again {round}"
        );
        let ids: Vec<String> = rest.iter().map(|r| r.document.id.clone()).collect();
        assert!(
            built(folder.path(), Vec::new(), &ids) == part,
            "removal {round}"
        );
    }
}

#[test]
fn a_corrected_article_replaces_its_older_self() {
    let readings = archive(6);
    let mut wrong = readings.clone();
    wrong[2].extraction.statements.clear();
    wrong[2].document.content_hash = "older".to_owned();
    let folder = tempfile::tempdir().expect("a folder");
    let before = built(folder.path(), wrong, &[]);
    let change = graph::update(
        folder.path(),
        vec![readings[2].clone()],
        &[],
        &context(&NONE),
        None,
    )
    .expect("a change");
    assert_eq!(change.replaced, [readings[2].document.id.clone()]);
    let after = fs::read(change.graph.file()).expect("the graph");
    assert!(after != before && after == at_once(readings));
}

#[test]
fn the_users_decisions_are_replayed_at_every_change() {
    let folder = tempfile::tempdir().expect("a folder");
    let readings = archive(6);
    let parse =
        |text: &str| chancery::resolution::Decisions::parse("who.tsv", text).expect("decisions");
    let said = parse("same\tAnn Reed\tSergei Ivanov\n");
    let with = graph::update(folder.path(), readings.clone(), &[], &context(&said), None)
        .expect("a change");
    let decided = fs::read(with.graph.file()).expect("the graph");
    assert!(decided != at_once(readings.clone()));
    assert!(
        built(folder.path(), readings.clone(), &[]) == decided,
        "replayed"
    );
    let none = parse("# none any more\n");
    let without =
        graph::update(folder.path(), Vec::new(), &[], &context(&none), None).expect("a change");
    assert!(fs::read(without.graph.file()).expect("the graph") == at_once(readings));
}

#[test]
fn an_unknown_document_cannot_be_withdrawn_and_nothing_changes() {
    let folder = tempfile::tempdir().expect("a folder");
    let before = built(folder.path(), archive(2), &[]);
    let fault = graph::update(
        folder.path(),
        Vec::new(),
        &["no such".to_owned()],
        &context(&NONE),
        None,
    );
    assert!(matches!(fault, Err(GraphError::NoDocument(_))));
    let graph = graph::open(folder.path()).expect("a store");
    assert_eq!(fs::read(graph.file()).expect("the graph"), before);
}

#[test]
fn a_run_killed_before_the_last_step_leaves_the_old_graph() {
    let folder = tempfile::tempdir().expect("a folder");
    let before = built(folder.path(), archive(2), &[]);
    // What a killed run leaves: a generation half written, and a manifest not yet renamed.
    let half = folder.path().join("g-0000000002");
    fs::create_dir(&half).expect("a folder");
    fs::write(half.join("graph.nq"), "<half> <a").expect("a file");
    fs::write(folder.path().join("CURRENT.new"), "{\"format\":1,\"gener").expect("a file");
    let graph = graph::open(folder.path()).expect("a store");
    assert_eq!(fs::read(graph.file()).expect("the graph"), before);
    // The next run starts from it.
    assert_eq!(built(folder.path(), archive(3), &[]), at_once(archive(3)));
}

#[test]
fn two_cannot_write_at_once_and_a_damaged_store_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(matches!(
        graph::open(folder.path()),
        Err(GraphError::Missing(_))
    ));
    built(folder.path(), archive(1), &[]);
    let lock = fs::File::options()
        .write(true)
        .open(folder.path().join("LOCK"))
        .expect("the lock");
    lock.try_lock().expect("free");
    let busy = graph::update(folder.path(), archive(1), &[], &context(&NONE), None);
    assert!(matches!(busy, Err(GraphError::Busy(_))));
    drop(lock);
    fs::write(
        folder.path().join("CURRENT"),
        "{\"format\":99,\"generation\":1,\"base\":\"\"}",
    )
    .expect("a file");
    assert!(matches!(
        graph::open(folder.path()),
        Err(GraphError::Version { found: 99, .. })
    ));
    fs::write(folder.path().join("CURRENT"), "nonsense").expect("a file");
    assert!(matches!(
        graph::open(folder.path()),
        Err(GraphError::Damaged { .. })
    ));
}

#[test]
fn the_graph_loads_and_has_its_layers() {
    let folder = tempfile::tempdir().expect("a folder");
    built(folder.path(), archive(8), &[]);
    let graph = graph::open(folder.path()).expect("a store");
    let store = graph.load().expect("loads");
    assert!(store.len().expect("counts") > 500);
    assert_eq!(graph.readings().expect("readings"), archive(8));
    let turtle = folder.path().join("graph.ttl");
    let resolution = chancery::resolution::resolve(&archive(8), &context(&NONE)).expect("resolves");
    graph::write_turtle(&turtle, &resolution, &context(&NONE), graph::BASE).expect("writes");
    let reader = oxigraph::io::RdfParser::from_format(oxigraph::io::RdfFormat::Turtle);
    let text = fs::read(&turtle).expect("the file");
    let triples = reader
        .for_slice(&text)
        .collect::<Result<Vec<_>, _>>()
        .expect("valid Turtle");
    assert!(triples.len() > 500);
}
