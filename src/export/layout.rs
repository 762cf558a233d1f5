//! Where the nodes of a picture stand: stress majorization (Gansner, Koren and North 2004) for graphs of some hundred
//! nodes, forces (Fruchterman and Reingold 1991) beyond, then boxes pushed apart. No chance is involved: the same graph
//! gives the same picture.

/// The size of a box and, once laid out, its centre.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Box2 {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// Beyond so many nodes distances between all pairs cost too much.
const STRESS_LIMIT: usize = 400;
/// Distance of neighbours, in points.
const SPACING: f64 = 150.0;
/// Gap between boxes.
const GAP: f64 = 22.0;
/// A page is wider than high.
const WIDENING: f64 = 1.25;

/// Two boxes that an edge joins, and how wide its label is.
pub(super) type Link = (usize, usize, f64);

/// Places boxes so that those joined by an edge stand near each other and none overlap.
pub(super) fn place(boxes: &mut [Box2], edges: &[Link]) {
    let groups = components(boxes.len(), edges);
    let mut laid: Vec<(Vec<usize>, f64, f64)> = Vec::new();
    for group in groups {
        let place: std::collections::BTreeMap<usize, usize> = group
            .iter()
            .enumerate()
            .map(|(at, &node)| (node, at))
            .collect();
        let local: Vec<Link> = edges
            .iter()
            .filter_map(|&(a, b, label)| Some((*place.get(&a)?, *place.get(&b)?, label)))
            .filter(|(a, b, _)| a != b)
            .collect();
        let mut part: Vec<Box2> = group.iter().map(|&n| boxes[n]).collect();
        if part.len() <= STRESS_LIMIT {
            majorize(&mut part, &local);
        } else {
            forces(&mut part, &local);
        }
        turn(&mut part);
        push_apart(&mut part);
        let (left, top, right, bottom) = bounds(&part);
        for (&n, found) in group.iter().zip(&part) {
            boxes[n] = Box2 {
                x: found.x - left,
                y: found.y - top,
                ..*found
            };
        }
        laid.push((group, right - left, bottom - top));
    }
    pack(boxes, laid);
}

/// Nodes that edges join, largest group first, else in the order of their first node.
fn components(count: usize, edges: &[Link]) -> Vec<Vec<usize>> {
    let mut union = petgraph::unionfind::UnionFind::<usize>::new(count);
    for &(a, b, _) in edges {
        union.union(a, b);
    }
    let mut groups: std::collections::BTreeMap<usize, Vec<usize>> =
        std::collections::BTreeMap::new();
    for node in 0..count {
        groups.entry(union.find(node)).or_default().push(node);
    }
    let mut groups: Vec<Vec<usize>> = groups.into_values().collect();
    groups.sort_by_key(|group| (std::cmp::Reverse(group.len()), group.first().copied()));
    groups
}

/// Distances between all pairs in steps; neighbours of much-joined nodes stand farther off, so that their
/// labels have room.
fn distances(boxes: &[Box2], edges: &[Link]) -> Vec<f64> {
    let count = boxes.len();
    let mut neighbours: Vec<std::collections::BTreeMap<usize, f64>> =
        vec![std::collections::BTreeMap::new(); count];
    for &(a, b, label) in edges {
        for (one, other) in [(a, b), (b, a)] {
            let widest = neighbours[one].entry(other).or_default();
            *widest = widest.max(label);
        }
    }
    let crowded = |node: usize| 1.0 + 0.05 * (neighbours[node].len() as f64).min(12.0);
    // Beside the boxes there must be room for the label.
    let roomy = |a: usize, b: usize, label: f64| {
        (f64::midpoint(boxes[a].width, boxes[b].width) / WIDENING + label * 0.8 + 16.0) / SPACING
    };
    let mut all = vec![f64::INFINITY; count * count];
    for start in 0..count {
        all[start * count + start] = 0.0;
        let mut open = std::collections::BinaryHeap::new();
        // Costs are small multiples of a hundredth: whole numbers keep the heap's order exact.
        open.push((std::cmp::Reverse(0u64), start));
        let mut best = vec![u64::MAX; count];
        best[start] = 0;
        while let Some((std::cmp::Reverse(cost), node)) = open.pop() {
            if cost > best[node] {
                continue;
            }
            all[start * count + node] = cost as f64 / 100.0;
            for (&next, &label) in &neighbours[node] {
                let step = crowded(node)
                    .max(crowded(next))
                    .max(roomy(node, next, label));
                let step = (100.0 * step) as u64;
                if cost + step < best[next] {
                    best[next] = cost + step;
                    open.push((std::cmp::Reverse(cost + step), next));
                }
            }
        }
    }
    all
}

