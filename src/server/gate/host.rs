//! The `Host` of requests.

use actix_web::dev::ServiceRequest;
use actix_web::http::header::{self, HeaderValue};

use crate::api::http::{Problem, ProblemKind};

/// The names that the service answers for; all when none is said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hosts(Vec<String>);

impl Hosts {
    /// From names as an operator writes them, ports left out.
    #[must_use]
    pub fn new(names: &[String]) -> Self {
        Self(names.iter().map(|name| name.to_ascii_lowercase()).collect())
    }

    /// Those of this machine.
    pub fn loopback() -> Self {
        let names = ["localhost", "127.0.0.1", "[::1]"];
        Self(names.map(str::to_owned).to_vec())
    }

    /// Whether this is one of them, whatever its port.
    #[must_use]
    pub fn has(&self, host: &str) -> bool {
        let is_ours = |name: &String| name.eq_ignore_ascii_case(without_port(host));
        self.0.iter().any(is_ours)
    }

    /// Refuses what is no host, and hosts of others.
    pub(super) fn check(&self, request: &ServiceRequest) -> Result<(), Problem> {
        // The target of a request to a proxy names the host, too (RFC 9112 §3.2.2).
        let target = request.uri().authority().map(|a| a.as_str().as_bytes());
        let header = request.headers().get(header::HOST);
        let Some(host) = target.or_else(|| header.map(HeaderValue::as_bytes)) else {
            // HTTP/1.0 may leave it out.
            return self.of_nobody();
        };
        let host = std::str::from_utf8(host).ok().filter(|host| is_host(host));
        let Some(host) = host else {
            let detail = "The `Host` header is no host with an optional port.";
            return Err(Problem::new(ProblemKind::MalformedRequest).with_detail(detail));
        };
        if self.0.is_empty() || self.has(host) {
            return Ok(());
        }
        Err(ProblemKind::MisdirectedRequest.into())
    }

    fn of_nobody(&self) -> Result<(), Problem> {
        if self.0.is_empty() {
            return Ok(());
        }
        Err(ProblemKind::MisdirectedRequest.into())
    }
}

/// RFC 3986 §3.2.2, without a user and without escapes, which no name has.
fn is_host(host: &str) -> bool {
    let is_port = |port: &str| port.len() <= 5 && port.bytes().all(|b| b.is_ascii_digit());
    if let Some(rest) = host.strip_prefix('[') {
        let Some((address, port)) = rest.split_once(']') else {
            return false;
        };
        let is_address = address.parse::<std::net::Ipv6Addr>().is_ok();
        return is_address && (port.is_empty() || port.strip_prefix(':').is_some_and(is_port));
    }
    let (name, port) = host.split_once(':').unwrap_or((host, ""));
    let is_name = |b: u8| b.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=".contains(&b);
    !name.is_empty() && name.bytes().all(is_name) && is_port(port)
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;
    use proptest::prelude::*;

    use super::*;

    fn status(hosts: &[&str], host: &[u8]) -> u16 {
        let names: Vec<String> = hosts.iter().map(|h| (*h).to_owned()).collect();
        let value = header::HeaderValue::from_bytes(host).unwrap();
        let request = TestRequest::get().insert_header((header::HOST, value));
        match Hosts::new(&names).check(&request.to_srv_request()) {
            Ok(()) => 200,
            Err(problem) => problem.kind.status().as_u16(),
        }
    }

    #[test]
    fn hosts_are_hosts_and_ours() {
        for good in [
            "a.example",
            "a.example:8080",
            "127.0.0.1",
            "[::1]:80",
            "[::1]",
        ] {
            assert_eq!(status(&[], good.as_bytes()), 200, "{good}");
        }
        for bad in [
            "",
            "a b",
            "u@a.example",
            "a.example:x",
            "a.example/",
            "[::1",
            "[zz]",
            "a:123456",
            "a:1:2",
        ] {
            assert_eq!(status(&[], bad.as_bytes()), 400, "{bad}");
        }
        assert_eq!(status(&["a.example"], b"A.EXAMPLE:1"), 200);
        assert_eq!(status(&["[::1]"], b"[::1]:8080"), 200);
        assert_eq!(status(&["a.example"], b"b.example"), 421);
    }

    proptest! {
        #[test]
        fn any_text_is_judged(host in "\\PC{0,20}") {
            let parsed = host.parse::<actix_web::http::uri::Authority>();
            // Whatever passes is an authority to the crate that reads URIs.
            prop_assert!(!is_host(&host) || parsed.is_ok());
        }
    }
}
