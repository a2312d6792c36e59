//! Who is asked: the archive, in process, or a server.

use std::io;

use super::args::{Options, Server};
use super::config;
use super::error::CliError;
use super::remote::Remote;
use crate::server::{self, Local, LocalRequest, Part};

/// How often an answer may lead on to another.
const MAX_REDIRECTS: usize = 5;

/// Where answers come from.
pub(super) enum Source {
    /// The archive, and the address under which it is known.
    Local(Box<Local>, Option<String>),
    /// A server.
    Remote(Remote),
}

impl Source {
    /// A server if there is one to ask, else the archive.
    pub(super) fn open(options: Options, server: Server) -> Result<Self, CliError> {
        if let Some(url) = server.server.filter(|url| !url.is_empty()) {
            let base = config::base_url("--server", &url)?;
            return Ok(Self::Remote(Remote::new(base)));
        }
        let settings = config::resolve(options)?;
        let preview = server::preview(&settings)?;
        let local = Local::new(preview, settings.public_url.clone())?;
        Ok(Self::Local(Box::new(local), settings.public_url))
    }

    /// One answer, part by part; gives its status.
    pub(super) fn ask(
        &self,
        request: &LocalRequest,
        sink: &mut dyn FnMut(Part<'_>) -> io::Result<()>,
    ) -> Result<u16, CliError> {
        match self {
            Self::Local(local, _) => Ok(local.answer(request, sink)?),
            Self::Remote(remote) => remote.answer(request, sink),
        }
    }

    /// The answer to a GET, wherever it leads; gives its status.
    pub(super) fn follow(
        &self,
        address: String,
        sink: &mut dyn FnMut(Part<'_>) -> io::Result<()>,
    ) -> Result<u16, CliError> {
        let mut address = address;
        let mut left = MAX_REDIRECTS;
        loop {
            let mut location = None;
            let status = self.ask(&LocalRequest::Get(address.clone()), &mut |part| {
                if let Part::Head {
                    status, headers, ..
                } = &part
                {
                    location = redirected(*status, headers);
                }
                if location.is_some() {
                    return Ok(());
                }
                sink(part)
            })?;
            let Some(to) = location else {
                return Ok(status);
            };
            left = left
                .checked_sub(1)
                .ok_or_else(|| CliError::Remote(format!("{address} leads on and on, to {to}")))?;
            address = self.joined(&address, &to)?;
        }
    }

    /// What an answer's `Location` is to be asked as.
    fn joined(&self, address: &str, to: &str) -> Result<String, CliError> {
        match self {
            Self::Local(_, public_url) => {
                let own = public_url.as_deref().and_then(|base| to.strip_prefix(base));
                Ok(own.unwrap_or(to).to_owned())
            }
            Self::Remote(remote) => remote.joined(address, to),
        }
    }
}

/// Where an answer leads, if it is elsewhere.
fn redirected(status: u16, headers: &[(String, String)]) -> Option<String> {
    let location = headers.iter().find(|(name, _)| name == "location");
    let (_, to) = location.filter(|_| (300..400).contains(&status))?;
    Some(to.clone())
}
