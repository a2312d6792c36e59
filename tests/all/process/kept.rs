//! Answers that are given again: the same as the first, and never those of a
//! snapshot that is gone.

use std::fs;
use std::io::{Read as _, Write as _};
use std::time::Duration;

use serde_json::Value;

use super::server::Server;
use super::service::admin;
use super::without_request_id;
use crate::support::{archive_with, top};

/// More than there are workers, which have a memory each.
const TIMES: usize = 6;

/// Head without what belongs to the moment, and body.
fn exchange(server: &Server, request: &str) -> (Vec<String>, Vec<u8>) {
    let mut stream = server.open(request);
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let at = bytes.windows(4).position(|w| w == b"\r\n\r\n").unwrap();
    let head = String::from_utf8(bytes[..at].to_vec()).unwrap();
    let mut lines: Vec<String> = head.lines().map(str::to_lowercase).collect();
    lines.retain(|l| !l.starts_with("date: ") && !l.starts_with("x-request-id: "));
    lines.sort();
    let body = bytes[at + 4..].to_vec();
    let body = String::from_utf8(body)
        .map_or_else(std::string::FromUtf8Error::into_bytes, |text| {
            without_request_id(&text).into_bytes()
        });
    (lines, body)
}

fn get(target: &str, headers: &str) -> String {
    format!("GET {target} HTTP/1.1\r\nHost: x\r\n{headers}Connection: close\r\n\r\n")
}

