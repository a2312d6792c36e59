//! How the numbers of one index go over into those of the next.

use std::ops::Range;

use super::usize_of;
use crate::domain::to_u32;

/// Some numbers in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// They were there before, from this old number on.
    Kept { from: u32, count: u32 },
    /// They were not.
    New { count: u32 },
}

impl Piece {
    /// How many numbers it has.
    pub fn count(self) -> u32 {
        match self {
            Self::Kept { count, .. } | Self::New { count } => count,
        }
    }
}

/// Runs of old numbers that are kept, ascending, each with what its first is now.
#[derive(Debug)]
pub struct Moves(Vec<(Range<u32>, u32)>);

impl Moves {
    /// The new number of an old one.
    pub fn of(&self, old: u32) -> Option<u32> {
        // Most often there are two.
        let at = if self.0.len() <= 4 {
            self.0.iter().position(|(run, _)| old < run.end)?
        } else {
            self.0.partition_point(|(run, _)| run.end <= old)
        };
        let (run, start) = self.0.get(at)?;
        let step = old.checked_sub(run.start)?;
        Some(start.saturating_add(step))
    }

    /// Whether each keeps the number it had.
    pub fn are_in_place(&self) -> bool {
        self.0.iter().all(|(run, start)| run.start == *start)
    }

    /// The old numbers, of so many, that are not kept.
    pub fn gone(&self, old: u32) -> impl Iterator<Item = u32> + '_ {
        let starts = self.0.iter().map(|(run, _)| run.start).chain([old]);
        let ends = std::iter::once(0).chain(self.0.iter().map(|(run, _)| run.end));
        ends.zip(starts).flat_map(|(end, start)| end..start)
    }
}

/// A new numbering: pieces one after the other, in which the old numbers that
/// are kept only ever grow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Renumbering {
    pieces: Vec<Piece>,
    count: u32,
}

impl Renumbering {
    /// The next number is an old one, which must be above those kept before.
    pub fn keep(&mut self, old: u32, many: u32) {
        self.count = self.count.saturating_add(many);
        match self.pieces.last_mut() {
            Some(Piece::Kept { from, count }) if from.saturating_add(*count) == old => {
                *count = count.saturating_add(many);
            }
            _ if many > 0 => self.pieces.push(Piece::Kept {
                from: old,
                count: many,
            }),
            _ => {}
        }
    }

    /// The next numbers are new.
    pub fn add(&mut self, many: u32) {
        self.count = self.count.saturating_add(many);
        match self.pieces.last_mut() {
            Some(Piece::New { count }) => *count = count.saturating_add(many),
            _ if many > 0 => self.pieces.push(Piece::New { count: many }),
            _ => {}
        }
    }

    /// How many numbers there are now.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// The pieces, each with the new number that it begins at.
    pub fn pieces(&self) -> impl Iterator<Item = (u32, Piece)> + Clone + '_ {
        self.pieces.iter().scan(0_u32, |at, piece| {
            let start = *at;
            *at = at.saturating_add(piece.count());
            Some((start, *piece))
        })
    }

    /// The numbers that are new.
    pub fn new_numbers(&self) -> impl Iterator<Item = u32> + '_ {
        let new = self.pieces().filter_map(|(start, piece)| match piece {
            Piece::New { count } => Some(start..start.saturating_add(count)),
            Piece::Kept { .. } => None,
        });
        new.flatten()
    }

    /// Whether these are the old numbers, all of so many.
    pub fn is_same(&self, old: u32) -> bool {
        let all = [Piece::Kept {
            from: 0,
            count: old,
        }];
        self.pieces == all || (old == 0 && self.pieces.is_empty())
    }

    /// Whether every number that is kept stays what it was, of so many in all
    /// before and now.
    pub fn is_in_place(&self, old: u32) -> bool {
        let stays = |(start, piece)| match piece {
            Piece::Kept { from, .. } => start == from,
            Piece::New { .. } => true,
        };
        self.count == old && self.pieces().all(stays)
    }

    /// What becomes of old numbers.
    pub fn moves(&self) -> Moves {
        let kept = self.pieces().filter_map(|(start, piece)| match piece {
            Piece::Kept { from, count } => Some((from..from.saturating_add(count), start)),
            Piece::New { .. } => None,
        });
        Moves(kept.collect())
    }

    /// The new number of each of so many old ones, `None` if it is gone.
    pub fn table(&self, old: u32) -> Vec<Option<u32>> {
        let mut table = vec![None; usize_of(old)];
        for (start, piece) in self.pieces() {
            if let Piece::Kept { from, count } = piece {
                let here = usize_of(from)..usize_of(from.saturating_add(count));
                let slots = table.get_mut(here).unwrap_or_default();
                for (slot, number) in slots.iter_mut().zip(start..) {
                    *slot = Some(number);
                }
            }
        }
        table
    }

    /// A list of one value for each number: old ones copied, new ones given.
    pub fn apply<T: Clone>(&self, old: &[T], mut new: impl FnMut(u32) -> T) -> Vec<T> {
        let mut all = Vec::with_capacity(usize_of(self.count));
        for (start, piece) in self.pieces() {
            match piece {
                Piece::Kept { from, count } => {
                    let here = usize_of(from)..usize_of(from.saturating_add(count));
                    all.extend_from_slice(old.get(here).unwrap_or_default());
                }
                Piece::New { count } => {
                    let numbers = start..start.saturating_add(count);
                    all.extend(numbers.map(&mut new));
                }
            }
        }
        debug_assert_eq!(to_u32(all.len()), self.count);
        all
    }
}
