//! Long and odd texts.

#![expect(clippy::too_many_lines, reason = "tables of cases")]

use super::{Abuse, INVALID, UNREADABLE, many};

pub fn texts(all: &mut Vec<Abuse>) {
    let mut add = |name, code, text: &str| all.push(Abuse::new(name, code, text));
    add(
        "a document past its length",
        "DOCUMENT_TOO_LARGE",
        &format!("{{archive{{title}}}}{}", " ".repeat(70_000)),
    );
    add(
        "a comment without end",
        UNREADABLE,
        &format!("#{}", "a".repeat(65_000)),
    );
    add("line ends", UNREADABLE, &"\r\n".repeat(32_000));
    add("commas", UNREADABLE, &",".repeat(65_000));
    add(
        "a name without end",
        INVALID,
        &format!("{{{}}}", "a".repeat(65_000)),
    );
    add(
        "a string without end",
        UNREADABLE,
        &format!("{{report(slug:\"{}", "a".repeat(65_000)),
    );
    add(
        "a block string without end",
        UNREADABLE,
        &format!("{{report(slug:\"\"\"{}", "\n ".repeat(32_000)),
    );
    add(
        "a block string of line ends",
        INVALID,
        &format!(
            "{{report(slog:\"\"\"{}\"\"\"){{slug}}}}",
            "\na".repeat(32_000)
        ),
    );
    add(
        "escapes",
        INVALID,
        &format!("{{report(slog:\"{}\"){{slug}}}}", "\\u0041".repeat(10_800)),
    );
    add(
        "a number without end",
        INVALID,
        &format!("{{items(first:{}){{totalCount}}}}", "9".repeat(65_000)),
    );
    add(
        "an exponent without end",
        INVALID,
        &format!("{{items(first:1e{}){{totalCount}}}}", "9".repeat(65_000)),
    );
    add(
        "a fraction without end",
        INVALID,
        &format!("{{items(first:0.{}){{totalCount}}}}", "9".repeat(65_000)),
    );
    add(
        "a list of thousands",
        INVALID,
        &format!("{{items(first:[{}]){{totalCount}}}}", "1 ".repeat(3_900)),
    );
    add(
        "a list of more",
        "TOKEN_LIMIT",
        &format!("{{items(first:[{}]){{totalCount}}}}", "1 ".repeat(30_000)),
    );
    add(
        "an object of thousands",
        INVALID,
        &format!(
            "{{items(filter:{{{}}}){{totalCount}}}}",
            many(1_300, |n| format!("a{n}:1 "))
        ),
    );
    add(
        "one field thousands of times",
        INVALID,
        &format!(
            "{{items(filter:{{{}}}){{totalCount}}}}",
            "kind:1 ".repeat(1_300)
        ),
    );
    add("signs", UNREADABLE, &"!$&(:=@[]{|}".repeat(5_000));
    add("spreads of nothing", UNREADABLE, &"...".repeat(20_000));
    add(
        "characters of all kinds",
        UNREADABLE,
        &"é😀\u{202e}\u{0}".repeat(6_000),
    );
}
