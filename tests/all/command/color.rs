//! Colour where it is wanted, tables that fit the terminal.

use std::process::Command;

use super::program;

const ESCAPE: char = '\u{1b}';

fn prints_with(variables: &[(&str, &str)], more: &[&str]) -> String {
    let mut command = program();
    command.args(["items", "--q", "gazette"]).args(more);
    for (name, value) in variables {
        command.env(name, value);
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn colour_is_as_wanted() {
    let plain = prints_with(&[], &[]);
    assert!(!plain.contains(ESCAPE), "{plain}");
    assert!(
        plain.starts_with("ID                CATEGORY      TEXT\n"),
        "{plain}"
    );
    let forced = prints_with(&[("CLICOLOR_FORCE", "1")], &[]);
    assert!(
        forced.contains("La quinzième \u{1b}[1;33mgazette\u{1b}[0m BlueHats"),
        "{forced}"
    );
    for (variables, more, is_coloured) in [
        (
            &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")][..],
            &[][..],
            false,
        ),
        (&[("NO_COLOR", "1")], &["--color", "always"], true),
        (&[("CLICOLOR_FORCE", "1")], &["--color", "never"], false),
        (&[("CLICOLOR_FORCE", "0")], &[], false),
        (&[("CLICOLOR_FORCE", "1")], &["--format", "csv"], false),
        (&[("CLICOLOR_FORCE", "1")], &["--format", "md"], false),
    ] {
        let text = prints_with(variables, more);
        assert_eq!(text.contains(ESCAPE), is_coloured, "{variables:?} {more:?}");
        assert_eq!(text == forced, is_coloured, "{text}");
    }
}

/// On a pseudo-terminal of util-linux's `script`, which is not everywhere.
#[test]
fn a_terminal_gets_colours_and_lines_that_fit() {
    let mut script = Command::new("script");
    let bare = program();
    for (name, value) in bare.get_envs() {
        match value {
            Some(value) => script.env(name, value),
            None => script.env_remove(name),
        };
    }
    let line = format!(
        "stty cols 60 rows 20; {} items --project sill",
        env!("CARGO_BIN_EXE_chronique")
    );
    script
        .args(["-qec", &line, "/dev/null"])
        .env("TERM", "xterm");
    let Ok(output) = script.current_dir(crate::support::top()).output() else {
        return;
    };
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("\u{1b}[1mID\u{1b}[0m"), "{text}");
    let rows = text.lines().filter(|line| line.contains("\u{1b}[36m2022-"));
    let mut cut = 0;
    for row in rows {
        let without = ["\u{1b}[36m", "\u{1b}[2m", "\u{1b}[0m", "\r"]
            .iter()
            .fold(row.to_owned(), |row, code| row.replace(code, ""));
        assert!(without.chars().count() <= 60, "{without}");
        cut += usize::from(without.ends_with('…'));
    }
    assert!(cut >= 3, "{text}");
}
