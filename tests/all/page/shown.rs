//! What the pages of one thing show of what stands below it.

use actix_web::http::StatusCode;
use serde_json::Value;

use super::as_a_browser;
use super::pages::{unescaped, values};
use crate::support::{archive_with, ask, get_json, state, state_after, state_of};

fn html(state: &chronique::api::State, address: &str) -> String {
    let page = ask(state, as_a_browser(address));
    assert_eq!(page.status, StatusCode::OK, "{address}: {}", page.text());
    page.text()
}

fn link(html: &str, start: &str) -> String {
    let (_, rest) = html.split_once(&format!("{start} href=\"")).unwrap();
    unescaped(rest.split('"').next().unwrap())
}

/// Seventy items under three headings, and empty ones around them.
fn long_report() -> String {
    let items = |name: &str, count: usize| -> String {
        let lines: Vec<String> = (0..count).map(|n| format!("- {name} {n}\n")).collect();
        lines.concat()
    };
    format!(
        "# Vide\n\n# Un\n\n{}\n# Creux\n\n# Deux\n\n{}\n# Trois\n\n{}\n# Fin\n",
        items("un", 10),
        items("deux", 50),
        items("trois", 10)
    )
}

#[test]
fn a_long_report_is_read_page_by_page() {
    let dir = archive_with(&[("2022/01.md", &long_report())]);
    let state = state_of(dir.path());
    let first = html(&state, "/reports/2022-01");
    let second = html(&state, &link(&first, "rel=\"next\""));
    let ids = [&first, &second].map(|page| values(page, "data-id"));
    assert_eq!(ids.each_ref().map(Vec::len), [60, 10]);
    let all = get_json(&state, "/v1/reports/2022-01/items?first=100");
    let all = all["data"].as_array().unwrap().iter();
    let all: Vec<&str> = all.map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!(ids.concat(), all);
    // Every heading once, also those with nothing below.
    let headings = |page: &str, names: &[&str]| {
        let found = ["vide", "un", "creux", "deux", "trois", "fin"];
        let found = found.map(|h| page.contains(&format!("<h2 id=\"c-{h}\"")));
        let expected = ["vide", "un", "creux", "deux", "trois", "fin"].map(|h| names.contains(&h));
        assert_eq!(found, expected, "{names:?}");
    };
    headings(&first, &["vide", "un", "creux", "deux"]);
    headings(&second, &["trois", "fin"]);
    let back = html(&state, &link(&second, "rel=\"prev\""));
    assert_eq!(values(&back, "data-id"), ids[0]);
    // The panel of a page leads to its rows, that of the whole to the report.
    assert_eq!(link(&first, "id=\"door-rest\""), "/v1/reports/2022-01");
    let rows = get_json(&state, &link(&second, "id=\"door-rest\""));
    assert_eq!(rows["data"].as_array().unwrap().len(), 10);
}

#[test]
fn a_category_has_one_address() {
    let state = state();
    let page = ask(&state, as_a_browser("/categories/Publier?lang=en"));
    assert_eq!(page.status, StatusCode::PERMANENT_REDIRECT);
    assert_eq!(page.header("location"), Some("/categories/publier?lang=en"));
    let page = html(&state, "/categories/publier?first=3");
    let rows = get_json(&state, &link(&page, "id=\"door-rest\""));
    let rows = rows["data"].as_array().unwrap().iter();
    let rows: Vec<&str> = rows.map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!(rows.len(), 3);
    assert_eq!(values(&page, "data-id"), rows);
}

#[test]
fn a_resource_shows_every_citation() {
    let text = "# Utiliser\n\n- [un](https://example.org/a) et [deux](https://example.org/a)\n- [trois](https://example.org/a)\n";
    let dir = archive_with(&[("2022/01.md", text)]);
    let state = state_of(dir.path());
    let id = get_json(&state, "/v1/resources")["data"][0]["id"].clone();
    let id = id.as_str().unwrap();
    let page = html(&state, &format!("/resources/{id}"));
    let rows = get_json(&state, &format!("/v1/resources/{id}/citations"));
    let rows = rows["data"].as_array().unwrap().iter();
    let rows: Vec<&str> = rows.map(|row| row["item"].as_str().unwrap()).collect();
    assert_eq!(rows.len(), 3);
    assert_eq!(values(&page, "data-item"), rows);
    // Each item once as a card, the other link by its label.
    assert_eq!(page.matches("<article").count(), 2);
    assert!(page.contains(">deux</a>"), "{page}");
}

