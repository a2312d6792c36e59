//! From a GraphQL request to the bytes of its answer, without HTTP: the same
//! for the server, the command line and the tests.
//!
//! parse → measure → validate → coerce → plan → execute → complete, each step
//! only on what the one before let pass.

use std::{any::Any, sync::Arc, time::Duration};

use async_graphql::{
    EmptyMutation, EmptySubscription, ObjectType, Request, Response, Schema, ServerError, Value,
};
use serde_json::{Map, Value as Json, json};
use tokio::time::{Instant, timeout_at};

use super::deadline::Deadline;
use super::document::{Document, OperationKind, parse};
use super::fault::Fault;
use super::guard;
use super::plan::{Plan, plan};
use super::types::{SchemaError, Types};
use super::validate::{coerce, validate};
use crate::api::http::ProblemKind;

/// How long an execution may take. Fields look at the deadline before they
/// work; what waits is given up as a whole.
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// A schema of queries only.
pub type QuerySchema<Q> = Schema<Q, EmptyMutation, EmptySubscription>;

/// A GraphQL request, its parameters of the right types.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GraphqlRequest {
    /// The document.
    pub query: String,
    /// Which of its operations, if it has several.
    pub operation_name: Option<String>,
    /// The values of its variables.
    pub variables: Map<String, Json>,
}

/// How far a request came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Executed, without an error.
    Complete,
    /// Executed; some fields have errors.
    Partial,
    /// Not executed: there is no `data`.
    Refused(ProblemKind),
}

/// The answer to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GraphqlAnswer {
    /// The response as JSON, keys in the order of the document.
    pub body: Vec<u8>,
    /// How far the request came.
    pub outcome: Outcome,
}

/// The schema with all that surrounds it. Cheap to clone.
pub struct Engine<Q> {
    schema: QuerySchema<Q>,
    types: Arc<Types>,
    public_url: Arc<str>,
    time_limit: Duration,
}

impl<Q> Clone for Engine<Q> {
    fn clone(&self) -> Self {
        Self {
            schema: self.schema.clone(),
            types: Arc::clone(&self.types),
            public_url: Arc::clone(&self.public_url),
            time_limit: self.time_limit,
        }
    }
}

impl<Q: ObjectType + 'static> Engine<Q> {
    /// An engine over a schema and the SDL served for it; `public_url` is the
    /// address without trailing slash, or empty, that problem types start with.
    ///
    /// # Errors
    /// When the SDL is not a valid schema.
    pub fn new(schema: QuerySchema<Q>, sdl: &str, public_url: &str) -> Result<Self, SchemaError> {
        let types = Arc::new(Types::new(sdl)?);
        Ok(Self {
            schema,
            types,
            public_url: public_url.into(),
            time_limit: TIME_LIMIT,
        })
    }

    /// The same with another limit on the time of an execution.
    #[must_use]
    pub const fn with_time_limit(mut self, time_limit: Duration) -> Self {
        self.time_limit = time_limit;
        self
    }

    /// Answers a request over `data`, which resolvers find in their context.
    pub async fn answer<D: Any + Send + Sync>(
        &self,
        request: GraphqlRequest,
        data: D,
    ) -> GraphqlAnswer {
        let text = request.query.as_str();
        let document = match parse(text) {
            Ok(document) => document,
            Err(fault) => return self.refuse(&[fault]),
        };
        let (plan, prepared) = match self.prepare(&document, &request) {
            Ok(prepared) => prepared,
            Err(faults) => return self.refuse(&faults),
        };
        let deadline = Deadline(Instant::now() + self.time_limit);
        let prepared = prepared.data(data).data(deadline);
        let execution = timeout_at(deadline.0, self.schema.execute(prepared)).await;
        match execution {
            Ok(response) => self.finish(response, &plan),
            Err(_) => self.refuse(&[Fault::new(
                ProblemKind::Timeout,
                "TIMEOUT",
                format!(
                    "The execution took longer than {} seconds and was given up.",
                    self.time_limit.as_secs()
                ),
            )]),
        }
    }

    /// The answer that is these faults.
    #[must_use]
    pub fn refuse(&self, faults: &[Fault]) -> GraphqlAnswer {
        let errors: Vec<_> = faults
            .iter()
            .map(|fault| fault.to_json(&self.public_url))
            .collect();
        let kind = faults
            .first()
            .map_or(ProblemKind::Internal, |fault| fault.kind);
        GraphqlAnswer {
            body: json!({ "errors": errors }).to_string().into_bytes(),
            outcome: Outcome::Refused(kind),
        }
    }

    /// Whether the operation asked for is a mutation or a subscription, which
    /// a GET must not reach.
    #[must_use]
    pub fn changes_something(&self, request: &GraphqlRequest) -> bool {
        // Only a document that holds the word can: most are not parsed twice.
        let may = request.query.contains("mutation") || request.query.contains("subscription");
        may && parse(&request.query).is_ok_and(|document| {
            let asked = document.operation(request.operation_name.as_deref());
            asked.is_ok_and(|operation| operation.kind != OperationKind::Query)
        })
    }

    fn prepare<'a>(
        &'a self,
        document: &'a Document<'a>,
        request: &GraphqlRequest,
    ) -> Result<(Plan<'a>, Request), Vec<Fault>> {
        let types = self.types.as_ref();
        let name = request.operation_name.as_deref();
        let one = |fault| vec![fault];
        guard::check(types, document, name, &request.variables).map_err(one)?;
        validate(types, document)?;
        let operation = document.operation(name).map_err(one)?;
        let variables = coerce(types, operation, &request.variables).map_err(one)?;
        let (plan, executed) = plan(types, document, operation, &variables);
        let mut prepared = Request::new("");
        prepared.set_parsed_query(executed);
        Ok((plan, prepared))
    }

    fn finish(&self, mut response: Response, plan: &Plan<'_>) -> GraphqlAnswer {
        let is_refused = response.data == Value::Null
            && response.errors.iter().all(|error| error.path.is_empty());
        if is_refused && response.is_err() {
            // The document is valid: it must not be refused any more.
            tracing::error!(errors = ?response.errors, "a valid document was refused");
            return self.refuse(&[internal()]);
        }
        plan.complete(&mut response);
        for error in &mut response.errors {
            self.complete(error);
        }
        let outcome = if response.is_ok() {
            Outcome::Complete
        } else {
            Outcome::Partial
        };
        match serde_json::to_vec(&response) {
            Ok(body) => GraphqlAnswer { body, outcome },
            Err(error) => {
                tracing::error!(%error, "a GraphQL response does not serialise");
                self.refuse(&[internal()])
            }
        }
    }

    /// Gives an error of a field the code and the type that it lacks.
    fn complete(&self, error: &mut ServerError) {
        let extensions = error.extensions.get_or_insert_default();
        if extensions.get("code").is_none() {
            extensions.set("code", "BAD_USER_INPUT");
        }
        if let Some(Value::String(path)) = extensions.get("type") {
            let whole = format!("{}{path}", self.public_url);
            extensions.set("type", whole);
        } else {
            let kind = match extensions.get("code") {
                Some(Value::String(code)) if code == "NOT_FOUND" => ProblemKind::NotFound,
                Some(Value::String(code)) if code == "INTERNAL" => ProblemKind::Internal,
                _ => ProblemKind::InvalidParameter,
            };
            extensions.set("type", kind.type_url(&self.public_url));
        }
    }
}

fn internal() -> Fault {
    let message = ProblemKind::Internal.entry().description;
    Fault::new(ProblemKind::Internal, "INTERNAL", message)
}
