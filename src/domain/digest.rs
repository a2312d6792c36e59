//! Content digests: the same bytes give the same digest on every machine.

use std::fmt;

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

/// Bytes of parts that are summed in one go.
const AT_ONCE: usize = 256;

/// A 256-bit BLAKE3 digest; displayed as lower-case hexadecimal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of some bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }

    /// The digest of several parts, each with its length, so that moving a
    /// byte from one part to the next gives another digest.
    pub fn of_parts<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Self {
        // A few short ones are summed in one go, in half the time.
        let mut begun: SmallVec<[u8; AT_ONCE]> = SmallVec::new();
        let mut parts = parts.into_iter();
        while let Some(part) = parts.next() {
            let length = Summing::length(part);
            if begun.len() + length.len() + part.len() > AT_ONCE {
                let mut sum = Self::summing();
                sum.add(&begun);
                sum.add_part(part);
                parts.for_each(|part| sum.add_part(part));
                return sum.finish();
            }
            begun.extend_from_slice(&length);
            begun.extend_from_slice(part);
        }
        Self::of(&begun)
    }

    /// The digest of bytes that come piece by piece.
    #[must_use]
    pub fn summing() -> Summing {
        Summing(blake3::Hasher::new())
    }

    /// The raw bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// A digest from its raw bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The first `n` characters of the digest in lower-case base 32
    /// (RFC 4648 alphabet), at most 51: short enough for an address.
    #[must_use]
    pub fn short(&self, n: usize) -> String {
        const ALPHABET: [char; 32] = [
            'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p', 'q',
            'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z', '2', '3', '4', '5', '6', '7',
        ];
        let (mut bits, mut held) = (0_u32, 0_u32);
        let mut out = String::with_capacity(n);
        for byte in self.0 {
            bits = (bits << 8) | u32::from(byte);
            held += 8;
            while held >= 5 && out.len() < n {
                held -= 5;
                let five = usize::try_from((bits >> held) & 31).unwrap_or(0);
                out.extend(ALPHABET.get(five));
            }
            if out.len() == n {
                break;
            }
            bits &= (1 << held) - 1;
        }
        out
    }
}

/// A digest on its way.
#[derive(Debug, Clone)]
pub struct Summing(blake3::Hasher);

impl Summing {
    /// Adds the next bytes.
    pub fn add(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Adds the next of several parts: its length, then its bytes.
    pub fn add_part(&mut self, part: &[u8]) {
        self.add(&Self::length(part));
        self.add(part);
    }

    /// The bytes that stand before a part.
    #[must_use]
    pub fn length(part: &[u8]) -> [u8; 8] {
        u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes()
    }

    /// The digest of all of them.
    #[must_use]
    pub fn finish(&self) -> Digest {
        Digest(*self.0.finalize().as_bytes())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::Digest;

    #[test]
    fn short_is_rfc_4648_base_32_in_lower_case() {
        // RFC 4648 §10: BASE32("foobar") = "MZXW6YTBOI======"
        let mut bytes = [0; 32];
        bytes[..6].copy_from_slice(b"foobar");
        assert!(
            Digest::from_bytes(bytes)
                .short(51)
                .starts_with("mzxw6ytboi")
        );
        assert_eq!(Digest::of(b"x").short(8).len(), 8);
    }

    #[test]
    fn parts_are_told_apart() {
        let one = Digest::of_parts([b"ab".as_slice(), b"c"]);
        assert_ne!(one, Digest::of_parts([b"a".as_slice(), b"bc"]));
    }

    #[test]
    fn parts_are_the_same_in_one_go_and_one_by_one() {
        for lengths in [
            [0, 0, 0],
            [3, 70, 9],
            [100, 100, 100],
            [9, 9, 300],
            [999, 1, 0],
        ] {
            let parts = lengths.map(|n| vec![7; n]);
            let mut sum = Digest::summing();
            for part in &parts {
                sum.add_part(part);
            }
            let at_once = Digest::of_parts(parts.iter().map(Vec::as_slice));
            assert_eq!(at_once, sum.finish(), "{lengths:?}");
        }
    }
}
