//! The map of the pages (sitemaps.org), in parts where there are many.

use actix_web::web::ServiceConfig;
use chrono::NaiveDate;
use maud::{Markup, PreEscaped, html};

use crate::api::http::{Answer, Problem, ProblemKind, route};
use crate::api::{Addresses, State};
use crate::domain::{Month, ReportDate, last_update};
use crate::query::{Archive, ReportNumber};

/// Most addresses in one file of the protocol.
const MOST_IN_A_FILE: usize = 50_000;

const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// Pages that are there whatever the archive holds.
const FIXED: [&str; 13] = [
    "/",
    "/reports",
    "/items",
    "/categories",
    "/projects",
    "/resources",
    "/sites",
    "/coverage",
    "/graph",
    "/changes",
    "/diagnostics",
    "/docs",
    "/problems",
];

/// A page: its path, and the day it last changed, where the data tell.
type Entry = (String, Option<NaiveDate>);

/// Mounts the map and its parts.
pub fn configure(state: &State, config: &mut ServiceConfig) {
    let of = state.clone();
    config.service(route::get("/sitemap.xml", move |_| {
        let archive = of.archive.current();
        std::future::ready(map(&archive, of.addresses(), MOST_IN_A_FILE))
    }));
    let of = state.clone();
    config.service(route::get("/sitemap-{part}.xml", move |request| {
        let archive = of.archive.current();
        let number = request
            .match_info()
            .get("part")
            .and_then(|n| n.parse().ok());
        let none =
            Problem::new(ProblemKind::NotFound).with_detail("The parts are in /sitemap.xml.");
        let part = number.and_then(|n| part(&archive, of.addresses(), n, MOST_IN_A_FILE));
        std::future::ready(part.ok_or(none))
    }));
}

/// The whole map, or the index of its parts.
fn map(archive: &Archive, addresses: &Addresses, most: usize) -> Result<Answer, Problem> {
    if addresses.base().is_empty() {
        let detail = "A map of the site needs absolute addresses: start the service with \
                      `--public-url https://…`, the address under which it is known.";
        return Err(Problem::new(ProblemKind::NotFound).with_detail(detail));
    }
    let files = total(archive).div_ceil(most);
    if files <= 1 {
        return Ok(file(addresses, entries(archive)));
    }
    let updated = archive.meta().last_modified;
    let index = html! {
        sitemapindex xmlns=(NAMESPACE) {
            @for number in 1..=files {
                sitemap { (place(addresses, &format!("/sitemap-{number}.xml"), updated)) }
            }
        }
    };
    Ok(xml(&index))
}

/// A part, counted from 1; none where the map is one file.
fn part(archive: &Archive, addresses: &Addresses, number: usize, most: usize) -> Option<Answer> {
    let total = total(archive);
    let first = number.checked_sub(1)?.checked_mul(most)?;
    if addresses.base().is_empty() || total <= most || first >= total {
        return None;
    }
    Some(file(addresses, entries(archive).skip(first).take(most)))
}

fn file(addresses: &Addresses, entries: impl Iterator<Item = Entry>) -> Answer {
    let set = html! {
        urlset xmlns=(NAMESPACE) {
            @for (path, day) in entries { url { (place(addresses, &path, day)) } }
        }
    };
    xml(&set)
}

fn place(addresses: &Addresses, path: &str, day: Option<NaiveDate>) -> Markup {
    html! {
        loc { (addresses.at(path)) }
        @if let Some(day) = day { lastmod { (day) } }
    }
}

fn xml(body: &Markup) -> Answer {
    let text = html! { (PreEscaped("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")) (body) };
    Answer::new("application/xml", text.into_string())
}

/// How many entries there are.
fn total(archive: &Archive) -> usize {
    let counts = archive.counts();
    let things = [
        counts.reports,
        counts.categories,
        counts.projects,
        counts.items,
        counts.resources,
    ];
    let things = things.map(|count| usize::try_from(count).unwrap_or(usize::MAX));
    things.into_iter().fold(FIXED.len(), usize::saturating_add)
}

/// Every page that shows something of its own, in an order that depends on
/// the archive alone.
fn entries(archive: &Archive) -> impl Iterator<Item = Entry> {
    let updated = archive.meta().last_modified;
    // What explains the service changes with the program, not with the data.
    let of_data = |path: &str| path != "/docs" && path != "/problems";
    let fixed = FIXED
        .into_iter()
        .map(move |path| (path.to_owned(), updated.filter(|_| of_data(path))));
    let reports = archive.report_numbers().filter_map(move |number| {
        let report = archive.report(number)?;
        Some((
            format!("/reports/{}", report.data.slug),
            day_of(archive, number),
        ))
    });
    let categories = archive
        .category_slugs()
        .map(move |slug| (format!("/categories/{slug}"), updated));
    let projects = archive.project_numbers().filter_map(|number| {
        let project = archive.project(number)?;
        let day = project.month_range().map(|(_, last)| first_day(last));
        Some((format!("/projects/{}", project.data.slug), day))
    });
    let items = archive.item_numbers().filter_map(|number| {
        let id = archive.item_id(number)?;
        Some((
            format!("/items/{id}"),
            day_of(archive, archive.report_of(number)),
        ))
    });
    let resources = archive.resource_numbers().filter_map(|number| {
        let resource = archive.resource(number)?;
        let day = resource.month_range().map(|(_, last)| first_day(last));
        Some((format!("/resources/{}", resource.url().id()), day))
    });
    fixed
        .chain(reports)
        .chain(categories)
        .chain(projects)
        .chain(items)
        .chain(resources)
}

fn day_of(archive: &Archive, report: ReportNumber) -> Option<NaiveDate> {
    let report = archive.report(report)?;
    last_update(std::iter::once(report.data))
}

/// What is known by its month changed with the report of that month.
fn first_day(month: Month) -> NaiveDate {
    ReportDate::of_month(month).first_day()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::ingest;

    #[test]
    fn parts_hold_every_address_once_and_in_order() {
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
        let generation = ingest::load(&data, None, None, &mut |_, _| {}).unwrap();
        let archive = Archive::build(&generation);
        let addresses = Addresses::of_server("https://chronique.example");
        let text = |answer: Answer| String::from_utf8(answer.body.to_vec()).unwrap();
        let places = |text: &str| -> Vec<String> {
            let rest = text.split("<loc>").skip(1);
            rest.map(|r| r.split("</loc>").next().unwrap().to_owned())
                .collect()
        };
        let whole = text(map(&archive, &addresses, MOST_IN_A_FILE).unwrap());
        assert!(part(&archive, &addresses, 1, MOST_IN_A_FILE).is_none());
        let all = places(&whole);
        assert_eq!(all.len(), total(&archive));
        let index = text(map(&archive, &addresses, 10).unwrap());
        let parts = places(&index);
        assert_eq!(parts.len(), all.len().div_ceil(10));
        assert_eq!(parts[1], "https://chronique.example/sitemap-2.xml");
        let joined: Vec<String> = (1..=parts.len())
            .flat_map(|n| places(&text(part(&archive, &addresses, n, 10).unwrap())))
            .collect();
        assert_eq!(joined, all);
        assert!(part(&archive, &addresses, parts.len() + 1, 10).is_none());
        assert!(part(&archive, &addresses, 0, 10).is_none());
    }
}
