//! The network in training: parameters, loss and gradient of a batch, and the model file that comes of it.

use crate::{
    layers::{self, cross_entropy},
    lexicon::{Inventory, Types},
    optim::Gradient,
    random::Random,
    vectors::Vectors,
};
use chancery::language::model::{
    NAME_TAGS, Parts, damped,
    format::{Table, Weights},
    nn::{
        self, LstmTrace, LstmWeights, Packing, columns, columns_mut, gather, linear, multiply, rows,
    },
};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};

/// Sizes of the layers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sizes {
    /// Widths of the tables of words, affixes, n-grams, shapes and word pieces.
    pub tables: [usize; 5],
    pub layers: usize,
    pub hidden: usize,
    pub arc: usize,
    pub label: usize,
    pub tag: usize,
    pub name: usize,
}

impl Sizes {
    fn input(&self) -> usize {
        self.tables.iter().sum()
    }

    fn heads(&self) -> [usize; 6] {
        [
            self.arc, self.arc, self.label, self.label, self.tag, self.name,
        ]
    }
}

/// Probabilities of dropout, and weights of the parts of the loss.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Regime {
    pub input: f32,
    pub between: f32,
    pub recurrent: f32,
    pub heads: f32,
    pub arcs: f32,
    pub labels: f32,
    pub tags: f32,
    pub xpos: f32,
    pub names: f32,
}

impl Regime {
    /// No dropout.
    #[cfg(test)]
    pub(crate) fn certain(self) -> Self {
        Self {
            input: 0.0,
            between: 0.0,
            recurrent: 0.0,
            heads: 0.0,
            ..self
        }
    }
}

/// A sentence ready for training: rows of the tables and gold answers.
#[derive(Clone, Debug)]
pub(crate) struct Example {
    /// Type of each word, an index into [`Types`].
    pub types: Vec<u32>,
    /// Whether the word embedding is withheld.
    pub hidden: Vec<bool>,
    /// Gold heads: 0 is the root.
    pub heads: Vec<usize>,
    pub labels: Vec<usize>,
    /// Nothing where the bundle is too rare to be learned.
    pub bundles: Vec<Option<usize>>,
    pub xpos: Vec<Option<usize>>,
    /// Nothing where it isn't known.
    pub names: Vec<Option<usize>>,
}

/// The parameters.
#[derive(Clone, Debug)]
pub(crate) struct Net {
    pub sizes: Sizes,
    /// Dense weights, in the order of the constants below; biases are single rows.
    pub dense: Vec<Array2<f32>>,
    /// Trained tables: words, affixes, n-grams, shapes.
    pub tables: Vec<Array2<f32>>,
}

/// Projection of the word-piece vectors.
const PROJECTION: usize = 0;
const LSTM: usize = 1;
const HEADS: usize = 0;
const HEADS_BIAS: usize = 1;
const ARC: usize = 2;
const ARC_BIAS: usize = 3;
const ARC_ROOT: usize = 4;
const LABEL: usize = 5;
const LABEL_DEPENDENT: usize = 6;
const LABEL_HEAD: usize = 7;
const LABEL_BIAS: usize = 8;
const LABEL_ROOT: usize = 9;
const TAG: usize = 10;
const TAG_BIAS: usize = 11;
const NAME: usize = 12;
const NAME_BIAS: usize = 13;

/// One direction of a recurrent layer, run.
struct Direction {
    trace: LstmTrace,
    mask: Option<Array2<f32>>,
}

