//! Bodies of requests, bounded in length and in time.

use std::time::Duration;

use actix_web::{
    HttpRequest,
    http::header::{self, HeaderValue},
    web::{Bytes, Payload},
};

use super::problem::{Problem, ProblemKind};

/// How long the whole body of a request may take to arrive; actix bounds the
/// headers only.
pub const ARRIVAL: Duration = Duration::from_secs(10);

/// The whole body, if it is plain, no longer than `limit_bytes`, and in time.
///
/// # Errors
/// A 415 for a compressed body, a 413 for a long one, a 408 for a slow one,
/// a 400 for one that breaks off.
pub async fn read(
    request: &HttpRequest,
    payload: Payload,
    limit_bytes: usize,
) -> Result<Bytes, Problem> {
    let coding = request.headers().get(header::CONTENT_ENCODING);
    if coding.is_some_and(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        let mut problem = Problem::new(ProblemKind::UnsupportedEncoding);
        problem.headers.push((
            header::ACCEPT_ENCODING,
            HeaderValue::from_static("identity"),
        ));
        return Err(problem);
    }
    let announced = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok());
    if announced
        .and_then(|text| text.parse::<usize>().ok())
        .is_some_and(|length| length > limit_bytes)
    {
        return Err(too_large(limit_bytes));
    }
    match tokio::time::timeout(ARRIVAL, payload.to_bytes_limited(limit_bytes)).await {
        Ok(Ok(Ok(body))) => Ok(body),
        Ok(Ok(Err(_))) => Err(Problem::new(ProblemKind::MalformedRequest)
            .with_detail("The body of the request broke off.")),
        Ok(Err(_)) => Err(too_large(limit_bytes)),
        Err(_) => Err(Problem::new(ProblemKind::RequestTimeout)),
    }
}

fn too_large(limit_bytes: usize) -> Problem {
    Problem::new(ProblemKind::PayloadTooLarge).with_detail(format!(
        "The body is longer than {limit_bytes} bytes, the most that is read here."
    ))
}
