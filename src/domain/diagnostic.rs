//! What the loader has to say about the files it read.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Span;

/// How much a diagnostic matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Severity {
    /// The file, or the part named, is not served as it stands.
    Error,
    /// Served, but probably not as meant.
    Warning,
    /// Good to know.
    Info,
}

impl Severity {
    /// All severities, gravest first.
    pub const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Info];

    /// The name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "ERROR",
            Self::Warning => "WARNING",
            Self::Info => "INFO",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Severity {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        let same = |k: &Self| k.as_str().eq_ignore_ascii_case(s);
        Self::ALL.into_iter().find(same).ok_or(())
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident $severity:ident $code:literal;)+) => {
        /// The stable code of a diagnostic.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum DiagnosticCode { $($(#[$doc])* $variant,)+ }

        impl DiagnosticCode {
            /// All codes.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The code on the wire.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// How much it matters.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)+ }
            }
        }
    };
}

codes! {
    /// The file could not be read.
    Unreadable Error "unreadable";
    /// Not a regular file inside the archive folder: a link out of it, a pipe, a device.
    NotRegular Error "not-a-regular-file";
    /// Larger than 4 MB.
    TooLarge Error "too-large";
    /// Not UTF-8.
    NotUtf8 Error "not-utf-8";
    /// The front matter has no closing line.
    FrontMatterUnclosed Error "front-matter-unclosed";
    /// The front matter is longer than its limit.
    FrontMatterTooLarge Error "front-matter-too-large";
    /// The front matter is not valid YAML or TOML, or goes past a bound.
    FrontMatterInvalid Error "front-matter-invalid";
    /// A date in the front matter is not a date.
    DateInvalid Warning "date-invalid";
    /// Two rules give two dates.
    DateConflict Warning "date-conflict";
    /// No rule gives a date: the file is skipped.
    NoDate Info "no-date";
    /// An index or read-me file: skipped.
    IndexSkipped Info "index-skipped";
    /// A second report with the same slug.
    DuplicateSlug Warning "duplicate-slug";
    /// Blocks nested too deep to be read.
    NestingTooDeep Error "nesting-too-deep";
    /// A list entry without text.
    EmptyItem Warning "empty-item";
    /// A heading without text.
    EmptyHeading Warning "empty-heading";
    /// The same category twice in one report.
    RepeatedCategory Info "repeated-category";
    /// A link target that is empty or would run something: kept as text.
    UnsafeLink Warning "unsafe-link";
    /// A link to a place relative to the file: no resource.
    RelativeLink Info "relative-link";
    /// HTML in the Markdown: left out.
    RawHtml Info "raw-html";
    /// `chronique.toml` is not valid.
    ConfigInvalid Error "config-invalid";
    /// `projects.toml` is not valid.
    RegistryInvalid Error "registry-invalid";
    /// Two projects share a name or address, or one is part of itself or of none.
    RegistryAmbiguous Warning "registry-ambiguous";
    /// The archive has no `projects.toml`: the one built in is used.
    RegistryBuiltIn Info "registry-built-in";
    /// The file is bad now; its last good version stays served.
    LastGoodKept Warning "last-good-kept";
    /// Text inside HTML: left out with it.
    RawHtmlText Warning "raw-html-text";
    /// Two headings that say different things have one address.
    CategoryCollision Warning "category-collision";
    /// A date so early or late that it is probably mistyped.
    DateImplausible Warning "date-implausible";
    /// The path has the shape of a date that does not exist: the file is skipped.
    PathDateInvalid Warning "path-date-invalid";
}

impl fmt::Display for DiagnosticCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One thing the loader has to say, pointing at the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// The stable code.
    pub code: DiagnosticCode,
    /// The file, relative to the archive.
    pub path: String,
    /// Line, from 1; 1 when it concerns the whole file.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// The bytes of the file it points at; empty when it concerns the whole.
    pub bytes: Span,
    /// What is the matter, and the mend.
    pub message: String,
}

impl Diagnostic {
    /// A diagnostic about a whole file.
    #[must_use]
    pub fn of_file(code: DiagnosticCode, path: &str, message: impl Into<String>) -> Self {
        Self {
            code,
            path: path.to_owned(),
            line: 1,
            column: 1,
            bytes: Span { start: 0, end: 0 },
            message: message.into(),
        }
    }

    /// How much it matters.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }
}
