//! The route table: one entry for each address, from which the router, the
//! check of parameter names, the index at `/v1` and the OpenAPI document are
//! all made.

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::Resource;
use actix_web::web::ServiceConfig;
use serde_json::Value;
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::call::Call;
use super::fields::FieldTree;
use super::form::{self, CSV_PARAMETERS, Form};
use crate::api::State;
use crate::api::http::{Answer, Problem, Reply, route};
use crate::query::Accepts;

/// What an answer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// The envelope with one thing.
    One,
    /// The envelope with a page of things.
    List,
    /// The envelope with a page of things and facets.
    FacetedList,
    /// A redirect.
    Redirect,
    /// JSON without envelope.
    Bare,
    /// A file of this type.
    File(&'static str),
    /// A file of one of these types, whole or in part.
    Download(&'static [&'static str]),
}

/// One address.
pub struct Route {
    /// Path template.
    pub path: &'static str,
    /// Name of the operation in the OpenAPI document.
    pub id: &'static str,
    /// Heading in the OpenAPI document.
    pub tag: &'static str,
    /// What it answers.
    pub summary: &'static str,
    /// What its last path parameter is, if it has one: name, description, example.
    pub segment: Option<(&'static str, &'static str, &'static str)>,
    /// Which parameters it takes.
    pub accepts: Accepts,
    /// What the answer holds.
    pub shape: Shape,
    /// Schema of `data` (of one row, for a list).
    pub schema: fn() -> DataSchema,
    /// Forms of one thing besides JSON: suffix and media type.
    pub also: &'static [(&'static str, &'static str)],
    /// Whether the rows of a list can be subscribed to.
    pub feed: bool,
    /// Columns of the CSV form when no `fields` are asked for; empty for all
    /// there are.
    pub columns: &'static [&'static str],
    /// What answers.
    pub handler: Handler,
}

impl Route {
    /// The forms of the list, the default first.
    #[must_use]
    pub fn forms(&self) -> &'static [Form] {
        match self.shape {
            Shape::List | Shape::FacetedList if self.feed => form::ALL,
            Shape::List | Shape::FacetedList => form::TABULAR,
            _ => &[],
        }
    }

    /// Every parameter it takes.
    #[must_use]
    pub fn parameters(&self) -> Vec<String> {
        let mut names = self.accepts.names();
        if !self.forms().is_empty() {
            names.extend(CSV_PARAMETERS.map(str::to_owned));
        }
        names
    }
}

/// What answers a request.
#[derive(Clone, Copy)]
pub enum Handler {
    /// Gives an answer to be finished.
    Plain(fn(Call<'_>) -> Result<Answer, Problem>),
    /// Gives whatever a route can reply with: a stream, or work for later.
    Any(fn(Call<'_>) -> Result<Reply, Problem>),
}

impl Handler {
    fn answer(self, call: Call<'_>) -> Result<Reply, Problem> {
        match self {
            Self::Plain(handler) => handler(call).map(Into::into),
            Self::Any(handler) => handler(call),
        }
    }
}

/// A schema and those it refers to.
pub struct DataSchema {
    /// The schema, or a reference to a component.
    pub schema: Value,
    /// Components by name.
    pub components: BTreeMap<String, Value>,
}

/// The schema of a type.
pub fn schema_of<T: ToSchema>() -> DataSchema {
    let mut found: Vec<(String, RefOr<Schema>)> = Vec::new();
    T::schemas(&mut found);
    let name = T::name().into_owned();
    found.push((name.clone(), <T as PartialSchema>::schema()));
    let value = |schema: &RefOr<Schema>| serde_json::to_value(schema).unwrap_or_default();
    DataSchema {
        components: found
            .iter()
            .map(|(name, schema)| (name.clone(), value(schema)))
            .collect(),
        schema: serde_json::json!({ "$ref": format!("#/components/schemas/{name}") }),
    }
}

/// The schema of a list of a type, where it is not paged.
pub fn array_of<T: ToSchema>() -> DataSchema {
    let DataSchema { schema, components } = schema_of::<T>();
    DataSchema {
        schema: serde_json::json!({ "type": "array", "items": schema }),
        components,
    }
}

/// The schema of an answer without one.
pub fn no_schema() -> DataSchema {
    DataSchema {
        schema: Value::Null,
        components: BTreeMap::new(),
    }
}

/// Mounts the table.
pub fn mount(
    state: &State,
    routes: impl Iterator<Item = &'static Route>,
    config: &mut ServiceConfig,
) {
    let mut by_suffix = Vec::new();
    for entry in routes {
        let data = (entry.schema)();
        let fields = Arc::new(FieldTree::of_schema(&data.schema, &data.components));
        by_suffix.extend(
            entry
                .forms()
                .iter()
                .map(|form| (entry, *form, fields.clone())),
        );
        config.service(resource(state, entry, fields, None));
    }
    // Behind all others: routes are tried one by one.
    for (entry, form, fields) in by_suffix {
        config.service(resource(state, entry, fields, Some(form)));
    }
}

fn resource(
    state: &State,
    entry: &'static Route,
    fields: Arc<FieldTree>,
    form: Option<Form>,
) -> Resource {
    let path = format!("{}{}", entry.path, form.map_or("", Form::suffix));
    let state = state.clone();
    route::get(&path, move |request| {
        let archive = state.archive.current();
        let call = Call::new((&archive, &state), &request, (entry, &fields), form);
        std::future::ready(call.and_then(|call| entry.handler.answer(call)))
    })
}
