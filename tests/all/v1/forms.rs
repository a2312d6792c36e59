//! The forms of lists: `.csv`, `.ndjson`, `.atom`, `.feed.json`.

use actix_web::http::Method;
use actix_web::test::TestRequest;
use serde_json::{Value, json};

use crate::support::{Response, archive_with, ask, get, get_json, send, state, state_of};

const TYPES: [(&str, &str); 5] = [
    ("json", "application/json"),
    ("csv", "text/csv; charset=utf-8; header=present"),
    ("ndjson", "application/x-ndjson"),
    ("atom", "application/atom+xml"),
    ("feed.json", "application/feed+json"),
];

/// Records of a CSV body, the header first.
pub fn records(body: &[u8]) -> Vec<Vec<String>> {
    let reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(body);
    let records = reader.into_records().map(Result::unwrap);
    records
        .map(|r| r.iter().map(str::to_owned).collect())
        .collect()
}

/// Lines of an NDJSON body.
pub fn lines(response: &Response) -> Vec<Value> {
    let text = response.text();
    assert!(text.is_empty() || text.ends_with('\n'));
    text.lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect()
}

/// The texts of an element of a feed, in order.
pub fn texts<'a>(xml: &'a str, element: &str) -> Vec<&'a str> {
    let (open, close) = (format!("<{element}>"), format!("</{element}>"));
    let parts = xml.split(open.as_str()).skip(1);
    parts
        .map(|p| p.split(close.as_str()).next().unwrap())
        .collect()
}

#[test]
fn the_suffix_or_accept_says_the_form_and_the_suffix_wins() {
    let state = state();
    for list in ["items", "reports", "projects", "resources"] {
        for (suffix, content_type) in TYPES {
            let address = format!("/v1/{list}.{suffix}");
            let by_suffix = get(&state, &address);
            assert_eq!(by_suffix.status, 200, "{address}");
            assert_eq!(by_suffix.header("content-type"), Some(content_type));
            let accept = content_type.split(';').next().unwrap();
            let asked = |address: &str, accept: &str| {
                let request = TestRequest::get().uri(address);
                ask(&state, request.insert_header(("accept", accept)))
            };
            let by_accept = asked(&format!("/v1/{list}"), accept);
            assert_eq!(by_accept.header("content-type"), Some(content_type));
            if suffix != "json" {
                assert_eq!(by_accept.body, by_suffix.body, "{address}");
                assert_eq!(by_accept.header("content-location"), Some(&*address));
            }
            let against = asked(&address, "application/json;q=1, text/html");
            assert_eq!(against.header("content-type"), Some(content_type));
            // Every form names the others.
            let link = by_suffix.header("link").unwrap();
            for (other, media_type) in TYPES {
                let media_type = media_type.split(';').next().unwrap();
                let path = match other {
                    "json" => format!("/v1/{list}"),
                    other => format!("/v1/{list}.{other}"),
                };
                let named = format!("<{path}>; rel=\"alternate\"; type=\"{media_type}\"");
                assert_eq!(link.contains(&named), other != suffix, "{link}");
            }
        }
    }
    let request = TestRequest::get().uri("/v1/sites");
    let refused = ask(&state, request.insert_header(("accept", "application/pdf")));
    assert_eq!(refused.status, 406);
    assert_eq!(
        refused.json()["errors"][0]["allowed"],
        json!([
            "application/json",
            "text/csv",
            "application/x-ndjson",
            "application/atom+xml",
            "application/feed+json"
        ])
    );
}

