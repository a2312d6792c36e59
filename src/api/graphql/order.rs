//! The order of an answer: fields as the document selects them.
//!
//! async-graphql 7.2.1 puts a field into its object when it is done, and lists
//! wait for their turn (`deadline`): they would come last, and in an order that
//! the runtime decides. The specification wants the order of the
//! selection, and an `ETag` wants the same bytes every time.

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};
use async_graphql::{Name, Value};

/// Response keys in order, each with those below it.
#[derive(Default)]
struct Plan<'a>(IndexMap<&'a str, Plan<'a>>);

/// Puts the data of an executed document into the order of its selections.
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
