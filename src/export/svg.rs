//! A picture without Graphviz: shapes, lines, labels that keep out of each other's way, links, tooltips, a legend.

use super::{
    dot,
    layout::{self, Box2},
    style,
    view::{Edge, Kind, Node, View},
};
use crate::extraction::Factuality;
use std::{
    collections::BTreeMap,
    fmt::Write as _,
    io::{self, Write},
};
use unicode_width::UnicodeWidthStr;

const FONT: f64 = 13.0;
const LINE: f64 = 16.0;
const SMALL: f64 = 10.5;
const SMALL_LINE: f64 = 12.5;
/// Characters in a line of an edge's label.
const LABEL_WIDTH: usize = 20;
const MARGIN: f64 = 36.0;
const HEADER: f64 = 54.0;
const LEGEND: f64 = 58.0;

/// A rectangle that is taken: a node, or a label already placed.
#[derive(Clone, Copy)]
struct Taken {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Taken {
    fn around(x: f64, y: f64, width: f64, height: f64) -> Self {
        Self {
            left: x - width / 2.0,
            top: y - height / 2.0,
            right: x + width / 2.0,
            bottom: y + height / 2.0,
        }
    }

    fn overlap(&self, other: &Self) -> f64 {
        let x = self.right.min(other.right) - self.left.max(other.left);
        let y = self.bottom.min(other.bottom) - self.top.max(other.top);
        if x > 0.0 && y > 0.0 { x * y } else { 0.0 }
    }
}

/// Writes a view as SVG.
///
/// # Errors
/// What the writer says.
pub(super) fn write(view: &View, out: &mut dyn Write) -> io::Result<()> {
    let nodes: Vec<&Node> = view.graph.node_weights().collect();
    let labels: Vec<Vec<String>> = nodes
        .iter()
        .map(|node| style::lines(&node.label, 18))
        .collect();
    let mut boxes: Vec<Box2> = nodes
        .iter()
        .zip(&labels)
        .map(|(node, lines)| size(node.kind, lines))
        .collect();
    let edges: Vec<(usize, usize, &Edge)> = view
        .edges()
        .map(|(a, b, edge)| (a.index(), b.index(), edge))
        .collect();
    let pairs: Vec<layout::Link> = edges
        .iter()
        .map(|&(a, b, edge)| {
            let lines = style::lines(&edge.label, LABEL_WIDTH);
            (
                a,
                b,
                lines
                    .iter()
                    .map(|line| text_width(line, SMALL))
                    .fold(0.0, f64::max),
            )
        })
        .collect();
    layout::place(&mut boxes, &pairs);
    let (left, top, right, bottom) = layout::bounds(&boxes);
    for found in &mut boxes {
        found.x += MARGIN - left;
        found.y += MARGIN + HEADER - top;
    }
    let width = (right - left + 2.0 * MARGIN).max(720.0);
    let height = bottom - top + 2.0 * MARGIN + HEADER + LEGEND;
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" height=\"{height:.0}\" \
         font-family=\"Helvetica, Arial, 'DejaVu Sans', sans-serif\" role=\"img\">"
    )?;
    writeln!(out, "<title>{}</title>", xml(&dot::caption(view)))?;
    write_styles(out)?;
    writeln!(
        out,
        "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>"
    )?;
    write_header(view, out)?;
    let curves = curves(&edges, &boxes);
    writeln!(out, "<g id=\"edges\" fill=\"none\">")?;
    for ((a, b, edge), curve) in edges.iter().zip(&curves) {
        write_edge(nodes[*a], nodes[*b], edge, curve, out)?;
    }
    writeln!(
        out,
        "</g>\n<g id=\"nodes\" text-anchor=\"middle\" font-size=\"{FONT}\">"
    )?;
    for ((node, lines), found) in nodes.iter().zip(&labels).zip(&boxes) {
        write_node(node, lines, found, out)?;
    }
    writeln!(
        out,
        "</g>\n<g id=\"labels\" text-anchor=\"middle\" font-size=\"{SMALL}\">"
    )?;
    write_labels(&edges, &curves, &boxes, out)?;
    writeln!(out, "</g>")?;
    write_legend(view, height - LEGEND + 14.0, out)?;
    writeln!(out, "</svg>")
}

