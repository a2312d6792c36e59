//! `datapackage.json`: a Frictionless Data Package with a Table Schema for
//! each CSV file.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::table::{Column, Kind, TABLES, Table};
use super::{Export, Exports};
use crate::api::Addresses;
use crate::api::rest::form::{Form, urn};
use crate::domain::Slug;
use crate::query::Archive;

/// What reusers must know of the tables.
const DESCRIPTION: &str = "All of the archive. In the CSV files a cell that begins with =, +, -, @, a tab or \
     a carriage return has an apostrophe in front, so that no spreadsheet takes it for a formula; `bytes` and \
     `hash` are of these files. With `?raw=1` the service gives the cells as they are. An empty cell is an \
     absent value. Lists (aliases, variants, nested bullets) are in the JSON and NDJSON files of the same names.";

/// The document.
pub fn document(archive: &Arc<Archive>, addresses: &Addresses, exports: &Exports) -> String {
    let (about, meta) = (archive.about(), archive.meta());
    let resources = TABLES.iter().map(|table| {
        let export = Export::Table(table, Form::Csv, false);
        let measure = exports.measure(&export, archive, addresses);
        let hash = measure.as_ref().map(|m| format!("sha256:{}", m.hex()));
        json!({
            "profile": "tabular-data-resource",
            "name": table.name,
            "path": export.name(),
            "title": table.title,
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "dialect": { "delimiter": ",", "lineTerminator": "\r\n", "quoteChar": "\"", "doubleQuote": true, "header": true },
            "bytes": measure.map(|m| m.bytes),
            "hash": hash,
            "schema": schema(table),
        })
    });
    let mut package = Map::new();
    let mut set = |key: &str, value: Value| package.insert(key.to_owned(), value);
    set("profile", json!("data-package"));
    set("name", json!(Slug::of_title(&meta.title).as_str()));
    set("id", json!(urn(&["package", &meta.title])));
    set("title", json!(meta.title));
    set("description", json!(DESCRIPTION));
    set("version", json!(meta.revision));
    if let Some(day) = meta.last_modified {
        set("created", json!(format!("{day}T00:00:00Z")));
    }
    if let Some(homepage) = &about.source {
        set("homepage", json!(homepage));
        set(
            "sources",
            json!([{ "title": meta.title, "path": homepage }]),
        );
    }
    if let Some(license) = &about.license {
        let name = license.spdx.as_ref().unwrap_or(&license.name);
        let entry = [
            ("name", Some(name)),
            ("title", Some(&license.name)),
            ("path", license.url.as_ref()),
        ];
        set("licenses", json!([present(&entry)]));
    }
    if let Some(publisher) = &about.publisher {
        let role = "publisher".to_owned();
        let entry = [
            ("title", Some(&publisher.name)),
            ("path", publisher.url.as_ref()),
            ("role", Some(&role)),
        ];
        set("contributors", json!([present(&entry)]));
    }
    set("resources", resources.collect());
    let text = serde_json::to_string_pretty(&Value::Object(package));
    text.unwrap_or_default() + "\n"
}

fn present(entry: &[(&str, Option<&String>)]) -> Value {
    let given = entry
        .iter()
        .filter_map(|(key, v)| Some(((*key).to_owned(), json!((*v)?))));
    Value::Object(given.collect())
}

fn schema(table: &Table) -> Value {
    let data = (table.schema)();
    let fields = table.columns.iter().map(|column| {
        let mut field = Map::new();
        let mut set = |key: &str, value: Value| field.insert(key.to_owned(), value);
        set("name", json!(column.path));
        set("type", json!(type_of(column)));
        if let Some(text) = description(&data.schema, &data.components, column.path) {
            set("description", json!(text));
        }
        if table.key.contains(&column.path) {
            set("constraints", json!({ "required": true }));
        }
        Value::Object(field)
    });
    let foreign = table.foreign.iter().map(|(own, resource, other)| {
        json!({ "fields": [own], "reference": { "resource": resource, "fields": [other] } })
    });
    json!({
        "fields": fields.collect::<Vec<_>>(),
        "missingValues": [""],
        "primaryKey": table.key,
        "foreignKeys": foreign.collect::<Vec<_>>(),
    })
}

fn type_of(column: &Column) -> &'static str {
    match column.kind {
        Kind::String => "string",
        Kind::Integer => "integer",
        Kind::Yearmonth => "yearmonth",
    }
}

/// What the schema of a view says along a path.
fn description(schema: &Value, components: &BTreeMap<String, Value>, path: &str) -> Option<String> {
    let (key, rest) = path.split_once('.').unwrap_or((path, ""));
    let property = property(schema, components, key)?;
    let own = property.get("description").and_then(Value::as_str);
    if rest.is_empty() {
        return own.map(str::to_owned);
    }
    let below = description(property, components, rest)?;
    Some(own.map_or_else(|| below.clone(), |own| format!("{own} {below}")))
}

fn property<'a>(
    schema: &'a Value,
    components: &'a BTreeMap<String, Value>,
    key: &str,
) -> Option<&'a Value> {
    if let Some(found) = schema.get("properties").and_then(|p| p.get(key)) {
        return Some(found);
    }
    if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
        let component = components.get(name.rsplit('/').next()?)?;
        return property(component, components, key);
    }
    let parts = ["allOf", "oneOf", "anyOf"].iter();
    let mut parts = parts.filter_map(|k| schema.get(k)?.as_array()).flatten();
    parts.find_map(|part| property(part, components, key))
}
