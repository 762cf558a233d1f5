//! Web pages: the main text, and what the page's head says about it.

use super::article::Fields;
use dom_query::{Document as Page, NodeRef};
use dom_smoothie::Readability;
use serde_json::Value;

/// Elements that hold no running text.
const SKIPPED: [&str; 22] = [
    "script",
    "style",
    "noscript",
    "template",
    "figure",
    "figcaption",
    "aside",
    "nav",
    "footer",
    "form",
    "button",
    "iframe",
    "svg",
    "math",
    "video",
    "audio",
    "select",
    "textarea",
    "head",
    "object",
    "canvas",
    "picture",
];
/// Elements that begin and end a block of text.
const BLOCKS: [&str; 30] = [
    "address",
    "article",
    "blockquote",
    "body",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "td",
    "th",
    "tr",
    "ul",
];
/// Pages with more elements are not searched for their main text but read whole.
const MAX_ELEMENTS: usize = 200_000;
/// Elements nested deeper than this are not looked into: no page needs them, and the parser's own walks recurse.
const MAX_DEPTH: usize = 400;

/// Reads the main text and the metadata of a page.
pub(super) fn read(html: &str) -> Fields {
    if nesting(html) > MAX_DEPTH {
        return Fields {
            text: without_tags(html),
            ..Fields::default()
        };
    }
    let page = Page::from(html);
    let mut fields = metadata(&page);
    fields.text = main_text(html).unwrap_or_else(|| blocks(&page));
    fields
}

/// The text of a fragment of HTML, such as an item of a feed.
pub(super) fn fragment(html: &str) -> String {
    if nesting(html) > MAX_DEPTH {
        return without_tags(html);
    }
    blocks(&Page::from(html))
}

fn main_text(html: &str) -> Option<String> {
    let config = dom_smoothie::Config {
        max_elements_to_parse: MAX_ELEMENTS,
        ..dom_smoothie::Config::default()
    };
    let article = Readability::new(html, None, Some(config))
        .ok()?
        .parse()
        .ok()?;
    let text = blocks(&Page::from(article.content));
    (!text.trim().is_empty()).then_some(text)
}

/// An upper bound on how deep the page's elements nest, from its tags alone.
fn nesting(html: &str) -> usize {
    const VOID: [&str; 14] = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
        "track", "wbr", "p",
    ];
    let (mut depth, mut deepest) = (0usize, 0usize);
    for tag in html.split('<').skip(1) {
        if tag.starts_with('/') {
            depth = depth.saturating_sub(1);
        } else if tag.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let name: String = tag
                .chars()
                .take_while(char::is_ascii_alphanumeric)
                .map(|c| c.to_ascii_lowercase())
                .collect();
            if !VOID.contains(&name.as_str()) && name != "li" {
                depth += 1;
                deepest = deepest.max(depth);
            }
        }
    }
    deepest
}

fn without_tags(html: &str) -> String {
    html.split('<')
        .map(|part| part.split_once('>').map_or(part, |(_, text)| text))
        .collect()
}

/// The page's blocks of text with a blank line between two.
fn blocks(page: &Page) -> String {
    enum Step<'a> {
        Enter(NodeRef<'a>),
        EndBlock,
    }
    let mut out = Blocks::default();
    let mut steps = vec![Step::Enter(page.root())];
    while let Some(step) = steps.pop() {
        let node = match step {
            Step::Enter(node) => node,
            Step::EndBlock => {
                out.end();
                continue;
            }
        };
        if node.is_text() {
            out.push(&node.text());
            continue;
        }
        let name = node.node_name();
        let name = name.as_deref().unwrap_or_default();
        if SKIPPED.contains(&name) {
            continue;
        }
        if name == "br" {
            out.line_break();
            continue;
        }
        if BLOCKS.contains(&name) {
            out.end();
            steps.push(Step::EndBlock);
        }
        steps.extend(node.children().into_iter().rev().map(Step::Enter));
    }
    out.end();
    out.done.join("\n\n")
}

