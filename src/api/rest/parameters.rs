//! The query parameters as the OpenAPI document describes them.

use serde_json::{Map, Value, json};

use super::fields::FieldTree;
use super::route::{DataSchema, Route};
use crate::api::picture::Lang;
use crate::domain::{DiagnosticCode, ItemKind, ProjectKind, Severity};
use crate::query::{
    Action, CategorySort, DEFAULT_NODES, DEFAULT_PAGE, DEFAULT_SUGGESTIONS, Facet, ItemSort,
    MAX_CURSOR_LEN, MAX_DIMENSIONS, MAX_NODES, MAX_OFFSET, MAX_PAGE, MAX_Q_LEN, MAX_Q_WORDS,
    MAX_SUGGESTIONS, Noun, PAGE, ProjectSort, RANKED, ReportSort, ResourceSort, SearchSort,
    SearchType, SiteSort, StatsSort,
};

/// A value of a list: commas separate them, and none is empty.
const VALUE: &str = r"^[^,]*[^,\s][^,]*$";
/// Months, years, and ranges of them, open or not.
const MONTHS: &str = r"^((?!0000)[0-9]{4}(-(0[1-9]|1[0-2]))?(/((?!0000)[0-9]{4}(-(0[1-9]|1[0-2]))?|\.\.))?|\.\./(?!0000)[0-9]{4}(-(0[1-9]|1[0-2]))?)$";

/// The component that describes a parameter of a route: most parameters are
/// the same on every route, sort keys and kinds are those of what is listed.
pub fn component_name(route: &Route, name: &str) -> String {
    match name {
        "sort" => format!("sort.{}", sorted_list(route.id)),
        "fields" => format!("fields.{}", shown(route)),
        "kind" if route.id == "projects" => "kind.project".to_owned(),
        "series" if route.id == "coverage" => "series.coverage".to_owned(),
        "first" if ["suggest", "graph"].contains(&route.id) => format!("first.{}", route.id),
        "q" if route.id == "search" => "q.search".to_owned(),
        name => name.to_owned(),
    }
}

/// The description of a parameter of a route.
pub fn parameter(route: &Route, name: &str) -> Value {
    let (description, schema, example) = described(route, name);
    let mut parameter = Map::new();
    let mut set = |key: &str, value: Value| parameter.insert(key.to_owned(), value);
    set("name", json!(name));
    set("in", json!("query"));
    set("required", json!(is_required(route, name)));
    set("description", json!(description));
    if schema.get("type") == Some(&json!("array")) {
        set("style", json!("form"));
        set("explode", json!(false));
    }
    set("schema", schema);
    if !example.is_null() {
        set("example", example);
    }
    Value::Object(parameter)
}

fn is_required(route: &Route, name: &str) -> bool {
    ["url", "by", "prefix"].contains(&name) || (name == "q" && route.id == "search")
}

