//! What each step costs, from Markdown to an answer, by number of reports:
//! `cargo bench`, or `CHRONIQUE_BENCH_REPORTS=100,500 cargo bench -- items`.

#![expect(
    clippy::unwrap_used,
    reason = "a fixture that fails must end the benchmark"
)]
#![expect(
    clippy::wildcard_imports,
    reason = "a group is a module for divan alone; it shares the file's imports"
)]

mod synthetic;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex};

use actix_web::body::to_bytes;
use actix_web::rt::System;
use actix_web::test::{TestRequest, call_service, init_service};
use actix_web::{App, web::Bytes};
use chronique::api::{self, State};
use chronique::domain::{Document, Generation};
use chronique::ingest::{Rules, load, parse_about, parse_registry, read_document};
use chronique::query::{
    Archive, ArchiveHandle, ItemQuery, RawFilter, RawItemParams, RawPage, RawStatsParams, RawTerms,
    StatsQuery,
};
use chronique::store::Store;
use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use tempfile::TempDir;

use synthetic::{File, Synthetic};

fn main() {
    divan::main();
}

/// Numbers of reports: 100, 1,000 and 10,000 unless others are asked for.
fn sizes() -> Vec<usize> {
    let asked = std::env::var("CHRONIQUE_BENCH_REPORTS");
    let asked = asked.unwrap_or_else(|_| "100,1000,10000".to_owned());
    asked
        .split(',')
        .map(|n| n.trim().parse().unwrap())
        .collect()
}

/// An archive of one size, in all its forms. Made once, kept to the end.
struct Fixture {
    files: Vec<File>,
    rules: Rules,
    folder: TempDir,
    generation: Generation,
    archive: Arc<Archive>,
}

impl Fixture {
    fn of(reports: usize) -> Arc<Self> {
        static ALL: LazyLock<Mutex<HashMap<usize, Arc<Fixture>>>> = LazyLock::new(Mutex::default);
        let mut all = ALL.lock().unwrap();
        let fixture = all
            .entry(reports)
            .or_insert_with(|| Arc::new(Self::new(reports)));
        Arc::clone(fixture)
    }

    fn new(reports: usize) -> Self {
        let synthetic = Synthetic::new(reports);
        let folder = tempfile::tempdir().unwrap();
        synthetic.write(folder.path()).unwrap();
        let (about, _) = parse_about(&synthetic.config().text, "chronique.toml");
        let (registry, _) = parse_registry(&Synthetic::registry().text, "projects.toml");
        let generation = load(folder.path(), None, None, &mut |_, _| {}).unwrap();
        Self {
            files: synthetic.reports().collect(),
            rules: Rules::new(Arc::new(about), Arc::new(registry)),
            archive: Arc::new(Archive::build(&generation)),
            generation,
            folder,
        }
    }

    fn items(&self) -> ItemsCount {
        ItemsCount::new(self.archive.counts().items)
    }

    fn bytes(&self) -> BytesCount {
        BytesCount::new(self.files.iter().map(|f| f.text.len()).sum::<usize>())
    }
}

/// Loading: a second of each is enough, and a sample can take as long.
#[divan::bench_group(max_time = 2, sample_size = 1)]
mod loading {
    use super::*;

    #[divan::bench(args = sizes())]
    fn parse(bencher: Bencher, reports: usize) {
        let f = Fixture::of(reports);
        let read = |file: &File| read_document(&file.path, file.text.as_bytes(), &f.rules);
        bencher
            .counter(f.bytes())
            .bench_local(|| f.files.iter().map(read).collect::<Vec<Document>>());
    }

    /// What `parse` and `build` are measured against: Markdown into events, and
    /// nothing made of them.
    #[divan::bench(args = sizes())]
    fn events(bencher: Bencher, reports: usize) {
        let f = Fixture::of(reports);
        let read = |file: &File| pulldown_cmark::Parser::new(&file.text).count();
        bencher
            .counter(f.bytes())
            .bench_local(|| f.files.iter().map(read).sum::<usize>());
    }

    #[divan::bench(args = sizes())]
    fn folder_cold(bencher: Bencher, reports: usize) {
        let f = Fixture::of(reports);
        bencher
            .counter(f.bytes())
            .bench_local(|| load(f.folder.path(), None, None, &mut |_, _| {}).unwrap());
    }

    #[divan::bench(args = sizes())]
    fn folder_unchanged(bencher: Bencher, reports: usize) {
        let f = Fixture::of(reports);
        let previous = Some(&f.generation);
        bencher
            .counter(f.bytes())
            .bench_local(|| load(f.folder.path(), None, previous, &mut |_, _| {}).unwrap());
    }

