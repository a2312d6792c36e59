//! What the journal remembers of everything that is there, for when the
//! generation before is lost or is not the last one.

use std::collections::{BTreeMap, HashMap};

use super::entry::{Action, Entry, Noun};
use super::known::{Known, KnownReport};
use crate::domain::{ItemKey, Slug};

/// Every report and item that is there, with its last known text.
#[derive(Debug, Default)]
pub struct Recollection {
    reports: HashMap<Slug, Recalled>,
}

#[derive(Debug)]
struct Recalled {
    report: KnownReport,
    items: BTreeMap<ItemKey, Known>,
}

impl Recollection {
    /// What there is after one more change.
    pub fn apply(&mut self, entry: &Entry) {
        match entry.noun {
            Noun::Report => self.apply_report(entry),
            Noun::Item => self.apply_item(entry),
        }
    }

    fn apply_report(&mut self, entry: &Entry) {
        let before = entry.former.as_ref().unwrap_or(&entry.report);
        let items = self.reports.remove(before).map(|r| r.items);
        if let (Some(print), Some(date)) = (entry.after, entry.words.date) {
            let report = KnownReport {
                slug: entry.report.clone(),
                date,
                print,
                words: entry.words.clone(),
                items: Vec::new(),
            };
            let items = items.unwrap_or_default();
            self.reports
                .insert(entry.report.clone(), Recalled { report, items });
        }
    }

    fn apply_item(&mut self, entry: &Entry) {
        let (Some(report), Some(key)) = (self.reports.get_mut(&entry.report), &entry.key) else {
            return;
        };
        match (entry.action, entry.after) {
            (Action::Created | Action::Updated, Some(print)) => {
                let known = Known::new(key.clone(), print, entry.words.clone());
                report.items.insert(key.clone(), known);
            }
            _ => drop(report.items.remove(key)),
        }
    }

    /// How many reports there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.reports.len()
    }

    /// Whether a report with this slug is there.
    #[must_use]
    pub fn has(&self, slug: &Slug) -> bool {
        self.reports.contains_key(slug)
    }

    /// Whether there is nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.reports.is_empty()
    }

    /// Everything, as if it had just been read.
    pub(super) fn reports(&self) -> Vec<KnownReport> {
        let reports = self.reports.values().map(|recalled| KnownReport {
            items: recalled.items.values().cloned().collect(),
            ..recalled.report.clone()
        });
        reports.collect()
    }

    /// The ids of everything that is there with their versions, in order.
    #[must_use]
    pub fn versions(&self) -> BTreeMap<String, super::Print> {
        let mut all = BTreeMap::new();
        for (slug, recalled) in &self.reports {
            all.insert(slug.to_string(), recalled.report.print);
            for (key, item) in &recalled.items {
                all.insert(format!("{slug}-{}", key.as_str()), item.print);
            }
        }
        all
    }
}
