//! GraphQL over HTTP, as its specification says; where the newest draft and
//! the runnable audits (npm graphql-http 1.23) differ, as the audits say.
//!
//! The integration crate of async-graphql ignores `Accept`, answers 200 to
//! everything and reads bodies without limit; hence a handler of our own.

use std::any::Any;
use std::rc::Rc;

use actix_web::{
    HttpRequest, Resource,
    http::{
        Method, StatusCode,
        header::{self, HeaderMap},
    },
    web::Payload,
};
use async_graphql::ObjectType;
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::{
    document::NESTING_IN_TEXT,
    engine::{Engine, GraphqlAnswer, GraphqlRequest, Outcome},
    fault::Fault,
    known::Documents,
};
use crate::api::http::{
    Answer, CachePolicy, Problem, ProblemKind, WebLink, body,
    date::http_date,
    kept::LONGEST_ASKED,
    negotiate::Accept,
    route::{self, READ_AND_POST},
};

/// Longest body of a POST: a document at its limit, and its variables.
const BODY_BYTES: usize = LONGEST_ASKED;

/// Most JSON values of a body or of `variables`: each takes many times the two
/// bytes that it may be written with.
pub const VALUES: usize = 4_000;

const JSON: &str = "application/json";
const GRAPHQL_RESPONSE: &str = "application/graphql-response+json";

/// JSON first: what `*/*` gets for as long as the audits want it so.
const OFFERS: [&str; 2] = [JSON, GRAPHQL_RESPONSE];

/// What a request is answered from.
#[derive(Debug, Clone)]
pub struct Served<D> {
    /// For the resolvers: the snapshot.
    pub data: D,
    /// The day on which it last changed.
    pub last_modified: Option<NaiveDate>,
    /// The language of what it holds.
    pub language: Option<String>,
    /// The address of the licence of what it holds.
    pub license_url: Option<String>,
}

/// Where answers come from.
struct Source<Q, S> {
    engine: Engine<Q>,
    /// Documents that were asked before.
    documents: Documents,
    snapshot: S,
}

/// The GraphQL endpoint: GET, HEAD and POST. `snapshot` is called at most once
/// per request.
pub fn endpoint<Q, D, S>(path: &str, engine: &Engine<Q>, snapshot: S) -> Resource
where
    Q: ObjectType + 'static,
    D: Any + Send + Sync,
    S: Fn() -> Served<D> + 'static,
{
    let source = Rc::new(Source {
        engine: engine.clone(),
        documents: Documents::default(),
        snapshot,
    });
    route::get_or_post(path, move |request, payload| {
        let source = Rc::clone(&source);
        async move {
            match *request.method() {
                Method::POST => source.post(request, payload).await,
                _ => source.get(&request).await,
            }
        }
    })
}

impl<Q, D, S> Source<Q, S>
where
    Q: ObjectType + 'static,
    D: Any + Send + Sync,
    S: Fn() -> Served<D>,
{
    async fn get(&self, request: &HttpRequest) -> Result<Answer, Problem> {
        let media = media(request)?;
        let served = (self.snapshot)();
        let answer = match from_query_string(request.query_string()) {
            Ok(asked) if self.engine.changes_something(&asked) => {
                return Err(Problem::method_not_allowed(
                    "GET for anything but a query",
                    READ_AND_POST,
                ));
            }
            Ok(asked) => {
                self.engine
                    .answer_with(&self.documents, asked, served.data)
                    .await
            }
            Err(fault) => self.engine.refuse(&[fault]),
        };
        let mut reply = reply(answer, media);
        if reply.status != StatusCode::OK {
            reply.cache = CachePolicy::NoStore;
        }
        if reply.cache == CachePolicy::Snapshot {
            reply.last_modified = http_date(served.last_modified);
            let license = served.license_url;
            reply
                .links
                .extend(license.map(|url| WebLink::new("license", url)));
        }
        reply.language = served.language.map(Into::into);
        Ok(reply)
    }

    /// No cache may keep what a POST gives; whether it is kept here is told by
    /// what it asks, whole.
    async fn post(&self, request: HttpRequest, payload: Payload) -> Result<Answer, Problem> {
        let media = media(&request)?;
        require_json(request.headers())?;
        let body = body::read(&request, payload, BODY_BYTES).await?;
        let served = (self.snapshot)();
        let answer = match from_body(&body) {
            Ok(asked) => {
                self.engine
                    .answer_with(&self.documents, asked, served.data)
                    .await
            }
            Err(fault) => self.engine.refuse(&[fault]),
        };
        let is_complete = answer.outcome == Outcome::Complete;
        let mut reply = reply(answer, media).with_cache(CachePolicy::NoStore);
        reply.language = served.language.map(Into::into);
        reply.asked = is_complete.then_some(body);
        Ok(reply)
    }
}

/// The media type to answer in.
fn media(request: &HttpRequest) -> Result<&'static str, Problem> {
    // What nearly everybody says needs no weighing.
    let mut said = request.headers().get_all(header::ACCEPT);
    if said.all(|value| value == "*/*" || value == JSON) {
        return Ok(JSON);
    }
    let accept = Accept::of(request.headers());
    let media = accept.choose(&OFFERS);
    media.ok_or_else(|| Problem::not_acceptable("Accept", &OFFERS))
}

fn reply(answer: GraphqlAnswer, media: &'static str) -> Answer {
    let content_type = if media == JSON {
        "application/json; charset=utf-8"
    } else {
        "application/graphql-response+json; charset=utf-8"
    };
    let mut reply = Answer::new(content_type, answer.body);
    reply.status = status(answer.outcome, media);
    if answer.outcome != Outcome::Complete {
        reply.cache = CachePolicy::NoStore;
    }
    reply
}

