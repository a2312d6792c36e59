//! Every help ends with two examples, and each of them works.

use std::env;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Stdio};

use super::{commands, prints, program};
use crate::process::server::Server;
use crate::support::top;

/// The lines below `Examples:`, which end the help.
fn examples(command: &str) -> Vec<String> {
    let arguments = if command.is_empty() {
        vec!["--help"]
    } else {
        vec![command, "--help"]
    };
    let help = prints(&arguments);
    let (_, examples) = help
        .rsplit_once("Examples:\n")
        .unwrap_or_else(|| panic!("{help}"));
    let lines: Vec<&str> = examples.trim_end().lines().collect();
    assert_eq!(lines.len(), 4, "{command}: {examples}");
    for pair in lines.chunks(2) {
        assert!(
            pair[0].starts_with("  # ") && pair[1].starts_with("  chronique "),
            "{examples}"
        );
        assert!(command.is_empty() || pair[1].contains(&format!("chronique {command} ")));
    }
    let commands = lines.iter().skip(1).step_by(2);
    commands.map(|line| line.trim().to_owned()).collect()
}

#[test]
fn every_help_ends_with_two_examples_that_work() {
    let folder = tempfile::tempdir().unwrap();
    symlink(top().join("data"), folder.path().join("data")).unwrap();
    let store = folder.path().join("server-store");
    let server = Server::start(&top().join("data"), &store);
    let mut all = commands();
    all.push(String::new());
    let mut ran = 0;
    for line in all.iter().flat_map(|command| examples(command)) {
        if line.starts_with("chronique serve") {
            serves(&line, folder.path());
        } else {
            let url = server.url();
            let line = line.replace("127.0.0.1:8080", url.trim_start_matches("http://"));
            let output = shell(&line, folder.path()).output().unwrap();
            assert!(output.status.success(), "{line}: {output:?}");
            let goes_elsewhere =
                line.contains(" > ") || line.contains("--out") || line.contains(" load ");
            assert_eq!(output.stdout.is_empty(), goes_elsewhere, "{line}");
        }
        ran += 1;
    }
    assert_eq!(ran, 2 * all.len());
    for file in [
        "items.csv",
        "chronique.bash",
        "export/items.csv",
        "site/index.html",
        "man1/chronique-items.1",
    ] {
        let length = folder
            .path()
            .join(file)
            .metadata()
            .map_or(0, |meta| meta.len());
        assert!(length > 100, "{file}");
    }
}

fn shell(line: &str, folder: &Path) -> Command {
    let own = Path::new(env!("CARGO_BIN_EXE_chronique")).parent().unwrap();
    let path = env::join_paths(
        std::iter::once(own.to_owned()).chain(env::split_paths(&env::var_os("PATH").unwrap())),
    );
    let mut shell = Command::new("sh");
    let bare = program();
    for (name, value) in bare.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    shell
        .env("PATH", path.unwrap())
        .env_remove("CHRONIQUE_STORE");
    shell.args(["-c", line]).current_dir(folder);
    shell
}

/// A server starts and says so. The port is one that is free.
fn serves(line: &str, folder: &Path) {
    let line = line.replace("127.0.0.1:8080", "127.0.0.1:0");
    let mut shell = shell(&format!("exec {line}"), folder);
    shell.env("CHRONIQUE_LISTEN", "127.0.0.1:0");
    let mut child = shell.stderr(Stdio::piped()).spawn().unwrap();
    let log = BufReader::new(child.stderr.take().unwrap());
    let mut said = Vec::new();
    for line in log.lines().map_while(Result::ok) {
        let listens = line.contains("listening on http://");
        said.push(line);
        if listens {
            break;
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let last = said.last().unwrap();
    assert!(last.contains("listening on http://"), "{said:?}");
}
