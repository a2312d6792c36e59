//! The REST address that a command is.

use url::{Url, form_urlencoded};

use super::{Asked, Bare, Format};

impl Asked {
    /// The address, with these parameters besides those given.
    pub(super) fn address(&self, more: &[(&str, &str)]) -> String {
        let name = self.noun.name;
        let Some(thing) = &self.thing else {
            let suffix = match self.format {
                Format::Csv => ".csv",
                Format::Ndjson => ".ndjson",
                Format::Table | Format::Json | Format::Md => "",
            };
            return with_query(&format!("/v1/{name}{suffix}"), &self.pairs, more);
        };
        if is_url(self.noun.bare, thing) {
            // Where it leads knows nothing of other parameters.
            let given = [("url".to_owned(), absolute(thing))];
            return with_query(&format!("/v1/{name}/lookup"), &given, &[]);
        }
        let suffix = if self.is_source() { ".md" } else { "" };
        let path = format!("/v1/{name}/{}{suffix}", segment(thing));
        with_query(&path, &self.pairs, more)
    }

    /// Whether a report is wanted as it was written.
    pub(super) fn is_source(&self) -> bool {
        self.noun.name == "reports" && self.thing.is_some() && self.format == Format::Md
    }

    /// The value of a parameter, if it is given.
    pub(super) fn given(&self, name: &str) -> Option<&str> {
        let pair = self.pairs.iter().find(|(given, _)| given == name);
        pair.map(|(_, value)| value.as_str())
    }
}

/// An id of a resource has neither point nor slash.
fn is_url(bare: Bare, thing: &str) -> bool {
    matches!(bare, Bare::KeyOrUrl(..)) && thing.contains(['.', '/', ':'])
}

/// A host may be written without its scheme, as browsers have it.
fn absolute(thing: &str) -> String {
    if thing.contains("://") {
        thing.to_owned()
    } else {
        format!("https://{thing}")
    }
}

/// A text as one segment of a path.
fn segment(text: &str) -> String {
    let Ok(mut url) = Url::parse("http://x") else {
        return String::new();
    };
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().push(text);
    }
    url.path().trim_start_matches('/').to_owned()
}

fn with_query(path: &str, pairs: &[(String, String)], more: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs).extend_pairs(more);
    match query.finish() {
        query if query.is_empty() => path.to_owned(),
        query => format!("{path}?{query}"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use url::Url;

    use super::{absolute, is_url, segment};
    use crate::cli::noun::Bare;

    #[test]
    fn an_address_is_told_from_an_id() {
        let bare = Bare::KeyOrUrl("", "");
        assert!(!is_url(bare, "admil53qqgn3"));
        assert!(is_url(bare, "github.com/etalab/sill"));
        assert!(!is_url(Bare::Key("", ""), "a.b"));
        assert_eq!(absolute("github.com"), "https://github.com");
        assert_eq!(absolute("http://github.com"), "http://github.com");
    }

    proptest! {
        #[test]
        fn a_key_stays_one_segment_whatever_is_in_it(key in "\\PC{1,20}") {
            prop_assume!(!key.trim_matches('.').is_empty());
            let url = Url::parse(&format!("http://x/v1/items/{}?y=1", segment(&key))).unwrap();
            prop_assert_eq!(url.path_segments().unwrap().count(), 3);
            prop_assert_eq!(url.query(), Some("y=1"));
        }
    }
}
