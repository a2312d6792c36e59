//! Where in a text the words asked for are.

use std::ops::Range;

use super::analyse::{form, words};
use super::{Pattern, TextIndex};
use crate::domain::{Span, push_escaped, to_u32};

impl TextIndex {
    /// The places of a text that match a pattern, in bytes and in order. Whole
    /// words as written: `l'attractivité` gives `attractivité`.
    pub fn matches(&self, pattern: &Pattern, text: &str) -> Vec<Range<usize>> {
        let number = |range: Range<usize>| {
            let surface = text.get(range).unwrap_or("");
            self.forms.find(&form(surface))
        };
        let words: Vec<_> = words(text).map(|w| (w, number(w.start..w.end))).collect();
        let mut found = Vec::new();
        for start in 0..words.len() {
            let here = words.get(start..).unwrap_or(&[]);
            let Some((first, _)) = here.first() else {
                continue;
            };
            if let Some(end) = first.joined.filter(|_| pattern.len() == 1) {
                let whole = number(first.start..end);
                if whole.is_some_and(|form| pattern.takes(0, form)) {
                    found.push(first.start..end);
                    continue;
                }
            }
            let run = here.get(..pattern.len()).unwrap_or(&[]);
            let fits = |(i, (_, form)): (usize, &(_, Option<u32>))| {
                form.is_some_and(|form| pattern.takes(i, form))
            };
            if let Some((last, _)) = run.last().filter(|_| run.iter().enumerate().all(fits)) {
                found.push(first.start..last.end);
            }
        }
        found
    }
}

/// Brings ranges into order and joins those that overlap.
pub fn merge(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|r| (r.start, r.end));
    let mut out: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match out.last_mut().filter(|last| range.start < last.end) {
            Some(last) => last.end = last.end.max(range.end),
            None => out.push(range),
        }
    }
    out
}

/// Ranges in bytes as ranges in Unicode code points.
pub fn points(text: &str, ranges: &[Range<usize>]) -> Vec<Span> {
    let mut bytes = 0;
    let mut points = 0;
    let mut to = |end: usize| {
        let between = text.get(bytes..end).unwrap_or("");
        points += between.chars().count();
        bytes = end.max(bytes);
        to_u32(points)
    };
    ranges
        .iter()
        .map(|r| Span {
            start: to(r.start),
            end: to(r.end),
        })
        .collect()
}

/// A text as HTML that says nothing but the text, with `<mark>` around ranges
/// in order that do not overlap.
pub fn html(text: &str, ranges: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(text.len() + ranges.len() * 13);
    let mut at = 0;
    for range in ranges {
        push_escaped(text.get(at..range.start).unwrap_or(""), &mut out);
        out.push_str("<mark>");
        push_escaped(text.get(range.clone()).unwrap_or(""), &mut out);
        out.push_str("</mark>");
        at = range.end;
    }
    push_escaped(text.get(at..).unwrap_or(""), &mut out);
    out
}
