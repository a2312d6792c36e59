//! The key of an item as it is kept.

use super::ItemKey;
use super::base32::{base32_letters, base32_number};
use super::json::push_json;

/// A key as it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key<'a> {
    /// Eight letters of five bits.
    Short([u8; 5]),
    /// Any other, which an old journal may carry.
    Long(&'a str),
}

impl Key<'_> {
    pub(super) fn push(&self, out: &mut Vec<u8>) {
        match self {
            Self::Short(bytes) => {
                let bits = bytes.iter();
                let bits = bits.fold(0, |bits, byte| (bits << 8) | u64::from(*byte));
                out.extend_from_slice(&base32_letters::<{ ItemKey::LEN }>(bits));
            }
            Self::Long(text) => push_json(text, out),
        }
    }

    pub(super) fn key(&self) -> ItemKey {
        match self {
            Self::Short(_) => {
                let mut letters = Vec::with_capacity(ItemKey::LEN);
                self.push(&mut letters);
                ItemKey::from_packed(&String::from_utf8_lossy(&letters))
            }
            Self::Long(text) => ItemKey::from_packed(text),
        }
    }
}

/// The five bytes of a key of eight letters.
pub(super) fn short_key(key: &str) -> Option<[u8; 5]> {
    let bits = (key.len() == ItemKey::LEN).then(|| base32_number(key))?;
    let [_, _, _, bytes @ ..] = bits?.to_be_bytes();
    Some(bytes)
}
