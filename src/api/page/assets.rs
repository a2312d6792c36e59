//! The style sheet, the script and the icon: in the binary, each at an address
//! that holds a digest of it, so that it may be kept forever.

use actix_web::web::ServiceConfig;

use crate::api::http::{Answer, CachePolicy, Problem, ProblemKind, route};
use crate::api::{Addresses, State};
use crate::domain::Digest;

/// That of the pictures stands in it, too.
const STYLE: &str = concat!(
    include_str!("assets/chronique.css"),
    include_str!("../picture/style.css")
);
const SCRIPT: &str = include_str!("assets/chronique.js");
const CONSOLE: &str = include_str!("assets/console.js");
const ICON: &str = include_str!("assets/icon.svg");

/// Name, media type and text of each.
const FILES: &[(&str, &str, &str)] = &[
    ("chronique.css", "text/css; charset=utf-8", STYLE),
    ("chronique.js", "text/javascript; charset=utf-8", SCRIPT),
    ("console.js", "text/javascript; charset=utf-8", CONSOLE),
    ("icon.svg", "image/svg+xml", ICON),
    #[cfg(feature = "graphiql")]
    ("graphiql.css", "text/css; charset=utf-8", bundle::STYLE),
    #[cfg(feature = "graphiql")]
    (
        "graphiql.js",
        "text/javascript; charset=utf-8",
        bundle::SCRIPT,
    ),
    #[cfg(feature = "graphiql")]
    (
        "licences.txt",
        "text/plain; charset=utf-8",
        bundle::LICENCES,
    ),
];

/// GraphiQL and the licences of what it is made of. `build.rs` says what to do
/// where they are missing.
#[cfg(feature = "graphiql")]
mod bundle {
    pub const STYLE: &str = include_str!("../../../assets/graphiql/dist/graphiql.css");
    pub const SCRIPT: &str = include_str!("../../../assets/graphiql/dist/graphiql.js");
    pub const LICENCES: &str = include_str!("../../../assets/graphiql/dist/licences.txt");
}

/// Where they are.
#[derive(Debug)]
pub struct Assets {
    /// The style sheet.
    pub style: String,
    /// The script.
    pub script: String,
    /// The script of the small console.
    pub console: String,
    /// The icon.
    pub icon: String,
    /// Script, style sheet and licences of GraphiQL.
    #[cfg(feature = "graphiql")]
    pub graphiql: [String; 3],
}

impl Assets {
    /// Their addresses, made once.
    #[must_use]
    pub fn new(addresses: &Addresses) -> Self {
        let at = |name: &str, text: &str| {
            let digest = Digest::of(text.as_bytes()).short(12);
            addresses.local(&format!("/assets/{digest}/{name}"))
        };
        Self {
            style: at("chronique.css", STYLE),
            script: at("chronique.js", SCRIPT),
            console: at("console.js", CONSOLE),
            icon: at("icon.svg", ICON),
            #[cfg(feature = "graphiql")]
            graphiql: [
                at("graphiql.js", bundle::SCRIPT),
                at("graphiql.css", bundle::STYLE),
                at("licences.txt", bundle::LICENCES),
            ],
        }
    }
}

/// Mounts them.
pub fn configure(_: &State, config: &mut ServiceConfig) {
    config.service(route::get(
        "/assets/{digest}/{name}",
        |request| async move {
            let loaded = request.match_info().load::<(String, String)>();
            let (digest, name) = loaded.map_err(|_| Problem::from(ProblemKind::NotFound))?;
            let file = FILES.iter().find(|(own, _, text)| {
                *own == name && Digest::of(text.as_bytes()).short(12) == digest
            });
            let (_, media_type, text) = file.ok_or(Problem::from(ProblemKind::NotFound))?;
            Ok::<_, Problem>(Answer::new(*media_type, *text).with_cache(CachePolicy::Forever))
        },
    ));
    // Asked for by browsers whatever the page says.
    config.service(route::get("/favicon.ico", |_| async {
        Ok::<_, Problem>(Answer::new("image/svg+xml", ICON).with_cache(CachePolicy::Static))
    }));
}
