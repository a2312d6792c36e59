//! Numbers that look random and are the same everywhere, always.

/// A xorshift64* generator: a dependency would save nothing here, and its
/// next version could change every archive.
pub struct Random(u64);

impl Random {
    /// Numbers of their own for one thing, whatever was made before it.
    pub fn of(kind: u64, number: usize) -> Self {
        // splitmix64: neighbouring numbers must not give similar states.
        let number = u64::try_from(number).unwrap_or(u64::MAX);
        let mut state = (kind << 48) ^ number;
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        Self((state ^ (state >> 31)) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11
    }

    /// A number below `end`, all alike.
    pub fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next() % end).unwrap_or(0)
    }

    /// A number below `end`, small ones far more often: what is cited is
    /// cited unevenly.
    pub fn skewed(&mut self, end: usize) -> usize {
        let once = self.below(end);
        self.below(once + 1)
    }

    /// True `percent` times in a hundred.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of the words.
    pub fn word(&mut self, words: &[&'static str]) -> &'static str {
        let at = self.below(words.len());
        words.get(at).copied().unwrap_or_default()
    }
}
