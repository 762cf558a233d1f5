//! Word pieces and their vectors, from the input embeddings of a BERT-like encoder in safetensors format.

use anyhow::{Context as _, Result, ensure};
use chancery::language::model::features::piece_hash;
use ndarray::{Array2, Axis};
use rustc_hash::FxHashMap;
use std::path::Path;

/// A vocabulary of word pieces, each with a vector.
pub(crate) struct Vectors {
    /// Row of each piece, by the hash of its name.
    pub pieces: FxHashMap<u32, u32>,
    /// One row a piece, each column of mean 0, variance 1 over all.
    pub values: Array2<f32>,
}

/// Reads `model.safetensors` and `vocab.txt` from a folder.
pub(crate) fn read(folder: &Path) -> Result<Vectors> {
    let path = folder.join("model.safetensors");
    let bytes = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let length = bytes
        .get(..8)
        .and_then(|b| b.try_into().ok())
        .map(u64::from_le_bytes)
        .context("no header")? as usize;
    let header: serde_json::Value =
        serde_json::from_slice(bytes.get(8..8 + length).context("cut header")?)?;
    let entry = &header["embeddings.word_embeddings.weight"];
    ensure!(entry["dtype"] == "F32", "the word embeddings must be F32");
    let number = |v: &serde_json::Value| v.as_u64().map(|n| n as usize).context("not a number");
    let (rows, width) = (number(&entry["shape"][0])?, number(&entry["shape"][1])?);
    let at = 8 + length + number(&entry["data_offsets"][0])?;
    let data = bytes.get(at..at + rows * width * 4).context("cut data")?;
    let numbers = data
        .chunks_exact(4)
        .filter_map(|b| b.try_into().ok().map(f32::from_le_bytes))
        .collect();
    let all = Array2::from_shape_vec((rows, width), numbers)?;
    let vocabulary = std::fs::read_to_string(folder.join("vocab.txt"))?;
    let mut pieces = FxHashMap::default();
    let mut kept = Vec::new();
    for (row, piece) in vocabulary.lines().enumerate().take(rows) {
        if piece.starts_with('[') && piece.len() > 1 {
            continue;
        }
        // Signs of scripts that no English word is written in.
        if piece.chars().any(|c| c > '\u{24f}' && c.is_alphabetic()) {
            continue;
        }
        pieces.entry(piece_hash(piece)).or_insert(kept.len() as u32);
        kept.push(row);
    }
    let mut values = all.select(Axis(0), &kept);
    for mut column in values.columns_mut() {
        let n = column.len() as f32;
        let mean = column.sum() / n;
        let deviation = (column.iter().map(|x| (x - mean) * (x - mean)).sum::<f32>() / n)
            .sqrt()
            .max(1e-6);
        column.mapv_inplace(|x| (x - mean) / deviation);
    }
    Ok(Vectors { pieces, values })
}
