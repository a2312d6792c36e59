//! GraphQL (stub).
