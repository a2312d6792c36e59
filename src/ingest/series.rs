//! Which series a file belongs to, and the slug of its report.

use crate::domain::{About, ReportDate, Slug};

/// The series of the file at `path`: the first named one with a pattern that
/// matches, else the default one.
pub(super) fn series_of<'a>(about: &'a About, path: &str) -> &'a Slug {
    let holds = |pattern: &String| matches(pattern, path);
    let named = about.named_series.iter();
    let mut named = named.filter(|series| series.paths.iter().any(holds));
    named.next().map_or(&about.series, |series| &series.slug)
}

/// The slug of a report: its date, behind the series' slug in a named series.
pub(super) fn slug_of(about: &About, series: &Slug, date: ReportDate) -> Slug {
    if *series == about.series {
        Slug::of_title(&date.to_string())
    } else {
        Slug::of_title(&format!("{series}-{date}"))
    }
}

/// Whether a path matches a pattern: `*` within a folder, `**` any folders.
fn matches(pattern: &str, path: &str) -> bool {
    let pattern: Vec<&str> = pattern.split('/').collect();
    let path: Vec<&str> = path.split('/').collect();
    wild(
        &pattern,
        &path,
        |p| *p == "**",
        |p, name| {
            let (p, name): (Vec<char>, Vec<char>) = (p.chars().collect(), name.chars().collect());
            wild(&p, &name, |c| *c == '*', |c, d| c == d)
        },
    )
}

/// Matches with wild cards, going back to the last one only: no pattern
/// takes more than pattern times text steps.
fn wild<T>(
    pattern: &[T],
    text: &[T],
    is_wild: impl Fn(&T) -> bool,
    same: impl Fn(&T, &T) -> bool,
) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut back: Option<(usize, usize)> = None;
    while let Some(here) = text.get(t) {
        match pattern.get(p) {
            Some(wanted) if is_wild(wanted) => {
                back = Some((p, t));
                p += 1;
            }
            Some(wanted) if same(wanted, here) => {
                p += 1;
                t += 1;
            }
            _ => {
                let Some((star, from)) = back else {
                    return false;
                };
                back = Some((star, from + 1));
                p = star + 1;
                t = from + 1;
            }
        }
    }
    pattern.iter().skip(p).all(is_wild)
}
