//! Markdown with front matter.

use super::article::Fields;

/// Reads front matter (flat `key: value` lines between two `---`) and the words of the body without their markup.
pub(super) fn read(text: &str) -> Fields {
    let (front, body) = front_matter(text);
    let mut fields = Fields {
        text: plain(body),
        ..Fields::default()
    };
    let mut list_key: Option<String> = None;
    for line in front.lines() {
        if line.trim_start().starts_with('#') || line.trim().is_empty() {
            continue;
        }
        if line.starts_with([' ', '\t', '-']) {
            // Of a list or a mapping only the first item's text is taken, where the key itself had none.
            if let Some(key) = list_key.take() {
                set(
                    &mut fields,
                    &key,
                    value(line.trim_start_matches([' ', '\t', '-'])),
                );
            }
            continue;
        }
        list_key = None;
        if let Some((key, rest)) = line.split_once(':') {
            let key = key.trim().to_lowercase();
            let found = value(rest);
            if found.is_empty() {
                list_key = Some(key);
            } else {
                set(&mut fields, &key, found);
            }
        }
    }
    fields
}

fn set(fields: &mut Fields, key: &str, value: String) {
    let field = match key {
        "id" => &mut fields.id,
        "title" | "headline" => &mut fields.title,
        "date" | "published" | "publication_date" | "pubdate" | "datepublished" => {
            &mut fields.published
        }
        "publisher" | "site" | "source" | "newspaper" => &mut fields.publisher,
        "url" | "link" | "canonical" | "canonical_url" | "permalink" => &mut fields.url,
        _ => return,
    };
    if field.is_none() && !value.is_empty() {
        *field = Some(value);
    }
}

/// A scalar without its quotes or its comment.
fn value(text: &str) -> String {
    let text = text.trim();
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote) {
            let end = inner.rfind(quote).unwrap_or(inner.len());
            let inner = inner.get(..end).unwrap_or(inner);
            return if quote == '"' {
                inner.replace("\\\"", "\"").replace("\\\\", "\\")
            } else {
                inner.replace("''", "'")
            };
        }
    }
    let end = text.find(" #").unwrap_or(text.len());
    let text = text.get(..end).unwrap_or(text).trim();
    if ["null", "~", "|", ">", "[]", "{}"].contains(&text) {
        String::new()
    } else {
        text.to_owned()
    }
}

/// Splits the front matter off; without one it is empty.
fn front_matter(text: &str) -> (&str, &str) {
    let none = ("", text);
    let Some(rest) = text.trim_start_matches('\n').strip_prefix("---") else {
        return none;
    };
    let Some((first, rest)) = rest.split_once('\n') else {
        return none;
    };
    if !first.trim().is_empty() {
        return none;
    }
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        if ["---", "..."].contains(&line.trim_end()) {
            return (
                rest.get(..at).unwrap_or_default(),
                rest.get(at + line.len()..).unwrap_or_default(),
            );
        }
        at += line.len();
    }
    none
}

/// The body's words: blocks with a blank line between two, without markup.
fn plain(body: &str) -> String {
    let mut out = String::with_capacity(body.len());
    let mut fence: Option<&str> = None;
    let mut own_block = true;
    for line in body.lines() {
        let bare = line.trim_start();
        if let Some(mark) = ["```", "~~~"]
            .into_iter()
            .find(|mark| bare.starts_with(mark))
        {
            fence = match fence {
                Some(open) if open == mark => None,
                Some(open) => Some(open),
                None => Some(mark),
            };
            continue;
        }
        if fence.is_some() {
            continue;
        }
        let mut bare = bare;
        while let Some(rest) = bare.strip_prefix('>') {
            bare = rest.trim_start();
        }
        // A rule, or the underline of a heading, parts blocks.
        if !bare.is_empty()
            && bare
                .chars()
                .all(|c| matches!(c, '-' | '=' | '*' | '_' | ' '))
        {
            out.push('\n');
            own_block = true;
            continue;
        }
        let heading = bare.starts_with('#');
        let item = list_item(bare);
        let words = inline(item.unwrap_or_else(|| {
            if heading {
                bare.trim_matches(['#', ' '])
            } else {
                bare
            }
        }));
        if (heading || item.is_some() || own_block) && !out.is_empty() {
            out.push('\n');
        }
        own_block = heading || line.trim().is_empty();
        out.push_str(words.trim());
        out.push('\n');
    }
    out
}

