//! The model file: what training hands to reading.
//!
//! Layout, all numbers little-endian: the magic bytes, the format's version (u32), the length (u64) and a checksum (u64) of
//! what follows: the label inventories, the lexicon, the embedding tables (one signed byte a number, one scale a row) and
//! the layers' weights (half precision).

use super::{features::Lexicon, nn::LstmWeights};
use crate::language::{Deprel, Feats, Upos};
use compact_str::CompactString;
use ndarray::{Array1, Array2};
use rustc_hash::FxHashMap;

/// First bytes of every model file.
const MAGIC: &[u8; 8] = b"CHYMODEL";
/// Version of the layout; a file of another version is refused.
const VERSION: u32 = 1;

/// Why a model file can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// The file doesn't begin as a model does.
    #[error("this is not a chancery model file")]
    NotAModel,
    /// Another version of the layout.
    #[error("the model file has format {0}, this program reads format {VERSION}: train it again")]
    Version(u32),
    /// Bytes are missing or changed.
    #[error("the model file is damaged: its checksum doesn't fit")]
    Damaged,
    /// The parts contradict each other.
    #[error("the model file is inconsistent: {0}")]
    Inconsistent(&'static str),
}

/// An embedding table with one signed byte a number.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    width: usize,
    codes: Vec<i8>,
    scales: Vec<f32>,
}

impl Table {
    /// Rounds the rows of `values`.
    pub fn new(values: &Array2<f32>) -> Self {
        let mut table = Self {
            width: values.ncols(),
            ..Self::default()
        };
        for row in values.outer_iter() {
            let scale = row.iter().fold(0.0_f32, |most, x| most.max(x.abs())) / 127.0;
            table.scales.push(scale);
            let code = |x: &f32| {
                if scale > 0.0 {
                    (x / scale).round() as i8
                } else {
                    0
                }
            };
            table.codes.extend(row.iter().map(code));
        }
        table
    }

    /// Numbers a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.scales.len()
    }

    /// Adds `factor` times a row to `out`.
    pub fn add(&self, row: u32, factor: f32, out: &mut [f32]) {
        let row = row as usize;
        let Some((codes, scale)) = self
            .codes
            .get(row * self.width..(row + 1) * self.width)
            .zip(self.scales.get(row))
        else {
            return;
        };
        let factor = factor * scale;
        for (x, &code) in out.iter_mut().zip(codes) {
            *x += factor * f32::from(code);
        }
    }
}

/// The weights of the layers.
#[derive(Clone, Debug)]
pub struct Weights {
    /// Recurrent layers, each forward and backward.
    pub layers: Vec<[LstmWeights; 2]>,
    /// From the encoder to all heads at once: arc dependents, arc heads, label dependents, label heads, tags, names.
    pub heads: Array2<f32>,
    /// Its bias.
    pub heads_bias: Array1<f32>,
    /// Arc scores: dependent times head.
    pub arc: Array2<f32>,
    /// Arc scores: head alone.
    pub arc_bias: Array1<f32>,
    /// The root as an arc's head.
    pub arc_root: Array1<f32>,
    /// Label scores: dependent times head, the labels side by side.
    pub label: Array2<f32>,
    /// Label scores: dependent alone.
    pub label_dependent: Array2<f32>,
    /// Label scores: head alone.
    pub label_head: Array2<f32>,
    /// Label scores: bias.
    pub label_bias: Array1<f32>,
    /// The root as a label's head.
    pub label_root: Array1<f32>,
    /// Word classes with features, then Penn tags.
    pub tag: Array2<f32>,
    /// Their bias.
    pub tag_bias: Array1<f32>,
    /// Name tags.
    pub name: Array2<f32>,
    /// Their bias.
    pub name_bias: Array1<f32>,
}

/// Everything that a model file holds.
#[derive(Clone, Debug)]
pub struct Parts {
    /// Relations that the parser gives.
    pub relations: Vec<Deprel>,
    /// Word classes with the features that occur with them.
    pub bundles: Vec<(Upos, Feats)>,
    /// Penn Treebank tags.
    pub xpos: Vec<CompactString>,
    /// Known features.
    pub lexicon: Lexicon,
    /// Embeddings of words, affixes, n-grams, shapes and word pieces.
    pub tables: [Table; 5],
    /// The layers.
    pub weights: Weights,
}

