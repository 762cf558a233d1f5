use std::str::FromStr;

/// A way from a proposition to the fillers of a role: `object`, `with`, `clause.recipient`, `object.any:place`, `?in`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// The steps, at least one.
    pub steps: Vec<Step>,
    /// Group of classes that fillers must be of.
    pub group: Option<String>,
    /// Found only for want of better (`?`): it fills the role but makes no statement.
    pub weak: bool,
}

/// One step of a [`Path`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The logical subject.
    Subject,
    /// The logical object.
    Object,
    /// To or for whom.
    IndirectObject,
    /// What subject or object are said to be.
    Attribute,
    /// Words before a nominal predicate.
    Modifier,
    /// The argument that the preposition introduces.
    Marker(String),
    /// The clause that is the content.
    Clause,
    /// Names inside the argument: possessors, modifiers, prepositional phrases.
    Any,
    /// Whatever fills this role of the frame that the proposition itself matches.
    Role(String),
}

impl FromStr for Path {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (weak, rest) = text.strip_prefix('?').map_or((false, text), |r| (true, r));
        let (steps, group) = match rest.split_once(':') {
            Some((s, g)) => (s, Some(g.to_owned())),
            None => (rest, None),
        };
        let steps = steps
            .split('.')
            .map(|s| match s {
                "" => Err(format!("`{text}` has an empty step")),
                "subject" => Ok(Step::Subject),
                "object" => Ok(Step::Object),
                "indirect" => Ok(Step::IndirectObject),
                "attribute" => Ok(Step::Attribute),
                "modifier" => Ok(Step::Modifier),
                "clause" => Ok(Step::Clause),
                "any" => Ok(Step::Any),
                "actor" | "recipient" | "location" => Ok(Step::Role(s.to_owned())),
                _ if s.chars().all(|c| c.is_ascii_lowercase() || c == '_') => {
                    Ok(Step::Marker(s.replace('_', " ")))
                }
                _ => Err(format!("`{s}` in `{text}` is no step")),
            })
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self { steps, group, weak })
    }
}

#[cfg(test)]
mod tests {
    use super::{Path, Step};

    #[test]
    fn a_path_reads_steps_group_and_weakness() {
        assert_eq!(
            "?object.on_behalf_of:place".parse(),
            Ok(Path {
                steps: vec![Step::Object, Step::Marker("on behalf of".into())],
                group: Some("place".into()),
                weak: true
            })
        );
        assert!("object..with".parse::<Path>().is_err());
        assert!("Object".parse::<Path>().is_err());
    }
}
