//! Changes: what became of items and reports.

use super::cursor::{Key, KeyPart, ListOrder};
use super::error::{Fault, FaultCode, QueryError};
use super::page::{Page, PageQuery};
use super::raw::RawPage;
use super::{Archive, ChangeNumber, DocId, ReportNumber};
use crate::history::{Action, Change, History, Noun, Seal, Stamp, Tombstone, Trace};

/// A change as served.
pub type ChangeRef<'a> = Change<'a>;

/// A raw question for changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawChangeParams {
    /// A position, an instant or a day.
    pub since: Option<String>,
    /// What they are about.
    pub noun: Vec<String>,
    /// What happened.
    pub change: Vec<String>,
    /// Slugs of reports.
    pub report: Vec<String>,
    /// Which part of the list.
    pub page: RawPage,
}

/// Where to begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Since {
    /// Behind a position; 0 is the beginning.
    Position(u64),
    /// At an instant.
    At(Stamp),
}

/// A question for changes, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeQuery {
    since: Since,
    nouns: Vec<Noun>,
    actions: Vec<Action>,
    reports: Vec<String>,
    page: PageQuery,
}

impl ChangeQuery {
    /// Reads raw parameters.
    ///
    /// # Errors
    /// When a value is not of the right form: all faults at once.
    pub fn parse(raw: &RawChangeParams, mut faults: Vec<Fault>) -> Result<Self, QueryError> {
        let since = match raw.since.as_deref().map(since) {
            None => Since::Position(0),
            Some(Some(since)) => since,
            Some(None) => {
                let detail = "expected a position such as 1200, an instant such as \
                              2026-11-25T02:28:49Z, or a day such as 2026-11-25";
                faults.push(Fault::new("since", FaultCode::InvalidValue, detail));
                Since::Position(0)
            }
        };
        let nouns = choices("noun", &raw.noun, &Noun::ALL.map(Noun::as_str), &mut faults);
        let actions = choices(
            "change",
            &raw.change,
            &Action::ALL.map(Action::as_str),
            &mut faults,
        );
        let order = ListOrder::new(Vec::new(), "changes");
        let page = PageQuery::parse(&raw.page, order, &mut faults);
        let query = Self {
            since,
            nouns,
            actions,
            reports: raw.report.iter().map(|r| r.trim().to_lowercase()).collect(),
            page,
        };
        QueryError::check(query, faults)
    }

    /// The position behind which it begins.
    fn start(&self, history: &History) -> u64 {
        match self.since {
            Since::Position(position) => position.min(history.len()),
            Since::At(at) => history.before(at),
        }
    }

    fn takes_all(&self) -> bool {
        self.nouns.is_empty() && self.actions.is_empty() && self.reports.is_empty()
    }

    fn takes(&self, history: &History, position: u64) -> bool {
        let Some((noun, action, report)) = history.kind(position) else {
            return false;
        };
        (self.nouns.is_empty() || self.nouns.contains(&noun))
            && (self.actions.is_empty() || self.actions.contains(&action))
            && (self.reports.is_empty() || self.reports.iter().any(|r| r == report.as_str()))
    }
}

fn since(text: &str) -> Option<Since> {
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        // More digits than a position has: nothing is behind it.
        return Some(Since::Position(text.parse().unwrap_or(u64::MAX)));
    }
    text.parse().ok().map(Since::At)
}

fn choices<T: std::str::FromStr>(
    parameter: &str,
    raw: &[String],
    names: &[&str],
    faults: &mut Vec<Fault>,
) -> Vec<T> {
    let mut values = Vec::new();
    for text in raw {
        match text.parse() {
            Ok(value) => values.push(value),
            Err(_) => faults.push(Fault::not_among(
                parameter,
                FaultCode::InvalidValue,
                text,
                names,
            )),
        }
    }
    values
}

/// What an id stands for, now or formerly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing<'a, T> {
    /// It is there.
    Live(T),
    /// It is called otherwise now.
    Moved(String),
    /// It was there, and is deleted.
    Gone(&'a Tombstone),
    /// It never was.
    Unknown,
}

impl Archive {
    /// The changes asked for.
    #[must_use]
    pub fn changes(&self, query: &ChangeQuery) -> Page<ChangeNumber> {
        let start = query.start(&self.history);
        let key = |number: ChangeNumber| -> Key { vec![KeyPart::N(u64::from(number.0))] };
        if query.takes_all() {
            let length = self.history.len().saturating_sub(start);
            let length = usize::try_from(length).unwrap_or(usize::MAX);
            let row = |i: usize| {
                number(
                    start
                        .saturating_add(1)
                        .saturating_add(u64::try_from(i).ok()?),
                )
            };
            return query.page.cut(length, row, key);
        }
        let positions = start.saturating_add(1)..=self.history.len();
        let rows = positions.filter(|p| query.takes(&self.history, *p));
        let rows: Vec<ChangeNumber> = rows.filter_map(number).collect();
        query.page.cut(rows.len(), |i| rows.get(i).copied(), key)
    }