    #[divan::bench(args = sizes())]
    fn build(bencher: Bencher, reports: usize) {
        let f = Fixture::of(reports);
        bencher
            .counter(f.items())
            .bench_local(|| Archive::build(&f.generation));
    }

    /// One report reads otherwise.
    #[divan::bench(args = sizes())]
    fn update(bencher: Bencher, reports: usize) {
        let f = Fixture::of(reports);
        let mut changed = f.generation.clone();
        let place = changed.documents.len() / 2;
        let document = changed.documents.get_mut(place).unwrap();
        let report = document.report.as_ref().unwrap();
        let text = format!("{}\n- Un mot de plus\n", report.source());
        *document = Arc::new(read_document(&document.path, text.as_bytes(), &f.rules));
        let (changed, history) = (Arc::new(changed), Arc::default());
        bencher.bench_local(|| f.archive.updated(&changed, Arc::clone(&history)));
    }

    #[divan::bench(args = sizes())]
    fn store_first(bencher: Bencher, reports: usize) {
        let f = Fixture::of(reports);
        bencher
            .counter(f.items())
            .with_inputs(|| {
                let folder = tempfile::tempdir().unwrap();
                (Store::open(folder.path()).unwrap().store, folder)
            })
            .bench_local_refs(|(store, _)| store.replace(&f.generation, None).unwrap());
    }

    #[divan::bench(args = sizes())]
    fn store_one_changed(bencher: Bencher, reports: usize) {
        let f = Fixture::of(reports);
        let (folder, mut fresh) = (tempfile::tempdir().unwrap(), f.generation.clone());
        let mut store = Store::open(folder.path()).unwrap().store;
        store.replace(&fresh, None).unwrap();
        bencher.bench_local(|| {
            let document = fresh.documents.first_mut().unwrap();
            let report = &mut Arc::make_mut(document).report;
            let report = Arc::make_mut(report.as_mut().unwrap());
            let title = report.title.as_deref() == Some("a");
            report.title = Some(if title { "b" } else { "a" }.to_owned());
            store.replace(&fresh, None).unwrap()
        });
    }

    #[divan::bench(args = sizes())]
    fn store_open(bencher: Bencher, reports: usize) {
        let f = Fixture::of(reports);
        let folder = tempfile::tempdir().unwrap();
        let path: PathBuf = folder.path().to_owned();
        let mut store = Store::open(&path).unwrap().store;
        store.replace(&f.generation, None).unwrap();
        drop(store);
        bencher
            .counter(f.items())
            .bench_local(|| Store::open(&path).unwrap());
    }
}

/// Answers from the snapshot, without HTTP or JSON.
#[divan::bench_group(max_time = 0.3)]
mod snapshot {
    use super::*;

    fn bench(bencher: Bencher, reports: usize, question: &RawItemParams) {
        let f = Fixture::of(reports);
        let query = ItemQuery::parse(question, Vec::new()).unwrap();
        bencher.bench_local(|| f.archive.items(black_box(&query)));
    }

    fn first() -> RawPage {
        RawPage {
            first: Some("20".to_owned()),
            ..RawPage::default()
        }
    }

    fn last() -> RawPage {
        RawPage {
            last: Some("20".to_owned()),
            ..RawPage::default()
        }
    }

    fn filtered(filter: RawFilter, page: RawPage) -> RawItemParams {
        RawItemParams {
            filter,
            page,
            ..RawItemParams::default()
        }
    }

    fn any(value: &str) -> RawTerms {
        RawTerms {
            any: vec![value.to_owned()],
            ..RawTerms::default()
        }
    }

    #[divan::bench(args = sizes())]
    fn items_first(bencher: Bencher, reports: usize) {
        bench(bencher, reports, &filtered(RawFilter::default(), first()));
    }

    #[divan::bench(args = sizes())]
    fn items_last(bencher: Bencher, reports: usize) {
        bench(bencher, reports, &filtered(RawFilter::default(), last()));
    }

    #[divan::bench(args = sizes())]
    fn items_middle(bencher: Bencher, reports: usize) {
        let f = Fixture::of(reports);
        let half = f.archive.counts().items / 2;
        let before = RawPage {
            offset: Some(half.to_string()),
            ..RawPage::default()
        };
        let query = filtered(RawFilter::default(), before);
        let page = f
            .archive
            .items(&ItemQuery::parse(&query, Vec::new()).unwrap());
        let page = RawPage {
            after: page.end_cursor(),
            ..first()
        };
        bench(bencher, reports, &filtered(RawFilter::default(), page));
    }

