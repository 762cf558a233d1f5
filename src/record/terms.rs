//! The vocabulary's terms that reading the graph needs by name.

use oxigraph::model::{NamedNode, NamedNodeRef};

/// Namespace of schema.org.
pub const SCHEMA: &str = "https://schema.org/";
/// Namespace of the ontology.
pub const CHY: &str = crate::schema::NAMESPACE;
/// Base IRI of resources, unless the build was told another.
pub const ID: &str = "https://w3id.org/chancery/id/";
/// Namespace of Wikidata's entities.
pub const WIKIDATA: &str = "http://www.wikidata.org/entity/";

/// Prefixes that every query may use and every export declares, in the order of the vocabulary.
pub const PREFIXES: [(&str, &str); 11] = [
    ("chy", CHY),
    ("id", ID),
    ("schema", SCHEMA),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("wd", WIKIDATA),
    (
        "nif",
        "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#",
    ),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

macro_rules! terms {
    ($($name:ident = $iri:expr;)*) => {
        $(pub(crate) const $name: NamedNodeRef<'static> = NamedNodeRef::new_unchecked($iri);)*
    };
}

terms! {
    TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
    SUBJECT = "http://www.w3.org/1999/02/22-rdf-syntax-ns#subject";
    PREDICATE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#predicate";
    OBJECT = "http://www.w3.org/1999/02/22-rdf-syntax-ns#object";
    LABEL = "http://www.w3.org/2000/01/rdf-schema#label";
    ALT_LABEL = "http://www.w3.org/2004/02/skos/core#altLabel";
    SAME_AS = "http://www.w3.org/2002/07/owl#sameAs";
    DERIVED_FROM = "http://www.w3.org/ns/prov#wasDerivedFrom";
    BEGIN_INDEX = "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#beginIndex";
    END_INDEX = "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#endIndex";
    TEXT = "https://schema.org/text";
    IS_PART_OF = "https://schema.org/isPartOf";
    HEADLINE = "https://schema.org/headline";
    DATE_PUBLISHED = "https://schema.org/datePublished";
    PUBLISHER = "https://schema.org/publisher";
    URL = "https://schema.org/url";
    START_DATE = "https://schema.org/startDate";
    END_DATE = "https://schema.org/endDate";
    LOCATION = "https://schema.org/location";
    STATEMENT = "https://w3id.org/chancery/ontology#Statement";
    DOCUMENT = "https://w3id.org/chancery/ontology#Document";
    PASSAGE = "https://w3id.org/chancery/ontology#Passage";
    FACTUALITY = "https://w3id.org/chancery/ontology#factuality";
    ATTRIBUTED_TO = "https://w3id.org/chancery/ontology#attributedTo";
    CONFIDENCE = "https://w3id.org/chancery/ontology#confidence";
    RULE = "https://w3id.org/chancery/ontology#rule";
    ENDED = "https://w3id.org/chancery/ontology#ended";
    ACTING = "https://w3id.org/chancery/ontology#acting";
    DESCRIBES_EVENT = "https://w3id.org/chancery/ontology#describesEvent";
    TELLS = "https://w3id.org/chancery/ontology#tells";
    CONTRADICTS = "https://w3id.org/chancery/ontology#contradicts";
    MENTION_COUNT = "https://w3id.org/chancery/ontology#mentionCount";
    ACTOR = "https://w3id.org/chancery/ontology#actor";
    RECIPIENT = "https://w3id.org/chancery/ontology#recipient";
    COMPANION = "https://w3id.org/chancery/ontology#companion";
    ORIGIN = "https://w3id.org/chancery/ontology#origin";
    TOPIC = "https://w3id.org/chancery/ontology#topic";
    OCCASION = "https://w3id.org/chancery/ontology#occasion";
    SUB_EVENT_OF = "https://w3id.org/chancery/ontology#subEventOf";
}

/// The ontology's term of a local name.
pub fn chy(local: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{CHY}{local}"))
}

/// The local name of one of the ontology's or of schema.org's terms.
pub fn local_name(iri: &str) -> Option<&str> {
    iri.strip_prefix(CHY).or_else(|| iri.strip_prefix(SCHEMA))
}

/// An IRI by one of the [`PREFIXES`], where the rest is a plain name; else in angle brackets.
pub fn compact(iri: &str) -> String {
    for (prefix, namespace) in PREFIXES {
        if let Some(rest) = iri.strip_prefix(namespace)
            && !rest.is_empty()
            && rest.starts_with(|c: char| c.is_alphanumeric())
            && rest.ends_with(|c: char| c.is_alphanumeric())
            && rest
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/'))
        {
            return format!("{prefix}:{}", rest.replace('/', "\\/"));
        }
    }
    format!("<{iri}>")
}

/// The full IRI of `prefix:name`, if the prefix is one of the [`PREFIXES`].
pub fn expand(name: &str) -> Option<NamedNode> {
    let (prefix, rest) = name.split_once(':')?;
    let (_, namespace) = PREFIXES.iter().find(|(p, _)| *p == prefix)?;
    NamedNode::new(format!("{namespace}{}", rest.replace("\\/", "/"))).ok()
}
