//! Content codings (RFC 9110, 8.4 and 12.5.3): which one to send a body in.

use actix_web::http::header::HeaderMap;

use super::negotiate::{FULL, MAX_RANGES, Quality, joined, weight};

/// A content coding that a body can be sent in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// As it is.
    Identity,
    /// RFC 1952.
    Gzip,
    /// RFC 7932.
    Brotli,
    /// RFC 8878.
    Zstd,
}

impl Coding {
    /// In the order of preference: zstd costs a quarter of the others.
    const PREFERRED: [Self; 3] = [Self::Zstd, Self::Brotli, Self::Gzip];

    /// The token of `Content-Encoding`.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Gzip => "gzip",
            Self::Brotli => "br",
            Self::Zstd => "zstd",
        }
    }

    /// What an entity tag ends in, so that it differs per coding.
    #[must_use]
    pub const fn tag_suffix(self) -> &'static str {
        match self {
            Self::Identity => "",
            Self::Gzip => "-gzip",
            Self::Brotli => "-br",
            Self::Zstd => "-zstd",
        }
    }
}

/// A parsed `Accept-Encoding` header.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AcceptEncoding {
    weights: Vec<(String, Quality)>,
}

impl AcceptEncoding {
    /// Reads the `Accept-Encoding` headers of a request.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        Self::parse(&joined(headers, actix_web::http::header::ACCEPT_ENCODING))
    }

    /// Reads a header value; an absent or empty one asks for no coding.
    #[must_use]
    pub fn parse(value: &str) -> Self {
        let weights = value.split(',').take(MAX_RANGES).filter_map(|text| {
            let mut parts = text.split(';');
            let token = parts.next()?.trim().to_ascii_lowercase();
            let quality = weight(parts)?;
            (!token.is_empty()).then_some((token, quality))
        });
        Self {
            weights: weights.collect(),
        }
    }

    /// The coding to use. A body that is not worth compressing goes as it is
    /// unless that is ruled out; `None` if everything is.
    #[must_use]
    pub fn choose(&self, worth_compressing: bool) -> Option<Coding> {
        let identity = self.identity();
        if !worth_compressing && identity > 0 {
            return Some(Coding::Identity);
        }
        let mut best = None;
        let mut best_quality = 0;
        for coding in Coding::PREFERRED {
            let quality = self.quality(coding);
            if quality > best_quality {
                best_quality = quality;
                best = Some(coding);
            }
        }
        let identity_asked = self.weight_of("identity").unwrap_or(0);
        if identity_asked > best_quality || (best.is_none() && identity > 0) {
            return Some(Coding::Identity);
        }
        best
    }

    fn quality(&self, coding: Coding) -> Quality {
        let own = self.weight_of(coding.token());
        // RFC 9110, 8.4.1.3: the name that gzip had before it had a name.
        let own = own.or_else(|| {
            if coding == Coding::Gzip {
                self.weight_of("x-gzip")
            } else {
                None
            }
        });
        own.or_else(|| self.weight_of("*")).unwrap_or(0)
    }

    /// No coding is always acceptable unless `identity;q=0`, or `*;q=0`
    /// without a word on identity (RFC 9110, 12.5.3).
    fn identity(&self) -> Quality {
        let star_excludes = self.weight_of("*") == Some(0);
        self.weight_of("identity")
            .unwrap_or(if star_excludes { 0 } else { FULL })
    }

    fn weight_of(&self, token: &str) -> Option<Quality> {
        self.weights
            .iter()
            .find(|(own, _)| own == token)
            .map(|(_, quality)| *quality)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accept_encoding_table() {
        use Coding::{Brotli, Gzip, Identity, Zstd};
        let table = [
            ("", true, Some(Identity)),
            ("gzip", true, Some(Gzip)),
            ("gzip", false, Some(Identity)),
            ("x-gzip", true, Some(Gzip)),
            ("gzip, deflate, br, zstd", true, Some(Zstd)),
            ("gzip, deflate, br", true, Some(Brotli)),
            ("gzip;q=1.0, br;q=0.5", true, Some(Gzip)),
            ("gzip;q=0", true, Some(Identity)),
            ("*", true, Some(Zstd)),
            ("*;q=0", true, None),
            ("*;q=0, gzip", true, Some(Gzip)),
            ("identity;q=0", true, None),
            ("identity;q=0, gzip", false, Some(Gzip)),
            ("identity;q=0, *", false, Some(Zstd)),
            ("identity, gzip;q=0.5", true, Some(Identity)),
            ("deflate", true, Some(Identity)),
        ];
        for (header, worth, expected) in table {
            assert_eq!(
                AcceptEncoding::parse(header).choose(worth),
                expected,
                "{header:?}"
            );
        }
    }

    proptest::proptest! {
        #[test]
        fn nothing_panics(text in ".{0,200}") {
            let _ = AcceptEncoding::parse(&text).choose(true);
        }
    }
}
