//! Links of the four kinds, and what is none.

use crate::domain::{DiagnosticCode, LinkKind};

use super::{codes, document, item};

/// Kind, label and target of the links of a one-item text.
fn links(markdown: &str) -> Vec<(LinkKind, String, String)> {
    let links = item(markdown).links.into_iter();
    links.map(|l| (l.kind, l.label, l.href)).collect()
}

fn bare(text: &str) -> Vec<String> {
    links(&format!("- {text}\n"))
        .into_iter()
        .map(|(_, _, href)| href)
        .collect()
}

#[test]
fn four_kinds_of_links() {
    let text = "- [a](https://a.org) [b][r] [r][] [R] <https://c.org/> https://d.org <x@e.org>\n\n\
                [r]: https://r.org 'title'\n";
    let found = links(text);
    let reference = |label: &str| {
        (
            LinkKind::Reference,
            label.to_owned(),
            "https://r.org".to_owned(),
        )
    };
    let same = |kind, href: &str| (kind, href.to_owned(), href.to_owned());
    assert_eq!(
        found,
        [
            (LinkKind::Inline, "a".to_owned(), "https://a.org".to_owned()),
            reference("b"),
            reference("r"),
            reference("R"),
            same(LinkKind::Autolink, "https://c.org/"),
            same(LinkKind::Bare, "https://d.org"),
            (
                LinkKind::Autolink,
                "x@e.org".to_owned(),
                "mailto:x@e.org".to_owned()
            ),
        ]
    );
}

#[test]
fn bare_addresses_end_where_a_reader_ends_them() {
    for (text, href) in [
        ("voir https://a.org/b.", "https://a.org/b"),
        ("(https://a.org/b)", "https://a.org/b"),
        (
            "https://fr.wikipedia.org/wiki/A_(b)",
            "https://fr.wikipedia.org/wiki/A_(b)",
        ),
        ("« https://a.org/b »", "https://a.org/b"),
        ("«https://a.org/b»", "https://a.org/b"),
        ("“https://a.org/b”", "https://a.org/b"),
        ("https://a.org/b…", "https://a.org/b"),
        ("https://a.org/b\u{a0}: c", "https://a.org/b"),
        ("https://a.org/b\u{202f}!", "https://a.org/b"),
        ("https://a.org/l’heure", "https://a.org/l"),
        ("**https://a.org/b**", "https://a.org/b"),
        ("https://a.org/_b_/c", "https://a.org/_b_/c"),
        ("https://a.org/?x=*b*c, puis *d*", "https://a.org/?x=*b*c"),
        ("https://a.org/?a=1&amp;b=2", "https://a.org/?a=1&b=2"),
        ("https://a.org/b?", "https://a.org/b"),
        ("HTTPS://A.org/b", "HTTPS://A.org/b"),
        ("ftp://a.org/b", "ftp://a.org/b"),
    ] {
        assert_eq!(bare(text), [href], "{text}");
    }
    assert_eq!(
        bare("https://a.org«https://b.org»"),
        ["https://a.org", "https://b.org"]
    );
}

#[test]
fn what_is_no_bare_address() {
    for text in [
        "www.a.org",
        "a.org/b",
        "x@a.org",
        "mailto:x@a.org",
        "`https://a.org`",
        "git://a.org/b",
        "https://",
        "javascript://a.org/b",
    ] {
        assert!(bare(text).is_empty(), "{text}");
    }
    assert!(links("```\nhttps://a.org\n```\n").is_empty());
    assert_eq!(links("- [voir https://a.org](https://b.org)\n").len(), 1);
}

#[test]
fn unsafe_and_empty_targets_stay_text() {
    for target in [
        "javascript:alert(1)",
        "JaVaScRiPt:x",
        "data:text/html,x",
        "",
        "<>",
        "vbscript:x",
    ] {
        let document = document(format!("- a [b]({target}) c\n"));
        assert_eq!(codes(&document), [DiagnosticCode::UnsafeLink], "{target}");
        let item = &document.report.unwrap().items.get(0).unwrap();
        assert_eq!((item.text.as_str(), item.html.as_str()), ("a b c", "a b c"));
        assert!(item.links.is_empty());
    }
}

#[test]
fn relative_target_is_a_link_without_resource() {
    let document = document("- [b](01.md#x)\n");
    assert_eq!(codes(&document), [DiagnosticCode::RelativeLink]);
    let link = &document
        .report
        .as_ref()
        .unwrap()
        .items
        .get(0)
        .unwrap()
        .links[0];
    assert_eq!((link.href.as_str(), &link.resource), ("01.md#x", &None));
    let said = &document.diagnostics[0];
    assert_eq!(
        (said.line, said.column, said.bytes.start, said.bytes.end),
        (1, 3, 2, 14)
    );
}

#[test]
fn links_of_children_count_in_reading_order() {
    let found = links("- [a](https://a.org)\n  - [b](https://b.org)\n\n  [c](https://c.org)\n");
    let labels: Vec<_> = found.iter().map(|(_, label, _)| label.as_str()).collect();
    assert_eq!(labels, ["a", "b", "c"]);
}

#[test]
fn links_in_headings_count_for_nothing() {
    let document = document("# A [b](javascript:x) `c`\n\n- d\n");
    let report = document.report.unwrap();
    assert_eq!(report.categories.iter().next().unwrap().heading, "A b c");
    assert_eq!(document.diagnostics, []);
    assert!(report.items.get(0).unwrap().links.is_empty());
}

#[test]
fn html_of_links_is_escaped() {
    let item = item("- [x<b>](https://a.org/?q=\"><script>&x=1 \"t<\")\n- \n");
    assert!(!item.html.contains("<script"), "{}", item.html);
    let title = super::item("- [a](https://a.org \"x\\\" onclick=\\\"y\")\n");
    assert_eq!(
        title.html,
        "<a href=\"https://a.org\" title=\"x&quot; onclick=&quot;y\">a</a>"
    );
}

#[test]
fn characters_without_width_are_no_part_of_a_target() {
    let item = item("- <https://a.org/x.html\u{200b}> [b](https://b.org/\u{ad}y\u{feff})\n");
    let hrefs: Vec<_> = item.links.iter().map(|l| l.href.as_str()).collect();
    assert_eq!(hrefs, ["https://a.org/x.html", "https://b.org/y"]);
    assert!(item.html.contains("href=\"https://a.org/x.html\""));
}

#[test]
fn a_link_holds_no_link() {
    let nested = r"- a[<https://h.org>\[e](https://github.com/etalab/sill)";
    let found = item(nested);
    assert_eq!(found.text, "ahttps://h.org[e");
    assert_eq!(found.html.matches("<a ").count(), 1, "{}", found.html);
    let outer = "https://github.com/etalab/sill".to_owned();
    let label = "https://h.org[e".to_owned();
    assert_eq!(links(nested), [(LinkKind::Inline, label, outer)]);
}
