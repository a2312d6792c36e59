//! One REST request: what a handler is given, and the answers it can make.

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::http::header::ACCEPT;
use serde::Serialize;
use serde_json::value::RawValue;
use url::form_urlencoded;

use super::envelope::{Envelope, FacetsView, LinksView, MetaView, PageView, address, page_links};
use super::fields::FieldTree;
use super::route::Route;
use crate::api::http::negotiate::Accept;
use crate::api::http::respond::http_date;
use crate::api::http::{Answer, ParameterFault, Problem, ProblemKind, WebLink};
use crate::query::{Archive, Fault, FaultCode, Page, Pairs, QueryError};

/// Longest query string looked at.
const MAX_QUERY_LEN: usize = 8 * 1024;

/// One request, its names checked and its snapshot taken.
pub struct Call<'a> {
    /// The snapshot that the whole answer is made from.
    pub archive: &'a Arc<Archive>,
    /// Address of the service, without trailing slash; empty if not configured.
    pub public_url: &'a str,
    /// The request.
    pub request: &'a HttpRequest,
    /// Its parameters; what is wrong with them so far.
    pub pairs: Pairs,
    raw_pairs: Vec<(String, String)>,
    wanted: FieldTree,
}

impl<'a> Call<'a> {
    /// Reads a request for a route.
    pub fn new(
        archive: &'a Arc<Archive>,
        public_url: &'a str,
        request: &'a HttpRequest,
        route: &Route,
        fields: &FieldTree,
    ) -> Result<Self, Problem> {
        let query = request.query_string();
        if query.len() > MAX_QUERY_LEN {
            return Err(Problem::new(ProblemKind::UriTooLong)
                .with_detail(format!("The query is longer than {MAX_QUERY_LEN} bytes.")));
        }
        if !is_well_formed(query) {
            return Err(Problem::new(ProblemKind::MalformedRequest).with_detail(
                "The query is not percent-encoded UTF-8: write every other byte than letters, \
                 digits and -._~ as % and two hexadecimal digits.",
            ));
        }
        let raw_pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        let mut pairs = Pairs::new(raw_pairs.clone(), route.accepts);
        let takes_fields = route.accepts.other.contains(&"fields");
        let names = if takes_fields {
            pairs.list("fields")
        } else {
            Vec::new()
        };
        let wanted = fields.select(&names, &mut pairs.faults);
        Ok(Self {
            archive,
            public_url,
            request,
            pairs,
            raw_pairs,
            wanted,
        })
    }

    /// A segment of the path, decoded.
    pub fn segment(&self) -> String {
        let loaded = self.request.match_info().load::<(String,)>();
        loaded.map(|(segment,)| segment).unwrap_or_default()
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
        self.format(&["application/json"])?;
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
        self.in_envelope(data, None, (None, None), links)
    }

    /// Answers with a list.
    pub fn list<T>(
        self,
        page: &Page<T>,
        data: &impl Serialize,
        facets: Option<FacetsView>,
    ) -> Result<Answer, Problem> {
        let view = PageView::new(page);
        let links = page_links(&self.base(), &self.raw_pairs, &view);
        let corrected = page.corrected.as_deref();
        self.envelope(data, Some(view), (facets, corrected), links)
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
        let base = format!("{}{path}", self.public_url);
        let location = address(&base, &self.raw_pairs, without, &[]);
        Ok(Answer::redirect(status, &location))
    }

    /// Which of these formats the client wants; JSON must be among them.
    pub fn format<'f>(&self, offers: &[&'f str]) -> Result<&'f str, Problem> {
        let accept = Accept::of(self.request.headers());
        accept
            .choose(offers)
            .ok_or_else(|| Problem::not_acceptable(ACCEPT.as_str(), offers))
    }

    fn base(&self) -> String {
        format!("{}{}", self.public_url, self.request.path())
    }

    fn this(&self) -> String {
        address(&self.base(), &self.raw_pairs, &[], &[])
    }

    fn envelope(
        self,
        data: &impl Serialize,
        page: Option<PageView>,
        found: (Option<FacetsView>, Option<&str>),
        links: LinksView,
    ) -> Result<Answer, Problem> {
        self.format(&["application/json"])?;
        self.in_envelope(data, page, found, links)
    }

    fn in_envelope(
        self,
        data: &impl Serialize,
        page: Option<PageView>,
        (facets, corrected): (Option<FacetsView>, Option<&str>),
        links: LinksView,
    ) -> Result<Answer, Problem> {
        let data = self
            .data(data)
            .map_err(|_| Problem::from(ProblemKind::Internal))?;
        let web_links = [
            ("self", Some(links.this.clone())),
            ("next", links.next.clone()),
            ("prev", links.prev.clone()),
        ];
        let web_links = web_links
            .into_iter()
            .filter_map(|(rel, href)| Some(WebLink::new(rel, href?)));
        let web_links = web_links.collect();
        let envelope = Envelope {
            data: &data,
            page,
            facets,
            links,
            meta: MetaView::new(self.archive, corrected),
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

    fn finish(&self, mut answer: Answer, mut links: Vec<WebLink>) -> Answer {
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

/// Whether every `%` starts an escape and what is escaped is UTF-8.
fn is_well_formed(query: &str) -> bool {
    let mut bytes = Vec::with_capacity(query.len());
    let mut rest = query;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend_from_slice(before.as_bytes());
        let byte = after
            .get(..2)
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        let Some(byte) = byte else {
            return false;
        };
        bytes.push(byte);
        rest = after.get(2..).unwrap_or("");
    }
    bytes.extend_from_slice(rest.as_bytes());
    std::str::from_utf8(&bytes).is_ok()
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