/// Description, schema and example of a parameter of a route.
fn described(route: &Route, name: &str) -> (String, Value, Value) {
    match name {
        "first" if ["suggest", "graph"].contains(&route.id) => size_parameter(route),
        name if PAGE.contains(&name) => page_parameter(name),
        "month" => (
            "Months, years or ranges, any of them: `2022-02`, `2022`, `2022-01/2022-03`, `2022-03/..`.".to_owned(),
            list(json!({ "type": "string", "pattern": MONTHS })),
            json!(["2022-02"]),
        ),
        "filter" => (
            "The filter object (and, or, not) as JSON, the same as GraphQL's `ItemFilter`.".to_owned(),
            json!({ "type": "string", "contentMediaType": "application/json" }),
            json!(r#"{"or":[{"project":{"any":["sill"]}},{"kind":{"any":["QUOTE"]}}]}"#),
        ),
        "fields" => (
            "Which keys of `data` are wanted, dots between levels.".to_owned(),
            list(field(route)),
            Value::Null,
        ),
        "facet" | "by" => dimensions(name),
        "sort" => sort_parameter(route),
        "q" | "highlight" | "prefix" => text_parameter(name),
        "type" => choice("Types, any of them; all unless said otherwise.", &SearchType::ALL.map(SearchType::as_str)),
        "dialect" => (
            "CSV only: `excel-fr` has a byte order mark and semicolons.".to_owned(),
            json!({ "type": "string", "enum": ["rfc4180", "excel-fr"] }),
            Value::Null,
        ),
        "raw" => (
            "CSV only: 1 leaves cells that begin like a formula as they are; otherwise they get an apostrophe in front.".to_owned(),
            json!({ "type": "string", "enum": ["0", "1"] }),
            Value::Null,
        ),
        "lang" => only_of_pictures(),
        "severity" => choice("Severities, any of them.", &Severity::ALL.map(Severity::as_str)),
        "code" => {
            let codes: Vec<&str> = DiagnosticCode::ALL.iter().map(|c| c.as_str()).collect();
            choice("Codes, any of them.", &codes)
        }
        "kind" if route.id == "projects" => choice("Kinds, any of them.", &ProjectKind::ALL.map(ProjectKind::as_str)),
        "since" | "noun" | "change" | "report" => change_parameter(name),
        "url" => (
            "An address in any of its spellings.".to_owned(),
            json!({ "type": "string", "format": "uri", "minLength": 1 }),
            json!("https://github.com/etalab/sill"),
        ),
        "series" if route.id == "coverage" => one_series(),
        term => term_parameter(term),
    }
}

/// `sort`; what is found in lists of several types has one key.
fn sort_parameter(route: &Route) -> (String, Value, Value) {
    let (text, most) = if route.id == "search" {
        (
            "One sort key, `-` in front for descending; ties in the order of the types, then in that of their lists.",
            Some(1),
        )
    } else {
        (
            "Sort keys, `-` in front for descending; ties by id. `relevance` and `score` are for `q`, best first.",
            None,
        )
    };
    let mut schema = list(json!({ "type": "string", "enum": sort_values(route.id) }));
    if let (Some(schema), Some(most)) = (schema.as_object_mut(), most) {
        schema.insert("maxItems".to_owned(), json!(most));
    }
    (text.to_owned(), schema, Value::Null)
}

/// `facet` and `by`.
fn dimensions(name: &str) -> (String, Value, Value) {
    let (text, most) = match name {
        "by" => ("Dimensions to count by, one to three.", MAX_DIMENSIONS),
        _ => ("Dimensions to count the whole list by.", Facet::ALL.len()),
    };
    let schema = json!({
        "type": "array",
        "items": { "type": "string", "enum": Facet::ALL.map(Facet::as_str) },
        "minItems": 1,
        "maxItems": most,
        "uniqueItems": true,
    });
    (text.to_owned(), schema, json!(["category"]))
}

/// `series` of coverage, which is that of one.
fn one_series() -> (String, Value, Value) {
    let schema = json!({
        "type": "array",
        "items": { "type": "string", "pattern": VALUE },
        "minItems": 1,
        "maxItems": 1,
    });
    let text = "The series, by slug or title.";
    (text.to_owned(), schema, json!(["reports"]))
}

/// The name of what a route gives, one or many.
fn shown(route: &Route) -> String {
    let DataSchema { schema, .. } = (route.schema)();
    let of = schema.get("items").unwrap_or(&schema);
    let name = of.get("$ref").and_then(Value::as_str).unwrap_or(route.id);
    name.rsplit('/').next().unwrap_or(name).to_owned()
}

/// A key of what a route gives.
fn field(route: &Route) -> Value {
    let DataSchema { schema, components } = (route.schema)();
    let (names, is_open) = FieldTree::of_schema(&schema, &components).names();
    let known = json!({ "type": "string", "enum": names });
    if !is_open {
        return known;
    }
    // The keys of a map are not listed anywhere: what is below one is a word.
    let below = json!({ "type": "string", "pattern": r"^[a-z]+\.[a-zA-Z]+$" });
    json!({ "anyOf": [known, below] })
}

/// `first` of what has no further pages.
fn size_parameter(route: &Route) -> (String, Value, Value) {
    let (what, unasked, most) = if route.id == "graph" {
        (
            "How many projects, most mentioned first",
            DEFAULT_NODES,
            MAX_NODES,
        )
    } else {
        ("How many", DEFAULT_SUGGESTIONS, MAX_SUGGESTIONS)
    };
    (
        format!("{what}: {unasked} unless said otherwise."),
        json!({ "type": "integer", "minimum": 0, "maximum": most }),
        json!(unasked),
    )
}

/// `lang`.
fn only_of_pictures() -> (String, Value, Value) {
    (
        "SVG only: the language of its texts; that of the archive unless said otherwise."
            .to_owned(),
        json!({ "type": "string", "enum": Lang::ALL.map(Lang::tag) }),
        Value::Null,
    )
}

/// `since`, `noun`, `change`, `report`.
fn change_parameter(name: &str) -> (String, Value, Value) {
    match name {
        "since" => (
            "Changes behind this position, or since this instant or day; all unless said otherwise.".to_owned(),
            json!({ "anyOf": [
                { "type": "integer", "minimum": 0 },
                { "type": "string", "format": "date" },
                { "type": "string", "format": "date-time" },
            ] }),
            json!("2022-01-01"),
        ),
        "noun" => choice("What changes are about, any of them.", &Noun::ALL.map(Noun::as_str)),
        "change" => choice("What happened, any of them.", &Action::ALL.map(Action::as_str)),
        _ => (
            "Slugs of reports, any of them.".to_owned(),
            list(json!({ "type": "string", "pattern": VALUE })),
            json!(["2022-02"]),
        ),
    }
}

/// `q`, `highlight`, `prefix`.
fn text_parameter(name: &str) -> (String, Value, Value) {
    match name {
        "q" => (
            format!(
                "What texts must hold: words, `\"phrases\"` as written, `-not`, `prefix*`. Case, accents, elision and, outside quotes, endings do not matter. At most {MAX_Q_LEN} characters and {MAX_Q_WORDS} words. Rows are then in order of relevance."
            ),
            json!({ "type": "string", "minLength": 1, "maxLength": MAX_Q_LEN }),
            json!("logiciels libres"),
        ),
        "prefix" => (
            "How a name or a word begins; case and accents do not matter.".to_owned(),
            json!({ "type": "string", "minLength": 1, "maxLength": 100 }),
            json!("sil"),
        ),
        _ => (
            "Whether rows tell where they match `q`.".to_owned(),
            json!({ "type": "boolean", "default": false }),
            Value::Null,
        ),
    }
}

/// `first`, `after`, `last`, `before`, `offset`.
fn page_parameter(name: &str) -> (String, Value, Value) {
    match name {
        "first" => (
            format!("Rows from the start: {DEFAULT_PAGE} unless said otherwise."),
            json!({ "type": "integer", "minimum": 0, "maximum": MAX_PAGE }),
            json!(20),
        ),
        "last" => (
            "Rows from the end; excludes `first` and `offset`.".to_owned(),
            json!({ "type": "integer", "minimum": 0, "maximum": MAX_PAGE }),
            Value::Null,
        ),
        "offset" => (
            "Rows to skip.".to_owned(),
            json!({ "type": "integer", "minimum": 0, "maximum": MAX_OFFSET }),
            Value::Null,
        ),
        _ => (
            format!(
                "Cursor of a page (`endCursor`, `startCursor`): rows {name} it. Opaque; never expires; works through every door."
            ),
            json!({ "type": "string", "minLength": 1, "maxLength": MAX_CURSOR_LEN }),
            Value::Null,
        ),
    }
}

fn term_parameter(name: &str) -> (String, Value, Value) {
    let (term, how) = match name.rsplit_once('.') {
        Some((term, "all")) => (term, "every one of these"),
        Some((term, _)) => (term, "none of these"),
        None => (name, "at least one of these"),
    };
    let (what, schema, example) = match term {
        "series" => (
            "Series by slug or title",
            json!({ "type": "string", "pattern": VALUE }),
            "reports",
        ),
        "category" => (
            "Categories by slug, name or heading",
            json!({ "type": "string", "pattern": VALUE }),
            "publier",
        ),
        "project" => (
            "Projects mentioned, by slug, name or alias",
            json!({ "type": "string", "pattern": VALUE }),
            "sill",
        ),
        "resource" => (
            "Resources cited, by id or URL",
            json!({ "type": "string", "pattern": VALUE }),
            "https://github.com/etalab/sill",
        ),
        "site" => (
            "Sites cited, by host",
            json!({ "type": "string", "pattern": VALUE }),
            "github.com",
        ),
        _ => (
            "Kinds of item",
            json!({ "type": "string", "enum": ItemKind::ALL.map(ItemKind::as_str) }),
            "BULLET",
        ),
    };
    let description = format!("{what}: {how}; case and accents do not matter.");
    (description, list(schema), json!([example]))
}

fn choice(description: &str, values: &[&str]) -> (String, Value, Value) {
    (
        description.to_owned(),
        list(json!({ "type": "string", "enum": values })),
        Value::Null,
    )
}

fn list(items: impl Into<Value>) -> Value {
    let items: Value = items.into();
    json!({ "type": "array", "items": items, "minItems": 1 })
}

/// The sort values of a list, ascending and descending.
fn sort_values(id: &str) -> Vec<String> {
    fn names<K>(table: &[(&'static str, K)]) -> Vec<&'static str> {
        table.iter().map(|(name, _)| *name).collect()
    }
    let names = match sorted_list(id) {
        "reports" => names(&ReportSort::NAMES),
        "categories" => names(&CategorySort::NAMES),
        "projects" => names(&ProjectSort::NAMES),
        "resources" => names(&ResourceSort::NAMES),
        "sites" => names(&SiteSort::NAMES),
        "stats" => names(&StatsSort::NAMES),
        "search" => names(&SearchSort::NAMES),
        _ => names(&ItemSort::NAMES),
    };
    names
        .iter()
        .flat_map(|n| {
            let both = (!RANKED.contains(n)).then(|| format!("-{n}"));
            std::iter::once((*n).to_owned()).chain(both)
        })
        .collect()
}

/// Whose sort keys an operation takes.
fn sorted_list(id: &str) -> &str {
    let own = [
        "reports",
        "categories",
        "projects",
        "resources",
        "sites",
        "stats",
        "search",
    ];
    if own.contains(&id) { id } else { "items" }
}
