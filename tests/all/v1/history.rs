//! The dated history of a link: `/v1/resources/{id}` and its citations, the
//! same in GraphQL.

use actix_web::test::TestRequest;
use serde_json::{Value, json};

use crate::support::{archive_with, ask, get_json, state, state_of};

/// One page cited in three months, under two labels and three spellings, and
/// moved since; one address of mail.
fn archive() -> tempfile::TempDir {
    archive_with(&[
        (
            "chronique.toml",
            "[[moved]]\nfrom = \"https://old.example/a/\"\nto = \"https://new.example/a/\"\n",
        ),
        (
            "2022/01.md",
            "# A\n- [premier](http://www.old.example/a/b)\n",
        ),
        (
            "2022/02/28.md",
            "# A\n- [second](https://new.example/a/b/) et [écrire](mailto:x@y.fr)\n",
        ),
        (
            "2022/04.md",
            "# A\n- [premier](https://new.example/a/b#c)\n",
        ),
    ])
}

const FIELDS: &str = "id url labels labelUses { label count firstMonth lastMonth } \
                      variants { href count firstMonth lastMonth } firstMonth lastMonth archivedUrl";

/// The resource at an address as REST and as GraphQL give it, which is the same.
fn resource(state: &chronique::api::State, url: &str) -> Value {
    let found = get_json(state, &format!("/v1/resources?resource={url}"));
    let rest = found["data"][0].clone();
    let query = format!("{{ resource(by: {{ url: \"{url}\" }}) {{ {FIELDS} }} }}");
    let request = TestRequest::post().uri("/graphql");
    let answer = ask(state, request.set_json(json!({ "query": query }))).json();
    let graphql = answer["data"]["resource"].clone();
    for (name, value) in graphql.as_object().unwrap() {
        assert_eq!(rest[name], *value, "{name}");
    }
    rest
}

#[test]
fn labels_and_spellings_have_their_months() {
    let dir = archive();
    let state = state_of(dir.path());
    let page = resource(&state, "https://new.example/a/b");
    let spelling = |name: &str, text: &str, count: u32, first: &str, last: &str| json!({ name: text, "count": count, "firstMonth": first, "lastMonth": last });
    assert_eq!(page["labels"], json!(["premier", "second"]));
    assert_eq!(
        page["labelUses"],
        json!([
            spelling("label", "premier", 2, "2022-01", "2022-04"),
            spelling("label", "second", 1, "2022-02", "2022-02"),
        ])
    );
    assert_eq!(
        page["variants"],
        json!([
            spelling(
                "href",
                "http://www.old.example/a/b",
                1,
                "2022-01",
                "2022-01"
            ),
            spelling("href", "https://new.example/a/b#c", 1, "2022-04", "2022-04"),
            spelling("href", "https://new.example/a/b/", 1, "2022-02", "2022-02"),
        ])
    );
    assert_eq!(page["firstMonth"], "2022-01");
    assert_eq!(page["lastMonth"], "2022-04");
}

/// The address is the one that was written then: the page had not moved yet.
#[test]
fn the_archived_copy_is_that_of_the_citation() {
    let dir = archive();
    let state = state_of(dir.path());
    let page = resource(&state, "https://new.example/a/b");
    let copy =
        |time: &str, url: &str| json!(format!("https://web.archive.org/web/{time}120000/{url}"));
    assert_eq!(
        page["archivedUrl"],
        copy("20220115", "https://old.example/a/b")
    );
    let id = page["id"].as_str().unwrap();
    let rows = get_json(&state, &format!("/v1/resources/{id}/citations"));
    let copies: Vec<&Value> = rows["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| &r["archivedUrl"])
        .collect();
    assert_eq!(
        copies,
        [
            &copy("20220415", "https://new.example/a/b"),
            &copy("20220228", "https://new.example/a/b"),
            &copy("20220115", "https://old.example/a/b"),
        ]
    );
    let mail = resource(&state, "mailto:x@y.fr");
    assert_eq!(mail["archivedUrl"], Value::Null);
}

#[test]
fn citations_are_the_same_in_graphql() {
    let state = state();
    let url = "https://github.com/etalab/sill";
    let id = resource(&state, url)["id"].as_str().unwrap().to_owned();
    let rest = get_json(&state, &format!("/v1/resources/{id}/citations"));
    let query = format!(
        "{{ resource(by: {{ id: \"{id}\" }}) {{ citations {{ nodes {{ label href month archivedUrl }} }} }} }}"
    );
    let request = TestRequest::post().uri("/graphql");
    let answer = ask(&state, request.set_json(json!({ "query": query }))).json();
    let nodes = answer["data"]["resource"]["citations"]["nodes"]
        .as_array()
        .unwrap();
    // Twelve reports; January and February cite it (data/2022).
    assert_eq!(nodes.len(), 2);
    assert_eq!(
        nodes[1]["archivedUrl"],
        "https://web.archive.org/web/20220115120000/https://github.com/etalab/sill"
    );
    for (row, node) in rest["data"].as_array().unwrap().iter().zip(nodes) {
        for name in ["label", "href", "month", "archivedUrl"] {
            assert_eq!(row[name], node[name], "{name}");
        }
    }
}
