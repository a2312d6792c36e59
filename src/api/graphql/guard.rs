//! What a document may cost, checked before anything looks at it twice.
//!
//! A document is parsed once, within limits, and measured once (`shape`); the
//! validation and the execution that follow never see one that could keep them
//! busy.

use std::collections::HashMap;

use serde_json::{Map, Value as Json};

use super::declared::json_bytes;
use super::document::{Document, Fragment, Operation};
use super::fault::Fault;
use super::shape::{Shape, Surveyor, count, spreads};
use super::types::{TypeDef, Types};
use crate::api::http::ProblemKind;

/// Most operations.
pub const OPERATIONS: u64 = 50;
/// Most fragments.
pub const FRAGMENTS: u64 = 100;
/// Most variables of one operation.
pub const VARIABLES: u64 = 100;
/// Most selections, fragments written out.
pub const SELECTIONS: u64 = 5_000;
/// Most aliases, fragments written out.
pub const ALIASES: u64 = 100;
/// Most directives, fragments written out.
pub const DIRECTIVES: u64 = 100;
/// Most fields within fields; standard introspection takes 13 to 15.
pub const DEPTH: u64 = 20;
/// The same with spreads and inline fragments counted: what every walk over
/// fragments written out recurses by, async-graphql's at most 32.
pub const NESTING: u64 = 30;
/// Most lists within lists in introspection (`fields { type { fields …`):
/// each level multiplies by the size of the schema. graphql-js has the same.
pub const INTROSPECTION_LISTS: u64 = 2;
/// Most bytes that the values of arguments take, variables put in and fragments
/// written out: one of 4,000 values may be used once or twice, not a thousand times.
pub const VALUE_BYTES: u64 = 512 * 1024;
/// Most nodes and values that an answer could hold, the work to find them
/// priced in values.
pub const COMPLEXITY: u64 = 200_000;

/// Refuses a document that could cost too much. `operation_name` is the one to
/// be executed: the complexity of the others does not count.
///
/// # Errors
/// The first limit that is passed, or a cycle of fragments.
pub fn check(
    types: &Types,
    document: &Document<'_>,
    operation_name: Option<&str>,
    variables: &Map<String, Json>,
) -> Result<(), Fault> {
    let costs = measure(types, document, Some(variables))?;
    let costs = document.operations.iter().zip(costs);
    let asked = costs.filter(|(operation, _)| {
        operation_name.is_none_or(|name| operation.name.is_some_and(|n| n.text == name))
    });
    let executed = asked.map(|(_, cost)| cost).max().unwrap_or_default();
    within_complexity(executed)
}

/// What holds of the size of a document whatever its variables are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounded {
    /// What the costliest of its operations may cost; none if it may pass a
    /// limit, and has to be measured with its variables.
    cost: Option<u64>,
}

/// Bytes that the values of all variables may take for that to hold.
pub const BOUNDED_VARIABLES: u64 = 4 * 1024;
/// Most that an operation may cost that is executed in one go, without others
/// having their turn: some milliseconds.
const SHORT_WORK: u64 = 20_000;

impl Bounded {
    /// Whether no limit can be passed with these variables.
    pub fn is_within_limits(self, variables: &Map<String, Json>) -> bool {
        self.cost.is_some() && are_short(variables)
    }

    /// Whether execution can be in one go with these variables.
    pub fn is_short_work(self, variables: &Map<String, Json>) -> bool {
        self.cost.is_some_and(|cost| cost <= SHORT_WORK) && are_short(variables)
    }
}

fn are_short(variables: &Map<String, Json>) -> bool {
    let bytes = variables.values().map(json_bytes);
    bytes.fold(0, u64::saturating_add) <= BOUNDED_VARIABLES
}

/// Measures a document as if each variable were as much as it can be: every
/// figure only grows with the number, the length and the bytes of a variable.
pub fn bounded(types: &Types, document: &Document<'_>) -> Bounded {
    let most = measure(types, document, None).map(|costs| costs.into_iter().max());
    let cost = most.ok().map(Option::unwrap_or_default);
    Bounded {
        cost: cost.filter(|cost| within_complexity(*cost).is_ok()),
    }
}

/// What each operation could cost; without variables the most that it could
/// with any.
fn measure(
    types: &Types,
    document: &Document<'_>,
    variables: Option<&Map<String, Json>>,
) -> Result<Vec<u64>, Fault> {
    let Document {
        operations,
        fragments,
    } = document;
    within(
        "OPERATION_LIMIT",
        "The document has {} operations",
        count(operations.len()),
        OPERATIONS,
    )?;
    within(
        "FRAGMENT_LIMIT",
        "The document has {} fragments",
        count(fragments.len()),
        FRAGMENTS,
    )?;
    for operation in operations {
        within(
            "VARIABLE_LIMIT",
            "An operation has {} variables",
            count(operation.variables.len()),
            VARIABLES,
        )?;
    }
    let mut surveyor = Surveyor {
        types,
        variables,
        declared: HashMap::new(),
        fragments: HashMap::new(),
    };
    for variable in operations.iter().flat_map(|o| &o.variables) {
        surveyor.declare(variable);
    }
    within_limits(&measure_fragments(&mut surveyor, fragments)?)?;
    let mut total = Shape::default();
    let mut costs = Vec::with_capacity(operations.len());
    for operation in operations {
        let shape = measure_operation(&surveyor, operation);
        costs.push(shape.cost);
        total.add(shape);
    }
    within_limits(&total)?;
    Ok(costs)
}

