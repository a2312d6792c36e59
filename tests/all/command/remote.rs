//! What may stand at an address besides a server of ours.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

use super::{run, stderr};
use crate::process::server::Server;
use crate::process::{fails, without_request_id};
use crate::support::top;

/// Answers every request with these bytes, for as long as the test runs.
fn answers(response: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = Vec::new();
            let mut byte = [0];
            while !head.ends_with(b"\r\n\r\n") && stream.read_exact(&mut byte).is_ok() {
                head.push(byte[0]);
            }
            let _ = stream.write_all(response.as_bytes());
        }
    });
    url
}

#[test]
fn what_is_no_server_of_ours_is_told_in_one_line() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = format!("http://{}", closed.local_addr().unwrap());
    drop(closed);
    let page = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\n<p>\n";
    let gateway = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 4\r\nConnection: close\r\n\r\n<p>\n";
    let lost = "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\nConnection: close\r\n\r\n<p>\n";
    let loops = "HTTP/1.1 302 Found\r\nLocation: /v1/items\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    let elsewhere = "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    let short = "HTTP/1.1 200 OK\r\nContent-Length: 400\r\nConnection: close\r\n\r\n{\"data\":[";
    let hostile = "HTTP/1.1 404 Not Found\r\nContent-Length: 24\r\nConnection: close\r\n\r\n{\"detail\":\"no\\u001b[2J\"}\n";
    for (url, code, says) in [
        (
            nobody,
            3,
            "does not answer: connection refused; mend --server (or CHRONIQUE_SERVER)",
        ),
        (answers("SSH-2.0-x\r\n"), 3, "does not answer: "),
        (
            answers(page),
            3,
            "the answer is none of chronique: mend --server",
        ),
        (answers(gateway), 3, "the answer is 502 and no problem"),
        (answers(lost), 3, "the answer is 404 and no problem"),
        (answers(loops), 3, "leads on and on"),
        (answers(elsewhere), 3, "is not followed; mend --server"),
        (answers(short), 3, "broke off"),
        (answers(hostile), 1, "no\u{fffd}[2J"),
    ] {
        fails(&run(&["items", "--server", &url]), code, says);
    }
}

#[test]
fn get_and_query_ask_a_server_too_and_the_variable_names_it() {
    let store = tempfile::tempdir().unwrap();
    let server = Server::start(&top().join("data"), &store.path().join("s"));
    for arguments in [
        &["get", "/v1/items?project=sill"][..],
        &["get", "/v1/items.csv?q=données"],
        &["get", "/v1/items?sort=zz"],
        &["query", "{ reports(first: 2) { nodes { slug } } }"],
        &["query", "{ nope }"],
    ] {
        let local = run(arguments);
        let mut remote = run(&[arguments, &["--server", &server.url()]].concat());
        let shown = String::from_utf8(remote.stdout).unwrap();
        remote.stdout = without_request_id(&shown).into_bytes();
        assert_eq!(remote, local, "{arguments:?}");
    }
    let mut program = super::program();
    program.env("CHRONIQUE_SERVER", server.url());
    let output = program
        .args(["items", "--archive", "no-such-folder"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let mut program = super::program();
    // As compose files leave a variable that is not set.
    program.env("CHRONIQUE_SERVER", "");
    let output = program.args(["reports", "2022-02"]).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
}
