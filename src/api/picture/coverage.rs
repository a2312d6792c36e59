//! Month × category: a cell says how many items were published, or that the
//! heading is empty, or that there is none. A figure, a dash in a broken frame
//! and a cross tell them apart without any colour.

use super::canvas::{Anchor, Canvas, Told};
use super::measure::{label, width};
use super::words::Lang;
use super::{Cell, Style, Table, push_value};
use crate::domain::to_u32;
use crate::query::{CategoryRef, CellStatus, Coverage, CoverageCell, CoverageMonth};

/// Most months, the newest.
pub const MAX_MONTHS: usize = 36;
/// Most categories.
pub const MAX_CATEGORIES: usize = 24;

/// Width of a month, height of a category.
const COLUMN: f64 = 32.0;
const ROW: f64 = 31.0;
/// Room for the names of years and months.
const HEADER: f64 = 40.0;
const LEGEND: f64 = 34.0;
/// Most room for a line of the name of a category.
const NAME: f64 = 170.0;

/// A category and its place in a month's cells.
type Row<'a> = (usize, CategoryRef<'a>);

/// The part that is drawn.
struct Shown<'c, 'a> {
    months: &'c [CoverageMonth<'a>],
    rows: Vec<Row<'a>>,
    told: Told,
}

/// The picture.
#[must_use]
pub fn svg(coverage: &Coverage<'_>, style: &Style<'_>) -> String {
    let shown = shown(coverage, style.lang);
    let names = shown.rows.iter();
    let names: Vec<_> = names.map(|(_, c)| label(c.name(), NAME)).collect();
    let left = names.iter().flatten().map(|n| width(n)).fold(0.0, f64::max) + 12.0;
    let (columns, rows) = (count(shown.months.len()), count(names.len()));
    let legend = legend_width(style.lang);
    let size = (
        (left + columns * COLUMN).max(legend),
        HEADER + rows * ROW + LEGEND,
    );
    let mut canvas = Canvas::new("coverage", size, style, &shown.told);
    if shown.months.is_empty() || names.is_empty() {
        canvas.text("", (0.0, 20.0), Anchor::Start, style.lang.nothing());
        return canvas.finish();
    }
    draw_months(&mut canvas, shown.months, left, style.lang);
    for (row, (name, (_, category))) in (0_u32..).zip(names.iter().zip(&shown.rows)) {
        let y = HEADER + f64::from(row) * ROW;
        canvas.named(category.name(), |canvas| {
            canvas.label((left - 10.0, y + ROW / 2.0 - 1.5), name);
        });
    }
    for (column, month) in (0_u32..).zip(shown.months) {
        let x = left + f64::from(column) * COLUMN;
        let of = Month::of(month, style);
        for (row, cell) in (0_u32..).zip(cells(month, &shown.rows)) {
            let at = (x, HEADER + f64::from(row) * ROW);
            draw_cell(&mut canvas, at, (&of, cell), style.lang);
        }
    }
    draw_legend(&mut canvas, HEADER + rows * ROW + 10.0, style.lang);
    canvas.finish()
}

/// The rows of the picture: a month each, newest first.
#[must_use]
pub fn table<'a>(coverage: &Coverage<'a>, style: &Style<'_>) -> Table<'a> {
    let shown = shown(coverage, style.lang);
    let month_name = style.lang.of("Mois", "Month").into();
    let names = shown.rows.iter().map(|(_, c)| c.name().into());
    let row = |month: &CoverageMonth<'_>| {
        let of = Month::of(month, style);
        let first = if month.reports.is_empty() {
            Cell::new(of.name.clone())
        } else {
            let link = style.link("/reports", &[("month", of.name.as_str())]);
            Cell::linked(of.name.clone(), link)
        };
        let cells = cells(month, &shown.rows).map(|cell| match cell.status {
            CellStatus::Published => Cell::linked(cell.items.to_string(), of.items(cell)),
            status => Cell::new(status_name(status, style.lang)),
        });
        std::iter::once(first).chain(cells).collect()
    };
    Table {
        caption: shown.told.title.clone(),
        description: shown.told.whole(),
        head: std::iter::once(month_name).chain(names).collect(),
        rows: shown.months.iter().rev().map(row).collect(),
    }
}

