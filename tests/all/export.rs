//! `chronique export`: the same bytes as over HTTP, wherever it runs; and the
//! API as files.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::support::{get, get_json, state, top};

fn export(archive: &Path, out: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_chronique"))
        .args(["export", "--archive"])
        .args([archive, "--out".as_ref(), out])
        .args(arguments)
        .output()
        .unwrap()
}

/// Every file below a folder: path and bytes.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(here) = folders.pop() {
        for entry in fs::read_dir(here).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap();
                found.insert(name.to_owned(), fs::read(&path).unwrap());
            }
        }
    }
    found
}

#[test]
fn files_are_what_is_served_and_the_same_every_time() {
    let temp = tempfile::tempdir().unwrap();
    let (one, two) = (temp.path().join("one"), temp.path().join("two"));
    // A copy of the archive, written in another order, beside another store.
    let copy = temp.path().join("copy");
    fs::create_dir_all(copy.join("2022")).unwrap();
    let data = files(&top().join("data"));
    for (name, bytes) in data.iter().rev() {
        fs::write(copy.join(name), bytes).unwrap();
    }
    assert!(export(&top().join("data"), &one, &[]).status.success());
    let store = temp.path().join("store");
    let loaded = Command::new(env!("CARGO_BIN_EXE_chronique"))
        .args(["load".as_ref(), "--archive".as_ref(), copy.as_os_str()])
        .args(["--store".as_ref(), store.as_os_str()])
        .output()
        .unwrap();
    assert!(loaded.status.success());
    let store = store.to_str().unwrap();
    assert!(export(&copy, &two, &["--store", store]).status.success());
    let (one, two) = (files(&one), files(&two));
    // Of an archive that was loaded once, or never, the history is the same too.
    assert!(one.contains_key("journal.ndjson"));
    assert_eq!(
        one.keys().collect::<Vec<_>>(),
        two.keys().collect::<Vec<_>>()
    );
    for (name, bytes) in &one {
        assert!(two[name] == *bytes, "{name} differs");
    }
    let state = state();
    let index = get_json(&state, "/v1/export");
    let listed: BTreeSet<&str> = index["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["name"].as_str().unwrap())
        .collect();
    assert_eq!(listed, one.keys().map(String::as_str).collect());
    for (name, bytes) in &one {
        let served = get(&state, &format!("/v1/export/{name}"));
        assert!(served.body == *bytes, "{name} differs from what is served");
    }
}

#[test]
fn a_folder_that_holds_something_is_left_alone() {
    let temp = tempfile::tempdir().unwrap();
    let data = top().join("data");
    fs::write(temp.path().join("mine"), "x").unwrap();
    let refused = export(&data, temp.path(), &[]);
    assert_eq!(refused.status.code(), Some(2));
    let stderr = String::from_utf8(refused.stderr).unwrap();
    assert!(stderr.contains("is not empty"), "{stderr}");
    assert_eq!(files(temp.path()).len(), 1);
    let refused = export(&data, &temp.path().join("mine"), &[]);
    assert_eq!(refused.status.code(), Some(2));
    let empty = temp.path().join("empty");
    fs::create_dir(&empty).unwrap();
    assert!(export(&data, &empty, &[]).status.success());
    // Nothing is left beside it.
    let names = fs::read_dir(temp.path()).unwrap();
    assert_eq!(names.count(), 2);
    for arguments in [
        &["--static"][..],
        &["--base-url", "https://example.org"],
        &["--static", "--base-url", "example.org"],
    ] {
        let refused = export(&data, &temp.path().join("new"), arguments);
        assert_eq!(refused.status.code(), Some(2), "{arguments:?}");
    }
}

/// Addresses below the base in a text, without fragment.
fn addresses<'a>(text: &'a str, base: &str) -> BTreeSet<&'a str> {
    let ends = |c: char| c.is_whitespace() || "\"'<>\\&)#,|".contains(c);
    let found = text.match_indices(base).map(|(at, _)| {
        let rest = &text[at..];
        rest.split(ends).next().unwrap()
    });
    found.collect()
}

#[test]
fn every_address_in_the_files_of_the_api_is_a_file() {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("site");
    let base = "https://pages.example.org/reports";
    let done = export(&top().join("data"), &out, &["--static", "--base-url", base]);
    assert!(done.status.success(), "{done:?}");
    let files = files(&out);
    let mut followed = 0;
    for (name, bytes) in &files {
        let text = String::from_utf8(bytes.clone()).unwrap();
        for address in addresses(&text, base) {
            // A template is an address once it is filled in.
            if address.contains('{') {
                continue;
            }
            let path = address[base.len()..].trim_start_matches('/');
            let path = if path.is_empty() { "index.html" } else { path };
            assert!(files.contains_key(path), "{name} names {address}");
            followed += 1;
        }
    }
    assert!(followed > 500, "{followed}");
    let state = state();
    let json = |name: &str| -> Value { serde_json::from_slice(&files[name]).unwrap() };
    assert_eq!(json("v1/items.json")["page"]["count"], 41);
    assert_eq!(json("v1/items.json")["page"]["hasNextPage"], false);
    let report = json("v1/reports/2022-02.json");
    let served = get_json(&state, "/v1/reports/2022-02");
    assert_eq!(
        report["data"]["categories"][0]["items"][0]["text"],
        served["data"]["categories"][0]["items"][0]["text"]
    );
    assert_eq!(
        report["data"]["permalink"],
        format!("{base}/v1/reports/2022-02.json")
    );
    assert_eq!(report["links"]["self"], report["data"]["permalink"]);
    let source = fs::read(top().join("data/2022/02.md")).unwrap();
    assert_eq!(files["v1/reports/2022-02.md"], source);
    // What a path may be asked for with, the index says how to write.
    let routes = json("index.json")["data"]["routes"].clone();
    let item = routes["item"].as_str().unwrap();
    let id = json("v1/items.json")["data"][0]["id"].clone();
    let address = item.replace("{id}", id.as_str().unwrap());
    assert!(files.contains_key(address[base.len() + 1..].trim()));
}
