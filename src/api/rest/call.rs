//! One REST request: what a handler is given, and the answers it can make.

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::http::header::ACCEPT;
use serde::Serialize;
use serde_json::value::RawValue;

use super::drawing;
use super::envelope::{Envelope, LinksView, MetaView};
use super::fields::FieldTree;
use super::form::{Form, Options};
use super::route::{Known, Route, Shape};
use crate::api::http::date::http_date;
use crate::api::http::negotiate::Accept;
use crate::api::http::query_string::{address, read_query};
use crate::api::http::{Answer, ParameterFault, Problem, ProblemKind, Reply, WebLink};
use crate::api::{Addresses, State};
use crate::query::{Archive, Fault, FaultCode, Marker, Pairs, QueryError, Stamp, TextQuery};

/// One request, its names checked and its snapshot taken.
pub struct Call<'a> {
    /// The snapshot that the whole answer is made from.
    pub archive: &'a Arc<Archive>,
    /// What all requests share.
    pub state: &'a State,
    /// How addresses are written.
    pub addresses: &'a Addresses,
    /// The request.
    pub request: &'a HttpRequest,
    /// Its parameters; what is wrong with them so far.
    pub pairs: Pairs,
    /// The form of a list; `None` when none is acceptable.
    pub form: Option<Form>,
    /// What is to be marked in the rows of a list.
    pub marker: Option<Marker>,
    /// When a list last changed, if that is not when the archive did.
    pub updated: Option<Stamp>,
    /// Whether a list tells of loads, which the revision does not cover.
    pub tells_of_loads: bool,
    pub(super) route: &'static Route,
    pub(super) wanted: FieldTree,
    pub(super) options: Options,
    /// What the path ends in where it says the form: `.csv`.
    pub(super) suffix: Option<&'static str>,
    known: &'a Arc<Known>,
    by_suffix: Option<&'static str>,
    /// What `q` was taken to mean, if this is one thing.
    pub(super) corrected: Option<String>,
    /// What the client wants of the route's forms; `None` when it wants none.
    media_type: Option<&'static str>,
    names: Vec<String>,
}

impl<'a> Call<'a> {
    /// Reads a request for a route.
    pub fn new(
        (archive, state): (&'a Arc<Archive>, &'a State),
        request: &'a HttpRequest,
        (route, known): (&'static Route, &'a Arc<Known>),
        by_suffix: Option<&'static str>,
    ) -> Result<Self, Problem> {
        let pairs = read_query(request.query_string())?;
        let mut pairs = Pairs::new(pairs, &known.parameters);
        let takes_fields = route.accepts.other.contains(&"fields");
        let names = if takes_fields {
            pairs.list("fields")
        } else {
            Vec::new()
        };
        let mut kept = names.clone();
        if !kept.is_empty() && pairs.one("highlight").as_deref() == Some("true") {
            // Asked for by another parameter.
            kept.push("highlights".to_owned());
        }
        let wanted = known.fields.select(&kept, &mut pairs.faults);
        let suffix = by_suffix.or_else(|| own_suffix(request, route));
        let media_type = wanted_type(request, route, suffix);
        let form = media_type.and_then(Form::of_type);
        let form = form.filter(|form| route.forms().contains(form));
        // A file has its form in its name, and reads its own parameters.
        let unnamed = match route.shape {
            Shape::Download(_) => Form::Csv,
            _ => Form::Json,
        };
        let told = form.unwrap_or(unnamed);
        let options = Options::read(&mut pairs, told);
        let addresses = state.addresses();
        let is_picture = media_type == Some(drawing::MEDIA_TYPE);
        if !is_picture {
            drawing::refuse_parameters(&mut pairs);
        }
        pairs.whole = told != Form::Json || is_picture || addresses.are_files();
        Ok(Self {
            archive,
            state,
            addresses,
            by_suffix,
            request,
            pairs,
            form,
            route,
            marker: None,
            corrected: None,
            updated: None,
            tells_of_loads: false,
            wanted,
            options,
            suffix,
            media_type,
            known,
            names,
        })
    }

    /// Goes on after work that takes too long for a worker; the call is made
    /// anew for it, over the same snapshot.
    pub fn later<T: Send + 'static>(
        self,
        work: impl FnOnce() -> T + Send + 'static,
        then: impl FnOnce(Call<'_>, T) -> Result<Reply, Problem> + 'static,
    ) -> Reply {
        let (archive, state) = (Arc::clone(self.archive), self.state.clone());
        let (request, route, by_suffix) = (self.request.clone(), self.route, self.by_suffix);
        let known = Arc::clone(self.known);
        Reply::Later(Box::pin(async move {
            let done = actix_web::web::block(work).await;
            let done = done.map_err(|_| Problem::from(ProblemKind::Internal))?;
            let of = (route, &known);
            then(
                Call::new((&archive, &state), &request, of, by_suffix)?,
                done,
            )
        }))
    }

