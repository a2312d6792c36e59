//! A command answers what REST answers, and its flags are REST's parameters.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use super::{prints, run, stderr};
use crate::process::server::Server;
use crate::support::{archive_with, get, state, top};

/// Commands and the addresses that they are, forms aside.
const QUESTIONS: &[(&[&str], &str)] = &[
    (&["items"], "/v1/items?"),
    (
        &["items", "--project", "sill", "--month", "2022-01/2022-03"],
        "/v1/items?month=2022-01/2022-03&project=sill",
    ),
    (
        &["items", "--project-all", "sill,nocodb", "--first", "3"],
        "/v1/items?project.all=sill,nocodb&first=3",
    ),
    (
        &[
            "items",
            "--project-none=sill",
            "--kind",
            "BULLET",
            "--offset",
            "4",
        ],
        "/v1/items?project.none=sill&kind=BULLET&offset=4",
    ),
    (
        &[
            "items",
            "--q",
            "-sill données",
            "--highlight",
            "--sort",
            "-month,position",
        ],
        "/v1/items?q=-sill%20donn%C3%A9es&highlight=true&sort=-month,position",
    ),
    (
        &[
            "items",
            "--filter",
            r#"{"or":[{"project":{"any":["sill"]}}]}"#,
        ],
        "/v1/items?filter=%7B%22or%22%3A%5B%7B%22project%22%3A%7B%22any%22%3A%5B%22sill%22%5D%7D%7D%5D%7D",
    ),
    (
        &["reports", "--site", "github.com"],
        "/v1/reports?site=github.com",
    ),
    (
        &["projects", "--sort", "-items", "--first", "5"],
        "/v1/projects?first=5&sort=-items",
    ),
    (&["resources", "--last", "4"], "/v1/resources?last=4"),
    (
        &["search", "logiciels", "libres", "--type", "ITEM"],
        "/v1/search?type=ITEM&q=logiciels+libres",
    ),
    (&["search", "--q", "gazette"], "/v1/search?q=gazette"),
    (
        &["stats", "--by", "month,category", "--sort", "-count"],
        "/v1/stats?by=month,category&sort=-count",
    ),
    (
        &["changes", "--noun", "REPORT", "--since", "2022-01-01"],
        "/v1/changes?since=2022-01-01&noun=REPORT",
    ),
];

/// What has no other form of data: a command and its address.
const THINGS: &[(&[&str], &str)] = &[
    (
        &[
            "items",
            "--fields",
            "id,links.href",
            "--facet",
            "category",
            "--facet",
            "kind",
        ],
        "/v1/items?facet=category&facet=kind&fields=id,links.href",
    ),
    (&["items", "2022-02-xwdjynxw"], "/v1/items/2022-02-xwdjynxw"),
    (
        &["items", "2022-02-xwdjynxw", "--fields", "text"],
        "/v1/items/2022-02-xwdjynxw?fields=text",
    ),
    (&["reports", "2022-02"], "/v1/reports/2022-02"),
    (&["reports", "latest"], "/v1/reports/2022-12"),
    (
        &["projects", "BlueHats Semester of Code"],
        "/v1/projects/bsoc",
    ),
    (&["resources", "admil53qqgn3"], "/v1/resources/admil53qqgn3"),
    (
        &["resources", "http://www.github.com/etalab/sill/"],
        "/v1/resources/admil53qqgn3",
    ),
    (
        &["resources", "github.com/etalab/sill"],
        "/v1/resources/admil53qqgn3",
    ),
    (
        &["coverage", "--category", "publier"],
        "/v1/coverage?category=publier",
    ),
];

/// Every command with its format, and the answer of REST.
fn questions() -> Vec<(Vec<&'static str>, String)> {
    let mut all = Vec::new();
    for (arguments, address) in QUESTIONS {
        for (format, suffix) in [("json", ""), ("ndjson", ".ndjson"), ("csv", ".csv")] {
            let arguments = [*arguments, &["--format", format]].concat();
            all.push((arguments, address.replacen('?', &format!("{suffix}?"), 1)));
        }
    }
    for (arguments, address) in THINGS {
        all.push((
            [*arguments, &["--format", "json"]].concat(),
            (*address).to_owned(),
        ));
    }
    all.push((
        vec!["reports", "2022-02", "--format", "md"],
        "/v1/reports/2022-02.md".to_owned(),
    ));
    all
}

