//! Items per month as bars: of a project, or of whatever items are asked for.

use std::collections::BTreeMap;

use super::canvas::{Anchor, Canvas, Told};
use super::measure::width;
use super::words::Lang;
use super::{Cell, Style, Table};
use crate::domain::{Month, to_u32};
use crate::query::{Archive, ProjectRef, StatsRow, TimelinePoint};

/// Most bars: the newest months.
pub const MAX_MONTHS: usize = 120;

/// Width of all bars together, about.
const WIDTH: f64 = 720.0;
/// Height of the highest one.
const HEIGHT: f64 = 160.0;
/// Room above for a figure, and below for months and years.
const TOP: f64 = 22.0;
const BOTTOM: f64 = 42.0;
/// Room for the figures at the side.
const LEFT: f64 = 40.0;
const NARROWEST: f64 = 320.0;

/// Months without a gap, and what is said of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bars {
    name: &'static str,
    title: String,
    /// The project whose page a link belongs to.
    project: Option<String>,
    months: Vec<(Month, u32)>,
    older: u32,
}

impl Bars {
    /// The months that mention a project.
    #[must_use]
    pub fn of_project(project: ProjectRef<'_>, points: &[TimelinePoint], lang: Lang) -> Self {
        let title = match lang {
            Lang::Fr => format!("{}\u{a0}: mentions par mois", project.data.name),
            Lang::En => format!("{}: mentions by month", project.data.name),
        };
        let counts = points.iter().map(|p| (p.month, p.items)).collect();
        let slug = project.data.slug.to_string();
        Self::new("timeline", title, Some(slug), &counts)
    }

    /// The months that items were counted by: the first key of every row.
    #[must_use]
    pub fn of_stats(archive: &Archive, rows: &[StatsRow], lang: Lang) -> Self {
        let count = |row: &StatsRow| {
            let month = row.keys.first()?.key(archive).parse().ok()?;
            Some((month, row.count))
        };
        let counts = rows.iter().filter_map(count).collect();
        let title = lang.of("Éléments par mois", "Items by month");
        Self::new("months", title.to_owned(), None, &counts)
    }

    fn new(
        name: &'static str,
        title: String,
        project: Option<String>,
        counts: &BTreeMap<Month, u32>,
    ) -> Self {
        let ends = counts.first_key_value().zip(counts.last_key_value());
        let Some(((first, _), (last, _))) = ends else {
            return Self {
                name,
                title,
                project,
                months: Vec::new(),
                older: 0,
            };
        };
        // Far apart, two months of ten thousand years would have a gap of
        // more bars than are drawn: the walk starts where the newest begin.
        let most = to_u32(MAX_MONTHS);
        let length = last.ordinal() - first.ordinal() + 1;
        let start = first.ordinal().max(last.ordinal().saturating_sub(most - 1));
        let months = (start..=last.ordinal()).filter_map(Month::of_ordinal);
        let items = |month: Month| counts.get(&month).copied().unwrap_or(0);
        Self {
            name,
            title,
            project,
            months: months.map(|month| (month, items(month))).collect(),
            older: length.saturating_sub(most),
        }
    }

    fn told(&self, lang: Lang) -> Told {
        let older = lang.months(self.older);
        let left_out = match lang {
            Lang::Fr => format!("Non montrés\u{a0}: {older} plus anciens."),
            Lang::En => format!("Not shown: {older} before."),
        };
        Told {
            title: self.title.clone(),
            description: self.description(lang),
            left_out: (self.older > 0).then_some(left_out),
        }
    }

    fn description(&self, lang: Lang) -> String {
        let (Some((first, _)), Some((last, _))) = (self.months.first(), self.months.last()) else {
            return lang.nothing().to_owned();
        };
        let items = lang.items(self.months.iter().map(|(_, items)| items).sum());
        let span = lang.span(*first, *last);
        // Of equal ones the newest.
        let best = self.months.iter().max_by_key(|(_, items)| *items);
        let (month, most) = best.copied().unwrap_or((*last, 0));
        match lang {
            Lang::Fr => format!("{items}, {span}\u{202f}; le plus en {month}\u{a0}: {most}."),
            Lang::En => format!("{items}, {span}; most in {month}: {most}."),
        }
    }

    fn link(&self, month: Month, style: &Style<'_>) -> String {
        let month = month.to_string();
        let project = self.project.as_deref();
        let project = project.map(|slug| ("project", slug));
        let own: Vec<_> = project.into_iter().chain([("month", &*month)]).collect();
        style.link("/items", &own)
    }
}

