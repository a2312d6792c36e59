//! What stands around the content of every page.

use std::borrow::Cow;

use actix_web::http::header::{CONTENT_SECURITY_POLICY, HeaderValue, VARY};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::doors::Doors;
use super::language::Language;
use super::text::Text;
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
        let canonical = visit.canonical();
        self.answer_at(visit, canonical)
    }

    fn answer_at(self, visit: &Visit<'_>, canonical: String) -> Answer {
        let text = written(self.render(visit, &canonical));
        let mut answer = Answer::new("text/html; charset=utf-8", text);
        let meta = visit.archive.meta();
        answer.language = Some(Cow::Borrowed(visit.language.tag()));
        answer.last_modified = http_date(meta.last_modified);
        answer.links.push(WebLink::new("canonical", canonical));
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
        let mut answer = self.answer_at(visit, canonical);
        answer.tag = Some(digest.short(26));
        answer
    }

    /// Put together in one go: growing would copy the page again and again.
    fn render(&self, visit: &Visit<'_>, canonical: &str) -> Markup {
        let skip = visit.words.common.skip;
        let before = html! {
            (self.head(visit, canonical))
            (PreEscaped("<body>"))
            a .skip href="#main" { (Text(skip)) }
            (header(visit))
        };
        let doors = self.doors.as_ref().map(|doors| doors.render(visit));
        let parts = [
            DOCTYPE.0,
            "<html lang=\"",
            visit.language.tag(),
            "\">",
            &before.0,
            "<main id=\"main\" tabindex=\"-1\">",
            &self.body.0,
            doors.as_ref().map_or("", |doors| &doors.0),
            "</main>",
            &footer(visit).0,
            "</body></html>",
        ];
        PreEscaped(parts.concat())
    }

    fn head(&self, visit: &Visit<'_>, canonical: &str) -> Markup {
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
                title { (Text(&title)) }
                meta name="description" content=(Text(description));
                @if !self.robots { meta name="robots" content="noindex, follow"; }
                link rel="canonical" href=(Text(canonical));
                @for language in Language::ALL {
                    link rel="alternate" hreflang=(language.tag()) href=(Text(&visit.in_language(language)));
                }
                meta property="og:title" content=(Text(self.title));
                meta property="og:description" content=(Text(description));
                meta property="og:type" content=(if is_home { "website" } else { "article" });
                meta property="og:url" content=(Text(canonical));
                meta property="og:site_name" content=(Text(&meta.title));
                meta property="og:locale" content=(visit.words.common.locale);
                link rel="icon" type="image/svg+xml" href=(Text(&visit.assets.icon));
                link rel="stylesheet" href=(Text(&visit.assets.style));
                script src=(Text(&visit.assets.script)) defer {}
                @for script in &self.scripts { script src=(Text(script)) defer {} }
                @if let Some(url) = &meta.license_url { link rel="license" href=(Text(url)); }
                link rel="service-desc" type="application/yaml" href=(Text(&visit.addresses.local("/openapi.yaml")));
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
            p .brand { a href=(Text(&visit.link("/"))) { (Text(&visit.archive.meta().title)) } }
            // The start page has one of its own.
            @if visit.path != "/" { form .find role="search" action=(visit.addresses.local("/search")) method="get" {
                label .hidden for="find" { (Text(words.search_label)) }
                input #find type="search" name="q" maxlength="500" required placeholder=(Text(words.search_label));
                (keep_language(visit))
                button type="submit" { (Text(words.search)) }
            } }
            nav aria-label=(Text(words.navigation)) {
                ul {
                    @for (path, label) in entries {
                        @let here = visit.path == path;
                        li { a href=(Text(&visit.link(path))) aria-current=[here.then_some("page")] { (Text(label)) } }
                    }
                    li .switch {
                        a href=(Text(&visit.in_language(other))) lang=(other.tag()) hreflang=(other.tag()) { (Text(words.other_language)) }
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
            p { (Text(&meta.attribution)) }
            p {
                @if let Some(url) = &meta.license_url {
                    a rel="license" href=(Text(url)) { (Text(meta.license.as_deref().unwrap_or(words.licence))) } " · "
                }
                @if let Some(url) = source { a href=(Text(url)) { (Text(words.source)) } " · " }
                a href=(Text(&visit.link("/diagnostics"))) { (Text(words.diagnostics)) } " · "
                a href=(Text(&visit.link("/graphiql"))) { (Text(words.console)) } " · "
                (Text(words.revision)) " " code { (Text(&meta.revision)) }
            }
        }
    }
}
