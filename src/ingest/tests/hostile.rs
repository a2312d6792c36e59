//! Files made to hurt: no stack overflow, no quadratic time.

use crate::domain::{Diagnostic, DiagnosticCode, Document};

use super::{codes, document};

/// Reads a text on a thread with a stack of 1 MB.
fn on_small_stack(text: String) -> Document {
    let thread = std::thread::Builder::new().stack_size(1024 * 1024);
    thread
        .spawn(move || document(text))
        .unwrap()
        .join()
        .unwrap()
}

#[test]
fn nesting_past_the_limit_is_told_with_its_place() {
    for pattern in [">", "> ", "- - > ", "1. ", "* + "] {
        let document = on_small_stack(format!("{}a\n", pattern.repeat(50_000)));
        assert_eq!(
            codes(&document),
            [DiagnosticCode::NestingTooDeep],
            "{pattern}"
        );
        assert!(document.is_bad());
        let Diagnostic { line, column, .. } = document.diagnostics[0];
        assert!(line == 1 && column > 90, "{pattern} {column}");
    }
    let stairs: Vec<String> = (0..300).map(|i| "  ".repeat(i)).collect();
    let stairs = format!(
        "{}- a
",
        stairs.join(
            "- a
"
        )
    );
    assert_eq!(
        codes(&on_small_stack(stairs)),
        [DiagnosticCode::NestingTooDeep]
    );
    let emphasis = format!("{}a{}\n", "*a ".repeat(200), "*".repeat(200));
    assert_eq!(
        codes(&on_small_stack(emphasis)),
        [DiagnosticCode::NestingTooDeep]
    );
}

#[test]
fn nesting_up_to_the_limit_is_read() {
    let quotes = on_small_stack(format!("{}a\n", "> ".repeat(99)));
    assert_eq!(quotes.report.unwrap().items.get(0).unwrap().text, "a");
    let list = on_small_stack(format!("{}a\n", "- ".repeat(100)));
    let children = &list.report.unwrap().items.get(0).unwrap().children;
    assert_eq!(
        (children.len(), children[0].depth),
        (1, 99),
        "empty ones are left out"
    );
}

#[test]
fn repeated_marks_are_read_in_linear_time() {
    for pattern in [
        "[",
        "![",
        "[a](",
        "[a",
        "]",
        "*",
        "*a ",
        "**a *a ",
        "_a_",
        "a**b",
        "`a``",
        "<",
        "<!--",
        "<a href=\"",
        "&",
        "\\",
        "|",
        "|a\n|-\n",
        "[a]: b\n",
        "[a]\n",
        "- a\n",
        "- a\n\n",
        "# a\n",
        "https://a.org/(",
        "http://a_",
        "://",
        "https://a.org/_b_",
        "<https://a.org>",
        "SILL ",
        "SILL-",
        "[SILL](https://github.com/etalab/sill) ",
        "[a](javascript:b) ",
        "[a](b) ",
        "<!-- a -->\n",
        "<b>",
        "- [ ] \n",
        "> a\n\n",
        "- a\n  - b\n",
        "a\n=\n",
        "a  \n",
        "~~a",
    ] {
        let text = pattern.repeat(100_000 / pattern.len());
        let document = on_small_stack(text);
        assert!(
            document.report.is_some(),
            "{pattern:?} {:?}",
            document.diagnostics.first()
        );
    }
}

#[test]
fn front_matter_cannot_hurt() {
    for (mark, pattern) in [
        ("---", "["),
        ("---", "{"),
        ("---", "- "),
        ("---", "? "),
        ("---", "&a "),
        ("---", "a: "),
        ("+++", "["),
        ("+++", "a.a."),
        ("+++", "a={"),
        ("+++", "[[a]]\n"),
    ] {
        let text = format!(
            "{mark}\n{}\n{mark}\n- a\n",
            pattern.repeat(50_000 / pattern.len())
        );
        let document = on_small_stack(text);
        assert!(
            document.report.is_some() || document.is_bad(),
            "{mark} {pattern}"
        );
    }
}

#[test]
fn remarks_of_one_kind_are_bounded() {
    let document = document("- [a]()\n".repeat(500));
    assert_eq!(document.diagnostics.len(), 100);
    let last = &document.diagnostics.last().unwrap().message;
    assert!(last.ends_with("(400 more like it in this file)"), "{last}");
}

#[test]
fn long_headings_are_not_repeated_whole_on_every_item() {
    let report = super::report(&format!(
        "# A\n\n## {}\n\n- a\n- b\n\n# B\n",
        "x".repeat(10_000)
    ));
    assert_eq!(
        report.items.get(1).unwrap().section.as_ref().unwrap().len(),
        200
    );
}
