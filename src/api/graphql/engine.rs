//! From a GraphQL request to the bytes of its answer, without HTTP: the same
//! for the server, the command line and the tests.
//!
//! parse → measure → validate → coerce → plan → execute → complete, each step
//! only on what the one before let pass. Measuring and validating are left out
//! for a document that is known, and all of it for one that is written straight
//! from the snapshot (`direct`).

use std::{any::Any, rc::Rc, sync::Arc, time::Duration};

use async_graphql::{
    EmptyMutation, EmptySubscription, ObjectType, Request, Response, Schema, ServerError, Value,
};
use serde_json::{Map, Value as Json, json};
use tokio::time::{Instant, timeout_at};

use super::deadline::Deadline;
use super::document::{Document, OperationKind, parse};
use super::fault::Fault;
use super::guard;
use super::known::{Documents, Known};
use super::plan::{Plan, plan};
use super::types::{SchemaError, Types};
use super::validate::{coerce, validate};
use crate::api::http::ProblemKind;
use crate::query::Archive;

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
    /// Whether the schema is the one that `direct` has tables of.
    is_direct: bool,
}

impl<Q> Clone for Engine<Q> {
    fn clone(&self) -> Self {
        Self {
            schema: self.schema.clone(),
            types: Arc::clone(&self.types),
            public_url: Arc::clone(&self.public_url),
            time_limit: self.time_limit,
            is_direct: self.is_direct,
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
            is_direct: false,
        })
    }

    /// The same, writing straight from the snapshot what can be: the schema is
    /// that of [`super::schema`], and the data an `Arc<Archive>`.
    #[must_use]
    pub const fn writing_directly(mut self) -> Self {
        self.is_direct = true;
        self
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
        self.answer_with(&Documents::default(), request, data).await
    }

    /// The same with the documents that are known.
    pub async fn answer_with<D: Any + Send + Sync>(
        &self,
        documents: &Documents,
        request: GraphqlRequest,
        data: D,
    ) -> GraphqlAnswer {
        let known = documents.find(&request.query);
        let written = known.as_ref().and_then(|k| self.write(k, &request, &data));
        match written {
            Some(answer) => answer,
            // On the heap: executing needs a hundred kilobytes, which a request
            // would else carry along that needs none of them.
            None => Box::pin(self.work_out(documents, known, request, data)).await,
        }
    }

    /// Answers what was not asked before, or has to be executed.
    async fn work_out<D: Any + Send + Sync>(
        &self,
        documents: &Documents,
        known: Option<Rc<Known>>,
        request: GraphqlRequest,
        data: D,
    ) -> GraphqlAnswer {
        let text = request.query.as_str();
        let document = match parse(text) {
            Ok(document) => document,
            Err(fault) => return self.refuse(&[fault]),
        };
        let is_new = known.is_none();
        let known = match self.know(&document, &request, known) {
            Ok(known) => known,
            Err(faults) => return self.refuse(&faults),
        };
        if is_new {
            documents.keep(text, &known);
            if let Some(answer) = self.write(&known, &request, &data) {
                return answer;
            }
        }
        let (plan, prepared) = match self.prepare(&document, &request) {
            Ok(prepared) => prepared,
            Err(fault) => return self.refuse(&[fault]),
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

    /// Measures and validates a document, as far as that is not known.
    fn know<'a>(
        &'a self,
        document: &'a Document<'a>,
        request: &GraphqlRequest,
        known: Option<Rc<Known>>,
    ) -> Result<Rc<Known>, Vec<Fault>> {
        let types = self.types.as_ref();
        let name = request.operation_name.as_deref();
        let variables = &request.variables;
        if !known
            .as_ref()
            .is_some_and(|k| k.is_within_limits(variables))
        {
            guard::check(types, document, name, variables).map_err(|fault| vec![fault])?;
        }
        if let Some(known) = known {
            return Ok(known);
        }
        validate(types, document)?;
        Ok(Rc::new(Known::of(types, document, self.is_direct)))
    }

    /// The answer to a request, if it is written straight from the snapshot.
    fn write(
        &self,
        known: &Known,
        request: &GraphqlRequest,
        data: &dyn Any,
    ) -> Option<GraphqlAnswer> {
        let name = request.operation_name.as_deref();
        let (program, variables) = known.program(&self.types, name, &request.variables)?;
        let archive = data.downcast_ref::<Arc<Archive>>()?;
        let body = program.answer(archive, &variables, &self.public_url).ok()?;
        Some(GraphqlAnswer {
            body,
            outcome: Outcome::Complete,
        })
    }

    fn prepare<'a>(
        &'a self,
        document: &'a Document<'a>,
        request: &GraphqlRequest,
    ) -> Result<(Plan<'a>, Request), Fault> {
        let types = self.types.as_ref();
        let name = request.operation_name.as_deref();
        let operation = document.operation(name)?;
        let variables = coerce(types, operation, &request.variables)?;
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
