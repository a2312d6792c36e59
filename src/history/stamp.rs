//! Instants: seconds of UTC, written as RFC 3339 has them.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::domain::ReportDate;

/// An instant, to the second: `2026-11-25T02:28:49Z`.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(try_from = "String", into = "String")]
pub struct Stamp(i64);

/// Why a text is not an instant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an instant: expected one such as 2026-11-25T02:28:49Z, or a day such as 2026-11-25")]
pub struct StampError;

impl Stamp {
    /// Seconds since 1970, as far as they can be written with four digits of
    /// a year.
    #[must_use]
    pub fn of_seconds(seconds: i64) -> Option<Self> {
        const YEAR_0: i64 = -62_167_219_200;
        const YEAR_10000: i64 = 253_402_300_800;
        (YEAR_0..YEAR_10000)
            .contains(&seconds)
            .then_some(Self(seconds))
    }

    /// The start of a day.
    #[must_use]
    pub fn of_day(day: NaiveDate) -> Self {
        let midnight = day.and_time(chrono::NaiveTime::MIN).and_utc();
        Self(midnight.timestamp())
    }

    /// The day it is in.
    #[must_use]
    pub fn day(self) -> NaiveDate {
        let time = DateTime::from_timestamp(self.0, 0).unwrap_or_default();
        time.date_naive()
    }

    /// Seconds since 1970.
    #[must_use]
    pub fn seconds(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = DateTime::from_timestamp(self.0, 0).unwrap_or_default();
        write!(f, "{}", time.format("%Y-%m-%dT%H:%M:%SZ"))
    }
}

impl FromStr for Stamp {
    type Err = StampError;

    /// An instant of RFC 3339, fractions dropped, or a day, which is its start.
    fn from_str(s: &str) -> Result<Self, StampError> {
        let time = DateTime::parse_from_rfc3339(s).map(|time| time.timestamp());
        let seconds = time.or_else(|_| {
            let date = s.parse::<ReportDate>().map_err(|_| StampError)?;
            date.day().ok_or(StampError)?;
            Ok(Self::of_day(date.first_day()).0)
        })?;
        Self::of_seconds(seconds).ok_or(StampError)
    }
}

impl TryFrom<String> for Stamp {
    type Error = StampError;

    fn try_from(s: String) -> Result<Self, StampError> {
        s.parse()
    }
}

impl From<Stamp> for String {
    fn from(stamp: Stamp) -> Self {
        stamp.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::Stamp;

    #[test]
    fn instants_of_rfc_3339_and_days() {
        // The examples of RFC 3339 §5.8, in UTC.
        for (text, utc) in [
            ("1985-04-12T23:20:50.52Z", "1985-04-12T23:20:50Z"),
            ("1996-12-19T16:39:57-08:00", "1996-12-20T00:39:57Z"),
            ("1937-01-01T12:00:27.87+00:20", "1937-01-01T11:40:27Z"),
            ("2026-11-25", "2026-11-25T00:00:00Z"),
        ] {
            assert_eq!(text.parse::<Stamp>().unwrap().to_string(), utc);
        }
        for bad in [
            "",
            "2026-11",
            "2026-11-25T02:28",
            "2026-13-01",
            "hier",
            "+2026-11-2",
        ] {
            assert!(bad.parse::<Stamp>().is_err(), "{bad}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_written_is_read_again(seconds in -99_999_999_999_i64..300_000_000_000) {
            if let Some(stamp) = Stamp::of_seconds(seconds) {
                proptest::prop_assert_eq!(stamp.to_string().parse::<Stamp>(), Ok(stamp));
            }
        }
    }
}
