//! A graph as JSON-LD 1.1: one inline context of prefixes, so that nobody has
//! to fetch anything to read it.

use serde_json::{Map, Value, json};

use super::graph::{Node, PREFIXES, Term};

/// Writes a graph.
pub fn write(nodes: &[Node]) -> Vec<u8> {
    let context: Map<String, Value> = PREFIXES
        .iter()
        .map(|(prefix, namespace)| ((*prefix).to_owned(), json!(namespace)))
        .collect();
    let graph: Vec<Value> = nodes.iter().map(node).collect();
    let document = json!({ "@context": context, "@graph": graph });
    let mut out = format!("{document:#}").into_bytes();
    out.push(b'\n');
    out
}

fn node(node: &Node) -> Value {
    let mut object = Map::new();
    if let Some(iri) = &node.iri {
        object.insert("@id".to_owned(), json!(iri));
    }
    object.insert(
        "@type".to_owned(),
        one_or_all(node.types.iter().map(|t| json!(t)).collect()),
    );
    for (name, terms) in &node.properties {
        object.insert(
            (*name).to_owned(),
            one_or_all(terms.iter().map(term).collect()),
        );
    }
    Value::Object(object)
}

fn term(term: &Term) -> Value {
    match term {
        Term::Iri(iri) => json!({ "@id": iri }),
        Term::Named(name) => json!({ "@id": name }),
        Term::Text(text) => json!(text),
        Term::TextIn(text, language) => json!({ "@value": text, "@language": language }),
        Term::Typed(value, kind) => json!({ "@value": value, "@type": kind }),
        Term::Node(inner) => node(inner),
    }
}

fn one_or_all(mut values: Vec<Value>) -> Value {
    if values.len() == 1 {
        values.remove(0)
    } else {
        Value::Array(values)
    }
}
