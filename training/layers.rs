//! Backward passes of the layers that `chancery::language::model::nn` runs forward.

use chancery::language::model::nn::{LstmTrace, Packing, multiply, rows, rows_mut};
use ndarray::{Array1, Array2, ArrayView2, Axis};

/// Gradients of a recurrent layer.
pub(crate) struct LstmGradient {
    pub gates: Array2<f32>,
    pub wh: Array2<f32>,
    pub bias: Array1<f32>,
}

/// The gradient of one direction of a recurrent layer, given that of its outputs (rows in the order of its steps).
pub(crate) fn lstm(
    trace: LstmTrace,
    outputs: &ArrayView2<'_, f32>,
    wh: &ArrayView2<'_, f32>,
    packing: &Packing,
    mask: Option<&Array2<f32>>,
) -> LstmGradient {
    let (count, width) = trace.hidden.dim();
    let LstmTrace {
        mut gates,
        cells,
        squashed,
        hidden,
    } = trace;
    let sentences = packing.lengths().len();
    let mut back_hidden: Array2<f32> = Array2::zeros((sentences, width));
    let mut back_cells: Array2<f32> = Array2::zeros((sentences, width));
    let steps: Vec<(usize, usize)> = packing.steps().collect();
    let mut previous: Array2<f32> = Array2::zeros((count, width));
    for (at, &(start, n)) in steps.iter().enumerate().rev() {
        let before = at.checked_sub(1).map(|b| steps[b].0);
        for i in 0..n {
            let row = start + i;
            let gate = gates
                .row_mut(row)
                .into_slice()
                .expect("rows are contiguous");
            let (ig, rest) = gate.split_at_mut(width);
            let (fg, rest) = rest.split_at_mut(width);
            let (og, gg) = rest.split_at_mut(width);
            let out = outputs.row(row);
            let out = out.as_slice().expect("rows are contiguous");
            let bh = back_hidden.row(i);
            let bh = bh.as_slice().expect("rows are contiguous");
            let mut bc = back_cells.row_mut(i);
            let bc = bc.as_slice_mut().expect("rows are contiguous");
            let sq = squashed.row(row);
            let sq = sq.as_slice().expect("rows are contiguous");
            let zero;
            let past = if let Some(before) = before {
                cells.row(before + i)
            } else {
                zero = Array1::<f32>::zeros(width);
                zero.view()
            };
            let past = past.as_slice().expect("rows are contiguous");
            for k in 0..width {
                let dh = out[k] + bh[k];
                let (i, f, o, g) = (ig[k], fg[k], og[k], gg[k]);
                let dc = dh * o * (1.0 - sq[k] * sq[k]) + bc[k];
                ig[k] = dc * g * i * (1.0 - i);
                fg[k] = dc * past[k] * f * (1.0 - f);
                og[k] = dh * sq[k] * o * (1.0 - o);
                gg[k] = dc * i * (1.0 - g * g);
                bc[k] = dc * f;
            }
        }
        if let Some(before) = before {
            let now = rows(&gates, start..start + n);
            multiply(&now, &wh.t(), 0.0, &mut rows_mut(&mut back_hidden, 0..n));
            let mut p = rows_mut(&mut previous, start..start + n);
            p.assign(&rows(&hidden, before..before + n));
            if let Some(mask) = mask {
                let mask = rows(mask, 0..n);
                p *= &mask;
                rows_mut(&mut back_hidden, 0..n).zip_mut_with(&mask, |x, m| *x *= m);
            }
        }
    }
    let mut dwh = Array2::zeros(wh.dim());
    multiply(&previous.t(), &gates.view(), 0.0, &mut dwh.view_mut());
    let bias = gates.sum_axis(Axis(0));
    LstmGradient {
        gates,
        wh: dwh,
        bias,
    }
}

/// Cross entropy of a row of scores; turns the scores into its gradient times `weight`.
pub(crate) fn cross_entropy(scores: &mut [f32], gold: usize, weight: f32) -> f32 {
    let most = scores.iter().copied().fold(f32::MIN, f32::max);
    let mut sum = 0.0;
    let target = scores[gold] - most;
    for x in scores.iter_mut() {
        *x = (*x - most).exp();
        sum += *x;
    }
    for x in scores.iter_mut() {
        *x *= weight / sum;
    }
    scores[gold] -= weight;
    weight * (sum.ln() - target)
}
