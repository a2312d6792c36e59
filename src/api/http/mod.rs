//! Shared by both doors (stub).