fn within_complexity(executed: u64) -> Result<(), Fault> {
    within(
        "COMPLEXITY_LIMIT",
        "The answer could cost as much as {} values",
        executed,
        COMPLEXITY,
    )
}

fn measure_operation(surveyor: &Surveyor<'_>, operation: &Operation<'_>) -> Shape {
    let root = surveyor.types.root(operation.kind);
    let root = root.map(|root: &TypeDef| root.name.as_str());
    let mut shape = surveyor.measure(&operation.selections, root);
    let on_variables = operation
        .variables
        .iter()
        .map(|variable| variable.directives.len());
    let directives = on_variables.fold(operation.directives.len(), usize::saturating_add);
    shape.directives = shape.directives.saturating_add(count(directives));
    shape
}

/// Measures each fragment once, after those it spreads (Kahn's order, so that
/// neither a cycle nor a long chain can overflow the stack). Returns the
/// largest figures among them: those of a fragment that nothing spreads count.
fn measure_fragments<'a>(
    surveyor: &mut Surveyor<'a>,
    fragments: &'a [Fragment<'a>],
) -> Result<Shape, Fault> {
    // Of fragments with one name the first counts; validation refuses them.
    let mut by_name: HashMap<&str, &Fragment<'_>> = HashMap::new();
    for fragment in fragments {
        by_name.entry(fragment.name.text).or_insert(fragment);
    }
    let mut waiting: HashMap<&str, usize> = HashMap::new();
    let mut dependents: HashMap<&str, Vec<&str>> = HashMap::new();
    for (name, fragment) in &by_name {
        let known = spreads(fragment)
            .into_iter()
            .filter(|spread| by_name.contains_key(spread));
        let known: Vec<_> = known.collect();
        waiting.insert(name, known.len());
        for spread in known {
            dependents.entry(spread).or_default().push(name);
        }
    }
    let mut largest = Shape::default();
    let mut ready: Vec<&str> = waiting
        .iter()
        .filter(|(_, left)| **left == 0)
        .map(|(name, _)| *name)
        .collect();
    while let Some(name) = ready.pop() {
        let Some(fragment) = by_name.remove(name) else {
            continue;
        };
        let mut shape = surveyor.measure(&fragment.selections, Some(fragment.on.text));
        shape.directives = shape
            .directives
            .saturating_add(count(fragment.directives.len()));
        surveyor.fragments.insert(fragment.name.text, shape);
        largest = largest.max_with(shape);
        for dependent in dependents.get(name).into_iter().flatten() {
            if let Some(left) = waiting.get_mut(dependent) {
                *left = left.saturating_sub(1);
                if *left == 0 {
                    ready.push(dependent);
                }
            }
        }
    }
    // What is left spreads itself, or waits for one that does.
    match by_name.keys().min() {
        None => Ok(largest),
        Some(name) => {
            let message = format!("Fragment `{name}` spreads itself, or one that does.");
            Err(Fault::new(
                ProblemKind::GraphqlValidation,
                "GRAPHQL_VALIDATION_FAILED",
                message,
            ))
        }
    }
}

fn within_limits(shape: &Shape) -> Result<(), Fault> {
    within(
        "DEPTH_LIMIT",
        "The document nests fields {} levels deep",
        shape.depth,
        DEPTH,
    )?;
    within(
        "DEPTH_LIMIT",
        "The document nests selections {} levels deep",
        shape.nesting,
        NESTING,
    )?;
    within(
        "DEPTH_LIMIT",
        "The introspection nests {} lists",
        shape.introspection,
        INTROSPECTION_LISTS,
    )?;
    within(
        "SELECTION_LIMIT",
        "The document has {} selections, fragments written out",
        shape.selections,
        SELECTIONS,
    )?;
    within(
        "ALIAS_LIMIT",
        "The document has {} aliases, fragments written out",
        shape.aliases,
        ALIASES,
    )?;
    within(
        "DIRECTIVE_LIMIT",
        "The document has {} directives, fragments written out",
        shape.directives,
        DIRECTIVES,
    )?;
    within(
        "VALUE_LIMIT",
        "The values of the document take {} bytes, variables put in",
        shape.value_bytes,
        VALUE_BYTES,
    )
}

fn within(code: &'static str, sentence: &str, figure: u64, limit: u64) -> Result<(), Fault> {
    if figure <= limit {
        return Ok(());
    }
    let figure = if figure == u64::MAX {
        "far too many".to_owned()
    } else {
        figure.to_string()
    };
    Err(Fault::limit(
        code,
        format!("{}; the limit is {limit}.", sentence.replace("{}", &figure)),
    ))
}
