//! The query string of an address: read into pairs, and written from them.

use url::form_urlencoded;

use super::{Problem, ProblemKind};

/// Longest query string looked at.
const MAX_QUERY_LEN: usize = 8 * 1024;

/// The pairs of a query string, decoded. One that is too long or not of the
/// form is refused: decoding it some way would answer another question.
///
/// # Errors
/// A 414 or a 400.
pub fn read_query(query: &str) -> Result<Vec<(String, String)>, Problem> {
    if query.len() > MAX_QUERY_LEN {
        return Err(Problem::new(ProblemKind::UriTooLong)
            .with_detail(format!("The query is longer than {MAX_QUERY_LEN} bytes.")));
    }
    if !is_well_formed(query) {
        return Err(Problem::new(ProblemKind::MalformedRequest).with_detail(
            "The query is not percent-encoded UTF-8: write every other byte than letters, \
             digits and -._~ as % and two hexadecimal digits.",
        ));
    }
    let pairs = form_urlencoded::parse(query.as_bytes());
    Ok(pairs.into_owned().collect())
}

/// An address of this service: path and parameters, as they were asked but
/// for some that are set anew or taken out.
#[must_use]
pub fn address(
    base: &str,
    pairs: &[(String, String)],
    without: &[&str],
    with: &[(&str, &str)],
) -> String {
    let kept = pairs
        .iter()
        .filter(|(name, _)| !without.contains(&name.as_str()))
        .map(|(name, value)| (name.as_str(), value.as_str()));
    let mut all = kept.chain(with.iter().copied()).peekable();
    if all.peek().is_none() {
        return base.to_owned();
    }
    let out = [base, "?"].concat();
    let start = out.len();
    let mut query = form_urlencoded::Serializer::for_suffix(out, start);
    query.extend_pairs(all);
    let out = query.finish();
    match out.split_at_checked(start) {
        // A comma needs no escape in a query (RFC 3986 §3.4) and reads better.
        Some((base, query)) if query.contains("%2C") => [base, &query.replace("%2C", ",")].concat(),
        _ => out,
    }
}

/// The parameters of a request, spelled once for all the addresses that an
/// answer names.
#[derive(Debug)]
pub struct Asked<'a> {
    pairs: &'a [(String, String)],
    /// With the question mark; empty without parameters.
    query: String,
}

impl<'a> Asked<'a> {
    /// These parameters.
    #[must_use]
    pub fn new(pairs: &'a [(String, String)]) -> Self {
        let query = address("", pairs, &[], &[]);
        Self { pairs, query }
    }

    /// The same as [`address`], below what these make together.
    #[must_use]
    pub fn at(&self, base: [&str; 3], without: &[&str], with: &[(&str, &str)]) -> String {
        let is_kept = |(name, _): &(String, String)| !without.contains(&name.as_str());
        if with.is_empty() && self.pairs.iter().all(is_kept) {
            let [first, second, third] = base;
            return [first, second, third, &self.query].concat();
        }
        address(&base.concat(), self.pairs, without, with)
    }
}

/// Whether every `%` starts an escape and what is escaped is UTF-8.
fn is_well_formed(query: &str) -> bool {
    let mut bytes = Vec::with_capacity(query.len());
    let mut rest = query;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend_from_slice(before.as_bytes());
        let byte = after
            .get(..2)
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        let Some(byte) = byte else {
            return false;
        };
        bytes.push(byte);
        rest = after.get(2..).unwrap_or("");
    }
    bytes.extend_from_slice(rest.as_bytes());
    std::str::from_utf8(&bytes).is_ok()
}
