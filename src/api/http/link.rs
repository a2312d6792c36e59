//! Links in headers (RFC 8288), and URIs that can stand there.

use std::borrow::Cow;

/// One target of the `Link` header (RFC 8288).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebLink {
    /// The relation: `self`, `next`, `alternate`, `license`, …
    pub rel: Cow<'static, str>,
    /// The target, absolute or relative to the request.
    pub href: String,
    /// The media type of the target, if it matters.
    pub media_type: Option<Cow<'static, str>>,
}

impl WebLink {
    /// A link with a relation and a target.
    #[must_use]
    pub fn new(rel: impl Into<Cow<'static, str>>, href: impl Into<String>) -> Self {
        Self {
            rel: rel.into(),
            href: href.into(),
            media_type: None,
        }
    }

    /// The same with the media type of the target.
    #[must_use]
    pub fn with_type(mut self, media_type: impl Into<Cow<'static, str>>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }
}

/// The value of a `Link` header, if there is anything to link to.
pub(super) fn link_header(links: &[WebLink]) -> Option<String> {
    if links.is_empty() {
        return None;
    }
    let mut header = String::with_capacity(links.iter().map(|l| l.href.len() + 48).sum());
    for link in links {
        let comma = if header.is_empty() { "<" } else { ", <" };
        header.push_str(comma);
        push_uri(&link.href, &mut header);
        header.extend([">; rel=\"", &link.rel, "\""]);
        if let Some(kind) = &link.media_type {
            header.extend(["; type=\"", kind, "\""]);
        }
    }
    Some(header)
}

/// Percent-encodes what a URI in a header may not hold as it is.
pub(super) fn escape_uri(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    push_uri(text, &mut escaped);
    escaped
}

fn push_uri(text: &str, out: &mut String) {
    // Nearly all are addresses that this service wrote itself.
    if text.bytes().all(may_stand) {
        out.push_str(text);
        return;
    }
    for byte in text.bytes() {
        if may_stand(byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(hexadecimal(byte >> 4));
            out.push(hexadecimal(byte & 0x0F));
        }
    }
}

/// Whether a URI in a header may hold a byte as it is.
fn may_stand(byte: u8) -> bool {
    byte.is_ascii_graphic()
        && !matches!(
            byte,
            b'<' | b'>' | b'"' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}'
        )
}

fn hexadecimal(digit: u8) -> char {
    char::from_digit(u32::from(digit), 16).map_or('0', |digit| digit.to_ascii_uppercase())
}