/// Moves the nodes until their distances are as near as can be to those in the graph.
fn majorize(boxes: &mut [Box2], edges: &[Link]) {
    const ROUNDS: usize = 300;
    const STARTS: usize = 4;
    let count = boxes.len();
    if count < 2 {
        if let Some(only) = boxes.first_mut() {
            (only.x, only.y) = (0.0, 0.0);
        }
        return;
    }
    let wanted = distances(boxes, edges);
    let mut best: Option<(f64, Vec<(f64, f64)>)> = None;
    for start in 0..STARTS {
        let mut at: Vec<(f64, f64)> = (0..count).map(|n| spiral(n, start, count)).collect();
        for _ in 0..ROUNDS {
            for i in 0..count {
                let (mut x, mut y, mut weights) = (0.0, 0.0, 0.0);
                for j in 0..count {
                    let d = wanted[i * count + j] * SPACING;
                    if i == j || !d.is_finite() || d <= 0.0 {
                        continue;
                    }
                    let weight = 1.0 / (d * d);
                    let (dx, dy) = (at[i].0 - at[j].0, at[i].1 - at[j].1);
                    let length = (dx * dx + dy * dy).sqrt().max(0.01);
                    x += weight * (at[j].0 + dx / length * d);
                    y += weight * (at[j].1 + dy / length * d);
                    weights += weight;
                }
                if weights > 0.0 {
                    at[i] = (x / weights, y / weights);
                }
            }
        }
        let mut stress = 0.0;
        for i in 0..count {
            for j in 0..i {
                let d = wanted[i * count + j] * SPACING;
                if d.is_finite() && d > 0.0 {
                    let (dx, dy) = (at[i].0 - at[j].0, at[i].1 - at[j].1);
                    let off = (dx * dx + dy * dy).sqrt() - d;
                    stress += off * off / (d * d);
                }
            }
        }
        if best.as_ref().is_none_or(|(least, _)| stress < *least) {
            best = Some((stress, at));
        }
    }
    if let Some((_, at)) = best {
        for (found, (x, y)) in boxes.iter_mut().zip(at) {
            (found.x, found.y) = (x, y);
        }
    }
}

/// Where a node starts: on a spiral by the golden angle, each time in another order.
fn spiral(node: usize, start: usize, count: usize) -> (f64, f64) {
    const STRIDES: [usize; 4] = [1, 7, 31, 101];
    let stride = STRIDES[start % STRIDES.len()];
    let slot = if stride > 1 && count.is_multiple_of(stride) {
        (node * (stride + 2)) % count
    } else {
        (node * stride) % count
    };
    let angle = slot as f64 * 2.399_963_229_728_653;
    let radius = SPACING * 0.6 * (slot as f64 + 0.5).sqrt();
    (radius * angle.cos(), radius * angle.sin())
}

/// Forces between neighbours, and between nodes that stand near each other.
fn forces(boxes: &mut [Box2], edges: &[Link]) {
    const ROUNDS: usize = 150;
    let count = boxes.len();
    for (n, found) in boxes.iter_mut().enumerate() {
        (found.x, found.y) = spiral(n, 0, count);
    }
    let mut heat = SPACING * (count as f64).sqrt() / 4.0;
    let cell = SPACING * 2.0;
    for _ in 0..ROUNDS {
        let mut moves = vec![(0.0f64, 0.0f64); count];
        let mut grid: std::collections::BTreeMap<(i64, i64), Vec<usize>> =
            std::collections::BTreeMap::new();
        for (n, found) in boxes.iter().enumerate() {
            grid.entry((
                (found.x / cell).floor() as i64,
                (found.y / cell).floor() as i64,
            ))
            .or_default()
            .push(n);
        }
        for (&(cx, cy), members) in &grid {
            for &i in members {
                for near in (-1..=1).flat_map(|x| (-1..=1).map(move |y| (cx + x, cy + y))) {
                    for &j in grid.get(&near).into_iter().flatten() {
                        let (dx, dy) = (boxes[i].x - boxes[j].x, boxes[i].y - boxes[j].y);
                        let square = (dx * dx + dy * dy).max(1.0);
                        if i != j && square < cell * cell {
                            moves[i].0 += dx / square * SPACING * SPACING;
                            moves[i].1 += dy / square * SPACING * SPACING;
                        }
                    }
                }
            }
        }
        for &(a, b, _) in edges {
            let (dx, dy) = (boxes[a].x - boxes[b].x, boxes[a].y - boxes[b].y);
            let pull = (dx * dx + dy * dy).sqrt() / SPACING;
            moves[a].0 -= dx * pull;
            moves[a].1 -= dy * pull;
            moves[b].0 += dx * pull;
            moves[b].1 += dy * pull;
        }
        for (found, (dx, dy)) in boxes.iter_mut().zip(moves) {
            let length = (dx * dx + dy * dy).sqrt().max(0.01);
            let step = length.min(heat);
            found.x += dx / length * step;
            found.y += dy / length * step;
        }
        heat *= 0.97;
    }
}