impl Net {
    /// Random parameters.
    pub(crate) fn new(sizes: Sizes, inventory: &Inventory, vector_width: usize, seed: u64) -> Self {
        let mut random = Random::new(seed, 1);
        let mut matrix = |rows: usize, columns: usize, bound: f32| {
            Array2::from_shape_simple_fn((rows, columns), || random.around(bound))
        };
        let glorot = |rows: usize, columns: usize| (6.0 / (rows + columns) as f32).sqrt();
        let mut dense = vec![matrix(
            vector_width,
            sizes.tables[4],
            glorot(vector_width, sizes.tables[4]),
        )];
        let mut width = sizes.input();
        let h = sizes.hidden;
        for _ in 0..2 * sizes.layers {
            let last = dense.len() > 1 && (dense.len() - 1) % 6 == 0;
            if last {
                width = 2 * h;
            }
            dense.push(matrix(width, 4 * h, glorot(width, h)));
            dense.push(matrix(h, 4 * h, glorot(h, h) * 0.7));
            let mut bias = Array2::zeros((1, 4 * h));
            columns_mut(&mut bias, h..2 * h).fill(1.0);
            dense.push(bias);
        }
        let heads: usize = sizes.heads().iter().sum();
        let labels = inventory.relations.len();
        let tags = inventory.bundles.len() + inventory.xpos.len();
        dense.push(matrix(2 * h, heads, glorot(2 * h, 2 * sizes.arc)));
        dense.push(Array2::zeros((1, heads)));
        dense.push(matrix(
            sizes.arc,
            sizes.arc,
            glorot(sizes.arc, sizes.arc) * 0.5,
        ));
        dense.push(Array2::zeros((1, sizes.arc)));
        dense.push(matrix(1, sizes.arc, 0.3));
        dense.push(matrix(
            sizes.label,
            sizes.label * labels,
            glorot(sizes.label, sizes.label) * 0.5,
        ));
        dense.push(matrix(sizes.label, labels, glorot(sizes.label, labels)));
        dense.push(matrix(sizes.label, labels, glorot(sizes.label, labels)));
        dense.push(Array2::zeros((1, labels)));
        dense.push(matrix(1, sizes.label, 0.3));
        dense.push(matrix(sizes.tag, tags, glorot(sizes.tag, tags)));
        dense.push(Array2::zeros((1, tags)));
        dense.push(matrix(sizes.name, NAME_TAGS, glorot(sizes.name, NAME_TAGS)));
        dense.push(Array2::zeros((1, NAME_TAGS)));
        let counts = [
            inventory.lexicon.words.len() + 1,
            inventory.lexicon.affixes.len(),
            inventory.lexicon.grams.len(),
            inventory.lexicon.shapes.len(),
        ];
        let tables = counts
            .iter()
            .zip(sizes.tables)
            .map(|(&n, width)| matrix(n.max(1), width, 0.2))
            .collect();
        Self {
            sizes,
            dense,
            tables,
        }
    }

    fn at(&self, parameter: usize) -> usize {
        LSTM + 6 * self.sizes.layers + parameter
    }

    fn head(&self, parameter: usize) -> &Array2<f32> {
        &self.dense[self.at(parameter)]
    }

