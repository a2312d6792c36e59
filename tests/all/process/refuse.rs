//! What never replaces an archive that was loaded, and what a start finds.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use super::server::Server;
use super::{chronique, fails};
use crate::support::archive_with;

const REPORT: &str = "# A\n\n## Publier\n\n- un\n- deux\n";

struct Place {
    archive: tempfile::TempDir,
    dir: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let place = Self {
            archive: archive_with(&[("2022/01.md", REPORT)]),
            dir: tempfile::tempdir().unwrap(),
        };
        assert!(place.run(&["load"]).status.success());
        place
    }

    fn store(&self) -> PathBuf {
        self.dir.path().join("s")
    }

    fn journal(&self) -> PathBuf {
        self.dir.path().join("s.journal")
    }

    fn run_on(&self, archive: &Path, arguments: &[&str]) -> Output {
        let mut command = chronique();
        command.args(arguments).arg("--archive").arg(archive);
        command.arg("--store").arg(self.store()).output().unwrap()
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.run_on(self.archive.path(), arguments)
    }

    fn empty(&self) {
        fs::remove_file(self.archive.path().join("2022/01.md")).unwrap();
    }
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

const SERVE: [&str; 3] = ["serve", "--listen", "127.0.0.1:0"];

#[test]
fn an_emptied_folder_is_refused_unless_it_is_meant() {
    let place = Place::new();
    place.empty();
    for command in [&["load"][..], &["get", "/v1/items"]] {
        fails(&place.run(command), 3, "--allow-empty");
    }
    let meant = place.run(&["load", "--allow-empty"]);
    assert!(meant.status.success(), "{meant:?}");
    assert!(stderr(&meant).contains("0 reports"), "{meant:?}");
    let changes = place.run(&["get", "/v1/changes.ndjson"]);
    let changes = String::from_utf8(changes.stdout).unwrap();
    assert_eq!(changes.lines().count(), 6, "{changes}");
    assert_eq!(changes.matches("\"DELETED\"").count(), 3, "{changes}");
    // From now on nothing is what was loaded before.
    assert!(place.run(&["load"]).status.success());
}

#[test]
fn a_start_on_an_emptied_folder_serves_what_the_store_holds() {
    let place = Place::new();
    place.empty();
    let server = Server::start(place.archive.path(), &place.store());
    assert_eq!(server.json("/v1/archive")["data"]["counts"]["items"], 2);
    let changes = server.json("/v1/changes");
    assert_eq!(changes["data"].as_array().unwrap().len(), 3);
    fs::write(place.archive.path().join("2022/01.md"), "# A\n- un\n").unwrap();
    server.signal("-HUP");
    server.until("/v1/archive", "/data/counts/items", &1.into());
    drop(server);
    // A store that is gone holds nothing, whatever the journal remembers.
    place.empty();
    fs::remove_dir_all(place.store()).unwrap();
    fails(&place.run(&SERVE), 3, "--allow-empty");
}

#[test]
fn a_journal_of_another_archive_is_refused() {
    let place = Place::new();
    let other = archive_with(&[("2019/05.md", REPORT)]);
    fs::remove_dir_all(place.store()).unwrap();
    let before = fs::read(place.journal()).unwrap();
    for command in [&["load"][..], &SERVE] {
        let refused = place.run_on(other.path(), command);
        fails(
            &refused,
            3,
            "tells of 1 reports of which the archive has none",
        );
        assert_eq!(fs::read(place.journal()).unwrap(), before);
    }
    // An answer in process is that of a node without it, which says so.
    let got = place.run_on(other.path(), &["get", "/v1/changes.ndjson"]);
    assert!(got.status.success(), "{got:?}");
    assert!(stderr(&got).contains("nothing of it is used"), "{got:?}");
    let changes = String::from_utf8(got.stdout).unwrap();
    assert_eq!(changes.matches("\"CREATED\"").count(), 3, "{changes}");
    assert_eq!(changes.lines().count(), 3, "{changes}");
    // One report in common makes it the same archive; the rest is gone from it.
    fs::write(other.path().join("2022-01.md"), REPORT).unwrap();
    assert!(place.run_on(other.path(), &["load"]).status.success());
    assert!(fs::read(place.journal()).unwrap().starts_with(&before));
}

#[test]
fn what_a_killed_load_left_is_cleared_away() {
    let place = Place::new();
    let left = [
        place.dir.path().join("s.journal.new"),
        place.store().join("chronique.probe"),
    ];
    for path in &left {
        fs::write(path, "half of it").unwrap();
    }
    assert!(place.run(&["load"]).status.success());
    assert!(left.iter().all(|path| !path.exists()));
}

#[cfg(target_os = "linux")]
#[test]
fn too_few_open_files_are_told_at_the_start() {
    let place = Place::new();
    let bash = |limit: u32, command: &str| {
        let program = env!("CARGO_BIN_EXE_chronique");
        let store = place.store();
        let archive = place.archive.path();
        let script = format!(
            "ulimit -n {limit}; exec {program} {command} --archive {} --store {}",
            archive.display(),
            store.display()
        );
        let mut command = std::process::Command::new("sh");
        command.arg("-c").arg(script).output().unwrap()
    };
    for command in ["load", "serve --listen 127.0.0.1:0"] {
        fails(&bash(40, command), 3, "no more than 40 files may be open");
    }
    assert!(bash(80, "load").status.success());
}
