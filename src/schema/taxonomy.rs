use petgraph::{
    algo::toposort,
    graph::{DiGraph, NodeIndex},
};
use std::collections::{BTreeSet, VecDeque};

/// An order "is below" over numbered terms, closed once so that questions are look-ups.
#[derive(Clone, Debug)]
pub(super) struct Taxonomy {
    /// For each term all terms above it, nearest first.
    above: Vec<Vec<usize>>,
    /// The same, sorted.
    sorted: Vec<BTreeSet<usize>>,
}

impl Taxonomy {
    /// Closes the order given by pairs (term, term directly above it); fails with a term that stands above itself.
    pub(super) fn new(terms: usize, edges: &[(usize, usize)]) -> Result<Self, usize> {
        let mut graph = DiGraph::<(), ()>::with_capacity(terms, edges.len());
        for _ in 0..terms {
            graph.add_node(());
        }
        for &(below, above) in edges {
            graph.add_edge(NodeIndex::new(below), NodeIndex::new(above), ());
        }
        toposort(&graph, None).map_err(|circle| circle.node_id().index())?;
        let mut parents = vec![Vec::new(); terms];
        for &(below, above) in edges {
            if let Some(list) = parents.get_mut(below) {
                list.push(above);
            }
        }
        let above: Vec<Vec<usize>> = (0..terms).map(|term| climb(term, &parents)).collect();
        let sorted = above.iter().map(|a| a.iter().copied().collect()).collect();
        Ok(Self { above, sorted })
    }

    /// All terms above one, nearest first.
    pub(super) fn above(&self, term: Option<usize>) -> impl Iterator<Item = usize> + '_ {
        term.and_then(|t| self.above.get(t))
            .into_iter()
            .flatten()
            .copied()
    }

    /// Whether one term is strictly below another.
    pub(super) fn is_below(&self, term: Option<usize>, above: Option<usize>) -> bool {
        match (term.and_then(|t| self.sorted.get(t)), above) {
            (Some(set), Some(above)) => set.contains(&above),
            _ => false,
        }
    }
}

/// Everything above `term`, breadth first.
fn climb(term: usize, parents: &[Vec<usize>]) -> Vec<usize> {
    let mut seen = Vec::new();
    let mut queue = VecDeque::from([term]);
    while let Some(next) = queue.pop_front() {
        for &parent in parents.get(next).into_iter().flatten() {
            if !seen.contains(&parent) {
                seen.push(parent);
                queue.push_back(parent);
            }
        }
    }
    seen
}
