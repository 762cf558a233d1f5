//! Scores of a model on gold sentences with gold tokens.

use crate::conllu::Gold;
use chancery::{
    language::{Deprel, EntityKind, Feats, Model, Sentence, Token, Upos},
    text::Span,
};
use std::fmt;

/// Counts of right answers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Score {
    words: usize,
    upos: usize,
    xpos: usize,
    feats: usize,
    uas: usize,
    las: usize,
    las_full: usize,
    /// For each kind of name: found rightly, found, in the gold.
    names: [[usize; 3]; EntityKind::ALL.len()],
}

/// The gold words without their annotation.
pub(crate) fn plain(gold: &Gold) -> Sentence {
    let token = |form: &str| Token {
        span: Span::new(0, 0),
        form: form.into(),
        lemma: "".into(),
        upos: Upos::X,
        xpos: "".into(),
        feats: Feats::NONE,
        head: None,
        deprel: Deprel::DEP,
    };
    Sentence {
        tokens: gold.words.iter().map(|w| token(&w.form)).collect(),
        ..Sentence::default()
    }
}

/// Scores a model. Relations count without their subtypes, save in `las_full`; a name counts when span and kind are right.
pub(crate) fn score(model: &Model, gold: &[Gold]) -> Score {
    let mut sentences: Vec<Sentence> = gold.iter().map(plain).collect();
    model.annotate(&mut sentences);
    let mut s = Score::default();
    for (gold, ours) in gold.iter().zip(&sentences) {
        for (w, t) in gold.words.iter().zip(&ours.tokens) {
            let relation = Deprel::parse(&w.relation);
            let head = t.head.map_or(0, |h| h as usize + 1) == w.head;
            s.words += 1;
            s.upos += usize::from(t.upos == w.upos);
            s.xpos += usize::from(t.xpos == w.xpos.as_str());
            s.feats += usize::from(t.feats.as_str() == w.feats);
            s.uas += usize::from(head);
            s.las += usize::from(head && t.deprel.base() == relation.base());
            s.las_full += usize::from(head && t.deprel == relation);
        }
        let Some(names) = &gold.names else { continue };
        for (span, kind) in names {
            let found = ours.entities.iter().any(|e| {
                e.kind == *kind
                    && e.tokens.start as usize == span.start
                    && e.tokens.end as usize == span.end
            });
            let row = &mut s.names[*kind as usize];
            row[0] += usize::from(found);
            row[2] += 1;
        }
        for e in &ours.entities {
            s.names[e.kind as usize][1] += 1;
        }
    }
    s
}

/// Prints the names that are in one of gold and answer only.
pub(crate) fn show_names(model: &Model, gold: &[Gold]) {
    let mut sentences: Vec<Sentence> = gold.iter().map(plain).collect();
    model.annotate(&mut sentences);
    for (gold, ours) in gold.iter().zip(&sentences) {
        let Some(names) = &gold.names else { continue };
        let text = |from: usize, to: usize| {
            gold.words[from..to]
                .iter()
                .map(|w| w.form.as_str())
                .collect::<Vec<_>>()
                .join(" ")
        };
        let found: Vec<_> = ours
            .entities
            .iter()
            .map(|e| (e.tokens.start as usize..e.tokens.end as usize, e.kind))
            .collect();
        let missed: Vec<_> = names.iter().filter(|n| !found.contains(n)).collect();
        let wrong: Vec<_> = found.iter().filter(|n| !names.contains(n)).collect();
        if !missed.is_empty() || !wrong.is_empty() {
            println!("{}", text(0, gold.words.len()));
        }
        for (sign, list) in [('-', missed), ('+', wrong)] {
            for (span, kind) in list {
                println!("  {sign} {kind} {}", text(span.start, span.end));
            }
        }
    }
}

impl Score {
    /// Precision, recall and F1 of each kind of name and of all, a line each.
    pub(crate) fn names(&self) -> String {
        let mut out = String::new();
        let mut all = [0; 3];
        for (kind, counts) in EntityKind::ALL.iter().zip(&self.names) {
            all.iter_mut().zip(counts).for_each(|(a, c)| *a += c);
            out += &line(kind.as_str(), *counts);
        }
        out + &line("all", all)
    }
}

fn line(name: &str, [right, found, gold]: [usize; 3]) -> String {
    let (p, r) = (percent(right, found), percent(right, gold));
    let f = if p + r > 0.0 {
        2.0 * p * r / (p + r)
    } else {
        0.0
    };
    format!("| {name} | {p:.1} | {r:.1} | {f:.1} | {gold} |\n")
}

fn percent(part: usize, whole: usize) -> f32 {
    100.0 * part as f32 / whole.max(1) as f32
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let p = |n| percent(n, self.words);
        write!(
            f,
            "| {:.2} | {:.2} | {:.2} | {:.2} | {:.2} | {:.2} |",
            p(self.upos),
            p(self.xpos),
            p(self.feats),
            p(self.uas),
            p(self.las),
            p(self.las_full)
        )
    }
}
