//! The values of variables, as the types that they are declared with take
//! them.

use std::collections::HashMap;

use async_graphql::indexmap::IndexMap;
use async_graphql::{Name, Number, Value as Constant};
use serde_json::{Map, Value as Json};

use super::definitions::owned;
use crate::api::graphql::document::{Literal, Operation, TypeRef, Value};
use crate::api::graphql::fault::Fault;
use crate::api::graphql::types::{InputDef, Type, TypeKind, Types};
use crate::api::http::ProblemKind;

/// Values by name; one that was not given, and has no default, is not there.
pub type Variables<'a> = HashMap<&'a str, Constant>;

/// Coerces the variables of the operation that is to be executed.
///
/// # Errors
/// The first thing that is wrong with them.
pub fn coerce<'a>(
    types: &Types,
    operation: &Operation<'a>,
    given: &Map<String, Json>,
) -> Result<Variables<'a>, Fault> {
    let mut variables = Variables::new();
    for variable in &operation.variables {
        let name = variable.name.text;
        let ty = owned(&variable.ty);
        let wrong = |message: String| {
            let kind = ProblemKind::GraphqlVariables;
            variable
                .name
                .at
                .locate(Fault::new(kind, "BAD_USER_INPUT", message))
        };
        match (given.get(name), &variable.default) {
            (Some(value), _) => {
                let value = coerced(types, &ty, value)
                    .map_err(|fault| wrong(format!("Variable `${name}`{fault}")))?;
                variables.insert(name, value);
            }
            (None, Some(default)) => {
                variables.insert(
                    name,
                    written(default, &Variables::new()).unwrap_or_default(),
                );
            }
            (None, None) if ty.is_non_null() => {
                return Err(wrong(format!(
                    "Variable `${name}` of type `{ty}` is missing."
                )));
            }
            (None, None) => {}
        }
    }
    Ok(variables)
}

/// A value as it is written, variables put in; `None` where it is a variable
/// that was not given.
pub fn written(literal: &Literal<'_>, variables: &Variables<'_>) -> Option<Constant> {
    Some(match &literal.value {
        Value::Variable(name) => return variables.get(name).cloned(),
        Value::Int(text) => match text.parse::<i64>() {
            Ok(number) => Constant::Number(number.into()),
            // Past 64 bits: an ID or a scalar of ours takes it as a text.
            Err(_) => Constant::String((*text).to_owned()),
        },
        Value::Float(text) => {
            let number = text.parse().ok().and_then(Number::from_f64);
            number.map_or_else(|| Constant::String((*text).to_owned()), Constant::Number)
        }
        Value::Text(text) | Value::Block(text) => Constant::String(text.to_string()),
        Value::Boolean(value) => Constant::Boolean(*value),
        Value::Null => Constant::Null,
        Value::Enum(name) => Constant::Enum(Name::new(name)),
        Value::List(values) => {
            // One that was not given is null there, if that may be.
            let values = values.iter();
            Constant::List(
                values
                    .map(|v| written(v, variables).unwrap_or_default())
                    .collect(),
            )
        }
        Value::Object(fields) => {
            let fields = fields.iter().filter_map(|field| {
                let value = written(&field.value, variables)?;
                Some((Name::new(field.name.text), value))
            });
            Constant::Object(fields.collect())
        }
    })
}

/// A value that is given, as a type takes it. The fault is the end of a
/// sentence that names the variable.
pub fn coerced(types: &Types, ty: &Type, value: &Json) -> Result<Constant, String> {
    match ty {
        TypeRef::NonNull(_) if value.is_null() => Err(format!(" is null, and `{ty}` may not be.")),
        TypeRef::NonNull(inner) => coerced(types, inner, value),
        _ if value.is_null() => Ok(Constant::Null),
        TypeRef::List(item) => match value {
            Json::Array(values) => {
                let values = values.iter().enumerate().map(|(number, value)| {
                    coerced(types, item, value).map_err(|fault| format!("[{number}]{fault}"))
                });
                Ok(Constant::List(values.collect::<Result<_, _>>()?))
            }
            one => Ok(Constant::List(vec![coerced(types, item, one)?])),
        },
        TypeRef::Named(name) => match types.get(name).map(|ty| &ty.kind) {
            Some(TypeKind::Input { fields, is_one_of }) => {
                input(types, name, fields, *is_one_of, value)
            }
            Some(TypeKind::Enum(values)) => match value {
                Json::String(text) if values.contains(text) => Ok(Constant::Enum(Name::new(text))),
                other => Err(not_of(name, other)),
            },
            _ => scalar(name, value),
        },
    }
}

fn input(
    types: &Types,
    name: &str,
    fields: &[InputDef],
    is_one_of: bool,
    value: &Json,
) -> Result<Constant, String> {
    let Json::Object(given) = value else {
        return Err(not_of(name, value));
    };
    let mut object = IndexMap::new();
    for field in fields {
        match (given.get(&field.name), &field.default) {
            (Some(value), _) => {
                let value = coerced(types, &field.ty, value)
                    .map_err(|fault| format!(".{}{fault}", field.name))?;
                object.insert(Name::new(&field.name), value);
            }
            (None, Some(default)) => {
                object.insert(Name::new(&field.name), default.clone());
            }
            (None, None) if field.is_required() => {
                return Err(format!(" lacks the field `{}: {}`.", field.name, field.ty));
            }
            (None, None) => {}
        }
    }
    if let Some(unknown) = given
        .keys()
        .find(|key| !fields.iter().any(|f| f.name == **key))
    {
        return Err(format!(" has a field `{unknown}`, which `{name}` has not."));
    }
    if is_one_of && (object.len() != 1 || object.values().any(|v| *v == Constant::Null)) {
        return Err(format!(
            " has to give exactly one field of `{name}`, and not null."
        ));
    }
    Ok(Constant::Object(object))
}

/// The whole number that a value is: `1.0` is one, too.
pub fn whole(value: &Json) -> Option<i64> {
    value.as_i64().or_else(|| {
        let number = value.as_f64().filter(|n| n.fract() == 0.0)?;
        format!("{number:.0}").parse().ok()
    })
}

fn scalar(name: &str, value: &Json) -> Result<Constant, String> {
    let taken = match (name, value) {
        ("Int", Json::Number(_)) => whole(value)
            .filter(|n| i32::try_from(*n).is_ok())
            .map(|n| Constant::Number(n.into())),
        ("Float", Json::Number(number)) => Some(Constant::Number(number.clone())),
        ("String" | "ID", Json::String(text)) => Some(Constant::String(text.clone())),
        ("ID", Json::Number(number)) => match whole(value) {
            Some(number) => Some(Constant::String(number.to_string())),
            None => (number.is_u64() || number.as_f64().is_some_and(|n| n.fract() == 0.0))
                .then(|| Constant::String(number.to_string())),
        },
        ("Boolean", Json::Bool(value)) => Some(Constant::Boolean(*value)),
        ("Int" | "Float" | "String" | "ID" | "Boolean", _) => None,
        // Others take anything: what it means is for `query` to say.
        _ => Constant::from_json(value.clone()).ok(),
    };
    taken.ok_or_else(|| not_of(name, value))
}

fn not_of(name: &str, value: &Json) -> String {
    let found = match value {
        Json::Null => "null",
        Json::Bool(_) => "a boolean",
        Json::Number(_) => "a number",
        Json::String(_) => "a string",
        Json::Array(_) => "a list",
        Json::Object(_) => "an object",
    };
    format!(" is {found}, which `{name}` does not take.")
}