fn shown<'c, 'a>(coverage: &'c Coverage<'a>, lang: Lang) -> Shown<'c, 'a> {
    let skipped = coverage.months.len().saturating_sub(MAX_MONTHS);
    let months = coverage.months.get(skipped..).unwrap_or_default();
    let rows = rows(coverage, months);
    let older = coverage.omitted_months.saturating_add(to_u32(skipped));
    let others = to_u32(coverage.categories.len().saturating_sub(rows.len()));
    let title = lang.of(
        "Ce qui a été publié, par mois et par catégorie",
        "What was published, by month and category",
    );
    Shown {
        told: Told {
            title: title.to_owned(),
            description: description(coverage.series, months, &rows, lang),
            left_out: left_out(older, others, lang),
        },
        months,
        rows,
    }
}

/// The categories that any of these months has, and of too many those that
/// have items in the most months: some archives hardly use a heading twice.
fn rows<'a>(coverage: &Coverage<'a>, months: &[CoverageMonth<'a>]) -> Vec<Row<'a>> {
    let with = |place: usize, passes: fn(CellStatus) -> bool| {
        let cells = months.iter().filter_map(|m| m.cells.get(place));
        cells.filter(|c| passes(c.status)).count()
    };
    let numbered = coverage.categories.iter().copied().enumerate();
    let mut rows: Vec<Row<'a>> = numbered
        .filter(|(place, _)| with(*place, |status| status != CellStatus::Missing) > 0)
        .collect();
    let published = |row: &Row<'a>| with(row.0, |status| status == CellStatus::Published);
    rows.sort_by_cached_key(|row| std::cmp::Reverse(published(row)));
    rows.truncate(MAX_CATEGORIES);
    rows.sort_by_key(|(place, _)| *place);
    rows
}

/// The cells of a month that are shown.
fn cells<'m, 'a>(
    month: &'m CoverageMonth<'a>,
    rows: &'m [Row<'_>],
) -> impl Iterator<Item = &'m CoverageCell<'a>> {
    rows.iter().filter_map(|(place, _)| month.cells.get(*place))
}

fn description(
    series: Option<&str>,
    months: &[CoverageMonth<'_>],
    rows: &[Row<'_>],
    lang: Lang,
) -> String {
    let (Some(first), Some(last)) = (months.first(), months.last()) else {
        return lang.nothing().to_owned();
    };
    let cells = || months.iter().flat_map(|month| cells(month, rows));
    let of = |status| to_u32(cells().filter(|c| c.status == status).count());
    let items = cells().map(|c| c.items).sum();
    let [published, empty, missing] = CellStatus::ALL.map(of);
    let (span, months) = (
        lang.span(first.month, last.month),
        lang.months(to_u32(months.len())),
    );
    let (items, categories) = (lang.items(items), lang.categories(to_u32(rows.len())));
    let series = series.unwrap_or_default();
    match lang {
        Lang::Fr => format!(
            "Série {series}, {months} ({span}), {categories}\u{a0}: {items}. Cases publiées\u{a0}: \
             {published}, vides\u{a0}: {empty}, absentes\u{a0}: {missing}."
        ),
        Lang::En => format!(
            "Series {series}, {months} ({span}), {categories}: {items}. Cells published: \
             {published}, empty: {empty}, missing: {missing}."
        ),
    }
}

fn left_out(months: u32, categories: u32, lang: Lang) -> Option<String> {
    let months = (months > 0).then(|| match lang {
        Lang::Fr => format!("{} plus anciens", lang.months(months)),
        Lang::En => format!("{} before", lang.months(months)),
    });
    let categories = (categories > 0).then(|| lang.categories(categories));
    let parts: Vec<String> = months.into_iter().chain(categories).collect();
    (!parts.is_empty()).then(|| match lang {
        Lang::Fr => format!("Non montrés\u{a0}: {}.", parts.join(", ")),
        Lang::En => format!("Not shown: {}.", parts.join(", ")),
    })
}

fn status_name(status: CellStatus, lang: Lang) -> &'static str {
    match status {
        CellStatus::Published => lang.of("publié", "published"),
        CellStatus::Empty => lang.of("vide", "empty"),
        CellStatus::Missing => lang.of("absent", "missing"),
    }
}

/// A month as its cells need it: what is the same in all of them.
struct Month {
    /// `2022-02`.
    name: String,
    /// The address of its items, up to the value of `category`.
    items: String,
}

impl Month {
    fn of(month: &CoverageMonth<'_>, style: &Style<'_>) -> Self {
        let name = month.month.to_string();
        let items = style.link("/items", &[("month", &name), ("category", "")]);
        Self { name, items }
    }

    fn items(&self, cell: &CoverageCell<'_>) -> String {
        let slug = cell.category.slug();
        let mut address = String::with_capacity(self.items.len() + slug.len());
        address.push_str(&self.items);
        push_value(slug, &mut address);
        address
    }
}

fn draw_months(canvas: &mut Canvas<'_>, months: &[CoverageMonth<'_>], left: f64, lang: Lang) {
    let mut year = None;
    for (column, month) in (0_u32..).zip(months) {
        let x = left + f64::from(column) * COLUMN;
        if year != Some(month.month.year()) {
            year = Some(month.month.year());
            let name = month.month.year().to_string();
            canvas.text("", (x, 12.0), Anchor::Start, &name);
        }
        let at = (x + COLUMN / 2.0 - 2.0, 32.0);
        canvas.text(
            "pic-soft pic-small",
            at,
            Anchor::Middle,
            lang.month(month.month),
        );
    }
}

