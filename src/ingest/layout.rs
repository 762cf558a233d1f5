//! Where the headline, the paragraphs and the date stand in an article's text.

use super::{
    calendar,
    furniture::{Furniture, Line},
};
use crate::text::{PartialDate, Span};

/// A hard-wrapped text has no line longer than this many characters.
const WIDEST_WRAP: usize = 120;
/// A headline has at most this many words.
const HEADLINE_WORDS: usize = 30;
/// So many short lines in a row without a full stop are a gallery's captions or a menu.
const CAPTION_RUN: usize = 3;

/// What the layout of a text says about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Layout {
    /// The headline, also the first of the paragraphs.
    pub(super) headline: Option<Span>,
    /// Blocks of running text and headings, in order.
    pub(super) paragraphs: Vec<Span>,
    /// The date that a "Published:" line, a date line or a dateline gives.
    pub(super) published: Option<PartialDate>,
}

/// Whether a line end may end a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Breaks {
    /// Each line is a paragraph, unless the text is wrapped at a fixed width.
    Plain,
    /// Only blank lines do.
    BlankLines,
}

/// One line that is not blank, trimmed.
#[derive(Clone, Copy)]
struct Row<'a> {
    text: &'a str,
    span: Span,
    indented: bool,
    /// A blank line stands before it.
    after_blank: bool,
}

/// Finds headline, paragraphs and date of `text`; `title` is what the metadata says the headline is.
pub(super) fn lay_out(text: &str, title: Option<&str>, breaks: Breaks, cues: &Furniture) -> Layout {
    let rows = rows(text);
    let wrap = match breaks {
        Breaks::Plain => wrap_width(&rows),
        Breaks::BlankLines => Some(usize::MAX),
    };
    let count = rows.len();
    let mut kinds: Vec<Line> = rows
        .iter()
        .enumerate()
        .map(|(at, row)| cues.judge(row.text, at < 6 || at + 4 > count))
        .collect();
    close_end_matter(&mut kinds, &rows);
    let mut layout = Layout {
        published: date_at_the_top(&kinds),
        ..Layout::default()
    };
    let mut blocks: Vec<(Span, usize)> = Vec::new();
    let mut open = false;
    for (at, (row, kind)) in rows.iter().zip(&kinds).enumerate() {
        if *kind != Line::Prose {
            open = false;
            continue;
        }
        let continues = open
            && !row.after_blank
            && at
                .checked_sub(1)
                .and_then(|before| rows.get(before))
                .is_some_and(|before| wrap.is_some_and(|width| is_soft_break(before, row, width)));
        match blocks.last_mut() {
            Some((span, lines)) if continues => {
                *span = span.cover(row.span);
                *lines += 1;
            }
            _ => blocks.push((row.span, 1)),
        }
        open = true;
    }
    layout.headline = headline(text, title, &rows, &kinds, &blocks);
    layout.paragraphs = without_captions(text, layout.headline, &blocks);
    if layout.published.is_none() {
        layout.published = layout
            .paragraphs
            .iter()
            .find(|&&span| Some(span) != layout.headline)
            .and_then(|span| dateline(span.of(text)));
    }
    layout
}

fn rows(text: &str) -> Vec<Row<'_>> {
    let mut found = Vec::new();
    let mut start = 0usize;
    let mut after_blank = true;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            after_blank = true;
        } else {
            let lead = line.len() - line.trim_start().len();
            let begin = (start + lead) as u32;
            found.push(Row {
                text: trimmed,
                span: Span::new(begin, begin + trimmed.len() as u32),
                indented: lead > 0,
                after_blank,
            });
            after_blank = false;
        }
        start += line.len();
    }
    found
}

/// The width at which the text is wrapped, if it is: no long lines, and of the line ends inside blocks a good part
/// cuts a sentence before a word in lower case.
fn wrap_width(rows: &[Row<'_>]) -> Option<usize> {
    let width = rows.iter().map(|row| row.text.chars().count()).max()?;
    if !(30..=WIDEST_WRAP).contains(&width) {
        return None;
    }
    let (mut inside, mut cut) = (0usize, 0usize);
    for pair in rows.windows(2) {
        if let [before, after] = pair
            && !after.after_blank
        {
            inside += 1;
            cut += usize::from(ends_open(before.text) && starts_lower(after.text));
        }
    }
    (cut > 0 && cut * 4 >= inside).then_some(width)
}

/// Whether the line end between two lines of a wrapped text is only the wrapping's.
fn is_soft_break(before: &Row<'_>, after: &Row<'_>, width: usize) -> bool {
    if width == usize::MAX {
        return true;
    }
    if after.text.starts_with(['•', '*', '·', '▪']) || after.text.starts_with("- ") {
        return false;
    }
    if starts_lower(after.text) {
        return true;
    }
    // The next word would not have fitted.
    let next = after
        .text
        .split_whitespace()
        .next()
        .map_or(0, |word| word.chars().count());
    let full = before.text.chars().count() + 1 + next > width - width / 12;
    full && (before.indented || !after.indented)
}

fn starts_lower(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_lowercase)
}

