//! The graph in the DOT language of Graphviz.

use std::fmt::Write as _;

use super::Named;

/// The whole document.
pub fn write(graph: &Named<'_>) -> String {
    let mut out = String::from("graph \"co-mentions\" {\n");
    let attribution = quoted(&graph.archive.meta().attribution);
    let _ = writeln!(out, "  graph [comment={attribution}];");
    for (project, items) in &graph.nodes {
        let data = project.data;
        let (id, label) = (quoted(data.slug.as_str()), quoted(&data.name));
        let _ = writeln!(
            out,
            "  {id} [label={label}, kind={}, items={items}];",
            data.kind.as_str()
        );
    }
    for (source, target, items) in &graph.edges {
        let (source, target) = (quoted(source), quoted(target));
        let _ = writeln!(out, "  {source} -- {target} [weight={items}];");
    }
    out.push_str("}\n");
    out
}

/// A text between quotes such that Graphviz shows it as it is. In a label it
/// gives a meaning to backslashes (`\n`, `\N`) and to entities of HTML
/// (`&lt;`), inside quotes as well.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for (at, c) in text.char_indices() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '&' if is_entity(text.get(at + 1..).unwrap_or_default()) => out.push_str("&amp;"),
            // A line may not end inside, and a NUL ends the file for C.
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Whether what follows an ampersand makes an entity of it.
fn is_entity(rest: &str) -> bool {
    rest.split_once(';').is_some_and(|(name, _)| {
        let name = name.strip_prefix('#').unwrap_or(name);
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_shown_as_it_is() {
        for (text, written) in [
            ("SILL", r#""SILL""#),
            (r#"a "b" c"#, r#""a \"b\" c""#),
            (r"a\nb\", r#""a\\nb\\""#),
            ("a\nb\u{0}c", "\"a b c\""),
            ("R&D", "\"R&D\""),
            ("&lt;b&gt; &#60; &;", "\"&amp;lt;b&amp;gt; &amp;#60; &;\""),
            ("<b>x</b>", "\"<b>x</b>\""),
        ] {
            assert_eq!(quoted(text), written, "{text:?}");
        }
    }

    /// What a quoted string of DOT holds, and what is behind it: the grammar
    /// knows one escape, `\"`; labels also know `\\`.
    fn read(text: &str) -> (String, &str) {
        let mut chars = text.strip_prefix('"').unwrap().char_indices();
        let mut held = String::new();
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => return (held, text.get(at + 2..).unwrap()),
                '\\' => held.push(chars.next().unwrap().1),
                c => held.push(c),
            }
        }
        panic!("no end: {text}");
    }

    proptest::proptest! {
        #[test]
        fn quotes_end_where_the_text_does(text in "[\\PC\"\\\\&;\n]{0,40}", behind in ".{0,9}") {
            let whole = quoted(&text) + &behind;
            let (held, rest) = read(&whole);
            assert_eq!(rest, behind);
            let shown: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            assert_eq!(held.replace("&amp;", "&"), shown.replace("&amp;", "&"));
        }
    }
}
