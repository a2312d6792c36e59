//! Sites: the hosts of resources.

use std::sync::Arc;

use async_graphql::{Object, SimpleObject};

use super::connection::connection;
use super::input::{order, sort_keys};
use super::refusal::Refusal;
use crate::query::{Archive, RawListParams, RawPage, SiteNumber, SiteQuery, SiteRef};

/// A site of the snapshot.
#[derive(Clone)]
pub struct SiteObject {
    archive: Arc<Archive>,
    number: SiteNumber,
}

impl SiteObject {
    /// Always there within one snapshot; fields fall back to empty values.
    fn site(&self) -> Option<SiteRef<'_>> {
        self.archive.site(self.number)
    }
}

/// A host that resources are on.
#[Object(name = "Site")]
impl SiteObject {
    /// The host, with its port if that is not the default one.
    async fn host(&self) -> &str {
        self.site().map_or("", |s| s.host())
    }

    /// How often it is cited.
    async fn counts(&self) -> SiteCounts {
        SiteCounts {
            resources: self.site().map_or(0, |s| s.resources()),
            citations: self.site().map_or(0, |s| s.citations()),
            items: self.site().map_or(0, |s| s.items()),
        }
    }
}

/// How often a site is cited.
#[derive(SimpleObject)]
pub struct SiteCounts {
    /// Resources on it.
    resources: u32,
    /// Links to it.
    citations: u32,
    /// Items that link to it.
    items: u32,
}

order! {
    /// How sites are ordered. The default is most cited first, then host.
    SiteOrder as "SiteSort" {
        /// By host, ascending.
        HostAsc "host"
        /// By host, descending.
        HostDesc "-host"
        /// Least cited first.
        CitationsAsc "citations"
        /// Most cited first.
        CitationsDesc "-citations"
        /// Fewest resources first.
        ResourcesAsc "resources"
        /// Most resources first.
        ResourcesDesc "-resources"
    }
}

impl SiteConnection {
    /// The sites asked for.
    pub fn answer(
        archive: &Arc<Archive>,
        page: &RawPage,
        sort: Option<Vec<SiteOrder>>,
    ) -> Result<Self, Refusal> {
        let raw = RawListParams {
            sort: sort_keys(sort),
            page: page.clone(),
        };
        let page = archive.sites(&SiteQuery::parse(&raw, Vec::new())?);
        Ok(Self {
            page: page.map(|number| SiteObject {
                archive: Arc::clone(archive),
                number,
            }),
        })
    }
}

connection! {
    /// A page of sites.
    SiteConnection of SiteObject
    /// A site on a page.
    SiteEdge
}
