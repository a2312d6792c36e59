//! Atom (RFC 4287), with paging as RFC 5005 §3 has it.

use super::entry::{Entry, FeedHead};
use crate::api::xml::{push_element, push_empty};

/// What comes after the entries.
pub const TAIL: &[u8] = b"</feed>\n";

/// What comes before the entries.
pub fn head(feed: &FeedHead) -> Vec<u8> {
    let mut out = b"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
        <feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\""
        .to_vec();
    crate::api::xml::push_text(&feed.language, &mut out);
    out.extend_from_slice(b"\">\n");
    push_element("id", &[], &feed.urn, &mut out);
    push_element("title", &[], &feed.title, &mut out);
    push_element("updated", &[], &feed.updated.to_string(), &mut out);
    let (name, uri) = &feed.author;
    out.extend_from_slice(b"<author>\n");
    push_element("name", &[], name, &mut out);
    if let Some(uri) = uri {
        push_element("uri", &[], uri, &mut out);
    }
    out.extend_from_slice(b"</author>\n");
    push_element("rights", &[], &feed.rights, &mut out);
    let generator = [("version", env!("CARGO_PKG_VERSION"))];
    push_element("generator", &generator, "Chronique", &mut out);
    let mut link = |rel: &str, media_type: &str, href: &str| {
        let attributes = [("rel", rel), ("type", media_type), ("href", href)];
        let attributes: Vec<_> = attributes
            .into_iter()
            .filter(|(_, v)| !v.is_empty())
            .collect();
        push_empty("link", &attributes, &mut out);
    };
    link("self", "application/atom+xml", &feed.this);
    link("alternate", "text/html", &feed.home);
    for (media_type, href) in &feed.alternates {
        link("alternate", media_type, href);
    }
    let turns = [
        ("next", &feed.next),
        ("previous", &feed.previous),
        ("license", &feed.license),
    ];
    for (rel, href) in turns {
        if let Some(href) = href {
            link(rel, "", href);
        }
    }
    out
}

/// Adds an entry.
pub fn write_entry(entry: &Entry, out: &mut Vec<u8>) {
    out.extend_from_slice(b"<entry>\n");
    push_element("id", &[], &entry.urn(), out);
    push_element("title", &[], &entry.title, out);
    push_element("published", &[], &entry.published.to_string(), out);
    push_element("updated", &[], &entry.updated.to_string(), out);
    push_empty("link", &[("rel", "alternate"), ("href", &entry.page)], out);
    let own = [
        ("rel", "related"),
        ("type", "application/json"),
        ("href", &entry.own),
    ];
    push_empty("link", &own, out);
    for tag in &entry.tags {
        push_empty(
            "category",
            &[("term", &tag.term), ("label", &tag.label)],
            out,
        );
    }
    push_element("content", &[("type", "html")], &entry.html, out);
    out.extend_from_slice(b"</entry>\n");
}
