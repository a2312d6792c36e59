//! What the archive says of itself.

use std::sync::Arc;

use async_graphql::{Object, SimpleObject};

use super::scalar::{DateTimeScalar, MonthScalar, UrlScalar};
use crate::query::{Archive, Counts};

/// The snapshot itself.
pub struct ArchiveObject(pub Arc<Archive>);

/// Everything served, as one.
#[Object(name = "Archive")]
impl ArchiveObject {
    /// Its title.
    async fn title(&self) -> &str {
        &self.0.meta().title
    }

    /// The language of the reports (BCP 47), such as `fr`.
    async fn language(&self) -> &str {
        &self.0.about().language
    }

    /// Where the reports are published.
    async fn source(&self) -> Option<UrlScalar> {
        self.0.about().source.as_ref().map(UrlScalar::from)
    }

    /// Its series, the default one first.
    async fn series(&self) -> Vec<Series> {
        let series = self.0.series();
        series
            .map(|(slug, title, reports)| Series {
                slug: slug.to_owned(),
                title: title.map(str::to_owned),
                reports,
            })
            .collect()
    }

    /// Its first and last month; null when it has no reports.
    async fn months(&self) -> Option<MonthRange> {
        let (first, last) = self.0.month_range()?;
        Some(MonthRange {
            first: first.into(),
            last: last.into(),
        })
    }

    /// How many of everything there are.
    async fn counts(&self) -> ArchiveCounts {
        self.0.counts().into()
    }

    /// The key of its content: equal wherever the content is.
    async fn revision(&self) -> &str {
        &self.0.meta().revision
    }

    /// The day of its last update, told by the content alone; null when it has
    /// no reports.
    async fn last_modified(&self) -> Option<DateTimeScalar> {
        self.0.meta().last_modified.map(DateTimeScalar::from)
    }

    /// Who publishes the reports.
    async fn publisher(&self) -> Option<Publisher> {
        let publisher = self.0.about().publisher.as_ref()?;
        Some(Publisher {
            name: publisher.name.clone(),
            url: publisher.url.as_ref().map(UrlScalar::from),
        })
    }

    /// Under which licence.
    async fn license(&self) -> Option<License> {
        let license = self.0.about().license.as_ref()?;
        Some(License {
            name: license.name.clone(),
            spdx: license.spdx.clone(),
            url: license.url.as_ref().map(UrlScalar::from),
        })
    }

    /// Ready to paste: publisher, title, date of last update, licence.
    async fn attribution(&self) -> &str {
        &self.0.meta().attribution
    }
}

/// One run of reports.
#[derive(SimpleObject)]
pub struct Series {
    /// Its key in addresses.
    slug: String,
    /// Its title.
    title: Option<String>,
    /// Reports in it.
    reports: u32,
}

/// A run of months.
#[derive(SimpleObject)]
pub struct MonthRange {
    /// The first month, inside.
    first: MonthScalar,
    /// The last month, inside.
    last: MonthScalar,
}

/// How many of everything an archive has.
#[derive(SimpleObject)]
pub struct ArchiveCounts {
    /// Reports.
    reports: u32,
    /// Items.
    items: u32,
    /// Links, each occurrence.
    links: u32,
    /// Resources, each once.
    resources: u32,
    /// Projects of the registry.
    projects: u32,
    /// Categories, each once.
    categories: u32,
}

impl From<Counts> for ArchiveCounts {
    fn from(counts: Counts) -> Self {
        Self {
            reports: counts.reports,
            items: counts.items,
            links: counts.links,
            resources: counts.resources,
            projects: counts.projects,
            categories: counts.categories,
        }
    }
}

/// Who publishes the reports.
#[derive(SimpleObject)]
pub struct Publisher {
    /// Name.
    name: String,
    /// Home page.
    url: Option<UrlScalar>,
}

/// The licence of the reports.
#[derive(SimpleObject)]
pub struct License {
    /// Name.
    name: String,
    /// SPDX identifier, such as `etalab-2.0`.
    spdx: Option<String>,
    /// Its text.
    url: Option<UrlScalar>,
}
