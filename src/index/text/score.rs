//! BM25, in whole numbers: the same score on every machine, whatever its
//! mathematics library makes of a logarithm, because a cursor holds it.
//!
//! k₁ = 1.2, b = 0.75; idf = ln((N + 1) / (n + ½)). A score is in thousandths.

/// How rare a word is that stands in `documents` of `all`: its idf, in 65536ths.
pub fn rarity(documents: u32, all: u32) -> u64 {
    const LN_2: u64 = 45_426;
    let ratio = (2 * (u64::from(all) + 1)) << 16;
    let ratio = ratio / (2 * u64::from(documents.min(all)) + 1);
    (log2(ratio.max(1 << 16)) * LN_2) >> 16
}

/// The base-2 logarithm of a number of at least 1 in 65536ths, in 65536ths.
fn log2(number: u64) -> u64 {
    let whole = number.ilog2();
    let mut log = u64::from(whole.saturating_sub(16)) << 16;
    // Brought between 1 and 2, in 2³¹ths: each squaring gives one more digit.
    let mut rest = if whole <= 31 {
        number << (31 - whole)
    } else {
        number >> (whole - 31)
    };
    for digit in (0..16).rev() {
        rest = (rest * rest) >> 31;
        if rest >= 1 << 32 {
            rest >>= 1;
            log += 1 << digit;
        }
    }
    log
}

use serde::{Deserialize, Serialize};

/// How long the documents of an index are.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct Lengths {
    /// Words in all documents.
    pub words: u64,
    /// Documents.
    pub documents: u32,
}

impl Lengths {
    /// The score, at least 1, of a word that stands `halves / 2` times in a
    /// document of `length` words.
    pub fn score(self, rarity: u64, halves: u32, length: u16) -> u32 {
        let documents = u64::from(self.documents.max(1));
        // 1.2 × (0.25 + 0.75 × length / mean), in 1024ths.
        let norm = 307 + 922 * u64::from(length) * documents / self.words.max(1);
        let times = u64::from(halves.min(1 << 16)) * 512;
        let saturated = times * 2253 / (times + norm).max(1);
        let score = (rarity * saturated * 1000) >> 26;
        u32::try_from(score).unwrap_or(u32::MAX).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The textbook formula in floating point.
    fn textbook(n: u32, all: u32, times: f64, length: f64, mean: f64) -> f64 {
        let idf = ((f64::from(all) + 1.0) / (f64::from(n) + 0.5)).ln();
        idf * times * 2.2 / (times + 1.2 * (0.25 + 0.75 * length / mean))
    }

    #[test]
    fn scores_are_those_of_the_textbook() {
        let lengths = Lengths {
            words: 16_000,
            documents: 1_000,
        };
        for n in [1, 2, 10, 250, 999] {
            for (halves, length) in [(2, 16), (1, 16), (8, 3), (40, 900_u16)] {
                let ours = f64::from(lengths.score(rarity(n, 1_000), halves, length)) / 1000.0;
                let theirs = textbook(n, 1_000, f64::from(halves) / 2.0, f64::from(length), 16.0);
                assert!(
                    (ours - theirs).abs() < 0.01 + theirs * 0.005,
                    "{n} {halves} {length}: {ours} {theirs}"
                );
            }
        }
        assert!(rarity(u32::MAX, u32::MAX) < 1 << 10);
        assert!(rarity(0, u32::MAX) > rarity(1, u32::MAX));
        assert_eq!(Lengths::default().score(0, 0, 0), 1);
        Lengths {
            words: 1,
            documents: u32::MAX,
        }
        .score(rarity(0, u32::MAX), u32::MAX, u16::MAX);
    }
}
