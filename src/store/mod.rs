//! Durable generations in sled (stub).
