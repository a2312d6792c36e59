//! The shape of a selection set: what it would grow to if every fragment were
//! written out, computed without writing any out.
//!
//! A document of 622 bytes can grow to ten million selections, and the limits
//! of async-graphql are computed by the very walk that explodes. Here each
//! fragment is measured once, after those that it spreads.

use std::collections::HashMap;

use serde_json::{Map, Value as Json};

use super::declared::Declared;
use super::document::{Argument, Field, Fragment, Selection, Value};
use super::types::{FieldDef, Types};
use super::validate::whole;
use crate::query::{DEFAULT_NODES, DEFAULT_PAGE, MAX_PAGE};

/// What a list that is not paged is taken to hold.
const PLAIN_LIST: u64 = 5;

/// Steps of work are priced in the values that could be written out meanwhile.
/// A coverage counts every item.
const COVERAGE: u64 = 10_000;
/// Statistics do so for every dimension, and combine them.
const STATS_DIMENSION: u64 = 5_000;
/// The graph looks at every pair of projects that an item names.
const GRAPH: u64 = 10_000;
/// Its edges for each of its nodes, where all of 200 are named together.
const EDGES_PER_NODE: u64 = 100;
/// A facet counts the items of its list.
const FACET: u64 = 2_500;
/// A search looks through all of them.
const SEARCH: u64 = 10_000;
/// Suggestions look through every name and a run of the words.
const SUGGEST: u64 = 2_500;
/// A list that is filtered or put into another order looks at every row.
const SCAN: u64 = 2_500;
/// The same within a report, which holds a few dozen items.
const SCAN_OF_REPORT: u64 = 250;
/// No field takes more dimensions.
const MOST_DIMENSIONS: u64 = 7;

/// Figures of a selection set with its fragments written out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Shape {
    /// Fields, spreads and inline fragments.
    pub selections: u64,
    /// Fields under another name.
    pub aliases: u64,
    /// Directives.
    pub directives: u64,
    /// Fields within fields.
    pub depth: u64,
    /// The same, spreads and inline fragments counted.
    pub nesting: u64,
    /// Lists within lists of the introspection of types.
    pub introspection: u64,
    /// What the values of arguments take, variables put in.
    pub value_bytes: u64,
    /// Nodes and values that an answer could hold, and the work to find them.
    pub cost: u64,
    /// The part of the cost that is per node of the connection selected on.
    cost_per_node: u64,
    /// The cost within introspection where it is asked of every type: what the
    /// lists of types hold one with another, rather than at most.
    cost_of_each: u64,
}

impl Shape {
    /// Takes in a sibling.
    pub fn add(&mut self, other: Self) {
        self.selections = self.selections.saturating_add(other.selections);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.directives = self.directives.saturating_add(other.directives);
        self.value_bytes = self.value_bytes.saturating_add(other.value_bytes);
        self.cost = self.cost.saturating_add(other.cost);
        self.cost_per_node = self.cost_per_node.saturating_add(other.cost_per_node);
        self.cost_of_each = self.cost_of_each.saturating_add(other.cost_of_each);
        self.depth = self.depth.max(other.depth);
        self.nesting = self.nesting.max(other.nesting);
        self.introspection = self.introspection.max(other.introspection);
    }

    /// The larger of each figure.
    #[must_use]
    pub fn max_with(self, other: Self) -> Self {
        Self {
            selections: self.selections.max(other.selections),
            aliases: self.aliases.max(other.aliases),
            directives: self.directives.max(other.directives),
            depth: self.depth.max(other.depth),
            nesting: self.nesting.max(other.nesting),
            introspection: self.introspection.max(other.introspection),
            value_bytes: self.value_bytes.max(other.value_bytes),
            cost: self.cost.max(other.cost),
            cost_per_node: self.cost_per_node.max(other.cost_per_node),
            cost_of_each: self.cost_of_each.max(other.cost_of_each),
        }
    }

    /// One level around: itself counted.
    fn wrapped(mut self, directives: usize) -> Self {
        self.selections = self.selections.saturating_add(1);
        self.directives = self.directives.saturating_add(count(directives));
        self.nesting = self.nesting.saturating_add(1);
        self
    }
}

/// What a measurement needs to know.
#[derive(Debug)]
pub struct Surveyor<'a> {
    /// The schema served.
    pub types: &'a Types,
    /// The variables given with the request; without, each is taken to be as
    /// much as it can be.
    pub variables: Option<&'a Map<String, Json>>,
    /// What any operation says of a variable, the largest of each.
    pub declared: HashMap<&'a str, Declared>,
    /// The fragments measured so far.
    pub fragments: HashMap<&'a str, Shape>,
}

