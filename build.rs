//! Says what to do where the feature `graphiql` is on and its bundle is not
//! there: `include_str!` alone would only name a missing file.

use std::path::Path;

const BUNDLE: [&str; 3] = ["graphiql.js", "graphiql.css", "licences.txt"];

fn main() {
    println!("cargo::rerun-if-changed=assets/graphiql/dist");
    if std::env::var_os("CARGO_FEATURE_GRAPHIQL").is_none() {
        return;
    }
    let dist = Path::new("assets/graphiql/dist");
    if BUNDLE.iter().any(|file| !dist.join(file).is_file()) {
        println!(
            "cargo::error=the feature `graphiql` embeds assets/graphiql/dist, which is not complete: run assets/graphiql/build (it needs Node with npm) and build again"
        );
    }
}
