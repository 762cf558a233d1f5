//! Where articles come from: files, folders, standard input; and which format they are in.

use super::{
    Defaults, IngestError, Problem, article, decode, feed, html, layout::Breaks, markdown, records,
    warc,
};
use crate::text::Document;
use flate2::bufread::MultiGzDecoder;
use std::{
    collections::VecDeque,
    fs,
    io::{self, BufRead, BufReader, Read},
    path::{Path, PathBuf},
};

/// The largest article: offsets are 32 bits wide.
const LIMIT: u64 = u32::MAX as u64;

/// A stream of articles and of faults, in the order of the source.
pub type Documents = Box<dyn Iterator<Item = Result<Document, IngestError>> + Send>;

/// A format of articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// Plain text.
    Text,
    /// Markdown with optional front matter.
    Markdown,
    /// A web page.
    Html,
    /// One JSON object, an array of them, or several.
    Json,
    /// One JSON object a line.
    JsonLines,
    /// RSS or Atom.
    Feed,
    /// A web archive.
    Warc,
}

impl Format {
    /// The format that a file's name tells, any `.gz` aside.
    pub fn of_name(name: &str) -> Option<Self> {
        let name = name.to_lowercase();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        Some(match Path::new(name).extension()?.to_str()? {
            "txt" | "text" => Self::Text,
            "md" | "markdown" => Self::Markdown,
            "html" | "htm" | "xhtml" => Self::Html,
            "json" => Self::Json,
            "jsonl" | "ndjson" => Self::JsonLines,
            "xml" | "rss" | "atom" => Self::Feed,
            "warc" | "wet" => Self::Warc,
            _ => return None,
        })
    }

    /// The format that the first bytes tell; plain text if they tell none.
    pub fn of_content(head: &[u8]) -> Self {
        let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
        let text = String::from_utf8_lossy(head);
        let text = text.trim_start();
        let lower: String = text.chars().take(512).collect::<String>().to_lowercase();
        if text.starts_with("WARC/") {
            Self::Warc
        } else if text.starts_with('{') {
            // A line that closes its object, or one too long to see the end of, is a line of many.
            match text.split_once('\n') {
                Some((line, _)) if !line.trim_end().ends_with('}') => Self::Json,
                _ => Self::JsonLines,
            }
        } else if text.starts_with('[')
            && text
                .trim_start_matches(['[', ' ', '\n', '\r', '\t'])
                .starts_with('{')
        {
            Self::Json
        } else if lower.starts_with("<!doctype html") || lower.contains("<html") {
            Self::Html
        } else if lower.contains("<rss") || lower.contains("<feed") || lower.contains("<rdf:rdf") {
            Self::Feed
        } else if lower.starts_with('<')
            && ["<head", "<body", "<article", "<p>", "<div", "<h1"]
                .iter()
                .any(|t| lower.contains(t))
        {
            Self::Html
        } else if text.starts_with("---\n") || text.starts_with("---\r\n") {
            Self::Markdown
        } else {
            Self::Text
        }
    }
}

/// Opens a file, a folder (its files recursively, sorted by name, hidden ones left out) or, for `-`, standard input.
///
/// A document without an id of its own is named by its file: the file's name, or its path within the folder given; in
/// a file of several articles followed by `#` and its number.
pub fn open(path: &Path, defaults: &Defaults) -> Documents {
    if path == Path::new("-") {
        return sniffed("-", Box::new(BufReader::new(io::stdin())), defaults);
    }
    let fault = |fault: io::Error| failed(path.display().to_string(), fault.into());
    match fs::metadata(path) {
        Err(error) => fault(error),
        Ok(found) if found.is_dir() => {
            let mut files = Vec::new();
            let mut faults = Vec::new();
            list(path, path, &mut files, &mut faults);
            files.sort();
            let defaults = defaults.clone();
            let faults = faults.into_iter().map(Err);
            let documents = files.into_iter().flat_map(move |(name, file)| {
                open_file(&file, &name, &file.display().to_string(), false, &defaults)
            });
            Box::new(faults.chain(documents))
        }
        Ok(_) => {
            let name = path.file_name().map_or_else(
                || path.display().to_string(),
                |name| name.to_string_lossy().into_owned(),
            );
            open_file(path, &name, &path.display().to_string(), true, defaults)
        }
    }
}

/// Reads an open stream in a format; `name` is the id of a document that has none, and names the place of a fault.
pub fn read(
    name: &str,
    input: Box<dyn BufRead + Send>,
    format: Format,
    defaults: &Defaults,
) -> Documents {
    read_as(name, name, input, format, defaults)
}

