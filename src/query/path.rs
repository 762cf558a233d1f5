//! The shortest chains of facts between two entities.

use crate::record::{self, terms};
use oxigraph::{
    model::{GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode, Term},
    store::{StorageError, Store},
};
use petgraph::{
    algo::astar,
    graph::{NodeIndex, UnGraph},
};
use std::{
    collections::BTreeMap,
    io::{self, Write},
};

/// One step: a fact as it stands in the graph.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Step {
    /// Its subject.
    pub subject: String,
    /// Its property.
    pub property: String,
    /// Its object.
    pub object: String,
}

/// The shortest chains of facts from one entity to another, whichever way the facts run; at most `limit` of them, in
/// the order of their names. Empty where there is none.
///
/// # Errors
/// When the store cannot be read.
pub fn paths(
    store: &Store,
    from: NamedNodeRef<'_>,
    to: NamedNodeRef<'_>,
    limit: usize,
) -> Result<Vec<Vec<Step>>, StorageError> {
    let mut graph: UnGraph<NamedNode, ()> = UnGraph::default();
    let mut index: BTreeMap<String, NodeIndex> = BTreeMap::new();
    let mut facts: BTreeMap<(NodeIndex, NodeIndex), Vec<Step>> = BTreeMap::new();
    for (subject, property, object) in facts_between_nodes(store)? {
        let mut node = |iri: &NamedNode| {
            *index
                .entry(iri.as_str().to_owned())
                .or_insert_with(|| graph.add_node(iri.clone()))
        };
        let (a, b) = (node(&subject), node(&object));
        if a != b {
            facts.entry((a.min(b), a.max(b))).or_default().push(Step {
                subject: subject.into_string(),
                property: property.into_string(),
                object: object.into_string(),
            });
        }
    }
    for &(a, b) in facts.keys() {
        graph.add_edge(a, b, ());
    }
    let (Some(&start), Some(&goal)) = (index.get(from.as_str()), index.get(to.as_str())) else {
        return Ok(Vec::new());
    };
    let Some((length, _)) = astar(&graph, start, |node| node == goal, |_| 1usize, |_| 0) else {
        return Ok(Vec::new());
    };
    let far = petgraph::algo::dijkstra(&graph, goal, None, |_| 1usize);
    // All chains of the shortest length: each step comes one nearer to the goal.
    let mut open: Vec<Vec<NodeIndex>> = vec![vec![start]];
    for step in 1..=length {
        let mut longer = Vec::new();
        for chain in open {
            let Some(&last) = chain.last() else { continue };
            let mut next: Vec<NodeIndex> = graph
                .neighbors(last)
                .filter(|node| far.get(node) == Some(&(length - step)))
                .collect();
            next.sort_by(|a, b| graph[*a].as_str().cmp(graph[*b].as_str()));
            next.dedup();
            longer.extend(next.into_iter().map(|node| {
                let mut chain = chain.clone();
                chain.push(node);
                chain
            }));
        }
        longer.truncate(limit.max(1) * 8);
        open = longer;
    }
    open.truncate(limit);
    Ok(open
        .into_iter()
        .map(|chain| {
            chain
                .windows(2)
                .filter_map(|pair| {
                    let (&a, &b) = (pair.first()?, pair.get(1)?);
                    most_telling(facts.get(&(a.min(b), a.max(b)))?)
                })
                .collect()
        })
        .collect())
}

/// Of several facts between two nodes the one with the most specific property: the one that nothing below it repeats.
fn most_telling(facts: &[Step]) -> Option<Step> {
    let broad = |fact: &Step| {
        record::schema().map_or(0, |schema| {
            let name = terms::local_name(&fact.property).unwrap_or_default();
            facts
                .iter()
                .filter_map(|other| terms::local_name(&other.property))
                .filter(|other| *other != name && schema.is_subproperty(other, name))
                .count()
        })
    };
    facts
        .iter()
        .min_by_key(|fact| (broad(fact), (*fact).clone()))
        .cloned()
}

/// The default graph's triples between two entities, without types, labels and what describes statements.
fn facts_between_nodes(
    store: &Store,
) -> Result<Vec<(NamedNode, NamedNode, NamedNode)>, StorageError> {
    let mut found = Vec::new();
    for quad in store.quads_for_pattern(None, None, None, Some(GraphNameRef::DefaultGraph)) {
        let quad = quad?;
        let (NamedOrBlankNode::NamedNode(subject), Term::NamedNode(object)) =
            (quad.subject, quad.object)
        else {
            continue;
        };
        if terms::local_name(quad.predicate.as_str()).is_none()
            || is_about_claims(quad.predicate.as_ref())
        {
            continue;
        }
        found.push((subject, quad.predicate, object));
    }
    found.sort_by(|a, b| {
        (a.0.as_str(), a.1.as_str(), a.2.as_str()).cmp(&(b.0.as_str(), b.1.as_str(), b.2.as_str()))
    });
    Ok(found)
}

/// Properties that say something of a claim, not of the world.
fn is_about_claims(property: NamedNodeRef<'_>) -> bool {
    [
        terms::FACTUALITY,
        terms::ATTRIBUTED_TO,
        terms::DESCRIBES_EVENT,
        terms::TELLS,
        terms::CONTRADICTS,
        terms::IS_PART_OF,
        terms::TOPIC,
    ]
    .contains(&property)
}

/// Writes chains in words, one step a line.
///
/// # Errors
/// What the writer or the store says.
pub fn write(store: &Store, paths: &[Vec<Step>], out: &mut impl Write) -> io::Result<()> {
    let name = |iri: &str| {
        NamedNode::new(iri)
            .ok()
            .and_then(|node| record::label(store, node.as_ref()).ok())
            .unwrap_or_else(|| iri.to_owned())
    };
    let verb = |iri: &str| {
        NamedNode::new(iri)
            .ok()
            .and_then(|node| record::property_label(store, node.as_ref()).ok())
            .unwrap_or_else(|| iri.to_owned())
    };
    for (at, path) in paths.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        for step in path {
            writeln!(
                out,
                "{} — {} — {}",
                name(&step.subject),
                verb(&step.property),
                name(&step.object)
            )?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{paths, write};
    use crate::{query::tests::fixture, record::find_entity};

    #[test]
    fn the_shortest_chains_of_facts_are_found() {
        let store = fixture();
        let find = |name: &str| find_entity(&store, name).expect("known");
        let found = paths(
            &store,
            find("Esi Owusu").as_ref(),
            find("Kodjo Agbeko").as_ref(),
            5,
        )
        .expect("read");
        assert!(!found.is_empty());
        assert!(found.iter().all(|path| path.len() == 2), "{found:?}");
        let mut out = Vec::new();
        write(&store, &found, &mut out).expect("written");
        let text = String::from_utf8(out).expect("UTF-8");
        assert!(text.contains("Esi Owusu — child of — Ama Owusu"), "{text}");
        assert!(
            text.contains("Ama Owusu — met with — Kodjo Agbeko")
                || text.contains("Kodjo Agbeko — met with — Ama Owusu"),
            "{text}"
        );
        // A meeting that was only called unlikely joins nobody.
        let far = paths(
            &store,
            find("Sena Houngbo").as_ref(),
            find("Volta summit, May 2024").as_ref(),
            5,
        )
        .expect("read");
        assert!(far.iter().all(|path| path.len() > 1), "{far:?}");
    }
}
