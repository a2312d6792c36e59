//! From raw options, variables and a file to settings that are resolved.

use std::ffi::OsString;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use toml::{Table, Value};
use url::Url;

use super::args::Options;
use super::error::CliError;
use super::serving::{self, Flags};
use crate::server::{Serving, Settings};

/// Keys of the configuration file.
const KEYS: [&str; 5] = ["archive", "metadata", "store", "listen", "public_url"];

/// Largest configuration file: more is some other file.
const MAX_BYTES: u64 = 64 << 10;

/// What the configuration file says: strings as given.
#[derive(Debug, Default, PartialEq)]
struct Raw {
    archive: Option<PathBuf>,
    metadata: Option<PathBuf>,
    store: Option<PathBuf>,
    listen: Option<String>,
    public_url: Option<String>,
    /// What only a server is told.
    serving: Table,
}

/// Settles every value: option, then variable (clap has put these two
/// together), then file, then default.
pub(super) fn resolve(options: Options) -> Result<Settings, CliError> {
    settle(options).map(|(settings, _)| settings)
}

/// The same with how a server serves.
pub(super) fn resolve_serving(
    options: Options,
    flags: &Flags,
) -> Result<(Settings, Serving), CliError> {
    let (settings, file) = settle(options)?;
    Ok((settings, serving::resolve(flags, &file)?))
}

/// Settings, and what the file says beyond them.
fn settle(options: Options) -> Result<(Settings, Table), CliError> {
    let file = match given(options.config) {
        Some(path) => read(&path)?,
        None => Raw::default(),
    };
    let listen = text(options.listen).or(file.listen);
    let public_url = text(options.public_url).or(file.public_url);
    let settings = Settings {
        archive: given(options.archive)
            .or(file.archive)
            .unwrap_or_else(|| "data".into()),
        metadata: given(options.metadata).or(file.metadata),
        store: Some(
            given(options.store)
                .or(file.store)
                .unwrap_or_else(|| ".chronique".into()),
        ),
        listen: listen.unwrap_or_else(|| "127.0.0.1:8080".to_owned()),
        public_url: public_url
            .as_deref()
            .map(|url| base_url("--public-url", url))
            .transpose()?,
    };
    Ok((settings, file.serving))
}

/// A variable that is set and empty, as compose files leave them, is unset.
fn given(value: Option<OsString>) -> Option<PathBuf> {
    value.filter(|v| !v.is_empty()).map(PathBuf::from)
}

fn text(value: Option<String>) -> Option<String> {
    value.filter(|v| !v.is_empty())
}

/// An address without trailing slash; `option` is where it was given.
pub(super) fn base_url(option: &str, given: &str) -> Result<String, CliError> {
    let url = Url::parse(given).ok().filter(|url| {
        let plain = url.query().is_none() && url.fragment().is_none();
        matches!(url.scheme(), "http" | "https") && url.has_host() && plain
    });
    let fault = || {
        let example = "expected one such as https://reports.example.org";
        CliError::Usage(format!("{option} {given:?} is not an address: {example}"))
    };
    let url = url.ok_or_else(fault)?;
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

fn read(path: &Path) -> Result<Raw, CliError> {
    let fault =
        |why: String| CliError::Usage(format!("the configuration file {}: {why}", path.display()));
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|e| fault(e.to_string()))?;
    let read = file.take(MAX_BYTES + 1).read_to_end(&mut bytes);
    let length = read.map_err(|e| fault(e.to_string()))?;
    if u64::try_from(length).is_ok_and(|n| n > MAX_BYTES) {
        return Err(fault(format!("larger than {} KB", MAX_BYTES >> 10)));
    }
    let text = String::from_utf8(bytes).map_err(|_| fault("not UTF-8".to_owned()))?;
    parse(&text, path.parent().unwrap_or(Path::new(""))).map_err(fault)
}

