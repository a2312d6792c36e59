//! Links as written, and the resources they point to.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Digest;
use super::canonical::canonical;

/// How a link was written in the Markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LinkKind {
    /// `[label](href)`
    Inline,
    /// `[label][name]`, the target being given elsewhere in the file
    Reference,
    /// `<href>`
    Autolink,
    /// an address in running text
    Bare,
}

/// One occurrence of a URL in an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// How it was written.
    pub kind: LinkKind,
    /// The plain text of the label; for `AUTOLINK` and `BARE` the address.
    pub label: String,
    /// The target as written.
    pub href: String,
    /// The canonical target; `None` for a link inside the archive's own site.
    pub resource: Option<ResourceUrl>,
}

/// A short stable key of a resource, from a digest of its canonical URL.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ResourceId(String);

impl ResourceId {
    const LEN: usize = 12;

    /// The key as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for ResourceId {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ResourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for ResourceId {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        let alphabet = |b: u8| b.is_ascii_lowercase() || (b'2'..=b'7').contains(&b);
        (s.len() == Self::LEN && s.bytes().all(alphabet))
            .then(|| Self(s.to_owned()))
            .ok_or(())
    }
}

/// The canonical URL that links point to.
///
/// `http` becomes `https`; `www.`, the default port, credentials, fragment,
/// trailing slashes and tracking parameters are dropped; host and percent
/// encoding are normalised (RFC 3986 §6.2.2).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ResourceUrl(String);

impl ResourceUrl {
    /// An address that was canonical when it was packed.
    pub(super) fn from_packed(mut url: String) -> Self {
        // It was made in room for the longest text that there could be.
        url.shrink_to_fit();
        Self(url)
    }

    /// The canonical form of an absolute address, `None` when it is relative,
    /// not an address, or of a scheme that is not served.
    #[must_use]
    pub fn parse(href: &str) -> Option<Self> {
        canonical(href).map(Self)
    }

    /// As [`parse`](Self::parse), then the first matching moved prefix applied.
    #[must_use]
    pub fn parse_moved(href: &str, moved: &[Moved]) -> Option<Self> {
        let url = Self::parse(href)?;
        let hit = moved.iter().find_map(|m| {
            let rest = url.0.strip_prefix(m.from.as_str())?;
            at_boundary(rest).then(|| Self(format!("{}{rest}", m.to.as_str())))
        });
        Some(hit.unwrap_or(url))
    }

    /// The URL as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The resource's key.
    #[must_use]
    pub fn id(&self) -> ResourceId {
        ResourceId(Digest::of(self.0.as_bytes()).short(ResourceId::LEN))
    }

    /// The host (with its port if not the default one), `None` for addresses
    /// without host such as `mailto:`.
    #[must_use]
    pub fn site(&self) -> Option<&str> {
        let (_, rest) = self.0.split_once("://")?;
        rest.split(['/', '?']).next().filter(|s| !s.is_empty())
    }
}

impl Borrow<str> for ResourceUrl {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ResourceUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether what follows a prefix starts a new segment.
fn at_boundary(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(['/', '?'])
}

/// A URL prefix that moved: both the old and the new address find one resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// The old prefix, canonical.
    pub from: ResourceUrl,
    /// The new prefix, canonical.
    pub to: ResourceUrl,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::is_servable;
    use super::*;

    proptest! {
        #[test]
        fn the_canonical_form_of_a_canonical_form_is_itself(
            text in prop_oneof!["\\PC{0,60}", "(https?|ftp|mailto|irc)://?(www\\.)*[a-z.]{1,12}(:[0-9]{1,4})?[/?#%a-z0-9=&~.]{0,30}"]
        ) {
            if let Some(url) = ResourceUrl::parse(&text) {
                prop_assert_eq!(ResourceUrl::parse(url.as_str()), Some(url));
            }
        }
    }

    fn canonical(href: &str) -> Option<String> {
        ResourceUrl::parse(href).map(|u| u.to_string())
    }

    #[test]
    fn one_resource_has_one_url() {
        for (written, url) in [
            ("http://www.Example.ORG:80/", "https://example.org"),
            (
                "https://example.org:443/a/b/#frag",
                "https://example.org/a/b",
            ),
            ("https://example.org:8443/a", "https://example.org:8443/a"),
            (
                "https://git.sr.ht/%7Eetalab/x%2fy%c3%a9",
                "https://git.sr.ht/~etalab/x%2Fy%C3%A9",
            ),
            (
                "https://example.org/?utm_source=a&b=2&fbclid=3#x",
                "https://example.org?b=2",
            ),
            ("https://example.org/a?", "https://example.org/a"),
            ("//example.org/x", "https://example.org/x"),
            ("https://user:secret@example.org/x", "https://example.org/x"),
            (
                "https://exa\u{200b}mple.org/x\u{200b}",
                "https://example.org/x",
            ),
            ("https://www.com/", "https://www.com"),
            ("https://example.org/100%", "https://example.org/100%"),
            ("https://bücher.example/", "https://xn--bcher-kva.example"),
            (
                "mailto:floss@numerique.gouv.fr",
                "mailto:floss@numerique.gouv.fr",
            ),
        ] {
            assert_eq!(canonical(written).as_deref(), Some(url), "{written}");
            assert_eq!(canonical(url).as_deref(), Some(url), "idempotent: {url}");
        }
    }

    #[test]
    fn relative_empty_and_running_targets_are_no_resource() {
        for written in [
            "",
            " ",
            "01.md",
            "/fr/",
            "#x",
            "javascript:alert(1)",
            "data:text/html,x",
            "java\tscript:x",
            "vbscript:x",
            "mailto:",
            "https://",
        ] {
            assert_eq!(canonical(written), None, "{written:?}");
        }
        for bad in [
            "",
            "javascript:alert(1)",
            " JaVaScript:x",
            "java\nscript:x",
            "data:text/html,x",
            "file:///etc/passwd",
        ] {
            assert!(!is_servable(bad), "{bad:?}");
        }
        assert!(is_servable("01.md") && is_servable("https://example.org"));
    }

    #[test]
    fn a_moved_prefix_finds_the_new_resource() {
        let moved = [Moved {
            from: ResourceUrl::parse("https://git.sr.ht/~etalab/").unwrap(),
            to: ResourceUrl::parse("https://git.sr.ht/~codegouvfr/").unwrap(),
        }];
        let at = |href| ResourceUrl::parse_moved(href, &moved).unwrap().to_string();
        assert_eq!(
            at("https://git.sr.ht/~etalab/sill/commit/9"),
            "https://git.sr.ht/~codegouvfr/sill/commit/9"
        );
        assert_eq!(
            at("https://git.sr.ht/~etalabo/sill"),
            "https://git.sr.ht/~etalabo/sill"
        );
    }

    #[test]
    fn sites_and_ids() {
        let url = ResourceUrl::parse("https://github.com/etalab/sill/issues?x=1").unwrap();
        assert_eq!(url.site(), Some("github.com"));
        assert_eq!(ResourceUrl::parse("mailto:a@b.c").unwrap().site(), None);
        assert_eq!(url.id().as_str().parse::<ResourceId>(), Ok(url.id()));
    }
}
