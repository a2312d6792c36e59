//! Addresses in running text, which Markdown itself does not see.

use std::ops::Range;

use linkify::{LinkFinder, LinkKind};

/// Schemes that make a word an address.
const SCHEMES: [&str; 3] = ["http://", "https://", "ftp://"];

/// The addresses in a text, as byte ranges, in order.
///
/// The text is first cut where no address goes on: white space (no-break
/// spaces too), guillemets, typographic quotes and the ellipsis. linkify alone
/// would read on through them and miss a second address behind.
pub(super) fn bare_addresses(text: &str) -> Vec<Range<usize>> {
    if !may_hold_address(text) {
        return Vec::new();
    }
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]);
    let mut found = Vec::new();
    let mut start = 0;
    for word in text.split_inclusive(is_cut) {
        if word.contains("://") {
            let word = word.strip_suffix(is_cut).unwrap_or(word);
            let links = finder.links(word).filter(|link| is_web(link.as_str()));
            found.extend(links.map(|link| start + link.start()..start + link.end()));
        }
        start += word.len();
    }
    found
}

/// Whether there may be an address in a text. A colon is found in a moment,
/// and most texts have none.
pub(super) fn may_hold_address(text: &str) -> bool {
    text.contains(':') && text.contains("://")
}

/// Whether a text ends inside an address, so that what comes next may be
/// part of it.
pub(super) fn goes_on(text: &str) -> bool {
    let word = text.rsplit(is_cut).next().unwrap_or_default();
    let longer = format!("{word}a");
    let last = bare_addresses(&longer).pop();
    last.is_some_and(|range| range.end == longer.len())
}

/// Whether a text is one address and nothing else.
pub(super) fn is_address(text: &str) -> bool {
    is_web(text) && !text.contains(is_cut)
}

fn is_web(text: &str) -> bool {
    let starts = |scheme: &&str| {
        let head = text.get(..scheme.len());
        head.is_some_and(|h| h.eq_ignore_ascii_case(scheme)) && text.len() > scheme.len()
    };
    SCHEMES.iter().any(starts)
}

/// Whether no address goes across a character.
pub(super) fn is_cut(c: char) -> bool {
    c.is_whitespace() || matches!(c, '«' | '»' | '“' | '”' | '„' | '‘' | '’' | '…')
}
