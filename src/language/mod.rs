//! From text to sentences, tokens, Universal Dependencies trees and named entities.
//!
//! This stop knows nothing of the ontology or of RDF. Its types follow UD version 2
//! (<https://universaldependencies.org/guidelines.html>); what produced them doesn't show in them.

pub mod conllu;
mod deprel;
mod feats;
pub mod lemma;
pub mod model;
mod repair;
pub mod segment;
mod token;
pub mod tokenize;

use crate::text::{Document, Span};
use compact_str::CompactString;
pub use deprel::Deprel;
pub use feats::Feats;
pub use model::Model;
use segment::Segmenter;
use std::ops::Range;
pub use token::{Analysis, EntityKind, MultiWord, NamedEntity, Sentence, Token, TokenId, Upos};
use tokenize::{Piece, tokenize};

/// Bytes of text that are read at once; a sentence's analysis doesn't depend on what else is read with it.
const CHUNK: usize = 1 << 16;

/// Reads a document: its sentences, their words with lemmas, trees and names.
pub fn analyse(document: &Document) -> Analysis {
    let mut analysis = Analysis::default();
    analyse_in_parts(document, |part| analysis.sentences.extend(part));
    analysis
}

/// Reads a document of any length in memory that doesn't grow with it; `each` is given the sentences of one part after
/// the other.
pub fn analyse_in_parts(document: &Document, mut each: impl FnMut(Vec<Sentence>)) {
    let mut part = Vec::new();
    let mut read = 0;
    for &paragraph in &document.paragraphs {
        for stretch in stretches(&document.text, paragraph) {
            read += stretch.len() as usize;
            sentences(&document.text, stretch, &mut part);
            if read >= CHUNK {
                read = 0;
                fill_in(&mut part);
                each(std::mem::take(&mut part));
            }
        }
    }
    if !part.is_empty() {
        fill_in(&mut part);
        each(part);
    }
}

/// Tags, parses and lemmatises sentences whose words are given, as CoNLL-U may give them; spans and words stay.
pub fn annotate(analysis: &mut Analysis) {
    for part in analysis.sentences.chunks_mut(4096) {
        fill_in(part);
    }
}

/// What is filled in once the words are known: everything but their places.
fn fill_in(sentences: &mut [Sentence]) {
    Model::embedded().annotate(sentences);
    for sentence in sentences {
        repair::repair(sentence);
        lemma::lemmatize(sentence);
    }
}

/// The sentences of a paragraph, their words and nothing else; appended to `sentences`.
pub fn sentences(text: &str, paragraph: Span, sentences: &mut Vec<Sentence>) {
    let mut pieces = Vec::new();
    tokenize(paragraph.of(text), paragraph.start, &mut pieces);
    let mut begin = 0;
    for end in Segmenter::embedded().sentences(text, &pieces) {
        if let Some(pieces) = pieces.get(begin..end) {
            sentences.extend(sentence(text, pieces));
        }
        begin = end;
    }
}

/// The sentence that pieces make; none of none.
fn sentence(text: &str, pieces: &[Piece]) -> Option<Sentence> {
    let span = pieces.first()?.span.cover(pieces.last()?.span);
    let mut multiwords: Vec<MultiWord> = Vec::new();
    let mut tokens = Vec::with_capacity(pieces.len());
    for (i, piece) in pieces.iter().enumerate() {
        let id = i as TokenId;
        match multiwords.last_mut() {
            Some(m) if piece.joined && m.tokens.end == id => {
                m.tokens.end = id + 1;
                m.span = m.span.cover(piece.span);
            }
            _ if piece.joined && i > 0 => multiwords.push(MultiWord {
                tokens: id - 1..id + 1,
                span: pieces[i - 1].span.cover(piece.span),
            }),
            _ => {}
        }
        tokens.push(Token {
            span: piece.span,
            form: piece.span.of(text).into(),
            lemma: CompactString::default(),
            upos: Upos::default(),
            xpos: CompactString::default(),
            feats: Feats::NONE,
            // Until the parser has spoken the first word governs the others, so that there is always a tree.
            head: (i > 0).then_some(0),
            deprel: if i > 0 { Deprel::DEP } else { Deprel::ROOT },
        });
    }
    Some(Sentence {
        span: Some(span),
        tokens,
        multiwords,
        entities: Vec::new(),
    })
}

/// The paragraph itself, or parts of one too long to be read at once, cut after a full stop or at least at a space.
fn stretches(text: &str, paragraph: Span) -> impl Iterator<Item = Span> + '_ {
    let mut rest: Range<usize> = paragraph.start as usize..paragraph.end as usize;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mut end = rest.end;
        if rest.len() > 2 * CHUNK {
            let limit = text.floor_char_boundary(rest.start + CHUNK);
            let window = text.get(rest.start..limit).unwrap_or_default();
            let cut = window
                .rfind(". ")
                .map(|at| at + 1)
                .or_else(|| window.rfind(char::is_whitespace))
                .filter(|&at| at > 0)
                .unwrap_or(window.len());
            end = rest.start + cut;
        }
        let span = Span::new(rest.start as u32, end as u32);
        rest.start = end;
        Some(span)
    })
}

