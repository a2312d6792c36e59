//! A page of a list in the form that is asked for.

use actix_web::http::Method;
use actix_web::http::header::{
    ACCEPT, CONTENT_DISPOSITION, CONTENT_LOCATION, HeaderName, HeaderValue,
};

use super::body::{At, Body, Encoding, NextRow, RowWriter, Stream};
use super::csv::Csv;
use super::entry::{Entry, FeedHead, urn};
use super::{Form, atom, json_feed};
use crate::api::http::query_string::{Asked, address};
use crate::api::http::{Answer, Problem, ProblemKind, Reply, WebLink};
use crate::api::rest::call::Call;
use crate::api::rest::envelope::{
    FacetsView, LinksView, MetaView, PageView, page_links, push_around,
};
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
    /// As an entry of a feed.
    pub entry: fn(T, &At<'_>) -> Option<Entry>,
}

impl<T: Send + 'static> Spelling<T> {
    fn rows(self, rows: Vec<T>, form: Form) -> NextRow {
        let mut rows = rows.into_iter();
        Box::new(move |at, out| {
            let Some(number) = rows.next() else {
                return false;
            };
            if !form.is_feed() {
                (self.row)(number, at, out);
            } else if let Some(entry) = (self.entry)(number, at) {
                out.put_entry(&entry);
            }
            true
        })
    }
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
        let base = self.place(form);
        let asked = Asked::new(self.pairs.given());
        let links = if is_whole {
            LinksView {
                this: asked.at(base, &[], &[]),
                ..LinksView::default()
            }
        } else {
            page_links(base, self.pairs.given(), &asked, &view)
        };
        // Only JSON has a place in its body for what `q` was taken to mean; in
        // every form the address of the question so meant is the canonical one
        // (RFC 6596).
        let meant = page.corrected.as_deref().map(|q| {
            let without = [PAGE.as_slice(), &["q"]].concat();
            let href = asked.at(base, &without, &[("q", q)]);
            WebLink::new("canonical", href)
        });
        let (encoding, frame) = self
            .framed(
                form,
                &view,
                (&links, &asked),
                (facets, page.corrected.as_deref()),
            )
            .map_err(|_| Problem::from(ProblemKind::Internal))?;
        let rows = page.rows.len();
        let next = spelling.rows(page.rows, form);
        let body = Body::new((self.archive, self.addresses), encoding, frame, next);
        let body = body.of_rows(rows);
        let body = body.marked(self.marker.clone());
        self.send(form, body, (&links, &asked), meant)
    }

    fn no_such_form(&self) -> Problem {
        let forms = self.route.forms().iter().map(|f| f.media_type());
        Problem::not_acceptable(ACCEPT.as_str(), &forms.collect::<Vec<_>>())
    }

    /// What comes before and after the rows.
    fn framed(
        &self,
        form: Form,
        page: &PageView,
        (links, asked): (&LinksView, &Asked<'_>),
        (facets, corrected): (Option<FacetsView>, Option<&str>),
    ) -> std::io::Result<(Encoding, Frame)> {
        Ok(match form {
            Form::Json => {
                let meta = MetaView::new(self.archive, corrected);
                let mut tail = Vec::with_capacity(1024);
                tail.extend_from_slice(b"],");
                push_around(page, facets.as_ref(), (links, &meta), &mut tail)?;
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
                let head = atom::head(&self.feed_head(form, links, asked));
                (Encoding::Atom, (head, atom::TAIL.to_vec()))
            }
            Form::JsonFeed => {
                let head = json_feed::head(&self.feed_head(form, links, asked))?;
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
        (links, asked): (&LinksView, &Asked<'_>),
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
            // Rows may be far shorter than there was room for.
            if begun.capacity() / 2 > begun.len() {
                begun.shrink_to_fit();
            }
            std::mem::take(&mut begun)
        };
        let mut web_links = self.web_links(form, links, asked);
        web_links.extend(meant);
        let mut answer = self.finish(Answer::new(form.content_type(), made), web_links);
        answer.headers.extend(self.list_headers(form));
        if !more {
            // What has the revision in it is another body when that is another.
            let is_revised = form == Form::Json;
            answer.tag = is_revised.then(|| self.tag(form, &links.this));
            return Ok(answer.into());
        }
        let stream = if self.request.method() == Method::HEAD {
            Stream::empty()
        } else {
            Stream::new(begun, body)
        };
        let tag = format!("\"{}\"", self.tag(form, &links.this));
        Ok(answer.respond_with(self.request, &tag, stream).into())
    }

    /// The tag of a body by all that decides it: of one that is not there yet,
    /// or that takes longer to read than this.
    fn tag(&self, form: Form, this: &str) -> String {
        let meta = self.archive.meta();
        // A server that loaded the same reports by another way has another
        // journal, but the same lists.
        let journal = self.archive.journal_end().sum;
        let journal = self.tells_of_loads.then(|| journal.to_string());
        let parts = [
            env!("CARGO_PKG_VERSION"),
            &meta.revision,
            journal.as_deref().unwrap_or_default(),
            form.suffix(),
            this,
        ];
        Digest::of_parts(parts.iter().map(|part| part.as_bytes())).short(26)
    }

    fn list_headers(&self, form: Form) -> Vec<(HeaderName, HeaderValue)> {
        let [host, below, suffix] = self.place(form);
        let path = self.request.path();
        let mut headers = Vec::new();
        if form == Form::Csv {
            let name: String = below
                .trim_start_matches("/v1/")
                .chars()
                .chain(suffix.chars())
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
        if path.strip_prefix(below) != Some(suffix) {
            let here = address(
                &[host, below, suffix].concat(),
                self.pairs.given(),
                &[],
                &[],
            );
            headers.push((CONTENT_LOCATION, HeaderValue::from_str(&here)));
        }
        let valid = |(name, value): (_, Result<_, _>)| Some((name, value.ok()?));
        headers.into_iter().filter_map(valid).collect()
    }

    fn web_links(&self, form: Form, links: &LinksView, asked: &Asked<'_>) -> Vec<WebLink> {
        let turns = [
            ("self", Some(links.this.clone())),
            ("next", links.next.clone()),
            ("prev", links.prev.clone()),
        ];
        let turns = turns.into_iter();
        let turns = turns.filter_map(|(rel, href)| Some(WebLink::new(rel, href?)));
        let others = self
            .others(form, asked)
            .into_iter()
            .map(|(media_type, href)| WebLink::new("alternate", href).with_type(media_type));
        turns
            .chain(others)
            .chain(self.drawn(form.media_type()))
            .collect()
    }

    /// The same list in its other forms, as far as they go by the same parameters.
    fn others(&self, but: Form, asked: &Asked<'_>) -> Vec<(&'static str, String)> {
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
            let href = asked.at(self.place(*form), &without, &[]);
            (form.media_type(), href)
        };
        others.map(to).collect()
    }

    /// The address of this list in a form, without parameters: that of the
    /// service, the path, and what it ends in. JSON is at the bare path, but
    /// for files and for who asked for `.json`.
    fn place(&self, form: Form) -> [&str; 3] {
        let asked = self.suffix == Some(Form::Json.suffix());
        let bare = form == Form::Json && !asked && !self.addresses.are_files();
        let suffix = if bare { "" } else { form.suffix() };
        [self.addresses.base(), self.path(), suffix]
    }

    fn feed_head(&self, form: Form, links: &LinksView, asked: &Asked<'_>) -> FeedHead {
        let (about, meta) = (self.archive.about(), self.archive.meta());
        let path = self.path();
        let query = asked.at([""; 3], &PAGE, &[]);
        let below = path.strip_prefix("/v1/").unwrap_or(path);
        // For people: as it was typed.
        let typed = self.pairs.given().iter();
        let typed = typed.filter(|(name, _)| !PAGE.contains(&name.as_str()));
        let typed: Vec<String> = typed.map(|(name, v)| format!("{name}={v}")).collect();
        let mark = if typed.is_empty() { "" } else { "?" };
        let publisher = about.publisher.as_ref();
        FeedHead {
            urn: urn(&["feed", path, &query]),
            title: format!("{} – {below}{mark}{}", meta.title, typed.join("&")),
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
            alternates: self.others(form, asked),
        }
    }
}
