//! Pure values: what an archive of reports is made of.
//!
//! Nothing here reads a file, answers a request or keeps anything: this module
//! must not know sled, actix-web, async-graphql or pulldown-cmark. Newtypes
//! with an invariant keep their field private and are made by one parsing
//! constructor; records without an invariant are plain public fields.

mod about;
mod base32;
mod canonical;
mod categories;
mod date;
mod delta;
mod diagnostic;
mod digest;
mod fold;
mod html;
mod item;
mod items;
mod json;
mod key;
mod link;
mod packed;
mod packing;
mod project;
mod reader;
mod report;
mod slug;
mod text;

pub use about::{
    About, CatalogEntry, CategoryRule, Contact, DateRule, License, Publisher, SeriesRule,
};
pub use base32::{base32_letters, base32_number};
pub use canonical::is_servable;
pub use categories::Categories;
pub use date::{DateError, Month, ReportDate};
pub use diagnostic::{Diagnostic, DiagnosticCode, Severity};
pub use digest::{Digest, Summing};
pub use fold::{fold, fold_char, is_word_char, push_plain};
pub use html::{escape_html, push_escaped};
pub use item::{Child, Item, ItemKey, ItemKind, Mention, MentionMethod, Span};
pub use items::{ItemHead, ItemRelations, Items};
pub use json::push_json;
pub use link::{Link, LinkKind, Moved, ResourceId, ResourceUrl};
pub use packed::{KeptChild, KeptItem, KeptLink, KeptMention, KeptText};
pub use project::{Alias, Project, ProjectKind, Registry};
pub use report::{Category, Difference, Document, Generation, Report, last_update};
pub use slug::{Slug, SlugError};
pub use text::to_u32;