#[cfg(test)]
mod tests {
    use super::{analyse, analyse_in_parts};
    use crate::text::Document;
    use proptest::prelude::*;

    fn shown(text: &str) -> Vec<String> {
        let document = Document::from_text("test", text);
        let analysis = analyse(&document);
        let show = |s: &super::Sentence| {
            let mut out = String::new();
            for (i, token) in s.tokens.iter().enumerate() {
                let joined = s
                    .multiwords
                    .iter()
                    .any(|m| m.tokens.contains(&(i as u32)) && m.tokens.start < i as u32);
                if i > 0 {
                    out.push(if joined { '+' } else { ' ' });
                }
                out.push_str(&token.form);
            }
            out
        };
        analysis.sentences.iter().map(show).collect()
    }

    #[test]
    fn news_text_is_parted_as_ud_has_it() {
        let cases: &[(&str, &[&str])] = &[
            (
                "Mr. Ruto met Gen. Abel O. Otieno at 5pm on Jan. 3. They didn't speak.",
                &[
                    "Mr. Ruto met Gen. Abel O. Otieno at 5 pm on Jan. 3 .",
                    "They did+n't speak .",
                ],
            ),
            (
                "Peru’s exports to the U.S. fell 4.5%, to $1,200m. “We can’t wait,” said Boluarte. “It’s late.”",
                &[
                    "Peru+’s exports to the U.S. fell 4.5 % , to $ 1,200 m .",
                    "“ We ca+n’t wait , ” said Boluarte .",
                    "“ It+’s late . ”",
                ],
            ),
            (
                "Talks broke down.However, both sides will meet again in Oslo,said a diplomat.",
                &[
                    "Talks broke down .",
                    "However , both sides will meet again in Oslo , said a diplomat .",
                ],
            ),
            (
                "LIMA — The so-called non-aligned bloc met in 2014-2015.",
                &["LIMA — The so - called non-aligned bloc met in 2014 - 2015 ."],
            ),
            (
                "She does n't live at No. 10 . `` No , '' he said -LRB- again -RRB- .",
                &[
                    "She does n't live at No. 10 .",
                    "`` No , '' he said -LRB- again -RRB- .",
                ],
            ),
            (
                "See https://example.org/a,b.html (or mail press@gov.example.org). The leaders' aides cannot.",
                &[
                    "See https://example.org/a,b.html ( or mail press@gov.example.org ) .",
                    "The leaders+' aides can+not .",
                ],
            ),
            (
                "A New Start\nThe cabinet resigned",
                &["A New Start", "The cabinet resigned"],
            ),
            (
                "Prices rose by C$3\u{a0}a litre. Why?",
                &["Prices rose by C$ 3 a litre .", "Why ?"],
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(&shown(text), expected);
        }
    }

    #[test]
    fn a_paragraph_of_any_length_is_read_in_parts() {
        let text = "The envoy left Cairo. ".repeat(20_000);
        let mut parts = 0;
        let mut count = 0;
        analyse_in_parts(&Document::from_text("long", text), |part| {
            parts += 1;
            count += part.len();
        });
        assert_eq!(count, 20_000);
        assert!(parts > 2);
    }

    proptest! {
        #[test]
        fn words_and_white_space_tile_the_text(
            text in "([a-zA-Z0-9 .,'’‘\"“”()\\[\\]@/:$%&+#-]|n't|\\. |www\\.|[\u{a0}\u{301}\u{200b}\u{df}\u{4e2d}\u{1f600}…—–\n]|\\PC){0,60}"
        ) {
            let document = Document::from_text("any", text.clone());
            let analysis = analyse(&document);
            let mut at = 0;
            for sentence in &analysis.sentences {
                let span = sentence.span.expect("a span");
                for token in &sentence.tokens {
                    let (start, end) = (token.span.start as usize, token.span.end as usize);
                    prop_assert!(span.contains(token.span) && at <= start && start < end);
                    prop_assert!(text[at..start].chars().all(char::is_whitespace));
                    prop_assert_eq!(&text[start..end], token.form.as_str());
                    prop_assert!(!token.form.contains(char::is_whitespace));
                    at = end;
                }
                for m in &sentence.multiwords {
                    prop_assert_eq!(m.span.start, sentence.token(m.tokens.start).span.start);
                    prop_assert_eq!(m.span.end, sentence.token(m.tokens.end - 1).span.end);
                }
                prop_assert_eq!(span.end as usize, at);
            }
            prop_assert!(text[at..].chars().all(char::is_whitespace));
        }
    }
}
