//! `/v1/resources`.

use crate::support::{archive_with, get, get_json, state_of};

/// Two items: one cites two hosts, the other a very long address.
fn archive() -> tempfile::TempDir {
    let long = format!("https://example.org/{}", "a".repeat(900));
    let text = format!(
        "# A\n- [a](https://github.com/a) et [b](https://framagit.org/b)\n- SILL : [c]({long}1) [d]({long}2)\n"
    );
    archive_with(&[("2022/01.md", &text)])
}

fn urls(query: &str) -> Vec<String> {
    let dir = archive();
    let answer = get_json(&state_of(dir.path()), &format!("/v1/resources{query}"));
    let rows = answer["data"].as_array().unwrap();
    rows.iter()
        .map(|r| r["url"].as_str().unwrap().chars().take(24).collect())
        .collect()
}

#[test]
fn site_and_resource_are_those_of_the_resource() {
    let github = ["https://github.com/a"];
    assert_eq!(urls("?site=github.com"), github);
    assert_eq!(
        urls("?filter=%7B%22site%22:%7B%22any%22:[%22github.com%22]%7D%7D"),
        github
    );
    assert_eq!(urls("?resource=http://www.github.com/a/"), github);
    assert_eq!(
        urls("?site.none=github.com,example.org"),
        ["https://framagit.org/b"]
    );
    let not = "?filter=%7B%22not%22:%7B%22site%22:%7B%22any%22:[%22example.org%22]%7D%7D%7D";
    assert_eq!(
        urls(not),
        ["https://framagit.org/b", "https://github.com/a"]
    );
    assert_eq!(urls("?project=sill").len(), 2);
    assert_eq!(urls("?project=sill&site=github.com").len(), 0);
    assert_eq!(urls("?month=2022-01").len(), 4);
    assert_eq!(urls("?month=2022-02").len(), 0);
}

#[test]
fn cursors_of_long_addresses_are_taken_back() {
    let dir = archive();
    let state = state_of(dir.path());
    let mut address = "/v1/resources?first=1".to_owned();
    let mut seen = Vec::new();
    loop {
        let page = get_json(&state, &address);
        seen.push(page["data"][0]["url"].as_str().unwrap().to_owned());
        match page["links"]["next"].as_str() {
            Some(next) => address = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(seen.len(), 4);
    seen.dedup();
    assert_eq!(seen.len(), 4);
}

#[test]
fn what_is_no_address_is_refused() {
    let dir = archive();
    let state = state_of(dir.path());
    for (query, status) in [
        ("", 400),
        ("?url=", 400),
        ("?url=nope", 400),
        ("?url=https://example.org/no", 404),
        ("?url=%FF", 400),
        ("?url=%zz", 400),
    ] {
        let response = get(&state, &format!("/v1/resources/lookup{query}"));
        assert_eq!(response.status.as_u16(), status, "{query}");
    }
}
