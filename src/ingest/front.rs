//! Front matter: YAML between `---` lines, TOML between `+++`, or none.
//!
//! Split by hand at the first byte: the parser's own option for it fires
//! anywhere in a file.

use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use toml::de::{DeTable, DeValue};

use crate::domain::DiagnosticCode;

use super::MAX_FRONT_MATTER_BYTES;
use super::finding::{Findings, shorten};
use super::source::without_nul;

/// What the front matter says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Front {
    pub(super) title: Option<String>,
    /// Dates as written, by key.
    pub(super) dates: Vec<(Key, String)>,
    /// Where the Markdown starts.
    pub(super) body: usize,
    /// Where the front matter is.
    pub(super) range: Range<usize>,
}

/// Keys that hold a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Date,
    Month,
    Updated,
    Lastmod,
    Modified,
}

impl Key {
    const ALL: [Self; 5] = [
        Self::Date,
        Self::Month,
        Self::Updated,
        Self::Lastmod,
        Self::Modified,
    ];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::Month => "month",
            Self::Updated => "updated",
            Self::Lastmod => "lastmod",
            Self::Modified => "modified",
        }
    }
}

impl Front {
    /// The date under a key, as written.
    pub(super) fn date(&self, key: Key) -> Option<&str> {
        let found = self.dates.iter().find(|(k, _)| *k == key);
        found.map(|(_, value)| value.as_str())
    }

    fn take(&mut self, key: &str, value: Option<String>) {
        let Some(value) = value else { return };
        if key == "title" {
            let value = without_nul(&value);
            let words: Vec<&str> = value.split_ascii_whitespace().collect();
            self.title = Some(words.join(" ")).filter(|title| !title.is_empty());
        } else if let Some(key) = Key::ALL.into_iter().find(|k| k.as_str() == key) {
            self.dates.push((key, value));
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Yaml,
    Toml,
}

/// Reads the front matter of a text; `None`, with a finding, when it is bad.
pub(super) fn read(findings: &mut Findings<'_>) -> Option<Front> {
    let text = findings.source().text();
    let start = if text.starts_with('\u{FEFF}') { 3 } else { 0 };
    let none = Front {
        body: start,
        ..Front::default()
    };
    let first = text.get(start..).unwrap_or_default().split('\n').next();
    let first = first.unwrap_or_default();
    let format = match first.trim_end() {
        "---" => Format::Yaml,
        "+++" => Format::Toml,
        _ => return Some(none),
    };
    let inner = (start + first.len() + 1).min(text.len());
    let Some((end, body)) = closing_line(text, inner, format) else {
        let line = first.trim_end();
        let message = format!(
            "the front matter opened by {line:?} has no closing line; close it with {line:?}, \
             or put an empty line first if {line:?} is meant as text"
        );
        findings.at(
            DiagnosticCode::FrontMatterUnclosed,
            start..start + 3,
            message,
        );
        return None;
    };
    if end - inner > MAX_FRONT_MATTER_BYTES {
        let message = format!(
            "the front matter takes {} bytes, more than {MAX_FRONT_MATTER_BYTES}; shorten it",
            end - inner
        );
        findings.at(DiagnosticCode::FrontMatterTooLarge, start..end, message);
        return None;
    }
    let read = match format {
        Format::Yaml => yaml(inner..end, findings),
        Format::Toml => toml(inner..end, findings),
    };
    read.map(|front| Front {
        body,
        range: inner..end,
        ..front
    })
}

/// Where the closing line starts, and where the line after it does.
fn closing_line(text: &str, from: usize, format: Format) -> Option<(usize, usize)> {
    let mut at = from;
    for line in text.get(from..)?.split_inclusive('\n') {
        let closes = match format {
            Format::Yaml => ["---", "..."].contains(&line.trim_end()),
            Format::Toml => line.trim_end() == "+++",
        };
        if closes {
            return Some((at, at + line.len()));
        }
        at += line.len();
    }
    None
}

fn toml(range: Range<usize>, findings: &mut Findings<'_>) -> Option<Front> {
    let text = findings.source().slice(range.clone());
    let table = match DeTable::parse(text) {
        Ok(table) => table,
        Err(error) => {
            let at = range.start + error.span().map_or(0, |span| span.start);
            let message = format!(
                "the front matter is no valid TOML: {}; mend it here",
                first_line(error.message())
            );
            findings.at(DiagnosticCode::FrontMatterInvalid, at..at, message);
            return None;
        }
    };
    let mut front = Front::default();
    for (key, value) in table.get_ref() {
        let value = match value.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            DeValue::Datetime(date) => Some(date.to_string()),
            DeValue::Integer(number) => Some(number.as_str().to_owned()),
            _ => None,
        };
        front.take(key.get_ref(), value);
    }
    Some(front)
}

fn yaml(range: Range<usize>, findings: &mut Findings<'_>) -> Option<Front> {
    let source = findings.source();
    let text = source.slice(range.clone());
    if text.trim().is_empty() {
        return Some(Front::default());
    }
    // Bounds far above any front matter and far below what would hurt.
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_depth: 32,
            flow_nesting_limit: 32,
            max_events: 50_000,
            max_nodes: 20_000,
            max_aliases: 100,
            max_anchors: 100,
            max_documents: 1,
            max_merge_keys: 100,
            max_total_scalar_bytes: 4 * MAX_FRONT_MATTER_BYTES,
        },
        alias_limits: serde_saphyr::alias_limits! {
            max_total_replayed_events: 10_000,
            max_replay_stack_depth: 16,
        },
        non_finite_float_policy: serde_saphyr::options::NonFiniteFloatPolicy::AsString,
        with_snippet: false,
    };
    match serde_saphyr::from_str_with_options::<Front>(text, options) {
        Ok(front) => Some(front),
        Err(error) => {
            let at = error.location().map_or(range.start, |place| {
                let line = usize::try_from(place.line()).unwrap_or(1);
                let column = usize::try_from(place.column()).unwrap_or(1);
                let first = usize::try_from(source.line(range.start)).unwrap_or(1);
                let start = source.start_of_line(first + line.saturating_sub(1));
                let rest = source.slice(start..range.end);
                let skipped = rest.chars().take(column.saturating_sub(1));
                let skipped: usize = skipped.take_while(|c| *c != '\n').map(char::len_utf8).sum();
                (start + skipped).clamp(range.start, range.end)
            });
            let user = serde_saphyr::UserMessageFormatter;
            let said = error.without_snippet().render_with_formatter(&user);
            // Its line counts from the front matter; ours is in the diagnostic.
            let said = said
                .rsplit_once(" at line ")
                .map_or(said.as_str(), |(said, _)| said);
            let said = said
                .split_once(": limits breached")
                .map_or(said, |(said, _)| said);
            let message = format!(
                "the front matter is no valid YAML: {}; mend it here \
                 (a value that holds `: ` needs quotes)",
                first_line(said)
            );
            findings.at(DiagnosticCode::FrontMatterInvalid, at..at, message);
            None
        }
    }
}

