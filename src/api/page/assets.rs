//! The style sheet, the script and the icon: in the binary, each at an address
//! that holds a digest of it, so that it may be kept forever.

use actix_web::web::ServiceConfig;

use crate::api::http::{Answer, CachePolicy, Problem, ProblemKind, route};
use crate::api::{Addresses, State};
use crate::domain::Digest;

const STYLE: &str = include_str!("assets/chronique.css");
const SCRIPT: &str = include_str!("assets/chronique.js");
const ICON: &str = include_str!("assets/icon.svg");

/// Name, media type and text of each.
const FILES: [(&str, &str, &str); 3] = [
    ("chronique.css", "text/css; charset=utf-8", STYLE),
    ("chronique.js", "text/javascript; charset=utf-8", SCRIPT),
    ("icon.svg", "image/svg+xml", ICON),
];

/// Where they are.
#[derive(Debug)]
pub struct Assets {
    /// The style sheet.
    pub style: String,
    /// The script.
    pub script: String,
    /// The icon.
    pub icon: String,
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
            icon: at("icon.svg", ICON),
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
