use super::{PartialDate, Span};
use serde::{Deserialize, Serialize};

/// One article as text: what `ingest` hands on.
///
/// `text` is the article's own wording (line ends as `\n`, otherwise unchanged), headline first where there is one;
/// all offsets count its bytes until they leave the program, where they become Unicode code points.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// The article's own id where it has one, else its file name; unique within a store.
    pub id: String,
    /// The running text.
    pub text: String,
    /// Where the headline stands in `text`, when it is part of it.
    pub headline: Option<Span>,
    /// The blocks of running text, in order: paragraphs, list items and section headings. Sentences never cross them.
    pub paragraphs: Vec<Span>,
    /// The title from the metadata or the headline.
    pub title: Option<String>,
    /// When it was published; what "on Tuesday" is relative to.
    pub published: Option<PartialDate>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
}

impl Document {
    /// A document of one text without metadata, each line a paragraph.
    pub fn from_text(id: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let mut paragraphs = Vec::new();
        let mut start = 0usize;
        for line in text.split_inclusive('\n') {
            let trimmed = line.trim();
            if !trimmed.is_empty() {
                let lead = line.len() - line.trim_start().len();
                let begin = (start + lead) as u32;
                paragraphs.push(Span::new(begin, begin + trimmed.len() as u32));
            }
            start += line.len();
        }
        Self {
            id: id.into(),
            text,
            paragraphs,
            ..Self::default()
        }
    }

    /// The span in Unicode code points, as records and passages give it.
    pub fn code_points(&self, span: Span) -> (usize, usize) {
        let before = |byte: u32| {
            self.text
                .get(..byte as usize)
                .map_or(0, |s| s.chars().count())
        };
        (before(span.start), before(span.end))
    }
}
