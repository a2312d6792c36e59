//! The archive as DCAT-AP 3 describes one: a catalogue with one dataset, its
//! files, and the two services over it.
//!
//! Three choices are made for data.gouv.fr's harvester, which reads it as it
//! is: the period is a blank node (it would fetch one with an address), the
//! licence has no label (it would take the label for the licence), and no file
//! names an `accessService` (it would hide the service behind the file).

use chrono::NaiveDate;

use super::distribution;
use super::graph::{Node, Term};
use super::words::{Words, european_language};
use crate::api::Addresses;
use crate::api::rest::export::ExportView;
use crate::domain::Contact;
use crate::query::{Archive, CatalogFacts};

const AUTHORITY: &str = "http://publications.europa.eu/resource/authority";

/// Builds the graph. Where no address of the service is configured, addresses
/// are relative to the document; where the answers are files, there is no
/// service to describe.
pub fn graph(archive: &Archive, addresses: &Addresses, exported: &[ExportView]) -> Vec<Node> {
    let words = Words::of(&archive.about().language);
    let maker = Maker {
        archive,
        addresses,
        words,
        facts: archive.catalog_facts(),
    };
    let files = distribution::all(&distribution::Common {
        exported,
        addresses,
        words,
        license: maker.license(),
        modified: day(maker.facts.modified),
    });
    let mut nodes = vec![maker.catalog(), maker.dataset(&files)];
    nodes.extend(files);
    if !addresses.are_files() {
        nodes.extend([maker.rest(), maker.graphql()]);
    }
    nodes.push(maker.publisher());
    nodes
}

/// The address of a part of the catalogue.
pub fn address(addresses: &Addresses, part: &str) -> String {
    let suffix = if addresses.are_files() { ".jsonld" } else { "" };
    addresses.at(&format!("/catalog{suffix}#{part}"))
}

struct Maker<'a> {
    archive: &'a Archive,
    addresses: &'a Addresses,
    words: Words,
    facts: CatalogFacts,
}

fn day(day: Option<NaiveDate>) -> Option<Term> {
    day.map(|d| Term::Typed(d.to_string(), "xsd:date"))
}

