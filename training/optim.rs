//! Gradients and the optimiser: Adam (Kingma and Ba 2015), rows of embedding tables updated only when a batch saw them.

use ndarray::Array2;
use rustc_hash::FxHashMap;

/// The gradient of an embedding table: the rows that were seen, in the order in which they were.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sparse {
    places: FxHashMap<u32, usize>,
    keys: Vec<u32>,
    values: Vec<f32>,
}

impl Sparse {
    /// Adds `factor` times `values` to a row.
    pub(crate) fn add(&mut self, row: u32, factor: f32, values: &[f32]) {
        let width = values.len();
        let place = *self.places.entry(row).or_insert_with(|| {
            self.keys.push(row);
            self.values.resize(self.keys.len() * width, 0.0);
            self.keys.len() - 1
        });
        for (to, from) in self.values[place * width..(place + 1) * width]
            .iter_mut()
            .zip(values)
        {
            *to += factor * from;
        }
    }

    fn rows(&self, width: usize) -> impl Iterator<Item = (u32, &[f32])> {
        self.keys
            .iter()
            .copied()
            .zip(self.values.chunks_exact(width))
    }
}

/// The gradient of all parameters.
#[derive(Clone, Debug)]
pub(crate) struct Gradient {
    pub dense: Vec<Array2<f32>>,
    pub tables: Vec<Sparse>,
}

impl Gradient {
    /// No gradient of parameters of those shapes.
    pub(crate) fn zeros(dense: &[Array2<f32>], tables: usize) -> Self {
        Self {
            dense: dense.iter().map(|p| Array2::zeros(p.dim())).collect(),
            tables: vec![Sparse::default(); tables],
        }
    }

    /// Adds another part of the batch.
    pub(crate) fn merge(&mut self, other: &Self) {
        for (to, from) in self.dense.iter_mut().zip(&other.dense) {
            *to += from;
        }
        for (to, from) in self.tables.iter_mut().zip(&other.tables) {
            if let Some(width) = from.values.len().checked_div(from.keys.len()) {
                for (row, values) in from.rows(width) {
                    to.add(row, 1.0, values);
                }
            }
        }
    }

    fn norm(&self) -> f32 {
        let dense: f64 = self
            .dense
            .iter()
            .map(|g| g.iter().map(|x| f64::from(x * x)).sum::<f64>())
            .sum();
        let sparse: f64 = self
            .tables
            .iter()
            .map(|t| t.values.iter().map(|x| f64::from(x * x)).sum::<f64>())
            .sum();
        (dense + sparse).sqrt() as f32
    }
}

/// The optimiser's state.
pub(crate) struct Adam {
    step: i32,
    dense: Vec<[Array2<f32>; 2]>,
    tables: Vec<[Array2<f32>; 2]>,
}

const BETA1: f32 = 0.9;
const BETA2: f32 = 0.98;
const EPSILON: f32 = 1e-8;
/// A gradient longer than this is shortened to it.
const LONGEST: f32 = 2.0;

impl Adam {
    pub(crate) fn new(dense: &[Array2<f32>], tables: &[Array2<f32>]) -> Self {
        let state = |p: &Array2<f32>| [Array2::zeros(p.dim()), Array2::zeros(p.dim())];
        Self {
            step: 0,
            dense: dense.iter().map(state).collect(),
            tables: tables.iter().map(state).collect(),
        }
    }

    /// One step; `decay` shrinks dense weights in proportion to the rate.
    pub(crate) fn update(
        &mut self,
        dense: &mut [Array2<f32>],
        tables: &mut [Array2<f32>],
        gradient: &Gradient,
        rate: f32,
        decay: f32,
    ) {
        self.step += 1;
        let clip = (LONGEST / gradient.norm().max(1e-6)).min(1.0);
        let corrected = rate * (1.0 - BETA2.powi(self.step)).sqrt() / (1.0 - BETA1.powi(self.step));
        for ((p, g), [m, v]) in dense.iter_mut().zip(&gradient.dense).zip(&mut self.dense) {
            let shrink = if p.nrows() > 1 {
                1.0 - rate * decay
            } else {
                1.0
            };
            let slices = (
                p.as_slice_mut(),
                g.as_slice(),
                m.as_slice_mut(),
                v.as_slice_mut(),
            );
            if let (Some(p), Some(g), Some(m), Some(v)) = slices {
                p.iter_mut().for_each(|x| *x *= shrink);
                adam(p, g, m, v, clip, corrected);
            }
        }
        for ((p, g), [m, v]) in tables
            .iter_mut()
            .zip(&gradient.tables)
            .zip(&mut self.tables)
        {
            let width = p.ncols();
            let slices = (p.as_slice_mut(), m.as_slice_mut(), v.as_slice_mut());
            if let (Some(p), Some(m), Some(v)) = slices {
                for (row, g) in g.rows(width) {
                    let span = row as usize * width..(row as usize + 1) * width;
                    adam(
                        &mut p[span.clone()],
                        g,
                        &mut m[span.clone()],
                        &mut v[span],
                        clip,
                        corrected,
                    );
                }
            }
        }
    }
}

fn adam(p: &mut [f32], g: &[f32], m: &mut [f32], v: &mut [f32], clip: f32, rate: f32) {
    for (((p, g), m), v) in p.iter_mut().zip(g).zip(m).zip(v) {
        let g = g * clip;
        *m = BETA1 * *m + (1.0 - BETA1) * g;
        *v = BETA2 * *v + (1.0 - BETA2) * g * g;
        *p -= rate * *m / (v.sqrt() + EPSILON);
    }
}