    /// In an order that is not the one of the numbers: every row is compared.
    #[divan::bench(args = sizes())]
    fn items_sorted(bencher: Bencher, reports: usize) {
        let question = RawItemParams {
            sort: vec!["category".to_owned()],
            page: first(),
            ..RawItemParams::default()
        };
        bench(bencher, reports, &question);
    }

    #[divan::bench(args = sizes())]
    fn project_last(bencher: Bencher, reports: usize) {
        let filter = RawFilter {
            project: any("sill"),
            ..RawFilter::default()
        };
        bench(bencher, reports, &filtered(filter, last()));
    }

    #[divan::bench(args = sizes())]
    fn month_last(bencher: Bencher, reports: usize) {
        let mut filter = RawFilter::default();
        filter.month.any.push("2024-02".to_owned());
        bench(bencher, reports, &filtered(filter, last()));
    }

    #[divan::bench(args = sizes())]
    fn category_last(bencher: Bencher, reports: usize) {
        let filter = RawFilter {
            category: any("publier"),
            ..RawFilter::default()
        };
        bench(bencher, reports, &filtered(filter, last()));
    }

    #[divan::bench(args = sizes())]
    fn resource_last(bencher: Bencher, reports: usize) {
        let filter = RawFilter {
            resource: any("https://nocodb.com"),
            ..RawFilter::default()
        };
        bench(bencher, reports, &filtered(filter, last()));
    }

    #[divan::bench(args = sizes())]
    fn stats(bencher: Bencher, reports: usize) {
        let f = Fixture::of(reports);
        let question = RawStatsParams {
            by: vec!["month".to_owned(), "category".to_owned()],
            ..RawStatsParams::default()
        };
        let query = StatsQuery::parse(&question, Vec::new()).unwrap();
        bencher.bench_local(|| f.archive.stats(black_box(&query)).unwrap());
    }
}

/// Answers through the whole stack: routing, query, JSON, headers; no socket.
#[divan::bench_group(max_time = 0.5)]
mod http {
    use super::*;

    fn bench(bencher: Bencher, reports: usize, path: &str) {
        let f = Fixture::of(reports);
        let archive = load(f.folder.path(), None, Some(&f.generation), &mut |_, _| {}).unwrap();
        let state = State::new(ArchiveHandle::new(Archive::build(&archive)), None).unwrap();
        let system = System::new();
        let app = App::new().configure(|config| api::configure(&state, config));
        let app = system.block_on(init_service(app));
        let get = || -> Bytes {
            system.block_on(async {
                let request = TestRequest::get().uri(path).to_request();
                let response = call_service(&app, request).await;
                assert!(response.status().is_success(), "{path}");
                to_bytes(response.into_body()).await.ok().unwrap()
            })
        };
        bencher
            .counter(BytesCount::new(get().len()))
            .bench_local(get);
    }

    #[divan::bench(args = sizes())]
    fn items_first(bencher: Bencher, reports: usize) {
        bench(bencher, reports, "/v1/items?first=20");
    }

    #[divan::bench(args = sizes())]
    fn items_last(bencher: Bencher, reports: usize) {
        bench(bencher, reports, "/v1/items?last=20");
    }

    /// What a search is measured against.
    #[divan::bench(args = sizes())]
    fn filtered_first(bencher: Bencher, reports: usize) {
        let path = "/v1/items?category=publier&project=sill&first=20";
        bench(bencher, reports, path);
    }

    #[divan::bench(args = sizes())]
    fn two_words_first(bencher: Bencher, reports: usize) {
        bench(bencher, reports, "/v1/items?q=publication+guide&first=20");
    }

    #[divan::bench(args = sizes())]
    fn search_first(bencher: Bencher, reports: usize) {
        bench(bencher, reports, "/v1/search?q=publication+guide&first=20");
    }

    #[divan::bench(args = sizes())]
    fn items_200(bencher: Bencher, reports: usize) {
        bench(bencher, reports, "/v1/items?first=200");
    }

    #[divan::bench(args = sizes())]
    fn projects_first(bencher: Bencher, reports: usize) {
        bench(bencher, reports, "/v1/projects?first=20");
    }

    #[divan::bench(args = sizes())]
    fn stats(bencher: Bencher, reports: usize) {
        bench(bencher, reports, "/v1/stats?by=month,category");
    }

    #[divan::bench(args = sizes())]
    fn graphql(bencher: Bencher, reports: usize) {
        let items = "{items(first:20){totalCount,nodes{id,text,report{slug},links{href}}}}";
        bench(bencher, reports, &format!("/graphql?query={items}"));
    }
}
