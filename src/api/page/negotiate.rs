//! Who gets a page, and in which language.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT_LANGUAGE, HeaderMap};

use super::language::Language;
use crate::api::Addresses;
use crate::api::http::Answer;
use crate::api::http::negotiate::Accept;

const JSON: &str = "application/json";
const HTML: &str = "text/html";

/// Whether the client names HTML as what it would rather have than JSON.
pub fn wants_page(headers: &HeaderMap) -> bool {
    Accept::of(headers).choose(&[JSON, HTML]) == Some(HTML)
}

/// Sends a client that would rather have something else than HTML to the call
/// that a page stands for: its path behind `/v1`, or what a console is for.
pub fn elsewhere(addresses: &Addresses, request: &HttpRequest) -> Option<Answer> {
    let accept = Accept::of(request.headers());
    if accept.choose(&[HTML, JSON]) == Some(HTML) {
        return None;
    }
    let to = addresses.at(&call(request.path(), request.query_string()));
    Some(Answer::redirect(StatusCode::SEE_OTHER, &to))
}

/// The call that a page stands for.
fn call(path: &str, query: &str) -> String {
    let mark = if query.is_empty() { "" } else { "?" };
    match path {
        "/docs" => "/openapi.json".to_owned(),
        "/graphiql" if query.is_empty() => "/graphql/schema.graphql".to_owned(),
        "/graphiql" => format!("/graphql?{query}"),
        path if path.starts_with("/docs/") => "/openapi.json".to_owned(),
        path => format!("/v1{path}{mark}{query}"),
    }
}

/// The language that the client asks for; French unless it prefers English.
pub fn language(headers: &HeaderMap) -> Language {
    let value = headers.get(ACCEPT_LANGUAGE);
    let value = value.and_then(|v| v.to_str().ok()).unwrap_or_default();
    preferred(value)
}

/// RFC 9110 §12.5.4, for two languages: the heavier weight wins, then what
/// stands first.
fn preferred(value: &str) -> Language {
    let mut best = (0, Language::French);
    for range in value.split(',').take(50) {
        let mut parts = range.split(';');
        let tag = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
        let language = match tag.split('-').next().unwrap_or_default() {
            "fr" | "*" => Language::French,
            "en" => Language::English,
            _ => continue,
        };
        let weight = parts.find_map(|p| p.trim().strip_prefix("q=").map(thousandths));
        let weight = weight.unwrap_or(1000);
        if weight > best.0 {
            best = (weight, language);
        }
    }
    best.1
}

/// `0.8` is 800; what is no weight is none.
fn thousandths(text: &str) -> u16 {
    let weight = text.trim().parse::<f32>().unwrap_or(0.0).clamp(0.0, 1.0);
    // Digits behind the third do not count (RFC 9110 §12.4.2).
    format!("{weight:.3}").replace('.', "").parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_heavier_language_wins() {
        for (value, expected) in [
            ("", Language::French),
            ("en", Language::English),
            ("en-GB,en;q=0.9,fr;q=0.8", Language::English),
            ("de,en;q=0.5", Language::English),
            ("fr;q=0.4,en;q=0.5", Language::English),
            ("fr-FR,fr;q=0.9,en;q=0.8", Language::French),
            ("en;q=0", Language::French),
            ("de", Language::French),
            ("*,en;q=0.1", Language::French),
        ] {
            assert_eq!(preferred(value), expected, "{value}");
        }
    }

    proptest! {
        #[test]
        fn any_header_is_a_language(value in "\\PC{0,80}") {
            preferred(&value);
        }
    }
}
