//! From an answer to the response of one request: entity tags, conditions,
//! compression, and the headers that every response carries.

use std::borrow::Cow;

use actix_web::{
    HttpRequest, HttpResponse,
    body::{BoxBody, MessageBody},
    http::{
        Method, StatusCode,
        header::{self, HeaderMap, HeaderName, HeaderValue},
    },
    web::{self, Bytes},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{
    cache::CachePolicy,
    coding::{AcceptEncoding, Coding},
    compress::compress,
    kept::Keepable,
    link::{WebLink, escape_uri, link_header},
    negotiate::IfNoneMatch,
    problem::Problem,
};

/// Bodies shorter than this are not compressed: a packet is a packet.
const WORTH_COMPRESSING_BYTES: usize = 1024;

/// Longer ones are compressed beside the worker: these take less than half a
/// millisecond.
const LONG_TO_COMPRESS_BYTES: usize = 16 << 10;

/// 22 characters of base64 hold 132 bits: no two bodies will ever meet.
const ETAG_CHARACTERS: usize = 22;

/// What browsers may read of a response from another origin.
const EXPOSED: &str = "Accept-Ranges, Allow, Content-Disposition, Content-Encoding, Content-Language, \
                       Content-Length, Content-Location, Content-Range, ETag, Last-Modified, Link, \
                       Location, RateLimit, RateLimit-Policy, Repr-Digest, Retry-After, Vary, \
                       X-Request-Id";

/// What is said of a body to who gets it: a 304 leaves it out (RFC 9110
/// §15.4.5), because whoever has the body has that as well.
pub const OF_REPRESENTATION: [HeaderName; 5] = [
    header::CONTENT_TYPE,
    header::CONTENT_ENCODING,
    header::CONTENT_LANGUAGE,
    header::LAST_MODIFIED,
    header::LINK,
];

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// What a handler has to say; everything else follows from the request.
#[derive(Debug, Clone)]
pub struct Answer {
    /// 200 unless said otherwise.
    pub status: StatusCode,
    /// Media type of the body, with its parameters; empty without a body.
    pub content_type: Cow<'static, str>,
    /// The body, uncompressed.
    pub body: Bytes,
    /// How long it may be kept.
    pub cache: CachePolicy,
    /// Targets of the `Link` header.
    pub links: Vec<WebLink>,
    /// Language of the body.
    pub language: Option<Cow<'static, str>>,
    /// As an HTTP-date (`Tue, 15 Nov 1994 08:12:31 GMT`).
    pub last_modified: Option<String>,
    /// The opaque part of the strong tag that the body has without coding,
    /// where something else than its bytes tells it.
    pub tag: Option<String>,
    /// Any other header; replaces a common one of the same name.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// The body of the request, where an answer that no one else may keep is
    /// kept here: whoever sends the same is given the same.
    pub asked: Option<Bytes>,
    /// The body in a coding, where it was made already.
    coded: Option<(Coding, Bytes)>,
}

impl Answer {
    /// A 200 of this type.
    #[must_use]
    pub fn new(content_type: impl Into<Cow<'static, str>>, body: impl Into<Bytes>) -> Self {
        Self {
            status: StatusCode::OK,
            content_type: content_type.into(),
            body: body.into(),
            cache: CachePolicy::default(),
            links: Vec::new(),
            language: None,
            last_modified: None,
            tag: None,
            headers: Vec::new(),
            asked: None,
            coded: None,
        }
    }

    /// A 200 in `application/json`.
    #[must_use]
    pub fn json(body: impl Into<Bytes>) -> Self {
        Self::new("application/json", body)
    }

    /// A redirect without a body. A location that cannot stand in a header is
    /// escaped until it can.
    #[must_use]
    pub fn redirect(status: StatusCode, location: &str) -> Self {
        let mut answer = Self::new("", Bytes::new());
        answer.status = status;
        answer
            .headers
            .extend(header_value(&escape_uri(location)).map(|value| (header::LOCATION, value)));
        answer
    }

    /// The same with another policy.
    #[must_use]
    pub const fn with_cache(mut self, cache: CachePolicy) -> Self {
        self.cache = cache;
        self
    }

    /// The same with its body in the coding that the request wants, where that
    /// takes so long to make that it is done beside the worker.
    pub async fn coded(mut self, request: &HttpRequest) -> Self {
        let coding = self.coding(request).unwrap_or(Coding::Identity);
        let is_long = self.body.len() >= LONG_TO_COMPRESS_BYTES && coding != Coding::Identity;
        if is_long && !self.is_known(request, coding) {
            let body = self.body.clone();
            // Without room for a thread it is made where it is sent.
            let made = web::block(move || compress(&body, coding)).await;
            self.coded = made.ok().flatten().map(|body| (coding, body));
        }
        self
    }

    /// The coding to answer in; none if all are ruled out.
    fn coding(&self, request: &HttpRequest) -> Option<Coding> {
        let is_worth_it = self.body.len() >= WORTH_COMPRESSING_BYTES;
        let coding = AcceptEncoding::of(request.headers()).choose(is_worth_it)?;
        // Nothing to compress, and no coding of nothing.
        let is_empty = self.body.is_empty();
        Some(if is_empty { Coding::Identity } else { coding })
    }

    fn has_tag(&self) -> bool {
        self.status == StatusCode::OK && self.cache != CachePolicy::NoStore
    }

    /// Whether who asks has the body in this coding.
    fn is_known(&self, request: &HttpRequest, coding: Coding) -> bool {
        let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
        let is_asked = request.headers().contains_key(header::IF_NONE_MATCH);
        is_read
            && is_asked
            && self.has_tag()
            && IfNoneMatch::of(request.headers()).matches(&self.entity_tag(coding))
    }

    /// The response to this request: 304 if the client has it already, 406 if
    /// it excludes every coding. Other handling of the request (its method,
    /// its `Accept`) is done by now.
    #[must_use]
    pub fn respond(self, request: &HttpRequest) -> HttpResponse {
        let Some(coding) = self.coding(request) else {
            return Problem::not_acceptable("Accept-Encoding", &["zstd", "br", "gzip", "identity"])
                .respond(request);
        };
        let etag = self.has_tag().then(|| self.entity_tag(coding));
        let unchanged = self.is_known(request, coding);
        let mut response = if unchanged {
            HttpResponse::with_body(StatusCode::NOT_MODIFIED, BoxBody::new(Bytes::new()))
        } else {
            self.full_response(coding)
        };
        self.set_headers(response.headers_mut(), etag.as_deref());
        if unchanged {
            leave_out_representation(response.headers_mut());
        }
        if etag.is_some() && !unchanged {
            response.extensions_mut().insert(Keepable::default());
        } else if let Some(asked) = self.asked {
            response.extensions_mut().insert(Keepable(asked));
        }
        response
    }

    /// The strong entity tag, with its quotes. A pure function of the bytes
    /// and their type, or of what they are made from, so that every replica has
    /// the same.
    #[must_use]
    pub fn entity_tag(&self, coding: Coding) -> String {
        if let Some(tag) = &self.tag {
            return format!("\"{tag}{}\"", coding.tag_suffix());
        }
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.content_type.as_bytes());
        hasher.update(&[0]);
        hasher.update(&self.body);
        let mut tag = URL_SAFE_NO_PAD.encode(hasher.finalize().as_bytes());
        tag.truncate(ETAG_CHARACTERS);
        format!("\"{tag}{}\"", coding.tag_suffix())
    }

    fn full_response(&self, coding: Coding) -> HttpResponse {
        let made = self.coded.clone().filter(|(made, _)| *made == coding);
        let made = made.map(|(_, body)| body);
        let (body, coding) = match made.or_else(|| compress(&self.body, coding)) {
            Some(compressed) => (compressed, coding),
            None => (self.body.clone(), Coding::Identity),
        };
        let mut response = HttpResponse::with_body(self.status, BoxBody::new(body));
        let headers = response.headers_mut();
        let content_type = Some(&self.content_type).filter(|text| !text.is_empty());
        if let Some(value) = content_type.and_then(|text| header_value(text)) {
            headers.insert(header::CONTENT_TYPE, value);
        }
        if coding != Coding::Identity {
            headers.insert(
                header::CONTENT_ENCODING,
                HeaderValue::from_static(coding.token()),
            );
        }
        response
    }

    /// The response to this request with a body that is made as it is sent,
    /// as it is: `etag` is its strong tag, with quotes, since it cannot be told
    /// from bytes that are not there yet.
    #[must_use]
    pub fn respond_with<B>(self, request: &HttpRequest, etag: &str, body: B) -> HttpResponse
    where
        B: MessageBody + 'static,
    {
        let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
        let unchanged =
            is_read && self.status.is_success() && IfNoneMatch::of(request.headers()).matches(etag);
        let mut response = if unchanged {
            HttpResponse::with_body(StatusCode::NOT_MODIFIED, BoxBody::new(Bytes::new()))
        } else {
            HttpResponse::with_body(self.status, BoxBody::new(body))
        };
        let headers = response.headers_mut();
        self.set_headers(headers, Some(etag));
        if let Some(value) = header_value(&self.content_type) {
            headers.insert(header::CONTENT_TYPE, value);
        }
        if unchanged {
            leave_out_representation(headers);
        }
        response
    }

    fn set_headers(&self, headers: &mut HeaderMap, etag: Option<&str>) {
        set_common_headers(headers);
        headers.insert(
            header::VARY,
            HeaderValue::from_static("Accept, Accept-Encoding"),
        );
        headers.insert(header::CACHE_CONTROL, self.cache.value());
        let links = link_header(&self.links);
        let computed = [
            (header::ETAG, etag.and_then(header_value)),
            (
                header::CONTENT_LANGUAGE,
                self.language.as_deref().and_then(header_value),
            ),
            (
                header::LAST_MODIFIED,
                self.last_modified.as_deref().and_then(header_value),
            ),
            (header::LINK, links.and_then(|text| text.try_into().ok())),
        ];
        for (name, value) in computed {
            if let Some(value) = value {
                headers.insert(name, value);
            }
        }
        for (name, value) in &self.headers {
            headers.insert(name.clone(), value.clone());
        }
    }
}

/// The headers that every response carries, problems included: any origin may
/// read it, and no browser may take it for something else than it says.
pub fn set_common_headers(headers: &mut HeaderMap) {
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    headers.insert(
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static(EXPOSED),
    );
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"),
    );
    // A policy of `same-origin` in a page that fetches us would block it.
    headers.insert(RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
}

fn leave_out_representation(headers: &mut HeaderMap) {
    for name in OF_REPRESENTATION {
        headers.remove(name);
    }
}

fn header_value(text: &str) -> Option<HeaderValue> {
    HeaderValue::from_str(text).ok()
}

#[cfg(test)]
mod tests;
