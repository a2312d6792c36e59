//! Days as HTTP writes them.

use chrono::{Datelike as _, NaiveDate};

/// The start of a day as an HTTP-date (RFC 9110 §5.6.7).
#[must_use]
pub fn http_date(day: Option<NaiveDate>) -> Option<String> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let day = day?;
    let month = usize::try_from(day.month0()).ok()?;
    Some(format!(
        "{}, {:02} {} {:04} 00:00:00 GMT",
        day.weekday(),
        day.day(),
        MONTHS.get(month)?,
        day.year()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_as_in_rfc_9110() {
        for (day, written) in [
            ("1994-11-06", "Sun, 06 Nov 1994 00:00:00 GMT"),
            ("2022-02-14", "Mon, 14 Feb 2022 00:00:00 GMT"),
            ("0987-12-31", "Mon, 31 Dec 0987 00:00:00 GMT"),
        ] {
            let day: NaiveDate = day.parse().unwrap();
            let by_chrono = day.format("%a, %d %b %Y 00:00:00 GMT").to_string();
            assert_eq!(http_date(Some(day)).unwrap(), by_chrono);
            assert_eq!(by_chrono, written);
        }
        assert_eq!(http_date(None), None);
    }
}
