//! What can be wrong with a store: the folder, or what is in it.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why a store cannot be used. Nothing was moved or removed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process has it open.
    #[error(
        "another chronique uses the store {}: stop it, or choose another folder with --store",
        dir.display()
    )]
    InUse {
        /// The store's folder.
        dir: PathBuf,
    },
    /// The folder holds something else.
    #[error(
        "{} is not a store and not empty: choose another folder with --store",
        dir.display()
    )]
    NotAStore {
        /// The folder.
        dir: PathBuf,
    },
    /// The folder cannot be read or written.
    #[error(
        "the store {} cannot be used: {why}; mend it, or choose another folder with --store",
        dir.display()
    )]
    Unusable {
        /// The store's folder.
        dir: PathBuf,
        /// What the system said.
        why: String,
    },
    /// The journal beside it cannot be read or written.
    #[error(
        "the journal {} cannot be used: {why}; mend it, or choose another folder with --store",
        path.display()
    )]
    Journal {
        /// The journal.
        path: PathBuf,
        /// What the system said.
        why: String,
    },
    /// A journal that was to be taken over is none that can be.
    #[error("the journal {} cannot be taken over: {why}", path.display())]
    Foreign {
        /// The journal.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
}

impl StoreError {
    pub(super) fn io(dir: &Path, error: &io::Error) -> Self {
        let why = Self::reason(error);
        let dir = dir.to_owned();
        Self::Unusable { dir, why }
    }

    /// What the system said, in our words where they are clearer.
    pub(super) fn reason(error: &io::Error) -> String {
        match error.kind() {
            io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
            io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only".to_owned(),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                "no space left on the device".to_owned()
            }
            io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
                "it is, or is below, a file and not a folder".to_owned()
            }
            _ => one_line(&error.to_string()),
        }
    }
}

/// Why a store was started anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recovered {
    /// It was damaged, and is kept beside the new one.
    MovedAside {
        /// Where the damaged one is now.
        aside: PathBuf,
        /// What was wrong with it.
        reason: String,
    },
    /// It was written by another version, and was cleared.
    OtherFormat {
        /// The format found.
        found: u32,
    },
}

impl fmt::Display for Recovered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MovedAside { aside, reason } => write!(
                f,
                "the store was damaged ({reason}); it was moved to {} and is rebuilt from the Markdown",
                aside.display()
            ),
            Self::OtherFormat { found } => write!(
                f,
                "the store has format {found} of another version (this one has {}) and is rebuilt from the Markdown",
                super::FORMAT
            ),
        }
    }
}

/// Inside the store: whether the folder is at fault, or what is in it.
#[derive(Debug)]
pub(super) enum Fault {
    /// The folder: nothing in it may be touched.
    Unusable(StoreError),
    /// The contents: they cannot be relied on.
    Damaged(String),
}

impl Fault {
    pub(super) fn damaged(why: impl fmt::Display) -> Self {
        Self::Damaged(one_line(&why.to_string()))
    }

    /// The same of a store that was ours while it was closed.
    pub(super) fn of_reopening(self) -> Self {
        match self {
            Self::Unusable(StoreError::InUse { dir }) => {
                let why = "it is still being closed, start chronique again".to_owned();
                Self::Unusable(StoreError::Unusable { dir, why })
            }
            fault => fault,
        }
    }

    /// The error to report where contents cannot be moved aside: while
    /// writing, and in a folder that was just made.
    pub(super) fn unusable(self, dir: &Path) -> StoreError {
        match self {
            Self::Unusable(error) => error,
            Self::Damaged(why) => StoreError::Unusable {
                dir: dir.to_owned(),
                why,
            },
        }
    }
}

/// At most 200 characters on one line: sled's messages can be long.
pub(super) fn one_line(text: &str) -> String {
    let mut line: String = text
        .lines()
        .next()
        .unwrap_or_default()
        .chars()
        .take(200)
        .collect();
    if line.is_empty() {
        line.push_str("no reason given");
    }
    line
}
