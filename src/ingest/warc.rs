//! Web archives: WARC 1.0 and 1.1 (ISO 28500), as crawlers write them.

use super::{Problem, article::Fields, decode, html};
use flate2::read::{MultiGzDecoder, ZlibDecoder};
use std::io::{self, BufRead, Read};

/// A page larger than this is no article.
const MAX_PAGE: u64 = 256 << 20;
/// A header line longer than this is no header line.
const MAX_LINE: u64 = 1 << 16;

/// The records of an archive that hold pages, one at a time.
pub(super) struct Records<R> {
    input: R,
    /// Records begun so far; the next one's number is one more.
    pub(super) number: usize,
    broken: bool,
}

impl<R: BufRead> Records<R> {
    pub(super) fn new(input: R) -> Self {
        Self {
            input,
            number: 0,
            broken: false,
        }
    }

    /// Reads up to the next page; `Ok(None)` at the end. Records of other kinds are passed over.
    fn next_page(&mut self) -> Result<Option<Fields>, Problem> {
        loop {
            let Some(header) = self.header()? else {
                return Ok(None);
            };
            self.number += 1;
            let field = |name: &str| lookup(&header, name);
            let length: u64 = field("content-length")
                .and_then(|value| value.parse().ok())
                .ok_or(Problem::Warc("a record has no length"))?;
            let kind = field("warc-type").unwrap_or_default();
            let url = field("warc-target-uri").map(|uri| uri.trim_matches(['<', '>']).to_owned());
            let wanted = ["response", "resource", "conversion"].contains(&kind);
            let body = if wanted && length <= MAX_PAGE {
                let mut body = Vec::new();
                let read = (&mut self.input)
                    .take(length)
                    .read_to_end(&mut body)
                    .map_err(Problem::from)?;
                if (read as u64) < length {
                    return Err(Problem::Warc("it ends within a record"));
                }
                Some(body)
            } else {
                let passed = io::copy(&mut (&mut self.input).take(length), &mut io::sink())
                    .map_err(Problem::from)?;
                if passed < length {
                    return Err(Problem::Warc("it ends within a record"));
                }
                None
            };
            let Some(body) = body else { continue };
            let page = match kind {
                "response" => http_page(&body)?,
                _ => Some((field("content-type").unwrap_or_default().to_owned(), body)),
            };
            let Some((media_type, payload)) = page else {
                continue;
            };
            let Some(mut fields) = page_fields(&media_type, &payload)? else {
                continue;
            };
            fields.id = fields.id.or_else(|| url.clone());
            fields.url = fields.url.or(url);
            return Ok(Some(fields));
        }
    }

    /// The header's fields, names in lower case; passes over what stands between records.
    fn header(&mut self) -> Result<Option<Vec<(String, String)>>, Problem> {
        let mut skipped = 0u64;
        loop {
            let line = self.line()?;
            let Some(line) = line else { return Ok(None) };
            if line.starts_with("WARC/") {
                break;
            }
            skipped += line.len() as u64;
            if skipped > MAX_LINE {
                return Err(Problem::Warc("no record begins where one should"));
            }
        }
        let mut fields: Vec<(String, String)> = Vec::new();
        while let Some(line) = self.line()? {
            let line = line.trim_end();
            if line.is_empty() {
                return Ok(Some(fields));
            }
            if let Some((name, value)) = line.split_once(':') {
                fields.push((name.trim().to_lowercase(), value.trim().to_owned()));
            }
            if fields.len() > 1000 {
                break;
            }
        }
        Err(Problem::Warc("a record's header has no end"))
    }

    fn line(&mut self) -> Result<Option<String>, Problem> {
        let mut line = Vec::new();
        let read = (&mut self.input)
            .take(MAX_LINE)
            .read_until(b'\n', &mut line)
            .map_err(Problem::from)?;
        Ok((read > 0).then(|| String::from_utf8_lossy(&line).into_owned()))
    }
}

impl<R: BufRead> Iterator for Records<R> {
    type Item = Result<Fields, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.broken {
            return None;
        }
        let found = self.next_page();
        // A page that can't be read leaves the archive readable; a broken archive doesn't say where it goes on.
        self.broken = matches!(found, Err(Problem::Warc(_) | Problem::Io(_)));
        found.transpose()
    }
}

fn lookup<'a>(fields: &'a [(String, String)], name: &str) -> Option<&'a str> {
    fields
        .iter()
        .find(|(n, _)| n == name)
        .map(|(_, value)| value.as_str())
}

