//! Feeds: what Atom and JSON Feed ask for.

use super::forms::texts;
use actix_web::test::TestRequest;

use crate::support::{ask, get, get_json, state};

#[test]
fn feeds_say_what_the_standards_want() {
    let state = state();
    let atom = get(&state, "/v1/items.atom?first=3").text();
    assert_eq!(texts(&atom, "entry").len(), 3);
    // RFC 4287 §4.1.1 and §4.1.2: one id, title, updated each; an author.
    for (element, count) in [
        ("id", 4),
        ("updated", 4),
        ("published", 3),
        ("author", 1),
        ("rights", 1),
    ] {
        assert_eq!(texts(&atom, element).len(), count, "{element}");
    }
    // The newest report that has items is of April.
    assert!(
        texts(&atom, "updated")
            .iter()
            .all(|u| *u == "2022-04-01T00:00:00Z")
    );
    for part in [
        "rel=\"self\" type=\"application/atom+xml\" href=\"/v1/items.atom?first=3\"",
        "rel=\"next\"",
        "Licence Ouverte",
    ] {
        assert!(atom.contains(part), "{part}");
    }
    let ids = texts(&atom, "id");
    assert!(ids.iter().all(|id| id.starts_with("urn:uuid:")));
    let json = get_json(&state, "/v1/items.feed.json?first=3");
    let feed_ids: Vec<&str> = json["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|i| i["id"].as_str().unwrap())
        .collect();
    assert_eq!(feed_ids, ids[1..]);
    assert_eq!(json["version"], "https://jsonfeed.org/version/1.1");
    assert_eq!(json["language"], "fr");
    assert!(json["next_url"].as_str().unwrap().contains("after="));
    // What is new comes first, where the list itself has another order.
    let projects = get_json(&state, "/v1/projects.feed.json");
    let dates: Vec<&str> = projects["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|i| i["date_modified"].as_str().unwrap())
        .collect();
    assert_eq!(dates.len(), 12);
    assert!(dates.is_sorted_by(|a, b| a >= b), "{dates:?}");
}

#[test]
fn identities_do_not_depend_on_where_the_archive_is_served() {
    let dir = crate::support::top().join("data");
    let served = |url: Option<&str>| {
        let archive = chronique::query::ArchiveHandle::new(crate::support::archive_of(&dir));
        let state = chronique::api::State::new(archive, url.map(str::to_owned)).unwrap();
        get(&state, "/v1/items.atom").text()
    };
    let (here, there) = (
        served(None),
        served(Some("https://reports.example.org/base")),
    );
    assert_eq!(texts(&here, "id"), texts(&there, "id"));
    assert!(there.contains("rel=\"self\" type=\"application/atom+xml\" href=\"https://reports.example.org/base/v1/items.atom\""));
}

#[test]
fn every_list_can_be_subscribed_to() {
    let state = state();
    let item = id_of(&state, "/v1/items?first=1");
    let resource = id_of(&state, "/v1/resources?first=1");
    let lists = [
        "items",
        "reports",
        "reports/2022-02/items",
        "projects",
        "projects/sill/items",
        "projects/sill/timeline",
        "projects/sill/co-mentions",
        "resources",
        &format!("resources/{resource}/citations"),
        "sites",
        "categories",
        "diagnostics",
        "changes",
        "search?q=sill",
        "stats?by=month,category&project=sill",
        &format!("items/{item}"),
    ];
    for list in lists {
        let (path, query) = list.split_once('?').unwrap_or((list, ""));
        let asked = |form: &str| {
            let address = format!("/v1/{path}.{form}?{query}");
            let response = get(&state, address.trim_end_matches('?'));
            assert_eq!(response.status, 200, "{address}: {}", response.text());
            response
        };
        let rows = asked("ndjson").text().lines().count();
        let atom = asked("atom").text();
        let document = roxmltree::Document::parse(&atom).unwrap();
        let entries = document
            .descendants()
            .filter(|n| n.has_tag_name(("http://www.w3.org/2005/Atom", "entry")));
        assert_eq!(entries.count(), rows, "{list}");
        // One identity each, the feed's own among them.
        let mut ids = texts(&atom, "id");
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), rows + 1, "{list}");
        let json = asked("feed.json").json();
        let items = json["items"].as_array().unwrap();
        assert_eq!(items.len(), rows, "{list}");
        for item in items {
            for key in ["title", "content_text", "url"] {
                assert_ne!(item[key], "", "{list}: {item}");
            }
        }
        let csv = super::forms::records(&asked("csv").body);
        assert!(csv.len() > rows, "{list}");
        assert!(rows > 0 || path == "diagnostics", "{list}");
    }
}