/// Reads the file's text; its paths are relative to the folder it is in.
fn parse(text: &str, folder: &Path) -> Result<Raw, String> {
    let table: Table = text.parse().map_err(|e: toml::de::Error| {
        let line = e
            .span()
            .and_then(|s| text.get(..s.start))
            .map(|t| t.matches('\n').count() + 1);
        let line = line.map(|n| format!("line {n}: ")).unwrap_or_default();
        format!("{line}{}", e.message())
    })?;
    let mut raw = Raw::default();
    for (key, value) in table {
        if serving::KEYS.contains(&key.as_str()) {
            raw.serving.insert(key, value);
            continue;
        }
        let Value::String(value) = value else {
            let known = KEYS.contains(&key.as_str());
            let fault = || format!("`{key}` must be a string");
            return Err(if known { fault() } else { unknown(&key) });
        };
        let path = Some(folder.join(&value));
        match key.as_str() {
            "archive" => raw.archive = path,
            "metadata" => raw.metadata = path,
            "store" => raw.store = path,
            "listen" => raw.listen = Some(value),
            "public_url" => raw.public_url = Some(value),
            _ => return Err(unknown(&key)),
        }
    }
    Ok(raw)
}

/// Names the fault and the key that was most probably meant.
fn unknown(key: &str) -> String {
    let likeness = |known: &&&str| strsim::jaro_winkler(key, known);
    let closest = KEYS
        .iter()
        .chain(&serving::KEYS)
        .max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    let hint = match closest {
        Some(closest) if likeness(&closest) > 0.7 => format!("did you mean `{closest}`?"),
        _ => {
            let all = [KEYS.as_slice(), &serving::KEYS].concat();
            format!("expected one of {}", all.join(", "))
        }
    };
    format!("unknown key `{}`: {hint}", key.escape_debug())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_count_over_the_file_over_defaults() {
        let temp = tempfile::tempdir().unwrap();
        let file = temp.path().join("c.toml");
        std::fs::write(
            &file,
            "archive = 'reports'\nlisten = '0.0.0.0:1'\nstore = '/s'",
        )
        .unwrap();
        let options = Options {
            config: Some(file.into()),
            listen: Some("[::1]:2".to_owned()),
            store: Some(OsString::new()),
            public_url: Some("https://x.example/base/".to_owned()),
            ..Options::default()
        };
        let settings = resolve(options).unwrap();
        assert_eq!(settings.archive, temp.path().join("reports"));
        assert_eq!(settings.listen, "[::1]:2");
        assert_eq!(settings.store, Some("/s".into()));
        assert_eq!(
            settings.public_url.as_deref(),
            Some("https://x.example/base")
        );
        let settings = resolve(Options::default()).unwrap();
        assert_eq!((settings.archive, settings.metadata), ("data".into(), None));
        assert_eq!(settings.store, Some(".chronique".into()));
    }

    #[test]
    fn faults_in_the_file_name_the_mend() {
        for (text, fault) in [
            (
                "archives = 'x'",
                "unknown key `archives`: did you mean `archive`?",
            ),
            (
                "public-url = 'x'",
                "unknown key `public-url`: did you mean `public_url`?",
            ),
            (
                "zzz = 1",
                "unknown key `zzz`: expected one of archive, metadata, store, listen, public_url, \
                 admin, watch, host, trusted_proxy, rate_limit, concurrency, \
                 answer_cache, log_requests, log_clients, drain",
            ),
            ("[store]\nx = 1", "`store` must be a string"),
        ] {
            assert_eq!(parse(text, Path::new("")).unwrap_err(), fault);
        }
        let fault = parse("archive = 'x'\nlisten = [", Path::new("")).unwrap_err();
        assert!(
            fault.starts_with("line 2: ") && fault.lines().count() == 1,
            "{fault}"
        );
        for bad in ["reports.example.org", "ftp://x", "https://x?y", "https://"] {
            assert!(base_url("--public-url", bad).is_err(), "{bad}");
        }
    }
}
