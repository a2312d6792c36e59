//! Archive, reports and items as linked data: JSON-LD in the vocabulary of
//! schema.org, as documents of their own and as data blocks of a page.
//!
//! The context stands in the document. A reference to schema.org's own would
//! make every reader fetch it before it understands a word.
//!
//! A project of the registry may be software, a data set or a site, and the
//! registry does not say which: it is a `CreativeWork`, which all three are. A
//! programme is a `Project`.

use serde_json::{Map, Value, json};

use super::Addresses;
use crate::domain::{Link, Mention, ProjectKind};
use crate::query::{Archive, CategoryRef, ItemRef, ProjectRef, ReportRef, ResourceRef};

const VOCABULARY: &str = "https://schema.org/";

/// Writes documents over one snapshot.
#[derive(Debug, Clone, Copy)]
pub struct Linked<'a> {
    archive: &'a Archive,
    addresses: &'a Addresses,
}

impl<'a> Linked<'a> {
    /// For a snapshot and the public address that it is served under.
    #[must_use]
    pub fn new(archive: &'a Archive, addresses: &'a Addresses) -> Self {
        Self { archive, addresses }
    }

    /// The archive: the data set that its catalogue describes.
    #[must_use]
    pub fn archive(&self) -> String {
        let (about, facts) = (self.archive.about(), self.archive.catalog_facts());
        let day = |day: Option<chrono::NaiveDate>| json!(day.map(|d| d.to_string()));
        let covered = facts.period.map(|(first, last)| format!("{first}/{last}"));
        let mut node = Map::new();
        set(&mut node, "@id", json!(self.at("/catalog#dataset")));
        set(&mut node, "@type", json!("Dataset"));
        set(&mut node, "name", json!(self.archive.meta().title));
        set(&mut node, "description", json!(about.catalog.description));
        set(&mut node, "url", json!(self.at("/")));
        set(&mut node, "inLanguage", json!(about.language));
        set(&mut node, "keywords", json!(facts.keywords));
        set(&mut node, "license", json!(facts.license));
        set(&mut node, "publisher", self.publisher());
        set(&mut node, "datePublished", day(facts.issued));
        set(&mut node, "dateModified", day(facts.modified));
        set(&mut node, "temporalCoverage", json!(covered));
        set(&mut node, "isAccessibleForFree", json!(true));
        let download = |(path, media_type)| {
            json!({
                "@type": "DataDownload",
                "contentUrl": self.at(path),
                "encodingFormat": media_type,
            })
        };
        let files = [
            ("/v1/export/items.csv", "text/csv"),
            ("/v1/export/items.ndjson", "application/x-ndjson"),
            ("/v1/export/items.json", "application/json"),
        ];
        set(&mut node, "distribution", json!(files.map(download)));
        document(node)
    }

    /// A report with its items.
    #[must_use]
    pub fn report(&self, report: ReportRef<'_>) -> String {
        let mut node = self.report_node(report);
        let docs = report.docs().into_iter();
        let items = docs.filter_map(|doc| self.archive.item(doc));
        let parts: Vec<Value> = items.map(|item| self.item_node(item).into()).collect();
        set(&mut node, "hasPart", json!(parts));
        document(node)
    }

    /// A report alone: its items have pages of their own.
    #[must_use]
    pub fn report_alone(&self, report: ReportRef<'_>) -> String {
        document(self.report_node(report))
    }

    fn report_node(&self, report: ReportRef<'_>) -> Map<String, Value> {
        let mut node = self.report_head(report);
        let updated = report.data.updated.unwrap_or(report.data.date);
        let about = self.archive.about();
        set(&mut node, "dateModified", json!(updated.to_string()));
        set(&mut node, "inLanguage", json!(about.language));
        set(&mut node, "publisher", self.publisher());
        set(&mut node, "license", json!(self.archive.license_address()));
        set(
            &mut node,
            "isPartOf",
            self.series(report.data.series.as_str()),
        );
        node
    }

