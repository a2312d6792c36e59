//! `projects.toml`: the projects that reports can mention.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use toml::Spanned;
use toml::de::DeValue;

use crate::domain::{
    Alias, Diagnostic, DiagnosticCode, Project, ProjectKind, Registry, Slug, fold,
};

use super::finding::Findings;
use super::source::Source;
use super::toml_table::{Faults, Table, address, page, parse, text};

/// The registry the program comes with, for archives that have none.
const BUILT_IN: &str = include_str!("../../data/projects.toml");

/// The registry the program comes with.
#[must_use]
pub fn default_registry() -> Registry {
    try_registry(BUILT_IN, "projects.toml")
        .0
        .unwrap_or_default()
}

/// Reads a `projects.toml`. A file that is no TOML gives the built-in
/// registry; an unknown key or a bad value is a diagnostic and the rest counts.
#[must_use]
pub fn parse_registry(text: &str, path: &str) -> (Registry, Vec<Diagnostic>) {
    let (registry, diagnostics) = try_registry(text, path);
    (registry.unwrap_or_else(default_registry), diagnostics)
}

/// As [`parse_registry`], `None` for a file that is no TOML.
pub(super) fn try_registry(text: &str, path: &str) -> (Option<Registry>, Vec<Diagnostic>) {
    let source = Source::new(text);
    let mut findings = Findings::new(path, &source);
    let mut faults = Faults {
        findings: &mut findings,
        code: DiagnosticCode::RegistryInvalid,
    };
    let registry = parse(text, &mut faults).map(|table| {
        let mut table = Table::new("the registry", 0..0, &table);
        let entries = table.tables("project", &mut faults);
        table.finish(&mut faults);
        let read = |entry| project(entry, &mut faults);
        let mut projects: Vec<(Project, Range<usize>)> =
            entries.into_iter().filter_map(read).collect();
        // By slug, as the registry keeps them: the first of two counts.
        projects.sort_by(|(a, _), (b, _)| a.slug.cmp(&b.slug));
        tell_ambiguous(&projects, faults.findings);
        drop_bad_parents(&mut projects, faults.findings);
        Registry::new(projects.into_iter().map(|(project, _)| project).collect())
    });
    (registry, findings.finish())
}

fn project(
    mut entry: Table<'_, '_>,
    faults: &mut Faults<'_, '_>,
) -> Option<(Project, Range<usize>)> {
    let range = entry.range();
    let (slug, name) = (entry.slug("slug", faults), entry.text("name", faults));
    let kind = kind(&mut entry, faults);
    let aliases: Vec<_> = entry.list("aliases", faults).collect();
    let aliases = aliases.into_iter().filter_map(|value| alias(value, faults));
    let aliases = aliases.collect();
    let urls = entry.texts("urls", faults).into_iter();
    let urls = urls
        .filter_map(|(url, range)| address(&url, range, faults))
        .collect();
    let part_of = entry.slug("part_of", faults);
    let homepage = entry.page("homepage", faults);
    let same_as = entry
        .texts("same_as", faults)
        .into_iter()
        .filter_map(|(text, range)| page(text, range, faults));
    let same_as = same_as.collect();
    entry.finish(faults);
    let (Some(slug), Some(name)) = (slug, name) else {
        let message = "a project needs a `slug` and a `name`; this entry is left out";
        faults.at(range, message);
        return None;
    };
    let project = Project {
        slug,
        name,
        kind,
        aliases,
        urls,
        part_of,
        homepage,
        same_as,
    };
    Some((project, range))
}

fn kind(entry: &mut Table<'_, '_>, faults: &mut Faults<'_, '_>) -> ProjectKind {
    let range = entry.value("kind").map_or(entry.range(), Spanned::span);
    let Some(written) = entry.text("kind", faults) else {
        return ProjectKind::Project;
    };
    written.parse().unwrap_or_else(|()| {
        faults.at(
            range,
            "`kind` is \"project\" or \"programme\"; taken as a project",
        );
        ProjectKind::Project
    })
}

/// An alias: a text, or a table with `name` and `case_sensitive`.
fn alias(value: &Spanned<DeValue<'_>>, faults: &mut Faults<'_, '_>) -> Option<Alias> {
    let Some(table) = value.get_ref().as_table() else {
        let name = text("aliases", value, faults)?;
        return Some(Alias {
            name,
            case_sensitive: false,
        });
    };
    let mut table = Table::new("an alias", value.span(), table);
    let name = table.text("name", faults);
    let flag = table.value("case_sensitive");
    let case_sensitive = flag.and_then(|flag| flag.get_ref().as_bool());
    if let (Some(flag), None) = (flag, case_sensitive) {
        faults.at(flag.span(), "`case_sensitive` must be true or false");
    }
    if name.is_none() {
        faults.at(table.range(), "an alias needs a `name`; it is left out");
    }
    table.finish(faults);
    Some(Alias {
        name: name?,
        case_sensitive: case_sensitive.unwrap_or(false),
    })
}

/// Says which slugs, names and addresses two projects share.
fn tell_ambiguous(projects: &[(Project, Range<usize>)], findings: &mut Findings<'_>) {
    let mut owners: HashMap<String, &Slug> = HashMap::new();
    let mut last: Option<&Slug> = None;
    for (project, range) in projects {
        if last.replace(&project.slug) == Some(&project.slug) {
            let message = format!(
                "a second project {:?}; the first counts",
                project.slug.as_str()
            );
            findings.at(DiagnosticCode::RegistryAmbiguous, range.clone(), message);
            continue;
        }
        let aliases = project.aliases.iter().map(|alias| &alias.name);
        let names = std::iter::once(&project.name)
            .chain(aliases)
            .map(|name| fold(name));
        let urls = project.urls.iter().map(ToString::to_string);
        for key in names.chain(urls) {
            let owner = *owners.entry(key.clone()).or_insert(&project.slug);
            if *owner != project.slug {
                let message = format!(
                    "{key:?} stands for both {:?} and {:?}; {:?} counts: keep it on one of them",
                    owner.as_str(),
                    project.slug.as_str(),
                    owner.as_str()
                );
                findings.at(DiagnosticCode::RegistryAmbiguous, range.clone(), message);
            }
        }
    }
}

/// Takes away a `part_of` that names the project itself or none there is.
fn drop_bad_parents(projects: &mut [(Project, Range<usize>)], findings: &mut Findings<'_>) {
    let slugs: HashSet<Slug> = projects.iter().map(|(p, _)| p.slug.clone()).collect();
    for (project, range) in projects {
        let Some(parent) = &project.part_of else {
            continue;
        };
        let fault = if *parent == project.slug {
            "the project itself"
        } else if slugs.contains(parent) {
            continue;
        } else {
            "no project here"
        };
        let message = format!(
            "`part_of` of `{}` names `{parent}`, which is {fault}; it is left out",
            project.slug
        );
        findings.at(DiagnosticCode::RegistryAmbiguous, range.clone(), message);
        project.part_of = None;
    }
}