impl Parts {
    /// The model file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut w = Writer::default();
        w.strings(self.relations.iter().map(|r| r.as_str()));
        w.strings(self.bundles.iter().map(|(upos, _)| upos.as_str()));
        w.strings(self.bundles.iter().map(|(_, feats)| feats.as_str()));
        w.strings(self.xpos.iter().map(CompactString::as_str));
        let lexicon = &self.lexicon;
        for map in [
            &lexicon.words,
            &lexicon.affixes,
            &lexicon.grams,
            &lexicon.shapes,
            &lexicon.pieces,
        ] {
            w.map(map);
        }
        for table in &self.tables {
            w.size(table.width);
            w.size(table.scales.len());
            w.0.extend(table.codes.iter().map(|c| c.cast_unsigned()));
            table
                .scales
                .iter()
                .for_each(|s| w.0.extend(s.to_le_bytes()));
        }
        let weights = &self.weights;
        w.size(weights.layers.len());
        for direction in weights.layers.iter().flatten() {
            w.matrix(&direction.wx);
            w.matrix(&direction.wh);
            w.vector(&direction.bias);
        }
        w.matrix(&weights.heads);
        w.vector(&weights.heads_bias);
        w.matrix(&weights.arc);
        w.vector(&weights.arc_bias);
        w.vector(&weights.arc_root);
        w.matrix(&weights.label);
        w.matrix(&weights.label_dependent);
        w.matrix(&weights.label_head);
        w.vector(&weights.label_bias);
        w.vector(&weights.label_root);
        w.matrix(&weights.tag);
        w.vector(&weights.tag_bias);
        w.matrix(&weights.name);
        w.vector(&weights.name_bias);
        let mut out = MAGIC.to_vec();
        out.extend(VERSION.to_le_bytes());
        out.extend((w.0.len() as u64).to_le_bytes());
        out.extend(checksum(&w.0).to_le_bytes());
        out.extend(w.0);
        out
    }

    /// Reads a model file.
    ///
    /// # Errors
    /// When the bytes aren't a whole, undamaged model file of this version whose parts fit together.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let mut header = Reader(bytes);
        if header.bytes(MAGIC.len()).ok_or(ModelError::NotAModel)? != MAGIC {
            return Err(ModelError::NotAModel);
        }
        let version = header.u32().ok_or(ModelError::NotAModel)?;
        if version != VERSION {
            return Err(ModelError::Version(version));
        }
        let length = header.u64().ok_or(ModelError::Damaged)?;
        let sum = header.u64().ok_or(ModelError::Damaged)?;
        if header.0.len() as u64 != length || checksum(header.0) != sum {
            return Err(ModelError::Damaged);
        }
        let parts = Self::read(&mut header).ok_or(ModelError::Damaged)?;
        parts.check()?;
        Ok(parts)
    }

    fn read(r: &mut Reader<'_>) -> Option<Self> {
        let relations = r.strings()?.iter().map(|l| Deprel::parse(l)).collect();
        let classes = r.strings()?;
        let features = r.strings()?;
        let bundles = classes
            .iter()
            .zip(&features)
            .map(|(upos, feats)| (upos.parse().unwrap_or_default(), Feats::parse(feats)))
            .collect();
        let xpos = r.strings()?.into_iter().map(CompactString::from).collect();
        let lexicon = Lexicon {
            words: r.map()?,
            affixes: r.map()?,
            grams: r.map()?,
            shapes: r.map()?,
            pieces: r.map()?,
        };
        let tables = [r.table()?, r.table()?, r.table()?, r.table()?, r.table()?];
        let mut layers = Vec::new();
        for _ in 0..r.size()? {
            layers.push([r.lstm()?, r.lstm()?]);
        }
        let weights = Weights {
            layers,
            heads: r.matrix()?,
            heads_bias: r.vector()?,
            arc: r.matrix()?,
            arc_bias: r.vector()?,
            arc_root: r.vector()?,
            label: r.matrix()?,
            label_dependent: r.matrix()?,
            label_head: r.matrix()?,
            label_bias: r.vector()?,
            label_root: r.vector()?,
            tag: r.matrix()?,
            tag_bias: r.vector()?,
            name: r.matrix()?,
            name_bias: r.vector()?,
        };
        r.0.is_empty().then_some(Self {
            relations,
            bundles,
            xpos,
            lexicon,
            tables,
            weights,
        })
    }

    /// Whether the shapes fit each other, so that nothing later can reach beyond an end.
    fn check(&self) -> Result<(), ModelError> {
        let fail = |what| Err(ModelError::Inconsistent(what));
        let w = &self.weights;
        let mut width: usize = self.tables.iter().map(Table::width).sum();
        for [forward, backward] in &w.layers {
            let hidden = forward.wh.nrows();
            for direction in [forward, backward] {
                if direction.wx.dim() != (width, 4 * hidden)
                    || direction.wh.dim() != (hidden, 4 * hidden)
                    || direction.bias.len() != 4 * hidden
                {
                    return fail("recurrent layers");
                }
            }
            width = 2 * hidden;
        }
        let (arc, label) = (w.arc.nrows(), w.label_dependent.nrows());
        let labels = self.relations.len();
        if w.heads.dim() != (width, w.heads_bias.len())
            || w.heads_bias.len() != 2 * arc + 2 * label + w.tag.nrows() + w.name.nrows()
        {
            return fail("heads");
        }
        if w.arc.ncols() != arc || w.arc_bias.len() != arc || w.arc_root.len() != arc {
            return fail("arcs");
        }
        if labels == 0
            || w.label.dim() != (label, label * labels)
            || w.label_dependent.ncols() != labels
            || w.label_head.dim() != (label, labels)
            || w.label_bias.len() != labels
            || w.label_root.len() != label
        {
            return fail("labels");
        }
        let tags = self.bundles.len() + self.xpos.len();
        if self.bundles.is_empty()
            || self.xpos.is_empty()
            || w.tag.ncols() != tags
            || w.tag_bias.len() != tags
        {
            return fail("tags");
        }
        if w.name.ncols() != super::NAME_TAGS || w.name_bias.len() != super::NAME_TAGS {
            return fail("names");
        }
        Ok(())
    }
}

