//! JSON and JSON Lines: one object an article.

use super::{Problem, article::Fields};
use serde_json::{Map, Value};

/// The names that each field goes by, the project's own first.
const ID: &[&str] = &["id", "_id", "uuid"];
const TITLE: &[&str] = &["title", "headline"];
const PUBLISHED: &[&str] = &[
    "published",
    "date",
    "datePublished",
    "date_published",
    "published_at",
    "pubDate",
    "publish_date",
];
const PUBLISHER: &[&str] = &["publisher", "source", "site_name", "outlet"];
const URL: &[&str] = &["url", "link", "canonical_url"];
const TEXT: &[&str] = &["text", "body", "content", "articleBody", "maintext"];
const HTML: &[&str] = &["html", "content_html"];

/// The articles of one JSON text: an object, an array of them, or several after one another.
pub(super) fn read_all(text: &str) -> Vec<Result<Fields, Problem>> {
    let mut found = Vec::new();
    for value in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
        match value {
            Ok(Value::Array(items)) => found.extend(items.into_iter().map(fields)),
            Ok(value) => found.push(fields(value)),
            Err(fault) => {
                found.push(Err(Problem::Json(fault.to_string())));
                break;
            }
        }
    }
    found
}

/// The article of one line of JSON Lines.
pub(super) fn read_line(line: &str) -> Result<Fields, Problem> {
    fields(serde_json::from_str(line).map_err(|fault| {
        // The line is this function's only one; its number is the caller's to say.
        let message = fault.to_string();
        Problem::Json(message.replace("at line 1 column", "at column"))
    })?)
}

fn fields(value: Value) -> Result<Fields, Problem> {
    let Value::Object(object) = value else {
        return Err(Problem::NoObject);
    };
    let text = first(&object, TEXT)
        .or_else(|| first(&object, HTML).map(|html| super::html::fragment(&html)))
        .ok_or(Problem::NoText)?;
    Ok(Fields {
        id: first(&object, ID),
        title: first(&object, TITLE),
        published: first(&object, PUBLISHED),
        publisher: first(&object, PUBLISHER),
        url: first(&object, URL),
        text: super::decode::normalise(&text),
    })
}

/// The first of the names that holds a word or a number; an object stands for its `name`.
fn first(object: &Map<String, Value>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| match object.get(*name)? {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(inner) => match inner.get("name") {
            Some(Value::String(text)) if !text.trim().is_empty() => Some(text.clone()),
            _ => None,
        },
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Problem, read_all, read_line};

    #[test]
    fn null_and_missing_fields_are_tolerated() {
        let found =
            read_line(r#"{"id":7,"title":null,"published":"2024-05-02","text":"Words.\r\nMore."}"#);
        let Ok(fields) = found else {
            panic!("a record: {found:?}");
        };
        assert_eq!(fields.id.as_deref(), Some("7"));
        assert_eq!(fields.title, None);
        assert_eq!(fields.text, "Words.\nMore.");
    }

    #[test]
    fn faults_are_told_apart() {
        assert!(matches!(read_line("{"), Err(Problem::Json(_))));
        assert!(matches!(read_line("[1]"), Err(Problem::NoObject)));
        assert!(matches!(
            read_line(r#"{"title":"x"}"#),
            Err(Problem::NoText)
        ));
        let all = read_all(r#"[{"text":"a"},{"x":1}] {"text":"b"} ?"#);
        assert_eq!(
            all.iter().map(Result::is_ok).collect::<Vec<_>>(),
            [true, false, true, false]
        );
    }
}
