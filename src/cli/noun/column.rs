//! Columns of tables, and how they get their text from rows of JSON.

use serde_json::Value;

use super::cell::Cell;

/// How a column looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// What to ask for next.
    Key,
    /// As it is.
    Plain,
    /// Less important.
    Faint,
    /// To the right.
    Number,
    /// To the right, and its heading cut where the terminal is too narrow.
    Count,
    /// As it is, and cut where the terminal is too narrow.
    Text,
}

/// A column, or a line of the table of one thing.
#[derive(Debug, Clone)]
pub(super) struct Column {
    /// Its heading.
    pub(super) head: &'static str,
    /// Where its values are: keys with dots between levels; several, of the
    /// same length, stand side by side.
    pub(super) paths: &'static [&'static str],
    /// How it looks.
    pub(super) look: Look,
}

/// A column.
pub(super) const fn column(
    head: &'static str,
    paths: &'static [&'static str],
    look: Look,
) -> Column {
    Column { head, paths, look }
}

impl Column {
    /// What a row has there, on one line.
    pub(super) fn cell(&self, row: &Value) -> Cell {
        let field = self.paths.first().copied().unwrap_or_default();
        Cell::new(&self.values(row).join(", ")).marked(row, field)
    }

    /// What a row has there, value by value.
    pub(super) fn values(&self, row: &Value) -> Vec<String> {
        let mut sides = self.paths.iter().map(|path| found(row, path));
        let first = sides.next().unwrap_or_default();
        let values = sides.fold(first, |left, right| {
            let pairs = left.into_iter().zip(right);
            let beside = |(a, b): (String, String)| match (a.as_str(), b.as_str()) {
                (_, "") => a,
                ("", _) => b,
                _ => format!("{a} {b}"),
            };
            pairs.map(beside).collect()
        });
        filled(values)
    }
}

/// The values at a path, as text; through lists, all of them.
pub(super) fn found(row: &Value, path: &str) -> Vec<String> {
    let mut values = vec![row];
    for key in path.split('.') {
        values = values
            .into_iter()
            .flat_map(|value| match value {
                Value::Array(list) => list.iter().collect(),
                value => vec![value],
            })
            .filter_map(|value| value.get(key))
            .collect();
    }
    let mut texts = Vec::new();
    for value in values {
        match value {
            Value::Array(list) => texts.extend(list.iter().map(text)),
            value => texts.push(text(value)),
        }
    }
    texts
}

/// Values of which some say something.
pub(super) fn filled(values: Vec<String>) -> Vec<String> {
    if values.iter().all(String::is_empty) {
        return Vec::new();
    }
    values
}

/// A value as text: nothing for null, JSON for what has an inside.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Look, column, filled, found};

    #[test]
    fn paths_lead_through_objects_and_lists() {
        let row = json!({
            "a": { "b": 1 }, "none": null, "tags": ["x", "y"],
            "links": [{ "label": "un", "href": "/1" }, { "label": "", "href": "/2" }],
        });
        for (path, values) in [
            ("a.b", vec!["1"]),
            ("none", vec![]),
            ("absent.b", vec![]),
            ("tags", vec!["x", "y"]),
            ("links.href", vec!["/1", "/2"]),
            ("a", vec![r#"{"b":1}"#]),
        ] {
            assert_eq!(filled(found(&row, path)), values, "{path}");
        }
        let links = column("LINKS", &["links.label", "links.href"], Look::Plain);
        assert_eq!(links.values(&row), ["un /1", "/2"]);
        assert_eq!(links.cell(&row).text(), "un /1, /2");
    }
}
