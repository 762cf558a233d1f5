//! Tables that fit the terminal: nothing is cut off, long cells are wrapped.

use crate::record::{plain, terms};
use oxigraph::model::Term;
use std::io::{self, Write};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Between two columns.
const GAP: &str = "  ";
/// No column is made narrower than this.
const NARROWEST: usize = 8;

/// Writes rows under their names; `notes` stand below their row.
pub(super) fn write(
    names: &[&str],
    rows: &[Vec<Option<Term>>],
    notes: &[Vec<String>],
    width: Option<usize>,
    out: &mut impl Write,
) -> io::Result<()> {
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            row.iter()
                .map(|term| term.as_ref().map_or_else(String::new, cell))
                .collect()
        })
        .collect();
    let widths = widths(names, &cells, width.unwrap_or(usize::MAX));
    let header: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    write_row(&header, &widths, out)?;
    let rule: Vec<String> = widths.iter().map(|&w| "─".repeat(w)).collect();
    writeln!(out, "{}", rule.join(GAP))?;
    for (at, row) in cells.iter().enumerate() {
        write_row(row, &widths, out)?;
        for note in notes.get(at).into_iter().flatten() {
            let room = width.unwrap_or(usize::MAX).saturating_sub(4).max(20);
            for (number, line) in wrap(note, room).into_iter().enumerate() {
                writeln!(out, "{}{line}", if number == 0 { "  ▸ " } else { "    " })?;
            }
        }
    }
    let count = rows.len();
    writeln!(out, "{count} row{}", if count == 1 { "" } else { "s" })
}

/// A term as a reader wants it: a literal's words, an IRI by its prefix.
fn cell(term: &Term) -> String {
    let text = match term {
        Term::NamedNode(node) => terms::compact(node.as_str()).replace("\\/", "/"),
        other => plain(other.clone()),
    };
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// Each column as wide as its widest cell, and where that is too much, the widest ones narrowed until all fit.
fn widths(names: &[&str], cells: &[Vec<String>], room: usize) -> Vec<usize> {
    let mut widths: Vec<usize> = names
        .iter()
        .enumerate()
        .map(|(at, name)| {
            cells
                .iter()
                .filter_map(|row| row.get(at))
                .map(|cell| cell.width())
                .chain([name.width(), 1])
                .max()
                .unwrap_or(1)
        })
        .collect();
    let gaps = GAP.len() * widths.len().saturating_sub(1);
    let room = room.saturating_sub(gaps);
    while widths.iter().sum::<usize>() > room {
        let Some(widest) = widths.iter_mut().max_by_key(|w| **w) else {
            break;
        };
        if *widest <= NARROWEST {
            break;
        }
        *widest -= 1;
    }
    widths
}

fn write_row(cells: &[String], widths: &[usize], out: &mut impl Write) -> io::Result<()> {
    let wrapped: Vec<Vec<String>> = cells
        .iter()
        .zip(widths)
        .map(|(cell, &w)| wrap(cell, w))
        .collect();
    let height = wrapped.iter().map(Vec::len).max().unwrap_or(1);
    for line in 0..height {
        let mut text = String::new();
        for (at, (cell, &width)) in wrapped.iter().zip(widths).enumerate() {
            let part = cell.get(line).map_or("", String::as_str);
            if at > 0 {
                text.push_str(GAP);
            }
            text.push_str(part);
            text.push_str(&" ".repeat(width.saturating_sub(part.width())));
        }
        writeln!(out, "{}", text.trim_end())?;
    }
    Ok(())
}

/// Breaks text at spaces, and within words only where one is wider than the line.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split(' ') {
        let wide = word.width();
        let last = lines.len() - 1;
        if used > 0 && used + 1 + wide <= width {
            lines[last].push(' ');
            lines[last].push_str(word);
            used += 1 + wide;
            continue;
        }
        if used > 0 {
            lines.push(String::new());
            used = 0;
        }
        for c in word.chars() {
            let wide = c.width().unwrap_or(0);
            if used > 0 && used + wide > width {
                lines.push(String::new());
                used = 0;
            }
            if let Some(line) = lines.last_mut() {
                line.push(c);
            }
            used += wide;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{Term, wrap, write};
    use oxigraph::model::Literal;
    use unicode_width::UnicodeWidthStr;

    #[test]
    fn nothing_is_lost_and_all_fits() {
        let long = "Visit of the president of the republic to the neighbouring country";
        let rows = vec![vec![
            Some(Term::from(Literal::new_simple_literal(long))),
            None,
            Some(Term::from(Literal::new_simple_literal(
                "日本語のとても長い名前",
            ))),
        ]];
        let mut out = Vec::new();
        write(
            &["event", "x", "name"],
            &rows,
            &[vec!["a note".to_owned()]],
            Some(40),
            &mut out,
        )
        .expect("written");
        let text = String::from_utf8(out).expect("UTF-8");
        assert!(text.lines().all(|line| line.width() <= 40), "{text}");
        for word in long.split(' ') {
            assert!(text.contains(word), "{word} in {text}");
        }
        assert!(text.contains("▸ a note"));
    }

    #[test]
    fn words_wider_than_the_line_are_broken() {
        assert_eq!(wrap("abcdef gh", 4), ["abcd", "ef", "gh"]);
        assert_eq!(wrap("", 4), [""]);
    }
}
