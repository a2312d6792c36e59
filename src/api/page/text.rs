//! Texts on a page.

use std::fmt::Write as _;

use maud::{Escaper, Render};

/// A text: most have nothing to escape, which is seen in less time than it
/// takes to escape them letter by letter.
pub struct Text<'a>(pub &'a str);

impl Render for Text<'_> {
    fn render_to(&self, page: &mut String) {
        let is_plain = |byte: u8| !matches!(byte, b'<' | b'>' | b'&' | b'"');
        // To its end, many bytes at once: next to all are.
        if self.0.bytes().fold(true, |all, b| all & is_plain(b)) {
            page.push_str(self.0);
        } else {
            // Writing to memory does not fail.
            let _ = Escaper::new(page).write_str(self.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use maud::html;
    use proptest::prelude::*;

    use super::Text;

    proptest! {
        #[test]
        fn a_text_is_escaped_as_others_are(text in "[a-zé<>&\"' ]{0,12}") {
            let ours = html! { p title=(Text(&text)) { (Text(&text)) } };
            let theirs = html! { p title=(text) { (text) } };
            prop_assert_eq!(ours.0, theirs.0);
        }
    }
}
