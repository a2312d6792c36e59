//! `q` on lists, `/v1/search`, `/v1/suggest`.

use serde_json::{Value, json};

use crate::support::{archive_with, get, get_json, state, state_of};

fn ids(body: &Value) -> Vec<&str> {
    let rows = body["data"].as_array().unwrap().iter();
    rows.map(|row| row["id"].as_str().unwrap()).collect()
}

fn total(address: &str) -> u64 {
    get_json(&state(), address)["page"]["total"]
        .as_u64()
        .unwrap()
}

#[test]
fn a_question_joins_filters_scopes_and_facets() {
    // Found by eye: February has three items on the SILL, two of them in `utiliser`
    // with it in April and March.
    assert_eq!(total("/v1/items?q=sill"), 8);
    assert_eq!(total("/v1/items?q=sill&month=2022-02"), 3);
    assert_eq!(total("/v1/reports/2022-02/items?q=sill"), 3);
    assert_eq!(total("/v1/projects/bluehats/items?q=gazette"), 1);
    assert_eq!(total("/v1/items?q=sill&project.none=xcp-ng"), 7);
    let body = get_json(&state(), "/v1/items?q=sill&facet=month&first=1");
    let months = body["facets"]["month"].as_array().unwrap().iter();
    let months: Vec<Value> = months.map(|m| json!([m["key"], m["count"]])).collect();
    assert_eq!(
        json!(months),
        json!([
            ["2022-01", 3],
            ["2022-02", 3],
            ["2022-03", 1],
            ["2022-04", 1]
        ])
    );
    let rows = get_json(&state(), "/v1/stats?by=month&q=sill")["data"].clone();
    assert_eq!(rows.as_array().unwrap().len(), 4);
}

#[test]
fn relevance_is_the_order_until_another_is_asked_for() {
    let state = state();
    let first = get_json(&state, "/v1/items?q=sill");
    let named = get_json(&state, "/v1/items?q=sill&sort=relevance");
    let with_sign = get_json(&state, "/v1/items?q=sill&sort=-relevance");
    assert_eq!(ids(&first), ids(&named));
    assert_eq!(ids(&first), ids(&with_sign));
    assert_eq!(first["page"]["endCursor"], named["page"]["endCursor"]);
    let newest = get_json(&state, "/v1/items?q=sill&sort=-month,report,position");
    assert!(ids(&newest)[0].starts_with("2022-04"));
    assert!(ids(&newest).last().unwrap().starts_with("2022-01"));
    let oldest = get_json(&state, "/v1/items?q=sill&sort=month");
    assert!(ids(&oldest)[0].starts_with("2022-01"));
}

#[test]
fn recency_decides_between_equals_and_is_off_by_score() {
    let month = |m: u32| {
        (
            format!("2020/{m:02}.md"),
            "# Un\n\n- le même événement\n".to_owned(),
        )
    };
    let files: Vec<(String, String)> = (1..=12).map(month).collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(p, t)| (p.as_str(), t.as_str()))
        .collect();
    let dir = archive_with(&files);
    let state = state_of(dir.path());
    let hits = get_json(&state, "/v1/search?q=evenement&type=item&first=200");
    let scores: Vec<f64> = hits["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|h| h["score"].as_f64().unwrap())
        .collect();
    // The formula of the documentation: one and a half for the newest month, and
    // 1 + 6/(12 + 11) for one that is eleven months older.
    assert!(
        (scores[0] / scores[11] - 1.5 / (1.0 + 6.0 / 23.0)).abs() < 0.05,
        "{scores:?}"
    );
    let hits = get_json(
        &state,
        "/v1/search?q=evenement&type=item&first=200&sort=score",
    );
    let rows = hits["data"].as_array().unwrap();
    assert!(rows.iter().all(|h| h["score"] == rows[0]["score"]));
    // Ties: newest month first.
    assert_eq!(rows[0]["month"], "2020-12");
    assert_eq!(rows[11]["month"], "2020-01");
}

