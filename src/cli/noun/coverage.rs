//! Coverage as a table: months below each other, categories beside.

use serde_json::Value;

use super::cell::Cell;
use super::column::{Look, found, text};
use super::draw::Grid;

/// For months in which a category was there and had nothing.
const EMPTY: &str = "0";
/// For months without it.
const MISSING: &str = "-";

/// The table.
pub(super) fn grid(data: &Value) -> Grid {
    let slugs = found(data, "categories.slug");
    let mut heads = vec![("MONTH".to_owned(), Look::Key)];
    heads.extend(slugs.iter().map(|slug| (slug.clone(), Look::Count)));
    let months = data.get("months").and_then(Value::as_array);
    let row = |month: &Value| {
        let key = Cell::new(&found(month, "month").join(""));
        let cells = month.get("cells").and_then(Value::as_array);
        let of = |slug: &String| {
            let mut cells = cells.into_iter().flatten();
            let cell =
                cells.find(|cell| cell.get("category").and_then(Value::as_str) == Some(slug));
            Cell::new(&cell.map_or_else(|| MISSING.to_owned(), shown))
        };
        std::iter::once(key).chain(slugs.iter().map(of)).collect()
    };
    let rows = months.into_iter().flatten().map(row).collect();
    Grid { heads, rows }
}

fn shown(cell: &Value) -> String {
    match cell.get("status").and_then(Value::as_str) {
        Some("PUBLISHED") => cell.get("items").map(text).unwrap_or_default(),
        Some("EMPTY") => EMPTY.to_owned(),
        _ => MISSING.to_owned(),
    }
}

/// What the signs mean, and how many there are of each.
pub(super) fn legend(data: &Value) -> String {
    let count = |name: &str| found(data, &format!("counts.{name}")).join("");
    format!(
        "items in {} cells; {EMPTY} in {} that were empty, {MISSING} in {} that were missing",
        count("published"),
        count("empty"),
        count("missing")
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{grid, legend};
    use crate::cli::noun::draw::{self, Place};

    #[test]
    fn published_empty_and_missing_are_told_apart() {
        let data = json!({
            "counts": { "published": 1, "empty": 1, "missing": 2 },
            "categories": [{ "slug": "a" }, { "slug": "b" }],
            "months": [
                { "month": "2022-01", "cells": [
                    { "category": "b", "status": "EMPTY", "items": 0 },
                    { "category": "a", "status": "PUBLISHED", "items": 4 } ] },
                { "month": "2022-02", "cells": [
                    { "category": "a", "status": "MISSING", "items": 0 } ] },
            ],
        });
        let place = Place {
            width: None,
            color: false,
        };
        assert_eq!(
            draw::grid(&grid(&data), place),
            "MONTH    a  b\n2022-01  4  0\n2022-02  -  -\n"
        );
        assert_eq!(
            legend(&data),
            "items in 1 cells; 0 in 1 that were empty, - in 2 that were missing"
        );
    }
}
