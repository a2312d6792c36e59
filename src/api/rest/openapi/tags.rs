//! The groups of operations, in the order of the documentation.

/// Name and description.
pub(super) const TAGS: [(&str, &str); 13] = [
    ("archive", "The archive as a whole"),
    ("reports", "Monthly reports, one Markdown file each"),
    (
        "items",
        "The bullets and paragraphs of reports: the main table",
    ),
    ("categories", "The headings that group items"),
    (
        "projects",
        "The registry of projects, and where each is mentioned",
    ),
    ("resources", "What links point to, and on which sites"),
    ("search", "Full text, across everything"),
    ("statistics", "Counts and coverage"),
    ("export", "The whole archive as files"),
    (
        "changes",
        "What became of items and reports since they were first loaded",
    ),
    (
        "catalog",
        "What data portals read: DCAT-AP and what is described in it",
    ),
    ("graphql", "The same questions in GraphQL"),
    ("service", "The service itself: health, documents, problems"),
];
