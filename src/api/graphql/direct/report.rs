//! Reports.

use super::connection::Node;
use super::item::{self, ItemField};
use super::list::List;
use super::{Object, fields};
use crate::domain::to_u32;
use crate::query::{Archive, ReportCategory, ReportNumber, ReportRef, Scope};

fields! {
    /// A field of a report.
    ReportField of (report: ReportRef<'r>, out) {
        "id" => Id: out.texts(&["report:", report.data.slug.as_str()]),
        "slug" => Slug: out.plain(report.data.slug.as_str()),
        "series" => Series: out.plain(report.data.series.as_str()),
        "month" => Month: out.month(report.data.date.month()),
        "date" => Date: out.text(&report.data.date.to_string()),
        "title" => Title: out.text_or_null(report.data.title.as_deref()),
        "categories" => Categories(below: Object<ReportCategoryField>): out.objects(report.categories(), below),
        "preamble" => Preamble(below: Object<ItemField>): item::list(&report.preamble(), below, out),
        "previous" => Previous(below: Box<Object<ReportField>>): below.write_or_null(report.previous().as_ref(), out),
        "next" => Next(below: Box<Object<ReportField>>): below.write_or_null(report.next().as_ref(), out),
        "markdown" => Markdown: out.text(report.data.source()),
        "counts" => Counts(below: Object<ReportCountField>): below.write(report, out),
        "permalink" => Permalink: {
            let base = out.public_url;
            out.texts(&[base, "/v1/reports/", report.data.slug.as_str()])
        },
        "provenance" => Provenance(below: Object<ReportProvenanceField>): below.write(report, out),
        "items" => Items(below: List<ItemField>): below.write(Scope::Report(report.number), out),
    }
}

impl Node for ReportField {
    type Number = ReportNumber;

    fn row(archive: &Archive, number: ReportNumber) -> Option<ReportRef<'_>> {
        archive.report(number)
    }
}

fields! {
    /// A field of a category as it stands in one report.
    ReportCategoryField of (category: ReportCategory<'r>, out) {
        "slug" => Slug: out.text(category.category.slug()),
        "name" => Name: out.text(category.category.name()),
        "heading" => Heading: out.text(&category.heading),
        "items" => Items(below: Object<ItemField>): item::list(&category.docs, below, out),
        "count" => Count: out.number(to_u32(category.docs.len())),
    }
}

fields! {
    /// A field of how many of everything are in a report.
    ReportCountField of (report: ReportRef<'r>, out) {
        "items" => Items: out.number(to_u32(report.data.items.len())),
        "links" => Links: out.number(report.link_count()),
        "categories" => Categories: out.number(to_u32(report.categories().len())),
        "emptyCategories" => EmptyCategories: {
            let categories = report.categories();
            let empty = categories.iter().filter(|c| c.docs.is_empty());
            out.number(to_u32(empty.count()))
        },
    }
}

fields! {
    /// A field of where a report comes from.
    ReportProvenanceField of (report: ReportRef<'r>, out) {
        "path" => Path: out.text(&report.data.path),
        "bytes" => Bytes: out.number(to_u32(report.data.source().len())),
        "commit" => Commit: out.null(),
    }
}
