//! A server asked over HTTP: bounded in time, and told apart from whatever
//! else may answer at an address.

use std::io::{self, Read};
use std::time::Duration;

use ureq::http::{HeaderMap, StatusCode};
use ureq::{Agent, Body, http::Response};
use url::Url;

use super::error::CliError;
use crate::server::{LocalRequest, Part};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// For the head of the answer, once asked.
const ANSWER_TIMEOUT: Duration = Duration::from_mins(1);
/// For a whole table to come in.
const BODY_TIMEOUT: Duration = Duration::from_mins(10);
const CHUNK_BYTES: usize = 64 * 1024;

/// A server.
pub(super) struct Remote {
    /// Its address without trailing slash.
    base: String,
    agent: Agent,
}

impl Remote {
    pub(super) fn new(base: String) -> Self {
        Self::within(base, ANSWER_TIMEOUT)
    }

    /// The same where an answer must be begun within so much time.
    pub(super) fn within(base: String, answer: Duration) -> Self {
        let config = Agent::config_builder()
            // Status and redirects mean here what they mean in process.
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_connect(Some(CONNECT_TIMEOUT.min(answer)))
            .timeout_recv_response(Some(answer))
            .timeout_recv_body(Some(BODY_TIMEOUT))
            .user_agent(concat!("chronique/", env!("CARGO_PKG_VERSION")))
            .build();
        let agent = config.new_agent();
        Self { base, agent }
    }

    /// One answer, part by part; gives its status.
    pub(super) fn answer(
        &self,
        request: &LocalRequest,
        sink: &mut dyn FnMut(Part<'_>) -> io::Result<()>,
    ) -> Result<u16, CliError> {
        let sent = match request {
            LocalRequest::Get(address) => {
                let url = self.url(address)?;
                self.agent.get(url.as_str()).call()
            }
            LocalRequest::GraphQl(body) => self
                .agent
                .post(format!("{}/graphql", self.base))
                .header("content-type", "application/json")
                .header("accept", "application/graphql-response+json")
                .send(body.as_str()),
        };
        let mut response = sent.map_err(|error| self.silent(&error))?;
        let status = response.status();
        let headers = headers(response.headers());
        sink(Part::Head {
            status: status.as_u16(),
            reason: status.canonical_reason().unwrap_or_default(),
            headers: &headers,
        })?;
        self.body(&mut response, sink)?;
        Ok(StatusCode::as_u16(&status))
    }

    fn body(
        &self,
        response: &mut Response<Body>,
        sink: &mut dyn FnMut(Part<'_>) -> io::Result<()>,
    ) -> Result<(), CliError> {
        let mut reader = response.body_mut().as_reader();
        let mut buffer = vec![0; CHUNK_BYTES];
        loop {
            let read = reader.read(&mut buffer).map_err(|error| {
                CliError::Remote(format!("the answer of {} broke off: {error}", self.base))
            })?;
            match buffer.get(..read) {
                None | Some([]) => return Ok(()),
                Some(bytes) => sink(Part::Body(bytes))?,
            }
        }
    }

    /// The whole address of a path, or of where an answer led.
    fn url(&self, address: &str) -> Result<Url, CliError> {
        let whole = if address.starts_with('/') {
            format!("{}{address}", self.base)
        } else {
            address.to_owned()
        };
        let fault = || {
            let example = "expected one such as /v1/items?project=sill";
            CliError::Usage(format!("{address:?} is not a path: {example}"))
        };
        let url = Url::parse(&whole).map_err(|_| fault())?;
        let is_web = matches!(url.scheme(), "http" | "https");
        is_web.then_some(url).ok_or_else(fault)
    }

    /// What an answer's `Location` is to be asked as. From an encrypted
    /// connection nothing leads to one that is not.
    pub(super) fn joined(&self, address: &str, to: &str) -> Result<String, CliError> {
        if to.starts_with("/v1/") {
            // A path of its own, wherever a proxy has put the service.
            return Ok(to.to_owned());
        }
        let from = self.url(address)?;
        let next = from.join(to).ok().filter(|next| {
            next.scheme() == from.scheme() || (from.scheme(), next.scheme()) == ("http", "https")
        });
        let refused = || {
            CliError::Remote(format!(
                "{from} leads to {to:?}, which is not followed; mend --server"
            ))
        };
        Ok(next.ok_or_else(refused)?.into())
    }

    /// There was no answer.
    fn silent(&self, error: &ureq::Error) -> CliError {
        let why = match error {
            ureq::Error::Io(error) => match error.kind() {
                io::ErrorKind::ConnectionRefused => "connection refused".to_owned(),
                io::ErrorKind::TimedOut => "it took too long".to_owned(),
                _ => error.to_string(),
            },
            ureq::Error::Timeout(_) => "it took too long".to_owned(),
            ureq::Error::HostNotFound => "no such host".to_owned(),
            error => error.to_string(),
        };
        CliError::Remote(format!(
            "{} does not answer: {why}; mend --server (or CHRONIQUE_SERVER), or leave it out to ask the archive",
            self.base
        ))
    }
}

fn headers(map: &HeaderMap) -> Vec<(String, String)> {
    let spell = |(name, value): (&ureq::http::HeaderName, &ureq::http::HeaderValue)| {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        (name.to_string(), value)
    };
    map.iter().map(spell).collect()
}

#[cfg(test)]
mod tests {
    use super::Remote;

    #[test]
    fn an_answer_leads_on_but_never_to_less_than_it_came_by() {
        let remote = Remote::new("https://a.example/base".to_owned());
        let joined = |to| remote.joined("/v1/projects/SILL", to).ok();
        for (to, asked) in [
            ("/v1/projects/sill", Some("/v1/projects/sill")),
            ("/other", Some("https://a.example/other")),
            ("sill", Some("https://a.example/base/v1/projects/sill")),
            ("https://b.example/x?y=1", Some("https://b.example/x?y=1")),
            ("http://a.example/v1/projects/sill", None),
            ("file:///etc/passwd", None),
        ] {
            assert_eq!(joined(to).as_deref(), asked, "{to}");
        }
        let plain = Remote::new("http://a.example".to_owned());
        assert!(plain.joined("/v1", "https://a.example/v1").is_ok());
    }
}
