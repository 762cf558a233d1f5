//! Where sentences end: a small logistic model over the gaps between tokens, trained on the treebanks.
//!
//! Paragraphs always end sentences; within one, each gap is judged by the words and marks around it, by what is open
//! (quotation marks, brackets) and by the length of the sentence so far.

use super::tokenize::{Abbreviation, Piece, abbreviation, is_apostrophe};
use std::sync::LazyLock;

/// Number of weights, a power of two: features are hashed into them.
pub const WEIGHTS: usize = 1 << 17;

/// Number of features of a gap.
pub const FEATURES: usize = 26;

/// First bytes of a model file; the last is the version.
const MAGIC: &[u8; 8] = b"chysegm\x01";

/// A trained model: weights of eight bits and what one step of them is worth.
pub struct Segmenter {
    weights: Box<[i8]>,
    step: f32,
}

/// A surface token as the model sees it.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    /// Its first piece.
    pub piece: usize,
    form: u64,
    shape: u64,
    kind: Kind,
    /// How much white space follows: none, some.
    space: u64,
    lower: bool,
    capital: bool,
    /// Whether it is a single full stop.
    stop: bool,
    /// Whether it has two letters or more and no figures.
    letters: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Word,
    Open,
    Close,
    Quote,
    /// A mark that ends sentences.
    Final,
    /// Any other mark.
    Mark,
    /// A word written with its full stop.
    Abbreviation,
    /// A title, which stands before a name.
    Title,
}

/// What has gone by of a sentence.
#[derive(Clone, Copy, Debug, Default)]
pub struct SoFar {
    tokens: u32,
    quotes: u32,
    brackets: i32,
    finals: u32,
}

static SEGMENTER: LazyLock<Segmenter> = LazyLock::new(|| {
    Segmenter::parse(include_bytes!("../../ontology/models/segmenter.bin")).unwrap_or_else(|| {
        Segmenter {
            weights: vec![0; WEIGHTS].into(),
            step: 0.0,
        }
    })
});

impl Segmenter {
    /// The model that the program carries.
    pub fn embedded() -> &'static Self {
        &SEGMENTER
    }

    /// A model from its file; none if it is no such file.
    pub fn parse(data: &[u8]) -> Option<Self> {
        let rest = data.strip_prefix(MAGIC)?;
        let (step, weights) = rest.split_first_chunk::<4>()?;
        (weights.len() == WEIGHTS).then(|| Self {
            weights: weights.iter().map(|&b| b as i8).collect(),
            step: f32::from_le_bytes(*step),
        })
    }

    /// A model of these weights, rounded to eight bits.
    pub fn quantize(weights: &[f32]) -> Self {
        let largest = weights.iter().fold(0f32, |a, w| a.max(w.abs()));
        let step = (largest / 127.0).max(f32::MIN_POSITIVE);
        let mut small: Vec<i8> = weights.iter().map(|w| (w / step).round() as i8).collect();
        small.resize(WEIGHTS, 0);
        Self {
            weights: small.into(),
            step,
        }
    }

    /// The model's file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend(self.step.to_le_bytes());
        out.extend(self.weights.iter().map(|&w| w as u8));
        out
    }

    /// The log odds that a sentence ends at the gap with these features.
    fn score(&self, features: &[u32; FEATURES]) -> f32 {
        let sum: i32 = features
            .iter()
            .map(|&f| i32::from(self.weights[f as usize % WEIGHTS]))
            .sum();
        sum as f32 * self.step
    }

    /// The ends of the sentences of one paragraph: for each, the piece after its last.
    ///
    /// `text` is what the pieces' spans refer to.
    pub fn sentences(&self, text: &str, pieces: &[Piece]) -> Vec<usize> {
        let seen = look(text, pieces);
        let mut ends = Vec::new();
        let mut so_far = SoFar::default();
        for i in 0..seen.len().saturating_sub(1) {
            so_far.add(&seen[i]);
            if can_end(&seen, i)
                && (must_end(&seen, i, so_far)
                    || self.score(&features(&seen, i, so_far)) > threshold(&seen[i]))
            {
                ends.push(seen[i + 1].piece);
                so_far = SoFar::default();
            }
        }
        if !pieces.is_empty() {
            ends.push(pieces.len());
        }
        ends
    }
}

