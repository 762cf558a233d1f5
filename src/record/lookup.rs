//! From what a person types to the entity meant.

use super::{classes, label, terms};
use oxigraph::{
    model::{NamedNode, NamedOrBlankNode, Term},
    store::{StorageError, Store},
};
use std::{collections::BTreeSet, fmt};
use unicode_normalization::UnicodeNormalization;

/// An entity that a name could mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The entity.
    pub iri: NamedNode,
    /// Its label.
    pub label: String,
    /// Its classes by local name.
    pub classes: Vec<String>,
}

impl fmt::Display for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "  {} ({}) {}",
            self.label,
            self.classes.join(", "),
            terms::compact(self.iri.as_str()).replace("\\/", "/")
        )
    }
}

/// Why a name could not be resolved.
#[derive(Debug, thiserror::Error)]
pub enum LookupError {
    /// Nothing has this name.
    #[error("`{name}` is no entity of the graph{}", suggest(.near))]
    Unknown {
        /// What was asked for.
        name: String,
        /// Labels that contain it.
        near: Vec<String>,
    },
    /// Several entities have this name.
    #[error("`{name}` may mean several entities; ask for one by its label, Q number or IRI:\n{}", lines(.candidates))]
    Ambiguous {
        /// What was asked for.
        name: String,
        /// Those that have the name.
        candidates: Vec<Candidate>,
    },
    /// The store could not be read.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

fn suggest(near: &[String]) -> String {
    if near.is_empty() {
        "; `chancery stats` shows what there is".to_owned()
    } else {
        format!("; there are: {}", near.join("; "))
    }
}

fn lines(candidates: &[Candidate]) -> String {
    let lines: Vec<String> = candidates.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

/// Finds the entity, event or document meant by a label, an alternative label, a `Q…` number, an IRI or a prefixed name.
///
/// Case, accents, hyphens and spaces don't matter. A label goes before an alternative label.
///
/// # Errors
/// [`LookupError::Unknown`] with near names, [`LookupError::Ambiguous`] with the candidates.
pub fn find_entity(store: &Store, name: &str) -> Result<NamedNode, LookupError> {
    let name = name.trim();
    let unknown = |near| LookupError::Unknown {
        name: name.to_owned(),
        near,
    };
    if let Some(iri) = written_iri(name) {
        let known = store
            .quads_for_pattern(Some(iri.as_ref().into()), None, None, None)
            .next()
            .transpose()?
            .is_some();
        return if known {
            Ok(iri)
        } else {
            Err(unknown(Vec::new()))
        };
    }
    let mut found: Vec<NamedNode> = Vec::new();
    if is_q_number(name) {
        let item = NamedNode::new_unchecked(format!("{}{}", terms::WIKIDATA, name.to_uppercase()));
        found = super::subjects(store, terms::SAME_AS, item.as_ref().into())?;
    }
    let wanted = key(name);
    let mut near = BTreeSet::new();
    for property in [terms::LABEL, terms::ALT_LABEL] {
        if !found.is_empty() {
            break;
        }
        let mut matching = BTreeSet::new();
        for quad in store.quads_for_pattern(
            None,
            Some(property),
            None,
            Some(oxigraph::model::GraphNameRef::DefaultGraph),
        ) {
            let quad = quad?;
            let (NamedOrBlankNode::NamedNode(node), Term::Literal(label)) =
                (quad.subject, quad.object)
            else {
                continue;
            };
            let found = key(label.value());
            if found == wanted {
                matching.insert(node.into_string());
            } else if property == terms::LABEL
                && !wanted.is_empty()
                && found.contains(&wanted)
                && !node.as_str().starts_with(terms::CHY)
            {
                near.insert(label.value().to_owned());
            }
        }
        found.extend(matching.into_iter().map(NamedNode::new_unchecked));
    }
    match found.as_slice() {
        [] => Err(unknown(near.into_iter().take(8).collect())),
        [one] => Ok(one.clone()),
        several => {
            let candidates = several
                .iter()
                .map(|iri| {
                    Ok(Candidate {
                        iri: iri.clone(),
                        label: label(store, iri.as_ref())?,
                        classes: classes(store, iri.as_ref())?,
                    })
                })
                .collect::<Result<_, StorageError>>()?;
            Err(LookupError::Ambiguous {
                name: name.to_owned(),
                candidates,
            })
        }
    }
}

fn written_iri(name: &str) -> Option<NamedNode> {
    if let Some(inner) = name.strip_prefix('<').and_then(|n| n.strip_suffix('>')) {
        return NamedNode::new(inner).ok();
    }
    if name.contains("://") {
        return NamedNode::new(name).ok();
    }
    terms::expand(name).filter(|_| !name.contains(' '))
}

fn is_q_number(name: &str) -> bool {
    name.strip_prefix(['Q', 'q'])
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}

/// Letters and digits without case and accents, words parted by one space.
fn key(name: &str) -> String {
    let folded: String = name
        .nfd()
        .filter(|c| !matches!(c, '\u{300}'..='\u{36f}' | '\'' | '’' | '.'))
        .flat_map(char::to_lowercase)
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}
