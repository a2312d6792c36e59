use std::{
    fmt::Write as _,
    time::{Duration, Instant},
};

use serde_json::{Map, Value as Json, json};

use super::INTROSPECTION;
use crate::api::graphql::document::{self, parse};
use crate::api::graphql::{fault::Fault, guard, types::Types};

fn check_with(query: &str, variables: Json) -> Result<(), Vec<Fault>> {
    let schema = async_graphql::Schema::new(
        super::Query,
        async_graphql::EmptyMutation,
        async_graphql::EmptySubscription,
    );
    let types = Types::new(&schema.sdl()).unwrap();
    let Json::Object(variables) = variables else {
        panic!("variables are an object")
    };
    let document = parse(query).map_err(|fault| vec![fault])?;
    guard::check(&types, &document, None, &variables).map_err(|fault| vec![fault])
}

fn check(query: &str) -> Result<(), Vec<Fault>> {
    check_with(query, Json::Object(Map::new()))
}

fn code(query: &str) -> &'static str {
    check(query).map_or_else(|faults| faults[0].code, |()| "")
}

/// `levels` fragments of ten spreads each.
fn bomb(levels: usize) -> String {
    let mut text = "{items{nodes{...f0}}}".to_owned();
    for level in 0..levels {
        let spreads = format!("...f{} ", level + 1).repeat(10);
        write!(text, "fragment f{level} on Item{{{spreads}}}").unwrap();
    }
    text + &format!("fragment f{levels} on Item{{id}}")
}

#[test]
fn fragment_bomb_is_refused_at_once() {
    let text = bomb(7);
    assert!(text.len() < 900);
    let _warm = check("{items{totalCount}}");
    let types = Types::new("type Query { items: Int }").unwrap();
    let start = Instant::now();
    let document = parse(&text).unwrap();
    let fault = guard::check(&types, &document, None, &Map::new()).unwrap_err();
    assert!(
        start.elapsed() < Duration::from_millis(50),
        "{:?}",
        start.elapsed()
    );
    assert_eq!(fault.code, "SELECTION_LIMIT");
    assert!(
        fault.message.contains("the limit is 5000"),
        "{}",
        fault.message
    );
    assert_eq!(code(&bomb(90)), "DEPTH_LIMIT");
}

