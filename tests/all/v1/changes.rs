//! `/v1/changes`, and what it makes of ids.

use actix_web::test::TestRequest;
use chronique::api::State;
use serde_json::{Value, json};

use crate::support::{ask, get, get_json, state, state_after};

const FIRST: &str = "# T\n\n## Publier\n\n- Une mairie publie la liste de ses marchés.\n- Un parc recense ses sentiers.\n";
const SECOND: &str = "# T\n\n## Publier\n\n- Une mairie publie la liste complète de ses marchés.\n";

fn edited() -> State {
    state_after(&[
        &[
            ("2022/01.md", FIRST),
            ("2022/02.md", "# T\n\n## A\n\n- a\n"),
        ],
        &[
            ("2022/01.md", SECOND),
            ("2022/02.md", "# T\n\n## A\n\n- a\n"),
        ],
        &[("2022-01-14.md", SECOND)],
    ])
}

#[test]
fn the_first_load_creates_everything() {
    let all = get_json(&state(), "/v1/changes?first=200");
    assert_eq!(all["page"]["total"], 12 + 41, "reports and items");
    let rows = all["data"].as_array().unwrap();
    for (row, position) in rows.iter().zip(1..) {
        assert_eq!(row["position"], position);
        assert_eq!(row["change"], "CREATED");
        // The newest report that has items: nothing here comes from a clock.
        assert_eq!(row["at"], "2022-04-01T00:00:00Z");
        assert_eq!((&row["before"], &row["text"]), (&Value::Null, &Value::Null));
    }
    assert_eq!(get_json(&state(), "/v1/changes?first=200"), all);
}

#[test]
fn edits_moves_and_deletions_are_told_in_order() {
    let rows = get_json(&edited(), "/v1/changes?since=5");
    let told: Vec<(&str, &str, bool)> = rows["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| {
            let formerly = !r["formerId"].is_null();
            (
                r["change"].as_str().unwrap(),
                r["noun"].as_str().unwrap(),
                formerly,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("DELETED", "ITEM", false),
            ("UPDATED", "ITEM", false),
            ("UPDATED", "REPORT", true),
            ("UPDATED", "ITEM", true),
            ("DELETED", "ITEM", false),
            ("DELETED", "REPORT", false),
        ]
    );
    assert_eq!(rows["data"][0]["text"], "Un parc recense ses sentiers.");
    assert_eq!(
        rows["data"][0]["category"],
        json!({"slug": "publier", "name": "Publier"})
    );
    assert_eq!(rows["data"][2]["id"], "2022-01-14");
    assert_eq!(rows["data"][2]["formerId"], "2022-01");
}

#[test]
fn questions_are_narrowed() {
    let state = edited();
    for (question, total) in [
        ("", 11),
        ("?since=0", 11),
        ("?since=11", 0),
        ("?since=12345678901234567890123", 0),
        ("?noun=REPORT", 4),
        ("?noun=item&change=deleted", 2),
        ("?change=CREATED,DELETED", 8),
        ("?report=2022-02", 4),
        ("?report=2022-01,2022-01-14&noun=item", 5),
        ("?report=none", 0),
        ("?since=2020-01-01", 11),
        ("?since=2020-01-01T00:00:02Z", 4),
        ("?since=2020-01-01T01:00:02%2B01:00", 4),
        ("?since=2030-01-01", 0),
    ] {
        let page = get_json(&state, &format!("/v1/changes{question}"));
        assert_eq!(page["page"]["total"], total, "{question}");
    }
    let page = get_json(&state, "/v1/changes?first=4");
    let next = get_json(&state, page["links"]["next"].as_str().unwrap());
    assert_eq!(next["data"][0]["position"], 5);
}

#[test]
fn bad_questions_are_named() {
    for (question, parameter, code) in [
        ("since=2022-13", "since", "INVALID_VALUE"),
        ("since=", "since", "INVALID_VALUE"),
        ("since=1&since=2", "since", "REPEATED_PARAMETER"),
        ("noun=link", "noun", "INVALID_VALUE"),
        ("change=edited", "change", "INVALID_VALUE"),
        ("sort=at", "sort", "UNKNOWN_PARAMETER"),
        ("after=AAAA", "after", "INVALID_CURSOR"),
    ] {
        let problem = get(&edited(), &format!("/v1/changes?{question}"));
        assert_eq!(problem.status, 400, "{question}");
        let error = &problem.json()["errors"][0];
        assert_eq!(
            (&error["parameter"], &error["code"]),
            (&json!(parameter), &json!(code))
        );
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "one story, told in order")]
fn former_ids_lead_on_and_deleted_ones_say_what_they_were() {
    let state = edited();
    let changes = get_json(&state, "/v1/changes");
    let row = |position: usize| &changes["data"][position - 1];
    let (item, former) = (
        row(9)["id"].as_str().unwrap(),
        row(9)["formerId"].as_str().unwrap(),
    );
    for (from, to) in [
        (format!("/v1/items/{former}"), format!("/v1/items/{item}")),
        (
            format!("/v1/items/{former}.jsonld"),
            format!("/v1/items/{item}.jsonld"),
        ),
        (
            "/v1/reports/2022-01".to_owned(),
            "/v1/reports/2022-01-14".to_owned(),
        ),
        (
            "/v1/reports/2022-01.md".to_owned(),
            "/v1/reports/2022-01-14.md".to_owned(),
        ),
        (
            "/v1/reports/2022-01/items?first=1".to_owned(),
            "/v1/reports/2022-01-14/items?first=1".to_owned(),
        ),
    ] {
        let response = get(&state, &from);
        assert_eq!(response.status, 308, "{from}");
        assert_eq!(response.header("location"), Some(to.as_str()));
    }
    assert_eq!(get(&state, &format!("/v1/items/{item}")).status, 200);
    for address in [
        "/v1/reports/2022-02",
        "/v1/reports/2022-02.html",
        "/v1/reports/2022-02/items",
    ] {
        let problem = get(&state, address);
        assert_eq!(problem.status, 410, "{address}");
        assert_eq!(problem.json()["tombstone"]["position"], 11);
    }
    let gone = row(6)["id"].as_str().unwrap();
    let problem = get(&state, &format!("/v1/items/{gone}"));
    assert_eq!(problem.status, 410);
    assert_eq!(
        problem.header("content-type"),
        Some("application/problem+json")
    );
    let problem = problem.json();
    assert_eq!(
        problem["tombstone"],
        json!({
            "id": gone, "report": "2022-01", "text": "Un parc recense ses sentiers.", "kind": "BULLET",
            "category": {"slug": "publier", "name": "Publier"},
            "deletedAt": "2020-01-01T00:00:01Z", "position": 6,
        })
    );
    let document = get(&state, "/openapi.json").json();
    let described = &document["components"]["responses"]["Gone"]["content"]["application/problem+json"]
        ["schema"];
    let mut schema = described.clone();
    schema["components"] = document["components"].clone();
    assert!(
        jsonschema::draft202012::new(&schema)
            .unwrap()
            .is_valid(&problem)
    );
    assert_eq!(get(&state, "/v1/items/2022-02-aaaaaaaa").status, 404);
}

