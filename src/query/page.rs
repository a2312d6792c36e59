//! Pages: which part of a list is wanted, and where it is in the whole.

use std::cmp::Ordering;

use super::cursor::{Key, ListOrder, compare};
use super::error::{Fault, FaultCode};
use super::raw::RawPage;

mod pack;

/// Rows on a page when nothing else is asked.
pub const DEFAULT_PAGE: usize = 20;
/// Most rows on a page.
pub const MAX_PAGE: usize = 200;
/// Most rows that are skipped.
pub const MAX_OFFSET: usize = usize::MAX >> 33;

/// Which part of a list is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageQuery {
    pub(super) order: ListOrder,
    size: usize,
    /// Counted from the end of what the cursors leave.
    from_end: bool,
    pub(super) after: Option<Key>,
    pub(super) before: Option<Key>,
    offset: usize,
    /// All the rows there are.
    whole: bool,
    /// Only the outer rows have cursors: the keys of a long list take more room
    /// than its rows, and those of a page nearly as long to make.
    outer: bool,
}

impl PageQuery {
    /// Reads page parameters; what is wrong is added to `faults`.
    pub(super) fn parse(raw: &RawPage, order: ListOrder, faults: &mut Vec<Fault>) -> Self {
        let first = bounded("first", raw.first.as_deref(), MAX_PAGE, faults);
        let last = bounded("last", raw.last.as_deref(), MAX_PAGE, faults);
        let offset = bounded("offset", raw.offset.as_deref(), MAX_OFFSET, faults);
        for (other, name) in [(&raw.first, "first"), (&raw.offset, "offset")] {
            if other.is_some() && raw.last.is_some() {
                let detail =
                    format!("`last` counts from the end and excludes `{name}`: give one of them");
                faults.push(Fault::new("last", FaultCode::Conflict, detail));
            }
        }
        let mut key = |name: &str, cursor: &Option<String>| {
            let read = cursor.as_deref().map(|c| order.decode(name, c));
            read.and_then(|r| r.map_err(|fault| faults.push(fault)).ok())
        };
        let after = key("after", &raw.after);
        let before = key("before", &raw.before);
        let size = first.or(last);
        let unasked = if raw.whole { usize::MAX } else { DEFAULT_PAGE };
        Self {
            whole: raw.whole && size.is_none(),
            outer: raw.outer || (raw.whole && size.is_none()),
            size: size.unwrap_or(unasked),
            from_end: last.is_some(),
            offset: offset.unwrap_or(0),
            after,
            before,
            order,
        }
    }

    /// The rows asked for, of a list of `len` rows already in order.
    pub(super) fn cut<T: Copy>(
        &self,
        len: usize,
        row: impl Fn(usize) -> Option<T>,
        key: impl Fn(T) -> Key,
    ) -> Page<T> {
        let (start, end) = self.between_cursors(len, &row, &key);
        let (start, end) = self.window(start, end);
        let rows: Vec<T> = (start..end).filter_map(&row).collect();
        Page {
            total: len,
            has_previous: start > 0 && len > 0,
            has_next: end < len,
            keys: self.keys_of(&rows, key),
            rows,
            order: self.order.clone(),
            corrected: None,
        }
    }

    /// The rows asked for, of those that pass of a list of `len` rows already in
    /// order, `total` of them: no more are looked at than it takes to find them.
    pub(super) fn cut_some<T: Copy>(
        &self,
        total: usize,
        len: usize,
        row: impl Fn(usize) -> Option<T>,
        passes: impl Fn(&T) -> bool,
        key: impl Fn(T) -> Key,
    ) -> Page<T> {
        let (start, end) = self.between_cursors(len, &row, &key);
        let end = end.max(start);
        let passing = |i: usize| row(i).filter(&passes).map(|row| (i, row));
        let (from, until, rows);
        if self.from_end {
            let last = (start..end).rev().filter_map(passing).take(self.size);
            let mut found: Vec<(usize, T)> = last.collect();
            found.reverse();
            from = found.first().map_or(end, |(i, _)| *i);
            (until, rows) = (end, found);
        } else {
            let mut found = (start..end)
                .filter_map(passing)
                .skip(self.offset)
                .peekable();
            from = found.peek().map_or(end, |(i, _)| *i);
            rows = found.take(self.size).collect::<Vec<_>>();
            until = rows.last().map_or(from, |(i, _)| i.saturating_add(1));
        }
        let rows: Vec<T> = rows.into_iter().map(|(_, row)| row).collect();
        Page {
            total,
            has_previous: (0..from).rev().any(|i| passing(i).is_some()),
            has_next: (until..len).any(|i| passing(i).is_some()),
            keys: self.keys_of(&rows, key),
            rows,
            order: self.order.clone(),
            corrected: None,
        }
    }

    /// The places that the cursors leave of a list in order.
    fn between_cursors<T: Copy>(
        &self,
        len: usize,
        row: impl Fn(usize) -> Option<T>,
        key: impl Fn(T) -> Key,
    ) -> (usize, usize) {
        let below = |bound: &Key, ordering: &[Ordering]| {
            partition_point(len, |i| {
                let order = row(i).map(|r| compare(&key(r), bound, &self.order.directions));
                order.is_some_and(|o| ordering.contains(&o))
            })
        };
        let after = self.after.as_ref();
        let before = self.before.as_ref();
        (
            after.map_or(0, |k| below(k, &[Ordering::Less, Ordering::Equal])),
            before.map_or(len, |k| below(k, &[Ordering::Less])),
        )
    }

