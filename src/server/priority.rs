//! How reloading shares the processors with answering.

use std::io;
use std::panic::resume_unwind;
use std::thread;

/// Does some work in the time that nobody else wants, on a thread of its own: one
/// that has something to answer is then let in at once, rather than when the
/// slice of this one ends, milliseconds later.
///
/// A thread cannot come back from there without a privilege, which is why it is
/// one for this work alone. Where the system refuses, the work is done as any
/// other; an error means that there was no thread, and nothing was done.
pub(super) fn giving_way<T: Send>(work: impl FnOnce() -> T + Send) -> io::Result<T> {
    thread::scope(|scope| {
        let builder = thread::Builder::new().name("reload".to_owned());
        let started = builder.spawn_scoped(scope, || {
            give_way();
            work()
        });
        Ok(started?.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}

/// Leaves the calling thread, and those it starts, the time that nobody wants.
fn give_way() {
    #[cfg(target_os = "linux")]
    if let Err(error) = linux::idle() {
        tracing::debug!("reloading does not give way in all: {error}");
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use thread_priority::{
        Error, NormalThreadSchedulePolicy, ThreadPriority, ThreadSchedulePolicy,
        set_thread_priority_and_policy, thread_native_id,
    };

    /// `SCHED_IDLE`, see sched(7). The niceness is set besides, which a process
    /// that was started with another one may be refused: it means nothing then.
    pub(super) fn idle() -> Result<(), Error> {
        let policy = ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Idle);
        set_thread_priority_and_policy(thread_native_id(), ThreadPriority::Min, policy)
    }

    #[cfg(test)]
    mod tests {
        use std::fs;
        use std::thread;

        use super::super::giving_way;

        /// The policy of the calling thread, as the kernel tells it: the 41st field
        /// of `proc_pid_stat(5)`.
        fn policy() -> String {
            let stat = fs::read_to_string("/proc/thread-self/stat").unwrap();
            let (_, after_name) = stat.rsplit_once(')').unwrap();
            after_name.split_whitespace().nth(38).unwrap().to_owned()
        }

        #[test]
        fn work_that_gives_way_is_idle_and_so_is_what_it_starts() {
            let policies = || (policy(), thread::spawn(policy).join().unwrap());
            // SCHED_IDLE, while who asks for it stays SCHED_OTHER.
            assert_eq!(giving_way(policies).unwrap(), ("5".into(), "5".into()));
            assert_eq!(policies(), ("0".into(), "0".into()));
        }
    }
}
