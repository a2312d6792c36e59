//! Months and report dates: ISO 8601 at the precision that is known.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// Why a text is not a month or a date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a date: expected {1}")]
pub struct DateError(String, &'static str);

/// A calendar month, written `YYYY-MM`, years 0001 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Month {
    year: u16,
    month: u8,
}

impl Month {
    /// The month as it is written: `YYYY-MM`.
    #[must_use]
    pub fn digits(self) -> [u8; 7] {
        let digit = |number: u16| b'0' + u8::try_from(number % 10).unwrap_or(0);
        let (year, month) = (self.year(), u16::from(self.month()));
        [
            digit(year / 1000),
            digit(year / 100),
            digit(year / 10),
            digit(year),
            b'-',
            digit(month / 10),
            digit(month),
        ]
    }

    /// The month `month` (1 to 12) of `year` (1 to 9999).
    #[must_use]
    pub fn new(year: u16, month: u8) -> Option<Self> {
        ((1..=9999).contains(&year) && (1..=12).contains(&month)).then_some(Self { year, month })
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month of the year, 1 to 12.
    #[must_use]
    pub fn month(self) -> u8 {
        self.month
    }

    /// Months since year 0: consecutive months have consecutive ordinals.
    #[must_use]
    pub fn ordinal(self) -> u32 {
        u32::from(self.year) * 12 + u32::from(self.month) - 1
    }

    /// The month with this ordinal.
    #[must_use]
    pub fn of_ordinal(ordinal: u32) -> Option<Self> {
        let (year, month) = (ordinal / 12, ordinal % 12 + 1);
        Self::new(u16::try_from(year).ok()?, u8::try_from(month).ok()?)
    }

    /// Its first day.
    #[must_use]
    pub fn first_day(self) -> NaiveDate {
        let (year, month) = (i32::from(self.year), u32::from(self.month));
        NaiveDate::from_ymd_opt(year, month, 1).unwrap_or_default()
    }

    /// The month after this one, `None` after 9999-12.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        if self.month == 12 {
            Self::new(self.year + 1, 1)
        } else {
            Self::new(self.year, self.month + 1)
        }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Month {
    type Err = DateError;

    fn from_str(s: &str) -> Result<Self, DateError> {
        let fault = || DateError(s.chars().take(32).collect(), "YYYY-MM, such as 2022-02");
        let (year, month) = s.split_once('-').ok_or_else(fault)?;
        match (digits(year, 4), digits(month, 2)) {
            (Some(y), Some(m)) => Self::new(y, u8::try_from(m).unwrap_or(0)).ok_or_else(fault),
            _ => Err(fault()),
        }
    }
}

/// The date of a report: a month, or a day where the day is known.
///
/// Displayed as `2022-02` or `2022-02-14`; orders by month, then day, a month
/// without day first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ReportDate {
    month: Month,
    day: Option<u8>,
}

impl ReportDate {
    /// A date known to the month.
    #[must_use]
    pub fn of_month(month: Month) -> Self {
        Self { month, day: None }
    }

    /// A date known to the day; `None` when that day does not exist.
    #[must_use]
    pub fn of_day(month: Month, day: u8) -> Option<Self> {
        NaiveDate::from_ymd_opt(
            i32::from(month.year),
            u32::from(month.month),
            u32::from(day),
        )?;
        Some(Self {
            month,
            day: Some(day),
        })
    }

    /// The month.
    #[must_use]
    pub fn month(self) -> Month {
        self.month
    }

    /// The day, where known.
    #[must_use]
    pub fn day(self) -> Option<u8> {
        self.day
    }

    /// Whether both can be true of one report: same month, and not two days.
    #[must_use]
    pub fn agrees_with(self, other: Self) -> bool {
        self.month == other.month
            && (self.day.is_none() || other.day.is_none() || self.day == other.day)
    }

    /// The first calendar day this date covers.
    #[must_use]
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(
            i32::from(self.month.year),
            u32::from(self.month.month),
            u32::from(self.day.unwrap_or(1)),
        )
        .unwrap_or_default()
    }
}

impl From<NaiveDate> for ReportDate {
    fn from(date: NaiveDate) -> Self {
        let year = u16::try_from(date.year()).unwrap_or(1);
        let month = u8::try_from(date.month()).unwrap_or(1);
        let month = Month::new(year, month).unwrap_or(Month { year: 1, month: 1 });
        Self {
            month,
            day: u8::try_from(date.day()).ok(),
        }
    }
}

impl fmt::Display for ReportDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.day {
            Some(day) => write!(f, "{}-{day:02}", self.month),
            None => write!(f, "{}", self.month),
        }
    }
}

impl FromStr for ReportDate {
    type Err = DateError;

    fn from_str(s: &str) -> Result<Self, DateError> {
        let fault = || DateError(s.chars().take(32).collect(), "YYYY-MM or YYYY-MM-DD");
        let parts: Vec<&str> = s.splitn(3, '-').collect();
        match parts.as_slice() {
            [_, _] => Ok(Self::of_month(s.parse()?)),
            [year, month, day] => {
                let month: Month = format!("{year}-{month}").parse().map_err(|_| fault())?;
                let day = digits(day, 2).and_then(|d| u8::try_from(d).ok());
                day.and_then(|d| Self::of_day(month, d)).ok_or_else(fault)
            }
            _ => Err(fault()),
        }
    }
}

/// Exactly `width` ASCII digits.
fn digits(s: &str, width: usize) -> Option<u16> {
    (s.len() == width && s.bytes().all(|b| b.is_ascii_digit()))
        .then(|| s.parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_round_trip_and_refuse_the_rest() {
        for good in ["0001-01", "2022-02", "9999-12"] {
            let month: Month = good.parse().unwrap();
            assert_eq!(month.to_string(), good);
            assert_eq!(month.digits(), good.as_bytes());
        }
        for bad in [
            "2022-13",
            "2022-2",
            "2022",
            "22-02",
            "2022-00",
            "0000-01",
            "+022-01",
            "２０２２-02",
            "",
        ] {
            assert!(bad.parse::<Month>().is_err(), "{bad}");
        }
    }

    #[test]
    fn dates_keep_their_precision() {
        for good in ["2022-02", "2022-02-14", "2024-02-29"] {
            assert_eq!(good.parse::<ReportDate>().unwrap().to_string(), good);
        }
        for bad in [
            "2022-02-30",
            "2023-02-29",
            "2022-02-1",
            "2022-02-14-1",
            "2022-02-",
        ] {
            assert!(bad.parse::<ReportDate>().is_err(), "{bad}");
        }
    }
}