    /// The keys of a page's rows, or of its outer ones.
    pub(super) fn keys_of<T: Copy>(&self, rows: &[T], key: impl Fn(T) -> Key) -> Vec<Key> {
        match (self.outer, rows) {
            (true, [first, .., last]) => vec![key(*first), key(*last)],
            (_, rows) => rows.iter().map(|r| key(*r)).collect(),
        }
    }

    /// The rows asked for, of rows in any order.
    pub(super) fn sort_and_cut<T: Copy>(&self, rows: Vec<T>, key: impl Fn(T) -> Key) -> Page<T> {
        if self.whole {
            let rows: Vec<T> = pack::in_order(rows, &key, &self.order.directions).collect();
            return self.cut(rows.len(), |i| rows.get(i).copied(), key);
        }
        let mut keyed: Vec<(Key, T)> = rows.into_iter().map(|row| (key(row), row)).collect();
        let order = |a: &Key, b: &Key| compare(a, b, &self.order.directions);
        let by_key = |a: &(Key, T), b: &(Key, T)| order(&a.0, &b.0);
        let count = |in_it: &dyn Fn(&Key) -> bool| keyed.iter().filter(|(k, _)| in_it(k)).count();
        let after = self.after.as_ref();
        let start = after.map_or(0, |bound| count(&|k| order(k, bound).is_le()));
        let before = self.before.as_ref();
        let end = before.map_or(keyed.len(), |bound| count(&|k| order(k, bound).is_lt()));
        let (start, end) = self.window(start, end);
        let total = keyed.len();
        // Only the rows of the page are put in order. No stable sort is needed:
        // keys end in what tells rows apart, and rows with equal keys look alike.
        if end < total {
            keyed.select_nth_unstable_by(end, by_key);
            keyed.truncate(end);
        }
        if start > 0 && start < keyed.len() {
            keyed.select_nth_unstable_by(start, by_key);
        }
        let mut page = keyed.split_off(start.min(keyed.len()));
        page.sort_unstable_by(by_key);
        let (keys, rows) = page.into_iter().unzip();
        Page {
            total,
            has_previous: start > 0 && total > 0,
            has_next: end < total,
            keys,
            rows,
            order: self.order.clone(),
            corrected: None,
        }
    }

    /// Whether rows are counted from the end.
    pub(super) fn is_from_end(&self) -> bool {
        self.from_end
    }

    /// The page between two places that the cursors leave.
    pub(super) fn window(&self, start: usize, end: usize) -> (usize, usize) {
        let end = end.max(start);
        if self.from_end {
            (start.max(end.saturating_sub(self.size)), end)
        } else {
            let start = start.saturating_add(self.offset).min(end);
            (start, end.min(start.saturating_add(self.size)))
        }
    }
}

/// A part of a list, and where it is in the whole.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// Rows in the whole list.
    pub total: usize,
    /// Rows on this page.
    pub rows: Vec<T>,
    /// Whether rows follow.
    pub has_next: bool,
    /// Whether rows come before.
    pub has_previous: bool,
    /// What `q` was taken to mean, where a word of it was mistyped.
    pub corrected: Option<String>,
    pub(super) keys: Vec<Key>,
    pub(super) order: ListOrder,
}

impl<T> Page<T> {
    /// The same page with other rows.
    #[must_use]
    pub fn map<U>(self, row: impl FnMut(T) -> U) -> Page<U> {
        Page {
            total: self.total,
            rows: self.rows.into_iter().map(row).collect(),
            has_next: self.has_next,
            has_previous: self.has_previous,
            corrected: self.corrected,
            keys: self.keys,
            order: self.order,
        }
    }

    /// The same page with other rows. All of one snapshot have one: the others
    /// would be left out.
    #[must_use]
    pub fn filter_map<U>(self, row: impl FnMut(T) -> Option<U>) -> Page<U> {
        Page {
            total: self.total,
            rows: self.rows.into_iter().filter_map(row).collect(),
            has_next: self.has_next,
            has_previous: self.has_previous,
            corrected: self.corrected,
            keys: self.keys,
            order: self.order,
        }
    }

    /// The cursor of the `i`th row of the page; of a whole list, and where no
    /// others are shown, only the outer rows have one.
    #[must_use]
    pub fn cursor(&self, i: usize) -> Option<String> {
        let every_row = self.keys.len() == self.rows.len();
        let key = self.keys.get(i).filter(|_| every_row);
        key.map(|key| self.order.encode(key))
    }

    /// The cursor of the first row.
    #[must_use]
    pub fn start_cursor(&self) -> Option<String> {
        self.keys.first().map(|key| self.order.encode(key))
    }

    /// The cursor of the last row.
    #[must_use]
    pub fn end_cursor(&self) -> Option<String> {
        self.keys.last().map(|key| self.order.encode(key))
    }
}

/// A whole number from 0 to `max`.
pub(super) fn bounded(
    name: &str,
    raw: Option<&str>,
    max: usize,
    faults: &mut Vec<Fault>,
) -> Option<usize> {
    let raw = raw?;
    let digits = raw.strip_prefix('-').unwrap_or(raw);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        let detail = format!("expected a whole number from 0 to {max}");
        faults.push(Fault::new(name, FaultCode::InvalidValue, detail));
        return None;
    }
    let number = raw.parse::<usize>().ok().filter(|n| *n <= max);
    if number.is_none() {
        let detail = format!(
            "{} is outside 0 to {max}",
            raw.chars().take(24).collect::<String>()
        );
        faults.push(Fault::new(name, FaultCode::OutOfRange, detail));
    }
    number
}

/// The first place from 0 to `len` where `before` no longer holds.
fn partition_point(len: usize, before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, len);
    while low < high {
        let middle = low + (high - low) / 2;
        if before(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

#[cfg(test)]
mod tests;
