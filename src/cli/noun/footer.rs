//! What is said below a table: how much of the list it is, and how to go on.

use serde_json::Value;

use super::column::{found, text};
use super::{Asked, coverage};

/// Lines, none for one thing.
pub(super) fn notes(asked: &Asked, answer: &Value) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(meant) = answer.pointer("/meta/corrected").and_then(Value::as_str) {
        notes.push(format!("nothing is written so; searched for: {meant}"));
    }
    if !asked.noun.is_list {
        let data = answer.get("data");
        notes.extend(data.map(coverage::legend));
    }
    // What a search counts is told without being asked for.
    let counts = answer
        .pointer("/facets/type")
        .filter(|_| asked.given("facet").is_none());
    notes.extend(counts.and_then(types));
    notes.extend(answer.get("page").and_then(|page| place(asked, page)));
    notes
}

fn types(counts: &Value) -> Option<String> {
    let some = counts.as_array()?.iter().filter(|count| {
        let count = count.get("count").and_then(Value::as_u64);
        count.is_some_and(|n| n > 0)
    });
    let each = some.map(|count| {
        let text = |key| found(count, key).join("");
        format!("{} {}", text("key"), text("count"))
    });
    let line = each.collect::<Vec<_>>().join(", ");
    (!line.is_empty()).then_some(line)
}

fn place(asked: &Asked, page: &Value) -> Option<String> {
    let number = |key| page.get(key).and_then(Value::as_u64);
    let is = |key| page.get(key).and_then(Value::as_bool) == Some(true);
    let cursor = |key| page.get(key).map(text).unwrap_or_default();
    let (count, total) = (number("count")?, number("total")?);
    let rows = asked.noun.rows;
    if total == 0 {
        return Some(format!(
            "no {rows}: ask for less, or see chronique {} --help",
            asked.noun.name
        ));
    }
    let given = |name| asked.given(name);
    let is_backwards = given("last").is_some() || given("before").is_some();
    let has_cursor = is_backwards || given("after").is_some();
    let way = if is_backwards && is("hasPreviousPage") {
        let size = given("last").unwrap_or("20");
        format!(
            "; those before: --last {size} --before {}",
            cursor("startCursor")
        )
    } else if is_backwards || !is("hasNextPage") {
        String::new()
    } else if has_cursor {
        format!("; the next: --after {}; all: --all", cursor("endCursor"))
    } else {
        let skipped = given("offset").and_then(|n| n.parse().ok()).unwrap_or(0);
        format!(
            "; the next: --offset {}; all: --all",
            count.saturating_add(skipped)
        )
    };
    Some(format!("{count} of {total} {rows}{way}"))
}
