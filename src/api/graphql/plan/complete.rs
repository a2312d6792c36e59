//! From the answer that was given to the answer as it was planned.

use async_graphql::indexmap::IndexMap;
use async_graphql::{ErrorExtensionValues, Name, PathSegment, Pos, Response, ServerError, Value};

use super::{KIND, MARK, Object, Objects, Plan};
use crate::api::graphql::document::TypeRef;
use crate::api::graphql::types::Type;

/// Null where there must not be null: it is for the object around to be null.
struct Missing;

impl Plan<'_> {
    /// Puts an answer into its form: fields in their order, null for what
    /// failed, and around it as far as null may not be.
    pub fn complete(&self, response: &mut Response) {
        let mut errors = Vec::new();
        let data = std::mem::take(&mut response.data);
        let mut path = Vec::new();
        let completed = self.root.complete(data, &mut path, &mut errors);
        response.data = completed.unwrap_or_default();
        response.errors.append(&mut errors);
    }
}

impl Objects<'_> {
    fn complete(
        &self,
        value: Value,
        path: &mut Vec<PathSegment>,
        errors: &mut Vec<ServerError>,
    ) -> Result<Value, Missing> {
        let Value::Object(mut fields) = value else {
            return Ok(value);
        };
        let mut kinds = self.kinds.iter();
        let found = if self.is_marked {
            let name = match fields.shift_remove(MARK) {
                Some(Value::String(name)) => name,
                _ => String::new(),
            };
            kinds.find(|(kind, _)| *kind == name)
        } else {
            kinds.next()
        };
        match found {
            Some((_, object)) => object.complete(fields, path, errors),
            None => Ok(Value::Null),
        }
    }
}

impl Object<'_> {
    fn complete(
        &self,
        mut given: IndexMap<Name, Value>,
        path: &mut Vec<PathSegment>,
        errors: &mut Vec<ServerError>,
    ) -> Result<Value, Missing> {
        if let Some((message, place)) = &self.fault {
            let number = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
            let pos = Pos {
                line: number(place.line),
                column: number(place.column),
            };
            let mut error = ServerError::new(message.clone(), Some(pos));
            error.path.clone_from(path);
            let mut extensions = ErrorExtensionValues::default();
            extensions.set("code", "BAD_USER_INPUT");
            error.extensions = Some(extensions);
            errors.push(error);
            return Err(Missing);
        }
        let is_interface =
            matches!(given.get(KIND), Some(Value::Enum(kind)) if kind == "INTERFACE");
        let keys = self.fields.iter().map(|field| field.key);
        let is_in_order =
            given.len() == self.fields.len() && given.keys().map(Name::as_str).eq(keys);
        if !is_in_order {
            let mut ordered = IndexMap::with_capacity(self.fields.len());
            for field in &self.fields {
                let value = given.swap_remove(field.key).unwrap_or_default();
                ordered.insert(Name::new(field.key), value);
            }
            given = ordered;
        }
        for (value, field) in given.values_mut().zip(&self.fields) {
            if is_interface && field.is_interfaces && *value == Value::Null {
                *value = Value::List(Vec::new());
            }
            if field.below.kinds.is_empty() && *value != Value::Null {
                continue;
            }
            path.push(PathSegment::Field(field.key.to_owned()));
            let completed = complete(std::mem::take(value), field.ty, &field.below, path, errors);
            path.pop();
            *value = completed?;
        }
        Ok(Value::Object(given))
    }
}

fn complete(
    value: Value,
    ty: &Type,
    below: &Objects<'_>,
    path: &mut Vec<PathSegment>,
    errors: &mut Vec<ServerError>,
) -> Result<Value, Missing> {
    match ty {
        TypeRef::NonNull(inner) => match complete(value, inner, below, path, errors)? {
            Value::Null => Err(Missing),
            other => Ok(other),
        },
        TypeRef::List(item) => {
            let Value::List(mut values) = value else {
                return Ok(value);
            };
            for (number, value) in values.iter_mut().enumerate() {
                path.push(PathSegment::Index(number));
                let completed = complete(std::mem::take(value), item, below, path, errors);
                path.pop();
                match completed {
                    Ok(completed) => *value = completed,
                    Err(Missing) => return Ok(Value::Null),
                }
            }
            Ok(Value::List(values))
        }
        TypeRef::Named(_) => match below.complete(value, path, errors) {
            Ok(completed) => Ok(completed),
            Err(Missing) => Ok(Value::Null),
        },
    }
}
