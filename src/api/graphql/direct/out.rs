//! JSON being written, with what it is written from.

use async_graphql::resolver_utils::EnumType;

use super::{Done, Field, Object};
use crate::api::graphql::validate::Variables;
use crate::query::Archive;

/// An answer on its way.
pub struct Out<'a> {
    /// The snapshot.
    pub archive: &'a Archive,
    /// The values of variables.
    pub variables: &'a Variables<'a>,
    /// What permalinks start with.
    pub public_url: &'a str,
    bytes: Vec<u8>,
}

/// What most answers fit into.
const USUAL_BYTES: usize = 8 * 1024;

#[expect(
    clippy::unnecessary_wraps,
    reason = "whatever is written, it is written alike"
)]
impl<'a> Out<'a> {
    /// Nothing yet.
    pub fn new(archive: &'a Archive, variables: &'a Variables<'a>, public_url: &'a str) -> Self {
        Self {
            archive,
            variables,
            public_url,
            bytes: Vec::with_capacity(USUAL_BYTES),
        }
    }

    /// What was written.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// JSON as it is.
    pub fn raw(&mut self, json: &str) {
        self.bytes.extend_from_slice(json.as_bytes());
    }

    /// `null`.
    pub fn null(&mut self) -> Done {
        self.raw("null");
        Ok(())
    }

    /// A whole number.
    pub fn number(&mut self, number: u32) -> Done {
        self.raw(&number.to_string());
        Ok(())
    }

    /// `true` or `false`.
    pub fn boolean(&mut self, value: bool) -> Done {
        self.raw(if value { "true" } else { "false" });
        Ok(())
    }

    /// A text.
    pub fn text(&mut self, text: &str) -> Done {
        self.bytes.push(b'"');
        escape(text, &mut self.bytes);
        self.bytes.push(b'"');
        Ok(())
    }

    /// A text in parts.
    pub fn texts(&mut self, parts: &[&str]) -> Done {
        self.bytes.push(b'"');
        for part in parts {
            escape(part, &mut self.bytes);
        }
        self.bytes.push(b'"');
        Ok(())
    }

    /// A text, or null.
    pub fn text_or_null(&mut self, text: Option<&str>) -> Done {
        match text {
            Some(text) => self.text(text),
            None => self.null(),
        }
    }

    /// A value of an enum, by the name that the schema has for it.
    pub fn name<E: EnumType>(&mut self, value: impl Into<E>) -> Done {
        let value = value.into();
        let items = E::items().iter();
        let name = items.clone().find(|item| item.value == value);
        self.text(name.map_or("", |item| item.name))
    }

    /// A list, each row written by `write`.
    pub fn list<T>(
        &mut self,
        rows: impl IntoIterator<Item = T>,
        mut write: impl FnMut(T, &mut Self) -> Done,
    ) -> Done {
        self.bytes.push(b'[');
        for (number, row) in rows.into_iter().enumerate() {
            if number > 0 {
                self.bytes.push(b',');
            }
            write(row, self)?;
        }
        self.bytes.push(b']');
        Ok(())
    }

    /// A list of objects.
    pub fn objects<'r, F: Field>(
        &mut self,
        rows: impl IntoIterator<Item = F::Row<'r>>,
        object: &Object<F>,
    ) -> Done {
        self.list(rows, |row, out| object.write(&row, out))
    }
}

/// Adds what a text is between its quotes.
fn escape(text: &str, out: &mut Vec<u8>) {
    let mut rest = text.as_bytes();
    loop {
        let (clean, found) = rest.split_at(clean(rest));
        out.extend_from_slice(clean);
        let Some((byte, after)) = found.split_first() else {
            return;
        };
        escape_byte(*byte, out);
        rest = after;
    }
}

/// Adds a byte that cannot stand in a text.
fn escape_byte(byte: u8, out: &mut Vec<u8>) {
    let short = match byte {
        b'"' | b'\\' => byte,
        b'\n' => b'n',
        b'\t' => b't',
        b'\r' => b'r',
        0x08 => b'b',
        0x0C => b'f',
        _ => {
            out.extend_from_slice(format!("\\u{byte:04x}").as_bytes());
            return;
        }
    };
    out.extend_from_slice(&[b'\\', short]);
}

/// How many bytes come before the first that must be escaped. Looks at eight at
/// once: nearly all of a text may stand as it is.
fn clean(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);
    let zeros = |word: u64| word.wrapping_sub(ONES) & !word & HIGH;
    let each = |byte: u8| u64::from_ne_bytes([byte; 8]);
    let (words, rest) = bytes.as_chunks::<8>();
    let mut before = 0;
    for word in words {
        let word = u64::from_le_bytes(*word);
        let control = word.wrapping_sub(each(0x20)) & !word & HIGH;
        let quote = zeros(word ^ each(b'"'));
        let backslash = zeros(word ^ each(b'\\'));
        // A borrow can only have marked bytes behind the first that is meant.
        let found = control | quote | backslash;
        if found != 0 {
            let bits = usize::try_from(found.trailing_zeros()).unwrap_or_default();
            return before + bits / 8;
        }
        before += 8;
    }
    let is_special = |byte: &u8| *byte < 0x20 || matches!(byte, b'"' | b'\\');
    before + rest.iter().position(is_special).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn texts_are_as_serde_json_writes_them(text in "(\\PC|[\\x00-\\x7f]){0,40}") {
            let mut out = vec![b'"'];
            escape(&text, &mut out);
            out.push(b'"');
            prop_assert_eq!(out, serde_json::to_vec(&text).unwrap());
        }
    }
}
