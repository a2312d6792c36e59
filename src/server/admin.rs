//! The listener for whoever operates the service: figures and reloads. It is
//! reached from this machine only, through loopback or a socket in a folder.

use std::fmt;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs as _};
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use actix_web::dev::Server;
use actix_web::guard::{self, GuardContext};
use actix_web::http::header;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};
use serde_json::json;

use super::gate::Hosts;
use super::metrics::Metrics;
use super::reload::{Outcome, Wishes};
use super::{DRAIN_SECONDS, ServeError};
use crate::api::http::{Problem, ProblemKind, route};
use crate::api::{Seats, State, health};

/// What Prometheus reads.
const EXPOSITION: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Where the operator's listener is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AdminAddress {
    /// A port of the loopback interface.
    Loopback(SocketAddr),
    /// A socket in a folder.
    Socket(PathBuf),
}

impl AdminAddress {
    /// Reads `127.0.0.1:9090`, `localhost:9090` or `unix:/run/chronique.sock`.
    ///
    /// # Errors
    /// What is wrong with it, and what would do.
    pub fn parse(text: &str) -> Result<Self, String> {
        if let Some(path) = text.strip_prefix("unix:") {
            return Ok(Self::Socket(path.into()));
        }
        let example = "expected one such as 127.0.0.1:9090 or unix:/run/chronique/admin.sock";
        let resolved = text.to_socket_addrs().ok().and_then(|mut all| all.next());
        match resolved {
            Some(address) if address.ip().is_loopback() => Ok(Self::Loopback(address)),
            Some(_) => Err(format!(
                "{text:?} can be reached from other machines: {example}"
            )),
            None => Err(format!("{text:?} is no address: {example}")),
        }
    }
}

impl fmt::Display for AdminAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Loopback(address) => write!(f, "http://{address}"),
            Self::Socket(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

/// What the operator's listener tells of.
pub(super) struct Admin {
    pub state: State,
    pub metrics: Arc<Metrics>,
    pub seats: Seats,
    pub wishes: Wishes,
}

/// Starts it.
pub(super) fn serve(admin: Admin, at: &AdminAddress) -> Result<Server, ServeError> {
    let admin = Data::new(admin);
    let app = move || {
        let admin = admin.clone();
        App::new().configure(|config| configure(admin, config))
    };
    let server = HttpServer::new(app)
        .workers(1)
        .shutdown_timeout(DRAIN_SECONDS)
        .disable_signals();
    let server = match at {
        AdminAddress::Loopback(address) => {
            let listener = TcpListener::bind(address);
            let fault = |e| ServeError::listen(&address.to_string(), &e);
            server.listen(listener.map_err(fault)?)?
        }
        AdminAddress::Socket(path) => {
            let fault = |e| ServeError::listen(&format!("unix:{}", path.display()), &e);
            server.listen_uds(socket(path).map_err(fault)?)?
        }
    };
    Ok(server.run())
}

/// A socket at this path, for owner and group; one that nobody listens to any
/// more is replaced.
fn socket(path: &Path) -> std::io::Result<UnixListener> {
    let is_socket = std::fs::symlink_metadata(path).is_ok_and(|m| m.file_type().is_socket());
    if is_socket && UnixStream::connect(path).is_err() {
        std::fs::remove_file(path)?;
    }
    let listener = UnixListener::bind(path)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o660))?;
    Ok(listener)
}

fn configure(admin: Data<Admin>, config: &mut ServiceConfig) {
    health(&admin.state, config);
    config
        .app_data(admin)
        .service(
            web::resource("/metrics")
                .guard(guard::fn_guard(is_local))
                .route(web::get().to(metrics)),
        )
        .service(
            web::resource("/reload")
                .guard(guard::fn_guard(is_local))
                .route(web::post().to(reload))
                .default_service(web::to(only_post)),
        )
        .default_service(web::to(route::not_found));
}

/// Whether a request is of somebody on this machine rather than of a page in
/// their browser: that names where it is from, or a host of its own.
fn is_local(context: &GuardContext<'_>) -> bool {
    let headers = context.head().headers();
    let from_page = ["origin", "sec-fetch-site"]
        .iter()
        .any(|name| headers.contains_key(*name));
    let host = headers.get(header::HOST).and_then(|h| h.to_str().ok());
    !from_page && host.is_none_or(|host| Hosts::loopback().has(host))
}

async fn metrics(admin: Data<Admin>) -> HttpResponse {
    let text = admin.metrics.render(&admin.state.archive, &admin.seats);
    HttpResponse::Ok().content_type(EXPOSITION).body(text)
}

async fn only_post(request: HttpRequest) -> HttpResponse {
    Problem::method_not_allowed(request.method().as_str(), "POST").respond(&request)
}

/// Reloads, and answers when it is done.
async fn reload(request: HttpRequest, admin: Data<Admin>) -> HttpResponse {
    let outcome = admin.wishes.reloaded().await;
    if let Outcome::Failed(why) = &outcome {
        let member = json!({ "outcome": outcome.as_str(), "detail": why });
        let problem = Problem::new(ProblemKind::Unavailable).with_member("reload", member);
        return problem.respond(&request);
    }
    let revision = admin.state.archive.current().meta().revision.clone();
    HttpResponse::Ok().json(json!({ "outcome": outcome.as_str(), "revision": revision }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_listened_to() {
        assert_eq!(
            AdminAddress::parse("unix:/run/c.sock"),
            Ok(AdminAddress::Socket("/run/c.sock".into()))
        );
        for good in ["127.0.0.1:9090", "[::1]:0", "localhost:1"] {
            assert!(AdminAddress::parse(good).is_ok(), "{good}");
        }
        for (bad, why) in [
            ("0.0.0.0:9090", "other machines"),
            ("[::]:9090", "other machines"),
            ("9090", "no address"),
            ("nowhere", "no address"),
        ] {
            let said = AdminAddress::parse(bad).unwrap_err();
            assert!(said.contains(why) && said.contains("expected"), "{said}");
        }
    }
}