#[derive(Default)]
struct Blocks {
    done: Vec<String>,
    open: String,
}

impl Blocks {
    fn push(&mut self, text: &str) {
        for c in super::decode::normalise(text).chars() {
            if c.is_whitespace() {
                if !self.open.ends_with([' ', '\n']) && !self.open.is_empty() {
                    self.open.push(' ');
                }
            } else {
                self.open.push(c);
            }
        }
    }

    /// Two line breaks, or one after a full stop, part paragraphs.
    fn line_break(&mut self) {
        let ended = self.open.trim_end().ends_with(['.', '!', '?', '"', '”']);
        if ended || self.open.ends_with('\n') {
            self.end();
        } else if !self.open.is_empty() {
            self.open.truncate(self.open.trim_end().len());
            self.open.push('\n');
        }
    }

    fn end(&mut self) {
        let block = self.open.trim().replace('\n', " ");
        if !block.is_empty() {
            self.done.push(block);
        }
        self.open.clear();
    }
}

fn metadata(page: &Page) -> Fields {
    let mut fields = json_ld(page);
    let meta = |names: &[&str]| {
        let all = page.select("meta");
        names.iter().find_map(|wanted| {
            all.nodes().iter().find_map(|node| {
                let name = node
                    .attr("property")
                    .or_else(|| node.attr("name"))
                    .or_else(|| node.attr("itemprop"))?;
                let content = node.attr("content").filter(|c| !c.trim().is_empty())?;
                name.eq_ignore_ascii_case(wanted)
                    .then(|| content.to_string())
            })
        })
    };
    let attribute = |selector: &str, name: &str| {
        page.select(selector).nodes().iter().find_map(|node| {
            node.attr(name)
                .map(|v| v.to_string())
                .filter(|v| !v.trim().is_empty())
        })
    };
    let words = |selector: &str| {
        let found = page
            .select(selector)
            .nodes()
            .first()
            .map(|node| node.text().to_string());
        found.filter(|text| !text.trim().is_empty())
    };
    fields.title = fields
        .title
        .or_else(|| meta(&["og:title", "twitter:title", "dc.title", "headline"]))
        .or_else(|| words("h1"))
        .or_else(|| words("title"));
    fields.published = fields
        .published
        .or_else(|| {
            meta(&[
                "article:published_time",
                "og:article:published_time",
                "datePublished",
                "dc.date.issued",
                "dcterms.created",
                "dc.date",
                "parsely-pub-date",
                "sailthru.date",
                "pubdate",
                "publishdate",
                "publish-date",
                "date",
            ])
        })
        .or_else(|| attribute("time[datetime]", "datetime"));
    fields.publisher = fields.publisher.or_else(|| {
        meta(&[
            "og:site_name",
            "dc.publisher",
            "publisher",
            "application-name",
        ])
    });
    fields.url = attribute("link[rel=canonical]", "href")
        .or_else(|| meta(&["og:url"]))
        .or(fields.url);
    fields
}

/// The first article among the page's JSON-LD blocks, wherever it stands in them.
fn json_ld(page: &Page) -> Fields {
    let scripts = page.select("script[type='application/ld+json']");
    let blocks: Vec<Value> = scripts
        .nodes()
        .iter()
        .filter_map(|node| serde_json::from_str(node.text().trim()).ok())
        .collect();
    let mut pending: Vec<&Value> = blocks.iter().rev().collect();
    while let Some(value) = pending.pop() {
        match value {
            Value::Array(items) => pending.extend(items.iter().rev()),
            Value::Object(object) => {
                if object.get("@type").is_some_and(is_article) {
                    let text = |key: &str| object.get(key).and_then(name_of);
                    return Fields {
                        title: text("headline").or_else(|| text("name")),
                        published: text("datePublished").or_else(|| text("dateCreated")),
                        publisher: text("publisher"),
                        url: text("url").or_else(|| text("mainEntityOfPage")),
                        ..Fields::default()
                    };
                }
                pending.extend(object.get("@graph"));
            }
            _ => {}
        }
    }
    Fields::default()
}

