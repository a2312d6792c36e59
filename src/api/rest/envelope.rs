//! The envelope around every answer, and the links to its neighbours.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::spell::{push_bool, push_number, push_optional, push_quoted, put};
use crate::api::http::query_string::Asked;
use crate::query::{Archive, DEFAULT_PAGE, FacetCounts, Page, SearchCount};

/// Where a page is in its list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Page)]
pub struct PageView {
    /// Rows in the whole list.
    total: usize,
    /// Rows on this page.
    count: usize,
    /// Whether rows follow.
    has_next_page: bool,
    /// Whether rows come before.
    has_previous_page: bool,
    /// Cursor of the first row; null on an empty page.
    start_cursor: Option<String>,
    /// Cursor of the last row; null on an empty page.
    end_cursor: Option<String>,
}

impl PageView {
    pub fn new<T>(page: &Page<T>) -> Self {
        Self {
            total: page.total,
            count: page.rows.len(),
            has_next_page: page.has_next,
            has_previous_page: page.has_previous,
            start_cursor: page.start_cursor(),
            end_cursor: page.end_cursor(),
        }
    }
}

/// One value of a facet.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FacetValue)]
pub struct FacetValueView {
    /// What to filter by.
    key: String,
    /// What to show.
    name: String,
    /// Items that have it.
    count: u32,
}

/// Counts by dimension, in the order asked.
pub type FacetsView = BTreeMap<&'static str, Vec<FacetValueView>>;

/// Spells facet counts.
pub fn facets(counts: Vec<FacetCounts>) -> FacetsView {
    let spell = |counts: FacetCounts| {
        let values = counts.values.into_iter();
        let values = values.map(|v| FacetValueView {
            key: v.key,
            name: v.name,
            count: v.count,
        });
        (counts.by.as_str(), values.collect())
    };
    counts.into_iter().map(spell).collect()
}

/// Spells how many of each type a search found.
pub fn search_facets(counts: Vec<SearchCount>) -> FacetsView {
    let spell = |count: SearchCount| FacetValueView {
        key: count.kind.as_str().to_owned(),
        name: count.kind.as_str().to_owned(),
        count: count.count,
    };
    let values = counts.into_iter().map(spell).collect();
    BTreeMap::from([("type", values)])
}

/// What stands with every answer.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Meta)]
pub struct MetaView<'a> {
    /// Key of the content: equal on every server that has the same.
    revision: &'a str,
    /// Last update as the reports tell it, RFC 3339.
    last_modified: Option<String>,
    /// Name of the licence.
    license: Option<&'a str>,
    /// Ready to paste.
    attribution: &'a str,
    /// What `q` was taken to mean, where a word of it is nowhere and is close
    /// to one that is; null otherwise.
    corrected: Option<&'a str>,
}

impl<'a> MetaView<'a> {
    pub fn new(archive: &'a Archive, corrected: Option<&'a str>) -> Self {
        let meta = archive.meta();
        Self {
            corrected,
            revision: &meta.revision,
            last_modified: meta.last_modified.map(|d| format!("{d}T00:00:00Z")),
            license: meta.license.as_deref(),
            attribution: &meta.attribution,
        }
    }
}

/// Addresses of this answer and its neighbours; null where there is none.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
#[schema(as = Links)]
pub struct LinksView {
    /// This answer.
    #[serde(rename = "self")]
    pub this: String,
    /// The page after this one.
    pub next: Option<String>,
    /// The page before this one.
    pub prev: Option<String>,
}

/// The envelope of one thing.
#[derive(Debug, Serialize)]
pub struct Envelope<'a> {
    /// The answer itself.
    pub data: &'a RawValue,
    /// Addresses.
    pub links: LinksView,
    /// What stands with every answer.
    pub meta: MetaView<'a>,
}