fn post(body: &str) -> String {
    let length = body.len();
    format!(
        "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}

#[test]
fn an_answer_is_the_same_every_time() {
    let store = tempfile::tempdir().unwrap();
    let server = Server::start(&top().join("data"), &store.path().join("s"));
    let mut requests: Vec<String> = Vec::new();
    for target in [
        "/v1/items?first=5",
        "/v1/items.csv?month=2022-02",
        "/v1/items.atom",
        "/v1/items?sort=nope",
        "/v1/items/2022-02-nowhere",
        "/v1/coverage.svg",
        "/v1/export/items.csv",
        "/v1/changes?first=3",
        "/v1/status",
        "/catalog.ttl",
        "/items?project=sill",
        "/coverage",
        "/robots.txt",
        "/graphql?query={archive{title}}",
        "/graphql?query={nope}",
        "/",
    ] {
        for headers in [
            "",
            "Accept: text/html\r\n",
            "Accept: application/json\r\nAccept-Encoding: gzip\r\n",
            "Accept-Encoding: zstd, br\r\n",
            "Accept-Language: en\r\n",
            "Range: bytes=0-9\r\n",
            "If-None-Match: *\r\n",
        ] {
            requests.push(get(target, headers));
        }
    }
    for query in ["{archive{title}}", "{items(first:-1){totalCount}}", "{"] {
        requests.push(post(&serde_json::json!({ "query": query }).to_string()));
    }
    let mut different = std::collections::HashSet::new();
    for request in &requests {
        let first = exchange(&server, request);
        for _ in 1..TIMES {
            assert_eq!(exchange(&server, request), first, "{request}");
        }
        different.insert(first);
    }
    assert!(different.len() > 50, "{}", different.len());
}

#[test]
fn what_is_asked_again_is_not_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("admin");
    let at = format!("unix:{}", socket.display());
    let store = folder.path().join("s");
    let hits = |flags: &[&str]| {
        let flags = [&["--admin", at.as_str()], flags].concat();
        let server = Server::start_with(&top().join("data"), &store, &flags);
        for request in [
            get("/v1/items", ""),
            post(r#"{"query":"{archive{title}}"}"#),
        ] {
            for _ in 0..TIMES {
                let _ = exchange(&server, &request);
            }
        }
        let (_, figures) = admin(&socket, "GET /metrics HTTP/1.1");
        let name = "chronique_answer_cache_hits_total ";
        let line = figures.lines().find_map(|l| l.strip_prefix(name)).unwrap();
        line.parse::<usize>().unwrap()
    };
    // Each of at most four workers makes each of them once.
    assert!(hits(&[]) >= 2 * (TIMES - 4), "{}", hits(&[]));
    assert_eq!(hits(&["--answer-cache", "0"]), 0);
}

#[test]
fn a_tag_that_is_known_gets_304_and_no_other_does() {
    let store = tempfile::tempdir().unwrap();
    let server = Server::start(&top().join("data"), &store.path().join("s"));
    let target = "/v1/items?first=2";
    for coding in ["", "Accept-Encoding: gzip\r\n"] {
        let mut stream = server.open(&get(target, coding));
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let tag = text
            .lines()
            .find(|l| l.to_lowercase().starts_with("etag: "));
        let tag = &tag.unwrap()["etag: ".len()..];
        for (asked, expected) in [
            (format!("{coding}If-None-Match: {tag}\r\n"), "304"),
            (format!("{coding}If-None-Match: \"x\", W/{tag}\r\n"), "304"),
            (format!("{coding}If-None-Match: \"x\"\r\n"), "200"),
        ] {
            for _ in 0..TIMES {
                let (head, body) = exchange(&server, &get(target, &asked));
                let status = head.iter().find(|l| l.starts_with("http/1.1 ")).unwrap();
                assert!(status.contains(expected), "{asked}: {status}");
                assert_eq!(body.is_empty(), expected == "304");
                // RFC 9110 §15.4.5: what is said of the body goes with it.
                for name in ["content-type", "content-language", "last-modified", "link"] {
                    let is_told = head.iter().any(|l| l.starts_with(&format!("{name}: ")));
                    assert_eq!(is_told, expected == "200", "{name}: {head:?}");
                }
                for name in [
                    "etag",
                    "vary",
                    "cache-control",
                    "access-control-allow-origin",
                ] {
                    let is_told = head.iter().any(|l| l.starts_with(&format!("{name}: ")));
                    assert!(is_told, "{name}: {head:?}");
                }
            }
        }
    }
}

#[test]
fn nothing_outlives_its_snapshot() {
    let archive = archive_with(&[("2022/01.md", "# A\n- un\n")]);
    let store = tempfile::tempdir().unwrap();
    let server = Server::start(archive.path(), &store.path().join("s"));
    let query = post(r#"{"query":"{items{totalCount}}"}"#);
    for round in 1..6_u64 {
        for _ in 0..TIMES {
            let (_, body) = exchange(&server, &get("/v1/archive", ""));
            let body: Value = serde_json::from_slice(&body).unwrap();
            assert_eq!(body["data"]["counts"]["items"], round);
            let (_, body) = exchange(&server, &query);
            let body: Value = serde_json::from_slice(&body).unwrap();
            assert_eq!(body["data"]["items"]["totalCount"], round);
        }
        let lines: Vec<String> = (0..=round).map(|n| format!("- {n}")).collect();
        let text = format!("# A\n{}\n", lines.join("\n"));
        fs::write(archive.path().join("2022/01.md"), text).unwrap();
        server.signal("-HUP");
        server.until("/v1/archive", "/data/counts/items", &Value::from(round + 1));
    }
}

#[test]
fn a_body_that_does_not_come_is_not_waited_for() {
    let dir = archive_with(&[("2022/01.md", "# Un\n\n- a\n")]);
    let store = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path(), store.path());
    server.until_status("/v1", 200);
    let whole = post(r#"{"query":"{ __typename }"}"#);
    let (head, body) = whole.split_once("\r\n\r\n").unwrap();
    let begun = |sent: &str| server.open(&format!("{head}\r\n\r\n{sent}"));
    let expecting = || server.open(&format!("{head}\r\nExpect: 100-continue\r\n\r\n"));
    // Read by the endpoint; then, since what has this head is known, before it.
    let (mut waiting, mut told) = (vec![begun(""), begun(&body[..5])], vec![expecting()]);
    for _ in 0..TIMES {
        assert!(server.raw(&whole).starts_with("HTTP/1.1 200"));
    }
    waiting.extend([begun(""), begun(&body[..5])]);
    told.push(expecting());
    // Who waits to be told to go on is told so.
    let go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    let waiting = waiting.into_iter().map(|stream| (stream, ""));
    for (mut stream, first) in waiting.chain(told.into_iter().map(|stream| (stream, go_on))) {
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let answer = answer.strip_prefix(first).unwrap();
        assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    }
    // In two pieces it is as good as in one.
    let mut late = begun(&body[..5]);
    std::thread::sleep(Duration::from_millis(100));
    late.write_all(&body.as_bytes()[5..]).unwrap();
    let mut answer = String::new();
    late.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}