impl Surveyor<'_> {
    /// Measures a selection set on a type. Recurses as deep as the parser let
    /// the document nest, no more: spreads are looked up, not followed.
    pub fn measure(&self, selections: &[Selection<'_>], parent: Option<&str>) -> Shape {
        let mut total = Shape::default();
        for selection in selections {
            total.add(match selection {
                Selection::Field(field) => self.measure_field(field, parent),
                Selection::Spread(spread) => {
                    let fragment = self.fragments.get(spread.name.text);
                    fragment
                        .copied()
                        .unwrap_or_default()
                        .wrapped(spread.directives.len())
                }
                Selection::Inline(inline) => {
                    let parent = inline.on.map(|on| on.text).or(parent);
                    self.measure(&inline.selections, parent)
                        .wrapped(inline.directives.len())
                }
            });
        }
        total
    }

    fn measure_field(&self, field: &Field<'_>, parent: Option<&str>) -> Shape {
        let on = parent.and_then(|parent| self.types.get(parent));
        let definition = on.and_then(|on| self.types.field(on, field.name.text));
        let child_type = definition.map(|definition| definition.ty.named().as_str());
        let inner = self.measure(&field.selections, child_type);
        let mut shape = inner.wrapped(field.directives.len());
        let values = field
            .arguments
            .iter()
            .map(|a| self.value_bytes(&a.value.value));
        shape.value_bytes = values.fold(shape.value_bytes, u64::saturating_add);
        shape.depth = shape.depth.saturating_add(1);
        shape.aliases = shape
            .aliases
            .saturating_add(u64::from(field.alias.is_some()));
        let is_introspection = parent.is_some_and(|name| name.starts_with("__"));
        if is_introspection {
            self.price_introspection(&mut shape, inner, field.name.text);
            return shape;
        }
        shape.cost_per_node = 0;
        let one = inner.cost.saturating_add(1);
        let all = one.saturating_add(inner.cost_per_node);
        let size = definition.map(|definition| self.size(definition, field));
        match size {
            // `edges` and `nodes` are as long as the page that the field
            // around the connection asks for; the rest is there once.
            Some(Size::Connection(page)) => {
                shape.cost = one.saturating_add(page.saturating_mul(inner.cost_per_node));
            }
            Some(Size::List(_)) if parent == Some("Graph") && field.name.text == "edges" => {
                shape.cost = 0;
                shape.cost_per_node = all.saturating_mul(EDGES_PER_NODE);
            }
            Some(Size::List(_)) if parent.is_some_and(is_paged) && is_page_of(field.name.text) => {
                shape.cost = 0;
                shape.cost_per_node = all;
            }
            Some(Size::List(length)) => shape.cost = length.saturating_mul(all),
            Some(Size::One) | None => shape.cost = all,
        }
        if let (Some(definition), Some(parent)) = (definition, parent) {
            let work = self.work(definition, field, parent);
            shape.cost = shape.cost.saturating_add(work);
        }
        shape
    }

    /// A field of a type of introspection, whose lists are as long as the schema
    /// makes them.
    fn price_introspection(&self, shape: &mut Shape, inner: Shape, name: &str) {
        if matches!(
            name,
            "fields" | "interfaces" | "possibleTypes" | "inputFields"
        ) {
            shape.introspection = shape.introspection.saturating_add(1);
        }
        let one = inner.cost.saturating_add(1);
        let one_of_each = inner.cost_of_each.saturating_add(1);
        let length = self.types.lengths().get(name);
        let (most, mean) = length.map_or((1, 1), |length| (length.most, length.mean));
        shape.cost_per_node = 0;
        shape.cost_of_each = mean.saturating_mul(one_of_each);
        shape.cost = if name == "types" {
            shape.cost_of_each
        } else {
            most.saturating_mul(one)
        };
    }

    /// What a field costs before anything of it is written out: the work of
    /// those that look through the archive, whatever the page.
    fn work(&self, definition: &FieldDef, field: &Field<'_>, parent: &str) -> u64 {
        let dimensions = || {
            let by = field
                .arguments
                .iter()
                .find(|argument| argument.name.text == "by");
            let by = by.map_or(1, |by| self.length(by));
            by.clamp(1, MOST_DIMENSIONS)
        };
        let looks_through = |argument: &Argument<'_>| {
            let page = ["first", "last", "after", "before", "offset"];
            !page.contains(&argument.name.text)
        };
        match field.name.text {
            "coverage" => COVERAGE,
            "graph" => GRAPH,
            "search" => SEARCH,
            "suggest" => SUGGEST,
            "stats" => STATS_DIMENSION.saturating_mul(dimensions()),
            "facets" => FACET.saturating_mul(dimensions()),
            _ if !is_connection(definition.ty.named()) => 0,
            _ if !field.arguments.iter().any(looks_through) => 0,
            _ if parent == "Report" => SCAN_OF_REPORT,
            _ => SCAN,
        }
    }

    fn size(&self, definition: &FieldDef, field: &Field<'_>) -> Size {
        let argument = |name: &str| {
            field
                .arguments
                .iter()
                .find(|argument| argument.name.text == name)
        };
        let takes = |name: &str| {
            definition
                .arguments
                .iter()
                .any(|argument| argument.name == name)
        };
        let page = |unasked: usize| {
            let asked = ["first", "last"]
                .into_iter()
                .filter_map(argument)
                .filter_map(|page| self.number(page));
            asked
                .max()
                .unwrap_or(rows(unasked))
                .clamp(1, rows(MAX_PAGE))
        };
        let returned = definition.ty.named();
        if is_paged(returned) {
            let is_graph = !is_connection(returned);
            let unasked = if is_graph {
                DEFAULT_NODES
            } else {
                DEFAULT_PAGE
            };
            return Size::Connection(page(unasked));
        }
        if !definition.ty.is_list() {
            return Size::One;
        }
        if takes("first") || takes("last") {
            return Size::List(page(DEFAULT_PAGE));
        }
        Size::List(argument("ids").map_or(PLAIN_LIST, |ids| self.length(ids)))
    }

    /// The number that an argument asks for, if it is one.
    fn number(&self, argument: &Argument<'_>) -> Option<u64> {
        match &argument.value.value {
            Value::Variable(name) => match self.variables.map(|all| all.get(*name)) {
                Some(Some(Json::Null)) => None,
                // What is no whole number will not be executed.
                Some(Some(given)) => whole(given).map(|n| u64::try_from(n).unwrap_or(0)),
                Some(None) => self.declared.get(name).and_then(|known| known.number),
                None => Some(u64::MAX),
            },
            literal => literal_number(literal),
        }
    }

    fn length(&self, argument: &Argument<'_>) -> u64 {
        match &argument.value.value {
            Value::List(values) => count(values.len()),
            Value::Variable(name) => {
                let Some(variables) = self.variables else {
                    return u64::MAX;
                };
                let given = variables.get(*name).and_then(Json::as_array);
                let default = || self.declared.get(name).and_then(|known| known.length);
                let length = given.map(|values| count(values.len())).or_else(default);
                length.unwrap_or(PLAIN_LIST)
            }
            _ => 1,
        }
    }
}

