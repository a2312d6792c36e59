//! Makes one call to the disk fail: the test counts the calls of some work,
//! then does the work again and again with another call failing each time.

use std::cell::Cell;
use std::io;

/// How a call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    /// It does nothing.
    Undone,
    /// It does what it should, and says that it did not.
    Done,
    /// A write leaves half of its bytes; other calls do nothing.
    HalfDone,
}

#[derive(Debug, Clone, Copy, Default)]
struct Plan {
    calls: u64,
    /// The call that fails, from 1.
    fails: Option<(u64, How)>,
}

thread_local! {
    // Of this thread alone: tests run beside each other.
    static PLAN: Cell<Plan> = const { Cell::new(Plan { calls: 0, fails: None }) };
}

/// Does some work while one call of this thread fails, and counts them.
pub(crate) fn failing<T>(fails: Option<(u64, How)>, work: impl FnOnce() -> T) -> (T, u64) {
    PLAN.set(Plan { calls: 0, fails });
    let outcome = work();
    (outcome, PLAN.take().calls)
}

/// Whether the next call fails half way.
pub(super) fn is_half_way() -> bool {
    let plan = PLAN.get();
    plan.fails == Some((plan.calls + 1, How::HalfDone))
}

/// Counts a call, which fails when it is its turn.
pub(super) fn meet<T>(work: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    let mut plan = PLAN.get();
    plan.calls += 1;
    PLAN.set(plan);
    match plan.fails {
        Some((call, how)) if call == plan.calls => {
            if how == How::Done {
                drop(work());
            }
            // EIO: what a disk says that is about to die.
            Err(io::Error::from_raw_os_error(5))
        }
        _ => work(),
    }
}
