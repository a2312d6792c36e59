//! Cursors: keyset paging, the same for every list.
//!
//! A cursor holds the sort key of a row, not its place: it goes on pointing
//! between the same rows when others come and go, and never expires.

use std::cmp::Ordering;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::error::{Fault, FaultCode};
use crate::domain::Digest;

/// Longest cursor looked at; the bound on texts in keys keeps ours well below.
pub const MAX_CURSOR_LEN: usize = 2048;
/// Bytes that few cursors have more of.
const USUAL_CURSOR_LEN: usize = 96;
/// Longest text that stands in a key as it is.
const MAX_TEXT_LEN: usize = 200;

/// One part of a sort key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum KeyPart {
    /// A number.
    N(u64),
    /// A text, by code point.
    S(String),
}

impl KeyPart {
    /// A text of any length. A long one is told by its beginning and its
    /// digest, so that no cursor grows beyond its bound; texts that differ
    /// only further on sort by digest.
    pub(super) fn text(text: &str) -> Self {
        if text.len() <= MAX_TEXT_LEN {
            return Self::S(text.to_owned());
        }
        let start = text.floor_char_boundary(MAX_TEXT_LEN);
        let start = text.get(..start).unwrap_or("");
        Self::S(format!("{start}{}", Digest::of(text.as_bytes()).short(20)))
    }
}

/// Which way a key sorts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Smallest first.
    Asc,
    /// Largest first.
    Desc,
}

/// A sort key of a row.
pub type Key = Vec<KeyPart>;

/// Compares two keys, each part in its direction; parts beyond the last
/// direction (the tie break) ascend.
pub(super) fn compare(a: &[KeyPart], b: &[KeyPart], directions: &[Direction]) -> Ordering {
    let directions = directions.iter().chain(std::iter::repeat(&Direction::Asc));
    for ((a, b), direction) in a.iter().zip(b).zip(directions) {
        let order = match direction {
            Direction::Asc => a.cmp(b),
            Direction::Desc => b.cmp(a),
        };
        if order.is_ne() {
            return order;
        }
    }
    a.len().cmp(&b.len())
}

/// A list in an order: what a cursor belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListOrder {
    /// Direction of each key part but the tie break.
    pub(super) directions: Vec<Direction>,
    /// Told by the name of list and order; what a cursor begins with.
    tag: [u8; 4],
}

impl ListOrder {
    /// The order of these directions; `name` is that of list and order, such
    /// as `items:-month,report,position`.
    pub(super) fn new(directions: Vec<Direction>, name: &str) -> Self {
        let [a, b, c, d, ..] = *Digest::of(name.as_bytes()).as_bytes();
        Self {
            directions,
            tag: [a, b, c, d],
        }
    }

    /// The opaque form of a key.
    #[must_use]
    pub fn encode(&self, key: &[KeyPart]) -> String {
        let mut bytes = Vec::with_capacity(USUAL_CURSOR_LEN);
        bytes.extend(self.tag);
        bytes = postcard::to_extend(key, bytes).unwrap_or_default();
        bytes.extend(checksum(&bytes));
        URL_SAFE_NO_PAD.encode(bytes)
    }

    pub(super) fn decode(&self, parameter: &str, cursor: &str) -> Result<Key, Fault> {
        let fault = |detail: &str| Fault::new(parameter, FaultCode::InvalidCursor, detail);
        let spoiled = || {
            fault(
                "this is not a cursor of this service: take `endCursor` or `startCursor` of a page as it is",
            )
        };
        if cursor.len() > MAX_CURSOR_LEN {
            return Err(spoiled());
        }
        let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| spoiled())?;
        let (body, sum) = bytes.split_last_chunk::<4>().ok_or_else(spoiled)?;
        if *sum != checksum(body) {
            return Err(spoiled());
        }
        let (tag, key) = body.split_first_chunk::<4>().ok_or_else(spoiled)?;
        if *tag != self.tag {
            return Err(fault(
                "this cursor belongs to another list, another `sort` or, in order of relevance, another `q`: ask with the same as its page",
            ));
        }
        let (key, rest) = postcard::take_from_bytes::<Key>(key).map_err(|_| spoiled())?;
        if !rest.is_empty() || key.len() != self.directions.len() + 1 {
            return Err(spoiled());
        }
        Ok(key)
    }
}

/// Four bytes that tell a cursor of ours from one that was altered.
fn checksum(bytes: &[u8]) -> [u8; 4] {
    let digest = Digest::of_parts([b"chronique cursor 1".as_slice(), bytes]);
    let [a, b, c, d, ..] = *digest.as_bytes();
    [a, b, c, d]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn order() -> ListOrder {
        ListOrder::new(vec![Direction::Desc], "test:-n")
    }

    proptest! {
        #[test]
        fn any_text_is_a_cursor_or_a_fault(text in "\\PC{0,80}") {
            prop_assert!(order().decode("after", &text).is_err());
        }

        #[test]
        fn an_altered_cursor_is_refused(n in any::<u64>(), at in any::<prop::sample::Index>(), flip in 1_u8..64) {
            let key = vec![KeyPart::N(n), KeyPart::S(n.to_string())];
            let cursor = order().encode(&key);
            prop_assert_eq!(order().decode("after", &cursor).unwrap(), key);
            let mut bytes = cursor.into_bytes();
            let i = at.index(bytes.len());
            bytes[i] ^= flip;
            if let Ok(text) = String::from_utf8(bytes) {
                prop_assert!(order().decode("after", &text).is_err());
            }
        }
    }
}
