//! Every root field over an archive written by hand.

mod fixture;
mod form;
mod refusal;

use serde_json::{Value as Json, json};

use self::fixture::{SILL, archive};
use super::*;
use crate::api::graphql::{Engine, GraphqlRequest};
use crate::domain::{ItemKey, ResourceUrl};

/// An answer as a client has it.
#[derive(serde::Deserialize)]
struct Answer {
    #[serde(default)]
    data: Json,
    #[serde(default)]
    errors: Vec<Json>,
}

fn run(request: impl Into<GraphqlRequest>) -> Answer {
    let (url, request) = ("https://chronique.example", request.into());
    let engine = Engine::new(build(url), SDL, url).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    let answer = runtime.block_on(engine.answer(request.clone(), archive()));
    let engine = engine.writing_directly();
    let direct = runtime.block_on(engine.answer(request, archive()));
    assert_eq!(direct, answer);
    serde_json::from_slice(&answer.body).unwrap()
}

impl<T: Into<String>> From<T> for GraphqlRequest {
    fn from(query: T) -> Self {
        Self {
            query: query.into(),
            ..Self::default()
        }
    }
}

/// The data of a question that must not fail.
fn ask(query: &str) -> Json {
    let response = run(query);
    assert!(response.errors.is_empty(), "{query}: {:?}", response.errors);
    response.data
}

/// The one error of a question, with its data.
fn refused(query: &str) -> (Json, Json) {
    let response = run(query);
    assert_eq!(response.errors.len(), 1, "{query}");
    (response.errors[0].clone(), response.data)
}

#[test]
fn the_archive_tells_of_itself() {
    let data = ask(
        "{ archive { title language source series { slug title reports } months { first last }
           counts { reports items links resources projects categories } lastModified attribution
           license { name spdx url } publisher { name } } }",
    );
    assert_eq!(
        data["archive"],
        json!({
            "title": "Archive", "language": "fr", "source": null,
            "series": [{"slug": "reports", "title": null, "reports": 3}],
            "months": {"first": "2022-01", "last": "2022-04"},
            "counts": {"reports": 3, "items": 5, "links": 3, "resources": 1, "projects": 2, "categories": 2},
            "lastModified": "2022-02-01T00:00:00Z",
            "attribution": "« Archive », mise à jour du 2022-02-01, Licence Ouverte",
            "license": {"name": "Licence Ouverte", "spdx": "etalab-2.0", "url": null},
            "publisher": null,
        })
    );
}

#[test]
fn an_item_has_every_field_of_the_contract() {
    let data = ask(
        r#"{ items(month: {any: ["2022-01"]}, category: {any: "UTILISER"}, project: {all: ["bh", "socle"]}) {
          totalCount nodes { id report { id slug } month series category { slug name } section kind position
            text markdown html children { depth text markdown } permalink
            links { kind label href resource { id url site } }
            mentions { project { slug } surface range { start end } method }
            provenance { path lines { start end } bytes { start end } commit } } } }"#,
    );
    let id = format!(
        "2022-01-{}",
        ItemKey::of_text("BlueHats and SILL", 0).as_str()
    );
    let resource = ResourceUrl::parse(SILL).unwrap().id().to_string();
    assert_eq!(data["items"]["totalCount"], 1);
    assert_eq!(
        data["items"]["nodes"][0],
        json!({
            "id": id, "report": {"id": "report:2022-01", "slug": "2022-01"},
            "month": "2022-01", "series": "reports",
            "category": {"slug": "utiliser", "name": "Utiliser"}, "section": null,
            "kind": "BULLET", "position": 3, "text": "BlueHats and SILL",
            "markdown": "BlueHats and SILL", "html": "<p>BlueHats and SILL</p>",
            "children": [{"depth": 1, "text": "below", "markdown": "*below*"}],
            "permalink": format!("https://chronique.example/v1/items/{id}"),
            "links": [{"kind": "INLINE", "label": "SILL", "href": format!("{SILL}/#top"),
                "resource": {"id": resource, "url": SILL, "site": "sill.example.org"}}],
            "mentions": [
                {"project": {"slug": "sill"}, "surface": "SILL", "range": {"start": 13, "end": 17}, "method": "NAME"},
                {"project": {"slug": "bluehats"}, "surface": "BlueHats", "range": {"start": 0, "end": 8}, "method": "NAME"},
            ],
            "provenance": {"path": "2022-01.md", "lines": {"start": 4, "end": 4},
                "bytes": {"start": 20, "end": 40}, "commit": null},
        })
    );
}

