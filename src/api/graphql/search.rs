//! Search across everything, and suggestions.

use std::sync::Arc;

use async_graphql::{Context, Enum, Object, SimpleObject};

use super::connection::connection;
use super::highlight::{HighlightObject, highlights};
use super::input::{order, sort_keys, text};
use super::node::Node;
use super::refusal::Refusal;
use super::scalar::{MonthScalar, UrlScalar};
use super::schema::permalink;
use crate::query::{
    self, Archive, RawPage, RawSearchParams, RawSuggestParams, SearchEntry, SearchQuery,
    SuggestQuery,
};

/// What is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "SearchType", remote = "query::SearchType")]
pub enum SearchTypeName {
    /// Entries of the registry.
    Project,
    /// Categories.
    Category,
    /// Items.
    Item,
    /// Reports.
    Report,
    /// Resources.
    Resource,
}

order! {
    /// How hits are ordered.
    SearchOrder as "SearchSort" {
        /// Best match first, a recent one before an old one: the default.
        Relevance "relevance"
        /// Best match first, whatever its age.
        Score "score"
    }
}

/// Something that matches.
#[derive(Clone)]
pub struct SearchHitObject {
    archive: Arc<Archive>,
    entry: Arc<SearchEntry>,
}

/// Something that matches.
#[Object(name = "SearchHit")]
impl SearchHitObject {
    /// What it is.
    #[graphql(name = "type")]
    async fn kind(&self) -> SearchTypeName {
        self.entry.kind.into()
    }

    /// Its key in addresses: the id of an item or a resource, the slug of
    /// anything else.
    async fn key(&self) -> &str {
        &self.entry.key
    }

    /// What to call it: the category of an item, the title of a report, a name,
    /// the newest label of a resource.
    async fn title(&self) -> Option<&str> {
        self.entry.title.as_deref()
    }

    /// Some of its text around the first place that matches, at most 240
    /// characters: an item's text, a report's headings, a project's aliases, a
    /// resource's address.
    async fn snippet(&self) -> Option<&str> {
        self.entry.snippet.as_deref()
    }

    /// Its month, or the last one in which it is cited or mentioned.
    async fn month(&self) -> Option<MonthScalar> {
        self.entry.month.map(MonthScalar::from)
    }

    /// How well it matches; by `SCORE`, BM25 alone.
    async fn score(&self) -> f64 {
        self.entry.score
    }

    /// Where it can be cited.
    async fn permalink(&self, ctx: &Context<'_>) -> UrlScalar {
        permalink(ctx, &self.entry.path)
    }

    /// The thing itself.
    async fn node(&self) -> Node {
        Node::new(&self.archive, self.entry.node)
    }

    /// Where `title` and `snippet` match.
    async fn highlights(&self) -> Vec<HighlightObject> {
        highlights(self.entry.highlights.clone())
    }
}

/// How many of a type match.
#[derive(Clone, SimpleObject)]
pub struct SearchCount {
    /// The type.
    #[graphql(name = "type")]
    kind: SearchTypeName,
    /// Of it, whatever types are asked for.
    count: u32,
}

impl SearchConnection {
    /// What matches.
    pub fn answer(
        archive: &Arc<Archive>,
        page: &RawPage,
        q: String,
        types: Option<Vec<SearchTypeName>>,
        sort: Option<Vec<SearchOrder>>,
    ) -> Result<Self, Refusal> {
        let types = types.into_iter().flatten().map(query::SearchType::from);
        let raw = RawSearchParams {
            text: text(Some(q)),
            types: types.map(|t| t.as_str().to_owned()).collect(),
            sort: sort_keys(sort),
            page: page.clone(),
        };
        let query = SearchQuery::parse(&raw, Vec::new())?;
        let (page, counts) = archive.search(&query);
        let count = |c: query::SearchCount| SearchCount {
            kind: c.kind.into(),
            count: c.count,
        };
        Ok(Self {
            counts: counts.into_iter().map(count).collect(),
            page: page.map(|entry| SearchHitObject {
                entry: Arc::new(entry),
                archive: Arc::clone(archive),
            }),
        })
    }
}

connection! {
    /// A page of hits.
    SearchConnection of SearchHitObject {
        counts: Vec<SearchCount>
    } with {
        /// How many of each type match, whatever types are asked for.
        async fn counts(&self) -> &[SearchCount] {
            &self.counts
        }

        /// What `q` was taken to mean, where a word of it is nowhere and is
        /// close to one that is; null otherwise.
        async fn corrected(&self) -> Option<&str> {
            self.page.corrected.as_deref()
        }
    }
    /// A hit on a page.
    SearchEdge
}

/// What is suggested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "SuggestionType", remote = "query::SuggestionType")]
pub enum SuggestionTypeName {
    /// A name or an alias of a project.
    Project,
    /// A category.
    Category,
    /// A site.
    Site,
    /// A frequent word.
    Word,
}

/// Something to go on with.
#[derive(SimpleObject)]
pub struct Suggestion {
    /// What it is.
    #[graphql(name = "type")]
    kind: SuggestionTypeName,
    /// The name, alias, host or word.
    text: String,
    /// What to filter by: slug or host; null for a word.
    key: Option<String>,
    /// Items that mention it, stand under it, cite it or hold it.
    items: u32,
}

/// What begins so.
pub fn suggest(
    archive: &Archive,
    prefix: String,
    first: Option<i32>,
) -> Result<Vec<Suggestion>, Refusal> {
    let raw = RawSuggestParams {
        prefix: Some(prefix),
        first: first.map(|n| n.to_string()),
    };
    let query = SuggestQuery::parse(&raw, Vec::new())?;
    let spell = |s: query::Suggestion| Suggestion {
        kind: s.kind.into(),
        text: s.text,
        key: s.key,
        items: s.items,
    };
    Ok(archive.suggest(&query).into_iter().map(spell).collect())
}
