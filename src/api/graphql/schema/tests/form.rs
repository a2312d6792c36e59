//! The form of the schema itself.

use super::super::super::category::CategoryOrder;
use super::super::super::item::ItemOrder;
use super::super::super::project::ProjectOrder;
use super::super::super::report::ReportOrder;
use super::super::super::resource::ResourceOrder;
use super::super::super::site::SiteOrder;
use super::super::super::stats::StatsOrder;
use super::*;
use crate::api::graphql::{Engine, GraphqlRequest};
use crate::query::{
    CategorySort, ItemSort, ProjectSort, RANKED, ReportSort, ResourceSort, SiteSort, StatsSort,
};

#[test]
fn sort_enums_name_every_key_both_ways() {
    fn check<K: Copy>(keys: &[&str], table: &[(&str, K)]) {
        // What goes by relevance goes one way only.
        let both = table.iter().flat_map(|(n, _)| {
            let down = (!RANKED.contains(n)).then(|| format!("-{n}"));
            std::iter::once((*n).to_owned()).chain(down)
        });
        assert_eq!(keys, both.collect::<Vec<_>>());
    }
    check(ItemOrder::KEYS, &ItemSort::NAMES);
    check(ReportOrder::KEYS, &ReportSort::NAMES);
    check(CategoryOrder::KEYS, &CategorySort::NAMES);
    check(ProjectOrder::KEYS, &ProjectSort::NAMES);
    check(ResourceOrder::KEYS, &ResourceSort::NAMES);
    check(SiteOrder::KEYS, &SiteSort::NAMES);
    check(StatsOrder::KEYS, &StatsSort::NAMES);
}

#[test]
fn the_text_of_the_schema_is_valid_and_says_what_everything_is() {
    let text = sdl(&build(""));
    let schema = apollo_compiler::Schema::parse_and_validate(&text, "schema.graphql");
    schema.map_err(|e| e.to_string()).unwrap();
    let missing = run("{ __schema { types { name description
             fields { name description args { name description } }
             inputFields { name description } enumValues { name description } } } }");
    let data = serde_json::to_value(missing.data).unwrap();
    let mut bare = Vec::new();
    undescribed("", &data["__schema"]["types"], &mut bare);
    // Not ours: the introspection types, and `ID`, which the library leaves bare.
    bare.retain(|name| !name.starts_with(".__") && name != ".ID");
    assert_eq!(bare, [""; 0]);
}

/// Names of what has no description, at any depth.
fn undescribed(at: &str, list: &Json, bare: &mut Vec<String>) {
    for value in list.as_array().into_iter().flatten() {
        let here = format!("{at}.{}", value["name"].as_str().unwrap());
        if value["description"].as_str().is_none_or(str::is_empty) {
            bare.push(here.clone());
        }
        for key in ["fields", "args", "inputFields", "enumValues"] {
            undescribed(&here, &value[key], bare);
        }
    }
}

/// Rewritten locally, so that the change is seen and committed.
#[test]
fn the_file_at_the_top_is_the_schema_as_served() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schema.graphql");
    let text = sdl(&build(""));
    if std::fs::read_to_string(path).unwrap_or_default() != text {
        if std::env::var_os("CI").is_none() {
            std::fs::write(path, text).unwrap();
        }
        panic!("schema.graphql was stale; locally it is rewritten now: look at it and commit it");
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn an_object_of_which_nothing_is_selected_is_empty_and_not_null() {
    for (document, data) in [
        (
            "{ items(first: 1) @skip(if: true) { totalCount } }",
            json!({}),
        ),
        (
            "{ items(first: 1) { totalCount @skip(if: true) } }",
            json!({"items": {}}),
        ),
        (
            "{ items(first: 1) { totalCount @include(if: false) nodes @skip(if: true) { id } } }",
            json!({"items": {}}),
        ),
        (
            "{ categories(first: 1) { nodes { slug @skip(if: true) } } }",
            json!({"categories": {"nodes": [{}]}}),
        ),
        (
            "{ archive { counts { items @skip(if: true) } title } }",
            json!({"archive": {"counts": {}, "title": "Archive"}}),
        ),
        ("{ ... @skip(if: true) { archive { title } } }", json!({})),
        (
            "{ ...A } fragment A on Query { archive { ...B } } fragment B on Archive { title @skip(if: true) }",
            json!({"archive": {}}),
        ),
        (
            r#"{ node(id: "report:2022-01") { ... on Item { text } } }"#,
            json!({"node": {}}),
        ),
        (
            r#"{ node(id: "report:2022-01") { ... on Report { slug } } }"#,
            json!({"node": {"slug": "2022-01"}}),
        ),
        (
            r#"{ report(slug: "1999-01") { slug @skip(if: true) } }"#,
            json!({"report": null}),
        ),
        (
            "{ __schema { queryType { name @skip(if: true) } } }",
            json!({"__schema": {"queryType": {}}}),
        ),
        (
            "{ archive { title @skip(if: false) } }",
            json!({"archive": {"title": "Archive"}}),
        ),
    ] {
        assert_eq!(ask(document), data, "{document}");
    }
    let document = "query($off: Boolean! = true, $on: Boolean!) {
        items(first: 1) { totalCount @skip(if: $off) } archive { title @include(if: $on) } }";
    // Through the engine: it is the validation that brings defaults in.
    let engine = Engine::new(build(""), SDL, "").unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build();
    let runtime = runtime.unwrap();
    let asked = |variables: Json| {
        let request = GraphqlRequest {
            query: document.to_owned(),
            variables: variables.as_object().unwrap().clone(),
            ..GraphqlRequest::default()
        };
        let answer = runtime.block_on(engine.answer(request, archive()));
        let answer: Json = serde_json::from_slice(&answer.body).unwrap();
        answer["data"].clone()
    };
    assert_eq!(
        asked(json!({"on": false})),
        json!({"items": {}, "archive": {}})
    );
    assert_eq!(
        asked(json!({"on": true, "off": false})),
        json!({"items": {"totalCount": 5}, "archive": {"title": "Archive"}})
    );
    let refused = run("{ items(first: 201) { totalCount @skip(if: true) } }");
    assert_eq!(
        serde_json::to_value(&refused.data).unwrap(),
        json!({"items": null})
    );
    assert_eq!(refused.errors.len(), 1);
}
