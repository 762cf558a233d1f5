//! What may be said: the classes and properties of the ontology and how they are ordered.
//!
//! The ontology's Turtle files are the only authority for names; frames, the gazetteer and the graph name terms by the
//! part after `#` and ask here whether there is such a one.

mod load;
mod taxonomy;

use crate::text::DataError;
use indexmap::IndexMap;
use taxonomy::Taxonomy;

/// Namespace of the ontology.
pub const NAMESPACE: &str = "https://w3id.org/chancery/ontology#";
/// Namespace of schema.org, some of whose properties the vocabulary takes over as they are.
pub const SCHEMA_ORG: &str = "https://schema.org/";
/// The ontology that the program was built with.
pub const BUILTIN: &str = include_str!("../../ontology/chancery.ttl");

/// The ontology's classes and properties, by local name (`Visit`, `metWith`), in the order of the file.
#[derive(Clone, Debug)]
pub struct Schema {
    classes: IndexMap<String, Class>,
    properties: IndexMap<String, Property>,
    class_order: Taxonomy,
    property_order: Taxonomy,
}

/// A class of the ontology.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Class {
    /// Its full IRI.
    pub iri: String,
    /// Its English name.
    pub label: String,
    /// What it means.
    pub comment: String,
    /// Classes directly above it, by local name.
    pub parents: Vec<String>,
    /// PLOVER's code of a class of events (`CONSULT`).
    pub plover_code: Option<String>,
    /// PLOVER's mode (`visit`).
    pub plover_mode: Option<String>,
    /// The relation from actor to recipient that its events yield (`visited`), where it names its own.
    pub shortcut: Option<String>,
    /// The word between act and recipient in an event's label ("Assault by A *on* B").
    pub preposition: Option<String>,
    /// By how many days two reports of the same event may differ.
    pub merge_window_days: Option<u16>,
}

/// A property of the ontology.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a trait that OWL gives properties"
)]
pub struct Property {
    /// Its full IRI.
    pub iri: String,
    /// Its English name.
    pub label: String,
    /// What it means.
    pub comment: String,
    /// Properties directly above it, by local name.
    pub parents: Vec<String>,
    /// Local names of the classes that a subject may have, one of them; empty: any.
    pub domain: Vec<String>,
    /// Local names of the classes that an object may have, one of them; empty: any.
    pub range: Vec<String>,
    /// Local name of its inverse.
    pub inverse: Option<String>,
    /// Holds in both directions.
    pub symmetric: bool,
    /// Holds over chains.
    pub transitive: bool,
    /// Has one value at most.
    pub functional: bool,
    /// Only one subject at a time can have it to the same object.
    pub one_subject_at_a_time: bool,
    /// Its values are literals.
    pub literal: bool,
    /// Describes the ontology, not the world.
    pub annotation: bool,
}

impl Schema {
    /// Reads the ontology from its Turtle files, each given as file name and content.
    ///
    /// # Errors
    /// A file that is no Turtle, or a term that names an undeclared one, lacks a label or a comment, or stands above
    /// itself.
    pub fn parse(files: &[(&str, &str)]) -> Result<Self, DataError> {
        load::parse(files)
    }

    /// The ontology that the program was built with.
    ///
    /// # Errors
    /// As [`Schema::parse`]; a test holds that it never fails.
    pub fn builtin() -> Result<Self, DataError> {
        Self::parse(&[("chancery.ttl", BUILTIN)])
    }

    /// The class of that local name.
    pub fn class(&self, name: &str) -> Option<&Class> {
        self.classes.get(name)
    }

    /// The property of that local name.
    pub fn property(&self, name: &str) -> Option<&Property> {
        self.properties.get(name)
    }

    /// Whether there is such a class.
    pub fn is_class(&self, name: &str) -> bool {
        self.classes.contains_key(name)
    }

    /// Whether there is such a property that describes the world.
    pub fn is_property(&self, name: &str) -> bool {
        self.properties.get(name).is_some_and(|p| !p.annotation)
    }

