//! The neural model: words in, word classes, features, dependency trees and names out.
//!
//! One encoder (two bidirectional recurrent layers over hashed word features) serves a tagger, a graph-based parser with
//! biaffine scores (Dozat and Manning 2017) and a name tagger. It was trained by `training/`, and its weights are part of
//! the program.

use super::{Deprel, EntityKind, NamedEntity, Sentence, Token};
use compact_str::CompactString;
use features::WordFeatures;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};
use nn::Packing;
use rustc_hash::FxHashMap;
use std::{ops::Range, sync::OnceLock};

pub mod decode;
pub mod features;
pub mod format;
pub mod nn;

pub use format::{ModelError, Parts};

/// Outside, and the beginning and the continuation of a name of each kind.
pub const NAME_TAGS: usize = 2 * EntityKind::ALL.len() + 1;
/// Longer sentences are read in parts: scores of arcs take memory that grows with the square of the length.
const LONGEST: usize = 160;
/// Words that are read at once.
const BATCH: usize = 1024;
/// Sentences that are read at once.
const WIDEST: usize = 64;
/// Word forms that are remembered while a document is read.
const REMEMBERED: usize = 6000;

static EMBEDDED: &[u8] = include_bytes!("../../../ontology/models/en.model");

/// A trained model, ready to read.
#[derive(Clone, Debug)]
pub struct Model {
    parts: Parts,
    /// From a word to the gates of the first layer's two directions, side by side.
    input: Array2<f32>,
    input_bias: Array1<f32>,
}

/// What the network says of the words of one batch, sentence by sentence.
#[derive(Default)]
struct Scores {
    /// For each sentence, dependents by heads, the root first.
    arcs: Vec<Array2<f32>>,
    /// Hidden layer of the relations' dependents.
    dependents: Array2<f32>,
    /// The same of their heads.
    governors: Array2<f32>,
    tags: Array2<f32>,
    names: Array2<f32>,
}

/// A stretch of a sentence that is read as one.
#[derive(Clone, Debug)]
struct Job {
    sentence: usize,
    tokens: Range<usize>,
}

/// What the forms seen of late give to the first layer's gates, forward and backward: it depends on nothing else.
#[derive(Default)]
struct Memory {
    rows: FxHashMap<CompactString, usize>,
    gates: Vec<f32>,
}

