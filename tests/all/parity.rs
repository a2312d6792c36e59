//! The same question gets the same answer through every door: ids, order,
//! totals, cursors and codes of REST, GraphQL and the command line.
//!
//! Questions are generated from a seed that is printed; set `CHRONIQUE_SEED`
//! to repeat a run and `CHRONIQUE_QUESTIONS` to ask more.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use actix_web::test::TestRequest;
use serde_json::{Value, json};
use url::form_urlencoded;

use crate::support::{Response, archive_with, ask_all, state_of, top};

const SEED: u64 = 0x00c0_ffee_2022_0214;

/// Splitmix64: enough to pick from lists, the same on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(below).unwrap()).unwrap()
    }

    fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.roll(from.len())]
    }

    fn some(&mut self, from: &[&str]) -> Vec<String> {
        let n = 1 + self.roll(3);
        (0..n).map(|_| self.pick(from).to_owned()).collect()
    }
}

const MONTHS: &[&str] = &[
    "2022-01",
    "2022-02",
    "2022-04",
    "2022",
    "2022-02/2022-03",
    "2022-03/..",
    "../2022-02",
    "2021-12",
    "2022-13",
    "2022-2",
    "février",
];
const VALUES: &[(&str, &[&str])] = &[
    ("series", &["reports", "gazettes", "Les gazettes", "none"]),
    (
        "category",
        &[
            "utiliser",
            "Publier",
            "accompagner",
            "renforcer l'attractivite du secteur public",
            "Nouvelles",
            "rien",
        ],
    ),
    (
        "project",
        &[
            "sill",
            "SILL",
            "BSOC",
            "BlueHats Semester of Code",
            "bluehats",
            "xcp-ng",
            "nocodb",
            "absent",
        ],
    ),
    (
        "resource",
        &[
            "https://github.com/etalab/sill",
            "http://www.github.com/etalab/sill/",
            "https://git.sr.ht/~etalab/codegouvfr-sources",
            "aaaaaaaaaaaa",
            "nothing",
        ],
    ),
    (
        "site",
        &[
            "github.com",
            "www.github.com",
            "git.sr.ht",
            "example.org",
            "Example.ORG",
        ],
    ),
    ("kind", &["BULLET", "PARAGRAPH", "QUOTE", "CODE", "TABLE"]),
];
const SORTS: &[&str] = &[
    "month",
    "-month",
    "report",
    "-report",
    "position",
    "-position",
    "category",
    "-category",
    "kind",
    "-kind",
    "series",
    "-series",
];
const FACETS: &[&str] = &[
    "series", "month", "category", "project", "resource", "site", "kind",
];

