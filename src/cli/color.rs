//! Whether to colour, and with what.

use std::io::IsTerminal;

use clap::ValueEnum;

/// When to colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum When {
    // No documentation, which would make every help a long one.
    #[default]
    Auto,
    Always,
    Never,
}

impl When {
    /// Whether to colour what goes to a stream: the option counts over
    /// `NO_COLOR` (<https://no-color.org>), that over `CLICOLOR_FORCE`.
    pub(super) fn colours(self, stream: &impl IsTerminal) -> bool {
        let variable = |name: &str| std::env::var(name).ok().filter(|v: &String| !v.is_empty());
        decide(self, stream.is_terminal(), variable)
    }
}

fn decide(when: When, is_terminal: bool, variable: impl Fn(&str) -> Option<String>) -> bool {
    match when {
        When::Always => true,
        When::Never => false,
        When::Auto if variable("NO_COLOR").is_some() => false,
        When::Auto if variable("CLICOLOR_FORCE").is_some_and(|v| v != "0") => true,
        When::Auto => is_terminal && variable("TERM").is_none_or(|term| term != "dumb"),
    }
}

/// How something looks in colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Heading,
    Key,
    Faint,
    Mark,
}

impl Style {
    /// The text between the sequences that turn this on and off.
    pub(super) fn paint(self, text: &str) -> String {
        let on = match self {
            Self::Heading => "1",
            Self::Key => "36",
            Self::Faint => "2",
            Self::Mark => "1;33",
        };
        format!("\u{1b}[{on}m{text}\u{1b}[0m")
    }
}

#[cfg(test)]
mod tests {
    use super::{When, decide};

    #[test]
    fn the_option_counts_over_no_color_over_clicolor_force_over_the_terminal() {
        let set = |names: &'static [(&str, &str)]| {
            move |name: &str| {
                let found = names.iter().find(|(n, _)| *n == name);
                found.map(|(_, value)| (*value).to_owned())
            }
        };
        let (nothing, no) = (set(&[]), set(&[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")]));
        assert!(decide(When::Auto, true, nothing));
        assert!(!decide(When::Auto, false, nothing));
        assert!(!decide(When::Auto, true, no));
        assert!(decide(When::Always, false, no));
        assert!(!decide(When::Never, true, nothing));
        assert!(decide(When::Auto, false, set(&[("CLICOLOR_FORCE", "1")])));
        assert!(!decide(When::Auto, false, set(&[("CLICOLOR_FORCE", "0")])));
        assert!(!decide(When::Auto, true, set(&[("TERM", "dumb")])));
    }
}
