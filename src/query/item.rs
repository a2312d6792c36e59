//! Items: the main table.

use std::borrow::Cow;

use super::cursor::{Direction, Key, KeyPart};
use super::error::{Fault, QueryError};
use super::filter::{Facet, ItemFilter};
use super::matching::RankBy;
use super::page::{Page, PageQuery};
use super::raw::RawItemParams;
use super::sort::{self, Sort};
use super::text::TextQuery;
use super::{Archive, CategoryNumber, CategoryRef, DocId, ProjectNumber, ReportNumber, ReportRef};
use crate::domain::{Item, ItemKind, Report, ResourceUrl};
use crate::index::{DocSet, usize_of};

/// What items can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemSort {
    /// The report's month.
    Month,
    /// The report's slug.
    Report,
    /// Place in the report.
    Position,
    /// The category's slug; items without category first.
    Category,
    /// The kind.
    Kind,
    /// The series' slug.
    Series,
    /// How well it matches `q`, and how recent it is.
    Relevance,
    /// How well it matches `q`.
    Score,
}

impl ItemSort {
    /// Names in `sort`.
    pub const NAMES: [(&'static str, Self); 8] = [
        ("month", Self::Month),
        ("report", Self::Report),
        ("position", Self::Position),
        ("category", Self::Category),
        ("kind", Self::Kind),
        ("series", Self::Series),
        ("relevance", Self::Relevance),
        ("score", Self::Score),
    ];

    pub(super) fn rank_by(self) -> Option<RankBy> {
        match self {
            Self::Relevance => Some(RankBy::Relevance),
            Self::Score => Some(RankBy::Score),
            _ => None,
        }
    }
}

/// Newest month first, then in reading order.
const DEFAULT_SORT: [(ItemSort, Direction); 3] = [
    (ItemSort::Month, Direction::Desc),
    (ItemSort::Report, Direction::Asc),
    (ItemSort::Position, Direction::Asc),
];

/// A question for items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemQuery {
    pub(super) filter: ItemFilter,
    pub(super) text: Option<TextQuery>,
    pub(super) sort: Sort<ItemSort>,
    pub(super) page: PageQuery,
    facets: Vec<Facet>,
}

impl ItemQuery {
    /// Reads raw parameters; `faults` are those found before.
    ///
    /// # Errors
    /// When a value is not of the right form: all faults at once.
    pub fn parse(raw: &RawItemParams, mut faults: Vec<Fault>) -> Result<Self, QueryError> {
        let filter = ItemFilter::parse(&raw.filter, &mut faults);
        let text = TextQuery::parse(&raw.text, &mut faults);
        let (sort, order) = sort::parse(
            "items",
            &raw.sort,
            &ItemSort::NAMES,
            &DEFAULT_SORT,
            text.as_ref(),
            &mut faults,
        );
        let page = PageQuery::parse(&raw.page, order, &mut faults);
        let facets = Facet::parse_list("facet", &raw.facets, &mut faults);
        QueryError::check(
            Self {
                filter,
                text,
                sort,
                page,
                facets,
            },
            faults,
        )
    }

    /// The dimensions to count by.
    #[must_use]
    pub fn facets(&self) -> &[Facet] {
        &self.facets
    }

    /// What is looked for in texts.
    #[must_use]
    pub fn text(&self) -> Option<&TextQuery> {
        self.text.as_ref()
    }
}

/// Which items a question is put to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// All of them.
    All,
    /// Those of a report.
    Report(ReportNumber),
    /// Those of a category.
    Category(CategoryNumber),
    /// Those that mention a project.
    Project(ProjectNumber),
    /// This one alone.
    Item(DocId),
}

impl Archive {
    /// The items asked for.
    #[must_use]
    pub fn items(&self, query: &ItemQuery) -> Page<DocId> {
        self.items_within(Scope::All, query)
    }

