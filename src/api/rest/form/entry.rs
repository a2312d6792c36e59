//! What feeds are made of.

use super::At;
use crate::domain::{Digest, Month, escape_html};
use crate::query::Stamp;

/// Most characters of a title that is taken from a text.
const TITLE_CHARACTERS: usize = 100;

/// One thing that can be subscribed to.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What it is, and its key: what its identity is made of.
    pub key: (&'static str, String),
    /// Title.
    pub title: String,
    /// Where to read it.
    pub page: String,
    /// Its address in this service.
    pub own: String,
    /// When it came out: the start of a day, where only that is known.
    pub published: Stamp,
    /// When it last changed.
    pub updated: Stamp,
    /// Plain text.
    pub text: String,
    /// HTML that is safe to show.
    pub html: String,
    /// What it is about.
    pub tags: Vec<Tag>,
}

/// Something that an entry is about.
#[derive(Debug, Clone)]
pub struct Tag {
    /// Key to filter by.
    pub term: String,
    /// What to show.
    pub label: String,
}

/// What the entry of a row says that is a few words and figures.
pub struct Line {
    /// What it is, and its key.
    pub key: (&'static str, String),
    /// Title.
    pub title: String,
    /// Plain text.
    pub text: String,
    /// First and last month that it is about, where that is known.
    pub months: Option<(Month, Month)>,
    /// Path of the page to read it on, and parameters.
    pub path: String,
    /// What it is about.
    pub tags: Vec<Tag>,
}

impl Tag {
    /// What is its own label.
    pub fn plain(term: &str) -> Self {
        Self {
            term: term.to_owned(),
            label: term.to_owned(),
        }
    }
}

impl Entry {
    /// An entry that is a line of text. What has no month is dated by the
    /// archive.
    pub fn of_line(line: Line, at: &At<'_>) -> Self {
        let unknown = at.archive.meta().last_modified.unwrap_or_default();
        let (first, last) = line.months.map_or((unknown, unknown), |(first, last)| {
            (first.first_day(), last.first_day())
        });
        let (path, query) = match line.path.split_once('?') {
            // A file has no parameters.
            Some((path, _)) if at.addresses.are_files() => (path, String::new()),
            Some((path, query)) => (path, format!("?{query}")),
            None => (line.path.as_str(), String::new()),
        };
        Self {
            key: line.key,
            title: headline(&line.title),
            page: format!("{}{query}", at.addresses.reading(path)),
            own: format!("{}{query}", at.addresses.json(format_args!("/v1{path}"))),
            published: Stamp::of_day(first),
            updated: Stamp::of_day(last),
            html: format!("<p>{}</p>", escape_html(&line.text)),
            text: line.text,
            tags: line.tags,
        }
    }

    /// Its identity: the same wherever the archive is served, and forever.
    pub fn urn(&self) -> String {
        urn(&[self.key.0, &self.key.1])
    }
}

/// What a whole feed says of itself.
#[derive(Debug, Clone)]
pub struct FeedHead {
    /// Its identity.
    pub urn: String,
    /// Title.
    pub title: String,
    /// Language, BCP 47.
    pub language: String,
    /// Last change.
    pub updated: Stamp,
    /// Who publishes, and where.
    pub author: (String, Option<String>),
    /// Attribution and licence.
    pub rights: String,
    /// Address of the licence.
    pub license: Option<String>,
    /// Where to read it all.
    pub home: String,
    /// This feed.
    pub this: String,
    /// The page after this one.
    pub next: Option<String>,
    /// The page before this one.
    pub previous: Option<String>,
    /// Other forms: media type and address.
    pub alternates: Vec<(&'static str, String)>,
}

/// A name from a digest of these parts, as RFC 9562 §5.8 (UUID version 8) has
/// it: it says nothing of where the archive is served.
pub fn urn(parts: &[&str]) -> String {
    let parts = [&["chronique"], parts].concat();
    let digest = Digest::of_parts(parts.iter().map(|p| p.as_bytes()));
    let (bytes, _) = digest
        .as_bytes()
        .split_first_chunk::<16>()
        .unwrap_or((&[0; 16], &[]));
    let mut bits = u128::from_be_bytes(*bytes);
    bits = bits & !(0xf << 76) | (8 << 76);
    bits = bits & !(0x3 << 62) | (2 << 62);
    let hex = format!("{bits:032x}");
    let mut out = "urn:uuid:".to_owned();
    for (i, c) in hex.chars().enumerate() {
        if [8, 12, 16, 20].contains(&i) {
            out.push('-');
        }
        out.push(c);
    }
    out
}

/// The start of a text as a title: one line, cut between words.
pub fn headline(text: &str) -> String {
    let words = text.split_whitespace();
    let mut title = String::new();
    let mut length = 0;
    for word in words {
        let more = word.chars().count() + usize::from(!title.is_empty());
        if length + more > TITLE_CHARACTERS {
            let room = TITLE_CHARACTERS.saturating_sub(length);
            if title.is_empty() {
                title.extend(word.chars().take(room));
            }
            title.push('…');
            break;
        }
        if !title.is_empty() {
            title.push(' ');
        }
        title.push_str(word);
        length += more;
    }
    title
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_uuids_of_version_8() {
        let name = urn(&["item", "2022-02-abcdefgh"]);
        assert_eq!(name.len(), "urn:uuid:".len() + 36);
        let uuid = name.strip_prefix("urn:uuid:").unwrap();
        assert_eq!(uuid.as_bytes()[14], b'8');
        assert!(b"89ab".contains(&uuid.as_bytes()[19]));
        let groups: Vec<usize> = uuid.split('-').map(str::len).collect();
        assert_eq!(groups, [8, 4, 4, 4, 12]);
        assert_ne!(name, urn(&["item", "2022-02-abcdefgi"]));
        assert_ne!(urn(&["a", "bc"]), urn(&["ab", "c"]));
    }

    #[test]
    fn a_headline_is_one_short_line() {
        assert_eq!(headline("a\n b  c"), "a b c");
        assert_eq!(headline(""), "");
        let long = headline(&"mot ".repeat(100));
        assert!(
            long.ends_with("mot…") && long.chars().count() <= 101,
            "{long}"
        );
        assert_eq!(headline(&"x".repeat(500)).chars().count(), 101);
    }
}
