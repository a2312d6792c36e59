//! Changes through every door: generated questions, one answer.

use std::fs;

use actix_web::test::TestRequest;
use chronique::api::State;
use chronique::query::{Archive, ArchiveHandle};
use chronique::server::{Settings, preview};
use serde_json::{Value, json};

use super::question::Dice;
use super::{SEED, command_line, faults, from_env};
use crate::support::{archive_with, ask_all};

/// A question: name and value of each parameter.
fn question(dice: &mut Dice) -> Vec<(&'static str, String)> {
    let mut pairs = Vec::new();
    let mut maybe = |name, one_in: usize, values: &[&str], dice: &mut Dice| {
        if dice.roll(one_in) == 0 {
            pairs.push((name, values[dice.roll(values.len())].to_owned()));
        }
    };
    maybe(
        "since",
        2,
        &[
            "0",
            "3",
            "9",
            "400",
            "2000-01-01",
            "2030-01-01",
            "2022-01-01T00:00:00Z",
            "x",
            "-1",
        ],
        dice,
    );
    maybe("noun", 3, &["ITEM", "REPORT"], dice);
    maybe("change", 3, &["CREATED", "UPDATED", "DELETED"], dice);
    maybe("report", 4, &["2022-01", "2022-02-07", "none"], dice);
    maybe("first", 3, &["0", "2", "5", "201", "-1"], dice);
    maybe("last", 6, &["1", "3"], dice);
    maybe("offset", 6, &["0", "2", "90"], dice);
    pairs
}

fn as_rest(pairs: &[(&str, String)]) -> String {
    let pairs: Vec<String> = pairs.iter().map(|(n, v)| format!("{n}={v}")).collect();
    format!("/v1/changes?{}", pairs.join("&"))
}

fn as_graphql(pairs: &[(&str, String)]) -> String {
    let argument = |(name, value): &(&str, String)| match *name {
        "noun" | "change" => format!("{name}: [{value}]"),
        "report" => format!("{name}: [{}]", json!(value)),
        "since" => format!("{name}: {}", json!(value)),
        _ => format!("{name}: {value}"),
    };
    let arguments: Vec<String> = pairs.iter().map(argument).collect();
    let arguments = if arguments.is_empty() {
        String::new()
    } else {
        format!("({})", arguments.join(", "))
    };
    format!(
        "{{ changes{arguments} {{ totalCount pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} \
         nodes {{ position at noun change id formerId report before after text kind category {{ slug name }} }} }} }}"
    )
}

/// Rows, page and faults of an answer of REST.
fn of_rest(body: &Value) -> Value {
    let mut rows = body["data"].clone();
    for row in rows.as_array_mut().into_iter().flatten() {
        row.as_object_mut().unwrap().remove("permalink");
    }
    let page = &body["page"];
    json!([
        rows,
        page["total"],
        page["hasNextPage"],
        page["hasPreviousPage"],
        page["startCursor"],
        page["endCursor"],
        faults(&body["errors"])
    ])
}

fn of_graphql(body: &Value) -> Value {
    let list = &body["data"]["changes"];
    let page = &list["pageInfo"];
    json!([
        list["nodes"],
        list["totalCount"],
        page["hasNextPage"],
        page["hasPreviousPage"],
        page["startCursor"],
        page["endCursor"],
        faults(&body["errors"][0]["extensions"]["errors"])
    ])
}

#[test]
fn changes_are_the_same_through_every_door() {
    let archive = archive_with(&[
        (
            "2022/01.md",
            "# T\n\n## A\n\n- Une mairie publie ses marchés.\n- Un parc recense ses sentiers.\n",
        ),
        ("2022/02.md", "# T\n\n## A\n\n- Autre chose.\n"),
    ]);
    let dir = tempfile::tempdir().unwrap();
    let settings = Settings {
        archive: archive.path().to_owned(),
        metadata: None,
        store: Some(dir.path().join("s")),
        listen: String::new(),
        public_url: None,
    };
    let store = dir.path().join("s").to_str().unwrap().to_owned();
    let load = || {
        chronique::server::Loader::open(&settings)
            .unwrap()
            .load(&mut |_, _| {})
            .unwrap()
    };
    load();
    fs::write(
        archive.path().join("2022/01.md"),
        "# T\n\n## A\n\n- Une mairie publie tous ses marchés.\n",
    )
    .unwrap();
    load();
    fs::rename(
        archive.path().join("2022/02.md"),
        archive.path().join("2022-02-07.md"),
    )
    .unwrap();
    load();
    let preview = preview(&settings).unwrap();
    let snapshot = Archive::with_history(&preview.generation, preview.history);
    assert_eq!(snapshot.last_position(), 9);
    let state = State::new(ArchiveHandle::new(snapshot), None).unwrap();
    let seed = from_env("CHRONIQUE_SEED", SEED);
    let mut dice = Dice(seed);
    let questions: Vec<_> = (0..from_env("CHRONIQUE_QUESTIONS", 150))
        .map(|_| question(&mut dice))
        .collect();
    let requests = questions.iter().flat_map(|q| {
        let graphql = TestRequest::post()
            .uri("/graphql")
            .set_json(json!({ "query": as_graphql(q) }));
        [TestRequest::get().uri(&as_rest(q)), graphql]
    });
    let answers = ask_all(&state, requests.collect());
    for (n, (question, answers)) in questions.iter().zip(answers.chunks(2)).enumerate() {
        let rest = of_rest(&answers[0].json());
        assert_eq!(
            rest,
            of_graphql(&answers[1].json()),
            "seed {seed}: {question:?}"
        );
        if n % 25 == 0 {
            let printed = command_line(
                archive.path(),
                &["--store", &store, "get", &as_rest(question)],
            );
            assert_eq!(of_rest(&printed), rest, "seed {seed}: {question:?}");
        }
    }
}
