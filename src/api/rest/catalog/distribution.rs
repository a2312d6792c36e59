//! The files of the dataset: what is exported, in which form.

use super::graph::{Node, Term};
use super::words::Words;
use crate::api::Addresses;
use crate::api::rest::export::ExportView;

/// A form that every table is exported in.
struct Form {
    suffix: &'static str,
    name: &'static str,
    media_type: &'static str,
    /// Whether IANA has registered the type: then it has an address.
    registered: bool,
    /// Code in the European vocabulary of file types.
    file_type: Option<&'static str>,
}

const CSV: Form = Form {
    suffix: "csv",
    name: "CSV",
    media_type: "text/csv",
    registered: true,
    file_type: Some("CSV"),
};
const NDJSON: Form = Form {
    suffix: "ndjson",
    name: "NDJSON",
    media_type: "application/x-ndjson",
    registered: false,
    file_type: None,
};
const JSON: Form = Form {
    suffix: "json",
    name: "JSON",
    media_type: "application/json",
    registered: true,
    file_type: Some("JSON"),
};

/// Tables: name in the address, then what one row is, in French and English.
const TABLES: [(&str, [&str; 2], [&str; 2]); 6] = [
    (
        "items",
        ["Éléments", "Items"],
        [
            "Une ligne par élément : une puce ou un paragraphe d'un rapport.",
            "One row for each item: a bullet or a paragraph of a report.",
        ],
    ),
    (
        "reports",
        ["Rapports", "Reports"],
        [
            "Une ligne par rapport, avec ce qu'il contient en nombre.",
            "One row for each report, with how much it holds.",
        ],
    ),
    (
        "projects",
        ["Projets", "Projects"],
        [
            "Une ligne par projet du registre.",
            "One row for each project of the registry.",
        ],
    ),
    (
        "resources",
        ["Ressources", "Resources"],
        [
            "Une ligne par adresse citée, sous sa forme canonique.",
            "One row for each address cited, in its canonical form.",
        ],
    ),
    (
        "mentions",
        ["Mentions", "Mentions"],
        [
            "Une ligne par mention d'un projet dans un élément.",
            "One row for each mention of a project in an item.",
        ],
    ),
    (
        "citations",
        ["Citations", "Citations"],
        [
            "Une ligne par lien d'un élément vers une ressource.",
            "One row for each link from an item to a resource.",
        ],
    ),
];

/// What every file has in common.
pub struct Common<'a> {
    /// The files as exported, with their sizes and digests.
    pub exported: &'a [ExportView],
    /// How addresses are written.
    pub addresses: &'a Addresses,
    /// The words to use.
    pub words: Words,
    /// Address of the licence.
    pub license: Option<Term>,
    /// Day of the last update.
    pub modified: Option<Term>,
}

/// A node for every file.
pub fn all(common: &Common<'_>) -> Vec<Node> {
    let mut nodes = Vec::new();
    for (table, titles, descriptions) in TABLES {
        for form in [CSV, NDJSON, JSON] {
            let title = common.words.pick(titles[0], titles[1]);
            let title = format!("{title} ({})", form.name);
            let description = common.words.pick(descriptions[0], descriptions[1]);
            let file = format!("{table}.{}", form.suffix);
            nodes.push(one(common, &file, &form, &title, description));
        }
    }
    let title = common.words.pick(
        "Description des tables (Data Package)",
        "Description of the tables (Data Package)",
    );
    let description = common.words.pick(
        "Les fichiers CSV et le type de chacune de leurs colonnes (Frictionless Data Package).",
        "The CSV files and the type of each of their columns (Frictionless Data Package).",
    );
    nodes.push(
        one(common, "datapackage.json", &JSON, title, description).with(
            "dct:conformsTo",
            Term::iri("https://specs.frictionlessdata.io/data-package/"),
        ),
    );
    nodes
}

fn one(common: &Common<'_>, file: &str, form: &Form, title: &str, description: &str) -> Node {
    let address = common.addresses.at(&format!("/v1/export/{file}"));
    let address = Term::iri(&address);
    let say = |text: &str| Term::TextIn(text.to_owned(), common.words.tag().to_owned());
    let measured = common.exported.iter().find(|e| e.name == file);
    let size = measured.map(|m| Term::Typed(m.bytes.to_string(), "xsd:nonNegativeInteger"));
    Node::at(
        &super::dcat::address(common.addresses, file),
        "dcat:Distribution",
    )
    .with("dct:identifier", Term::Text(file.to_owned()))
    .with("dct:title", say(title))
    .with("dct:description", say(description))
    .with("dcat:accessURL", address.clone())
    .with("dcat:downloadURL", address)
    .with("dcat:mediaType", media_type(form))
    .with("dct:format", file_type(form))
    .with_some("dcat:byteSize", size)
    .with_some(
        "spdx:checksum",
        measured.map(|m| checksum(m.sha256.clone())),
    )
    .with_some("dct:license", common.license.clone())
    .with_some("dct:modified", common.modified.clone())
}

/// The address that IANA gives the type, or its name where it gives none.
fn media_type(form: &Form) -> Term {
    if form.registered {
        let registry = "https://www.iana.org/assignments/media-types/";
        return Term::iri(&format!("{registry}{}", form.media_type));
    }
    let label = Term::Text(form.media_type.to_owned());
    Term::Node(Node::blank("dct:MediaType").with("rdfs:label", label))
}

fn file_type(form: &Form) -> Term {
    if let Some(code) = form.file_type {
        let vocabulary = "http://publications.europa.eu/resource/authority/file-type/";
        return Term::iri(&format!("{vocabulary}{code}"));
    }
    let label = Term::Text(form.suffix.to_owned());
    Term::Node(Node::blank("dct:MediaTypeOrExtent").with("rdfs:label", label))
}

/// The value is a plain text, not an `xsd:hexBinary`: data.gouv.fr's harvester
/// turns the latter into bytes, which it then refuses to keep.
fn checksum(sha256: String) -> Term {
    Term::Node(
        Node::blank("spdx:Checksum")
            .with(
                "spdx:algorithm",
                Term::Named("spdx:checksumAlgorithm_sha256"),
            )
            .with("spdx:checksumValue", Term::Text(sha256)),
    )
}
