//! Validation of documents and coercion of variables as the specification
//! says. async-graphql lets 174 of 1,064 invalid documents of graphql-js's own
//! tests pass, so apollo-compiler decides, over the SDL that is served.

use apollo_compiler::{
    ExecutableDocument, Schema,
    ast::{Document, OperationType},
    response::{JsonMap, JsonValue},
    validation::{Valid, WithErrors},
};
use async_graphql::Variables;
use serde_json::{Map, Value as Json};
use thiserror::Error;

use super::{
    fault::{Fault, Location},
    guard,
};
use crate::api::http::ProblemKind;

/// The schema as the validator reads it.
#[derive(Debug)]
pub struct Validator {
    schema: Valid<Schema>,
}

/// The schema served cannot be read back: a mistake in this program.
#[derive(Debug, Error)]
#[error("the GraphQL schema is not valid: {0}")]
pub struct SchemaError(String);

/// Fields that async-graphql serves and that the validator's own types of
/// introspection do not have yet (draft of September 2025).
const NEWER_INTROSPECTION: &str = "extend type __Type { isOneOf: Boolean }";

impl Validator {
    /// Reads the schema from the SDL that is served.
    ///
    /// # Errors
    /// When the SDL is not a valid schema.
    pub fn new(sdl: &str) -> Result<Self, SchemaError> {
        let text = format!("{sdl}\n{NEWER_INTROSPECTION}\n");
        let schema = Schema::parse_and_validate(text, "schema.graphql")
            .map_err(|failed| SchemaError(failed.errors.to_string()))?;
        Ok(Self { schema })
    }

    /// The schema, for the guard.
    #[must_use]
    pub const fn schema(&self) -> &Valid<Schema> {
        &self.schema
    }

    /// Validates a parsed document and coerces the variables of the operation
    /// to be executed.
    ///
    /// # Errors
    /// Everything that is wrong with the document, or the first thing that is
    /// wrong with the variables.
    pub fn validate(
        &self,
        document: &Document,
        operation_name: Option<&str>,
        variables: &Map<String, Json>,
    ) -> Result<Variables, Vec<Fault>> {
        let invalid = |failed: WithErrors<ExecutableDocument>| {
            guard::faults(
                &failed.errors,
                ProblemKind::GraphqlValidation,
                "GRAPHQL_VALIDATION_FAILED",
            )
        };
        // In two steps: the first leaves unknown fields out, and the second
        // would then complain that their parents select nothing.
        let executable = document.to_executable(&self.schema).map_err(invalid)?;
        let valid = executable.validate(&self.schema).map_err(invalid)?;
        self.coerce(&valid, operation_name, variables)
            .map_err(|fault| vec![fault])
    }

    fn coerce(
        &self,
        document: &Valid<ExecutableDocument>,
        operation_name: Option<&str>,
        variables: &Map<String, Json>,
    ) -> Result<Variables, Fault> {
        let operation = document
            .operations
            .get(operation_name)
            .map_err(|_| unknown_operation(operation_name))?;
        if operation.variables.is_empty() {
            return Ok(Variables::default());
        }
        let mut given = JsonMap::with_capacity(variables.len());
        for (name, value) in variables {
            given.insert(name.as_str(), JsonValue::from(value.clone()));
        }
        let bad_input =
            |message: String| Fault::new(ProblemKind::GraphqlVariables, "BAD_USER_INPUT", message);
        let coerced =
            apollo_compiler::request::coerce_variable_values(&self.schema, operation, &given);
        let coerced = coerced.map_err(|error| {
            let place = error
                .location()
                .and_then(|span| span.line_column(&document.sources));
            let locations = place.map(|place| Location {
                line: place.line,
                column: place.column,
            });
            let mut fault = bad_input(error.message().to_string());
            fault.locations.extend(locations);
            fault
        })?;
        let value = async_graphql::to_value(coerced.into_inner());
        value
            .map(Variables::from_value)
            .map_err(|error| bad_input(error.to_string()))
    }
}

/// Whether the operation to be executed is something else than a query.
#[must_use]
pub fn changes_something(document: &Document, operation_name: Option<&str>) -> bool {
    let mut operations = document
        .definitions
        .iter()
        .filter_map(|definition| definition.as_operation_definition());
    let chosen = operations
        .find(|operation| operation_name.is_none() || operation.name.as_deref() == operation_name);
    chosen.is_some_and(|operation| operation.operation_type != OperationType::Query)
}

fn unknown_operation(name: Option<&str>) -> Fault {
    let message = match name {
        Some(name) => format!("The document has no operation named `{name}`."),
        None => "The document has several operations: `operationName` has to say which.".to_owned(),
    };
    Fault::new(
        ProblemKind::GraphqlValidation,
        "OPERATION_RESOLUTION_FAILURE",
        message,
    )
}