    /// Refuses the parameters of CSV where the answer is something else.
    pub fn refuse_csv_parameters(&mut self) {
        let _ = Options::read(&mut self.pairs, Form::Ndjson);
    }

    /// The segment of the path that stands for one thing, decoded, without the
    /// suffix that says its form.
    pub fn segment(&self) -> String {
        let loaded = self.request.match_info().load::<(String,)>();
        let segment = loaded.map(|(segment,)| segment).unwrap_or_default();
        let bare = match self.suffix {
            Some(suffix) if self.route.shape == Shape::One => segment.strip_suffix(suffix),
            _ => None,
        };
        bare.map(str::to_owned).unwrap_or(segment)
    }

    /// The path without the suffix that says the form.
    pub fn path(&self) -> &str {
        let path = self.request.path();
        let bare = self.suffix.and_then(|suffix| path.strip_suffix(suffix));
        bare.unwrap_or(path)
    }

    /// The columns of the CSV form.
    pub fn columns(&self) -> Vec<String> {
        if self.names.is_empty() {
            let columns = self.route.columns.iter().map(|c| (*c).to_owned());
            if columns.len() == 0 {
                return self.known.fields.leaves("");
            }
            // Who asks for what was found wants to see it.
            let marks = self
                .marker
                .iter()
                .flat_map(|_| self.known.fields.leaves("highlights"));
            return columns.chain(marks).collect();
        }
        let mut columns: Vec<String> = Vec::new();
        for name in &self.names {
            for column in self.known.fields.leaves(name) {
                if !columns.contains(&column) {
                    columns.push(column);
                }
            }
        }
        columns
    }

    /// Names the columns where the route cannot, because they depend on the
    /// question.
    pub fn default_columns(&mut self, columns: Vec<String>) {
        if self.names.is_empty() && self.form == Some(Form::Csv) {
            self.names = columns;
        }
    }

    /// A feed starts with what is new, where the list itself does not.
    pub fn newest_first(&self, sort: &mut Vec<String>, key: &str) {
        if sort.is_empty() && self.form.is_some_and(Form::is_feed) {
            sort.push(key.to_owned());
        }
    }