/// The files below `folder` with their paths relative to `root`, by `/` on every system.
fn list(
    root: &Path,
    folder: &Path,
    files: &mut Vec<(String, PathBuf)>,
    faults: &mut Vec<IngestError>,
) {
    let fault = |path: &Path, error: io::Error| IngestError {
        place: path.display().to_string(),
        problem: error.into(),
    };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => return faults.push(fault(folder, error)),
    };
    for entry in entries {
        let path = match entry {
            Ok(entry) => entry.path(),
            Err(error) => {
                faults.push(fault(folder, error));
                continue;
            }
        };
        if path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with('.'))
        {
            continue;
        }
        // Links to folders are not followed: they may lead back.
        match fs::symlink_metadata(&path) {
            Ok(found) if found.is_dir() => list(root, &path, files, faults),
            Ok(found) if found.is_file() || path.is_file() => {
                let name = path.strip_prefix(root).unwrap_or(&path);
                let parts: Vec<_> = name.iter().map(|part| part.to_string_lossy()).collect();
                files.push((parts.join("/"), path.clone()));
            }
            Ok(_) => {}
            Err(error) => faults.push(fault(&path, error)),
        }
    }
}

/// Opens a file; one that was named by the user is read whatever its extension, by its content.
fn open_file(path: &Path, name: &str, place: &str, named: bool, defaults: &Defaults) -> Documents {
    let file = match fs::File::open(path) {
        Ok(file) => file,
        Err(error) => return failed(place.to_owned(), error.into()),
    };
    let mut input = BufReader::with_capacity(1 << 16, file);
    let zipped = match input.fill_buf() {
        Ok(head) => head.starts_with(b"\x1f\x8b"),
        Err(error) => return failed(place.to_owned(), error.into()),
    };
    let input: Box<dyn BufRead + Send> = if zipped {
        Box::new(BufReader::with_capacity(
            1 << 16,
            MultiGzDecoder::new(input),
        ))
    } else {
        Box::new(input)
    };
    match Format::of_name(name) {
        Some(format) => read_as(name, place, input, format, defaults),
        None if named => sniffed_as(name, place, input, defaults),
        None => failed(place.to_owned(), Problem::UnknownFormat),
    }
}

fn sniffed(name: &str, mut input: Box<dyn BufRead + Send>, defaults: &Defaults) -> Documents {
    match input.fill_buf() {
        Ok(head) if head.starts_with(b"\x1f\x8b") => sniffed_as(
            name,
            name,
            Box::new(BufReader::new(MultiGzDecoder::new(input))),
            defaults,
        ),
        _ => sniffed_as(name, name, input, defaults),
    }
}

fn sniffed_as(
    name: &str,
    place: &str,
    mut input: Box<dyn BufRead + Send>,
    defaults: &Defaults,
) -> Documents {
    let format = match input.fill_buf() {
        Ok(head) => Format::of_content(head),
        Err(error) => return failed(place.to_owned(), error.into()),
    };
    read_as(name, place, input, format, defaults)
}

fn read_as(
    name: &str,
    place: &str,
    input: Box<dyn BufRead + Send>,
    format: Format,
    defaults: &Defaults,
) -> Documents {
    let (name, place, defaults) = (name.to_owned(), place.to_owned(), defaults.clone());
    match format {
        Format::JsonLines => Box::new(
            Lines {
                input,
                number: 0,
                over: false,
            }
            .map(move |(number, line)| {
                line.and_then(|line| records::read_line(&line))
                    .and_then(|fields| {
                        article::document(
                            &format!("{name}#{number}"),
                            fields,
                            Breaks::Plain,
                            &defaults,
                        )
                    })
                    .map_err(|problem| IngestError {
                        place: format!("{place}, line {number}"),
                        problem,
                    })
            }),
        ),
        Format::Warc => {
            let mut pages = warc::Records::new(input);
            Box::new(std::iter::from_fn(move || {
                let page = pages.next()?;
                let number = pages.number;
                Some(
                    page.and_then(|fields| {
                        article::document(
                            &format!("{name}#{number}"),
                            fields,
                            Breaks::BlankLines,
                            &defaults,
                        )
                    })
                    .map_err(|problem| IngestError {
                        place: format!("{place}, record {number}"),
                        problem,
                    }),
                )
            }))
        }
        whole => {
            let mut pending: Option<VecDeque<Result<Document, IngestError>>> = None;
            let mut input = Some(input);
            Box::new(std::iter::from_fn(move || {
                let queue = pending.get_or_insert_with(|| {
                    read_whole(&name, &place, input.take(), whole, &defaults).into()
                });
                queue.pop_front()
            }))
        }
    }
}

