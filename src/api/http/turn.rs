//! Turns: a worker has one thread, and a long body must not keep it.

use std::future::Future as _;
use std::pin::pin;
use std::task::Context;

/// Has the task come back when the worker has looked for whatever else there
/// is. To wake it at once would not do: the queue of tasks is emptied many
/// times before anybody looks at the sockets.
pub fn leave_to_others(context: &mut Context<'_>) {
    // It is pending at once, and has arranged for the task to be woken.
    let _ = pin!(tokio::task::yield_now()).poll(context);
}
