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

use super::call::Call;
use crate::api::http::{Answer, Problem, WebLink};

/// Media types, the default first.
const OFFERS: [&str; 3] = ["application/ld+json", "text/turtle", "application/json"];

/// `/catalog`
pub fn negotiated(mut call: Call<'_>) -> Result<Answer, Problem> {
    call.check()?;
    let media_type = match call.format(&OFFERS)? {
        "text/turtle" => "text/turtle; charset=utf-8",
        "application/json" => "application/json",
        _ => "application/ld+json",
    };
    Ok(answer(&call, media_type))
}

/// `/catalog.jsonld`
pub fn jsonld(mut call: Call<'_>) -> Result<Answer, Problem> {
    call.check()?;
    Ok(answer(&call, "application/ld+json"))
}

/// `/catalog.ttl`
pub fn turtle(mut call: Call<'_>) -> Result<Answer, Problem> {
    call.check()?;
    Ok(answer(&call, "text/turtle; charset=utf-8"))
}

fn answer(call: &Call<'_>, media_type: &'static str) -> Answer {
    let nodes = dcat::graph(call.archive, call.public_url);
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
    let address = format!("{}/catalog.{suffix}", call.public_url);
    let alternate = WebLink::new("alternate", address).with_type(other);
    answer.links.push(alternate);
    answer
}
