//! The query string of an address, as pairs.

use url::form_urlencoded;

use crate::api::http::{Problem, ProblemKind};

/// Longest query string looked at.
const MAX_QUERY_LEN: usize = 8 * 1024;

/// The pairs of a query string, decoded. One that is too long or not of the
/// form is refused: decoding it some way would answer another question.
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
