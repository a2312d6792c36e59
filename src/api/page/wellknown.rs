//! What machines look for first: `robots.txt`, `llms.txt` and the API
//! catalogue of RFC 9727. (`sitemap.rs` has the map of the pages.)

use actix_web::web::ServiceConfig;
use serde_json::{Value, json};

use super::sitemap;
use crate::api::http::{Answer, Problem, WebLink, route};
use crate::api::{Addresses, State};
use crate::query::{Archive, ProjectRef};

/// RFC 9727 §4 and its registered profile.
const LINKSET: &str =
    "application/linkset+json; profile=\"https://www.rfc-editor.org/info/rfc9727\"";

/// Pages of questions: there are as many as there are questions, and each only
/// shows again what the map of the site lists. The API stays open to all.
const QUESTIONS: [&str; 5] = [
    "/items?",
    "/projects?",
    "/resources?",
    "/search?",
    "/graphiql?",
];

type Say = fn(&Archive, &Addresses) -> Answer;

/// Mounts them.
pub fn configure(state: &State, config: &mut ServiceConfig) {
    let files: [(&str, Say); 3] = [
        ("/robots.txt", robots),
        ("/llms.txt", llms),
        ("/.well-known/api-catalog", api_catalog),
    ];
    for (path, say) in files {
        let state = state.clone();
        config.service(route::get(path, move |_| {
            let answer = say(&state.archive.current(), state.addresses());
            std::future::ready(Ok::<_, Problem>(answer))
        }));
    }
    sitemap::configure(state, config);
}

/// RFC 9309.
fn robots(_: &Archive, addresses: &Addresses) -> Answer {
    let mut lines = vec!["User-agent: *".to_owned(), "Allow: /".to_owned()];
    let closed = QUESTIONS.map(|prefix| format!("Disallow: {}", addresses.local(prefix)));
    lines.extend(closed);
    // Without a public address there is no map: its addresses must be absolute.
    if !addresses.base().is_empty() {
        let map = format!("Sitemap: {}", addresses.at("/sitemap.xml"));
        lines.extend([String::new(), map]);
    }
    lines.push(String::new());
    Answer::new("text/plain; charset=utf-8", lines.join("\n"))
}

/// The form of llmstxt.org: a title, a summary, how to ask, and lists of links.
fn llms(archive: &Archive, addresses: &Addresses) -> Answer {
    let (meta, counts) = (archive.meta(), archive.counts());
    let months = archive
        .month_range()
        .map(|(first, last)| format!(" from {first} to {last}"))
        .unwrap_or_default();
    let head = format!(
        "# {}\n\n> {} monthly reports{months}: {} items under {} categories, with the {} projects \
         that they mention and the {} resources that they cite, as open data over REST and \
         GraphQL.\n\nAttribution to give with what you reuse: {}",
        one_line(&meta.title),
        counts.reports,
        counts.items,
        counts.categories,
        counts.projects,
        counts.resources,
        one_line(&meta.attribution),
    );
    let fixed = |(name, path, note): &(&'static str, &str, &'static str)| {
        (*name, (*path).to_owned(), *note)
    };
    let sections = SECTIONS.map(|(title, links)| (title, links.iter().map(fixed).collect()));
    let sections = std::iter::once(("Examples", examples(archive))).chain(sections);
    let mut parts = vec![head, HOW_TO_ASK.to_owned()];
    for (title, links) in sections {
        let rows = links
            .iter()
            .map(|(name, path, note)| format!("- [{name}]({}): {note}", addresses.at(path)));
        let rows: Vec<String> = rows.collect();
        parts.push(format!("## {title}\n\n{}", rows.join("\n")));
    }
    Answer::new(
        "text/plain; charset=utf-8",
        format!("{}\n", parts.join("\n\n")),
    )
}

/// A link: what it is called, where it leads, what is there.
type Link = (&'static str, String, &'static str);

/// Questions about what this archive has.
fn examples(archive: &Archive) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    let mut add = |name, path, note| links.push((name, path, note));
    if let Some(report) = archive.latest_report().and_then(|n| archive.report(n)) {
        let (slug, month) = (&report.data.slug, report.data.date.month());
        let path = format!("/v1/reports/{slug}.md");
        add("Latest report", path, "its Markdown, byte for byte");
        let path = format!("/v1/items?month={month}&fields=id,category.slug,text,links.href");
        add(
            "Items of a month",
            path,
            "only the fields that are asked for",
        );
    }
    let projects = archive
        .project_numbers()
        .filter_map(|number| archive.project(number));
    if let Some(project) = projects.max_by_key(ProjectRef::items) {
        let slug = project.data.slug.as_str();
        let path = format!("/v1/items?project={slug}&facet=category");
        add(
            "Items that mention a project",
            path,
            "with counts by category",
        );
        let path = format!("/v1/projects/{slug}/timeline");
        add("Timeline of a project", path, "mentions by month");
    }
    let path = "/v1/stats?by=month,category".to_owned();
    add("Items by month and category", path, "counts");
    links
}

