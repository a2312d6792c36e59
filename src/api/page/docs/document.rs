//! The OpenAPI document as the pages read it: operations by tag, references
//! resolved, schemas as flat lists of fields.

use serde_json::Value;

/// Objects inside objects are shown down to this depth: that of the items of a
/// report, whose links have resources.
const DEEPEST: usize = 5;

/// The document.
#[derive(Clone, Copy)]
pub struct Document(pub &'static Value);

/// One operation.
pub struct Operation {
    /// `GET` or `POST`.
    pub method: String,
    /// Its path template.
    pub path: &'static str,
    /// What the document says of it.
    pub value: &'static Value,
}

/// One field of an answer.
pub struct Field {
    /// Where it is: `links[].resource.id`.
    pub path: String,
    /// Its type, as a reader wants it.
    pub kind: String,
    /// What the document says of it.
    pub description: &'static str,
}

impl Document {
    /// Tags and what each is about.
    pub fn tags(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let tags = list(self.0, "tags").iter();
        tags.map(|tag| (text(tag, "name"), text(tag, "description")))
    }

    /// The operations of a tag, in the order of the document.
    pub fn operations(self, tag: &str) -> Vec<Operation> {
        let paths = self.0.get("paths").and_then(Value::as_object);
        let methods = paths.into_iter().flatten().flat_map(|(path, methods)| {
            let methods = methods.as_object().into_iter().flatten();
            methods.map(move |(method, value)| (path.as_str(), method, value))
        });
        let of_tag = methods.filter(|(_, _, value)| list(value, "tags").iter().any(|t| t == tag));
        of_tag
            .map(|(path, method, value)| Operation {
                method: method.to_uppercase(),
                path,
                value,
            })
            .collect()
    }

    /// What a reference leads to; anything else is itself.
    pub fn resolve(self, value: &'static Value) -> &'static Value {
        let target = value.get("$ref").and_then(Value::as_str);
        let target = target.and_then(|path| self.0.pointer(path.trim_start_matches('#')));
        target.unwrap_or(value)
    }

    /// The parameters of an operation, references resolved.
    pub fn parameters(self, operation: &Operation) -> Vec<&'static Value> {
        let parameters = list(operation.value, "parameters").iter();
        parameters
            .map(|parameter| self.resolve(parameter))
            .collect()
    }

    /// The fields of a schema, depth first.
    pub fn fields(self, schema: &'static Value) -> Vec<Field> {
        let mut fields = Vec::new();
        self.collect(schema, "", DEEPEST, &mut fields);
        fields
    }

    fn collect(self, schema: &'static Value, path: &str, depth: usize, into: &mut Vec<Field>) {
        let schema = self.resolve(present(schema));
        for part in list(schema, "allOf") {
            self.collect(part, path, depth, into);
        }
        if let Some(items) = schema.get("items") {
            return self.collect(items, &format!("{path}[]"), depth, into);
        }
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, property) in properties.into_iter().flatten() {
            let path = match path {
                "" => name.clone(),
                path => format!("{path}.{name}"),
            };
            let described = [property, present(property), self.resolve(present(property))];
            let descriptions = described.iter().map(|value| text(value, "description"));
            into.push(Field {
                kind: self.kind(property),
                description: descriptions
                    .into_iter()
                    .find(|d| !d.is_empty())
                    .unwrap_or_default(),
                path: path.clone(),
            });
            self.collect(property, &path, depth, into);
        }
        if let Some(values) = schema.get("additionalProperties") {
            self.collect(values, &format!("{path}.*"), depth, into);
        }
    }

    /// The type of a schema: `string or null`, `array of object`.
    pub fn kind(self, schema: &'static Value) -> String {
        let is_null =
            |value: &Value| value.as_str() == Some("null") || text(value, "type") == "null";
        let present = self.resolve(present(schema));
        let types = list(present, "type");
        let mut kind = match types.iter().find(|t| !is_null(t)).and_then(Value::as_str) {
            Some(first) => first.to_owned(),
            None => text(present, "type").to_owned(),
        };
        if kind.is_empty() {
            "object".clone_into(&mut kind);
        }
        if let Some(items) = present.get("items") {
            kind = format!("{kind} of {}", self.kind(items));
        }
        let values = strings(present, "enum");
        if !values.is_empty() {
            kind = values.join(" | ");
        }
        let nullable = types.iter().chain(list(schema, "oneOf")).any(is_null);
        if nullable {
            format!("{kind} or null")
        } else {
            kind
        }
    }
}

/// What a schema is where it is not null.
fn present(schema: &'static Value) -> &'static Value {
    let mut others = list(schema, "oneOf").iter();
    let other = others.find(|other| text(other, "type") != "null");
    other.unwrap_or(schema)
}

/// A text of an object; empty if it has none.
pub fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// A list of an object; empty if it has none.
pub fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    let found = value.get(key).and_then(Value::as_array);
    found.map(Vec::as_slice).unwrap_or_default()
}

/// A list of texts.
pub fn strings<'a>(value: &'a Value, key: &str) -> Vec<&'a str> {
    list(value, key).iter().filter_map(Value::as_str).collect()
}

/// A value as it is written in an address: lists between commas.
pub fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(plain).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}