/// The media type and the decoded payload of an HTTP response, if it is one that succeeded.
fn http_page(message: &[u8]) -> Result<Option<(String, Vec<u8>)>, Problem> {
    let (head, body) = match find(message, b"\r\n\r\n") {
        Some(at) => (&message[..at], &message[at + 4..]),
        None => match find(message, b"\n\n") {
            Some(at) => (&message[..at], &message[at + 2..]),
            None => return Ok(None),
        },
    };
    let head = String::from_utf8_lossy(head);
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1));
    if status != Some("200") {
        return Ok(None);
    }
    let fields: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.trim().to_lowercase(), value.trim().to_owned()))
        .collect();
    let media_type = lookup(&fields, "content-type")
        .unwrap_or_default()
        .to_owned();
    if !is_text(&media_type) {
        return Ok(None);
    }
    let chunked =
        lookup(&fields, "transfer-encoding").is_some_and(|v| v.eq_ignore_ascii_case("chunked"));
    // Crawlers often store the body already put together and keep the header.
    let body = match chunked.then(|| unchunk(body)).flatten() {
        Some(joined) => joined,
        None => body.to_vec(),
    };
    let body = match lookup(&fields, "content-encoding")
        .map(str::to_lowercase)
        .as_deref()
    {
        Some("gzip" | "x-gzip") if body.starts_with(b"\x1f\x8b") => {
            inflate(MultiGzDecoder::new(body.as_slice()))?
        }
        Some("deflate") => inflate(ZlibDecoder::new(body.as_slice())).unwrap_or(body),
        Some("br" | "zstd") => return Err(Problem::ContentEncoding),
        _ => body,
    };
    Ok(Some((media_type, body)))
}

fn inflate(reader: impl Read) -> Result<Vec<u8>, Problem> {
    let mut out = Vec::new();
    reader
        .take(MAX_PAGE)
        .read_to_end(&mut out)
        .map_err(Problem::from)?;
    Ok(out)
}

fn is_text(media_type: &str) -> bool {
    let media_type = media_type.to_lowercase();
    ["text/html", "application/xhtml", "text/plain"]
        .iter()
        .any(|t| media_type.starts_with(t))
}

fn page_fields(media_type: &str, payload: &[u8]) -> Result<Option<Fields>, Problem> {
    if !is_text(media_type) {
        return Ok(None);
    }
    let charset = media_type
        .to_lowercase()
        .split_once("charset=")
        .map(|(_, label)| label.trim_matches(['"', ' ', ';']).to_owned())
        .or_else(|| decode::declared_in_markup(payload));
    let text = decode::decode(payload, charset.as_deref())?;
    Ok(Some(
        if media_type.to_lowercase().starts_with("text/plain") {
            Fields {
                text,
                ..Fields::default()
            }
        } else {
            html::read(&text)
        },
    ))
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack
        .windows(needle.len())
        .position(|window| window == needle)
}

/// Joins the chunks of a chunked body; `None` if it isn't one.
fn unchunk(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(body.len());
    loop {
        let end = find(body.get(..body.len().min(64))?, b"\r\n")?;
        let size = std::str::from_utf8(&body[..end]).ok()?;
        let size = usize::from_str_radix(size.split(';').next()?.trim(), 16).ok()?;
        body = body.get(end + 2..)?;
        if size == 0 {
            return Some(out);
        }
        out.extend_from_slice(body.get(..size)?);
        body = body.get(size..)?.strip_prefix(b"\r\n")?;
    }
}

#[cfg(test)]
mod tests {
    use super::{Problem, Records};

    fn record(kind: &str, uri: &str, body: &[u8]) -> Vec<u8> {
        let mut out = format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {uri}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        )
        .into_bytes();
        out.extend_from_slice(body);
        out.extend_from_slice(b"\r\n\r\n");
        out
    }

    #[test]
    fn pages_are_read_and_the_rest_is_passed_over() {
        let page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=windows-1252\r\nTransfer-Encoding: chunked\r\n\r\n1a\r\n<p>The envoy of Per\xfa left.\r\n4\r\n</p>\r\n0\r\n\r\n";
        let mut archive = record("warcinfo", "x", b"software: none");
        archive.extend(record(
            "response",
            "https://example.org/404",
            b"HTTP/1.1 404 No\r\nContent-Type: text/html\r\n\r\nno",
        ));
        archive.extend(record(
            "response",
            "https://example.org/img",
            b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG",
        ));
        archive.extend(record("response", "https://example.org/a", page));
        let found: Vec<_> = Records::new(archive.as_slice()).collect();
        let [Ok(fields)] = found.as_slice() else {
            panic!("{found:?}")
        };
        assert_eq!(fields.id.as_deref(), Some("https://example.org/a"));
        assert_eq!(fields.text, "The envoy of Perú left.");
    }

    #[test]
    fn a_torn_archive_is_said_to_be_torn() {
        let mut archive = record(
            "response",
            "u",
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Words of some length.</p>",
        );
        archive.truncate(archive.len() - 20);
        let found: Vec<_> = Records::new(archive.as_slice()).collect();
        assert!(
            matches!(found.as_slice(), [Err(Problem::Warc(_))]),
            "{found:?}"
        );
    }
}
