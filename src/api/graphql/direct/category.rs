//! Categories.

use super::connection::Node;
use super::item::ItemField;
use super::list::List;
use super::{Object, fields};
use crate::query::{Archive, CategoryNumber, CategoryRef, Scope};

fields! {
    /// A field of a category.
    CategoryField of (category: CategoryRef<'r>, out) {
        "id" => Id: out.texts(&["category:", category.slug()]),
        "slug" => Slug: out.text(category.slug()),
        "name" => Name: out.text(category.name()),
        "headings" => Headings: out.list(category.headings(), |heading, out| out.text(heading)),
        "counts" => Counts(below: Object<CategoryCountField>): below.write(category, out),
        "items" => Items(below: Box<List<ItemField>>): below.write(Scope::Category(category.number), out),
    }
}

impl Node for CategoryField {
    type Number = CategoryNumber;

    fn row(archive: &Archive, number: CategoryNumber) -> Option<CategoryRef<'_>> {
        archive.category(number)
    }
}

fields! {
    /// A field of how many of everything a category has.
    CategoryCountField of (category: CategoryRef<'r>, out) {
        "items" => Items: out.number(category.items()),
        "reports" => Reports: out.number(category.reports()),
        "emptyReports" => EmptyReports: out.number(category.empty_reports()),
    }
}