#[test]
fn a_command_prints_what_rest_answers_and_a_server_the_same() {
    let state = state();
    let store = tempfile::tempdir().unwrap();
    let server = Server::start(&top().join("data"), &store.path().join("s"));
    for (arguments, address) in questions() {
        let answer = get(&state, address.trim_end_matches('?'));
        assert!(answer.status.is_success(), "{address}: {}", answer.text());
        let local = run(&arguments);
        assert!(local.status.success(), "{arguments:?}: {}", stderr(&local));
        let printed = String::from_utf8(local.stdout.clone()).unwrap();
        assert_eq!(printed, answer.text(), "{arguments:?}");
        let remote = run(&[arguments.as_slice(), &["--server", &server.url()]].concat());
        assert_eq!(
            remote.stdout,
            local.stdout,
            "{arguments:?}: {}",
            stderr(&remote)
        );
    }
    // What is drawn is drawn from the same rows, and what is said is the same.
    for arguments in [
        &["items"][..],
        &["search", "gazzette"],
        &["coverage"],
        &["items", "nope"],
        &["stats"],
    ] {
        for format in ["table", "md"] {
            let arguments = [arguments, &["--format", format]].concat();
            let local = run(&arguments);
            let remote = run(&[arguments.as_slice(), &["--server", &server.url()]].concat());
            assert_eq!(remote, local, "{arguments:?}");
        }
    }
}

/// The report itself is what was written.
#[test]
fn a_report_in_markdown_is_its_file() {
    let file = fs::read_to_string(top().join("data/2022/02.md")).unwrap();
    assert_eq!(prints(&["reports", "2022-02", "--format", "md"]), file);
}

#[test]
fn all_is_the_whole_list_in_its_order() {
    let bullets = |n: usize| {
        let lines = (0..n).map(|i| format!("- point {i}"));
        lines.collect::<Vec<_>>().join("\n") + "\n"
    };
    let (one, two) = (bullets(300), bullets(150));
    let archive = archive_with(&[
        ("2022/01.md", &format!("# A\n{one}")),
        ("2022/02.md", &format!("# A\n{two}")),
    ]);
    let folder = archive.path().to_str().unwrap();
    let ask = |more: &[&str]| prints(&[&["items", "--archive", folder], more].concat());
    let expected = (0..150).chain(0..300).map(|i| format!("point {i}"));
    let expected: Vec<String> = expected.collect();
    let texts = |rows: &[Value]| -> Vec<String> {
        rows.iter()
            .map(|row| row["text"].as_str().unwrap().to_owned())
            .collect()
    };
    let whole: Value =
        serde_json::from_str(&ask(&["--all", "--format", "json", "--facet", "kind"])).unwrap();
    assert_eq!(texts(whole["data"].as_array().unwrap()), expected);
    assert_eq!(whole["page"]["count"], 450);
    assert_eq!(whole["page"]["total"], 450);
    assert_eq!(whole["page"]["hasNextPage"], false);
    assert_eq!(whole["links"]["next"], Value::Null);
    assert_eq!(whole["facets"]["kind"][0]["count"], 450);
    let lines = ask(&["--all", "--format", "ndjson"]);
    let rows: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(rows, *whole["data"].as_array().unwrap());
    assert_eq!(ask(&["--all"]).lines().count(), 451);
    assert_eq!(ask(&[]).lines().count(), 21);
    // The way on that a page names leads through the list.
    let output = run(&[
        "items",
        "--archive",
        folder,
        "--first",
        "200",
        "--offset",
        "200",
    ]);
    assert!(stderr(&output).contains("200 of 450 items; the next: --offset 400; all: --all"));
    assert!(
        String::from_utf8(output.stdout)
            .unwrap()
            .contains("  point 50\n")
    );
}

#[test]
fn flags_are_the_parameters_of_the_address() {
    let text = fs::read_to_string(top().join("openapi.yaml")).unwrap();
    let document: Value = serde_saphyr::from_str(&text).unwrap();
    let own = ["format", "all", "server", "help"];
    let global = [
        "archive",
        "metadata",
        "store",
        "listen",
        "public-url",
        "config",
        "color",
    ];
    for noun in [
        "items",
        "reports",
        "projects",
        "resources",
        "search",
        "stats",
        "changes",
        "coverage",
    ] {
        let operation = &document["paths"][format!("/v1/{noun}")]["get"];
        let parameters = operation["parameters"].as_array().unwrap().iter();
        let parameters: BTreeSet<String> = parameters
            .map(|parameter| {
                let pointer = parameter["$ref"].as_str().unwrap().trim_start_matches('#');
                let parameter = document.pointer(pointer).unwrap();
                parameter["name"].as_str().unwrap().replace('.', "-")
            })
            .collect();
        let help = prints(&[noun, "--help"]);
        let words = help.lines().map(str::trim).filter_map(|line| {
            let line = line.strip_prefix("-h, ").unwrap_or(line);
            let name = line.strip_prefix("--")?;
            Some(name.split([' ', '[', '=']).next().unwrap().to_owned())
        });
        let flags: BTreeSet<String> = words
            .filter(|name| !own.contains(&name.as_str()) && !global.contains(&name.as_str()))
            .collect();
        assert_eq!(flags, parameters, "{noun}");
    }
}

#[test]
fn what_q_was_taken_to_mean_is_told_beside_the_answer() {
    let output = run(&["search", "gazzette"]);
    assert!(
        stderr(&output).contains("searched for: gazette"),
        "{output:?}"
    );
    let output = run(&["search", "gazette"]);
    assert!(!stderr(&output).contains("searched for"), "{output:?}");
    assert!(stderr(&output).contains("ITEM 1, REPORT 1, RESOURCE 1"));
}
