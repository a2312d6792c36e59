//! The whole archive as files: tables, sources, licence, and the data package
//! that describes them.
//!
//! What is served at `/v1/export/…` and what `chronique export` writes are the
//! same bytes, made by the same code. Bodies are made as they are sent; their
//! lengths and digests need a pass of their own, which is done once for each
//! snapshot and never on a worker.

mod datapackage;
mod file;
mod journal;
mod measure;
mod range;
mod row;
mod site;
mod table;

use std::fmt::Write as _;
use std::sync::Arc;

use serde::Serialize;
use utoipa::ToSchema;

use super::call::{Call, not_found};
use super::fields::FieldTree;
use super::form::{Body, Csv, Encoding, Form, Place};
use crate::api::Addresses;
use crate::api::http::{Problem, Reply};
use crate::query::{Archive, Seal};

pub use measure::{Exports, Measure};
pub use site::{SiteFile, exports, index_html, site, templates};
pub use table::{TABLES, Table};

/// Forms of a table.
const FORMS: [Form; 3] = [Form::Csv, Form::Ndjson, Form::Json];

/// One file of the export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Export {
    /// A table in a form; whether cells that look like formulas stay as they are.
    Table(&'static Table, Form, bool),
    /// What the files are.
    Datapackage,
    /// Under which licence, and how to say so.
    License,
    /// The journal of changes, where one is kept.
    Journal,
    /// The Markdown of the report with this slug, byte for byte.
    Source(String),
}

impl Export {
    /// Every file there is.
    pub fn all(archive: &Archive) -> impl Iterator<Item = Self> {
        let tables = TABLES
            .iter()
            .flat_map(|table| FORMS.map(|form| Self::Table(table, form, false)));
        let sources = archive.report_numbers();
        let sources = sources.filter_map(|n| archive.report(n));
        tables
            .chain([Self::Datapackage, Self::License])
            .chain((archive.journal_end() != Seal::default()).then_some(Self::Journal))
            .chain(sources.map(|r| Self::Source(r.data.slug.to_string())))
    }

    /// The file with this name below `/v1/export/`.
    fn named(name: &str, raw: bool) -> Option<Self> {
        match name {
            "datapackage.json" => return Some(Self::Datapackage),
            "LICENSE.md" => return Some(Self::License),
            "journal.ndjson" => return Some(Self::Journal),
            _ => {}
        }
        let (stem, _) = name.split_once('.')?;
        let table = TABLES.iter().find(|t| t.name == stem)?;
        let mut forms = FORMS.into_iter();
        let form = forms.find(|f| name.strip_prefix(stem) == Some(f.suffix()))?;
        Some(Self::Table(table, form, raw && form == Form::Csv))
    }

    /// Its name below `/v1/export/`.
    pub fn name(&self) -> String {
        match self {
            Self::Table(table, form, _) => format!("{}{}", table.name, form.suffix()),
            Self::Datapackage => "datapackage.json".to_owned(),
            Self::License => "LICENSE.md".to_owned(),
            Self::Journal => "journal.ndjson".to_owned(),
            Self::Source(slug) => format!("sources/{slug}.md"),
        }
    }

    /// Its path.
    pub fn path(&self) -> String {
        format!("/v1/export/{}", self.name())
    }

    /// Its media type, with parameters.
    pub fn content_type(&self) -> &'static str {
        match self {
            Self::Table(_, form, _) => form.content_type(),
            Self::Datapackage => "application/json",
            Self::Journal => Form::Ndjson.content_type(),
            Self::License | Self::Source(_) => "text/markdown; charset=utf-8",
        }
    }

    /// What it is, in a few words.
    pub fn title(&self) -> String {
        match self {
            Self::Table(table, form, _) => match form {
                Form::Csv => format!("{} as a table", table.title),
                Form::Ndjson => format!("{}, one JSON object a line", table.title),
                _ => format!("{} as a JSON array", table.title),
            },
            Self::Datapackage => "What the files are (Frictionless Data Package)".to_owned(),
            Self::License => "Licence and attribution".to_owned(),
            Self::Journal => {
                "Journal of changes, as `chronique load --journal` reads it".to_owned()
            }
            Self::Source(slug) => format!("Markdown source of {slug}"),
        }
    }

    /// Its body from a place on; `None` for the source of a report that there
    /// is not, and where no journal is kept.
    fn body(
        &self,
        archive: &Arc<Archive>,
        addresses: &Addresses,
        exports: &Exports,
        place: Place,
    ) -> Option<Body> {
        let from = (archive, addresses);
        let bytes = match self {
            Self::Table(table, form, raw) => return table_body(from, table, (*form, *raw), place),
            Self::Datapackage => datapackage::document(archive, addresses, exports),
            Self::License => license(archive),
            Self::Journal => {
                let length = archive.journal_end().bytes;
                let source = exports.journal().filter(|_| length > 0)?;
                let lines = journal::pieces(source, length, place.steps);
                let encoding = Encoding::Ndjson(FieldTree::default());
                return Some(Body::new(from, encoding, Default::default(), lines).resumed(place));
            }
            Self::Source(slug) => {
                let number = archive.report_by_slug(slug)?;
                archive.report(number)?.data.source().to_string()
            }
        };
        Some(Body::whole(from, bytes.into_bytes()))
    }
}

