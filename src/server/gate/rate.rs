//! How many requests a client may send: a bucket for each, refilled evenly, and
//! told as the IETF draft `httpapi-ratelimit-headers` has it.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use governor::clock::{Clock as _, MonotonicClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

use crate::api::http::{Problem, ProblemKind};

/// Clients that are remembered; of more than that those that have been quiet
/// are forgotten.
const MAX_CLIENTS: usize = 100_000;
/// After how many requests they are counted.
const LOOK_EVERY: u32 = 1024;
const WINDOW_SECONDS: u32 = 60;
const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const LIMIT: HeaderName = HeaderName::from_static("ratelimit");

type Buckets =
    RateLimiter<u128, DashMapStateStore<u128>, MonotonicClock, StateInformationMiddleware>;

/// The buckets of all clients.
pub(in crate::server) struct Rates {
    buckets: Buckets,
    most: NonZeroU32,
    taken: AtomicU32,
}

/// What a client has left.
#[derive(Debug)]
pub(super) struct Standing {
    most: u32,
    left: u32,
}

impl Rates {
    /// So many requests a minute, which may come at once.
    pub(in crate::server) fn a_minute(most: NonZeroU32) -> Self {
        let quota = Quota::per_minute(most);
        let buckets = RateLimiter::dashmap_with_clock(quota, MonotonicClock);
        Self {
            buckets: buckets.with_middleware(),
            most,
            taken: AtomicU32::new(0),
        }
    }

    /// Takes one from the bucket of a client.
    pub(super) fn take(&self, client: Option<IpAddr>) -> Result<Standing, Problem> {
        let most = self.most.get();
        let found = self.buckets.check_key(&key(client));
        let taken = self.taken.fetch_add(1, Ordering::Relaxed);
        // To count them is not cheap.
        if taken.is_multiple_of(LOOK_EVERY) && self.buckets.len() > MAX_CLIENTS {
            self.buckets.retain_recent();
        }
        match found {
            Ok(state) => Ok(Standing {
                most,
                left: state.remaining_burst_capacity(),
            }),
            Err(until) => {
                let wait = until.wait_time_from(MonotonicClock.now());
                Err(refused(most, wait))
            }
        }
    }
}

/// A client: an address, or a network of IPv6, of which anyone has many.
fn key(client: Option<IpAddr>) -> u128 {
    match client {
        // Whoever comes through a socket of this machine.
        None => 0,
        Some(IpAddr::V4(address)) => address.to_ipv6_mapped().to_bits(),
        Some(IpAddr::V6(address)) => address.to_bits() & (u128::MAX << 64),
    }
}

impl Standing {
    /// Tells it in the headers of an answer.
    pub(super) fn tell(&self, headers: &mut HeaderMap) {
        // One comes back in every so many seconds; all, when this is over.
        let used = u64::from(self.most - self.left.min(self.most));
        let whole = (used * u64::from(WINDOW_SECONDS)).div_ceil(u64::from(self.most));
        let limit = format!("\"client\";r={};t={whole}", self.left);
        put(headers, self.most, &limit);
    }
}

fn put(headers: &mut HeaderMap, most: u32, limit: &str) {
    let policy = format!("\"client\";q={most};w={WINDOW_SECONDS}");
    for (name, text) in [(POLICY, policy.as_str()), (LIMIT, limit)] {
        if let Ok(value) = HeaderValue::from_str(text) {
            headers.insert(name, value);
        }
    }
}

fn refused(most: u32, wait: Duration) -> Problem {
    let seconds = wait.as_secs() + 1;
    let detail = format!("{most} requests a minute are answered; come back in {seconds} s.");
    let mut problem = Problem::new(ProblemKind::TooManyRequests).with_detail(detail);
    let mut headers = HeaderMap::new();
    put(&mut headers, most, &format!("\"client\";r=0;t={seconds}"));
    problem.headers.extend(headers);
    problem
        .headers
        .push((RETRY_AFTER, HeaderValue::from(seconds)));
    problem
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_runs_out_and_says_when_to_come_back() {
        let rates = Rates::a_minute(NonZeroU32::new(3).unwrap());
        let one = Some("192.0.2.1".parse().unwrap());
        for left in [2, 1, 0] {
            assert_eq!(rates.take(one).unwrap().left, left);
        }
        let problem = rates.take(one).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::TooManyRequests);
        let header = |name: &str| {
            let found = problem.headers.iter().find(|(n, _)| n.as_str() == name);
            found.map(|(_, v)| v.to_str().unwrap().to_owned())
        };
        assert_eq!(header("ratelimit-policy").unwrap(), "\"client\";q=3;w=60");
        assert!(
            header("ratelimit")
                .unwrap()
                .starts_with("\"client\";r=0;t=")
        );
        let seconds: u64 = header("retry-after").unwrap().parse().unwrap();
        assert!((1..=21).contains(&seconds), "{seconds}");
        // Others have a bucket of their own.
        assert!(rates.take(Some("192.0.2.2".parse().unwrap())).is_ok());
        assert!(rates.take(None).is_ok());
    }

    #[test]
    fn what_is_left_is_told() {
        let mut headers = HeaderMap::new();
        Standing { most: 60, left: 42 }.tell(&mut headers);
        assert_eq!(headers.get(LIMIT).unwrap(), "\"client\";r=42;t=18");
        assert_eq!(headers.get(POLICY).unwrap(), "\"client\";q=60;w=60");
    }

    #[test]
    fn a_network_of_ipv6_is_one_client() {
        let network = |address: &str| key(Some(address.parse().unwrap()));
        assert_eq!(network("2001:db8::1"), network("2001:db8::ffff:1"));
        assert_ne!(network("2001:db8::1"), network("2001:db8:0:1::1"));
    }
}