fn write_styles(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<defs>")?;
    for (name, factuality) in [
        ("fact", Factuality::Fact),
        ("planned", Factuality::Planned),
        ("denied", Factuality::Denied),
    ] {
        writeln!(
            out,
            "<marker id=\"arrow-{name}\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"7\" markerHeight=\"7\" markerUnits=\"userSpaceOnUse\" orient=\"auto-start-reverse\"><path d=\"M0 1 L10 5 L0 9 z\" fill=\"{}\"/></marker>",
            style::line_colour(factuality)
        )?;
    }
    writeln!(
        out,
        "<style>\n.edge path {{ stroke-linecap: round }}\n.planned path, .likely path, .possible path {{ stroke-dasharray: 6 4 }}\n\
         .unlikely path, .denied path {{ stroke-dasharray: 1.5 4 }}\n\
         #labels text {{ paint-order: stroke; stroke: #ffffff; stroke-width: 3.5px; stroke-linejoin: round; fill: {} }}\n\
         #labels .planned, #labels .likely, #labels .possible {{ fill: #00507f; font-style: italic }}\n\
         #labels .unlikely, #labels .denied {{ fill: #8f3d00; font-style: italic }}\n\
         #nodes .planned path, #nodes .likely path, #nodes .possible path {{ stroke-dasharray: 5 3 }}\n\
         #nodes .unlikely path, #nodes .denied path {{ stroke-dasharray: 1.5 3 }}\n\
         a:hover text {{ text-decoration: underline }}\n</style>\n</defs>",
        style::INK
    )
}

fn write_header(view: &View, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "<text x=\"{MARGIN}\" y=\"{:.0}\" font-size=\"20\" font-weight=\"bold\" fill=\"{}\">{}</text>",
        MARGIN + 4.0,
        style::INK,
        xml(&view.title)
    )?;
    if view.left_out > 0 {
        writeln!(
            out,
            "<text x=\"{MARGIN}\" y=\"{:.0}\" font-size=\"12\" fill=\"{}\">the {} most central of {} people, places, bodies and events</text>",
            MARGIN + 22.0,
            style::QUIET,
            view.graph.node_count(),
            view.graph.node_count() + view.left_out
        )?;
    }
    Ok(())
}

/// How wide text stands, about: Helvetica's mean width, wide characters as two.
fn text_width(text: &str, size: f64) -> f64 {
    text.width() as f64 * size * 0.545
}

fn size(kind: Kind, lines: &[String]) -> Box2 {
    let width = lines
        .iter()
        .map(|line| text_width(line, FONT))
        .fold(0.0, f64::max);
    let height = lines.len() as f64 * LINE;
    // Text in an ellipse or behind slanted sides needs more room.
    let (width, height) = match kind {
        Kind::Leader | Kind::Person => (width * 1.18 + 26.0, height * 1.25 + 14.0),
        Kind::Organization | Kind::Occasion => (width + 40.0, height + 18.0),
        Kind::Place => (width + 22.0, height + 24.0),
        Kind::Country | Kind::Event | Kind::Other => (width + 26.0, height + 14.0),
    };
    Box2 {
        width: width.max(48.0),
        height: height.max(32.0),
        ..Box2::default()
    }
}

/// A quadratic curve from border to border.
struct Curve {
    from: (f64, f64),
    bend: (f64, f64),
    to: (f64, f64),
}

impl Curve {
    fn at(&self, t: f64) -> (f64, f64) {
        let mix = |a: f64, b: f64, c: f64| {
            (1.0 - t) * (1.0 - t) * a + 2.0 * (1.0 - t) * t * b + t * t * c
        };
        (
            mix(self.from.0, self.bend.0, self.to.0),
            mix(self.from.1, self.bend.1, self.to.1),
        )
    }
}

