//! The network's layers, forward only: what training and reading share.

use ndarray::{
    Array1, Array2, ArrayView1, ArrayView2, ArrayViewMut2, Axis, Slice, linalg::general_mat_mul,
};
use std::ops::Range;

/// The order in which a recurrent layer visits the tokens of a batch of sentences, longest sentence first.
///
/// Tokens are packed by step: first the first token of every sentence, then the second of those that have one, and so on.
/// So each recurrent step is one matrix product over the sentences that are still running.
#[derive(Clone, Debug, Default)]
pub struct Packing {
    /// First packed row of each step.
    start: Vec<usize>,
    /// How many sentences are still running at each step.
    active: Vec<usize>,
    /// Packed row of the token that the backward direction reads, for each packed row.
    reversed: Vec<usize>,
    /// Packed row of each token, sentence by sentence.
    order: Vec<usize>,
    lengths: Vec<usize>,
}

impl Packing {
    /// The packing of sentences of those lengths, which must not increase.
    pub fn new(lengths: &[usize]) -> Self {
        debug_assert!(lengths.is_sorted_by(|a, b| a >= b));
        let steps = lengths.first().copied().unwrap_or(0);
        let active: Vec<usize> = (0..steps)
            .map(|t| lengths.partition_point(|&n| n > t))
            .collect();
        let mut start = Vec::with_capacity(steps);
        let mut at = 0;
        for &n in &active {
            start.push(at);
            at += n;
        }
        let mut reversed = Vec::with_capacity(at);
        for (step, &n) in active.iter().enumerate() {
            reversed.extend(
                lengths
                    .iter()
                    .take(n)
                    .enumerate()
                    .map(|(i, &length)| start[length - 1 - step] + i),
            );
        }
        let order = lengths
            .iter()
            .enumerate()
            .flat_map(|(i, &n)| start.iter().take(n).map(move |s| s + i))
            .collect();
        Self {
            start,
            active,
            reversed,
            order,
            lengths: lengths.to_vec(),
        }
    }

    /// How many tokens there are.
    pub fn rows(&self) -> usize {
        self.order.len()
    }

    /// Lengths of the sentences.
    pub fn lengths(&self) -> &[usize] {
        &self.lengths
    }

    /// Packed row of each token, sentence by sentence.
    pub fn order(&self) -> &[usize] {
        &self.order
    }

    /// Packed row of the token that the backward direction reads, for each packed row.
    pub fn reversed(&self) -> &[usize] {
        &self.reversed
    }

    /// The steps, each as its first row and its number of rows.
    pub fn steps(&self) -> impl DoubleEndedIterator<Item = (usize, usize)> + '_ {
        self.start.iter().copied().zip(self.active.iter().copied())
    }
}

/// Some rows of a matrix.
pub fn rows(m: &Array2<f32>, range: Range<usize>) -> ArrayView2<'_, f32> {
    m.slice_axis(Axis(0), Slice::from(range))
}

/// Some rows of a matrix, to be changed.
pub fn rows_mut(m: &mut Array2<f32>, range: Range<usize>) -> ArrayViewMut2<'_, f32> {
    m.slice_axis_mut(Axis(0), Slice::from(range))
}

/// Some columns of a matrix.
pub fn columns(m: &Array2<f32>, range: Range<usize>) -> ArrayView2<'_, f32> {
    m.slice_axis(Axis(1), Slice::from(range))
}

/// Some columns of a matrix, to be changed.
pub fn columns_mut(m: &mut Array2<f32>, range: Range<usize>) -> ArrayViewMut2<'_, f32> {
    m.slice_axis_mut(Axis(1), Slice::from(range))
}

/// `c = a · b + beta · c`.
pub fn multiply(
    a: &ArrayView2<'_, f32>,
    b: &ArrayView2<'_, f32>,
    beta: f32,
    c: &mut ArrayViewMut2<'_, f32>,
) {
    general_mat_mul(1.0, a, b, beta, c);
}

