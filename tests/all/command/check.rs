//! `check` for programs, and `healthcheck`.

use serde_json::{Value, json};

use super::{run, stderr};
use crate::process::fails;
use crate::support::archive_with;

#[test]
fn sarif_has_what_the_standard_requires() {
    let dir = archive_with(&[
        (
            "2022/01 é.md",
            "# Un\n\n- ![x](https://e.org/x.png)\n- \u{e9} [b](javascript:1)\n",
        ),
        ("undated.md", "# Un\n\n- a\n"),
    ]);
    let archive = dir.path().to_str().unwrap();
    let output = run(&["check", "--archive", archive, "--format", "sarif"]);
    let log: Value = serde_json::from_slice(&output.stdout).unwrap();
    // SARIF 2.1.0: §3.13.2, §3.14.6, §3.18.1, §3.19.2, §3.27.5 and on.
    assert_eq!(log["version"], "2.1.0");
    let run_object = &log["runs"][0];
    assert_eq!(run_object["tool"]["driver"]["name"], "chronique");
    let rules = run_object["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run_object["results"].as_array().unwrap();
    let json = run(&["check", "--archive", archive, "--format", "json"]);
    let plain: Value = serde_json::from_slice(&json.stdout).unwrap();
    let plain = plain.as_array().unwrap();
    assert!(plain.len() >= 3, "{plain:?}");
    assert_eq!(results.len(), plain.len());
    for (result, plain) in results.iter().zip(plain) {
        assert_eq!(result["ruleId"], plain["code"]);
        let place = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[place]["id"], plain["code"]);
        assert_eq!(result["message"]["text"], plain["message"]);
        let level = match plain["severity"].as_str().unwrap() {
            "ERROR" => "error",
            "WARNING" => "warning",
            _ => "note",
        };
        assert_eq!(result["level"], level);
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(
            place["region"],
            json!({ "startLine": plain["line"], "startColumn": plain["column"] })
        );
        // A reference (RFC 3986), which a path with a space is not.
        let uri = url::Url::parse(place["artifactLocation"]["uri"].as_str().unwrap()).unwrap();
        let file = uri.to_file_path().unwrap();
        assert_eq!(file, dir.path().join(plain["path"].as_str().unwrap()));
    }
    assert_eq!(output.status.code(), json.status.code());
}

#[test]
fn whoever_does_not_answer_is_not_well() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = nobody.local_addr().unwrap().to_string();
    drop(nobody);
    let output = run(&["healthcheck", "--listen", &address]);
    fails(&output, 3, "does not answer: connection refused");
    assert!(stderr(&output).contains(&address));
}
