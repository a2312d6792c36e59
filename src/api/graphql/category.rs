//! Categories.

use std::sync::Arc;

use async_graphql::{Context, ID, SimpleObject};

use super::connection::connection;
use super::input::{object, order, sort_keys};
use super::item::{ItemConnection, ItemOrder};
use super::refusal::Refusal;
use crate::query::{
    Archive, CategoryNumber, CategoryQuery, CategoryRef, RawItemParams, RawListParams, RawPage,
    Scope,
};

/// A category of the snapshot.
#[derive(Clone)]
pub struct CategoryObject {
    archive: Arc<Archive>,
    number: CategoryNumber,
}

impl CategoryObject {
    /// The category behind a number.
    pub fn new(archive: &Arc<Archive>, number: CategoryNumber) -> Self {
        let archive = Arc::clone(archive);
        Self { archive, number }
    }

    /// Always there within one snapshot; fields fall back to empty values.
    fn category(&self) -> Option<CategoryRef<'_>> {
        self.archive.category(self.number)
    }

    fn items_page(&self, _: &Context<'_>, raw: &RawItemParams) -> Result<ItemConnection, Refusal> {
        ItemConnection::answer(&self.archive, Scope::Category(self.number), raw)
    }
}

object! {
    /// A heading that groups items: one category, whatever its headings.
    impl CategoryObject as "Category" {
        /// `category:` and the slug.
        pub async fn id(&self) -> ID {
            ID(format!("category:{}", self.category().map_or("", |c| c.slug())))
        }

        /// Its key in addresses.
        async fn slug(&self) -> &str {
            self.category().map_or("", |c| c.slug())
        }

        /// Its display name.
        async fn name(&self) -> &str {
            self.category().map_or("", |c| c.name())
        }

        /// The headings that open it, as written, in order of appearance.
        async fn headings(&self) -> &[String] {
            self.category().map_or(&[], |c| c.headings())
        }

        /// How many of everything it has.
        async fn counts(&self) -> CategoryCounts {
            CategoryCounts {
                items: self.category().map_or(0, |c| c.items()),
                reports: self.category().map_or(0, |c| c.reports()),
                empty_reports: self.category().map_or(0, |c| c.empty_reports()),
            }
        }
    }
    filtered {
        /// The items under it that pass the filters. Null, with an error, when
        /// an argument is not of the right form.
        fn items(sort: ItemOrder) -> ItemConnection = items_page;
    }
}

/// How many of everything a category has.
#[derive(SimpleObject)]
pub struct CategoryCounts {
    /// Items under it.
    items: u32,
    /// Reports that have the heading.
    reports: u32,
    /// Reports that have the heading and nothing under it.
    empty_reports: u32,
}

order! {
    /// How categories are ordered. The default is their own order.
    CategoryOrder as "CategorySort" {
        /// The order of the configuration, then of first appearance.
        PositionAsc "position"
        /// Against that order.
        PositionDesc "-position"
        /// By slug, ascending.
        SlugAsc "slug"
        /// By slug, descending.
        SlugDesc "-slug"
        /// Fewest items first.
        ItemsAsc "items"
        /// Most items first.
        ItemsDesc "-items"
    }
}

/// The question that the arguments of a list of categories ask.
pub fn list_params(page: &RawPage, sort: Option<Vec<CategoryOrder>>) -> RawListParams {
    RawListParams {
        sort: sort_keys(sort),
        page: page.clone(),
    }
}

impl CategoryConnection {
    /// The categories asked for.
    pub fn answer(
        archive: &Arc<Archive>,
        page: &RawPage,
        sort: Option<Vec<CategoryOrder>>,
    ) -> Result<Self, Refusal> {
        let raw = list_params(page, sort);
        let query = CategoryQuery::parse(&raw, Vec::new())?;
        let page = archive.categories(&query);
        Ok(Self {
            page: page.map(|number| CategoryObject::new(archive, number)),
        })
    }
}

connection! {
    /// A page of categories.
    CategoryConnection of CategoryObject
    /// A category on a page.
    CategoryEdge
}
