//! A server as its operator runs it: bounded, watched, told, drained.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::Stdio;

use serde_json::{Value, json};

use super::chronique;
use super::server::Server;
use crate::support::{archive_with, top};

const ONE: &[(&str, &str)] = &[("2022/01.md", "# Un\n\n- a\n")];

fn status(head: &str) -> u16 {
    head.split(' ').nth(1).unwrap().parse().unwrap()
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut lines = head.lines().skip(1).filter_map(|l| l.split_once(": "));
    lines
        .find(|(n, _)| n.eq_ignore_ascii_case(name))
        .map(|(_, v)| v)
}

/// Asks the operator's listener through its socket.
pub fn admin(socket: &Path, request: &str) -> (String, String) {
    let mut stream = UnixStream::connect(socket).unwrap();
    let request = format!("{request}\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.to_owned(), body.to_owned())
}

#[test]
fn every_answer_has_an_id_that_problems_and_the_log_echo() {
    let store = tempfile::tempdir().unwrap();
    let server = Server::start_with(&top().join("data"), store.path(), &["--log-format", "json"]);
    let (head, body) = server.request("GET", "/v1/items?sort=zz");
    assert_eq!(status(&head), 400);
    let id = header(&head, "x-request-id").unwrap().to_owned();
    let problem: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(problem["requestId"], json!(id));
    let line: Value = serde_json::from_str(&server.wait_for(&id)).unwrap();
    assert_eq!(line["message"], "request");
    assert_eq!(line["status"], 400);
    assert_eq!(
        (&line["method"], &line["target"]),
        (&json!("GET"), &json!("/v1/items?sort=zz"))
    );
    assert_eq!(line["bytes"], body.len());
    assert_eq!(line["client"], Value::Null, "no address unless asked for");
    let raw = server
        .raw("GET /v1 HTTP/1.1\r\nHost: x\r\nX-Request-Id: mine-1\r\nConnection: close\r\n\r\n");
    assert_eq!(header(&raw, "x-request-id"), Some("mine-1"));
    server.wait_for("mine-1");
}

#[test]
fn what_is_no_request_for_us_is_a_problem_that_says_so() {
    let store = tempfile::tempdir().unwrap();
    let flags = [
        "--host",
        "reports.example,127.0.0.1",
        "--public-url",
        "https://reports.example",
    ];
    let server = Server::start_with(&top().join("data"), store.path(), &flags);
    let ask = |lines: &str| {
        let answer = server.raw(&format!("GET {lines}\r\nConnection: close\r\n\r\n"));
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let body: Value = serde_json::from_str(body).unwrap();
        (status(head), body)
    };
    let (code, body) = ask("/v1/archive HTTP/1.1\r\nHost: reports.example:443");
    assert_eq!(code, 200, "{body}");
    let (code, body) = ask("/v1/archive HTTP/1.1\r\nHost: evil.example");
    assert_eq!(
        (code, &body["type"]),
        (
            421,
            &json!("https://reports.example/problems/misdirected-request")
        )
    );
    // An address in an answer is never that of `Host`.
    assert!(!body.to_string().contains("evil.example"));
    let (code, body) = ask("/v1/archive HTTP/1.1\r\nHost: a b");
    assert_eq!(
        (code, body["title"].as_str()),
        (400, Some("Malformed request"))
    );
    let long = "x".repeat(17 << 10);
    let (code, body) = ask(&format!(
        "/v1 HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: {long}"
    ));
    assert_eq!(
        (code, body["title"].as_str()),
        (431, Some("Headers too large"))
    );
    let (code, body) = ask(&format!("/v1/{long} HTTP/1.1\r\nHost: 127.0.0.1"));
    assert_eq!((code, body["title"].as_str()), (414, Some("URI too long")));
    // How it is may always be asked.
    let (code, _) = ask("/readyz HTTP/1.1\r\nHost: 10.0.0.7:8080");
    assert_eq!(code, 200);
}

#[test]
fn a_client_past_its_rate_is_told_when_to_come_back() {
    let store = tempfile::tempdir().unwrap();
    let flags = ["--rate-limit", "2", "--trusted-proxy", "127.0.0.1"];
    let server = Server::start_with(&top().join("data"), store.path(), &flags);
    let ask = |client: &str| {
        let lines = format!(
            "GET /v1 HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: {client}\r\nConnection: close\r\n\r\n"
        );
        server.raw(&lines)
    };
    let first = ask("192.0.2.1");
    assert_eq!(
        header(&first, "ratelimit-policy"),
        Some("\"client\";q=2;w=60")
    );
    assert_eq!(header(&first, "ratelimit"), Some("\"client\";r=1;t=30"));
    ask("192.0.2.1");
    let third = ask("192.0.2.1");
    assert_eq!(status(&third), 429, "{third}");
    assert!(
        header(&third, "retry-after")
            .unwrap()
            .parse::<u64>()
            .unwrap()
            <= 31
    );
    assert_eq!(status(&ask("192.0.2.2")), 200);
    let limits = server.json_from("/v1/status", "192.0.2.3");
    assert_eq!(limits["data"]["limits"]["requestsPerMinute"], 2);
}

#[test]
fn past_its_places_the_service_is_busy_and_says_so() {
    let store = tempfile::tempdir().unwrap();
    let server = Server::start_with(&top().join("data"), store.path(), &["--concurrency", "1"]);
    // A stream of events holds its place as long as it is open.
    let mut stream =
        server.open("GET /v1/changes HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n");
    let mut first = [0; 12];
    stream.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    let (head, body) = server.request("GET", "/v1");
    assert_eq!(
        (status(&head), header(&head, "retry-after")),
        (503, Some("1")),
        "{body}"
    );
    assert_eq!(status(&server.request("GET", "/readyz").0), 200);
    drop(stream);
    server.until_status("/v1", 200);
}

#[test]
fn the_operator_reads_figures_and_reloads() {
    let dir = archive_with(ONE);
    let store = tempfile::tempdir().unwrap();
    let socket = store.path().join("admin.sock");
    let flag = format!("unix:{}", socket.display());
    let server = Server::start_with(dir.path(), &store.path().join("s"), &["--admin", &flag]);
    server.wait_for("operator's listener");
    server.request("GET", "/v1/items");
    server.request("GET", "/v1/items?sort=zz");
    server.request("GET", "/v1/items/none");
    let figures = || admin(&socket, "GET /metrics HTTP/1.1").1;
    let has = |line: &str| {
        let all = figures();
        assert!(all.lines().any(|l| l == line), "{line}: {all}");
    };
    has("chronique_http_requests_total{method=\"GET\",route=\"/v1/items\",status=\"200\"} 1");
    has("chronique_http_requests_total{method=\"GET\",route=\"/v1/items\",status=\"400\"} 1");
    has("chronique_http_requests_total{method=\"GET\",route=\"/v1/items/{id}\",status=\"404\"} 1");
    has("chronique_things{noun=\"items\"} 1");
    has("chronique_loads_total{outcome=\"changed\"} 1");
    fs::write(dir.path().join("2022/02.md"), "# Un\n\n- b\n- c\n").unwrap();
    let reload = || {
        let (head, body) = admin(&socket, "POST /reload HTTP/1.1\r\nContent-Length: 0");
        (status(&head), serde_json::from_str::<Value>(&body).unwrap())
    };
    let (code, body) = reload();
    assert_eq!((code, &body["outcome"]), (200, &json!("changed")));
    // It answers when it is done.
    let archive = server.json("/v1/archive");
    assert_eq!(archive["data"]["counts"]["items"], 3);
    assert_eq!(archive["meta"]["revision"], body["revision"]);
    assert_eq!(reload().1["outcome"], "unchanged");
    fs::rename(dir.path().join("2022"), dir.path().join(".gone")).unwrap();
    let (code, body) = reload();
    assert_eq!(
        (code, &body["reload"]["outcome"]),
        (503, &json!("failed")),
        "{body}"
    );
    assert_eq!(server.json("/v1/archive")["data"]["counts"]["items"], 3);
    has("chronique_loads_total{outcome=\"failed\"} 1");
    // Of a page in a browser nothing is taken, and the public port has neither.
    let (head, _) = admin(
        &socket,
        "POST /reload HTTP/1.1\r\nOrigin: https://evil.example\r\nContent-Length: 0",
    );
    assert_eq!(status(&head), 404);
    assert_eq!(status(&server.request("GET", "/metrics").0), 404);
    assert_eq!(status(&server.request("POST", "/reload").0), 404);
    let (head, _) = admin(&socket, "GET /reload HTTP/1.1");
    assert_eq!(status(&head), 405);
}

#[test]
fn changed_files_are_read_without_being_told() {
    let dir = archive_with(ONE);
    // The store below the archive is no change of the archive.
    let store = dir.path().join(".chronique");
    let server = Server::start_with(dir.path(), &store, &["--watch"]);
    server.wait_for("watching");
    fs::create_dir(dir.path().join("2023")).unwrap();
    fs::write(dir.path().join("2023/01.md"), "# Un\n\n- b\n").unwrap();
    server.until("/v1/archive", "/data/counts/items", &json!(2));
    fs::remove_file(dir.path().join("2023/01.md")).unwrap();
    server.until("/v1/archive", "/data/counts/items", &json!(1));
}

#[test]
fn whoever_asks_whether_it_is_ready_hears_of_the_end_first() {
    let store = tempfile::tempdir().unwrap();
    let mut server = Server::start_with(&top().join("data"), store.path(), &["--drain", "2"]);
    assert_eq!(status(&server.request("GET", "/readyz").0), 200);
    server.signal("-TERM");
    server.wait_for("stopping in 2 s");
    let (head, body) = server.request("GET", "/readyz");
    assert_eq!(status(&head), 503, "{body}");
    // Answers go on, and end their connection.
    let head = server.raw("GET /v1/items HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_eq!(status(&head), 200);
    assert_eq!(header(&head, "connection"), Some("close"));
    assert_eq!(status(&server.request("GET", "/livez").0), 200);
    server.wait_for("stopped");
    assert!(server.child.wait().unwrap().success());
}

#[test]
fn status_tells_what_is_in_force() {
    let store = tempfile::tempdir().unwrap();
    let server = Server::start_with(&top().join("data"), store.path(), &["--concurrency", "7"]);
    let (head, body) = server.request("GET", "/v1/status");
    assert_eq!(header(&head, "cache-control"), Some("no-store"));
    let status: Value = serde_json::from_str(&body).unwrap();
    let limits = &status["data"]["limits"];
    assert_eq!(limits["concurrency"], 7);
    assert_eq!(limits["requestsPerMinute"], Value::Null);
    assert_eq!(
        (&limits["requestSeconds"], &limits["idleSeconds"]),
        (&json!(10), &json!(75))
    );
    assert_eq!(status["data"]["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(status["data"]["revision"], status["meta"]["revision"]);
    let at = status["data"]["loadedAt"].as_str().unwrap();
    assert!(
        at.starts_with("20") && at.ends_with('Z') && at.len() == 20,
        "{at}"
    );
}

#[test]
fn a_manager_is_told_and_hands_its_socket_over() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().join("notify");
    let told = std::os::unix::net::UnixDatagram::bind(&at).unwrap();
    let mut child = chronique()
        .args(["serve", "--listen", "127.0.0.1:0", "--archive"])
        .arg(top().join("data"))
        .arg("--store")
        .arg(folder.path().join("s"))
        .env("NOTIFY_SOCKET", &at)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let next = || {
        let mut buffer = [0; 256];
        let length = told.recv(&mut buffer).unwrap();
        String::from_utf8(buffer[..length].to_vec()).unwrap()
    };
    assert_eq!(next().trim(), "READY=1");
    let signal = |name: &str| {
        let id = child.id().to_string();
        std::process::Command::new("kill")
            .args([name, &id])
            .status()
            .unwrap();
    };
    signal("-HUP");
    assert!(next().starts_with("RELOADING=1\nMONOTONIC_USEC="));
    assert_eq!(next().trim(), "READY=1");
    signal("-TERM");
    assert_eq!(next().trim(), "STOPPING=1");
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    assert!(lines.any(|l| l.unwrap().contains("stopped")));
    assert!(child.wait().unwrap().success());
}

/// The scheduling policy of each of a process's threads of this name, as the
/// kernel tells it (the 41st field of `proc_pid_stat(5)`, the name being the
/// second), and the nanoseconds that it ran.
#[cfg(target_os = "linux")]
fn threads(process: u32, thread: &str) -> Vec<(String, u64)> {
    let tasks = fs::read_dir(format!("/proc/{process}/task")).unwrap();
    // A thread may end while it is looked at.
    let tasks = tasks.filter_map(|task| {
        let folder = task.ok()?.path();
        let stat = fs::read_to_string(folder.join("stat")).ok()?;
        let (name, rest) = stat.rsplit_once(')')?;
        let policy = rest.split_whitespace().nth(38)?.to_owned();
        let ran = fs::read_to_string(folder.join("schedstat")).ok()?;
        let ran = ran.split_whitespace().next()?.parse().ok()?;
        name.ends_with(&format!("({thread}"))
            .then_some((policy, ran))
    });
    tasks.collect()
}

#[cfg(target_os = "linux")]
#[test]
fn reloads_are_done_in_the_time_that_nobody_wants() {
    let paths: Vec<String> = (0..300).map(|n| format!("{}/01.md", 1700 + n)).collect();
    let files: Vec<(&str, &str)> = paths.iter().map(|path| (path.as_str(), ONE[0].1)).collect();
    let (archive, store) = (archive_with(&files), tempfile::tempdir().unwrap());
    let server = Server::start(archive.path(), store.path());
    server.until_status("/v1", 200);
    let id = server.child.id();
    let first = archive.path().join(&paths[0]);
    let (mut reloading, mut loading) = (Vec::new(), Vec::new());
    for turn in 1..=3 {
        // An item each, and one more each time.
        let more = "- Encore un\n".repeat(turn);
        fs::write(&first, format!("{}\n{more}", ONE[0].1)).unwrap();
        server.signal("-HUP");
        let total = 300 + turn;
        server.until("/v1/items?first=0", "/page/total", &total.into());
        reloading.push(threads(id, "reload"));
        loading.push(threads(id, "loader"));
    }
    // SCHED_IDLE, and the same thread each time: what it ran grows.
    let ran = |seen: &Vec<(String, u64)>| {
        assert_eq!(seen.len(), 1, "{seen:?}");
        seen[0].1
    };
    assert!(reloading.iter().flatten().all(|(policy, _)| policy == "5"));
    assert!(reloading.iter().map(ran).is_sorted_by(|a, b| a < b));
    // SCHED_OTHER, and nothing to do: what ends the service gives way to nobody.
    assert!(loading.iter().flatten().all(|(policy, _)| policy == "0"));
    assert_eq!(loading.iter().map(ran).min(), loading.iter().map(ran).max());
}