#[test]
fn cursors_lead_through_everything_once() {
    let state = state();
    for list in [
        "/v1/items?q=le+sill+-rte",
        "/v1/items?q=logiciels&sort=score",
        "/v1/items?q=p%C3%B4le&sort=category,relevance",
        "/v1/search?q=sill",
        "/v1/search?q=codes+sources&sort=score",
        "/v1/reports?q=sill",
        "/v1/resources?q=etalab",
        "/v1/projects?q=code",
    ] {
        let key = |row: &Value| {
            let keys = ["id", "key", "slug"];
            let key = keys.iter().find_map(|k| row.get(k)).unwrap();
            format!("{} {key}", row.get("type").unwrap_or(&Value::Null))
        };
        let whole = get_json(&state, &format!("{list}&first=200"));
        let whole: Vec<String> = whole["data"].as_array().unwrap().iter().map(key).collect();
        assert!(!whole.is_empty(), "{list}");
        for (size, cursor, edge) in [
            ("first=2", "after", "endCursor"),
            ("last=2", "before", "startCursor"),
        ] {
            let mut walked: Vec<String> = Vec::new();
            let mut address = format!("{list}&{size}");
            while walked.len() < whole.len() {
                let page = get_json(&state, &address);
                let rows: Vec<String> = page["data"].as_array().unwrap().iter().map(key).collect();
                assert!(!rows.is_empty(), "{address}");
                if size == "first=2" {
                    walked.extend(rows);
                } else {
                    walked.splice(0..0, rows);
                }
                let next = page["page"][edge].as_str().unwrap();
                address = format!("{list}&{size}&{cursor}={next}");
            }
            assert_eq!(walked, whole, "{list} {size}");
        }
    }
}

#[test]
fn highlights_are_there_if_asked_for_and_mark_whole_words() {
    let state = state();
    let plain = get_json(&state, "/v1/items?q=hypothese");
    assert!(plain["data"][0].get("highlights").is_none());
    let body = get_json(
        &state,
        "/v1/items?q=hypotheses&highlight=true&fields=id,highlights",
    );
    assert_eq!(body["data"][0].as_object().unwrap().len(), 2);
    assert_eq!(
        body["data"][0]["highlights"],
        json!([{
            "field": "text",
            "ranges": [{ "start": 36, "end": 45 }],
            "html": "Discussions avec l&#39;ANCT autour de l&#39;<mark>hypothèse</mark> d&#39;un clausier.",
        }])
    );
    let body = get_json(&state, "/v1/items?q=attractivite+gazette&highlight=true");
    let fields = body["data"][0]["highlights"].as_array().unwrap();
    assert_eq!(
        fields[0]["html"],
        "La quinzième <mark>gazette</mark> BlueHats est parue."
    );
    assert_eq!(fields[1]["field"], "category.name");
    assert_eq!(
        fields[1]["html"],
        "Renforcer l&#39;<mark>attractivité</mark> du secteur public"
    );
    let body = get_json(&state, "/v1/projects?q=semester&highlight=true");
    let fields = body["data"][0]["highlights"].as_array().unwrap();
    assert_eq!(fields[0]["html"], "BlueHats <mark>Semester</mark> of Code");
    assert_eq!(fields[1]["field"], "aliases[1]");
    let body = get_json(
        &state,
        "/v1/reports?q=attractivit%C3%A9&highlight=true&first=1",
    );
    assert_eq!(
        body["data"][0]["highlights"][0]["field"],
        "categories[3].heading"
    );
}

#[test]
fn mistyped_words_are_put_right_and_said_to_be() {
    let state = state();
    let body = get_json(&state, "/v1/items?q=gaztte+bluehat");
    assert_eq!(body["meta"]["corrected"], "gazette bluehat");
    assert_eq!(body["page"]["total"], 1);
    for (address, corrected) in [
        ("/v1/items?q=gazette", Value::Null),
        ("/v1/items?q=sillage", Value::Null),
        ("/v1/items", Value::Null),
        ("/v1/archive", Value::Null),
        ("/v1/projects?q=ruder", json!("rudder")),
        ("/v1/search?q=Vikidai", json!("vikidia")),
    ] {
        let meta = get_json(&state, address)["meta"].clone();
        assert_eq!(meta.get("corrected"), Some(&corrected), "{address}");
    }
    assert_eq!(total("/v1/items?q=sillage"), 0);
    assert_eq!(total("/v1/search?q=sillage"), 0);
}

