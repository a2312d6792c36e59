//! A server process of a test's own.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::chronique;

/// Bounds every wait; nothing is measured.
const PATIENCE: Duration = Duration::from_mins(1);

/// A server of its own, ended with the test.
pub struct Server {
    pub child: Child,
    address: String,
    log: Receiver<String>,
}

impl Server {
    pub fn start(archive: &Path, store: &Path) -> Self {
        Self::start_with(archive, store, &[])
    }

    pub fn start_with(archive: &Path, store: &Path, flags: &[&str]) -> Self {
        let mut child = chronique()
            .args(["serve", "--listen", "127.0.0.1:0", "--archive"])
            .arg(archive)
            .arg("--store")
            .arg(store)
            .args(flags)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (lines, log) = channel();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        std::thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                let _ = lines.send(line);
            }
        });
        let mut server = Self {
            child,
            address: String::new(),
            log,
        };
        let line = server.wait_for("listening on http://");
        let address = line.split("http://").nth(1).unwrap();
        server.address = address.split('"').next().unwrap().trim().into();
        server
    }

    /// Where it is asked.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The next log line that says this.
    pub fn wait_for(&self, text: &str) -> String {
        let mut seen = Vec::new();
        while let Ok(line) = self.log.recv_timeout(PATIENCE) {
            if line.contains(text) {
                return line;
            }
            seen.push(line);
        }
        panic!("{text:?} was never said: {seen:#?}");
    }

    pub fn raw(&self, request: &str) -> String {
        let mut stream = self.open(request);
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        response
    }

    /// Sends a request and leaves the connection open for the answer.
    pub fn open(&self, request: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        stream
    }

    pub fn request(&self, method: &str, path: &str) -> (String, String) {
        let response = self.raw(&format!(
            "{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        ));
        let (head, body) = response.split_once("\r\n\r\n").unwrap();
        (head.to_owned(), body.to_owned())
    }

    pub fn json(&self, path: &str) -> Value {
        serde_json::from_str(&self.request("GET", path).1).unwrap()
    }

    /// The same as another client, of a server that trusts us.
    pub fn json_from(&self, path: &str, client: &str) -> Value {
        let answer = self.raw(&format!(
            "GET {path} HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: {client}\r\nConnection: close\r\n\r\n"
        ));
        serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
    }

    /// Waits until a question is answered with this status.
    pub fn until_status(&self, path: &str, expected: u16) {
        let start = Instant::now();
        let expected = format!("HTTP/1.1 {expected} ");
        while !self.request("GET", path).0.starts_with(&expected) {
            assert!(start.elapsed() < PATIENCE, "{path} never had {expected}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    pub fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args([name, &id])
                .status()
                .unwrap()
                .success()
        );
    }

    /// Waits until a question has this answer.
    pub fn until(&self, path: &str, pointer: &str, expected: &Value) {
        let start = Instant::now();
        while self.json(path).pointer(pointer) != Some(expected) {
            assert!(
                start.elapsed() < PATIENCE,
                "{path} never had {pointer} {expected}"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