    fn bias(&self, parameter: usize) -> ArrayView1<'_, f32> {
        self.head(parameter).row(0)
    }

    /// The loss of some sentences, longest first, summed over words and times `scale`; adds its gradient.
    pub(crate) fn learn(
        &self,
        examples: &[Example],
        types: &Types,
        regime: &Regime,
        scale: f32,
        random: &mut Random,
        gradient: &mut Gradient,
    ) -> f32 {
        let lengths: Vec<usize> = examples.iter().map(|e| e.types.len()).collect();
        let packing = Packing::new(&lengths);
        let count = packing.rows();
        let tokens: Vec<(u32, bool)> = examples
            .iter()
            .flat_map(|e| e.types.iter().copied().zip(e.hidden.iter().copied()))
            .collect();

        // Words to vectors, in packed order.
        let mut packed = vec![(0, false); count];
        for (&token, &row) in tokens.iter().zip(packing.order()) {
            packed[row] = token;
        }
        let piece_rows: Vec<usize> = packed.iter().map(|(t, _)| *t as usize).collect();
        let pieces = types.pieces(&piece_rows);
        let mut input = self.embed(&packed, types, &pieces);
        let input_mask = dropout(&mut input, regime.input, random);

        // The encoder.
        let h = self.sizes.hidden;
        let mut inputs = vec![input];
        let mut directions: Vec<[Direction; 2]> = Vec::new();
        let mut between: Vec<Option<Array2<f32>>> = Vec::new();
        for layer in 0..self.sizes.layers {
            let x = &inputs[layer];
            let run = |direction: usize, random: &mut Random| {
                let p = LSTM + 6 * layer + 3 * direction;
                let gates = linear(&x.view(), &self.dense[p].view(), &self.dense[p + 2].row(0));
                let gates = if direction == 1 {
                    gather(&gates.view(), packing.reversed())
                } else {
                    gates
                };
                let mask = (regime.recurrent > 0.0)
                    .then(|| mask((lengths.len(), h), regime.recurrent, random));
                let trace = nn::lstm(gates, &self.dense[p + 1].view(), &packing, mask.as_ref());
                Direction { trace, mask }
            };
            let pair = [run(0, random), run(1, random)];
            let mut out = Array2::zeros((count, 2 * h));
            columns_mut(&mut out, 0..h).assign(&pair[0].trace.hidden);
            let mut right = columns_mut(&mut out, h..2 * h);
            for (row, &to) in pair[1].trace.hidden.outer_iter().zip(packing.reversed()) {
                right.row_mut(to).assign(&row);
            }
            between.push(dropout(&mut out, regime.between, random));
            directions.push(pair);
            inputs.push(out);
        }

        // The heads, sentence by sentence.
        let encoded = gather(&inputs[self.sizes.layers].view(), packing.order());
        let mut hidden = linear(
            &encoded.view(),
            &self.head(HEADS).view(),
            &self.bias(HEADS_BIAS),
        );
        let slope = hidden.mapv(|x| if x > 0.0 { 1.0 } else { 0.1 });
        hidden.mapv_inplace(nn::leaky);
        let heads_mask = dropout(&mut hidden, regime.heads, random);
        let mut hidden_gradient = Array2::zeros(hidden.dim());
        let mut loss = 0.0;
        let mut from = 0;
        let spans = self.sizes.heads().map(|width| {
            from += width;
            from - width..from
        });
        let [
            arc_dependents,
            arc_heads,
            label_dependents,
            label_heads,
            tag,
            name,
        ] = spans.clone();
        loss += self.arcs(
            examples,
            &hidden,
            &mut hidden_gradient,
            [arc_dependents, arc_heads],
            regime.arcs * scale,
            gradient,
        );
        loss += self.labels(
            examples,
            &hidden,
            &mut hidden_gradient,
            [label_dependents, label_heads],
            regime.labels * scale,
            gradient,
        );
        let bundles = self.bias(TAG_BIAS).len() - types.xpos;
        loss += self.classify(
            &hidden,
            &mut hidden_gradient,
            tag,
            [TAG, TAG_BIAS],
            gradient,
            |scores, at| {
                let (bundle, xpos) = scores.split_at_mut(bundles);
                let (e, i) = at_word(examples, at);
                let mut loss = 0.0;
                match e.bundles[i] {
                    Some(gold) => loss += cross_entropy(bundle, gold, regime.tags * scale),
                    None => bundle.fill(0.0),
                }
                match e.xpos[i] {
                    Some(gold) => loss += cross_entropy(xpos, gold, regime.xpos * scale),
                    None => xpos.fill(0.0),
                }
                loss
            },
        );
        loss += self.classify(
            &hidden,
            &mut hidden_gradient,
            name,
            [NAME, NAME_BIAS],
            gradient,
            |scores, at| {
                let (e, i) = at_word(examples, at);
                if let Some(gold) = e.names[i] {
                    cross_entropy(scores, gold, regime.names * scale)
                } else {
                    scores.fill(0.0);
                    0.0
                }
            },
        );
        if let Some(mask) = &heads_mask {
            hidden_gradient *= mask;
        }
        hidden_gradient *= &slope;
        accumulate(
            gradient,
            self.at(HEADS),
            &encoded.t(),
            &hidden_gradient.view(),
        );
        add_row(
            gradient,
            self.at(HEADS_BIAS),
            &hidden_gradient.sum_axis(Axis(0)),
        );
        let mut back = Array2::zeros((count, 2 * h));
        let encoded_gradient = hidden_gradient.dot(&self.head(HEADS).t());
        for (row, &to) in encoded_gradient.outer_iter().zip(packing.order()) {
            back.row_mut(to).assign(&row);
        }

        // Back through the encoder.
        for layer in (0..self.sizes.layers).rev() {
            if let Some(mask) = &between[layer] {
                back *= mask;
            }
            let x = &inputs[layer];
            let mut next = Array2::zeros(x.dim());
            let pair = directions.pop().expect("as many as layers");
            for (direction, run) in pair.into_iter().enumerate() {
                let p = LSTM + 6 * layer + 3 * direction;
                let outputs = columns(&back, direction * h..(direction + 1) * h);
                let outputs = if direction == 1 {
                    gather(&outputs, packing.reversed())
                } else {
                    outputs.to_owned()
                };
                let g = layers::lstm(
                    run.trace,
                    &outputs.view(),
                    &self.dense[p + 1].view(),
                    &packing,
                    run.mask.as_ref(),
                );
                gradient.dense[p + 1] += &g.wh;
                add_row(gradient, p + 2, &g.bias);
                let gates = if direction == 1 {
                    let mut straight = Array2::zeros(g.gates.dim());
                    for (row, &to) in g.gates.outer_iter().zip(packing.reversed()) {
                        straight.row_mut(to).assign(&row);
                    }
                    straight
                } else {
                    g.gates
                };
                accumulate(gradient, p, &x.t(), &gates.view());
                multiply(&gates.view(), &self.dense[p].t(), 1.0, &mut next.view_mut());
            }
            back = next;
        }
        if let Some(mask) = &input_mask {
            back *= mask;
        }
        self.embed_back(&packed, types, &pieces, &back, gradient);
        loss
    }

    fn embed(&self, packed: &[(u32, bool)], types: &Types, pieces: &Array2<f32>) -> Array2<f32> {
        let mut input = Array2::zeros((packed.len(), self.sizes.input()));
        let last = self.sizes.input() - self.sizes.tables[4];
        for (&(word, hidden), mut row) in packed.iter().zip(input.outer_iter_mut()) {
            let mut out = row.as_slice_mut().expect("rows are contiguous");
            for ((list, factor), table) in types.groups(word, hidden).into_iter().zip(&self.tables)
            {
                let (own, rest) = out.split_at_mut(table.ncols());
                for &r in list {
                    for (x, e) in own.iter_mut().zip(table.row(r as usize)) {
                        *x += factor * e;
                    }
                }
                out = rest;
            }
        }
        multiply(
            &pieces.view(),
            &self.dense[PROJECTION].view(),
            0.0,
            &mut columns_mut(&mut input, last..last + self.sizes.tables[4]),
        );
        input
    }

    fn embed_back(
        &self,
        packed: &[(u32, bool)],
        types: &Types,
        pieces: &Array2<f32>,
        back: &Array2<f32>,
        gradient: &mut Gradient,
    ) {
        let last = self.sizes.input() - self.sizes.tables[4];
        let own = columns(back, last..last + self.sizes.tables[4]);
        accumulate(gradient, PROJECTION, &pieces.t(), &own);
        for (&(word, hidden), row) in packed.iter().zip(back.outer_iter()) {
            let mut values = row.to_slice().expect("rows are contiguous");
            for (t, (list, factor)) in types.groups(word, hidden).into_iter().enumerate() {
                let (own, rest) = values.split_at(self.sizes.tables[t]);
                for &r in list {
                    gradient.tables[t].add(r, factor, own);
                }
                values = rest;
            }
        }
    }

    fn arcs(
        &self,
        examples: &[Example],
        hidden: &Array2<f32>,
        back: &mut Array2<f32>,
        [dependents, heads]: [std::ops::Range<usize>; 2],
        scale: f32,
        gradient: &mut Gradient,
    ) -> f32 {
        let own = columns(hidden, dependents.clone());
        let queries = linear(&own, &self.head(ARC).view(), &self.bias(ARC_BIAS));
        let mut queries_back = Array2::zeros(queries.dim());
        let root = self.bias(ARC_ROOT);
        let mut loss = 0.0;
        let mut at = 0;
        for e in examples {
            let n = e.types.len();
            let query = rows(&queries, at..at + n);
            let heads_view = columns(hidden, heads.clone());
            let head = heads_view.slice_axis(Axis(0), (at..at + n).into());
            let mut scores = Array2::zeros((n, n + 1));
            scores.column_mut(0).assign(&query.dot(&root));
            multiply(
                &query,
                &head.t(),
                0.0,
                &mut columns_mut(&mut scores, 1..n + 1),
            );
            for (d, mut row) in scores.outer_iter_mut().enumerate() {
                let row = row.as_slice_mut().expect("rows are contiguous");
                row[d + 1] = -1e9;
                loss += cross_entropy(row, e.heads[d], scale);
            }
            let mut q = nn::rows_mut(&mut queries_back, at..at + n);
            let rooted = scores.column(0);
            let others = columns(&scores, 1..n + 1);
            multiply(&others, &head, 0.0, &mut q);
            for (mut row, &r) in q.outer_iter_mut().zip(&rooted) {
                row.scaled_add(r, &root);
            }
            let index = self.at(ARC_ROOT);
            gradient.dense[index]
                .row_mut(0)
                .scaled_add(1.0, &rooted.dot(&query));
            let mut slot = columns_mut(back, heads.clone());
            let mut slot = slot.slice_axis_mut(Axis(0), (at..at + n).into());
            multiply(&others.t(), &query, 1.0, &mut slot);
            at += n;
        }
        accumulate(gradient, self.at(ARC), &own.t(), &queries_back.view());
        add_row(gradient, self.at(ARC_BIAS), &queries_back.sum_axis(Axis(0)));
        multiply(
            &queries_back.view(),
            &self.head(ARC).t(),
            1.0,
            &mut columns_mut(back, dependents),
        );
        loss
    }

    fn labels(
        &self,
        examples: &[Example],
        hidden: &Array2<f32>,
        back: &mut Array2<f32>,
        [dependents, heads]: [std::ops::Range<usize>; 2],
        scale: f32,
        gradient: &mut Gradient,
    ) -> f32 {
        let width = self.sizes.label;
        let own = columns(hidden, dependents.clone());
        let count = hidden.nrows();
        // The row of each word's gold head; none is the root.
        let mut governors: Vec<Option<usize>> = Vec::with_capacity(count);
        for e in examples {
            let at = governors.len();
            governors.extend(e.heads.iter().map(|&h| h.checked_sub(1).map(|h| at + h)));
        }
        let head_rows = columns(hidden, heads.clone());
        let mut governor = Array2::zeros((count, width));
        for (mut row, g) in governor.outer_iter_mut().zip(&governors) {
            match g {
                Some(g) => row.assign(&head_rows.row(*g)),
                None => row.assign(&self.bias(LABEL_ROOT)),
            }
        }
        let products = own.dot(self.head(LABEL));
        let mut scores = linear(
            &governor.view(),
            &self.head(LABEL_HEAD).view(),
            &self.bias(LABEL_BIAS),
        );
        multiply(
            &own,
            &self.head(LABEL_DEPENDENT).view(),
            1.0,
            &mut scores.view_mut(),
        );
        let mut products_back = Array2::zeros(products.dim());
        let mut governor_back = Array2::<f32>::zeros(governor.dim());
        let mut loss = 0.0;
        let gold = examples.iter().flat_map(|e| e.labels.iter().copied());
        for (row, gold) in gold.enumerate() {
            let product = products.row(row).to_slice().expect("rows are contiguous");
            let g = governor.row(row).to_slice().expect("rows are contiguous");
            let mut line = scores.row_mut(row);
            let line = line.as_slice_mut().expect("rows are contiguous");
            for (x, p) in line.iter_mut().zip(product.chunks_exact(width)) {
                *x += p.iter().zip(g).map(|(p, g)| p * g).sum::<f32>();
            }
            loss += cross_entropy(line, gold, scale);
            let mut pb = products_back.row_mut(row);
            let pb = pb.as_slice_mut().expect("rows are contiguous");
            let mut gb = governor_back.row_mut(row);
            let gb = gb.as_slice_mut().expect("rows are contiguous");
            for ((&d, p), pb) in line
                .iter()
                .zip(product.chunks_exact(width))
                .zip(pb.chunks_exact_mut(width))
            {
                for (((p, pb), g), gb) in p.iter().zip(pb).zip(g).zip(gb.iter_mut()) {
                    *pb = d * g;
                    *gb += d * p;
                }
            }
        }
        multiply(
            &scores.view(),
            &self.head(LABEL_HEAD).t(),
            1.0,
            &mut governor_back.view_mut(),
        );
        accumulate(gradient, self.at(LABEL), &own.t(), &products_back.view());
        accumulate(gradient, self.at(LABEL_DEPENDENT), &own.t(), &scores.view());
        accumulate(gradient, self.at(LABEL_HEAD), &governor.t(), &scores.view());
        add_row(gradient, self.at(LABEL_BIAS), &scores.sum_axis(Axis(0)));
        let mut slot = columns_mut(back, dependents);
        multiply(&products_back.view(), &self.head(LABEL).t(), 1.0, &mut slot);
        multiply(
            &scores.view(),
            &self.head(LABEL_DEPENDENT).t(),
            1.0,
            &mut slot,
        );
        let mut slot = columns_mut(back, heads);
        let index = self.at(LABEL_ROOT);
        for (row, g) in governor_back.outer_iter().zip(&governors) {
            match g {
                Some(g) => slot.row_mut(*g).scaled_add(1.0, &row),
                None => gradient.dense[index].row_mut(0).scaled_add(1.0, &row),
            }
        }
        loss
    }

    fn classify(
        &self,
        hidden: &Array2<f32>,
        back: &mut Array2<f32>,
        span: std::ops::Range<usize>,
        [weights, bias]: [usize; 2],
        gradient: &mut Gradient,
        mut judge: impl FnMut(&mut [f32], usize) -> f32,
    ) -> f32 {
        let own = columns(hidden, span.clone());
        let mut scores = linear(&own, &self.head(weights).view(), &self.bias(bias));
        let mut loss = 0.0;
        for (at, mut row) in scores.outer_iter_mut().enumerate() {
            loss += judge(row.as_slice_mut().expect("rows are contiguous"), at);
        }
        accumulate(gradient, self.at(weights), &own.t(), &scores.view());
        add_row(gradient, self.at(bias), &scores.sum_axis(Axis(0)));
        multiply(
            &scores.view(),
            &self.head(weights).t(),
            1.0,
            &mut columns_mut(back, span),
        );
        loss
    }

    /// The model file's parts.
    pub(crate) fn parts(&self, inventory: &Inventory, vectors: &Vectors) -> Parts {
        let vector = |parameter: usize| Array1::from_iter(self.bias(parameter).iter().copied());
        let layer = |p: usize| LstmWeights {
            wx: self.dense[p].clone(),
            wh: self.dense[p + 1].clone(),
            bias: Array1::from_iter(self.dense[p + 2].iter().copied()),
        };
        let weights = Weights {
            layers: (0..self.sizes.layers)
                .map(|l| [layer(LSTM + 6 * l), layer(LSTM + 6 * l + 3)])
                .collect(),
            heads: self.head(HEADS).clone(),
            heads_bias: vector(HEADS_BIAS),
            arc: self.head(ARC).clone(),
            arc_bias: vector(ARC_BIAS),
            arc_root: vector(ARC_ROOT),
            label: self.head(LABEL).clone(),
            label_dependent: self.head(LABEL_DEPENDENT).clone(),
            label_head: self.head(LABEL_HEAD).clone(),
            label_bias: vector(LABEL_BIAS),
            label_root: vector(LABEL_ROOT),
            tag: self.head(TAG).clone(),
            tag_bias: vector(TAG_BIAS),
            name: self.head(NAME).clone(),
            name_bias: vector(NAME_BIAS),
        };
        let pieces = vectors.values.dot(&self.dense[PROJECTION]);
        let [words, affixes, grams, shapes] = self.tables.as_slice() else {
            unreachable!("four trained tables")
        };
        Parts {
            relations: inventory.relations.clone(),
            bundles: inventory.bundles.clone(),
            xpos: inventory.xpos.clone(),
            lexicon: inventory.lexicon.clone(),
            tables: [
                Table::new(words),
                Table::new(affixes),
                Table::new(grams),
                Table::new(shapes),
                Table::new(&pieces),
            ],
            weights,
        }
    }
}

