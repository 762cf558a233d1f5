use crate::{
    language::{Analysis, Sentence, TokenId},
    text::{Document, Span},
};
use std::io;

/// Writes CoNLL-U, sentence by sentence, so that a long text needn't be held.
pub struct Writer<W> {
    out: W,
    line: String,
    document: String,
    sentences: usize,
    entities: usize,
}

impl<W: io::Write> Writer<W> {
    /// A writer to `out`, which had better be buffered.
    pub const fn new(out: W) -> Self {
        Self {
            out,
            line: String::new(),
            document: String::new(),
            sentences: 0,
            entities: 0,
        }
    }

    /// Begins a document: numbers start again, the next sentence carries `# newdoc`.
    ///
    /// # Errors
    /// Those of the writer below.
    pub fn document(&mut self, id: &str) -> io::Result<()> {
        self.document = id.split(char::is_whitespace).collect::<Vec<_>>().join(" ");
        self.sentences = 0;
        self.entities = 0;
        self.line.clear();
        self.line.push_str("# newdoc id = ");
        self.line.push_str(&self.document);
        self.line
            .push_str("\n# global.Entity = eid-etype\n# newpar\n");
        self.out.write_all(self.line.as_bytes())
    }

    /// Writes one sentence whose spans lie in `text`.
    ///
    /// `id` is its `sent_id`, made from the document's where absent; `new_paragraph` whether it opens a paragraph. Names
    /// stand in MISC as `Entity=(e1-person)`, after CorefUD; the words of a multi-word token stay as the sentence has them.
    ///
    /// # Errors
    /// Those of the writer below.
    pub fn sentence(
        &mut self,
        text: &str,
        sentence: &Sentence,
        id: Option<&str>,
        new_paragraph: bool,
    ) -> io::Result<()> {
        self.sentences += 1;
        self.line.clear();
        let line = &mut self.line;
        if new_paragraph && self.sentences > 1 {
            line.push_str("# newpar\n");
        }
        line.push_str("# sent_id = ");
        match id {
            Some(id) => line.push_str(id),
            None => {
                line.push_str(&self.document);
                line.push('-');
                push_number(line, self.sentences);
            }
        }
        line.push_str("\n# text = ");
        push_flat(line, sentence.span.map_or("", |s| s.of(text)));
        line.push('\n');

        let mut multiwords = sentence.multiwords.iter().peekable();
        let mut entities = sentence.entities.iter().peekable();
        let mut inside_until = 0;
        let mut closing = None;
        for (i, token) in sentence.tokens.iter().enumerate() {
            let id = i as TokenId;
            if let Some(m) = multiwords.next_if(|m| m.tokens.start == id) {
                inside_until = m.tokens.end;
                push_number(line, i + 1);
                line.push('-');
                push_number(line, m.tokens.end as usize);
                line.push('\t');
                push_flat(line, m.span.of(text));
                line.push_str("\t_\t_\t_\t_\t_\t_\t_\t");
                line.push_str(misc_space(text, sentence, m.tokens.end, m.span));
                line.push('\n');
            }
            push_number(line, i + 1);
            line.push('\t');
            line.push_str(&token.form);
            line.push('\t');
            line.push_str(or_blank(&token.lemma));
            line.push('\t');
            line.push_str(token.upos.as_str());
            line.push('\t');
            line.push_str(or_blank(&token.xpos));
            line.push('\t');
            line.push_str(token.feats.as_str());
            line.push('\t');
            push_number(line, token.head.map_or(0, |h| h as usize + 1));
            line.push('\t');
            line.push_str(token.deprel.as_str());
            line.push_str("\t_\t");

            let start = line.len();
            let opens = entities.next_if(|e| e.tokens.start == id);
            if let Some(entity) = opens {
                self.entities += 1;
                line.push_str("Entity=(e");
                push_number(line, self.entities);
                line.push('-');
                line.push_str(entity.kind.as_str());
                closing = Some(entity.tokens.end);
            }
            if closing == Some(id + 1) {
                closing = None;
                if opens.is_none() {
                    line.push_str("Entity=e");
                    push_number(line, self.entities);
                }
                line.push(')');
            }
            if id >= inside_until
                && misc_space(text, sentence, id + 1, token.span) == "SpaceAfter=No"
            {
                if line.len() > start {
                    line.push('|');
                }
                line.push_str("SpaceAfter=No");
            }
            if line.len() == start {
                line.push('_');
            }
            line.push('\n');
        }
        line.push('\n');
        self.out.write_all(line.as_bytes())
    }

    /// Hands the writer below back, flushed.
    ///
    /// # Errors
    /// Those of the writer below.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.flush()?;
        Ok(self.out)
    }
}

/// Writes `document` and its analysis.
///
/// # Errors
/// Those of the writer below.
pub fn write(
    out: impl io::Write,
    document: &Document,
    analysis: &Analysis,
    sentence_ids: &[Option<String>],
) -> io::Result<()> {
    let mut writer = Writer::new(out);
    writer.document(&document.id)?;
    let mut starts = document
        .paragraphs
        .iter()
        .map(|p| p.start)
        .collect::<Vec<_>>();
    starts.sort_unstable();
    for (i, sentence) in analysis.sentences.iter().enumerate() {
        let id = sentence_ids.get(i).and_then(Option::as_deref);
        let opens = sentence
            .span
            .is_some_and(|s| starts.binary_search(&s.start).is_ok());
        writer.sentence(&document.text, sentence, id, opens)?;
    }
    writer.finish().map(drop)
}

/// MISC of a surface token that ends at `span`, the next word being `next`.
fn misc_space(text: &str, sentence: &Sentence, next: TokenId, span: Span) -> &'static str {
    let adjoins = match sentence.tokens.get(next as usize) {
        Some(token) => token.span.start == span.end,
        None => text
            .get(span.end as usize..)
            .and_then(|rest| rest.chars().next())
            .is_some_and(|c| !c.is_whitespace()),
    };
    if adjoins { "SpaceAfter=No" } else { "_" }
}

fn or_blank(value: &str) -> &str {
    if value.is_empty() { "_" } else { value }
}

/// Text of one line: tabs and line ends become spaces, so that a column or comment can't end early.
fn push_flat(line: &mut String, text: &str) {
    if text.contains(['\t', '\n', '\r']) {
        line.extend(text.chars().map(|c| {
            if matches!(c, '\t' | '\n' | '\r') {
                ' '
            } else {
                c
            }
        }));
    } else {
        line.push_str(text);
    }
}

fn push_number(line: &mut String, number: usize) {
    let mut digits = [0u8; 20];
    let mut at = digits.len();
    let mut rest = number;
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    line.extend(digits[at..].iter().map(|&d| d as char));
}