fn table_body(
    from: (&Arc<Archive>, &Addresses),
    table: &Table,
    (form, raw): (Form, bool),
    place: Place,
) -> Option<Body> {
    let (encoding, frame) = match form {
        Form::Csv => {
            let columns = table.columns.iter();
            let columns = columns.map(|c| (c.path.to_owned(), c.path.to_owned()));
            let csv = Csv::new(columns, super::form::Dialect::default(), raw);
            let head = csv.head().ok()?;
            (Encoding::Csv(csv), (head, Vec::new()))
        }
        Form::Ndjson => (Encoding::Ndjson(FieldTree::default()), Default::default()),
        _ => {
            let frame = (b"[".to_vec(), b"]\n".to_vec());
            (Encoding::Json(FieldTree::default()), frame)
        }
    };
    let rows = (table.rows)(from.0, place.steps);
    Some(Body::new(from, encoding, frame, rows).resumed(place))
}

/// What reusers have to say, ready to paste.
fn license(archive: &Archive) -> String {
    let (about, meta) = (archive.about(), archive.meta());
    let mut out = format!("# {}\n\n{}\n", meta.title, meta.attribution);
    let link = |name: &str, url: &Option<String>| match url {
        Some(url) => format!("[{name}]({url})"),
        None => name.to_owned(),
    };
    let lines = [
        about
            .publisher
            .as_ref()
            .map(|p| ("Publisher", link(&p.name, &p.url))),
        about
            .license
            .as_ref()
            .map(|l| ("Licence", link(&l.name, &l.url))),
        about
            .license
            .as_ref()
            .and_then(|l| Some(("SPDX", l.spdx.clone()?))),
        about.source.as_ref().map(|s| ("Source", format!("<{s}>"))),
        meta.last_modified.map(|d| ("Last update", d.to_string())),
        Some(("Revision", meta.revision.clone())),
    ];
    for (i, (name, value)) in lines.into_iter().flatten().enumerate() {
        let gap = if i == 0 { "\n" } else { "" };
        let _ = writeln!(out, "{gap}- {name}: {value}");
    }
    out
}

/// One file of the export, as it is listed.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ExportFile)]
pub struct ExportView {
    /// Name below `/v1/export/`.
    pub name: String,
    /// What it is.
    pub title: String,
    /// Media type.
    pub media_type: &'static str,
    /// Length in bytes.
    pub bytes: u64,
    /// SHA-256 of the bytes, in hexadecimal.
    pub sha256: String,
    /// Its address.
    pub url: String,
}

/// Every file with its length and digest. It takes a pass over the archive the
/// first time: not to be called on a worker (`Call::later`).
pub fn listed(archive: &Arc<Archive>, addresses: &Addresses, exports: &Exports) -> Vec<ExportView> {
    let view = |export: Export| {
        let measure = exports.measure(&export, archive, addresses)?;
        let content_type = export.content_type();
        Some(ExportView {
            title: export.title(),
            media_type: content_type.split(';').next().unwrap_or(content_type),
            bytes: measure.bytes,
            sha256: measure.hex(),
            url: addresses.at(&export.path()),
            name: export.name(),
        })
    };
    Export::all(archive).filter_map(view).collect()
}

/// `/v1/export`
pub fn index(mut call: Call<'_>) -> Result<Reply, Problem> {
    call.check()?;
    let (archive, state) = (Arc::clone(call.archive), call.state.clone());
    let work = move || listed(&archive, state.addresses(), state.exports());
    Ok(call.later(work, |call, files| Ok(call.one(&files)?.into())))
}

/// `/v1/export/{file}`
pub fn file(call: Call<'_>) -> Result<Reply, Problem> {
    let name = call.segment();
    let raw = call.options.raw;
    let export = Export::named(&name, raw);
    answer(call, export, &name)
}

/// `/v1/export/sources/{file}`
pub fn source(call: Call<'_>) -> Result<Reply, Problem> {
    let name = call.segment();
    let slug = name.strip_suffix(".md").map(str::to_owned);
    answer(call, slug.map(Export::Source), &name)
}

fn answer(mut call: Call<'_>, export: Option<Export>, name: &str) -> Result<Reply, Problem> {
    let absent = not_found("export called", name, "/v1/export");
    let Some(export) = export else {
        return Err(absent);
    };
    if !matches!(export, Export::Table(_, Form::Csv, _)) {
        call.refuse_csv_parameters();
    }
    call.check()?;
    let (archive, state) = (Arc::clone(call.archive), call.state.clone());
    let asked = export.clone();
    let work = move || state.exports().measure(&asked, &archive, state.addresses());
    Ok(call.later(work, move |call, measure| {
        let measure = measure.ok_or(absent)?;
        file::respond(&call, &export, &measure)
    }))
}
