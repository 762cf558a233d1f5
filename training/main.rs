//! Trains the language model: `cargo run --release --example train -- --treebanks DIR --vectors DIR --out FILE`.
//!
//! `training/README.md` says what the folders hold, how long it takes and what was tried.

mod augment;
mod conllu;
mod gazetteer;
mod layers;
mod lexicon;
mod net;
mod optim;
mod random;
mod score;
mod vectors;
mod words;

use anyhow::{Context as _, Result};
use chancery::language::{Deprel, Feats, Model};
use clap::Parser;
use conllu::Gold;
use gazetteer::Gazetteer;
use lexicon::{Inventory, Types};
use net::{Example, Net, Regime, Sizes};
use optim::{Adam, Gradient};
use random::Random;
use rustc_hash::FxHashMap;
use std::{
    path::{Path, PathBuf},
    time::Instant,
};

/// Trains the tagger, parser and name tagger.
#[derive(Parser, Debug)]
struct Args {
    /// Folder with ewt-train.conllu, gum-train.conllu, ewt-dev.conllu and gum-dev.conllu.
    #[arg(long)]
    treebanks: PathBuf,
    /// Folder with model.safetensors and vocab.txt of all-MiniLM-L6-v2.
    #[arg(long)]
    vectors: PathBuf,
    /// The model file to write.
    #[arg(long)]
    out: PathBuf,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[arg(long, default_value_t = 30)]
    epochs: usize,
    /// Threads, 1 or 2; the result is the same.
    #[arg(long, default_value_t = 1)]
    threads: usize,
    /// Words a step.
    #[arg(long, default_value_t = 800)]
    batch: usize,
    #[arg(long, default_value_t = 0.002)]
    rate: f32,
    /// Units of a recurrent layer, each direction.
    #[arg(long, default_value_t = 144)]
    hidden: usize,
    #[arg(long, default_value_t = 2)]
    layers: usize,
    /// Train nothing, score the file given by `--out`.
    #[arg(long)]
    only_score: bool,
    /// With `--only-score`: print the names that are wrong.
    #[arg(long)]
    show: bool,
    /// Train the sentence splitter and the lemmatiser alone, which takes seconds; `--vectors` isn't read.
    #[arg(long)]
    only_words: bool,
}

/// Parts into which each batch is cut, whatever the number of threads: so the sums are the same.
const SHARDS: usize = 2;

fn main() -> Result<()> {
    let args = Args::parse();
    if !args.only_score {
        words::run(&args.treebanks, args.out.parent().unwrap_or(Path::new(".")))?;
    }
    if args.only_words {
        return Ok(());
    }
    let lists = conllu::Lists::new();
    let read = |name: &str| conllu::read(&args.treebanks.join(name), &lists);
    let dev = [
        ("ewt-dev", read("ewt-dev.conllu")?),
        ("gum-dev", read("gum-dev.conllu")?),
    ];
    if args.only_score {
        let bytes = std::fs::read(&args.out)?;
        let start = Instant::now();
        let model = Model::from_bytes(&bytes)?;
        if args.show {
            dev.iter()
                .for_each(|(_, gold)| score::show_names(&model, gold));
        }
        report(&model, &dev);
        let words: usize = dev.iter().flat_map(|(_, d)| d).map(|g| g.words.len()).sum();
        println!(
            "{:.0} words a second",
            words as f64 / start.elapsed().as_secs_f64()
        );
        return Ok(());
    }
    let mut train = read("ewt-train.conllu")?;
    train.extend(read("gum-train.conllu")?);
    // Words of which it isn't known whether they are in a name, in sentences without annotation of names.
    let gazetteer = Gazetteer::new();
    let mut open: Vec<Option<Vec<bool>>> = Vec::new();
    for gold in &mut train {
        open.push(if gold.names.is_some() {
            None
        } else {
            let tags = gazetteer.silver(gold, &lists);
            gold.names = Some(Gazetteer::spans(&tags));
            Some(tags.iter().map(Option::is_none).collect())
        });
    }
    let silver: usize = train
        .iter()
        .zip(&open)
        .filter(|(_, o)| o.is_some())
        .map(|(g, _)| g.names.iter().flatten().count())
        .sum();
    let gold: usize = train.iter().map(|g| g.names.iter().flatten().count()).sum();
    println!(
        "{} annotated names, {silver} known ones elsewhere",
        gold - silver
    );
    let vectors = vectors::read(&args.vectors)?;
    let inventory = Inventory::new(&train, &vectors);
    let sizes = Sizes {
        tables: [64, 48, 48, 24, 96],
        layers: args.layers,
        hidden: args.hidden,
        arc: 128,
        label: 48,
        tag: 96,
        name: 96,
    };
    let regime = Regime {
        input: 0.25,
        between: 0.33,
        recurrent: 0.15,
        heads: 0.3,
        arcs: 1.0,
        labels: 1.0,
        tags: 0.5,
        xpos: 0.3,
        names: 1.0,
    };
    println!("{args:?}\n{sizes:?}\n{regime:?}");
    println!(
        "{} sentences, {} words, {} relations, {} bundles, {} tags",
        train.len(),
        train.iter().map(|g| g.words.len()).sum::<usize>(),
        inventory.relations.len(),
        inventory.bundles.len(),
        inventory.xpos.len()
    );
    let mut net = Net::new(sizes, &inventory, vectors.values.ncols(), args.seed);
    learn(
        &args,
        &regime,
        &mut net,
        (&train, &open),
        &inventory,
        &vectors,
        &dev,
    )?;
    let bytes = net.parts(&inventory, &vectors).to_bytes();
    std::fs::write(&args.out, &bytes)
        .with_context(|| format!("cannot write {}", args.out.display()))?;
    println!("{} bytes", bytes.len());
    report(&Model::from_bytes(&bytes)?, &dev);
    Ok(())
}

