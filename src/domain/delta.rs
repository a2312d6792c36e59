//! Texts kept as what they copy from another text.
//!
//! The plain text, the Markdown and the HTML of an item are nearly all copied
//! from the file it stands in. Kept whole they would take four times the file;
//! kept as copies and the little between them, a third of it.
//!
//! A text is packed as it stands in a JSON string, so that an answer is copied
//! together from the file without a look at what would have to be escaped.
//!
//! A delta is a run of steps, each a number and what belongs to it. An even
//! number is twice the length of a literal, whose bytes follow. An odd one is
//! a copy of half its length (and of `MIN_COPY` bytes more); where it starts
//! follows, counted from the end of the copy before. Numbers are LEB128.

use super::json::{from_json, push_json};
use super::text::to_u32;

/// What HTML has between the words of a report, as JSON writes it, so that it
/// can be copied too.
const COMMON: &[u8] = b"</strong><strong></em><em></code><code></a></p><p></li><li></ul><ul>\
<blockquote></blockquote><pre><code>&quot;&amp;&#39;<br />\\n<a href=\\\"https://\\\">\
<td></td><th></th><tr></tr>";

/// A copy shorter than this costs as much as the literal.
const MIN_COPY: usize = 5;

/// Bytes that are looked up as one.
const GRAM: usize = 4;

/// Places remembered, at most.
const MOST_SLOTS: usize = 1 << 16;

/// Packs texts against one base after the other.
#[derive(Debug, Default)]
pub(super) struct Packer {
    /// Where a gram was last seen, by hash; 0 for nowhere, else the place + 1.
    slots: Vec<u32>,
    /// As many slots, with what is common alone.
    common: Vec<u32>,
    base: Vec<u8>,
    escaped: Vec<u8>,
    delta: Vec<u8>,
}

impl Packer {
    /// Makes texts be packed against this base from now on.
    pub(super) fn set_base(&mut self, base: &str) {
        self.base.clear();
        self.base.extend_from_slice(COMMON);
        self.base.extend_from_slice(base.as_bytes());
        let slots = self.base.len().next_power_of_two().clamp(512, MOST_SLOTS);
        if self.common.len() != slots {
            self.common.clear();
            self.common.resize(slots, 0);
            note_grams(COMMON, 0, &mut self.common);
        }
        self.slots.clone_from(&self.common);
        note_grams(&self.base, COMMON.len() + 1 - GRAM, &mut self.slots);
    }

    /// A text as a delta.
    pub(super) fn pack(&mut self, text: &str) -> &[u8] {
        self.escaped.clear();
        push_json(text, &mut self.escaped);
        let text = self.escaped.as_slice();
        self.delta.clear();
        let (mut at, mut literal, mut expected) = (0, 0, COMMON.len());
        while at < text.len() {
            let rest = text.get(at..).unwrap_or_default();
            let (from, length) = longest(rest, expected, &self.base, &self.slots);
            if length < MIN_COPY {
                at += 1;
                continue;
            }
            put_literal(text.get(literal..at).unwrap_or_default(), &mut self.delta);
            put((length - MIN_COPY) * 2 + 1, &mut self.delta);
            put(zigzag(from, expected), &mut self.delta);
            at += length;
            literal = at;
            expected = from + length;
        }
        put_literal(text.get(literal..).unwrap_or_default(), &mut self.delta);
        &self.delta
    }
}

/// Notes where the grams of a base are, from a place on.
fn note_grams(base: &[u8], from: usize, slots: &mut [u32]) {
    let grams = base.get(from..).unwrap_or_default().array_windows();
    for (place, gram) in (to_u32(from) + 1..).zip(grams) {
        let hash = hash(*gram, slots.len());
        if let Some(slot) = slots.get_mut(hash) {
            *slot = place;
        }
    }
}

/// The longest copy that is found for the start of a text: where the copy
/// before went on, or where its first bytes were last seen.
fn longest(text: &[u8], expected: usize, base: &[u8], slots: &[u32]) -> (usize, usize) {
    let length = |from: usize| {
        // A copy stays on its side of the end of what is common.
        let side = if from < COMMON.len() { COMMON } else { base };
        shared(side.get(from..).unwrap_or_default(), text)
    };
    let goes_on = (expected, length(expected));
    let seen = text
        .first_chunk()
        .and_then(|gram| slots.get(hash(*gram, slots.len())))
        .and_then(|slot| usize::try_from(*slot).ok()?.checked_sub(1));
    let again = seen.map_or((0, 0), |from| (from, length(from)));
    if again.1 > goes_on.1 { again } else { goes_on }
}

/// How many bytes two texts begin with that are the same.
fn shared(a: &[u8], b: &[u8]) -> usize {
    let eights = a.as_chunks::<8>().0.iter().zip(b.as_chunks::<8>().0);
    let same = eights.take_while(|(a, b)| a == b).count() * 8;
    let pairs = a.iter().zip(b).skip(same);
    same + pairs.take_while(|(a, b)| a == b).count()
}

