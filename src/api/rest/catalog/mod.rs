//! `/catalog`: what data portals read of the archive, as DCAT-AP 3 in JSON-LD
//! and Turtle.
//!
//! The graph is built once and written twice. Its addresses come from the
//! configured public address, never from a request; without one they are
//! relative to the document, which a browser resolves and a harvester does
//! not: give it `--public-url`.

mod dcat;
mod distribution;
mod graph;
mod jsonld;
mod turtle;
mod words;

use std::sync::Arc;

use super::call::Call;
use super::export::{ExportView, listed};
use crate::api::http::{Answer, Problem, Reply, WebLink};

/// Media types, the default first.
const OFFERS: [&str; 3] = ["application/ld+json", "text/turtle", "application/json"];

/// `/catalog`
pub fn negotiated(call: Call<'_>) -> Result<Reply, Problem> {
    let media_type = match call.format(&OFFERS)? {
        "text/turtle" => "text/turtle; charset=utf-8",
        "application/json" => "application/json",
        _ => "application/ld+json",
    };
    measured(call, media_type)
}

/// `/catalog.jsonld`
pub fn jsonld(call: Call<'_>) -> Result<Reply, Problem> {
    measured(call, "application/ld+json")
}

/// `/catalog.ttl`
pub fn turtle(call: Call<'_>) -> Result<Reply, Problem> {
    measured(call, "text/turtle; charset=utf-8")
}

/// Answers once the sizes and digests of the files are known.
fn measured(mut call: Call<'_>, media_type: &'static str) -> Result<Reply, Problem> {
    call.check()?;
    let (archive, state) = (Arc::clone(call.archive), call.state.clone());
    let work = move || listed(&archive, state.addresses(), state.exports());
    Ok(call.later(work, move |call, files| {
        Ok(answer(&call, &files, media_type).into())
    }))
}

fn answer(call: &Call<'_>, files: &[ExportView], media_type: &'static str) -> Answer {
    let nodes = dcat::graph(call.archive, call.addresses, files);
    let is_turtle = media_type.starts_with("text/turtle");
    let body = if is_turtle {
        turtle::write(&nodes)
    } else {
        jsonld::write(&nodes)
    };
    let (suffix, other) = if is_turtle {
        ("jsonld", "application/ld+json")
    } else {
        ("ttl", "text/turtle")
    };
    let mut answer = call.text(media_type, body);
    let address = call.addresses.at(&format!("/catalog.{suffix}"));
    let alternate = WebLink::new("alternate", address).with_type(other);
    answer.links.push(alternate);
    answer
}
