//! What the service manager (systemd) is told: ready, reloading, stopping, and
//! that the main loop still turns. Without one nothing is said.

use std::time::Duration;

use actix_web::rt;
use sd_notify::NotifyState;
use tracing::warn;

/// The service answers.
pub(super) fn ready() {
    tell(&[NotifyState::Ready]);
}

/// The archive is read again.
pub(super) fn reloading() {
    match NotifyState::monotonic_usec_now() {
        Ok(now) => tell(&[NotifyState::Reloading, now]),
        Err(error) => warn!("the service manager is not told of the reload: {error}"),
    }
}

/// The service is about to stop.
pub(super) fn stopping() {
    tell(&[NotifyState::Stopping]);
}

/// Tells from now on that the main loop turns, as often as is asked for.
pub(super) fn watch() {
    let Some(period) = sd_notify::watchdog_enabled() else {
        return;
    };
    // Half of the time after which the process would be ended.
    let pause = (period / 2).max(Duration::from_millis(100));
    rt::spawn(async move {
        loop {
            tell(&[NotifyState::Watchdog]);
            rt::time::sleep(pause).await;
        }
    });
}

fn tell(what: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(what) {
        warn!("the service manager cannot be told: {error}");
    }
}
