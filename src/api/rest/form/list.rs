//! A page of a list in the form that is asked for.

use actix_web::http::Method;
use actix_web::http::header::{
    ACCEPT, CONTENT_DISPOSITION, CONTENT_LOCATION, HeaderName, HeaderValue,
};
use serde::Serialize;

use super::body::{At, Body, Encoding, NextRow, RowWriter, Stream};
use super::csv::Csv;
use super::entry::{Entry, FeedHead, urn};
use super::{Form, atom, json_feed};
use crate::api::http::query_string::address;
use crate::api::http::{Answer, Problem, ProblemKind, Reply, WebLink};
use crate::api::rest::call::Call;
use crate::api::rest::envelope::{FacetsView, LinksView, MetaView, PageView, page_links};
use crate::domain::Digest;
use crate::query::{PAGE, Page, Stamp};

/// A whole list is made as it is sent when it is longer than this.
const WHOLE_BYTES: usize = 256 * 1024;

/// What comes before the rows, and what after.
type Frame = (Vec<u8>, Vec<u8>);

/// How a row of a list is spelled.
pub struct Spelling<T> {
    /// As a view.
    pub row: fn(T, &At<'_>, &mut RowWriter<'_>),
    /// As an entry of a feed; `None` for what nobody subscribes to.
    pub entry: Option<fn(T, &At<'_>) -> Option<Entry>>,
}

impl<T: Send + 'static> Spelling<T> {
    fn rows(self, rows: Vec<T>, form: Form) -> NextRow {
        let mut rows = rows.into_iter();
        let entry = self.entry.filter(|_| form.is_feed());
        Box::new(move |at, out| {
            let Some(number) = rows.next() else {
                return false;
            };
            match entry {
                None => (self.row)(number, at, out),
                Some(entry) => {
                    if let Some(entry) = entry(number, at) {
                        out.put_entry(&entry);
                    }
                }
            }
            true
        })
    }
}

/// What stands around the rows of the JSON form, but for the data.
#[derive(Serialize)]
struct Around<'a> {
    page: PageView,
    #[serde(skip_serializing_if = "Option::is_none")]
    facets: Option<FacetsView>,
    links: LinksView,
    meta: MetaView<'a>,
}