    /// The items asked for, of those that a path stands for.
    #[must_use]
    pub fn items_within(&self, scope: Scope, query: &ItemQuery) -> Page<DocId> {
        let set = self.set_within(scope, query);
        let Some(text) = &query.text else {
            let key = |doc: DocId| self.item_key(doc, 0, &query.sort);
            if !self.is_natural(&query.sort) {
                let rows = set.iter().map(DocId).collect();
                return query.page.sort_and_cut(rows, key);
            }
            return match &set {
                DocSet::Both { list, having, len } => {
                    let passes = |doc: &DocId| having.0.has(doc.0, having.1);
                    let row = |i: usize| list.get(i).copied().map(DocId);
                    query
                        .page
                        .cut_some(usize_of(*len), list.len(), row, passes, key)
                }
                set => query.page.cut(set.len(), |i| set.get(i).map(DocId), key),
            };
        };
        let asked = self.asked_of_items(text);
        let matched = self.matching_items(&asked, &set);
        let mut page = self.hits_in_order(matched, query);
        page.corrected = asked.corrected;
        page
    }

    pub(super) fn set_within(&self, scope: Scope, query: &ItemQuery) -> DocSet<'_> {
        let index = &self.index;
        let also = match scope {
            Scope::Category(n) => Some((index.by_category.as_ref(), n.0)),
            Scope::Project(n) => Some((index.by_project.as_ref(), n.0)),
            Scope::All | Scope::Report(_) | Scope::Item(_) => None,
        };
        let set = query.filter.items_having(also, index);
        match scope {
            Scope::Report(n) => set.and(DocSet::Range(index.docs_of(n.0))),
            Scope::Item(n) => set.and(DocSet::Range(n.0..n.0.saturating_add(1))),
            Scope::All | Scope::Category(_) | Scope::Project(_) => set,
        }
    }

    /// The item with this id.
    #[must_use]
    pub fn item_by_id(&self, id: &str) -> Option<DocId> {
        self.index.doc_by_id(id).map(DocId)
    }

    /// The item behind a number.
    #[must_use]
    pub fn item(&self, doc: DocId) -> Option<ItemRef<'_>> {
        let (report, item) = self.index.item(doc.0)?;
        Some(ItemRef {
            archive: self,
            doc,
            report,
            item,
        })
    }

    /// Every item, by number: newest month first, then in reading order.
    pub fn item_numbers(&self) -> impl Iterator<Item = DocId> + use<> {
        (0..self.index.len()).map(DocId)
    }

    /// The id of the item behind a number.
    #[must_use]
    pub fn item_id(&self, doc: DocId) -> Option<String> {
        let (report, head) = self.index.head(doc.0)?;
        Some(format!("{}-{}", report.slug, head.key.as_str()))
    }

    /// The report an item is in; for a number of another snapshot, one that
    /// stands for no report.
    #[must_use]
    pub fn report_of(&self, doc: DocId) -> ReportNumber {
        let at = self.index.at(doc.0);
        ReportNumber(at.map_or(u32::MAX, |d| d.report))
    }

    /// Whether items are numbered in this order already.
    pub(super) fn is_natural(&self, sort: &[(ItemSort, Direction)]) -> bool {
        let one_a_month = self.index.months.len() == self.index.reports.len();
        let [month, _, position] = DEFAULT_SORT;
        sort == DEFAULT_SORT || (one_a_month && sort == [month, position])
    }

    /// The sort key of an item; `score` is how well it matches `q`.
    pub(super) fn item_key(&self, doc: DocId, score: u32, sort: &[(ItemSort, Direction)]) -> Key {
        let Some((report, head)) = self.index.head(doc.0) else {
            return Key::new();
        };
        let position = self.index.at(doc.0).map_or(0, |d| d.item);
        let part = |key: &ItemSort| match key {
            ItemSort::Month => KeyPart::N(u64::from(report.date.month().ordinal())),
            ItemSort::Report => KeyPart::S(report.slug.as_str().to_owned()),
            ItemSort::Position => KeyPart::N(u64::from(position) + 1),
            ItemSort::Category => {
                let category = self.category_of(doc);
                KeyPart::S(category.map_or_else(String::new, |c| c.slug().to_owned()))
            }
            ItemSort::Kind => KeyPart::S(head.kind.to_string()),
            ItemSort::Series => KeyPart::S(report.series.to_string()),
            ItemSort::Relevance => {
                let month = Some(report.date.month());
                KeyPart::N(self.rank(RankBy::Relevance, score, month))
            }
            ItemSort::Score => KeyPart::N(u64::from(score)),
        };
        let id = [report.slug.as_str(), "-", head.key.as_str()].concat();
        let mut parts = Key::with_capacity(sort.len() + 1);
        parts.extend(sort.iter().map(|(key, _)| part(key)));
        parts.push(KeyPart::S(id));
        parts
    }

    /// What to filter by for a term.
    pub(super) fn term_key(&self, by: Facet, term: u32) -> Cow<'_, str> {
        let i = usize_of(term);
        let index = &self.index;
        let key = match by {
            Facet::Series => index.series.get(i).map(|s| s.slug.as_str().into()),
            Facet::Month => index.months.get(i).map(|m| m.to_string().into()),
            Facet::Category => index.categories.get(i).map(|c| c.slug.as_str().into()),
            Facet::Project => index.projects.get(i).map(|p| p.slug.as_str().into()),
            Facet::Resource => index.resources.url(term).map(|u| u.id().to_string().into()),
            Facet::Site => index.sites.get(i).map(|s| s.host.as_str().into()),
            Facet::Kind => ItemKind::ALL.get(i).map(|k| k.as_str().into()),
        };
        key.unwrap_or_default()
    }

    /// What to show for a term.
    pub(super) fn term_name(&self, by: Facet, term: u32) -> Cow<'_, str> {
        let i = usize_of(term);
        let index = &self.index;
        let name = match by {
            Facet::Series => index.series.get(i).and_then(|s| s.title.as_deref()),
            Facet::Category => index.categories.get(i).map(|c| c.name.as_str()),
            Facet::Project => index.projects.get(i).map(|p| p.name.as_str()),
            Facet::Resource => index.resources.url(term).map(ResourceUrl::as_str),
            Facet::Month | Facet::Site | Facet::Kind => None,
        };
        name.map_or_else(|| self.term_key(by, term), Cow::Borrowed)
    }
}

