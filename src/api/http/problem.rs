//! RFC 9457 problem details: the one form of every failure over HTTP.
//!
//! Nothing here knows what an archive is. A 5xx says nothing of the inside.

use std::fmt;

use actix_web::{
    HttpMessage as _, HttpRequest, HttpResponse, ResponseError,
    body::BoxBody,
    http::{
        StatusCode,
        header::{self, HeaderMap, HeaderName, HeaderValue},
    },
};
use serde::Serialize;
use serde_json::{Map, Value};

pub use super::kind::{ProblemEntry, ProblemKind};
use super::respond::set_common_headers;

/// Media type of a problem.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// The address without trailing slash under which the service is known;
/// put it in the application's data (`App::app_data`) to get absolute URLs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PublicUrl(pub String);

impl PublicUrl {
    /// The public address that the application of this request was given, or
    /// the empty one.
    #[must_use]
    pub fn of(request: &HttpRequest) -> &str {
        request.app_data::<Self>().map_or("", |url| url.0.as_str())
    }
}

/// The id of a request, in the extensions of those that came through the gate:
/// a problem echoes it, so that its line in the log is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(pub HeaderValue);

impl RequestId {
    /// Its text, which is visible ASCII.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or_default()
    }
}

/// One fault of one parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ParameterFault {
    /// The parameter at fault, as the client spelt it.
    pub parameter: String,
    /// What is wrong with it, as a sentence.
    pub detail: String,
    /// The stable code of the fault.
    pub code: String,
    /// What would do, the closest first, if that can be listed.
    pub allowed: Option<Vec<String>>,
}

/// A failure on its way to the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Which row of the table.
    pub kind: ProblemKind,
    /// This occurrence, as a sentence; the table's description if absent.
    pub detail: Option<String>,
    /// The faults of the parameters, if they are what is wrong.
    pub errors: Vec<ParameterFault>,
    /// Headers of its own (`Allow`, `Accept-Encoding`, `Retry-After`).
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// A member that only this kind of problem has (RFC 9457 §3.2).
    pub member: Option<Box<(&'static str, Value)>>,
}

#[derive(Serialize)]
struct Body<'a> {
    r#type: String,
    title: &'a str,
    status: u16,
    detail: &'a str,
    instance: Option<&'a str>,
    errors: &'a [ParameterFault],
    #[serde(flatten)]
    members: Map<String, Value>,
}

impl Problem {
    /// A problem of this kind, with the general description as its detail.
    #[must_use]
    pub const fn new(kind: ProblemKind) -> Self {
        Self {
            kind,
            detail: None,
            errors: Vec::new(),
            headers: Vec::new(),
            member: None,
        }
    }

    /// The same with a member of its own.
    #[must_use]
    pub fn with_member(mut self, name: &'static str, value: Value) -> Self {
        self.member = Some(Box::new((name, value)));
        self
    }

    /// The same with a sentence about this occurrence.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// A 400 for these parameters.
    #[must_use]
    pub fn invalid(errors: Vec<ParameterFault>) -> Self {
        let detail = match errors.as_slice() {
            [only] => only.detail.clone(),
            several => format!(
                "{} parameters are at fault; all are listed in `errors`.",
                several.len()
            ),
        };
        Self {
            errors,
            ..Self::new(ProblemKind::InvalidParameter)
        }
        .with_detail(detail)
    }

    /// A 405 with its `Allow` header.
    #[must_use]
    pub fn method_not_allowed(method: &str, allow: &'static str) -> Self {
        let mut problem = Self::new(ProblemKind::MethodNotAllowed)
            .with_detail(format!("{method} is not answered here; {allow} are."));
        problem
            .headers
            .push((header::ALLOW, HeaderValue::from_static(allow)));
        problem
    }

    /// A 406 that lists the formats there are.
    #[must_use]
    pub fn not_acceptable(header: &str, offers: &[&str]) -> Self {
        let mut problem = Self::new(ProblemKind::NotAcceptable)
            .with_detail(format!("`{header}` allows none of: {}.", offers.join(", ")));
        problem.errors.push(ParameterFault {
            parameter: header.to_owned(),
            detail: "No format that is asked for can be given.".to_owned(),
            code: "NOT_ACCEPTABLE".to_owned(),
            allowed: Some(offers.iter().map(|offer| (*offer).to_owned()).collect()),
        });
        problem
    }

    /// The problem that stands for an error of the framework's own. Only the
    /// status is kept: the framework's message is not ours to show.
    #[must_use]
    pub fn from_framework(error: &actix_web::Error) -> Self {
        error.as_error::<Self>().cloned().unwrap_or_else(|| {
            Self::new(ProblemKind::from_status(
                error.as_response_error().status_code(),
            ))
        })
    }

    /// The response to this request.
    #[must_use]
    pub fn respond(&self, request: &HttpRequest) -> HttpResponse {
        let id = request.extensions().get::<RequestId>().cloned();
        self.render(PublicUrl::of(request), Some(request.path()), id)
    }

