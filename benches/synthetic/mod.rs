//! A synthetic archive: any number of monthly reports in the shape of `data/`.
//!
//! Every file is a function of its number alone, so that an archive of 1,000
//! reports is the same on every machine and at every run, and none has to be
//! held in memory to write the next. What `data/` has is here in its
//! proportions: five categories, some of them empty, about fifteen items a
//! report, a link in every second item, names of the registry's projects.

mod random;
mod report;
mod words;

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use chronique::ingest::parse_registry;

use random::Random;
use words::{NAMES, PAGES};

/// Most months in a series: a century is plausible, a millennium is not.
const MONTHS_A_SERIES: usize = 1_200;
/// The newest month of every series, counted from year 0.
const NEWEST_MONTH: usize = 2025 * 12 + 11;
/// Addresses that are cited.
const URLS: usize = 2_000;
/// Hosts of these addresses.
const HOSTS: usize = 60;
/// Projects besides those of `data/projects.toml`.
const PROJECTS: usize = 120;

/// What seeds the numbers of a file, so that no two kinds share them.
const REPORT_SEED: u64 = 1;

const REGISTRY: &str = include_str!("../../data/projects.toml");

/// The categories of `data/chronique.toml`: slug and heading.
const CATEGORIES: [[&str; 2]; 5] = [
    ["utiliser", "Utiliser"],
    ["publier", "Publier"],
    ["accompagner", "Accompagner"],
    ["attractivite", "Renforcer l'attractivité du secteur public"],
    ["vie-interne", "Etalab et vie interne du pôle"],
];

/// A file: where it is below the archive's folder, and what it says.
pub struct File {
    /// The path.
    pub path: String,
    /// The text.
    pub text: String,
}

/// An archive that is made as it is read.
pub struct Synthetic {
    reports: usize,
    /// Names by which projects can be mentioned.
    names: Vec<String>,
    urls: Vec<String>,
}

impl Synthetic {
    /// An archive of that many reports.
    pub fn new(reports: usize) -> Self {
        let (registry, _) = parse_registry(REGISTRY, "projects.toml");
        let own = registry.projects().iter();
        let names = own
            .map(|p| p.name.clone())
            .chain((0..PROJECTS).map(project_name))
            .collect();
        let of_projects = registry.projects().iter().flat_map(|p| &p.urls);
        let urls = of_projects
            .map(ToString::to_string)
            .chain((0..).map(url))
            .take(URLS)
            .collect();
        Self {
            reports,
            names,
            urls,
        }
    }

    /// The configuration of the archive.
    pub fn config(&self) -> File {
        let mut text = "title = \"Archive synthétique\"\nlanguage = \"fr\"\n".to_owned();
        for [slug, name] in CATEGORIES {
            let _ = write!(
                text,
                "\n[[category]]\nslug = \"{slug}\"\nname = \"{name}\"\n"
            );
        }
        for series in 0..self.series() {
            let _ = write!(
                text,
                "\n[[series]]\nslug = \"s{series:02}\"\ntitle = \"Série {series}\"\n\
                 paths = [\"s{series:02}/*.md\"]\n"
            );
        }
        let path = "chronique.toml".to_owned();
        File { path, text }
    }

    /// The registry: the projects of `data/` and some more.
    pub fn registry() -> File {
        let mut text = REGISTRY.to_owned();
        for number in 0..PROJECTS {
            let name = project_name(number);
            let slug = name.to_lowercase();
            let _ = write!(
                text,
                "\n[[project]]\nslug = \"{slug}\"\nname = \"{name}\"\nkind = \"project\"\n\
                 urls = [\"https://{host}/{slug}\"]\n",
                host = host(number),
            );
        }
        let path = "projects.toml".to_owned();
        File { path, text }
    }

    /// Every report, newest first in each series.
    pub fn reports(&self) -> impl Iterator<Item = File> + '_ {
        (0..self.reports).map(|number| {
            let (series, age) = (number / MONTHS_A_SERIES, number % MONTHS_A_SERIES);
            let month = NEWEST_MONTH.saturating_sub(age);
            let (year, month) = (month / 12, month % 12 + 1);
            let path = if self.series() == 0 {
                format!("{year:04}/{month:02}.md")
            } else {
                format!("s{series:02}/{year:04}-{month:02}.md")
            };
            let mut random = Random::of(REPORT_SEED, number);
            let text = report::text(self, &mut random);
            File { path, text }
        })
    }

    /// Writes everything below a folder, which is created when missing.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        let metadata = [self.config(), Self::registry()];
        for file in metadata.into_iter().chain(self.reports()) {
            let path = folder.join(file.path);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(path, file.text)?;
        }
        Ok(())
    }

    /// Named series; none while one series has room for all.
    fn series(&self) -> usize {
        if self.reports <= MONTHS_A_SERIES {
            0
        } else {
            self.reports.div_ceil(MONTHS_A_SERIES)
        }
    }
}

/// A host under the domain that is kept free for examples.
fn host(number: usize) -> String {
    let number = number % HOSTS;
    let name = NAMES.get(number % NAMES.len()).copied().unwrap_or_default();
    match number / NAMES.len() {
        0 => format!("{name}.example"),
        1 => format!("forge.{name}.example"),
        _ => format!("www.{name}.example"),
    }
}

fn url(number: usize) -> String {
    let page = PAGES.get(number % PAGES.len()).copied().unwrap_or_default();
    format!("https://{}/{page}/{number}", host(number))
}

/// A name of two parts that no sentence has by chance.
fn project_name(number: usize) -> String {
    let part = |at: usize| NAMES.get(at % NAMES.len()).copied().unwrap_or_default();
    let (front, back) = (part(number), part(number / NAMES.len() + number + 1));
    let mut letters = front.chars();
    let initial = letters.next().map(|c| c.to_ascii_uppercase());
    format!(
        "{}{}-{back}",
        initial.map(String::from).unwrap_or_default(),
        letters.as_str()
    )
}
