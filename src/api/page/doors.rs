//! The same as a page shows, through the other doors: addresses, a line for
//! curl, a GraphQL document.

use maud::{Markup, html};

use super::text::Text;
use super::visit::Visit;
use crate::api::http::query_string::address;

/// What is asked of one page only, and of JSON only.
const OF_THE_PAGE: [&str; 5] = ["first", "after", "last", "before", "offset"];
/// What the tabular forms do not take.
const NOT_TABULAR: [&str; 1] = ["facet"];
/// What feeds do not take.
const NOT_OF_FEEDS: [&str; 3] = ["facet", "fields", "highlight"];

/// The other doors to what a page shows.
pub struct Doors {
    rest: String,
    shown: String,
    csv: String,
    ndjson: String,
    atom: String,
    document: String,
}

impl Doors {
    /// The doors to a path of REST (without `/v1`) with these parameters.
    pub fn new(
        visit: &Visit<'_>,
        path: &str,
        asked: &[(String, String)],
        document: String,
    ) -> Self {
        Self::to(visit, (path, asked), (path, asked), document)
    }

    /// The doors to one thing and the rows below it, which a page of them asks
    /// for instead of the thing.
    pub fn below(
        visit: &Visit<'_>,
        (path, own): (&str, &[(String, String)]),
        rows: &str,
        document: String,
    ) -> Self {
        let of_rows = [own, &visit.asked].concat();
        let of_page = (rows, of_rows.as_slice());
        let thing: (&str, &[(String, String)]) = (path, &[]);
        let asked = if visit.asked.is_empty() {
            thing
        } else {
            of_page
        };
        Self::to(visit, asked, of_page, document)
    }

    /// The same where rows in other forms are at another path than the thing
    /// itself: a project, and the items that mention it.
    pub fn to(
        visit: &Visit<'_>,
        (path, asked): (&str, &[(String, String)]),
        (rows, of_rows): (&str, &[(String, String)]),
        document: String,
    ) -> Self {
        let local = |path: &str| visit.addresses.local(path);
        let form = |suffix: &str, without: &[&str]| {
            address(&local(&format!("/v1{rows}{suffix}")), of_rows, without, &[])
        };
        let base = match visit.addresses.base() {
            // Where the service does not know its address: the default one,
            // which the script replaces by that of the page.
            "" => "http://127.0.0.1:8080",
            base => base,
        };
        let tabular = [OF_THE_PAGE.as_slice(), &NOT_TABULAR].concat();
        let feed = [OF_THE_PAGE.as_slice(), &NOT_OF_FEEDS].concat();
        Self {
            rest: address(&local(&format!("/v1{path}")), asked, &[], &[]),
            shown: address(&format!("{base}/v1{path}"), asked, &[], &[]),
            csv: form(".csv", &tabular),
            ndjson: form(".ndjson", &tabular),
            atom: form(".atom", &feed),
            document,
        }
    }

    /// For the head of the page.
    pub fn head(&self) -> Markup {
        html! {
            link rel="alternate" type="application/json" href=(Text(&self.rest));
            link rel="alternate" type="text/csv" href=(Text(&self.csv));
            link rel="alternate" type="application/x-ndjson" href=(Text(&self.ndjson));
            link rel="alternate" type="application/atom+xml" href=(Text(&self.atom));
        }
    }

    /// The panel.
    pub fn render(&self, visit: &Visit<'_>) -> Markup {
        let words = &visit.words.common;
        let try_it = visit.link_with("/graphiql", &[("query", &self.document)]);
        // A quote inside quotes ends them: the shell joins what stands side by side.
        let curl = format!("curl -s '{}'", self.shown.replace('\'', "%27"));
        html! {
            section .doors aria-labelledby="doors" {
                h2 #doors { (Text(words.doors)) }
                p { (Text(words.doors_text)) }
                ul .links {
                    li { a #door-rest href=(Text(&self.rest)) { (Text(words.rest)) } }
                    li { a #door-csv href=(Text(&self.csv)) { "CSV" } }
                    li { a #door-ndjson href=(Text(&self.ndjson)) { "NDJSON" } }
                    li { a #door-atom href=(Text(&self.atom)) { "Atom" } }
                    li { a #door-graphql href=(Text(&try_it)) { "GraphQL" } }
                }
                h3 #curl-title { (Text(words.curl)) }
                pre #door-curl .copyable tabindex="0" role="region" aria-labelledby="curl-title" { code { (Text(&curl)) } }
                details {
                    summary { (Text(words.graphql)) }
                    pre #door-document .copyable tabindex="0" role="region" aria-label=(Text(words.graphql)) { code { (Text(&self.document)) } }
                }
            }
        }
    }
}
