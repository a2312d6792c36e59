//! The program as a process: starting, reloading, stopping, and every way in
//! which it cannot.

mod events;
mod journal;
mod kept;
mod refuse;
pub mod server;
mod service;

use std::fs;
use std::net::TcpListener;
use std::process::{Command, Output};

use serde_json::Value;

use self::server::Server;
use crate::support::{archive_with, top};

pub fn chronique() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chronique"));
    command.env_remove("CHRONIQUE_LOG").env_remove("RUST_LOG");
    // Tests read it as people do, unless they say otherwise.
    command.env("CHRONIQUE_LOG_FORMAT", "text");
    command
}

/// A problem without the id of its request, which only a server gives.
pub fn without_request_id(text: &str) -> String {
    let Some((before, rest)) = text.split_once(",\"requestId\":\"") else {
        return text.to_owned();
    };
    let (_, after) = rest.split_once('"').unwrap();
    format!("{before}{after}")
}

/// One clear line on standard error, this exit code, nothing on standard output.
pub fn fails(output: &Output, code: i32, says: &str) {
    let stderr = String::from_utf8(output.stderr.clone()).unwrap();
    let lines: Vec<&str> = stderr
        .lines()
        .filter(|l| l.starts_with("chronique: "))
        .collect();
    assert_eq!(lines.len(), 1, "{stderr}");
    assert!(lines[0].contains(says), "{stderr}");
    assert!(!stderr.contains("panicked"), "{stderr}");
    assert_eq!(output.status.code(), Some(code), "{stderr}");
    assert!(output.stdout.is_empty());
}

fn serve_output(arguments: &[&str]) -> Output {
    chronique().arg("serve").args(arguments).output().unwrap()
}

