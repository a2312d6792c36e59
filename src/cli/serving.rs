//! How a server serves: from flags, variables and the configuration file to
//! values that are resolved.

use std::io::IsTerminal as _;
use std::num::NonZeroU32;
use std::time::Duration;

use clap::builder::FalseyValueParser;
use clap::{Args as Arguments, ValueEnum};
use toml::{Table, Value};

use super::error::CliError;
use crate::server::{AdminAddress, Hosts, LogFormat, Proxies, Serving};

/// Keys of the configuration file that are read here.
pub(super) const KEYS: [&str; 10] = [
    "admin",
    "watch",
    "host",
    "trusted_proxy",
    "rate_limit",
    "concurrency",
    "answer_cache",
    "log_requests",
    "log_clients",
    "drain",
];

/// Requests under way, unless it is said.
const CONCURRENCY: usize = 512;
/// Megabytes of answers that a worker keeps, unless it is said.
const ANSWER_CACHE: u64 = 8;
/// Seconds between being told to stop and stopping, unless it is said.
const DRAIN: u64 = 5;

/// What only `serve` takes. Raw, but for what clap reads.
#[derive(Debug, Clone, Default, Arguments)]
pub(super) struct Flags {
    /// The operator's listener, for /metrics and POST /reload: a port of the
    /// loopback interface, or a socket such as `unix:/run/chronique.sock`
    #[arg(
        long,
        value_name = "ADDR",
        env = "CHRONIQUE_ADMIN",
        hide_env_values = true
    )]
    admin: Option<String>,
    /// Reload when files change
    #[arg(long, env = "CHRONIQUE_WATCH", hide_env_values = true, value_parser = FalseyValueParser::new())]
    watch: bool,
    /// A name that the service answers for; any when none is given
    #[arg(
        long,
        value_name = "NAME",
        value_delimiter = ',',
        env = "CHRONIQUE_HOST",
        hide_env_values = true
    )]
    host: Vec<String>,
    /// A proxy, or a network of them, whose X-Forwarded-For counts
    #[arg(
        long,
        value_name = "CIDR",
        value_delimiter = ',',
        env = "CHRONIQUE_TRUSTED_PROXY",
        hide_env_values = true
    )]
    trusted_proxy: Vec<String>,
    /// Requests a minute and client, past which comes a 429 [default: none]
    #[arg(
        long,
        value_name = "N",
        env = "CHRONIQUE_RATE_LIMIT",
        hide_env_values = true
    )]
    rate_limit: Option<u32>,
    /// Requests under way, past which comes a 503 [default: 512]
    #[arg(
        long,
        value_name = "N",
        env = "CHRONIQUE_CONCURRENCY",
        hide_env_values = true
    )]
    concurrency: Option<u32>,
    /// Megabytes of answers that each worker keeps as long as the snapshot
    /// they were made from; 0 keeps none [default: 8]
    #[arg(
        long,
        value_name = "MB",
        env = "CHRONIQUE_ANSWER_CACHE",
        hide_env_values = true
    )]
    answer_cache: Option<u32>,
    /// How the log is written [default: auto, text on a terminal]
    #[arg(
        long,
        value_enum,
        value_name = "FORMAT",
        env = "CHRONIQUE_LOG_FORMAT",
        hide_env_values = true
    )]
    pub(super) log_format: Option<Form>,
    /// Whether every request is a line of the log [default: true]
    #[arg(
        long,
        value_name = "BOOL",
        env = "CHRONIQUE_LOG_REQUESTS",
        hide_env_values = true
    )]
    log_requests: Option<bool>,
    /// Write the addresses of clients into the log
    #[arg(long, env = "CHRONIQUE_LOG_CLIENTS", hide_env_values = true, value_parser = FalseyValueParser::new())]
    log_clients: bool,
    /// Seconds between SIGTERM and the end, while /readyz says 503 to whoever
    /// asked it before [default: 5]
    #[arg(
        long,
        value_name = "SECONDS",
        env = "CHRONIQUE_DRAIN",
        hide_env_values = true
    )]
    drain: Option<u64>,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Form {
    /// Text on a terminal, JSON otherwise
    #[default]
    Auto,
    /// For people
    Text,
    /// For machines: one JSON text a line
    Json,
}

impl Form {
    /// What that is here.
    pub(super) fn resolved(self) -> LogFormat {
        match self {
            Self::Text => LogFormat::Text,
            Self::Auto if std::io::stderr().is_terminal() => LogFormat::Text,
            Self::Auto | Self::Json => LogFormat::Json,
        }
    }
}

