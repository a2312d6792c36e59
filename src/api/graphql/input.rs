//! Arguments that many fields share: filters, order, page.
//!
//! They only spell a raw question of `query`; nothing is checked here.

use async_graphql::{Enum, InputObject};

use super::scalar::MonthScalar;
use crate::query::{self, RawFilter, RawItemParams, RawMonths, RawPage, RawTerms, RawText};

/// Values that an item must have, must all have, or must not have. Slugs,
/// names and aliases are compared without regard to case and accents. An empty
/// list asks nothing.
#[derive(Debug, Clone, Default, InputObject)]
pub struct TermFilter {
    /// At least one of these.
    any: Option<Vec<String>>,
    /// Every one of these.
    all: Option<Vec<String>>,
    /// None of these.
    none: Option<Vec<String>>,
}

impl From<TermFilter> for RawTerms {
    fn from(terms: TermFilter) -> Self {
        Self {
            any: terms.any.unwrap_or_default(),
            all: terms.all.unwrap_or_default(),
            none: terms.none.unwrap_or_default(),
        }
    }
}

/// What an item was in the Markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "ItemKind", remote = "crate::domain::ItemKind")]
pub enum ItemKind {
    /// A top-level list entry, with whatever is nested in it.
    Bullet,
    /// A paragraph outside lists.
    Paragraph,
    /// A block quote.
    Quote,
    /// A code block.
    Code,
    /// A table.
    Table,
}

/// Kinds that an item must be of, or must not be of. An empty list asks nothing.
#[derive(Debug, Clone, Default, InputObject)]
pub struct KindFilter {
    /// One of these.
    any: Option<Vec<ItemKind>>,
    /// Every one of these: an item has one kind, so two of them leave nothing.
    all: Option<Vec<ItemKind>>,
    /// None of these.
    none: Option<Vec<ItemKind>>,
}

impl From<KindFilter> for RawTerms {
    fn from(kinds: KindFilter) -> Self {
        let spell = |kinds: Option<Vec<ItemKind>>| {
            let kinds = kinds.into_iter().flatten();
            kinds
                .map(|k| crate::domain::ItemKind::from(k).to_string())
                .collect()
        };
        Self {
            any: spell(kinds.any),
            all: spell(kinds.all),
            none: spell(kinds.none),
        }
    }
}

/// Months of the report. Everything given must hold.
#[derive(Debug, Clone, Default, InputObject)]
pub struct MonthFilter {
    /// Any of these: months, `2022-02`, years, `2022`, or ranges,
    /// `2022-01/2022-03`, `2022-03/..`, `../2022-03`.
    any: Option<Vec<MonthScalar>>,
    /// The first month, inside: `YYYY-MM`.
    from: Option<MonthScalar>,
    /// The last month, inside: `YYYY-MM`.
    until: Option<MonthScalar>,
}

impl From<MonthFilter> for RawMonths {
    fn from(months: MonthFilter) -> Self {
        let any = months.any.into_iter().flatten();
        Self {
            any: any.map(|m| m.0).collect(),
            from: months.from.map(|m| m.0),
            until: months.until.map(|m| m.0),
        }
    }
}

/// A filter for items. Everything given must hold.
#[derive(Debug, Clone, Default, InputObject)]
pub struct ItemFilter {
    /// All of these must hold. `and`, `or` and `not` may nest 6 deep.
    pub and: Option<Vec<ItemFilter>>,
    /// One of these must hold.
    pub or: Option<Vec<ItemFilter>>,
    /// This must not hold.
    pub not: Option<Box<ItemFilter>>,
    /// The month of the report.
    pub month: Option<MonthFilter>,
    /// The series of the report, by slug or title.
    pub series: Option<TermFilter>,
    /// The category, by slug, name or heading.
    pub category: Option<TermFilter>,
    /// Projects mentioned, by slug, name or alias.
    pub project: Option<TermFilter>,
    /// Resources cited, by id or by any address that leads to them.
    pub resource: Option<TermFilter>,
    /// Sites cited, by host.
    pub site: Option<TermFilter>,
    /// The kind of item.
    pub kind: Option<KindFilter>,
}

impl From<ItemFilter> for RawFilter {
    fn from(filter: ItemFilter) -> Self {
        let list = |filters: Option<Vec<ItemFilter>>| {
            let filters = filters.into_iter().flatten();
            filters.map(Self::from).collect()
        };
        let terms = |terms: Option<TermFilter>| terms.unwrap_or_default().into();
        Self {
            and: list(filter.and),
            or: list(filter.or),
            not: filter.not.map(|f| Box::new(Self::from(*f))),
            month: filter.month.unwrap_or_default().into(),
            series: terms(filter.series),
            category: terms(filter.category),
            project: terms(filter.project),
            resource: terms(filter.resource),
            site: terms(filter.site),
            kind: filter.kind.unwrap_or_default().into(),
        }
    }
}

