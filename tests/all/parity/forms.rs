//! The same question gets the same items, in the same order, in every form.

use actix_web::test::TestRequest;
use serde_json::Value;

use super::question::{Dice, Question, question};
use super::{SEED, faults, from_env, mixed_archive};
use crate::support::{Response, ask_all, state_of};

const SUFFIXES: [&str; 5] = [".json", ".csv", ".ndjson", ".atom", ".feed.json"];

/// The ids that a body holds, in order, or the faults that it names.
fn outcome(suffix: &str, response: &Response) -> Vec<Value> {
    if response.status != 200 {
        return faults(&response.json()["errors"]);
    }
    let ids = |rows: &Value, at: &str| -> Vec<Value> {
        let rows = rows.as_array().unwrap().iter();
        rows.map(|row| row.pointer(at).unwrap().clone()).collect()
    };
    match suffix {
        ".json" => ids(&response.json()["data"], "/id"),
        ".feed.json" => ids(&response.json()["items"], "/_chronique/id"),
        ".ndjson" => {
            let text = response.text();
            let rows = text
                .lines()
                .map(|l| serde_json::from_str::<Value>(l).unwrap());
            ids(&rows.collect(), "/id")
        }
        ".csv" => {
            let mut reader = csv::Reader::from_reader(&*response.body);
            assert_eq!(&reader.headers().unwrap()[0], "id");
            let rows = reader.records().map(|r| Value::from(&r.unwrap()[0]));
            rows.collect()
        }
        _ => {
            let text = response.text();
            let own = "rel=\"related\" type=\"application/json\" href=\"/v1/items/";
            let parts = text.split(own).skip(1);
            parts
                .map(|p| Value::from(p.split('"').next().unwrap()))
                .collect()
        }
    }
}

#[test]
fn generated_questions_get_the_same_items_in_every_form() {
    let seed = from_env("CHRONIQUE_SEED", SEED) ^ 0xf0e5;
    let count = from_env("CHRONIQUE_QUESTIONS", 500);
    println!("seed {seed}, {count} questions");
    let mut dice = Dice(seed);
    let dir = mixed_archive();
    let state = state_of(dir.path());
    let questions: Vec<Question> = (0..count)
        .map(|_| {
            let mut question = question(&mut dice);
            question.pairs.retain(|(name, _)| name != "facet");
            question
        })
        .collect();
    let requests = questions.iter().flat_map(|question| {
        let paged = question
            .numbers
            .iter()
            .any(|(n, _)| ["first", "last"].contains(n));
        SUFFIXES.map(|suffix| {
            let address = question
                .rest()
                .replace("/v1/items", &format!("/v1/items{suffix}"));
            // Feeds have no place for what is marked.
            let address = match suffix {
                ".atom" | ".feed.json" => address.replace("&highlight=true", ""),
                _ => address,
            };
            // Only JSON has pages unless they are asked for; one holds all here.
            let whole = if suffix == ".json" && !paged {
                "&first=200"
            } else {
                ""
            };
            TestRequest::get().uri(&format!("{address}{whole}"))
        })
    });
    let answers = ask_all(&state, requests.collect());
    let (mut rows, mut faulty) = (0, 0);
    for (question, answers) in questions.iter().zip(answers.chunks(SUFFIXES.len())) {
        let json = outcome(SUFFIXES[0], &answers[0]);
        for (suffix, answer) in SUFFIXES.iter().zip(answers).skip(1) {
            assert_eq!(
                answer.status,
                answers[0].status,
                "{suffix} {}",
                question.rest()
            );
            assert_eq!(
                outcome(suffix, answer),
                json,
                "{suffix} {}",
                question.rest()
            );
        }
        let ok = answers[0].status == 200;
        rows += if ok { json.len() } else { 0 };
        faulty += u64::from(!ok);
    }
    println!("{rows} rows, {faulty} questions with faults");
    assert!(rows > 500 && faulty > count / 20, "{rows} {faulty}");
}
