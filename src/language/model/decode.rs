//! From scores to structures: the best tree with one root, the best sequence of name tags.

/// The best dependency tree over `n` words.
///
/// `scores[d * (n + 1) + h]` is how well word `d` (from 0) hangs on `h`: 0 is the root, `h` the word `h - 1`. The answer
/// gives each word's head in the same numbering; exactly one word hangs on the root. It is the maximum spanning tree
/// (Chu and Liu 1965, Edmonds 1967).
pub fn tree(scores: &[f32], n: usize) -> Vec<usize> {
    let score = |d: usize, h: usize| scores.get(d * (n + 1) + h).copied().unwrap_or(f32::MIN);
    if n == 0 {
        return Vec::new();
    }
    let greedy: Vec<usize> = (0..n)
        .map(|d| best((0..=n).filter(|&h| h != d + 1), |h| score(d, h)).unwrap_or(0))
        .collect();
    if is_tree(&greedy) {
        return greedy;
    }
    // Which words could be the root: those that lose least by it.
    let loss = |d: usize| {
        score(d, 0)
            - (1..=n)
                .filter(|&h| h != d + 1)
                .map(|h| score(d, h))
                .fold(f32::MIN, f32::max)
    };
    let mut roots: Vec<usize> = (0..n).collect();
    roots.sort_by(|&a, &b| loss(b).total_cmp(&loss(a)).then(a.cmp(&b)));
    roots.truncate(4);
    let mut winner: Option<(f32, Vec<usize>)> = None;
    for &root in &roots {
        let heads = rooted_tree(root, n, &score);
        let total: f32 = heads.iter().enumerate().map(|(d, &h)| score(d, h)).sum();
        if winner.as_ref().is_none_or(|(most, _)| total > *most) {
            winner = Some((total, heads));
        }
    }
    winner.map_or_else(|| (0..n).collect(), |(_, heads)| heads)
}

/// Whether every word reaches the root, which has one dependent.
fn is_tree(heads: &[usize]) -> bool {
    if heads.iter().filter(|&&h| h == 0).count() != 1 {
        return false;
    }
    // 0 unseen, otherwise the number of the walk that saw the word.
    let mut seen = vec![0; heads.len() + 1];
    for start in 1..=heads.len() {
        let mut at = start;
        while at != 0 && seen[at] == 0 {
            seen[at] = start;
            at = heads[at - 1];
        }
        if at != 0 && seen[at] == start {
            return false;
        }
    }
    true
}

/// The candidate of the highest score, the first of equals.
fn best(candidates: impl Iterator<Item = usize>, score: impl Fn(usize) -> f32) -> Option<usize> {
    candidates
        .map(|c| (c, score(c)))
        .fold(None, |most: Option<(usize, f32)>, (c, s)| match most {
            Some((_, m)) if m >= s => most,
            _ => Some((c, s)),
        })
        .map(|(c, _)| c)
}

/// The best tree in which `root` alone hangs on the root.
fn rooted_tree(root: usize, n: usize, score: &impl Fn(usize, usize) -> f32) -> Vec<usize> {
    // Node 0 is `root`, the others are the remaining words: a spanning arborescence from node 0.
    let words: Vec<usize> = std::iter::once(root)
        .chain((0..n).filter(|&d| d != root))
        .collect();
    let graph: Vec<Vec<f32>> = words
        .iter()
        .map(|&d| {
            words
                .iter()
                .map(|&h| {
                    if h == d {
                        f32::NEG_INFINITY
                    } else {
                        score(d, h + 1)
                    }
                })
                .collect()
        })
        .collect();
    let parents = arborescence(&graph);
    let mut heads = vec![0; n];
    for (node, &word) in words.iter().enumerate().skip(1) {
        heads[word] = words[parents[node]] + 1;
    }
    heads
}

/// Each node's parent in the best spanning arborescence from node 0; `graph[child][parent]` are the scores.
fn arborescence(graph: &[Vec<f32>]) -> Vec<usize> {
    let n = graph.len();
    let mut parents: Vec<usize> = (0..n)
        .map(|d| {
            if d == 0 {
                0
            } else {
                best((0..n).filter(|&h| h != d), |h| graph[d][h]).unwrap_or(0)
            }
        })
        .collect();
    let Some(cycle) = find_cycle(&parents) else {
        return parents;
    };
    let mut inside = vec![false; n];
    for &node in &cycle {
        inside[node] = true;
    }
    // Contract the cycle into one node, the last of the smaller graph.
    let outside: Vec<usize> = (0..n).filter(|&v| !inside[v]).collect();
    let joint = outside.len();
    let cycle_score = |v: usize| graph[v][parents[v]];
    let mut smaller = vec![vec![f32::NEG_INFINITY; joint + 1]; joint + 1];
    let mut leave = vec![0; joint];
    let mut enter = vec![0; joint];
    for (i, &v) in outside.iter().enumerate() {
        for (j, &u) in outside.iter().enumerate() {
            smaller[i][j] = graph[v][u];
        }
        if v != 0 {
            leave[i] = best(cycle.iter().copied(), |u| graph[v][u]).unwrap_or(0);
            smaller[i][joint] = graph[v][leave[i]];
        }
        enter[i] = best(cycle.iter().copied(), |u| graph[u][v] - cycle_score(u)).unwrap_or(0);
        smaller[joint][i] = graph[enter[i]][v] - cycle_score(enter[i]);
    }
    let inner = arborescence(&smaller);
    for (i, &v) in outside.iter().enumerate() {
        if v != 0 {
            parents[v] = if inner[i] == joint {
                leave[i]
            } else {
                outside[inner[i]]
            };
        }
    }
    let from = inner[joint];
    parents[enter[from]] = outside[from];
    parents
}

