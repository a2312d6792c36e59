//! Rules on values that stand in a document.

use super::{Check, Scope, Usage, repeated};
use crate::api::graphql::document::{Argument, Literal, Place, TypeRef, Value};
use crate::api::graphql::types::{InputDef, Type, TypeKind};

/// What is expected where a value stands.
#[derive(Clone, Copy)]
struct Expected<'a> {
    /// The type, where it is known.
    ty: Option<&'a Type>,
    has_default: bool,
    is_of_one_of: bool,
    /// Whether it is judged. A value inside one that was refused as a whole, or
    /// that a scalar takes as it is, is looked through for variables only.
    is_judged: bool,
}

impl<'a> Expected<'a> {
    const fn within(self, ty: Option<&'a Type>) -> Self {
        Self {
            ty,
            has_default: false,
            is_of_one_of: false,
            ..self
        }
    }
}

impl<'a> Check<'a> {
    /// The value of an argument.
    pub(super) fn argument(
        &mut self,
        literal: &'a Literal<'a>,
        definition: Option<&'a InputDef>,
        scope: &mut Scope<'a>,
    ) {
        let expected = Expected {
            ty: definition.map(|d| &d.ty),
            has_default: definition.is_some_and(|d| d.default.is_some()),
            is_of_one_of: false,
            is_judged: true,
        };
        self.value(literal, expected, &mut scope.usages);
    }

