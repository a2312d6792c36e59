//! The same question gets the same answer through every door: ids, order,
//! totals, cursors and codes of REST, GraphQL and the command line.
//!
//! Questions are generated from a seed that is printed; set `CHRONIQUE_SEED`
//! to repeat a run and `CHRONIQUE_QUESTIONS` to ask more.

mod changes;
mod forms;
mod graph;
pub mod question;
mod search;

use std::path::Path;
use std::process::Command;

use actix_web::test::TestRequest;
use serde_json::{Value, json};

use self::question::{Dice, Question, question};
use crate::support::{Response, archive_with, ask_all, state_of, top};

const SEED: u64 = 0x00c0_ffee_2022_0214;

/// What must be the same through every door.
#[derive(Debug, PartialEq)]
struct Outcome {
    rows: Vec<Value>,
    page: Value,
    facets: Value,
    corrected: Value,
    faults: Vec<Value>,
}

fn of_rest(body: &Value) -> Outcome {
    let row = |i: &Value| {
        json!([
            i["id"],
            i["text"],
            i["position"],
            i["category"]["slug"],
            i["report"]["slug"],
            i.get("highlights").unwrap_or(&json!([]))
        ])
    };
    let page = &body["page"];
    let facets = body["facets"].as_object().map(|facets| {
        facets
            .iter()
            .map(|(by, values)| (by.to_uppercase(), values.clone()))
            .collect::<serde_json::Map<_, _>>()
    });
    Outcome {
        rows: body["data"]
            .as_array()
            .into_iter()
            .flatten()
            .map(row)
            .collect(),
        page: json!([
            page["total"],
            page["hasNextPage"],
            page["hasPreviousPage"],
            page["startCursor"],
            page["endCursor"]
        ]),
        facets: facets.map_or(Value::Null, Value::Object),
        corrected: body["meta"]["corrected"].clone(),
        faults: faults(&body["errors"]),
    }
}

fn of_graphql(body: &Value) -> Outcome {
    let items = &body["data"]["items"];
    let row = |edge: &Value| {
        let i = &edge["node"];
        json!([
            i["id"],
            i["text"],
            i["position"],
            i["category"]["slug"],
            i["report"]["slug"],
            edge["highlights"]
        ])
    };
    let page = &items["pageInfo"];
    let facets = items["facets"].as_array().map(|facets| {
        let mut sorted: Vec<_> = facets
            .iter()
            .map(|f| (f["by"].as_str().unwrap().to_owned(), f["values"].clone()))
            .collect();
        sorted.sort_by(|a, b| a.0.cmp(&b.0));
        sorted.into_iter().collect::<serde_json::Map<_, _>>()
    });
    let errors = &body["errors"][0]["extensions"]["errors"];
    assert!(
        body["errors"].is_null() || errors.is_array(),
        "a fault of another kind: {body}"
    );
    Outcome {
        rows: items["edges"]
            .as_array()
            .into_iter()
            .flatten()
            .map(row)
            .collect(),
        page: json!([
            items["totalCount"],
            page["hasNextPage"],
            page["hasPreviousPage"],
            page["startCursor"],
            page["endCursor"]
        ]),
        facets: facets.map_or(Value::Null, Value::Object),
        corrected: items["corrected"].clone(),
        faults: faults(errors),
    }
}

/// Faults without those of facets, which GraphQL meets at another field.
fn faults(errors: &Value) -> Vec<Value> {
    let list = errors.as_array().into_iter().flatten();
    list.map(|e| json!([e["parameter"], e["code"], e["detail"], e["allowed"]]))
        .collect()
}

fn graphql_request(document: &str) -> TestRequest {
    TestRequest::post()
        .uri("/graphql")
        .set_json(json!({ "query": document }))
}

fn command_line(dir: &Path, arguments: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_chronique"))
        .args(["--archive".as_ref(), dir.as_os_str()])
        .args(arguments)
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {output:?}"))
}

