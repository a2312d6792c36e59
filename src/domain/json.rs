//! Texts as they stand between the quotes of a JSON string (RFC 8259 §7).
//!
//! What is escaped, and how, is what `serde_json` does, so that a text that is
//! copied and one that is serialised are the same bytes.

use std::borrow::Cow;

/// What must not stand in a JSON string as it is.
const fn is_special(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

/// Where the first special byte is. Most texts have none, so that eight bytes
/// at a time are looked at before each of them is.
fn first_special(bytes: &[u8]) -> Option<usize> {
    let (eights, _) = bytes.as_chunks::<8>();
    let is_plain = |eight: &&[u8; 8]| !eight.iter().fold(false, |any, b| any | is_special(*b));
    let plain = eights.iter().take_while(is_plain).count() * 8;
    let mut rest = bytes.get(plain..)?.iter();
    Some(plain + rest.position(|b| is_special(*b))?)
}

/// Adds a text as it stands in a JSON string, without the quotes.
pub fn push_json(text: &str, out: &mut Vec<u8>) {
    let mut rest = text.as_bytes();
    while let Some(at) = first_special(rest) {
        let (plain, special) = rest.split_at(at);
        out.extend_from_slice(plain);
        let Some((byte, after)) = special.split_first() else {
            return;
        };
        push_special(*byte, out);
        rest = after;
    }
    out.extend_from_slice(rest);
}

fn push_special(byte: u8, out: &mut Vec<u8>) {
    let letter = match byte {
        b'"' | b'\\' => byte,
        0x08 => b'b',
        b'\t' => b't',
        b'\n' => b'n',
        0x0C => b'f',
        b'\r' => b'r',
        _ => {
            out.extend_from_slice(b"\\u00");
            out.extend([byte >> 4, byte & 15].map(|half| match half {
                0..=9 => b'0' + half,
                _ => b'a' + (half - 10),
            }));
            return;
        }
    };
    out.extend_from_slice(&[b'\\', letter]);
}

/// The text behind what [`push_json`] wrote. Other bytes give some text, never
/// a failure.
pub(super) fn from_json(escaped: Vec<u8>) -> String {
    let bytes = if escaped.contains(&b'\\') {
        unescaped(&escaped)
    } else {
        escaped
    };
    text_of(bytes)
}

/// The same, borrowed where nothing is escaped.
pub(super) fn of_json(escaped: &[u8]) -> Cow<'_, str> {
    if escaped.contains(&b'\\') {
        text_of(unescaped(escaped)).into()
    } else {
        String::from_utf8_lossy(escaped)
    }
}

fn text_of(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned())
}

fn unescaped(mut escaped: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(escaped.len());
    while let Some(at) = escaped.iter().position(|b| *b == b'\\') {
        let (plain, special) = escaped.split_at(at);
        out.extend_from_slice(plain);
        let (byte, length) = match special {
            [_, b'u', _, _, high, low, ..] => ((half(*high) << 4) | half(*low), 6),
            [_, b'b', ..] => (0x08, 2),
            [_, b't', ..] => (b'\t', 2),
            [_, b'n', ..] => (b'\n', 2),
            [_, b'f', ..] => (0x0C, 2),
            [_, b'r', ..] => (b'\r', 2),
            [_, same, ..] => (*same, 2),
            _ => (b'\\', 1),
        };
        out.push(byte);
        escaped = special.get(length..).unwrap_or_default();
    }
    out.extend_from_slice(escaped);
    out
}

fn half(digit: u8) -> u8 {
    let value = char::from(digit).to_digit(16).unwrap_or(0);
    u8::try_from(value).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn texts_are_escaped_as_serde_json_does_and_come_back(
            text in "\\PC{0,30}|[\\x00-\\x7f]{0,30}|[\"\\\\/a\n\u{7f}\u{2028}é]{0,30}",
        ) {
            let mut escaped = Vec::new();
            push_json(&text, &mut escaped);
            let expected = serde_json::to_vec(&text).unwrap();
            prop_assert_eq!(&escaped, &expected[1..expected.len() - 1]);
            prop_assert_eq!(of_json(&escaped), text.as_str());
            prop_assert_eq!(from_json(escaped), text);
        }

        #[test]
        fn any_bytes_give_some_text(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            prop_assert_eq!(of_json(&bytes).into_owned(), from_json(bytes.clone()));
        }
    }
}
