use serde_json::{Value as Json, json};

use super::{INTROSPECTION, engine};
use crate::api::graphql::{GraphqlRequest, Outcome};

async fn answer(query: &str, variables: Json) -> (Outcome, Json) {
    let Json::Object(variables) = variables else {
        panic!("variables are an object")
    };
    let request = GraphqlRequest {
        query: query.to_owned(),
        operation_name: None,
        variables,
    };
    let answer = engine().answer(request, ()).await;
    (
        answer.outcome,
        serde_json::from_slice(&answer.body).unwrap(),
    )
}

async fn code(query: &str, variables: Json) -> String {
    let (outcome, body) = answer(query, variables).await;
    if !matches!(outcome, Outcome::Refused(_)) {
        return body.to_string();
    }
    assert!(body.get("data").is_none());
    assert!(
        body["errors"][0]["extensions"]["type"]
            .as_str()
            .unwrap()
            .starts_with("https://c.example/problems/graphql-")
    );
    body["errors"][0]["extensions"]["code"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[actix_web::test]
async fn what_async_graphql_lets_pass_is_refused() {
    for query in [
        "{unknown}",
        "{__typename{x}}",
        "{items{nodes}}",
        "{items{totalCount @skip}}",
        "{a:items{totalCount} a:items(first:1){totalCount}}",
        "{items{nodes{... on Item{x:id} ... on Item{x:text}}}}",
        "query($a:Int){items(first:$a){totalCount}} query($a:Int){items{totalCount}}",
        "query($n:String){items(first:$n){totalCount}}",
        "{items(first:1.5){totalCount}}",
        "{items(sort:[NO]){totalCount}}",
        "{resource(by:{id:\"a\",url:\"b\"})}",
        "{resource(by:{})}",
        "{resource(by:{id:null})}",
        "mutation{x}",
        "subscription{x}",
        "type A{a:Int}",
    ] {
        assert_eq!(
            code(query, json!({})).await,
            "GRAPHQL_VALIDATION_FAILED",
            "{query}"
        );
    }
}

#[actix_web::test]
async fn variables_are_coerced_first() {
    let query = "query($n:Int!,$s:[Sort!]){items(first:$n,sort:$s){totalCount}}";
    for variables in [
        json!({}),
        json!({"n": null}),
        json!({"n": "1"}),
        json!({"n": 1.5}),
        json!({"n": 3_000_000_000_u64}),
        json!({"n": 1, "s": ["NO"]}),
        json!({"n": 1, "s": [null]}),
    ] {
        assert_eq!(
            code(query, variables.clone()).await,
            "BAD_USER_INPUT",
            "{variables}"
        );
    }
    for variables in [
        json!({"n": 1, "s": "MONTH_DESC"}),
        json!({"n": 1, "s": ["MONTH_DESC"], "other": 1}),
    ] {
        assert_eq!(
            code(query, variables).await,
            r#"{"data":{"items":{"totalCount":1}}}"#
        );
    }
    let query = "query($t:Terms){items(first:1,project:$t){totalCount}}";
    assert_eq!(
        code(query, json!({"t": {"all": ["x"]}})).await,
        "BAD_USER_INPUT"
    );
    assert_eq!(
        code(query, json!({"t": {"any": "x"}})).await,
        r#"{"data":{"items":{"totalCount":1}}}"#
    );
    let query = "query($by:ResourceBy!){resource(by:$by)}";
    assert_eq!(
        code(query, json!({"by": {"id": "a"}})).await,
        r#"{"data":{"resource":"a"}}"#
    );
    assert_eq!(
        code(query, json!({"by": {"id": "a", "url": "b"}})).await,
        "BAD_USER_INPUT"
    );
}

#[actix_web::test]
async fn errors_have_places() {
    let (_, body) = answer("{\n  items { nope }\n}", json!({})).await;
    assert_eq!(
        body["errors"][0]["locations"],
        json!([{"line": 2, "column": 11}])
    );
    let (_, body) = answer("{ items( }", json!({})).await;
    assert_eq!(
        body["errors"][0]["extensions"]["code"],
        "GRAPHQL_PARSE_FAILED"
    );
    assert!(body["errors"][0]["locations"][0]["line"].is_number());
    let (_, body) = answer(&"{nope}".repeat(40), json!({})).await;
    assert!(body["errors"].as_array().unwrap().len() <= 20);
}

#[actix_web::test]
async fn errors_of_fields_keep_data_and_get_a_code() {
    let (outcome, body) = answer("{a:items(first:201){totalCount}}", json!({})).await;
    assert_eq!(outcome, Outcome::Partial);
    assert_eq!(body["data"], Json::Null);
    assert_eq!(body["errors"][0]["path"], json!(["a"]));
    assert_eq!(body["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
    assert_eq!(
        body["errors"][0]["extensions"]["type"],
        "https://c.example/problems/invalid-parameter"
    );
}

#[actix_web::test]
async fn operation_names_choose() {
    let request = |name: Option<&str>| GraphqlRequest {
        query: "query a{items{totalCount}} query b{__typename}".to_owned(),
        operation_name: name.map(str::to_owned),
        ..GraphqlRequest::default()
    };
    assert_eq!(
        engine().answer(request(Some("b")), ()).await.body,
        br#"{"data":{"__typename":"Query"}}"#
    );
    for name in [None, Some("c"), Some("")] {
        let answer = engine().answer(request(name), ()).await;
        assert!(
            String::from_utf8(answer.body)
                .unwrap()
                .contains("OPERATION_RESOLUTION_FAILURE")
        );
    }
}

#[actix_web::test]
async fn introspection_is_answered_in_full() {
    let (outcome, body) = answer(INTROSPECTION, json!({})).await;
    assert_eq!(outcome, Outcome::Complete, "{}", body["errors"]);
}

#[actix_web::test]
async fn executions_end() {
    let engine = engine().with_time_limit(std::time::Duration::from_millis(20));
    let request = GraphqlRequest {
        query: "{slow}".to_owned(),
        ..GraphqlRequest::default()
    };
    let answer = engine.answer(request, ()).await;
    assert_eq!(
        answer.outcome,
        Outcome::Refused(crate::api::http::ProblemKind::Timeout)
    );
    assert!(String::from_utf8(answer.body).unwrap().contains("TIMEOUT"));
}