/// The repository's reports, and a second series with everything they lack.
pub fn mixed_archive() -> tempfile::TempDir {
    let data = top().join("data");
    let read = |name: &str| std::fs::read_to_string(data.join(name)).unwrap();
    let about = read("chronique.toml")
        + "\n[[series]]\nslug = \"gazettes\"\ntitle = \"Les gazettes\"\npaths = [\"gazettes/*.md\"]\n";
    let mut files = vec![
        ("chronique.toml".to_owned(), about),
        ("projects.toml".to_owned(), read("projects.toml")),
    ];
    for month in 1..=12 {
        files.push((
            format!("2022/{month:02}.md"),
            read(&format!("2022/{month:02}.md")),
        ));
    }
    for (n, day) in ["2022-02-03", "2022-02-14", "2022-04-25", "2021-12-21"]
        .into_iter()
        .enumerate()
    {
        let text = format!(
            "---\ndate: {day}\n---\nAvant tout, numéro {n}.\n\n## Nouvelles\n\nUn paragraphe sur [BlueHats](https://example.org/{n}).\n\n> Cité {n}\n\n- XCP-ng et le SILL\n  - dedans, le BSOC\n- <https://example.org/{n}>\n\n| a | b |\n|---|---|\n| {n} | NocoDB |\n\n```\ncode {n}\n```\n\n## Publier\n\n- {n} : https://github.com/etalab/sill\n"
        );
        files.push((format!("gazettes/g{n}.md"), text));
    }
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(p, t)| (p.as_str(), t.as_str()))
        .collect();
    archive_with(&files)
}

fn from_env(name: &str, default: u64) -> u64 {
    std::env::var(name)
        .ok()
        .and_then(|v| v.parse().ok())
        .unwrap_or(default)
}

#[test]
fn generated_questions_get_the_same_answer_through_every_door() {
    let seed = from_env("CHRONIQUE_SEED", SEED);
    let count = from_env("CHRONIQUE_QUESTIONS", 500);
    println!("seed {seed}, {count} questions");
    let mut dice = Dice(seed);
    let dir = mixed_archive();
    let state = state_of(dir.path());
    let questions: Vec<Question> = (0..count).map(|_| question(&mut dice)).collect();
    let ask = |questions: &[Question]| -> Vec<(Outcome, Outcome)> {
        let rest = questions.iter().map(|q| TestRequest::get().uri(&q.rest()));
        let graphql = questions.iter().map(|q| graphql_request(&q.graphql()));
        let mut answers = ask_all(&state, rest.chain(graphql).collect());
        let second: Vec<Response> = answers.split_off(questions.len());
        let pairs = answers.iter().zip(&second);
        pairs
            .map(|(r, g)| (of_rest(&r.json()), of_graphql(&g.json())))
            .collect()
    };
    let answers = ask(&questions);
    let mut following = Vec::new();
    let (mut faulty, mut rows, mut marked, mut corrected) = (0, 0, 0, 0);
    for (question, (rest, graphql)) in questions.iter().zip(&answers) {
        assert_eq!(rest, graphql, "{}\n{}", question.rest(), question.graphql());
        faulty += u64::from(!rest.faults.is_empty());
        rows += rest.rows.len();
        marked += rest.rows.iter().filter(|r| r[5] != json!([])).count();
        corrected += usize::from(rest.corrected.is_string());
        // The cursor of one door turns the page in the others.
        if rest.page[1] == true && !rest.rows.is_empty() {
            let mut next = question.clone();
            next.numbers = vec![("first", 3)];
            next.cursors = vec![("after", graphql.page[4].as_str().unwrap().to_owned())];
            following.push(next);
        }
    }
    println!(
        "{faulty} of them with faults, {rows} rows, {marked} of them marked, {corrected} corrected, {} next pages",
        following.len()
    );
    assert!(
        faulty > count / 10 && faulty < count / 2,
        "{faulty} faulty of {count}"
    );
    assert!(marked > 50 && corrected > 5, "{marked} {corrected}");
    assert!(following.len() > 50, "{} next pages", following.len());
    for (question, (rest, graphql)) in following.iter().zip(ask(&following)) {
        assert_eq!(rest, graphql, "{}", question.rest());
    }
    for (question, (rest, _)) in questions.iter().zip(&answers) {
        let printed = of_rest(&command_line(dir.path(), &["get", &question.rest()]));
        assert_eq!(*rest, printed, "chronique get '{}'", question.rest());
    }
    // `query` runs the same engine as POST /graphql; some of them suffice.
    for (question, (_, graphql)) in questions.iter().zip(&answers).take(25) {
        let printed = of_graphql(&command_line(dir.path(), &["query", &question.graphql()]));
        assert_eq!(
            *graphql,
            printed,
            "chronique query '{}'",
            question.graphql()
        );
    }
}

