//! What is about the service rather than the archive: health, the OpenAPI
//! document, the pages that problems point to.

use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::call::{Call, not_found};
use super::openapi;
use crate::api::http::{Answer, CachePolicy, Problem, ProblemKind};

/// `/livez`: the process answers.
pub fn livez(mut call: Call<'_>) -> Result<Answer, Problem> {
    call.check()?;
    let body = json!({ "status": "ok" }).to_string();
    Ok(Answer::json(body).with_cache(CachePolicy::NoStore))
}

/// `/readyz`: a snapshot is loaded, so questions are answered.
pub fn readyz(mut call: Call<'_>) -> Result<Answer, Problem> {
    call.check()?;
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
