//! Items: the bullets, paragraphs, quotes, code blocks and tables of a report.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Digest, Link, Slug, fold};

/// What an item was in the Markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ItemKind {
    /// A top-level list entry, with whatever is nested in it.
    Bullet,
    /// A paragraph outside lists.
    Paragraph,
    /// A block quote.
    Quote,
    /// A code block.
    Code,
    /// A table.
    Table,
}

impl ItemKind {
    /// All kinds, in the order of the documentation.
    pub const ALL: [Self; 5] = [
        Self::Bullet,
        Self::Paragraph,
        Self::Quote,
        Self::Code,
        Self::Table,
    ];

    /// The name on the wire, such as `BULLET`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bullet => "BULLET",
            Self::Paragraph => "PARAGRAPH",
            Self::Quote => "QUOTE",
            Self::Code => "CODE",
            Self::Table => "TABLE",
        }
    }
}

impl fmt::Display for ItemKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ItemKind {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        let same = |k: &Self| k.as_str().eq_ignore_ascii_case(s);
        Self::ALL.into_iter().find(same).ok_or(())
    }
}

/// The part of an item's id after its report's slug: 8 characters from a
/// digest of the normalised text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ItemKey(String);

impl ItemKey {
    /// Characters in a key.
    pub const LEN: usize = 8;

    /// The key of a text; `occurrence` (from 0) tells apart items of one
    /// report that say the same.
    #[must_use]
    pub fn of_text(text: &str, occurrence: u32) -> Self {
        let folded = fold(text);
        let digest = if occurrence == 0 {
            Digest::of(folded.as_bytes())
        } else {
            Digest::of_parts([folded.as_bytes(), &occurrence.to_le_bytes()])
        };
        Self(digest.short(Self::LEN))
    }

    /// A key that was packed.
    pub(super) fn from_packed(key: &str) -> Self {
        Self(key.to_owned())
    }

    /// The key as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for ItemKey {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// A half-open range `start..end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// First place inside.
    pub start: u32,
    /// First place after.
    pub end: u32,
}

/// One bullet, or one paragraph, quote, code block or table outside bullets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// The item's part of its id.
    pub key: ItemKey,
    /// What it was in the Markdown.
    pub kind: ItemKind,
    /// Place in the report, from 1.
    pub position: u32,
    /// Index into the report's categories; `None` before the first of them.
    pub category: Option<u32>,
    /// The nearest heading below category level above the item, plain text.
    pub section: Option<String>,
    /// Plain text: soft wraps joined, link labels kept, nested bullets on
    /// lines of their own.
    pub text: String,
    /// The Markdown without bullet marker and indentation, line ends as `\n`.
    pub markdown: String,
    /// Sanitised HTML: no raw HTML of the source, no unsafe target.
    pub html: String,
    /// Nested bullets, in reading order.
    pub children: Vec<Child>,
    /// Links in reading order, those of nested bullets too.
    pub links: Vec<Link>,
    /// Projects found, by place in the text.
    pub mentions: Vec<Mention>,
    /// First and last line in the file, from 1, both inside.
    pub lines: Span,
    /// Bytes of the file.
    pub bytes: Span,
}

/// A nested bullet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Child {
    /// 1 for a bullet directly below the item, 2 for one below that, …
    pub depth: u32,
    /// Plain text of this bullet alone.
    pub text: String,
    /// Markdown of this bullet alone.
    pub markdown: String,
}

/// How a mention was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MentionMethod {
    /// The project's name in the text.
    Name,
    /// One of its aliases in the text.
    Alias,
    /// A link whose target is below one of its registered addresses.
    Url,
}

/// A project found in an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// The project.
    pub project: Slug,
    /// The text that names it, as written.
    pub surface: String,
    /// Where in the item's text, in Unicode code points.
    pub range: Span,
    /// How it was recognised.
    pub method: MentionMethod,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_ignore_case_spacing_and_apostrophes_only() {
        let key = |text| ItemKey::of_text(text, 0);
        assert_eq!(key("L’ouverture  du code"), key("l'ouverture du code"));
        assert_ne!(key("Ouverture du code"), key("Ouverture des codes"));
        assert_ne!(ItemKey::of_text("a", 0), ItemKey::of_text("a", 1));
        assert_eq!(key("a").as_str().len(), ItemKey::LEN);
    }
}
