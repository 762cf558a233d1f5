//! The step that every format shares: fields and text to a document.

use super::{
    Defaults, Problem, calendar,
    layout::{Breaks, lay_out},
};
use crate::text::Document;

/// What a format has found before the text is laid out; empty strings count as absent.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields {
    pub(super) id: Option<String>,
    pub(super) title: Option<String>,
    pub(super) published: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) url: Option<String>,
    pub(super) text: String,
}

/// Makes the document; `name` is its id where the fields have none.
pub(super) fn document(
    name: &str,
    fields: Fields,
    breaks: Breaks,
    defaults: &Defaults,
) -> Result<Document, Problem> {
    let Fields {
        id,
        title,
        published,
        publisher,
        url,
        text,
    } = fields;
    if text.trim().is_empty() {
        return Err(Problem::Empty);
    }
    if text.len() as u64 > u64::from(u32::MAX) {
        return Err(Problem::TooLarge);
    }
    let some = |value: Option<String>| {
        value
            .map(|v| v.split_whitespace().collect::<Vec<_>>().join(" "))
            .filter(|v| !v.is_empty())
    };
    let title = some(title);
    let layout = lay_out(&text, title.as_deref(), breaks, &defaults.furniture);
    let title = title.or_else(|| {
        let headline = layout.headline?.of(&text);
        Some(headline.split_whitespace().collect::<Vec<_>>().join(" "))
    });
    let published = published
        .as_deref()
        .and_then(calendar::metadata_date)
        .or(layout.published)
        .or(defaults.published);
    Ok(Document {
        id: some(id).unwrap_or_else(|| name.to_owned()),
        text,
        headline: layout.headline,
        paragraphs: layout.paragraphs,
        title,
        published,
        publisher: some(publisher),
        url: some(url),
    })
}
