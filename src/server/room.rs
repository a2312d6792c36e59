//! Room for what is opened: the system's limit of open files, looked at before
//! anything is opened rather than met in the middle of a load.

use std::fs;
use std::num::NonZero;

use super::LoadError;

/// Open connections at most, shared among the workers; others wait to be taken.
const MOST_CONNECTIONS: usize = 4096;
/// Connections of a worker at most, where there are so many workers that less
/// would be left of those.
const OF_WORKER: usize = 64;
/// What is open beside connections and workers: the standard streams, the
/// listeners, the journal, sled's files, folders and files while they are read.
/// A server of two workers that is idle has about 25 in all.
const BESIDE: usize = 64;
/// What a worker opens for itself.
const A_WORKER: usize = 8;
/// The smallest limit: one worker, and a few clients.
const LEAST: usize = BESIDE + A_WORKER + 8;

/// How much can be open at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Room {
    /// Threads that answer.
    pub(super) workers: usize,
    /// Connections that each of them has at most.
    pub(super) connections: usize,
    /// The limit, where it is what bounds them.
    pub(super) limit: Option<usize>,
}

impl Room {
    /// What this process may open.
    pub(super) fn of_process() -> Result<Self, LoadError> {
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        Self::within(limit(), cores)
    }

    /// What may be opened within a limit, if there is one.
    fn within(limit: Option<usize>, cores: usize) -> Result<Self, LoadError> {
        let limit = limit.unwrap_or(usize::MAX);
        if limit < LEAST {
            let least = LEAST;
            return Err(LoadError::Room { limit, least });
        }
        let rest = limit - BESIDE;
        let workers = cores.min(rest / (2 * A_WORKER)).max(1);
        let wanted = (MOST_CONNECTIONS / workers).max(OF_WORKER);
        let possible = rest / workers - A_WORKER;
        Ok(Self {
            workers,
            connections: wanted.min(possible),
            limit: (possible < wanted || workers < cores).then_some(limit),
        })
    }
}

/// Whether there is room to load at all.
pub(super) fn check() -> Result<(), LoadError> {
    Room::of_process().map(drop)
}

/// The limit of open files; `None` where there is none or it cannot be known.
fn limit() -> Option<usize> {
    parse(&fs::read_to_string("/proc/self/limits").ok()?)
}

fn parse(limits: &str) -> Option<usize> {
    let mut lines = limits.lines();
    let line = lines.find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_read_as_the_system_writes_it() {
        let limits = |soft: &str| {
            format!(
                "Limit      Soft Limit   Hard Limit   Units     \n\
                 Max processes          94            94            processes \n\
                 Max open files         {soft}        524288        files     \n"
            )
        };
        assert_eq!(parse(&limits("1024")), Some(1024));
        assert_eq!(parse(&limits("unlimited")), None);
        assert_eq!(parse(""), None);
        assert!(cfg!(not(target_os = "linux")) || limit().is_some());
    }

    #[test]
    fn whatever_the_limit_is_it_is_never_passed() {
        let room = |limit, cores| Room::within(limit, cores).unwrap();
        let all = Room {
            workers: 2,
            connections: 2048,
            limit: None,
        };
        assert_eq!(room(None, 2), all);
        assert_eq!(room(Some(20_000), 2), all);
        for limit in LEAST..6_000 {
            for cores in [1, 2, 16, 128, 500] {
                let room = room(Some(limit), cores);
                let open = BESIDE + room.workers * (A_WORKER + room.connections);
                assert!(open <= limit && room.connections > 0, "{limit} {cores}");
            }
        }
        for limit in 0..LEAST {
            let said = Room::within(Some(limit), 1).unwrap_err().to_string();
            assert!(said.contains("open files") && said.lines().count() == 1);
        }
    }
}