/// Straight lines, bent where several join the same two nodes or where another node stands in the way.
fn curves(edges: &[(usize, usize, &Edge)], boxes: &[Box2]) -> Vec<Curve> {
    let mut lanes: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for &(a, b, _) in edges {
        *lanes.entry((a.min(b), a.max(b))).or_default() += 1;
    }
    let mut used: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    edges
        .iter()
        .map(|&(a, b, _)| {
            let key = (a.min(b), a.max(b));
            let total = lanes.get(&key).copied().unwrap_or(1);
            let lane = used.entry(key).or_default();
            let offset = (*lane as f64 - (total as f64 - 1.0) / 2.0) * 46.0;
            *lane += 1;
            let (one, two) = (boxes[key.0], boxes[key.1]);
            let (dx, dy) = (two.x - one.x, two.y - one.y);
            let length = (dx * dx + dy * dy).sqrt().max(1.0);
            let (nx, ny) = (-dy / length, dx / length);
            let middle = (f64::midpoint(one.x, two.x), f64::midpoint(one.y, two.y));
            let around = if total == 1 {
                detour(a, b, boxes, (nx, ny), middle)
            } else {
                0.0
            };
            let bend = (
                middle.0 + nx * (offset + around),
                middle.1 + ny * (offset + around),
            );
            let (from, to) = (boxes[a], boxes[b]);
            Curve {
                from: border(&from, bend),
                bend,
                to: border(&to, bend),
            }
        })
        .collect()
}

/// How far to bend a line so that it passes other nodes by; 0 where none stands in its way.
fn detour(a: usize, b: usize, boxes: &[Box2], normal: (f64, f64), middle: (f64, f64)) -> f64 {
    let blocked = |offset: f64| {
        let curve = Curve {
            from: (boxes[a].x, boxes[a].y),
            bend: (middle.0 + normal.0 * offset, middle.1 + normal.1 * offset),
            to: (boxes[b].x, boxes[b].y),
        };
        boxes
            .iter()
            .enumerate()
            .filter(|(n, _)| *n != a && *n != b)
            .filter(|(_, found)| {
                (1..16).any(|step| {
                    let (x, y) = curve.at(f64::from(step) / 16.0);
                    (x - found.x).abs() < found.width / 2.0 + 3.0
                        && (y - found.y).abs() < found.height / 2.0 + 3.0
                })
            })
            .count()
    };
    let tries = [0.0, 60.0, -60.0, 120.0, -120.0, 180.0, -180.0];
    tries
        .into_iter()
        .min_by_key(|&offset| (blocked(offset), offset.abs() as u64))
        .unwrap_or(0.0)
}

/// Where the line from a box's centre to a point leaves the box.
fn border(found: &Box2, to: (f64, f64)) -> (f64, f64) {
    let (dx, dy) = (to.0 - found.x, to.1 - found.y);
    if dx.abs() < 0.01 && dy.abs() < 0.01 {
        return (found.x, found.y);
    }
    let (half_x, half_y) = (found.width / 2.0 + 2.0, found.height / 2.0 + 2.0);
    let scale = (half_x / dx.abs().max(0.01))
        .min(half_y / dy.abs().max(0.01))
        .min(1.0);
    (found.x + dx * scale, found.y + dy * scale)
}

fn write_edge(
    from: &Node,
    to: &Node,
    edge: &Edge,
    curve: &Curve,
    out: &mut dyn Write,
) -> io::Result<()> {
    let marker = match edge.factuality {
        Factuality::Fact => "fact",
        Factuality::Planned | Factuality::Likely | Factuality::Possible => "planned",
        Factuality::Unlikely | Factuality::Denied => "denied",
    };
    let arrow = if dot::is_symmetric(edge) {
        String::new()
    } else {
        format!(" marker-end=\"url(#arrow-{marker})\"")
    };
    let mut tip = format!("{} — {} — {}", from.name, dot::shown_label(edge), to.name);
    if !edge.attributed_to.is_empty() {
        let _ = write!(tip, " (said by {})", edge.attributed_to.join(", "));
    }
    if !edge.evidence.is_empty() {
        let _ = write!(tip, "\n{}", edge.evidence);
    }
    writeln!(
        out,
        "<g id=\"{}\" class=\"{}\"><title>{}</title><path d=\"M{:.1} {:.1} Q{:.1} {:.1} {:.1} {:.1}\" stroke=\"{}\" stroke-width=\"{:.1}\"{arrow}/></g>",
        xml(&edge.id),
        xml(&dot::edge_class(edge)),
        xml(&tip),
        curve.from.0,
        curve.from.1,
        curve.bend.0,
        curve.bend.1,
        curve.to.0,
        curve.to.1,
        style::line_colour(edge.factuality),
        if edge.role {
            1.0
        } else {
            style::line_width(edge.sources)
        },
    )
}

