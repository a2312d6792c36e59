//! Documents over the served schema.

use std::collections::BTreeSet;
use std::fmt::Write;

use serde_json::{Map, Value as Json, json};

use crate::api::graphql::types::{FieldDef, TypeDef, TypeKind, Types};

/// The lists of the root that lead to everything else.
const LISTS: [&str; 5] = ["items", "reports", "categories", "projects", "resources"];

/// The fields of an object by name, in order.
fn fields(ty: &TypeDef) -> Vec<&FieldDef> {
    let TypeKind::Object(fields) = &ty.kind else {
        return Vec::new();
    };
    let mut fields: Vec<_> = fields.values().collect();
    fields.sort_by(|a, b| a.name.cmp(&b.name));
    fields
}

/// All of a type so many levels deep, but for what counts or looks at text.
fn whole(types: &Types, ty: &TypeDef, depth: usize) -> String {
    let mut out = "{ __typename".to_owned();
    for field in fields(ty) {
        let below = types.named(&field.ty).unwrap();
        if ["facets", "highlights"].contains(&field.name.as_str()) {
            continue;
        }
        let arguments = page_of(field, "(first: 2)");
        match (below.is_composite(), depth) {
            (false, _) => write!(out, " {}", field.name).unwrap(),
            (true, 0) => {}
            (true, _) => {
                let inner = whole(types, below, depth - 1);
                write!(out, " {}{arguments} {inner}", field.name).unwrap();
            }
        }
    }
    out + " }"
}

fn page_of<'a>(field: &FieldDef, arguments: &'a str) -> &'a str {
    let is_paged = field.arguments.iter().any(|a| a.name == "first");
    if is_paged { arguments } else { "" }
}

/// A document for each field of the connections and of their rows, with all
/// that is below it; named by where the field stands.
pub fn every_field(types: &Types) -> Vec<(String, String)> {
    let root = types.get("Query").unwrap();
    let mut documents = Vec::new();
    for list in LISTS {
        let connection = types.named(&types.field(root, list).unwrap().ty).unwrap();
        for field in fields(connection) {
            let below = types.named(&field.ty).unwrap();
            let on_page = match field.name.as_str() {
                "edges" | "nodes" => fields(below),
                _ => vec![field],
            };
            for inner in on_page {
                let is_row = inner.name != field.name;
                let of = types.named(&inner.ty).unwrap();
                let mut selected = inner.name.clone();
                selected += match inner.name.as_str() {
                    "facets" => "(by: [MONTH])",
                    _ => page_of(inner, "(first: 3)"),
                };
                if of.is_composite() {
                    selected += &whole(types, of, if inner.name == "node" { 1 } else { 2 });
                }
                let mut name = format!("{}.{}", connection.name, field.name);
                if is_row {
                    selected = format!("{} {{ {selected} }}", field.name);
                    write!(name, ".{}", inner.name).unwrap();
                }
                documents.push((name, format!("{{ {list}(first: 7) {{ {selected} }} }}")));
            }
        }
    }
    documents
}

/// Makes documents by chance, the same for a seed.
pub struct Generator<'a> {
    types: &'a Types,
    state: u64,
    fragments: Vec<String>,
    used: BTreeSet<&'static str>,
    keys: u32,
}

/// Variables: name, type, values that may be given.
const VARIABLES: [(&str, &str, &[&str]); 10] = [
    (
        "n",
        "Int",
        &["0", "1", "3", "200", "201", "-1", "null", "2.0"],
    ),
    ("o", "Int = 1", &["0", "2", "5"]),
    (
        "q",
        "String",
        &[
            "\"sill\"",
            "\"logiciel libre\"",
            "\"\"",
            "\"l'état\"",
            "null",
            "\"xyzzy\"",
        ],
    ),
    (
        "c",
        "TermFilter",
        &[
            "{\"any\": [\"publier\"]}",
            "{\"any\": \"Utiliser\"}",
            "{}",
            "null",
            "{\"none\": [\"publier\"], \"all\": null}",
        ],
    ),
    (
        "p",
        "TermFilter = {any: [\"sill\", \"BSOC\"]}",
        &["{\"all\": [\"sill\"]}", "{\"any\": [\"nowhere\"]}"],
    ),
    (
        "m",
        "MonthFilter",
        &[
            "{\"any\": [\"2022\"]}",
            "{\"from\": \"2021-06\"}",
            "{\"any\": [\"2022-2\"]}",
            "{\"until\": \"2022-01\"}",
        ],
    ),
    (
        "k",
        "KindFilter",
        &["{\"any\": [\"BULLET\"]}", "{\"any\": [\"WRONG\"]}"],
    ),
    (
        "f",
        "ItemFilter",
        &[
            "{\"not\": {\"project\": {\"any\": [\"sill\"]}}}",
            "{\"or\": [{\"kind\": {\"any\": [\"BULLET\"]}}]}",
        ],
    ),
    ("yes", "Boolean! = true", &["true", "false"]),
    ("id", "ID = \"2022-02-nothing\"", &["\"2022-02\"", "12"]),
];

impl<'a> Generator<'a> {
    /// The documents of a seed.
    pub fn new(seed: u64, types: &'a Types) -> Self {
        Self {
            types,
            state: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1,
            fragments: Vec::new(),
            used: BTreeSet::new(),
            keys: 0,
        }
    }