/// Schema.org's kinds of article all end alike, but for postings and reports.
fn is_article(kind: &Value) -> bool {
    match kind {
        Value::String(name) => ["Article", "Posting", "Report"]
            .iter()
            .any(|end| name.ends_with(end)),
        Value::Array(names) => names
            .iter()
            .any(|name| matches!(name, Value::String(_)) && is_article(name)),
        _ => false,
    }
}

fn name_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Object(object) => match object.get("name").or_else(|| object.get("@id")) {
            Some(Value::String(text)) => Some(text.clone()),
            _ => None,
        },
        Value::Array(items) => match items.first() {
            Some(first @ (Value::String(_) | Value::Object(_))) => name_of(first),
            _ => None,
        },
        _ => None,
    }
    .filter(|text| !text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::{fragment, read};

    const PAGE: &str = r#"<!doctype html><html><head><title>Accord in Aqaba | Example Times</title>
<meta property="og:site_name" content="Example Times"><link rel="canonical" href="https://example.org/aqaba">
<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"x"},
{"@type":["NewsArticle"],"headline":"Accord in Aqaba","datePublished":"2024-05-02T08:00:00+03:00","publisher":{"@type":"Organization","name":"The Example Times"}}]}</script></head>
<body><nav><a href="/">Home</a> <a href="/world">World</a></nav>
<article><h1>Accord in Aqaba</h1><figure><img src="a.jpg"><figcaption>The harbour of Aqaba</figcaption></figure>
<p>The king of Jordan and the president of <b>Egypt</b> signed an accord on
water in Aqaba on Thursday, ending a dispute that had lasted for years and cost both countries dear.</p>
<p>The accord was brokered by envoys from Oman, who had travelled between the two capitals since January, officials of both governments said on Thursday.</p>
<h2>What It Says</h2><p>Jordan will receive water from the south, and Egypt will receive power. The ministers of both countries will meet again in June, the text of the accord says.</p>
<aside>Read also: Something else entirely</aside></article><footer>All rights reserved</footer></body></html>"#;

    #[test]
    fn the_main_text_and_the_metadata_are_found() {
        let fields = read(PAGE);
        assert_eq!(fields.title.as_deref(), Some("Accord in Aqaba"));
        assert_eq!(
            fields.published.as_deref(),
            Some("2024-05-02T08:00:00+03:00")
        );
        assert_eq!(fields.publisher.as_deref(), Some("The Example Times"));
        assert_eq!(fields.url.as_deref(), Some("https://example.org/aqaba"));
        let text = fields.text;
        assert!(
            text.contains("the president of Egypt signed an accord on water in Aqaba"),
            "{text}"
        );
        assert!(text.contains("\n\nThe accord was brokered"), "{text}");
        for noise in [
            "World",
            "harbour",
            "Read also",
            "All rights",
            "datePublished",
        ] {
            assert!(!text.contains(noise), "{noise} in {text}");
        }
    }

    #[test]
    fn fragments_keep_their_paragraphs() {
        assert_eq!(
            fragment("One &amp; two<br>three.<br>Four.<p>Five</p><ul><li>six<li>seven</ul>"),
            "One & two three.\n\nFour.\n\nFive\n\nsix\n\nseven"
        );
        assert_eq!(fragment("plain words"), "plain words");
    }

    #[test]
    fn deep_nesting_is_read_without_a_tree() {
        let deep = format!(
            "{}words{}",
            "<div>".repeat(100_000),
            "</div>".repeat(100_000)
        );
        assert_eq!(fragment(&deep), "words");
        assert_eq!(read(&deep).text, "words");
    }
}
