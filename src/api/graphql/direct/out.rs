//! JSON being written, with what it is written from.

use async_graphql::resolver_utils::EnumType;

use super::{Done, Field, Object};
use crate::api::graphql::validate::Variables;
use crate::domain::{KeptText, Month, push_json};
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
const USUAL_BYTES: usize = 16 * 1024;

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
        self.between_quotes(|bytes| push_json(text, bytes))
    }

    /// A text of which nothing can need escaping, such as a slug.
    pub fn plain(&mut self, text: &str) -> Done {
        self.between_quotes(|bytes| bytes.extend_from_slice(text.as_bytes()))
    }

    /// A text that is kept escaped.
    pub fn kept(&mut self, text: &KeptText<'_>) -> Done {
        self.between_quotes(|bytes| text.push_json(bytes))
    }

    /// What `write` adds, as a text.
    pub fn between_quotes(&mut self, write: impl FnOnce(&mut Vec<u8>)) -> Done {
        self.bytes.push(b'"');
        write(&mut self.bytes);
        self.bytes.push(b'"');
        Ok(())
    }

    /// A month.
    pub fn month(&mut self, month: Month) -> Done {
        self.between_quotes(|bytes| bytes.extend_from_slice(&month.digits()))
    }

    /// A month, or null.
    pub fn month_or_null(&mut self, month: Option<Month>) -> Done {
        match month {
            Some(month) => self.month(month),
            None => self.null(),
        }
    }

    /// A text in parts.
    pub fn texts(&mut self, parts: &[&str]) -> Done {
        self.bytes.push(b'"');
        for part in parts {
            push_json(part, &mut self.bytes);
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
