//! `/v1/export`: the whole archive as files.

use std::collections::BTreeMap;

use actix_web::http::Method;
use actix_web::test::TestRequest;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chronique::api::State;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::forms::{lines, records};
use crate::support::{Response, archive_with, ask, get, get_json, send, state, state_of, top};

/// Tables and their rows. 27 times an item names a project, three of them twice.
const TABLES: [(&str, usize); 6] = [
    ("items", 41),
    ("reports", 12),
    ("projects", 12),
    ("resources", 18),
    ("mentions", 27 + 3),
    ("citations", 20),
];

fn with(state: &State, address: &str, headers: &[(&'static str, &str)]) -> Response {
    let mut request = TestRequest::get().uri(address);
    for (name, value) in headers {
        request = request.insert_header((*name, *value));
    }
    ask(state, request)
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|b| [b >> 4, b & 15]);
    let digits = digits.map(|d| char::from_digit(u32::from(d), 16).unwrap());
    digits.collect()
}

/// Every file by name, as the index lists them.
fn files(state: &State) -> BTreeMap<String, Value> {
    let index = get_json(state, "/v1/export");
    let files = index["data"].as_array().unwrap().iter();
    files
        .map(|f| (f["name"].as_str().unwrap().to_owned(), f.clone()))
        .collect()
}

#[test]
fn every_table_has_all_its_rows_in_every_form() {
    let state = state();
    for (table, rows) in TABLES {
        let csv = get(&state, &format!("/v1/export/{table}.csv"));
        let ndjson = get(&state, &format!("/v1/export/{table}.ndjson"));
        let json = get_json(&state, &format!("/v1/export/{table}.json"));
        let records = records(&csv.body);
        assert_eq!(records.len(), rows + 1, "{table}");
        assert_eq!(lines(&ndjson).len(), rows, "{table}");
        assert_eq!(json, Value::Array(lines(&ndjson)), "{table}");
        // The same values, column by column.
        for (record, row) in records[1..].iter().zip(json.as_array().unwrap()) {
            for (name, cell) in records[0].iter().zip(record) {
                let value = name.split('.').fold(row, |v, key| &v[key]);
                let text = match value {
                    Value::Null => String::new(),
                    Value::String(text) => text.clone(),
                    value => value.to_string(),
                };
                assert_eq!(*cell, text, "{table} {name}");
            }
        }
    }
    let mentions = lines(&get(&state, "/v1/export/mentions.ndjson"));
    let pairs = mentions
        .iter()
        .map(|m| m["item"].to_string() + &m["project"].to_string());
    assert_eq!(pairs.collect::<std::collections::HashSet<_>>().len(), 27);
    let items = get_json(&state, "/v1/items?first=200")["data"].clone();
    assert_eq!(get_json(&state, "/v1/export/items.json"), items);
}

#[test]
fn the_index_tells_lengths_and_digests_and_the_bodies_hold_to_them() {
    let state = state();
    let files = files(&state);
    assert_eq!(files.len(), 6 * 3 + 3 + 12);
    for (name, file) in &files {
        let address = file["url"].as_str().unwrap();
        assert_eq!(address, format!("/v1/export/{name}"));
        let response = get(&state, address);
        assert_eq!(response.status, 200, "{name}");
        let digest = Sha256::digest(&response.body);
        let hex = hexadecimal(&digest);
        assert_eq!(file["sha256"], hex, "{name}");
        assert_eq!(file["bytes"], response.body.len(), "{name}");
        let header = format!("sha-256=:{}:", STANDARD.encode(digest));
        assert_eq!(response.header("repr-digest"), Some(&*header));
        assert_eq!(response.header("accept-ranges"), Some("bytes"));
        let content_type = response.header("content-type").unwrap();
        assert_eq!(file["mediaType"], content_type.split(';').next().unwrap());
        let tag = response.header("etag").unwrap();
        assert_eq!(with(&state, address, &[("if-none-match", tag)]).status, 304);
        let head = send(&state, Method::HEAD, address);
        assert_eq!((head.status.as_u16(), head.body.len()), (200, 0));
        assert_eq!(head.header("repr-digest"), Some(&*header));
    }
    for path in std::fs::read_dir(top().join("data/2022")).unwrap() {
        let path = path.unwrap().path();
        let month = path.file_stem().unwrap().to_str().unwrap();
        let source = get(&state, &format!("/v1/export/sources/2022-{month}.md"));
        assert_eq!(source.body, std::fs::read(&path).unwrap());
    }
    let licence = get(&state, "/v1/export/LICENSE.md").text();
    let attribution = get_json(&state, "/v1")["meta"]["attribution"].clone();
    assert!(licence.contains(attribution.as_str().unwrap()), "{licence}");
}

#[test]
fn ranges_join_to_the_whole() {
    let state = state();
    let address = "/v1/export/items.ndjson";
    let whole = get(&state, address);
    let length = whole.body.len();
    let mut glued = Vec::new();
    for start in (0..length).step_by(9999) {
        let range = format!("bytes={start}-{}", start + 9998);
        let part = with(&state, address, &[("range", &range)]);
        assert_eq!(part.status, 206, "{range}");
        let end = (start + 9998).min(length - 1);
        let expected = format!("bytes {start}-{end}/{length}");
        assert_eq!(part.header("content-range"), Some(&*expected));
        assert_eq!(part.header("repr-digest"), whole.header("repr-digest"));
        assert_eq!(part.header("etag"), whole.header("etag"));
        glued.extend(part.body);
    }
    assert_eq!(glued, whole.body);
    let last = with(&state, address, &[("range", "bytes=-10")]);
    assert_eq!(last.body, whole.body[length - 10..]);
    let rest = with(
        &state,
        address,
        &[("range", &format!("bytes={}-", length - 7))],
    );
    assert_eq!(rest.body, whole.body[length - 7..]);
    let past = with(&state, address, &[("range", &format!("bytes={length}-"))]);
    assert_eq!(past.status, 416);
    assert_eq!(
        past.header("content-range"),
        Some(&*format!("bytes */{length}"))
    );
    assert_eq!(past.json()["type"], "/problems/range-not-satisfiable");
    // Several ranges, other units and other versions are answered whole.
    let tag = whole.header("etag").unwrap();
    for (range, known, status) in [
        ("bytes=0-1,5-6", tag, 200),
        ("lines=0-1", tag, 200),
        ("bytes=0-1", "\"another\"", 200),
        ("bytes=0-1", "Fri, 01 Apr 2022 00:00:00 GMT", 200),
        ("bytes=0-1", tag, 206),
    ] {
        let answer = with(&state, address, &[("range", range), ("if-range", known)]);
        assert_eq!(answer.status.as_u16(), status, "{range} {known}");
        assert_eq!(answer.body.len(), if status == 206 { 2 } else { length });
    }
}

#[test]
fn a_part_of_a_long_export_begins_at_a_mark() {
    let line = "- un élément parmi d'autres, dont le texte est assez long pour remplir l'export\n";
    let report = format!("## Publier\n\n{}", line.repeat(1000));
    let files: Vec<String> = (1..=6).map(|m| format!("2022/{m:02}.md")).collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|f| (f.as_str(), report.as_str()))
        .collect();
    let dir = archive_with(&files);
    let state = state_of(dir.path());
    for form in ["json", "csv", "ndjson"] {
        let address = format!("/v1/export/items.{form}");
        let whole = get(&state, &address).body;
        assert!(whole.len() > 1024 * 1024 + 4096, "{form}: {}", whole.len());
        for start in (0..whole.len() - 100).step_by(whole.len() / 40) {
            let range = format!("bytes={start}-{}", start + 99);
            let part = with(&state, &address, &[("range", &range)]);
            assert!(part.body == whole[start..start + 100], "{form} {range}");
        }
    }
}

