//! Generated questions, and how each door spells them.

use std::fmt::Write as _;

use serde_json::{Value, json};
use url::form_urlencoded;

/// Splitmix64: enough to pick from lists, the same on every machine.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, below: usize) -> usize {
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
/// What is looked for: words, phrases, negations, beginnings, typos, nothing,
/// and what is refused.
const TEXTS: &[&str] = &[
    "sill",
    "SILL référents",
    "logiciel libre",
    "\"logiciels libres\"",
    "« gazette BlueHats »",
    "l'appel d'idées",
    "code source -discussions",
    "-sill",
    "XCP-ng",
    "wébin*",
    "\"atelier Blue\"*",
    "attractivite bluehats",
    "vikidai",
    "gaztte numero",
    "protoype",
    "clausir -sill",
    "sillage",
    "de la",
    "numéro <b>",
    "dedans",
    "jamais \"fermé",
    "",
    "l' \"\"",
    "a*",
];
const RANKED: &[&str] = &["relevance", "score"];
const FACETS: &[&str] = &[
    "series", "month", "category", "project", "resource", "site", "kind",
];

/// One question, as its parameters.
#[derive(Debug, Clone, Default)]
pub struct Question {
    pub pairs: Vec<(String, Vec<String>)>,
    pub filter: Option<Value>,
    pub q: Option<String>,
    pub numbers: Vec<(&'static str, i64)>,
    pub cursors: Vec<(&'static str, String)>,
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

/// A question of any kind, some with faults.
pub fn question(dice: &mut Dice) -> Question {
    let mut question = Question::default();
    if dice.roll(3) == 0 {
        // Some values are no month: faults must agree as well.
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
        // The last ones are refused.
        let end = if dice.roll(10) == 0 { 0 } else { 3 };
        question.q = Some(dice.pick(&TEXTS[..TEXTS.len() - end]).to_owned());
    }
    if dice.roll(3) == 0 {
        let mut keys = dice.some(SORTS);
        // Without `q` they are refused.
        let ranked = if question.q.is_some() { 2 } else { 40 };
        if dice.roll(ranked) == 0 {
            keys.insert(0, dice.pick(RANKED).to_owned());
            keys.truncate(1 + dice.roll(3));
        }
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
    /// As an address.
    pub fn rest(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(
            self.pairs
                .iter()
                .map(|(name, values)| (name, values.join(","))),
        );
        query.extend_pairs(self.numbers.iter().map(|(name, n)| (name, n.to_string())));
        query.extend_pairs(&self.cursors);
        query.extend_pairs(self.q.as_ref().map(|q| ("q", q)));
        // GraphQL has no such argument: the field is selected, or not.
        query.extend_pairs(self.q.as_ref().map(|_| ("highlight", "true")));
        if let Some(filter) = &self.filter {
            query.append_pair("filter", &filter.to_string());
        }
        format!("/v1/items?{}", query.finish())
    }

    /// The same question without order and facets, which other lists have
    /// their own of.
    pub fn filters_only(&self) -> Self {
        let mut question = self.clone();
        question
            .pairs
            .retain(|(name, _)| !["sort", "facet"].contains(&name.as_str()));
        question
    }

    /// As the query of another list's address.
    pub fn query(&self) -> String {
        self.rest().replace("/v1/items?", "")
    }

    /// The same question as a GraphQL document with its values written out.
    pub fn graphql(&self) -> String {
        let (arguments, facets) = self.arguments();
        format!(
            "{{ items{arguments} {{ totalCount corrected edges {{ node {{ id text position category {{ slug }} report {{ slug }} }} highlights {{ field ranges {{ start end }} html }} }} pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} {facets} }} }}"
        )
    }

    /// Arguments of the field, and the facets asked of it.
    pub fn arguments(&self) -> (String, String) {
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
        arguments.extend(self.q.iter().map(|q| format!("q: {}", json!(q))));
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
        (arguments, facets)
    }
}

/// `-lastMonth` is `LAST_MONTH_DESC`.
fn sort_name(key: &str) -> String {
    if RANKED.contains(&key) {
        return key.to_uppercase();
    }
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

/// How a search is narrowed and ordered.
pub struct Asked {
    pub kind: Option<&'static str>,
    pub sort: Option<&'static str>,
    pub first: usize,
}

/// Every text with some ways to ask for it.
pub fn searches() -> impl Iterator<Item = (String, Asked)> {
    let kinds = [
        None,
        Some("ITEM"),
        Some("PROJECT"),
        Some("REPORT"),
        Some("RESOURCE"),
        Some("CATEGORY"),
    ];
    let sorts = [None, Some("score"), Some("relevance")];
    let twice = TEXTS.iter().chain(TEXTS).enumerate();
    twice.map(move |(i, q)| {
        let asked = Asked {
            kind: kinds[if i < TEXTS.len() { 0 } else { i % kinds.len() }],
            sort: sorts[i % sorts.len()],
            first: 1 + i % 19,
        };
        ((*q).to_owned(), asked)
    })
}

/// Pairs as they stand in an address.
pub fn pairs(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}
