//! The reference page is what the helps say.

use std::fs;

use super::{commands, prints, program};
use crate::support::top;

const FILE: &str = "docs/reference/command-line.md";
const GLOBAL: &str = "\nOptions of every command:\n";

const HEAD: &str = "\
# The command line

`chronique items`, `reports`, `projects`, `resources`, `search`, `stats`, `changes` and `coverage` ask what REST answers at the address of the same name; their flags are its parameters, with `-` for `.` (`project.none` is `--project-none`). The answer comes from the archive, or with `--server URL` (or `CHRONIQUE_SERVER`) from a server.

- **`--format table`**, the default, is for reading: columns that fit the terminal, whole when piped; below it, on standard error, how much of the list it is and how to get the rest. `--fields` chooses the columns.
- **`json`, `ndjson`, `csv`** are the bytes of the API. A page has 20 rows unless `--first` says otherwise; `ndjson` and `csv` are the whole list without it.
- **`md`** is a Markdown table, and of one report its source.
- **`--all`** is the whole list in any format; of JSON pages it makes one.
- **Colour** is for terminals. `--color` counts over `NO_COLOR`, that over `CLICOLOR_FORCE`.
- **Exit codes**: 0 ok, 1 not found, 2 usage, 3 bad data or a server that does not answer. Standard output is data and nothing else.

What follows is printed by `--help`. `chronique man` makes manual pages of it, `chronique completions` what a shell needs.
";

/// A help without its examples, and those.
fn help(command: &str) -> (String, String) {
    let mut program = program();
    let arguments = Some(command).filter(|name| !name.is_empty());
    let output = program
        .args(arguments)
        .arg("--help")
        .env("COLUMNS", "100")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let (text, examples) = text.rsplit_once("Examples:\n").unwrap();
    (text.trim_end().to_owned(), examples.to_owned())
}

/// Examples as a list: what for, and the command.
fn listed(examples: &str) -> String {
    let lines: Vec<&str> = examples.trim_end().lines().map(str::trim).collect();
    let pairs = lines.chunks(2);
    let line = |pair: &[&str]| format!("- {}: `{}`\n", &pair[0][2..], pair[1]);
    pairs.map(line).collect()
}

fn document() -> String {
    let (whole, examples) = help("");
    let mut text = format!("{HEAD}\n```text\n{whole}\n```\n\n{}", listed(&examples));
    for command in commands() {
        let (help, examples) = help(&command);
        // Those stand above.
        let help = help.split(GLOBAL).next().unwrap().trim_end().to_owned();
        text = format!(
            "{text}\n## {command}\n\n```text\n{help}\n```\n\n{}",
            listed(&examples)
        );
    }
    text
}

#[test]
fn the_reference_page_is_what_the_helps_say() {
    let (expected, path) = (document(), top().join(FILE));
    let is_held = fs::read_to_string(&path).unwrap_or_default() == expected;
    let may_write = std::env::var_os("CI").is_none();
    if !is_held && may_write {
        fs::write(&path, &expected).unwrap();
    }
    assert!(
        is_held,
        "{FILE} was stale: run `cargo test` outside CI, which rewrites it, and commit the change"
    );
    let whole = prints(&["--help"]);
    assert!(whole.contains(GLOBAL), "{whole}");
}
