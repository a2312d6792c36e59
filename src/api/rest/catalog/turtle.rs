//! A graph as Turtle 1.1.

use std::fmt::Write as _;

use super::graph::{Node, PREFIXES, Term};

/// Writes a graph.
pub fn write(nodes: &[Node]) -> Vec<u8> {
    let mut out = String::new();
    for (prefix, namespace) in PREFIXES {
        let _ = writeln!(out, "@prefix {prefix}: <{namespace}> .");
    }
    for node in nodes {
        let Some(iri) = &node.iri else { continue };
        let _ = write!(out, "\n<{iri}>");
        predicates(node, 1, &mut out);
        out.push_str(" .\n");
    }
    out.into_bytes()
}

/// What is said of a node: one predicate a line.
fn predicates(node: &Node, depth: usize, out: &mut String) {
    let _ = write!(out, " a {}", node.types.join(", "));
    let indent = "    ".repeat(depth);
    for (name, terms) in &node.properties {
        let _ = write!(out, " ;\n{indent}{name} ");
        for (place, term) in terms.iter().enumerate() {
            if place > 0 {
                out.push_str(", ");
            }
            object(term, depth, out);
        }
    }
}

fn object(term: &Term, depth: usize, out: &mut String) {
    let _ = match term {
        Term::Iri(iri) => write!(out, "<{iri}>"),
        Term::Named(name) => write!(out, "{name}"),
        Term::Text(text) => write!(out, "{}", quoted(text)),
        Term::TextIn(text, language) => write!(out, "{}@{language}", quoted(text)),
        Term::Typed(value, kind) => write!(out, "{}^^{kind}", quoted(value)),
        Term::Node(node) => {
            out.push('[');
            predicates(node, depth + 1, out);
            write!(out, " ]")
        }
    };
}

/// A `STRING_LITERAL_QUOTE`: what may not stand in one is escaped.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c < ' ' || c == '\u{7f}' => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// No text ends its literal early: read back by the grammar's own
        /// escapes it is what was written.
        #[test]
        fn a_quoted_text_is_read_back(text in "(\\PC|[\"\\\\\n\r\t\u{0}\u{7f}]){0,40}") {
            let written = quoted(&text);
            let inside = written.strip_prefix('"').and_then(|w| w.strip_suffix('"')).unwrap();
            let mut back = String::new();
            let mut chars = inside.chars();
            while let Some(c) = chars.next() {
                prop_assert!(c != '"' && c != '\n' && c != '\r');
                if c != '\\' {
                    back.push(c);
                    continue;
                }
                match chars.next().unwrap() {
                    'n' => back.push('\n'),
                    'r' => back.push('\r'),
                    't' => back.push('\t'),
                    'u' => {
                        let hex: String = chars.by_ref().take(4).collect();
                        back.extend(char::from_u32(u32::from_str_radix(&hex, 16).unwrap()));
                    }
                    other => back.push(other),
                }
            }
            prop_assert_eq!(back, text);
        }
    }
}