#[test]
fn lists_are_whole_unless_a_page_is_asked_for() {
    let state = state();
    let ids = get_json(&state, "/v1/items?first=200&fields=id");
    let ids: Vec<&str> = ids["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|i| i["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), 41);
    let column = |address: &str| -> Vec<String> {
        let response = get(&state, address);
        assert_eq!(response.status, 200, "{address}");
        records(&response.body)[1..]
            .iter()
            .map(|r| r[0].clone())
            .collect()
    };
    assert_eq!(column("/v1/items.csv"), ids);
    assert_eq!(column("/v1/items.csv?first=3&offset=2"), ids[2..5]);
    assert_eq!(column("/v1/items.csv?last=2"), ids[39..]);
    assert_eq!(column("/v1/items.csv?offset=39"), ids[39..]);
    // A cursor of one form turns the page in another.
    let page = get_json(&state, "/v1/items?first=5");
    let cursor = page["page"]["endCursor"].as_str().unwrap();
    assert_eq!(column(&format!("/v1/items.csv?after={cursor}")), ids[5..]);
    let next = get(&state, &format!("/v1/items.ndjson?first=2&after={cursor}"));
    let next: Vec<Value> = lines(&next).into_iter().map(|l| l["id"].clone()).collect();
    assert_eq!(next, ids[5..7]);
    let link = get(&state, "/v1/items.atom?first=5");
    assert!(link.header("link").unwrap().contains("rel=\"next\""));
    assert!(
        !get(&state, "/v1/items.atom")
            .header("link")
            .unwrap()
            .contains("rel=\"next\"")
    );
    // The page that `.json` gives is that of the bare address.
    let (bare, named) = (
        get_json(&state, "/v1/items"),
        get_json(&state, "/v1/items.json"),
    );
    assert_eq!(
        (&bare["data"], &bare["page"]),
        (&named["data"], &named["page"])
    );
    assert_eq!(bare["page"]["count"], 20);
}

#[test]
fn columns_are_the_curated_ones_or_the_fields_asked_for() {
    let state = state();
    let header = |address: &str| records(&get(&state, address).body)[0].join(" ");
    assert_eq!(
        header("/v1/items.csv"),
        "id month series report.slug category.slug category.name section kind position text \
         links.href links.label mentions.project.slug permalink provenance.path provenance.lines.start"
    );
    assert_eq!(
        header("/v1/items.csv?fields=text,report,id,text"),
        "text report.slug report.month id"
    );
    assert_eq!(
        header("/v1/sites.csv"),
        "host counts.resources counts.citations counts.items"
    );
    assert_eq!(
        header("/v1/stats.csv?by=month,kind"),
        "keys.month keys.kind count"
    );
    let refused = get(&state, "/v1/items.csv?fields=tex");
    assert_eq!(refused.status, 400);
    assert_eq!(refused.json()["errors"][0]["allowed"][0], "text");
    // Values of a list go together, column by column.
    let rows = get(
        &state,
        "/v1/items.csv?month=2022-02&fields=links.href,links.kind",
    );
    let items = get_json(&state, "/v1/items?month=2022-02&first=200");
    for (row, item) in records(&rows.body)[1..]
        .iter()
        .zip(items["data"].as_array().unwrap())
    {
        let links = item["links"].as_array().unwrap().iter();
        let hrefs: Vec<&str> = links.map(|l| l["href"].as_str().unwrap()).collect();
        assert_eq!(row[0], hrefs.join("|"));
        assert_eq!(
            row[1].split('|').filter(|k| !k.is_empty()).count(),
            hrefs.len()
        );
    }
    let named = get(&state, "/v1/projects/sill/items.csv");
    assert_eq!(
        named.header("content-disposition"),
        Some("attachment; filename=\"projects-sill-items.csv\"")
    );
    let alias = get(&state, "/v1/projects/SILL/items.csv?first=1");
    assert_eq!(
        (alias.status.as_u16(), alias.header("location")),
        (308, Some("/v1/projects/sill/items.csv?first=1"))
    );
}

#[test]
fn what_is_marked_has_columns_of_its_own() {
    let state = state();
    let marked = get(&state, "/v1/items.csv?q=sill&highlight=true");
    assert!(records(&marked.body)[0].join(" ").ends_with(
        "provenance.lines.start highlights.field highlights.ranges.start \
         highlights.ranges.end highlights.html"
    ));
    assert!(marked.text().contains("<mark>SILL</mark>"));
    // The other forms are offered with what they have a place for.
    let link = get(&state, "/v1/items?q=sill&highlight=true&facet=kind");
    let link = link.header("link").unwrap().to_owned();
    assert!(
        link.contains("</v1/items.csv?q=sill&highlight=true>")
            && link.contains("</v1/items.atom?q=sill>"),
        "{link}"
    );
}