/// Whether a line does not end as a sentence does.
fn ends_open(text: &str) -> bool {
    let end = text.trim_end_matches(['"', '”', '\'', '’', ')', ']', '»']);
    !end.ends_with(['.', '!', '?', '…', '。', ':'])
}

/// From the heading of the end matter on nothing is read, if it stands in the text's second half.
fn close_end_matter(kinds: &mut [Line], rows: &[Row<'_>]) {
    let length = rows.last().map_or(0, |row| row.span.end);
    let found = kinds
        .iter()
        .zip(rows)
        .position(|(kind, row)| *kind == Line::EndMatter && row.span.start * 2 >= length);
    for (at, kind) in kinds.iter_mut().enumerate() {
        if found.is_some_and(|from| at >= from) {
            *kind = Line::Furniture;
        } else if *kind == Line::EndMatter {
            *kind = Line::Prose;
        }
    }
}

/// The first date line among the first lines.
fn date_at_the_top(kinds: &[Line]) -> Option<PartialDate> {
    let at_top = kinds.iter().take(8).find_map(|kind| match kind {
        Line::Date(date) => Some(*date),
        _ => None,
    });
    at_top.or_else(|| {
        // Some papers print the date under the article.
        kinds.iter().rev().take(4).find_map(|kind| match kind {
            Line::Date(date) => Some(*date),
            _ => None,
        })
    })
}

/// The first block when it equals the title, or else reads like a headline: short, one line, without a full stop, and
/// followed by longer text.
fn headline(
    text: &str,
    title: Option<&str>,
    rows: &[Row<'_>],
    kinds: &[Line],
    blocks: &[(Span, usize)],
) -> Option<Span> {
    let &(first, _) = blocks.first()?;
    let words = first.of(text);
    if let Some(title) = title {
        return same_words(title, words).then_some(first);
    }
    let count = words.split_whitespace().count();
    let (second, _) = blocks.get(1)?;
    let longer =
        second.len() > first.len() || blocks.iter().any(|(span, _)| span.len() > 2 * first.len());
    let at = rows.iter().position(|row| row.span.start == first.start)?;
    let before_furniture = kinds.get(at + 1).is_some_and(|kind| *kind != Line::Prose);
    let ending = match words.chars().next_back()? {
        '.' | '…' | ',' | ';' | '"' | '”' if !before_furniture => return None,
        ':' => return None,
        c => c,
    };
    // A short question or exclamation is rather the first section's heading or a lead-in.
    let emphatic = ['?', '!'].contains(&ending) && !before_furniture && count < 5;
    ((2..=HEADLINE_WORDS).contains(&count) && longer && !emphatic && !starts_lower(words))
        .then_some(first)
}

/// Compares letters and digits only, without regard to case.
fn same_words(a: &str, b: &str) -> bool {
    fn key(text: &str) -> impl Iterator<Item = char> + '_ {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
    }
    key(a).eq(key(b)) && key(a).next().is_some()
}

/// Drops runs of short lines that are no sentences: the captions of a gallery, a menu, a table.
fn without_captions(text: &str, headline: Option<Span>, blocks: &[(Span, usize)]) -> Vec<Span> {
    let is_short = |span: Span| {
        let words = span.of(text);
        Some(span) != headline
            && words.split_whitespace().count() <= 10
            && ends_open(words)
            && !words.starts_with(['•', '*', '-', '–', '·'])
    };
    let mut kept = Vec::with_capacity(blocks.len());
    let mut at = 0;
    while let Some(&(span, _)) = blocks.get(at) {
        let run = blocks
            .iter()
            .skip(at)
            .take_while(|(span, _)| is_short(*span))
            .count();
        if run >= CAPTION_RUN {
            at += run;
        } else {
            kept.push(span);
            at += 1;
        }
    }
    kept
}

/// The date in "BEIJING, March 10, 2023 (Xinhua) —": capitals first, then a dash.
fn dateline(paragraph: &str) -> Option<PartialDate> {
    let head: String = paragraph.chars().take(90).collect();
    let end = [" — ", " – ", " -- ", " - ", "—", " ―"]
        .iter()
        .filter_map(|dash| head.find(dash))
        .min()?;
    let head = head.get(..end)?;
    let first = head
        .split(|c: char| !c.is_alphanumeric())
        .find(|word| !word.is_empty())?;
    let place = first.chars().all(char::is_uppercase) || head.contains('(');
    let (date, range) = calendar::find_date(head)?;
    let rest = head.get(range.end..)?.trim();
    (place && (rest.is_empty() || rest.starts_with(['(', '/', ',']))).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::{Breaks, Furniture, Layout, lay_out};

    fn plain(text: &str) -> Layout {
        lay_out(text, None, Breaks::Plain, &Furniture::default())
    }

    fn blocks<'a>(text: &'a str, layout: &Layout) -> Vec<&'a str> {
        layout.paragraphs.iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn headline_date_and_source_are_told_apart() {
        let text = "Chile to Host Summit in Santiago\nPublished: March 3, 2024\nBy Ana Rojas\n\nPresident Gabriel Boric will host six leaders next week, his office said.\nWho Is Coming\nBrazil and Peru have accepted.\nSource: AP\n\n";
        let layout = plain(text);
        assert_eq!(
            blocks(text, &layout),
            [
                "Chile to Host Summit in Santiago",
                "President Gabriel Boric will host six leaders next week, his office said.",
                "Who Is Coming",
                "Brazil and Peru have accepted."
            ]
        );
        assert_eq!(
            layout.headline.map(|h| h.of(text)),
            Some("Chile to Host Summit in Santiago")
        );
        assert_eq!(
            layout.published.map(|d| d.to_string()).as_deref(),
            Some("2024-03-03")
        );
    }

    #[test]
    fn wrapped_lines_are_one_paragraph_and_lines_of_their_own_are_not() {
        let wrapped = "The prime minister of Norway flew to Helsinki on\nMonday, where she met the president of Finland and\nsigned an agreement about the border.\n\nThe two countries have been at peace for two\nhundred years.\n";
        assert_eq!(plain(wrapped).paragraphs.len(), 2);
        let lines =
            "The king of Jordan met the president.\nThey talked about water.\nThe talks go on.\n";
        assert_eq!(plain(lines).paragraphs.len(), 3);
    }

    #[test]
    fn a_first_paragraph_is_no_headline() {
        let text = "The king of Jordan met the president of Egypt in Aqaba.\n\nThey talked about water, trade and the war.\n";
        assert_eq!(plain(text).headline, None);
        let question = "What's Happening?\nThe king of Jordan met the president of Egypt in Aqaba on Monday.\n";
        assert_eq!(plain(question).headline, None);
        assert_eq!(plain(question).paragraphs.len(), 2);
    }

    #[test]
    fn datelines_date_and_galleries_go() {
        let text = "RIYADH, March 10, 2023 (SPA) — The ministers of two countries met.\n\nVisitors in the hall\n\nA flag\n\nThe minister\n\nThe talks lasted a day.";
        let layout = plain(text);
        assert_eq!(
            layout.published.map(|d| d.to_string()).as_deref(),
            Some("2023-03-10")
        );
        assert_eq!(layout.paragraphs.len(), 2);
        assert_eq!(
            plain("The deal of March 10, 2023 — long awaited — was signed.\nIt holds.").published,
            None
        );
    }

    #[test]
    fn nothing_is_read_from_the_end_matter() {
        let text = "The envoy of Kenya left for Addis Ababa on Tuesday, officials said in a long statement.\n\nSources\n\nAma Owusu. \"Envoy leaves\" — Accra Gazette, January 4, 2019\n";
        assert_eq!(plain(text).paragraphs.len(), 1);
    }

    #[test]
    fn a_title_of_the_metadata_decides() {
        let text = "One two three\n\nThe rest of it is longer.";
        let cues = Furniture::default();
        assert!(
            lay_out(text, Some("One, two: Three!"), Breaks::Plain, &cues)
                .headline
                .is_some()
        );
        assert!(
            lay_out(text, Some("Other"), Breaks::Plain, &cues)
                .headline
                .is_none()
        );
    }
}