#[test]
fn the_data_package_describes_the_tables() {
    let state = state();
    let package = get_json(&state, "/v1/export/datapackage.json");
    let files = files(&state);
    assert_eq!(package["created"], "2022-04-01T00:00:00Z");
    assert_eq!(package["licenses"][0]["name"], "etalab-2.0");
    let resources = package["resources"].as_array().unwrap();
    assert_eq!(resources.len(), 6);
    for resource in resources {
        let path = resource["path"].as_str().unwrap();
        assert_eq!(resource["bytes"], files[path]["bytes"]);
        let hash = format!("sha256:{}", files[path]["sha256"].as_str().unwrap());
        assert_eq!(resource["hash"], hash);
        let csv = records(&get(&state, &format!("/v1/export/{path}")).body);
        let fields = resource["schema"]["fields"].as_array().unwrap();
        let names: Vec<&str> = fields.iter().map(|f| f["name"].as_str().unwrap()).collect();
        assert_eq!(names, csv[0]);
        for field in fields {
            assert!(field["description"].is_string(), "{path} {field}");
        }
        // Keys are unique, and what is named elsewhere is there.
        let column = |name: &str, table: &[Vec<String>]| -> Vec<String> {
            let at = table[0].iter().position(|n| n == name).unwrap();
            table[1..].iter().map(|r| r[at].clone()).collect()
        };
        let key = resource["schema"]["primaryKey"].as_array().unwrap();
        let mut keys: Vec<Vec<String>> = vec![Vec::new(); csv.len() - 1];
        for name in key {
            for (key, cell) in keys.iter_mut().zip(column(name.as_str().unwrap(), &csv)) {
                key.push(cell);
            }
        }
        let rows = keys.len();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), rows, "{path}");
        for foreign in resource["schema"]["foreignKeys"].as_array().unwrap() {
            let name = foreign["reference"]["resource"].as_str().unwrap();
            let other = if name.is_empty() {
                path.to_owned()
            } else {
                format!("{name}.csv")
            };
            let other = records(&get(&state, &format!("/v1/export/{other}")).body);
            let there = column(foreign["reference"]["fields"][0].as_str().unwrap(), &other);
            let cells = column(foreign["fields"][0].as_str().unwrap(), &csv);
            assert!(
                cells.iter().all(|n| n.is_empty() || there.contains(n)),
                "{foreign}"
            );
        }
    }
}

