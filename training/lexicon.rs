//! What the model will know by name: labels, words, affixes, n-grams, shapes.

use crate::{conllu::Gold, net::factor, vectors::Vectors};
use chancery::language::{
    Deprel, Feats, Upos,
    model::features::{Lexicon, WordFeatures, feature_names},
};
use compact_str::CompactString;
use ndarray::{Array2, Axis};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Labels and features of the model.
pub(crate) struct Inventory {
    pub relations: Vec<Deprel>,
    pub bundles: Vec<(Upos, Feats)>,
    pub xpos: Vec<CompactString>,
    pub lexicon: Lexicon,
    /// How often training saw each row of the word table.
    pub counts: Vec<u32>,
}

/// How often a feature must be seen to be kept.
const WORDS: u32 = 2;
const AFFIXES: u32 = 4;
const GRAM_TYPES: u32 = 4;
const SHAPES: u32 = 3;
const BUNDLES: u32 = 3;

impl Inventory {
    pub(crate) fn new(gold: &[Gold], vectors: &Vectors) -> Self {
        let mut relations: BTreeMap<Deprel, u32> = BTreeMap::new();
        let mut bundles: BTreeMap<(Upos, Feats), u32> = BTreeMap::new();
        let mut xpos: BTreeMap<&str, u32> = BTreeMap::new();
        let mut forms: BTreeMap<&str, u32> = BTreeMap::new();
        for word in gold.iter().flat_map(|g| &g.words) {
            *relations.entry(Deprel::parse(&word.relation)).or_default() += 1;
            *bundles
                .entry((word.upos, Feats::parse(&word.feats)))
                .or_default() += 1;
            *xpos.entry(&word.xpos).or_default() += 1;
            *forms.entry(&word.form).or_default() += 1;
        }
        let mut words: BTreeMap<u32, u32> = BTreeMap::new();
        let mut affixes: BTreeMap<u32, u32> = BTreeMap::new();
        let mut grams: BTreeMap<u32, u32> = BTreeMap::new();
        let mut shapes: BTreeMap<u32, u32> = BTreeMap::new();
        for (form, &n) in &forms {
            let names = feature_names(form);
            names
                .words
                .iter()
                .for_each(|&k| *words.entry(k).or_default() += n);
            names
                .affixes
                .iter()
                .for_each(|&k| *affixes.entry(k).or_default() += n);
            names
                .shapes
                .iter()
                .for_each(|&k| *shapes.entry(k).or_default() += n);
            names
                .grams
                .iter()
                .for_each(|&k| *grams.entry(k).or_default() += 1);
        }
        let mut counts = vec![1];
        let mut known = FxHashMap::default();
        for (&key, &n) in words.iter().filter(|(_, n)| **n >= WORDS) {
            known.insert(key, counts.len() as u32);
            counts.push(n);
        }
        let number = |seen: &BTreeMap<u32, u32>, least: u32| -> FxHashMap<u32, u32> {
            seen.iter()
                .filter(|(_, n)| **n >= least)
                .map(|(k, _)| *k)
                .zip(0..)
                .collect()
        };
        Self {
            relations: relations.into_keys().collect(),
            bundles: bundles
                .into_iter()
                .filter(|(_, n)| *n >= BUNDLES)
                .map(|(b, _)| b)
                .collect(),
            xpos: xpos.keys().map(|x| CompactString::from(*x)).collect(),
            lexicon: Lexicon {
                words: known,
                affixes: number(&affixes, AFFIXES),
                grams: number(&grams, GRAM_TYPES),
                shapes: number(&shapes, SHAPES),
                pieces: vectors.pieces.clone(),
            },
            counts,
        }
    }
}

/// The word forms that training has met, each looked up once.
pub(crate) struct Types<'a> {
    vectors: &'a Vectors,
    lexicon: &'a Lexicon,
    ids: FxHashMap<String, u32>,
    features: Vec<WordFeatures>,
    /// How many Penn tags there are.
    pub xpos: usize,
}

const UNKNOWN: [u32; 1] = [0];

impl<'a> Types<'a> {
    pub(crate) fn new(inventory: &'a Inventory, vectors: &'a Vectors) -> Self {
        Self {
            vectors,
            lexicon: &inventory.lexicon,
            ids: FxHashMap::default(),
            features: Vec::new(),
            xpos: inventory.xpos.len(),
        }
    }

    /// The number of a form.
    pub(crate) fn id(&mut self, form: &str) -> u32 {
        if let Some(&id) = self.ids.get(form) {
            return id;
        }
        let id = self.features.len() as u32;
        self.features.push(self.lexicon.features(form));
        self.ids.insert(form.to_owned(), id);
        id
    }

    pub(crate) fn features(&self, id: u32) -> &WordFeatures {
        &self.features[id as usize]
    }

    /// Rows of the four trained tables that a word adds up, and their factor.
    pub(crate) fn groups(&self, id: u32, hidden: bool) -> [(&[u32], f32); 4] {
        let f = self.features(id);
        let word = if hidden {
            &UNKNOWN
        } else {
            std::array::from_ref(&f.word)
        };
        [
            (word, 1.0),
            (&f.affixes, factor(&f.affixes)),
            (&f.grams, factor(&f.grams)),
            (&f.shapes, factor(&f.shapes)),
        ]
    }

    /// The mean vectors of the words' pieces.
    pub(crate) fn pieces(&self, ids: &[usize]) -> Array2<f32> {
        let mut out = Array2::zeros((ids.len(), self.vectors.values.len_of(Axis(1))));
        for (mut row, &id) in out.outer_iter_mut().zip(ids) {
            let pieces = &self.features[id].pieces;
            let share = 1.0 / pieces.len().max(1) as f32;
            for &piece in pieces {
                row.scaled_add(share, &self.vectors.values.row(piece as usize));
            }
        }
        out
    }
}
