//! Tables for reading.

use unicode_width::UnicodeWidthStr;

use super::cell::Cell;
use super::column::Look;
use crate::cli::color::Style;

/// Blanks between two columns.
const GAP: usize = 2;
/// Narrowest that a column is cut to.
const NARROWEST: usize = 6;

/// Where a table is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// Columns of the terminal; `None` where nothing is cut.
    pub(super) width: Option<usize>,
    /// Whether colours are understood.
    pub(super) color: bool,
}

/// Rows of cells below headings.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Grid {
    /// Headings, and how what is below looks.
    pub(super) heads: Vec<(String, Look)>,
    /// As many cells as headings.
    pub(super) rows: Vec<Vec<Cell>>,
}

impl Grid {
    /// The same without columns in which no row says anything.
    pub(super) fn filled(self) -> Self {
        let says = |column: usize| {
            let mut cells = self.rows.iter().filter_map(|row| row.get(column));
            cells.any(|cell| !cell.text().is_empty())
        };
        let kept: Vec<bool> = (0..self.heads.len()).map(says).collect();
        Self {
            heads: only(self.heads, &kept),
            rows: self.rows.into_iter().map(|row| only(row, &kept)).collect(),
        }
    }
}

/// Those of a row that stay.
fn only<T>(all: Vec<T>, kept: &[bool]) -> Vec<T> {
    let pairs = all.into_iter().zip(kept);
    pairs
        .filter(|(_, kept)| **kept)
        .map(|(one, _)| one)
        .collect()
}

/// The lines of a table.
pub(super) fn grid(grid: &Grid, place: Place) -> String {
    let heads: Vec<Cell> = grid.heads.iter().map(|(head, _)| Cell::new(head)).collect();
    let looks: Vec<Look> = grid.heads.iter().map(|(_, look)| *look).collect();
    let widths = widths(&heads, grid, place.width);
    let line = |cells: &[Cell], is_head: bool| {
        let mut line = String::new();
        let mut blanks = 0;
        for ((cell, look), width) in cells.iter().zip(&looks).zip(&widths) {
            let cell = cell.cut(*width);
            let rest = width.saturating_sub(cell.width());
            let is_right = matches!(look, Look::Number | Look::Count);
            let (before, after) = if is_right { (rest, 0) } else { (0, rest) };
            // Blanks at the end of a line are left out.
            if cell.text().is_empty() {
                blanks += width + GAP;
                continue;
            }
            line.push_str(&" ".repeat(blanks + before));
            line.push_str(&match place.color {
                true if is_head => cell.painted(Some(Style::Heading)),
                true => cell.painted(style(*look)),
                false => cell.text().to_owned(),
            });
            blanks = after + GAP;
        }
        line.push('\n');
        line
    };
    let rows = grid.rows.iter().map(|row| line(row, false));
    std::iter::once(line(&heads, true)).chain(rows).collect()
}

fn style(look: Look) -> Option<Style> {
    match look {
        Look::Key => Some(Style::Key),
        Look::Faint => Some(Style::Faint),
        Look::Plain | Look::Number | Look::Count | Look::Text => None,
    }
}

/// How wide each column is: the widest that may be cut gives way first.
fn widths(heads: &[Cell], grid: &Grid, width: Option<usize>) -> Vec<usize> {
    let mut widths: Vec<usize> = heads.iter().map(Cell::width).collect();
    for row in &grid.rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.width().max(*width);
        }
    }
    let Some(available) = width else {
        return widths;
    };
    let gaps = GAP * widths.len().saturating_sub(1);
    let mut over = (widths.iter().sum::<usize>() + gaps).saturating_sub(available);
    // Keys are to be copied: they are cut where nothing else is left.
    let is_text = |look: &Look| matches!(look, Look::Count | Look::Text);
    for are_texts in [true, false] {
        while over > 0 {
            let cuttable = widths.iter_mut().zip(&grid.heads);
            let widest = cuttable
                .filter(|(width, (_, look))| is_text(look) == are_texts && **width > NARROWEST)
                .map(|(width, _)| width)
                .max();
            let Some(widest) = widest else { break };
            *widest -= 1;
            over -= 1;
        }
    }
    widths
}

