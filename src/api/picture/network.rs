//! The co-mention graph: projects one below the other, most mentioned first,
//! and an arc between two that are named in the same items. Names stand in
//! rows of their own, so that none can lie on another.

use super::canvas::{Anchor, Canvas, Told};
use super::measure::{label, width};
use super::words::Lang;
use super::{Cell, Style, Table};
use crate::domain::to_u32;
use crate::query::{Archive, Graph, GraphEdge, GraphNode, ProjectNumber, ProjectRef};

/// Most projects: the most mentioned.
pub const MAX_PROJECTS: usize = 30;

/// Most pairs: those most often together. More arcs than that are a cloud.
pub const MAX_PAIRS: usize = 60;

/// How wide an arc is for half its height, and how wide at least: those of
/// neighbours are not to hide behind their discs.
const FLATNESS: f64 = 0.5;
const LEAST: f64 = 18.0;
const ROW: f64 = 32.0;
/// Most room for a line of a name.
const NAME: f64 = 170.0;
/// Largest disc.
const DISC: f64 = 9.0;
/// Thinnest and thickest arc.
const THIN: f64 = 1.5;
const THICK: f64 = 7.0;

/// The part that is drawn.
struct Shown<'a> {
    nodes: Vec<(ProjectRef<'a>, u32)>,
    /// Places of two nodes, the upper first, with their items.
    edges: Vec<(usize, usize, u32)>,
    told: Told,
}

/// The picture.
#[must_use]
pub fn svg(archive: &Archive, graph: &Graph, style: &Style<'_>) -> String {
    let shown = shown(archive, graph, style.lang);
    let names = shown.nodes.iter();
    let names: Vec<_> = names.map(|(p, _)| label(&p.data.name, NAME)).collect();
    let left = names.iter().flatten().map(|n| width(n)).fold(0.0, f64::max) + 40.0;
    let rows = shown.nodes.iter().map(|_| ROW).sum::<f64>();
    let longest = shown.edges.iter().map(|(a, b, _)| y_of(*b) - y_of(*a));
    let bulge = bulge(longest.fold(0.0, f64::max) / 2.0);
    let size = (
        (left + 2.0 * DISC + bulge + THICK).max(280.0),
        rows.max(ROW) + 4.0,
    );
    let mut canvas = Canvas::new("graph", size, style, &shown.told);
    if shown.nodes.is_empty() {
        canvas.text("", (0.0, 20.0), Anchor::Start, style.lang.nothing());
        return canvas.finish();
    }
    let x = left + DISC;
    draw_edges(&mut canvas, &shown, x, style);
    let most = shown.nodes.iter().map(|(_, items)| *items).max();
    let most = f64::from(most.unwrap_or(1).max(1));
    for (at, ((project, items), name)) in shown.nodes.iter().zip(&names).enumerate() {
        let y = y_of(at);
        let slug = project.data.slug.as_str();
        let says = said(&project.data.name, *items, style.lang);
        let link = style.link(&["/projects/", slug].concat(), &[]);
        canvas.link(&link, &says, |canvas| {
            canvas.label((left - 34.0, y), name);
            let figure = items.to_string();
            let at = (left - 6.0, y + 4.5);
            canvas.text("pic-soft pic-small", at, Anchor::End, &figure);
            let share = (f64::from(*items) / most).sqrt();
            canvas.disc("pic-node", (x, y), 2.5 + (DISC - 2.5) * share);
        });
    }
    canvas.finish()
}

/// The rows of the picture: a pair of projects each, most often together
/// first, then the projects that are named alone.
#[must_use]
pub fn table<'a>(archive: &'a Archive, graph: &Graph, style: &Style<'_>) -> Table<'a> {
    let shown = shown(archive, graph, style.lang);
    let node = |at: &usize| shown.nodes.get(*at);
    let cell = |project: &ProjectRef<'a>| {
        let path = ["/projects/", project.data.slug.as_str()].concat();
        Cell::linked(project.data.name.as_str(), style.link(&path, &[]))
    };
    let pairs = shown.edges.iter().filter_map(|(a, b, items)| {
        let ((one, _), (other, _)) = (node(a)?, node(b)?);
        let link = together(one, other, style);
        Some(vec![
            cell(one),
            cell(other),
            Cell::linked(items.to_string(), link),
        ])
    });
    let in_pair = |at: usize| shown.edges.iter().any(|(a, b, _)| *a == at || *b == at);
    let alone = shown.nodes.iter().enumerate();
    let alone = alone.filter(|(at, _)| !in_pair(*at));
    let alone = alone.map(|(_, (project, items))| {
        let link = style.link("/items", &[("project", project.data.slug.as_str())]);
        vec![
            cell(project),
            Cell::new("–"),
            Cell::linked(items.to_string(), link),
        ]
    });
    Table {
        caption: shown.told.title.clone(),
        description: shown.told.whole(),
        head: vec![
            style.lang.of("Projet", "Project").into(),
            style.lang.of("Mentionné avec", "Mentioned with").into(),
            style.lang.of("Éléments", "Items").into(),
        ],
        rows: pairs.chain(alone).collect(),
    }
}

