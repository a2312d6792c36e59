//! `/v1/items`. Expected figures are those of the official reports, counted
//! by hand; `data` restates them bullet for bullet.

use serde_json::{Value, json};

use crate::support::{get, get_json, state, state_at};

fn total(address: &str) -> Value {
    get_json(&state(), address)["page"]["total"].clone()
}

#[test]
fn counts_are_those_of_the_official_reports() {
    let archive = get_json(&state(), "/v1/archive");
    assert_eq!(
        archive["data"]["counts"],
        json!({"reports": 12, "items": 41, "links": 20, "resources": 18, "projects": 12, "categories": 5})
    );
    for (month, items) in [
        ("2022-01", 15),
        ("2022-02", 12),
        ("2022-03", 10),
        ("2022-04", 4),
        ("2022-05", 0),
    ] {
        assert_eq!(total(&format!("/v1/items?month={month}")), items, "{month}");
    }
}

#[test]
fn projects_are_found_where_they_are_named() {
    for (project, items) in [
        ("sill", 8),
        ("bluehats", 5),
        ("bsoc", 3),
        ("nocodb", 1),
        ("xcp-ng", 1),
        ("rudder", 1),
        ("codegouvfr-sources", 2),
        ("france-transfert", 1),
        ("remocra", 1),
        ("vikidia", 1),
        ("accelerateur-initiatives-citoyennes", 2),
        ("partenariat-gouvernement-ouvert", 1),
    ] {
        assert_eq!(
            total(&format!("/v1/items?project={project}")),
            items,
            "{project}"
        );
    }
    // Seven of the eight by name, one by its address alone.
    let items = get_json(&state(), "/v1/items?project=sill&first=200");
    let by_name = items["data"].as_array().unwrap().iter().filter(|item| {
        let mentions = item["mentions"].as_array().unwrap();
        mentions
            .iter()
            .any(|m| m["project"]["slug"] == "sill" && m["method"] != "URL")
    });
    assert_eq!(by_name.count(), 7);
}

#[test]
fn slugs_names_and_aliases_are_one() {
    for name in [
        "bsoc",
        "BSOC",
        "BlueHats%20Semester%20of%20Code",
        "bluehats%20SEMESTER%20of%20code",
    ] {
        assert_eq!(total(&format!("/v1/items?project={name}")), 3, "{name}");
    }
    let plain = "/v1/items?category=Renforcer%20l%27attractivite%20du%20secteur%20public";
    assert_eq!(total(plain), total("/v1/items?category=attractivite"));
}

#[test]
fn filters_are_combined() {
    for (filter, items) in [
        ("project=sill&month=2022-02", 3),
        ("project=sill,bluehats", 13),
        ("project.all=sill,xcp-ng", 1),
        ("project.all=sill,bluehats", 0),
        ("project=sill&project.none=xcp-ng", 7),
        ("month=2022-01,2022-04", 19),
        ("month=2022-02/..", 26),
        ("month=2021", 0),
        ("site=git.sr.ht", 3),
        ("resource=http://www.github.com/etalab/sill/", 2),
        ("kind=bullet", 41),
        ("kind.none=BULLET", 0),
        ("project=no-such-project", 0),
        (
            r#"filter={"or":[{"project":{"any":["sill"]}},{"not":{"month":{"any":["2022-01"]}}}]}"#,
            29,
        ),
    ] {
        let filter = filter
            .replace('"', "%22")
            .replace('{', "%7B")
            .replace('}', "%7D");
        assert_eq!(total(&format!("/v1/items?{filter}")), items, "{filter}");
    }
}

#[test]
fn an_item_is_whole() {
    let items = get_json(&state(), "/v1/items?project=xcp-ng");
    let item = &items["data"][0];
    let keys: Vec<&String> = item.as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "id",
            "report",
            "month",
            "series",
            "category",
            "section",
            "kind",
            "position",
            "text",
            "markdown",
            "html",
            "children",
            "links",
            "mentions",
            "permalink",
            "provenance"
        ]
    );
    assert_eq!(
        item["report"],
        json!({"slug": "2022-02", "month": "2022-02"})
    );
    assert_eq!(
        item["category"],
        json!({"slug": "utiliser", "name": "Utiliser"})
    );
    assert_eq!(item["position"], 3);
    assert_eq!(item["provenance"]["path"], "2022/02.md");
    let link = &item["links"][0];
    assert_eq!(link["kind"], "INLINE");
    assert_eq!(
        link["resource"]["url"],
        "https://git.sr.ht/~codegouvfr/sill/commit/9c6b7c967f27b81b306ea1d62258850330b763b5"
    );
    let text: Vec<char> = item["text"].as_str().unwrap().chars().collect();
    for mention in item["mentions"].as_array().unwrap() {
        let at = |end: &str| usize::try_from(mention["range"][end].as_u64().unwrap()).unwrap();
        let surface: String = text[at("start")..at("end")].iter().collect();
        assert_eq!(mention["surface"], surface);
    }
    let id = item["id"].as_str().unwrap();
    assert_eq!(
        &get_json(&state(), &format!("/v1/items/{id}"))["data"],
        item
    );
}