#[test]
fn circular_fragments_are_refused() {
    for text in [
        "{...a} fragment a on Query{...a}",
        "{...a} fragment a on Query{...b} fragment b on Query{items{nodes{...c}}} fragment c on Item{...a}",
        "{items{totalCount}} fragment a on Query{...b} fragment b on Query{...b}",
    ] {
        assert_eq!(code(text), "GRAPHQL_VALIDATION_FAILED", "{text}");
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn every_limit_has_its_code() {
    let wrapped = |inner: String| format!("{{items{{nodes{{{inner}}}}}}}");
    let deep = |levels: usize| "citations{nodes{".repeat(levels) + "id" + &"}}".repeat(levels);
    let many =
        |count: usize, text: &dyn Fn(usize) -> String| (0..count).map(text).collect::<String>();
    let table = [
        (
            "DOCUMENT_TOO_LARGE",
            format!(
                "{{items{{totalCount}}}}{}",
                " ".repeat(document::DOCUMENT_BYTES)
            ),
        ),
        ("TOKEN_LIMIT", wrapped("id ".repeat(5_000))),
        ("DEPTH_LIMIT", wrapped(deep(10))),
        ("DEPTH_LIMIT", "{a".repeat(5_000)),
        (
            "DEPTH_LIMIT",
            format!("{{items(project:{}", "[".repeat(5_000)),
        ),
        (
            "DEPTH_LIMIT",
            wrapped("... on Item{".repeat(40) + "id" + &"}".repeat(40)),
        ),
        (
            "ALIAS_LIMIT",
            wrapped(many(101, &|number| format!("a{number}:id "))),
        ),
        (
            "DIRECTIVE_LIMIT",
            wrapped("id @skip(if:false) ".repeat(101)),
        ),
        (
            "DIRECTIVE_LIMIT",
            wrapped(format!("id {}", "@a ".repeat(101))),
        ),
        (
            "FRAGMENT_LIMIT",
            wrapped("id".into())
                + &many(101, &|number| format!("fragment f{number} on Item{{id}}")),
        ),
        (
            "VARIABLE_LIMIT",
            format!(
                "query({}){{items{{totalCount}}}}",
                many(101, &|number| format!("$v{number}:Int "))
            ),
        ),
        (
            "OPERATION_LIMIT",
            many(51, &|number| {
                format!("query q{number}{{items{{totalCount}}}}")
            }),
        ),
        (
            "SELECTION_LIMIT",
            wrapped("...f ".repeat(1_500)) + "fragment f on Item{id id id id}",
        ),
        ("GRAPHQL_PARSE_FAILED", "{items{".to_owned()),
        ("GRAPHQL_PARSE_FAILED", String::new()),
        ("", wrapped(deep(8))),
    ];
    for (expected, text) in table {
        let start: String = text.chars().take(60).collect();
        // The deepest one allowed is refused for what it costs.
        let found = code(&text);
        let expected = if expected.is_empty() {
            "COMPLEXITY_LIMIT"
        } else {
            expected
        };
        assert_eq!(found, expected, "{start}");
    }
}

#[test]
fn complexity_multiplies_pages() {
    let passes = [
        "{items(first:200){nodes{id text links{href label} citations(first:5){nodes{id}}} totalCount}}",
        "{items(first:200){edges{cursor node{id citations(first:100){nodes{id}}}}}}",
        "{items(first:100000){nodes{id}}}",
        "{items(first:-1){nodes{id}}}",
    ];
    for text in passes {
        assert_eq!(code(text), "", "{text}");
    }
    let refused = [
        "{items(first:200){nodes{citations(first:200){nodes{citations(first:200){nodes{id}}}}}}}",
        "{items(first:200){nodes{...i}}} fragment i on Item{citations(last:200){...c}} fragment c on ItemConnection{nodes{citations(first:200){edges{cursor}}}}",
        "{items(first:99999999999999999999){nodes{citations(first:200){nodes{id text links{href}}}}}}",
    ];
    for text in refused {
        assert_eq!(code(text), "COMPLEXITY_LIMIT", "{text}");
    }
    let nested = "query($n:Int=200){items(first:$n){nodes{citations(first:$n){nodes{id text links{href}}}}}}";
    assert!(check(nested).is_err());
    assert!(check_with(nested, json!({"n": 2})).is_ok());
    // A whole number however it is written, and one that is none is not run.
    assert!(check_with(nested, json!({"n": 200.0})).is_err());
    assert!(check_with(nested, json!({"n": 2.0})).is_ok());
    let by_default = format!(
        "query($ids:[ID!]!=[{}]){{nodes(ids:$ids){{citations(first:200){{nodes{{id}}}}}}}}",
        "1 ".repeat(2000)
    );
    assert!(check(&by_default).is_err());
    let by_ids = "query($ids:[ID!]!){nodes(ids:$ids){citations(first:200){nodes{id}}}}";
    assert!(check_with(by_ids, json!({"ids": vec!["x"; 10]})).is_ok());
    assert!(check_with(by_ids, json!({"ids": vec!["x"; 2000]})).is_err());
}

#[test]
fn only_the_operation_executed_counts_its_complexity() {
    let text = "query a{items{totalCount}} query b{items(first:200){nodes{citations(first:200){nodes{id text links{href}}}}}}";
    let types = {
        let schema = async_graphql::Schema::new(
            super::Query,
            async_graphql::EmptyMutation,
            async_graphql::EmptySubscription,
        );
        Types::new(&schema.sdl()).unwrap()
    };
    let document = parse(text).unwrap();
    assert!(guard::check(&types, &document, Some("a"), &Map::new()).is_ok());
    assert!(guard::check(&types, &document, Some("b"), &Map::new()).is_err());
}

#[test]
fn a_variable_is_not_copied_a_thousand_times() {
    let uses = |count: usize| {
        format!(
            "query($t:[String!]){{{}}}",
            (0..count)
                .map(|n| format!("a{n}:items(project:{{any:$t}}){{totalCount}}"))
                .collect::<Vec<_>>()
                .join(" ")
        )
    };
    let variables = json!({"t": vec!["x"; 1_000]});
    assert!(check_with(&uses(5), variables.clone()).is_ok());
    let refused = check_with(&uses(50), variables).unwrap_err();
    assert_eq!(refused[0].code, "VALUE_LIMIT");
}

#[test]
fn introspection_passes_and_its_abuse_does_not() {
    assert_eq!(code(INTROSPECTION), "");
    let nested = "{__schema{types{fields{type{fields{type{fields{type{fields{name}}}}}}}}}}";
    assert_eq!(code(nested), "DEPTH_LIMIT");
}

#[test]
fn worst_documents_are_checked_quickly() {
    // A hundred fragments, each as large as its share and spreading all after it.
    let mut text = "{items{nodes{...f0}}}".to_owned();
    for level in 0..99 {
        let spreads: Vec<_> = (level + 1..100).map(|next| format!("...f{next}")).collect();
        let spreads = spreads.join(" ");
        write!(text, "fragment f{level} on Item{{{spreads}}}").unwrap();
    }
    text += "fragment f99 on Item{id}";
    let start = Instant::now();
    assert_ne!(code(&text), "");
    assert!(
        start.elapsed() < Duration::from_millis(500),
        "{:?}",
        start.elapsed()
    );
}

proptest::proptest! {
    #[test]
    fn nothing_panics(text in "[{}()\\[\\]a-c:$@!\"\\.… 0-9-]{0,200}") {
        let _ = check(&text);
    }
}
