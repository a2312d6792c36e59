//! Where the server listens: an address of its own, or what the service
//! manager opened for it (`LISTEN_FDS`), so that no connection is refused
//! while it is started anew.

use std::net::TcpListener;

use listenfd::ListenFd;

use super::ServeError;

/// The listener that was handed over, else one at this address.
pub(super) fn open(address: &str) -> Result<TcpListener, ServeError> {
    let fault = |e: std::io::Error| ServeError::listen(address, &e);
    let handed_over = ListenFd::from_env().take_tcp_listener(0).map_err(fault)?;
    match handed_over {
        Some(listener) => Ok(listener),
        None => TcpListener::bind(address).map_err(fault),
    }
}