/// Settles every value: flag or variable, then file, then default.
pub(super) fn resolve(flags: &Flags, file: &Table) -> Result<Serving, CliError> {
    let file = File(file);
    let admin = flags.admin.clone().filter(|a| !a.is_empty());
    let admin = admin.map_or_else(|| file.text("admin"), |a| Ok(Some(a)))?;
    let admin = admin.map(|text| AdminAddress::parse(&text)).transpose();
    let hosts = listed(&flags.host, || file.texts("host"))?;
    let proxies = listed(&flags.trusted_proxy, || file.texts("trusted_proxy"))?;
    let proxies = Proxies::new(&proxies).map_err(|bad| {
        let example = "expected one such as 10.0.0.0/8 or 127.0.0.1";
        CliError::Usage(format!("--trusted-proxy {bad:?} is no network: {example}"))
    })?;
    let number = |flag: Option<u64>, key: &'static str| match flag {
        Some(number) => Ok(Some(number)),
        None => file.number(key),
    };
    let rate = number(flags.rate_limit.map(u64::from), "rate_limit")?;
    let concurrency = number(flags.concurrency.map(u64::from), "concurrency")?;
    let concurrency = concurrency.and_then(|n| usize::try_from(n).ok());
    let answers = number(flags.answer_cache.map(u64::from), "answer_cache")?;
    let answers = usize::try_from(answers.unwrap_or(ANSWER_CACHE)).unwrap_or(usize::MAX);
    let form = flags.log_format.unwrap_or_default();
    let logs = flags
        .log_requests
        .map_or_else(|| file.flag("log_requests"), |f| Ok(Some(f)))?;
    Ok(Serving {
        admin: admin.map_err(|fault| CliError::Usage(format!("--admin {fault}")))?,
        watch: flags.watch || file.flag("watch")?.unwrap_or(false),
        hosts: Hosts::new(&hosts),
        proxies,
        // None at all is no limit.
        rate: rate.and_then(|n| NonZeroU32::new(u32::try_from(n).unwrap_or(u32::MAX))),
        concurrency: concurrency.unwrap_or(CONCURRENCY).max(1),
        answer_cache_bytes: answers.saturating_mul(1 << 20),
        requests: logs.unwrap_or(true).then(|| form.resolved()),
        log_clients: flags.log_clients || file.flag("log_clients")?.unwrap_or(false),
        drain: Duration::from_secs(number(flags.drain, "drain")?.unwrap_or(DRAIN)),
    })
}

fn listed(
    flags: &[String],
    file: impl FnOnce() -> Result<Vec<String>, CliError>,
) -> Result<Vec<String>, CliError> {
    let given: Vec<String> = flags.iter().filter(|f| !f.is_empty()).cloned().collect();
    if given.is_empty() { file() } else { Ok(given) }
}

/// The keys of the configuration file.
struct File<'a>(&'a Table);

impl File<'_> {
    fn get<T>(
        &self,
        key: &str,
        what: &str,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Result<Option<T>, CliError> {
        let Some(value) = self.0.get(key) else {
            return Ok(None);
        };
        let fault = || CliError::Usage(format!("the configuration file: `{key}` must be {what}"));
        read(value).ok_or_else(fault).map(Some)
    }

    fn text(&self, key: &str) -> Result<Option<String>, CliError> {
        self.get(key, "a string", |v| v.as_str().map(str::to_owned))
    }

    fn flag(&self, key: &str) -> Result<Option<bool>, CliError> {
        self.get(key, "true or false", Value::as_bool)
    }

    fn number(&self, key: &str) -> Result<Option<u64>, CliError> {
        let read = |v: &Value| v.as_integer().and_then(|n| u64::try_from(n).ok());
        self.get(key, "a whole number from 0", read)
    }

    fn texts(&self, key: &str) -> Result<Vec<String>, CliError> {
        let read = |v: &Value| {
            let list = v.as_array()?.iter();
            list.map(|v| v.as_str().map(str::to_owned)).collect()
        };
        let found = self.get(key, "a list of strings", read)?;
        Ok(found.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(flags: &Flags, file: &str) -> Result<Serving, String> {
        resolve(flags, &file.parse().unwrap()).map_err(|e| e.to_string())
    }

    #[test]
    fn flags_count_over_the_file_over_defaults() {
        let plain = resolved(&Flags::default(), "").unwrap();
        assert_eq!((plain.admin, plain.watch, plain.rate), (None, false, None));
        assert_eq!((plain.concurrency, plain.drain.as_secs()), (512, 5));
        assert_eq!(plain.answer_cache_bytes, 8 << 20);
        let none = resolved(&Flags::default(), "answer_cache = 0").unwrap();
        assert_eq!(none.answer_cache_bytes, 0);
        let file = "admin = 'unix:/s'\nwatch = true\nrate_limit = 60\nhost = ['a']\ndrain = 0\nlog_requests = false";
        let of_file = resolved(&Flags::default(), file).unwrap();
        assert_eq!(of_file.admin, Some(AdminAddress::Socket("/s".into())));
        assert_eq!(of_file.rate, NonZeroU32::new(60));
        assert_eq!((of_file.watch, of_file.requests), (true, None));
        let flags = Flags {
            rate_limit: Some(0),
            host: vec!["b".to_owned()],
            log_requests: Some(true),
            log_format: Some(Form::Json),
            ..Flags::default()
        };
        let both = resolved(&flags, file).unwrap();
        assert_eq!((both.rate, both.drain.as_secs()), (None, 0));
        assert_eq!(both.hosts, Hosts::new(&["b".to_owned()]));
        assert_eq!(both.requests, Some(LogFormat::Json));
    }

    #[test]
    fn faults_name_the_key_and_the_mend() {
        for (file, fault) in [
            (
                "watch = 1",
                "the configuration file: `watch` must be true or false",
            ),
            (
                "drain = -1",
                "the configuration file: `drain` must be a whole number from 0",
            ),
            (
                "host = 'a'",
                "the configuration file: `host` must be a list of strings",
            ),
        ] {
            assert_eq!(resolved(&Flags::default(), file).unwrap_err(), fault);
        }
        let flags = Flags {
            admin: Some("0.0.0.0:1".to_owned()),
            ..Flags::default()
        };
        let said = resolved(&flags, "").unwrap_err();
        assert!(
            said.starts_with("--admin \"0.0.0.0:1\" can be reached"),
            "{said}"
        );
        let flags = Flags {
            trusted_proxy: vec!["x".to_owned()],
            ..Flags::default()
        };
        let said = resolved(&flags, "").unwrap_err();
        assert!(
            said.starts_with("--trusted-proxy \"x\" is no network"),
            "{said}"
        );
    }
}
