//! From a question about texts to what matches it, and how well.

use std::borrow::Cow;

use super::cursor::KeyPart;
use super::matched::Matched;
use super::page::Page;
use super::rank::{Leading, gained, idle};
use super::text::{Asked, TextQuery};
use super::{Archive, DocId, ItemQuery};
use crate::domain::Month;
use crate::index::text::{self, Clause, Hit, Matcher, TextIndex};
use crate::index::{DocSet, usize_of};

/// How a row is ranked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RankBy {
    /// BM25 and how recent the row is.
    Relevance,
    /// BM25 alone.
    Score,
}

/// One thing that must or must not be in an item.
struct ItemClause<'a> {
    archive: &'a Archive,
    negated: bool,
    text: Matcher<'a>,
    /// Categories whose name or headings match, which their items do as well:
    /// half as much as by their own text.
    categories: Vec<Hit>,
}

impl Archive {
    /// A question as it is put to items.
    pub(super) fn asked_of_items(&self, q: &TextQuery) -> Asked {
        q.meant(&[&self.index.text.items, &self.index.text.categories])
    }

    /// The items of a set that match, ascending.
    pub(super) fn matching_items(&self, asked: &Asked, set: &DocSet<'_>) -> Matched<'_> {
        let clause = |clause: &Clause| ItemClause::new(self, clause);
        let clauses = asked.clauses.iter().map(clause);
        let (without, mut with): (Vec<_>, Vec<_>) = clauses.partition(|c| c.negated);
        with.sort_by_key(ItemClause::most);
        let is_few = with.first().is_some_and(|c| usize_of(c.most()) < set.len());
        let mut hits: Vec<Hit>;
        if !is_few {
            hits = set.iter().map(Hit::unranked).collect();
        } else if let Some(bits) = bits_of_all(&with) {
            let is_told = without.is_empty() && with.iter().all(ItemClause::is_told_by_bits);
            if is_told && set.len() == usize_of(self.index.len()) {
                return Matched::Joined(bits, with.into_iter().map(|c| c.text).collect());
            }
            let mut documents = text::in_all(&bits);
            set.retain(&mut documents, |document| *document);
            if is_told {
                return Matched::Frequent(documents, with.into_iter().map(|c| c.text).collect());
            }
            hits = documents.into_iter().map(Hit::unranked).collect();
        } else {
            hits = with.remove(0).all();
            set.retain(&mut hits, |hit| hit.document);
        }
        for mut clause in with {
            clause.rank(&mut hits);
        }
        for mut clause in without {
            hits.retain(|hit| clause.score(hit.document) == 0);
        }
        Matched::Scored(hits)
    }

    /// The items of a set that match, if there is a question about texts.
    pub(super) fn with_text<'a>(&self, set: DocSet<'a>, q: Option<&TextQuery>) -> DocSet<'a> {
        let Some(q) = q else {
            return set;
        };
        let matched = self.matching_items(&self.asked_of_items(q), &set);
        DocSet::Owned(matched.documents())
    }

    /// A page of items that match.
    pub(super) fn hits_in_order(&self, matched: Matched<'_>, query: &ItemQuery) -> Page<DocId> {
        let first = query.sort.first().and_then(|(key, _)| key.rank_by());
        let rest = query.sort.get(1..).unwrap_or(&[]);
        if let Some(by) = first.filter(|_| self.is_natural(rest)) {
            return self.ranked(by, matched, query);
        }
        let key = |h: Hit| self.item_key(DocId(h.document), h.score, &query.sort);
        let hits = matched.scored();
        let page = if self.is_natural(&query.sort) {
            query.page.cut(hits.len(), |i| hits.get(i).copied(), key)
        } else {
            query.page.sort_and_cut(hits, key)
        };
        page.map(|h| DocId(h.document))
    }

    /// A page of items by rank.
    fn ranked(&self, by: RankBy, matched: Matched<'_>, query: &ItemQuery) -> Page<DocId> {
        // Items are numbered in the order that ties are in, the newest first.
        let age = |document| self.age(self.month_of(document)).unwrap_or(0);
        let rank = |score, document| self.rank(by, score, self.month_of(document));
        let idle = |rank, document| match by {
            RankBy::Relevance => idle(rank, age(document)),
            RankBy::Score => rank,
        };
        let (total, rows) = if let Some(most) = query.page.most_from_start() {
            let mut leading = Leading::new(most, rank, idle);
            let total = matched.rank(&mut leading);
            (total, leading.into_rows())
        } else {
            let hits = matched.scored().into_iter();
            let ranked = hits.map(|h| (rank(h.score, h.document), h.document));
            let rows: Vec<(u64, u32)> = ranked.collect();
            (rows.len(), rows)
        };
        let key = |(rank, document): (u64, u32)| {
            let mut key = self.item_key(DocId(document), 0, &query.sort);
            if let Some(first) = key.first_mut() {
                *first = KeyPart::N(rank);
            }
            key
        };
        let page = query.page.rank_and_cut(total, rows, key);
        page.map(|(_, document)| DocId(document))
    }

    /// A question as it is put to reports.
    pub(super) fn asked_of_reports(&self, q: &TextQuery) -> Asked {
        q.meant(&[&self.index.text.items, &self.index.text.reports])
    }

    /// The reports that match, ascending: each thing asked for must be in an
    /// item, the title or a heading, not all in the same.
    pub(super) fn matching_reports(&self, asked: &Asked) -> Vec<Hit> {
        let all = crate::domain::to_u32(self.index.reports.len());
        conjunction(all, &asked.clauses, |clause| self.reports_with(clause))
    }

    fn reports_with(&self, clause: &Clause) -> Vec<Hit> {
        let items = &self.index.text.items;
        let heads = &self.index.text.reports;
        let report = |hit: Hit| {
            let doc = self.index.at(hit.document)?;
            Some(Hit {
                document: doc.report,
                ..hit
            })
        };
        let mut hits: Vec<Hit> = items
            .hits(&items.pattern(clause))
            .into_iter()
            .filter_map(report)
            .collect();
        // The best of its items speaks for a report.
        hits.dedup_by(|next, kept| {
            kept.score = kept.score.max(if next.document == kept.document {
                next.score
            } else {
                0
            });
            next.document == kept.document
        });
        union(hits, heads.hits(&heads.pattern(clause)))
    }

    /// The rank of a hit, from its score and the month it belongs to.
    pub(super) fn rank(&self, by: RankBy, score: u32, month: Option<Month>) -> u64 {
        let score = u64::from(score);
        let age = self.age(month).filter(|_| by == RankBy::Relevance);
        age.map_or(score, |age| gained(score, age))
    }

    /// How many months before the newest report one is.
    fn age(&self, month: Option<Month>) -> Option<u64> {
        let newest = self.index.months.last()?;
        let age = newest.ordinal().saturating_sub(month?.ordinal());
        Some(u64::from(age))
    }

    /// The month of an item.
    pub(super) fn month_of(&self, doc: u32) -> Option<Month> {
        let month = self.index.by_month.terms_of(doc).first()?;
        self.index.months.get(usize_of(*month)).copied()
    }
}

