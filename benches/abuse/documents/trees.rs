//! Fragments, depth, and fields that conflict.

#![expect(clippy::too_many_lines, reason = "tables of cases")]

use super::{Abuse, INVALID, UNREADABLE, bomb, items, many};

pub fn fragments(all: &mut Vec<Abuse>) {
    let mut add = |name, code, text: &str| all.push(Abuse::new(name, code, text));
    add("fragment bomb, 7 by 10", "SELECTION_LIMIT", &bomb(7, 10));
    add("fragment bomb, 25 by 2", "SELECTION_LIMIT", &bomb(25, 2));
    add("fragment bomb, 90 by 10", "DEPTH_LIMIT", &bomb(90, 10));
    let fields = |level: usize| format!("a{level}:report{{items{{nodes{{...f{}}}}}}}", level + 1);
    let deep = items("...f0")
        + &many(12, |level| {
            format!("fragment f{level} on Item{{{} b{0}}}", fields(level))
        })
        + "fragment f12 on Item{id}";
    add(
        "fragment bomb through fields",
        UNREADABLE,
        &deep.replace(" b", " :"),
    );
    add("fragments through fields, deep", "DEPTH_LIMIT", &deep);
    let wide = items("...f0")
        + &many(99, |level| {
            let rest = many(99 - level, |n| format!("...f{} ", level + n + 1));
            format!("fragment f{level} on Item{{{rest}}}")
        })
        + "fragment f99 on Item{id}";
    add(
        "every fragment spreads all that follow",
        "TOKEN_LIMIT",
        &wide,
    );
    let wide = items("...f0")
        + &many(39, |level| {
            let rest = many(39 - level, |n| format!("...f{} ", level + n + 1));
            format!("fragment f{level} on Item{{{rest}}}")
        })
        + "fragment f39 on Item{id}";
    add(
        "forty fragments spread all that follow",
        "DEPTH_LIMIT",
        &wide,
    );
    add(
        "a fragment spreads itself",
        INVALID,
        "{...a} fragment a on Query{...a}",
    );
    let ring = format!(
        "{{...f0}}{}",
        many(100, |n| format!(
            "fragment f{n} on Query{{...f{}}}",
            (n + 1) % 100
        ))
    );
    add("a ring of a hundred fragments", INVALID, &ring);
    let ring = format!(
        "{{items{{nodes{{...f0}}}}}}{}",
        many(100, |n| {
            format!(
                "fragment f{n} on Item{{report{{items{{nodes{{...f{}}}}}}}}}",
                (n + 1) % 100
            )
        })
    );
    add("the same through fields", INVALID, &ring);
    let unused = items("id")
        + &many(100, |n| {
            format!("fragment f{n} on Item{{{}}}", "id ".repeat(30))
        });
    add("a hundred fragments that nothing spreads", INVALID, &unused);
    let unused = items("id") + &many(300, |n| format!("fragment f{n} on Item{{id}}"));
    add("three hundred fragments", "FRAGMENT_LIMIT", &unused);
    add(
        "thousands of spreads of nothing",
        INVALID,
        &items(&"...f ".repeat(1_900)),
    );
    add(
        "inline fragments, wide",
        INVALID,
        &items(&"...{idd}".repeat(900)),
    );
}

pub fn nesting(all: &mut Vec<Abuse>) {
    let mut add = |name, code, text: &str| all.push(Abuse::new(name, code, text));
    let nested =
        |n: usize, open: &str, close: &str, inner: &str| open.repeat(n) + inner + &close.repeat(n);
    add("braces without end", "DEPTH_LIMIT", &"{a".repeat(20_000));
    add(
        "fields in fields",
        "DEPTH_LIMIT",
        &items(&nested(14, "report{items{nodes{", "}}}", "id")),
    );
    add(
        "inline fragments in inline fragments",
        "DEPTH_LIMIT",
        &items(&nested(50, "...{", "}", "id")),
    );
    add(
        "a list in a list without end",
        "DEPTH_LIMIT",
        &format!("{{items(kind:{}", "[".repeat(30_000)),
    );
    add(
        "an object in an object",
        "DEPTH_LIMIT",
        &format!("{{items(filter:{}", "{not:".repeat(9_000)),
    );
    add(
        "sixty lists",
        INVALID,
        &format!(
            "{{items(first:{}){{totalCount}}}}",
            nested(60, "[", "]", "1")
        ),
    );
    add(
        "a type in a type without end",
        "DEPTH_LIMIT",
        &format!("query($a:{}", "[".repeat(30_000)),
    );
    let types = nested(12, "fields{type{", "}}", "name");
    add(
        "introspection in introspection",
        "DEPTH_LIMIT",
        &format!("{{__schema{{types{{{types}}}}}}}"),
    );
    let types = nested(3, "fields{type{", "}}", "name");
    add(
        "three lists of introspection",
        "DEPTH_LIMIT",
        &format!("{{__schema{{types{{{types}}}}}}}"),
    );
    let flood = many(99, |n| {
        format!("a{n}:__schema{{types{{fields{{type{{fields{{name}}}}}}}}}}")
    });
    add(
        "introspection again and again",
        "COMPLEXITY_LIMIT",
        &format!("{{{flood}}}"),
    );
    let flood = many(400, |n| format!("a{n}:__schema{{types{{name}}}}"));
    add(
        "introspection under many aliases",
        "ALIAS_LIMIT",
        &format!("{{{flood}}}"),
    );
}

pub fn conflicts(all: &mut Vec<Abuse>) {
    let mut add = |name, code, text: &str| all.push(Abuse::new(name, code, text));
    add(
        "one field of many arguments",
        "ALIAS_LIMIT",
        &format!(
            "{{{}}}",
            many(280, |n| format!("a:items(first:{n}){{totalCount}}"))
        ),
    );
    add(
        "a hundred of one alias",
        INVALID,
        &format!(
            "{{{}}}",
            many(99, |n| format!("a:items(first:{n}){{totalCount}}"))
        ),
    );
    let same = format!(
        "{{{}}}",
        many(470, |_| "items{nodes{id}}".to_owned()) + "items(first:1){totalCount}"
    );
    add("hundreds of fields, one of them other", INVALID, &same);
    let halves = many(48, |n| format!("...a{n} ")) + &many(48, |n| format!("...b{n} "));
    let pairs = items(&halves)
        + &many(48, |n| {
            format!("fragment a{n} on Item{{report{{slug title}}}}")
        })
        + &many(48, |n| {
            format!("fragment b{n} on Item{{report{{slug:title}}}}")
        });
    add("fragments that conflict pair by pair", INVALID, &pairs);
    let nested =
        |n: usize, last: &str| "report{items(first:1){nodes{".repeat(n) + last + &"}}}".repeat(n);
    let levels = items(&(many(9, |_| nested(5, "id ")) + &nested(5, "id:text")))
        .replace("{items{", "{items(first:1){");
    add("a conflict five levels down", INVALID, &levels);
    let kinds = ["Item", "Report", "Category", "Project", "Resource"];
    let on = many(250, |n| {
        format!(
            "...on {}{{x:id}}",
            kinds.get(n % 5).copied().unwrap_or_default()
        )
    });
    add(
        "one name on every type",
        "ALIAS_LIMIT",
        &format!("{{node(id:\"a\"){{{on} x:__typename}}}}"),
    );
    let on = many(95, |n| {
        format!(
            "...on {}{{x:id}}",
            kinds.get(n % 5).copied().unwrap_or_default()
        )
    });
    add(
        "one name on every type, fewer",
        INVALID,
        &format!("{{node(id:\"a\"){{{on} x:__typename}}}}"),
    );
}
