//! What a reader sees of an item or a report, as a digest.
//!
//! Reformatting must not show in it: not the place in the file, the bullet
//! marker, the wrapping, a tight or loose list, `*` or `_`, an inline or a
//! reference link. Emphasis itself, a heading's words and a link's target do.
//! Mentions do not: they follow from the registry, and a new alias there is
//! no edit of the report.

use std::borrow::Cow;

use super::{LastWords, Print};
use crate::domain::{Category, Digest, ItemKind, KeptItem, Report, Summing, to_u32};

/// The version of an item that says these words.
pub(super) fn of_item(item: &KeptItem<'_>, words: &LastWords) -> Print {
    // Most items take less.
    let (mut parts, mut room) = (Parts(Vec::with_capacity(1024)), Vec::with_capacity(512));
    let category = words.category.as_ref();
    parts.put(item.kind.as_str());
    parts.put(category.map_or("", |(slug, _)| slug.as_str()));
    let section = item.section.map(|s| s.plain_in(&mut room));
    parts.put(&*section.unwrap_or_default());
    parts.put(&words.text);
    parts.put(&*level(&item.html.plain_in(&mut room), item.kind));
    parts.put(to_u32(words.links.len()).to_le_bytes());
    parts.put(to_u32(item.children().count()).to_le_bytes());
    for (link, href) in item.links().zip(&words.links) {
        parts.put(&*link.label.plain_in(&mut room));
        parts.put(href);
    }
    for child in item.children() {
        parts.put(child.depth.to_le_bytes());
        parts.put(&*child.text.plain_in(&mut room));
    }
    Digest::of(&parts.0).into()
}

/// Parts on their way into a digest, each with its length, as
/// [`Digest::of_parts`] sums them: at once it takes less time.
struct Parts(Vec<u8>);

impl Parts {
    fn put(&mut self, part: impl AsRef<[u8]>) {
        let part = part.as_ref();
        self.0.extend_from_slice(&Summing::length(part));
        self.0.extend_from_slice(part);
    }
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

/// HTML without its line ends, which follow the wrapping of the source, where
/// white space does not show.
fn level(html: &str, kind: ItemKind) -> Cow<'_, str> {
    if kind == ItemKind::Code || html.contains("<pre") {
        return html.into();
    }
    let mut out = String::with_capacity(html.len());
    for word in html.split_ascii_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out.into()
}