/// `x · w + b`, the bias added to every row.
pub fn linear(
    x: &ArrayView2<'_, f32>,
    w: &ArrayView2<'_, f32>,
    b: &ArrayView1<'_, f32>,
) -> Array2<f32> {
    let mut out = Array2::zeros((x.nrows(), w.ncols()));
    out += b;
    multiply(x, w, 1.0, &mut out.view_mut());
    out
}

/// Hyperbolic tangent by a rational approximation, exact to about 4e-7; far faster than the library's, because loops over
/// it become vector instructions.
#[inline]
pub fn tanh(x: f32) -> f32 {
    let x = x.clamp(-7.9, 7.9);
    let x2 = x * x;
    let p = x
        * (4.893_525e-3
            + x2 * (6.372_619e-4
                + x2 * (1.485_722_4e-5
                    + x2 * (5.122_297_1e-8
                        + x2 * (-8.604_672e-11 + x2 * (2.000_188e-13 + x2 * -2.760_768_5e-16))))));
    let q = 4.893_525e-3 + x2 * (2.268_434_6e-3 + x2 * (1.185_347_1e-4 + x2 * 1.198_258_4e-6));
    p / q
}

/// The logistic function.
#[inline]
pub fn sigmoid(x: f32) -> f32 {
    0.5 * tanh(0.5 * x) + 0.5
}

/// Rectifier with a small slope below zero.
#[inline]
pub fn leaky(x: f32) -> f32 {
    x.max(0.1 * x)
}

/// What a recurrent layer computed, rows in the order of its steps.
#[derive(Clone, Debug)]
pub struct LstmTrace {
    /// Activated gates: input, forget, output, candidate.
    pub gates: Array2<f32>,
    /// Memory cells.
    pub cells: Array2<f32>,
    /// Tangents of the cells.
    pub squashed: Array2<f32>,
    /// Outputs.
    pub hidden: Array2<f32>,
}

/// Runs a long short-term memory over `gates`, the inputs' share of the gates in the order of its steps.
///
/// `mask` multiplies what a sentence hands from step to step, sentence by sentence (dropout in training).
pub fn lstm(
    mut gates: Array2<f32>,
    wh: &ArrayView2<'_, f32>,
    packing: &Packing,
    mask: Option<&Array2<f32>>,
) -> LstmTrace {
    let (count, width) = (gates.nrows(), wh.nrows());
    let mut cells = Array2::zeros((count, width));
    let mut squashed = Array2::zeros((count, width));
    let mut hidden: Array2<f32> = Array2::zeros((count, width));
    let mut before: Option<usize> = None;
    for (start, n) in packing.steps() {
        if let Some(before) = before {
            let previous = rows(&hidden, before..before + n);
            let mut now = rows_mut(&mut gates, start..start + n);
            if let Some(mask) = mask {
                let masked = &previous * &rows(mask, 0..n);
                multiply(&masked.view(), wh, 1.0, &mut now);
            } else {
                multiply(&previous, wh, 1.0, &mut now);
            }
        }
        if let (Some(gates), Some(cells), Some(squashed), Some(hidden)) = (
            gates.as_slice_mut(),
            cells.as_slice_mut(),
            squashed.as_slice_mut(),
            hidden.as_slice_mut(),
        ) {
            for i in 0..n {
                let row = start + i;
                let (past, present) = cells.split_at_mut(row * width);
                let past = before.map(|b| &past[(b + i) * width..(b + i + 1) * width]);
                step(
                    &mut gates[row * 4 * width..(row + 1) * 4 * width],
                    past,
                    &mut present[..width],
                    &mut squashed[row * width..(row + 1) * width],
                    &mut hidden[row * width..(row + 1) * width],
                );
            }
        }
        before = Some(start);
    }
    LstmTrace {
        gates,
        cells,
        squashed,
        hidden,
    }
}

