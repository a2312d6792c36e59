//! Feeds: what Atom and JSON Feed ask for.

use super::forms::texts;
use crate::support::{get, get_json, state};

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
