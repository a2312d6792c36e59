//! Rules on operations and fragments as a whole, and on their variables.

use std::collections::HashSet;

use super::{Check, Scope, Usage, repeated};
use crate::api::graphql::document::{Fragment, Name, Operation, TypeRef, Variable};
use crate::api::graphql::types::Type;

impl<'a> Check<'a> {
    /// Every rule but that of fields that conflict.
    pub(super) fn definitions(&mut self) {
        let document = self.document;
        let names = document.operations.iter().filter_map(|o| o.name);
        for name in repeated(names) {
            self.fault(
                name.at,
                format_args!("There is more than one operation `{}`.", name.text),
            );
        }
        for name in repeated(document.fragments.iter().map(|f| f.name)) {
            self.fault(
                name.at,
                format_args!("There is more than one fragment `{}`.", name.text),
            );
        }
        for operation in &document.operations {
            if operation.name.is_none() && document.operations.len() > 1 {
                self.fault(
                    operation.at,
                    "An operation without a name must be the only one.",
                );
            }
            self.operation(operation);
        }
        for fragment in &document.fragments {
            self.fragment(fragment);
        }
        self.uses();
    }

    fn operation(&mut self, operation: &'a Operation<'a>) {
        let mut scope = Scope::default();
        for name in repeated(operation.variables.iter().map(|v| v.name)) {
            self.fault(
                name.at,
                format_args!("There is more than one variable `${}`.", name.text),
            );
        }
        for variable in &operation.variables {
            self.variable(variable);
        }
        self.misplaced(&operation.directives, "an operation", &mut scope);
        let root = self.types.root(operation.kind);
        if root.is_none() {
            self.fault(operation.at, "The schema has queries only.");
        }
        self.selections(&operation.selections, root, &mut scope);
        self.scopes.push(scope);
    }

    fn fragment(&mut self, fragment: &'a Fragment<'a>) {
        let mut scope = Scope::default();
        self.misplaced(&fragment.directives, "a fragment", &mut scope);
        let on = self.condition(fragment.on);
        self.selections(&fragment.selections, on, &mut scope);
        self.scopes.push(scope);
    }

    fn variable(&mut self, variable: &'a Variable<'a>) {
        // Constant: nothing in it uses anything.
        let mut nothing = Scope::default();
        self.misplaced(&variable.directives, "a variable", &mut nothing);
        let name = *variable.ty.named();
        let ty = self.types.get(name.text);
        match ty {
            None => self.fault(name.at, format_args!("There is no type `{}`.", name.text)),
            Some(ty) if !ty.is_input() => {
                let message = format!(
                    "Variable `${}` cannot be of type `{}`, which is no input type.",
                    variable.name.text, variable.ty
                );
                self.fault(name.at, message);
            }
            Some(_) => {
                if let Some(default) = &variable.default {
                    let expected = owned(&variable.ty);
                    self.constant(default, &expected);
                }
            }
        }
    }

    /// Variables that are used and not defined, or the other way round, or not
    /// of the type wanted; fragments that nothing spreads.
    fn uses(&mut self) {
        let document = self.document;
        let scopes = std::mem::take(&mut self.scopes);
        let (of_operations, of_fragments) = scopes
            .split_at_checked(document.operations.len())
            .unwrap_or_default();
        let scope_of = |name: &str| {
            let found = document.fragments.iter().zip(of_fragments);
            found.into_iter().find(|(f, _)| f.name.text == name)
        };
        let mut reached_by_any: HashSet<&str> = HashSet::new();
        for (operation, scope) in document.operations.iter().zip(of_operations) {
            let mut reached: HashSet<&str> = HashSet::new();
            let mut waiting: Vec<&str> = scope.spreads.iter().copied().collect();
            let mut usages: Vec<Usage<'_>> = scope.usages.clone();
            while let Some(name) = waiting.pop() {
                if !reached.insert(name) {
                    continue;
                }
                if let Some((_, scope)) = scope_of(name) {
                    waiting.extend(scope.spreads.iter().copied());
                    usages.extend(scope.usages.iter().copied());
                }
            }
            self.usages(operation, &usages);
            reached_by_any.extend(reached);
        }
        for fragment in &document.fragments {
            if !reached_by_any.contains(fragment.name.text) {
                let message = format!("Fragment `{}` is not used.", fragment.name.text);
                self.fault(fragment.name.at, message);
            }
        }
    }

    fn usages(&mut self, operation: &'a Operation<'a>, usages: &[Usage<'a>]) {
        for usage in usages {
            if self.is_full() {
                break;
            }
            // Of two of one name the last counts; there must not be two.
            let mut variables = operation.variables.iter().rev();
            match variables.find(|v| v.name.text == usage.name) {
                None => self.fault(
                    usage.at,
                    format_args!("Variable `${}` is not defined.", usage.name),
                ),
                Some(variable) => self.usage(variable, usage),
            }
        }
        let used: HashSet<&str> = usages.iter().map(|usage| usage.name).collect();
        for variable in &operation.variables {
            if !used.contains(variable.name.text) {
                let message = format!("Variable `${}` is not used.", variable.name.text);
                self.fault(variable.name.at, message);
            }
        }
    }

    fn usage(&mut self, variable: &Variable<'_>, usage: &Usage<'_>) {
        let Some(expected) = usage.expected else {
            return;
        };
        if self.types.get(variable.ty.named().text).is_none() {
            return;
        }
        if !is_allowed(variable, expected, usage.has_default) {
            let message = format!(
                "Variable `${}` is of type `{}`, which is not `{expected}`.",
                usage.name, variable.ty
            );
            self.fault(usage.at, message);
        }
        if usage.is_of_one_of && !variable.ty.is_non_null() {
            let message = format!(
                "Variable `${}` of type `{}` may be null, and the field may not.",
                usage.name, variable.ty
            );
            self.fault(usage.at, message);
        }
    }
}

/// Whether a variable may stand where a type is expected.
fn is_allowed(variable: &Variable<'_>, expected: &Type, has_default: bool) -> bool {
    let is_never_null = variable.default.as_ref().is_some_and(|default| {
        !matches!(default.value, crate::api::graphql::document::Value::Null)
    });
    if expected.is_non_null() && !variable.ty.is_non_null() {
        return (is_never_null || has_default) && fits(&variable.ty, expected.nullable());
    }
    fits(&variable.ty, expected)
}

/// Whether every value of one type is a value of the other.
fn fits(given: &TypeRef<Name<'_>>, expected: &Type) -> bool {
    match (given, expected) {
        (TypeRef::NonNull(given), TypeRef::NonNull(expected))
        | (TypeRef::List(given), TypeRef::List(expected)) => fits(given, expected),
        (TypeRef::NonNull(given), _) => fits(given, expected),
        (TypeRef::Named(given), TypeRef::Named(expected)) => given.text == expected,
        _ => false,
    }
}

/// The type that a document writes, as one of the schema.
pub fn owned(ty: &TypeRef<Name<'_>>) -> Type {
    match ty {
        TypeRef::Named(name) => TypeRef::Named(name.text.to_owned()),
        TypeRef::List(inner) => TypeRef::List(Box::new(owned(inner))),
        TypeRef::NonNull(inner) => TypeRef::NonNull(Box::new(owned(inner))),
    }
}
