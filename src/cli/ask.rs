//! `get` and `query`: the answer of the server, without one.

use std::io::{self, Read, Write};

use serde_json::{Map, Value};

use super::args::Query;
use super::error::{CliError, Outcome};
use super::output::Output;
use super::source::Source;
use crate::server::{LocalRequest, Part};

/// Longest document read from standard input; the API refuses less long ones.
const MAX_DOCUMENT_BYTES: u64 = 1 << 20;

/// Prints the body of the answer to a GET, exactly.
pub(super) fn get(
    source: &Source,
    path: String,
    include: bool,
    out: &mut Output,
) -> Result<Outcome, CliError> {
    let request = LocalRequest::Get(path);
    let status = source.ask(&request, &mut |part| match part {
        Part::Head {
            status,
            reason,
            headers,
        } if include => {
            writeln!(out, "HTTP/1.1 {status} {reason}")?;
            for (name, value) in headers {
                writeln!(out, "{name}: {value}")?;
            }
            writeln!(out)
        }
        Part::Head {
            status, headers, ..
        } => point_to(status, headers),
        Part::Body(bytes) => out.write_all(bytes),
    })?;
    out.done()?;
    Ok(Outcome::of_status(status))
}

/// Prints the answer to a GraphQL request.
pub(super) fn query(source: &Source, query: Query, out: &mut Output) -> Result<Outcome, CliError> {
    let request = LocalRequest::GraphQl(graphql_body(query)?);
    let mut body = Vec::new();
    let status = source.ask(&request, &mut |part| {
        if let Part::Body(bytes) = part {
            body.extend_from_slice(bytes);
        }
        Ok(())
    })?;
    out.write_all(&body)?;
    if !body.ends_with(b"\n") {
        writeln!(out)?;
    }
    out.done()?;
    // The status may be 200 with errors in the answer; a script sees the code.
    let answer = serde_json::from_slice::<Map<String, Value>>(&body);
    let errors = answer
        .ok()
        .and_then(|a| Some(a.get("errors")?.as_array()?.len()));
    let failed = errors.is_some_and(|n| n > 0);
    Ok(match status {
        500.. => Outcome::BadData,
        400.. => Outcome::Usage,
        _ if failed => Outcome::Usage,
        _ => Outcome::Ok,
    })
}

/// A redirect has no body: says on standard error where it leads.
fn point_to(status: u16, headers: &[(String, String)]) -> io::Result<()> {
    let location = headers.iter().find(|(name, _)| name == "location");
    match location {
        Some((_, to)) if (300..400).contains(&status) => {
            writeln!(io::stderr(), "chronique: {status}, the answer is at {to}")
        }
        _ => Ok(()),
    }
}

fn graphql_body(query: Query) -> Result<String, CliError> {
    let mut document = query.document;
    if document == "-" {
        document.clear();
        let mut input = io::stdin().take(MAX_DOCUMENT_BYTES);
        let fault = |e| CliError::Usage(format!("the query on standard input cannot be read: {e}"));
        input.read_to_string(&mut document).map_err(fault)?;
    }
    let mut body = Map::new();
    body.insert("query".to_owned(), document.into());
    if let Some(text) = query.variables {
        let variables: Map<String, Value> = serde_json::from_str(&text).map_err(|e| {
            CliError::Usage(format!(
                "--variables is not a JSON object: {e}; expected one such as {{\"first\": 5}}"
            ))
        })?;
        body.insert("variables".to_owned(), variables.into());
    }
    if let Some(name) = query.operation {
        body.insert("operationName".to_owned(), name.into());
    }
    Ok(Value::Object(body).to_string())
}