/// What items can be filtered and counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "Facet", remote = "query::Facet")]
pub enum FacetName {
    /// The series of the report.
    Series,
    /// The month of the report.
    Month,
    /// The category.
    Category,
    /// Projects mentioned.
    Project,
    /// Resources cited.
    Resource,
    /// Sites cited.
    Site,
    /// The kind of item.
    Kind,
}

/// Dimensions as the raw question names them.
pub fn facet_names(facets: Vec<FacetName>) -> Vec<String> {
    let facets = facets.into_iter().map(query::Facet::from);
    facets.map(|f| f.as_str().to_owned()).collect()
}

/// The page arguments of a field. A number past 32 bits is no `Int` and does not
/// come here: validation refuses the document.
#[derive(Debug, Default)]
pub struct PageArgs {
    pub first: Option<i32>,
    pub after: Option<String>,
    pub last: Option<i32>,
    pub before: Option<String>,
    pub offset: Option<i32>,
}

impl From<PageArgs> for RawPage {
    fn from(page: PageArgs) -> Self {
        Self {
            first: page.first.map(|n| n.to_string()),
            after: page.after,
            last: page.last.map(|n| n.to_string()),
            before: page.before,
            offset: page.offset.map(|n| n.to_string()),
            whole: false,
            outer: false,
        }
    }
}

/// The arguments of a filtered list.
#[derive(Debug)]
pub struct FilterArgs<O> {
    pub q: Option<String>,
    pub month: Option<MonthFilter>,
    pub series: Option<TermFilter>,
    pub category: Option<TermFilter>,
    pub project: Option<TermFilter>,
    pub resource: Option<TermFilter>,
    pub site: Option<TermFilter>,
    pub kind: Option<KindFilter>,
    pub filter: Option<ItemFilter>,
    pub sort: Option<Vec<O>>,
    pub page: PageArgs,
}

impl<O: Order> From<FilterArgs<O>> for RawItemParams {
    fn from(asked: FilterArgs<O>) -> Self {
        let filter = ItemFilter {
            // Beside the direct arguments, as REST's `filter` is.
            and: asked.filter.map(|f| vec![f]),
            or: None,
            not: None,
            month: asked.month,
            series: asked.series,
            category: asked.category,
            project: asked.project,
            resource: asked.resource,
            site: asked.site,
            kind: asked.kind,
        };
        Self {
            filter: filter.into(),
            text: text(asked.q),
            sort: sort_keys(asked.sort),
            page: asked.page.into(),
            facets: Vec::new(),
        }
    }
}

/// What texts must hold; where they do is told by the field `highlights`.
pub fn text(q: Option<String>) -> RawText {
    RawText { q, highlight: None }
}

/// A sort key with its direction, as the raw question names it: `-month`.
pub trait Order {
    /// The name.
    fn spell(self) -> &'static str;
}

/// Sort keys as the raw question names them.
pub fn sort_keys<T: Order>(sort: Option<Vec<T>>) -> Vec<String> {
    let keys = sort.into_iter().flatten();
    keys.map(|k| k.spell().to_owned()).collect()
}

