//! Words a second of each stage of the language engine, one thread: `cargo bench --bench language`.

use chancery::{
    language::{self, Sentence, lemma, tokenize::tokenize},
    text::Document,
};
use divan::{Bencher, counter::ItemsCount};

fn main() {
    divan::main();
}

/// Sentences of news, for a text of any length; names and figures vary, so that words aren't all seen before.
const PATTERNS: &[&str] = &[
    "President N of C met his counterpart from D in the capital on Tuesday, a spokesman said.",
    "The two leaders didn't sign the trade agreement, which would have cut tariffs on steel by F%.",
    "“We can’t accept this,” said N, whose party holds F seats in C's parliament.",
    "Analysts at the so-called Institute for Strategy (ISS) warned that the talks, planned since 2014, may yet fail.",
    "Mr. N, 57, a former foreign minister, will travel to D for a two-day summit next month.",
    "Officials in C confirmed that $F million had been paid to the families of those killed in the attack.",
    "It remains unclear whether D will send troops; its defence minister denied reports that he had ordered it.",
];

const SYLLABLES: &[&str] = &[
    "ka", "ro", "mi", "ten", "ul", "bas", "dor", "vi", "sha", "nel",
];

/// A text of at least so many words.
fn news(words: usize) -> Document {
    let mut text = String::new();
    let mut count = 0;
    let mut state = 0x2545_f491_4f6c_dd1du64;
    while count < words {
        for pattern in PATTERNS {
            for word in pattern.split(' ') {
                // A fixed sequence: every run reads the same text.
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                let made = |n: u64| {
                    let part =
                        |k: u64| SYLLABLES[(state >> (20 + 7 * k)) as usize % SYLLABLES.len()];
                    let name: String = (0..n).map(part).collect();
                    name[..1].to_uppercase() + &name[1..]
                };
                let word = word
                    .replace('N', &made(3))
                    .replace('C', &made(2))
                    .replace('D', &made(2))
                    .replace('F', &(state >> 54).to_string());
                text.push_str(&word);
                text.push(' ');
                count += 1;
            }
        }
        text.push('\n');
    }
    Document::from_text("bench", text)
}

const WORDS: usize = 20_000;

fn read(document: &Document) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    for &paragraph in &document.paragraphs {
        language::sentences(&document.text, paragraph, &mut sentences);
    }
    sentences
}

fn count(sentences: &[Sentence]) -> usize {
    sentences.iter().map(|s| s.tokens.len()).sum()
}

#[divan::bench]
fn tokens(bencher: Bencher) {
    let document = news(WORDS);
    bencher
        .counter(ItemsCount::new(count(&read(&document))))
        .bench(|| {
            let mut pieces = Vec::new();
            for paragraph in &document.paragraphs {
                tokenize(paragraph.of(&document.text), paragraph.start, &mut pieces);
            }
            pieces
        });
}

#[divan::bench]
fn sentences_and_tokens(bencher: Bencher) {
    let document = news(WORDS);
    bencher
        .counter(ItemsCount::new(count(&read(&document))))
        .bench(|| read(&document));
}

#[divan::bench]
fn lemmas(bencher: Bencher) {
    let sentences = language::analyse(&news(WORDS)).sentences;
    bencher
        .counter(ItemsCount::new(count(&sentences)))
        .with_inputs(|| sentences.clone())
        .bench_values(|mut sentences| {
            sentences.iter_mut().for_each(lemma::lemmatize);
            sentences
        });
}

#[divan::bench(sample_count = 5)]
fn everything(bencher: Bencher) {
    let document = news(WORDS);
    bencher
        .counter(ItemsCount::new(count(&read(&document))))
        .bench(|| language::analyse(&document));
}
