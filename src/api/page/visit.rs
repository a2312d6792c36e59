//! One visit of a page: what is asked, in which language, over which snapshot.

use actix_web::HttpRequest;
use serde_json::Value;

use super::assets::Assets;
use super::doors::Doors;
use super::language::Language;
use super::negotiate;
use super::words::Words;
use crate::api::http::query_string::{address, read_query};
use crate::api::http::{ParameterFault, Problem};
use crate::api::{Addresses, State};
use crate::domain::to_u32;
use crate::query::{Accepts, Archive, Fault, FaultCode, MAX_PAGE, Pairs, QueryError};

/// The parameter that pages take beside those of REST.
const LANG: &str = "lang";
/// Most rows on a page: it stays within 30 KB, compressed.
const MOST_ROWS: u64 = 80;

/// One request for a page.
pub struct Visit<'a> {
    /// The snapshot that the whole page is made from.
    pub archive: &'a Archive,
    /// How addresses are written.
    pub addresses: &'a Addresses,
    /// The language shown.
    pub language: Language,
    /// Its texts.
    pub words: &'static Words,
    /// What stands beside the pages.
    pub assets: &'a Assets,
    /// The OpenAPI document.
    pub document: &'static Value,
    /// The path.
    pub path: &'a str,
    /// The parameters, but for the language.
    pub asked: Vec<(String, String)>,
    request: &'a HttpRequest,
    /// The language, where the address names it.
    named: Option<Language>,
    faults: Vec<Fault>,
}

impl<'a> Visit<'a> {
    /// Reads a request.
    pub fn new(
        archive: &'a Archive,
        state: &'a State,
        request: &'a HttpRequest,
    ) -> Result<Self, Problem> {
        let mut visit = Self::bare(archive, state, request);
        let pairs = read_query(request.query_string())?;
        let (lang, asked): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|(n, _)| n == LANG);
        // Empty controls of a form ask nothing.
        visit.asked = asked.into_iter().filter(|(_, v)| !v.is_empty()).collect();
        visit.bound_page();
        match lang.as_slice() {
            [] => {}
            [(_, tag)] if Language::of_tag(tag).is_some() => visit.speak(tag),
            [(_, tag)] => {
                let tags = Language::ALL.map(Language::tag);
                let fault = Fault::not_among(LANG, FaultCode::InvalidValue, tag, &tags);
                visit.faults.push(fault);
            }
            _ => {
                let detail = "`lang` takes one value but is given more than once";
                visit
                    .faults
                    .push(Fault::new(LANG, FaultCode::RepeatedParameter, detail));
            }
        }
        Ok(visit)
    }

    /// A page is read by people, and over slow lines: it holds fewer rows than
    /// an answer in JSON may.
    fn bound_page(&mut self) {
        for name in ["first", "last"] {
            let rows = self.one(name).and_then(|n| n.parse::<u64>().ok());
            if rows.is_some_and(|rows| rows > MOST_ROWS && rows <= u64::from(to_u32(MAX_PAGE))) {
                let detail = format!(
                    "a page has at most {MOST_ROWS} rows: ask for fewer, or ask the API at /v1"
                );
                let fault = Fault::new(name, FaultCode::OutOfRange, detail);
                self.faults.push(fault);
            }
        }
    }

    /// A request whose parameters are not looked at.
    pub fn bare(archive: &'a Archive, state: &'a State, request: &'a HttpRequest) -> Self {
        let language = negotiate::language(request.headers());
        Self {
            archive,
            addresses: state.addresses(),
            language,
            words: Words::of(language),
            assets: state.assets(),
            document: crate::api::document(),
            path: request.path(),
            asked: Vec::new(),
            request,
            named: None,
            faults: Vec::new(),
        }
    }

    fn speak(&mut self, tag: &str) {
        self.named = Language::of_tag(tag);
        self.language = self.named.unwrap_or(self.language);
        self.words = Words::of(self.language);
    }

    /// The parameters, their names checked, for `query` to read.
    pub fn pairs(&self, accepts: Accepts) -> Pairs {
        let mut pairs = Pairs::new(self.asked.clone(), &accepts.names());
        pairs.faults.extend(self.faults.iter().cloned());
        pairs
    }

    /// Refuses every parameter, where a page takes none.
    pub fn takes_nothing(&self) -> Result<(), Problem> {
        let pairs = self.pairs(Accepts::default());
        QueryError::check((), pairs.faults).map_err(|e| invalid(&e))
    }

    /// Refuses every parameter but these.
    pub fn takes_only(&self, names: &[&str]) -> Result<(), Problem> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut pairs = Pairs::new(self.asked.clone(), &names);
        pairs.faults.extend(self.faults.iter().cloned());
        QueryError::check((), pairs.faults).map_err(|e| invalid(&e))
    }

    /// The segment of the path that stands for one thing, decoded.
    pub fn segment(&self) -> String {
        let loaded = self.request.match_info().load::<(String,)>();
        loaded.map(|(segment,)| segment).unwrap_or_default()
    }

    /// The value of a parameter that takes one.
    pub fn one(&self, name: &str) -> Option<&str> {
        let found = self.asked.iter().find(|(n, _)| n == name);
        found.map(|(_, value)| value.as_str())
    }

    /// All values of a parameter that takes a list.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let found = self.asked.iter().filter(move |(n, _)| n == name);
        found.flat_map(|(_, value)| value.split(',').map(str::trim))
    }

    /// The language where the address names it, for forms to keep.
    pub fn named(&self) -> Option<Language> {
        self.named
    }

    /// The address of a page, in the language of this one.
    pub fn link(&self, path: &str) -> String {
        match self.named {
            Some(_) => self.link_with(path, &[]),
            None => self.addresses.local(path),
        }
    }

    /// The same of what a list has under a key.
    pub fn link_to(&self, list: &str, key: impl AsRef<str>) -> String {
        self.link(&[list, "/", key.as_ref()].concat())
    }

    /// The same with parameters.
    pub fn link_with(&self, path: &str, with: &[(&str, &str)]) -> String {
        let mut with = with.to_vec();
        with.extend(self.named.map(|l| (LANG, l.tag())));
        address(&self.addresses.local(path), &[], &[], &with)
    }

    /// This page with some parameters set anew or taken out.
    pub fn turn(&self, without: &[&str], with: &[(&str, &str)]) -> String {
        let mut with = with.to_vec();
        with.extend(self.named.map(|l| (LANG, l.tag())));
        address(
            &self.addresses.local(self.path),
            &self.asked,
            without,
            &with,
        )
    }

    /// This page in another language.
    pub fn in_language(&self, language: Language) -> String {
        let with = [(LANG, language.tag())];
        address(&self.addresses.local(self.path), &self.asked, &[], &with)
    }

    /// This page as it is cited: with the host, where it is known.
    pub fn canonical(&self) -> String {
        address(&self.addresses.at(self.path), &self.asked, &[], &[])
    }

    /// The calls that give what a list shows: `path` is that of REST, without
    /// `/v1`, and the parameters are those of this page.
    pub fn doors(&self, path: &str, graphql: String) -> Doors {
        Doors::new(self, path, &self.asked, graphql)
    }
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