/// An enum of sort keys, each with the name it has in the raw question.
macro_rules! order {
    (
        $(#[$($doc:tt)*])*
        $type:ident as $name:tt { $($(#[$($vdoc:tt)*])* $variant:ident $key:literal)+ }
    ) => {
        $(#[$($doc)*])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, async_graphql::Enum)]
        #[graphql(name = $name)]
        pub enum $type { $($(#[$($vdoc)*])* $variant,)+ }

        impl crate::api::graphql::input::Order for $type {
            fn spell(self) -> &'static str {
                match self { $(Self::$variant => $key,)+ }
            }
        }

        #[cfg(test)]
        impl $type {
            /// Every key as spelled.
            pub const KEYS: &[&str] = &[$($key,)+];
        }
    };
}
pub(super) use order;

/// A GraphQL object whose lists share their arguments: `paged` ones take the
/// page, `filtered` ones the item filters, the order and the page.
///
/// async-graphql reads arguments off the method, and cannot flatten a struct
/// into them: written by hand, these thirteen would stand at seven methods.
/// Every list is nullable and holds its `Result` inside, because a field whose
/// method fails is left out of the answer by 7.2.1, where the specification
/// wants null. Each waits for its turn, and has none once the time is up.
macro_rules! object {
    (
        $(#[$($doc:tt)*])*
        impl $type:ident as $name:tt { $($body:tt)* }
        $(paged { $(
            $(#[$($pdoc:tt)*])*
            fn $paged:ident($($parg:ident: $pty:ty = $pdesc:tt),* $(,)?) -> $pout:ident = $pcall:ident;
        )* })?
        $(filtered { $(
            $(#[$($fdoc:tt)*])*
            fn $filtered:ident(sort: $order:ident $(, $farg:ident: $fty:ty = $fdesc:tt)* $(,)?) -> $fout:ident = $fcall:ident;
        )* })?
    ) => {
        $(#[$($doc)*])*
        #[async_graphql::Object(name = $name)]
        impl $type {
            $($body)*

            $($(
                $(#[$($pdoc)*])*
                #[allow(clippy::too_many_arguments, reason = "some lists have more than seven, some have not")]
                async fn $paged(
                    &self,
                    ctx: &async_graphql::Context<'_>,
                    $(#[graphql(desc = $pdesc)] $parg: $pty,)*
                    #[graphql(desc = "Rows from the start: 0 to 200; 20 when neither `first` nor `last` is given.")] first: Option<i32>,
                    #[graphql(desc = "A cursor to start after; it never expires.")] after: Option<String>,
                    #[graphql(desc = "Rows from the end: 0 to 200. Excludes `first` and `offset`.")] last: Option<i32>,
                    #[graphql(desc = "A cursor to end before.")] before: Option<String>,
                    #[graphql(desc = "Rows to skip.")] offset: Option<i32>,
                ) -> Option<std::result::Result<$pout, crate::api::graphql::refusal::Refusal>> {
                    if let Err(late) = crate::api::graphql::deadline::turn(ctx).await {
                        return Some(Err(late));
                    }
                    let page = crate::api::graphql::input::PageArgs { first, after, last, before, offset };
                    Some(self.$pcall(ctx, &page.into(), $($parg),*))
                }
            )*)?

            $($(
                $(#[$($fdoc)*])*
                #[expect(clippy::too_many_arguments, reason = "the arguments of a GraphQL field")]
                async fn $filtered(
                    &self,
                    ctx: &async_graphql::Context<'_>,
                    $(#[graphql(desc = $fdesc)] $farg: $fty,)*
#[graphql(desc = "What texts must hold: words, `\"phrases\"`, `-not`, `prefix*`; case, accents, elision and endings do not matter. Rows are then in order of relevance.")] q: Option<String>,
                    #[graphql(desc = "The month of the report.")] month: Option<crate::api::graphql::input::MonthFilter>,
                    #[graphql(desc = "The series of the report, by slug or title.")] series: Option<crate::api::graphql::input::TermFilter>,
                    #[graphql(desc = "The category, by slug, name or heading.")] category: Option<crate::api::graphql::input::TermFilter>,
                    #[graphql(desc = "Projects mentioned, by slug, name or alias.")] project: Option<crate::api::graphql::input::TermFilter>,
                    #[graphql(desc = "Resources cited, by id or by any address that leads to them.")] resource: Option<crate::api::graphql::input::TermFilter>,
                    #[graphql(desc = "Sites cited, by host.")] site: Option<crate::api::graphql::input::TermFilter>,
                    #[graphql(desc = "The kind of item.")] kind: Option<crate::api::graphql::input::KindFilter>,
                    #[graphql(desc = "Anything else, with `and`, `or` and `not`; must hold together with the other arguments.")] filter: Option<crate::api::graphql::input::ItemFilter>,
                    #[graphql(desc = "The order, first key first; ties are broken by id.")] sort: Option<Vec<$order>>,
                    #[graphql(desc = "Rows from the start: 0 to 200; 20 when neither `first` nor `last` is given.")] first: Option<i32>,
                    #[graphql(desc = "A cursor to start after; it never expires.")] after: Option<String>,
                    #[graphql(desc = "Rows from the end: 0 to 200. Excludes `first` and `offset`.")] last: Option<i32>,
                    #[graphql(desc = "A cursor to end before.")] before: Option<String>,
                    #[graphql(desc = "Rows to skip.")] offset: Option<i32>,
                ) -> Option<std::result::Result<$fout, crate::api::graphql::refusal::Refusal>> {
                    if let Err(late) = crate::api::graphql::deadline::turn(ctx).await {
                        return Some(Err(late));
                    }
                    let page = crate::api::graphql::input::PageArgs { first, after, last, before, offset };
                    let asked = crate::api::graphql::input::FilterArgs {
                        q, month, series, category, project, resource, site, kind, filter, sort, page,
                    };
                    Some(self.$fcall(ctx, &asked.into(), $($farg),*))
                }
            )*)?
        }
    };
}
pub(super) use object;
