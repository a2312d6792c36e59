//! `/v1/changes` as a stream of events, over a real socket.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::server::Server;
use crate::support::archive_with;

/// A stream that is open.
struct Stream(BufReader<TcpStream>);

impl Stream {
    /// Opens one and reads its head and the line that says when to come back.
    fn open(server: &Server, query: &str, headers: &str) -> Self {
        let socket = server.open(&format!(
            "GET /v1/changes{query} HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n{headers}\r\n"
        ));
        let mut stream = Self(BufReader::new(socket));
        let status = stream.line();
        assert!(status.starts_with("HTTP/1.1 200"), "{status}");
        let mut head = Vec::new();
        loop {
            match stream.line().to_lowercase() {
                line if line.is_empty() => break,
                line => head.push(line),
            }
        }
        for header in ["content-type: text/event-stream", "cache-control: no-store"] {
            assert!(head.iter().any(|h| h == header), "{head:#?}");
        }
        assert_eq!(stream.field("retry"), "3000");
        stream
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.0.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    /// The value of the next field, which must have this name; sizes of chunks
    /// and comments are no fields.
    fn field(&mut self, name: &str) -> String {
        loop {
            let line = self.line();
            if let Some((found, value)) = line.split_once(": ")
                && !found.is_empty()
            {
                assert_eq!(found, name);
                return value.to_owned();
            }
        }
    }

    /// The next event: position, kind, and text of what was deleted.
    fn event(&mut self) -> (u64, String, Value) {
        let id = self.field("id").parse().unwrap();
        let event = self.field("event");
        let data: Value = serde_json::from_str(&self.field("data")).unwrap();
        assert_eq!(data["position"], json!(id));
        assert_eq!(data["change"], event.to_uppercase());
        (id, event, data)
    }
}

#[test]
fn who_listens_hears_of_every_change_once_and_stops_with_the_server() {
    let archive = archive_with(&[("2022/01.md", "# A\n- un\n")]);
    let write = |text: &str| fs::write(archive.path().join("2022/01.md"), text).unwrap();
    let store = tempfile::tempdir().unwrap();
    let mut server = Server::start(archive.path(), &store.path().join("s"));
    let mut live = Stream::open(&server, "", "");
    let mut all = Stream::open(&server, "?since=0&noun=item", "");
    let (position, event, _) = all.event();
    assert_eq!((position, event.as_str()), (2, "created"));
    write("# A\n- un\n- deux\n");
    server.signal("-HUP");
    let (position, event, data) = live.event();
    assert_eq!((position, event.as_str()), (3, "created"));
    let rows = server.json("/v1/changes?since=2");
    assert_eq!(rows["data"][0], data);
    drop(live);
    // What happens meanwhile is told to who comes back, and nothing twice.
    write("# A\n- deux\n");
    server.signal("-HUP");
    server.until("/v1/changes", "/page/total", &json!(4));
    let mut back = Stream::open(
        &server,
        "?since=0",
        &format!("Last-Event-ID: {position}\r\n"),
    );
    let (position, event, data) = back.event();
    assert_eq!(
        (position, event.as_str(), &data["text"]),
        (4, "deleted", &json!("un"))
    );
    // From the future: nothing old.
    let mut ahead = Stream::open(&server, "", "Last-Event-ID: 99999999999999999999999\r\n");
    write("# A\n- deux\n- trois\n");
    server.signal("-HUP");
    assert_eq!((ahead.event().0, back.event().0), (5, 5));
    let stopping = Instant::now();
    server.signal("-TERM");
    for mut stream in [all, back, ahead] {
        let mut rest = String::new();
        stream.0.read_to_string(&mut rest).unwrap();
    }
    assert!(server.child.wait().unwrap().success());
    // Answers under way are waited for: half of that time would tell.
    assert!(stopping.elapsed() < Duration::from_secs(5));
}

#[test]
fn bad_and_other_requests_for_a_stream_are_answered_at_once() {
    let archive = archive_with(&[("2022/01.md", "# A\n- un\n")]);
    let store = tempfile::tempdir().unwrap();
    let server = Server::start(archive.path(), &store.path().join("s"));
    for (method, query, header, status) in [
        ("HEAD", "", "", "200"),
        ("GET", "?first=3", "", "400"),
        ("GET", "?since=x", "", "400"),
        ("GET", "", "Last-Event-ID: x\r\n", "400"),
        ("POST", "", "Content-Length: 0\r\n", "405"),
        ("OPTIONS", "", "", "204"),
    ] {
        let mut socket = server.open(&format!(
            "{method} /v1/changes{query} HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nConnection: close\r\n{header}\r\n"
        ));
        let mut answer = String::new();
        socket.read_to_string(&mut answer).unwrap();
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status}")),
            "{method} {query}: {answer}"
        );
        // RFC 9110 §8.6: a HEAD tells no other length than the GET would.
        let has_length = answer.to_lowercase().contains("\r\ncontent-length:");
        assert!(method != "HEAD" || !has_length, "{answer}");
    }
}

#[test]
fn listeners_are_bounded_and_a_place_is_given_back() {
    let archive = archive_with(&[("2022/01.md", "# A\n- un\n")]);
    let store = tempfile::tempdir().unwrap();
    let server = Server::start(archive.path(), &store.path().join("s"));
    let streams: Vec<Stream> = (0..256).map(|_| Stream::open(&server, "", "")).collect();
    let ask = "GET /v1/changes HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n";
    let first_lines = || {
        let mut answer = BufReader::new(server.open(ask)).lines().map(Result::unwrap);
        let lines: Vec<String> = answer.by_ref().take_while(|l| !l.is_empty()).collect();
        lines.join("\n").to_lowercase()
    };
    let refused = first_lines();
    assert!(
        refused.starts_with("http/1.1 503") && refused.contains("retry-after: 30"),
        "{refused}"
    );
    drop(streams);
    while !first_lines().starts_with("http/1.1 200") {
        // A stream notices that nobody is there when it next has to say something.
        fs::write(
            archive.path().join("2022/01.md"),
            format!("# A\n- {:?}\n", Instant::now()),
        )
        .unwrap();
        server.signal("-HUP");
        std::thread::sleep(Duration::from_millis(200));
    }
}
