//! The queries that come with the ontology: `ontology/queries/*.rq`.
//!
//! Each begins with comments: its title, what it answers, and its parameters, one a line as
//! `# parameter NAME: KIND. What it does.` A parameter is a variable of the query; giving it a value keeps the rows
//! where the variable has it. The kind `entity` takes what [`find_entity`](crate::record::find_entity) understands,
//! `term` a local name of the ontology.

use super::{Answer, Options, QueryError, ask};
use crate::record::{find_entity, terms};
use oxigraph::{model::NamedNode, store::Store};

/// A query with its title, description and parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedQuery {
    /// Its name: the file's without the extension.
    pub name: &'static str,
    /// One line.
    pub title: String,
    /// What it answers.
    pub description: String,
    /// What can be given with `--arg`.
    pub parameters: Vec<Parameter>,
    /// The query, comments included.
    pub sparql: &'static str,
}

/// A parameter of a named query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// The variable, without `?`.
    pub name: String,
    /// What kind of value it takes.
    pub kind: ParameterKind,
    /// What it does.
    pub description: String,
}

/// What a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    /// A label, alternative label, `Q…` number or IRI of an entity.
    Entity,
    /// A local name of the ontology, such as `Unlikely` or `metWith`.
    Term,
}

macro_rules! queries {
    ($($name:literal),* $(,)?) => {
        /// Name and text of each, in the order of their names.
        const FILES: &[(&str, &str)] = &[
            $(($name, include_str!(concat!("../../ontology/queries/", $name, ".rq")))),*
        ];
    };
}

queries! {
    "aid-and-trade",
    "articles",
    "attendance",
    "disputed",
    "events-of",
    "family",
    "journeys",
    "leaders",
    "most-mentioned",
    "no-longer",
    "planned-meetings",
    "said-about",
    "said-by",
    "timeline",
    "trade-partners",
    "unsure",
    "who-met",
}

/// All named queries, by name.
pub fn all() -> Vec<NamedQuery> {
    FILES
        .iter()
        .map(|&(name, sparql)| parse(name, sparql))
        .collect()
}

fn parse(name: &'static str, sparql: &'static str) -> NamedQuery {
    let comments: Vec<&str> = sparql
        .lines()
        .map_while(|line| line.strip_prefix('#'))
        .map(str::trim)
        .collect();
    let mut parameters = Vec::new();
    let mut description = Vec::new();
    for line in comments.iter().skip(1) {
        match line
            .strip_prefix("parameter ")
            .and_then(|rest| rest.split_once(':'))
        {
            Some((variable, rest)) => {
                let (kind, words) = rest.trim().split_once('.').unwrap_or((rest, ""));
                parameters.push(Parameter {
                    name: variable.trim().to_owned(),
                    kind: if kind.trim() == "term" {
                        ParameterKind::Term
                    } else {
                        ParameterKind::Entity
                    },
                    description: words.trim().to_owned(),
                });
            }
            None => description.push(*line),
        }
    }
    NamedQuery {
        name,
        title: comments.first().copied().unwrap_or(name).to_owned(),
        description: description.join(" ").trim().to_owned(),
        parameters,
        sparql,
    }
}

/// Runs the query of a name with arguments, each the name of a parameter and its value.
///
/// # Errors
/// [`QueryError::UnknownName`], [`QueryError::UnknownParameter`], [`QueryError::BadArgument`], an entity that is none
/// or several, or what [`ask`] says.
pub fn run(
    store: &Store,
    name: &str,
    arguments: &[(String, String)],
    options: &Options,
) -> Result<Answer, QueryError> {
    let query = all()
        .into_iter()
        .find(|query| query.name == name)
        .ok_or_else(|| {
            let known: Vec<&str> = FILES.iter().map(|(name, _)| *name).collect();
            QueryError::UnknownName {
                name: name.to_owned(),
                known: known.join(", "),
            }
        })?;
    ask(store, &bound(store, &query, arguments)?, options)
}

/// The query with its arguments bound by a closing VALUES clause. What is inserted are variables that the query itself
/// names and IRIs in their checked, escaped form, so that no argument can say anything else.
fn bound(
    store: &Store,
    query: &NamedQuery,
    arguments: &[(String, String)],
) -> Result<String, QueryError> {
    let mut names = Vec::new();
    let mut values = Vec::new();
    for (name, value) in arguments {
        let parameter = query
            .parameters
            .iter()
            .find(|p| p.name == *name)
            .ok_or_else(|| {
                let known: Vec<&str> = query.parameters.iter().map(|p| p.name.as_str()).collect();
                QueryError::UnknownParameter {
                    query: query.name.to_owned(),
                    name: name.clone(),
                    known: if known.is_empty() {
                        "it takes none".to_owned()
                    } else {
                        format!("it takes {}", known.join(", "))
                    },
                }
            })?;
        let iri = match parameter.kind {
            ParameterKind::Entity => find_entity(store, value)?,
            ParameterKind::Term => term(value).ok_or_else(|| QueryError::BadArgument {
                name: name.clone(),
                value: value.clone(),
                expected: "a name of the ontology, such as Unlikely or metWith".to_owned(),
            })?,
        };
        names.push(format!("?{}", parameter.name));
        values.push(iri.to_string());
    }
    if names.is_empty() {
        return Ok(query.sparql.to_owned());
    }
    Ok(format!(
        "{}\nVALUES ({}) {{ ({}) }}\n",
        query.sparql,
        names.join(" "),
        values.join(" ")
    ))
}

