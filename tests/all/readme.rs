//! What the README and the pages behind it show is what happens. Here is what
//! Rust alone can ask; `.ci/docs.py` runs every shell block, `.ci/reuse.py` and
//! `.ci/readme.py` the other languages, and a block that none of them runs fails.

use std::fs;
use std::path::{Path, PathBuf};

use actix_web::test::TestRequest;
use serde_json::{Value, json};

use crate::support::{ask, get, state, top};

/// Every Markdown file in a folder and below, without what is built or fetched.
fn markdown(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if !name.starts_with('.') && name != "target" && name != "node_modules" {
                files.extend(markdown(&path));
            }
        } else if path.extension().is_some_and(|e| e == "md") {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn pages() -> Vec<PathBuf> {
    let mut pages = vec![top().join("README.md")];
    pages.extend(markdown(&top().join("docs")));
    pages
}

/// Fenced blocks of a page: language and text.
fn blocks_of(page: &Path) -> Vec<(String, String)> {
    let text = fs::read_to_string(page).unwrap();
    let blocks = text.split("```").skip(1).step_by(2);
    blocks
        .map(|block| {
            let (language, body) = block.split_once('\n').unwrap();
            (language.to_owned(), body.to_owned())
        })
        .collect()
}

fn blocks() -> Vec<(String, String)> {
    pages().iter().flat_map(|page| blocks_of(page)).collect()
}

/// A block is of a language that something runs, or shows what is no command.
#[test]
fn every_block_is_run_or_is_none_to_run() {
    let (mut run, mut shown) = (0, 0);
    for page in pages() {
        let is_reuse = page.ends_with("docs/how-to/reuse.md");
        let is_readme = page == top().join("README.md");
        for (language, body) in blocks_of(&page) {
            let place = format!("{}: {language}: {body}", page.display());
            match language.as_str() {
                // A document has its answer below, which is compared.
                "sh" | "graphql" => run += 1,
                "js" | "python" if is_reuse || is_readme => run += 1,
                "r" | "sql" if is_reuse => run += 1,
                "json" | "text" | "toml" | "html" => shown += 1,
                _ => panic!("nothing runs this: {place}"),
            }
            if matches!(language.as_str(), "text" | "toml" | "html") {
                let commands = ["curl ", "chronique ", "cargo ", "$ "];
                let is_command = |line: &str| commands.iter().any(|c| line.trim().starts_with(c));
                assert!(!body.lines().any(is_command), "not run: {place}");
            }
        }
    }
    assert!(run > 60 && shown > 15, "{run}, {shown}");
}

/// No relative link of a Markdown file leads nowhere, nor its anchor.
#[test]
fn no_link_between_pages_is_dead() {
    let mut seen = 0;
    // The reports themselves are quoted, not ours.
    let reports = top().join("data/20");
    let is_ours = |page: &PathBuf| {
        let path = page.to_string_lossy();
        !path.starts_with(&*reports.to_string_lossy()) && !path.contains("/tests/")
    };
    for page in markdown(top()).into_iter().filter(is_ours) {
        let text = fs::read_to_string(&page).unwrap();
        for link in text.split("](").skip(1) {
            let link = link.split([')', ' ']).next().unwrap();
            if link.contains("://") || link.starts_with("mailto:") || link.contains('`') {
                continue;
            }
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = if path.is_empty() {
                page.clone()
            } else {
                page.parent().unwrap().join(path)
            };
            assert!(target.exists(), "{}: {link}", page.display());
            if !anchor.is_empty() {
                let text = fs::read_to_string(&target).unwrap();
                let slug = |heading: &str| {
                    let words = heading.trim_start_matches('#').trim().to_lowercase();
                    let kept = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
                    words
                        .chars()
                        .filter(kept)
                        .collect::<String>()
                        .replace(' ', "-")
                };
                let mut headings = text.lines().filter(|l| l.starts_with('#'));
                assert!(
                    headings.any(|h| slug(h) == anchor),
                    "{}: {link}",
                    page.display()
                );
            }
            seen += 1;
        }
    }
    assert!(seen > 30, "{seen}");
}

/// Every `curl` and `graphql` block with the JSON block below it.
#[test]
fn shown_answers_are_those_given() {
    let state = state();
    let blocks = blocks();
    let mut checked = 0;
    for (question, answer) in blocks.iter().zip(blocks.iter().skip(1)) {
        if answer.0 != "json" {
            continue;
        }
        let shown: Value = serde_json::from_str(&answer.1).unwrap();
        let given = match question.0.as_str() {
            "graphql" => {
                let body = json!({ "query": question.1 });
                ask(&state, TestRequest::post().uri("/graphql").set_json(body)).json()
            }
            "sh" => {
                let address = question.1.split("http://127.0.0.1:8080").nth(1).unwrap();
                let (address, rest) = address.split_once('\'').unwrap();
                let key = rest.trim().strip_prefix("| jq .").unwrap();
                get(&state, address).json()[key].clone()
            }
            other => panic!("an answer below {other}"),
        };
        assert_eq!(given, shown, "{}", question.1);
        checked += 1;
    }
    assert_eq!(checked, 6);
}

#[test]
fn commands_without_a_server_work() {
    let blocks = blocks();
    let commands = blocks
        .iter()
        .filter(|(language, _)| language == "sh")
        .flat_map(|(_, b)| b.lines());
    let mut ran = 0;
    for line in
        commands.filter(|l| l.starts_with("chronique get '") || l.starts_with("chronique query '"))
    {
        let (command, rest) = line.split_once(" '").unwrap();
        let (verb, argument) = (
            command.trim_start_matches("chronique "),
            rest.split('\'').next().unwrap(),
        );
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_chronique"))
            .current_dir(top())
            .args([verb, argument])
            .output()
            .unwrap();
        assert!(output.status.success(), "{line}: {output:?}");
        serde_json::from_slice::<Value>(&output.stdout).unwrap();
        ran += 1;
    }
    assert_eq!(ran, 3);
}
