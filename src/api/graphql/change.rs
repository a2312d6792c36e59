//! Changes: what became of items and reports.

use std::sync::Arc;

use async_graphql::{Enum, ID, Object};

use super::category::CategoryObject;
use super::connection::connection;
use super::input::ItemKind;
use super::refusal::Refusal;
use super::scalar::DateTimeScalar;
use crate::query::{self, Archive, ChangeNumber, ChangeQuery, ChangeRef, RawChangeParams};

/// A change of the log.
#[derive(Clone)]
pub struct ChangeObject {
    archive: Arc<Archive>,
    number: ChangeNumber,
}

/// What a change is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "ChangeNoun", remote = "crate::query::Noun")]
pub enum ChangeNounName {
    /// An item.
    Item,
    /// A report itself: its title, its date, its headings.
    Report,
}

impl ChangeNounName {
    /// As every other door writes it.
    pub fn spell(self) -> String {
        query::Noun::from(self).to_string()
    }
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "ChangeKind", remote = "crate::query::Action")]
pub enum ChangeKindName {
    /// It was not there before.
    Created,
    /// It reads differently, or has another id.
    Updated,
    /// It is gone.
    Deleted,
}

impl ChangeKindName {
    /// As every other door writes it.
    pub fn spell(self) -> String {
        query::Action::from(self).to_string()
    }
}

impl ChangeObject {
    /// Always there within one snapshot; fields fall back to empty values.
    fn change(&self) -> Option<ChangeRef<'_>> {
        self.archive.change(self.number)
    }
}

/// One thing that a load of the archive changed.
#[Object(name = "Change")]
impl ChangeObject {
    /// Its place in the log, from 1, without gaps: what `since` takes.
    async fn position(&self) -> u64 {
        self.change().map_or(0, |c| c.position)
    }

    /// When it was loaded.
    async fn at(&self) -> DateTimeScalar {
        let at = self.change().map(|c| c.at.to_string());
        at.unwrap_or_default().into()
    }

    /// What it is about.
    async fn noun(&self) -> ChangeNounName {
        self.change()
            .map_or(ChangeNounName::Item, |c| c.noun.into())
    }

    /// What happened.
    #[graphql(name = "change")]
    async fn action(&self) -> ChangeKindName {
        self.change()
            .map_or(ChangeKindName::Updated, |c| c.action.into())
    }

    /// Id of the item, or slug of the report.
    async fn id(&self) -> ID {
        ID(self.change().map(|c| c.id).unwrap_or_default())
    }

    /// The id it had before, when that was another one; it leads to the present
    /// one.
    async fn former_id(&self) -> Option<ID> {
        self.change()?.former_id.map(ID)
    }

    /// Slug of the report.
    async fn report(&self) -> &str {
        self.change().map_or("", |c| c.report.as_str())
    }

    /// Digest of the version before; null when created.
    async fn before(&self) -> Option<String> {
        self.change()?.before.map(|p| p.to_string())
    }

    /// Digest of the version after; null when deleted.
    async fn after(&self) -> Option<String> {
        self.change()?.after.map(|p| p.to_string())
    }

    /// When deleted: what an item last said, or the title of a report.
    async fn text(&self) -> Option<&str> {
        Some(&self.change()?.last?.text)
    }

    /// When deleted: what an item was in the Markdown.
    async fn kind(&self) -> Option<ItemKind> {
        self.change()?.last?.kind.map(Into::into)
    }

    /// When deleted: the category that an item stood under, if the archive
    /// still has it.
    async fn category(&self) -> Option<CategoryObject> {
        let (slug, _) = self.change()?.last?.category.as_ref()?;
        let number = self.archive.category_by_name(slug.as_str())?;
        Some(CategoryObject::new(&self.archive, number))
    }
}

impl ChangeConnection {
    /// The changes asked for.
    pub fn answer(archive: &Arc<Archive>, raw: &RawChangeParams) -> Result<Self, Refusal> {
        let page = archive.changes(&ChangeQuery::parse(raw, Vec::new())?);
        Ok(Self {
            page: page.map(|number| ChangeObject {
                archive: Arc::clone(archive),
                number,
            }),
        })
    }
}

connection! {
    /// A page of changes, oldest first.
    ChangeConnection of ChangeObject
    /// A change on a page.
    ChangeEdge
}
