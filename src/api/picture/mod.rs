//! Pictures of answers, as SVG: coverage, items per month, the co-mention graph.
//!
//! Each is drawn from an answer of `query` and has a table with the same rows
//! behind it. A picture is a file of its own, with its style sheet inside, or
//! a part of a page, whose style sheet then holds [`STYLE`]; either way there
//! is no script and no `style` attribute. Numbers are added, multiplied,
//! divided and rooted only, which gives the same bytes on every machine. This
//! module must not know requests, nor which page it is drawn for.

mod canvas;
pub mod coverage;
mod measure;
pub mod monthly;
pub mod network;
mod words;

use std::borrow::Cow;
use std::iter;

use url::form_urlencoded::byte_serialize;

pub use self::words::Lang;
use crate::api::Addresses;

/// The style sheet of every picture: in a picture that is a file, and to be
/// put into that of a page. Whole, because a policy names it by its digest.
pub const STYLE: &str = include_str!("style.css");

/// How a picture is drawn.
#[derive(Debug, Clone, Copy)]
pub struct Style<'a> {
    /// Language of its texts.
    pub lang: Lang,
    /// How the pages that it links to are addressed.
    pub addresses: &'a Addresses,
    /// Parameters that its links keep: filters of the question, and `lang`
    /// where that was given.
    pub kept: &'a [(String, String)],
    /// Whether it is a file of its own: with its style sheet and its title,
    /// and with links that the keyboard reaches. In a page those of the table
    /// behind it are reached, and hundreds of cells are not passed through.
    pub standalone: bool,
}

impl Style<'_> {
    /// The address of a page with the parameters kept and some of its own.
    fn link(&self, path: &str, own: &[(&str, &str)]) -> String {
        let is_kept = |name: &str| own.iter().all(|(other, _)| *other != name);
        // The page of one thing takes no filter.
        let is_list = ["/items", "/reports"].contains(&path);
        let kept = self.kept.iter();
        let kept = kept.filter(|(name, _)| is_kept(name) && (is_list || name == "lang"));
        let kept = kept.map(|(name, value)| (name.as_str(), value.as_str()));
        // A file may be kept and shown anywhere; a page knows where it is.
        let mut out = if self.standalone {
            self.addresses.at(path)
        } else {
            self.addresses.local(path)
        };
        for ((name, value), mark) in kept.chain(own.iter().copied()).zip(marks()) {
            out.push(mark);
            out.extend(byte_serialize(name.as_bytes()));
            out.push('=');
            push_value(value, &mut out);
        }
        out
    }
}

fn push_value(value: &str, out: &mut String) {
    // A comma needs no escape in a query (RFC 3986 §3.4).
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b',');
    if value.bytes().all(is_plain) {
        return out.push_str(value);
    }
    for (part, at) in value.split(',').zip(0..) {
        if at > 0 {
            out.push(',');
        }
        out.extend(byte_serialize(part.as_bytes()));
    }
}

/// What stands before each parameter.
fn marks() -> impl Iterator<Item = char> {
    iter::once('?').chain(iter::repeat('&'))
}

/// The rows of a picture, for the table behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table<'a> {
    /// What the picture shows.
    pub caption: String,
    /// Its figures in words, what is left out among them.
    pub description: String,
    /// Names of the columns.
    pub head: Vec<Cow<'a, str>>,
    /// Rows; the first cell names the row.
    pub rows: Vec<Vec<Cell<'a>>>,
}

/// A cell of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell<'a> {
    /// What it says.
    pub text: Cow<'a, str>,
    /// Where it leads.
    pub href: Option<String>,
}

impl<'a> Cell<'a> {
    fn new(text: impl Into<Cow<'a, str>>) -> Self {
        Self {
            text: text.into(),
            href: None,
        }
    }

    fn linked(text: impl Into<Cow<'a, str>>, href: String) -> Self {
        Self {
            text: text.into(),
            href: Some(href),
        }
    }
}
