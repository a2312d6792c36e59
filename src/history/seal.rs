//! Where a journal ends.

use super::Print;

/// The end of a journal: how long it is, and the sum that stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Seal {
    /// Bytes.
    pub bytes: u64,
    /// Position of the last change.
    pub position: u64,
    /// The last sum.
    pub sum: Print,
}

impl Seal {
    /// Bytes of a seal that is written.
    pub const LEN: usize = 32;

    /// The bytes to keep it as.
    #[must_use]
    pub fn to_bytes(self) -> [u8; Self::LEN] {
        let mut bytes = [0; Self::LEN];
        let parts = [self.bytes.to_le_bytes(), self.position.to_le_bytes()].concat();
        let all = parts.iter().chain(&self.sum.0);
        bytes.iter_mut().zip(all).for_each(|(to, from)| *to = *from);
        bytes
    }

    /// The seal that was kept as these bytes.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; Self::LEN]) -> Self {
        let mut seal = Self::default();
        if let Some((length, rest)) = bytes.split_first_chunk::<8>()
            && let Some((position, sum)) = rest.split_first_chunk::<8>()
        {
            seal.bytes = u64::from_le_bytes(*length);
            seal.position = u64::from_le_bytes(*position);
            seal.sum
                .0
                .iter_mut()
                .zip(sum)
                .for_each(|(to, from)| *to = *from);
        }
        seal
    }
}

impl Default for Seal {
    fn default() -> Self {
        Self {
            bytes: 0,
            position: 0,
            sum: Print([0; 16]),
        }
    }
}
