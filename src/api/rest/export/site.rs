//! What is written as files: the exports alone, or the API itself.

use std::fmt::Write as _;

use super::super::form::{self, Form};
use super::super::{document, route::Shape, routes};
use super::Export;
use crate::api::Addresses;
use crate::domain::escape_html as escape;
use crate::query::Archive;

/// One file: what to ask for, and where to put the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteFile {
    /// Path to ask for.
    pub path: String,
    /// Path of the file below the folder.
    pub file: String,
}

impl SiteFile {
    fn new(path: impl Into<String>, file: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            file: file.into(),
        }
    }

    /// A path that says its form.
    fn named(path: String) -> Self {
        let file = path.trim_start_matches('/').to_owned();
        Self { path, file }
    }

    /// The JSON that a path without suffix stands for.
    fn json(path: String) -> Self {
        let file = format!("{}.json", path.trim_start_matches('/'));
        Self { path, file }
    }
}

/// Operations whose answers are among the files.
const OPERATIONS: [&str; 24] = [
    "index",
    "archive",
    "reports",
    "report",
    "items",
    "item",
    "categories",
    "category",
    "projects",
    "project",
    "projectItems",
    "projectTimeline",
    "projectCoMentions",
    "resources",
    "resource",
    "resourceCitations",
    "sites",
    "export",
    "exportFile",
    "exportSource",
    "catalogJsonld",
    "catalogTurtle",
    "openapiYaml",
    "openapiJson",
];

/// The templates of addresses among files, by operation.
pub fn templates(addresses: &Addresses) -> impl Iterator<Item = (&'static str, String)> {
    let routes = routes().filter(|r| OPERATIONS.contains(&r.id));
    routes.map(|route| {
        let is_json = matches!(route.shape, Shape::One | Shape::List | Shape::FacetedList);
        let address = if is_json {
            addresses.json(route.path)
        } else {
            addresses.at(route.path)
        };
        (route.id, address)
    })
}

/// The exports, side by side.
#[must_use]
pub fn exports(archive: &Archive) -> Vec<SiteFile> {
    let all = Export::all(archive);
    all.map(|export| SiteFile::new(export.path(), export.name()))
        .collect()
}

/// The whole API, as far as it needs no one to answer.
#[must_use]
pub fn site(archive: &Archive) -> Vec<SiteFile> {
    let mut files = vec![SiteFile::new("/v1", "index.json")];
    files.extend(["/v1", "/v1/archive", "/v1/export"].map(|p| SiteFile::json(p.to_owned())));
    for list in [
        "items",
        "reports",
        "projects",
        "resources",
        "changes",
        "categories",
        "sites",
    ] {
        lists(&format!("/v1/{list}"), form::ALL, &mut files);
    }
    let reports = archive.report_numbers();
    for report in reports.filter_map(|n| archive.report(n)) {
        let path = format!("/v1/reports/{}", report.data.slug);
        let forms = document::ALSO.iter().map(|(suffix, _)| *suffix);
        // Linked data names addresses of the service that are no files.
        let forms = forms.filter(|suffix| *suffix != ".jsonld");
        files.extend(forms.map(|suffix| SiteFile::named(format!("{path}{suffix}"))));
        files.push(SiteFile::json(path));
    }
    let items = archive.item_numbers().filter_map(|n| archive.item_id(n));
    files.extend(items.map(|id| SiteFile::json(format!("/v1/items/{id}"))));
    let projects = archive.project_numbers();
    for project in projects.filter_map(|n| archive.project(n)) {
        let path = format!("/v1/projects/{}", project.data.slug);
        lists(&format!("{path}/items"), form::ALL, &mut files);
        files.push(SiteFile::json(format!("{path}/timeline")));
        files.push(SiteFile::json(format!("{path}/co-mentions")));
        files.push(SiteFile::json(path));
    }
    let resources = archive.resource_numbers();
    for resource in resources.filter_map(|n| archive.resource(n)) {
        let path = format!("/v1/resources/{}", resource.url().id());
        files.push(SiteFile::json(format!("{path}/citations")));
        files.push(SiteFile::json(path));
    }
    let categories = archive.category_slugs();
    files.extend(categories.map(|slug| SiteFile::json(format!("/v1/categories/{slug}"))));
    files.extend(Export::all(archive).map(|export| SiteFile::named(export.path())));
    let documents = [
        "/catalog.jsonld",
        "/catalog.ttl",
        "/openapi.yaml",
        "/openapi.json",
        "/graphql/schema.graphql",
    ];
    files.extend(documents.map(|path| SiteFile::named(path.to_owned())));
    files
}

/// A list in these forms; its JSON is asked for without suffix.
fn lists(path: &str, forms: &[Form], files: &mut Vec<SiteFile>) {
    let file = |form: &Form| match form {
        Form::Json => SiteFile::json(path.to_owned()),
        form => SiteFile::named(format!("{path}{}", form.suffix())),
    };
    files.extend(forms.iter().map(file));
}

/// A page that leads to the files, for who opens the folder.
#[must_use]
pub fn index_html(archive: &Archive, addresses: &Addresses) -> String {
    let meta = archive.meta();
    let language = escape(&archive.about().language);
    let title = escape(&meta.title);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n"
    );
    for form in [Form::Atom, Form::JsonFeed] {
        let href = addresses.at(&format!("/v1/items{}", form.suffix()));
        let (media_type, href) = (form.media_type(), escape(&href));
        let _ = writeln!(
            out,
            "<link rel=\"alternate\" type=\"{media_type}\" href=\"{href}\">"
        );
    }
    let _ = writeln!(out, "</head>\n<body>\n<main>\n<h1>{title}</h1>\n<ul>");
    let mut entry = |href: String, name: &str| {
        let (href, name) = (escape(&href), escape(name));
        let _ = writeln!(out, "<li><a href=\"{href}\">{name}</a></li>");
    };
    let plain = templates(addresses).filter(|(_, address)| !address.contains('{'));
    for (name, address) in plain {
        entry(address, name);
    }
    let reports = archive.report_numbers();
    for report in reports.filter_map(|n| archive.report(n)) {
        let href = addresses.page(&report.data.slug);
        entry(href, &document::title(archive, report));
    }
    let _ = writeln!(
        out,
        "</ul>\n</main>\n<footer><p>{}</p></footer>\n</body>\n</html>",
        escape(&meta.attribution)
    );
    out
}
