//! Trains what stands before and after the neural model: sentence ends and lemmas. Also says how well they do.

use anyhow::{Context as _, Result};
use chancery::language::{
    Deprel, Token, Upos,
    conllu::{self, Parsed},
    lemma::{ANY_CASE, Casing, Edit, Folded, Lemmatizer, context, fold, keys, recase},
    segment::{FEATURES, Segmenter, SoFar, WEIGHTS, can_end, features, look},
    tokenize::tokenize,
};
use compact_str::CompactString;
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// Trains both, writes `segmenter.bin` and `lemmas.bin` below `models`, and prints their scores on the dev parts.
pub(crate) fn run(treebanks: &Path, models: &Path) -> Result<()> {
    let load = |name: &str| -> Result<Vec<Parsed>> {
        let path = treebanks.join(name);
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("cannot read {}", path.display()))?;
        Ok(conllu::read(name, &text).0)
    };
    let mut train = load("ewt-train.conllu")?;
    train.extend(load("gum-train.conllu")?);
    let segmenter = train_segmenter(&train);
    let lemmatizer = train_lemmatizer(&train, include_str!("irregular.tsv"));
    for (name, bytes) in [
        ("segmenter.bin", segmenter.to_bytes()),
        ("lemmas.bin", lemmatizer.to_bytes()),
    ] {
        let path = models.join(name);
        std::fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    }
    for name in ["ewt-dev", "gum-dev"] {
        let dev = load(&format!("{name}.conllu"))?;
        let (tokens, sentences) = score_segmentation(&segmenter, &dev);
        let lemmas = score_lemmas(&lemmatizer, &dev);
        println!(
            "{name}: tokens {tokens:.2}, sentences {sentences:.2}; lemmas with gold tags {lemmas:.2}"
        );
    }
    Ok(())
}

/// Passes over the treebanks.
const EPOCHS: usize = 6;

/// Trains the sentence segmenter by logistic regression (AdaGrad) over every gap between tokens.
///
/// No randomness is involved: gaps are taken in the order of the text, paragraphs in a fixed shuffle.
fn train_segmenter(documents: &[Parsed]) -> Segmenter {
    let mut gaps: Vec<([u32; FEATURES], bool)> = Vec::new();
    let mut paragraphs = Vec::new();
    for parsed in documents {
        let ends: BTreeSet<u32> = sentence_ends(parsed);
        let text = &parsed.document.text;
        for paragraph in &parsed.document.paragraphs {
            let mut pieces = Vec::new();
            tokenize(paragraph.of(text), paragraph.start, &mut pieces);
            let seen = look(text, &pieces);
            let begin = gaps.len();
            let mut so_far = SoFar::default();
            for i in 0..seen.len().saturating_sub(1) {
                so_far.add(&seen[i]);
                let from = pieces[seen[i + 1].piece - 1].span.end;
                let ends_here = ends.contains(&from);
                if can_end(&seen, i) {
                    gaps.push((features(&seen, i, so_far), ends_here));
                }
                if ends_here {
                    so_far = SoFar::default();
                }
            }
            paragraphs.push(begin..gaps.len());
        }
    }
    let mut weights = vec![0f32; WEIGHTS];
    let mut squares = vec![1e-6f32; WEIGHTS];
    let mut sum = vec![0f64; WEIGHTS];
    let mut rounds = 0f64;
    for epoch in 0..EPOCHS {
        let stride = 7919 + epoch;
        let count = paragraphs.len();
        let mut at = epoch;
        for _ in 0..count {
            at = (at + stride) % count;
            for (features, label) in &gaps[paragraphs[at].clone()] {
                let score: f32 = features.iter().map(|&f| weights[f as usize]).sum();
                let p = 1.0 / (1.0 + (-score).exp());
                let gradient = p - f32::from(u8::from(*label));
                if gradient.abs() < 1e-3 {
                    continue;
                }
                for &f in features {
                    let f = f as usize;
                    let g = gradient + 2e-5 * weights[f];
                    squares[f] += g * g;
                    weights[f] -= 0.12 * g / squares[f].sqrt();
                }
            }
        }
        if epoch >= EPOCHS / 2 {
            for (s, w) in sum.iter_mut().zip(&weights) {
                *s += f64::from(*w);
            }
            rounds += 1.0;
        }
    }
    let mean: Vec<f32> = sum.iter().map(|s| (s / rounds) as f32).collect();
    Segmenter::quantize(&mean)
}

fn sentence_ends(parsed: &Parsed) -> BTreeSet<u32> {
    parsed
        .analysis
        .sentences
        .iter()
        .filter_map(|s| s.span.map(|s| s.end))
        .collect()
}