/// Lists besides items: name, own arguments in REST and GraphQL, fields.
const LISTS: [(&str, &str, &str, &str); 3] = [
    ("reports", "", "", "slug"),
    ("resources", "", "", "url counts { citations }"),
    (
        "stats",
        "by=month,category,project&",
        "by: [MONTH CATEGORY PROJECT]",
        "keys { by key } count",
    ),
];

/// What tells a row of a list, as REST has it.
fn rest_row(list: &str, row: &Value) -> Value {
    match list {
        "reports" => row["slug"].clone(),
        "resources" => row["url"].clone(),
        _ => {
            let keys = row["keys"].as_object().into_iter().flatten();
            json!([
                keys.map(|(_, k)| k.clone()).collect::<Vec<_>>(),
                row["count"]
            ])
        }
    }
}

/// What tells a row of a list, as GraphQL has it.
fn graphql_row(list: &str, row: &Value) -> Value {
    match list {
        "stats" => {
            let keys = row["keys"].as_array().into_iter().flatten();
            json!([
                keys.map(|k| k["key"].clone()).collect::<Vec<_>>(),
                row["count"]
            ])
        }
        list => rest_row(list, row),
    }
}

fn rest_list(list: &str, body: &Value) -> Value {
    let rows = body["data"].as_array().into_iter().flatten();
    let rows: Vec<Value> = rows.map(|row| rest_row(list, row)).collect();
    let page = &body["page"];
    json!([
        rows,
        page["total"],
        page["startCursor"],
        page["endCursor"],
        body["meta"]["corrected"],
        faults(&body["errors"])
    ])
}

fn graphql_list(list: &str, body: &Value) -> Value {
    let found = &body["data"][list];
    let rows = found["nodes"].as_array().into_iter().flatten();
    let rows: Vec<Value> = rows.map(|row| graphql_row(list, row)).collect();
    let page = &found["pageInfo"];
    let errors = &body["errors"][0]["extensions"]["errors"];
    json!([
        rows,
        found["totalCount"],
        page["startCursor"],
        page["endCursor"],
        found["corrected"],
        faults(errors)
    ])
}

#[test]
fn other_lists_agree_as_well() {
    let mut dice = Dice(from_env("CHRONIQUE_SEED", SEED) ^ 0xfeed);
    let dir = mixed_archive();
    let state = state_of(dir.path());
    for _ in 0..100 {
        let question = question(&mut dice).filters_only();
        let (arguments, _) = question.arguments();
        let arguments = arguments.trim_start_matches('(').trim_end_matches(')');
        for (list, rest_by, graphql_by, fields) in LISTS {
            let all = format!("{graphql_by} {arguments}");
            let all = if all.trim().is_empty() {
                all
            } else {
                format!("({all})")
            };
            let document = format!(
                "{{ {list}{all} {{ totalCount corrected nodes {{ {fields} }} pageInfo {{ startCursor endCursor }} }} }}"
            );
            // Counts have no rows to mark.
            let query = question.query().replace("&highlight=true", "");
            let address = format!("/v1/{list}?{rest_by}{query}");
            let rest = TestRequest::get().uri(&address);
            let answers = ask_all(&state, vec![rest, graphql_request(&document)]);
            let rest = rest_list(list, &answers[0].json());
            let graphql = graphql_list(list, &answers[1].json());
            assert_eq!(rest, graphql, "{address}\n{document}");
        }
    }
}