fn draw_cell(
    canvas: &mut Canvas<'_>,
    at: (f64, f64),
    (month, cell): (&Month, &CoverageCell<'_>),
    lang: Lang,
) {
    let says = |what: &str| {
        let colon = lang.of("\u{a0}: ", ": ");
        [cell.category.name(), ", ", month.name.as_str(), colon, what].concat()
    };
    let draw = |canvas: &mut Canvas<'_>| draw_status(canvas, at, cell.status, cell.items);
    match cell.status {
        CellStatus::Published => {
            let says = says(&lang.items(cell.items));
            canvas.link(&month.items(cell), &says, draw);
        }
        CellStatus::Empty if canvas.is_standalone() => {
            canvas.named(&says(status_name(cell.status, lang)), draw);
        }
        // Of some archives these are nine cells of ten: they are kept short. In
        // a page the table behind tells of each.
        CellStatus::Empty | CellStatus::Missing => draw(canvas),
    }
}

fn draw_status(canvas: &mut Canvas<'_>, (x, y): (f64, f64), status: CellStatus, items: u32) {
    let (size, middle) = (
        (COLUMN - 4.0, ROW - 4.0),
        (x + COLUMN / 2.0 - 2.0, y + ROW / 2.0 + 2.5),
    );
    let (frame, text, says) = match (status, items) {
        (CellStatus::Published, 0..=4) => ("pic-few", "", items.to_string()),
        (CellStatus::Published, 5..=9) => ("pic-some", "", items.to_string()),
        (CellStatus::Published, _) => ("pic-many", "pic-on-many", items.to_string()),
        (CellStatus::Empty, _) => ("pic-empty", "pic-soft", "–".to_owned()),
        (CellStatus::Missing, _) => ("", "pic-soft", "×".to_owned()),
    };
    if !frame.is_empty() {
        canvas.rect(frame, (x, y), size);
    }
    canvas.text(text, middle, Anchor::Middle, &says);
}

/// Each status with an example and what it means.
fn legend(lang: Lang) -> [(CellStatus, u32, &'static str); 3] {
    [
        (
            CellStatus::Published,
            3,
            lang.of("éléments publiés", "items published"),
        ),
        (
            CellStatus::Empty,
            0,
            lang.of("titre sans élément", "heading without items"),
        ),
        (
            CellStatus::Missing,
            0,
            lang.of("titre absent", "no such heading"),
        ),
    ]
}

fn legend_width(lang: Lang) -> f64 {
    let entry = |(_, _, text): (_, _, &str)| COLUMN + width(text) + 22.0;
    legend(lang).map(entry).iter().sum()
}

fn draw_legend(canvas: &mut Canvas<'_>, y: f64, lang: Lang) {
    let mut x = 0.0;
    for (status, items, text) in legend(lang) {
        draw_status(canvas, (x, y), status, items);
        canvas.text(
            "pic-soft",
            (x + COLUMN + 2.0, y + ROW / 2.0 + 2.5),
            Anchor::Start,
            text,
        );
        x += COLUMN + width(text) + 22.0;
    }
}

fn count(length: usize) -> f64 {
    f64::from(to_u32(length))
}