#[test]
fn parameters_without_sense_in_a_form_are_refused() {
    let state = state();
    for (address, parameter) in [
        ("/v1/items.csv?facet=kind", "facet"),
        ("/v1/items.ndjson?facet=kind", "facet"),
        ("/v1/items.atom?fields=id", "fields"),
        ("/v1/items.feed.json?fields=id", "fields"),
        ("/v1/items.atom?q=sill&highlight=true", "highlight"),
        ("/v1/items?raw=1", "raw"),
        ("/v1/items.ndjson?dialect=excel-fr", "dialect"),
        ("/v1/items.csv?dialect=excel", "dialect"),
        ("/v1/items.csv?raw=yes", "raw"),
        ("/v1/items.csv?first=201", "first"),
        ("/v1/items.csv?projet=sill", "projet"),
    ] {
        let refused = get(&state, address);
        assert_eq!(refused.status, 400, "{address}");
        assert_eq!(refused.json()["errors"][0]["parameter"], parameter);
    }
    let excel = get(&state, "/v1/items.csv?dialect=excel-fr&first=1").text();
    assert!(excel.starts_with("\u{feff}id;month;series;"), "{excel}");
}

#[test]
fn every_form_says_what_a_mistyped_question_was_taken_to_mean() {
    let state = state();
    for (suffix, _) in TYPES {
        let address = |q: &str| format!("/v1/items.{suffix}?month=2022&q={q}");
        let response = get(&state, &(address("logicel") + "&first=2"));
        let meant = format!("<{}>; rel=\"canonical\"", address("logiciel"));
        let link = response.header("link").unwrap();
        assert!(link.contains(&meant), "{link}");
        let right = get(&state, &address("logiciel"));
        assert!(!right.header("link").unwrap().contains("canonical"));
    }
}

/// Everything that breaks a writer, in one report.
const HOSTILE: &str = "## Titre \"cité\" & <b>\n\n- =HYPERLINK(\"http://x\") ]]> & <script>alert(1)</script> \u{b}\u{fffe}\u{1b}\n- @a, \"b\";\tc | d \\ e\n- - +33\n- [=1|2](https://example.org/a|b\\c) 'x' &amp; &#11;\n";