/// An item in its report.
#[derive(Debug, Clone)]
pub struct ItemRef<'a> {
    archive: &'a Archive,
    doc: DocId,
    report: &'a Report,
    /// The item's own values.
    pub item: Item,
}

impl<'a> ItemRef<'a> {
    /// Its id: the report's slug and the item's key.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{}-{}", self.report.slug, self.item.key.as_str())
    }

    /// Its number in the snapshot.
    #[must_use]
    pub fn doc(&self) -> DocId {
        self.doc
    }

    /// The report it is in.
    #[must_use]
    pub fn report(&self) -> Option<ReportRef<'a>> {
        self.archive.report(self.archive.report_of(self.doc))
    }

    /// The report's own values.
    #[must_use]
    pub fn report_data(&self) -> &'a Report {
        self.report
    }

    /// The category it stands under.
    #[must_use]
    pub fn category(&self) -> Option<CategoryRef<'a>> {
        self.archive.category_of(self.doc)
    }

    /// The snapshot it is in.
    #[must_use]
    pub fn archive(&self) -> &'a Archive {
        self.archive
    }
}

impl Archive {
    /// The category an item stands under.
    #[must_use]
    pub fn category_of(&self, doc: DocId) -> Option<CategoryRef<'_>> {
        let terms = self.index.by_category.terms_of(doc.0);
        terms
            .first()
            .and_then(|c| self.category(CategoryNumber(*c)))
    }

    /// The items of one report, in reading order.
    pub(super) fn docs_of_report(&self, report: u32) -> Vec<DocId> {
        self.index.docs_of(report).map(DocId).collect()
    }
}