impl Maker<'_> {
    fn services(&self) -> Vec<Term> {
        let served = !self.addresses.are_files();
        let services = ["rest", "graphql"].into_iter().filter(|_| served);
        services.map(|part| self.part(part)).collect()
    }

    /// The address of a part of the catalogue.
    fn address(&self, part: &str) -> String {
        address(self.addresses, part)
    }

    fn part(&self, part: &str) -> Term {
        Term::iri(&self.address(part))
    }

    fn at(&self, path: &str) -> Term {
        Term::iri(&self.addresses.at(path))
    }

    /// A text of the archive's own.
    fn theirs(&self, text: &str) -> Term {
        Term::TextIn(text.to_owned(), self.archive.about().language.clone())
    }

    /// A text of ours.
    fn ours(&self, text: impl Into<String>) -> Term {
        Term::TextIn(text.into(), self.words.tag().to_owned())
    }

    fn license(&self) -> Option<Term> {
        self.facts.license.as_deref().map(Term::iri)
    }

    fn language(&self) -> Option<Term> {
        let code = european_language(&self.archive.about().language)?;
        Some(Term::iri(&format!("{AUTHORITY}/language/{code}")))
    }

    fn catalog(&self) -> Node {
        let title = &self.archive.meta().title;
        Node::at(&self.address("catalog"), "dcat:Catalog")
            .with("dct:identifier", Term::Text(self.address("catalog")))
            .with("dct:title", self.ours(self.words.catalog_title(title)))
            .with(
                "dct:description",
                self.ours(self.words.catalog_description(title)),
            )
            .with("dct:publisher", self.part("publisher"))
            .with("foaf:homepage", self.at("/"))
            .with_some("dct:language", self.language())
            .with_some("dct:license", self.license())
            .with_some("dct:issued", day(self.facts.issued))
            .with_some("dct:modified", day(self.facts.modified))
            .with("dct:conformsTo", Term::iri("http://data.europa.eu/r5r/"))
            .with(
                "dcat:themeTaxonomy",
                Term::iri(&format!("{AUTHORITY}/data-theme")),
            )
            .with("dcat:dataset", self.part("dataset"))
            .with_all("dcat:service", self.services())
    }

    fn dataset(&self, files: &[Node]) -> Node {
        let (about, meta) = (self.archive.about(), self.archive.meta());
        let description = match &about.catalog.description {
            Some(text) => self.theirs(text),
            None => self.ours(self.words.dataset_description(self.archive)),
        };
        let themes = about.catalog.themes.iter();
        let themes = themes.map(|code| Term::iri(&format!("{AUTHORITY}/data-theme/{code}")));
        let landing = match &about.source {
            Some(source) => Term::iri(source),
            None => self.at("/"),
        };
        let rights =
            Node::blank("dct:RightsStatement").with("rdfs:label", self.theirs(&meta.attribution));
        let provenance = self.words.provenance(about.source.as_deref());
        let provenance =
            Node::blank("dct:ProvenanceStatement").with("rdfs:label", self.ours(provenance));
        let files = files.iter().filter_map(|f| f.iri.clone()).map(Term::Iri);
        Node::at(&self.address("dataset"), "dcat:Dataset")
            .with("dct:identifier", Term::Text(self.address("dataset")))
            .with("dct:title", self.theirs(&meta.title))
            .with("dct:description", description)
            .with("dct:publisher", self.part("publisher"))
            .with_some("dcat:contactPoint", self.contact())
            .with_all("dcat:keyword", self.keywords())
            .with_all("dcat:theme", themes)
            .with_some("dct:language", self.language())
            .with(
                "dct:accrualPeriodicity",
                Term::iri(&format!("{AUTHORITY}/frequency/MONTHLY")),
            )
            .with_some("dct:temporal", self.period())
            .with_some("dct:issued", day(self.facts.issued))
            .with_some("dct:modified", day(self.facts.modified))
            .with("dcat:version", Term::Text(meta.revision.clone()))
            .with_some("dct:license", self.license())
            .with("dct:rights", Term::Node(rights))
            .with(
                "dct:accessRights",
                Term::iri(&format!("{AUTHORITY}/access-right/PUBLIC")),
            )
            .with("dcat:landingPage", landing)
            .with("dct:conformsTo", self.at("/v1/export/datapackage.json"))
            .with("dct:provenance", Term::Node(provenance))
            .with_some("dct:source", about.source.as_deref().map(Term::iri))
            .with_all("dcat:distribution", files)
    }

    fn keywords(&self) -> Vec<Term> {
        self.facts.keywords.iter().map(|k| self.theirs(k)).collect()
    }

    fn period(&self) -> Option<Term> {
        let (start, end) = self.facts.period?;
        let period = Node::blank("dct:PeriodOfTime")
            .with_some("dcat:startDate", day(Some(start)))
            .with_some("dcat:endDate", day(Some(end)));
        Some(Term::Node(period))
    }

    fn contact(&self) -> Option<Term> {
        let Contact { name, email, url } = self.archive.about().catalog.contact.as_ref()?;
        let email = email.as_ref().map(|e| Term::iri(&format!("mailto:{e}")));
        let node = Node::blank("vcard:Kind")
            .with("vcard:fn", Term::Text(name.clone()))
            .with_some("vcard:hasEmail", email)
            .with_some("vcard:hasURL", url.as_deref().map(Term::iri));
        Some(Term::Node(node))
    }

    /// Who publishes; an archive that does not say is published by itself, as
    /// DCAT-AP wants a publisher in any case.
    fn publisher(&self) -> Node {
        let publisher = self.archive.about().publisher.as_ref();
        let name = publisher.map_or(&self.archive.meta().title, |p| &p.name);
        let homepage = publisher.and_then(|p| p.url.as_deref());
        Node::at(&self.address("publisher"), "foaf:Agent")
            .with("foaf:name", Term::Text(name.clone()))
            .with_some("foaf:homepage", homepage.map(Term::iri))
    }

    fn rest(&self) -> Node {
        let title = &self.archive.meta().title;
        let (title, description) = match self.words {
            Words::French => (
                format!("API REST de « {title} »"),
                "Recherche, filtres, tri et comptes sur les rapports, éléments, projets et ressources ; JSON, CSV, NDJSON et flux, sans clé d'accès.",
            ),
            Words::English => (
                format!("REST API of “{title}”"),
                "Search, filters, order and counts over reports, items, projects and resources; JSON, CSV, NDJSON and feeds, without an access key.",
            ),
        };
        self.service("rest", title, description)
            .with("dcat:endpointURL", self.at("/v1"))
            .with("dcat:endpointDescription", self.at("/openapi.yaml"))
            .with(
                "dct:conformsTo",
                Term::iri("https://spec.openapis.org/oas/v3.1.0"),
            )
    }

    fn graphql(&self) -> Node {
        let title = &self.archive.meta().title;
        let (title, description) = match self.words {
            Words::French => (
                format!("API GraphQL de « {title} »"),
                "Les mêmes questions que l'API REST, en une requête GraphQL.",
            ),
            Words::English => (
                format!("GraphQL API of “{title}”"),
                "The same questions as the REST API, in one GraphQL query.",
            ),
        };
        self.service("graphql", title, description)
            .with("dcat:endpointURL", self.at("/graphql"))
            .with(
                "dcat:endpointDescription",
                self.at("/graphql/schema.graphql"),
            )
            .with(
                "dct:conformsTo",
                Term::iri("https://spec.graphql.org/October2021/"),
            )
    }

    fn service(&self, part: &str, title: String, description: &str) -> Node {
        let landing = self.at("/");
        Node::at(&self.address(part), "dcat:DataService")
            .with("dct:identifier", Term::Text(self.address(part)))
            .with("dct:title", self.ours(title))
            .with("dct:description", self.ours(description))
            .with("dct:publisher", self.part("publisher"))
            .with_some("dcat:contactPoint", self.contact())
            .with_all("dcat:keyword", self.keywords())
            .with_some("dct:license", self.license())
            .with_some("dct:issued", day(self.facts.issued))
            .with_some("dct:modified", day(self.facts.modified))
            .with(
                "dct:accessRights",
                Term::iri(&format!("{AUTHORITY}/access-right/PUBLIC")),
            )
            .with("dcat:landingPage", landing)
            .with("dcat:servesDataset", self.part("dataset"))
    }
}