/// The surface tokens that the pieces make.
pub fn look(text: &str, pieces: &[Piece]) -> Vec<Seen> {
    let mut seen = Vec::with_capacity(pieces.len());
    let mut i = 0;
    while i < pieces.len() {
        let first = i;
        let start = pieces[i].span.start;
        i += 1;
        while i < pieces.len() && pieces[i].joined {
            i += 1;
        }
        let end = pieces[i - 1].span.end;
        let form = text.get(start as usize..end as usize).unwrap_or_default();
        let space = pieces.get(i).is_some_and(|next| next.span.start > end);
        seen.push(see(form, first, space));
    }
    seen
}

fn see(form: &str, piece: usize, space: bool) -> Seen {
    let first = form.chars().next().unwrap_or(' ');
    let last = form.chars().next_back().unwrap_or(' ');
    let single = first.len_utf8() == form.len();
    let kind = match first {
        '(' | '[' | '{' => Kind::Open,
        ')' | ']' | '}' => Kind::Close,
        '"' | '“' | '”' | '„' | '«' | '»' => Kind::Quote,
        _ if is_apostrophe(first) && (single || form.chars().all(is_apostrophe)) => Kind::Quote,
        '.' | '!' | '?' | '…' | '。' | '！' | '？' => Kind::Final,
        _ if !form.contains(char::is_alphanumeric) => Kind::Mark,
        _ if last == '.' => match abbreviation(form) {
            Some(Abbreviation::Title) => Kind::Title,
            _ => Kind::Abbreviation,
        },
        _ => Kind::Word,
    };
    let mut hash = 0u64;
    let mut shape = 0u64;
    let mut last_class = 0;
    let mut run = 0;
    for c in form.chars() {
        let class = if c.is_lowercase() {
            1
        } else if c.is_uppercase() {
            2
        } else if c.is_alphabetic() {
            3
        } else if c.is_numeric() {
            4
        } else {
            5 + u64::from(c)
        };
        let folded = if c.is_numeric() {
            '0'
        } else {
            c.to_lowercase().next().unwrap_or(c)
        };
        hash = mix(hash, u64::from(folded));
        run = if class == last_class { run + 1 } else { 0 };
        last_class = class;
        if run < 2 {
            shape = mix(shape, class);
        }
    }
    Seen {
        piece,
        form: hash,
        shape,
        kind,
        space: u64::from(space),
        lower: first.is_lowercase(),
        capital: first.is_uppercase(),
        stop: form == ".",
        letters: !single && form.chars().all(|c| !c.is_numeric()),
    }
}

/// Whether a sentence may end after token `i` at all: most gaps, those before a word in small letters, may not.
pub fn can_end(seen: &[Seen], i: usize) -> bool {
    let (Some(this), Some(next)) = (seen.get(i), seen.get(i + 1)) else {
        return false;
    };
    if this.kind == Kind::Title {
        return false;
    }
    !(next.lower && matches!(this.kind, Kind::Word | Kind::Open))
}

/// Whether a plain full stop between two words, a space and a capital leave no doubt.
///
/// The treebanks hold enough of lists, initials and sloppy writing to make the model doubt where news does not.
fn must_end(seen: &[Seen], i: usize, so_far: SoFar) -> bool {
    let before = i.checked_sub(1).and_then(|k| seen.get(k));
    let (Some(before), Some(this), Some(next)) = (before, seen.get(i), seen.get(i + 1)) else {
        return false;
    };
    // An opening mark stands close to the word after it.
    let opens = matches!(next.kind, Kind::Quote | Kind::Open)
        && next.space == 0
        && seen.get(i + 2).is_some_and(|s| s.capital);
    this.stop
        && this.space == 1
        && (next.capital || opens)
        && before.kind == Kind::Word
        && before.space == 0
        // A figure and a stop may number a list's item, but not late in a sentence.
        && so_far.tokens > if before.letters { 2 } else { 4 }
        && so_far.brackets <= 0
}

