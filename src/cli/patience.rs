//! A load that stands still is given up: a disk may never answer, and sled may
//! wait for ever for a call that failed.

use std::io::{self, Write as _};
use std::path::Path;
use std::process;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

/// How long nothing may happen.
const PATIENCE: Duration = Duration::from_secs(30);
/// The exit code of bad data and of what cannot be stored.
const EXIT_CODE: i32 = 3;

/// Ends the process when nothing has happened for too long; dropped when all
/// is done.
pub(super) struct Patience(Sender<()>);

impl Patience {
    /// Begins to wait for the store in this folder.
    pub(super) fn begin(store: &Path) -> io::Result<Self> {
        let (moves, inbox) = channel();
        let store = store.to_owned();
        thread::Builder::new()
            .name("patience".to_owned())
            .spawn(move || {
                loop {
                    match inbox.recv_timeout(PATIENCE) {
                        Ok(()) => {}
                        Err(RecvTimeoutError::Disconnected) => return,
                        Err(RecvTimeoutError::Timeout) => give_up(&store),
                    }
                }
            })?;
        Ok(Self(moves))
    }

    /// Something has happened.
    pub(super) fn moved(&self) {
        // The one who waits ends with the process.
        let _ = self.0.send(());
    }
}

/// What is under way is as a kill would leave it: the next load has the state
/// before or the one after.
fn give_up(store: &Path) -> ! {
    let seconds = PATIENCE.as_secs();
    let _ = writeln!(
        io::stderr(),
        "chronique: the store {} has not answered for {seconds} seconds: the load is given up; \
         look at the disk, then load again",
        store.display()
    );
    process::exit(EXIT_CODE)
}
