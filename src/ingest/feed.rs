//! RSS and Atom feeds.

use super::{Problem, article::Fields, html};
use feed_rs::model::{Entry, Text};

/// The articles of a feed, in its order.
pub(super) fn read(xml: &str) -> Result<Vec<Result<Fields, Problem>>, Problem> {
    let parser = feed_rs::parser::Builder::new()
        // An item without an id is named by its place, not by a hash.
        .id_generator(|_, _, _| String::new())
        .build();
    let feed = parser
        .parse(without_declaration(xml).as_bytes())
        .map_err(|fault| Problem::Feed(fault.to_string()))?;
    let publisher = feed.title.map(|title| words(&title));
    Ok(feed
        .entries
        .into_iter()
        .map(|entry| fields(entry, publisher.as_deref()))
        .collect())
}

/// The text is already decoded, so what the declaration says of its encoding no longer holds.
fn without_declaration(xml: &str) -> &str {
    let xml = xml.trim_start();
    match xml.strip_prefix("<?xml") {
        Some(rest) => rest.split_once("?>").map_or(xml, |(_, behind)| behind),
        None => xml,
    }
}

fn fields(entry: Entry, publisher: Option<&str>) -> Result<Fields, Problem> {
    let url = entry
        .links
        .iter()
        .find(|link| link.rel.as_deref().is_none_or(|rel| rel == "alternate"))
        .or(entry.links.first())
        .map(|link| link.href.clone());
    let content = entry
        .content
        .and_then(|content| content.body)
        .map(|body| html::fragment(&body));
    let summary = entry.summary.as_ref().map(words);
    // Some feeds put a teaser into the content and the article into the description.
    let text = match (content, summary) {
        (Some(content), Some(summary)) if summary.len() > content.len() => summary,
        (Some(content), _) => content,
        (None, Some(summary)) => summary,
        (None, None) => return Err(Problem::NoText),
    };
    Ok(Fields {
        id: Some(entry.id)
            .filter(|id| !id.is_empty())
            .or_else(|| url.clone()),
        title: entry.title.as_ref().map(words),
        published: entry
            .published
            .or(entry.updated)
            .map(|date| date.format("%Y-%m-%d").to_string()),
        publisher: entry
            .source
            .filter(|s| !s.contains("://"))
            .or_else(|| publisher.map(str::to_owned)),
        url,
        text,
    })
}

fn words(text: &Text) -> String {
    html::fragment(&text.content)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn rss_and_atom_items_are_articles() {
        let rss = r#"<?xml version="1.0" encoding="ISO-8859-1"?><rss version="2.0"><channel><title>Example Times</title>
<item><title>Accord in Aqaba</title><link>https://example.org/a</link><guid>a1</guid><pubDate>Thu, 02 May 2024 08:00:00 GMT</pubDate>
<description>&lt;p&gt;The king met the president.&lt;/p&gt;&lt;p&gt;They signed.&lt;/p&gt;</description></item><item><title>Empty</title></item></channel></rss>"#;
        let Ok(items) = read(rss) else {
            panic!("a feed")
        };
        let [Ok(first), Err(_)] = items.as_slice() else {
            panic!("{items:?}")
        };
        assert_eq!(first.id.as_deref(), Some("a1"));
        assert_eq!(first.published.as_deref(), Some("2024-05-02"));
        assert_eq!(first.publisher.as_deref(), Some("Example Times"));
        assert_eq!(first.text, "The king met the president.\n\nThey signed.");
        let atom = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><id>f</id><updated>2024-05-02T00:00:00Z</updated>
<entry><id>e1</id><title>One</title><updated>2024-05-03T00:00:00Z</updated><link href="https://example.org/e1"/><content type="html">&lt;p&gt;Words.&lt;/p&gt;</content></entry></feed>"#;
        let Ok(items) = read(atom) else {
            panic!("a feed")
        };
        assert!(
            matches!(items.as_slice(), [Ok(e)] if e.text == "Words." && e.published.as_deref() == Some("2024-05-03"))
        );
        assert!(read("<html></html>").is_err());
    }
}
