//! Where ids lead that nothing has now.

use super::changes::{Key, text_of};
use super::log::History;
use super::tombstone::Tombstone;

/// How many former slugs are followed: more would be a report renamed monthly
/// for years, or a circle.
const STEPS: usize = 100;

/// Where an id leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trace<'a> {
    /// To what is now called so.
    Moved(String),
    /// To what was deleted.
    Gone(&'a Tombstone),
    /// Nowhere: it never was.
    Unknown,
}

impl History {
    /// Where an item's id leads that no item has now.
    #[must_use]
    pub fn trace_item(&self, id: &str, is_live: impl Fn(&str) -> bool) -> Trace<'_> {
        let Some((slug, key)) = id.rsplit_once('-') else {
            return Trace::Unknown;
        };
        let Ok(mut key) = Key::try_from(key.as_bytes()) else {
            return Trace::Unknown;
        };
        let mut report = self.numbers.get(slug).copied();
        let mut gone = None;
        for _ in 0..STEPS {
            let Some((memory, slug)) =
                report.and_then(|n| Some((self.memories.get(&n), self.slug(n)?)))
            else {
                break;
            };
            let own = format!("{slug}-{}", text_of(key));
            if own != id && is_live(&own) {
                return Trace::Moved(own);
            }
            let Some(memory) = memory else { break };
            gone = gone.or_else(|| memory.items_gone.get(&key));
            if let Some(target) = memory.aliases.get(&key) {
                key = *target;
                let other = format!("{slug}-{}", text_of(*target));
                if is_live(&other) {
                    return Trace::Moved(other);
                }
                gone = gone.or_else(|| memory.items_gone.get(target));
            }
            report = memory.moved;
        }
        self.gone(gone)
    }

    /// Where a report's slug leads that no report has now.
    #[must_use]
    pub fn trace_report(&self, slug: &str, is_live: impl Fn(&str) -> bool) -> Trace<'_> {
        let mut report = self.numbers.get(slug).copied();
        let mut gone = None;
        for _ in 0..STEPS {
            let Some((number, slug)) = report.and_then(|n| Some((n, self.slug(n)?))) else {
                break;
            };
            if is_live(slug.as_str()) {
                return Trace::Moved(slug.to_string());
            }
            let Some(memory) = self.memories.get(&number) else {
                break;
            };
            gone = gone.or(memory.report_gone.as_ref());
            report = memory.moved;
        }
        self.gone(gone)
    }

    fn gone(&self, position: Option<&u64>) -> Trace<'_> {
        let tombstone = position.and_then(|p| self.tombstones.get(p));
        tombstone.map_or(Trace::Unknown, |t| Trace::Gone(t))
    }
}