const HOW_TO_ASK: &str = "\
Read-only, no key. Every list takes the same parameters:

- `month=2022-02`, `2022`, `2022-01/2022-03`; `category=`, `project=`, `resource=`, `site=`, `kind=` with several values between commas, `project.all=` and `project.none=`;
- `q=` searches the full text: words, `\"phrases\"`, `-not`, `prefix*`;
- `sort=-month,position`, `first=20` (at most 200), `after=` the cursor of `page.endCursor`, `fields=id,text,links.href`, `facet=category`;
- a suffix gives another form of the same list, whole: `.csv`, `.ndjson`, `.atom`.

An unknown parameter or value is refused with all faults and the closest valid name; no match is an empty list. Items keep their `id` when the text around them changes; cite their `permalink`.";

type Links = &'static [(&'static str, &'static str, &'static str)];

const SECTIONS: [(&str, Links); 3] = [
    (
        "API",
        &[
            ("Index", "/v1", "links to everything below"),
            (
                "OpenAPI",
                "/openapi.json",
                "every address, parameter and answer",
            ),
            (
                "GraphQL schema",
                "/graphql/schema.graphql",
                "the same questions; ask at /graphql by POST or GET",
            ),
            ("Archive", "/v1/archive", "title, months, counts, licence"),
            (
                "Reports",
                "/v1/reports",
                "one a month; also as .md, .html, .txt",
            ),
            ("Items", "/v1/items", "the main table"),
            (
                "Search",
                "/v1/search?q=logiciel",
                "items, projects, resources and categories at once",
            ),
            ("Projects", "/v1/projects", "the registry, with counts"),
            ("Resources", "/v1/resources", "what the items link to"),
        ],
    ),
    (
        "Everything at once",
        &[
            (
                "Items",
                "/v1/export/items.ndjson",
                "all items, a row a line",
            ),
            (
                "Data package",
                "/v1/export/datapackage.json",
                "all files with their fields",
            ),
            (
                "Changes",
                "/v1/changes",
                "what was created, updated and deleted",
            ),
        ],
    ),
    (
        "Optional",
        &[
            ("Documentation", "/docs", "the OpenAPI document as pages"),
            (
                "Problems",
                "/problems",
                "what each error means, and the mend",
            ),
            ("Catalogue", "/catalog", "DCAT-AP, as data portals read it"),
        ],
    ),
];

/// Line breaks would end a title or start a list.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// RFC 9727: the APIs there are, and where each is described (RFC 8631).
fn api_catalog(_: &Archive, addresses: &Addresses) -> Answer {
    let own = addresses.at("/.well-known/api-catalog");
    let to =
        |path: &str, media_type: &str| json!({ "href": addresses.at(path), "type": media_type });
    let health = || json!([to("/readyz", "application/json")]);
    let apis = [addresses.at("/v1"), addresses.at("/graphql")];
    let items: Vec<Value> = apis.iter().map(|href| json!({ "href": href })).collect();
    let [rest, graphql] = &apis;
    let linkset = json!({ "linkset": [
        { "anchor": own, "item": items },
        {
            "anchor": rest,
            "service-desc": [to("/openapi.yaml", "application/yaml"), to("/openapi.json", "application/json")],
            "service-doc": [to("/docs", "text/html")],
            "service-meta": [to("/catalog", "application/ld+json")],
            "status": health(),
        },
        {
            "anchor": graphql,
            "service-desc": [to("/graphql/schema.graphql", "text/plain")],
            "service-doc": [to("/docs/graphql", "text/html"), to("/graphiql", "text/html")],
            "service-meta": [to("/catalog", "application/ld+json")],
            "status": health(),
        },
    ]});
    let mut answer = Answer::new(LINKSET, linkset.to_string());
    // RFC 9727 §2: a HEAD request learns as much from the header.
    answer
        .links
        .push(WebLink::new("api-catalog", own).with_type("application/linkset+json"));
    answer
        .links
        .extend(apis.into_iter().map(|href| WebLink::new("item", href)));
    answer
}