#[test]
fn hostile_reports_stay_in_their_form() {
    let dir = archive_with(&[("2022/02.md", HOSTILE)]);
    let state = state_of(dir.path());
    let items = get_json(&state, "/v1/items?first=200");
    let texts: Vec<&str> = items["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|i| i["text"].as_str().unwrap())
        .collect();
    assert_eq!(texts.len(), 4);
    let column = |address: &str| -> Vec<String> {
        records(&get(&state, address).body)[1..]
            .iter()
            .map(|r| r[0].clone())
            .collect()
    };
    assert_eq!(column("/v1/items.csv?fields=text&raw=1"), texts);
    for (cell, text) in column("/v1/items.csv?fields=text").iter().zip(&texts) {
        let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
        assert_eq!(
            *cell,
            if formula {
                format!("'{text}")
            } else {
                (*text).to_owned()
            }
        );
    }
    let again: Vec<Value> = lines(&get(&state, "/v1/items.ndjson?fields=text"));
    assert_eq!(
        again
            .iter()
            .map(|l| l["text"].as_str().unwrap())
            .collect::<Vec<_>>(),
        texts
    );
    for list in ["items", "reports", "resources", "projects"] {
        let atom = get(&state, &format!("/v1/{list}.atom")).text();
        let allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
        assert!(atom.chars().all(allowed), "{list}");
        assert!(!atom.contains("]]>") && !atom.contains("<script") && !atom.contains("<b>"));
        // Nothing but the markup of the feed itself.
        let opened = atom.matches('<').count();
        assert_eq!(opened, atom.matches('>').count(), "{list}");
        get_json(&state, &format!("/v1/{list}.feed.json"));
    }
}

#[test]
fn a_short_form_is_tagged_by_its_bytes_and_compressed() {
    let state = state();
    for (suffix, _) in TYPES {
        let address = format!("/v1/items.{suffix}");
        let plain = get(&state, &address);
        let tag = plain.header("etag").unwrap().to_owned();
        let fresh = TestRequest::get().uri(&address);
        let fresh = ask(&state, fresh.insert_header(("if-none-match", tag.clone())));
        assert_eq!((fresh.status.as_u16(), fresh.body.len()), (304, 0));
        let coded = TestRequest::get().uri(&address);
        let coded = ask(&state, coded.insert_header(("accept-encoding", "zstd")));
        assert_eq!(coded.header("content-encoding"), Some("zstd"), "{address}");
        let head = send(&state, Method::HEAD, &address);
        assert_eq!(head.header("etag"), Some(&*tag));
        let options = send(&state, Method::OPTIONS, &address);
        assert_eq!(options.header("allow"), Some("GET, HEAD, OPTIONS"));
    }
}

#[test]
fn a_long_form_is_streamed_under_a_tag_of_its_own() {
    let report = format!(
        "## Publier\n\n{}",
        "- un mot [lien](https://example.org/x) et bien d'autres après lui, si nombreux que la liste entière se compte en centaines de kilooctets\n".repeat(150)
    );
    let files: Vec<(String, &str)> = (1..=9)
        .map(|m| (format!("2022/{m:02}.md"), report.as_str()))
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(p, t)| (p.as_str(), *t)).collect();
    let (one, two) = (archive_with(&files), archive_with(&files));
    let (one, two) = (state_of(one.path()), state_of(two.path()));
    let mut tags = std::collections::HashSet::new();
    for (suffix, rows) in [
        ("csv", 1351),
        ("ndjson", 1350),
        ("atom", 1350),
        ("feed.json", 1350),
    ] {
        let address = format!("/v1/items.{suffix}");
        let coded = TestRequest::get().uri(&address);
        let whole = ask(&one, coded.insert_header(("accept-encoding", "gzip")));
        assert!(whole.body.len() > 256 * 1024, "{}", whole.body.len());
        assert_eq!(whole.header("content-encoding"), None);
        let found = match suffix {
            "csv" => records(&whole.body).len(),
            "ndjson" => lines(&whole).len(),
            "atom" => texts(&whole.text(), "entry").len(),
            _ => whole.json()["items"].as_array().unwrap().len(),
        };
        assert_eq!(found, rows);
        let replica = get(&two, &address);
        let tag = whole.header("etag").unwrap();
        assert_eq!(replica.header("etag"), Some(tag));
        assert_eq!(replica.body, whole.body);
        assert!(tag.starts_with('"') && tags.insert(tag.to_owned()));
        let fresh = TestRequest::get().uri(&address);
        let fresh = ask(&one, fresh.insert_header(("if-none-match", tag)));
        assert_eq!((fresh.status.as_u16(), fresh.body.len()), (304, 0));
        let filtered = get(&one, &format!("{address}?month=2022-02/.."));
        assert!(tags.insert(filtered.header("etag").unwrap().to_owned()));
        let head = send(&one, Method::HEAD, &address);
        assert_eq!((head.header("etag"), head.body.len()), (Some(tag), 0));
    }
}

#[test]
fn one_thing_has_its_json_by_suffix() {
    let state = state();
    let id = get_json(&state, "/v1/items?first=1")["data"][0]["id"].clone();
    let id = id.as_str().unwrap();
    for path in [
        format!("items/{id}"),
        "projects/sill".into(),
        "categories/publier".into(),
        "reports/2022-02".into(),
    ] {
        let bare = get_json(&state, &format!("/v1/{path}"));
        let request = TestRequest::get().uri(&format!("/v1/{path}.json"));
        let named = ask(&state, request.insert_header(("accept", "text/csv")));
        assert_eq!(named.json()["data"], bare["data"], "{path}");
    }
    let alias = get(&state, "/v1/projects/BSOC.json");
    assert_eq!(alias.header("location"), Some("/v1/projects/bsoc.json"));
    let latest = get(&state, "/v1/reports/latest.md");
    assert_eq!(latest.header("location"), Some("/v1/reports/2022-12.md"));
}
