//! Titles, categories and sections.

use crate::domain::DiagnosticCode;
use crate::ingest::{Rules, default_registry, parse_about, read_document};

use super::{codes, document, report};

fn categories(markdown: &str) -> (Option<String>, Vec<String>) {
    let report = report(markdown);
    let names = report
        .categories
        .iter()
        .map(|c| c.heading.clone())
        .collect();
    (report.title.clone(), names)
}

#[test]
fn title_headings_are_no_categories() {
    for (markdown, title, headings) in [
        ("# T\n\n## A\n\n- x\n\n## B\n", Some("T"), vec!["A", "B"]),
        (
            "---\ntitle: 'té'\n---\n\n## TE\n\n## A\n",
            Some("té"),
            vec!["A"],
        ),
        ("# A\n\n# B\n", None, vec!["A", "B"]),
        ("# A\n\n- x\n", None, vec!["A"]),
        ("## A\n\n# B\n", None, vec!["A", "B"]),
        ("### A\n\n## B\n\n#### C\n", None, vec!["A", "B"]),
        ("---\ntitle: X\n---\n# T\n## A\n", Some("X"), vec!["T"]),
        (
            "---\ntitle: G n°23\n---\n# Revue\n\n## En français\n\n## En anglais\n",
            Some("G n°23"),
            vec!["Revue"],
        ),
        (
            "# T\n\n### A\n\n## B\n\n#### c\n",
            Some("T"),
            vec!["A", "B"],
        ),
    ] {
        let headings: Vec<String> = headings.into_iter().map(str::to_owned).collect();
        assert_eq!(
            categories(markdown),
            (title.map(str::to_owned), headings),
            "{markdown:?}"
        );
    }
}

#[test]
fn configured_category_is_never_a_title() {
    let toml = "[[category]]\nslug = \"use\"\nname = \"Utiliser\"\nheadings = [\"Usages\"]\n";
    let (about, _) = parse_about(toml, "chronique.toml");
    let rules = Rules::new(about.into(), default_registry().into());
    let markdown = "# USAGES\n\n## x\n\n- y\n";
    let document = read_document("2022/02.md", markdown.as_bytes(), &rules);
    let report = document.report.unwrap();
    let category = &report.categories.iter().next().unwrap();
    assert_eq!(
        (category.slug.as_str(), category.name.as_str()),
        ("use", "Utiliser")
    );
    assert_eq!(
        (category.heading.as_str(), category.level, category.line),
        ("USAGES", 1, 1)
    );
    assert_eq!(report.items.get(0).unwrap().section.as_deref(), Some("x"));
}

#[test]
fn sections_end_with_their_category() {
    let report = report("before\n\n# A\n\n- a\n\n## S\n\n- b\n\n### T\n\n- c\n\n# B\n\n- d\n");
    let items: Vec<_> = report.items.iter().collect();
    let places: Vec<_> = items
        .iter()
        .map(|i| (i.category, i.section.as_deref()))
        .collect();
    assert_eq!(
        places,
        [
            (None, None),
            (Some(0), None),
            (Some(0), Some("S")),
            (Some(0), Some("T")),
            (Some(1), None)
        ]
    );
}

#[test]
fn repeated_and_empty_headings_are_told() {
    let document = document("# A\n\n- x\n\n# a\n\n#\n\n- y\n");
    assert_eq!(
        codes(&document),
        [
            DiagnosticCode::RepeatedCategory,
            DiagnosticCode::EmptyHeading
        ]
    );
    let report = document.report.unwrap();
    assert_eq!(report.categories.len(), 2);
    assert_eq!(report.items.get(1).unwrap().category, Some(1));
    let lines: Vec<_> = document.diagnostics.iter().map(|d| d.line).collect();
    assert_eq!(lines, [5, 7]);
}

#[test]
fn headings_in_quotes_and_entries_are_text() {
    let report = report("# A\n\n- x\n\n  # y\n\n> # z\n");
    assert_eq!(report.categories.len(), 1);
    let texts: Vec<_> = report.items.iter().map(|i| i.text).collect();
    assert_eq!(texts, ["x\ny", "z"]);
}

#[test]
fn headings_that_differ_in_symbols_only() {
    let document = document("# C\n\n# C++\n\n# C#\n\n# C !\n\n# C €\n");
    assert_eq!(
        codes(&document),
        [
            DiagnosticCode::RepeatedCategory,
            DiagnosticCode::CategoryCollision
        ]
    );
    assert!(
        document.diagnostics[1]
            .message
            .contains("\"C\" and \"C €\"")
    );
    let report = document.report.unwrap();
    let slugs: Vec<_> = report
        .categories
        .iter()
        .map(|c| c.slug.to_string())
        .collect();
    assert_eq!(slugs, ["c", "c-plus-plus", "c-sharp", "c", "c"]);
}
