//! The command line as people type it: nouns with flags, tables, a server
//! asked from afar, completions and manual pages.

mod check;
mod color;
mod error;
mod example;
mod hostile;
mod manual;
mod parity;
mod reference;
mod remote;

use std::path::Path;
use std::process::{Command, Output};

use crate::process::chronique;
use crate::support::top;

/// The program at the top of the repository, whose archive is `data`, with
/// nothing of the surroundings that it would heed.
fn program() -> Command {
    let mut command = chronique();
    for name in [
        "CHRONIQUE_SERVER",
        "CHRONIQUE_ARCHIVE",
        "NO_COLOR",
        "CLICOLOR_FORCE",
        "http_proxy",
        "HTTP_PROXY",
        "all_proxy",
        "ALL_PROXY",
    ] {
        command.env_remove(name);
    }
    let store = Path::new(env!("CARGO_TARGET_TMPDIR")).join("no-such-store");
    command.current_dir(top()).env("CHRONIQUE_STORE", store);
    command
}

fn run(arguments: &[&str]) -> Output {
    program().args(arguments).output().unwrap()
}

/// What it prints, having ended well.
fn prints(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Every command but `help`, as the help of the whole names them.
fn commands() -> Vec<String> {
    let help = prints(&["--help"]);
    let listed = help.split("Commands:\n").nth(1).unwrap();
    let listed = listed.split("\n\n").next().unwrap();
    let names = listed
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names = names.map(|line| line.split_whitespace().next().unwrap().to_owned());
    let names: Vec<String> = names.filter(|name| name != "help").collect();
    assert!(names.len() >= 17, "{names:?}");
    names
}
