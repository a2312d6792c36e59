//! Errors are one line that says what to do next, and an exit code.

use std::io::Read;
use std::process::Stdio;

use super::{program, run};
use crate::process::fails;
use crate::support::archive_with;

/// Commands, how they end, and what they say.
const FAULTS: &[(&[&str], i32, &str)] = &[
    (
        &["items", "nope"],
        1,
        "There is no item `nope`; `chronique items` lists",
    ),
    (
        &["resources", "https://example.org/never"],
        1,
        "example.org/never",
    ),
    (
        &["items", "--sort", "zz", "--first", "999"],
        2,
        "--sort: `zz` is not known here: expected one of month",
    ),
    (
        &["items", "--sort", "zz", "--first", "999"],
        2,
        "--first: 999 is outside 0 to 200; see chronique items --help",
    ),
    (
        &["items", "2022-02-xwdjynxw", "--month", "2022"],
        2,
        "--month: ",
    ),
    (
        &["items", "--mont", "2022"],
        2,
        "'--month'; see chronique items --help",
    ),
    (&["search"], 2, "such as `--q 'logiciels libres'`"),
    (
        &["stats"],
        2,
        "such as `--by month,category`; see chronique stats --help",
    ),
    (&["search", "x", "--q", "y"], 2, "cannot be used with"),
    (
        &["items", "--all", "--first", "2"],
        2,
        "cannot be used with",
    ),
    (
        &["items", "x", "--format", "csv"],
        2,
        "choose --format table, json or md",
    ),
    (&["items", "x", "--all"], 2, "one thing has no --all"),
    (
        &["coverage", "--format", "csv"],
        2,
        "[possible values: table, json, md]",
    ),
    (&["items", ".."], 2, "leave it out for the list"),
    (&["item"], 2, "'items'"),
    (
        &["items", "--server", "example.org"],
        2,
        "--server \"example.org\" is not an address",
    ),
    (
        &["items", "--archive", "no-such-folder"],
        3,
        "no-such-folder",
    ),
];

#[test]
fn an_error_says_what_to_do_next() {
    for (arguments, code, says) in FAULTS {
        fails(&run(arguments), *code, says);
    }
}

#[test]
fn whoever_has_read_enough_ends_it_quietly() {
    let bullets = "- un point de plus, assez long pour remplir un tube\n".repeat(4000);
    let archive = archive_with(&[("2022/01.md", &format!("# A\n{bullets}"))]);
    for format in ["csv", "table", "md", "json"] {
        let mut child = program()
            .args(["items", "--all", "--format", format, "--archive"])
            .arg(archive.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdout = child.stdout.take().unwrap();
        stdout.read_exact(&mut [0; 10]).unwrap();
        drop(stdout);
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{format}: {output:?}");
        assert!(output.stderr.is_empty(), "{format}: {output:?}");
    }
}
