//! Which columns the table of each noun has.

use super::column::{Column, Look, column};

pub(super) const ITEMS: &[Column] = &[
    column("ID", &["id"], Look::Key),
    column("CATEGORY", &["category.slug"], Look::Faint),
    column("TEXT", &["text"], Look::Text),
];

pub(super) const ITEM: &[Column] = &[
    column("id", &["id"], Look::Key),
    column("month", &["month"], Look::Plain),
    column("series", &["series"], Look::Plain),
    column("category", &["category.name"], Look::Plain),
    column("section", &["section"], Look::Plain),
    column("kind", &["kind"], Look::Plain),
    column("position", &["position"], Look::Plain),
    column("text", &["text"], Look::Text),
    column("links", &["links.label", "links.href"], Look::Plain),
    column(
        "mentions",
        &["mentions.project.slug", "mentions.surface"],
        Look::Plain,
    ),
    column("permalink", &["permalink"], Look::Plain),
    column("file", &["provenance.path"], Look::Plain),
    column("line", &["provenance.lines.start"], Look::Plain),
];

pub(super) const REPORTS: &[Column] = &[
    column("SLUG", &["slug"], Look::Key),
    column("ITEMS", &["counts.items"], Look::Number),
    column("LINKS", &["counts.links"], Look::Number),
    column("CATEGORIES", &["counts.categories"], Look::Number),
    column("EMPTY", &["counts.emptyCategories"], Look::Number),
    column("TITLE", &["title"], Look::Text),
];

pub(super) const REPORT: &[Column] = &[
    column("slug", &["slug"], Look::Key),
    column("title", &["title"], Look::Text),
    column("series", &["series"], Look::Plain),
    column("date", &["date"], Look::Plain),
    column("items", &["counts.items"], Look::Plain),
    column("links", &["counts.links"], Look::Plain),
    column(
        "categories",
        &["categories.count", "categories.name"],
        Look::Plain,
    ),
    column("previous", &["previous"], Look::Plain),
    column("next", &["next"], Look::Plain),
    column("permalink", &["permalink"], Look::Plain),
    column("file", &["provenance.path"], Look::Plain),
];

pub(super) const PROJECTS: &[Column] = &[
    column("SLUG", &["slug"], Look::Key),
    column("ITEMS", &["counts.items"], Look::Number),
    column("FIRST", &["firstMonth"], Look::Plain),
    column("LAST", &["lastMonth"], Look::Plain),
    column("NAME", &["name"], Look::Text),
];

pub(super) const PROJECT: &[Column] = &[
    column("slug", &["slug"], Look::Key),
    column("name", &["name"], Look::Text),
    column("kind", &["kind"], Look::Plain),
    column("aliases", &["aliases"], Look::Plain),
    column("part of", &["partOf.slug"], Look::Plain),
    column("homepage", &["homepage"], Look::Plain),
    column("urls", &["urls"], Look::Plain),
    column("same as", &["sameAs"], Look::Plain),
    column("items", &["counts.items"], Look::Plain),
    column("resources", &["counts.resources"], Look::Plain),
    column("first", &["firstMonth"], Look::Plain),
    column("last", &["lastMonth"], Look::Plain),
];

pub(super) const RESOURCES: &[Column] = &[
    column("ID", &["id"], Look::Key),
    column("CITATIONS", &["counts.citations"], Look::Number),
    column("FIRST", &["firstMonth"], Look::Plain),
    column("LAST", &["lastMonth"], Look::Plain),
    column("URL", &["url"], Look::Text),
];

pub(super) const RESOURCE: &[Column] = &[
    column("id", &["id"], Look::Key),
    column("url", &["url"], Look::Text),
    column("site", &["site"], Look::Plain),
    column("labels", &["labels"], Look::Plain),
    column(
        "variants",
        &["variants.count", "variants.href"],
        Look::Plain,
    ),
    column("citations", &["counts.citations"], Look::Plain),
    column("items", &["counts.items"], Look::Plain),
    column("first", &["firstMonth"], Look::Plain),
    column("last", &["lastMonth"], Look::Plain),
    column("archived", &["archivedUrl"], Look::Plain),
];

pub(super) const HITS: &[Column] = &[
    column("TYPE", &["type"], Look::Faint),
    column("KEY", &["key"], Look::Key),
    column("MONTH", &["month"], Look::Plain),
    column("TITLE", &["title"], Look::Text),
    column("SNIPPET", &["snippet"], Look::Text),
];

/// Behind a column for each dimension.
pub(super) const STATS: &[Column] = &[column("COUNT", &["count"], Look::Number)];

pub(super) const CHANGES: &[Column] = &[
    column("POSITION", &["position"], Look::Number),
    column("AT", &["at"], Look::Plain),
    column("CHANGE", &["change"], Look::Plain),
    column("NOUN", &["noun"], Look::Faint),
    column("ID", &["id"], Look::Key),
    column("WAS", &["formerId"], Look::Plain),
    column("TEXT", &["text"], Look::Text),
];
