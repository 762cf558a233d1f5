//! Bytes to Unicode.

use super::Problem;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// How many bytes of a page are searched for the encoding it declares (the HTML standard's figure).
const PRESCAN: usize = 1024;

/// Decodes text in the encoding that its byte order mark, `declared` (a label such as `windows-1252`) or its bytes
/// tell, in this order; valid UTF-8 is UTF-8 whatever is declared. Line ends become `\n`.
///
/// # Errors
/// [`Problem::Binary`] for what is no text, [`Problem::Undecodable`] for text in no encoding that can be told.
pub(super) fn decode(bytes: &[u8], declared: Option<&str>) -> Result<String, Problem> {
    let text = if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        strictly(encoding, &bytes[mark..])?
    } else if let Some(encoding) = utf_16_without_mark(bytes) {
        strictly(encoding, bytes)?
    } else if let Ok(text) = std::str::from_utf8(bytes) {
        text.to_owned()
    } else if looks_binary(bytes) {
        return Err(Problem::Binary);
    } else {
        let declared = declared
            .and_then(|label| Encoding::for_label(label.trim().as_bytes()))
            // Bytes that are no UTF-8 are not made so by a declaration.
            .filter(|&encoding| encoding != UTF_8)
            .and_then(|encoding| strictly(encoding, bytes).ok());
        match declared {
            Some(text) => text,
            None => guessed(bytes)?,
        }
    };
    if looks_binary(text.as_bytes()) {
        return Err(Problem::Binary);
    }
    Ok(normalise(&text))
}

/// Line ends as `\n`; control characters, which no RDF or XML format can carry, as spaces.
pub(super) fn normalise(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                if chars.peek() != Some(&'\n') {
                    out.push('\n');
                }
            }
            '\u{2028}' | '\u{2029}' | '\u{85}' | '\u{b}' | '\u{c}' => out.push('\n'),
            '\n' | '\t' => out.push(c),
            '\u{feff}' | '\u{ad}' => {}
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// The encoding that an HTML page or an XML file declares in its first bytes.
pub(super) fn declared_in_markup(bytes: &[u8]) -> Option<String> {
    let head = &bytes[..bytes.len().min(PRESCAN)];
    let head = String::from_utf8_lossy(head).to_lowercase();
    let at = ["charset=", "encoding="]
        .iter()
        .filter_map(|key| head.find(key).map(|at| at + key.len()))
        .min()?;
    let label: String = head
        .get(at..)?
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || "-_:.".contains(*c))
        .collect();
    (!label.is_empty()).then_some(label)
}

fn strictly(encoding: &'static Encoding, bytes: &[u8]) -> Result<String, Problem> {
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .map(std::borrow::Cow::into_owned)
        .ok_or_else(|| {
            let (lossy, _) = encoding.decode_without_bom_handling(bytes);
            let line = lossy
                .split('\u{fffd}')
                .next()
                .map_or(1, |before| before.matches('\n').count() + 1);
            Problem::Undecodable {
                encoding: encoding.name(),
                line,
            }
        })
}

fn guessed(bytes: &[u8]) -> Result<String, Problem> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    strictly(detector.guess(None, Utf8Detection::Deny), bytes)
}

/// UTF-16 betrays itself by a zero in every other byte of Latin text.
fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096) & !1];
    if sample.len() < 8 {
        return None;
    }
    let zeros = |offset: usize| {
        sample
            .iter()
            .skip(offset)
            .step_by(2)
            .filter(|&&b| b == 0)
            .count()
    };
    let (even, odd, pairs) = (zeros(0), zeros(1), sample.len() / 2);
    if odd * 10 > pairs * 4 && even * 20 < pairs {
        Some(UTF_16LE)
    } else if even * 10 > pairs * 4 && odd * 20 < pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// More than one control character in a hundred, or a known signature, is no text.
fn looks_binary(bytes: &[u8]) -> bool {
    const SIGNATURES: [&[u8]; 8] = [
        b"%PDF-",
        b"PK\x03\x04",
        b"\x89PNG",
        b"GIF8",
        b"\xff\xd8\xff",
        b"\x7fELF",
        b"\xd0\xcf\x11\xe0",
        b"{\\rtf",
    ];
    if SIGNATURES
        .iter()
        .any(|signature| bytes.starts_with(signature))
    {
        return true;
    }
    let sample = &bytes[..bytes.len().min(1 << 16)];
    let control = sample
        .iter()
        .filter(|&&b| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0b | 0x0c | 0x1b))
        .count();
    control * 100 > sample.len()
}

#[cfg(test)]
mod tests {
    use super::{Problem, declared_in_markup, decode};

    #[test]
    fn encodings_are_told_by_mark_declaration_and_bytes() {
        let text = "Señor Núñez visitó Perú.";
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut marked = vec![0xff, 0xfe];
        marked.extend(&utf16);
        let latin: Vec<u8> = text.chars().map(|c| c as u32 as u8).collect();
        assert_eq!(
            decode(text.as_bytes(), Some("iso-8859-1")).as_deref(),
            Ok(text)
        );
        assert_eq!(decode(&utf16, None).as_deref(), Ok(text));
        assert_eq!(decode(&marked, None).as_deref(), Ok(text));
        assert_eq!(decode(&latin, Some("iso-8859-1")).as_deref(), Ok(text));
        assert_eq!(decode(&latin, None).as_deref(), Ok(text));
        let greek = [0xc1u8, 0xe8, 0xde, 0xed, 0xe1];
        assert_eq!(decode(&greek, Some("ISO-8859-7")).as_deref(), Ok("Αθήνα"));
    }

    #[test]
    fn line_ends_become_one_kind() {
        assert_eq!(decode(b"a\r\nb\rc\nd", None).as_deref(), Ok("a\nb\nc\nd"));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert_eq!(
            decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", None),
            Err(Problem::Binary)
        );
        assert_eq!(decode(b"%PDF-1.7 some text", None), Err(Problem::Binary));
        assert_eq!(
            decode(&[0, 1, 2, 3, 4, 5, 6, 7, 0x90], None),
            Err(Problem::Binary)
        );
    }

    #[test]
    fn a_page_declares_its_encoding() {
        assert_eq!(
            declared_in_markup(b"<html><meta charset='Shift_JIS'>").as_deref(),
            Some("shift_jis")
        );
        assert_eq!(
            declared_in_markup(b"<?xml version=\"1.0\" encoding=\"ISO-8859-2\"?>").as_deref(),
            Some("iso-8859-2")
        );
        assert_eq!(declared_in_markup(b"<p>none"), None);
    }
}