#[test]
fn what_cannot_be_asked_is_refused_with_the_mend() {
    let state = state();
    for (address, parameter, code) in [
        ("/v1/items?q=", "q", "INVALID_VALUE"),
        ("/v1/items?q=%22%22", "q", "INVALID_VALUE"),
        ("/v1/items?q=l'", "q", "INVALID_VALUE"),
        ("/v1/items?q=a*", "q", "INVALID_VALUE"),
        ("/v1/items?q=a&q=b", "q", "REPEATED_PARAMETER"),
        ("/v1/items?highlight=true", "highlight", "INVALID_VALUE"),
        ("/v1/items?q=sill&highlight=1", "highlight", "INVALID_VALUE"),
        ("/v1/items?sort=relevance", "sort", "INVALID_VALUE"),
        ("/v1/reports?sort=score", "sort", "INVALID_VALUE"),
        ("/v1/search", "q", "MISSING_PARAMETER"),
        ("/v1/search?q=sill&type=sites", "type", "INVALID_VALUE"),
        ("/v1/search?q=sill&sort=score,relevance", "sort", "TOO_MANY"),
        ("/v1/suggest", "prefix", "MISSING_PARAMETER"),
        ("/v1/suggest?prefix=", "prefix", "INVALID_VALUE"),
        ("/v1/suggest?prefix=s&first=51", "first", "OUT_OF_RANGE"),
        ("/v1/sites?q=sill", "q", "UNKNOWN_PARAMETER"),
    ] {
        let response = get(&state, address);
        assert_eq!(response.status.as_u16(), 400, "{address}");
        let body = response.json();
        assert_eq!(body["errors"][0]["parameter"], parameter, "{address}");
        assert_eq!(body["errors"][0]["code"], code, "{address}");
        assert_eq!(body["errors"].as_array().unwrap().len(), 1, "{body}");
    }
    let long = "%C3%A9".repeat(501);
    assert_eq!(
        get(&state, &format!("/v1/items?q={long}")).status.as_u16(),
        400
    );
    // A cursor of one question is none of another in order of relevance.
    let page = get_json(&state, "/v1/items?q=sill&first=1");
    let cursor = page["page"]["endCursor"].as_str().unwrap();
    let other = get(&state, &format!("/v1/items?q=rte&after={cursor}")).json();
    assert_eq!(other["errors"][0]["code"], "INVALID_CURSOR");
}

#[test]
fn a_search_counts_every_type_and_shows_the_best_first() {
    let state = state();
    let body = get_json(&state, "/v1/search?q=sill&highlight=true");
    let first = &body["data"][0];
    assert_eq!(
        (&first["type"], &first["key"]),
        (&json!("PROJECT"), &json!("sill"))
    );
    assert_eq!(first["permalink"], "/v1/projects/sill");
    assert_eq!(first["highlights"][0]["html"], "<mark>SILL</mark>");
    let counts = |body: &Value| {
        let counts = body["facets"]["type"].as_array().unwrap().iter();
        let counts = counts.map(|c| {
            (
                c["key"].as_str().unwrap().to_owned(),
                c["count"].as_u64().unwrap(),
            )
        });
        counts.collect::<std::collections::BTreeMap<_, _>>()
    };
    let all = counts(&body);
    assert_eq!(all["ITEM"], total("/v1/items?q=sill"));
    assert_eq!(all["REPORT"], total("/v1/reports?q=sill"));
    assert_eq!(all["PROJECT"], total("/v1/projects?q=sill"));
    assert_eq!(all["RESOURCE"], total("/v1/resources?q=sill"));
    assert_eq!(body["page"]["total"], all.values().sum::<u64>());
    let some = get_json(&state, "/v1/search?q=sill&type=item,report");
    assert_eq!(counts(&some), all);
    assert_eq!(some["page"]["total"], all["ITEM"] + all["REPORT"]);
    let category = get_json(&state, "/v1/search?q=attractivite&type=CATEGORY");
    assert_eq!(category["data"][0]["key"], "attractivite");
    for hit in body["data"].as_array().unwrap() {
        let address = hit["permalink"].as_str().unwrap();
        assert_eq!(get(&state, address).status.as_u16(), 200, "{address}");
    }
}

#[test]
fn long_texts_are_cut_around_what_was_found() {
    let words = "mot ".repeat(200);
    let text = format!("# Un\n\n- {words}événement {words}\n");
    let dir = archive_with(&[("2020/01.md", &text)]);
    let hits = get_json(
        &state_of(dir.path()),
        "/v1/search?q=evenement&type=item&highlight=true",
    );
    let snippet = hits["data"][0]["snippet"].as_str().unwrap();
    assert!(
        snippet.starts_with("… mot") && snippet.ends_with("mot …"),
        "{snippet}"
    );
    assert!(snippet.contains("événement") && snippet.chars().count() <= 244);
    let html = hits["data"][0]["highlights"][0]["html"].as_str().unwrap();
    assert!(html.contains("<mark>événement</mark>"));
}

