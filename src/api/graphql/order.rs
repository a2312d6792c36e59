//! The form of an answer: fields as the document selects them, and an object
//! even where it selects none.
//!
//! async-graphql 7.2.1 puts a field into its object when it is done, and lists
//! wait for their turn (`deadline`): they would come last, and in an order that
//! the runtime decides. The specification wants the order of the
//! selection, and an `ETag` wants the same bytes every time.
//!
//! It also makes null of an object of which nothing is selected (all skipped,
//! or in fragments on other types), non-null or not; the specification has
//! `{}`. So such a selection is given a field to be told by, taken out again.

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, Field, Selection, SelectionSet,
};
use async_graphql::{Name, Positioned, Value};

/// The response key of the field by which an object without fields is told
/// from null. Not a name, so that no document has it.
const MARK: &str = " ";

/// Response keys in order, each with those below it.
#[derive(Default)]
struct Plan<'a>(IndexMap<&'a str, Plan<'a>>);

/// Marks the selections that may turn out to select nothing.
pub fn mark(document: &mut ExecutableDocument) {
    match &mut document.operations {
        DocumentOperations::Single(operation) => {
            mark_set(&mut operation.node.selection_set, true);
        }
        DocumentOperations::Multiple(operations) => {
            for operation in operations.values_mut() {
                mark_set(&mut operation.node.selection_set, true);
            }
        }
    }
    for fragment in document.fragments.values_mut() {
        mark_set(&mut fragment.node.selection_set, false);
    }
}

/// Marks a selection set and those in it. The set of a fragment is part of the
/// object's own, which has its mark already.
fn mark_set(set: &mut Positioned<SelectionSet>, is_of_object: bool) {
    let mut is_sure = set.node.items.is_empty();
    for selection in &mut set.node.items {
        match &mut selection.node {
            Selection::Field(field) => {
                is_sure |= field.node.directives.is_empty();
                mark_set(&mut field.node.selection_set, true);
            }
            Selection::InlineFragment(fragment) => {
                mark_set(&mut fragment.node.selection_set, false);
            }
            Selection::FragmentSpread(_) => {}
        }
    }
    if is_of_object && !is_sure {
        let at = set.pos;
        let field = Field {
            alias: Some(Positioned::new(Name::new(MARK), at)),
            name: Positioned::new(Name::new("__typename"), at),
            arguments: Vec::new(),
            directives: Vec::new(),
            selection_set: Positioned::default(),
        };
        let field = Selection::Field(Positioned::new(field, at));
        set.node.items.push(Positioned::new(field, at));
    }
}

/// Puts the data of an executed document into the order of its selections,
/// without marks.
pub fn arrange(document: &ExecutableDocument, operation: Option<&str>, data: &mut Value) {
    let mut operations = document.operations.iter();
    let asked = |name: Option<&Name>| operation.is_none() || name.map(Name::as_str) == operation;
    if let Some((_, found)) = operations.find(|(name, _)| asked(*name)) {
        let mut plan = Plan::default();
        plan.add(document, &found.node.selection_set.node);
        plan.apply(data);
    }
}

impl<'a> Plan<'a> {
    /// Adds a selection set; one key selected twice is one key. Fragments
    /// count whatever type they are on: what they do not apply to is absent.
    fn add(&mut self, document: &'a ExecutableDocument, set: &'a SelectionSet) {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => {
                    let key = field.node.response_key().node.as_str();
                    let below = self.0.entry(key).or_default();
                    below.add(document, &field.node.selection_set.node);
                }
                Selection::InlineFragment(fragment) => {
                    self.add(document, &fragment.node.selection_set.node);
                }
                Selection::FragmentSpread(spread) => {
                    let fragment = document.fragments.get(&spread.node.fragment_name.node);
                    if let Some(fragment) = fragment {
                        self.add(document, &fragment.node.selection_set.node);
                    }
                }
            }
        }
    }

    fn apply(&self, value: &mut Value) {
        match value {
            Value::List(values) => values.iter_mut().for_each(|v| self.apply(v)),
            Value::Object(object) => {
                if self.0.contains_key(MARK) {
                    object.shift_remove(MARK);
                }
                let place = |key: &Name| self.0.get_index_of(key.as_str());
                if !object.keys().map(place).is_sorted() {
                    object.sort_by(|a, _, b, _| place(a).cmp(&place(b)));
                }
                for (key, value) in object {
                    if let Some(below) = self.0.get(key.as_str()).filter(|p| !p.0.is_empty()) {
                        below.apply(value);
                    }
                }
            }
            _ => {}
        }
    }
}