/// The log odds asked for. Without any mark a sentence ends in headlines and letters, seldom in running text, where a
/// wrong cut costs more than a missed one.
fn threshold(this: &Seen) -> f32 {
    match this.kind {
        Kind::Word | Kind::Close => 2.0,
        _ => 0.0,
    }
}

impl SoFar {
    /// Goes past one token.
    pub fn add(&mut self, token: &Seen) {
        self.tokens += 1;
        match token.kind {
            Kind::Open => self.brackets += 1,
            Kind::Close => self.brackets -= 1,
            Kind::Quote => self.quotes += 1,
            Kind::Final => self.finals += 1,
            _ => {}
        }
    }
}

fn mix(a: u64, b: u64) -> u64 {
    (a.rotate_left(5) ^ b.wrapping_add(0x9e37_79b9)).wrapping_mul(0x517c_c1b7_2722_0a95)
}

/// The features of the gap after token `i`, of which `so_far` is the last that counts.
pub fn features(seen: &[Seen], i: usize, so_far: SoFar) -> [u32; FEATURES] {
    let at = |k: Option<usize>| k.and_then(|k| seen.get(k));
    let form = |k: Option<usize>| at(k).map_or(1, |s| s.form);
    let shape = |k: Option<usize>| at(k).map_or(2, |s| s.shape);
    let kind = |k: Option<usize>| at(k).map_or(99, |s| s.kind as u64);
    let back = |n: usize| i.checked_sub(n).filter(|_| so_far.tokens as usize > n);
    let (this, next, after) = (Some(i), Some(i + 1), Some(i + 2));
    let space = at(this).map_or(0, |s| s.space);
    let bucket = match so_far.tokens {
        n @ 0..=4 => n,
        5..=7 => 5,
        8..=12 => 6,
        13..=20 => 7,
        21..=32 => 8,
        33..=50 => 9,
        _ => 10,
    };
    let open = u64::from(so_far.quotes % 2) | u64::from(so_far.brackets > 0) << 1;
    let finals = u64::from(so_far.finals.min(2));
    let bucket = u64::from(bucket);
    let pair = |a, b| mix(a, b);
    let values: [u64; FEATURES] = [
        space,
        form(this),
        form(next),
        pair(form(this), form(next)),
        pair(shape(this), shape(next)),
        pair(pair(kind(this), kind(next)), space),
        pair(form(this), shape(next)),
        pair(shape(this), form(next)),
        pair(form(this), pair(kind(next), open)),
        pair(form(this), bucket),
        pair(pair(kind(this), bucket), shape(next)),
        pair(form(back(1)), form(this)),
        pair(shape(back(1)), pair(form(this), shape(next))),
        pair(form(back(1)), pair(kind(this), shape(next))),
        pair(form(next), form(after)),
        pair(form(this), pair(shape(next), shape(after))),
        pair(kind(this), pair(form(next), shape(after))),
        pair(pair(kind(back(1)), kind(this)), pair(kind(next), open)),
        pair(
            pair(shape(back(2)), shape(back(1))),
            pair(shape(this), shape(next)),
        ),
        pair(pair(kind(back(1)), form(this)), pair(form(next), open)),
        pair(kind(this), pair(finals, shape(next))),
        pair(shape(next), pair(shape(after), shape(Some(i + 3)))),
        pair(form(this), pair(kind(next), pair(form(after), space))),
        pair(form(back(1)), shape(next)),
        pair(pair(form(back(2)), form(back(1))), kind(this)),
        pair(form(after), pair(kind(this), shape(next))),
    ];
    let mut out = [0; FEATURES];
    for (k, (slot, value)) in out.iter_mut().zip(values).enumerate() {
        *slot = (mix(mix(k as u64, value), 7) >> 40) as u32 % WEIGHTS as u32;
    }
    out
}