fn shown<'a>(archive: &'a Archive, graph: &Graph, lang: Lang) -> Shown<'a> {
    let nodes = graph.nodes.iter().take(MAX_PROJECTS);
    let node = |n: &GraphNode| Some((archive.project(n.project)?, n.items));
    let nodes: Vec<_> = nodes.filter_map(node).collect();
    let place = |number: ProjectNumber| nodes.iter().position(|(p, _)| p.number == number);
    let edge = |e: &GraphEdge| {
        let (a, b) = (place(e.source)?, place(e.target)?);
        Some((a.min(b), a.max(b), e.items))
    };
    let edges = graph.edges.iter().filter_map(edge);
    let edges: Vec<_> = edges.take(MAX_PAIRS).collect();
    let fewer = |all: usize, shown: usize| to_u32(all.saturating_sub(shown));
    let projects = fewer(graph.nodes.len(), nodes.len()).saturating_add(graph.omitted_nodes);
    let pairs = fewer(graph.edges.len(), edges.len()).saturating_add(graph.omitted_edges);
    let (more, with) = (lang.projects(projects), lang.pairs(pairs));
    let left_out = match lang {
        Lang::Fr => format!("Non montrés\u{a0}: {more}, {with}."),
        Lang::En => format!("Not shown: {more}, {with}."),
    };
    Shown {
        told: Told {
            title: lang
                .of("Projets mentionnés ensemble", "Projects mentioned together")
                .to_owned(),
            description: description(graph.items, &nodes, &edges, lang),
            left_out: (projects > 0 || pairs > 0).then_some(left_out),
        },
        nodes,
        edges,
    }
}

fn description(
    items: u32,
    nodes: &[(ProjectRef<'_>, u32)],
    edges: &[(usize, usize, u32)],
    lang: Lang,
) -> String {
    let (items, projects, pairs) = (
        lang.items(items),
        lang.projects(to_u32(nodes.len())),
        lang.pairs(to_u32(edges.len())),
    );
    let whole = match lang {
        Lang::Fr => format!("Dans {items}\u{a0}: {projects}, {pairs}."),
        Lang::En => format!("In {items}: {projects}, {pairs}."),
    };
    let best = edges.first().and_then(|(a, b, items)| {
        let (one, other) = (nodes.get(*a)?, nodes.get(*b)?);
        Some((&one.0.data.name, &other.0.data.name, *items))
    });
    let Some((one, other, items)) = best else {
        return whole;
    };
    let often = lang.items(items);
    match lang {
        Lang::Fr => format!("{whole} Le plus souvent ensemble\u{a0}: {one} et {other} ({often})."),
        Lang::En => format!("{whole} Most often together: {one} and {other} ({often})."),
    }
}

fn said(what: &str, items: u32, lang: Lang) -> String {
    let colon = lang.of("\u{a0}: ", ": ");
    [what, colon, &lang.items(items)].concat()
}

fn together(one: &ProjectRef<'_>, other: &ProjectRef<'_>, style: &Style<'_>) -> String {
    let both = [one.data.slug.as_str(), ",", other.data.slug.as_str()].concat();
    style.link("/items", &[("project.all", &both)])
}

fn draw_edges(canvas: &mut Canvas<'_>, shown: &Shown<'_>, x: f64, style: &Style<'_>) {
    let most = shown.edges.first().map_or(1, |(_, _, items)| *items);
    // Thick ones last: they lie on top.
    for (a, b, items) in shown.edges.iter().rev() {
        let (Some((one, _)), Some((other, _))) = (shown.nodes.get(*a), shown.nodes.get(*b)) else {
            continue;
        };
        let and = style.lang.of(" et ", " and ");
        let both = [one.data.name.as_str(), and, other.data.name.as_str()].concat();
        let says = said(&both, *items, style.lang);
        canvas.link(&together(one, other, style), &says, |canvas| {
            // Once together is a thin line, however often others are.
            let share = f64::from(items.saturating_sub(1)) / f64::from(most.max(5) - 1);
            let ends = (y_of(*a), y_of(*b));
            canvas.arc("pic-arc", x, ends, THIN + (THICK - THIN) * share);
        });
    }
}

/// How far an arc goes to the right.
pub(super) fn bulge(half: f64) -> f64 {
    (half * FLATNESS).max(LEAST)
}

/// The middle of a row.
fn y_of(place: usize) -> f64 {
    f64::from(to_u32(place)) * ROW + ROW / 2.0
}