/// The sentence and the place in it of a word of the batch.
fn at_word(examples: &[Example], mut at: usize) -> (&Example, usize) {
    for e in examples {
        if at < e.types.len() {
            return (e, at);
        }
        at -= e.types.len();
    }
    unreachable!("the word is one of the batch's")
}

/// Adds `a · b` to a parameter's gradient.
fn accumulate(
    gradient: &mut Gradient,
    parameter: usize,
    a: &ArrayView2<'_, f32>,
    b: &ArrayView2<'_, f32>,
) {
    multiply(a, b, 1.0, &mut gradient.dense[parameter].view_mut());
}

fn add_row(gradient: &mut Gradient, parameter: usize, row: &Array1<f32>) {
    gradient.dense[parameter].row_mut(0).scaled_add(1.0, row);
}

fn mask(shape: (usize, usize), probability: f32, random: &mut Random) -> Array2<f32> {
    let kept = 1.0 / (1.0 - probability);
    Array2::from_shape_simple_fn(shape, || {
        if random.chance(probability) {
            0.0
        } else {
            kept
        }
    })
}

/// Drops numbers at random, scaling the others up, and tells which.
fn dropout(x: &mut Array2<f32>, probability: f32, random: &mut Random) -> Option<Array2<f32>> {
    if probability <= 0.0 {
        return None;
    }
    let mask = mask(x.dim(), probability, random);
    *x *= &mask;
    Some(mask)
}

