//! How the thread that loads shares the processors with those that answer.

use tracing::debug;

/// Leaves the calling thread, and those it will start, the time that nobody
/// else wants. A thread that has something to answer is then let in at once,
/// rather than when the slice of the one that loads ends, milliseconds later.
///
/// There is no way back without a privilege. Where the system refuses, loading
/// goes on as it did: it only is noticed by who asks meanwhile.
pub(super) fn give_way() {
    #[cfg(target_os = "linux")]
    if let Err(error) = linux::idle() {
        debug!("the thread that loads keeps its priority: {error}");
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use thread_priority::{
        Error, NormalThreadSchedulePolicy, ThreadPriority, ThreadSchedulePolicy,
        set_thread_priority_and_policy, thread_native_id,
    };

    /// `SCHED_IDLE`, see sched(7).
    pub(super) fn idle() -> Result<(), Error> {
        let policy = ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Idle);
        set_thread_priority_and_policy(thread_native_id(), ThreadPriority::Min, policy)
    }

    #[cfg(test)]
    mod tests {
        use std::fs;
        use std::thread;

        use super::super::give_way;

        /// The policy of the calling thread, as the kernel tells it: the 41st field
        /// of `proc_pid_stat(5)`.
        fn policy() -> String {
            let stat = fs::read_to_string("/proc/thread-self/stat").unwrap();
            let (_, after_name) = stat.rsplit_once(')').unwrap();
            after_name.split_whitespace().nth(38).unwrap().to_owned()
        }

        #[test]
        fn a_thread_that_gives_way_is_idle_and_so_are_those_it_starts() {
            let (before, own, started) = thread::spawn(|| {
                let before = policy();
                give_way();
                (before, policy(), thread::spawn(policy).join().unwrap())
            })
            .join()
            .unwrap();
            // SCHED_OTHER, then SCHED_IDLE.
            assert_eq!([before, own, started], ["0", "5", "5"]);
            assert_eq!(policy(), "0");
        }
    }
}
