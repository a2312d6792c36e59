//! What the README and the pages behind it show is what happens. (What stands in
//! `docs/reuse.md` is run by CI, which has the languages for it.)

use std::fs;

use actix_web::test::TestRequest;
use serde_json::{Value, json};

use crate::support::{ask, get, state, top};

const PAGES: [&str; 4] = [
    "README.md",
    "docs/search.md",
    "docs/forms.md",
    "docs/changes.md",
];

/// Fenced blocks: language and text.
fn blocks() -> Vec<(String, String)> {
    let pages = PAGES.map(|page| fs::read_to_string(top().join(page)).unwrap());
    let blocks = pages
        .iter()
        .flat_map(|text| text.split("```").skip(1).step_by(2));
    blocks
        .map(|block| {
            let (language, body) = block.split_once('\n').unwrap();
            (language.to_owned(), body.to_owned())
        })
        .collect()
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
        commands.filter(|l| l.starts_with("chronique get") || l.starts_with("chronique query"))
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
