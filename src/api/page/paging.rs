//! Links to the pages of a list before and after.

use maud::{Markup, html};

use super::visit::Visit;
use crate::query::{DEFAULT_PAGE, PAGE, Page};

/// The links, where there is anything to turn to.
pub fn links<T>(visit: &Visit<'_>, rows: &Page<T>) -> Markup {
    links_of(visit, rows, DEFAULT_PAGE)
}

/// The same where a page has another size than REST's unless it is said.
pub fn links_of<T>(visit: &Visit<'_>, rows: &Page<T>, default_size: usize) -> Markup {
    let words = &visit.words.common;
    let size = visit.one("first").or(visit.one("last"));
    let default_size = default_size.to_string();
    let next = rows.end_cursor().filter(|_| rows.has_next);
    let next = next.map(|cursor| {
        let mut with = vec![("after", cursor.as_str())];
        with.extend(size.map(|n| ("first", n)));
        visit.turn(&PAGE, &with)
    });
    let previous = rows.start_cursor().filter(|_| rows.has_previous);
    let previous = previous.map(|cursor| {
        let with = [
            ("before", cursor.as_str()),
            ("last", size.unwrap_or(&default_size)),
        ];
        visit.turn(&PAGE, &with)
    });
    html! {
        @if next.is_some() || previous.is_some() {
            nav .paging aria-label=(words.pages) {
                @if let Some(to) = previous { a rel="prev" href=(to) { "← " (words.previous) } }
                @if let Some(to) = next { a rel="next" href=(to) { (words.next) " →" } }
            }
        }
    }
}
