//! Texts for people that name parts of the API between backticks.

use maud::{Markup, html};

/// What stands between backticks is code.
pub fn prose(text: &str) -> Markup {
    html! {
        @for (i, part) in text.split('`').enumerate() {
            @if i % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backticks_are_code() {
        assert_eq!(prose("`a` <b>").into_string(), "<code>a</code> &lt;b&gt;");
    }
}
