//! Words that were mistyped.

use std::cmp::Reverse;

use super::TextIndex;

impl TextIndex {
    /// How far the mistyped word may be from the one meant: one edit from four
    /// letters on, two from eight. Numbers and names with digits are not guessed.
    fn tolerance(letters: &[char]) -> usize {
        if !letters.iter().all(|c| c.is_alphabetic()) {
            return 0;
        }
        match letters.len() {
            0..=3 => 0,
            4..=7 => 1,
            _ => 2,
        }
    }

    /// The word here that was most likely meant: the closest, then the most
    /// frequent. Gives the distance, the number of documents, and its form.
    pub fn meant(&self, form: &str) -> Option<(usize, u32, u32)> {
        let asked: Vec<char> = form.chars().collect();
        let most = Self::tolerance(&asked);
        if most == 0 {
            return None;
        }
        let mut letters = Vec::new();
        let candidates = (0..self.forms.len()).filter_map(|number| {
            let text = self.forms.get(number);
            // A letter has one to four bytes: no need to count most of them.
            if text.len() + most < asked.len() || text.len() > 4 * (asked.len() + most) {
                return None;
            }
            letters.clear();
            letters.extend(text.chars());
            if !letters.iter().all(|c| c.is_alphabetic()) {
                return None;
            }
            let distance = distance(&asked, &letters, most)?;
            (distance > 0).then(|| (distance, self.postings.count(number), number))
        });
        candidates.min_by_key(|(distance, count, number)| (*distance, Reverse(*count), *number))
    }
}

/// The number of letters inserted, left out, replaced or exchanged with their
/// neighbour, `None` when it is above `most`. The first letter is not replaced:
/// people seldom mistype it, and `village` is no typo of `sillage`.
fn distance(a: &[char], b: &[char], most: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    // The first letter may be left out, doubled, or exchanged: one edit alone.
    let same_start = a.first() == b.first();
    if !same_start {
        let dropped = a.get(1..) == Some(b) || b.get(1..) == Some(a);
        let exchanged = a.first() == b.get(1) && a.get(1) == b.first() && a.get(2..) == b.get(2..);
        return (dropped || exchanged).then_some(1);
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(b.len() + 1);
        row.push(i + 1);
        for (j, to) in b.iter().enumerate() {
            let at = |line: &[usize], k: usize| line.get(k).copied().unwrap_or(usize::MAX / 2);
            let mut best = at(&last, j) + usize::from(from != to);
            best = best.min(at(&last, j + 1) + 1).min(at(&row, j) + 1);
            let crossed = i > 0 && j > 0 && a.get(i - 1) == Some(to) && b.get(j - 1) == Some(from);
            if crossed {
                best = best.min(at(&before, j - 1) + 1);
            }
            row.push(best);
        }
        if row.iter().min().is_some_and(|m| *m > most) {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|d| *d <= most)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::index::text::Builder;

    fn between(a: &str, b: &str, most: usize) -> Option<usize> {
        let letters = |s: &str| s.chars().collect::<Vec<char>>();
        distance(&letters(a), &letters(b), most)
    }

    #[test]
    fn edits_are_counted() {
        for (a, b, edits) in [
            ("evenemnt", "evenement", Some(1)),
            ("logicel", "logiciel", Some(1)),
            ("gaezttes", "gazettes", Some(1)),
            ("sillage", "sill", None),
            ("sillage", "village", None),
            ("eunion", "reunion", Some(1)),
            ("eruption", "reuption", Some(1)),
            ("rr", "rr", Some(0)),
        ] {
            assert_eq!(between(a, b, 2), edits, "{a} {b}");
        }
    }

    #[test]
    fn the_closest_then_the_most_frequent_word_is_meant() {
        let mut builder = Builder::default();
        for text in [
            "atelier",
            "ateliers ateliers",
            "ateliers",
            "sill rte",
            "n15",
        ] {
            builder.add([text]);
        }
        let index = builder.finish();
        let meant = |word| index.meant(word).map(|(_, _, form)| index.spelling(form));
        assert_eq!(meant("atelierz"), Some("ateliers"));
        assert_eq!(meant("ateliir"), Some("atelier"));
        assert_eq!(meant("sil"), None);
        assert_eq!(meant("sils"), Some("sill"));
        assert_eq!(meant("n155"), None);
    }

    proptest! {
        #[test]
        fn the_distance_is_that_of_a_library(a in "x[abc]{0,9}", b in "x[abc]{0,9}") {
            let library = strsim::osa_distance(&a, &b);
            let ours = between(&a, &b, 2);
            prop_assert_eq!(ours, (library <= 2).then_some(library));
        }
    }
}