/// The table of one thing: a line for each name, more where there are more
/// values.
pub(super) fn thing(lines: &[(String, Vec<Cell>)], place: Place) -> String {
    let names = lines.iter().map(|(name, _)| name.width());
    let indent = names.max().unwrap_or(0) + GAP;
    let room = place
        .width
        .map(|width| width.saturating_sub(indent).max(NARROWEST));
    let mut out = String::new();
    for (name, values) in lines {
        let blanks = " ".repeat(indent.saturating_sub(name.width()));
        out.push_str(&if place.color {
            Style::Faint.paint(name)
        } else {
            name.clone()
        });
        out.push_str(&blanks);
        let texts = values.iter().flat_map(|value| wrapped(value.text(), room));
        let texts: Vec<String> = texts.collect();
        out.push_str(&texts.join(&format!("\n{}", " ".repeat(indent))));
        out.push('\n');
    }
    out
}

/// A text in lines of this width, broken at blanks.
fn wrapped(text: &str, width: Option<usize>) -> Vec<String> {
    let Some(width) = width else {
        return vec![text.to_owned()];
    };
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let is_full = lines
            .last()
            .is_some_and(|line| !line.is_empty() && line.width() + 1 + word.width() > width);
        if is_full {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_width::UnicodeWidthStr;

    use super::{Grid, Place, grid, thing, wrapped};
    use crate::cli::noun::cell::Cell;
    use crate::cli::noun::column::Look;

    fn table(rows: &[[&str; 3]]) -> Grid {
        let heads = [("ID", Look::Key), ("N", Look::Number), ("TEXT", Look::Text)];
        Grid {
            heads: heads.map(|(head, look)| (head.to_owned(), look)).to_vec(),
            rows: rows.iter().map(|row| row.map(Cell::new).to_vec()).collect(),
        }
    }

    const PLAIN: Place = Place {
        width: None,
        color: false,
    };

    #[test]
    fn columns_stand_under_each_other_by_width_and_the_text_is_cut() {
        let rows = [
            ["日本", "1", "un deux trois"],
            ["é", "20", ""],
            ["abc", "", "x\u{1b}[2J"],
        ];
        assert_eq!(
            grid(&table(&rows), PLAIN),
            "ID     N  TEXT\n日本   1  un deux trois\né     20\nabc       x\u{fffd}[2J\n"
        );
        let narrow = Place {
            width: Some(17),
            color: false,
        };
        assert_eq!(
            grid(&table(&rows), narrow),
            "ID     N  TEXT\n日本   1  un deu…\né     20\nabc       x\u{fffd}[2J\n"
        );
        let coloured = Place {
            width: None,
            color: true,
        };
        assert_eq!(
            grid(&table(&[["a", "1", "b"]]), coloured),
            "\u{1b}[1mID\u{1b}[0m  \u{1b}[1mN\u{1b}[0m  \u{1b}[1mTEXT\u{1b}[0m\n\u{1b}[36ma\u{1b}[0m   1  b\n"
        );
    }

    #[test]
    fn one_thing_has_a_line_for_each_value() {
        let lines = [
            ("id".to_owned(), vec![Cell::new("x")]),
            (
                "links".to_owned(),
                vec![Cell::new("un deux"), Cell::new("trois")],
            ),
        ];
        assert_eq!(
            thing(&lines, PLAIN),
            "id     x\nlinks  un deux\n       trois\n"
        );
        assert_eq!(wrapped("un deux trois", Some(7)), ["un deux", "trois"]);
        assert_eq!(wrapped("abcdefghij", Some(4)), ["abcdefghij"]);
    }

    #[test]
    fn what_is_wider_together_than_alone_is_cut_as_well() {
        for width in 1..6 {
            let cut = Cell::new("0\u{fe0f}0\u{fe0f}0\u{fe0f}").cut(width);
            assert!(cut.width() <= width, "{width}: {:?}", cut.text());
        }
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_the_terminal_and_none_commands_it(
            texts in proptest::collection::vec("[\\PC\u{1b}\u{9b}\n日😀é]{0,40}", 1..5),
            width in 20_usize..60,
        ) {
            let rows: Vec<[&str; 3]> = texts.iter().map(|text| ["id", "1", text.as_str()]).collect();
            let drawn = grid(&table(&rows), Place { width: Some(width), color: false });
            prop_assert_eq!(drawn.lines().count(), rows.len() + 1);
            for line in drawn.lines() {
                prop_assert!(line.width() <= width, "{:?}", line);
                prop_assert!(!line.contains(char::is_control));
            }
        }
    }
}