fn first_line(message: &str) -> String {
    shorten(message.lines().next().unwrap_or_default())
}

impl<'de> Deserialize<'de> for Front {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Keys;
        impl<'de> Visitor<'de> for Keys {
            type Value = Front;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("keys with values, such as `title: …`")
            }

            fn visit_unit<E>(self) -> Result<Front, E> {
                Ok(Front::default())
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Front, A::Error> {
                let mut front = Front::default();
                while let Some(Scalar(key)) = map.next_key()? {
                    let Scalar(value) = map.next_value()?;
                    front.take(&key.unwrap_or_default(), value);
                }
                Ok(front)
            }
        }
        deserializer.deserialize_any(Keys)
    }
}

/// A scalar as text; `None` for anything else.
struct Scalar(Option<String>);

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Scalar;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }

            fn visit_str<E>(self, text: &str) -> Result<Scalar, E> {
                Ok(Scalar(Some(text.to_owned())))
            }

            fn visit_i64<E>(self, number: i64) -> Result<Scalar, E> {
                Ok(Scalar(Some(number.to_string())))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Scalar, E> {
                Ok(Scalar(Some(number.to_string())))
            }

            fn visit_i128<E>(self, number: i128) -> Result<Scalar, E> {
                Ok(Scalar(Some(number.to_string())))
            }

            fn visit_u128<E>(self, number: u128) -> Result<Scalar, E> {
                Ok(Scalar(Some(number.to_string())))
            }

            fn visit_f64<E>(self, _: f64) -> Result<Scalar, E> {
                Ok(Scalar(None))
            }

            fn visit_bool<E>(self, _: bool) -> Result<Scalar, E> {
                Ok(Scalar(None))
            }

            fn visit_unit<E>(self) -> Result<Scalar, E> {
                Ok(Scalar(None))
            }

            fn visit_none<E>(self) -> Result<Scalar, E> {
                Ok(Scalar(None))
            }

            fn visit_bytes<E>(self, _: &[u8]) -> Result<Scalar, E> {
                Ok(Scalar(None))
            }

            fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<Scalar, D::Error> {
                Scalar::deserialize(inner)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Scalar, A::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Scalar(None))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Scalar(None))
            }
        }
        deserializer.deserialize_any(Any)
    }
}
