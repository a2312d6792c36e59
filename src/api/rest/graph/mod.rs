//! `/v1/graph`: which projects are named together, as JSON, `GraphML`, DOT and
//! SVG.

mod dot;
mod graphml;

use serde::Serialize;
use utoipa::ToSchema;

use super::call::{Call, invalid};
use super::drawing;
use super::projects::{ProjectKindName, key};
use super::view::ProjectKeyView;
use crate::api::http::{Answer, Problem};
use crate::api::picture::network;
use crate::query::{Archive, Graph, GraphQuery, ProjectNumber, ProjectRef, RawGraphParams};

/// Forms of the graph besides JSON: suffix and media type.
pub const ALSO: &[(&str, &str)] = &[
    (".graphml", GRAPHML),
    (".dot", DOT),
    (".svg", drawing::MEDIA_TYPE),
];
const GRAPHML: &str = "application/graphml+xml";
const DOT: &str = "text/vnd.graphviz";

/// A project in the graph.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GraphNode)]
struct GraphNodeView<'a> {
    /// The project.
    project: ProjectKeyView<'a>,
    /// Project or programme.
    #[schema(value_type = ProjectKindName)]
    kind: &'a str,
    /// Items among those asked that mention it.
    items: u32,
}

/// Two projects named in the same items.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GraphEdge)]
struct GraphEdgeView<'a> {
    /// Slug of the one that comes first.
    source: &'a str,
    /// Slug of the other.
    target: &'a str,
    /// Items among those asked that mention both.
    items: u32,
}

/// Projects, and which of them are named together.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Graph)]
pub struct GraphView<'a> {
    /// Items asked for.
    items: u32,
    /// Projects, most mentioned first.
    nodes: Vec<GraphNodeView<'a>>,
    /// Pairs of them, most often together first.
    edges: Vec<GraphEdgeView<'a>>,
    /// Projects mentioned less often, left out.
    omitted_nodes: u32,
    /// Pairs that such a project is part of, left out.
    omitted_edges: u32,
}

/// A graph whose numbers are looked up.
struct Named<'a> {
    archive: &'a Archive,
    nodes: Vec<(ProjectRef<'a>, u32)>,
    /// Slugs of both, and items.
    edges: Vec<(&'a str, &'a str, u32)>,
}

impl<'a> Named<'a> {
    fn new(archive: &'a Archive, graph: &Graph) -> Self {
        let nodes = graph.nodes.iter();
        let node = |number: ProjectNumber| archive.project(number);
        let slug = |number| node(number).map(|p| p.data.slug.as_str());
        let edges = graph.edges.iter();
        Self {
            archive,
            nodes: nodes
                .filter_map(|n| Some((node(n.project)?, n.items)))
                .collect(),
            edges: edges
                .filter_map(|e| Some((slug(e.source)?, slug(e.target)?, e.items)))
                .collect(),
        }
    }
}

/// `/v1/graph`, also as `.graphml`, `.dot` or `.svg`.
pub fn graph(mut call: Call<'_>) -> Result<Answer, Problem> {
    let raw = RawGraphParams {
        filter: call.pairs.filter(),
        text: call.pairs.text(),
        first: call.pairs.one("first"),
    };
    let media_type = call.media_type()?;
    let drawn = call.drawn_in();
    let query = GraphQuery::parse(&raw, call.faults()).map_err(|e| invalid(&e))?;
    let archive = call.archive;
    let graph = archive.graph(&query).map_err(|e| invalid(&e))?;
    if let Some(lang) = drawn {
        return call.picture(lang, |style| network::svg(archive, &graph, style));
    }
    let named = Named::new(archive, &graph);
    if media_type != "application/json" {
        call.check_no_fields()?;
    }
    let mut answer = match media_type {
        GRAPHML => call.text(GRAPHML, graphml::write(&named)),
        DOT => call.text("text/vnd.graphviz; charset=utf-8", dot::write(&named)),
        _ => {
            call.corrected.clone_from(&graph.corrected);
            return call.one_as_json(&view(&named, &graph));
        }
    };
    answer.links.extend(call.drawn(media_type));
    Ok(answer)
}

fn view<'a>(named: &Named<'a>, graph: &Graph) -> GraphView<'a> {
    let node = |(project, items): &(ProjectRef<'a>, u32)| GraphNodeView {
        project: key(*project),
        kind: project.data.kind.as_str(),
        items: *items,
    };
    let edge = |(source, target, items): &(&'a str, &'a str, u32)| GraphEdgeView {
        source,
        target,
        items: *items,
    };
    GraphView {
        items: graph.items,
        nodes: named.nodes.iter().map(node).collect(),
        edges: named.edges.iter().map(edge).collect(),
        omitted_nodes: graph.omitted_nodes,
        omitted_edges: graph.omitted_edges,
    }
}