    /// An item.
    #[must_use]
    pub fn item(&self, item: ItemRef<'_>) -> String {
        let report = item.report().map(|r| Value::Object(self.report_head(r)));
        let mut node = self.item_node(item);
        set(
            &mut node,
            "inLanguage",
            json!(self.archive.about().language),
        );
        set(&mut node, "license", json!(self.archive.license_address()));
        set(&mut node, "publisher", self.publisher());
        set(&mut node, "isPartOf", json!(report));
        document(node)
    }

    /// A project, with its other names and what it is part of.
    #[must_use]
    pub fn project(&self, project: ProjectRef<'_>) -> String {
        let mut node = self.project_node(project);
        let aliases = project.data.aliases.iter();
        let aliases: Vec<&str> = aliases.map(|a| a.name.as_str()).collect();
        set(&mut node, "alternateName", json!(aliases));
        // What is part of a work; of an organization schema.org says it otherwise.
        let is_work = project.data.kind == ProjectKind::Project;
        let whole = project.part_of().filter(|_| is_work);
        let whole = whole.map(|whole| self.project_node(whole));
        set(&mut node, "isPartOf", json!(whole));
        document(node)
    }

    /// A page that items cite.
    #[must_use]
    pub fn resource(&self, resource: ResourceRef<'_>) -> String {
        let url = resource.url();
        let labels = resource.labels();
        let label = labels.iter().find(|l| !l.text.trim().is_empty());
        let mut node = Map::new();
        set(&mut node, "@id", json!(url.as_str()));
        set(&mut node, "@type", json!("WebPage"));
        set(&mut node, "url", json!(url.as_str()));
        set(&mut node, "name", json!(label.map(|l| &l.text)));
        set(&mut node, "archivedAt", json!(resource.archived_url()));
        document(node)
    }

    /// A category: one of the terms that the archive is put in order by.
    #[must_use]
    pub fn category(&self, category: CategoryRef<'_>) -> String {
        let slug = category.slug();
        let others = category.headings().iter();
        let others: Vec<&String> = others.filter(|h| *h != category.name()).collect();
        let mut node = Map::new();
        set(
            &mut node,
            "@id",
            json!(self.at(&format!("/v1/categories/{slug}"))),
        );
        set(&mut node, "@type", json!("DefinedTerm"));
        set(&mut node, "name", json!(category.name()));
        set(&mut node, "termCode", json!(slug));
        set(&mut node, "alternateName", json!(others));
        let all = json!({
            "@id": self.at("/v1/categories"),
            "@type": "DefinedTermSet",
            "name": self.archive.meta().title,
        });
        set(&mut node, "inDefinedTermSet", all);
        document(node)
    }

    fn at(&self, path: &str) -> String {
        self.addresses.at(path)
    }

    /// What is said of a report wherever it is named.
    fn report_head(&self, report: ReportRef<'_>) -> Map<String, Value> {
        let address = self.at(&format!("/v1/reports/{}", report.data.slug));
        let title = report.data.title.as_ref();
        let title = title.unwrap_or(&self.archive.meta().title);
        let mut node = Map::new();
        set(&mut node, "@id", json!(address));
        set(&mut node, "@type", json!("Report"));
        set(
            &mut node,
            "name",
            json!(format!("{title} – {}", report.data.date)),
        );
        set(&mut node, "url", json!(address));
        set(
            &mut node,
            "datePublished",
            json!(report.data.date.to_string()),
        );
        node
    }

    fn item_node(&self, item: ItemRef<'_>) -> Map<String, Value> {
        let address = self.at(&format!("/v1/items/{}", item.id()));
        let category = item.category().map(|c| c.name().to_owned());
        let data = item.item;
        let mut node = Map::new();
        set(&mut node, "@id", json!(address));
        set(&mut node, "@type", json!("CreativeWork"));
        set(&mut node, "url", json!(address));
        set(&mut node, "position", json!(data.position));
        set(&mut node, "keywords", json!(category));
        set(&mut node, "text", json!(data.text));
        set(&mut node, "mentions", self.mentions(&data.mentions));
        set(&mut node, "citation", citations(&data.links));
        node
    }

