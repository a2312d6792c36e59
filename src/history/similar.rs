//! Which of some items that went and some that came are one, edited.

use std::collections::HashMap;

use super::known::Known;
use crate::domain::fold;

/// Twice the words shared, over all words, times this: at least half of what
/// two versions say must be the same.
const WHOLE: usize = 1000;
const ENOUGH: usize = 500;

/// Of two that are as like, the one in the same category and of the same kind
/// is rather the one.
const SAME_CATEGORY: usize = 50;
const SAME_KIND: usize = 10;

/// A word in more old items than this leads to none of them. Only reports
/// with more changed items than this have such words.
const COMMON: usize = 256;

/// Steps taken for one report, so that one of 100,000 items that were all
/// rewritten costs a moment: what is not looked at by then is new.
const STEPS: usize = 30_000_000;

/// A link counts as much as so many words.
const LINK_WORDS: u64 = 2;

/// Pairs of places in the two lists, each place at most once; the order of
/// the lists breaks ties.
pub(super) fn pair(old: &[&Known], new: &[&Known]) -> Vec<(usize, usize)> {
    if old.is_empty() || new.is_empty() {
        return Vec::new();
    }
    let bags: Vec<Bag> = old.iter().map(|k| Bag::of(k)).collect();
    let mut steps = 0_usize;
    let mut likely = Vec::new();
    let postings = postings(&bags);
    for (to, known) in new.iter().enumerate() {
        let bag = Bag::of(known);
        for from in candidates(&bag, &postings, &mut steps) {
            let (Some(then), Some(before)) = (bags.get(from), old.get(from)) else {
                continue;
            };
            steps = steps.saturating_add(then.0.len().min(bag.0.len()));
            let likeness = bag.likeness(then);
            if likeness >= ENOUGH {
                likely.push((likeness + nearness(before, known), from, to));
            }
        }
        if steps > STEPS {
            break;
        }
    }
    likely.sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| (a.1, a.2).cmp(&(b.1, b.2))));
    let (mut gone, mut come) = (vec![false; old.len()], vec![false; new.len()]);
    let mut pairs = Vec::new();
    for (_, from, to) in likely {
        if let (Some(from_taken), Some(to_taken)) = (gone.get_mut(from), come.get_mut(to))
            && !*from_taken
            && !*to_taken
        {
            (*from_taken, *to_taken) = (true, true);
            pairs.push((from, to));
        }
    }
    pairs
}

fn nearness(a: &Known, b: &Known) -> usize {
    let category = |k: &Known| k.words.category.as_ref().map(|(slug, _)| slug.clone());
    let same_category = if category(a) == category(b) {
        SAME_CATEGORY
    } else {
        0
    };
    let same_kind = if a.words.kind == b.words.kind {
        SAME_KIND
    } else {
        0
    };
    same_category + same_kind
}

/// The old items that each word is in.
fn postings(bags: &[Bag]) -> HashMap<u64, Vec<usize>> {
    let mut postings: HashMap<u64, Vec<usize>> = HashMap::new();
    for (place, bag) in bags.iter().enumerate() {
        for word in bag.distinct() {
            postings.entry(word).or_default().push(place);
        }
    }
    postings
}

/// The old items that share a word which is not in too many of them.
fn candidates(bag: &Bag, postings: &HashMap<u64, Vec<usize>>, steps: &mut usize) -> Vec<usize> {
    let mut found = Vec::new();
    for list in bag.distinct().filter_map(|word| postings.get(&word)) {
        if list.len() <= COMMON {
            *steps = steps.saturating_add(list.len());
            found.extend_from_slice(list);
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The words and links of an item, as numbers in order, each as often as it
/// stands there.
struct Bag(Vec<u64>);

impl Bag {
    fn of(known: &Known) -> Self {
        let folded = fold(&known.words.text);
        let words = folded.split(|c: char| !c.is_alphanumeric());
        let mut bag: Vec<u64> = words
            .filter(|w| !w.is_empty())
            .map(|w| number(0, w))
            .collect();
        for link in &known.words.links {
            bag.extend((1..=LINK_WORDS).map(|nth| number(nth, link)));
        }
        bag.sort_unstable();
        Self(bag)
    }

    fn distinct(&self) -> impl Iterator<Item = u64> + '_ {
        self.0
            .chunk_by(|a, b| a == b)
            .filter_map(|run| run.first().copied())
    }

    /// Dice's coefficient over the two multisets, in thousandths.
    fn likeness(&self, other: &Self) -> usize {
        let all = self.0.len() + other.0.len();
        let (mut a, mut b) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut shared = 0_usize;
        while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
            match x.cmp(y) {
                std::cmp::Ordering::Less => drop(a.next()),
                std::cmp::Ordering::Greater => drop(b.next()),
                std::cmp::Ordering::Equal => {
                    shared += 1;
                    a.next();
                    b.next();
                }
            }
        }
        (2 * shared * WHOLE).checked_div(all).unwrap_or(0)
    }
}

/// A number for a word, the same in every build: FNV-1a, 64 bits. Two words
/// with one number make two items a little more alike, no more.
fn number(kind: u64, word: &str) -> u64 {
    const START: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(PRIME);
    word.bytes().fold(START ^ kind, mix)
}
