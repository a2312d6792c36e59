//! One answer without a server: the very application, called in process.

use std::future::poll_fn;
use std::io;
use std::pin::pin;

use actix_web::body::MessageBody;
use actix_web::http::{Uri, header};
use actix_web::rt::System;
use actix_web::test::{TestRequest, init_service, try_call_service};
use actix_web::{App, HttpResponse};

use super::Preview;
use crate::api::{self, State};
use crate::query::ArchiveHandle;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum LocalError {
    /// What was asked for is no path.
    #[error("{0:?} is not a path: expected one such as /v1/items?project=sill")]
    BadPath(String),
    /// The answer cannot be written out.
    #[error("the answer cannot be written: {0}")]
    Output(#[from] io::Error),
    /// The GraphQL schema of this build is not valid.
    #[error("the GraphQL schema of this build is not valid, please report it: {0}")]
    Schema(#[from] api::SchemaError),
    /// The answer broke off.
    #[error("the answer broke off: {0}")]
    Broken(String),
}

/// One request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LocalRequest {
    /// GET of a path with its query.
    Get(String),
    /// POST of a GraphQL request, as JSON.
    GraphQl(String),
}

/// Part of an answer, in the order it comes.
#[derive(Debug)]
pub enum Part<'a> {
    /// Status and headers, first.
    Head {
        /// The status.
        status: u16,
        /// Its name, such as `Not Found`.
        reason: &'a str,
        /// Names and values.
        headers: &'a [(String, String)],
    },
    /// Some bytes of the body.
    Body(&'a [u8]),
}

/// What a server would serve, to be asked without one.
pub struct Local(State);

impl Local {
    /// Gets ready to answer; `public_url` is the address under which the
    /// service is known.
    ///
    /// # Errors
    /// When the GraphQL schema of this build is not valid.
    pub fn new(preview: Preview, public_url: Option<String>) -> Result<Self, LocalError> {
        let (archive, journal) = preview.into_parts();
        let state = State::new(ArchiveHandle::new(archive), public_url)?;
        Ok(Self(state.with_journal(journal)))
    }

    /// Answers one request part by part, and gives the status.
    ///
    /// # Errors
    /// When the path is none, or a part cannot be handed over.
    pub fn answer(
        &self,
        request: &LocalRequest,
        mut sink: impl FnMut(Part<'_>) -> io::Result<()>,
    ) -> Result<u16, LocalError> {
        let mut status = 0;
        answer_each(&self.0, std::iter::once(request.clone()), |part| {
            if let Part::Head { status: s, .. } = part {
                status = s;
            }
            sink(part)
        })?;
        Ok(status)
    }
}

/// Answers requests one after the other: each is a head, then its body.
///
/// # Errors
/// When a path is none, or a part cannot be handed over.
pub fn answer_each(
    state: &State,
    requests: impl IntoIterator<Item = LocalRequest>,
    mut sink: impl FnMut(Part<'_>) -> io::Result<()>,
) -> Result<(), LocalError> {
    System::new().block_on(async {
        let app = App::new().configure(|config| api::configure(state, config));
        let app = init_service(app).await;
        for request in requests {
            let request = test_request(&request)?;
            match try_call_service(&app, request.to_request()).await {
                Ok(response) => forward(response.into(), &mut sink).await?,
                Err(error) => forward(HttpResponse::from_error(error), &mut sink).await?,
            }
        }
        Ok(())
    })
}

fn test_request(request: &LocalRequest) -> Result<TestRequest, LocalError> {
    Ok(match request {
        LocalRequest::Get(path) => TestRequest::get().uri(&target(path)?),
        LocalRequest::GraphQl(body) => TestRequest::post()
            .uri("/graphql")
            .insert_header((header::CONTENT_TYPE, "application/json"))
            .insert_header((header::ACCEPT, "application/graphql-response+json"))
            .set_payload(body.clone()),
    })
}

/// The path as it goes over the wire: what a shell lets one write and HTTP
/// does not (spaces, accents, quotes) percent-encoded.
fn target(path: &str) -> Result<String, LocalError> {
    let mut target = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' | ..=b' ' | 0x7f.. => {
                target.extend(format!("%{byte:02X}").chars());
            }
            _ => target.push(char::from(byte)),
        }
    }
    let valid = path.starts_with('/') && target.parse::<Uri>().is_ok();
    let fault = || LocalError::BadPath(path.chars().take(200).collect());
    valid.then_some(target).ok_or_else(fault)
}

async fn forward<B: MessageBody>(
    response: HttpResponse<B>,
    sink: &mut impl FnMut(Part<'_>) -> io::Result<()>,
) -> Result<(), LocalError> {
    let status = response.status();
    let header = |(name, value): (&header::HeaderName, &header::HeaderValue)| {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        (name.to_string(), value)
    };
    let headers: Vec<_> = response.headers().iter().map(header).collect();
    sink(Part::Head {
        status: status.as_u16(),
        reason: status.canonical_reason().unwrap_or_default(),
        headers: &headers,
    })?;
    let mut body = pin!(response.into_body());
    while let Some(chunk) = poll_fn(|cx| body.as_mut().poll_next(cx)).await {
        let chunk = chunk.map_err(|e| LocalError::Broken(e.into().to_string()))?;
        sink(Part::Body(&chunk))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::target;

    #[test]
    fn what_a_shell_lets_one_write_is_encoded() {
        for (path, sent) in [
            ("/v1/items?project=sill", "/v1/items?project=sill"),
            (
                "/v1/items?q=données publiques",
                "/v1/items?q=donn%C3%A9es%20publiques",
            ),
            (
                "/v1/items?filter={\"kind\":1}",
                "/v1/items?filter=%7B%22kind%22:1%7D",
            ),
            ("/v1/x%20y", "/v1/x%20y"),
        ] {
            assert_eq!(target(path).unwrap(), sent);
        }
        for bad in ["", "v1/items", "http://example.org/v1", "?x", " /v1"] {
            assert!(target(bad).is_err(), "{bad}");
        }
    }
}