fn term(name: &str) -> Option<NamedNode> {
    let local = name.strip_prefix("chy:").unwrap_or(name);
    let plain = !local.is_empty()
        && local
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '/');
    plain.then(|| terms::chy(local))
}

#[cfg(test)]
mod tests {
    use super::{FILES, all, run};
    use crate::query::{Options, QueryError, ResultFormat, tests::fixture};

    fn answer(name: &str, arguments: &[(&str, &str)]) -> Result<String, QueryError> {
        let store = fixture();
        let arguments: Vec<(String, String)> = arguments
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
            .collect();
        let mut out = Vec::new();
        run(&store, name, &arguments, &Options::default())?.write(
            &store,
            ResultFormat::Table,
            None,
            false,
            &mut out,
        )?;
        Ok(String::from_utf8(out).expect("UTF-8"))
    }

    #[test]
    fn every_file_is_embedded_and_says_what_it_does() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/ontology/queries");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .expect("the folder")
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter_map(|name| name.strip_suffix(".rq").map(str::to_owned))
            .collect();
        files.sort();
        let names: Vec<&str> = FILES.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, files);
        for query in all() {
            assert!(
                query.title.len() > 3 && query.description.len() > 10,
                "{}",
                query.name
            );
            for parameter in &query.parameters {
                assert!(
                    query.sparql.contains(&format!("?{}", parameter.name)),
                    "{}",
                    query.name
                );
                assert!(!parameter.description.is_empty(), "{}", query.name);
            }
        }
    }

    #[test]
    fn every_query_finds_something_in_the_fixture() {
        for query in all() {
            match answer(query.name, &[]) {
                Ok(text) => assert!(!text.contains("\n0 rows"), "{}:\n{text}", query.name),
                Err(fault) => panic!("{}: {fault}", query.name),
            }
        }
    }

    #[test]
    fn the_questions_have_their_answers() {
        let leaders = answer("leaders", &[]).expect("answered");
        assert!(leaders.contains("3 rows"), "{leaders}");
        assert!(
            leaders.lines().any(|l| l.contains("Ama Owusu")
                && l.contains("Ghana")
                && l.contains("head of state of")),
            "{leaders}"
        );
        let journeys = answer("journeys", &[("person", "Ama Owusu")]).expect("answered");
        for part in [
            "Lomé",
            "2024-05-03",
            "by train",
            "Volta summit",
            "Esi Owusu",
            "Kodjo Agbeko",
        ] {
            assert!(journeys.contains(part), "{part} in {journeys}");
        }
        assert!(
            answer("journeys", &[("person", "Sena Houngbo")]).is_ok_and(|t| t.contains("\n0 rows"))
        );
        let attendance = answer("attendance", &[]).expect("answered");
        for factuality in ["Fact", "Planned", "Denied"] {
            assert!(attendance.contains(factuality), "{attendance}");
        }
        let met = answer("who-met", &[("person", "Ama Owusu")]).expect("answered");
        assert!(
            met.contains("Kodjo Agbeko") && !met.contains("Houngbo"),
            "{met}"
        );
        let planned = answer("planned-meetings", &[]).expect("answered");
        assert!(
            planned.contains("Unlikely") && planned.contains("officials in Accra"),
            "{planned}"
        );
        let disputed = answer("disputed", &[]).expect("answered");
        assert!(disputed.contains("1 row"), "{disputed}");
        let timeline = answer("timeline", &[]).expect("answered");
        assert!(
            timeline.contains("She had come to Lomé by train"),
            "{timeline}"
        );
        assert!(
            answer("no-longer", &[]).is_ok_and(|t| t.contains("Kofi Mensah") && t.contains("2016"))
        );
        assert!(answer("unsure", &[("factuality", "Unlikely")]).is_ok_and(|t| t.contains("1 row")));
    }

    #[test]
    fn wrong_arguments_are_told() {
        assert!(matches!(
            answer("nothing", &[]),
            Err(QueryError::UnknownName { .. })
        ));
        assert!(matches!(
            answer("who-met", &[("x", "y")]),
            Err(QueryError::UnknownParameter { .. })
        ));
        assert!(matches!(
            answer("who-met", &[("person", "Nobody")]),
            Err(QueryError::Lookup(_))
        ));
        assert!(matches!(
            answer("unsure", &[("factuality", "> } DROP")]),
            Err(QueryError::BadArgument { .. })
        ));
    }
}