fn write_node(node: &Node, lines: &[String], found: &Box2, out: &mut dyn Write) -> io::Result<()> {
    let (fill, outline, _) = style::look(node.kind);
    writeln!(
        out,
        "<g id=\"{}\" class=\"{}\"><title>{}</title><a href=\"{}\">",
        xml(&node.id),
        xml(&dot::class(node)),
        xml(&dot::tooltip(node)),
        xml(node.iri.as_str())
    )?;
    writeln!(
        out,
        "<path d=\"{}\" fill=\"{fill}\" stroke=\"{outline}\" stroke-width=\"1.3\"/>",
        outline_of(node.kind, found)
    )?;
    let weight = if matches!(node.kind, Kind::Leader | Kind::Country) {
        " font-weight=\"600\""
    } else {
        ""
    };
    let drop = if node.kind == Kind::Place { 5.0 } else { 0.0 };
    for (number, line) in lines.iter().enumerate() {
        let y = found.y
            + drop
            + (number as f64 - (lines.len() as f64 - 1.0) / 2.0) * LINE
            + FONT * 0.35;
        writeln!(
            out,
            "<text x=\"{:.1}\" y=\"{y:.1}\" fill=\"{}\"{weight}>{}</text>",
            found.x,
            style::INK,
            xml(line)
        )?;
    }
    writeln!(out, "</a></g>")
}

/// The outline of a kind's shape.
fn outline_of(kind: Kind, found: &Box2) -> String {
    let (x, y, w, h) = (found.x, found.y, found.width / 2.0, found.height / 2.0);
    let (l, r, t, b) = (x - w, x + w, y - h, y + h);
    match kind {
        Kind::Leader | Kind::Person => format!(
            "M{l:.1} {y:.1} A{w:.1} {h:.1} 0 1 1 {r:.1} {y:.1} A{w:.1} {h:.1} 0 1 1 {l:.1} {y:.1} z"
        ),
        Kind::Country => {
            let c = 9.0;
            format!(
                "M{:.1} {t:.1} H{:.1} Q{r:.1} {t:.1} {r:.1} {:.1} V{:.1} Q{r:.1} {b:.1} {:.1} {b:.1} H{:.1} Q{l:.1} {b:.1} {l:.1} {:.1} V{:.1} Q{l:.1} {t:.1} {:.1} {t:.1} z",
                l + c,
                r - c,
                t + c,
                b - c,
                r - c,
                l + c,
                b - c,
                t + c,
                l + c
            )
        }
        Kind::Organization => {
            let c = 13.0;
            format!(
                "M{:.1} {t:.1} H{:.1} L{r:.1} {y:.1} L{:.1} {b:.1} H{:.1} L{l:.1} {y:.1} z",
                l + c,
                r - c,
                r - c,
                l + c
            )
        }
        Kind::Place => format!(
            "M{l:.1} {b:.1} V{:.1} L{x:.1} {t:.1} L{r:.1} {:.1} V{b:.1} z",
            t + 10.0,
            t + 10.0
        ),
        Kind::Event => {
            let c = 9.0;
            format!(
                "M{l:.1} {t:.1} H{:.1} L{r:.1} {:.1} V{b:.1} H{l:.1} z M{:.1} {t:.1} V{:.1} H{r:.1}",
                r - c,
                t + c,
                r - c,
                t + c
            )
        }
        Kind::Occasion => {
            let c = 10.0;
            format!(
                "M{:.1} {t:.1} H{:.1} L{r:.1} {:.1} V{:.1} L{:.1} {b:.1} H{:.1} L{l:.1} {:.1} V{:.1} z",
                l + c,
                r - c,
                t + c,
                b - c,
                r - c,
                l + c,
                b - c,
                t + c
            )
        }
        Kind::Other => format!("M{l:.1} {t:.1} H{r:.1} V{b:.1} H{l:.1} z"),
    }
}

