//! Generated questions to the pages of lists: what a page shows is what its
//! call gives, and every door of the page opens on the same.

use std::sync::LazyLock;

use actix_web::http::StatusCode;
use actix_web::test::TestRequest;
use chronique::api::State;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::as_a_browser;
use super::lists::{LISTS, List};
use super::tree::Tree;
use crate::parity::mixed_archive;
use crate::support::{Response, ask, ask_all, get, get_json, state_after, state_of};

/// Two series, everything that Markdown has, and files with something to say of.
static MIXED: LazyLock<State> = LazyLock::new(|| {
    let dir = mixed_archive();
    for (name, text) in [
        ("README.md", "# Rien\n"),
        ("2022/13.md", "# T\n\n- treize\n"),
        (
            "2023/01.md",
            "# T\n\n- a <b>c</b> [d](javascript:e)\n\n<div>f</div>\n\n- ![g](h)\n",
        ),
        ("notes.md", "sans date\n"),
    ] {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    state_of(dir.path())
});

/// Every kind of change.
static EDITED: LazyLock<State> = LazyLock::new(|| {
    let first =
        "# T\n\n## Publier\n\n- Une mairie publie ses marchés.\n- Un parc recense ses sentiers.\n";
    let second = "# T\n\n## Publier\n\n- Une mairie publie tous ses marchés.\n";
    let other = "# T\n\n## A\n\n- Autre chose.\n- Encore autre chose.\n";
    state_after(&[
        &[("2022/01.md", first), ("2022/02.md", other)],
        &[("2022/01.md", second), ("2022/02.md", other)],
        &[("2022-01-14.md", second)],
        &[("2022-01-14.md", first), ("2022/03.md", other)],
    ])
});

impl List {
    fn state(&self) -> &'static State {
        if self.path == "/changes" {
            &EDITED
        } else {
            &MIXED
        }
    }

    /// What a row is known by; a diagnostic by where it is and what it is.
    fn key_of(&self, row: &Value) -> String {
        match &row[self.key] {
            Value::String(text) => text.clone(),
            Value::Null => format!(
                "{}:{}:{} {}",
                row["path"].as_str().unwrap(),
                row["line"],
                row["column"],
                row["code"].as_str().unwrap()
            ),
            other => other.to_string(),
        }
    }

    fn keys(&self, rows: &Value) -> Vec<String> {
        let rows = rows.as_array().unwrap().iter();
        rows.map(|row| self.key_of(row)).collect()
    }

    /// What the page shows.
    fn shown(&self, page: &Tree) -> Vec<String> {
        if self.path != "/diagnostics" {
            return page
                .values("data-id")
                .into_iter()
                .map(str::to_owned)
                .collect();
        }
        let places = page.named("th").filter(|e| e.get("scope") == Some("row"));
        // Place, severity, code, message: the place heads its row.
        let cells: Vec<&str> = page.named("td").map(|e| e.text.as_str()).collect();
        let codes = cells.chunks(3).map(|row| row[1]);
        places
            .zip(codes)
            .map(|(place, code)| format!("{} {code}", place.text))
            .collect()
    }
}

/// A page that was found, with its list, its address and the rows of its call.
struct Found {
    list: &'static List,
    address: String,
    tree: Tree,
    rows: Vec<String>,
    total: usize,
}

/// Asks the page and the call; a question that is refused is refused by both.
fn ask_both(list: &'static List, address: &str) -> Result<Option<Found>, TestCaseError> {
    let call = TestRequest::get().uri(&format!("/v1{address}"));
    let answers = ask_all(list.state(), vec![as_a_browser(address), call]);
    let (page, call) = (&answers[0], &answers[1]);
    prop_assert_eq!(page.status, call.status, "{}: {}", address, call.text());
    let tree = Tree::of(&page.text());
    prop_assert_eq!(tree.faults(), Vec::<String>::new(), "{}", address);
    let body = call.json();
    if call.status != StatusCode::OK {
        prop_assert_eq!(call.status, StatusCode::BAD_REQUEST, "{}", address);
        let told = &tree.named("main").next().unwrap().text;
        for fault in body["errors"].as_array().unwrap() {
            let name = fault["parameter"].as_str().unwrap();
            prop_assert!(told.contains(name), "{}: {} in {}", address, name, told);
        }
        return Ok(None);
    }
    let rows = list.keys(&body["data"]);
    prop_assert_eq!(list.shown(&tree), rows.clone(), "{}", address);
    let total = usize::try_from(body["page"]["total"].as_u64().unwrap()).unwrap();
    Ok(Some(Found {
        list,
        address: address.to_owned(),
        tree,
        rows,
        total,
    }))
}

