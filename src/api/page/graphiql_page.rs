//! The page of GraphiQL: a bar, and a place that its script fills. Without the
//! script that place holds the small console.

use std::borrow::Cow;

use actix_web::http::header::{CONTENT_SECURITY_POLICY, HeaderValue, VARY};
use maud::{DOCTYPE, Markup, html};

use super::layout::{POLICY, written};
use super::visit::Visit;
use crate::api::http::Answer;

/// The page around a form.
pub fn answer(visit: &Visit<'_>, form: &Markup, example: &str) -> Answer {
    let (words, title) = (&visit.words.common, &visit.archive.meta().title);
    let [script, style, licences] = &visit.assets.graphiql;
    let page = html! {
        (DOCTYPE)
        html lang=(visit.language.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { "GraphiQL – " (title) }
                @if !visit.asked.is_empty() { meta name="robots" content="noindex, follow"; }
                link rel="icon" type="image/svg+xml" href=(visit.assets.icon);
                link rel="stylesheet" href=(style);
                link rel="license" href=(licences);
                script src=(script) defer {}
            }
            body .console {
                header .console-bar {
                    h1 { "GraphiQL" }
                    a href=(visit.link("/")) { (title) }
                    a href=(visit.turn(&[], &[("plain", "true")])) { (visit.words.consoles.plain_console) }
                    a href=(visit.link("/docs/graphql")) { (words.api) }
                    a href=(visit.addresses.local("/graphql/schema.graphql")) { (visit.words.consoles.schema) }
                }
                main #graphiql data-endpoint=(visit.addresses.local("/graphql")) data-example=(example) { (form) }
            }
        }
    };
    let mut answer = Answer::new("text/html; charset=utf-8", written(page));
    answer.language = Some(Cow::Borrowed(visit.language.tag()));
    answer.headers = vec![
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (
            VARY,
            HeaderValue::from_static("Accept, Accept-Language, Accept-Encoding"),
        ),
    ];
    answer
}
