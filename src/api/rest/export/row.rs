//! Rows of the tables that relate items to projects and resources.

use serde::Serialize;
use utoipa::ToSchema;

use crate::api::rest::view::{LinkKindName, MentionMethodName};
use crate::domain::{LinkKind, MentionMethod};

/// A project found in an item, as a row.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MentionRow)]
pub struct MentionRow<'a> {
    /// Id of the item.
    pub item: &'a str,
    /// Place among the item's mentions, from 1.
    pub position: usize,
    /// Slug of the report.
    pub report: &'a str,
    /// The report's month, YYYY-MM.
    pub month: &'a str,
    /// Slug of the project.
    pub project: &'a str,
    /// The text that names it, as written.
    pub surface: &'a str,
    /// First code point of the item's text that belongs to it.
    pub start: u32,
    /// First code point after.
    pub end: u32,
    /// How it was recognised.
    #[schema(value_type = MentionMethodName)]
    pub method: MentionMethod,
}

/// A resource cited by an item, as a row.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CitationRow)]
pub struct CitationRow<'a> {
    /// Id of the item.
    pub item: &'a str,
    /// Place among the item's links, from 1.
    pub position: usize,
    /// Slug of the report.
    pub report: &'a str,
    /// The report's month, YYYY-MM.
    pub month: &'a str,
    /// Id of the resource.
    pub resource: String,
    /// How the link was written.
    #[schema(value_type = LinkKindName)]
    pub kind: LinkKind,
    /// Plain text of the label.
    pub label: &'a str,
    /// Target as written.
    pub href: &'a str,
}