/// A comma separates values: a resource whose address has one is asked by id.
#[test]
fn a_resource_with_a_comma_counts_its_months_and_leads_to_its_items() {
    let text = "# Un\n\n- [x](https://example.org/a,b)\n- y\n";
    let dir = archive_with(&[("2022/01.md", text)]);
    let state = state_of(dir.path());
    let row = get_json(&state, "/v1/resources")["data"][0].clone();
    assert_eq!(row["url"], "https://example.org/a,b");
    let page = html(
        &state,
        &format!("/resources/{}", row["id"].as_str().unwrap()),
    );
    assert_eq!(values(&page, "data-key"), ["2022-01"]);
    let leads = page.split("href=\"").skip(1);
    let leads = leads.map(|rest| unescaped(rest.split('"').next().unwrap()));
    let (mut items, mut pictures) = (0, 0);
    for to in leads {
        if to.starts_with("/items?") {
            let found = get_json(&state, &format!("/v1{to}"));
            assert_eq!(found["page"]["total"], 1, "{to}");
            items += 1;
        } else if to.starts_with("/v1/stats.svg") {
            assert_eq!(
                ask(&state, as_a_browser(&to)).status,
                StatusCode::OK,
                "{to}"
            );
            pictures += 1;
        }
    }
    assert!(items > 0 && pictures == 1, "{items} {pictures}");
}

#[test]
fn changes_begin_with_the_newest() {
    let reports: Vec<String> = (1..=9).map(|n| format!("2022/0{n}.md")).collect();
    let states: Vec<Vec<(&str, &str)>> = (1..=9)
        .map(|n| {
            let files = reports.iter().take(n);
            files.map(|f| (f.as_str(), "# Un\n\n- a\n- b\n")).collect()
        })
        .collect();
    let states: Vec<&[(&str, &str)]> = states.iter().map(Vec::as_slice).collect();
    let state = state_after(&states);
    let all = get_json(&state, "/v1/changes?first=100");
    let all = all["data"].as_array().unwrap();
    assert_eq!(all.len(), 27);
    let page = html(&state, "/changes");
    let shown = values(&page, "data-id");
    let newest: Vec<String> = all[7..].iter().map(|c| c["position"].to_string()).collect();
    assert_eq!(shown, newest);
    let older = html(&state, &link(&page, "rel=\"prev\""));
    assert_eq!(values(&older, "data-id").len(), 7);
    // Whoever says where to begin gets what REST gives.
    assert_eq!(values(&html(&state, "/changes?since=3"), "data-id")[0], "4");
}

#[test]
fn the_start_page_counts_every_item_by_month() {
    let state = state();
    let page = html(&state, "/");
    let (_, rest) = page.split_once("<h2 id=\"months\"").unwrap();
    let (_, rest) = rest.split_once("<tbody>").unwrap();
    let (body, _) = rest.split_once("</tbody>").unwrap();
    let cells = body.split("<td>").skip(1);
    let text = |cell: &str| {
        let cell = cell.split("</td>").next().unwrap();
        let inner = cell.split("</a>").next().unwrap();
        inner.rsplit('>').next().unwrap().parse::<u64>().unwrap()
    };
    let total: u64 = cells.map(text).sum();
    let archive = get_json(&state, "/v1/archive");
    assert_eq!(total, archive["data"]["counts"]["items"].as_u64().unwrap());
    // The picture can be had as a file.
    let file = page
        .split("href=\"")
        .map(|rest| unescaped(rest.split('"').next().unwrap()));
    let mut files = file.into_iter();
    let file = files.find(|to| to.starts_with("/v1/stats.svg")).unwrap();
    assert_eq!(file, "/v1/stats.svg?by=month&lang=fr");
    assert_eq!(ask(&state, as_a_browser(&file)).status, StatusCode::OK);
}

#[test]
fn things_are_said_in_the_vocabulary_of_schema_org() {
    let state = state();
    let linked = |address: &str| -> Value {
        let page = html(&state, address);
        let (_, rest) = page
            .split_once("<script type=\"application/ld+json\">")
            .unwrap();
        serde_json::from_str(rest.split("</script>").next().unwrap()).unwrap()
    };
    let project = linked("/projects/sill");
    assert_eq!(project["@type"], "CreativeWork");
    assert_eq!(project["name"], "SILL");
    let aliases = get_json(&state, "/v1/projects/sill")["data"]["aliases"].clone();
    assert_eq!(project["alternateName"], aliases);
    let category = linked("/categories/publier");
    assert_eq!(category["@type"], "DefinedTerm");
    assert_eq!(category["termCode"], "publier");
    let row = get_json(&state, "/v1/resources?site=github.com")["data"][0].clone();
    let resource = linked(&format!("/resources/{}", row["id"].as_str().unwrap()));
    assert_eq!(resource["@type"], "WebPage");
    assert_eq!(resource["url"], row["url"]);
    assert_eq!(resource["archivedAt"], row["archivedUrl"]);
}