/// Turns the picture so that it is widest from left to right, and widens it a little.
fn turn(boxes: &mut [Box2]) {
    let count = boxes.len().max(1) as f64;
    let (mx, my) = (
        boxes.iter().map(|b| b.x).sum::<f64>() / count,
        boxes.iter().map(|b| b.y).sum::<f64>() / count,
    );
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for b in boxes.iter() {
        xx += (b.x - mx) * (b.x - mx);
        yy += (b.y - my) * (b.y - my);
        xy += (b.x - mx) * (b.y - my);
    }
    let angle = 0.5 * (2.0 * xy).atan2(xx - yy);
    let (sin, cos) = (-angle).sin_cos();
    for b in boxes.iter_mut() {
        let (x, y) = (b.x - mx, b.y - my);
        b.x = (x * cos - y * sin) * WIDENING;
        b.y = x * sin + y * cos;
    }
}

/// Moves overlapping boxes apart, each pair along the way that is shorter.
fn push_apart(boxes: &mut [Box2]) {
    for _ in 0..400 {
        let mut moved = false;
        for i in 0..boxes.len() {
            for j in 0..i {
                let (a, b) = (boxes[i], boxes[j]);
                let over_x = f64::midpoint(a.width, b.width) + GAP - (a.x - b.x).abs();
                let over_y = f64::midpoint(a.height, b.height) + GAP - (a.y - b.y).abs();
                if over_x <= 0.0 || over_y <= 0.0 {
                    continue;
                }
                moved = true;
                if over_y <= over_x {
                    let half = (over_y / 2.0 + 0.1).copysign(if a.y >= b.y { 1.0 } else { -1.0 });
                    boxes[i].y += half;
                    boxes[j].y -= half;
                } else {
                    let half = (over_x / 2.0 + 0.1).copysign(if a.x >= b.x { 1.0 } else { -1.0 });
                    boxes[i].x += half;
                    boxes[j].x -= half;
                }
            }
        }
        if !moved {
            break;
        }
    }
}

/// The corners of all boxes.
pub(super) fn bounds(boxes: &[Box2]) -> (f64, f64, f64, f64) {
    let fold = |start: f64, pick: fn(f64, f64) -> f64, edge: &dyn Fn(&Box2) -> f64| {
        boxes.iter().map(edge).fold(start, pick)
    };
    if boxes.is_empty() {
        return (0.0, 0.0, 0.0, 0.0);
    }
    (
        fold(f64::INFINITY, f64::min, &|b| b.x - b.width / 2.0),
        fold(f64::INFINITY, f64::min, &|b| b.y - b.height / 2.0),
        fold(f64::NEG_INFINITY, f64::max, &|b| b.x + b.width / 2.0),
        fold(f64::NEG_INFINITY, f64::max, &|b| b.y + b.height / 2.0),
    )
}

/// Puts the parts that no edge joins beside and below each other, in rows about as wide as the largest.
fn pack(boxes: &mut [Box2], parts: Vec<(Vec<usize>, f64, f64)>) {
    const APART: f64 = 60.0;
    let area: f64 = parts
        .iter()
        .map(|(_, w, h)| (w + APART) * (h + APART))
        .sum();
    let widest = parts.iter().map(|(_, w, _)| *w).fold(0.0, f64::max);
    let row = widest.max((area * 1.6).sqrt());
    let (mut x, mut y, mut high) = (0.0, 0.0, 0.0f64);
    for (group, width, height) in parts {
        if x > 0.0 && x + width > row {
            x = 0.0;
            y += high + APART;
            high = 0.0;
        }
        for node in group {
            boxes[node].x += x;
            boxes[node].y += y;
        }
        x += width + APART;
        high = high.max(height);
    }
}

#[cfg(test)]
mod tests {
    use super::{Box2, bounds, place};

    fn boxes(count: usize) -> Vec<Box2> {
        vec![
            Box2 {
                width: 90.0,
                height: 30.0,
                ..Box2::default()
            };
            count
        ]
    }

    #[test]
    fn no_boxes_overlap_and_the_picture_is_the_same_each_time() {
        for count in [0, 1, 2, 5, 60, 450] {
            let edges: Vec<(usize, usize, f64)> = (1..count).map(|n| (n, n / 3, 0.0)).collect();
            let mut first = boxes(count);
            place(&mut first, &edges);
            let mut second = boxes(count);
            place(&mut second, &edges);
            assert_eq!(first, second);
            let (left, top, right, bottom) = bounds(&first);
            assert!([left, top, right, bottom].iter().all(|v| v.is_finite()));
            for i in 0..count {
                for j in 0..i {
                    let (a, b) = (first[i], first[j]);
                    assert!(
                        (a.x - b.x).abs() >= 89.9 || (a.y - b.y).abs() >= 29.9,
                        "{count}: {i} on {j}"
                    );
                }
            }
        }
    }

    #[test]
    fn neighbours_stand_nearer_than_strangers() {
        let mut chain = boxes(6);
        place(
            &mut chain,
            &[
                (0, 1, 0.0),
                (1, 2, 0.0),
                (2, 3, 0.0),
                (3, 4, 0.0),
                (4, 5, 0.0),
            ],
        );
        let far = |a: usize, b: usize| (chain[a].x - chain[b].x).hypot(chain[a].y - chain[b].y);
        assert!(far(0, 5) > 3.0 * far(0, 1));
    }
}
