//! When a request has to be done, and the turn that each costly field waits for.

use async_graphql::Context;
use tokio::time::Instant;

use super::refusal::Refusal;

/// When the execution of a request is given up: data of the request.
#[derive(Debug, Clone, Copy)]
pub struct Deadline(pub Instant);

/// Lets others go first, then says whether there is still time.
///
/// Siblings are joined: once each has given way, all of them work through
/// without a pause in which the time-out around the execution could strike.
/// Looking at the clock here is what ends them: the work of one field at most
/// runs over.
///
/// # Errors
/// When the deadline of the request has passed.
pub async fn turn(ctx: &Context<'_>) -> Result<(), Refusal> {
    tokio::task::yield_now().await;
    match ctx.data_opt::<Deadline>() {
        Some(Deadline(end)) if Instant::now() >= *end => Err(Refusal::timeout()),
        _ => Ok(()),
    }
}
