//! Months asked for: single ones, years and ranges.

use super::error::{Fault, FaultCode};
use super::raw::RawMonths;
use crate::domain::Month;

/// A run of months, both ends inside; open where `None`.
pub(super) type MonthRange = (Option<Month>, Option<Month>);

/// Reads months; what is wrong is added to `faults`.
pub(super) fn parse_months(at: &str, raw: &RawMonths, faults: &mut Vec<Fault>) -> Vec<MonthRange> {
    let mut ranges = Vec::new();
    for value in &raw.any {
        match month_range(value) {
            Some(range) => ranges.push(range),
            None => faults.push(bad_month(at, value)),
        }
    }
    if raw.from.is_some() || raw.until.is_some() {
        let mut end = |name: &str, value: &Option<String>| {
            let value = value.as_deref()?;
            let month = value.parse::<Month>();
            month
                .map_err(|_| faults.push(bad_month(&format!("{at}.{name}"), value)))
                .ok()
        };
        let range = (end("from", &raw.from), end("until", &raw.until));
        if range
            .0
            .zip(range.1)
            .is_some_and(|(from, until)| from > until)
        {
            let detail = "`from` is after `until`: exchange them";
            faults.push(Fault::new(
                format!("{at}.from"),
                FaultCode::InvalidMonth,
                detail,
            ));
        }
        if ranges.is_empty() {
            ranges.push(range);
        } else {
            // `any` and the bounds must both hold.
            ranges = ranges.into_iter().map(|r| intersect(r, range)).collect();
        }
    }
    ranges
}

fn intersect(a: MonthRange, b: MonthRange) -> MonthRange {
    let from = a.0.max(b.0);
    let until = match (a.1, b.1) {
        (Some(x), Some(y)) => Some(x.min(y)),
        (x, y) => x.or(y),
    };
    (from, until)
}

fn bad_month(at: &str, value: &str) -> Fault {
    let shown: String = value.chars().take(32).collect();
    let detail = format!(
        "`{shown}` is not a month: expected YYYY-MM, YYYY, or a range such as 2022-01/2022-03, 2022-03/.. or ../2022-03"
    );
    Fault::new(at, FaultCode::InvalidMonth, detail)
}

/// `2022-02`, `2022`, `2022-01/2022-03`, `2022-03/..`, `../2022-03`.
fn month_range(text: &str) -> Option<MonthRange> {
    if let Some((from, until)) = text.split_once('/') {
        let from = if from == ".." {
            None
        } else {
            Some(month_range_simple(from)?.0)
        };
        let until = if until == ".." {
            None
        } else {
            Some(month_range_simple(until)?.1)
        };
        let ordered = from.zip(until).is_none_or(|(f, u)| f <= u);
        return ((from.is_some() || until.is_some()) && ordered).then_some((from, until));
    }
    month_range_simple(text).map(|(from, until)| (Some(from), Some(until)))
}

/// A month, or a year from its first month to its last.
fn month_range_simple(text: &str) -> Option<(Month, Month)> {
    if let Ok(month) = text.parse::<Month>() {
        return Some((month, month));
    }
    let year = (text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())??;
    Some((Month::new(year, 1)?, Month::new(year, 12)?))
}

/// Whether a month is in a range.
pub(super) fn contains(range: &MonthRange, month: Month) -> bool {
    range.0.is_none_or(|from| from <= month) && range.1.is_none_or(|until| month <= until)
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn any_text_is_a_range_or_none(text in "[0-9./-]{0,16}|\\PC{0,16}") {
            if let Some((from, until)) = month_range(&text) {
                proptest::prop_assert!(from.is_some() || until.is_some());
            }
        }
    }

    #[test]
    fn months_years_and_ranges() {
        let m = |s: &str| s.parse::<Month>().ok();
        for (text, from, until) in [
            ("2022-02", "2022-02", "2022-02"),
            ("2022", "2022-01", "2022-12"),
            ("2022-01/2022-03", "2022-01", "2022-03"),
            ("2021/2022", "2021-01", "2022-12"),
            ("2022-03/..", "2022-03", ""),
            ("../2022-03", "", "2022-03"),
        ] {
            assert_eq!(month_range(text), Some((m(from), m(until))), "{text}");
        }
        for bad in [
            "2022-2",
            "2022-13",
            "22",
            "",
            "/",
            "../..",
            "2022-03/2022-01",
            "2022-01/",
            "0000",
            "février",
        ] {
            assert_eq!(month_range(bad), None, "{bad}");
        }
    }
}