impl Model {
    /// The model that is part of the program.
    ///
    /// # Panics
    /// When the program was built with a model file that isn't one, which its tests rule out.
    pub fn embedded() -> &'static Self {
        static MODEL: OnceLock<Model> = OnceLock::new();
        MODEL.get_or_init(|| match Self::from_bytes(EMBEDDED) {
            Ok(model) => model,
            Err(error) => panic!("embedded model: {error}"),
        })
    }

    /// Reads a model file.
    ///
    /// # Errors
    /// When the bytes aren't a whole, undamaged model file of this version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let parts = Parts::from_bytes(bytes)?;
        let Some([forward, backward]) = parts.weights.layers.first() else {
            return Err(ModelError::Inconsistent("recurrent layers"));
        };
        let join = |axis, views: &[ArrayView2<'_, f32>; 2]| {
            ndarray::concatenate(axis, views)
                .map_err(|_| ModelError::Inconsistent("recurrent layers"))
        };
        let input = join(Axis(1), &[forward.wx.view(), backward.wx.view()])?;
        let bias = [&forward.bias, &backward.bias];
        let input_bias = bias.into_iter().flatten().copied().collect();
        Ok(Self {
            parts,
            input,
            input_bias,
        })
    }

    /// Gives the words of `sentences` their word class, tag, features, head and relation, and the sentences their names.
    ///
    /// Only the words' forms are looked at. A sentence's analysis doesn't depend on the others.
    pub fn annotate(&self, sentences: &mut [Sentence]) {
        let mut jobs: Vec<Job> = Vec::new();
        for (sentence, s) in sentences.iter().enumerate() {
            jobs.extend(windows(&s.tokens).map(|tokens| Job { sentence, tokens }));
        }
        jobs.sort_by_key(|job| std::cmp::Reverse(job.tokens.len()));
        let mut memory = Memory::default();
        let mut rest = jobs.as_slice();
        while !rest.is_empty() {
            let mut words = 0;
            let fitting = rest
                .iter()
                .take(WIDEST)
                .take_while(|job| {
                    words += job.tokens.len();
                    words <= BATCH
                })
                .count();
            let (batch, later) = rest.split_at(fitting.max(1));
            self.read(batch, sentences, &mut memory);
            rest = later;
        }
        for sentence in sentences.iter_mut() {
            sentence.entities.sort_by_key(|e| e.tokens.start);
            join_parts(&mut sentence.tokens);
        }
    }

    fn read(&self, jobs: &[Job], sentences: &mut [Sentence], memory: &mut Memory) {
        let lengths: Vec<usize> = jobs.iter().map(|job| job.tokens.len()).collect();
        let packing = Packing::new(&lengths);
        let forms = jobs
            .iter()
            .flat_map(|job| &sentences[job.sentence].tokens[job.tokens.clone()])
            .map(|t| &t.form);
        let mut packed = vec![0; packing.rows()];
        for (row, &to) in memory.recall(forms, self).into_iter().zip(packing.order()) {
            packed[to] = row;
        }
        let scores = self.score(memory, &packed, &packing);
        let labels = self.parts.relations.len();
        let label_width = self.parts.weights.label_dependent.nrows();
        let products = scores.dependents.dot(&self.parts.weights.label);
        let alone = scores.dependents.dot(&self.parts.weights.label_dependent);
        let mut governors = Array2::zeros((packing.rows() + 1, label_width));
        nn::rows_mut(&mut governors, 0..packing.rows()).assign(&scores.governors);
        governors
            .row_mut(packing.rows())
            .assign(&self.parts.weights.label_root);
        let governed = nn::linear(
            &governors.view(),
            &self.parts.weights.label_head.view(),
            &self.parts.weights.label_bias.view(),
        );
        let mut at = 0;
        for (job, arcs) in jobs.iter().zip(&scores.arcs) {
            let n = job.tokens.len();
            let heads = decode::tree(arcs.as_slice().unwrap_or_default(), n);
            let sentence = &mut sentences[job.sentence];
            for (i, (token, &head)) in sentence.tokens[job.tokens.clone()]
                .iter_mut()
                .zip(&heads)
                .enumerate()
            {
                let row = at + i;
                let governor = if head == 0 {
                    packing.rows()
                } else {
                    at + head - 1
                };
                let product = products.row(row).to_slice().unwrap_or_default();
                let governor_hidden = governors.row(governor).to_slice().unwrap_or_default();
                let score = |label: usize| {
                    let pair: f32 = product[label * label_width..(label + 1) * label_width]
                        .iter()
                        .zip(governor_hidden)
                        .map(|(p, g)| p * g)
                        .sum();
                    pair + alone[[row, label]] + governed[[governor, label]]
                };
                token.head = (head > 0).then(|| (job.tokens.start + head - 1) as u32);
                token.deprel = if head == 0 {
                    Deprel::ROOT
                } else {
                    let fitting = (0..labels).filter(|&l| self.parts.relations[l] != Deprel::ROOT);
                    highest(fitting.map(|l| (l, score(l))))
                        .map_or(Deprel::DEP, |l| self.parts.relations[l])
                };
                let tags = scores.tags.row(row);
                let (bundles, xpos) = tags.split_at(Axis(0), self.parts.bundles.len());
                if let Some(best) = highest(bundles.iter().copied().enumerate()) {
                    let (upos, feats) = &self.parts.bundles[best];
                    token.upos = *upos;
                    token.feats = feats.clone();
                }
                if let Some(best) = highest(xpos.iter().copied().enumerate()) {
                    token.xpos.clone_from(&self.parts.xpos[best]);
                }
            }
            let names = nn::rows(&scores.names, at..at + n);
            let tags = decode::name_tags(names.as_slice().unwrap_or_default(), NAME_TAGS);
            sentence
                .entities
                .retain(|e| !job.tokens.contains(&(e.tokens.start as usize)));
            sentence.entities.extend(names_of(&tags, job.tokens.start));
            at += n;
        }
    }

    /// Runs the network over words, given by their rows in memory in packed order.
    fn score(&self, memory: &Memory, words: &[usize], packing: &Packing) -> Scores {
        let w = &self.parts.weights;
        let width = self.input.ncols() / 2;
        let gates = |direction: usize, words: &mut dyn Iterator<Item = usize>| {
            let mut out = Array2::zeros((packing.rows(), width));
            for (mut row, word) in out.outer_iter_mut().zip(words) {
                let at = 2 * word * width + direction * width;
                row.assign(&ArrayView1::from(&memory.gates[at..at + width]));
            }
            out
        };
        let straight = gates(0, &mut words.iter().copied());
        let reversed = gates(1, &mut packing.reversed().iter().map(|&row| words[row]));
        let mut layers = w.layers.iter();
        let Some([forward, backward]) = layers.next() else {
            return Scores::default();
        };
        let first = nn::bilstm_from_gates(straight, reversed, forward, backward, packing);
        let encoded = layers.fold(first, |x, [forward, backward]| {
            nn::bilstm(&x, forward, backward, packing)
        });
        let encoded = nn::gather(&encoded.view(), packing.order());
        let mut hidden = nn::linear(&encoded.view(), &w.heads.view(), &w.heads_bias.view());
        hidden.mapv_inplace(nn::leaky);
        let mut from = 0;
        let mut share = |width: usize| {
            from += width;
            nn::columns(&hidden, from - width..from)
        };
        let (arc, label) = (w.arc.nrows(), w.label_dependent.nrows());
        let (arc_dependents, arc_heads) = (share(arc), share(arc));
        let (dependents, governors) = (share(label).to_owned(), share(label).to_owned());
        let tags = nn::linear(&share(w.tag.nrows()), &w.tag.view(), &w.tag_bias.view());
        let names = nn::linear(&share(w.name.nrows()), &w.name.view(), &w.name_bias.view());
        let queries = nn::linear(&arc_dependents, &w.arc.view(), &w.arc_bias.view());
        let mut at = 0;
        let arcs = packing
            .lengths()
            .iter()
            .map(|&n| {
                let rows = at..at + n;
                at += n;
                arc_scores(
                    &nn::rows(&queries, rows.clone()),
                    &arc_heads.slice_axis(Axis(0), rows.into()),
                    w,
                )
            })
            .collect();
        Scores {
            arcs,
            dependents,
            governors,
            tags,
            names,
        }
    }
}

