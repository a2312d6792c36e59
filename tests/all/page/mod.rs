//! Pages and what stands beside them.

mod consoles;
mod doors;
mod headers;
mod history;
mod hostile;
mod items;
mod lists;
mod pages;
mod problems;
mod shown;
mod tree;
mod weight;
mod wellknown;

use actix_web::test::TestRequest;

/// What a browser of a French reader asks.
pub fn as_a_browser(address: &str) -> TestRequest {
    let accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    TestRequest::get()
        .uri(address)
        .insert_header(("accept", accept))
}

/// The same of an English one.
pub fn in_english(address: &str) -> TestRequest {
    as_a_browser(address).insert_header(("accept-language", "en-GB,en;q=0.9"))
}