impl Call<'_> {
    /// Answers with a list, in the form asked for.
    pub fn list<T: Send + 'static>(
        self,
        page: Page<T>,
        spelling: Spelling<T>,
        facets: Option<FacetsView>,
    ) -> Result<Reply, Problem> {
        let form = self.form.ok_or_else(|| self.no_such_form())?;
        let view = PageView::new(&page);
        let is_whole = self.pairs.page().is_whole();
        let base = self.addresses.at(&self.path_of(form));
        let links = if is_whole {
            LinksView {
                this: address(&base, &self.raw_pairs, &[], &[]),
                ..LinksView::default()
            }
        } else {
            page_links(&base, &self.raw_pairs, &view)
        };
        // Only JSON has a place in its body for what `q` was taken to mean; in
        // every form the address of the question so meant is the canonical one
        // (RFC 6596).
        let meant = page.corrected.as_deref().map(|q| {
            let without = [PAGE.as_slice(), &["q"]].concat();
            let href = address(&base, &self.raw_pairs, &without, &[("q", q)]);
            WebLink::new("canonical", href)
        });
        let (encoding, frame) = self
            .framed(form, view, &links, (facets, page.corrected.as_deref()))
            .map_err(|_| Problem::from(ProblemKind::Internal))?;
        let next = spelling.rows(page.rows, form);
        let body = Body::new((self.archive, self.addresses), encoding, frame, next);
        let body = body.marked(self.marker.clone());
        self.send(form, body, &links, meant)
    }

    fn no_such_form(&self) -> Problem {
        let forms = self.route.forms().iter().map(|f| f.media_type());
        Problem::not_acceptable(ACCEPT.as_str(), &forms.collect::<Vec<_>>())
    }

    /// What comes before and after the rows.
    fn framed(
        &self,
        form: Form,
        page: PageView,
        links: &LinksView,
        (facets, corrected): (Option<FacetsView>, Option<&str>),
    ) -> std::io::Result<(Encoding, Frame)> {
        Ok(match form {
            Form::Json => {
                let meta = MetaView::new(self.archive, corrected);
                let links = links.clone();
                let around = serde_json::to_vec(&Around {
                    page,
                    facets,
                    links,
                    meta,
                })?;
                let tail = around.strip_prefix(b"{").unwrap_or_default();
                let tail = [b"],", tail].concat();
                let encoding = Encoding::Json(self.wanted.clone());
                (encoding, (b"{\"data\":[".to_vec(), tail))
            }
            Form::Ndjson => (Encoding::Ndjson(self.wanted.clone()), Default::default()),
            Form::Csv => {
                let columns = self.columns().into_iter().map(|c| (c.clone(), c));
                let csv = Csv::new(columns, self.options.dialect, self.options.raw);
                let head = csv.head()?;
                (Encoding::Csv(csv), (head, Vec::new()))
            }
            Form::Atom => {
                let head = atom::head(&self.feed_head(form, links));
                (Encoding::Atom, (head, atom::TAIL.to_vec()))
            }
            Form::JsonFeed => {
                let head = json_feed::head(&self.feed_head(form, links))?;
                (Encoding::JsonFeed, (head, json_feed::TAIL.to_vec()))
            }
        })
    }

    /// A short body whole, with its tag told from its bytes, in any coding; a
    /// long one as it is made.
    fn send(
        &self,
        form: Form,
        mut body: Body,
        links: &LinksView,
        meant: Option<WebLink>,
    ) -> Result<Reply, Problem> {
        let is_whole = self.pairs.page().is_whole();
        let limit = if is_whole { WHOLE_BYTES } else { usize::MAX };
        let mut begun = Vec::new();
        let more = body.fill(&mut begun, limit);
        let more = more.map_err(|_| Problem::from(ProblemKind::Internal))?;
        let made = if more {
            Vec::new()
        } else {
            std::mem::take(&mut begun)
        };
        let mut web_links = self.web_links(form, links);
        web_links.extend(meant);
        let mut answer = self.finish(Answer::new(form.content_type(), made), web_links);
        answer.headers.extend(self.list_headers(form));
        if !more {
            return Ok(answer.into());
        }
        let stream = if self.request.method() == Method::HEAD {
            Stream::empty()
        } else {
            Stream::new(begun, body)
        };
        let tag = self.stream_tag(form, &links.this);
        Ok(answer.respond_with(self.request, &tag, stream).into())
    }

    /// The tag of a body that is not there yet: of all that decides it.
    fn stream_tag(&self, form: Form, this: &str) -> String {
        let meta = self.archive.meta();
        // Ids may be carried from before, which the Markdown alone does not say.
        let history = self.archive.journal_end().sum.to_string();
        let parts = [
            env!("CARGO_PKG_VERSION"),
            &meta.revision,
            &history,
            form.suffix(),
            this,
        ];
        let digest = Digest::of_parts(parts.iter().map(|p| p.as_bytes()));
        format!("\"{}\"", digest.short(26))
    }

    fn list_headers(&self, form: Form) -> Vec<(HeaderName, HeaderValue)> {
        let path = self.path_of(form);
        let mut headers = Vec::new();
        if form == Form::Csv {
            let name: String = path
                .trim_start_matches("/v1/")
                .chars()
                .map(|c| {
                    if c.is_ascii_alphanumeric() || c == '.' {
                        c
                    } else {
                        '-'
                    }
                })
                .collect();
            let value = format!("attachment; filename=\"{name}\"");
            headers.push((CONTENT_DISPOSITION, HeaderValue::from_str(&value)));
        }
        if path != self.request.path() {
            let here = address(&self.addresses.at(&path), &self.raw_pairs, &[], &[]);
            headers.push((CONTENT_LOCATION, HeaderValue::from_str(&here)));
        }
        let valid = |(name, value): (_, Result<_, _>)| Some((name, value.ok()?));
        headers.into_iter().filter_map(valid).collect()
    }

    fn web_links(&self, form: Form, links: &LinksView) -> Vec<WebLink> {
        let turns = [
            ("self", Some(links.this.clone())),
            ("next", links.next.clone()),
            ("prev", links.prev.clone()),
        ];
        let turns = turns.into_iter();
        let turns = turns.filter_map(|(rel, href)| Some(WebLink::new(rel, href?)));
        let others = self
            .others(form)
            .into_iter()
            .map(|(media_type, href)| WebLink::new("alternate", href).with_type(media_type));
        turns.chain(others).collect()
    }

    /// The same list in its other forms, as far as they go by the same parameters.
    fn others(&self, but: Form) -> Vec<(&'static str, String)> {
        let others = self.route.forms().iter().filter(|f| **f != but);
        let to = |form: &Form| {
            let mut without = Vec::new();
            if *form != Form::Csv {
                without.extend(super::CSV_PARAMETERS);
            }
            if *form != Form::Json {
                without.push("facet");
            }
            if form.is_feed() {
                without.extend(["fields", "highlight"]);
            }
            let base = self.addresses.at(&self.path_of(*form));
            let href = address(&base, &self.raw_pairs, &without, &[]);
            (form.media_type(), href)
        };
        others.map(to).collect()
    }

    /// The path of this list in a form. JSON is at the bare one, but for files
    /// and for who asked for `.json`.
    fn path_of(&self, form: Form) -> String {
        let path = self.path();
        let asked = self.suffix == Some(Form::Json.suffix());
        let bare = form == Form::Json && !asked && !self.addresses.are_files();
        let suffix = if bare { "" } else { form.suffix() };
        format!("{path}{suffix}")
    }

    fn feed_head(&self, form: Form, links: &LinksView) -> FeedHead {
        let (about, meta) = (self.archive.about(), self.archive.meta());
        let path = self.path();
        let query = address("", &self.raw_pairs, &PAGE, &[]);
        let below = path.strip_prefix("/v1/").unwrap_or(&path);
        // For people: as it was typed.
        let asked = self.raw_pairs.iter();
        let asked = asked.filter(|(name, _)| !PAGE.contains(&name.as_str()));
        let asked: Vec<String> = asked.map(|(name, v)| format!("{name}={v}")).collect();
        let mark = if asked.is_empty() { "" } else { "?" };
        let publisher = about.publisher.as_ref();
        FeedHead {
            urn: urn(&["feed", &path, &query]),
            title: format!("{} – {below}{mark}{}", meta.title, asked.join("&")),
            language: about.language.clone(),
            updated: self
                .updated
                .unwrap_or_else(|| Stamp::of_day(meta.last_modified.unwrap_or_default())),
            author: publisher.map_or_else(
                || (meta.title.clone(), None),
                |p| (p.name.clone(), p.url.clone()),
            ),
            rights: meta.attribution.clone(),
            license: meta.license_url.clone(),
            home: about
                .source
                .clone()
                .unwrap_or_else(|| self.addresses.at("/")),
            this: links.this.clone(),
            next: links.next.clone(),
            previous: links.prev.clone(),
            alternates: self.others(form),
        }
    }
}