/// The documents of an index that match, ascending.
pub(super) fn matching(index: &TextIndex, asked: &Asked) -> Vec<Hit> {
    conjunction(index.len(), &asked.clauses, |clause| {
        index.hits(&index.pattern(clause))
    })
}

/// What has everything that must be there and nothing that must not.
fn conjunction(all: u32, clauses: &[Clause], having: impl Fn(&Clause) -> Vec<Hit>) -> Vec<Hit> {
    let mut hits: Option<Vec<Hit>> = None;
    for clause in clauses.iter().filter(|c| !c.negated) {
        let these = having(clause);
        hits = Some(match hits {
            None => these,
            Some(hits) => intersection(hits, &these),
        });
    }
    let mut hits = hits.unwrap_or_else(|| (0..all).map(Hit::unranked).collect());
    for clause in clauses.iter().filter(|c| c.negated) {
        let gone: Vec<u32> = having(clause).iter().map(|h| h.document).collect();
        hits.retain(|hit| gone.binary_search(&hit.document).is_err());
    }
    hits
}

fn intersection(mut hits: Vec<Hit>, others: &[Hit]) -> Vec<Hit> {
    hits.retain_mut(|hit| {
        let at = others.binary_search_by_key(&hit.document, |o| o.document);
        let other = at.ok().and_then(|at| others.get(at));
        hit.score = hit.score.saturating_add(other.map_or(0, |o| o.score));
        other.is_some()
    });
    hits
}

