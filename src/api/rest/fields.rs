//! `fields=id,text,links.href`: which keys of an answer are wanted.
//!
//! The names that exist come from the OpenAPI schema of the answer, so that a
//! field cannot be served without being selectable, or the other way round.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::query::{Fault, FaultCode};

/// The keys of an answer, and below each those of the objects it holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldTree {
    /// In the order of the schema.
    keys: Vec<(String, FieldTree)>,
    /// Whether the keys are those of a map, which no schema lists.
    any_key: bool,
}

impl FieldTree {
    /// The keys of a JSON schema, its references looked up in `components`.
    #[must_use]
    pub fn of_schema(schema: &Value, components: &BTreeMap<String, Value>) -> Self {
        let mut tree = Self::default();
        if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
            let name = name.rsplit('/').next().unwrap_or(name);
            return components
                .get(name)
                .map(|s| Self::of_schema(s, components))
                .unwrap_or_default();
        }
        for (key, value) in schema
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            tree.keys
                .push((key.clone(), Self::of_schema(value, components)));
        }
        let parts = ["allOf", "oneOf", "anyOf"]
            .iter()
            .filter_map(|k| schema.get(k)?.as_array());
        for part in parts.flatten() {
            tree.keys.extend(Self::of_schema(part, components).keys);
        }
        if let Some(items) = schema.get("items") {
            tree.keys.extend(Self::of_schema(items, components).keys);
        }
        tree.any_key = schema
            .get("additionalProperties")
            .is_some_and(Value::is_object);
        tree
    }

    /// The wanted part of the tree; unknown names are faults.
    pub fn select(&self, names: &[String], faults: &mut Vec<Fault>) -> Self {
        let (mut wanted, nothing) = (Self::default(), Self::default());
        for name in names {
            let (mut here, mut path) = (self, Vec::new());
            for part in name.split('.') {
                let open = here.any_key.then_some(&nothing);
                let Some(below) = here.below(part).or(open) else {
                    let known: Vec<&str> = here.keys.iter().map(|(k, _)| k.as_str()).collect();
                    faults.push(Fault::not_among(
                        "fields",
                        FaultCode::InvalidValue,
                        part,
                        &known,
                    ));
                    break;
                };
                path.push(part);
                here = below;
            }
            wanted.add(&path);
        }
        wanted
    }

    /// The dotted names at the ends of the tree at or below a name; below no
    /// name, all there are. What is not in the tree is an end itself.
    pub fn leaves(&self, name: &str) -> Vec<String> {
        let mut here = Some(self);
        for part in name.split('.').filter(|p| !p.is_empty()) {
            here = here.and_then(|tree| tree.below(part));
        }
        match here {
            Some(tree) if !tree.keys.is_empty() => {
                let below = tree.keys.iter().map(|(key, _)| match name {
                    "" => key.clone(),
                    name => format!("{name}.{key}"),
                });
                below.flat_map(|name| self.leaves(&name)).collect()
            }
            _ => vec![name.to_owned()],
        }
    }

    /// Every dotted name that may be wanted, and whether there are others.
    pub fn names(&self) -> (Vec<String>, bool) {
        let (mut names, mut is_open) = (Vec::new(), self.any_key);
        for (key, below) in &self.keys {
            names.push(key.clone());
            let (inner, inner_open) = below.names();
            names.extend(inner.into_iter().map(|name| format!("{key}.{name}")));
            is_open |= inner_open;
        }
        (names, is_open)
    }

    fn below(&self, key: &str) -> Option<&Self> {
        let found = self.keys.iter().find(|(own, _)| own == key);
        found.map(|(_, below)| below)
    }

    fn add(&mut self, path: &[&str]) {
        let Some((key, rest)) = path.split_first() else {
            return;
        };
        if let Some((_, below)) = self.keys.iter_mut().find(|(own, _)| own == key) {
            return below.add(rest);
        }
        let mut below = Self::default();
        below.add(rest);
        self.keys.push(((*key).to_owned(), below));
    }

    /// Leaves only these keys in a value; below a key named whole, everything.
    pub fn apply(&self, value: &mut Value) {
        match value {
            Value::Array(list) => list.iter_mut().for_each(|v| self.apply(v)),
            Value::Object(object) if !self.keys.is_empty() => {
                object.retain(|key, _| self.below(key).is_some());
                for (key, value) in object.iter_mut() {
                    if let Some(below) = self.below(key) {
                        below.apply(value);
                    }
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fields_are_checked_and_kept() {
        let components = BTreeMap::from([(
            "Link".to_owned(),
            json!({"properties": {"href": {"type": "string"}, "label": {}}}),
        )]);
        let schema = json!({"properties": {
            "id": {}, "text": {},
            "links": {"type": "array", "items": {"$ref": "#/components/schemas/Link"}},
        }});
        let tree = FieldTree::of_schema(&schema, &components);
        let mut faults = Vec::new();
        let names = ["id", "links.href"].map(str::to_owned);
        let wanted = tree.select(&names, &mut faults);
        let mut value = json!([{"id": 1, "text": 2, "links": [{"href": 3, "label": 4}]}]);
        wanted.apply(&mut value);
        assert_eq!(value, json!([{"id": 1, "links": [{"href": 3}]}]));
        assert!(faults.is_empty());
        assert_eq!(tree.leaves(""), ["id", "text", "links.href", "links.label"]);
        assert_eq!(tree.leaves("links"), ["links.href", "links.label"]);
        assert_eq!(tree.leaves("id"), ["id"]);
        tree.select(&["link.href".to_owned()], &mut faults);
        assert_eq!(faults[0].allowed[0], "links");
    }
}