    fn below(&mut self, n: usize) -> usize {
        // xorshift64*
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        let high = self.state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(high).unwrap() % n
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    fn variable(&mut self, name: &'static str) -> String {
        self.used.insert(name);
        format!("${name}")
    }

    /// A document with its variables.
    pub fn document(mut self) -> (String, Json) {
        let root = self.types.get("Query").unwrap();
        let mut body = String::new();
        for _ in 0..=self.below(2) {
            let name = if self.one_in(3) {
                self.pick(&["item", "report", "category", "project", "resource"])
            } else {
                self.pick(&LISTS)
            };
            let field = self.types.field(root, name).unwrap();
            body += &self.field(root, field, 3);
        }
        let mut values = Map::new();
        let mut declared = Vec::new();
        let used = std::mem::take(&mut self.used);
        for (name, ty, given) in VARIABLES.iter().filter(|(n, ..)| used.contains(n)) {
            declared.push(format!("${name}: {ty}"));
            if !self.one_in(4) {
                let value = self.pick(given);
                values.insert((*name).to_owned(), serde_json::from_str(value).unwrap());
            }
        }
        let head = if declared.is_empty() {
            String::new()
        } else {
            format!("query Q({}) ", declared.join(", "))
        };
        let text = format!("{head}{{ {body} }}\n{}", self.fragments.join("\n"));
        (text, json!(values))
    }

    fn field(&mut self, parent: &TypeDef, field: &FieldDef, depth: usize) -> String {
        let ty = self.types.named(&field.ty).unwrap();
        if ty.is_composite() && depth == 0 {
            return " __typename".to_owned();
        }
        // Fields with arguments must not meet under one name.
        let alias = if !field.arguments.is_empty() || self.one_in(6) {
            self.keys += 1;
            format!("k{}: ", self.keys)
        } else {
            String::new()
        };
        let arguments = self.arguments(parent, field);
        let directive = match self.below(30) {
            0 => " @skip(if: true)".to_owned(),
            1 => " @include(if: true)".to_owned(),
            2 => format!(" @include(if: {})", self.variable("yes")),
            _ => String::new(),
        };
        let below = if ty.is_composite() {
            self.selection(ty, depth - 1)
        } else {
            String::new()
        };
        format!(" {alias}{}{arguments}{directive}{below}", field.name)
    }

    fn selection(&mut self, ty: &TypeDef, depth: usize) -> String {
        let all = fields(ty);
        let mut out = String::new();
        for _ in 0..=self.below(5) {
            let field = self.pick(&all);
            if ["facets", "highlights"].contains(&field.name.as_str()) && !self.one_in(20) {
                continue;
            }
            let mut text = self.field(ty, field, depth);
            match self.below(12) {
                0 => text = format!(" ... on {} {{{text} }}", ty.name),
                1 => text = format!(" ... {{{text} __typename }}"),
                2 => {
                    let name = format!("F{}", self.fragments.len());
                    let fragment = format!("fragment {name} on {} {{{text} }}", ty.name);
                    self.fragments.push(fragment);
                    text = format!(" ...{name} ...{name}");
                }
                _ => {}
            }
            out += &text;
        }
        if out.is_empty() {
            out += " __typename";
        }
        format!(" {{{out} }}")
    }

    fn arguments(&mut self, parent: &TypeDef, field: &FieldDef) -> String {
        let mut given = Vec::new();
        for argument in &field.arguments {
            let is_likely = argument.is_required() || argument.name == "first";
            if !is_likely && !self.one_in(5) {
                continue;
            }
            let value = match argument.name.as_str() {
                "slug" => self
                    .pick(&["\"2022-02\"", "\"publier\"", "\"SILL\"", "\"x\""])
                    .to_owned(),
                "id" if self.one_in(2) && !argument.is_required() => self.variable("id"),
                "id" => "\"2022-02-abcdefgh\"".to_owned(),
                "by" if parent.name == "Query" => self
                    .pick(&[
                        "{url: \"https://github.com/etalab/sill\"}",
                        "{id: \"x\"}",
                        "{url: \"nowhere\"}",
                    ])
                    .to_owned(),
                "by" => "[MONTH]".to_owned(),
                "first" if self.one_in(4) => self.variable("n"),
                "first" => self.below(4).to_string(),
                "last" => "2".to_owned(),
                "offset" => self.variable("o"),
                "q" => self.variable("q"),
                "month" => self.variable("m"),
                "category" => self.variable("c"),
                "project" => self.variable("p"),
                "filter" => self.variable("f"),
                "kind" if argument.ty.named() == "KindFilter" => self.variable("k"),
                "kind" => "[PROJECT]".to_owned(),
                "series" => "{any: [\"reports\"]}".to_owned(),
                "site" => "{any: [\"github.com\"], none: null}".to_owned(),
                "sort" => self.sort(argument.ty.named()),
                _ => continue,
            };
            given.push(format!("{}: {value}", argument.name));
        }
        if given.is_empty() {
            String::new()
        } else {
            format!("({})", given.join(", "))
        }
    }

    fn sort(&mut self, ty: &str) -> String {
        let Some(TypeKind::Enum(keys)) = self.types.get(ty).map(|ty| &ty.kind) else {
            return "[]".to_owned();
        };
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        format!("[{}]", self.pick(&keys))
    }
}
