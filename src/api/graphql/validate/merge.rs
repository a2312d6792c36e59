//! Whether fields of one name in the answer can be one field.
//!
//! The specification compares every pair; that is quadratic in the fields of
//! one name, and worse across fragments. Two passes say the same: in the first,
//! all fields of a name must give answers of the same shape, whatever object
//! they are of; in the second, all that may be of one object must be the same
//! field with the same arguments. Each looks at a set of fields once, as a
//! whole.

use std::collections::HashSet;

use async_graphql::indexmap::IndexMap;

use super::Check;
use crate::api::graphql::document::{Argument, Field, Selection, TypeRef, Value};
use crate::api::graphql::types::{FieldDef, Type, TypeDef};

/// A field with the type it is selected on.
#[derive(Clone, Copy)]
struct Selected<'a> {
    field: &'a Field<'a>,
    parent: &'a TypeDef,
    definition: &'a FieldDef,
}

/// Fields by their names in the answer.
type Names<'a> = IndexMap<&'a str, Vec<Selected<'a>>>;

impl<'a> Check<'a> {
    /// The rule, for every operation.
    pub(super) fn merges(&mut self) {
        for operation in &self.document.operations {
            if let Some(root) = self.types.root(operation.kind) {
                let mut names = Names::new();
                self.collect(&operation.selections, root, &mut names, &mut HashSet::new());
                self.shapes(&names);
                self.fields(&names);
            }
        }
    }

    /// Fields of a selection set, fragments written out, each once.
    fn collect(
        &self,
        selections: &'a [Selection<'a>],
        parent: &'a TypeDef,
        names: &mut Names<'a>,
        seen: &mut HashSet<&'a str>,
    ) {
        for selection in selections {
            match selection {
                Selection::Field(field) => {
                    if let Some(definition) = self.types.field(parent, field.name.text) {
                        let selected = Selected {
                            field,
                            parent,
                            definition,
                        };
                        names.entry(field.key().text).or_default().push(selected);
                    }
                }
                Selection::Inline(inline) => {
                    let on = inline.on.and_then(|on| self.types.get(on.text));
                    let on = on.unwrap_or(parent);
                    self.collect(&inline.selections, on, names, seen);
                }
                Selection::Spread(spread) => {
                    if let Some(fragment) = self.fragments.get(spread.name.text)
                        && seen.insert(spread.name.text)
                        && let Some(on) = self.types.get(fragment.on.text)
                    {
                        self.collect(&fragment.selections, on, names, seen);
                    }
                }
            }
        }
    }

    /// What is selected of all these fields, as one set.
    fn below(&self, fields: &[Selected<'a>]) -> Names<'a> {
        let mut names = Names::new();
        let mut seen = HashSet::new();
        for selected in fields {
            if let Some(ty) = self.types.named(&selected.definition.ty) {
                // The same fragment on another parent selects the same fields.
                self.collect(&selected.field.selections, ty, &mut names, &mut seen);
            }
        }
        names
    }

    fn shapes(&mut self, names: &Names<'a>) {
        for (name, fields) in names {
            let Some((first, others)) = fields.split_first() else {
                continue;
            };
            let ty = &first.definition.ty;
            if let Some(other) = others
                .iter()
                .find(|o| !self.same_shape(ty, &o.definition.ty))
            {
                let message = format!(
                    "`{name}` is both `{ty}` and `{}`: give one of them another alias.",
                    other.definition.ty
                );
                self.fault(other.field.key().at, message);
                continue;
            }
            let below = self.below(fields);
            self.shapes(&below);
        }
    }

    fn same_shape(&self, one: &Type, other: &Type) -> bool {
        match (one, other) {
            (TypeRef::List(one), TypeRef::List(other))
            | (TypeRef::NonNull(one), TypeRef::NonNull(other)) => self.same_shape(one, other),
            (TypeRef::Named(one), TypeRef::Named(other)) => {
                let is_composite = |name| self.types.get(name).is_some_and(TypeDef::is_composite);
                one == other || (is_composite(one) && is_composite(other))
            }
            _ => false,
        }
    }

    fn fields(&mut self, names: &Names<'a>) {
        for (name, fields) in names {
            for group in of_one_object(fields) {
                if let Some(other) = first_other(&group) {
                    let message = format!(
                        "`{name}` stands for different fields or arguments: give one another alias."
                    );
                    self.fault(other.field.key().at, message);
                    continue;
                }
                let below = self.below(&group);
                self.fields(&below);
            }
        }
    }
}

/// The first that is not the same field with the same arguments.
fn first_other<'a>(group: &[Selected<'a>]) -> Option<Selected<'a>> {
    let (first, others) = group.split_first()?;
    let mut others = others.iter();
    let found = others.find(|other| {
        first.field.name.text != other.field.name.text
            || !same_arguments(&first.field.arguments, &other.field.arguments)
    });
    found.copied()
}

/// Fields that one object may have together: those on each object type with
/// those on interfaces and unions, which may be of any.
fn of_one_object<'a>(fields: &[Selected<'a>]) -> Vec<Vec<Selected<'a>>> {
    let mut groups: IndexMap<&str, Vec<Selected<'a>>> = IndexMap::new();
    let (on_objects, on_any): (Vec<_>, Vec<_>) =
        fields.iter().copied().partition(|f| f.parent.is_object());
    for field in on_objects {
        groups.entry(&field.parent.name).or_default().push(field);
    }
    if groups.is_empty() {
        return vec![on_any];
    }
    let mut groups: Vec<_> = groups.into_values().collect();
    for group in &mut groups {
        group.extend(on_any.iter().copied());
    }
    groups
}

fn same_arguments(one: &[Argument<'_>], other: &[Argument<'_>]) -> bool {
    let has_same = |argument: &Argument<'_>| {
        let mut others = other.iter();
        let found = others.find(|o| o.name.text == argument.name.text);
        found.is_some_and(|o| same_value(&argument.value.value, &o.value.value))
    };
    one.len() == other.len() && one.iter().all(has_same)
}

/// Whether two values are written the same, fields in any order. As graphql-js
/// has it, a block string is not a string.
fn same_value(one: &Value<'_>, other: &Value<'_>) -> bool {
    match (one, other) {
        (Value::Variable(a), Value::Variable(b))
        | (Value::Int(a), Value::Int(b))
        | (Value::Float(a), Value::Float(b))
        | (Value::Enum(a), Value::Enum(b)) => a == b,
        (Value::Text(a), Value::Text(b)) | (Value::Block(a), Value::Block(b)) => a == b,
        (Value::Boolean(a), Value::Boolean(b)) => a == b,
        (Value::Null, Value::Null) => true,
        (Value::List(a), Value::List(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_value(&a.value, &b.value))
        }
        (Value::Object(a), Value::Object(b)) => same_arguments(a, b),
        _ => false,
    }
}
