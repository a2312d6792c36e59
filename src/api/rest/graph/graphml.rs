//! The graph in `GraphML` 1.0 (graphml.graphdrawing.org): what Gephi, yEd,
//! networkx and igraph read. Elements stand in the order that its schema asks
//! for; ids are slugs, which are name tokens of XML.

use super::Named;
use crate::api::xml::{push_element, push_start};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
    <graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" \
    xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
    xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns \
    http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n";

/// What is said of nodes and edges: key, of which, type.
const KEYS: &str = "<key id=\"name\" for=\"node\" attr.name=\"name\" attr.type=\"string\"/>\n\
    <key id=\"kind\" for=\"node\" attr.name=\"kind\" attr.type=\"string\"/>\n\
    <key id=\"items\" for=\"node\" attr.name=\"items\" attr.type=\"int\"/>\n\
    <key id=\"weight\" for=\"edge\" attr.name=\"weight\" attr.type=\"int\"/>\n\
    <graph id=\"co-mentions\" edgedefault=\"undirected\">\n";

/// The whole document.
pub fn write(graph: &Named<'_>) -> Vec<u8> {
    let mut out = HEAD.as_bytes().to_vec();
    push_element("desc", &[], &graph.archive.meta().attribution, &mut out);
    out.extend_from_slice(KEYS.as_bytes());
    for (project, items) in &graph.nodes {
        let data = project.data;
        push_start("node", &[("id", data.slug.as_str())], &mut out);
        out.extend_from_slice(b">\n");
        for (key, value) in [
            ("name", data.name.as_str()),
            ("kind", data.kind.as_str()),
            ("items", &items.to_string()),
        ] {
            push_element("data", &[("key", key)], value, &mut out);
        }
        out.extend_from_slice(b"</node>\n");
    }
    for (source, target, items) in &graph.edges {
        push_start("edge", &[("source", source), ("target", target)], &mut out);
        out.extend_from_slice(b">\n");
        push_element("data", &[("key", "weight")], &items.to_string(), &mut out);
        out.extend_from_slice(b"</edge>\n");
    }
    out.extend_from_slice(b"</graph>\n</graphml>\n");
    out
}
