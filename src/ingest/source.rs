//! Where a byte of a file is: line and column, without scanning it again.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;

use crate::domain::to_u32;

/// Bytes between two remembered character counts: a column costs at most
/// this many steps, even on a line of 4 MB.
const STEP: usize = 256;

/// U+0000 as `CommonMark` (§2.3) wants it: as the sign of what cannot be shown,
/// because readers of HTML drop the character itself.
pub(super) fn without_nul(text: &str) -> Cow<'_, str> {
    if text.contains('\0') {
        Cow::Owned(text.replace('\0', "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// A file's text with its line starts.
pub(super) struct Source<'a> {
    text: &'a str,
    lines: Vec<usize>,
    /// Counted when a column is asked for, which is in a finding alone.
    characters: OnceCell<Vec<usize>>,
}

impl<'a> Source<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut lines = Vec::with_capacity(64);
        lines.push(0);
        lines.extend(text.match_indices('\n').map(|(end, _)| end + 1));
        Self {
            text,
            lines,
            characters: OnceCell::new(),
        }
    }

    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    /// The text of a range; empty when it is not one.
    pub(super) fn slice(&self, range: Range<usize>) -> &'a str {
        self.text.get(range).unwrap_or_default()
    }

    /// Line of a byte, from 1.
    pub(super) fn line(&self, byte: usize) -> u32 {
        to_u32(self.lines.partition_point(|start| *start <= byte).max(1))
    }

    /// First byte of the line a byte is on.
    pub(super) fn line_start(&self, byte: usize) -> usize {
        let after = self.lines.partition_point(|start| *start <= byte);
        let start = after.checked_sub(1).and_then(|i| self.lines.get(i));
        start.copied().unwrap_or(0)
    }

    /// First byte of a line, from 1; the end of the text when there are fewer.
    pub(super) fn start_of_line(&self, line: usize) -> usize {
        let start = self.lines.get(line.saturating_sub(1));
        start.copied().unwrap_or(self.text.len())
    }

    /// Column of a byte in characters, from 1.
    pub(super) fn column(&self, byte: usize) -> u32 {
        let byte = byte.min(self.text.len());
        let before = self.characters_before(byte);
        to_u32(before.saturating_sub(self.characters_before(self.line_start(byte))) + 1)
    }

    fn characters_before(&self, byte: usize) -> usize {
        let step = byte / STEP;
        let known = self.characters.get_or_init(|| self.counted());
        let known = known.get(step).copied().unwrap_or(0);
        let rest = self.text.as_bytes().get(step * STEP..byte);
        let rest = rest.unwrap_or_default().iter();
        known + rest.filter(|b| starts_character(**b)).count()
    }

    /// How many characters there are before each step.
    fn counted(&self) -> Vec<usize> {
        let mut count = 0;
        let steps = self.text.as_bytes().chunks(STEP);
        let after = steps.map(|step| {
            count += step.iter().filter(|b| starts_character(**b)).count();
            count
        });
        std::iter::once(0).chain(after).collect()
    }
}

fn starts_character(byte: u8) -> bool {
    byte & 0b1100_0000 != 0b1000_0000
}
