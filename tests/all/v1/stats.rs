//! `/v1/stats` by one dimension, against counts of the items themselves.

use std::collections::{BTreeMap, BTreeSet};

use chronique::api::State;
use serde_json::Value;

use crate::support::{archive_with, get_json, state, state_of};

/// What an item is counted under, read off its row.
fn keys(item: &Value, by: &str) -> BTreeSet<String> {
    let texts = |values: Vec<&Value>| {
        let texts = values.into_iter().filter_map(Value::as_str);
        texts.map(str::to_owned).collect::<BTreeSet<_>>()
    };
    let each = |list: &str, path: &str| {
        let list = item[list].as_array().unwrap().iter();
        texts(list.filter_map(|one| one.pointer(path)).collect())
    };
    match by {
        "category" => texts(vec![&item["category"]["slug"]]),
        "project" => each("mentions", "/project/slug"),
        "resource" => each("links", "/resource/id"),
        "site" => each("links", "/resource/url")
            .iter()
            .filter_map(|url| {
                Some(
                    url.split_once("://")?
                        .1
                        .split(['/', '?'])
                        .next()?
                        .to_owned(),
                )
            })
            .collect(),
        by => texts(vec![&item[by]]),
    }
}

fn counted(state: &State, filter: &str, by: &str) -> Vec<(String, u64)> {
    let items = get_json(state, &format!("/v1/items?first=200&{filter}"));
    let mut counts = BTreeMap::new();
    for item in items["data"].as_array().unwrap() {
        for key in keys(item, by) {
            *counts.entry(key).or_insert(0) += 1;
        }
    }
    counts.into_iter().collect()
}

fn rows(answer: &Value, by: &str) -> Vec<(String, u64)> {
    let rows = answer["data"].as_array().unwrap().iter();
    let row = |row: &Value| {
        let key = row["keys"][by].as_str().unwrap().to_owned();
        (key, row["count"].as_u64().unwrap())
    };
    rows.map(row).collect()
}

#[test]
fn counts_by_one_dimension_are_those_of_the_items() {
    let many = archive_with(&[
        (
            "chronique.toml",
            "[[series]]\nslug = \"autre\"\npaths = [\"autre/*.md\"]\n",
        ),
        (
            "2022-02.md",
            "# Z\n- [a](https://b.org/1) SILL\n- [c](https://a.org)\n\n# A\n- BlueHats, SILL\n",
        ),
        (
            "autre/2022-01.md",
            "# M\n- [a](https://b.org/1) [d](https://b.org/2)\n\n> SILL\n",
        ),
    ]);
    for state in [state(), state_of(many.path())] {
        for filter in ["", "month=2022-02", "project=sill", "q=sill"] {
            for by in [
                "series", "month", "category", "project", "resource", "site", "kind",
            ] {
                let expected = counted(&state, filter, by);
                for sort in ["keys", "-keys", "-count"] {
                    let mut expected = expected.clone();
                    match sort {
                        "keys" => {}
                        "-keys" => expected.reverse(),
                        // Equal counts in the order of their keys.
                        _ => expected.sort_by_key(|row| u64::MAX - row.1),
                    }
                    let base = format!("/v1/stats?by={by}&sort={sort}&{filter}");
                    let all = get_json(&state, &format!("{base}&first=200"));
                    assert_eq!(rows(&all, by), expected, "{base}");
                    assert_eq!(all["page"]["total"], expected.len(), "{base}");
                    if filter.is_empty() {
                        paged(&state, &base, by, &expected);
                    }
                }
            }
        }
    }
}

/// Page by page the same rows come.
fn paged(state: &State, base: &str, by: &str, expected: &[(String, u64)]) {
    let mut found = Vec::new();
    let mut address = format!("{base}&first=7");
    loop {
        let page = get_json(state, &address);
        found.extend(rows(&page, by));
        match page["page"]["endCursor"].as_str() {
            Some(cursor) if page["page"]["hasNextPage"] == true => {
                address = format!("{base}&first=7&after={cursor}");
            }
            _ => break,
        }
    }
    assert_eq!(found, expected, "{base}");
}
