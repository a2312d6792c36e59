//! The address under which the web archive keeps a page.
//!
//! Only computed: nothing is asked of anybody, so there may be no copy. The
//! archive answers such an address with the copy nearest to its time.

use crate::domain::{ReportDate, ResourceUrl};

const ARCHIVE: &str = "https://web.archive.org/web";

/// The day taken when only the month of a report is known: no day of the month
/// is further from its middle than half of it.
const MIDDLE: u8 = 15;

/// The copy of a page nearest to a date: at noon of the day, or of the middle
/// of the month. `None` for what is no page of the web.
///
/// The address is the one written, not the one it has moved to since: that is
/// what was there at the time.
pub(super) fn archived_url(href: &str, date: ReportDate) -> Option<String> {
    let url = ResourceUrl::parse(href)?;
    let is_page = url.as_str().starts_with("https://");
    let (month, day) = (date.month(), date.day().unwrap_or(MIDDLE));
    let time = format!("{:04}{:02}{day:02}120000", month.year(), month.month());
    is_page.then(|| format!("{ARCHIVE}/{time}/{url}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn archived(href: &str, date: &str) -> Option<String> {
        archived_url(href, date.parse().unwrap())
    }

    #[test]
    fn the_time_is_the_day_or_the_middle_of_the_month() {
        assert_eq!(
            archived("http://www.Example.org/a?b=1#c", "2022-02-28").as_deref(),
            Some("https://web.archive.org/web/20220228120000/https://example.org/a?b=1")
        );
        assert_eq!(
            archived("https://example.org", "0987-12").as_deref(),
            Some("https://web.archive.org/web/09871215120000/https://example.org")
        );
    }

    #[test]
    fn what_is_no_page_has_no_copy() {
        for href in [
            "mailto:a@b.fr",
            "ftp://b.fr/c",
            "01.md",
            "#x",
            "git://b.fr/c",
            "",
        ] {
            assert_eq!(archived(href, "2022-02"), None, "{href}");
        }
    }
}
