//! The co-mention graph.

use std::sync::Arc;

use async_graphql::{Object, SimpleObject};

use super::input::{ItemFilter, text};
use super::project::ProjectObject;
use super::refusal::Refusal;
use crate::query::{self, Archive, GraphQuery, RawGraphParams};

/// The graph as numbers of the snapshot.
pub struct GraphObject {
    archive: Arc<Archive>,
    graph: query::Graph,
}

impl GraphObject {
    /// The graph asked for.
    ///
    /// # Errors
    /// When an argument is not of the right form.
    pub fn answer(
        archive: &Arc<Archive>,
        filter: ItemFilter,
        q: Option<String>,
        first: Option<i32>,
    ) -> Result<Self, Refusal> {
        let raw = RawGraphParams {
            filter: filter.into(),
            text: text(q),
            first: first.map(|n| n.to_string()),
        };
        let graph = archive.graph(&GraphQuery::parse(&raw, Vec::new())?)?;
        Ok(Self {
            archive: Arc::clone(archive),
            graph,
        })
    }
}

/// Projects, and which of them are named in the same items.
#[Object(name = "Graph")]
impl GraphObject {
    /// Items asked for.
    async fn items(&self) -> u32 {
        self.graph.items
    }

    /// Projects, most mentioned first.
    async fn nodes(&self) -> Vec<GraphNode> {
        let nodes = self.graph.nodes.iter();
        nodes
            .map(|node| GraphNode {
                project: ProjectObject::new(&self.archive, node.project),
                items: node.items,
            })
            .collect()
    }

    /// Pairs of these projects, most often together first.
    async fn edges(&self) -> Vec<GraphEdge> {
        let edges = self.graph.edges.iter();
        edges
            .map(|edge| GraphEdge {
                source: ProjectObject::new(&self.archive, edge.source),
                target: ProjectObject::new(&self.archive, edge.target),
                items: edge.items,
            })
            .collect()
    }

    /// Projects that are mentioned less often, left out.
    async fn omitted_nodes(&self) -> u32 {
        self.graph.omitted_nodes
    }

    /// Pairs that such a project is part of, left out with it.
    async fn omitted_edges(&self) -> u32 {
        self.graph.omitted_edges
    }

    /// What `q` was taken to mean, where a word of it is nowhere and is close
    /// to one that is; null otherwise.
    async fn corrected(&self) -> Option<&str> {
        self.graph.corrected.as_deref()
    }
}

/// A project in the graph.
#[derive(SimpleObject)]
pub struct GraphNode {
    /// The project.
    project: ProjectObject,
    /// Items among those asked that mention it.
    items: u32,
}

/// Two projects named in the same items.
#[derive(SimpleObject)]
pub struct GraphEdge {
    /// The one whose slug comes first.
    source: ProjectObject,
    /// The other.
    target: ProjectObject,
    /// Items among those asked that mention both.
    items: u32,
}