    /// All classes in the order of the files.
    pub fn classes(&self) -> impl Iterator<Item = (&str, &Class)> {
        self.classes.iter().map(|(n, c)| (n.as_str(), c))
    }

    /// All properties in the order of the files.
    pub fn properties(&self) -> impl Iterator<Item = (&str, &Property)> {
        self.properties.iter().map(|(n, p)| (n.as_str(), p))
    }

    /// All classes above `class`, nearest first; itself not included.
    pub fn superclasses(&self, class: &str) -> Vec<&str> {
        self.class_order
            .above(self.classes.get_index_of(class))
            .filter_map(|i| self.classes.get_index(i))
            .map(|(name, _)| name.as_str())
            .collect()
    }

    /// All classes below `class`, itself not included, in the order of the files.
    pub fn subclasses(&self, class: &str) -> Vec<&str> {
        self.classes
            .keys()
            .map(String::as_str)
            .filter(|c| *c != class && self.is_a(c, class))
            .collect()
    }

    /// Whether `class` is `above` or below it.
    pub fn is_a(&self, class: &str, above: &str) -> bool {
        class == above
            || self.class_order.is_below(
                self.classes.get_index_of(class),
                self.classes.get_index_of(above),
            )
    }

    /// The more specific of two classes one of which is below the other, or the same.
    pub fn narrower<'a>(&self, a: &'a str, b: &'a str) -> Option<&'a str> {
        if self.is_a(a, b) {
            Some(a)
        } else if self.is_a(b, a) {
            Some(b)
        } else {
            None
        }
    }

    /// All properties above `property`, nearest first; itself not included.
    pub fn superproperties(&self, property: &str) -> Vec<&str> {
        self.property_order
            .above(self.properties.get_index_of(property))
            .filter_map(|i| self.properties.get_index(i))
            .map(|(name, _)| name.as_str())
            .collect()
    }

    /// Whether `property` is `above` or below it.
    pub fn is_subproperty(&self, property: &str, above: &str) -> bool {
        property == above
            || self.property_order.is_below(
                self.properties.get_index_of(property),
                self.properties.get_index_of(above),
            )
    }

    /// Whether the property holds in both directions.
    pub fn symmetric(&self, property: &str) -> bool {
        self.property(property).is_some_and(|p| p.symmetric)
    }

    /// PLOVER's code for events of the class, its own or inherited.
    pub fn plover_code(&self, class: &str) -> Option<&str> {
        self.inherited(class, |c| c.plover_code.as_deref())
    }

    /// PLOVER's mode for events of the class, its own or inherited.
    pub fn plover_mode(&self, class: &str) -> Option<&str> {
        self.inherited(class, |c| c.plover_mode.as_deref())
    }

    /// The relation from actor to recipient that events of the class yield, its own or inherited.
    pub fn shortcut(&self, class: &str) -> Option<&str> {
        self.inherited(class, |c| c.shortcut.as_deref())
    }

    /// The word between act and recipient in the label of an event of the class, its own or inherited.
    pub fn preposition(&self, class: &str) -> Option<&str> {
        self.inherited(class, |c| c.preposition.as_deref())
    }

    /// By how many days two reports may differ and still tell the same event of the class; its own or inherited.
    pub fn merge_window_days(&self, class: &str) -> u16 {
        self.inherited(class, |c| c.merge_window_days).unwrap_or(0)
    }

    /// Whether an entity of `class` may be the subject of `property`.
    pub fn admits_subject(&self, property: &str, class: &str) -> bool {
        self.property(property)
            .is_some_and(|p| self.admits(&p.domain, class))
    }

    /// Whether an entity of `class` may be the object of `property`.
    pub fn admits_object(&self, property: &str, class: &str) -> bool {
        self.property(property)
            .is_some_and(|p| self.admits(&p.range, class))
    }