    fn render(
        &self,
        public_url: &str,
        instance: Option<&str>,
        id: Option<RequestId>,
    ) -> HttpResponse {
        let entry = self.kind.entry();
        // What a 5xx was given as detail may come from the inside.
        let detail = self
            .detail
            .as_deref()
            .filter(|_| !entry.status.is_server_error());
        let body = Body {
            r#type: self.kind.type_url(public_url),
            title: entry.title,
            status: entry.status.as_u16(),
            detail: detail.unwrap_or(entry.description),
            instance,
            errors: &self.errors,
            members: self.members(id),
        };
        let bytes = serde_json::to_vec(&body).unwrap_or_default();
        let mut response = HttpResponse::with_body(entry.status, BoxBody::new(bytes));
        let headers = response.headers_mut();
        set_common_headers(headers);
        set_problem_headers(headers);
        for (name, value) in &self.headers {
            headers.insert(name.clone(), value.clone());
        }
        response
    }

    fn members(&self, id: Option<RequestId>) -> Map<String, Value> {
        let id = id.map(|id| ("requestId", Value::from(id.as_str())));
        let own = self.member.as_deref().cloned();
        let members = own.into_iter().chain(id);
        members
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    }
}

/// Set by all problems.
fn set_problem_headers(headers: &mut HeaderMap) {
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::VARY,
        HeaderValue::from_static("Accept, Accept-Encoding"),
    );
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static("en"));
}

impl From<ProblemKind> for Problem {
    fn from(kind: ProblemKind) -> Self {
        Self::new(kind)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entry = self.kind.entry();
        write!(
            formatter,
            "{}: {}",
            entry.title,
            self.detail.as_deref().unwrap_or(entry.description)
        )
    }
}

impl std::error::Error for Problem {}

/// For the places where the framework calls without a request at hand: the
/// same body, without `instance` and with a relative `type`.
impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.kind.status()
    }

    fn error_response(&self) -> HttpResponse {
        self.render("", None, None)
    }
}

/// The same for a bare kind.
impl ResponseError for ProblemKind {
    fn status_code(&self) -> StatusCode {
        self.status()
    }

    fn error_response(&self) -> HttpResponse {
        Problem::new(*self).error_response()
    }
}

impl fmt::Display for ProblemKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.entry().title)
    }
}

impl std::error::Error for ProblemKind {}

#[cfg(test)]
mod tests {
    use actix_web::{body::to_bytes, test::TestRequest};

    use super::*;

    async fn json(response: HttpResponse) -> serde_json::Value {
        serde_json::from_slice(&to_bytes(response.into_body()).await.unwrap()).unwrap()
    }

    #[actix_web::test]
    async fn body_has_every_member() {
        let request = TestRequest::with_uri("/v1/items?projet=sill")
            .app_data(PublicUrl("https://chronique.example".to_owned()))
            .to_http_request();
        let problem = Problem::invalid(vec![ParameterFault {
            parameter: "projet".to_owned(),
            detail: "No parameter `projet`.".to_owned(),
            code: "UNKNOWN_PARAMETER".to_owned(),
            allowed: None,
        }]);
        let response = problem.respond(&request);
        assert_eq!(response.status(), 400);
        assert_eq!(
            response.headers().get("content-type").unwrap(),
            PROBLEM_JSON
        );
        assert_eq!(response.headers().get("cache-control").unwrap(), "no-store");
        assert_eq!(
            response
                .headers()
                .get("access-control-allow-origin")
                .unwrap(),
            "*"
        );
        assert_eq!(
            json(response).await,
            serde_json::json!({
                "type": "https://chronique.example/problems/invalid-parameter",
                "title": "Invalid parameter",
                "status": 400,
                "detail": "No parameter `projet`.",
                "instance": "/v1/items",
                "errors": [{"parameter": "projet", "detail": "No parameter `projet`.", "code": "UNKNOWN_PARAMETER", "allowed": null}],
            })
        );
    }

    #[actix_web::test]
    async fn server_errors_hide_the_inside() {
        let body = json(
            Problem::new(ProblemKind::Internal)
                .with_detail("/srv/secret")
                .error_response(),
        )
        .await;
        assert!(!body.to_string().contains("secret"));
        assert_eq!(body["errors"], serde_json::json!([]));
        assert_eq!(body["instance"], serde_json::Value::Null);
    }

    #[actix_web::test]
    async fn framework_errors_become_problems() {
        let error = actix_web::error::ErrorPayloadTooLarge("inside");
        assert_eq!(
            Problem::from_framework(&error).kind,
            ProblemKind::PayloadTooLarge
        );
        let error = actix_web::Error::from(Problem::new(ProblemKind::Gone));
        assert_eq!(Problem::from_framework(&error).kind, ProblemKind::Gone);
    }
}