#[test]
fn pages_walk_forward_and_backward_by_cursor() {
    let page = |arguments: &str| {
        let data = ask(&format!(
            "{{ items({arguments}) {{ edges {{ cursor node {{ text }} }}
               pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} totalCount }} }}"
        ));
        data["items"].clone()
    };
    let first = page("first: 2");
    assert_eq!(first["totalCount"], 5);
    assert_eq!(first["edges"][1]["node"]["text"], "Code");
    assert_eq!(first["edges"][1]["cursor"], first["pageInfo"]["endCursor"]);
    let second = page(&format!("first: 2, after: {}", first["edges"][1]["cursor"]));
    assert_eq!(second["edges"][0]["node"]["text"], "Hello");
    assert_eq!(second["pageInfo"]["hasNextPage"], true);
    assert_eq!(second["pageInfo"]["hasPreviousPage"], true);
    let start = &second["pageInfo"]["startCursor"];
    let back = page(&format!("last: 1, before: {start}"));
    assert_eq!(back["edges"][0]["node"]["text"], "Code");
    let sorted = page("sort: [MONTH_ASC, POSITION_DESC], offset: 1, first: 1");
    assert_eq!(sorted["edges"][0]["node"]["text"], "SILL opens");
}

#[test]
fn reports_hold_their_items_and_neighbours() {
    let data = ask(
        r#"{ report(slug: "2022-02") { date title previous { slug } next { slug previous { id } } markdown permalink
             counts { items links categories emptyCategories } preamble { text } provenance { path bytes commit }
             categories { slug name heading count items { text } }
             items(project: {any: "sill"}) { totalCount nodes { text } facets(by: [MONTH]) { by values { key name count } } } }
           none: report(slug: "1999-01") { id }
           reports(month: {from: "2022-02"}, sort: SLUG_DESC) { nodes { slug month series } } }"#,
    );
    let report = &data["report"];
    assert_eq!(report["previous"]["slug"], "2022-01");
    assert_eq!(report["next"]["previous"]["id"], "report:2022-02");
    assert_eq!(
        report["counts"],
        json!({"items": 2, "links": 1, "categories": 2, "emptyCategories": 1})
    );
    let source = report["markdown"].as_str().unwrap();
    assert_eq!(report["provenance"]["bytes"], source.len());
    assert_eq!(report["categories"][0]["count"], 0);
    assert_eq!(report["categories"][1]["heading"], "Publier !");
    assert_eq!(report["categories"][1]["items"][1]["text"], "Code");
    assert_eq!(
        report["items"],
        json!({"totalCount": 1, "nodes": [{"text": "SILL grows"}],
            "facets": [{"by": "MONTH", "values": [{"key": "2022-02", "name": "2022-02", "count": 1}]}]})
    );
    assert_eq!(data["none"], Json::Null);
    let slugs = ["2022-04", "2022-02"];
    for (node, slug) in data["reports"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .zip(slugs)
    {
        assert_eq!(node["slug"], slug);
    }
}

#[test]
fn categories_projects_resources_and_sites_lead_to_their_items() {
    let data = ask(r#"{ categories(sort: SLUG_ASC) { nodes { id slug } }
           category(slug: "Utiliser !") { id headings counts { items reports emptyReports }
             items { totalCount facets(by: [PROJECT, KIND]) { values { key count } } } }
           projects(kind: PROGRAMME) { nodes { slug } }
           project(slug: "Socle") { id slug name kind aliases urls homepage sameAs partOf { slug } firstMonth lastMonth
             counts { items resources } timeline { nodes { month items } } coMentions { nodes { project { slug } items } }
             items(month: {any: "2022-02"}) { totalCount facets(by: SITE) { values { key } } } }
           sites { nodes { host counts { resources citations items } } }
           resources(site: {any: "sill.example.org"}, sort: LAST_MONTH_DESC) { totalCount nodes { labels variants { href count }
             counts { citations items } firstMonth lastMonth
             citations(first: 1) { totalCount nodes { text resource { url } item { text } report { slug } label kind href month } } } } }"#);
    assert_eq!(data["categories"]["nodes"][0]["id"], "category:publier");
    assert_eq!(
        data["category"]["counts"],
        json!({"items": 2, "reports": 3, "emptyReports": 2})
    );
    assert_eq!(
        data["category"]["items"]["facets"][0]["values"][0],
        json!({"key": "sill", "count": 2})
    );
    assert_eq!(data["projects"]["nodes"], json!([{"slug": "bluehats"}]));
    let sill = &data["project"];
    assert_eq!(
        [&sill["id"], &sill["kind"], &sill["partOf"]["slug"]],
        ["project:sill", "PROJECT", "bluehats"]
    );
    assert_eq!(sill["counts"], json!({"items": 3, "resources": 1}));
    assert_eq!(
        sill["timeline"]["nodes"],
        json!([{"month": "2022-01", "items": 2}, {"month": "2022-02", "items": 1}])
    );
    assert_eq!(
        sill["coMentions"]["nodes"],
        json!([{"project": {"slug": "bluehats"}, "items": 1}])
    );
    assert_eq!(sill["items"]["totalCount"], 1);
    assert_eq!(
        data["sites"]["nodes"][0]["counts"],
        json!({"resources": 1, "citations": 3, "items": 3})
    );
    let resource = &data["resources"]["nodes"][0];
    assert_eq!(resource["labels"], json!(["SILL"]));
    assert_eq!(resource["citations"]["totalCount"], 3);
    let citation = &resource["citations"]["nodes"][0];
    assert_eq!(citation["month"], "2022-02");
    assert_eq!(citation["text"], citation["item"]["text"]);
    assert_eq!(citation["resource"]["url"], SILL);
}

