//! The rows that are asked for most, as JSON: items, copied together from the
//! pieces that they are kept in, and counts.
//!
//! [`ItemView`](super::view::ItemView) says what a row looks like and is what
//! the OpenAPI schema is derived from; this is the same spelling, byte for
//! byte, in a tenth of the time: no value of the item is made, and nothing is
//! escaped that was when the report was read. A test holds both equal.

use super::spell::{push_number, put};
use crate::api::Addresses;
use crate::domain::{KeptLink, KeptMention, KeptText, LinkKind, MentionMethod, push_json};
use crate::query::{Archive, KeptItemRef, StatsRow};

/// Adds an item as a JSON object.
pub fn push_item(item: &KeptItemRef<'_>, addresses: &Addresses, out: &mut Vec<u8>) {
    let report = item.report;
    let slug = report.slug.as_str().as_bytes();
    let month = report.date.month().digits();
    put(out, b"{\"id\":\"");
    put(out, slug);
    put(out, b"-");
    item.item.push_key(out);
    put(out, b"\",\"report\":{\"slug\":\"");
    put(out, slug);
    put(out, b"\",\"month\":\"");
    put(out, &month);
    put(out, b"\"},\"month\":\"");
    put(out, &month);
    put(out, b"\",\"series\":\"");
    put(out, report.series.as_str().as_bytes());
    match item.category() {
        Some(category) => {
            put(out, b"\",\"category\":{\"slug\":\"");
            put(out, category.slug().as_bytes());
            put(out, b"\",\"name\":\"");
            push_json(category.name(), out);
            put(out, b"\"},\"section\":");
        }
        None => put(out, b"\",\"category\":null,\"section\":"),
    }
    match &item.item.section {
        Some(section) => {
            put(out, b"\"");
            section.push_json(out);
            put(out, b"\",\"kind\":\"");
        }
        None => put(out, b"null,\"kind\":\""),
    }
    put(out, item.item.kind.as_str().as_bytes());
    put(out, b"\",\"position\":");
    push_number(item.position(), out);
    push_text(b",\"text\":\"", &item.item.text, out);
    push_text(b"\",\"markdown\":\"", &item.item.markdown, out);
    push_text(b"\",\"html\":\"", &item.item.html, out);
    push_lists(item, out);
    push_origin(item, addresses, out);
}

/// Adds a row of counts as a JSON object.
pub fn push_counts(row: &StatsRow, archive: &Archive, out: &mut Vec<u8>) {
    put(out, b"{\"keys\":{");
    push_list(row.keys.iter(), out, |key, out| {
        put(out, b"\"");
        put(out, key.by.as_str().as_bytes());
        put(out, b"\":\"");
        push_json(&key.key(archive), out);
        put(out, b"\"");
    });
    put(out, b"},\"count\":");
    push_number(row.count, out);
    put(out, b"}");
}

/// What an item holds several of.
fn push_lists(item: &KeptItemRef<'_>, out: &mut Vec<u8>) {
    put(out, b"\",\"children\":[");
    push_list(item.item.children(), out, |child, out| {
        put(out, b"{\"depth\":");
        push_number(child.depth, out);
        push_text(b",\"text\":\"", &child.text, out);
        push_text(b"\",\"markdown\":\"", &child.markdown, out);
        put(out, b"\"}");
    });
    put(out, b"],\"links\":[");
    push_list(item.item.links(), out, |link, out| {
        push_link(item, &link, out);
    });
    put(out, b"],\"mentions\":[");
    let mut slug = Vec::new();
    let named = item.item.mentions();
    let named = named.filter_map(|m| Some((m, item.project(m.project_in(&mut slug))?)));
    push_list(named, out, |(mention, project), out| {
        put(out, b"{\"project\":{\"slug\":\"");
        put(out, project.slug.as_str().as_bytes());
        put(out, b"\",\"name\":\"");
        push_json(&project.name, out);
        push_mention(&mention, out);
    });
}

fn push_link(item: &KeptItemRef<'_>, link: &KeptLink<'_>, out: &mut Vec<u8>) {
    put(
        out,
        match link.kind {
            LinkKind::Inline => b"{\"kind\":\"INLINE\",\"label\":\"",
            LinkKind::Reference => b"{\"kind\":\"REFERENCE\",\"label\":\"",
            LinkKind::Autolink => b"{\"kind\":\"AUTOLINK\",\"label\":\"",
            LinkKind::Bare => b"{\"kind\":\"BARE\",\"label\":\"",
        },
    );
    link.label.push_json(out);
    push_text(b"\",\"href\":\"", &link.href, out);
    match &link.resource {
        Some((place, url)) => {
            put(out, b"\",\"resource\":{\"id\":\"");
            put(out, &item.resource_id(*place).unwrap_or_default());
            push_text(b"\",\"url\":\"", url, out);
            put(out, b"\"}}");
        }
        None => put(out, b"\",\"resource\":null}"),
    }
}

fn push_mention(mention: &KeptMention<'_>, out: &mut Vec<u8>) {
    push_text(b"\"},\"surface\":\"", &mention.surface, out);
    put(out, b"\",\"range\":{\"start\":");
    push_number(mention.range.start, out);
    put(out, b",\"end\":");
    push_number(mention.range.end, out);
    put(
        out,
        match mention.method {
            MentionMethod::Name => b"},\"method\":\"NAME\"}",
            MentionMethod::Alias => b"},\"method\":\"ALIAS\"}",
            MentionMethod::Url => b"},\"method\":\"URL\"}",
        },
    );
}

/// Where an item is, and where it comes from.
fn push_origin(item: &KeptItemRef<'_>, addresses: &Addresses, out: &mut Vec<u8>) {
    put(out, b"],\"permalink\":\"");
    push_json(addresses.base(), out);
    put(out, b"/v1/items/");
    put(out, item.report.slug.as_str().as_bytes());
    put(out, b"-");
    item.item.push_key(out);
    if addresses.are_files() {
        put(out, b".json");
    }
    put(out, b"\",\"provenance\":{\"path\":\"");
    push_json(&item.report.path, out);
    put(out, b"\",\"lines\":{\"start\":");
    push_number(item.item.lines.start, out);
    put(out, b",\"end\":");
    push_number(item.item.lines.end, out);
    put(out, b"},\"bytes\":{\"start\":");
    push_number(item.item.bytes.start, out);
    put(out, b",\"end\":");
    push_number(item.item.bytes.end, out);
    put(out, b"},\"commit\":null}}");
}

fn push_list<T>(
    list: impl Iterator<Item = T>,
    out: &mut Vec<u8>,
    mut write: impl FnMut(T, &mut Vec<u8>),
) {
    for (place, one) in list.enumerate() {
        if place > 0 {
            put(out, b",");
        }
        write(one, out);
    }
}

fn push_text<const N: usize>(before: &[u8; N], text: &KeptText<'_>, out: &mut Vec<u8>) {
    put(out, before);
    text.push_json(out);
}

#[cfg(test)]
mod tests;
