//! Words that stand in so many items that they are found by bits. A question
//! that leaves out a word which nothing has is answered item by item: both must
//! give the same.

use chronique::api::State;
use serde_json::Value;

use crate::support::{archive_with, get_json, state_of};

/// Words with how many items there are to one that has them.
const WORDS: [(&str, usize); 3] = [("pomme", 2), ("poire", 3), ("prune", 5)];
/// What is asked for, the last in a form that no item has.
const ASKED: [(&str, usize); 4] = [("pomme", 2), ("poire", 3), ("prune", 5), ("pommes", 2)];
const MONTHS: usize = 48;
/// So many that the bits of words are joined in several blocks.
const A_MONTH: usize = 400;

/// An item of some length; in one of nine with a pear there are two, in one of
/// a hundred many words.
fn item(n: usize) -> String {
    let here = WORDS.iter().filter(|(_, every)| n.is_multiple_of(*every));
    let mut words: Vec<&str> = here.map(|(word, _)| *word).collect();
    if n.is_multiple_of(9) {
        words.push("poire");
    }
    let more = if n.is_multiple_of(100) { 150 } else { n % 13 };
    words.extend(std::iter::repeat_n("autrement", more));
    format!("- {n} {}\n", words.join(" "))
}

fn report(month: usize) -> (String, String) {
    let items: String = (0..A_MONTH).map(|n| item(month * A_MONTH + n)).collect();
    let path = format!("{}/{:02}.md", 2020 + month / 12, month % 12 + 1);
    (path, format!("## Verger\n\n{items}"))
}

fn orchard() -> State {
    let reports: Vec<_> = (0..MONTHS).map(report).collect();
    let files = reports.iter().map(|(path, text)| (&**path, &**text));
    let archive = archive_with(&files.collect::<Vec<_>>());
    state_of(archive.path())
}

fn ids(body: &Value) -> Vec<String> {
    let rows = body["data"].as_array().unwrap().iter();
    rows.map(|row| row["id"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn frequent_words_are_answered_as_rare_ones_are() {
    let state = orchard();
    for (at, (one, every)) in ASKED.iter().enumerate() {
        for (other, also) in &ASKED[at..] {
            let has_both = |n: &usize| n.is_multiple_of(*every) && n.is_multiple_of(*also);
            let count = (0..MONTHS * A_MONTH).filter(has_both).count();
            for rest in [
                "first=50",
                "first=7",
                "first=7&offset=20",
                "last=9",
                "sort=score&first=11",
                "sort=score&first=150",
                "first=1",
                "first=0",
                "sort=month,position&first=9",
                "month=2020-05/2021-02&first=12",
                "facet=month&first=1",
            ] {
                let ask = |q: &str| get_json(&state, &format!("/v1/items?q={q}&{rest}"));
                let by_bits = ask(&format!("{one}%20{other}"));
                let one_by_one = ask(&format!("{one}%20{other}%20-kiwi"));
                assert_eq!(ids(&by_bits), ids(&one_by_one), "{one} {other} {rest}");
                for key in ["total", "hasNext", "hasPrevious"] {
                    assert_eq!(by_bits["page"][key], one_by_one["page"][key], "{key}");
                }
                assert_eq!(by_bits["facets"], one_by_one["facets"]);
                assert_eq!(by_bits["meta"]["corrected"], Value::Null);
                if !rest.starts_with("month") {
                    assert_eq!(by_bits["page"]["total"], count, "{one} {other}");
                }
            }
        }
    }
}

#[test]
fn everything_is_searched_for_frequent_words_as_for_rare_ones() {
    let state = orchard();
    let ask = |q: &str| get_json(&state, &format!("/v1/search?q={q}&type=ITEM&first=20"));
    let (by_bits, one_by_one) = (ask("pomme%20poire"), ask("pomme%20poire%20-kiwi"));
    let ranks = |body: &Value| -> Vec<(Value, Value)> {
        let rows = body["data"].as_array().unwrap().iter();
        rows.map(|row| (row["id"].clone(), row["score"].clone()))
            .collect()
    };
    assert_eq!(ranks(&by_bits).len(), 20);
    assert_eq!(ranks(&by_bits), ranks(&one_by_one));
}
