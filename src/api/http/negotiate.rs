//! Proactive negotiation of formats (RFC 9110, 12) and the `If-None-Match`
//! condition. Pure functions of header values.

use actix_web::http::header::{AsHeaderName, HeaderMap};

/// At most this many ranges of a header are read; the rest is ignored.
pub(super) const MAX_RANGES: usize = 100;

/// A weight in thousandths, as `q=0.8` is 800.
pub(super) type Quality = u16;

pub(super) const FULL: Quality = 1000;

/// A parsed `Accept` header. An absent or empty one accepts anything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Accept {
    ranges: Vec<MediaRange>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct MediaRange {
    kind: String,
    subtype: String,
    quality: Quality,
}

/// How well one offer fits: compared in this order, larger is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Fit {
    quality: Quality,
    specificity: u8,
    /// Counted from the end, so that earlier ranges are larger.
    earliness: usize,
}

impl Accept {
    /// Reads the `Accept` headers of a request.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        Self::parse(&joined(headers, actix_web::http::header::ACCEPT))
    }

    /// Reads a header value; ranges that make no sense are left out.
    #[must_use]
    pub fn parse(value: &str) -> Self {
        let ranges = split_outside_quotes(value, ',')
            .take(MAX_RANGES)
            .filter_map(MediaRange::parse)
            .collect();
        Self { ranges }
    }

    /// The offer that fits best: the highest weight, then the most specific
    /// range, then the range that comes first, then the offer that comes first.
    #[must_use]
    pub fn choose<'a>(&self, offers: &[&'a str]) -> Option<&'a str> {
        let mut best: Option<(Fit, &'a str)> = None;
        for offer in offers {
            let Some(fit) = self.fit(offer) else { continue };
            if best.is_none_or(|(best_fit, _)| fit > best_fit) {
                best = Some((fit, offer));
            }
        }
        best.map(|(_, offer)| offer)
    }

    fn fit(&self, offer: &str) -> Option<Fit> {
        if self.ranges.is_empty() {
            return Some(Fit {
                quality: FULL,
                specificity: 0,
                earliness: 0,
            });
        }
        let (kind, subtype) = essence(offer)?;
        let matching = self
            .ranges
            .iter()
            .rev()
            .enumerate()
            .filter_map(|(earliness, range)| {
                let specificity = range.specificity_for(&kind, &subtype)?;
                Some(Fit {
                    quality: range.quality,
                    specificity,
                    earliness,
                })
            });
        // The most specific range decides the weight, even a lower one.
        matching
            .max_by_key(|fit| (fit.specificity, fit.earliness))
            .filter(|fit| fit.quality > 0)
    }
}

impl MediaRange {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = split_outside_quotes(text, ';');
        let name = parts.next()?.trim();
        // Some old Java clients write `*` for `*/*`.
        let (kind, subtype) = essence(if name == "*" { "*/*" } else { name })?;
        if kind == "*" && subtype != "*" {
            return None;
        }
        let quality = weight(parts)?;
        Some(Self {
            kind,
            subtype,
            quality,
        })
    }

    fn specificity_for(&self, kind: &str, subtype: &str) -> Option<u8> {
        match (self.kind.as_str(), self.subtype.as_str()) {
            ("*", _) => Some(0),
            (own, "*") if own == kind => Some(1),
            (own, own_subtype) if own == kind && own_subtype == subtype => Some(2),
            _ => None,
        }
    }
}

/// The condition of `If-None-Match` headers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IfNoneMatch {
    any: bool,
    tags: Vec<String>,
}

impl IfNoneMatch {
    /// Reads the `If-None-Match` headers of a request.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        Self::parse(&joined(headers, actix_web::http::header::IF_NONE_MATCH))
    }

    /// Reads a header value: `*`, or a list of entity tags, weak or not.
    #[must_use]
    pub fn parse(value: &str) -> Self {
        if value.trim() == "*" {
            return Self {
                any: true,
                tags: Vec::new(),
            };
        }
        let tags = split_outside_quotes(value, ',')
            .take(MAX_RANGES)
            .filter_map(opaque_tag);
        Self {
            any: false,
            tags: tags.collect(),
        }
    }

    /// Whether this entity tag (with its quotes) is among them, by weak
    /// comparison (RFC 9110, 13.1.2).
    #[must_use]
    pub fn matches(&self, etag: &str) -> bool {
        self.any || opaque_tag(etag).is_some_and(|tag| self.tags.contains(&tag))
    }
}

