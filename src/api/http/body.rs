//! Bodies of requests, bounded in length and in time.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use tokio::time::{error::Elapsed, timeout};

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
    match in_time(payload.to_bytes_limited(limit_bytes)).await {
        Ok(Ok(Ok(body))) => Ok(body),
        Ok(Ok(Err(_))) => Err(Problem::new(ProblemKind::MalformedRequest)
            .with_detail("The body of the request broke off.")),
        Ok(Err(_)) => Err(too_large(limit_bytes)),
        Err(_) => Err(Problem::new(ProblemKind::RequestTimeout)),
    }
}

/// What a future gives within [`ARRIVAL`], told from when it is looked at again.
///
/// What was sent in one piece with the head is there at the second look, which
/// the connection takes as soon as it has read on: most bodies need no clock.
async fn in_time<F: Future>(future: F) -> Result<F::Output, Elapsed> {
    let mut future = pin!(future);
    let mut is_first = true;
    let looked = poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending if std::mem::take(&mut is_first) => Poll::Pending,
        Poll::Pending => Poll::Ready(None),
    });
    match looked.await {
        Some(output) => Ok(output),
        None => timeout(ARRIVAL, future).await,
    }
}

fn too_large(limit_bytes: usize) -> Problem {
    Problem::new(ProblemKind::PayloadTooLarge).with_detail(format!(
        "The body is longer than {limit_bytes} bytes, the most that is read here."
    ))
}