/// A 64-bit sum that any changed, missing or moved byte changes.
fn checksum(bytes: &[u8]) -> u64 {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64 ^ bytes.len() as u64;
    for chunk in bytes.chunks(8) {
        let mut word = [0; 8];
        word.iter_mut()
            .zip(chunk)
            .for_each(|(to, from)| *to = *from);
        state = (state ^ u64::from_le_bytes(word)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        state ^= state >> 29;
    }
    state
}

/// Half precision (IEEE 754 binary16), rounded to the nearest; beyond its range, the largest number.
fn to_half(x: f32) -> u16 {
    let sign = ((x.to_bits() >> 16) & 0x8000) as u16;
    let magnitude = x.abs();
    if magnitude >= 65504.0 {
        return sign | 0x7bff;
    }
    if magnitude < 6.103_515_6e-5 {
        // Below the normal range numbers are multiples of 2^-24.
        return sign | (magnitude * 16_777_216.0).round() as u16;
    }
    let bits = magnitude.to_bits();
    let rounded = bits + 0x0fff + ((bits >> 13) & 1);
    sign | ((rounded >> 13) - (112 << 10)) as u16
}

/// The number that a half stands for.
fn from_half(half: u16) -> f32 {
    let sign = u32::from(half & 0x8000) << 16;
    let (exponent, fraction) = (u32::from(half >> 10) & 31, u32::from(half) & 0x3ff);
    let magnitude = match exponent {
        0 => fraction as f32 / 16_777_216.0,
        _ => f32::from_bits(((exponent + 112) << 23) | (fraction << 13)),
    };
    f32::from_bits(magnitude.to_bits() | sign)
}

#[derive(Default)]
struct Writer(Vec<u8>);

impl Writer {
    fn size(&mut self, n: usize) {
        self.0.extend((n as u32).to_le_bytes());
    }

    fn strings<'a>(&mut self, list: impl ExactSizeIterator<Item = &'a str>) {
        self.size(list.len());
        for text in list {
            self.size(text.len());
            self.0.extend(text.as_bytes());
        }
    }

    fn map(&mut self, map: &FxHashMap<u32, u32>) {
        let mut pairs: Vec<(u32, u32)> = map.iter().map(|(k, v)| (*k, *v)).collect();
        pairs.sort_unstable();
        self.size(pairs.len());
        for (key, row) in pairs {
            self.0.extend(key.to_le_bytes());
            self.0.extend(row.to_le_bytes());
        }
    }

    fn matrix(&mut self, m: &Array2<f32>) {
        self.size(m.nrows());
        self.size(m.ncols());
        m.iter()
            .for_each(|x| self.0.extend(to_half(*x).to_le_bytes()));
    }

    fn vector(&mut self, v: &Array1<f32>) {
        self.size(v.len());
        v.iter()
            .for_each(|x| self.0.extend(to_half(*x).to_le_bytes()));
    }
}

