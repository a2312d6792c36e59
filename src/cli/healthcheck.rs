//! `healthcheck`: whether a server is ready, for container engines and scripts.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs as _};
use std::time::Duration;

use super::args::{Options, Server};
use super::config;
use super::error::{CliError, Outcome};
use super::output::Output;
use super::remote::Remote;
use crate::server::LocalRequest;

/// Whoever takes longer is not well.
const PATIENCE: Duration = Duration::from_secs(3);

/// Asks `/readyz` of the server given, or of the one that listens here.
pub(super) fn run(options: Options, server: Server, out: &mut Output) -> Result<Outcome, CliError> {
    let base = match server.server.filter(|url| !url.is_empty()) {
        Some(url) => config::base_url("--server", &url)?,
        None => here(&config::resolve(options)?.listen),
    };
    let remote = Remote::within(base.clone(), PATIENCE);
    let ready = LocalRequest::Get("/readyz".to_owned());
    let status = remote.answer(&ready, &mut |_| Ok(()))?;
    if status == 200 {
        return out.text("ready\n").map(|()| Outcome::Ok);
    }
    Err(CliError::Remote(format!(
        "{base} is not ready: it answers {status} to /readyz"
    )))
}

/// How a server that listens there is reached from this machine.
fn here(listen: &str) -> String {
    let resolved = listen.to_socket_addrs().ok().and_then(|mut all| all.next());
    let Some(address) = resolved else {
        return format!("http://{listen}");
    };
    let ip = match address.ip() {
        ip if !ip.is_unspecified() => ip,
        ip if ip.is_ipv4() => Ipv4Addr::LOCALHOST.into(),
        _ => Ipv6Addr::LOCALHOST.into(),
    };
    format!("http://{}", SocketAddr::new(ip, address.port()))
}

#[cfg(test)]
mod tests {
    use super::here;

    #[test]
    fn whoever_listens_everywhere_is_asked_here() {
        assert_eq!(here("0.0.0.0:8080"), "http://127.0.0.1:8080");
        assert_eq!(here("[::]:8080"), "http://[::1]:8080");
        assert_eq!(here("192.0.2.1:80"), "http://192.0.2.1:80");
    }
}
