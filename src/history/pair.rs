//! Which report and which item from before is which one now.

use std::collections::HashMap;

use super::known::{Known, KnownReport};
use super::similar;
use crate::domain::{ItemKey, Slug};

/// Share of the items, in hundredths, that must be the same for two reports
/// with different slugs to be one: of the same month, and of another one.
const SAME_MONTH: usize = 50;
const OTHER_MONTH: usize = 80;

/// A report of another month must have this many items in common: templates
/// have one.
const OTHER_MONTH_ITEMS: usize = 2;

/// Reports of different months are compared up to this many pairs.
const PAIRS: usize = 10_000;

/// Pairs of places in the two lists: reports with the same slug, then those
/// that say mostly the same under another.
pub(super) fn reports(old: &[KnownReport], new: &[KnownReport]) -> Vec<(usize, usize)> {
    let by_slug: HashMap<&Slug, usize> =
        old.iter().enumerate().map(|(i, r)| (&r.slug, i)).collect();
    let mut gone = vec![false; old.len()];
    let mut come = vec![false; new.len()];
    let mut pairs = Vec::new();
    for (to, report) in new.iter().enumerate() {
        if let Some(from) = by_slug.get(&report.slug) {
            take(*from, to, &mut gone, &mut come, &mut pairs);
        }
    }
    let left = |taken: &[bool]| taken.iter().filter(|t| !**t).count();
    let few = left(&gone).saturating_mul(left(&come)) <= PAIRS;
    let mut likely = Vec::new();
    for (to, report) in new
        .iter()
        .enumerate()
        .filter(|(i, _)| come.get(*i) == Some(&false))
    {
        for (from, before) in old
            .iter()
            .enumerate()
            .filter(|(i, _)| gone.get(*i) == Some(&false))
        {
            let same_month = before.date.month() == report.date.month();
            if same_month || few {
                let share = share(before, report, same_month);
                likely.extend(share.map(|share| ((same_month, share), from, to)));
            }
        }
    }
    likely.sort_by(|a, b| {
        let slugs =
            |x: &(_, usize, usize)| (old.get(x.1).map(|r| &r.slug), new.get(x.2).map(|r| &r.slug));
        b.0.cmp(&a.0).then_with(|| slugs(a).cmp(&slugs(b)))
    });
    for (_, from, to) in likely {
        take(from, to, &mut gone, &mut come, &mut pairs);
    }
    pairs
}

/// Makes two places a pair, unless one of them is in one already.
fn take(
    from: usize,
    to: usize,
    gone: &mut [bool],
    come: &mut [bool],
    pairs: &mut Vec<(usize, usize)>,
) {
    if let (Some(gone), Some(come)) = (gone.get_mut(from), come.get_mut(to))
        && !*gone
        && !*come
    {
        (*gone, *come) = (true, true);
        pairs.push((from, to));
    }
}

/// How much of two reports is the same, in hundredths, if that is enough for
/// them to be one.
fn share(old: &KnownReport, new: &KnownReport, same_month: bool) -> Option<usize> {
    let most = old.items.len().max(new.items.len());
    if most == 0 {
        return (same_month && old.words.text == new.words.text).then_some(0);
    }
    let mut texts: HashMap<&ItemKey, usize> = HashMap::new();
    for item in &old.items {
        *texts.entry(&item.base).or_default() += 1;
    }
    let mut same = 0_usize;
    for item in &new.items {
        if let Some(count) = texts.get_mut(&item.base).filter(|count| **count > 0) {
            *count -= 1;
            same += 1;
        }
    }
    let share = (100 * same).checked_div(most)?;
    let enough = if same_month {
        share >= SAME_MONTH
    } else {
        share >= OTHER_MONTH && same >= OTHER_MONTH_ITEMS
    };
    enough.then_some(share)
}

/// For each item now, the place of the item before that it is.
///
/// Those that read the same first, so that what was not touched never moves;
/// then those with the same text elsewhere or looking otherwise; then those
/// whose text was edited.
pub(super) fn items(old: &[Known], new: &[Known]) -> Vec<Option<usize>> {
    let mut pairs = Pairs {
        from: vec![None; new.len()],
        taken: vec![false; old.len()],
    };
    pairs.equal(old, new, |k| (k.print, Some(k.key.clone())));
    pairs.equal(old, new, |k| k.print);
    pairs.equal(old, new, |k| {
        (
            k.base.clone(),
            k.words.kind,
            k.words.category.as_ref().map(|c| c.0.clone()),
        )
    });
    pairs.equal(old, new, |k| k.base.clone());
    let came: Vec<usize> = pairs.unpaired().collect();
    let went: Vec<usize> = pairs.left().collect();
    let olds: Vec<&Known> = went.iter().filter_map(|i| old.get(*i)).collect();
    let news: Vec<&Known> = came.iter().filter_map(|i| new.get(*i)).collect();
    for (from, to) in similar::pair(&olds, &news) {
        if let (Some(from), Some(to)) = (went.get(from), came.get(to)) {
            pairs.set(*from, *to);
        }
    }
    pairs.from
}

struct Pairs {
    from: Vec<Option<usize>>,
    taken: Vec<bool>,
}

impl Pairs {
    /// Places of items now that have no pair.
    fn unpaired(&self) -> impl Iterator<Item = usize> + '_ {
        self.from
            .iter()
            .enumerate()
            .filter(|(_, p)| p.is_none())
            .map(|(i, _)| i)
    }

    /// Places of items before that have no pair.
    fn left(&self) -> impl Iterator<Item = usize> + '_ {
        self.taken
            .iter()
            .enumerate()
            .filter(|(_, t)| !**t)
            .map(|(i, _)| i)
    }

    fn set(&mut self, from: usize, to: usize) {
        if let (Some(slot), Some(taken)) = (self.from.get_mut(to), self.taken.get_mut(from)) {
            *slot = Some(from);
            *taken = true;
        }
    }

    /// Pairs those that something is equal of, in order.
    fn equal<K: Eq + std::hash::Hash>(
        &mut self,
        old: &[Known],
        new: &[Known],
        key: impl Fn(&Known) -> K,
    ) {
        let mut by_key: HashMap<K, Vec<usize>> = HashMap::new();
        for place in self.left() {
            if let Some(item) = old.get(place) {
                by_key.entry(key(item)).or_default().push(place);
            }
        }
        if by_key.is_empty() {
            return;
        }
        // In order: the last of each list is the first of its places.
        for places in by_key.values_mut() {
            places.reverse();
        }
        let came: Vec<usize> = self.unpaired().collect();
        for to in came {
            let from = new
                .get(to)
                .and_then(|item| by_key.get_mut(&key(item))?.pop());
            if let Some(from) = from {
                self.set(from, to);
            }
        }
    }
}