/// Damping of several rows of one table, as the model applies it when it reads.
pub(crate) fn factor(rows: &[u32]) -> f32 {
    damped(rows.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conllu::{Gold, Word};
    use chancery::language::Upos;

    fn corpus() -> Vec<Gold> {
        let word = |form: &str, head: usize, relation: &str| Word {
            form: form.to_owned(),
            upos: Upos::Noun,
            xpos: "NN".to_owned(),
            feats: "_".to_owned(),
            head,
            relation: relation.to_owned(),
        };
        let long = ["ministers", "of", "ports", "met", "ports"];
        let gold = |forms: &[&str]| Gold {
            words: forms
                .iter()
                .enumerate()
                .map(|(i, f)| word(f, i, if i == 0 { "root" } else { "obj" }))
                .collect(),
            names: None,
        };
        vec![
            gold(&long),
            gold(&long[1..4]),
            gold(&long[..3]),
            gold(&long[..1]),
        ]
    }

    #[test]
    fn gradients_are_the_slopes_of_the_loss() {
        let corpus = corpus();
        let mut random = Random::new(5, 0);
        let vectors = Vectors {
            pieces: ["ports", "met", "of", "##s"]
                .iter()
                .zip(0..)
                .map(|(p, i)| (chancery::language::model::features::piece_hash(p), i))
                .collect(),
            values: Array2::from_shape_simple_fn((4, 6), || random.around(1.0)),
        };
        let inventory = Inventory::new(&corpus, &vectors);
        let sizes = Sizes {
            tables: [4, 3, 3, 2, 4],
            layers: 2,
            hidden: 5,
            arc: 4,
            label: 3,
            tag: 4,
            name: 3,
        };
        let regime = Regime {
            input: 0.1,
            between: 0.1,
            recurrent: 0.1,
            heads: 0.1,
            arcs: 1.0,
            labels: 0.9,
            tags: 0.8,
            xpos: 0.7,
            names: 0.6,
        };
        let mut types = Types::new(&inventory, &vectors);
        let examples: Vec<Example> = corpus
            .iter()
            .map(|g| Example {
                types: g.words.iter().map(|w| types.id(&w.form)).collect(),
                hidden: g.words.iter().map(|w| w.head == 1).collect(),
                heads: g.words.iter().map(|w| w.head).collect(),
                labels: g.words.iter().map(|w| usize::from(w.head > 0)).collect(),
                bundles: g.words.iter().map(|_| Some(0)).collect(),
                xpos: g.words.iter().map(|_| Some(0)).collect(),
                names: g.words.iter().map(|w| Some(w.head % NAME_TAGS)).collect(),
            })
            .collect();
        let mut net = Net::new(sizes, &inventory, 6, 3);
        // Away from the rectifier's kink at zero, where there is no slope.
        let bias = net.at(HEADS_BIAS);
        net.dense[bias].mapv_inplace(|_| if random.chance(0.5) { 0.6 } else { -0.6 });
        for regime in [regime.certain(), regime] {
            let mut scratch = Gradient::zeros(&net.dense, net.tables.len());
            let mut loss = |net: &Net| {
                net.learn(
                    &examples,
                    &types,
                    &regime,
                    1.0,
                    &mut Random::new(9, 9),
                    &mut scratch,
                )
            };
            let mut gradient = Gradient::zeros(&net.dense, net.tables.len());
            net.learn(
                &examples,
                &types,
                &regime,
                1.0,
                &mut Random::new(9, 9),
                &mut gradient,
            );
            let mut seen = 0;
            for p in 0..net.dense.len() {
                let count = net.dense[p].len();
                for at in (0..count).step_by(count.div_ceil(7)) {
                    let exact = gradient.dense[p].as_slice().unwrap()[at];
                    let step = 2e-3;
                    let mut move_by = |by: f32| {
                        net.dense[p].as_slice_mut().unwrap()[at] += by;
                        let value = f64::from(loss(&net));
                        net.dense[p].as_slice_mut().unwrap()[at] -= by;
                        value
                    };
                    let slope = ((move_by(step) - move_by(-step)) / (2.0 * f64::from(step))) as f32;
                    assert!(
                        (slope - exact).abs() < 0.02 + 0.05 * exact.abs(),
                        "parameter {p} at {at}: {slope} {exact}"
                    );
                    seen += usize::from(exact.abs() > 0.02);
                }
            }
            assert!(seen > 60, "only {seen} gradients differ from zero");
        }
    }
}
