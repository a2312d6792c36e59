//! What stands in one place of a table: one line of harmless text, with the
//! places in it that match.

use std::ops::Range;

use serde_json::Value;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::cli::clean::clean;
use crate::cli::color::Style;

/// One line of text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Cell {
    /// Harmless.
    text: String,
    /// Places in characters, in order and apart from each other.
    marks: Vec<Range<usize>>,
}

impl Cell {
    pub(super) fn new(text: &str) -> Self {
        let marks = Vec::new();
        let text = clean(text);
        Self { text, marks }
    }

    /// The same with the places in which a row says that its `field` matches.
    pub(super) fn marked(mut self, row: &Value, field: &str) -> Self {
        let all = row.get("highlights").and_then(Value::as_array);
        let own = all.into_iter().flatten().find(|highlight| {
            let name = highlight.get("field").and_then(Value::as_str);
            name == Some(field)
        });
        let ranges = own.and_then(|highlight| highlight.get("ranges")?.as_array());
        let place = |range: &Value, end| usize::try_from(range.get(end)?.as_u64()?).ok();
        self.marks = ranges
            .into_iter()
            .flatten()
            .filter_map(|range| Some(place(range, "start")?..place(range, "end")?))
            .collect();
        self
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Columns of a terminal that it takes.
    pub(super) fn width(&self) -> usize {
        self.text.width()
    }

    /// As much of it as fits, `…` for the rest.
    pub(super) fn cut(&self, width: usize) -> Self {
        if self.width() <= width {
            return self.clone();
        }
        let mut text = String::new();
        let mut used = 1;
        for c in self.text.chars() {
            used += c.width().unwrap_or(0);
            if used > width {
                break;
            }
            text.push(c);
        }
        // Some characters are wider together than alone.
        while text.width() >= width && text.pop().is_some() {}
        text.truncate(text.trim_end().len());
        text.push('…');
        let marks = self.marks.clone();
        Self { text, marks }
    }

    /// As a terminal shows it: in a style, and the places that match in theirs.
    pub(super) fn painted(&self, style: Option<Style>) -> String {
        let plain = |text: &str| match style {
            Some(style) if !text.is_empty() => style.paint(text),
            _ => text.to_owned(),
        };
        let mut chars = self.text.chars();
        let mut at = 0;
        let mut out = String::new();
        for mark in &self.marks {
            let mut take = |n: usize| chars.by_ref().take(n).collect::<String>();
            let before = take(mark.start.saturating_sub(at));
            let inside = take(mark.end.saturating_sub(mark.start.max(at)));
            out.push_str(&plain(&before));
            if !inside.is_empty() {
                out.push_str(&Style::Mark.paint(&inside));
            }
            at = mark.end.max(at);
        }
        out.push_str(&plain(&chars.collect::<String>()));
        out
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Cell;

    #[test]
    fn wide_characters_take_two_columns_and_combining_ones_none() {
        for (text, width) in [("été", 3), ("日本", 4), ("e\u{301}", 1), ("😀", 2), ("", 0)] {
            assert_eq!(Cell::new(text).width(), width, "{text}");
        }
        for (text, width, cut) in [
            ("日本語", 6, "日本語"),
            ("日本語", 5, "日本…"),
            ("日本語", 4, "日…"),
            ("un deux", 4, "un…"),
            ("abc", 1, "…"),
        ] {
            assert_eq!(Cell::new(text).cut(width).text(), cut, "{text} {width}");
        }
    }

    #[test]
    fn places_count_characters_and_survive_what_is_taken_out() {
        let row = json!({ "highlights": [
            { "field": "text", "ranges": [{ "start": 2, "end": 4 }, { "start": 5, "end": 99 }] }
        ]});
        let cell = Cell::new("\u{1b}é日本x gazette").marked(&row, "text");
        assert_eq!(
            cell.painted(None),
            "\u{fffd}é\u{1b}[1;33m日本\u{1b}[0mx\u{1b}[1;33m gazette\u{1b}[0m"
        );
        let other = Cell::new("abc").marked(&row, "title");
        assert_eq!(other.painted(None), "abc");
        // A server may say nonsense.
        let row = json!({ "highlights": [
            { "field": "t", "ranges": [{ "start": 3, "end": 1 }, { "start": -1 }, { "start": 0, "end": 1 }] }
        ]});
        let cell = Cell::new("abcd").marked(&row, "t");
        assert_eq!(cell.painted(None), "abcd");
    }
}