#[test]
fn a_server_starts_reloads_whole_and_drains() {
    let archive = archive_with(&[
        ("2022/01.md", "# A\n- un\n"),
        ("2022/02.md", "# A\n- deux\n"),
    ]);
    let store = tempfile::tempdir().unwrap();
    let server = Server::start(archive.path(), &store.path().join("s"));
    assert!(
        server
            .request("GET", "/readyz")
            .0
            .starts_with("HTTP/1.1 200")
    );
    assert_eq!(server.json("/v1/archive")["data"]["counts"]["items"], 2);

    // One file changes, one turns bad, one is new: all seen at once.
    fs::write(archive.path().join("2022/01.md"), "# A\n- un\n- et demi\n").unwrap();
    fs::write(archive.path().join("2022/02.md"), b"# A\n- \xff\xfe\n").unwrap();
    fs::write(
        archive.path().join("2022/03.md"),
        "---\ntitle: x\n# A\n- perdu\n",
    )
    .unwrap();
    server.signal("-HUP");
    server.until("/v1/archive", "/data/counts/items", &Value::from(3));
    assert_eq!(
        server.json("/v1/reports/2022-02")["data"]["categories"][0]["items"][0]["text"],
        "deux"
    );
    let diagnostics = server.json("/v1/diagnostics?severity=ERROR,WARNING");
    let codes: Vec<&str> = diagnostics["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| d["code"].as_str().unwrap())
        .collect();
    assert_eq!(
        codes,
        ["last-good-kept", "not-utf-8", "front-matter-unclosed"]
    );

    // The last good version outlives the process as well.
    server.signal("-TERM");
    server.wait_for("stopped");
    drop(server);
    let server = Server::start(archive.path(), &store.path().join("s"));
    assert_eq!(
        server.json("/v1/reports/2022-02")["data"]["categories"][0]["items"][0]["text"],
        "deux"
    );
}

#[test]
fn an_emptied_folder_never_replaces_a_loaded_archive() {
    let archive = archive_with(&[("2022/01.md", "# A\n- un\n")]);
    let store = tempfile::tempdir().unwrap();
    let server = Server::start(archive.path(), &store.path().join("s"));
    fs::remove_file(archive.path().join("2022/01.md")).unwrap();
    server.signal("-HUP");
    server.wait_for("not replaced");
    assert_eq!(server.json("/v1/archive")["data"]["counts"]["items"], 1);
    fs::remove_dir_all(archive.path()).unwrap();
    server.signal("-HUP");
    server.wait_for("cannot be read");
    assert_eq!(server.json("/v1/archive")["data"]["counts"]["items"], 1);
}

#[test]
fn head_has_the_length_and_no_body() {
    let store = tempfile::tempdir().unwrap();
    let server = Server::start(&top().join("data"), &store.path().join("s"));
    let (head, body) = server.request("HEAD", "/v1/items");
    let length = server.request("GET", "/v1/items").1.len();
    assert!(
        head.to_lowercase()
            .contains(&format!("content-length: {length}")),
        "{head}"
    );
    assert_eq!(body, "");
    let (head, _) = server.request("BREW", "/v1/items");
    assert!(
        head.starts_with("HTTP/1.1 405")
            && head.to_lowercase().contains("allow: get, head, options"),
        "{head}"
    );
    assert!(
        server
            .request("GET", "/%2e%2e/Cargo.toml")
            .0
            .starts_with("HTTP/1.1 404")
    );
}

#[test]
fn a_damaged_store_is_moved_aside_and_rebuilt() {
    let dir = tempfile::tempdir().unwrap();
    let store = dir.path().join("s");
    let data = top().join("data");
    drop(Server::start(&data, &store));
    let server = Server::start(&data, &store);
    server.signal("-TERM");
    server.wait_for("stopped");
    drop(server);
    let db = store.join("db");
    let mut bytes = fs::read(&db).unwrap();
    let middle = bytes.len() / 2;
    for byte in bytes.iter_mut().take(middle) {
        *byte ^= 0x5a;
    }
    fs::write(&db, bytes).unwrap();
    let server = Server::start(&data, &store);
    assert_eq!(server.json("/v1/archive")["data"]["counts"]["items"], 41);
    let aside = fs::read_dir(dir.path()).unwrap().filter(|e| {
        e.as_ref()
            .unwrap()
            .file_name()
            .to_string_lossy()
            .contains("damaged")
    });
    assert_eq!(aside.count(), 1);
}

#[test]
fn a_second_process_on_one_store_stops_with_one_line() {
    let dir = tempfile::tempdir().unwrap();
    let store = dir.path().join("s");
    let data = top().join("data");
    let server = Server::start(&data, &store);
    let (data, store) = (data.to_str().unwrap(), store.to_str().unwrap());
    let second = serve_output(&[
        "--archive",
        data,
        "--store",
        store,
        "--listen",
        "127.0.0.1:0",
    ]);
    fails(&second, 3, "another");
    assert_eq!(server.json("/v1/archive")["data"]["counts"]["items"], 41);
}

#[test]
fn what_cannot_start_says_why_in_one_line() {
    let dir = tempfile::tempdir().unwrap();
    let store = dir.path().join("s").to_str().unwrap().to_owned();
    let file = dir.path().join("file").to_str().unwrap().to_owned();
    fs::write(&file, "x").unwrap();
    let data = top().join("data").to_str().unwrap().to_owned();
    let busy = TcpListener::bind("127.0.0.1:0").unwrap();
    let busy_address = busy.local_addr().unwrap().to_string();
    let free = "127.0.0.1:0";
    for (arguments, code, says) in [
        (
            [
                "--archive",
                "/no/such/folder",
                "--store",
                &store,
                "--listen",
                free,
            ],
            3,
            "cannot be read",
        ),
        (
            ["--archive", &file, "--store", &store, "--listen", free],
            3,
            "cannot be read",
        ),
        (
            ["--archive", &data, "--store", &file, "--listen", free],
            3,
            "store",
        ),
        (
            [
                "--archive",
                &data,
                "--store",
                &store,
                "--listen",
                &busy_address,
            ],
            2,
            "address already in use",
        ),
        (
            [
                "--archive",
                &data,
                "--store",
                &store,
                "--listen",
                "nonsense",
            ],
            2,
            "cannot listen on nonsense",
        ),
    ] {
        fails(&serve_output(&arguments), code, says);
    }
}

#[test]
fn exit_codes_are_those_documented() {
    let run = |arguments: &[&str]| {
        chronique()
            .current_dir(top())
            .args(arguments)
            .output()
            .unwrap()
    };
    for (arguments, code) in [
        (vec!["get", "/v1/archive"], 0),
        (vec!["get", "/v1/items/none"], 1),
        (vec!["get", "/v1/items?first=-1"], 2),
        (vec!["get", "v1/items"], 2),
        (vec!["query", "{ archive { title } }"], 0),
        (vec!["query", "{ nothing }"], 2),
        (vec!["query", "{ items(first: 900) { totalCount } }"], 2),
        (vec!["check"], 0),
        (vec!["schema", "graphql"], 0),
        (vec!["--help"], 0),
        (vec!["serv"], 2),
        (
            vec!["get", "/v1/archive", "--archive", "/no/such/folder"],
            3,
        ),
    ] {
        let output = run(&arguments);
        assert_eq!(
            output.status.code(),
            Some(code),
            "{arguments:?}: {output:?}"
        );
    }
    let typo = run(&["serv"]);
    assert!(String::from_utf8(typo.stderr).unwrap().contains("serve"));
}

#[test]
fn check_points_at_the_text() {
    let archive = archive_with(&[
        (
            "2022/01.md",
            "# A\n\n- un [lien](javascript:x)\n- NocoDB\n- avec NocoDB\n",
        ),
        ("2022/02.md", "---\ntitle: [\n---\n# A\n"),
        ("projects.toml", ""),
    ]);
    let check = |format: &str| {
        let output = chronique()
            .args(["check", "--format", format, "--archive"])
            .arg(archive.path())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(3), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let text = check("text");
    assert!(
        text.contains("error[front-matter-invalid]") && text.contains("2022/02.md:2:"),
        "{text}"
    );
    assert!(
        text.contains("warning[unsafe-link]") && text.contains("^^^"),
        "{text}"
    );
    let proposed = "candidates for projects.toml: NocoDB (2 items, 2022/01.md:4)\n";
    assert!(text.ends_with(proposed), "{text}");
    let json: Value = serde_json::from_str(&check("json")).unwrap();
    let unsafe_link = json
        .as_array()
        .unwrap()
        .iter()
        .find(|d| d["code"] == "unsafe-link")
        .unwrap();
    assert_eq!(
        (unsafe_link["line"].as_u64(), unsafe_link["path"].as_str()),
        (Some(3), Some("2022/01.md"))
    );
    assert!(check("github").contains("::error file="));
}

#[test]
fn load_fills_the_store_and_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let load = || {
        chronique()
            .current_dir(top())
            .args(["load", "--store"])
            .arg(dir.path().join("s"))
            .output()
            .unwrap()
    };
    for _ in 0..2 {
        let output = load();
        assert!(output.status.success(), "{output:?}");
        let said =
            String::from_utf8(output.stderr).unwrap() + &String::from_utf8(output.stdout).unwrap();
        assert!(said.contains("12 reports"), "{said}");
    }
}
