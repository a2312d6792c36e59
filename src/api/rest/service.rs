//! What is about the service rather than the archive: health, the OpenAPI
//! document, the pages that problems point to.

use actix_web::http::header::{self, HeaderValue};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::call::{Call, not_found};
use super::openapi;
use crate::api::http::{Answer, CachePolicy, Problem, ProblemKind};
use crate::query::MAX_PAGE;

/// `/livez`: the process answers.
pub fn livez(mut call: Call<'_>) -> Result<Answer, Problem> {
    call.check()?;
    let body = json!({ "status": "ok" }).to_string();
    Ok(Answer::json(body).with_cache(CachePolicy::NoStore))
}

/// `/readyz`: a snapshot is loaded, so questions are answered, and the service
/// is not about to stop.
pub fn readyz(mut call: Call<'_>) -> Result<Answer, Problem> {
    call.check()?;
    let service = call.state.service();
    service.probe();
    if service.is_draining() {
        let mut problem = Problem::new(ProblemKind::Unavailable);
        let soon = HeaderValue::from_static("5");
        problem.headers.push((header::RETRY_AFTER, soon));
        return Err(problem);
    }
    let body = json!({ "status": "ready", "revision": call.archive.meta().revision }).to_string();
    Ok(Answer::json(body).with_cache(CachePolicy::NoStore))
}

/// `/openapi.yaml`
pub fn openapi_yaml(mut call: Call<'_>) -> Result<Answer, Problem> {
    call.check()?;
    Ok(Answer::new("application/yaml", openapi::YAML).with_cache(CachePolicy::Static))
}

/// `/openapi.json`
pub fn openapi_json(mut call: Call<'_>) -> Result<Answer, Problem> {
    call.check()?;
    Ok(Answer::json(openapi::JSON.as_bytes()).with_cache(CachePolicy::Static))
}

/// What is bounded. Bytes are bytes, times are seconds.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Limits)]
struct LimitsView {
    /// Seconds for the head of a request to arrive, and for its body.
    request_seconds: u64,
    /// Seconds for an answer to be begun; past it comes a 503.
    answer_seconds: u64,
    /// Seconds for the next request on an open connection.
    idle_seconds: u64,
    /// Bytes of all headers; past it comes a 431.
    header_bytes: usize,
    /// Bytes of an address; past it comes a 414.
    address_bytes: usize,
    /// Requests under way; past it comes a 503 with `Retry-After`.
    concurrency: usize,
    /// Requests a minute and client, past which comes a 429 with
    /// `Retry-After`; null when they are not counted.
    requests_per_minute: Option<u32>,
    /// Rows on a page.
    page_rows: usize,
    /// Bytes of a GraphQL document.
    graphql_document_bytes: usize,
    /// Tokens of a GraphQL document: names, numbers, strings, signs.
    graphql_tokens: usize,
    /// JSON values of a GraphQL request, its variables included.
    graphql_values: usize,
    /// Levels of fields in a GraphQL document.
    graphql_depth: u64,
    /// Aliases in a GraphQL document.
    graphql_aliases: u64,
    /// Points that a GraphQL document may cost.
    graphql_complexity: u64,
}

/// Whom to turn to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Contact)]
struct ContactView<'a> {
    /// Name.
    name: &'a str,
    /// Home page.
    url: Option<&'a str>,
    /// Address for mail.
    email: Option<&'a str>,
}

/// The service: which one it is, what it serves, what it bounds.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Status)]
pub struct StatusView<'a> {
    /// Version of the program.
    version: &'a str,
    /// Revision of the snapshot served.
    revision: String,
    /// When this process loaded it, RFC 3339; null where it is not known.
    loaded_at: Option<String>,
    /// What is bounded.
    limits: LimitsView,
    /// Whom to turn to; null where the archive names nobody.
    contact: Option<ContactView<'a>>,
}

/// `/v1/status`
pub fn status(call: Call<'_>) -> Result<Answer, Problem> {
    let service = call.state.service();
    let limits = service.limits();
    let contact = call.archive.about().catalog.contact.as_ref();
    let status = StatusView {
        version: env!("CARGO_PKG_VERSION"),
        revision: call.archive.meta().revision.clone(),
        loaded_at: service.loaded_at().map(|at| at.to_string()),
        limits: LimitsView {
            request_seconds: limits.request_seconds,
            answer_seconds: limits.answer_seconds,
            idle_seconds: limits.idle_seconds,
            header_bytes: limits.header_bytes,
            address_bytes: limits.address_bytes,
            concurrency: limits.concurrency,
            requests_per_minute: limits.requests_per_minute,
            page_rows: MAX_PAGE,
            graphql_document_bytes: limits.graphql.bytes,
            graphql_tokens: limits.graphql.tokens,
            graphql_values: limits.graphql.values,
            graphql_depth: limits.graphql.depth,
            graphql_aliases: limits.graphql.aliases,
            graphql_complexity: limits.graphql.complexity,
        },
        contact: contact.map(|contact| ContactView {
            name: &contact.name,
            url: contact.url.as_deref(),
            email: contact.email.as_deref(),
        }),
    };
    // It differs from server to server, and with the hour.
    let answer = call.one(&status)?;
    Ok(answer.with_cache(CachePolicy::NoStore))
}

/// A kind of problem.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProblemKind)]
pub struct ProblemKindView {
    /// Last segment of the `type` of such a problem.
    slug: &'static str,
    /// Short summary.
    title: &'static str,
    /// HTTP status.
    status: u16,
    /// What happened.
    description: &'static str,
    /// What the client can do about it.
    mend: &'static str,
}

impl From<ProblemKind> for ProblemKindView {
    fn from(kind: ProblemKind) -> Self {
        let entry = kind.entry();
        Self {
            slug: entry.slug,
            title: entry.title,
            status: entry.status.as_u16(),
            description: entry.description,
            mend: entry.mend,
        }
    }
}

/// `/problems/{slug}`
pub fn problem(call: Call<'_>) -> Result<Answer, Problem> {
    let slug = call.segment();
    match ProblemKind::from_slug(&slug) {
        Some(kind) => call.one(&ProblemKindView::from(kind)),
        None => Err(not_found("kind of problem", &slug, "/problems")),
    }
}

/// `/problems`
pub fn problems(call: Call<'_>) -> Result<Answer, Problem> {
    let rows = ProblemKind::ALL.map(ProblemKindView::from);
    call.one(&rows)
}
