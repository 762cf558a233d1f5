//! CoNLL-U (<https://universaldependencies.org/format.html>), read from anywhere and written as UD has it.

use super::{Analysis, Deprel, Feats, MultiWord, Sentence, Token, TokenId};
use crate::text::{Diagnostic, Document, Severity, Span};
use rustc_hash::FxHashMap;
use std::ops::Range;

mod write;

pub use write::{Writer, write};

/// One document of a CoNLL-U file: its text and what the file says about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// The text, from `# text` where that agrees with the words, else from the words and `SpaceAfter`.
    pub document: Document,
    /// Sentences, words and trees, with spans into the text.
    pub analysis: Analysis,
    /// The `sent_id` of each sentence.
    pub sentence_ids: Vec<Option<String>>,
}

/// One sentence of a CoNLL-U file as it stands there: comments and rows, nothing checked but the columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Block<'a> {
    /// One-based line of its first row or comment.
    pub line: u32,
    /// The comments, without `#` and the space after it.
    pub comments: Vec<&'a str>,
    /// The syntactic words, in order; empty nodes are left out.
    pub rows: Vec<Row<'a>>,
    /// The multi-word tokens, in order.
    pub ranges: Vec<RangeRow<'a>>,
    /// Lines that could be read as neither, or only in part: line number and what was wrong.
    pub faults: Vec<(u32, &'static str)>,
}

/// A syntactic word's ten columns; a column that isn't there reads as `_`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row<'a> {
    /// ID, a positive number.
    pub id: u32,
    /// FORM, never empty.
    pub form: &'a str,
    /// LEMMA.
    pub lemma: &'a str,
    /// UPOS.
    pub upos: &'a str,
    /// XPOS.
    pub xpos: &'a str,
    /// FEATS.
    pub feats: &'a str,
    /// HEAD, as written.
    pub head: &'a str,
    /// DEPREL.
    pub deprel: &'a str,
    /// DEPS.
    pub deps: &'a str,
    /// MISC; its values may hold spaces.
    pub misc: &'a str,
}

/// A multi-word token's line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RangeRow<'a> {
    /// Positions in [`Block::rows`] of the words it holds, at least one.
    pub rows: Range<usize>,
    /// The surface form.
    pub form: &'a str,
    /// MISC.
    pub misc: &'a str,
}

impl<'a> Block<'a> {
    /// The value of the comment `# key = value`.
    pub fn comment(&self, key: &str) -> Option<&'a str> {
        self.comments.iter().find_map(|c| {
            let (k, v) = c.split_once('=')?;
            (k.trim_end() == key).then(|| v.trim())
        })
    }

    /// Whether the sentence opens a document.
    pub fn opens_document(&self) -> bool {
        self.comments.iter().any(|c| starts_with_word(c, "newdoc"))
    }

    /// Whether the sentence opens a paragraph; a document's first always does.
    pub fn opens_paragraph(&self) -> bool {
        self.opens_document() || self.comments.iter().any(|c| starts_with_word(c, "newpar"))
    }
}

/// Whether `text` is `word` or goes on after it with something that isn't part of a word.
fn starts_with_word(text: &str, word: &str) -> bool {
    text.strip_prefix(word)
        .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
}

/// The value of a key in a MISC column.
pub fn misc_value<'a>(misc: &'a str, key: &str) -> Option<&'a str> {
    misc.split('|')
        .find_map(|pair| pair.split_once('=').filter(|(k, _)| *k == key))
        .map(|(_, v)| v)
}

/// The sentences of a CoNLL-U file, one at a time.
pub fn blocks(input: &str) -> impl Iterator<Item = Block<'_>> {
    let input = input.strip_prefix('\u{feff}').unwrap_or(input);
    let mut lines = input.lines().zip(1u32..);
    std::iter::from_fn(move || {
        let mut block = Block::default();
        // A range holds rows that come after it, so it is resolved when the sentence is complete.
        let mut pending: Vec<(u32, u32, u32, &str, &str)> = Vec::new();
        let mut any = false;
        for (line, number) in lines.by_ref() {
            if line.trim().is_empty() {
                if any {
                    break;
                }
                continue;
            }
            if !any {
                block.line = number;
                any = true;
            }
            if let Some(comment) = line.strip_prefix('#') {
                block.comments.push(comment.trim());
                continue;
            }
            read_row(line, number, &mut block, &mut pending);
        }
        if !any {
            return None;
        }
        resolve_ranges(&mut block, &pending);
        Some(block)
    })
}

