//! Tables to paste into Markdown.

use super::cell::Cell;
use super::column::Look;
use super::draw::Grid;

/// A table with its headings.
pub(super) fn grid(grid: &Grid) -> String {
    let heads = grid.heads.iter().map(|(head, _)| escaped(head));
    let rules = grid.heads.iter().map(|(_, look)| match look {
        Look::Number | Look::Count => "---:".to_owned(),
        _ => "---".to_owned(),
    });
    let rows = grid
        .rows
        .iter()
        .map(|row| line(row.iter().map(|cell| escaped(cell.text()))));
    line(heads) + &line(rules) + &rows.collect::<String>()
}

/// The table of one thing.
pub(super) fn thing(lines: &[(String, Vec<Cell>)]) -> String {
    let rows = lines.iter().map(|(name, values)| {
        let values: Vec<String> = values.iter().map(|cell| escaped(cell.text())).collect();
        line([escaped(name), values.join("<br>")].into_iter())
    });
    "|  |  |\n| --- | --- |\n".to_owned() + &rows.collect::<String>()
}

fn line(cells: impl Iterator<Item = String>) -> String {
    format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
}

/// Text that is text in a cell: it ends none, and is no markup.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if "\\|<*[]`&".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    use super::grid;
    use crate::cli::noun::cell::Cell;
    use crate::cli::noun::column::Look;
    use crate::cli::noun::draw::Grid;

    fn table(cells: [&str; 2]) -> String {
        grid(&Grid {
            heads: vec![
                ("N".to_owned(), Look::Number),
                ("TEXT".to_owned(), Look::Text),
            ],
            rows: vec![cells.map(Cell::new).to_vec()],
        })
    }

    #[test]
    fn a_cell_ends_at_no_pipe_and_no_new_line() {
        assert_eq!(
            table(["1", "a|b\n<b>*c*"]),
            "| N | TEXT |\n| ---: | --- |\n| 1 | a\\|b \\<b>\\*c\\* |\n"
        );
    }

    proptest! {
        /// As a reader of Markdown has it that is not ours.
        #[test]
        fn every_text_comes_back_as_one_cell(text in "[a-z|<>*_`&;#\\\\\\[\\]()!\n -]{0,30}") {
            let markdown = table(["1", &text]);
            let mut cells = Vec::new();
            for event in Parser::new_ext(&markdown, Options::ENABLE_TABLES) {
                match event {
                    Event::Start(Tag::TableCell) => cells.push(String::new()),
                    Event::Text(text) => cells.last_mut().unwrap().push_str(&text),
                    Event::Start(
                        Tag::Table(_) | Tag::TableHead | Tag::TableRow | Tag::Emphasis | Tag::Strong,
                    )
                    | Event::End(
                        TagEnd::Table
                        | TagEnd::TableHead
                        | TagEnd::TableRow
                        | TagEnd::TableCell
                        | TagEnd::Emphasis
                        | TagEnd::Strong,
                    ) => {}
                    other => panic!("{other:?} in {markdown:?}"),
                }
            }
            prop_assert_eq!(cells.len(), 4);
            let without = |text: &str| text.replace(['_', '\n', ' '], "");
            prop_assert_eq!(without(&cells[3]), without(&text));
        }
    }
}
