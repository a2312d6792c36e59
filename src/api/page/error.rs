//! What went wrong, as a page.

use maud::html;

use super::layout::Page;
use super::visit::Visit;
use crate::api::http::{Answer, CachePolicy, Problem};

/// The page of a problem.
pub fn page(visit: &Visit<'_>, problem: &Problem) -> Answer {
    let (words, entry) = (&visit.words.common, problem.kind.entry());
    let detail = problem
        .detail
        .as_deref()
        .filter(|_| !entry.status.is_server_error());
    let status = entry.status.as_u16();
    let body = html! {
        h1 { (words.error) " " (status) }
        // The texts of problems are those of the API.
        p lang="en" { (detail.unwrap_or(entry.description)) }
        @if !problem.errors.is_empty() {
            ul lang="en" {
                @for fault in &problem.errors {
                    li {
                        code { (fault.parameter) } " – " (fault.detail)
                        @if let Some(allowed) = &fault.allowed {
                            " (" (allowed.iter().take(8).map(String::as_str).collect::<Vec<_>>().join(", ")) ")"
                        }
                    }
                }
            }
        }
        p lang="en" { (entry.mend) }
        p {
            a href=(visit.link_to("/problems", entry.slug)) { (words.problem) }
            " · "
            a href=(visit.link("/")) { (words.error_back) }
        }
    };
    let title = format!("{} {status}", words.error);
    let mut answer = Page::new(&title, body).answer(visit);
    answer.status = entry.status;
    answer.cache = CachePolicy::NoStore;
    answer.headers.extend(problem.headers.iter().cloned());
    answer
}