enum Size {
    One,
    List(u64),
    Connection(u64),
}

/// Relay's names: what the specification reserves them for.
fn is_connection(type_name: impl AsRef<str>) -> bool {
    type_name.as_ref().ends_with("Connection")
}

/// Whether a type holds as many nodes as its field asks for.
fn is_paged(type_name: impl AsRef<str>) -> bool {
    is_connection(&type_name) || type_name.as_ref() == "Graph"
}

fn is_page_of(field_name: &str) -> bool {
    matches!(field_name, "edges" | "nodes")
}

/// The number that a literal is; a negative one counts as none.
pub fn literal_number(value: &Value<'_>) -> Option<u64> {
    match value {
        Value::Int(text) => {
            Some(
                text.parse()
                    .unwrap_or(if text.starts_with('-') { 0 } else { u64::MAX }),
            )
        }
        _ => None,
    }
}

/// The names of the fragments that a fragment spreads, each once.
pub fn spreads<'a>(fragment: &Fragment<'a>) -> Vec<&'a str> {
    fn collect<'a>(selections: &[Selection<'a>], names: &mut Vec<&'a str>) {
        for selection in selections {
            match selection {
                Selection::Field(field) => collect(&field.selections, names),
                Selection::Inline(inline) => collect(&inline.selections, names),
                Selection::Spread(spread) => names.push(spread.name.text),
            }
        }
    }
    let mut names = Vec::new();
    collect(&fragment.selections, &mut names);
    names.sort_unstable();
    names.dedup();
    names
}

/// A length as a figure of a shape.
pub fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// A page size of `query` as a cost.
fn rows(size: usize) -> u64 {
    u64::try_from(size).unwrap_or(u64::MAX)
}