/// What stands after a list item's mark.
fn list_item(line: &str) -> Option<&str> {
    if let Some(rest) = line
        .strip_prefix("- ")
        .or_else(|| line.strip_prefix("* "))
        .or_else(|| line.strip_prefix("+ "))
    {
        return Some(rest);
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=3).contains(&digits) {
        return None;
    }
    line.get(digits..)?
        .strip_prefix(". ")
        .or_else(|| line.get(digits..)?.strip_prefix(") "))
}

/// Words without emphasis, links' targets, images, code marks and escapes.
fn inline(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let after = rest.get(c.len_utf8()..).unwrap_or_default();
        match c {
            '\\' if after.starts_with(|c: char| c.is_ascii_punctuation()) => {
                let escaped = after.chars().next().unwrap_or('\\');
                out.push(escaped);
                rest = after.get(escaped.len_utf8()..).unwrap_or_default();
            }
            '!' if after.starts_with('[') && link(after).is_some() => {
                rest = link(after).map_or("", |(_, rest)| rest);
            }
            '[' => {
                if let Some((words, behind)) = link(rest) {
                    out.push_str(&words.replace(['*', '`'], ""));
                    rest = behind;
                } else {
                    out.push('[');
                    rest = after;
                }
            }
            '*' | '`' => rest = after,
            '_' => {
                // An underscore inside a word is no emphasis.
                let inside = out.ends_with(char::is_alphanumeric)
                    && after.starts_with(char::is_alphanumeric);
                if inside {
                    out.push('_');
                }
                rest = after;
            }
            '<' if after.starts_with("http")
                || after.starts_with("!--")
                || after.starts_with(['/', 'b', 'i', 'e', 's', 'p']) =>
            {
                rest = after.split_once('>').map_or(after, |(_, behind)| behind);
            }
            c => {
                out.push(c);
                rest = after;
            }
        }
    }
    out
}

/// The words of `[words](target)` or `[words][name]` at the start of the text, and what follows.
fn link(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('[')?;
    let (words, behind) = inner.split_once(']')?;
    let close = match behind.chars().next()? {
        '(' => ')',
        '[' => ']',
        _ => return None,
    };
    let (_, behind) = behind.split_once(close)?;
    Some((words, behind))
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn front_matter_and_words_are_read() {
        let fields = read(
            "---\ntitle: \"Accord: in \\\"Aqaba\\\"\"\ndate: 2024-05-02 # a comment\nsource: 'Example''s Times'\ntags:\n  - water\nurl: https://example.org/a\n---\n# Accord in Aqaba\n\nThe **king** of [Jordan](https://example.org/j) met\nthe _president_ of Egypt.\n## What It Says\n- water\n- power\n\n![a map](m.png)\n\n```\ncode\n```\n> Quoted words.\n",
        );
        assert_eq!(fields.title.as_deref(), Some("Accord: in \"Aqaba\""));
        assert_eq!(fields.published.as_deref(), Some("2024-05-02"));
        assert_eq!(fields.publisher.as_deref(), Some("Example's Times"));
        assert_eq!(fields.url.as_deref(), Some("https://example.org/a"));
        let blocks: Vec<&str> = fields
            .text
            .split("\n\n")
            .map(str::trim)
            .filter(|b| !b.is_empty())
            .collect();
        assert_eq!(
            blocks,
            [
                "Accord in Aqaba",
                "The king of Jordan met\nthe president of Egypt.",
                "What It Says",
                "water",
                "power",
                "Quoted words."
            ]
        );
    }

    #[test]
    fn text_without_front_matter_is_all_body() {
        assert_eq!(read("---\nno end").text.trim(), "no end");
        assert_eq!(read("5 * 3 is 15").text.trim(), "5  3 is 15");
        assert!(read("").text.is_empty());
    }
}