/// What is in either, scores added.
fn union(mut hits: Vec<Hit>, others: Vec<Hit>) -> Vec<Hit> {
    hits.extend(others);
    hits.sort_by_key(|hit| hit.document);
    hits.dedup_by(|next, kept| {
        let same = next.document == kept.document;
        if same {
            kept.score = kept.score.saturating_add(next.score);
        }
        same
    });
    hits
}

impl<'a> ItemClause<'a> {
    fn new(archive: &'a Archive, clause: &Clause) -> Self {
        let text = &archive.index.text;
        let categories = text.categories.hits(&text.categories.pattern(clause));
        Self {
            archive,
            negated: clause.negated,
            text: text.items.matcher(&text.items.pattern(clause)),
            categories,
        }
    }

    fn items_under(&self, category: u32) -> &'a [u32] {
        self.archive.index.by_category.posting(category)
    }

    /// No more items than this match.
    fn most(&self) -> u32 {
        let under = self
            .categories
            .iter()
            .map(|c| self.items_under(c.document).len());
        self.text
            .most()
            .saturating_add(crate::domain::to_u32(under.sum()))
    }

    /// Whether its bits are those of the items that match, no more.
    fn is_told_by_bits(&self) -> bool {
        self.categories.is_empty() && self.text.is_one_frequent_form()
    }

    /// Adds to each of some items how well it matches; those that do not go.
    fn rank(&mut self, hits: &mut Vec<Hit>) {
        if self.categories.is_empty() {
            return self.text.rank(hits);
        }
        hits.retain_mut(|hit| {
            let score = self.score(hit.document);
            hit.score = hit.score.saturating_add(score);
            score > 0
        });
    }

    fn score(&mut self, doc: u32) -> u32 {
        let text = self.text.score(doc);
        let own = self.archive.index.by_category.terms_of(doc).first();
        let category = self.categories.iter().find(|c| Some(&c.document) == own);
        text.saturating_add(category.map_or(0, |c| c.score.div_ceil(2)))
    }

    /// The bits of the items that match, where a word is that frequent.
    fn bits(&self) -> Option<Cow<'a, [u64]>> {
        let mut bits = self.text.bits()?;
        for item in self
            .categories
            .iter()
            .flat_map(|c| self.items_under(c.document))
        {
            text::set(bits.to_mut(), *item);
        }
        Some(bits)
    }

    /// Every item that matches, ascending.
    fn all(self) -> Vec<Hit> {
        let mut under = Vec::new();
        for category in &self.categories {
            let score = category.score.div_ceil(2);
            let items = self.items_under(category.document).iter();
            under.extend(items.map(|document| Hit {
                document: *document,
                score,
            }));
        }
        let hits = self.text.all();
        if under.is_empty() {
            hits
        } else {
            union(hits, under)
        }
    }
}

/// Bits that all items have which match all of some clauses, the rarest first,
/// where even that one is frequent.
fn bits_of_all<'a>(clauses: &[ItemClause<'a>]) -> Option<Vec<Cow<'a, [u64]>>> {
    let (rarest, others) = clauses.split_first()?;
    let mut frequent = vec![rarest.bits()?];
    frequent.extend(others.iter().filter_map(ItemClause::bits));
    Some(frequent)
}
