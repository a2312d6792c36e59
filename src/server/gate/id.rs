//! Ids of requests: that of the client or proxy where it is one, or our own.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

use actix_web::http::header::{HeaderMap, HeaderValue};
use actix_web::web::Bytes;

use super::REQUEST_ID;
use crate::api::http::problem::RequestId;

/// Most characters of an id that is taken over.
const MAX_LENGTH: usize = 64;

/// Digits of the part that is the process's.
const PROCESS_DIGITS: u32 = 8;

/// Numbers the requests of this process.
pub(super) struct Ids {
    /// Tells this process from others that log to the same place, with the
    /// hyphen behind it.
    process: Vec<u8>,
    count: AtomicU64,
}

impl Default for Ids {
    fn default() -> Self {
        // The keys of a hash map are random, which is all that is needed.
        Self::of_process(RandomState::new().hash_one(0))
    }
}

impl Ids {
    fn of_process(number: u64) -> Self {
        let mut process = Vec::new();
        put_hex(&mut process, number, PROCESS_DIGITS);
        process.push(b'-');
        let count = AtomicU64::new(0);
        Self { process, count }
    }

    /// The id of a request with these headers.
    pub(super) fn of(&self, headers: &HeaderMap) -> RequestId {
        let given = headers.get(REQUEST_ID);
        let given = given.filter(|id| is_id(id.as_bytes())).cloned();
        RequestId(given.unwrap_or_else(|| self.next()))
    }

    fn next(&self) -> HeaderValue {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        let digits = (u64::BITS - count.leading_zeros()).div_ceil(4).max(1);
        // Just as long: with room to spare it would take memory twice.
        let length = self.process.len() + usize::try_from(digits).unwrap_or_default();
        let mut id = Vec::with_capacity(length);
        id.extend_from_slice(&self.process);
        put_hex(&mut id, count, digits);
        // Digits and a hyphen are what a value may hold.
        HeaderValue::from_maybe_shared(Bytes::from(id))
            .unwrap_or_else(|_| HeaderValue::from_static("0"))
    }
}

/// Writes the last digits of a number.
fn put_hex(out: &mut Vec<u8>, number: u64, digits: u32) {
    for place in (0..digits).rev() {
        let digit = u8::try_from((number >> (4 * place)) & 0xf).unwrap_or_default();
        let letters = if digit < 10 { b'0' } else { b'a' - 10 };
        out.push(letters + digit);
    }
}

/// What goes into a log line and a header without being anything else there.
fn is_id(text: &[u8]) -> bool {
    let is_plain = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    !text.is_empty() && text.len() <= MAX_LENGTH && text.iter().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_taken_over_or_made() {
        let ids = Ids::default();
        let of = |value: &'static [u8]| {
            let mut headers = HeaderMap::new();
            headers.insert(REQUEST_ID, HeaderValue::from_bytes(value).unwrap());
            ids.of(&headers).as_str().to_owned()
        };
        assert_eq!(of(b"a-B_9.z"), "a-B_9.z");
        let made = ids.of(&HeaderMap::new()).as_str().to_owned();
        for bad in [&b""[..], b"a b", b"a\"b", b"\xe9", &[b'x'; 65]] {
            let id = of(bad);
            assert!(is_id(id.as_bytes()) && id != made && id.len() < 30, "{id}");
        }
        let mut ids = Ids::of_process(0x1234_5678_0bad_cafe);
        ids.count = AtomicU64::new(0x9f);
        let made = |ids: &Ids| ids.of(&HeaderMap::new()).as_str().to_owned();
        assert_eq!(
            (made(&ids).as_str(), made(&ids).as_str()),
            ("0badcafe-9f", "0badcafe-a0")
        );
        assert!(made(&Ids::default()).ends_with("-0"));
    }
}
