//! What changed, and what the loader had to say.

use maud::html;

use super::controls::{Control, form};
use super::doors::Doors;
use super::figure::{Row, table};
use super::graphql;
use super::item::headline;
use super::layout::Page;
use super::paging;
use super::visit::{Visit, invalid};
use crate::api::http::{Answer, Problem};
use crate::domain::Severity;
use crate::query::{
    Accepts, Action, ChangeQuery, ChangeRef, DEFAULT_PAGE, DiagnosticQuery, Noun, PAGE,
    RawDiagnosticParams,
};

/// Most characters shown of what was deleted.
const LAST_WORDS: usize = 160;

/// `/changes`
pub fn changes(visit: &Visit<'_>) -> Result<Answer, Problem> {
    let accepts = Accepts {
        filter: false,
        page: true,
        other: &["since", "noun", "change", "report"],
    };
    let mut pairs = visit.pairs(accepts);
    let mut raw = pairs.change_params();
    // Who asks for no part reads the newest; REST begins with the oldest.
    let is_part = |(name, _): &(String, String)| name == "since" || PAGE.contains(&name.as_str());
    let mut asked = visit.asked.clone();
    if !asked.iter().any(is_part) {
        let newest = DEFAULT_PAGE.to_string();
        asked.push(("last".to_owned(), newest.clone()));
        raw.page.last = Some(newest);
    }
    let query = ChangeQuery::parse(&raw, pairs.faults).map_err(|e| invalid(&e))?;
    let page = visit.archive.changes(&query);
    let (common, words) = (&visit.words.common, &visit.words.reading);
    let found = page.rows.iter().filter_map(|n| visit.archive.change(*n));
    let rows: Vec<Row> = found.map(|change| row(visit, &change)).collect();
    let nouns = Noun::ALL.map(|n| (n.as_str().to_owned(), noun(visit, n).to_owned()));
    let actions = Action::ALL.map(|a| (a.as_str().to_owned(), action(visit, a).to_owned()));
    let controls = [
        Control::Text("since", words.when),
        Control::Choice("noun", words.what, nouns.to_vec()),
        Control::Choice("change", words.change, actions.to_vec()),
    ];
    let body = html! {
        h1 { (common.changes) }
        (form(visit, &controls))
        (table(visit, common.changes, &["#", words.when, words.change, words.what, words.last_said], &rows))
        (paging::links(visit, &page))
    };
    let upper: graphql::Spell = str::to_uppercase;
    let lists = [
        ("noun", upper),
        ("change", upper),
        ("report", graphql::text),
    ];
    let arguments = graphql::of_list(&asked, &["since"], &lists);
    let document = format!(
        "{{\n  changes{arguments} {{\n    totalCount\n    nodes {{ position at noun change id formerId report }}\n  }}\n}}"
    );
    let doors = Doors::new(visit, "/changes", &asked, document);
    Ok(Page::new(common.changes, body)
        .with_doors(doors)
        .answer(visit))
}

fn row(visit: &Visit<'_>, change: &ChangeRef<'_>) -> Row {
    let path = match change.noun {
        Noun::Item => format!("/items/{}", change.id),
        Noun::Report => format!("/reports/{}", change.id),
    };
    let is_there = change.action != Action::Deleted;
    let said = change.last.map(|last| headline(&last.text, LAST_WORDS));
    let cells = vec![
        html! { (change.position) },
        html! { time datetime=(change.at) { (moment(&change.at.to_string())) } },
        html! { (action(visit, change.action)) },
        html! {
            (noun(visit, change.noun)) " "
            @if is_there { a href=(visit.link(&path)) { (change.id) } } @else { (change.id) }
            @if let Some(former) = &change.former_id { " (← " (former) ")" }
        },
        html! { (said.unwrap_or_default()) },
    ];
    (change.position.to_string(), cells)
}

/// A time of RFC 3339 (in UTC) to the minute, as it is read.
fn moment(at: &str) -> String {
    let minute = at.get(..16).unwrap_or(at);
    format!("{} UTC", minute.replace('T', " "))
}

fn noun(visit: &Visit<'_>, noun: Noun) -> &'static str {
    match noun {
        Noun::Item => visit.words.reading.item,
        Noun::Report => visit.words.reading.report,
    }
}

fn action(visit: &Visit<'_>, action: Action) -> &'static str {
    match action {
        Action::Created => visit.words.reading.created,
        Action::Updated => visit.words.reading.updated,
        Action::Deleted => visit.words.reading.deleted,
    }
}

/// `/diagnostics`
pub fn diagnostics(visit: &Visit<'_>) -> Result<Answer, Problem> {
    let accepts = Accepts {
        filter: false,
        page: true,
        other: &["severity", "code"],
    };
    let mut pairs = visit.pairs(accepts);
    let raw = RawDiagnosticParams {
        severity: pairs.list("severity"),
        code: pairs.list("code"),
        page: pairs.page(),
    };
    let query = DiagnosticQuery::parse(&raw, pairs.faults).map_err(|e| invalid(&e))?;
    let page = visit.archive.diagnostics(&query);
    let (common, words) = (&visit.words.common, &visit.words.reading);
    let found = page
        .rows
        .iter()
        .filter_map(|n| visit.archive.diagnostic(*n));
    let rows: Vec<Row> = found
        .map(|diagnostic| {
            let place = format!(
                "{}:{}:{}",
                diagnostic.path, diagnostic.line, diagnostic.column
            );
            let cells = vec![
                html! { code { (place) } },
                html! { (diagnostic.severity().as_str()) },
                html! { code { (diagnostic.code.as_str()) } },
                // As the loader says it: in the language of its messages.
                html! { span lang="en" { (diagnostic.message) } },
            ];
            (String::new(), cells)
        })
        .collect();
    let severities = Severity::ALL.map(|s| (s.as_str().to_owned(), s.as_str().to_lowercase()));
    let heads = [words.place, words.severity, "Code", words.message];
    let body = html! {
        h1 { (common.diagnostics) }
        (form(visit, &[Control::Choice("severity", words.severity, severities.to_vec())]))
        @if rows.is_empty() && visit.asked.is_empty() { p { (words.no_diagnostics) } } @else { (table(visit, common.diagnostics, &heads, &rows)) }
        (paging::links(visit, &page))
    };
    let upper: graphql::Spell = str::to_uppercase;
    let lists = [("severity", upper), ("code", graphql::text)];
    let arguments = graphql::of_list(&visit.asked, &[], &lists);
    let document = format!(
        "{{\n  diagnostics{arguments} {{\n    totalCount\n    nodes {{ code severity path line column message }}\n  }}\n}}"
    );
    let doors = visit.doors("/diagnostics", document);
    Ok(Page::new(common.diagnostics, body)
        .with_doors(doors)
        .answer(visit))
}
