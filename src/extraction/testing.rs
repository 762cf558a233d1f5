//! Small trees for tests.

use crate::{
    language::{Analysis, Deprel, Feats, Sentence, Token, TokenId},
    text::{Document, Span},
};
use compact_str::CompactString;

/// A sentence from words written `form/lemma/UPOS/XPOS/head/deprel`, `_` for a lemma like the form, heads from 1, 0 for the
/// root. Features follow from the tag.
pub(crate) fn sentence(words: &str) -> (String, Sentence) {
    let mut text = String::new();
    let mut tokens = Vec::new();
    for word in words.split_whitespace() {
        let columns: Vec<&str> = word.split('/').collect();
        let [form, lemma, upos, xpos, head, deprel] = columns[..] else {
            panic!("{word} hasn't six columns");
        };
        if !text.is_empty() {
            text.push(' ');
        }
        let start = text.len() as u32;
        text.push_str(form);
        let lemma = if lemma == "_" { form } else { lemma };
        let head: TokenId = head.parse().expect("a head");
        tokens.push(Token {
            span: Span::new(start, text.len() as u32),
            form: form.into(),
            lemma: CompactString::from(lemma),
            upos: upos.parse().expect("a part of speech"),
            xpos: xpos.into(),
            feats: Feats::parse(match xpos {
                "VBD" => "Tense=Past|VerbForm=Fin",
                "VBZ" | "VBP" => "Tense=Pres|VerbForm=Fin",
                "MD" => "VerbForm=Fin",
                "VB" => "VerbForm=Inf",
                "VBN" => "Tense=Past|VerbForm=Part",
                "VBG" => "Tense=Pres|VerbForm=Part",
                "WDT" | "WP" | "WP$" => "PronType=Rel",
                _ => "_",
            }),
            head: head.checked_sub(1),
            deprel: Deprel::parse(deprel),
        });
    }
    let span = Span::new(0, text.len() as u32);
    let sentence = Sentence {
        span: Some(span),
        tokens,
        ..Sentence::default()
    };
    (text, sentence)
}

/// A document of one such sentence.
pub(crate) fn document(words: &str) -> (Document, Analysis) {
    let (text, sentence) = sentence(words);
    (
        Document::from_text("test", text),
        Analysis {
            sentences: vec![sentence],
        },
    )
}
