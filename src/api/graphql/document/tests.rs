//! Strings and tokens as the specification has them (sections 2.1 and 2.9).

use super::{Selection, Value, parse};

/// What the one argument of `{a(b: …)}` is.
fn value(text: &str) -> Result<String, String> {
    let text = format!("{{a(b:{text})}}");
    let document = parse(&text).map_err(|fault| fault.message)?;
    let Some(Selection::Field(field)) = document.operations[0].selections.first() else {
        return Err("no field".to_owned());
    };
    match &field.arguments[0].value.value {
        Value::Text(text) | Value::Block(text) => Ok(text.to_string()),
        other => Ok(format!("{other:?}")),
    }
}

#[test]
fn strings_stand_for_characters() {
    for (written, meant) in [
        (r#""""#, ""),
        (r#""a b""#, "a b"),
        (r#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
        (r#""\u00e9""#, "é"),
        (r#""\u{e9}\u{1F600}""#, "é😀"),
        (r#""\uD83D\uDE00""#, "😀"),
        ("\"\"\"\"\"\"", ""),
        ("\"\"\" a \"\"\"", " a "),
        (
            "\"\"\"\n    Hello,\n      World!\n\n    Yours,\n      GraphQL.\n  \"\"\"",
            "Hello,\n  World!\n\nYours,\n  GraphQL.",
        ),
        ("\"\"\"a\r\n  b\r  c\"\"\"", "a\nb\nc"),
        ("\"\"\"\\\"\"\" \\n\"\"\"", "\"\"\" \\n"),
    ] {
        assert_eq!(value(written).as_deref(), Ok(meant), "{written}");
    }
}

#[test]
fn what_is_no_string_or_number_is_refused() {
    for written in [
        r#""a"#,
        "\"a\nb\"",
        r#""\x""#,
        r#""\u00g0""#,
        r#""\uD83D""#,
        r#""\uDE00\uD83D""#,
        r#""\u{}""#,
        r#""\u{110000}""#,
        r#""\u{D800}""#,
        r#""\u{000000041}""#,
        "\"\"\"a",
        "01",
        "-",
        "1.",
        ".1",
        "1e",
        "1a",
        "1.2.3",
        "0x1",
        "%",
        "..",
        "$",
    ] {
        assert!(value(written).is_err(), "{written}: {:?}", value(written));
    }
}

#[test]
fn places_are_lines_and_characters() {
    let fault = parse("{\r\n  a # é\r  \"é\" %\n}").unwrap_err();
    assert_eq!((fault.locations[0].line, fault.locations[0].column), (3, 3));
    let fault = parse("{a(b: \"é😀\" %)}").unwrap_err();
    assert_eq!(
        (fault.locations[0].line, fault.locations[0].column),
        (1, 12)
    );
}

#[test]
fn definitions_may_be_described() {
    for text in [
        "\"what it does\" query a($v: Int @x) {a(b: $v)}",
        "\"\"\"what\"\"\" fragment f on A @x {b} {a}",
        "query (\"what\" $v: [Int!]! = [1] ) {a(b: $v)}",
        "\u{feff}{a},{b}#",
    ] {
        assert!(parse(text).is_ok(), "{text}: {:?}", parse(text));
    }
    for text in [
        "\"what\" {a}",
        "",
        "#",
        "fragment on on A {b}",
        "{}",
        "{a()}",
        "query a() {b}",
        "{a} b",
    ] {
        assert!(parse(text).is_err(), "{text}");
    }
}
