//! JSON Feed 1.1.

use serde::Serialize;
use serde_json::json;

use super::entry::{Entry, FeedHead};

/// What comes after the items.
pub const TAIL: &[u8] = b"]}";

#[derive(Serialize)]
struct Author<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

#[derive(Serialize)]
struct Head<'a> {
    version: &'static str,
    title: &'a str,
    home_page_url: &'a str,
    /// Only if it is known where the feed is.
    #[serde(skip_serializing_if = "Option::is_none")]
    feed_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_url: Option<&'a str>,
    description: &'a str,
    authors: [Author<'a>; 1],
    language: &'a str,
}

#[derive(Serialize)]
struct Item<'a> {
    id: String,
    url: &'a str,
    title: &'a str,
    content_html: &'a str,
    content_text: &'a str,
    date_published: String,
    date_modified: String,
    tags: Vec<&'a str>,
    _chronique: serde_json::Value,
}

/// What comes before the items.
///
/// # Errors
/// Never into memory.
pub fn head(feed: &FeedHead) -> serde_json::Result<Vec<u8>> {
    let (name, url) = &feed.author;
    let is_known = !feed.this.starts_with('/');
    let head = Head {
        version: "https://jsonfeed.org/version/1.1",
        title: &feed.title,
        home_page_url: &feed.home,
        feed_url: is_known.then_some(&feed.this),
        next_url: feed.next.as_deref(),
        description: &feed.rights,
        authors: [Author {
            name,
            url: url.as_deref(),
        }],
        language: &feed.language,
    };
    let mut out = serde_json::to_vec(&head)?;
    // The items go inside the object.
    out.pop();
    out.extend_from_slice(b",\"items\":[");
    Ok(out)
}

/// Adds an item.
///
/// # Errors
/// Never into memory.
pub fn write_item(entry: &Entry, out: &mut Vec<u8>) -> serde_json::Result<()> {
    let item = Item {
        id: entry.urn(),
        url: &entry.page,
        title: &entry.title,
        content_html: &entry.html,
        content_text: &entry.text,
        date_published: entry.published.to_string(),
        date_modified: entry.updated.to_string(),
        tags: entry.tags.iter().map(|t| t.label.as_str()).collect(),
        _chronique: json!({ "id": entry.key.1, "url": entry.own }),
    };
    serde_json::to_writer(out, &item)
}
