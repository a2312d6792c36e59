//! What survives: kills, the loss of the store, the move to another node.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use super::server::Server;
use super::{chronique, fails, without_request_id};
use crate::support::archive_with;

/// An archive, its store and the journal beside.
struct Place {
    archive: tempfile::TempDir,
    dir: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        Self {
            archive: archive_with(&[("2022/01.md", FIRST), ("2022/02.md", OTHER)]),
            dir: tempfile::tempdir().unwrap(),
        }
    }

    fn store(&self) -> PathBuf {
        self.dir.path().join("s")
    }

    fn journal(&self) -> PathBuf {
        self.dir.path().join("s.journal")
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.archive.path().join(path), text).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> std::process::Command {
        let mut command = chronique();
        command
            .args(arguments)
            .arg("--archive")
            .arg(self.archive.path());
        command.arg("--store").arg(self.store());
        command
    }

    fn load(&self) -> String {
        let output = self.command(&["load"]).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stderr).unwrap()
    }

    fn get(&self, address: &str) -> Vec<u8> {
        self.command(&["get", "-i", address])
            .output()
            .unwrap()
            .stdout
    }

    fn positions(&self) -> Vec<serde_json::Value> {
        // The whole list, however long.
        let output = self
            .command(&["get", "/v1/changes.ndjson"])
            .output()
            .unwrap();
        let lines = String::from_utf8(output.stdout).unwrap();
        let row = |line| serde_json::from_str(line).unwrap();
        lines.lines().map(row).collect()
    }
}

const FIRST: &str = "# T\n\n## Publier\n\n- Une mairie publie la liste de ses marchés.\n- Un parc recense ses sentiers.\n";
const SECOND: &str = "# T\n\n## Publier\n\n- Une mairie publie la liste complète de ses marchés.\n- Un canal compte ses écluses.\n";
const OTHER: &str = "# T\n\n## Publier\n\n- Autre chose.\n";

/// Three loads: an edit, a deletion, an id that is carried, a slug that changes.
fn lived() -> Place {
    let place = Place::new();
    place.load();
    place.write("2022/01.md", SECOND);
    place.load();
    place.write("2022-02-07.md", OTHER);
    fs::remove_file(place.archive.path().join("2022/02.md")).unwrap();
    let said = place.load();
    assert!(said.contains("its journal 10 changes"), "{said}");
    place
}

/// Answers that depend on what the Markdown cannot give back.
fn addresses(place: &Place) -> Vec<String> {
    let rows = place.positions();
    let mut addresses: Vec<String> = [
        "/v1/changes",
        "/v1/changes?since=3&noun=ITEM",
        "/v1/items",
        "/v1/reports",
        "/v1/archive",
        "/v1/export/journal.ndjson",
    ]
    .map(str::to_owned)
    .into();
    for row in &rows {
        for id in [&row["id"], &row["formerId"]]
            .into_iter()
            .filter_map(|id| id.as_str())
        {
            let list = if row["noun"] == "ITEM" {
                "items"
            } else {
                "reports"
            };
            addresses.push(format!("/v1/{list}/{id}"));
        }
    }
    addresses
}

fn answers(place: &Place, addresses: &[String]) -> Vec<String> {
    // Headers come in any order.
    let text = |address: &String| {
        let text = String::from_utf8(place.get(address)).unwrap();
        let (head, body) = text.split_once("\n\n").unwrap();
        let mut lines: Vec<&str> = head.lines().collect();
        lines[1..].sort_unstable();
        format!("{}\n\n{body}", lines.join("\n"))
    };
    addresses.iter().map(text).collect()
}

#[test]
fn with_the_store_gone_or_damaged_everything_is_as_before() {
    let place = lived();
    let addresses = addresses(&place);
    let right = answers(&place, &addresses);
    for status in ["200", "308", "410"] {
        assert!(
            right
                .iter()
                .any(|a| a.starts_with(&format!("HTTP/1.1 {status}"))),
            "{right:#?}"
        );
    }
    let journal = fs::read(place.journal()).unwrap();
    for damage in 0..3 {
        match damage {
            0 => fs::remove_dir_all(place.store()).unwrap(),
            1 => {
                let db = place.store().join("db");
                let mut bytes = fs::read(&db).unwrap();
                bytes.iter_mut().step_by(37).for_each(|b| *b ^= 0x5a);
                fs::write(db, bytes).unwrap();
            }
            _ => fs::remove_file(place.journal()).unwrap(),
        }
        place.load();
        assert_eq!(fs::read(place.journal()).unwrap(), journal, "{damage}");
        assert!(answers(&place, &addresses) == right, "{damage}");
    }
    // A server says the same, byte for byte.
    fs::remove_dir_all(place.store()).unwrap();
    let server = Server::start(place.archive.path(), &place.store());
    for (address, right) in addresses.iter().zip(&right) {
        let (head, body) = server.request("GET", address);
        let status = |text: &str| text.lines().next().unwrap().to_owned();
        assert_eq!(status(&head), status(right), "{address}");
        let etag = |text: &str| {
            let line = text
                .lines()
                .find(|l| l.to_lowercase().starts_with("etag: "));
            line.map(|l| l[6..].to_owned())
        };
        assert_eq!(etag(&head), etag(right), "{address}");
        assert_eq!(
            Some(without_request_id(&body).as_str()),
            right.split_once("\n\n").map(|(_, b)| b),
            "{address}"
        );
    }
}

