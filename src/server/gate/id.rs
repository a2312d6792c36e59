//! Ids of requests: that of the client or proxy where it is one, or our own.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

use actix_web::http::header::HeaderMap;

use super::REQUEST_ID;
use crate::api::http::problem::RequestId;

/// Most characters of an id that is taken over.
const MAX_LENGTH: usize = 64;

/// Numbers the requests of this process.
pub(super) struct Ids {
    /// Tells this process from others that log to the same place.
    process: u32,
    count: AtomicU64,
}

impl Default for Ids {
    fn default() -> Self {
        // The keys of a hash map are random, which is all that is needed.
        let random = RandomState::new().hash_one(0);
        Self {
            process: u32::try_from(random >> 32).unwrap_or_default(),
            count: AtomicU64::new(0),
        }
    }
}

impl Ids {
    /// The id of a request with these headers.
    pub(super) fn of(&self, headers: &HeaderMap) -> RequestId {
        let given = headers.get(REQUEST_ID).and_then(|v| v.to_str().ok());
        match given.filter(|id| is_id(id)) {
            Some(id) => RequestId(id.into()),
            None => self.next(),
        }
    }

    fn next(&self) -> RequestId {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        RequestId(format!("{:08x}-{count:x}", self.process).into())
    }
}

/// What goes into a log line and a header without being anything else there.
fn is_id(text: &str) -> bool {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    !text.is_empty() && text.len() <= MAX_LENGTH && text.bytes().all(is_plain)
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    #[test]
    fn an_id_is_taken_over_or_made() {
        let ids = Ids::default();
        let of = |value: &'static [u8]| {
            let mut headers = HeaderMap::new();
            headers.insert(REQUEST_ID, HeaderValue::from_bytes(value).unwrap());
            ids.of(&headers).0.to_string()
        };
        assert_eq!(of(b"a-B_9.z"), "a-B_9.z");
        let made = ids.of(&HeaderMap::new()).0.to_string();
        for bad in [&b""[..], b"a b", b"a\"b", b"\xe9", &[b'x'; 65]] {
            let id = of(bad);
            assert!(is_id(&id) && id != made && id.len() < 30, "{id}");
        }
    }
}
