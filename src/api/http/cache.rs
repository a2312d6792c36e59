//! How long answers may be kept.

use actix_web::http::header::HeaderValue;

/// How long an answer may be kept by caches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CachePolicy {
    /// Follows from the snapshot: fresh for a minute, then revalidated.
    #[default]
    Snapshot,
    /// Changes with a release of the service only.
    Static,
    /// Never changes: the address holds a digest of what is behind it.
    Forever,
    /// Never kept; has no entity tag.
    NoStore,
}

impl CachePolicy {
    pub(super) const fn value(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Snapshot => "public, max-age=60, stale-while-revalidate=600",
            Self::Static => "public, max-age=3600, stale-while-revalidate=86400",
            Self::Forever => "public, max-age=31536000, immutable",
            Self::NoStore => "no-store",
        })
    }
}
