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
    /// Forms besides JSON and those of any list: suffix and media type.
    pub also: &'static [(&'static str, &'static str)],
    /// Whether one thing is given as the list of that one row, too.
    pub is_row: bool,
    /// Columns of the CSV form when no `fields` are asked for; empty for all
    /// there are.
    pub columns: &'static [&'static str],
    /// What answers.
    pub handler: Handler,
}

impl Route {
    /// Whether a part of its path stands for something.
    #[must_use]
    pub fn is_keyed(&self) -> bool {
        self.path.contains('{')
    }

    /// The forms of the list, the default first.
    #[must_use]
    pub fn forms(&self) -> &'static [Form] {
        match self.shape {
            Shape::List | Shape::FacetedList => form::ALL,
            Shape::One if self.is_row => form::ALL,
            _ => &[],
        }
    }

    /// Every form, the default first: what an address in it ends in, and its
    /// media type.
    pub fn offers(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let json = (".json", "application/json");
        let lists = self.forms().iter().map(|f| (f.suffix(), f.media_type()));
        let unlisted = self.forms().is_empty().then_some(json);
        unlisted
            .into_iter()
            .chain(lists)
            .chain(self.also.iter().copied())
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

/// What requests for a route are read by, made once.
pub struct Known {
    /// The keys of its answer.
    pub fields: FieldTree,
    /// The parameters it takes.
    pub parameters: Vec<String>,
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
        let known = Arc::new(Known {
            fields: FieldTree::of_schema(&data.schema, &data.components),
            parameters: entry.parameters(),
        });
        // Where the path ends in a key, its suffix is found there.
        let is_keyed = entry.path.ends_with('}');
        let is_drawn = entry.shape == Shape::One && !entry.also.is_empty();
        if !is_keyed && (is_drawn || !entry.forms().is_empty()) {
            let suffixes = entry.offers().map(|(suffix, _)| suffix);
            let suffixes = suffixes.filter(|suffix| !suffix.is_empty());
            by_suffix.extend(suffixes.map(|suffix| (entry, suffix, known.clone())));
        }
        config.service(resource(state, entry, known, None));
    }
    // Behind all others: routes are tried one by one.
    for (entry, suffix, known) in by_suffix {
        config.service(resource(state, entry, known, Some(suffix)));
    }
}

fn resource(
    state: &State,
    entry: &'static Route,
    known: Arc<Known>,
    suffix: Option<&'static str>,
) -> Resource {
    let path = format!("{}{}", entry.path, suffix.unwrap_or_default());
    let state = state.clone();
    route::get(&path, move |request| {
        let archive = state.archive.current();
        let call = Call::new((&archive, &state), &request, (entry, &known), suffix);
        std::future::ready(call.and_then(|call| entry.handler.answer(call)))
    })
}
