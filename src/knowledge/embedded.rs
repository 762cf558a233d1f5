//! The files of `ontology/` that the binary carries.

/// Path below `ontology/` and text of each embedded file, by path.
pub static FILES: &[(&str, &str)] = &[
    (
        "lexicon/cues.tsv",
        include_str!("../../ontology/lexicon/cues.tsv"),
    ),
    (
        "lexicon/nouns.tsv",
        include_str!("../../ontology/lexicon/nouns.tsv"),
    ),
    (
        "lexicon/reporting.tsv",
        include_str!("../../ontology/lexicon/reporting.tsv"),
    ),
    (
        "lexicon/verbs.tsv",
        include_str!("../../ontology/lexicon/verbs.tsv"),
    ),
    (
        "lexicon/words.tsv",
        include_str!("../../ontology/lexicon/words.tsv"),
    ),
];