/// F1 of surface tokens and of sentences on the raw text of gold documents, in percent.
fn score_segmentation(segmenter: &Segmenter, documents: &[Parsed]) -> (f64, f64) {
    let mut tokens = [0usize; 3];
    let mut sentences = [0usize; 3];
    for parsed in documents {
        let text = &parsed.document.text;
        let mut gold_tokens = BTreeSet::new();
        let mut gold_sentences = BTreeSet::new();
        for sentence in &parsed.analysis.sentences {
            let mut spans: BTreeSet<_> = sentence.tokens.iter().map(|t| t.span).collect();
            for m in &sentence.multiwords {
                spans.retain(|s| !m.span.contains(*s));
                spans.insert(m.span);
            }
            gold_sentences.extend(sentence.span);
            gold_tokens.extend(spans);
        }
        let mut found_tokens = BTreeSet::new();
        let mut found_sentences = BTreeSet::new();
        for paragraph in &parsed.document.paragraphs {
            let mut pieces = Vec::new();
            tokenize(paragraph.of(text), paragraph.start, &mut pieces);
            let mut begin = 0;
            for end in segmenter.sentences(text, &pieces) {
                found_sentences.insert(pieces[begin].span.cover(pieces[end - 1].span));
                begin = end;
            }
            let mut last = None;
            for piece in pieces {
                if let (true, Some(span)) = (piece.joined, last) {
                    last = Some(piece.span.cover(span));
                } else {
                    found_tokens.extend(last);
                    last = Some(piece.span);
                }
            }
            found_tokens.extend(last);
        }
        tally(&mut tokens, &gold_tokens, &found_tokens);
        tally(&mut sentences, &gold_sentences, &found_sentences);
    }
    (f1(tokens), f1(sentences))
}

fn tally<T: Ord>(counts: &mut [usize; 3], gold: &BTreeSet<T>, found: &BTreeSet<T>) {
    counts[0] += gold.len();
    counts[1] += found.len();
    counts[2] += gold.intersection(found).count();
}

fn f1([gold, found, right]: [usize; 3]) -> f64 {
    200.0 * right as f64 / (gold + found).max(1) as f64
}

/// A word to learn from.
struct Sample {
    lower: CompactString,
    upos: Upos,
    xpos: CompactString,
    case: u8,
    edit: u16,
    casing: u16,
}

/// Learns the lemmatiser's decision lists: for each tag and ending the commonest decision, kept where it differs from
/// what the next shorter ending says.
///
/// `irregular` are words that the treebanks may lack: form, tag, lemma.
fn train_lemmatizer(documents: &[Parsed], irregular: &str) -> Lemmatizer {
    let mut edits: BTreeMap<Edit, u16> = BTreeMap::from([(Edit::default(), 0)]);
    let mut list = vec![Edit::default()];
    let mut samples = Vec::new();
    let mut learn = |form: &str, lemma: &str, upos: Upos, xpos: &str| {
        let Folded { lower, case } = fold(form);
        let wanted = fold(lemma).lower;
        let edit = difference(&lower, &wanted);
        let Some(casing) = Casing::ALL
            .iter()
            .position(|&c| recase(form, &lower, &edit, c, true) == lemma)
        else {
            return;
        };
        let number = *edits.entry(edit.clone()).or_insert_with(|| {
            list.push(edit);
            list.len() as u16 - 1
        });
        samples.push(Sample {
            lower,
            upos,
            xpos: xpos.into(),
            case,
            edit: number,
            casing: casing as u16,
        });
    };
    let mut verbs: BTreeSet<&str> = BTreeSet::new();
    let mut nouns: BTreeSet<&str> = BTreeSet::new();
    for line in irregular.lines().filter(|l| !l.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').collect();
        match columns[..] {
            ["verb", base, past, participle] => {
                learn(past, base, Upos::Verb, "VBD");
                learn(participle, base, Upos::Verb, "VBN");
            }
            ["noun", singular, plural] => learn(plural, singular, Upos::Noun, "NNS"),
            ["regular", base] => drop(verbs.insert(base)),
            _ => {}
        }
    }
    let mut seen: BTreeSet<(&str, &str)> = BTreeSet::new();
    for t in tokens(documents) {
        learn(&t.form, &t.lemma, t.upos, &t.xpos);
        seen.insert((&t.form, &t.xpos));
        let plain = t.lemma.len() > 3 && t.lemma.bytes().all(|b| b.is_ascii_lowercase());
        match t.upos {
            Upos::Verb if plain => drop(verbs.insert(&t.lemma)),
            Upos::Noun if plain => drop(nouns.insert(&t.lemma)),
            _ => {}
        }
    }
    // A lemma that is known in one form is known in all that are spelt by rule.
    for base in verbs {
        for (form, tag) in verb_forms(base) {
            if !seen.contains(&(form.as_str(), tag)) {
                learn(&form, base, Upos::Verb, tag);
            }
        }
    }
    for singular in nouns {
        let plural = with_s(singular);
        if !seen.contains(&(plural.as_str(), "NNS")) {
            learn(&plural, singular, Upos::Noun, "NNS");
        }
    }
    let endings = decide(&samples, |s| (ANY_CASE, s.edit));
    let casings = decide(&samples, |s| (s.case, s.casing));
    Lemmatizer::new(list, endings, casings)
}