    /// Which media type is wanted of one thing: by suffix, or by `Accept`.
    pub fn media_type(&self) -> Result<&'static str, Problem> {
        let offers = || self.route.offers().map(|(_, media_type)| media_type);
        self.media_type
            .ok_or_else(|| Problem::not_acceptable(ACCEPT.as_str(), &offers().collect::<Vec<_>>()))
    }

    /// Every form of the answer: suffix and media type.
    pub fn offers(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.route.offers()
    }

    /// Whether this is the media type that is wanted: by suffix, or by `Accept`.
    pub fn wants(&self, media_type: &str) -> bool {
        self.media_type == Some(media_type)
    }

    /// Whether the client would rather read a page, and names no other form.
    pub fn wants_page(&self) -> bool {
        let html = "text/html";
        let offers = self.route.offers().map(|(_, media_type)| media_type);
        let offers: Vec<&str> = offers.chain([html]).collect();
        let best = Accept::of(self.request.headers()).choose(&offers);
        self.suffix.is_none() && best == Some(html)
    }

    /// The faults found so far, for the query that goes on reading.
    pub fn faults(&mut self) -> Vec<Fault> {
        std::mem::take(&mut self.pairs.faults)
    }

    /// Refuses the request if anything is wrong with its parameters.
    pub fn check(&mut self) -> Result<(), Problem> {
        QueryError::check((), self.faults()).map_err(|e| invalid(&e))
    }

    /// Answers with one thing.
    pub fn one(self, data: &impl Serialize) -> Result<Answer, Problem> {
        if self.suffix.is_none() {
            self.format(&["application/json"])?;
        }
        self.one_as_json(data)
    }

    /// Answers with one thing in JSON, whatever the client accepts: for an
    /// address that ends in `.json`.
    pub fn one_as_json(mut self, data: &impl Serialize) -> Result<Answer, Problem> {
        self.check()?;
        let links = LinksView {
            this: self.this(),
            ..LinksView::default()
        };
        self.in_envelope(data, links)
    }

    /// Refuses `fields` where the answer has none to choose from.
    pub fn check_no_fields(&mut self) -> Result<(), Problem> {
        if self.wanted != FieldTree::default() {
            let detail = "only the JSON form has fields: leave them out, or ask for JSON";
            let fault = Fault::new("fields", FaultCode::Conflict, detail);
            self.pairs.faults.push(fault);
        }
        self.check()
    }

    /// Answers with a body that is not JSON.
    pub fn text(
        &self,
        content_type: &'static str,
        body: impl Into<actix_web::web::Bytes>,
    ) -> Answer {
        let links = vec![WebLink::new("self", self.this())];
        self.finish(Answer::new(content_type, body), links)
    }

    /// Sends the client to another address of this service, parameters kept.
    pub fn redirect(
        mut self,
        status: StatusCode,
        path: &str,
        without: &[&str],
    ) -> Result<Answer, Problem> {
        self.check()?;
        let base = self.addresses.at(path);
        let location = address(&base, self.pairs.given(), without, &[]);
        Ok(Answer::redirect(status, &location))
    }

    /// Which of these formats the client wants; JSON must be among them.
    pub fn format<'f>(&self, offers: &[&'f str]) -> Result<&'f str, Problem> {
        let accept = Accept::of(self.request.headers());
        accept
            .choose(offers)
            .ok_or_else(|| Problem::not_acceptable(ACCEPT.as_str(), offers))
    }

    /// The address of this answer.
    pub(super) fn this(&self) -> String {
        let path = self.request.path();
        // The JSON of a path without suffix is a file with one.
        let base = match self.route.shape {
            Shape::One if self.suffix.is_none() => self.addresses.json(path),
            _ => self.addresses.at(path),
        };
        address(&base, self.pairs.given(), &[], &[])
    }

    fn in_envelope(self, data: &impl Serialize, links: LinksView) -> Result<Answer, Problem> {
        let data = self
            .data(data)
            .map_err(|_| Problem::from(ProblemKind::Internal))?;
        let mut web_links = vec![WebLink::new("self", links.this.clone())];
        web_links.extend(self.drawn("application/json"));
        let envelope = Envelope {
            data: &data,
            links,
            meta: MetaView::new(self.archive, self.corrected.as_deref()),
        };
        let body =
            serde_json::to_vec(&envelope).map_err(|_| Problem::from(ProblemKind::Internal))?;
        Ok(self.finish(Answer::json(body), web_links))
    }

    fn data(&self, data: &impl Serialize) -> serde_json::Result<Box<RawValue>> {
        if self.wanted == FieldTree::default() {
            return serde_json::value::to_raw_value(data);
        }
        let mut value = serde_json::to_value(data)?;
        self.wanted.apply(&mut value);
        serde_json::value::to_raw_value(&value)
    }

    /// Adds what every answer over the archive says of it.
    pub(super) fn finish(&self, mut answer: Answer, mut links: Vec<WebLink>) -> Answer {
        let meta = self.archive.meta();
        links.extend(
            meta.license_url
                .as_ref()
                .map(|url| WebLink::new("license", url.clone())),
        );
        answer.links.extend(links);
        answer.language = Some(self.archive.about().language.clone().into());
        answer.last_modified = http_date(meta.last_modified);
        answer
    }
}

/// The media type that a suffix names, or that the client accepts best.
fn wanted_type(request: &HttpRequest, route: &Route, suffix: Option<&str>) -> Option<&'static str> {
    if let Some(suffix) = suffix {
        let mut offers = route.offers();
        return offers.find(|(own, _)| *own == suffix).map(|(_, t)| t);
    }
    let mut types = route.offers().map(|(_, media_type)| media_type);
    let mut accepted = request.headers().get_all(ACCEPT);
    if accepted.all(|ranges| ranges == "*/*") {
        return types.next();
    }
    let types: Vec<&'static str> = types.collect();
    Accept::of(request.headers()).choose(&types)
}

/// What the path of one thing ends in, where that says its form.
fn own_suffix(request: &HttpRequest, route: &Route) -> Option<&'static str> {
    let named = route.shape == Shape::One && route.path.ends_with('}');
    let suffixes = route.offers().map(|(suffix, _)| suffix);
    let suffixes = suffixes.filter(|s| named && request.path().ends_with(s));
    // `.feed.json` ends in `.json`.
    suffixes.max_by_key(|s| s.len())
}

/// What is to be marked in rows, if that is asked for.
pub fn marked(
    text: Option<&TextQuery>,
    marker: impl FnOnce(&TextQuery) -> Marker,
) -> Option<Marker> {
    text.filter(|q| q.highlight()).map(marker)
}

/// The problem that a refused question is.
pub fn invalid(error: &QueryError) -> Problem {
    let fault = |fault: &Fault| ParameterFault {
        parameter: fault.parameter.clone(),
        detail: fault.detail.clone(),
        code: fault.code.to_string(),
        allowed: (!fault.allowed.is_empty()).then(|| fault.allowed.clone()),
    };
    Problem::invalid(error.faults().iter().map(fault).collect())
}

/// A 404 that names what is missing and where the list is.
pub fn not_found(what: &str, key: &str, all: &str) -> Problem {
    let shown: String = key.chars().take(80).collect();
    Problem::new(ProblemKind::NotFound).with_detail(format!(
        "There is no {what} `{shown}`; {all} lists those there are."
    ))
}
