//! Front matter: YAML, TOML, none, and bad ones.

use crate::domain::DiagnosticCode;

use super::{codes, document, report};

#[test]
fn yaml_toml_and_none_give_the_same_report() {
    for front in [
        "---\ntitle: 'Té: x'\nupdated: 2022-03-01\n---\n",
        "---\r\ntitle: \"Té: x\"\r\nlastmod: 2022-03-01T10:00:00Z\r\n...\r\n",
        "\u{feff}---   \ntitle: >\n  Té:\n  x\nmodified: 2022-03-01\n---\n",
        "+++\ntitle = \"Té: x\"\nlastmod = 2022-03-01T10:00:00Z\n+++\n",
        "+++\r\ntitle = '''Té: x'''\r\nupdated = 2022-03-01\r\n[extra]\r\nx = 1\r\n+++\r\n",
    ] {
        let report = report(&format!("{front}# A\n\n- a\n"));
        assert_eq!(report.title.as_deref(), Some("Té: x"), "{front:?}");
        assert_eq!(
            report.updated.unwrap().to_string(),
            "2022-03-01",
            "{front:?}"
        );
        assert_eq!(report.items.len(), 1);
        assert_eq!(report.items.get(0).unwrap().text, "a");
    }
    assert_eq!(report("- a\n\n---\n\n- b\n").items.len(), 2);
    assert_eq!(report("---\n---\n- a\n").items.len(), 1);
    assert_eq!(report("---\n# nothing\n---\n- a\n").items.len(), 1);
    assert_eq!(report("").items.len(), 0);
}

#[test]
fn odd_values_are_ignored_and_never_bad() {
    for front in [
        "title: [a, b]",
        "title: {a: b}",
        "title: true",
        "title:",
        "title: 1.5",
        "1: x",
        "[a]: x",
        "? {a: b}\n: c",
        "x: &a [1]\ny: *a",
        "date: null",
        "tags: [a, {b: [c]}]",
        "title: !!str x",
        "title: !custom x",
        "a: .nan",
        "toc: yes\nx: 0x1F\ny: 1_000",
    ] {
        let document = document(format!("---\n{front}\n---\n\n- a\n"));
        assert!(!document.is_bad(), "{front}: {:?}", document.diagnostics);
        assert!(document.report.is_some(), "{front}");
    }
    assert_eq!(
        report("---\ntitle: 2022\n---\n").title.as_deref(),
        Some("2022")
    );
}

#[test]
fn bad_front_matter_is_told_with_its_place() {
    use DiagnosticCode::{FrontMatterInvalid, FrontMatterTooLarge, FrontMatterUnclosed};
    let large = format!("---\nx: {}\n---\n", "y".repeat(257 * 1024));
    for (text, code, line) in [
        ("---\ntitle: a\ntitle: b\n---\n", FrontMatterInvalid, 3),
        ("---\ntitle: \"a\n---\n", FrontMatterInvalid, 2),
        ("---\nok: 1\n\tx: 2\n---\n", FrontMatterInvalid, 2),
        ("---\njust text\n---\n", FrontMatterInvalid, 2),
        ("---\na: *b\n---\n", FrontMatterInvalid, 2),
        ("+++\ntitle = \n+++\n", FrontMatterInvalid, 2),
        ("+++\na = 1\na = 2\n+++\n", FrontMatterInvalid, 3),
        ("---\ntitle: a\n", FrontMatterUnclosed, 1),
        ("+++\ntitle = 'a'\n---\n", FrontMatterUnclosed, 1),
        ("---", FrontMatterUnclosed, 1),
        (large.as_str(), FrontMatterTooLarge, 1),
    ] {
        let document = document(text);
        assert_eq!(
            codes(&document),
            [code],
            "{:?}",
            text.chars().take(40).collect::<String>()
        );
        assert!(document.is_bad());
        let said = &document.diagnostics[0];
        assert_eq!(said.line, line, "{text:.40} {said:?}");
        assert!(
            said.message.len() < 400 && !said.message.contains('\n'),
            "{said:?}"
        );
    }
}

#[test]
fn alias_bombs_are_refused_at_once() {
    let mut bomb = "---\na: &a [x,x,x,x,x,x,x,x,x]\n".to_owned();
    for (from, to) in ["ab", "bc", "cd", "de", "ef", "fg", "gh"]
        .iter()
        .map(|p| p.split_at(1))
    {
        let nine = vec![format!("*{from}"); 9].join(",");
        bomb.extend([to, ": &", to, " [", &nine, "]\n"]);
    }
    bomb.push_str("---\n");
    assert_eq!(codes(&document(bomb)), [DiagnosticCode::FrontMatterInvalid]);
}

#[test]
fn bad_encoding_is_told_with_its_place() {
    let document = document(b"- \xc3\xa9\n- caf\xe9\n");
    assert_eq!(codes(&document), [DiagnosticCode::NotUtf8]);
    let said = &document.diagnostics[0];
    assert_eq!(
        (said.line, said.column, said.bytes.start, said.bytes.end),
        (2, 6, 10, 11)
    );
    assert!(document.is_bad());
}
