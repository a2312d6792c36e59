//! The tables of the export: their columns, keys and rows.

use super::row::{CitationRow, MentionRow};
use crate::api::rest::form::{At, NextRow, RowWriter};
use crate::api::rest::items;
use crate::api::rest::projects::{self, ProjectView};
use crate::api::rest::reports::{self, ReportSummaryView};
use crate::api::rest::resources::{self, ResourceView};
use crate::api::rest::route::{DataSchema, schema_of};
use crate::api::rest::view::ItemView;
use crate::query::{Archive, DocId};

/// Type of a column, as Table Schema names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    String,
    /// A whole number.
    Integer,
    /// `YYYY-MM`.
    Yearmonth,
}

/// A column: the dotted path below the row's view is its name.
#[derive(Debug, PartialEq, Eq)]
pub struct Column {
    /// Name and path.
    pub path: &'static str,
    /// Type.
    pub kind: Kind,
}

/// A table.
#[derive(Debug)]
pub struct Table {
    /// Name of its files.
    pub name: &'static str,
    /// What its rows are.
    pub title: &'static str,
    /// Columns of its CSV form: values only. Lists are in the other forms, or
    /// tables of their own.
    pub columns: &'static [Column],
    /// What tells rows apart.
    pub key: &'static [&'static str],
    /// Columns that name a row of another table: column, table, column there.
    pub foreign: &'static [(&'static str, &'static str, &'static str)],
    /// What says what the columns mean.
    pub schema: fn() -> DataSchema,
    /// Its rows, after so many steps.
    pub rows: fn(&Archive, usize) -> NextRow,
}

impl PartialEq for Table {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Table {}

const fn text(path: &'static str) -> Column {
    let kind = Kind::String;
    Column { path, kind }
}

const fn number(path: &'static str) -> Column {
    let kind = Kind::Integer;
    Column { path, kind }
}

const fn month(path: &'static str) -> Column {
    let kind = Kind::Yearmonth;
    Column { path, kind }
}

/// Every table.
pub static TABLES: &[Table] = &[
    Table {
        name: "items",
        title: "Items",
        columns: &[
            text("id"),
            text("report.slug"),
            month("month"),
            text("series"),
            text("category.slug"),
            text("category.name"),
            text("section"),
            text("kind"),
            number("position"),
            text("text"),
            text("markdown"),
            text("html"),
            text("provenance.path"),
            number("provenance.lines.start"),
            number("provenance.lines.end"),
            number("provenance.bytes.start"),
            number("provenance.bytes.end"),
        ],
        key: &["id"],
        foreign: &[("report.slug", "reports", "slug")],
        schema: schema_of::<ItemView<'static>>,
        rows: |archive, steps| each(archive.item_numbers(), steps, items::write),
    },
    Table {
        name: "reports",
        title: "Reports",
        columns: &[
            text("slug"),
            text("series"),
            month("month"),
            text("date"),
            text("title"),
            number("counts.items"),
            number("counts.links"),
            number("counts.categories"),
            number("counts.emptyCategories"),
            text("previous"),
            text("next"),
            text("provenance.path"),
            number("provenance.bytes"),
        ],
        key: &["slug"],
        foreign: &[("previous", "", "slug"), ("next", "", "slug")],
        schema: schema_of::<ReportSummaryView<'static>>,
        rows: |archive, steps| each(archive.report_numbers(), steps, reports::write),
    },
    Table {
        name: "projects",
        title: "Projects",
        columns: &[
            text("slug"),
            text("name"),
            text("kind"),
            text("partOf.slug"),
            text("homepage"),
            number("counts.items"),
            number("counts.resources"),
            month("firstMonth"),
            month("lastMonth"),
        ],
        key: &["slug"],
        foreign: &[("partOf.slug", "", "slug")],
        schema: schema_of::<ProjectView<'static>>,
        rows: |archive, steps| each(archive.project_numbers(), steps, projects::write),
    },
    Table {
        name: "resources",
        title: "Resources",
        columns: &[
            text("id"),
            text("url"),
            text("site"),
            number("counts.citations"),
            number("counts.items"),
            month("firstMonth"),
            month("lastMonth"),
        ],
        key: &["id"],
        foreign: &[],
        schema: schema_of::<ResourceView<'static>>,
        rows: |archive, steps| each(archive.resource_numbers(), steps, resources::write),
    },
    Table {
        name: "mentions",
        title: "Mentions of projects in items",
        columns: &[
            text("item"),
            number("position"),
            text("report"),
            month("month"),
            text("project"),
            text("surface"),
            number("start"),
            number("end"),
            text("method"),
        ],
        key: &["item", "position"],
        foreign: &[
            ("item", "items", "id"),
            ("report", "reports", "slug"),
            ("project", "projects", "slug"),
        ],
        schema: schema_of::<MentionRow<'static>>,
        rows: |archive, steps| each(archive.item_numbers(), steps, write_mentions),
    },
    Table {
        name: "citations",
        title: "Citations of resources in items",
        columns: &[
            text("item"),
            number("position"),
            text("report"),
            month("month"),
            text("resource"),
            text("kind"),
            text("label"),
            text("href"),
        ],
        key: &["item", "position"],
        foreign: &[
            ("item", "items", "id"),
            ("report", "reports", "slug"),
            ("resource", "resources", "id"),
        ],
        schema: schema_of::<CitationRow<'static>>,
        rows: |archive, steps| each(archive.item_numbers(), steps, write_citations),
    },
];

fn each<T: 'static>(
    numbers: impl Iterator<Item = T> + Send + 'static,
    steps: usize,
    write: fn(&T, &At<'_>, &mut RowWriter<'_>),
) -> NextRow {
    let mut numbers = numbers.skip(steps);
    Box::new(move |at, out| {
        let number = numbers.next();
        if let Some(number) = &number {
            write(number, at, out);
        }
        number.is_some()
    })
}

fn write_mentions(doc: &DocId, at: &At<'_>, out: &mut RowWriter<'_>) {
    let Some(item) = at.archive.item(*doc) else {
        return;
    };
    let (id, report) = (item.id(), item.report_data());
    let month = report.date.month().to_string();
    for (position, mention) in (1..).zip(&item.item.mentions) {
        out.put(&MentionRow {
            item: &id,
            position,
            report: report.slug.as_str(),
            month: &month,
            project: mention.project.as_str(),
            surface: &mention.surface,
            start: mention.range.start,
            end: mention.range.end,
            method: mention.method,
        });
    }
}

fn write_citations(doc: &DocId, at: &At<'_>, out: &mut RowWriter<'_>) {
    let Some(item) = at.archive.item(*doc) else {
        return;
    };
    let (id, report) = (item.id(), item.report_data());
    let month = report.date.month().to_string();
    for (position, link) in (1..).zip(&item.item.links) {
        let Some(resource) = &link.resource else {
            continue;
        };
        out.put(&CitationRow {
            item: &id,
            position,
            report: report.slug.as_str(),
            month: &month,
            resource: resource.id().to_string(),
            kind: link.kind,
            label: &link.label,
            href: &link.href,
        });
    }
}
