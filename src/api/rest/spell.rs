//! JSON written by hand, where writing it is most of an answer.

use crate::domain::push_json;

/// Adds bytes as they are.
#[inline]
pub fn put(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(bytes);
}

/// Adds a number in decimal.
pub fn push_number(number: impl itoa::Integer, out: &mut Vec<u8>) {
    put(out, itoa::Buffer::new().format(number).as_bytes());
}

/// Adds a text with its quotes.
pub fn push_quoted(text: &str, out: &mut Vec<u8>) {
    put(out, b"\"");
    push_json(text, out);
    put(out, b"\"");
}

/// Adds a text, or `null`.
pub fn push_optional(text: Option<&str>, out: &mut Vec<u8>) {
    match text {
        Some(text) => push_quoted(text, out),
        None => put(out, b"null"),
    }
}

/// Adds a truth value.
pub fn push_bool(value: bool, out: &mut Vec<u8>) {
    put(out, if value { b"true" } else { b"false" });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_spelled_as_serde_json_does() {
        for number in [0, 7, 10, 4_096, u64::from(u32::MAX), u64::MAX] {
            let mut out = Vec::new();
            push_number(number, &mut out);
            assert_eq!(out, serde_json::to_vec(&number).unwrap());
        }
        for text in [None, Some(""), Some("a\"b\n")] {
            let mut out = Vec::new();
            push_optional(text, &mut out);
            assert_eq!(out, serde_json::to_vec(&text).unwrap());
        }
        for value in [true, false] {
            let mut out = Vec::new();
            push_bool(value, &mut out);
            assert_eq!(out, serde_json::to_vec(&value).unwrap());
        }
    }
}