/// With `application/json` a client cannot tell our 400 from a proxy's, so
/// that a well-formed request is always 200 there.
fn status(outcome: Outcome, media: &str) -> StatusCode {
    match outcome {
        Outcome::Complete | Outcome::Partial => StatusCode::OK,
        Outcome::Refused(
            ProblemKind::GraphqlParse
            | ProblemKind::GraphqlValidation
            | ProblemKind::GraphqlLimit
            | ProblemKind::GraphqlVariables,
        ) if media == JSON => StatusCode::OK,
        Outcome::Refused(kind) => kind.status(),
    }
}

/// Only JSON: forms and plain text are what a page of another origin can send
/// without asking first.
fn require_json(headers: &HeaderMap) -> Result<(), Problem> {
    let value = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let mut parts = value.split(';').map(str::trim);
    let is_json = parts
        .next()
        .is_some_and(|essence| essence.eq_ignore_ascii_case(JSON));
    let is_utf8 = parts
        .filter_map(|parameter| parameter.split_once('='))
        .all(|(name, value)| {
            let value = value.trim_matches('"');
            !name.eq_ignore_ascii_case("charset")
                || value.eq_ignore_ascii_case("utf-8")
                || value.eq_ignore_ascii_case("utf8")
        });
    if is_json && is_utf8 {
        Ok(())
    } else {
        Err(Problem::new(ProblemKind::UnsupportedMediaType))
    }
}

/// A request that holds what most do, read without a tree of its members.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Usual {
    query: String,
    operation_name: Option<String>,
    variables: Option<Map<String, Json>>,
}

fn from_body(body: &[u8]) -> Result<GraphqlRequest, Fault> {
    within_values(body)?;
    // A list would be taken for the members in their order.
    if body.first() == Some(&b'{')
        && let Ok(usual) = serde_json::from_slice::<Usual>(body)
    {
        return Ok(GraphqlRequest {
            query: usual.query,
            operation_name: usual.operation_name,
            variables: usual.variables.unwrap_or_default(),
        });
    }
    let value = serde_json::from_slice(body)
        .map_err(|error| Fault::malformed(format!("The body is not JSON: {error}.")))?;
    let Json::Object(members) = value else {
        return Err(Fault::malformed(
            "The body has to be a JSON object; batches are not answered.",
        ));
    };
    from_members(members)
}

/// `variables` and `extensions` are JSON there; empty is absent.
fn from_query_string(query_string: &str) -> Result<GraphqlRequest, Fault> {
    let mut members = Map::new();
    for (name, text) in url::form_urlencoded::parse(query_string.as_bytes()) {
        let value = match &*name {
            "variables" | "extensions" if text.is_empty() => Json::Null,
            "variables" | "extensions" => {
                within_values(text.as_bytes())?;
                serde_json::from_str(&text)
                    .map_err(|error| Fault::malformed(format!("`{name}` is not JSON: {error}.")))?
            }
            "query" | "operationName" => Json::String(text.into_owned()),
            _ => continue,
        };
        if members.insert(name.to_string(), value).is_some() {
            return Err(Fault::malformed(format!(
                "`{name}` is given more than once."
            )));
        }
    }
    // A form that leaves its field empty means no operation in particular.
    if members.get("operationName").and_then(Json::as_str) == Some("") {
        members.remove("operationName");
    }
    from_members(members)
}

/// Refuses JSON of too many values, or too deep, by its text, before any of it
/// is made.
fn within_values(json: &[u8]) -> Result<(), Fault> {
    let (mut values, mut depth, mut deepest): (usize, usize, usize) = (1, 0, 0);
    let mut is_text = false;
    let mut bytes = json.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => is_text = !is_text,
            b'\\' if is_text => drop(bytes.next()),
            b',' if !is_text => values = values.saturating_add(1),
            b'[' | b'{' if !is_text => {
                values = values.saturating_add(1);
                depth = depth.saturating_add(1);
                deepest = deepest.max(depth);
            }
            b']' | b'}' if !is_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    if deepest > NESTING_IN_TEXT {
        let message = format!(
            "The request nests JSON {deepest} levels deep; the limit is {NESTING_IN_TEXT}."
        );
        return Err(Fault::new(
            ProblemKind::MalformedRequest,
            "DEPTH_LIMIT",
            message,
        ));
    }
    if values <= VALUES {
        return Ok(());
    }
    let message = format!("The request holds about {values} JSON values; the limit is {VALUES}.");
    Err(Fault::new(
        ProblemKind::MalformedRequest,
        "VALUE_LIMIT",
        message,
    ))
}

fn from_members(mut members: Map<String, Json>) -> Result<GraphqlRequest, Fault> {
    let mut take = |name: &str| members.remove(name).filter(|value| !value.is_null());
    let wrong =
        |name: &str, wanted: &str| Fault::malformed(format!("`{name}` has to be {wanted}."));
    let query = match take("query") {
        Some(Json::String(query)) => query,
        Some(_) => return Err(wrong("query", "a string")),
        None => return Err(Fault::malformed("`query` is missing.")),
    };
    let operation_name = match take("operationName") {
        None => None,
        Some(Json::String(name)) => Some(name),
        Some(_) => return Err(wrong("operationName", "a string or null")),
    };
    let variables = match take("variables") {
        None => Map::new(),
        Some(Json::Object(variables)) => variables,
        Some(_) => return Err(wrong("variables", "an object or null")),
    };
    match take("extensions") {
        None | Some(Json::Object(_)) => Ok(GraphqlRequest {
            query,
            operation_name,
            variables,
        }),
        Some(_) => Err(wrong("extensions", "an object or null")),
    }
}