    /// Each project once, in the order of the text.
    fn mentions(&self, mentions: &[Mention]) -> Value {
        let mut seen = Vec::new();
        let mut nodes = Vec::new();
        for mention in mentions {
            let slug = mention.project.as_str();
            let number = self.archive.project_by_name(slug);
            let project = number.and_then(|n| self.archive.project(n));
            let Some(project) = project.filter(|_| !seen.contains(&slug)) else {
                continue;
            };
            seen.push(slug);
            nodes.push(Value::Object(self.project_node(project)));
        }
        json!(nodes)
    }

    fn project_node(&self, project: ProjectRef<'_>) -> Map<String, Value> {
        let data = project.data;
        let kind = match data.kind {
            ProjectKind::Project => "CreativeWork",
            ProjectKind::Programme => "Project",
        };
        let address = self.at(&format!("/v1/projects/{}", data.slug));
        let mut node = Map::new();
        set(&mut node, "@id", json!(address));
        set(&mut node, "@type", json!(kind));
        set(&mut node, "name", json!(data.name));
        set(&mut node, "url", json!(data.homepage));
        set(&mut node, "sameAs", json!(data.same_as));
        node
    }

    fn publisher(&self) -> Value {
        let Some(publisher) = &self.archive.about().publisher else {
            return Value::Null;
        };
        let mut node = Map::new();
        set(&mut node, "@id", json!(self.at("/catalog#publisher")));
        set(&mut node, "@type", json!("Organization"));
        set(&mut node, "name", json!(publisher.name));
        set(&mut node, "url", json!(publisher.url));
        Value::Object(node)
    }

    /// The series of a report, and the data set that all series are.
    fn series(&self, slug: &str) -> Value {
        let title = &self.archive.meta().title;
        let own = self.archive.series().find(|(other, ..)| *other == slug);
        let own = own.and_then(|(_, own, _)| own);
        json!({
            "@id": self.at(&format!("/v1/reports?series={slug}")),
            "@type": "CreativeWorkSeries",
            "name": own.unwrap_or(title),
            "isPartOf": {
                "@id": self.at("/catalog#dataset"),
                "@type": "Dataset",
                "name": title,
            },
        })
    }
}

/// Each page cited once, under its first label; addresses that are no page
/// (`mailto:`) are no works to cite.
fn citations(links: &[Link]) -> Value {
    let mut nodes: Vec<(&str, Value)> = Vec::new();
    for link in links {
        let Some(url) = link.resource.as_ref().filter(|r| r.site().is_some()) else {
            continue;
        };
        let url = url.as_str();
        if nodes.iter().any(|(other, _)| *other == url) {
            continue;
        }
        let named = (!link.label.is_empty()).then_some(&link.label);
        let mut node = Map::new();
        set(&mut node, "@id", json!(url));
        set(&mut node, "@type", json!("WebPage"));
        set(&mut node, "url", json!(url));
        set(&mut node, "name", json!(named));
        nodes.push((url, Value::Object(node)));
    }
    json!(nodes.into_iter().map(|(_, node)| node).collect::<Vec<_>>())
}

/// Says one thing; linked data leaves out what is not known.
fn set(node: &mut Map<String, Value>, name: &str, value: Value) {
    let is_said = !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty());
    if is_said {
        node.insert(name.to_owned(), value);
    }
}

/// A node as a document of its own.
fn document(node: Map<String, Value>) -> String {
    let address = |name: &str| json!({ "@id": format!("{VOCABULARY}{name}"), "@type": "@id" });
    let date = |name: &str| json!({ "@id": format!("{VOCABULARY}{name}"), "@type": format!("{VOCABULARY}Date") });
    let mut whole = Map::new();
    let context = json!({
        "@vocab": VOCABULARY,
        "url": address("url"),
        "sameAs": address("sameAs"),
        "archivedAt": address("archivedAt"),
        "contentUrl": address("contentUrl"),
        "license": address("license"),
        "datePublished": date("datePublished"),
        "dateModified": date("dateModified"),
    });
    whole.insert("@context".to_owned(), context);
    whole.extend(node);
    format!("{}\n", Value::Object(whole))
}

/// A document such that it can stand in a `script` element of HTML: nothing in
/// it ends the element, or begins a comment.
#[must_use]
pub fn in_html(document: &str) -> String {
    // `<` only stands in strings, where this is the same character.
    document.replace('<', "\\u003c")
}
