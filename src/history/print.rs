//! What a reader sees of an item or a report, as a digest.
//!
//! Reformatting must not show in it: not the place in the file, the bullet
//! marker, the wrapping, a tight or loose list, `*` or `_`, an inline or a
//! reference link. Emphasis itself, a heading's words and a link's target do.
//! Mentions do not: they follow from the registry, and a new alias there is
//! no edit of the report.

use super::Print;
use crate::domain::{Category, Digest, Item, ItemKind, Report};

/// The version of an item.
pub(super) fn of_item(categories: &[Category], item: &Item) -> Print {
    let category = category_of(categories, item).map_or("", |c| c.slug.as_str());
    let html = level(&item.html, item.kind);
    let counts =
        [item.links.len(), item.children.len()].map(|n| crate::domain::to_u32(n).to_le_bytes());
    let mut parts: Vec<&[u8]> = vec![
        item.kind.as_str().as_bytes(),
        category.as_bytes(),
        item.section.as_deref().unwrap_or("").as_bytes(),
        item.text.as_bytes(),
        html.as_bytes(),
    ];
    parts.extend(counts.iter().map(<[u8; 4]>::as_slice));
    for link in &item.links {
        parts.extend([link.label.as_bytes(), link.href.as_bytes()]);
    }
    let depths: Vec<[u8; 4]> = item
        .children
        .iter()
        .map(|c| c.depth.to_le_bytes())
        .collect();
    for (child, depth) in item.children.iter().zip(&depths) {
        parts.extend([depth.as_slice(), child.text.as_bytes()]);
    }
    Digest::of_parts(parts).into()
}

/// The version of a report itself; its items have their own.
pub(super) fn of_report(report: &Report) -> Print {
    let date = report.date.to_string();
    let categories: Vec<Category> = report.categories.iter().collect();
    let mut parts: Vec<&[u8]> = vec![
        report.series.as_str().as_bytes(),
        date.as_bytes(),
        report.title.as_deref().unwrap_or("").as_bytes(),
    ];
    for category in &categories {
        parts
            .extend([category.slug.as_str(), &category.name, &category.heading].map(str::as_bytes));
    }
    Digest::of_parts(parts).into()
}

/// The category that an item stands under in its report.
pub(super) fn category_of<'a>(categories: &'a [Category], item: &Item) -> Option<&'a Category> {
    categories.get(usize::try_from(item.category?).ok()?)
}

/// HTML without its line ends, which follow the wrapping of the source, where
/// white space does not show.
fn level(html: &str, kind: ItemKind) -> String {
    if kind == ItemKind::Code || html.contains("<pre") {
        return html.to_owned();
    }
    let mut out = String::with_capacity(html.len());
    for word in html.split_ascii_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}