#[test]
fn counts_coverage_and_diagnostics() {
    let data = ask(
        "{ stats(by: [MONTH, PROJECT], sort: COUNT_DESC) { totalCount nodes { keys { by key name } count } }
           coverage { series counts { published empty missing } categories { slug } omittedMonths
             months { month reports { slug } cells { category { slug } status items } } }
           diagnostics(severity: INFO, code: \"raw-html\") { totalCount nodes { code severity path line column message } } }",
    );
    assert_eq!(data["stats"]["totalCount"], 3);
    assert_eq!(
        data["stats"]["nodes"][0],
        json!({"keys": [{"by": "MONTH", "key": "2022-01", "name": "2022-01"},
            {"by": "PROJECT", "key": "sill", "name": "SILL"}], "count": 2})
    );
    let coverage = &data["coverage"];
    assert_eq!(
        coverage["counts"],
        json!({"published": 2, "empty": 4, "missing": 2})
    );
    assert_eq!(coverage["months"][2]["month"], "2022-03");
    assert_eq!(coverage["months"][2]["cells"][0]["status"], "MISSING");
    assert_eq!(data["diagnostics"]["totalCount"], 3);
    assert_eq!(data["diagnostics"]["nodes"][0]["severity"], "INFO");
}

#[test]
fn every_id_leads_back_to_its_node() {
    let data = ask(
        "{ items(first: 1) { nodes { id } } reports(first: 1) { nodes { id } } categories(first: 1) { nodes { id } }
           projects(first: 1) { nodes { id } } resources(first: 1) { nodes { id } } }",
    );
    let lists = data.as_object().unwrap();
    let ids: Vec<&Json> = lists.values().map(|l| &l["nodes"][0]["id"]).collect();
    let query = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }";
    let mut asked = json!(ids);
    asked.as_array_mut().unwrap().push(json!("nowhere"));
    let mut request = GraphqlRequest::from(query);
    request.variables.insert("ids".to_owned(), asked);
    let nodes = run(request).data["nodes"].clone();
    let types = ["Item", "Report", "Category", "Project", "Resource"];
    for (i, (id, name)) in ids.iter().zip(types).enumerate() {
        assert_eq!(nodes[i], json!({"__typename": name, "id": id}));
        let one = ask(&format!(
            "{{ node(id: {id}) {{ id ... on {name} {{ __typename }} }} }}"
        ));
        assert_eq!(one["node"], json!({"id": id, "__typename": name}));
    }
    assert_eq!(nodes[5], Json::Null);
    let item = ask(&format!("{{ item(id: {}) {{ text }} }}", ids[0]));
    assert_eq!(item["item"]["text"], "SILL grows");
}

#[test]
fn fields_stand_in_the_order_of_the_document() {
    let document = "query A { archive { title } }
        query B { b: items { totalCount nodes { text id } } a: archive { title } ...Rest c: reports { totalCount } }
        fragment Rest on Query { z: __typename b: items { facets(by: KIND) { by } pageInfo { hasNextPage } } y: sites { totalCount } }";
    assert!(!run(document).errors.is_empty(), "which one is not said");
    let data = run(GraphqlRequest {
        operation_name: Some("B".to_owned()),
        ..document.into()
    })
    .data;
    let keys = |v: &Json| v.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&data), ["b", "a", "z", "y", "c"]);
    let below = ["totalCount", "nodes", "facets", "pageInfo"];
    assert_eq!(keys(&data["b"]), below);
}