fn id_of(state: &chronique::api::State, address: &str) -> String {
    let rows = get_json(state, address);
    rows["data"][0]["id"].as_str().unwrap().to_owned()
}

#[test]
fn an_entry_leads_to_what_it_counts() {
    let state = state();
    for feed in [
        "/v1/stats.feed.json?by=month,category&project=sill",
        "/v1/projects/sill/timeline.feed.json",
        "/v1/projects/sill/co-mentions.feed.json",
    ] {
        let feed = get_json(&state, feed);
        let items = feed["items"].as_array().unwrap();
        assert!(!items.is_empty());
        for item in items {
            let page = item["url"].as_str().unwrap();
            let title = item["title"].as_str().unwrap();
            let count: u64 = title.rsplit_once(": ").unwrap().1.parse().unwrap();
            let total = get_json(&state, &format!("/v1{page}"))["page"]["total"].clone();
            assert_eq!(total, count, "{page}");
        }
    }
    // What is new comes first.
    let months = get_json(&state, "/v1/stats.feed.json?by=month");
    assert_eq!(months["items"][0]["title"], "2022-04: 4");
    assert_eq!(months["items"][0]["date_modified"], "2022-04-01T00:00:00Z");
}

#[test]
fn one_item_is_the_list_of_one_row() {
    let state = state();
    let id = id_of(&state, "/v1/items?first=1&project=sill");
    let one = |form: &str| get(&state, &format!("/v1/items/{id}.{form}"));
    let whole = super::forms::records(&get(&state, "/v1/items.csv").body);
    let row = super::forms::records(&one("csv").body);
    assert_eq!(row.len(), 2);
    assert_eq!(row[0], whole[0]);
    assert!(whole.contains(&row[1]) && row[1][0] == id);
    let item = get_json(&state, &format!("/v1/items/{id}"))["data"].clone();
    assert_eq!(super::forms::lines(&one("ndjson")), [item]);
    let all = get(&state, "/v1/items.atom").text();
    let entry = one("atom").text();
    let own = texts(&entry, "id")[1];
    assert!(texts(&all, "id").contains(&own));
    let feed = one("feed.json").json();
    assert_eq!(feed["items"][0]["id"], own);
    let named = get(&state, &format!("/v1/items/{id}.csv?fields=id,month"));
    assert_eq!(super::forms::records(&named.body)[0], ["id", "month"]);
    let request = TestRequest::get().uri(&format!("/v1/items/{id}"));
    let negotiated = ask(&state, request.insert_header(("accept", "text/csv")));
    assert_eq!(negotiated.body, one("csv").body);
    assert_eq!(get(&state, &format!("/v1/items/{id}?raw=1")).status, 400);
    assert_eq!(get(&state, "/v1/items/2022-02-zzzzzzzz.csv").status, 404);
}

#[test]
fn a_browser_at_the_permalink_of_an_item_is_sent_to_its_page() {
    let state = crate::support::state_at("https://example.org/api");
    let id = id_of(&state, "/v1/items?first=1");
    let accept = |address: &str, accept: &str| {
        let request = TestRequest::get().uri(address);
        ask(&state, request.insert_header(("accept", accept)))
    };
    let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    let address = format!("/v1/items/{id}");
    let sent = accept(&address, browser);
    assert_eq!(sent.status, 303);
    let page = format!("https://example.org/api/items/{id}");
    assert_eq!(sent.header("location"), Some(&*page));
    assert!(sent.header("vary").unwrap().contains("Accept"));
    for (address, others) in [
        (&address, "*/*"),
        (&address, "application/json, text/html;q=0.9"),
        (&format!("{address}.json"), browser),
    ] {
        let answer = accept(address, others);
        assert_eq!(answer.status, 200, "{others}");
        assert_eq!(answer.header("content-type"), Some("application/json"));
    }
    assert_eq!(accept("/v1/items/2022-02-zzzzzzzz", browser).status, 404);
}