#[test]
fn graphql_follows_former_ids_and_knows_no_deleted_ones() {
    let state = edited();
    let changes = get_json(&state, "/v1/changes");
    let former = changes["data"][8]["formerId"].as_str().unwrap();
    let gone = changes["data"][5]["id"].as_str().unwrap();
    let query = format!(
        r#"{{ a: item(id: "{former}") {{ text }} b: item(id: "{gone}") {{ text }} c: report(slug: "2022-01") {{ slug }}
           d: report(slug: "2022-02") {{ slug }} e: node(id: "{former}") {{ id }} f: node(id: "report:2022-01") {{ id }} }}"#
    );
    let request = TestRequest::post()
        .uri("/graphql")
        .set_json(json!({ "query": query }));
    let data = ask(&state, request).json()["data"].clone();
    assert_eq!(
        data["a"]["text"],
        "Une mairie publie la liste complète de ses marchés."
    );
    assert_eq!((&data["b"], &data["d"]), (&Value::Null, &Value::Null));
    assert_eq!(data["c"]["slug"], "2022-01-14");
    assert_eq!(data["e"]["id"], changes["data"][8]["id"]);
    assert_eq!(data["f"]["id"], "report:2022-01-14");
}

#[test]
fn the_journal_is_exported_line_by_line() {
    let state = edited();
    let journal = get(&state, "/v1/export/journal.ndjson");
    assert_eq!(journal.header("content-type"), Some("application/x-ndjson"));
    let lines: Vec<Value> = journal
        .text()
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    // A header, eleven changes, three commits.
    assert_eq!(lines.len(), 15);
    assert_eq!(lines[0]["journal"], "chronique");
    assert_eq!(lines[6]["commit"], 5);
    let tag = journal.header("etag").unwrap().to_owned();
    let again = TestRequest::get()
        .uri("/v1/export/journal.ndjson")
        .insert_header(("if-none-match", tag));
    assert_eq!(ask(&state, again).status, 304);
}

/// What a feed says of its last change, then each of its entries.
fn updated(feed: &str) -> Vec<&str> {
    let element = |part: &'_ str| -> Option<std::ops::Range<usize>> {
        let start = part.find("<updated>")? + "<updated>".len();
        Some(start..start + part[start..].find('<')?)
    };
    let parts = feed.split("<entry>");
    parts.map(|part| &part[element(part).unwrap()]).collect()
}

#[test]
fn in_a_feed_a_change_is_as_old_as_its_load() {
    let state = edited();
    let (first, second, third) = (
        "2020-01-01T00:00:00Z",
        "2020-01-01T00:00:01Z",
        "2020-01-01T00:00:02Z",
    );
    for (question, expected) in [
        (
            "since=4",
            vec![third, first, second, second, third, third, third, third],
        ),
        // Of the feed: the newest of what is shown.
        ("since=4&first=2", vec![second, first, second]),
        ("since=5&change=updated&noun=report", vec![third, third]),
        // Nothing is shown: when the last load was.
        ("since=11", vec![third]),
    ] {
        let feed = get(&state, &format!("/v1/changes.atom?{question}"));
        assert_eq!(updated(&feed.text()), expected, "{question}");
    }
    let feed = get_json(&state, "/v1/changes.feed.json?since=8&first=1");
    assert_eq!(feed["items"][0]["date_modified"], third);
    assert_eq!(feed["items"][0]["date_published"], third);
}

#[test]
fn the_journal_is_listed_and_comes_in_parts() {
    let state = edited();
    let address = "/v1/export/journal.ndjson";
    let whole = get(&state, address);
    let listed = get_json(&state, "/v1/export");
    let listed = listed["data"].as_array().unwrap();
    let row = listed.iter().find(|f| f["url"] == address).unwrap();
    assert_eq!(row["bytes"], whole.body.len());
    assert_eq!(row["mediaType"], "application/x-ndjson");
    let range = TestRequest::get()
        .uri(address)
        .insert_header(("range", "bytes=100-299"));
    let part = ask(&state, range);
    assert_eq!(part.status, 206);
    assert_eq!(part.body, whole.body[100..300]);
}