fn opaque_tag(text: &str) -> Option<String> {
    let text = text.trim();
    let text = text.strip_prefix("W/").unwrap_or(text);
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    (!inner.contains('"')).then(|| inner.to_owned())
}

/// `type/subtype` in lower case, parameters dropped.
fn essence(text: &str) -> Option<(String, String)> {
    let (kind, subtype) = text.split(';').next()?.trim().split_once('/')?;
    let is_token = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
    };
    (is_token(kind) && is_token(subtype))
        .then(|| (kind.to_ascii_lowercase(), subtype.to_ascii_lowercase()))
}

/// The weight among parameters: 1 without one, none if it cannot be read.
pub(super) fn weight<'a>(parameters: impl Iterator<Item = &'a str>) -> Option<Quality> {
    for parameter in parameters {
        let Some((name, value)) = parameter.split_once('=') else {
            continue;
        };
        if name.trim().eq_ignore_ascii_case("q") {
            return parse_quality(value.trim());
        }
    }
    Some(FULL)
}

/// `0`, `0.8`, `1.000`: at most three decimals, at most 1.
fn parse_quality(text: &str) -> Option<Quality> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let digits_only = decimals.bytes().all(|byte| byte.is_ascii_digit());
    if !matches!(whole, "0" | "1") || decimals.len() > 3 || !digits_only {
        return None;
    }
    let quality = format!("{whole}{decimals:0<3}").parse().ok()?;
    (quality <= FULL).then_some(quality)
}

/// All values of a header as one list (RFC 9110, 5.3).
pub(super) fn joined(headers: &HeaderMap, name: impl AsHeaderName) -> String {
    let mut values = headers
        .get_all(name)
        .filter_map(|value| value.to_str().ok());
    let mut text = values.next().unwrap_or_default().to_owned();
    for value in values {
        text.push(',');
        text.push_str(value);
    }
    text
}

/// Splits a list while leaving quoted strings whole.
fn split_outside_quotes(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    let mut escaped = false;
    text.split(move |character| {
        if escaped {
            escaped = false;
        } else if quoted && character == '\\' {
            escaped = true;
        } else if character == '"' {
            quoted = !quoted;
        }
        character == separator && !quoted
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFERS: [&str; 3] = ["application/json", "text/csv", "text/html"];

    #[test]
    fn accept_table() {
        let table = [
            ("", Some("application/json")),
            ("*/*", Some("application/json")),
            ("*", Some("application/json")),
            ("garbage", Some("application/json")),
            ("text/csv", Some("text/csv")),
            ("TEXT/CSV", Some("text/csv")),
            ("text/*", Some("text/csv")),
            ("text/*;q=0.5, text/html", Some("text/html")),
            ("application/json;q=0.5, text/csv;q=0.6", Some("text/csv")),
            ("application/json;q=0, */*", Some("text/csv")),
            (
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                Some("text/html"),
            ),
            (
                "text/html;level=\"a,b\";q=0.3, text/csv;q=0.4",
                Some("text/csv"),
            ),
            ("text/csv, application/json", Some("text/csv")),
            ("*/*, text/csv", Some("text/csv")),
            ("image/png", None),
            ("text/csv;q=0", None),
            ("image/png, */*;q=0", None),
            ("application/json; charset=utf-8", Some("application/json")),
            ("text/csv;q=2, text/html", Some("text/html")),
        ];
        for (header, expected) in table {
            assert_eq!(
                Accept::parse(header).choose(&OFFERS),
                expected,
                "{header:?}"
            );
        }
    }

    #[test]
    fn accept_reads_a_bounded_number_of_ranges() {
        let many = "image/png,".repeat(MAX_RANGES) + "text/csv";
        assert_eq!(Accept::parse(&many).choose(&OFFERS), None);
    }

    #[test]
    fn if_none_match_table() {
        let table = [
            ("", false),
            ("*", true),
            ("\"abc\"", true),
            ("W/\"abc\"", true),
            ("\"x\", \"abc\"", true),
            ("\"x,\", W/\"y\",\"abc\"", true),
            ("\"abc-gzip\"", false),
            ("abc", false),
            ("\"ab", false),
        ];
        for (header, expected) in table {
            assert_eq!(
                IfNoneMatch::parse(header).matches("\"abc\""),
                expected,
                "{header:?}"
            );
        }
    }

    proptest::proptest! {
        #[test]
        fn nothing_panics(text in ".{0,200}") {
            let _ = Accept::parse(&text).choose(&OFFERS);
            let _ = IfNoneMatch::parse(&text).matches(&text);
        }
    }
}