/// One question, as its parameters.
#[derive(Debug, Clone, Default)]
struct Question {
    pairs: Vec<(String, Vec<String>)>,
    filter: Option<Value>,
    numbers: Vec<(&'static str, i64)>,
    cursors: Vec<(&'static str, String)>,
}

fn terms(dice: &mut Dice) -> (String, Vec<String>) {
    let (name, values) = VALUES[dice.roll(VALUES.len())];
    let suffix = dice.pick(&["", "", ".all", ".none"]);
    (format!("{name}{suffix}"), dice.some(values))
}

/// The filter object: what GraphQL takes as input and REST as JSON.
fn filter(dice: &mut Dice, depth: usize) -> Value {
    let mut object = json!({});
    match dice.roll(if depth == 0 { 2 } else { 5 }) {
        0 => object["month"] = json!({ "any": [dice.pick(&MONTHS[..7])] }),
        1 => {
            let (name, values) = terms(dice);
            let (name, how) = name.split_once('.').unwrap_or((&name, "any"));
            object[name] = json!({ how: values });
        }
        2 => object["and"] = json!([filter(dice, depth - 1), filter(dice, depth - 1)]),
        3 => object["or"] = json!([filter(dice, depth - 1), filter(dice, depth - 1)]),
        _ => object["not"] = filter(dice, depth - 1),
    }
    object
}

fn question(dice: &mut Dice) -> Question {
    let mut question = Question::default();
    if dice.roll(3) == 0 {
        // One in two hundred values is not a month: faults must agree as well.
        let months = if dice.roll(8) == 0 {
            MONTHS
        } else {
            &MONTHS[..8]
        };
        question.pairs.push(("month".to_owned(), dice.some(months)));
    }
    for _ in 0..dice.roll(3) {
        let (name, values) = terms(dice);
        if !question.pairs.iter().any(|(n, _)| *n == name) {
            question.pairs.push((name, values));
        }
    }
    if dice.roll(4) == 0 {
        question.filter = Some(filter(dice, 3));
    }
    if dice.roll(3) == 0 {
        let mut keys = dice.some(SORTS);
        keys.dedup();
        question.pairs.push(("sort".to_owned(), keys));
    }
    if dice.roll(4) == 0 {
        // A facet named twice is refused at another field in GraphQL.
        let mut facets = dice.some(FACETS);
        facets.sort();
        facets.dedup();
        question.pairs.push(("facet".to_owned(), facets));
    }
    match dice.roll(20) {
        0 => question.numbers.push(("first", -1)),
        1 => question.numbers.push(("first", 201)),
        2 | 3 => question
            .numbers
            .push(("last", i64::try_from(dice.roll(6)).unwrap())),
        4 => question.numbers.extend([("first", 2), ("last", 2)]),
        _ => question
            .numbers
            .push(("first", i64::try_from(dice.roll(9)).unwrap())),
    }
    if dice.roll(6) == 0 {
        question
            .numbers
            .push(("offset", i64::try_from(dice.roll(5)).unwrap()));
    }
    if dice.roll(12) == 0 {
        question.cursors.push(("after", "AAAAtampered".to_owned()));
    }
    question
}

impl Question {
    fn rest(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(
            self.pairs
                .iter()
                .map(|(name, values)| (name, values.join(","))),
        );
        query.extend_pairs(self.numbers.iter().map(|(name, n)| (name, n.to_string())));
        query.extend_pairs(&self.cursors);
        if let Some(filter) = &self.filter {
            query.append_pair("filter", &filter.to_string());
        }
        format!("/v1/items?{}", query.finish())
    }

    /// The same question as a GraphQL document with its values written out.
    fn graphql(&self) -> String {
        let mut arguments: Vec<String> = Vec::new();
        let mut facets = String::new();
        let mut grouped = json!({});
        for (name, values) in &self.pairs {
            match name.as_str() {
                "sort" => arguments.push(format!(
                    "sort: [{}]",
                    values
                        .iter()
                        .map(|v| sort_name(v))
                        .collect::<Vec<_>>()
                        .join(" ")
                )),
                "facet" => {
                    let names: Vec<String> = values.iter().map(|v| v.to_uppercase()).collect();
                    write!(
                        facets,
                        "facets(by: [{}]) {{ by values {{ key name count }} }}",
                        names.join(" ")
                    )
                    .unwrap();
                }
                name => {
                    let (term, how) = name.split_once('.').unwrap_or((name, "any"));
                    grouped[term][how] = json!(values);
                }
            }
        }
        let filters = grouped.as_object().unwrap();
        arguments.extend(
            filters
                .iter()
                .map(|(name, value)| format!("{name}: {}", literal(name, value))),
        );
        arguments.extend(self.numbers.iter().map(|(name, n)| format!("{name}: {n}")));
        arguments.extend(
            self.cursors
                .iter()
                .map(|(name, c)| format!("{name}: {}", json!(c))),
        );
        arguments.extend(
            self.filter
                .iter()
                .map(|f| format!("filter: {}", literal("filter", f))),
        );
        let arguments = if arguments.is_empty() {
            String::new()
        } else {
            format!("({})", arguments.join(", "))
        };
        format!(
            "{{ items{arguments} {{ totalCount nodes {{ id text position category {{ slug }} report {{ slug }} }} pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} {facets} }} }}"
        )
    }
}

/// `-lastMonth` is `LAST_MONTH_DESC`.
fn sort_name(key: &str) -> String {
    match key.strip_prefix('-') {
        Some(key) => format!("{}_DESC", key.to_uppercase()),
        None => format!("{}_ASC", key.to_uppercase()),
    }
}

/// A JSON value as a GraphQL literal: keys bare, kinds as enum values.
fn literal(name: &str, value: &Value) -> String {
    match value {
        Value::Object(object) => {
            let inner = object.iter().map(|(key, v)| {
                let of = if ["any", "all", "none"].contains(&key.as_str()) {
                    name
                } else {
                    key
                };
                format!("{key}: {}", literal(of, v))
            });
            format!("{{ {} }}", inner.collect::<Vec<_>>().join(" "))
        }
        Value::Array(list) => format!(
            "[{}]",
            list.iter()
                .map(|v| literal(name, v))
                .collect::<Vec<_>>()
                .join(" ")
        ),
        Value::String(text) if name == "kind" => text.clone(),
        other => other.to_string(),
    }
}

/// What must be the same through every door.
#[derive(Debug, PartialEq)]
struct Outcome {
    rows: Vec<Value>,
    page: Value,
    facets: Value,
    faults: Vec<Value>,
}

fn of_rest(body: &Value) -> Outcome {
    let row = |i: &Value| {
        json!([
            i["id"],
            i["text"],
            i["position"],
            i["category"]["slug"],
            i["report"]["slug"]
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
        faults: faults(&body["errors"]),
    }
}

fn of_graphql(body: &Value) -> Outcome {
    let items = &body["data"]["items"];
    let row = |i: &Value| {
        json!([
            i["id"],
            i["text"],
            i["position"],
            i["category"]["slug"],
            i["report"]["slug"]
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
        rows: items["nodes"]
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
fn mixed_archive() -> tempfile::TempDir {
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
    let (mut faulty, mut rows) = (0, 0);
    for (question, (rest, graphql)) in questions.iter().zip(&answers) {
        assert_eq!(rest, graphql, "{}\n{}", question.rest(), question.graphql());
        faulty += u64::from(!rest.faults.is_empty());
        rows += rest.rows.len();
        // The cursor of one door turns the page in the others.
        if rest.page[1] == true && !rest.rows.is_empty() {
            let mut next = question.clone();
            next.numbers = vec![("first", 3)];
            next.cursors = vec![("after", graphql.page[4].as_str().unwrap().to_owned())];
            following.push(next);
        }
    }
    println!(
        "{faulty} of them with faults, {rows} rows, {} next pages",
        following.len()
    );
    assert!(
        faulty > count / 10 && faulty < count / 2,
        "{faulty} faulty of {count}"
    );
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