    /// The full IRI of a class or property.
    pub fn iri(&self, name: &str) -> Option<&str> {
        self.class(name)
            .map(|c| c.iri.as_str())
            .or_else(|| self.property(name).map(|p| p.iri.as_str()))
    }

    fn admits(&self, allowed: &[String], class: &str) -> bool {
        allowed.is_empty() || allowed.iter().any(|a| self.is_a(class, a))
    }

    fn inherited<'a, T>(
        &'a self,
        class: &str,
        value: impl Fn(&'a Class) -> Option<T>,
    ) -> Option<T> {
        let own = self.classes.get(class)?;
        value(own).or_else(|| {
            self.class_order
                .above(self.classes.get_index_of(class))
                .filter_map(|i| self.classes.get_index(i))
                .find_map(|(_, c)| value(c))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Schema;

    fn schema() -> Schema {
        Schema::builtin().expect("the ontology loads")
    }

    #[test]
    fn classes_inherit_codes_and_shortcuts() {
        let s = schema();
        assert_eq!(s.plover_code("Airstrike"), Some("ASSAULT"));
        assert_eq!(s.plover_mode("Airstrike"), Some("aerial"));
        assert_eq!(s.shortcut("Airstrike"), Some("assaulted"));
        assert_eq!(s.shortcut("Invasion"), Some("invaded"));
        assert_eq!(s.plover_code("Summit"), None);
        assert_eq!(s.superclasses("City"), ["Place", "Entity"]);
        assert!(s.is_a("Visit", "Event") && !s.is_a("Event", "Visit"));
        assert_eq!(s.narrower("Place", "City"), Some("City"));
        assert_eq!(s.narrower("Place", "Person"), None);
    }

    #[test]
    fn properties_know_their_shape() {
        let s = schema();
        assert!(s.is_subproperty("headOfStateOf", "leads"));
        assert!(s.is_subproperty("metWith", "interactedWith"));
        assert!(s.symmetric("metWith") && !s.symmetric("visited"));
        assert_eq!(
            s.property("childOf").and_then(|p| p.inverse.as_deref()),
            Some("parentOf")
        );
        assert!(s.admits_subject("headOfStateOf", "Leader"));
        assert!(!s.admits_object("headOfStateOf", "City"));
        assert!(s.admits_object("attended", "MilitaryParade"));
        assert!(!s.is_property("ploverCode") && !s.is_property("nonsense"));
    }

    #[test]
    fn every_event_type_has_a_code_and_a_relation_below_interaction() {
        let s = schema();
        for (name, _) in s.classes() {
            if s.is_a(name, "Event") && !s.is_a(name, "Occasion") && name != "Event" {
                assert!(s.plover_code(name).is_some(), "{name} has no code");
                let shortcut = s.shortcut(name).unwrap_or_default();
                assert!(s.is_subproperty(shortcut, "interactedWith"), "{name}");
            }
        }
    }

    #[test]
    fn faults_name_file_and_line() {
        let fault = |text: &str| {
            Schema::parse(&[("bad.ttl", text)])
                .expect_err("a fault")
                .to_string()
        };
        assert!(fault("@prefix a: <http://a/> .\na:b a:c .").starts_with("bad.ttl:2: "));
        let head = "@prefix chy: <https://w3id.org/chancery/ontology#> .\n\
                    @prefix owl: <http://www.w3.org/2002/07/owl#> .\n\
                    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n";
        let class = |name: &str, above: &str| {
            format!(
                "chy:{name} a owl:Class ; rdfs:subClassOf chy:{above} ; rdfs:label \"x\"@en ; rdfs:comment \"x\"@en .\n"
            )
        };
        assert!(fault(&format!("{head}{}", class("A", "B"))).contains("`B`"));
        let circle = format!("{head}{}{}", class("A", "B"), class("B", "A"));
        assert!(fault(&circle).contains("above itself"));
        assert!(fault(&format!("{head}chy:A a owl:Class .")).contains("rdfs:label"));
    }
}