/// The nodes of a cycle among the parents, if there is one.
fn find_cycle(parents: &[usize]) -> Option<Vec<usize>> {
    let mut seen = vec![0; parents.len()];
    for start in 1..parents.len() {
        let mut at = start;
        while at != 0 && seen[at] == 0 {
            seen[at] = start;
            at = parents[at];
        }
        if at != 0 && seen[at] == start {
            let mut cycle = vec![at];
            let mut next = parents[at];
            while next != at {
                cycle.push(next);
                next = parents[next];
            }
            return Some(cycle);
        }
    }
    None
}

/// The best sequence of name tags: 0 is outside, `2k + 1` begins a name of kind `k`, `2k + 2` continues it.
///
/// `scores[t * tags + tag]`; a name is continued only after its own beginning or continuation.
pub fn name_tags(scores: &[f32], tags: usize) -> Vec<usize> {
    let n = scores.len().checked_div(tags).unwrap_or(0);
    let mut back: Vec<Vec<usize>> = Vec::with_capacity(n);
    let mut now: Vec<f32> = Vec::new();
    for row in scores.chunks_exact(tags.max(1)) {
        // Any tag may come before; only a continuation is choosy.
        let first = now.is_empty();
        let top = best(0..now.len(), |t| now[t]).unwrap_or(0);
        let mut from = vec![top; tags];
        let mut next = Vec::with_capacity(tags);
        for (tag, &score) in row.iter().enumerate() {
            let continues = tag != 0 && tag % 2 == 0;
            let past = if first {
                if continues { f32::NEG_INFINITY } else { 0.0 }
            } else if continues {
                from[tag] = if now[tag] >= now[tag - 1] {
                    tag
                } else {
                    tag - 1
                };
                now[from[tag]]
            } else {
                now[top]
            };
            next.push(past + score);
        }
        back.push(from);
        now = next;
    }
    let mut tag = best(0..now.len(), |t| now[t]).unwrap_or(0);
    let mut out = vec![0; n];
    for (slot, from) in out.iter_mut().zip(&back).rev() {
        *slot = tag;
        tag = from.get(tag).copied().unwrap_or(0);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The best tree by trying all.
    fn exhaustive(scores: &[f32], n: usize) -> f32 {
        let mut most = f32::MIN;
        let mut heads = vec![0; n];
        loop {
            let own = heads.iter().enumerate().any(|(d, &h)| h == d + 1);
            if !own && is_tree(&heads) {
                most = most.max(
                    heads
                        .iter()
                        .enumerate()
                        .map(|(d, &h)| scores[d * (n + 1) + h])
                        .sum(),
                );
            }
            let Some(d) = heads.iter().position(|&h| h < n) else {
                break;
            };
            heads[d] += 1;
            heads[..d].fill(0);
        }
        most
    }

    proptest! {
        #[test]
        fn the_tree_is_the_best_one(n in 1_usize..=4, seed in prop::collection::vec(-5.0_f32..5.0, 20)) {
            let scores = &seed[..n * (n + 1)];
            let heads = tree(scores, n);
            prop_assert!(is_tree(&heads), "{heads:?}");
            let total: f32 = heads.iter().enumerate().map(|(d, &h)| scores[d * (n + 1) + h]).sum();
            prop_assert!((total - exhaustive(scores, n)).abs() < 1e-3, "{heads:?} {total}");
        }

        #[test]
        fn any_scores_give_a_tree(n in 0_usize..40, seed in prop::collection::vec(prop_oneof![Just(0.0_f32), -1.0_f32..1.0], 40 * 41)) {
            let heads = tree(&seed[..n * (n + 1)], n);
            prop_assert!(n == 0 || is_tree(&heads));
        }

        #[test]
        fn names_are_continued_only_where_they_began(seed in prop::collection::vec(-1.0_f32..1.0, 0..12)) {
            let n = seed.len() / 5;
            let tags = name_tags(&seed[..n * 5], 5);
            prop_assert_eq!(tags.len(), n);
            let mut before = 0;
            for tag in tags {
                prop_assert!(tag == 0 || tag % 2 == 1 || before == tag || before + 1 == tag);
                before = tag;
            }
        }
    }
}
