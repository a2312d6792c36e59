//! One change, as the journal keeps it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Entries, Stamp};
use crate::domain::{Digest, ItemKey, ItemKind, ReportDate, Slug};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$each:meta])* $variant:ident = $word:literal)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
        pub enum $name { $($(#[$each])* $variant,)+ }

        impl $name {
            /// All of them.
            pub const ALL: [Self; [$($word),+].len()] = [$(Self::$variant),+];

            /// The name on the wire.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = ();

            fn from_str(s: &str) -> Result<Self, ()> {
                let same = |one: &Self| one.as_str().eq_ignore_ascii_case(s);
                Self::ALL.into_iter().find(same).ok_or(())
            }
        }
    };
}

words! {
    /// What a change is about.
    Noun {
        /// An item.
        Item = "ITEM"
        /// A report itself: its title, its date, its headings.
        Report = "REPORT"
    }
}

words! {
    /// What happened.
    Action {
        /// It was not there before.
        Created = "CREATED"
        /// It reads differently, or has another id.
        Updated = "UPDATED"
        /// It is gone.
        Deleted = "DELETED"
    }
}

/// What tells one version from another: the first 16 bytes of a digest of all
/// that a reader sees. Displayed as hexadecimal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Print(pub(super) [u8; 16]);

impl From<Digest> for Print {
    fn from(digest: Digest) -> Self {
        let mut bytes = [0; 16];
        bytes
            .iter_mut()
            .zip(digest.as_bytes())
            .for_each(|(to, from)| *to = *from);
        Self(bytes)
    }
}

impl fmt::Display for Print {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

impl fmt::Debug for Print {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Print({self})")
    }
}

impl From<Print> for String {
    fn from(print: Print) -> Self {
        print.to_string()
    }
}

impl TryFrom<String> for Print {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, &'static str> {
        let mut bytes = [0; 16];
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        if pairs.len() != bytes.len() || !rest.is_empty() {
            return Err("not 32 hexadecimal digits");
        }
        for (to, pair) in bytes.iter_mut().zip(pairs) {
            let hex = std::str::from_utf8(pair).ok();
            let hex = hex.filter(|h| h.bytes().all(|b| b.is_ascii_hexdigit()));
            let byte = hex.and_then(|h| u8::from_str_radix(h, 16).ok());
            *to = byte.ok_or("not 32 hexadecimal digits")?;
        }
        Ok(Self(bytes))
    }
}

/// What an item or a report last said: enough to recognise it again when the
/// Markdown it came from is gone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastWords {
    /// The text of an item, the title of a report.
    pub text: String,
    /// What an item was in the Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ItemKind>,
    /// Slug and name of an item's category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<(Slug, String)>,
    /// Targets of an item's links, as written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<String>,
    /// The series of a report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<Slug>,
    /// The date of a report.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "as_text")]
    pub date: Option<ReportDate>,
}

/// A date as it is displayed.
mod as_text {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use crate::domain::ReportDate;

    #[expect(
        clippy::ref_option,
        clippy::trivially_copy_pass_by_ref,
        reason = "the signature that serde calls"
    )]
    pub(super) fn serialize<S: Serializer>(
        date: &Option<ReportDate>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match date {
            Some(date) => serializer.collect_str(date),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<ReportDate>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| text.parse().map_err(D::Error::custom))
            .transpose()
    }
}

/// One change, but for its position and time, which its load gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// What it is about.
    pub noun: Noun,
    /// What happened.
    pub action: Action,
    /// Slug of the report.
    pub report: Slug,
    /// The item's part of its id; `None` for a report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<ItemKey>,
    /// The slug that the report had before, when it has another one now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub former: Option<Slug>,
    /// The key that the text alone would give, when that is another one which
    /// no item has: it leads here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub natural: Option<ItemKey>,
    /// The version before; `None` when created.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Print>,
    /// The version after; `None` when deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Print>,
    /// What it says now, or said last.
    #[serde(rename = "said")]
    pub words: LastWords,
}

impl Entry {
    /// Whether it is of the form that [`settle`](super::settle) gives: what
    /// was read from a file may be anything.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let is_key = |key: &ItemKey| {
            key.as_str().len() == ItemKey::LEN && key.as_str().bytes().all(|b| b.is_ascii_graphic())
        };
        let versions = match self.action {
            Action::Created => self.before.is_none() && self.after.is_some(),
            Action::Updated => self.before.is_some() && self.after.is_some(),
            Action::Deleted => self.before.is_some() && self.after.is_none(),
        };
        let keys = match self.noun {
            Noun::Item => self.key.is_some() && self.words.kind.is_some(),
            Noun::Report => self.key.is_none() && self.words.date.is_some(),
        };
        versions && keys && self.key.iter().chain(&self.natural).all(is_key)
    }
}

/// The changes of one load.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Load {
    /// When it was.
    pub at: Stamp,
    /// At least one, in order.
    pub entries: Entries,
}
