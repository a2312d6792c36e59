//! Answers drawn as SVG: coverage, months, the co-mention graph.

use std::sync::LazyLock;

use actix_web::http::header::{CONTENT_SECURITY_POLICY, HeaderValue};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha256};

use super::call::Call;
use crate::api::http::query_string::address;
use crate::api::http::{Answer, Problem, WebLink};
use crate::api::picture::{Lang, STYLE, Style};
use crate::query::{Fault, FaultCode, PAGE, Pairs};

/// What a picture is.
pub const MEDIA_TYPE: &str = "image/svg+xml";
/// The form of a picture: suffix and media type.
pub const ALSO: &[(&str, &str)] = &[(".svg", MEDIA_TYPE)];

/// Allows the style sheet of our pictures, by its digest, and nothing else:
/// a picture that is opened by itself is a document like any other. It does
/// not forbid frames: others may show it in one.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let digest = STANDARD.encode(Sha256::digest(STYLE));
    format!("default-src 'none'; style-src 'sha256-{digest}'")
});

/// Refuses the parameters of pictures where the answer is something else.
pub fn refuse_parameters(pairs: &mut Pairs) {
    if pairs.one("lang").is_some() {
        let detail = "only the SVG form has texts of its own: ask for `.svg`";
        pairs
            .faults
            .push(Fault::new("lang", FaultCode::Conflict, detail));
    }
}

impl Call<'_> {
    /// The language of the picture, if one is wanted: that of the archive
    /// unless it is said.
    pub fn drawn_in(&mut self) -> Option<Lang> {
        if !self.wants(MEDIA_TYPE) {
            return None;
        }
        let unsaid = Lang::of_tag(&self.archive.about().language);
        let Some(given) = self.pairs.one("lang") else {
            return Some(unsaid);
        };
        let known = Lang::ALL.into_iter().find(|lang| lang.tag() == given);
        Some(known.unwrap_or_else(|| {
            let tags = Lang::ALL.map(Lang::tag);
            let fault = Fault::not_among("lang", FaultCode::InvalidValue, &given, &tags);
            self.pairs.faults.push(fault);
            unsaid
        }))
    }

    /// Where the same answer is in forms that are no list's, but for this one.
    pub fn drawn(&self, but: &str) -> Vec<WebLink> {
        // Below a key the handler knows which address is the thing's own, and
        // an address without a suffix may be that of a stream.
        let has_own = !self.route.path.ends_with('}');
        let json = ("", "application/json");
        let bare = self.route.forms().is_empty().then_some(&json);
        let also = self
            .route
            .also
            .iter()
            .filter(|(suffix, _)| !suffix.is_empty());
        let others = bare.into_iter().chain(also);
        let others = others.filter(|(_, media_type)| has_own && *media_type != but);
        let link = |(suffix, media_type): &(&'static str, &'static str)| {
            let without: &[&str] = match *media_type {
                MEDIA_TYPE => &["fields", "dialect", "raw"],
                _ => &["fields", "dialect", "raw", "lang"],
            };
            let path = format!("{}{suffix}", self.path());
            let href = address(&self.addresses.at(&path), self.pairs.given(), without, &[]);
            WebLink::new("alternate", href).with_type(*media_type)
        };
        // An address with one form only has no others.
        if self.route.also.is_empty() {
            return Vec::new();
        }
        others.map(link).collect()
    }

    /// Answers with a picture.
    pub fn picture(
        mut self,
        lang: Lang,
        draw: impl FnOnce(&Style<'_>) -> String,
    ) -> Result<Answer, Problem> {
        self.check_no_fields()?;
        let said = self.pairs.given().iter();
        // What says how the counts are put together, and not of which items.
        let is_kept = |name: &str| !PAGE.contains(&name) && !["by", "sort"].contains(&name);
        let kept: Vec<_> = said.filter(|(name, _)| is_kept(name)).cloned().collect();
        let body = draw(&Style {
            lang,
            addresses: self.addresses,
            kept: &kept,
            standalone: true,
        });
        let mut answer = self.text(MEDIA_TYPE, body);
        answer.links.extend(self.drawn(MEDIA_TYPE));
        answer.language = Some(lang.tag().into());
        let policy = HeaderValue::from_str(&POLICY).ok();
        answer
            .headers
            .extend(policy.map(|policy| (CONTENT_SECURITY_POLICY, policy)));
        Ok(answer)
    }
}