impl Found {
    fn door(&self, name: &str) -> &str {
        self.tree
            .by_id(&format!("door-{name}"))
            .unwrap()
            .get("href")
            .unwrap()
    }

    fn open(&self) -> Result<(), TestCaseError> {
        let document = &self.tree.by_id("door-document").unwrap().text;
        let doors = ["rest", "csv", "ndjson", "atom"].map(|name| self.door(name));
        let mut requests: Vec<TestRequest> =
            doors.iter().map(|to| TestRequest::get().uri(to)).collect();
        requests.push(
            TestRequest::post()
                .uri("/graphql")
                .set_json(json!({ "query": document })),
        );
        let answers = ask_all(self.list.state(), requests);
        for (answer, door) in answers.iter().zip(doors) {
            prop_assert_eq!(answer.status, StatusCode::OK, "{}: {}", door, answer.text());
        }
        let rest = answers[0].json();
        prop_assert_eq!(
            self.list.keys(&rest["data"]),
            self.rows.clone(),
            "{}",
            doors[0]
        );
        let lines: Vec<Value> = answers[2]
            .text()
            .lines()
            .map(|l| serde_json::from_str(l).unwrap())
            .collect();
        self.is_window_of(&lines, doors[2])?;
        let keys: Vec<String> = lines.iter().map(|row| self.list.key_of(row)).collect();
        prop_assert_eq!(self.of_csv(&answers[1]), keys, "{}", doors[1]);
        self.check_feed(&answers[3], &lines)?;
        self.check_graphql(&answers[4].json(), document)?;
        let curl = &self.tree.by_id("door-curl").unwrap().text;
        let line = format!(
            "curl -s 'http://127.0.0.1:8080{}'",
            doors[0].replace('\'', "%27")
        );
        prop_assert_eq!(curl, &line);
        Ok(())
    }

    /// The whole list has as many rows as the page says, and the page is some
    /// of it, without a gap.
    fn is_window_of(&self, lines: &[Value], door: &str) -> Result<(), TestCaseError> {
        prop_assert_eq!(lines.len(), self.total, "{}", door);
        let whole: Vec<String> = lines.iter().map(|row| self.list.key_of(row)).collect();
        let start = self
            .rows
            .first()
            .and_then(|first| whole.iter().position(|key| key == first));
        let window = start.map_or(&[][..], |start| {
            &whole[start..(start + self.rows.len()).min(whole.len())]
        });
        prop_assert_eq!(window, self.rows.as_slice(), "{}: {}", self.address, door);
        Ok(())
    }

    fn of_csv(&self, answer: &Response) -> Vec<String> {
        let mut reader = csv::Reader::from_reader(&*answer.body);
        let heads: Vec<String> = reader
            .headers()
            .unwrap()
            .iter()
            .map(str::to_owned)
            .collect();
        let at = |name: &str| heads.iter().position(|head| head == name).unwrap();
        let records = reader.records().map(Result::unwrap);
        if self.list.key != "place" {
            return records
                .map(|row| row[at(self.list.key)].to_owned())
                .collect();
        }
        let [path, line, column, code] = ["path", "line", "column", "code"].map(at);
        records
            .map(|row| {
                format!(
                    "{}:{}:{} {}",
                    &row[path], &row[line], &row[column], &row[code]
                )
            })
            .collect()
    }

    /// A feed holds the rows of the whole list that have a date, in an order of
    /// its own.
    fn check_feed(&self, answer: &Response, lines: &[Value]) -> Result<(), TestCaseError> {
        let text = answer.text();
        let feed = roxmltree::Document::parse(&text).unwrap();
        let entries = feed
            .descendants()
            .filter(|n| n.has_tag_name((ATOM, "entry")));
        let mut told: Vec<String> = entries.map(|entry| self.entry(&entry)).collect();
        let dated = lines
            .iter()
            .filter(|row| row.get("firstMonth").is_none_or(|month| !month.is_null()));
        let mut expected: Vec<String> = dated.map(|row| self.expected(row)).collect();
        told.sort();
        expected.sort();
        prop_assert_eq!(told, expected, "{}", self.door("atom"));
        Ok(())
    }

    /// Where an entry leads, or what it says where it leads to none of its own.
    fn entry(&self, entry: &roxmltree::Node<'_, '_>) -> String {
        let title = entry.children().find(|n| n.has_tag_name((ATOM, "title")));
        let title = title.and_then(|n| n.text()).unwrap_or_default();
        let links = entry.children().filter(|n| n.has_tag_name((ATOM, "link")));
        let related = links.filter(|n| n.attribute("rel") == Some("related"));
        match self.list.path {
            "/diagnostics" => title.split(": ").next().unwrap().to_owned(),
            _ => related.filter_map(|n| n.attribute("href")).collect(),
        }
    }

