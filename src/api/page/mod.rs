//! The explorer: pages for people, rendered on the server.
//!
//! A page asks `query` what REST asks, by the same parameters, and shows it:
//! put `/v1` in front of a page's path and you have the call that gives the
//! same. Like the other doors it must not validate, sort or limit; it must not
//! know REST or GraphQL beyond how they are spelled (`doors.rs`).

mod assets;
mod category;
mod controls;
mod docs;
mod doors;
mod error;
mod figure;
mod graphiql;
#[cfg(feature = "graphiql")]
mod graphiql_page;
mod graphql;
mod home;
mod item;
mod items;
mod language;
mod layout;
mod log;
mod negotiate;
mod paging;
mod problems;
mod project;
mod prose;
mod report;
mod resource;
mod search;
mod sitemap;
mod survey;
mod text;
mod visit;
mod wellknown;
mod words;

use actix_web::guard::GuardContext;
use actix_web::web::ServiceConfig;
use actix_web::{HttpRequest, HttpResponse};

use crate::api::State;
use crate::api::http::{Answer, Problem, route};

pub use assets::Assets;
use visit::Visit;

/// What shows a page.
type Show = fn(&Visit<'_>) -> Result<Answer, Problem>;

/// The pages: path template and what shows it. A path that REST answers, too,
/// goes to the page only where HTML is wanted (`SHARED`).
const PAGES: &[(&str, Show)] = &[
    ("/items", items::list),
    ("/items/{id}", item::one),
    ("/reports", report::list),
    ("/reports/{slug}", report::one),
    ("/projects", project::list),
    ("/projects/{slug}", project::one),
    ("/resources", resource::list),
    ("/resources/{id}", resource::one),
    ("/sites", resource::sites),
    ("/categories", category::list),
    ("/categories/{slug}", category::one),
    ("/search", search::show),
    ("/coverage", survey::coverage_page),
    ("/graph", survey::graph),
    ("/changes", log::changes),
    ("/diagnostics", log::diagnostics),
    ("/docs", docs::overview),
    ("/docs/{tag}", docs::tag),
    ("/graphiql", graphiql::console),
];

/// Paths that API clients know as well.
const SHARED: &[(&str, Show)] = &[
    ("/", home::show),
    ("/problems", problems::list),
    ("/problems/{slug}", problems::one),
];

/// Mounts the pages; before REST, which has some of the paths as well.
pub fn configure(state: &State, keyed: bool, config: &mut ServiceConfig) {
    let is_wanted = |(path, _): &&(&str, Show)| path.contains('{') == keyed;
    for (path, show) in SHARED.iter().filter(is_wanted) {
        let wants_page =
            |context: &GuardContext<'_>| negotiate::wants_page(context.head().headers());
        let page = page(state, path, *show);
        config.service(page.guard(actix_web::guard::fn_guard(wants_page)));
    }
    for (path, show) in PAGES.iter().filter(is_wanted) {
        config.service(page(state, path, *show));
    }
    if keyed {
        assets::configure(state, config);
        wellknown::configure(state, config);
    }
}

fn page(state: &State, path: &'static str, show: Show) -> actix_web::Resource {
    let state = state.clone();
    route::get(path, move |request: HttpRequest| {
        std::future::ready(answer(&state, &request, show))
    })
}

fn answer(state: &State, request: &HttpRequest, show: Show) -> Result<Answer, Problem> {
    if let Some(to) = negotiate::elsewhere(state.addresses(), request) {
        return Ok(to);
    }
    let archive = state.archive.current();
    let visit = Visit::new(&archive, state, request);
    let shown = visit.as_ref().map_err(Problem::clone).and_then(show);
    // Whoever is here reads HTML: what went wrong is a page, too.
    shown.or_else(|problem| {
        let visit = visit.unwrap_or_else(|_| Visit::bare(&archive, state, request));
        Ok(error::page(&visit, &problem))
    })
}

/// The answer to an address that does not exist: a page for people.
pub fn not_found(state: &State, request: &HttpRequest) -> Option<HttpResponse> {
    let below_api = ["/v1", "/graphql"]
        .iter()
        .any(|api| request.path().starts_with(api));
    if below_api || !negotiate::wants_page(request.headers()) {
        return None;
    }
    let archive = state.archive.current();
    let visit = Visit::bare(&archive, state, request);
    let problem = Problem::new(crate::api::http::ProblemKind::NotFound);
    Some(error::page(&visit, &problem).respond(request))
}
