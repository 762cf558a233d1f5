//! How a diagram tells its parts apart: shapes, the colours of Okabe and Ito (safe for the colour-blind) in light tints
//! under dark text, line styles.

use super::view::Kind;
use crate::extraction::Factuality;

/// Dark ink for text and outlines.
pub(super) const INK: &str = "#1f2933";
/// Quiet ink for legends and facts' edges.
pub(super) const QUIET: &str = "#52606d";

/// The fill, the outline and Graphviz's shape of a kind.
pub(super) const fn look(kind: Kind) -> (&'static str, &'static str, &'static str) {
    match kind {
        Kind::Leader => ("#f7c97f", "#b36f00", "ellipse"),
        Kind::Person => ("#fdebd0", "#b36f00", "ellipse"),
        Kind::Country => ("#b5dcf3", "#0072b2", "box"),
        Kind::Organization => ("#ecd0e0", "#a8417e", "hexagon"),
        Kind::Place => ("#bfe6d8", "#00795a", "house"),
        Kind::Event => ("#fbf7c5", "#8a8000", "note"),
        Kind::Occasion => ("#f6c6a6", "#b84f00", "octagon"),
        Kind::Other => ("#e4e7eb", "#616e7c", "plaintext"),
    }
}

/// The colour of a line told like this.
pub(super) const fn line_colour(factuality: Factuality) -> &'static str {
    match factuality {
        Factuality::Fact => "#52606d",
        Factuality::Planned | Factuality::Likely | Factuality::Possible => "#0072b2",
        Factuality::Unlikely | Factuality::Denied => "#b84f00",
    }
}

/// Graphviz's line style.
pub(super) const fn line_style(factuality: Factuality) -> &'static str {
    match factuality {
        Factuality::Fact => "solid",
        Factuality::Planned | Factuality::Likely | Factuality::Possible => "dashed",
        Factuality::Unlikely | Factuality::Denied => "dotted",
    }
}

/// The width of a line told by so many articles.
pub(super) fn line_width(sources: usize) -> f64 {
    (0.7 + 0.5 * sources as f64).min(3.2)
}

/// What a legend calls a factuality.
pub(super) const fn in_legend(factuality: Factuality) -> &'static str {
    match factuality {
        Factuality::Fact => "told as a fact",
        Factuality::Planned => "planned",
        Factuality::Likely => "likely",
        Factuality::Possible => "possible",
        Factuality::Unlikely => "unlikely ✗",
        Factuality::Denied => "denied ✗",
    }
}

/// Breaks a label at spaces into lines of about `width` characters.
pub(super) fn lines(label: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in printable(label).split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    if lines.is_empty() {
        lines.push(String::new());
    }
    lines
}

/// Text without the characters that no XML may hold; line breaks and tabs become spaces.
pub(super) fn printable(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            '\n' | '\r' | '\t' => Some(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => None,
            c => Some(c),
        })
        .collect()
}
