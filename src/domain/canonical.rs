//! Targets as written into canonical addresses.

use std::sync::LazyLock;

use url::Url;

/// Schemes that are served as links; anything else stays text.
const SCHEMES: [&str; 12] = [
    "http", "https", "mailto", "ftp", "ftps", "sftp", "irc", "ircs", "tel", "xmpp", "gemini", "git",
];

/// Query parameters that say how a visitor came, not what is pointed to.
const TRACKING: [&str; 12] = [
    "fbclid", "gclid", "dclid", "msclkid", "igshid", "mc_cid", "mc_eid", "xtor", "yclid", "twclid",
    "_hsenc", "_hsmi",
];

/// Prefixes of such parameters.
const TRACKING_PREFIXES: [&str; 4] = ["utm_", "mtm_", "pk_", "matomo_"];

/// The host that relative addresses are resolved against: reserved by
/// RFC 2606, so that no real address has it.
const RELATIVE: &str = "archive.invalid";

/// That host as an address, parsed once.
static BASE: LazyLock<Option<Url>> =
    LazyLock::new(|| Url::parse(&format!("https://{RELATIVE}/")).ok());

/// Whether a target may be served as a link: a relative address or one with
/// a scheme that does not run anything. Empty, `javascript:` and `data:`
/// targets are kept as text.
#[must_use]
pub fn is_servable(href: &str) -> bool {
    plain_web(href).is_some() || (!href.trim().is_empty() && resolve(href).is_some())
}

/// Host and path of an address of the web that parsing would leave as it is,
/// which most are: nothing in it to be encoded, decoded, folded or resolved.
fn plain_web(href: &str) -> Option<(&str, &str)> {
    let rest = href
        .strip_prefix("https://")
        .or_else(|| href.strip_prefix("http://"))?;
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let is_letter = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    // A name of digits may be a number of IPv4, and `xn--` is to be decoded.
    let is_label = |l: &str| !l.is_empty() && !l.starts_with("xn--") && l.bytes().all(is_letter);
    let is_name = host.split('.').all(is_label)
        && host
            .rsplit('.')
            .next()?
            .starts_with(|c: char| c.is_ascii_lowercase())
        && host != RELATIVE;
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/".contains(&b);
    let is_path = path.bytes().all(is_plain) && !path.contains("/.");
    (is_name && is_path).then_some((host, path))
}

/// A target resolved against a host that does not exist.
fn resolve(href: &str) -> Option<Url> {
    let cleaned: String = href
        .chars()
        .filter(|c| {
            !matches!(
                c,
                '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}'
            )
        })
        .collect();
    let url = BASE.as_ref()?.join(cleaned.trim()).ok()?;
    SCHEMES.contains(&url.scheme()).then_some(url)
}

/// The canonical form of an absolute address, `None` when it is relative, not
/// an address, or of a scheme that is not served.
pub(super) fn canonical(href: &str) -> Option<String> {
    if let Some((host, path)) = plain_web(href) {
        let host = without_www(host);
        return Some(["https://", host, path.trim_end_matches('/')].concat());
    }
    parse(href)
}

fn parse(href: &str) -> Option<String> {
    let url = resolve(href)?;
    if url.host_str() == Some(RELATIVE) {
        return None;
    }
    match url.scheme() {
        "http" | "https" => canonical_web(&url),
        scheme => {
            let mut url = url.clone();
            url.set_fragment(None);
            let rest = url.as_str().strip_prefix(scheme)?.trim_end_matches('/');
            (rest != ":").then(|| format!("{scheme}{rest}"))
        }
    }
}

/// The canonical form of an `http` or `https` URL.
fn canonical_web(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    // The root's dot; any other empty label is no host of the web.
    let host = without_www(host.strip_suffix('.').unwrap_or(host));
    if host.split('.').any(str::is_empty) {
        return None;
    }
    let path = normalise_percent(url.path());
    let mut out = format!("https://{host}");
    // The other scheme's default port is one too, as the scheme is folded.
    if let Some(port) = url.port().filter(|p| ![80, 443].contains(p)) {
        out.push(':');
        out.push_str(&port.to_string());
    }
    out.push_str(path.trim_end_matches('/'));
    let kept: Vec<String> = url
        .query()
        .unwrap_or("")
        .split('&')
        .filter(|pair| !pair.is_empty() && !is_tracking(pair))
        .map(normalise_percent)
        .collect();
    if !kept.is_empty() {
        out.push('?');
        out.push_str(&kept.join("&"));
    }
    Some(out)
}

fn without_www(mut host: &str) -> &str {
    while let Some(rest) = host.strip_prefix("www.").filter(|r| r.contains('.')) {
        host = rest;
    }
    host
}

/// Whether a `key=value` pair is a tracking parameter.
fn is_tracking(pair: &str) -> bool {
    let key = pair.split('=').next().unwrap_or("").to_ascii_lowercase();
    TRACKING.contains(&key.as_str()) || TRACKING_PREFIXES.iter().any(|p| key.starts_with(p))
}

/// Percent escapes in upper case, those of unreserved characters decoded.
fn normalise_percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        let hex = after.get(..2).and_then(|h| u8::from_str_radix(h, 16).ok());
        match hex.map(char::from) {
            Some(c) if c.is_ascii_alphanumeric() || "-._~".contains(c) => {
                out.push(c);
                rest = after.get(2..).unwrap_or("");
            }
            Some(_) => {
                out.push('%');
                out.push_str(&after.get(..2).unwrap_or("").to_ascii_uppercase());
                rest = after.get(2..).unwrap_or("");
            }
            None => {
                out.push('%');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_plain_address_is_what_parsing_makes_of_it(
            text in "https?://(www\\.|xn--|0x|archive\\.|[a-c0-9]-?-?\\.?){0,6}(fr|org|invalid|a1|1a|12|com\\.)(/\\.?\\.?[a-zA-Z0-9~_-]{0,3}){0,4}"
        ) {
            prop_assert_eq!(canonical(&text), parse(&text));
            prop_assert_eq!(is_servable(&text), resolve(&text).is_some());
        }
    }
}