/// How well each word hangs on the root and on each word.
fn arc_scores(
    queries: &ArrayView2<'_, f32>,
    heads: &ArrayView2<'_, f32>,
    w: &format::Weights,
) -> Array2<f32> {
    let n = queries.nrows();
    let mut out = Array2::zeros((n, n + 1));
    out.column_mut(0).assign(&queries.dot(&w.arc_root));
    nn::multiply(
        queries,
        &heads.t(),
        0.0,
        &mut nn::columns_mut(&mut out, 1..n + 1),
    );
    out
}

impl Memory {
    /// The rows that hold what the forms give to the first layer's gates.
    fn recall<'a>(
        &mut self,
        forms: impl Iterator<Item = &'a CompactString>,
        model: &Model,
    ) -> Vec<usize> {
        if self.rows.len() >= REMEMBERED {
            self.rows.clear();
            self.gates.clear();
        }
        let width = model.input.nrows();
        let known = self.rows.len();
        let mut embedded: Vec<f32> = Vec::new();
        let mut found = Vec::new();
        for form in forms {
            let row = self.rows.get(form).copied().unwrap_or_else(|| {
                let row = self.rows.len();
                let at = embedded.len();
                embedded.resize(at + width, 0.0);
                let features = model.parts.lexicon.features(form);
                embed(&features, &model.parts, &mut embedded[at..]);
                self.rows.insert(form.clone(), row);
                row
            });
            found.push(row);
        }
        let new = self.rows.len() - known;
        if let Ok(embedded) = Array2::from_shape_vec((new, width), embedded) {
            let gates = nn::linear(
                &embedded.view(),
                &model.input.view(),
                &model.input_bias.view(),
            );
            self.gates.extend(gates.iter());
        }
        found
    }
}

/// The embedding of a word: its tables' rows side by side, several rows of one table as their mean or their damped sum.
fn embed(features: &WordFeatures, parts: &Parts, mut out: &mut [f32]) {
    let word = [features.word];
    let groups: [(&[u32], f32); 5] = [
        (&word, 1.0),
        (&features.affixes, damped(features.affixes.len())),
        (&features.grams, damped(features.grams.len())),
        (&features.shapes, damped(features.shapes.len())),
        (&features.pieces, mean(features.pieces.len())),
    ];
    for ((rows, factor), table) in groups.into_iter().zip(&parts.tables) {
        let (own, rest) = out.split_at_mut(table.width().min(out.len()));
        for &row in rows {
            table.add(row, factor, own);
        }
        out = rest;
    }
}

/// The factor that makes a sum of `n` rows about as large as one row.
pub fn damped(n: usize) -> f32 {
    1.0 / (n.max(1) as f32).sqrt()
}

/// The factor that makes a sum of `n` rows their mean.
pub fn mean(n: usize) -> f32 {
    1.0 / n.max(1) as f32
}

/// The index of the highest score, the first of equals.
fn highest(scores: impl Iterator<Item = (usize, f32)>) -> Option<usize> {
    scores
        .fold(None, |most: Option<(usize, f32)>, (i, score)| match most {
            Some((_, best)) if best >= score => most,
            _ => Some((i, score)),
        })
        .map(|(i, _)| i)
}