    fn expected(&self, row: &Value) -> String {
        let text = |name: &str| row[name].as_str().unwrap().to_owned();
        match self.list.path {
            "/changes" => format!("/v1/{}s/{}", text("noun").to_lowercase(), text("id")),
            "/diagnostics" => format!("{}:{}:{}", text("path"), row["line"], row["column"]),
            "/search" => text("permalink"),
            "/sites" => format!("/v1/resources?site={}", text("host")),
            path => format!("/v1{path}/{}", self.list.key_of(row)),
        }
    }

    fn check_graphql(&self, answer: &Value, document: &str) -> Result<(), TestCaseError> {
        prop_assert_eq!(&answer["errors"], &Value::Null, "{}: {}", document, answer);
        let list = &answer["data"][self.list.path.trim_start_matches('/')];
        let edges = list["edges"].as_array();
        let nodes = edges.map(|edges| edges.iter().map(|edge| edge["node"].clone()).collect());
        let nodes = nodes.unwrap_or_else(|| list["nodes"].clone());
        prop_assert_eq!(self.list.keys(&nodes), self.rows.clone(), "{}", document);
        prop_assert_eq!(&list["totalCount"], &json!(self.total), "{}", document);
        Ok(())
    }
}

const ATOM: &str = "http://www.w3.org/2005/Atom";

/// A question, and the page after it where there is one.
fn check(list: &'static List, address: &str) -> Result<(), TestCaseError> {
    let Some(found) = ask_both(list, address)? else {
        return Ok(());
    };
    found.open()?;
    let next = found.tree.named("a").find(|a| a.get("rel") == Some("next"));
    if let Some(next) = next.and_then(|a| a.get("href")) {
        let following = ask_both(list, next)?;
        prop_assert!(following.is_some(), "{} leads to {}", address, next);
        let following = following.unwrap();
        prop_assert!(
            following.rows.iter().all(|key| !found.rows.contains(key)),
            "{}",
            next
        );
        following.open()?;
    }
    Ok(())
}

/// A question to one of the lists.
fn questions() -> impl Strategy<Value = (usize, String)> {
    (0..LISTS.len()).prop_flat_map(|n| (Just(n), LISTS[n].question()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 240, max_shrink_iters: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_door_of_a_list_opens_on_what_its_page_shows((n, address) in questions()) {
        static ALL: [List; 9] = LISTS;
        check(&ALL[n], &address)?;
    }
}

/// The items of rows, each once; a citation names its own.
fn items_of(rows: &[Value]) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for row in rows {
        let own = [&row["id"], &row["item"], &row["item"]["id"]];
        let id = own.into_iter().find_map(Value::as_str).unwrap().to_owned();
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}

/// The rows of a page of one thing, and those of the doors to them.
#[test]
fn the_doors_of_one_thing_open_on_its_rows() {
    let cited = get_json(&MIXED, "/v1/resources?sort=-citations&first=1");
    let cited = format!("/resources/{}", cited["data"][0]["id"].as_str().unwrap());
    for (address, in_document) in [
        ("/reports/2022-02", "/data/report/items/nodes"),
        ("/categories/publier", "/data/category/items/nodes"),
        ("/projects/sill", "/data/project/items/nodes"),
        (&cited, "/data/resource/citations/nodes"),
    ] {
        let tree = Tree::of(&ask(&MIXED, as_a_browser(address)).text());
        let shown = tree.values("data-id");
        let door = |name: &str| {
            let link = tree.by_id(&format!("door-{name}")).unwrap();
            link.get("href").unwrap().to_owned()
        };
        let lines = get(&MIXED, &door("ndjson")).text();
        let lines = lines.lines().map(|l| serde_json::from_str(l).unwrap());
        let whole = items_of(&lines.collect::<Vec<Value>>());
        assert!(!shown.is_empty() && shown.len() <= whole.len(), "{address}");
        assert_eq!(shown, whole[..shown.len()], "{address}");
        let document = &tree.by_id("door-document").unwrap().text;
        let body = json!({ "query": document });
        let answer = ask(&MIXED, TestRequest::post().uri("/graphql").set_json(body)).json();
        let nodes = answer.pointer(in_document).and_then(Value::as_array);
        assert_eq!(shown, items_of(nodes.unwrap()), "{address}: {answer}");
        let thing = get_json(&MIXED, &door("rest"))["data"].clone();
        let name = [&thing["slug"], &thing["id"]]
            .into_iter()
            .find_map(Value::as_str);
        assert_eq!(name, address.rsplit('/').next(), "{address}");
    }
}