fn report(model: &Model, dev: &[(&str, Vec<Gold>)]) {
    println!("| | UPOS | XPOS | Feats | UAS | LAS | LAS with subtypes |");
    for (name, gold) in dev {
        let score = score::score(model, gold);
        println!("| {name} {score}");
        if gold.iter().any(|g| g.names.is_some()) {
            println!("| names | P | R | F1 | gold |\n{}", score.names());
        }
    }
}

/// Runs the epochs.
fn learn(
    args: &Args,
    regime: &Regime,
    net: &mut Net,
    (train, open): (&[Gold], &[Option<Vec<bool>>]),
    inventory: &Inventory,
    vectors: &vectors::Vectors,
    dev: &[(&str, Vec<Gold>)],
) -> Result<()> {
    let mut types = Types::new(inventory, vectors);
    let answers = Answers::new(inventory);
    let mut adam = Adam::new(&net.dense, &net.tables);
    let words: usize = train.iter().map(|g| g.words.len()).sum();
    let total = (args.epochs * words / args.batch) as f32;
    let mut step = 0_u64;
    let start = Instant::now();
    for epoch in 1..=args.epochs {
        let mut random = Random::new(args.seed, 1000 + epoch as u64);
        let mut loss = 0.0;
        for batch in batches(train, args.batch, &mut random) {
            let mut examples: Vec<Example> = batch
                .iter()
                .map(|&i| {
                    answers.example(
                        &train[i],
                        open[i].as_deref(),
                        &inventory.counts,
                        &mut types,
                        &mut random,
                    )
                })
                .collect();
            examples.sort_by_key(|e| std::cmp::Reverse(e.types.len()));
            let count: usize = examples.iter().map(|e| e.types.len()).sum();
            let mut shards: Vec<Vec<Example>> = vec![Vec::new(); SHARDS];
            for (i, e) in examples.into_iter().enumerate() {
                shards[i % SHARDS].push(e);
            }
            shards.retain(|s| !s.is_empty());
            let scale = 1.0 / count as f32;
            let run = |(i, shard): (usize, &Vec<Example>)| {
                let mut gradient = Gradient::zeros(&net.dense, net.tables.len());
                let mut random =
                    Random::new(args.seed, (step * SHARDS as u64 + i as u64) << 20 | 7);
                let loss = net.learn(shard, &types, regime, scale, &mut random, &mut gradient);
                (loss, gradient)
            };
            let done: Vec<(f32, Gradient)> = if args.threads > 1 {
                std::thread::scope(|scope| {
                    let run = &run;
                    let threads: Vec<_> = shards
                        .iter()
                        .enumerate()
                        .map(|part| scope.spawn(move || run(part)))
                        .collect();
                    threads
                        .into_iter()
                        .map(|t| t.join().expect("no shard panics"))
                        .collect()
                })
            } else {
                shards.iter().enumerate().map(run).collect()
            };
            let mut done = done.into_iter();
            let (mut batch_loss, mut gradient) = done.next().context("an empty batch")?;
            for (l, g) in done {
                batch_loss += l;
                gradient.merge(&g);
            }
            let now = step as f32 / total;
            let warm = (step as f32 / 300.0).min(1.0);
            // A half cosine from the full rate to a hundredth of it.
            let rate = args.rate
                * warm
                * (0.01 + 0.99 * 0.5 * (1.0 + (std::f32::consts::PI * now.min(1.0)).cos()));
            adam.update(&mut net.dense, &mut net.tables, &gradient, rate, 0.01);
            loss += batch_loss * count as f32;
            step += 1;
        }
        println!(
            "epoch {epoch}: loss {:.4}, {:.0} s",
            loss / words as f32,
            start.elapsed().as_secs_f32()
        );
        if epoch % 4 == 0 && epoch != args.epochs {
            let bytes = net.parts(inventory, vectors).to_bytes();
            std::fs::write(&args.out, &bytes)?;
            let model = Model::from_bytes(&bytes)?;
            for (name, gold) in dev {
                println!("    {name} {}", score::score(&model, gold));
            }
        }
    }
    Ok(())
}

