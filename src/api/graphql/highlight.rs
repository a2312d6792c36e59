//! Where in a row the words asked for are.

use async_graphql::SimpleObject;

use super::item::Range;
use crate::query;

/// The places in one text of a row.
#[derive(SimpleObject)]
#[graphql(name = "Highlight")]
pub struct HighlightObject {
    /// Which text of the row, such as `text` or `category.name`; of a list with
    /// the place in brackets, from 0: `aliases[0]`.
    field: String,
    /// The places in Unicode code points of the text, the end outside, in
    /// order and apart from each other.
    ranges: Vec<Range>,
    /// The text as escaped HTML, with `<mark>` around the places and no other
    /// element.
    html: String,
}

impl From<query::Highlight> for HighlightObject {
    fn from(highlight: query::Highlight) -> Self {
        Self {
            field: highlight.field,
            ranges: highlight.ranges.into_iter().map(Range::from).collect(),
            html: highlight.html,
        }
    }
}

/// Spells highlights.
pub fn highlights(found: Vec<query::Highlight>) -> Vec<HighlightObject> {
    found.into_iter().map(HighlightObject::from).collect()
}