/// The articles of a format whose file is read at once.
fn read_whole(
    name: &str,
    place: &str,
    input: Option<Box<dyn BufRead + Send>>,
    format: Format,
    defaults: &Defaults,
) -> Vec<Result<Document, IngestError>> {
    let fault = |problem| IngestError {
        place: place.to_owned(),
        problem,
    };
    let text = bytes(input).and_then(|bytes| {
        let declared = match format {
            Format::Html | Format::Feed => decode::declared_in_markup(&bytes),
            _ => None,
        };
        decode::decode(&bytes, declared.as_deref())
    });
    let text = match text {
        Ok(text) if text.trim().is_empty() => return vec![Err(fault(Problem::Empty))],
        Ok(text) => text,
        Err(problem) => return vec![Err(fault(problem))],
    };
    let one =
        |fields, breaks| vec![article::document(name, fields, breaks, defaults).map_err(fault)];
    let many = |found: Vec<Result<article::Fields, Problem>>, breaks| {
        let alone = found.len() == 1;
        (1usize..)
            .zip(found)
            .map(|(number, fields)| {
                let name = if alone {
                    name.to_owned()
                } else {
                    format!("{name}#{number}")
                };
                fields
                    .and_then(|fields| article::document(&name, fields, breaks, defaults))
                    .map_err(|problem| IngestError {
                        place: if alone {
                            place.to_owned()
                        } else {
                            format!("{place}, article {number}")
                        },
                        problem,
                    })
            })
            .collect()
    };
    match format {
        Format::Html => one(html::read(&text), Breaks::BlankLines),
        Format::Markdown => one(markdown::read(&text), Breaks::BlankLines),
        Format::Json => many(records::read_all(&text), Breaks::Plain),
        // A page saved as .xml is a page.
        Format::Feed if Format::of_content(text.as_bytes()) == Format::Html => {
            one(html::read(&text), Breaks::BlankLines)
        }
        Format::Feed => match feed::read(&text) {
            Ok(found) => many(found, Breaks::BlankLines),
            Err(problem) => vec![Err(fault(problem))],
        },
        Format::Text | Format::JsonLines | Format::Warc => one(
            article::Fields {
                text,
                ..article::Fields::default()
            },
            Breaks::Plain,
        ),
    }
}

fn bytes(input: Option<Box<dyn BufRead + Send>>) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    if let Some(input) = input {
        input.take(LIMIT + 1).read_to_end(&mut bytes)?;
    }
    if bytes.len() as u64 > LIMIT {
        return Err(Problem::TooLarge);
    }
    Ok(bytes)
}

fn failed(place: String, problem: Problem) -> Documents {
    Box::new(std::iter::once(Err(IngestError { place, problem })))
}

/// The lines of a file of JSON Lines that are not blank, with their numbers.
struct Lines {
    input: Box<dyn BufRead + Send>,
    number: usize,
    over: bool,
}

impl Iterator for Lines {
    type Item = (usize, Result<String, Problem>);

