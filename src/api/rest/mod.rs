//! REST (stub).