/// Adds what stands behind the rows of a list, from `"page"` to the end.
pub fn push_around(
    page: &PageView,
    facets: Option<&FacetsView>,
    (links, meta): (&LinksView, &MetaView<'_>),
    out: &mut Vec<u8>,
) -> serde_json::Result<()> {
    put(out, b"\"page\":{\"total\":");
    push_number(page.total, out);
    put(out, b",\"count\":");
    push_number(page.count, out);
    put(out, b",\"hasNextPage\":");
    push_bool(page.has_next_page, out);
    put(out, b",\"hasPreviousPage\":");
    push_bool(page.has_previous_page, out);
    put(out, b",\"startCursor\":");
    push_optional(page.start_cursor.as_deref(), out);
    put(out, b",\"endCursor\":");
    push_optional(page.end_cursor.as_deref(), out);
    if let Some(facets) = facets {
        put(out, b"},\"facets\":");
        serde_json::to_writer(&mut *out, facets)?;
        put(out, b",\"links\":{\"self\":");
    } else {
        put(out, b"},\"links\":{\"self\":");
    }
    push_quoted(&links.this, out);
    put(out, b",\"next\":");
    push_optional(links.next.as_deref(), out);
    put(out, b",\"prev\":");
    push_optional(links.prev.as_deref(), out);
    put(out, b"},\"meta\":{\"revision\":");
    push_quoted(meta.revision, out);
    put(out, b",\"lastModified\":");
    push_optional(meta.last_modified.as_deref(), out);
    put(out, b",\"license\":");
    push_optional(meta.license, out);
    put(out, b",\"attribution\":");
    push_quoted(meta.attribution, out);
    put(out, b",\"corrected\":");
    push_optional(meta.corrected, out);
    put(out, b"}}");
    Ok(())
}

/// The addresses of a page of a list.
pub fn page_links(
    base: [&str; 3],
    pairs: &[(String, String)],
    asked: &Asked<'_>,
    page: &PageView,
) -> LinksView {
    const PLACE: [&str; 5] = ["first", "after", "last", "before", "offset"];
    let default_size = DEFAULT_PAGE.to_string();
    let size = pairs
        .iter()
        .find(|(name, _)| name == "first" || name == "last");
    let turn = |cursor_name: &str, size_name: &str, cursor: &Option<String>| {
        let mut with: Vec<(&str, &str)> = Vec::new();
        if let Some((_, size)) = size {
            with.push((size_name, size));
        } else if size_name == "last" {
            with.push(("last", default_size.as_str()));
        }
        // A page past the end has no cursor: the last rows come before it. One
        // of no rows leads nowhere.
        let leads = with
            .iter()
            .any(|(name, size)| *name == "last" && *size != "0");
        with.extend(cursor.as_deref().map(|c| (cursor_name, c)));
        (cursor.is_some() || leads).then(|| asked.at(base, &PLACE, &with))
    };
    LinksView {
        this: asked.at(base, &[], &[]),
        next: page
            .has_next_page
            .then(|| turn("after", "first", &page.end_cursor))
            .flatten(),
        prev: page
            .has_previous_page
            .then(|| turn("before", "last", &page.start_cursor))
            .flatten(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Serialize)]
    struct Around<'a> {
        page: PageView,
        #[serde(skip_serializing_if = "Option::is_none")]
        facets: Option<FacetsView>,
        links: LinksView,
        meta: MetaView<'a>,
    }

    proptest! {
        #[test]
        fn what_is_around_rows_is_what_the_views_are(
            (total, count) in any::<(usize, usize)>(),
            (has_next_page, has_previous_page) in any::<(bool, bool)>(),
            texts in prop::collection::vec("[a\"\\\\\n\u{7f}é]{0,6}", 5),
            some in prop::collection::vec(any::<bool>(), 8),
        ) {
            let text = |i: usize| some[i].then(|| texts[i % 5].clone());
            let value = |count| FacetValueView { key: texts[0].clone(), name: texts[1].clone(), count };
            let around = Around {
                page: PageView {
                    total,
                    count,
                    has_next_page,
                    has_previous_page,
                    start_cursor: text(0),
                    end_cursor: text(1),
                },
                facets: some[2].then(|| BTreeMap::from([("kind", vec![value(1), value(2)])])),
                links: LinksView { this: texts[2].clone(), next: text(3), prev: text(4) },
                meta: MetaView {
                    revision: &texts[3],
                    last_modified: text(5),
                    license: some[6].then_some(&texts[1]),
                    attribution: &texts[4],
                    corrected: some[7].then_some(&texts[2]),
                },
            };
            let mut out = b"{".to_vec();
            let ends = (&around.links, &around.meta);
            push_around(&around.page, around.facets.as_ref(), ends, &mut out).unwrap();
            let expected = serde_json::to_string(&around).unwrap();
            prop_assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
    }
}