#[test]
fn reports_are_found_by_all_that_is_in_them() {
    let state = state();
    let slugs = |address: &str| {
        let body = get_json(&state, address);
        let rows = body["data"].as_array().unwrap().iter();
        rows.map(|r| r["slug"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    // NocoDB and Rudder stand in two items of January.
    assert_eq!(slugs("/v1/reports?q=nocodb+rudder"), ["2022-01"]);
    assert_eq!(slugs("/v1/reports?q=vikidia"), ["2022-04"]);
    assert_eq!(total("/v1/reports?q=attractivite"), 12);
    assert_eq!(total("/v1/reports?q=attractivite+-sill"), 8);
    assert_eq!(slugs("/v1/reports?q=sill&sort=month")[0], "2022-01");
}

#[test]
fn resources_are_found_by_address_and_label() {
    let state = state();
    let urls = |address: &str| {
        let body = get_json(&state, address);
        let rows = body["data"].as_array().unwrap().iter();
        rows.map(|r| r["url"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        urls("/v1/resources?q=remocra"),
        ["https://remocra.atolcd.com"]
    );
    assert_eq!(
        urls("/v1/resources?q=quinzieme+gazette"),
        ["https://communs.numerique.gouv.fr/gazette/bluehats_15"]
    );
    assert_eq!(urls("/v1/resources?q=atolcd.com&month=2022-01"), [""; 0]);
}

#[test]
fn suggestions_begin_as_typed_and_are_each_there_once() {
    let state = state();
    let suggest = |query: &str| {
        let body = get_json(&state, &format!("/v1/suggest?{query}"));
        let rows = body["data"].as_array().unwrap().iter();
        let text = |r: &Value| {
            format!(
                "{} {}",
                r["type"].as_str().unwrap(),
                r["text"].as_str().unwrap()
            )
        };
        rows.map(text).collect::<Vec<_>>()
    };
    assert_eq!(suggest("prefix=SIL"), ["PROJECT SILL"]);
    assert_eq!(suggest("prefix=publier"), ["CATEGORY Publier"]);
    assert_eq!(
        suggest("prefix=attractiv"),
        ["CATEGORY Renforcer l'attractivité du secteur public"]
    );
    assert_eq!(suggest("prefix=reunio"), ["WORD réunion"]);
    assert_eq!(
        suggest("prefix=socle"),
        [
            "PROJECT Socle interministériel de logiciels libres",
            "PROJECT Socle interministériel des logiciels libres",
        ]
    );
    assert_eq!(suggest("prefix=github")[0], "SITE github.com");
    assert_eq!(suggest("prefix=e").len(), 10);
    assert_eq!(suggest("prefix=e&first=3").len(), 3);
    assert_eq!(suggest("prefix=zz"), [""; 0]);
}

#[test]
fn hostile_texts_are_inert_where_they_are_marked() {
    let text = "# <i>Un</i>\n\n- `<script>alert(1)</script>` événement & \"fin\"\n- \\<img src=x onerror=alert(1)> événement\n";
    let dir = archive_with(&[("2020/01.md", text)]);
    let state = state_of(dir.path());
    for address in [
        "/v1/items?q=evenement+script&highlight=true",
        "/v1/items?q=evenement+img&highlight=true",
        "/v1/search?q=evenement&highlight=true",
    ] {
        let body = get_json(&state, address);
        let rows = body["data"].as_array().unwrap();
        assert!(!rows.is_empty(), "{address}");
        for highlight in rows
            .iter()
            .flat_map(|r| r["highlights"].as_array().unwrap())
        {
            let html = highlight["html"].as_str().unwrap();
            let bare = html.replace("<mark>", "").replace("</mark>", "");
            assert!(!bare.contains(['<', '>', '"']), "{html}");
        }
    }
}

#[test]
fn fields_leave_the_highlights_that_are_asked_for() {
    let state = state();
    let rows = get_json(&state, "/v1/items?q=sill&highlight=true&fields=id&first=1");
    let row = rows["data"][0].as_object().unwrap();
    assert_eq!(row.keys().collect::<Vec<_>>(), ["id", "highlights"]);
}