fn read_row<'a>(
    line: &'a str,
    number: u32,
    block: &mut Block<'a>,
    pending: &mut Vec<(u32, u32, u32, &'a str, &'a str)>,
) {
    let mut columns = ["_"; 10];
    let mut count = 0;
    for (slot, value) in columns.iter_mut().zip(line.split('\t')) {
        *slot = value;
        count += 1;
    }
    let [id, form, lemma, upos, xpos, feats, head, deprel, deps, misc] = columns;
    if count < 2 || form.trim().is_empty() {
        block.faults.push((
            number,
            "is no word: ten columns parted by tabs are expected",
        ));
        return;
    }
    if count < 10 {
        block.faults.push((
            number,
            "has fewer than ten columns; the rest is read as empty",
        ));
    }
    if id.contains('.') {
        return; // an empty node of the enhanced representation
    }
    if let Some((first, last)) = id.split_once('-') {
        match (first.parse(), last.parse()) {
            (Ok(first), Ok(last)) if first <= last => {
                pending.push((number, first, last, form, misc));
            }
            _ => block
                .faults
                .push((number, "names no range of words and is skipped")),
        }
        return;
    }
    match id.parse::<u32>() {
        Ok(id) if id > 0 => block.rows.push(Row {
            id,
            form,
            lemma,
            upos,
            xpos,
            feats,
            head,
            deprel,
            deps,
            misc,
        }),
        _ => block
            .faults
            .push((number, "has no word number and is skipped")),
    }
}

fn resolve_ranges<'a>(block: &mut Block<'a>, pending: &[(u32, u32, u32, &'a str, &'a str)]) {
    let mut free_from = 0;
    for &(number, first, last, form, misc) in pending {
        let inside = |r: &Row<'_>| (first..=last).contains(&r.id);
        let start = block.rows.iter().position(inside);
        let range = start.map(|s| {
            let len = block.rows[s..].iter().take_while(|r| inside(r)).count();
            s..s + len
        });
        match range {
            Some(rows) if rows.start >= free_from => {
                free_from = rows.end;
                block.ranges.push(RangeRow { rows, form, misc });
            }
            _ => block.faults.push((
                number,
                "holds no words or some of another range and is skipped",
            )),
        }
    }
}

/// Reads a whole file: its documents, and what was wrong with it.
///
/// A file without `# newdoc` is one document, named by `source`. No input is refused: rows that can't be read are left
/// out, trees that are none are mended (heads outside the sentence, cycles, further roots hang from the root), each
/// with a diagnostic. Columns left blank throughout a sentence, as in a file to be annotated, are no fault.
pub fn read(source: &str, input: &str) -> (Vec<Parsed>, Vec<Diagnostic>) {
    let mut documents: Vec<Parsed> = Vec::new();
    let mut diagnostics = Vec::new();
    for block in blocks(input) {
        for (line, what) in &block.faults {
            diagnostics.push(diagnostic(source, *line, what));
        }
        if documents.is_empty() || block.opens_document() {
            let id = block.comment("newdoc id").unwrap_or(source).to_owned();
            let document = Document {
                id,
                ..Document::default()
            };
            documents.push(Parsed {
                document,
                ..Parsed::default()
            });
        }
        if block.rows.is_empty() {
            continue;
        }
        let Some(parsed) = documents.last_mut() else {
            continue;
        };
        let (sentence, mended) = append(parsed, &block);
        if let Some(what) = mended {
            diagnostics.push(diagnostic(source, block.line, what));
        }
        parsed.analysis.sentences.push(sentence);
        parsed
            .sentence_ids
            .push(block.comment("sent_id").map(str::to_owned));
    }
    (documents, diagnostics)
}

fn diagnostic(source: &str, line: u32, what: &str) -> Diagnostic {
    Diagnostic {
        severity: Severity::Warning,
        source: source.to_owned(),
        span: None,
        message: format!("line {line} {what}"),
    }
}

/// A surface token: its form, the words it holds, whether a space follows.
struct Surface<'a> {
    form: &'a str,
    rows: Range<usize>,
    space_after: bool,
}

