//! What stands around the content of every page.

use std::borrow::Cow;

use actix_web::http::header::{CONTENT_SECURITY_POLICY, HeaderValue, VARY};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::doors::Doors;
use super::language::Language;
use super::visit::Visit;
use crate::api::http::date::http_date;
use crate::api::http::{Answer, WebLink};
use crate::domain::Digest;

/// Nothing runs, loads or is sent to but what this service has; nothing inline.
pub const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The text of a page. HTML cannot hold U+0000, which a question may.
pub fn written(page: Markup) -> String {
    let text = page.into_string();
    if text.contains('\0') {
        return text.replace('\0', "\u{fffd}");
    }
    text
}

/// A page to be.
pub struct Page<'a> {
    title: &'a str,
    body: Markup,
    description: Option<String>,
    doors: Option<Doors>,
    linked: Option<String>,
    robots: bool,
    scripts: Vec<String>,
}

impl<'a> Page<'a> {
    /// A page with a title and what is in its `main`.
    pub fn new(title: &'a str, body: Markup) -> Self {
        Self {
            title,
            body,
            description: None,
            doors: None,
            linked: None,
            robots: true,
            scripts: Vec::new(),
        }
    }

    /// What previews and search engines say of it.
    pub fn described(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// The calls that give the same.
    pub fn with_doors(mut self, doors: Doors) -> Self {
        self.doors = Some(doors);
        self
    }

    /// Linked data (schema.org) for its head, as JSON.
    pub fn with_linked(mut self, json: String) -> Self {
        self.linked = Some(json);
        self
    }

    /// Not to be found by search engines: one of very many questions.
    pub fn unlisted(mut self) -> Self {
        self.robots = false;
        self
    }

    /// With another script of ours, by its address.
    pub fn with_script(mut self, address: String) -> Self {
        self.scripts.push(address);
        self
    }

    /// The answer.
    pub fn answer(self, visit: &Visit<'_>) -> Answer {
        let text = written(self.render(visit));
        let mut answer = Answer::new("text/html; charset=utf-8", text);
        let meta = visit.archive.meta();
        answer.language = Some(Cow::Borrowed(visit.language.tag()));
        answer.last_modified = http_date(meta.last_modified);
        answer
            .links
            .push(WebLink::new("canonical", visit.canonical()));
        answer.headers = vec![
            (CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
            (
                VARY,
                HeaderValue::from_static("Accept, Accept-Language, Accept-Encoding"),
            ),
        ];
        answer
    }

    /// The same of a page that shows nothing but the reports: its tag is told
    /// by all that decides its bytes, since reading them takes longer.
    pub fn answer_of_snapshot(self, visit: &Visit<'_>) -> Answer {
        let (canonical, named) = (visit.canonical(), visit.named());
        let parts = [
            env!("CARGO_PKG_VERSION"),
            &visit.archive.meta().revision,
            "text/html",
            &canonical,
            visit.language.tag(),
            named.map_or("", |language| language.tag()),
        ];
        let digest = Digest::of_parts(parts.iter().map(|part| part.as_bytes()));
        let mut answer = self.answer(visit);
        answer.tag = Some(digest.short(26));
        answer
    }

    fn render(&self, visit: &Visit<'_>) -> Markup {
        let words = &visit.words.common;
        html! {
            (DOCTYPE)
            html lang=(visit.language.tag()) {
                (self.head(visit))
                body {
                    a .skip href="#main" { (words.skip) }
                    (header(visit))
                    main #main tabindex="-1" {
                        (self.body)
                        @if let Some(doors) = &self.doors { (doors.render(visit)) }
                    }
                    (footer(visit))
                }
            }
        }
    }

    fn head(&self, visit: &Visit<'_>) -> Markup {
        let meta = visit.archive.meta();
        let is_home = visit.path == "/";
        let title = if is_home {
            self.title.to_owned()
        } else {
            format!("{} – {}", self.title, meta.title)
        };
        let description = self.description.as_deref().unwrap_or(&meta.attribution);
        html! {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                meta name="description" content=(description);
                @if !self.robots { meta name="robots" content="noindex, follow"; }
                link rel="canonical" href=(visit.canonical());
                @for language in Language::ALL {
                    link rel="alternate" hreflang=(language.tag()) href=(visit.in_language(language));
                }
                meta property="og:title" content=(self.title);
                meta property="og:description" content=(description);
                meta property="og:type" content=(if is_home { "website" } else { "article" });
                meta property="og:url" content=(visit.canonical());
                meta property="og:site_name" content=(meta.title);
                meta property="og:locale" content=(visit.words.common.locale);
                link rel="icon" type="image/svg+xml" href=(visit.assets.icon);
                link rel="stylesheet" href=(visit.assets.style);
                script src=(visit.assets.script) defer {}
                @for script in &self.scripts { script src=(script) defer {} }
                @if let Some(url) = &meta.license_url { link rel="license" href=(url); }
                link rel="service-desc" type="application/yaml" href=(visit.addresses.local("/openapi.yaml"));
                @if let Some(doors) = &self.doors { (doors.head()) }
                @if let Some(json) = &self.linked {
                    // A `<` could end the block; its escape means the same.
                    script type="application/ld+json" { (PreEscaped(json.replace('<', "\\u003c"))) }
                }
            }
        }
    }
}

fn header(visit: &Visit<'_>) -> Markup {
    let words = &visit.words.common;
    let entries = [
        ("/items", words.items),
        ("/reports", words.reports),
        ("/projects", words.projects),
        ("/resources", words.resources),
        ("/categories", words.categories),
        ("/sites", words.sites),
        ("/coverage", words.coverage),
        ("/graph", words.graph),
        ("/changes", words.changes),
        ("/docs", words.api),
    ];
    let other = match visit.language {
        Language::French => Language::English,
        Language::English => Language::French,
    };
    html! {
        header .top {
            p .brand { a href=(visit.link("/")) { (visit.archive.meta().title) } }
            // The start page has one of its own.
            @if visit.path != "/" { form .find role="search" action=(visit.addresses.local("/search")) method="get" {
                label .hidden for="find" { (words.search_label) }
                input #find type="search" name="q" maxlength="500" required placeholder=(words.search_label);
                (keep_language(visit))
                button type="submit" { (words.search) }
            } }
            nav aria-label=(words.navigation) {
                ul {
                    @for (path, label) in entries {
                        @let here = visit.path == path;
                        li { a href=(visit.link(path)) aria-current=[here.then_some("page")] { (label) } }
                    }
                    li .switch {
                        a href=(visit.in_language(other)) lang=(other.tag()) hreflang=(other.tag()) { (words.other_language) }
                    }
                }
            }
        }
    }
}

/// Keeps the language through a form.
pub fn keep_language(visit: &Visit<'_>) -> Markup {
    html! {
        @if let Some(language) = visit.named() {
            input type="hidden" name="lang" value=(language.tag());
        }
    }
}

fn footer(visit: &Visit<'_>) -> Markup {
    let (words, meta) = (&visit.words.common, visit.archive.meta());
    let source = visit.archive.about().source.as_deref();
    html! {
        footer .bottom {
            p { (meta.attribution) }
            p {
                @if let Some(url) = &meta.license_url {
                    a rel="license" href=(url) { (meta.license.as_deref().unwrap_or(words.licence)) } " · "
                }
                @if let Some(url) = source { a href=(url) { (words.source) } " · " }
                a href=(visit.link("/diagnostics")) { (words.diagnostics) } " · "
                a href=(visit.link("/graphiql")) { (words.console) } " · "
                (words.revision) " " code { (meta.revision) }
            }
        }
    }
}
