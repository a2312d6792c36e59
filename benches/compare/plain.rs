//! A peer: what one writes in an afternoon with actix-web, async-graphql and
//! `serde_json`. Items in a `Vec`, every question a pass over it, every answer
//! serialised anew. `plain PORT ITEMS` reads the export `items.ndjson`, so that
//! it has the very rows that `chronique` has, in their order.
//!
//! What is written once at the start is what such a server would have, too:
//! the text in small letters for the search.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader};
use std::process::ExitCode;
use std::{env, sync::Arc};

use actix_web::web::{self, Data, Json, Query};
use actix_web::{App, HttpResponse, HttpServer};
use async_graphql::{EmptyMutation, EmptySubscription, Object, Schema, SimpleObject};
use serde::{Deserialize, Serialize};

#[derive(Deserialize, Serialize, SimpleObject)]
struct Item {
    id: String,
    report: Report,
    month: String,
    series: String,
    category: Category,
    section: Option<String>,
    kind: String,
    position: u32,
    text: String,
    markdown: String,
    html: String,
    #[graphql(skip)]
    children: serde_json::Value,
    links: Vec<Link>,
    mentions: Vec<Mention>,
    permalink: String,
    provenance: Provenance,
    #[serde(skip)]
    #[graphql(skip)]
    searched: String,
}

#[derive(Deserialize, Serialize, SimpleObject)]
struct Report {
    slug: String,
    month: String,
}

#[derive(Deserialize, Serialize, SimpleObject)]
struct Category {
    slug: String,
    name: String,
}

#[derive(Deserialize, Serialize, SimpleObject)]
struct Link {
    kind: String,
    label: String,
    href: String,
    resource: Option<Resource>,
}

#[derive(Deserialize, Serialize, SimpleObject)]
struct Resource {
    id: String,
    url: String,
}

#[derive(Deserialize, Serialize, SimpleObject)]
struct Mention {
    project: Project,
    surface: String,
    range: Range,
    method: String,
}

#[derive(Deserialize, Serialize, SimpleObject)]
struct Project {
    slug: String,
    name: String,
}

#[derive(Deserialize, Serialize, SimpleObject)]
struct Range {
    start: u32,
    end: u32,
}

#[derive(Deserialize, Serialize, SimpleObject)]
struct Provenance {
    path: String,
    lines: Range,
    bytes: Range,
    commit: Option<String>,
}

/// What may be asked of items; all of it must hold.
#[derive(Default, Deserialize)]
struct Filter {
    month: Option<String>,
    category: Option<String>,
    project: Option<String>,
    url: Option<String>,
    q: Option<String>,
    first: Option<usize>,
}

impl Filter {
    fn matches(&self, item: &Item, words: &[String]) -> bool {
        let named = |slug: &String| item.mentions.iter().any(|m| m.project.slug == *slug);
        let to = |link: &Link, url: &String| link.resource.as_ref().is_some_and(|r| r.url == *url);
        let cited = |url: &String| item.links.iter().any(|link| to(link, url));
        self.month.as_ref().is_none_or(|m| item.month == *m)
            && self
                .category
                .as_ref()
                .is_none_or(|c| item.category.slug == *c)
            && self.project.as_ref().is_none_or(named)
            && self.url.as_ref().is_none_or(cited)
            && words.iter().all(|word| item.searched.contains(word))
    }

    /// The first rows, and how many there are in all.
    fn page<'a>(&self, items: &'a [Item]) -> (Vec<&'a Item>, usize) {
        let q = self.q.as_deref().unwrap_or_default().to_lowercase();
        let words: Vec<String> = q.split_whitespace().map(ToOwned::to_owned).collect();
        let mut found: Vec<&Item> = items.iter().filter(|i| self.matches(i, &words)).collect();
        let total = found.len();
        found.truncate(self.first.unwrap_or(20));
        (found, total)
    }
}

#[derive(Serialize)]
struct Page<T> {
    data: Vec<T>,
    total: usize,
}

async fn items(items: Data<Vec<Item>>, filter: Query<Filter>) -> HttpResponse {
    let (data, total) = filter.page(&items);
    HttpResponse::Ok().json(Page { data, total })
}

#[derive(Serialize)]
struct Count<'a> {
    project: &'a str,
    count: usize,
}

/// How many items name each project.
async fn projects(items: Data<Vec<Item>>) -> HttpResponse {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for item in items.iter() {
        let mut slugs: Vec<&str> = item
            .mentions
            .iter()
            .map(|m| m.project.slug.as_str())
            .collect();
        slugs.sort_unstable();
        slugs.dedup();
        for slug in slugs {
            *counts.entry(slug).or_default() += 1;
        }
    }
    let counts = counts.into_iter();
    let data: Vec<Count<'_>> = counts
        .map(|(project, count)| Count { project, count })
        .collect();
    let total = data.len();
    HttpResponse::Ok().json(Page { data, total })
}

struct Root(Arc<Vec<Item>>);

#[Object]
impl Root {
    async fn items(
        &self,
        category: Option<String>,
        project: Option<String>,
        first: Option<usize>,
    ) -> Vec<&Item> {
        let filter = Filter {
            category,
            project,
            first,
            ..Filter::default()
        };
        filter.page(&self.0).0
    }
}

type Plain = Schema<Root, EmptyMutation, EmptySubscription>;

async fn graphql(schema: Data<Plain>, request: Json<async_graphql::Request>) -> HttpResponse {
    HttpResponse::Ok().json(schema.execute(request.into_inner()).await)
}

fn read(path: &str) -> io::Result<Vec<Item>> {
    let lines = BufReader::new(File::open(path)?).lines();
    let item = |line: io::Result<String>| {
        let mut item: Item = serde_json::from_str(&line?)?;
        item.searched = item.text.to_lowercase();
        Ok(item)
    };
    lines.map(item).collect()
}

async fn serve(port: u16, path: &str) -> io::Result<()> {
    let all = Arc::new(read(path)?);
    let root = Root(Arc::clone(&all));
    let schema = Schema::new(root, EmptyMutation, EmptySubscription);
    let app = move || {
        App::new()
            .app_data(Data::from(Arc::clone(&all)))
            .app_data(Data::new(schema.clone()))
            .route("/items", web::get().to(items))
            .route("/projects", web::get().to(projects))
            .route("/graphql", web::post().to(graphql))
    };
    HttpServer::new(app)
        .workers(1)
        .bind(("127.0.0.1", port))?
        .run()
        .await
}

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let port = arguments.next().and_then(|port| port.parse().ok());
    let (Some(port), Some(path)) = (port, arguments.next()) else {
        eprintln!("usage: plain PORT ITEMS");
        return ExitCode::from(2);
    };
    match actix_web::rt::System::new().block_on(serve(port, &path)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
