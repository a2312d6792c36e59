//! Much of one thing.

#![expect(clippy::too_many_lines, reason = "tables of cases")]

use super::{Abuse, INVALID, items, many};

pub fn floods(all: &mut Vec<Abuse>) {
    let mut add = |name, code, text: &str| all.push(Abuse::new(name, code, text));
    add(
        "a hundred and one aliases",
        "ALIAS_LIMIT",
        &items(&many(101, |n| format!("a{n}:id "))),
    );
    add(
        "thirteen hundred aliases",
        "ALIAS_LIMIT",
        &items(&many(1_300, |n| format!("a{n}:id "))),
    );
    add(
        "aliases of the root",
        "ALIAS_LIMIT",
        &format!("{{{}}}", many(600, |n| format!("a{n}:archive{{title}}"))),
    );
    add(
        "thousands of aliases",
        "TOKEN_LIMIT",
        &items(&many(6_000, |n| format!("a{n}:id "))),
    );
    add(
        "directives of one field",
        "DIRECTIVE_LIMIT",
        &items(&format!("id {}", "@a ".repeat(1_900))),
    );
    add(
        "the same directive",
        "DIRECTIVE_LIMIT",
        &items(&format!("id {}", "@skip(if:false)".repeat(500))),
    );
    add(
        "a directive of each field",
        "DIRECTIVE_LIMIT",
        &items(&"id @skip(if:false) ".repeat(400)),
    );
    add(
        "directives of the operation",
        "DIRECTIVE_LIMIT",
        &format!("query {}{{archive{{title}}}}", "@a".repeat(1_900)),
    );
    add(
        "directives of a variable",
        "DIRECTIVE_LIMIT",
        &format!("query($a:Int {}){{archive{{title}}}}", "@a".repeat(1_900)),
    );
    add(
        "a hundred directives that are none",
        INVALID,
        &items(&format!("id {}", "@a ".repeat(99))),
    );
    add(
        "thousands of fields",
        "TOKEN_LIMIT",
        &items(&"id ".repeat(20_000)),
    );
    add(
        "thousands of fields that are none",
        INVALID,
        &items(&many(3_900, |n| format!("f{n} "))),
    );
    add(
        "selections of fragments",
        "SELECTION_LIMIT",
        &(items(&"...f ".repeat(1_500)) + "fragment f on Item{id id id id}"),
    );
    add(
        "arguments of one field",
        INVALID,
        &format!(
            "{{items({}){{totalCount}}}}",
            many(1_300, |n| format!("a{n}:1 "))
        ),
    );
    add(
        "the same argument",
        INVALID,
        &format!("{{items({}){{totalCount}}}}", "first:1 ".repeat(1_300)),
    );
    add(
        "arguments of a directive",
        INVALID,
        &items(&format!(
            "id @skip({})",
            many(1_300, |n| format!("a{n}:1 "))
        )),
    );
    add(
        "fifty-one operations",
        "OPERATION_LIMIT",
        &many(51, |n| format!("query q{n}{{archive{{title}}}}")),
    );
    add(
        "five hundred operations",
        "OPERATION_LIMIT",
        &many(500, |n| format!("query q{n}{{archive{{title}}}}")),
    );
    add(
        "thousands of operations",
        "TOKEN_LIMIT",
        &many(2_300, |n| format!("query q{n}{{archive{{title}}}}")),
    );
    add(
        "thousands without a name",
        "TOKEN_LIMIT",
        &"{archive{title}}".repeat(3_000),
    );
    add(
        "fifty operations of one name",
        INVALID,
        &"query q{archive{title}}".repeat(50),
    );
    add(
        "definitions of types",
        INVALID,
        &"type A{a:Int} ".repeat(4_000),
    );
}
