//! Small forms above lists.

use maud::{Markup, html};

use super::layout::keep_language;
use super::text::Text;
use super::visit::Visit;

/// One control.
pub enum Control<'a> {
    /// A line of text: name and label.
    Text(&'static str, &'a str),
    /// One of some values or none: name, label, values with their labels.
    Choice(&'static str, &'a str, Vec<(String, String)>),
}

/// A form that asks the page itself anew.
pub fn form(visit: &Visit<'_>, controls: &[Control<'_>]) -> Markup {
    let words = &visit.words.explore;
    html! {
        form .search action=(visit.addresses.local(visit.path)) method="get" aria-label=(words.filters) {
            @for control in controls { (render(visit, control)) }
            (keep_language(visit))
            button type="submit" { (words.filter) }
            @if !visit.asked.is_empty() { a href=(visit.link(visit.path)) { (words.reset) } }
        }
    }
}

fn render(visit: &Visit<'_>, control: &Control<'_>) -> Markup {
    html! {
        @match control {
            Control::Text(name, label) => {
                label for=(name) { (label) }
                input id=(name) name=(name) type="text" maxlength="500" value=[visit.one(name)];
            }
            Control::Choice(name, label, values) => {
                @let asked = visit.one(name).unwrap_or_default();
                label for=(name) { (label) }
                select id=(name) name=(name) {
                    option value="" { "–" }
                    @for (value, shown) in values {
                        option value=(Text(value)) selected[asked.eq_ignore_ascii_case(value)] { (Text(shown)) }
                    }
                }
            }
        }
    }
}
