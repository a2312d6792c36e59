//! The pictures of the whole: coverage, and who is named with whom.

use maud::{Markup, html};

use super::controls::{Control, form};
use super::doors::Doors;
use super::figure::{self, File};
use super::graphql;
use super::layout::Page;
use super::visit::{Visit, invalid};
use crate::api::http::query_string::address;
use crate::api::http::{Answer, Problem};
use crate::api::picture::monthly::{self, Bars};
use crate::api::picture::{coverage, network};
use crate::query::{
    Accepts, CoverageQuery, GraphQuery, RawCoverageParams, RawFilter, RawGraphParams,
    RawListParams, RawMonths, RawPage, RawStatsParams, StatsQuery,
};

/// Most values of a control.
const MOST_CHOICES: usize = 50;

/// `/coverage`
pub fn coverage_page(visit: &Visit<'_>) -> Result<Answer, Problem> {
    let accepts = Accepts {
        filter: false,
        page: false,
        other: &["series", "month", "category"],
    };
    let mut pairs = visit.pairs(accepts);
    let raw = RawCoverageParams {
        series: pairs.list("series"),
        month: RawMonths {
            any: pairs.list("month"),
            ..RawMonths::default()
        },
        category: pairs.list("category"),
    };
    let common = &visit.words.common;
    let controls = [
        Control::Text("month", common.month),
        Control::Choice("category", common.category, category_choices(visit)),
    ];
    let body = html! {
        h1 { (common.coverage) }
        p .lead { (visit.words.reading.coverage_lead) }
        (form(visit, &controls))
        (picture(visit, &raw, pairs.faults)?)
    };
    let lists: [(&str, graphql::Spell); 1] = [("category", graphql::text)];
    let arguments = graphql::of_list(&visit.asked, &["series"], &lists);
    let months: Vec<String> = visit.all("month").map(str::to_owned).collect();
    let arguments = if months.is_empty() {
        arguments
    } else {
        let month = format!("month: {{any: {}}}", graphql::list(&months, graphql::text));
        match arguments.strip_prefix('(') {
            Some(rest) => format!("({month}, {rest}"),
            None => format!("({month})"),
        }
    };
    let document = format!(
        "{{\n  coverage{arguments} {{\n    counts {{ published empty missing }}\n    months {{ month cells {{ category {{ slug }} status items }} }}\n  }}\n}}"
    );
    let rows = with_dimensions(visit, "month,category");
    let doors = Doors::to(
        visit,
        ("/coverage", &visit.asked),
        ("/stats", &rows),
        document,
    );
    Ok(Page::new(common.coverage, body)
        .with_doors(doors)
        .answer_of_snapshot(visit))
}

/// The categories to choose from, as many as a control can hold.
fn category_choices(visit: &Visit<'_>) -> Vec<(String, String)> {
    let slugs = visit.archive.category_slugs().take(MOST_CHOICES);
    let named = slugs.map(|slug| {
        let number = visit.archive.category_by_name(slug);
        let category = number.and_then(|n| visit.archive.category(n));
        let name = category.map_or(slug, |c| c.name());
        (slug.to_owned(), name.to_owned())
    });
    named.collect()
}

/// The picture of coverage with its table.
pub fn picture(
    visit: &Visit<'_>,
    raw: &RawCoverageParams,
    faults: Vec<crate::query::Fault>,
) -> Result<Markup, Problem> {
    let query = CoverageQuery::parse(raw, faults).map_err(|e| invalid(&e))?;
    let found = visit.archive.coverage(&query);
    let style = figure::style(visit, &[]);
    let file = File {
        path: "/coverage.svg",
        asked: &visit.asked,
    };
    Ok(figure::render(
        visit,
        &coverage::svg(&found, &style),
        &coverage::table(&found, &style),
        &file,
    ))
}

/// The items by month, of those asked for, which these parameters ask for, too.
pub fn months(
    visit: &Visit<'_>,
    filter: RawFilter,
    asked: &[(String, String)],
) -> Result<Markup, Problem> {
    let raw = RawStatsParams {
        by: vec!["month".to_owned()],
        filter,
        list: RawListParams {
            page: RawPage {
                whole: true,
                ..RawPage::default()
            },
            ..RawListParams::default()
        },
        ..RawStatsParams::default()
    };
    let query = StatsQuery::parse(&raw, Vec::new()).map_err(|e| invalid(&e))?;
    let found = visit.archive.stats(&query).map_err(|e| invalid(&e))?;
    let bars = Bars::of_stats(visit.archive, &found.rows, figure::lang(visit));
    let style = figure::style(visit, asked);
    let by_month = ("by".to_owned(), "month".to_owned());
    let file = File {
        path: "/stats.svg",
        asked: &[&[by_month], asked].concat(),
    };
    Ok(figure::render(
        visit,
        &monthly::svg(&bars, &style),
        &monthly::table(&bars, &style),
        &file,
    ))
}

/// `/graph`
pub fn graph(visit: &Visit<'_>) -> Result<Answer, Problem> {
    let accepts = Accepts {
        filter: true,
        page: false,
        other: &["q", "first"],
    };
    let mut pairs = visit.pairs(accepts);
    let raw = RawGraphParams {
        filter: pairs.filter(),
        text: pairs.text(),
        first: pairs.one("first"),
    };
    let query =
        GraphQuery::parse(&raw, std::mem::take(&mut pairs.faults)).map_err(|e| invalid(&e))?;
    let found = visit.archive.graph(&query).map_err(|e| invalid(&e))?;
    let kept: Vec<_> = visit
        .asked
        .iter()
        .filter(|(n, _)| n != "first")
        .cloned()
        .collect();
    let style = figure::style(visit, &kept);
    let common = &visit.words.common;
    let file = |suffix: &str| {
        let path = visit.addresses.local(&format!("/v1/graph.{suffix}"));
        address(&path, &visit.asked, &[], &[])
    };
    let picture = File {
        path: "/graph.svg",
        asked: &visit.asked,
    };
    let controls = [
        Control::Text("q", common.search),
        Control::Text("month", common.month),
        Control::Choice("category", common.category, category_choices(visit)),
    ];
    let body = html! {
        h1 { (common.graph) }
        p .lead { (visit.words.reading.graph_lead) }
        (form(visit, &controls))
        @if found.nodes.is_empty() { p { (common.nothing) } }
        @else { (figure::render(visit, &network::svg(visit.archive, &found, &style), &network::table(visit.archive, &found, &style), &picture)) }
        p {
            a href=(file("graphml")) { "GraphML" } " "
            a href=(file("dot")) { "DOT" }
        }
    };
    let arguments = graphql::arguments(&visit.asked);
    let document = format!(
        "{{\n  graph{arguments} {{\n    nodes {{ project {{ slug name }} items }}\n    edges {{ source {{ slug }} target {{ slug }} items }}\n  }}\n}}"
    );
    let rows = with_dimensions(visit, "project");
    let doors = Doors::to(visit, ("/graph", &visit.asked), ("/stats", &rows), document);
    Ok(Page::new(common.graph, body)
        .with_doors(doors)
        .answer_of_snapshot(visit))
}

/// What is counted of a picture as rows: the same filters, by dimensions.
fn with_dimensions(visit: &Visit<'_>, by: &str) -> Vec<(String, String)> {
    let mut rows = visit.asked.clone();
    rows.push(("by".to_owned(), by.to_owned()));
    rows
}
