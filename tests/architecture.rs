//! The layering of the library: which module may know which. The compiler doesn't guard it inside one crate; this does.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// Module → modules that it may import.
const ALLOWED: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("schema", &["text"]),
    ("knowledge", &["text", "schema"]),
    ("ingest", &["text"]),
    ("language", &["text"]),
    ("extraction", &["text", "schema", "knowledge", "language"]),
    ("resolution", &["text", "schema", "knowledge", "extraction"]),
    (
        "graph",
        &["text", "schema", "knowledge", "extraction", "resolution"],
    ),
    // The graph read back as values; it never writes.
    ("record", &["text", "schema", "extraction"]),
    (
        "query",
        &[
            "text",
            "schema",
            "knowledge",
            "extraction",
            "graph",
            "record",
        ],
    ),
    (
        "export",
        &[
            "text",
            "schema",
            "knowledge",
            "graph",
            "query",
            "record",
            "extraction",
            "resolution",
        ],
    ),
    (
        "pipeline",
        &[
            "text",
            "schema",
            "knowledge",
            "ingest",
            "language",
            "extraction",
            "resolution",
            "graph",
            "query",
            "export",
        ],
    ),
    // Judges a graph from outside; nothing on the road knows it.
    ("evaluation", &["schema"]),
];

fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder)
        .expect("a readable folder")
        .map(|entry| entry.expect("a readable entry").path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, files);
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
}

/// The top-level modules that a source text names by `crate::` paths, `use crate::{a::…, b::…}` included.
fn imports(source: &str) -> BTreeSet<String> {
    let word = |s: &str| -> String {
        s.chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect()
    };
    let mut found = BTreeSet::new();
    for (at, _) in source.match_indices("crate::") {
        let rest = &source[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0usize;
            let mut start = true;
            for (i, c) in group.char_indices() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => start = true,
                    c if start && !c.is_whitespace() => {
                        found.insert(word(&group[i..]));
                        start = false;
                    }
                    _ => {}
                }
            }
        } else {
            found.insert(word(rest));
        }
    }
    found
}

#[test]
fn modules_import_only_what_lies_before_them() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let allowed: BTreeMap<&str, &[&str]> = ALLOWED.iter().copied().collect();
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut faults = Vec::new();
    for file in files {
        let inside = file.strip_prefix(&root).expect("below src");
        let first = inside
            .components()
            .next()
            .and_then(|c| c.as_os_str().to_str())
            .unwrap_or_default();
        let module = first.trim_end_matches(".rs");
        if ["lib", "main", "cli"].contains(&module) {
            continue;
        }
        let Some(may) = allowed.get(module) else {
            faults.push(format!(
                "{} belongs to no module of the table",
                inside.display()
            ));
            continue;
        };
        let source = fs::read_to_string(&file).expect("a readable file");
        for import in imports(&source) {
            if import != module
                && allowed.contains_key(import.as_str())
                && !may.contains(&import.as_str())
            {
                faults.push(format!(
                    "{}: `{module}` must not know `{import}`",
                    inside.display()
                ));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_reader_of_imports_sees_groups_and_paths() {
    let found = imports("use crate::{text::{Span, Date}, graph};\nlet x = crate::query::run();");
    let expected: BTreeSet<String> = ["text", "graph", "query"].map(str::to_owned).into();
    assert_eq!(found, expected);
}
