//! Reports are written by others: nothing in them commands a terminal.

use std::path::Path;

use super::run;
use crate::support::archive_with;

const HOSTILE: &str = "\
# \u{1b}]0;titre\u{7}Rubrique
- rouge \u{1b}[31m puis \u{9b}2J et \u{202e}srevne\u{202c} | tuyau <b>gras</b>
- [\u{1b}[1mlien](https://example.org/\u{9b}x) sonne \u{7} et revient \u{8}
- 日本語の項目 é e\u{301} 😀
";

fn ask(archive: &Path, more: &[&str]) -> String {
    let folder = archive.to_str().unwrap();
    let output = run(&[more, &["--archive", folder]].concat());
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8(output.stderr).unwrap();
    let said = said.replace("\u{1b}[2m", "").replace("\u{1b}[0m", "");
    assert!(
        !said.contains(|c: char| c.is_control() && c != '\n'),
        "{said:?}"
    );
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn no_text_of_a_report_commands_a_terminal() {
    let archive = archive_with(&[("2022/01.md", HOSTILE)]);
    let raw = ask(archive.path(), &["items", "--format", "ndjson"]);
    assert!(
        raw.contains("\\u001b[31m") && raw.contains('\u{9b}'),
        "{raw}"
    );
    let id = ask(
        archive.path(),
        &["items", "--fields", "id", "--format", "csv"],
    );
    let ids: Vec<&str> = id.lines().skip(1).collect();
    assert_eq!(ids.len(), 3);
    let mut asked: Vec<Vec<&str>> = vec![
        vec!["items", "--facet", "category,project,resource"],
        vec![
            "items",
            "--fields",
            "id,text,category.name,markdown,html,links",
        ],
        vec!["reports"],
        vec!["reports", "2022-01"],
        vec!["resources"],
        vec!["search", "rouge"],
        vec!["stats", "--by", "category,resource"],
        vec!["changes"],
        vec!["coverage"],
    ];
    asked.extend(ids.iter().map(|id| vec!["items", id]));
    for arguments in asked {
        // A report in Markdown is its bytes, as a file is.
        let formats: &[&str] = if arguments == ["reports", "2022-01"] {
            &["table"]
        } else {
            &["table", "md"]
        };
        for format in formats {
            let arguments = [arguments.as_slice(), &["--format", format]].concat();
            let text = ask(archive.path(), &arguments);
            let bad =
                |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
            assert!(!text.contains(bad), "{arguments:?}: {text:?}");
            assert!(!text.is_empty());
        }
    }
    // Colours are the only sequences, and each is closed.
    let text = ask(
        archive.path(),
        &["items", "--q", "rouge", "--color", "always"],
    );
    for sequence in text.split('\u{1b}').skip(1) {
        let ours = ["[1m", "[2m", "[36m", "[0m", "[1;33m"];
        assert!(
            ours.iter().any(|code| sequence.starts_with(code)),
            "{text:?}"
        );
    }
    assert!(text.contains("\u{1b}[1;33mrouge\u{1b}[0m"), "{text:?}");
}

#[test]
fn columns_stand_under_each_other_whatever_is_in_them() {
    let archive = archive_with(&[("2022/01.md", "# 日本\n- un\n\n# Et\n- deux\n")]);
    let text = ask(archive.path(), &["items", "--fields", "category.name,text"]);
    // Two wide characters take the four columns that « Et » and two blanks take.
    assert_eq!(
        text,
        "category.name  text\n日本           un\nEt             deux\n"
    );
}
