//! Dates: paths, front matter, and both.

use crate::domain::{About, DateRule, DiagnosticCode};
use crate::ingest::path_date::dates_in_path;
use crate::ingest::{Rules, default_registry, read_document};

use super::{codes, rules};

#[test]
fn dates_in_paths() {
    for (path, date) in [
        ("2022/02.md", "2022-02"),
        ("reports/2022/02.md", "2022-02"),
        ("2022-02.md", "2022-02"),
        ("x/2022-02-title.md", "2022-02"),
        ("2022-02title.md", "2022-02"),
        ("2022-02-14.md", "2022-02-14"),
        ("2022-02-14-title.markdown", "2022-02-14"),
        ("2022-02-145.md", "2022-02"),
        ("2022/02/14.md", "2022-02-14"),
        ("2022/02/14-title.md", "2022-02-14"),
        ("2022/02-notes.md", "2022-02"),
        ("2022/02_notes.md", "2022-02"),
        ("2022/fevrier.md", "2022-02"),
        ("2022/Février.MD", "2022-02"),
        ("2022/fe\u{301}vrier.md", "2022-02"),
        ("2022/rapport-janvier.md", "2022-01"),
        ("2022/02-fevrier.md", "2022-02"),
        ("rapport-fevrier-2022.md", "2022-02"),
        ("2022/notes/december.md", "2022-12"),
        ("2024/02/29.md", "2024-02-29"),
    ] {
        let found: Vec<String> = dates_in_path(path)
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            found.first().map(String::as_str),
            Some(date),
            "{path}: {found:?}"
        );
    }
    for path in [
        "2022/13.md",
        "2022/00.md",
        "2022-13.md",
        "2022-02-30.md",
        "2023/02/29.md",
        "2022.md",
        "2022/2.md",
        "2022/021.md",
        "2022-021.md",
        "fevrier.md",
        "notes.md",
        "2022/notes.md",
        "0000/02.md",
        "2022/02x.md",
        "20220214.md",
        "２０２２/02.md",
        "2022/02/notes.md",
        "",
        "/",
        "é/é.md",
        "202é-02.md",
        "2022-0é.md",
    ] {
        assert_eq!(dates_in_path(path), [], "{path}");
    }
}

/// Date and codes of a file with a front matter.
fn read(path: &str, front: &str, about: About) -> (Option<String>, Vec<DiagnosticCode>) {
    let rules = Rules::new(about.into(), default_registry().into());
    let document = read_document(path, format!("---\n{front}\n---\n").as_bytes(), &rules);
    let found = codes(&document);
    (document.report.map(|r| r.date.to_string()), found)
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn rules_are_tried_in_their_order() {
    use DiagnosticCode::{DateConflict, DateImplausible, DateInvalid, NoDate, PathDateInvalid};
    for (path, front, date, said) in [
        ("2022/02.md", "date: 2022-02-14", Some("2022-02-14"), vec![]),
        (
            "2022-02-14.md",
            "month: 2022-02",
            Some("2022-02-14"),
            vec![],
        ),
        (
            "2022/02.md",
            "date: 2022-03-01",
            Some("2022-03-01"),
            vec![DateConflict],
        ),
        (
            "2022-02-15.md",
            "date: 2022-02-14",
            Some("2022-02-14"),
            vec![DateConflict],
        ),
        (
            "2022/02.md",
            "date: bientôt",
            Some("2022-02"),
            vec![DateInvalid],
        ),
        ("x.md", "date: 2022-02-30", None, vec![NoDate, DateInvalid]),
        (
            "x.md",
            "date: 2022-02\nmonth: 2022-03",
            Some("2022-02"),
            vec![DateConflict],
        ),
        (
            "x.md",
            "date: 2022-02-14T23:59:59-11:00",
            Some("2022-02-14"),
            vec![],
        ),
        (
            "x.md",
            "date: 2022-02-14 10:00:00 +0200",
            Some("2022-02-14"),
            vec![],
        ),
        ("x.md", "date: '2022-02-14'", Some("2022-02-14"), vec![]),
        (
            "2022/02-mars.md",
            "x: y",
            Some("2022-02"),
            vec![DateConflict],
        ),
        ("2025-02-30.md", "x: y", None, vec![PathDateInvalid]),
        ("2025/13.md", "x: y", None, vec![PathDateInvalid]),
        (
            "x.md",
            "date: 0022-02-14",
            Some("0022-02-14"),
            vec![DateImplausible],
        ),
        ("2101/01.md", "x: y", Some("2101-01"), vec![DateImplausible]),
        ("x.md", "x: y", None, vec![NoDate]),
        ("x.md", "date:", None, vec![NoDate]),
        ("x.md", "date: [1]", None, vec![NoDate]),
        ("x.md", "date: 20220214", None, vec![NoDate, DateInvalid]),
    ] {
        let found = read(path, front, About::default());
        assert_eq!(found, (date.map(str::to_owned), said), "{path} {front}");
    }
    let about = About {
        date_rules: vec![DateRule::Path, DateRule::FrontMatter],
        ..About::default()
    };
    let found = read("2022/02.md", "date: 2022-03-01", about);
    assert_eq!(found, (Some("2022-02".to_owned()), vec![DateConflict]));
}

#[test]
fn conflict_points_at_the_front_matter() {
    let text = b"---\ntitle: x\ndate: 2022-03-01\n---\n";
    let document = read_document("2022/02.md", text, rules());
    assert_eq!(document.report.unwrap().date.to_string(), "2022-03-01");
    let text = b"---\nx: y\ndate: demain\n---\n";
    let said = read_document("2022/02.md", text, rules())
        .diagnostics
        .remove(0);
    assert_eq!(
        (said.line, said.column, said.bytes.start, said.bytes.end),
        (3, 1, 9, 21)
    );
}

#[test]
fn index_files_are_skipped_whatever_they_hold() {
    for path in [
        "index.md",
        "2022/INDEX.md",
        "x/README.md",
        "readme.markdown",
    ] {
        let document = read_document(path, b"\xff", rules());
        assert_eq!(codes(&document), [DiagnosticCode::IndexSkipped], "{path}");
        assert!(!document.is_bad());
    }
}
