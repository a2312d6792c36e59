//! Tables, and pictures with the table behind them.

use maud::{Markup, PreEscaped, Render, html};

use super::language::Language;
use super::text::Text;
use super::visit::Visit;
use crate::api::http::query_string::address;
use crate::api::picture::{Cell, Lang, Style, Table};

/// How pictures in this page are drawn; their links keep these parameters.
pub fn style<'a>(visit: &'a Visit<'_>, kept: &'a [(String, String)]) -> Style<'a> {
    Style {
        lang: lang(visit),
        addresses: visit.addresses,
        kept,
        standalone: false,
    }
}

/// Where REST gives a picture as a file: path without `/v1`, and parameters.
pub struct File<'a> {
    /// The path.
    pub path: &'a str,
    /// The parameters.
    pub asked: &'a [(String, String)],
}

/// The language of pictures in this page.
pub fn lang(visit: &Visit<'_>) -> Lang {
    match visit.language {
        Language::French => Lang::Fr,
        Language::English => Lang::En,
    }
}

/// A picture with its figures behind it, and the call that gives it as a file.
pub fn render(visit: &Visit<'_>, svg: &str, table: &Table<'_>, file: &File<'_>) -> Markup {
    let words = &visit.words.common;
    let to = visit.addresses.local(&format!("/v1{}", file.path));
    let to = address(&to, file.asked, &[], &[("lang", visit.language.tag())]);
    html! {
        figure {
            div .scroll tabindex="0" role="region" aria-label=(Text(&table.caption)) { (PreEscaped(svg)) }
            figcaption { (Text(&table.description)) " " a href=(Text(&to)) { (words.picture) } }
            details {
                summary { (words.table) }
                div .scroll tabindex="0" role="region" aria-label=(format!("{} – {}", words.table, table.caption)) {
                    table {
                        caption { (Text(&table.caption)) }
                        thead { tr { @for head in &table.head { th scope="col" { (Text(head)) } } } }
                        tbody {
                            @for row in &table.rows {
                                tr data-key=[row.first().map(|cell| Text(&cell.text))] {
                                    @for (i, cell) in row.iter().enumerate() {
                                        @if i == 0 { th scope="row" { (Shown(cell)) } }
                                        @else { td { (Shown(cell)) } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A cell, written where it stands: a table has hundreds.
struct Shown<'a>(&'a Cell<'a>);

impl Render for Shown<'_> {
    fn render_to(&self, out: &mut String) {
        let Some(href) = &self.0.href else {
            return Text(&self.0.text).render_to(out);
        };
        out.push_str("<a href=\"");
        Text(href).render_to(out);
        out.push_str("\">");
        Text(&self.0.text).render_to(out);
        out.push_str("</a>");
    }
}

/// A row of a list: its key (empty where it has none), and its cells, the first of which names it.
pub type Row = (String, Vec<Markup>);

/// A list as a table.
pub fn table(visit: &Visit<'_>, caption: &str, heads: &[&str], rows: &[Row]) -> Markup {
    html! {
        @if rows.is_empty() { p { (visit.words.common.nothing) } }
        @else { div .scroll tabindex="0" role="region" aria-label=(caption) {
            table {
                caption .hidden { (caption) }
                thead { tr { @for head in heads { th scope="col" { (head) } } } }
                tbody {
                    @for (key, cells) in rows {
                        tr data-id=[Some(Text(key)).filter(|key| !key.0.is_empty())] {
                            @for (i, cell) in cells.iter().enumerate() {
                                @if i == 0 { th scope="row" { (cell) } } @else { td { (cell) } }
                            }
                        }
                    }
                }
            }
        } }
    }
}
