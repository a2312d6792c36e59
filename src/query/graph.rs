//! The co-mention graph: projects, and which of them are named in the same
//! items.

use std::collections::BTreeMap;

use super::error::{Fault, FaultCode, QueryError};
use super::filter::ItemFilter;
use super::page::bounded;
use super::raw::{RawFilter, RawText};
use super::text::TextQuery;
use super::{Archive, ProjectNumber};
use crate::domain::to_u32;
use crate::index::usize_of;

/// Projects in a graph when nothing else is asked.
pub const DEFAULT_NODES: usize = 50;
/// Most projects in a graph.
pub const MAX_NODES: usize = 200;
/// Most pairs of projects looked at: an item that names a thousand projects
/// has half a million.
const MAX_PAIRS: usize = 2_000_000;

/// A raw question for the graph.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawGraphParams {
    /// Which items.
    pub filter: RawFilter,
    /// Words and phrases that they must hold.
    pub text: RawText,
    /// How many projects, most mentioned first.
    pub first: Option<String>,
}

/// A question for the graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GraphQuery {
    filter: ItemFilter,
    text: Option<TextQuery>,
    first: usize,
}

impl GraphQuery {
    /// Reads raw parameters.
    ///
    /// # Errors
    /// When a value is not of the right form: all faults at once.
    pub fn parse(raw: &RawGraphParams, mut faults: Vec<Fault>) -> Result<Self, QueryError> {
        let filter = ItemFilter::parse(&raw.filter, &mut faults);
        let text = TextQuery::parse(&raw.text, &mut faults);
        let first = bounded("first", raw.first.as_deref(), MAX_NODES, &mut faults);
        let first = first.unwrap_or(DEFAULT_NODES);
        QueryError::check(
            Self {
                filter,
                text,
                first,
            },
            faults,
        )
    }
}

/// A project in the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GraphNode {
    /// The project.
    pub project: ProjectNumber,
    /// Items among those asked that mention it.
    pub items: u32,
}

/// Two projects named in the same items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GraphEdge {
    /// The one whose slug comes first.
    pub source: ProjectNumber,
    /// The other.
    pub target: ProjectNumber,
    /// Items among those asked that mention both.
    pub items: u32,
}

/// The co-mention graph of some items.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Graph {
    /// Projects, most mentioned first, then by slug.
    pub nodes: Vec<GraphNode>,
    /// Pairs of these projects, most often together first, then by slugs.
    pub edges: Vec<GraphEdge>,
    /// Items asked for.
    pub items: u32,
    /// Projects that are mentioned less often, left out.
    pub omitted_nodes: u32,
    /// Pairs that such a project is part of, left out with it.
    pub omitted_edges: u32,
    /// What `q` was taken to mean, where a word of it was mistyped.
    pub corrected: Option<String>,
}

impl Archive {
    /// The co-mention graph of the items asked for.
    ///
    /// # Errors
    /// When there are more pairs than are looked at.
    pub fn graph(&self, query: &GraphQuery) -> Result<Graph, QueryError> {
        let set = query.filter.items(&self.index);
        let set = self.with_text(set, query.text.as_ref());
        let text = query.text.as_ref();
        let mut graph = Graph {
            corrected: text.and_then(|q| self.asked_of_items(q).corrected),
            ..Graph::default()
        };
        let mut mentions = vec![0_u32; self.index.projects.len()];
        let mut pairs: BTreeMap<(u32, u32), u32> = BTreeMap::new();
        let mut looked_at = 0_usize;
        for doc in set.iter() {
            graph.items += 1;
            // Ascending, as the dimension holds them: a pair is met one way round.
            let named = self.index.by_project.terms_of(doc);
            looked_at = looked_at.saturating_add(named.len().saturating_mul(named.len()) / 2);
            if looked_at > MAX_PAIRS {
                let detail = format!("more than {MAX_PAIRS} pairs to look at: narrow the filter");
                return Err(Fault::new("filter", FaultCode::TooMany, detail).into());
            }
            for (at, one) in named.iter().enumerate() {
                if let Some(count) = mentions.get_mut(usize_of(*one)) {
                    *count += 1;
                }
                for other in named.iter().skip(at + 1) {
                    *pairs.entry((*one, *other)).or_default() += 1;
                }
            }
        }
        graph.choose_nodes(&mentions, query.first);
        graph.choose_edges(&pairs, mentions.len());
        Ok(graph)
    }
}

impl Graph {
    /// Numbers of projects are in the order of their slugs, which breaks ties.
    fn choose_nodes(&mut self, mentions: &[u32], first: usize) {
        let numbered = (0..).zip(mentions.iter().copied());
        let mut found: Vec<(u32, u32)> = numbered.filter(|(_, items)| *items > 0).collect();
        found.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        self.omitted_nodes = to_u32(found.len().saturating_sub(first));
        found.truncate(first);
        let node = |(project, items)| GraphNode {
            project: ProjectNumber(project),
            items,
        };
        self.nodes = found.into_iter().map(node).collect();
    }

    fn choose_edges(&mut self, pairs: &BTreeMap<(u32, u32), u32>, projects: usize) {
        let mut chosen = vec![false; projects];
        for node in &self.nodes {
            if let Some(slot) = chosen.get_mut(usize_of(node.project.0)) {
                *slot = true;
            }
        }
        let is_chosen = |number: u32| chosen.get(usize_of(number)).copied().unwrap_or(false);
        let both = pairs
            .iter()
            .filter(|((a, b), _)| is_chosen(*a) && is_chosen(*b));
        let edge = |((source, target), items): (&(u32, u32), &u32)| GraphEdge {
            source: ProjectNumber(*source),
            target: ProjectNumber(*target),
            items: *items,
        };
        self.edges = both.map(edge).collect();
        self.omitted_edges = to_u32(pairs.len().saturating_sub(self.edges.len()));
        // Stable: equal ones stay in the order of their slugs.
        self.edges.sort_by_key(|e| std::cmp::Reverse(e.items));
    }
}
