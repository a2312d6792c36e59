//! A small graph of RDF: built once, written as JSON-LD and as Turtle.
//!
//! Nodes with an address stand side by side; nodes without one (blank nodes)
//! stand where they are referred to, which both formats can write and which
//! needs no labels. The order of everything is the order of building.

use std::fmt::Write as _;

/// Prefixes of the vocabularies, in the order they are written.
pub const PREFIXES: [(&str, &str); 8] = [
    ("dcat", "http://www.w3.org/ns/dcat#"),
    ("dct", "http://purl.org/dc/terms/"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("spdx", "http://spdx.org/rdf/terms#"),
    ("vcard", "http://www.w3.org/2006/vcard/ns#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// A name in one of those vocabularies, such as `dct:title`. Only constants
/// of this program are names, so both formats write them as they are.
pub type Name = &'static str;

/// A thing described.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Node {
    /// Its address; none for a blank node.
    pub iri: Option<String>,
    /// What it is.
    pub types: Vec<Name>,
    /// What is said of it.
    pub properties: Vec<(Name, Vec<Term>)>,
}

/// What a property says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    /// Something with an address.
    Iri(String),
    /// Something with a name in one of the vocabularies.
    Named(Name),
    /// Text in no language.
    Text(String),
    /// Text in a language.
    TextIn(String, String),
    /// A value of a type.
    Typed(String, Name),
    /// A blank node.
    Node(Node),
}

impl Term {
    /// Something with an address, made harmless where it comes from outside.
    pub fn iri(address: &str) -> Self {
        Self::Iri(safe_iri(address))
    }
}

impl Node {
    /// A node with an address.
    pub fn at(address: &str, kind: Name) -> Self {
        Self {
            iri: Some(safe_iri(address)),
            types: vec![kind],
            properties: Vec::new(),
        }
    }

    /// A blank node.
    pub fn blank(kind: Name) -> Self {
        Self {
            types: vec![kind],
            ..Self::default()
        }
    }

    /// The same that says one thing more.
    pub fn with(self, name: Name, term: Term) -> Self {
        self.with_all(name, [term])
    }

    /// The same that says one thing more, if there is one.
    pub fn with_some(self, name: Name, term: Option<Term>) -> Self {
        self.with_all(name, term)
    }

    /// The same that says several things more under one name.
    pub fn with_all(mut self, name: Name, terms: impl IntoIterator<Item = Term>) -> Self {
        let mut terms: Vec<Term> = terms.into_iter().collect();
        // A graph is a set: what is said twice is said once.
        let mut place = 0;
        while place < terms.len() {
            let repeated = terms
                .iter()
                .take(place)
                .any(|t| Some(t) == terms.get(place));
            if repeated {
                terms.remove(place);
            } else {
                place += 1;
            }
        }
        if !terms.is_empty() {
            self.properties.push((name, terms));
        }
        self
    }
}

/// An address with every byte escaped that may stand in no IRI (RFC 3987 and
/// the `IRIREF` of Turtle).
fn safe_iri(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for c in address.chars() {
        if c <= ' ' || c == '\u{7f}' || "<>\"{}|^`\\".contains(c) {
            let _ = write!(out, "%{:02X}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_can_end_no_iri() {
        assert_eq!(
            safe_iri("https://x.y/a b>\\\n"),
            "https://x.y/a%20b%3E%5C%0A"
        );
        assert_eq!(safe_iri("https://x.y/é?a=b#c"), "https://x.y/é?a=b#c");
    }

    #[test]
    fn what_is_said_twice_is_said_once() {
        let twice = [Term::Text("a".to_owned()), Term::Text("a".to_owned())];
        let node = Node::blank("foaf:Agent").with_all("foaf:name", twice);
        assert_eq!(node.properties[0].1.len(), 1);
    }
}