/// The text behind a delta against this base. A delta that was damaged gives
/// some text, never a failure.
pub(super) fn unpack(delta: &[u8], base: &[u8]) -> String {
    let mut out = Vec::with_capacity(base.len());
    write(delta, base, &mut out);
    from_json(out)
}

/// Adds the text behind a delta as it stands in a JSON string.
pub(super) fn write(mut delta: &[u8], base: &[u8], out: &mut Vec<u8>) {
    let mut expected = COMMON.len();
    while let Some(step) = take(&mut delta) {
        let length = step / 2;
        if step & 1 == 0 {
            let (literal, rest) = delta.split_at(length.min(delta.len()));
            out.extend_from_slice(literal);
            delta = rest;
            continue;
        }
        let Some(distance) = take(&mut delta) else {
            return;
        };
        let from = unzigzag(distance, expected);
        let end = from.saturating_add(length + MIN_COPY);
        let copied = match from.checked_sub(COMMON.len()) {
            Some(inside) => base.get(inside..end - COMMON.len()),
            None => COMMON.get(from..end),
        };
        out.extend_from_slice(copied.unwrap_or_default());
        expected = end;
    }
}

fn hash(gram: [u8; GRAM], slots: usize) -> usize {
    let word = u32::from_be_bytes(gram);
    let mixed = word.wrapping_mul(0x9e37_79b1) >> 16;
    usize::try_from(mixed).unwrap_or(0) & slots.saturating_sub(1)
}

fn put_literal(literal: &[u8], out: &mut Vec<u8>) {
    if !literal.is_empty() {
        put(literal.len() * 2, out);
        out.extend_from_slice(literal);
    }
}

/// Adds a number as LEB128.
pub(super) fn put(mut number: usize, out: &mut Vec<u8>) {
    loop {
        let low = u8::try_from(number & 127).unwrap_or(0);
        number >>= 7;
        out.push(if number == 0 { low } else { low | 128 });
        if number == 0 {
            return;
        }
    }
}

/// Takes a number off the front of some bytes.
pub(super) fn take(bytes: &mut &[u8]) -> Option<usize> {
    let (first, rest) = bytes.split_first()?;
    *bytes = rest;
    if *first < 128 {
        return Some(usize::from(*first));
    }
    take_long(usize::from(first & 127), bytes)
}

/// The rest of a number of more than one byte.
fn take_long(mut number: usize, bytes: &mut &[u8]) -> Option<usize> {
    for shift in (7..63).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= usize::from(byte & 127) << shift;
        if byte & 128 == 0 {
            return Some(number);
        }
    }
    None
}

/// A distance either way as a number: 0, -1, 1, -2, 2, …
fn zigzag(to: usize, from: usize) -> usize {
    match to.checked_sub(from) {
        Some(forward) => forward * 2,
        None => (from - to) * 2 - 1,
    }
}

fn unzigzag(distance: usize, from: usize) -> usize {
    if distance.is_multiple_of(2) {
        from.saturating_add(distance / 2)
    } else {
        from.saturating_sub(distance / 2 + 1)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn packed(base: &str, text: &str) -> Vec<u8> {
        let mut packer = Packer::default();
        packer.set_base(base);
        packer.pack(text).to_vec()
    }

    #[test]
    fn what_is_copied_takes_a_few_bytes() {
        let base = "- Une [page](https://example.org/a) très lisible,\n  et la suite\n";
        for (text, most) in [
            ("Une [page](https://example.org/a) très lisible,", 3),
            ("Une page très lisible, et la suite", 20),
            (
                "Une <a href=\"https://example.org/a\">page</a> très lisible,\net la suite",
                36,
            ),
            ("https://example.org/a", 3),
            ("", 0),
        ] {
            let delta = packed(base, text);
            assert_eq!(unpack(&delta, base.as_bytes()), text);
            assert!(delta.len() <= most, "{text}: {} bytes", delta.len());
        }
    }

    proptest! {
        #[test]
        fn any_text_comes_back(
            base in "[a-c<>é\"\\\\ \n]{0,60}",
            text in "[a-c<>é\"\\\\ \n]{0,60}|\\PC{0,30}",
            cut in any::<prop::sample::Index>(),
        ) {
            prop_assert_eq!(unpack(&packed(&base, &text), base.as_bytes()), text);
            let own = base.get(cut.index(base.len() + 1)..).unwrap_or("");
            prop_assert_eq!(unpack(&packed(&base, own), base.as_bytes()), own);
        }

        #[test]
        fn any_bytes_are_unpacked(delta in prop::collection::vec(any::<u8>(), 0..60), base in "\\PC{0,20}") {
            unpack(&delta, base.as_bytes());
        }
    }
}