    fn next(&mut self) -> Option<Self::Item> {
        while !self.over {
            self.number += 1;
            let mut line = Vec::new();
            match (&mut self.input)
                .take(LIMIT + 1)
                .read_until(b'\n', &mut line)
            {
                Ok(0) => self.over = true,
                Ok(_) if line.len() as u64 > LIMIT => {
                    self.over = true;
                    return Some((self.number, Err(Problem::TooLarge)));
                }
                Ok(_) => {
                    let text = decode::decode(&line, None);
                    if text.as_ref().is_ok_and(|text| text.trim().is_empty()) {
                        continue;
                    }
                    return Some((self.number, text));
                }
                Err(error) => {
                    self.over = true;
                    return Some((self.number, Err(error.into())));
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{Defaults, Format, open, read};
    use crate::ingest::Problem;
    use proptest::prelude::*;
    use std::{fs, io::Write};

    fn all(
        name: &str,
        bytes: &[u8],
        format: Format,
    ) -> Vec<Result<crate::text::Document, super::IngestError>> {
        read(
            name,
            Box::new(std::io::Cursor::new(bytes.to_vec())),
            format,
            &Defaults::default(),
        )
        .collect()
    }

    #[test]
    fn a_bad_line_is_named_and_the_rest_goes_on() {
        let lines = b"{\"id\":\"a\",\"text\":\"One.\"}\n\nnot json\n{\"text\":\"Two.\",\"published\":\"May 2, 2024\"}\n";
        let found = all("news.jsonl", lines, Format::JsonLines);
        let [Ok(first), Err(fault), Ok(last)] = found.as_slice() else {
            panic!("{found:?}")
        };
        assert_eq!(first.id, "a");
        assert_eq!(fault.place, "news.jsonl, line 3");
        assert_eq!(last.id, "news.jsonl#4");
        assert_eq!(
            last.published.map(|d| d.to_string()).as_deref(),
            Some("2024-05-02")
        );
    }

    #[test]
    fn folders_are_read_in_order_and_faults_name_their_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let write =
            |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).expect("written");
        fs::create_dir(folder.path().join("b")).expect("a folder");
        write("c.txt", b"The envoy left.");
        write("a.md", b"# The envoy left\n");
        write("b/z.txt", b"The envoy came back.");
        write("d.txt", b"  \n");
        write("e.png", b"\x89PNG");
        write(".hidden.txt", b"not read");
        let mut zipped = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        zipped.write_all(b"The envoy stayed.").expect("compressed");
        write("f.txt.gz", &zipped.finish().expect("compressed"));
        let found: Vec<_> = open(folder.path(), &Defaults::default()).collect();
        let ids: Vec<String> = found
            .iter()
            .map(|d| {
                d.as_ref()
                    .map_or_else(|e| format!("{:?}", e.problem), |d| d.id.clone())
            })
            .collect();
        assert_eq!(
            ids,
            [
                "a.md",
                "b/z.txt",
                "c.txt",
                "Empty",
                "UnknownFormat",
                "f.txt.gz"
            ]
        );
        let missing: Vec<_> = open(&folder.path().join("none"), &Defaults::default()).collect();
        assert!(
            matches!(missing.as_slice(), [Err(e)] if matches!(e.problem, Problem::Io(_)) && e.place.ends_with("none"))
        );
    }

    #[test]
    fn the_default_date_stands_in_and_never_overrules() {
        let defaults = Defaults {
            published: "2020-01-02".parse().ok(),
            ..Defaults::default()
        };
        let date = |text: &str| {
            let found = read(
                "a.txt",
                Box::new(std::io::Cursor::new(text.as_bytes().to_vec())),
                Format::Text,
                &defaults,
            )
            .next();
            found
                .and_then(Result::ok)
                .and_then(|d| d.published)
                .map(|d| d.to_string())
        };
        assert_eq!(date("The envoy left.").as_deref(), Some("2020-01-02"));
        assert_eq!(
            date("Monday, March 4, 2019\n\nThe envoy left.").as_deref(),
            Some("2019-03-04")
        );
        assert_eq!(
            all("a.txt", b"The envoy left.", Format::Text)[0]
                .as_ref()
                .ok()
                .and_then(|d| d.published),
            None
        );
    }

    #[test]
    fn content_tells_the_format() {
        for (head, format) in [
            ("WARC/1.0\r\n", Format::Warc),
            ("{\"text\":\"a\"}\n{", Format::JsonLines),
            ("{\n \"text\":\"a\"}", Format::Json),
            ("[\n{\"text\":\"a\"}]", Format::Json),
            ("<!DOCTYPE html><p>", Format::Html),
            ("<?xml version=\"1.0\"?><rss>", Format::Feed),
            ("---\ntitle: x\n---\n", Format::Markdown),
            ("[Accra] The envoy left.", Format::Text),
            ("", Format::Text),
        ] {
            assert_eq!(Format::of_content(head.as_bytes()), format, "{head}");
        }
    }

    const FORMATS: [Format; 7] = [
        Format::Text,
        Format::Markdown,
        Format::Html,
        Format::Json,
        Format::JsonLines,
        Format::Feed,
        Format::Warc,
    ];

    fn check(bytes: &[u8]) -> Result<(), TestCaseError> {
        for format in FORMATS {
            for document in all("x", bytes, format).into_iter().flatten() {
                let mut before = 0;
                for span in &document.paragraphs {
                    prop_assert!(span.start >= before && !span.is_empty());
                    prop_assert!(
                        document
                            .text
                            .get(span.start as usize..span.end as usize)
                            .is_some()
                    );
                    before = span.end;
                }
                if let Some(headline) = document.headline {
                    prop_assert!(!headline.of(&document.text).is_empty());
                }
                prop_assert!(!document.text.contains('\r'));
            }
        }
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            check(&bytes)?;
        }

        #[test]
        fn any_text_keeps_its_spans_on_characters(text in "(WARC/1.0|Content-Length: [0-9]{1,3}|<[a-z]{1,4}>|---|# |By |Sources|Published: |[0-9]{1,4}|January|[\\[\\](){}\"':.\n \r]|\\PC){0,60}") {
            check(text.as_bytes())?;
        }
    }
}