/// What is left of the file.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn bytes(&mut self, n: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(n)?;
        self.0 = rest;
        Some(head)
    }

    fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.bytes(4)?.try_into().ok()?))
    }

    fn u64(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(self.bytes(8)?.try_into().ok()?))
    }

    fn size(&mut self) -> Option<usize> {
        self.u32().map(|n| n as usize)
    }

    fn strings(&mut self) -> Option<Vec<&'a str>> {
        let n = self.size()?;
        let mut list = Vec::new();
        for _ in 0..n {
            let length = self.size()?;
            list.push(std::str::from_utf8(self.bytes(length)?).ok()?);
        }
        Some(list)
    }

    fn map(&mut self) -> Option<FxHashMap<u32, u32>> {
        let n = self.size()?;
        let pairs = self.bytes(n.checked_mul(8)?)?;
        let number = |b: &[u8]| b.try_into().ok().map(u32::from_le_bytes);
        pairs
            .chunks_exact(8)
            .map(|pair| Some((number(pair.get(..4)?)?, number(pair.get(4..)?)?)))
            .collect()
    }

    fn table(&mut self) -> Option<Table> {
        let (width, rows) = (self.size()?, self.size()?);
        let codes = self
            .bytes(width.checked_mul(rows)?)?
            .iter()
            .map(|b| b.cast_signed())
            .collect();
        let scales = self.bytes(rows.checked_mul(4)?)?;
        let scales = scales
            .chunks_exact(4)
            .filter_map(|b| b.try_into().ok().map(f32::from_le_bytes))
            .collect();
        Some(Table {
            width,
            codes,
            scales,
        })
    }

    fn halves(&mut self, n: usize) -> Option<Vec<f32>> {
        let bytes = self.bytes(n.checked_mul(2)?)?;
        Some(
            bytes
                .chunks_exact(2)
                .filter_map(|b| b.try_into().ok())
                .map(|b| from_half(u16::from_le_bytes(b)))
                .collect(),
        )
    }

    fn matrix(&mut self) -> Option<Array2<f32>> {
        let (rows, columns) = (self.size()?, self.size()?);
        Array2::from_shape_vec((rows, columns), self.halves(rows.checked_mul(columns)?)?).ok()
    }

    fn vector(&mut self) -> Option<Array1<f32>> {
        let n = self.size()?;
        self.halves(n).map(Array1::from_vec)
    }

    fn lstm(&mut self) -> Option<LstmWeights> {
        Some(LstmWeights {
            wx: self.matrix()?,
            wh: self.matrix()?,
            bias: self.vector()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_round_to_the_nearest() {
        for x in [
            0.0,
            1.0,
            -1.0,
            0.333_251_95,
            65504.0,
            6.1e-5,
            -5.960_464_5e-8,
            1e-3,
        ] {
            let back = from_half(to_half(x));
            assert!((back - x).abs() <= x.abs() / 2048.0 + 3e-8, "{x} {back}");
        }
        assert!(from_half(to_half(1e9)) > 65000.0);
        for half in [0, 1, 0x3ff, 0x400, 0x3c00, 0x7bff, 0x8001, 0xfbff] {
            assert_eq!(to_half(from_half(half)), half);
        }
    }

    #[test]
    fn rows_of_a_table_keep_three_digits() {
        let values = ndarray::arr2(&[[1.0, -0.5, 0.25], [0.0, 0.0, 0.0]]);
        let table = Table::new(&values);
        let mut out = [0.0; 3];
        table.add(0, 2.0, &mut out);
        table.add(1, 1.0, &mut out);
        table.add(7, 1.0, &mut out);
        for (x, y) in out.iter().zip([2.0, -1.0, 0.5]) {
            assert!((x - y).abs() < 0.01);
        }
    }

    #[test]
    fn foreign_bytes_are_refused() {
        assert_eq!(Parts::from_bytes(b"").unwrap_err(), ModelError::NotAModel);
        assert_eq!(
            Parts::from_bytes(b"something else").unwrap_err(),
            ModelError::NotAModel
        );
        let mut old = MAGIC.to_vec();
        old.extend(77_u32.to_le_bytes());
        assert_eq!(
            Parts::from_bytes(&old).unwrap_err(),
            ModelError::Version(77)
        );
    }
}
