//! Variables, and answers that would be too large.

#![expect(clippy::too_many_lines, reason = "tables of cases")]

use serde_json::json;

use super::{Abuse, INVALID, VARIABLES, many};

pub fn variables(all: &mut Vec<Abuse>) {
    let mut add = |name, code, text: &str| all.push(Abuse::new(name, code, text));
    add(
        "a thousand variables",
        "VARIABLE_LIMIT",
        &format!(
            "query({}){{archive{{title}}}}",
            many(900, |n| format!("$v{n}:Int "))
        ),
    );
    add(
        "a hundred that are not used",
        INVALID,
        &format!(
            "query({}){{archive{{title}}}}",
            many(100, |n| format!("$v{n}:Int "))
        ),
    );
    add(
        "a hundred of one name",
        INVALID,
        &format!(
            "query({}){{items(first:$v){{totalCount}}}}",
            "$v:Int ".repeat(100)
        ),
    );
    add(
        "thousands that are not defined",
        INVALID,
        &format!(
            "{{items(kind:{{any:[{}]}}){{totalCount}}}}",
            "$a ".repeat(1_900)
        ),
    );
    let uses = many(50, |n| format!("query q{n}($v:Int){{...f}}"));
    let document = format!(
        "{uses} fragment f on Query{{items(kind:{{any:[{}]}}){{totalCount}}}}",
        "$v ".repeat(1_500)
    );
    add(
        "one wrong use for fifty operations",
        "VALUE_LIMIT",
        &document,
    );
    let question = "query($f:ItemFilter){items(filter:$f){totalCount}}";
    let mut with = |name, code, document: &str, variables: serde_json::Value| {
        let body = json!({ "query": document, "variables": variables }).to_string();
        all.push(Abuse { name, code, body });
    };
    with(
        "a variable of another type",
        VARIABLES,
        question,
        json!({ "f": vec![1; 3_900] }),
    );
    with(
        "a list past the limit",
        "VALUE_LIMIT",
        question,
        json!({ "f": vec![1; 60_000] }),
    );
    with(
        "objects past the limit",
        "VALUE_LIMIT",
        question,
        json!({ "f": { "and": vec![json!({}); 40_000] } }),
    );
    with(
        "fields that are none",
        VARIABLES,
        question,
        json!({ "f": (0..3_000).map(|n| (format!("a{n}"), json!(n))).collect::<serde_json::Map<_, _>>() }),
    );
    with(
        "variables that nobody asked for",
        "VALUE_LIMIT",
        "{archive{title}}",
        (0..9_000)
            .map(|n| (format!("a{n}"), json!(1)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
    );
    let twice = |list: &str| {
        format!("query($f:ItemFilter!,$q:String!){{items(q:$q,filter:{{{list}}}){{totalCount}}}}")
    };
    with(
        "one object thousands of times",
        "VALUE_LIMIT",
        &twice(&format!("and:[{}]", "$f ".repeat(1_900))),
        json!({ "q": "", "f": { "and": vec![json!({}); 3_900] } }),
    );
    with(
        "one text thousands of times",
        "VALUE_LIMIT",
        &twice(&format!("project:{{any:[{}]}},not:$f", "$q ".repeat(1_900))),
        json!({ "q": "x".repeat(110_000), "f": {} }),
    );
    with(
        "a long text for a number",
        VARIABLES,
        "query($n:Int){items(first:$n){totalCount}}",
        json!({ "n": "9".repeat(120_000) }),
    );
    let deep = (0..100).fold(json!({}), |inner, _| json!({ "not": inner }));
    with(
        "a filter in a filter",
        "DEPTH_LIMIT",
        question,
        json!({ "f": deep }),
    );
}

pub fn costs(all: &mut Vec<Abuse>) {
    let mut add = |name, code, text: &str| all.push(Abuse::new(name, code, text));
    add(
        "pages in pages",
        "COMPLEXITY_LIMIT",
        "{projects(first:200){nodes{items(first:200){nodes{report{items(first:200){nodes{id}}}}}}}}",
    );
    add(
        "a page of billions",
        "COMPLEXITY_LIMIT",
        "{items(first:99999999999){nodes{report{items(first:99999999999){nodes{links{url}}}}}}}",
    );
    add(
        "the most costly field again and again",
        "COMPLEXITY_LIMIT",
        &format!("{{{}}}", many(99, |n| format!("a{n}:coverage{{series}}"))),
    );
    add(
        "statistics of three dimensions",
        "COMPLEXITY_LIMIT",
        &format!(
            "{{{}}}",
            many(60, |n| format!(
                "a{n}:stats(by:[MONTH,SITE,RESOURCE]){{totalCount}}"
            ))
        ),
    );
    add(
        "ids by the thousand",
        "COMPLEXITY_LIMIT",
        &format!(
            "{{nodes(ids:[{}]){{...on Project{{items(first:200){{nodes{{id}}}}}}}}}}",
            "\"a\"".repeat(1_900)
        ),
    );
}