#[test]
fn provenance_points_at_the_bytes() {
    let items = get_json(&state(), "/v1/items?first=200");
    for item in items["data"].as_array().unwrap() {
        let provenance = &item["provenance"];
        let path = crate::support::top()
            .join("data")
            .join(provenance["path"].as_str().unwrap());
        let source = std::fs::read_to_string(path).unwrap();
        let at = |what: &str, end: &str| {
            usize::try_from(provenance[what][end].as_u64().unwrap()).unwrap()
        };
        let slice = &source[at("bytes", "start")..at("bytes", "end")];
        assert!(slice.starts_with("- "), "{slice:?}");
        let lines: Vec<&str> = source.lines().collect();
        assert_eq!(
            slice.trim_end(),
            lines[at("lines", "start") - 1..at("lines", "end")].join("\n")
        );
    }
}

#[test]
fn pages_join_without_gap_or_overlap() {
    let state = state();
    let all = get_json(&state, "/v1/items?first=200&fields=id");
    let mut address = "/v1/items?first=7&fields=id".to_owned();
    let mut ids = Vec::new();
    loop {
        let page = get_json(&state, &address);
        ids.extend(page["data"].as_array().unwrap().clone());
        match page["links"]["next"].as_str() {
            Some(next) => address = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(Value::Array(ids), all["data"]);
    let last = get_json(&state, "/v1/items?last=3&fields=id");
    assert_eq!(
        last["data"].as_array().unwrap()[..],
        all["data"].as_array().unwrap()[38..]
    );
    let before = get_json(&state, last["links"]["prev"].as_str().unwrap());
    assert_eq!(
        before["data"].as_array().unwrap()[..],
        all["data"].as_array().unwrap()[35..38]
    );
}

#[test]
fn bad_parameters_are_named_all_at_once() {
    for (query, faults) in [
        ("projet=sill", vec![("projet", "UNKNOWN_PARAMETER")]),
        ("first=-1", vec![("first", "OUT_OF_RANGE")]),
        ("first=201", vec![("first", "OUT_OF_RANGE")]),
        (
            "first=x&month=2022-2",
            vec![("month", "INVALID_MONTH"), ("first", "INVALID_VALUE")],
        ),
        ("after=AAAA", vec![("after", "INVALID_CURSOR")]),
        ("first=1&first=2", vec![("first", "REPEATED_PARAMETER")]),
        ("first=1&last=2", vec![("last", "CONFLICT")]),
        ("sort=moth", vec![("sort", "INVALID_VALUE")]),
        ("facet=projects", vec![("facet", "INVALID_VALUE")]),
        ("kind=LIST", vec![("kind", "INVALID_VALUE")]),
        ("fields=id,txt", vec![("fields", "INVALID_VALUE")]),
        ("filter=%7B", vec![("filter", "INVALID_FILTER")]),
        (
            "filter=%7B%22projet%22:1%7D",
            vec![("filter.projet", "INVALID_FILTER")],
        ),
        ("project=", vec![("project", "INVALID_VALUE")]),
    ] {
        let response = get(&state(), &format!("/v1/items?{query}"));
        assert_eq!(response.status.as_u16(), 400, "{query}");
        assert_eq!(
            response.header("content-type"),
            Some("application/problem+json")
        );
        let problem = response.json();
        let found: Vec<(&str, &str)> = problem["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|e| {
                (
                    e["parameter"].as_str().unwrap(),
                    e["code"].as_str().unwrap(),
                )
            })
            .collect();
        assert_eq!(found, faults, "{query}");
    }
    let problem = get(&state(), "/v1/items?projet=sill").json();
    assert_eq!(problem["errors"][0]["allowed"][0], "project");
}

/// A row of a list is copied together, that of one item is serialised.
#[test]
fn a_row_is_the_item_byte_for_byte() {
    #[derive(serde::Deserialize)]
    struct List<'a> {
        #[serde(borrow)]
        data: Vec<&'a serde_json::value::RawValue>,
    }
    #[derive(serde::Deserialize)]
    struct One<'a> {
        #[serde(borrow)]
        data: &'a serde_json::value::RawValue,
    }
    for state in [state(), state_at("https://example.org/a")] {
        let list = get(&state, "/v1/items?first=200");
        let list: List<'_> = serde_json::from_slice(&list.body).unwrap();
        let lines = get(&state, "/v1/items.ndjson").text();
        assert_eq!((list.data.len(), lines.lines().count()), (41, 41));
        for (row, line) in list.data.iter().zip(lines.lines()) {
            let id: Value = serde_json::from_str(row.get()).unwrap();
            let id = id["id"].as_str().unwrap();
            let one = get(&state, &format!("/v1/items/{id}"));
            let one: One<'_> = serde_json::from_slice(&one.body).unwrap();
            assert_eq!(row.get(), one.data.get());
            assert_eq!(row.get(), line);
        }
    }
}