/// The picture.
#[must_use]
pub fn svg(bars: &Bars, style: &Style<'_>) -> String {
    let told = bars.told(style.lang);
    let count = f64::from(to_u32(bars.months.len()));
    let pitch = (WIDTH / count.max(1.0)).clamp(6.0, 40.0);
    let size = ((LEFT + pitch * count).max(NARROWEST), TOP + HEIGHT + BOTTOM);
    let mut canvas = Canvas::new(bars.name, size, style, &told);
    let most = bars.months.iter().map(|(_, items)| *items).max();
    let Some(most) = most else {
        canvas.text("", (0.0, 20.0), Anchor::Start, style.lang.nothing());
        return canvas.finish();
    };
    let step = step(most);
    let top = f64::from(most.div_ceil(step) * step);
    let height = |items: u32| HEIGHT * f64::from(items) / top;
    let floor = TOP + HEIGHT;
    for tick in (0..=most.div_ceil(step)).map(|tick| tick * step) {
        let y = floor - height(tick);
        let class = if tick == 0 { "pic-axis" } else { "pic-grid" };
        canvas.line(class, (LEFT, y), (size.0, y));
        let at = (LEFT - 8.0, y + 4.0);
        canvas.text("pic-soft pic-small", at, Anchor::End, &tick.to_string());
    }
    for (at, (month, items)) in (0_u32..).zip(&bars.months) {
        let x = LEFT + f64::from(at) * pitch;
        draw_bar(
            &mut canvas,
            bars,
            (x, pitch),
            (*month, *items, height(*items)),
            style,
        );
    }
    draw_months(&mut canvas, bars, pitch, style.lang);
    canvas.finish()
}

/// The rows of the picture: a month each, newest first.
#[must_use]
pub fn table(bars: &Bars, style: &Style<'_>) -> Table<'static> {
    let told = bars.told(style.lang);
    let row = |(month, items): &(Month, u32)| {
        let name = Cell::new(month.to_string());
        let count = match items {
            0 => Cell::new("0"),
            items => Cell::linked(items.to_string(), bars.link(*month, style)),
        };
        vec![name, count]
    };
    Table {
        caption: told.title.clone(),
        description: told.whole(),
        head: vec![
            style.lang.of("Mois", "Month").into(),
            style.lang.of("Éléments", "Items").into(),
        ],
        rows: bars.months.iter().rev().map(row).collect(),
    }
}

fn draw_bar(
    canvas: &mut Canvas<'_>,
    bars: &Bars,
    (x, pitch): (f64, f64),
    (month, items, height): (Month, u32, f64),
    style: &Style<'_>,
) {
    if items == 0 {
        return;
    }
    let says = match style.lang {
        Lang::Fr => format!("{month}\u{a0}: {}", style.lang.items(items)),
        Lang::En => format!("{month}: {}", style.lang.items(items)),
    };
    let figure = items.to_string();
    canvas.link(&bars.link(month, style), &says, |canvas| {
        let y = TOP + HEIGHT - height;
        canvas.rect("pic-bar", (x + pitch * 0.14, y), (pitch * 0.72, height));
        if width(&figure) < pitch {
            let at = (x + pitch / 2.0, y - 5.0);
            canvas.text("pic-small", at, Anchor::Middle, &figure);
        }
    });
}

/// Names of months where there is room, and of years.
fn draw_months(canvas: &mut Canvas<'_>, bars: &Bars, pitch: f64, lang: Lang) {
    let floor = TOP + HEIGHT;
    let named = pitch >= 32.0;
    let below = if named { 36.0 } else { 22.0 };
    let right = LEFT + pitch * f64::from(to_u32(bars.months.len()));
    let right = right.max(NARROWEST);
    let mut free_from = 0.0;
    for (at, (month, _)) in (0_u32..).zip(&bars.months) {
        let x = LEFT + f64::from(at) * pitch;
        if named {
            let middle = (x + pitch / 2.0, floor + 18.0);
            canvas.text(
                "pic-soft pic-small",
                middle,
                Anchor::Middle,
                lang.month(*month),
            );
        }
        if at > 0 && month.month() != 1 {
            continue;
        }
        canvas.line("pic-axis", (x, floor), (x, floor + 6.0));
        // The first year may be over before its name is.
        let is_free = x.min(right - width("0000")) >= free_from;
        if is_free {
            let year = month.year().to_string();
            // Nor may the last one leave the picture.
            let start = (x + 3.0).min(right - width(&year));
            canvas.text("pic-small", (start, floor + below), Anchor::Start, &year);
            free_from = start + width(&year) + 5.0;
        }
    }
}

/// A round step that leads to this in five at most.
fn step(most: u32) -> u32 {
    let mut ten = 1_u32;
    loop {
        for step in [1, 2, 5].map(|n| ten.saturating_mul(n)) {
            if most.div_ceil(step) <= 5 {
                return step;
            }
        }
        ten = ten.saturating_mul(10);
    }
}
