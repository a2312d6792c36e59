//! Completions and manual pages, as the programs that read them have it.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use super::{commands, prints, run};

#[test]
fn completions_know_every_command_and_bash_reads_its_own() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let text = prints(&["completions", shell]);
        for command in commands() {
            assert!(text.contains(&command), "{shell}: {command}");
        }
        assert!(text.contains("project-none"), "{shell}");
    }
    let mut bash = Command::new("bash");
    let bash = bash
        .arg("-n")
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    // Not every machine has it.
    if let Ok(mut bash) = bash {
        let mut stdin = bash.stdin.take().unwrap();
        stdin
            .write_all(prints(&["completions", "bash"]).as_bytes())
            .unwrap();
        drop(stdin);
        let output = bash.wait_with_output().unwrap();
        assert!(
            output.status.success() && output.stderr.is_empty(),
            "{output:?}"
        );
    }
}

#[test]
fn every_command_has_a_manual_page() {
    let page = prints(&["man"]);
    assert!(
        page.lines().any(|line| line.starts_with(".TH chronique 1")),
        "{page}"
    );
    assert!(!page.contains("chronique\\-help"), "{page}");
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("man1");
    let output = run(&["man", "--out", out.to_str().unwrap()]);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(fs::read_to_string(out.join("chronique.1")).unwrap(), page);
    let mut expected = vec!["chronique.1".to_owned()];
    expected.extend(commands().iter().map(|name| format!("chronique-{name}.1")));
    expected.sort();
    let mut files: Vec<String> = fs::read_dir(&out)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    assert_eq!(files, expected);
    for file in &files {
        let text = fs::read_to_string(out.join(file)).unwrap();
        let name = file.trim_end_matches(".1");
        assert!(text.contains(&format!(".TH {name} 1")), "{file}: {text}");
        assert!(text.contains("Examples:"), "{file}");
        assert!(text.contains("\\-\\-archive"), "{file}");
    }
    let output = run(&["man", "--out", "Cargo.toml"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
}