    /// A constant, in which nothing uses a variable.
    pub(super) fn constant<'b>(&mut self, literal: &'b Literal<'b>, ty: &'b Type)
    where
        'a: 'b,
    {
        let expected = Expected {
            ty: Some(ty),
            has_default: false,
            is_of_one_of: false,
            is_judged: true,
        };
        let mut check: Check<'b> = Check {
            types: self.types,
            document: self.document,
            fragments: std::collections::HashMap::new(),
            scopes: Vec::new(),
            faults: std::mem::take(&mut self.faults),
        };
        check.value(literal, expected, &mut Vec::new());
        self.faults = check.faults;
    }

    fn value(
        &mut self,
        literal: &'a Literal<'a>,
        expected: Expected<'a>,
        usages: &mut Vec<Usage<'a>>,
    ) {
        match &literal.value {
            Value::Variable(name) => usages.push(Usage {
                name,
                at: literal.at,
                expected: expected.ty,
                has_default: expected.has_default,
                is_of_one_of: expected.is_of_one_of,
            }),
            Value::List(values) => self.list(literal.at, values, expected, usages),
            Value::Object(fields) => self.object(literal.at, fields, expected, usages),
            Value::Null => {
                if let Some(ty) = expected
                    .ty
                    .filter(|ty| ty.is_non_null() && expected.is_judged)
                {
                    self.fault(literal.at, format_args!("Expected `{ty}`, found null."));
                }
            }
            _ => self.leaf(literal.at, &literal.value, expected),
        }
    }

    fn list(
        &mut self,
        at: Place,
        values: &'a [Literal<'a>],
        expected: Expected<'a>,
        usages: &mut Vec<Usage<'a>>,
    ) {
        let inner = match expected.ty.map(TypeRef::nullable) {
            Some(TypeRef::List(item)) => expected.within(Some(&**item)),
            // What stands in a list where none is expected is looked at as if
            // it stood there itself.
            other => {
                self.leaf(at, &Value::List(Box::default()), expected);
                Expected {
                    is_judged: false,
                    ..expected.within(other)
                }
            }
        };
        for value in values {
            self.value(value, inner, usages);
        }
    }

    fn object(
        &mut self,
        at: Place,
        given: &'a [Argument<'a>],
        expected: Expected<'a>,
        usages: &mut Vec<Usage<'a>>,
    ) {
        for name in repeated(given.iter().map(|field| field.name)) {
            self.fault(
                name.at,
                format_args!("There is more than one field `{}`.", name.text),
            );
        }
        let types = self.types;
        let definition = expected.ty.and_then(|ty| types.named(ty));
        let Some(TypeKind::Input { fields, is_one_of }) = definition.map(|d| &d.kind) else {
            self.leaf(at, &Value::Object(Box::default()), expected);
            let inner = expected.within(None);
            for field in given {
                self.value(&field.value, inner, usages);
            }
            return;
        };
        if expected.is_judged {
            self.required(at, given, fields);
            if *is_one_of {
                self.one_of(at, given);
            }
        }
        // graphql-js holds fields of which one is to be given to variables that
        // are never null only where the object itself may be null.
        let is_of_one_of = *is_one_of && matches!(expected.ty, Some(TypeRef::Named(_)));
        for field in given {
            let known = fields.iter().find(|known| known.name == field.name.text);
            if known.is_none() && expected.is_judged {
                let name = definition.map_or("", |d| d.name.as_str());
                let message = format!("Type `{name}` has no field `{}`.", field.name.text);
                self.fault(field.name.at, message);
            }
            let inner = Expected {
                has_default: known.is_some_and(|known| known.default.is_some()),
                is_of_one_of,
                ..expected.within(known.map(|known| &known.ty))
            };
            self.value(&field.value, inner, usages);
        }
    }

    fn required(&mut self, at: Place, given: &[Argument<'_>], fields: &[InputDef]) {
        for missing in fields.iter().filter(|field| field.is_required()) {
            if !given.iter().any(|field| field.name.text == missing.name) {
                let message = format!("The field `{}: {}` is missing.", missing.name, missing.ty);
                self.fault(at, message);
            }
        }
    }

    fn one_of(&mut self, at: Place, given: &[Argument<'_>]) {
        let mut names: Vec<&str> = given.iter().map(|field| field.name.text).collect();
        names.sort_unstable();
        names.dedup();
        if names.len() != 1 {
            self.fault(at, "Exactly one field has to be given.");
        } else if given
            .last()
            .is_some_and(|field| matches!(field.value.value, Value::Null))
        {
            self.fault(at, "The one field given must not be null.");
        }
    }

    /// A value that is taken whole: by a scalar, by an enum, or not at all.
    fn leaf(&mut self, at: Place, value: &Value<'_>, expected: Expected<'a>) {
        let Some(ty) = expected.ty.filter(|_| expected.is_judged) else {
            return;
        };
        let Some(definition) = self.types.named(ty) else {
            return;
        };
        let is_taken = match &definition.kind {
            TypeKind::Scalar => takes(&definition.name, value),
            TypeKind::Enum(values) => {
                matches!(value, Value::Enum(name) if values.iter().any(|v| v == name))
            }
            _ => false,
        };
        if !is_taken {
            let found = describe(value);
            self.fault(at, format_args!("Expected `{ty}`, found {found}."));
        }
    }
}

/// Whether a scalar takes a value as it is written.
fn takes(scalar: &str, value: &Value<'_>) -> bool {
    match scalar {
        "Int" => matches!(value, Value::Int(text) if text.parse::<i32>().is_ok()),
        "Float" => matches!(value, Value::Int(_) | Value::Float(_)),
        "String" => matches!(value, Value::Text(_) | Value::Block(_)),
        "Boolean" => matches!(value, Value::Boolean(_)),
        "ID" => matches!(value, Value::Text(_) | Value::Block(_) | Value::Int(_)),
        // Others take anything: what it means is for `query` to say.
        _ => true,
    }
}

fn describe(value: &Value<'_>) -> String {
    match value {
        Value::Variable(name) => format!("`${name}`"),
        Value::Int(text) | Value::Float(text) | Value::Enum(text) => format!("`{text}`"),
        Value::Text(_) | Value::Block(_) => "a string".to_owned(),
        Value::Boolean(value) => format!("`{value}`"),
        Value::Null => "null".to_owned(),
        Value::List(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}