/// Puts each edge's label on its line where it covers least of what is there already.
fn write_labels(
    edges: &[(usize, usize, &Edge)],
    curves: &[Curve],
    boxes: &[Box2],
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut taken: Vec<Taken> = boxes
        .iter()
        .map(|b| Taken::around(b.x, b.y, b.width, b.height))
        .collect();
    for ((_, _, edge), curve) in edges.iter().zip(curves) {
        if edge.label.is_empty() {
            continue;
        }
        let lines = style::lines(&edge.label, LABEL_WIDTH);
        let width = lines
            .iter()
            .map(|line| text_width(line, SMALL))
            .fold(0.0, f64::max);
        let height = lines.len() as f64 * SMALL_LINE;
        let spot = |t: f64| {
            let (x, y) = curve.at(t);
            (x, y, Taken::around(x, y, width, height))
        };
        let best = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74]
            .into_iter()
            .map(|t| {
                let (x, y, place) = spot(t);
                let covered: f64 = taken.iter().map(|other| other.overlap(&place)).sum();
                (covered, x, y, place)
            })
            .min_by(|a, b| a.0.total_cmp(&b.0));
        let Some((_, x, y, place)) = best else {
            continue;
        };
        taken.push(place);
        let class = edge.factuality.as_str().to_lowercase();
        for (number, line) in lines.iter().enumerate() {
            let y =
                y + (number as f64 - (lines.len() as f64 - 1.0) / 2.0) * SMALL_LINE + SMALL * 0.35;
            writeln!(
                out,
                "<text x=\"{x:.1}\" y=\"{y:.1}\" class=\"{class}\">{}</text>",
                xml(line)
            )?;
        }
    }
    Ok(())
}

fn write_legend(view: &View, y: f64, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "<g id=\"legend\" font-size=\"11\" fill=\"{}\">",
        style::QUIET
    )?;
    let mut x = MARGIN;
    for kind in view.kinds() {
        let (fill, outline, _) = style::look(kind);
        let shape = Box2 {
            x: x + 11.0,
            y,
            width: 22.0,
            height: if kind == Kind::Place { 18.0 } else { 15.0 },
        };
        let shape = match kind {
            Kind::Organization | Kind::Occasion => Box2 {
                width: 30.0,
                x: x + 15.0,
                height: 22.0,
                ..shape
            },
            Kind::Event => Box2 {
                height: 18.0,
                ..shape
            },
            Kind::Country => Box2 {
                height: 19.0,
                width: 26.0,
                x: x + 13.0,
                ..shape
            },
            _ => shape,
        };
        writeln!(
            out,
            "<path d=\"{}\" fill=\"{fill}\" stroke=\"{outline}\"/>",
            outline_of(kind, &shape)
        )?;
        let after = x + shape.width + 6.0;
        writeln!(
            out,
            "<text x=\"{after:.0}\" y=\"{:.0}\">{}</text>",
            y + 4.0,
            kind.name()
        )?;
        x = after + text_width(kind.name(), 11.0) + 18.0;
    }
    let (mut x, y) = (MARGIN, y + 26.0);
    for factuality in view.factualities() {
        let class = factuality.as_str().to_lowercase();
        writeln!(
            out,
            "<g class=\"edge {class}\"><path d=\"M{x:.0} {y:.0} h34\" stroke=\"{}\" stroke-width=\"1.4\"/></g><text x=\"{:.0}\" y=\"{:.0}\">{}</text>",
            style::line_colour(factuality),
            x + 40.0,
            y + 4.0,
            style::in_legend(factuality)
        )?;
        x += 40.0 + text_width(style::in_legend(factuality), 11.0) + 18.0;
    }
    writeln!(
        out,
        "<text x=\"{x:.0}\" y=\"{:.0}\">wider line: more articles say so</text>\n</g>",
        y + 4.0
    )
}

/// Text as XML holds it, also within quotes.
pub(super) fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push('\n'),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{write, xml};
    use crate::export::view::{Scope, tests::fixture, view};

    #[test]
    fn the_picture_is_the_same_each_time_and_holds_all_nodes() {
        let view = view(&fixture(), &Scope::default()).expect("read");
        let draw = || {
            let mut out = Vec::new();
            write(&view, &mut out).expect("written");
            String::from_utf8(out).expect("UTF-8")
        };
        let picture = draw();
        assert_eq!(picture, draw());
        for node in view.graph.node_weights() {
            assert!(
                picture.contains(&format!("<g id=\"{}\"", node.id)),
                "{}",
                node.id
            );
            assert!(picture.contains(&format!("<a href=\"{}\">", node.iri.as_str())));
        }
        let drawn = picture.matches("><title>").count() - view.graph.node_count();
        assert_eq!(drawn, view.graph.edge_count());
        assert_eq!(
            picture.matches("<g").count(),
            picture.matches("</g>").count()
        );
    }

    #[test]
    fn text_is_escaped() {
        assert_eq!(
            xml("<a href=\"x\">&\u{0}</a>"),
            "&lt;a href=&quot;x&quot;&gt;&amp;&lt;/a&gt;"
        );
    }
}