    /// Changes asked for behind a position, at most so many, and the position
    /// up to which there is no other; the page of the question is not looked at.
    #[must_use]
    pub fn changes_after(
        &self,
        query: &ChangeQuery,
        position: u64,
        most: usize,
    ) -> (Vec<ChangeNumber>, u64) {
        let mut rows = Vec::new();
        let end = self.history.len();
        for at in position.saturating_add(1)..=end {
            if query.takes(&self.history, at) {
                rows.extend(number(at));
            }
            if rows.len() >= most {
                return (rows, at);
            }
        }
        (rows, end.max(position))
    }

    /// The position behind which a question begins.
    #[must_use]
    pub fn start_of(&self, query: &ChangeQuery) -> u64 {
        query.start(&self.history)
    }

    /// The position of the newest change; 0 when there is none.
    #[must_use]
    pub fn last_position(&self) -> u64 {
        self.history.len()
    }

    /// The newest change, if there is one.
    #[must_use]
    pub fn last_change(&self) -> Option<ChangeNumber> {
        number(self.history.len()).filter(|n| n.0 > 0)
    }

    /// Where the journal ends that has all changes.
    #[must_use]
    pub fn journal_end(&self) -> Seal {
        self.history.end()
    }

    /// The change behind a number.
    #[must_use]
    pub fn change(&self, number: ChangeNumber) -> Option<ChangeRef<'_>> {
        self.history.change(u64::from(number.0))
    }

    /// What an item's id stands for: what is there counts over a former id,
    /// and that over what was deleted.
    #[must_use]
    pub fn item_standing(&self, id: &str) -> Standing<'_, DocId> {
        if let Some(doc) = self.item_by_id(id) {
            return Standing::Live(doc);
        }
        let is_live = |id: &str| self.item_by_id(id).is_some();
        match self.history.trace_item(id, is_live) {
            Trace::Moved(to) => Standing::Moved(to),
            Trace::Gone(tombstone) => Standing::Gone(tombstone),
            Trace::Unknown => Standing::Unknown,
        }
    }

    /// What a report's slug stands for.
    #[must_use]
    pub fn report_standing(&self, slug: &str) -> Standing<'_, ReportNumber> {
        if let Some(number) = self.report_by_slug(slug) {
            return Standing::Live(number);
        }
        let is_live = |slug: &str| self.report_by_slug(slug).is_some();
        match self.history.trace_report(slug, is_live) {
            Trace::Moved(to) => Standing::Moved(to),
            Trace::Gone(tombstone) => Standing::Gone(tombstone),
            Trace::Unknown => Standing::Unknown,
        }
    }

    /// The item with this id, or that formerly had it.
    #[must_use]
    pub fn item_ever(&self, id: &str) -> Option<DocId> {
        match self.item_standing(id) {
            Standing::Live(doc) => Some(doc),
            Standing::Moved(to) => self.item_by_id(&to),
            Standing::Gone(_) | Standing::Unknown => None,
        }
    }

    /// The report with this slug, or that formerly had it.
    #[must_use]
    pub fn report_ever(&self, slug: &str) -> Option<ReportNumber> {
        match self.report_standing(slug) {
            Standing::Live(number) => Some(number),
            Standing::Moved(to) => self.report_by_slug(&to),
            Standing::Gone(_) | Standing::Unknown => None,
        }
    }
}

fn number(position: u64) -> Option<ChangeNumber> {
    u32::try_from(position).ok().map(ChangeNumber)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn since_is_a_position_an_instant_or_a_day() {
        let at = |text: &str| Since::At(text.parse().unwrap());
        for (text, expected) in [
            ("0", Some(Since::Position(0))),
            ("1200", Some(Since::Position(1200))),
            ("99999999999999999999999", Some(Since::Position(u64::MAX))),
            ("2026-11-25", Some(at("2026-11-25T00:00:00Z"))),
            ("2026-11-25T02:28:49Z", Some(at("2026-11-25T02:28:49Z"))),
            ("", None),
            ("-1", None),
            ("2026-11", None),
            ("yesterday", None),
        ] {
            assert_eq!(since(text), expected, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_a_question_or_a_fault(text in "\\PC{0,30}") {
            let raw = RawChangeParams {
                since: Some(text.clone()),
                noun: vec![text.clone()],
                change: vec![text],
                ..RawChangeParams::default()
            };
            let _ = ChangeQuery::parse(&raw, Vec::new());
        }
    }
}
