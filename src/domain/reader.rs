//! Reads what an item is kept in, one number or text after the other.

use super::delta::take;
use super::key::Key;
use super::packed::{KeptText, SHORT_KEY};
use super::{ItemKind, Span};

/// What a packed item begins with.
pub(super) struct Head<'a> {
    pub(super) flags: usize,
    pub(super) key: Key<'a>,
    pub(super) kind: ItemKind,
    pub(super) category: Option<u32>,
    pub(super) bytes: Span,
}

/// Reads numbers and texts, one after the other; of damaged bytes it gives
/// what it can, or nothing.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Reader<'a> {
    pub(super) rest: &'a [u8],
    pub(super) base: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(rest: &'a [u8]) -> Self {
        Self { rest, base: &[] }
    }

    pub(super) fn head(&mut self) -> Option<Head<'a>> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        let flags = usize::from(*first);
        let key = if flags & SHORT_KEY != 0 {
            let (key, rest) = self.rest.split_first_chunk::<5>()?;
            self.rest = rest;
            Key::Short(*key)
        } else {
            Key::Long(self.plain()?)
        };
        Some(Head {
            flags,
            key,
            kind: *ItemKind::ALL.get(flags & 7)?,
            category: self.number()?.checked_sub(1),
            bytes: self.span()?,
        })
    }

    pub(super) fn number(&mut self) -> Option<u32> {
        u32::try_from(take(&mut self.rest)?).ok()
    }

    /// A start and a length.
    pub(super) fn span(&mut self) -> Option<Span> {
        let start = self.number()?;
        let end = start.wrapping_add(self.number()?);
        Some(Span { start, end })
    }

    pub(super) fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = take(&mut self.rest)?;
        let (bytes, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(bytes)
    }

    pub(super) fn plain(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.bytes()?).ok()
    }

    pub(super) fn text(&mut self) -> Option<KeptText<'a>> {
        let delta = self.bytes()?;
        let base = self.base;
        Some(KeptText { delta, base })
    }

    pub(super) fn part(&mut self) -> Option<Self> {
        let rest = self.bytes()?;
        let base = self.base;
        Some(Self { rest, base })
    }
}
