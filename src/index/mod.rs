//! Posting lists (stub).