/// An order of all sentences, cut into batches of sentences of like length.
fn batches(train: &[Gold], words: usize, random: &mut Random) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..train.len()).collect();
    random.shuffle(&mut order);
    let mut out: Vec<Vec<usize>> = Vec::new();
    for pool in order.chunks_mut(2000) {
        pool.sort_by_key(|&i| train[i].words.len());
        let mut batch: Vec<usize> = Vec::new();
        let mut size = 0;
        for &i in pool.iter() {
            let n = train[i].words.len();
            if size + n > words && !batch.is_empty() {
                out.push(std::mem::take(&mut batch));
                size = 0;
            }
            batch.push(i);
            size += n;
        }
        out.push(batch);
    }
    random.shuffle(&mut out);
    out
}

/// Numbers of the gold labels.
struct Answers {
    gazetteer: Gazetteer,
    relations: FxHashMap<Deprel, usize>,
    bundles: FxHashMap<(chancery::language::Upos, Feats), usize>,
    xpos: FxHashMap<String, usize>,
}

impl Answers {
    fn new(inventory: &Inventory) -> Self {
        Self {
            gazetteer: Gazetteer::new(),
            relations: inventory.relations.iter().copied().zip(0..).collect(),
            bundles: inventory.bundles.iter().cloned().zip(0..).collect(),
            xpos: inventory
                .xpos
                .iter()
                .map(ToString::to_string)
                .zip(0..)
                .collect(),
        }
    }

    /// A sentence as training shows it this time.
    fn example(
        &self,
        gold: &Gold,
        open: Option<&[bool]>,
        counts: &[u32],
        types: &mut Types<'_>,
        random: &mut Random,
    ) -> Example {
        // Where names are annotated every word has a tag; elsewhere only those of which silver tags are sure.
        let renamed = self.gazetteer.exchange(gold, random);
        let open: Vec<bool> = match open {
            Some(open) if renamed.words.len() == gold.words.len() => open.to_vec(),
            Some(_) => vec![true; renamed.words.len()],
            None => vec![false; renamed.words.len()],
        };
        let gold = &renamed;
        let (forms, cut) = augment::spell(gold, random);
        let n = gold.words.len() - usize::from(cut);
        let open = &open[..n];
        let words = &gold.words[..n];
        let ids: Vec<u32> = forms[..n].iter().map(|f| types.id(f)).collect();
        let hidden = ids
            .iter()
            .map(|&id| {
                let seen = counts[types.features(id).word as usize] as f32;
                random.chance(0.05 + 0.5 / (0.5 + seen))
            })
            .collect();
        let mut names: Vec<Option<usize>> = open.iter().map(|open| (!open).then_some(0)).collect();
        for (span, kind) in gold.names.iter().flatten() {
            for i in span.clone().filter(|&i| i < n) {
                names[i] = Some(gazetteer::tag(*kind, i == span.start));
            }
        }
        Example {
            types: ids,
            hidden,
            heads: words.iter().map(|w| w.head).collect(),
            labels: words
                .iter()
                .map(|w| {
                    self.relations
                        .get(&Deprel::parse(&w.relation))
                        .copied()
                        .unwrap_or(0)
                })
                .collect(),
            bundles: words
                .iter()
                .map(|w| self.bundles.get(&(w.upos, Feats::parse(&w.feats))).copied())
                .collect(),
            xpos: words
                .iter()
                .map(|w| self.xpos.get(&w.xpos).copied())
                .collect(),
            names,
        }
    }
}
