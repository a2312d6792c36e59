//! The examples at the end of every help. A test runs each of them.

/// Two for each command: what it is for, and the command line.
const EXAMPLES: &[(&str, [(&str, &str); 2])] = &[
    (
        "chronique",
        [
            (
                "What the reports say of the SILL",
                "chronique items --project sill",
            ),
            (
                "Serve the reports below ./data on port 8080",
                "chronique serve --archive data --listen 127.0.0.1:8080",
            ),
        ],
    ),
    (
        "serve",
        [
            (
                "The reports below ./data on port 8080",
                "chronique serve --archive data --listen 127.0.0.1:8080",
            ),
            (
                "With absolute links, behind a proxy",
                "chronique serve --public-url https://reports.example.org",
            ),
        ],
    ),
    (
        "items",
        [
            (
                "What three months say of the SILL",
                "chronique items --project sill --month 2022-01/2022-03",
            ),
            (
                "All items that name no project, as a spreadsheet",
                "chronique items --project-none sill,bluehats --format csv > items.csv",
            ),
        ],
    ),
    (
        "reports",
        [
            (
                "The reports that mention the SILL",
                "chronique reports --project sill",
            ),
            (
                "A report as it was written",
                "chronique reports 2022-02 --format md",
            ),
        ],
    ),
    (
        "projects",
        [
            (
                "One project, by any of its names",
                "chronique projects 'BlueHats Semester of Code'",
            ),
            (
                "The projects most often mentioned",
                "chronique projects --sort -items --first 5",
            ),
        ],
    ),
    (
        "resources",
        [
            (
                "What was cited of one site",
                "chronique resources --site github.com",
            ),
            (
                "One address, in any of its spellings",
                "chronique resources https://www.github.com/etalab/sill/",
            ),
        ],
    ),
    (
        "search",
        [
            ("Everything about the gazette", "chronique search gazette"),
            (
                "Items only, with a phrase and without a word",
                "chronique search '\"logiciels libres\" -sill' --type ITEM",
            ),
        ],
    ),
    (
        "stats",
        [
            (
                "How many items each category has",
                "chronique stats --by category --sort -count",
            ),
            (
                "The SILL by month, from a server",
                "chronique stats --by month --project sill --server http://127.0.0.1:8080",
            ),
        ],
    ),
    (
        "changes",
        [
            (
                "What happened to reports since a day",
                "chronique changes --noun REPORT --since 2022-01-01",
            ),
            (
                "Every change, a JSON object a line",
                "chronique changes --all --format ndjson",
            ),
        ],
    ),
    (
        "coverage",
        [
            (
                "What was published in the first half of 2022",
                "chronique coverage --month 2022-01/2022-06",
            ),
            (
                "The same for one category, to paste into Markdown",
                "chronique coverage --category publier --format md",
            ),
        ],
    ),
    (
        "get",
        [
            (
                "What a server would answer",
                "chronique get '/v1/items?project=sill'",
            ),
            (
                "With status and headers",
                "chronique get --include /v1/archive",
            ),
        ],
    ),
    (
        "query",
        [
            (
                "The latest reports",
                "chronique query '{ reports(first: 3) { nodes { slug title } } }'",
            ),
            (
                "With a variable",
                "chronique query 'query($s: String!) { report(slug: $s) { title } }' --variables '{\"s\": \"2022-02\"}'",
            ),
        ],
    ),
    (
        "load",
        [
            (
                "The reports below ./data into the store",
                "chronique load --archive data",
            ),
            (
                "Into another store",
                "chronique load --archive data --store other-store",
            ),
        ],
    ),
    (
        "check",
        [
            (
                "What is wrong, with line and caret",
                "chronique check --archive data",
            ),
            (
                "For a program",
                "chronique check --archive data --format json",
            ),
        ],
    ),
    (
        "healthcheck",
        [
            (
                "The server that listens on port 8080 here",
                "chronique healthcheck --listen 127.0.0.1:8080",
            ),
            (
                "Another one",
                "chronique healthcheck --server http://127.0.0.1:8080",
            ),
        ],
    ),
    (
        "export",
        [
            (
                "Tables, sources and a data package",
                "chronique export --out export",
            ),
            (
                "The API itself as files, for any web server",
                "chronique export --static --base-url https://reports.example.org --out site",
            ),
        ],
    ),
    (
        "schema",
        [
            (
                "The GraphQL schema",
                "chronique schema graphql > schema.graphql",
            ),
            (
                "The OpenAPI document",
                "chronique schema openapi > openapi.yaml",
            ),
        ],
    ),
    (
        "completions",
        [
            (
                "For bash, in a file that it reads at its start",
                "chronique completions bash > chronique.bash",
            ),
            (
                "For zsh, in a folder of its $fpath",
                "chronique completions zsh > _chronique",
            ),
        ],
    ),
    (
        "man",
        [
            (
                "The manual page, to be read with man -l",
                "chronique man > chronique.1",
            ),
            ("A page for each command", "chronique man --out man1"),
        ],
    ),
];

/// The end of a command's help.
pub(super) fn of(command: &str) -> String {
    let found = EXAMPLES.iter().find(|(name, _)| *name == command);
    let mut text = "Examples:".to_owned();
    for (what, line) in found.map(|(_, examples)| examples).into_iter().flatten() {
        text = format!("{text}\n  # {what}\n  {line}");
    }
    text
}