/// The stretches in which a sentence is read: all of it, or parts that end with a punctuation mark where one is near.
fn windows(tokens: &[Token]) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let left = tokens.len() - at;
        if left == 0 {
            return None;
        }
        let mut end = at + left.min(LONGEST);
        if left > LONGEST {
            let mark = |t: &Token| t.form.chars().all(|c| c.is_ascii_punctuation());
            let near = (at + LONGEST / 2..end)
                .rev()
                .find(|&i| tokens.get(i).is_some_and(mark));
            end = near.map_or(end, |i| i + 1);
        }
        let window = at..end;
        at = end;
        Some(window)
    })
}

/// Hangs the roots of a sentence's later parts on the first one's.
fn join_parts(tokens: &mut [Token]) {
    let mut first: Option<u32> = None;
    for (i, token) in tokens.iter_mut().enumerate() {
        if token.head.is_none() {
            if first.is_some() {
                token.head = first;
                token.deprel = Deprel::PARATAXIS;
            } else {
                first = Some(i as u32);
            }
        }
    }
}

/// The names that a sequence of tags marks, `offset` words into the sentence.
fn names_of(tags: &[usize], offset: usize) -> Vec<NamedEntity> {
    let mut names: Vec<NamedEntity> = Vec::new();
    for (i, &tag) in tags.iter().enumerate() {
        let at = (offset + i) as u32;
        if tag % 2 == 1 {
            names.extend(EntityKind::ALL.get(tag / 2).map(|&kind| NamedEntity {
                tokens: at..at + 1,
                kind,
            }));
        } else if tag != 0
            && let Some(open) = names.last_mut().filter(|name| name.tokens.end == at)
        {
            open.tokens.end = at + 1;
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        language::{Feats, Upos},
        text::Span,
    };
    use proptest::prelude::*;

    fn sentence(words: &str) -> Sentence {
        let token = |form: &str| Token {
            span: Span::new(0, 0),
            form: form.into(),
            lemma: CompactString::default(),
            upos: Upos::X,
            xpos: CompactString::default(),
            feats: Feats::NONE,
            head: None,
            deprel: Deprel::DEP,
        };
        Sentence {
            tokens: words.split_whitespace().map(token).collect(),
            ..Sentence::default()
        }
    }

    #[test]
    fn a_plain_sentence_is_read() {
        let mut read = [sentence(
            "The foreign minister of Portugal visited Maputo on Tuesday .",
        )];
        Model::embedded().annotate(&mut read);
        let [read] = read;
        assert_eq!(read.root(), Some(5));
        assert_eq!(read.token(2).deprel, Deprel::NSUBJ);
        assert_eq!(read.token(2).head, Some(5));
        assert_eq!(read.token(6).deprel, Deprel::OBJ);
        assert_eq!(read.token(5).upos, Upos::Verb);
        assert!(read.token(5).feats.has("Tense", "Past"));
        let kind = |id| read.entity_at(id).map(|e| e.kind);
        assert_eq!(kind(4), Some(EntityKind::Country));
    }

    #[test]
    fn a_sentence_is_read_alike_alone_and_among_others() {
        let texts = [
            "Kenya and Uganda signed the treaty in May 2011 .",
            "Talks failed .",
            "Yes",
            "She , who had led the party since 1998 , told reporters that she would n't run again .",
            "",
        ];
        let mut together: Vec<Sentence> = (0..40).flat_map(|_| texts).map(sentence).collect();
        Model::embedded().annotate(&mut together);
        for (i, text) in texts.iter().enumerate() {
            let mut alone = [sentence(text)];
            Model::embedded().annotate(&mut alone);
            for copy in together.iter().skip(i).step_by(texts.len()) {
                assert_eq!(*copy, alone[0]);
            }
        }
    }

    #[test]
    fn a_very_long_sentence_is_one_tree() {
        let mut long = [sentence(&"ships , ports and roads , ".repeat(300))];
        Model::embedded().annotate(&mut long);
        let [long] = long;
        assert_eq!(long.tokens.iter().filter(|t| t.head.is_none()).count(), 1);
        let root = long.root().unwrap();
        assert!(
            (0..long.tokens.len() as u32)
                .step_by(97)
                .all(|t| long.dominates(root, t))
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn any_words_give_a_tree(words in prop::collection::vec("\\PC{0,12}", 0..30)) {
            let mut read = [sentence(&words.join(" "))];
            Model::embedded().annotate(&mut read);
            let roots = read[0].tokens.iter().filter(|t| t.head.is_none()).count();
            prop_assert_eq!(roots, usize::from(!read[0].tokens.is_empty()));
        }

        #[test]
        fn damaged_files_are_refused(at in any::<prop::sample::Index>(), bit in 0..8_u32) {
            let mut bytes = EMBEDDED.to_vec();
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
            prop_assert!(Model::from_bytes(&bytes).is_err());
            prop_assert!(Model::from_bytes(&bytes[..at]).is_err());
        }
    }
}
