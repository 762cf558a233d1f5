//! The command line as a user runs it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

fn chancery(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_chancery"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the binary runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn complained(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A folder of its own, removed afterwards.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_string_lossy().into_owned()
    }

    fn write(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        fs::write(&path, text).expect("a written file");
        path
    }
}

/// Builds the graph of `paths` and returns the folder with its files.
fn build(folder: &Folder, name: &str, paths: &[&str], more: &[&str]) -> PathBuf {
    let out = folder.path(name);
    let store = format!("{out}/store");
    let mut arguments = vec!["build"];
    arguments.extend(paths);
    arguments.extend(["--store", &store, "--out", &out]);
    arguments.extend(more);
    let output = chancery(&arguments);
    assert!(output.status.success(), "{}", complained(&output));
    PathBuf::from(out)
}

fn bytes(folder: &Path, name: &str) -> Vec<u8> {
    fs::read(folder.join(name)).expect("a readable file")
}

#[test]
fn the_sample_articles_give_a_graph_that_answers() {
    let folder = Folder::new();
    let out = build(&folder, "out", &["articles"], &[]);
    for file in ["graph.ttl", "graph.nq", "report.md"] {
        assert!(!bytes(&out, file).is_empty(), "{file}");
    }
    let store = out.join("store").to_string_lossy().into_owned();
    let ask = |arguments: &[&str]| {
        let output = chancery(&[arguments, &["--store", &store]].concat());
        assert!(output.status.success(), "{}", complained(&output));
        said(&output)
    };
    let leaders = ask(&["query", "--name", "leaders", "--format", "csv"]);
    for (who, country) in [
        ("Kim Jong Un", "North Korea"),
        ("Emmanuel Macron", "France"),
    ] {
        assert!(
            leaders
                .lines()
                .any(|l| l.contains(who) && l.contains(country)),
            "{who} leads {country}:\n{leaders}"
        );
    }
    let met = ask(&["explain", "Kim Jong Un", "metWith", "Vladimir Putin"]);
    assert!(met.contains("Vladivostok"), "{met}");
    let count = ask(&[
        "query",
        "SELECT (COUNT(*) AS ?n) WHERE { ?s a chy:Statement }",
        "--format",
        "csv",
    ]);
    assert!(
        count.lines().nth(1).is_some_and(|n| n.trim() != "0"),
        "{count}"
    );
    assert!(ask(&["stats"]).contains("statements") || !ask(&["stats"]).is_empty());
    assert!(!ask(&["path", "Kim Jong Un", "Donald Trump"]).is_empty());
}

#[test]
fn order_threads_and_repetition_leave_no_trace() {
    let folder = Folder::new();
    let forth = [
        "articles/hanoi-1-preview.md",
        "articles/hanoi-2-no-deal.txt",
        "articles/finland-nato.md",
    ];
    let back = [
        "articles/finland-nato.md",
        "articles/hanoi-2-no-deal.txt",
        "articles/hanoi-1-preview.md",
    ];
    let one = build(&folder, "one", &forth, &["--jobs", "1"]);
    let two = build(&folder, "two", &back, &["--jobs", "2"]);
    let first = build(&folder, "parts", &forth[..1], &[]);
    build(&folder, "parts", &forth[1..], &[]);
    for file in ["graph.nq", "graph.ttl"] {
        assert_eq!(
            bytes(&one, file),
            bytes(&two, file),
            "{file}: order and threads"
        );
        assert_eq!(bytes(&one, file), bytes(&first, file), "{file}: in parts");
    }
    let before = bytes(&one, "graph.nq");
    build(&folder, "one", &forth, &[]);
    assert_eq!(before, bytes(&one, "graph.nq"), "built twice");
    let store = folder.path("one/store");
    let out = folder.path("one");
    let removed = chancery(&["remove", "finland-nato", "--store", &store, "--out", &out]);
    assert!(removed.status.success(), "{}", complained(&removed));
    let without = build(&folder, "without", &forth[..2], &[]);
    assert_eq!(
        bytes(&one, "graph.nq"),
        bytes(&without, "graph.nq"),
        "withdrawn"
    );
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_goes_on() {
    let folder = Folder::new();
    let good = folder.write(
        "good.txt",
        "Kenya's President William Ruto visited Ghana on Monday.\n",
    );
    let bad = folder.write("bad.json", "{\"text\": ");
    let out = folder.path("out");
    let store = folder.path("store");
    let output = chancery(&["build", &good, &bad, "--store", &store, "--out", &out]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        complained(&output).contains("bad.json"),
        "{}",
        complained(&output)
    );
    let report = fs::read_to_string(folder.path("out/report.md")).expect("a report");
    assert!(
        report.contains("William Ruto") && report.contains("bad.json"),
        "{report}"
    );
}

#[test]
fn wrong_usage_and_missing_stores_are_told_apart() {
    assert_eq!(chancery(&["build"]).status.code(), Some(2));
    assert_eq!(chancery(&["frobnicate"]).status.code(), Some(2));
    let missing = chancery(&["stats", "--store", "no/such/store"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(complained(&missing).contains("chancery build"));
    let folder = Folder::new();
    let out = build(&folder, "out", &["articles/finland-nato.md"], &[]);
    let store = out.join("store").to_string_lossy().into_owned();
    let syntax = chancery(&["query", "SELECT ?x WHERE { ?x a }", "--store", &store]);
    assert_eq!(syntax.status.code(), Some(1));
    assert!(complained(&syntax).contains('^'), "{}", complained(&syntax));
}

#[test]
fn records_and_trees_are_printed() {
    let folder = Folder::new();
    let text = folder.write(
        "visit.txt",
        "Published: 2019-03-05\n\nChilean President Sebastián Piñera met Peru's president, Martín Vizcarra, in Lima on Monday.\n",
    );
    let records = said(&chancery(&["extract", &text, "--format", "jsonl"]));
    let mut kinds = std::collections::BTreeSet::new();
    for line in records.lines() {
        let record: serde_json::Value = serde_json::from_str(line).expect("JSON");
        kinds.insert(record["kind"].as_str().expect("a kind").to_owned());
        assert!(
            record["document"]
                .as_str()
                .is_some_and(|d| d.ends_with("visit.txt"))
        );
        if record["kind"] == "relation" && record["predicate"] == "metWith" {
            assert_eq!(record["start"], "2019-03-04");
        }
    }
    assert_eq!(
        kinds.into_iter().collect::<Vec<_>>(),
        ["event", "open", "relation"]
    );
    let tree = said(&chancery(&["parse", &text]));
    let rows: Vec<&str> = tree
        .lines()
        .filter(|l| !l.is_empty() && !l.starts_with('#'))
        .collect();
    assert!(rows.iter().all(|r| r.split('\t').count() == 10));
    let conllu = folder.write("visit.conllu", &tree);
    let again = said(&chancery(&["parse", &conllu, "--input", "conllu"]));
    let forms = |s: &str| -> Vec<String> {
        s.lines()
            .filter(|l| !l.is_empty() && !l.starts_with('#'))
            .filter_map(|l| l.split('\t').nth(1).map(str::to_owned))
            .collect()
    };
    assert_eq!(forms(&tree), forms(&again));
}
