//! What is known of reports and items: from a generation, or recalled.

use std::sync::Arc;

use foldhash::{HashMap, HashMapExt as _};

use super::entry::{LastWords, Print};
use super::print;
use crate::domain::{Category, Item, ItemKey, Items, KeptItem, Report, ReportDate, Slug};

/// An item as it was or is.
#[derive(Debug, Clone)]
pub(super) struct Known {
    /// Its key: the carried one if it was known before, else the natural one.
    pub(super) key: ItemKey,
    /// The version.
    pub(super) print: Print,
    /// What the folded text alone gives: equal texts have equal ones.
    pub(super) base: ItemKey,
    pub(super) words: LastWords,
}

impl Known {
    pub(super) fn new(key: ItemKey, print: Print, words: LastWords) -> Self {
        let base = ItemKey::of_text(&words.text, 0);
        Self {
            key,
            print,
            base,
            words,
        }
    }

    fn of_item(categories: &[Category], item: &KeptItem<'_>) -> Self {
        let category = item.category.and_then(|c| usize::try_from(c).ok());
        let category = category.and_then(|c| categories.get(c));
        let words = LastWords {
            kind: Some(item.kind),
            category: category.map(|c| (c.slug.clone(), c.name.clone())),
            links: item.links().map(|link| link.href.plain()).collect(),
            text: item.text.plain(),
            ..LastWords::default()
        };
        let print = print::of_item(item, &words);
        Self::new(item.head().key, print, words)
    }
}

/// A report as it was or is.
#[derive(Debug, Clone)]
pub(super) struct KnownReport {
    pub(super) slug: Slug,
    pub(super) date: ReportDate,
    pub(super) print: Print,
    pub(super) words: LastWords,
    pub(super) items: Vec<Known>,
}

impl KnownReport {
    /// A report of a generation, its items with the keys that they have, in
    /// the order of these: whether it comes from here or from the journal
    /// then makes no difference.
    pub(super) fn before(report: &Report) -> Self {
        let mut known = Self::of(report);
        known.items.sort_by(|a, b| a.key.cmp(&b.key));
        known
    }

    /// A report that was read now, its items in reading order with the keys
    /// that their texts give, whatever keys they have.
    pub(super) fn now(report: &Report) -> Self {
        let mut known = Self::of(report);
        let mut seen: HashMap<ItemKey, u32> = HashMap::new();
        for item in &mut known.items {
            let seen = seen.entry(item.base.clone()).or_default();
            item.key = if *seen == 0 {
                item.base.clone()
            } else {
                ItemKey::of_text(&item.words.text, *seen)
            };
            *seen = seen.saturating_add(1);
        }
        known
    }

    fn of(report: &Report) -> Self {
        let categories: Vec<Category> = report.categories.iter().collect();
        let items = (0..report.items.len()).filter_map(|place| report.items.kept(place));
        let items = items.map(|item| Known::of_item(&categories, &item));
        Self {
            slug: report.slug.clone(),
            date: report.date,
            print: print::of_report(report),
            words: LastWords {
                text: report.title.clone().unwrap_or_default(),
                series: Some(report.series.clone()),
                date: Some(report.date),
                ..LastWords::default()
            },
            items: items.collect(),
        }
    }
}

/// A report whose items have these keys, in reading order.
pub(super) fn with_keys(report: &Report, keys: &[ItemKey]) -> Items {
    let mut items: Vec<Item> = report.items.iter().collect();
    for (item, key) in items.iter_mut().zip(keys) {
        item.key.clone_from(key);
    }
    Items::pack(&items, Arc::clone(report.source()))
}