#[test]
fn with_store_gone_and_markdown_edited_ids_are_still_carried() {
    let place = lived();
    let id = |place: &Place, text: &str| {
        let rows = place
            .command(&["get", "/v1/items?fields=id,text"])
            .output()
            .unwrap();
        let rows: serde_json::Value = serde_json::from_slice(&rows.stdout).unwrap();
        let mut rows = rows["data"].as_array().unwrap().clone();
        rows.retain(|r| r["text"] == text);
        rows[0]["id"].as_str().unwrap().to_owned()
    };
    let before = id(&place, "Un canal compte ses écluses.");
    fs::remove_dir_all(place.store()).unwrap();
    place.write(
        "2022/01.md",
        &SECOND.replace("ses écluses", "toutes ses écluses"),
    );
    let said = place.load();
    assert!(said.contains("its journal 11 changes"), "{said}");
    assert_eq!(id(&place, "Un canal compte toutes ses écluses."), before);
}

#[test]
#[expect(clippy::too_many_lines, reason = "one story, told in order")]
fn a_second_node_takes_the_journal_over() {
    let place = lived();
    let addresses = addresses(&place);
    let right = answers(&place, &addresses);
    let exported = place
        .command(&["get", "/v1/export/journal.ndjson"])
        .output()
        .unwrap()
        .stdout;
    assert_eq!(exported, fs::read(place.journal()).unwrap());
    let file = place.dir.path().join("exported.ndjson");
    fs::write(&file, exported).unwrap();
    let file = file.to_str().unwrap();
    let second = Place {
        archive: tempfile::tempdir().unwrap(),
        dir: tempfile::tempdir().unwrap(),
    };
    copy(place.archive.path(), second.archive.path());
    let output = second
        .command(&["load", "--journal", file])
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(answers(&second, &addresses) == right);
    // Again is no harm; another story, damage and nothing are refused.
    assert!(
        second
            .command(&["load", "--journal", file])
            .status()
            .unwrap()
            .success()
    );
    let third = Place::new();
    third.write("2022/02.md", SECOND);
    third.load();
    let before = fs::read(third.journal()).unwrap();
    fails(
        &third
            .command(&["load", "--journal", file])
            .output()
            .unwrap(),
        3,
        "other changes",
    );
    let mut damaged = fs::read(file).unwrap();
    damaged[900] ^= 1;
    fs::write(file, damaged).unwrap();
    fails(
        &third
            .command(&["load", "--journal", file])
            .output()
            .unwrap(),
        3,
        "line ",
    );
    fails(
        &third
            .command(&["load", "--journal", "/no/such/file"])
            .output()
            .unwrap(),
        3,
        "cannot be taken over",
    );
    let folder = third.archive.path().to_str().unwrap();
    for endless in [folder, "/dev/zero"] {
        let load = third.command(&["load", "--journal", endless]).output();
        fails(&load.unwrap(), 3, "not a file");
    }
    assert_eq!(fs::read(third.journal()).unwrap(), before);
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            fs::create_dir_all(&target).unwrap();
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Kills a load at many moments. Whatever was acknowledged stays, byte for
/// byte, and nothing is told twice.
#[test]
fn a_killed_load_loses_nothing_acknowledged_and_tells_nothing_twice() {
    let rounds: u64 = std::env::var("CHRONIQUE_TEST_KILLS").map_or(24, |n| n.parse().unwrap());
    let place = Place::new();
    place.load();
    let mut acknowledged = fs::read(place.journal()).unwrap();
    let mut text = FIRST.to_owned();
    for round in 0..rounds {
        let line = format!("- Mesure numéro {round} du plan, prise au tour {round}.\n");
        text.push_str(&line);
        place.write("2022/01.md", &text);
        let mut child = place
            .command(&["load"])
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        sleep(Duration::from_millis(round * 7 % 160));
        child.kill().unwrap();
        if child.wait().unwrap().success() {
            let now = fs::read(place.journal()).unwrap();
            assert!(now.starts_with(&acknowledged), "round {round}");
            acknowledged = now;
        }
        if round % 5 == 4 {
            place.load();
            let now = fs::read(place.journal()).unwrap();
            assert!(now.starts_with(&acknowledged), "round {round}");
            acknowledged = now;
        }
    }
    place.load();
    let rows = place.positions();
    let rounds = usize::try_from(rounds).unwrap();
    assert_eq!(rows.len(), 5 + rounds, "every item was created once");
    let mut created = std::collections::HashSet::new();
    for (row, position) in rows.iter().zip(1..) {
        assert_eq!(
            (&row["position"], &row["change"]),
            (&position.into(), &"CREATED".into())
        );
        assert!(created.insert(row["id"].clone()), "{row}");
    }
    assert!(
        fs::read(place.journal())
            .unwrap()
            .starts_with(&acknowledged)
    );
}