#[test]
fn formulas_are_text_unless_exact_bytes_are_asked_for() {
    let dir = archive_with(&[("2022/02.md", "## Publier\n\n- =1+1 et\n- @x\n- sûr\n")]);
    let state = state_of(dir.path());
    let texts = |address: &str| -> Vec<String> {
        let table = records(&get(&state, address).body);
        let at = table[0].iter().position(|n| n == "text").unwrap();
        table[1..].iter().map(|r| r[at].clone()).collect()
    };
    assert_eq!(texts("/v1/export/items.csv"), ["'=1+1 et", "'@x", "sûr"]);
    assert_eq!(
        texts("/v1/export/items.csv?raw=1"),
        ["=1+1 et", "@x", "sûr"]
    );
    let plain = get(&state, "/v1/export/items.csv");
    let raw = get(&state, "/v1/export/items.csv?raw=1");
    assert_ne!(plain.header("repr-digest"), raw.header("repr-digest"));
    let package = get_json(&state, "/v1/export/datapackage.json");
    assert_eq!(package["resources"][0]["bytes"], plain.body.len());
}

#[test]
fn what_is_not_there_is_not_found_and_what_makes_no_sense_is_refused() {
    let state = state();
    for (address, status) in [
        ("/v1/export/items", 404),
        ("/v1/export/items.xml", 404),
        ("/v1/export/rien.csv", 404),
        ("/v1/export/sources/2022-13.md", 404),
        ("/v1/export/sources/2022-02", 404),
        ("/v1/export/items.ndjson?raw=1", 400),
        ("/v1/export/items.csv?raw=2", 400),
        ("/v1/export/items.csv?first=1", 400),
        ("/v1/export/datapackage.json?raw=1", 400),
        ("/v1/export?raw=1", 400),
    ] {
        assert_eq!(get(&state, address).status.as_u16(), status, "{address}");
    }
    assert_eq!(
        get(&state, "/v1/export/items.xml").json()["type"],
        json!("/problems/not-found")
    );
}
