use super::gold::Gold;
use oxigraph::{
    model::{NamedNode, NamedOrBlankNode, Term},
    store::Store,
};
use std::collections::{BTreeMap, BTreeSet};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

const CHY: &str = "https://w3id.org/chancery/ontology#";

/// A store's resources with their properties, by local name where they are of the vocabulary, else by IRI.
pub(super) struct View {
    resources: BTreeMap<String, BTreeMap<String, BTreeSet<String>>>,
}

impl View {
    pub(super) fn new(store: &Store) -> Self {
        let mut resources: BTreeMap<String, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
        for quad in store.iter().filter_map(Result::ok) {
            let NamedOrBlankNode::NamedNode(subject) = &quad.subject else {
                continue;
            };
            let object = match &quad.object {
                Term::NamedNode(node) => short(node),
                Term::Literal(literal) => literal.value().to_owned(),
                _ => continue,
            };
            resources
                .entry(subject.as_str().to_owned())
                .or_default()
                .entry(short(&quad.predicate))
                .or_default()
                .insert(object);
        }
        Self { resources }
    }

    /// The resources of a class, by IRI.
    pub(super) fn of_class(&self, class: &str) -> impl Iterator<Item = &str> {
        self.resources
            .iter()
            .filter(move |(iri, _)| self.values(iri, RDF_TYPE).any(|t| t == class))
            .map(|(iri, _)| iri.as_str())
    }

    /// All resources, by IRI.
    pub(super) fn all(&self) -> impl Iterator<Item = &str> {
        self.resources.keys().map(String::as_str)
    }

    /// The values of a property.
    pub(super) fn values(&self, iri: &str, property: &str) -> impl Iterator<Item = &str> {
        self.resources
            .get(iri)
            .and_then(|properties| properties.get(property))
            .into_iter()
            .flatten()
            .map(String::as_str)
    }

    /// The first value of a property.
    pub(super) fn one(&self, iri: &str, property: &str) -> Option<&str> {
        self.values(iri, property).next()
    }
}

pub(super) const RDF_TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
pub(super) const RDF_SUBJECT: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#subject";
pub(super) const RDF_PREDICATE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#predicate";
pub(super) const RDF_OBJECT: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#object";
pub(super) const LABEL: &str = "http://www.w3.org/2000/01/rdf-schema#label";
pub(super) const ALT_LABEL: &str = "http://www.w3.org/2004/02/skos/core#altLabel";
pub(super) const SAME_AS: &str = "http://www.w3.org/2002/07/owl#sameAs";
pub(super) const LOCATION: &str = "https://schema.org/location";
pub(super) const START_DATE: &str = "https://schema.org/startDate";
pub(super) const DERIVED_FROM: &str = "http://www.w3.org/ns/prov#wasDerivedFrom";
pub(super) const TEXT: &str = "https://schema.org/text";

fn short(node: &NamedNode) -> String {
    let iri = node.as_str();
    iri.strip_prefix(CHY).unwrap_or(iri).to_owned()
}

/// A label without case, accents, punctuation, possessive and leading article.
pub(super) fn folded(label: &str) -> String {
    let plain: String = label
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .collect::<String>()
        .replace("'s", "")
        .replace("’s", "");
    let words: Vec<&str> = plain
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect();
    let skip = usize::from(
        words.len() > 1 && ["the", "a", "an", "his", "her", "its", "their"].contains(&words[0]),
    );
    words[skip..].join(" ")
}

/// Which gold entity a node of the graph stands for.
pub(super) struct Keys<'a> {
    by_label: BTreeMap<String, BTreeSet<&'a str>>,
    by_number: BTreeMap<&'a str, &'a str>,
    class: BTreeMap<&'a str, &'a str>,
    first: BTreeMap<&'a str, String>,
}

impl<'a> Keys<'a> {
    pub(super) fn new(gold: &'a Gold) -> Self {
        let mut keys = Self {
            by_label: BTreeMap::new(),
            by_number: BTreeMap::new(),
            class: BTreeMap::new(),
            first: BTreeMap::new(),
        };
        for entity in &gold.entities {
            for label in &entity.labels {
                keys.by_label
                    .entry(folded(label))
                    .or_default()
                    .insert(&entity.key);
            }
            if let Some(number) = &entity.wikidata {
                keys.by_number.insert(number, &entity.key);
            }
            keys.class.insert(&entity.key, &entity.class);
            if let Some(label) = entity.labels.first() {
                keys.first.insert(&entity.key, folded(label));
            }
        }
        keys
    }

    /// The preferred label decides (the class too, where a city and its country share it), then the Q number, then an
    /// alternative label that only one gold entity has.
    pub(super) fn of(&self, view: &View, iri: &str) -> Option<&'a str> {
        let label = view.one(iri, LABEL).map(folded);
        if let Some(label) = &label {
            let mut keys = self.by_label.get(label).cloned().unwrap_or_default();
            if keys.len() > 1 {
                let classes: BTreeSet<&str> = view.values(iri, RDF_TYPE).collect();
                let typed: BTreeSet<&str> = keys
                    .iter()
                    .copied()
                    .filter(|k| self.class.get(k).is_some_and(|c| classes.contains(c)))
                    .collect();
                keys = if typed.is_empty() {
                    keys.into_iter()
                        .filter(|k| self.first.get(k) == Some(label))
                        .collect()
                } else {
                    typed
                };
            }
            if keys.len() == 1 {
                return keys.first().copied();
            }
        }
        let number = view.values(iri, SAME_AS).find_map(|same| {
            let number = same.rsplit('/').next()?;
            self.by_number.get(number).copied()
        });
        if number.is_some() {
            return number;
        }
        let keys: BTreeSet<&str> = view
            .values(iri, ALT_LABEL)
            .map(folded)
            .chain(label)
            .filter_map(|l| self.by_label.get(&l))
            .flatten()
            .copied()
            .collect();
        (keys.len() == 1).then(|| keys.first().copied()).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn labels_fold_to_what_a_reader_takes_as_the_same() {
        assert_eq!(folded("The Élysée’s"), "elysee");
        assert_eq!(folded("Kim Jong-un"), folded("Kim Jong Un"));
        assert_eq!(folded("the"), "the");
    }
}