/// One step of one sentence.
fn step(
    gates: &mut [f32],
    past: Option<&[f32]>,
    cells: &mut [f32],
    squashed: &mut [f32],
    hidden: &mut [f32],
) {
    let width = cells.len();
    let (smooth, candidate) = gates.split_at_mut(3 * width);
    for x in &mut *smooth {
        *x = sigmoid(*x);
    }
    for x in &mut *candidate {
        *x = tanh(*x);
    }
    let (input, rest) = smooth.split_at(width);
    let (forget, output) = rest.split_at(width);
    for ((c, i), g) in cells.iter_mut().zip(input).zip(&*candidate) {
        *c = i * g;
    }
    if let Some(past) = past {
        for ((c, f), p) in cells.iter_mut().zip(forget).zip(past) {
            *c += f * p;
        }
    }
    for (((t, h), c), o) in squashed.iter_mut().zip(hidden).zip(&*cells).zip(output) {
        *t = tanh(*c);
        *h = o * *t;
    }
}

/// The rows of `x` in another order.
pub fn gather(x: &ArrayView2<'_, f32>, rows: &[usize]) -> Array2<f32> {
    x.select(ndarray::Axis(0), rows)
}

/// A rounded weight matrix of the model file, or one in training, seen alike.
#[derive(Clone, Debug)]
pub struct LstmWeights {
    /// Inputs to gates.
    pub wx: Array2<f32>,
    /// Previous outputs to gates.
    pub wh: Array2<f32>,
    /// Bias of the gates.
    pub bias: Array1<f32>,
}

/// Both directions side by side over packed rows: the outputs are packed, too.
pub fn bilstm(
    x: &Array2<f32>,
    forward: &LstmWeights,
    backward: &LstmWeights,
    packing: &Packing,
) -> Array2<f32> {
    let gates = |w: &LstmWeights| linear(&x.view(), &w.wx.view(), &w.bias.view());
    let reversed = gather(&gates(backward).view(), packing.reversed());
    bilstm_from_gates(gates(forward), reversed, forward, backward, packing)
}

/// The same from the inputs' shares of the gates, those of each direction in the order of its steps.
pub fn bilstm_from_gates(
    forward_gates: Array2<f32>,
    backward_gates: Array2<f32>,
    forward: &LstmWeights,
    backward: &LstmWeights,
    packing: &Packing,
) -> Array2<f32> {
    let width = forward.wh.nrows();
    let mut out = Array2::zeros((packing.rows(), 2 * width));
    let trace = lstm(forward_gates, &forward.wh.view(), packing, None);
    columns_mut(&mut out, 0..width).assign(&trace.hidden);
    let trace = lstm(backward_gates, &backward.wh.view(), packing, None);
    let mut right = columns_mut(&mut out, width..2 * width);
    for (row, &to) in trace.hidden.outer_iter().zip(packing.reversed()) {
        right.row_mut(to).assign(&row);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tanh_is_close_to_the_exact_one() {
        for i in -1200..=1200 {
            let x = i as f32 / 100.0;
            assert!(
                (tanh(x) - x.tanh()).abs() < 2e-6,
                "{x}: {} {}",
                tanh(x),
                x.tanh()
            );
        }
    }

    #[test]
    fn packing_visits_every_token_once_in_both_directions() {
        let packing = Packing::new(&[4, 2, 2, 1]);
        assert_eq!(packing.rows(), 9);
        let mut seen = packing.reversed().to_vec();
        seen.sort_unstable();
        assert_eq!(seen, (0..9).collect::<Vec<_>>());
        // Rows by step: four first tokens, three second ones, then the longest sentence alone.
        assert_eq!(packing.order(), [0, 4, 7, 8, 1, 5, 2, 6, 3]);
        // The backward direction begins with each sentence's last token.
        assert_eq!(&packing.reversed()[..4], [8, 5, 6, 3]);
    }
}