/// The words to learn from: no typing errors, no parts of words.
fn tokens(documents: &[Parsed]) -> impl Iterator<Item = &Token> {
    documents
        .iter()
        .flat_map(|p| &p.analysis.sentences)
        .flat_map(|s| &s.tokens)
        .filter(|t| {
            !t.lemma.is_empty()
                && !t.feats.has("Typo", "Yes")
                && t.deprel != Deprel::GOESWITH
                && !matches!(t.xpos.as_str(), "GW" | "AFX")
        })
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u')
}

/// A word with the ending -s of plural or third person.
fn with_s(word: &str) -> String {
    let mut last = word.chars().rev();
    match (last.next(), last.next()) {
        (Some('y'), Some(c)) if !is_vowel(c) => format!("{}ies", &word[..word.len() - 1]),
        (Some('s' | 'x' | 'z'), _) | (Some('h'), Some('c' | 's')) => format!("{word}es"),
        _ => format!("{word}s"),
    }
}

/// A verb's forms by the rules of spelling; a final consonant is doubled in short words only, elsewhere stress decides.
fn verb_forms(base: &str) -> Vec<(String, &'static str)> {
    let letters: Vec<char> = base.chars().collect();
    let [.., b, c] = letters[..] else {
        return Vec::new();
    };
    let vowels = letters.iter().filter(|&&l| is_vowel(l)).count();
    let doubles = vowels == 1 && is_vowel(b) && !is_vowel(c) && !matches!(c, 'w' | 'x' | 'y');
    let (past, stem) = match (b, c) {
        ('i', 'e') => (format!("{base}d"), format!("{}y", &base[..base.len() - 2])),
        ('e', 'e') => (format!("{base}d"), base.to_owned()),
        (_, 'e') => (format!("{base}d"), base[..base.len() - 1].to_owned()),
        (b, 'y') if !is_vowel(b) => (format!("{}ied", &base[..base.len() - 1]), base.to_owned()),
        _ if doubles => (format!("{base}{c}ed"), format!("{base}{c}")),
        _ => (format!("{base}ed"), base.to_owned()),
    };
    let ing = format!("{stem}ing");
    vec![
        (past.clone(), "VBD"),
        (past, "VBN"),
        (ing, "VBG"),
        (with_s(base), "VBZ"),
    ]
}

fn difference(from: &str, to: &str) -> Edit {
    let common = from
        .chars()
        .zip(to.chars())
        .take_while(|(a, b)| a == b)
        .count();
    Edit {
        cut: (from.chars().count() - common).min(255) as u8,
        add: to.chars().skip(common).collect(),
    }
}

fn decide(samples: &[Sample], of: impl Fn(&Sample) -> (u8, u16)) -> BTreeMap<u64, u16> {
    // For each key, how often each decision was right.
    let mut counts: BTreeMap<u64, BTreeMap<u16, u32>> = BTreeMap::new();
    // The word that a key was first met with, and whether it was met with others.
    let mut words: BTreeMap<u64, (&str, bool)> = BTreeMap::new();
    let chains = |s: &Sample| {
        let (case, decision) = of(s);
        let exact: Vec<u64> = keys(&s.lower, context(s.upos, &s.xpos, case)).collect();
        let any: Vec<u64> = keys(&s.lower, context(s.upos, "", case)).collect();
        ([exact, any], decision)
    };
    for sample in samples {
        let (both, decision) = chains(sample);
        for key in both.iter().flatten() {
            *counts.entry(*key).or_default().entry(decision).or_default() += 1;
            let (word, several) = words.entry(*key).or_insert((&sample.lower, false));
            *several |= *word != sample.lower;
        }
    }
    let best = |key: u64| {
        let decisions = counts.get(&key)?;
        let (decision, _) = decisions.iter().max_by_key(|&(d, c)| (*c, Reverse(*d)))?;
        Some(*decision)
    };
    let mut kept = BTreeMap::new();
    for sample in samples {
        let (both, _) = chains(sample);
        for chain in both {
            // From the shortest ending to the whole word.
            let mut before = None;
            for (k, key) in chain.iter().enumerate().rev() {
                let Some(decision) = best(*key) else {
                    continue;
                };
                let several = words.get(key).is_some_and(|w| w.1);
                let enough = k == 0 || k + 1 == chain.len() || several;
                // Short words keep their own entry: what longer ones share isn't applied to them.
                let own = k == 0 && decision > 0 && sample.lower.chars().count() <= 5;
                if enough && (own || before != Some(decision)) {
                    kept.insert(*key, decision);
                    before = Some(decision);
                }
            }
        }
    }
    kept
}

/// Share of words whose lemma is right, with the tags of the gold documents, in percent.
fn score_lemmas(lemmatizer: &Lemmatizer, documents: &[Parsed]) -> f64 {
    let (mut all, mut right) = (0usize, 0usize);
    for parsed in documents {
        for sentence in &parsed.analysis.sentences {
            for t in sentence.tokens.iter().filter(|t| !t.lemma.is_empty()) {
                all += 1;
                let lemma = lemmatizer.lemma(&t.form, t.upos, &t.xpos);
                if lemma == t.lemma {
                    right += 1;
                }
            }
        }
    }
    100.0 * right as f64 / all.max(1) as f64
}
