//! What the catalogue says in words of its own: in French for an archive in
//! French, in English for any other.

use crate::query::Archive;

/// The language of those words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    /// French.
    French,
    /// English.
    English,
}

const MONTHS_FR: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Words {
    /// The words for an archive in this language (BCP 47).
    pub fn of(language: &str) -> Self {
        let primary = language.split('-').next().unwrap_or_default();
        if primary.eq_ignore_ascii_case("fr") {
            Self::French
        } else {
            Self::English
        }
    }

    /// Their language tag.
    pub fn tag(self) -> &'static str {
        self.pick("fr", "en")
    }

    /// One of two.
    pub fn pick<'a>(self, french: &'a str, english: &'a str) -> &'a str {
        match self {
            Self::French => french,
            Self::English => english,
        }
    }

    /// Title of the catalogue.
    pub fn catalog_title(self, title: &str) -> String {
        match self {
            Self::French => format!("Catalogue de « {title} »"),
            Self::English => format!("Catalogue of “{title}”"),
        }
    }

    /// What the catalogue is.
    pub fn catalog_description(self, title: &str) -> String {
        match self {
            Self::French => format!(
                "Le jeu de données « {title} », ses fichiers et les services qui l'interrogent."
            ),
            Self::English => format!(
                "The dataset “{title}”, its files and the services that answer questions about it."
            ),
        }
    }

    /// What the dataset holds, for an archive that does not say it itself.
    pub fn dataset_description(self, archive: &Archive) -> String {
        let (counts, title) = (archive.counts(), &archive.meta().title);
        let (reports, items, resources) = (counts.reports, counts.items, counts.resources);
        let months = archive.month_range();
        match self {
            Self::French => {
                let period = months.map(|(first, last)| {
                    format!(", de {} à {}", self.month(first), self.month(last))
                });
                format!(
                    "« {title} » : {reports} rapports{}, {items} éléments, {resources} ressources citées.",
                    period.unwrap_or_default()
                )
            }
            Self::English => {
                let period = months.map(|(first, last)| {
                    format!(" from {} to {}", self.month(first), self.month(last))
                });
                format!(
                    "“{title}”: {reports} reports{}, {items} items, {resources} resources cited.",
                    period.unwrap_or_default()
                )
            }
        }
    }

    fn month(self, month: crate::domain::Month) -> String {
        let place = usize::from(month.month()).saturating_sub(1);
        let names = match self {
            Self::French => MONTHS_FR,
            Self::English => MONTHS_EN,
        };
        let name = names.get(place).copied().unwrap_or_default();
        format!("{name} {}", month.year())
    }

    /// Where the data comes from.
    pub fn provenance(self, source: Option<&str>) -> String {
        match (self, source) {
            (Self::French, Some(source)) => {
                format!("Calculé à partir des fichiers Markdown publiés sur {source}")
            }
            (Self::French, None) => "Calculé à partir des rapports en Markdown".to_owned(),
            (Self::English, Some(source)) => {
                format!("Computed from the Markdown files published at {source}")
            }
            (Self::English, None) => "Computed from the reports in Markdown".to_owned(),
        }
    }
}

/// The code of a language in the European vocabulary, which DCAT-AP asks for:
/// the official languages of the Union.
pub fn european_language(tag: &str) -> Option<&'static str> {
    const CODES: [(&str, &str); 24] = [
        ("bg", "BUL"),
        ("cs", "CES"),
        ("da", "DAN"),
        ("de", "DEU"),
        ("el", "ELL"),
        ("en", "ENG"),
        ("es", "SPA"),
        ("et", "EST"),
        ("fi", "FIN"),
        ("fr", "FRA"),
        ("ga", "GLE"),
        ("hr", "HRV"),
        ("hu", "HUN"),
        ("it", "ITA"),
        ("lt", "LIT"),
        ("lv", "LAV"),
        ("mt", "MLT"),
        ("nl", "NLD"),
        ("pl", "POL"),
        ("pt", "POR"),
        ("ro", "RON"),
        ("sk", "SLK"),
        ("sl", "SLV"),
        ("sv", "SWE"),
    ];
    let primary = tag.split('-').next()?.to_ascii_lowercase();
    let found = CODES.into_iter().find(|(two, _)| *two == primary);
    found.map(|(_, three)| three)
}
