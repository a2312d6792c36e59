//! Diagnostics as SARIF 2.1.0 (OASIS), which code-scanning services read.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use serde_json::{Value, json};

use super::error::CliError;
use super::output::Output;
use crate::domain::{Diagnostic, Severity};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Prints one run; `shown` is where a file is as seen from here.
pub(super) fn print(
    diagnostics: &[&Diagnostic],
    shown: impl Fn(&Diagnostic) -> String,
    out: &mut Output,
) -> Result<(), CliError> {
    // Each kind once, in the order of their names.
    let mut rules: BTreeMap<&str, Severity> = BTreeMap::new();
    for diagnostic in diagnostics {
        rules.insert(diagnostic.code.as_str(), diagnostic.severity());
    }
    let places: Vec<&str> = rules.keys().copied().collect();
    let rules: Vec<Value> = rules
        .iter()
        .map(|(id, severity)| rule(id, *severity))
        .collect();
    let results = diagnostics.iter().map(|diagnostic| {
        let id = diagnostic.code.as_str();
        json!({
            "ruleId": id,
            "ruleIndex": places.binary_search(&id).unwrap_or_default(),
            "level": level(diagnostic.severity()),
            "message": { "text": diagnostic.message },
            "locations": [location(diagnostic, &shown(diagnostic))],
        })
    });
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "chronique",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results.collect::<Vec<_>>(),
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &log).map_err(io::Error::from)?;
    Ok(writeln!(out)?)
}

fn rule(id: &str, severity: Severity) -> Value {
    json!({
        "id": id,
        "shortDescription": { "text": id.replace('-', " ") },
        "defaultConfiguration": { "level": level(severity) },
    })
}

fn location(diagnostic: &Diagnostic, file: &str) -> Value {
    json!({
        "physicalLocation": {
            "artifactLocation": { "uri": reference(file) },
            "region": { "startLine": diagnostic.line, "startColumn": diagnostic.column },
        },
    })
}

/// A path as a relative reference (RFC 3986 §4.2), or an absolute one.
fn reference(file: &str) -> String {
    let mut out = String::with_capacity(file.len());
    for byte in file.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            // A String takes whatever is written.
            other => _ = write!(out, "%{other:02X}"),
        }
    }
    if file.starts_with('/') {
        out.insert_str(0, "file://");
    }
    out
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

#[cfg(test)]
mod tests {
    use super::reference;

    #[test]
    fn a_file_is_a_reference() {
        assert_eq!(reference("2022/02 é.md"), "2022/02%20%C3%A9.md");
        assert_eq!(reference("/a:b/c?d.md"), "file:///a%3Ab/c%3Fd.md");
    }
}
