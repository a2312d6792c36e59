//! Packs an item, as `packed` reads it.

use super::delta::{Packer, put};
use super::key::short_key;
use super::packed::{CHILDREN, LINK_KINDS, LINKS, MENTIONS, METHODS, SECTION, SHORT_KEY};
use super::{Item, ItemKind, Link, ResourceUrl, Span};

/// Adds an item, packed against its own lines, which the packer is set to;
/// `part` is room for lists of it.
pub(super) fn pack(item: &Item, packer: &mut Packer, part: &mut Vec<u8>, out: &mut Vec<u8>) {
    let short = short_key(item.key.as_str());
    let flag = |flag: usize, is_there: bool| if is_there { flag } else { 0 };
    let kind = ItemKind::ALL.iter().position(|k| *k == item.kind);
    let flags = kind.unwrap_or(0)
        | flag(SHORT_KEY, short.is_some())
        | flag(SECTION, item.section.is_some())
        | flag(CHILDREN, !item.children.is_empty())
        | flag(LINKS, !item.links.is_empty())
        | flag(MENTIONS, !item.mentions.is_empty());
    out.push(u8::try_from(flags).unwrap_or(0));
    match short {
        Some(key) => out.extend_from_slice(&key),
        None => put_bytes(item.key.as_str().as_bytes(), out),
    }
    put_number(item.category.map_or(0, |c| c.saturating_add(1)), out);
    put_span(item.bytes, out);
    put_span(item.lines, out);
    if let Some(section) = &item.section {
        put_bytes(packer.pack(section), out);
    }
    for text in [&item.text, &item.markdown, &item.html] {
        put_bytes(packer.pack(text), out);
    }
    for child in &item.children {
        put_number(child.depth, part);
        put_bytes(packer.pack(&child.text), part);
        put_bytes(packer.pack(&child.markdown), part);
    }
    put_part(part, out);
    pack_links(&item.links, packer, part);
    put_part(part, out);
    for mention in &item.mentions {
        let method = METHODS.iter().position(|m| *m == mention.method);
        let slug = mention.project.as_str();
        let surface = mention.surface.bytes();
        let is_surface = surface.map(|b| b.to_ascii_lowercase()).eq(slug.bytes());
        put(method.unwrap_or(0) * 2 + usize::from(is_surface), part);
        if !is_surface {
            put_bytes(slug.as_bytes(), part);
        }
        put_bytes(packer.pack(&mention.surface), part);
        put_span(mention.range, part);
    }
    put_part(part, out);
}

fn pack_links(links: &[Link], packer: &mut Packer, out: &mut Vec<u8>) {
    let cited = links.iter().filter_map(|link| link.resource.as_ref());
    let mut cited: Vec<&ResourceUrl> = cited.collect();
    cited.sort_unstable();
    cited.dedup();
    for link in links {
        let kind = LINK_KINDS.iter().position(|k| *k == link.kind).unwrap_or(0);
        let place = link
            .resource
            .as_ref()
            .and_then(|url| cited.binary_search(&url).ok());
        let other = link.resource.as_ref().map(ResourceUrl::as_str);
        let other = other.filter(|url| *url != link.href);
        let code = match (place, other) {
            (None, _) => 0,
            (Some(place), None) => place * 2 + 1,
            (Some(place), Some(_)) => (place + 1) * 2,
        };
        put((code << 2) | kind, out);
        put_bytes(packer.pack(&link.label), out);
        put_bytes(packer.pack(&link.href), out);
        if let Some(url) = other {
            put_bytes(packer.pack(url), out);
        }
    }
}

/// Adds a list, unless it is empty, and empties it.
fn put_part(part: &mut Vec<u8>, out: &mut Vec<u8>) {
    if !part.is_empty() {
        put_bytes(part, out);
        part.clear();
    }
}

fn put_bytes(bytes: &[u8], out: &mut Vec<u8>) {
    put(bytes.len(), out);
    out.extend_from_slice(bytes);
}

fn put_number(number: u32, out: &mut Vec<u8>) {
    put(usize::try_from(number).unwrap_or(usize::MAX), out);
}

fn put_span(span: Span, out: &mut Vec<u8>) {
    put_number(span.start, out);
    put_number(span.end.wrapping_sub(span.start), out);
}