fn surfaces<'a>(block: &Block<'a>) -> Vec<Surface<'a>> {
    let spaced = |misc: &str| misc_value(misc, "SpaceAfter") != Some("No");
    let mut out = Vec::with_capacity(block.rows.len());
    let mut ranges = block.ranges.iter().peekable();
    let mut i = 0;
    while let Some(row) = block.rows.get(i) {
        if let Some(range) = ranges.next_if(|r| r.rows.start == i) {
            out.push(Surface {
                form: range.form,
                rows: range.rows.clone(),
                space_after: spaced(range.misc),
            });
            i = range.rows.end;
        } else {
            out.push(Surface {
                form: row.form,
                rows: i..i + 1,
                space_after: spaced(row.misc),
            });
            i += 1;
        }
    }
    out
}

/// Where the forms stand in `text`, if they are its words in order and nothing but white space lies between.
fn align(surfaces: &[Surface<'_>], text: &str) -> Option<Vec<Span>> {
    let mut spans = Vec::with_capacity(surfaces.len());
    let mut at = 0;
    for surface in surfaces {
        let rest = text.get(at..)?;
        at += rest.len() - rest.trim_start().len();
        if !text.get(at..)?.starts_with(surface.form) {
            return None;
        }
        let end = at + surface.form.len();
        spans.push(Span::new(at as u32, end as u32));
        at = end;
    }
    text.get(at..)?.trim().is_empty().then_some(spans)
}

/// Adds the sentence's text to the document; returns the sentence and what was wrong with its tree.
fn append(parsed: &mut Parsed, block: &Block<'_>) -> (Sentence, Option<&'static str>) {
    let surfaces = surfaces(block);
    let given = block
        .comment("text")
        .and_then(|text| align(&surfaces, text).map(|spans| (text.to_owned(), spans)));
    let (text, spans) = given.unwrap_or_else(|| {
        let mut text = String::new();
        let mut spans = Vec::with_capacity(surfaces.len());
        for (i, surface) in surfaces.iter().enumerate() {
            let start = text.len() as u32;
            text.push_str(surface.form);
            spans.push(Span::new(start, text.len() as u32));
            if surface.space_after && i + 1 < surfaces.len() {
                text.push(' ');
            }
        }
        (text, spans)
    });

    let document = &mut parsed.document;
    let new_paragraph = document.text.is_empty() || block.opens_paragraph();
    if !document.text.is_empty() {
        document
            .text
            .push_str(if new_paragraph { "\n\n" } else { " " });
    }
    let base = document.text.len() as u32;
    document.text.push_str(&text);
    let span = Span::new(base, document.text.len() as u32);
    match document.paragraphs.last_mut() {
        Some(last) if !new_paragraph => last.end = span.end,
        _ => document.paragraphs.push(span),
    }

    let mut sentence = Sentence {
        span: Some(span),
        tokens: Vec::with_capacity(block.rows.len()),
        ..Sentence::default()
    };
    for (surface, local) in surfaces.iter().zip(spans) {
        let span = Span::new(base + local.start, base + local.end);
        let rows = &block.rows[surface.rows.clone()];
        if rows.len() > 1 || surface.form != rows[0].form {
            let tokens = surface.rows.start as TokenId..surface.rows.end as TokenId;
            sentence.multiwords.push(MultiWord { tokens, span });
        }
        let forms: Vec<&str> = rows.iter().map(|r| r.form).collect();
        for (row, span) in rows.iter().zip(divide(surface.form, span, &forms)) {
            sentence.tokens.push(token(row, span));
        }
    }
    let mended = attach(&mut sentence, block);
    (sentence, mended)
}

/// The spans of a multi-word token's parts: tiles where their forms spell it, else all of it for each.
pub(super) fn divide(surface: &str, span: Span, forms: &[&str]) -> Vec<Span> {
    let spelt = forms.iter().map(|f| f.len()).sum::<usize>() == surface.len()
        && forms
            .iter()
            .try_fold(surface, |rest, f| rest.strip_prefix(f))
            .is_some();
    if !spelt {
        return vec![span; forms.len()];
    }
    let mut at = span.start;
    forms
        .iter()
        .map(|f| {
            let start = at;
            at += f.len() as u32;
            Span::new(start, at)
        })
        .collect()
}

fn token(row: &Row<'_>, span: Span) -> Token {
    // A lone underscore is the lemma of the word "_", elsewhere it says that there is none.
    let lemma = if row.lemma == "_" && row.form != "_" {
        ""
    } else {
        row.lemma
    };
    Token {
        span,
        form: row.form.into(),
        lemma: lemma.into(),
        upos: row.upos.parse().unwrap_or_default(),
        xpos: if row.xpos == "_" { "" } else { row.xpos }.into(),
        feats: Feats::parse(row.feats),
        head: None,
        deprel: Deprel::parse(row.deprel),
    }
}

/// Fills heads in so that the sentence has a tree; says what had to be mended.
fn attach(sentence: &mut Sentence, block: &Block<'_>) -> Option<&'static str> {
    let mut mended = None;
    let place: FxHashMap<u32, usize> = block
        .rows
        .iter()
        .enumerate()
        .map(|(i, r)| (r.id, i))
        .collect();
    let blank = block.rows.iter().all(|r| r.head == "_");
    let mut heads: Vec<Option<usize>> = Vec::with_capacity(block.rows.len());
    let mut root = None;
    for (i, row) in block.rows.iter().enumerate() {
        if row.head == "0" {
            if root.is_none() {
                root = Some(i);
            } else {
                mended = Some("opens a sentence with more than one root");
            }
            heads.push(None);
            continue;
        }
        let head = row.head.parse().ok().and_then(|h: u32| place.get(&h));
        if head.is_none() && !blank {
            mended = Some("opens a sentence with a head that isn't in it");
        }
        heads.push(head.copied());
    }
    if root.is_none() && !blank {
        mended = Some("opens a sentence without a root");
    }
    let root = root.unwrap_or(0);
    for (i, head) in heads.iter_mut().enumerate() {
        *head = match *head {
            _ if i == root => None,
            Some(h) if h != i => Some(h),
            Some(_) => {
                mended = Some("opens a sentence with a cycle");
                Some(root)
            }
            None => Some(root),
        };
    }
    // From each word upwards: known to reach the root, or met again on the same walk, which is a cycle.
    let mut state = vec![0u32; heads.len()];
    let mut path = Vec::new();
    for start in 0..heads.len() {
        let walk = start as u32 + 2;
        let mut at = start;
        while state[at] == 0 {
            state[at] = walk;
            path.push(at);
            match heads[at] {
                Some(h) => at = h,
                None => break,
            }
        }
        if state[at] == walk && heads[at].is_some() {
            mended = Some("opens a sentence with a cycle");
            heads[at] = Some(root);
        }
        for p in path.drain(..) {
            state[p] = 1;
        }
    }
    for (i, (token, head)) in sentence.tokens.iter_mut().zip(heads).enumerate() {
        token.head = head.map(|h| h as TokenId);
        if i == root {
            token.deprel = Deprel::ROOT;
        } else if token.deprel == Deprel::ROOT {
            token.deprel = Deprel::DEP;
        }
    }
    mended
}

#[cfg(test)]
mod tests {
    use super::{blocks, misc_value, read, write};
    use crate::language::{Deprel, EntityKind, NamedEntity};
    use proptest::prelude::*;

    const SAMPLE: &str = "\
# newdoc id = kenya
# newpar
# sent_id = kenya-1
# text = Ruto's aides can't fly.
1-2\tRuto's\t_\t_\t_\t_\t_\t_\t_\t_
1\tRuto\tRuto\tPROPN\tNNP\tNumber=Sing\t3\tnmod:poss\t_\tXML=<a b c>
2\t's\t's\tPART\tPOS\t_\t1\tcase\t_\t_
3\taides\taide\tNOUN\tNNS\tNumber=Plur\t6\tnsubj\t_\t_
4-5\tcan't\t_\t_\t_\t_\t_\t_\t_\t_
4\tca\tcan\tAUX\tMD\t_\t6\taux\t_\t_
5\tn't\tnot\tPART\tRB\t_\t6\tadvmod\t_\t_
5.1\tgone\tgo\tVERB\t_\t_\t_\t_\t_\t_
6\tfly\tfly\tVERB\tVB\tVerbForm=Inf\t0\troot\t_\tSpaceAfter=No
7\t.\t.\tPUNCT\t.\t_\t6\tpunct\t_\t_

";

    fn written(input: &str) -> String {
        let (documents, _) = read("file", input);
        let mut out = Vec::new();
        for d in &documents {
            write(&mut out, &d.document, &d.analysis, &d.sentence_ids).expect("memory takes all");
        }
        String::from_utf8(out).expect("forms are UTF-8")
    }

    #[test]
    fn spans_point_at_the_words() {
        let (documents, diagnostics) = read("file", SAMPLE);
        assert_eq!(diagnostics, []);
        let text = &documents[0].document.text;
        let sentence = &documents[0].analysis.sentences[0];
        assert_eq!(text, "Ruto's aides can't fly.");
        let words: Vec<&str> = sentence.tokens.iter().map(|t| t.span.of(text)).collect();
        assert_eq!(words, ["Ruto", "'s", "aides", "ca", "n't", "fly", "."]);
        assert_eq!(sentence.multiwords[1].span.of(text), "can't");
        assert_eq!(sentence.root(), Some(5));
        assert_eq!(documents[0].document.id, "kenya");
    }

    #[test]
    fn what_was_read_is_written_again() {
        let once = written(SAMPLE);
        assert_eq!(written(&once), once);
        for line in SAMPLE
            .lines()
            .filter(|l| !l.contains("XML") && !l.starts_with("5.1"))
        {
            assert!(
                once.lines().any(|l| l == line),
                "{line} is missing in\n{once}"
            );
        }
    }

    #[test]
    fn names_stand_in_misc() {
        let (mut documents, _) = read("file", SAMPLE);
        let d = &mut documents[0];
        let name = |tokens, kind| NamedEntity { tokens, kind };
        d.analysis.sentences[0].entities = vec![
            name(0..1, EntityKind::Person),
            name(2..4, EntityKind::Organization),
        ];
        let mut out = Vec::new();
        write(&mut out, &d.document, &d.analysis, &[]).expect("memory takes all");
        let out = String::from_utf8(out).expect("UTF-8");
        let misc: Vec<&str> = out
            .lines()
            .filter(|l| {
                l.starts_with(|c: char| c.is_ascii_digit()) && !l.contains("\t_\t_\t_\t_\t_")
            })
            .filter_map(|l| l.split('\t').nth(9))
            .collect();
        let expected = [
            "Entity=(e1-person)",
            "_",
            "Entity=(e2-organization",
            "Entity=e2)",
            "_",
            "SpaceAfter=No",
            "_",
        ];
        assert_eq!(misc, expected);
    }

    #[test]
    fn trees_that_are_none_are_mended_and_reported() {
        let row = |id: u32, head: &str| format!("{id}\tw{id}\t_\t_\t_\t_\t{head}\tdep\t_\t_\n");
        let cases = [
            (["2", "1", "0"], "cycle"),
            (["0", "9", "1"], "head"),
            (["0", "0", "1"], "root"),
            (["2", "3", "2"], "cycle"),
            (["0", "x", "1"], "head"),
            (["0", "2", "1"], "cycle"),
        ];
        for (heads, what) in cases {
            let input: String = heads.iter().zip(1..).map(|(h, i)| row(i, h)).collect();
            let (documents, diagnostics) = read("file", &input);
            assert!(
                diagnostics.iter().any(|d| d.message.contains(what)),
                "{heads:?}: {diagnostics:?}"
            );
            let sentence = &documents[0].analysis.sentences[0];
            let root = sentence.root().expect("a root");
            assert_eq!(
                sentence.tokens.iter().filter(|t| t.head.is_none()).count(),
                1
            );
            assert!((0..3).all(|t| sentence.dominates(root, t)), "{heads:?}");
            assert_eq!(sentence.token(root).deprel, Deprel::ROOT);
        }
    }

    #[test]
    fn text_that_disagrees_with_the_words_is_rebuilt() {
        let input = SAMPLE.replace("text = Ruto's aides", "text = Odinga's aides");
        let (documents, _) = read("file", &input);
        assert_eq!(documents[0].document.text, "Ruto's aides can't fly.");
    }

    #[test]
    fn misc_values_may_hold_spaces() {
        let block = blocks(SAMPLE).next().expect("a sentence");
        assert_eq!(misc_value(block.rows[0].misc, "XML"), Some("<a b c>"));
    }

    #[test]
    fn rows_that_are_none_are_reported_with_their_line() {
        let (documents, diagnostics) = read("f", "1\ta\t_\n\n\nnonsense\n2-x\tb\n");
        assert_eq!(documents[0].analysis.sentences.len(), 1);
        let lines: Vec<&str> = diagnostics
            .iter()
            .filter_map(|d| d.message.split(' ').nth(1))
            .collect();
        assert_eq!(lines, ["1", "4", "5", "5"]);
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(input in "([0-9.\\-]{0,3}[\t ]?[a\u{e9} _]{0,2}[\t\n]?([0-9_]\t){0,8}[\n\r#=]{0,2}){0,12}") {
            let once = written(&input);
            prop_assert_eq!(written(&once), once);
        }
    }
}
