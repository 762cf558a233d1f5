//! Which documents repeat each other: twelve rewrites of one agency report are one source.
//!
//! Candidates come from MinHash over word shingles with banding (Broder 1997; Leskovec, Rajaraman and Ullman 2014,
//! chapter 3); they are one report when the shorter shares a good part of its shingles with the longer.

use super::reading::Reading;
use crate::knowledge::gazetteer::fold;
use petgraph::unionfind::UnionFind;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Words in a shingle.
const SHINGLE: usize = 3;
/// Bands of the signature; with two rows each, a pair that shares a quarter of its shingles is a candidate with
/// probability 0.98.
const BANDS: usize = 64;
const ROWS: usize = 2;
/// Share of the shorter document's shingles that the longer must have too.
const SHARED: f64 = 0.3;
/// A document with fewer shingles says too little to be a copy of another.
const FEWEST: usize = 12;
/// Reports that a document is compared with in one bucket.
const COMPARED: usize = 4;

/// For each document the number of its report.
pub(super) fn reports(readings: &[&Reading]) -> Vec<u32> {
    let shingles: Vec<Vec<u64>> = readings.par_iter().map(|r| shingles(r)).collect();
    let signatures: Vec<Vec<u64>> = shingles.par_iter().map(|s| signature(s)).collect();
    let mut union = UnionFind::<u32>::new(readings.len());
    for band in 0..BANDS {
        let mut buckets: FxHashMap<&[u64], Vec<u32>> = FxHashMap::default();
        for (document, signature) in signatures.iter().enumerate() {
            if let Some(rows) = signature.get(band * ROWS..(band + 1) * ROWS) {
                buckets.entry(rows).or_default().push(document as u32);
            }
        }
        let mut full: Vec<Vec<u32>> = buckets.into_values().filter(|b| b.len() > 1).collect();
        full.sort_unstable();
        for bucket in full {
            compare(&bucket, &shingles, &mut union);
        }
    }
    // Numbered by their first document, so that the numbers don't depend on how the union went.
    let mut number: BTreeMap<u32, u32> = BTreeMap::new();
    (0..readings.len() as u32)
        .map(|d| *number.entry(union.find(d)).or_insert(d))
        .collect()
}

/// Joins the documents of a bucket that repeat each other. Each is compared with one of every report met so far, so a
/// bucket of a thousand copies costs a thousand comparisons.
fn compare(bucket: &[u32], shingles: &[Vec<u64>], union: &mut UnionFind<u32>) {
    let mut met: Vec<u32> = Vec::new();
    for &document in bucket {
        let of = |d: u32| shingles.get(d as usize).map_or(&[][..], Vec::as_slice);
        if met.iter().any(|m| union.equiv(*m, document)) {
            continue;
        }
        match met.iter().find(|m| repeats(of(**m), of(document))) {
            Some(same) => {
                union.union(*same, document);
            }
            None if met.len() < COMPARED => met.push(document),
            None => {}
        }
    }
}

/// Whether the shorter of two sorted sets is to a good part within the longer.
fn repeats(a: &[u64], b: &[u64]) -> bool {
    let (mut i, mut j, mut shared) = (0, 0, 0usize);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                shared += 1;
                i += 1;
                j += 1;
            }
        }
    }
    shared as f64 >= SHARED * a.len().min(b.len()) as f64
}

/// The hashes of all runs of three words, sorted and unique.
fn shingles(reading: &Reading) -> Vec<u64> {
    let mut set = Vec::new();
    for passage in &reading.extraction.passages {
        let folded = fold(&passage.text);
        let words: Vec<u64> = folded.split(' ').map(hash_word).collect();
        set.extend(words.windows(SHINGLE).map(|run| {
            run.iter().fold(
                0x9E37_79B9_7F4A_7C15,
                |h: u64, w| mix(h.rotate_left(21) ^ w),
            )
        }));
    }
    set.sort_unstable();
    set.dedup();
    set
}

/// FNV-1a: the same on every machine, which the standard library's hasher doesn't promise.
fn hash_word(word: &str) -> u64 {
    word.bytes().fold(0xCBF2_9CE4_8422_2325, |h, b| {
        (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01B3)
    })
}

/// The finaliser of SplitMix64.
fn mix(x: u64) -> u64 {
    let x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// The least value of every hash function over the shingles; empty for a document too short.
fn signature(shingles: &[u64]) -> Vec<u64> {
    if shingles.len() < FEWEST {
        return Vec::new();
    }
    (0..(BANDS * ROWS) as u64)
        .map(|function| {
            let seed = mix(function.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
            shingles
                .iter()
                .map(|s| mix(s ^ seed))
                .min()
                .unwrap_or_default()
        })
        .collect()
}
