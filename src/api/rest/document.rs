//! A report as a document: HTML and plain text.

use std::collections::HashSet;
use std::fmt::Write as _;

use actix_web::http::header::{CONTENT_SECURITY_POLICY, HeaderValue};

use super::call::Call;
use crate::api::Addresses;
use crate::api::http::{Answer, WebLink};
use crate::domain::{Item, ItemKind, escape_html as escape};
use crate::query::{Archive, DocId, ItemRef, ReportRef};

/// Forms of a report besides JSON: suffix and media type.
pub const ALSO: &[(&str, &str)] = &[
    (".md", "text/markdown"),
    (".html", "text/html"),
    (".txt", "text/plain"),
    (".jsonld", "application/ld+json"),
];

/// The other forms of a report, for the `Link` header.
pub fn alternates(addresses: &Addresses, slug: &str, but: &str) -> Vec<WebLink> {
    let json = (".json", "application/json");
    let others = std::iter::once(json).chain(ALSO.iter().copied());
    let others = others.filter(|(_, media_type)| *media_type != but);
    others
        .map(|(suffix, media_type)| {
            WebLink::new(
                "alternate",
                addresses.at(&format!("/v1/reports/{slug}{suffix}")),
            )
            .with_type(media_type)
        })
        .collect()
}

/// The HTML form, with a policy that lets nothing run and nothing load.
pub fn html_answer(call: &Call<'_>, report: ReportRef<'_>) -> Answer {
    let mut answer = call.text("text/html; charset=utf-8", html(call.archive, report));
    let policy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    answer
        .headers
        .push((CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy)));
    answer
}

/// Title and date.
pub fn title(archive: &Archive, report: ReportRef<'_>) -> String {
    let title = report
        .data
        .title
        .as_deref()
        .unwrap_or(&archive.meta().title);
    format!("{title} – {}", report.data.date)
}

fn html(archive: &Archive, report: ReportRef<'_>) -> String {
    let title = escape(&title(archive, report));
    let language = escape(&archive.about().language);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n</head>\n\
         <body>\n<main>\n<h1>{title}</h1>\n"
    );
    out.push_str(&content(archive, report));
    let attribution = escape(&archive.meta().attribution);
    let _ = write!(
        out,
        "</main>\n<footer><p>{attribution}</p></footer>\n</body>\n</html>\n"
    );
    out
}

/// What is in a report, as HTML below its title.
pub fn content(archive: &Archive, report: ReportRef<'_>) -> String {
    let mut out = String::new();
    html_items(archive, &report.preamble(), &mut out);
    let mut anchors = HashSet::new();
    for category in report.categories() {
        let (slug, heading) = (category.category.slug(), escape(&category.heading));
        // A category may stand twice in a report, an id only once in a page.
        let id = anchors.insert(slug).then(|| format!(" id=\"{slug}\""));
        let id = id.unwrap_or_default();
        let _ = write!(out, "<section>\n<h2{id}>{heading}</h2>\n");
        html_items(archive, &category.docs, &mut out);
        out.push_str("</section>\n");
    }
    out
}

/// Items one after the other, runs of bullets as lists, each with its id.
fn html_items(archive: &Archive, docs: &[DocId], out: &mut String) {
    let items: Vec<ItemRef<'_>> = docs.iter().filter_map(|d| archive.item(*d)).collect();
    let mut section = None;
    for run in
        items.chunk_by(|a, b| is_bullet(a) && is_bullet(b) && a.item.section == b.item.section)
    {
        let Some(first) = run.first() else { continue };
        if section != first.item.section.as_deref() {
            section = first.item.section.as_deref();
            let heading = section.map(|s| format!("<h3>{}</h3>\n", escape(s)));
            out.push_str(&heading.unwrap_or_default());
        }
        let (open, close, tag) = if is_bullet(first) {
            ("<ul>\n", "</ul>\n", "li")
        } else {
            ("", "", "div")
        };
        out.push_str(open);
        for item in run {
            let (id, html) = (item.id(), item.item.html.trim_end());
            let _ = writeln!(out, "<{tag} id=\"{id}\">{html}</{tag}>");
        }
        out.push_str(close);
    }
}

fn is_bullet(item: &ItemRef<'_>) -> bool {
    item.item.kind == ItemKind::Bullet
}

/// The plain text form.
pub fn text(archive: &Archive, report: ReportRef<'_>) -> String {
    let mut out = format!("{}\n", title(archive, report));
    text_items(archive, &report.preamble(), &mut out);
    for category in report.categories() {
        let rule = "-".repeat(category.heading.chars().count());
        let _ = write!(out, "\n{}\n{rule}\n", category.heading);
        text_items(archive, &category.docs, &mut out);
    }
    let _ = write!(out, "\n{}\n", archive.meta().attribution);
    out
}

fn text_items(archive: &Archive, docs: &[DocId], out: &mut String) {
    let items = docs.iter().filter_map(|d| archive.item(*d));
    let mut after_bullet = false;
    for item in items {
        // A run of bullets is one list; everything else stands apart.
        let gap = if is_bullet(&item) && after_bullet {
            ""
        } else {
            "\n"
        };
        after_bullet = is_bullet(&item);
        let text = match item.item.kind {
            ItemKind::Bullet => text_bullet(&item.item),
            ItemKind::Quote => format!("> {}", item.item.text.replace('\n', "\n> ")),
            _ => item.item.text.clone(),
        };
        let _ = writeln!(out, "{gap}{text}");
    }
}

/// A bullet with those nested in it, each on lines of its own.
fn text_bullet(item: &Item) -> String {
    let mut nested = String::new();
    for child in &item.children {
        let _ = write!(nested, "\n{}", child.text);
    }
    // In reading order something may follow a nested list: then the text is
    // given as it is.
    let Some(own) = item.text.strip_suffix(nested.as_str()) else {
        return format!("- {}", item.text.replace('\n', "\n  "));
    };
    let mut out = format!("- {}", own.replace('\n', "\n  "));
    for child in &item.children {
        let indent = "  ".repeat(usize::try_from(child.depth).unwrap_or(1));
        let text = child.text.replace('\n', &format!("\n{indent}  "));
        let _ = write!(out, "\n{indent}- {text}");
    }
    out
}
