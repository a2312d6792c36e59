//! What must hold of any bytes, whoever sends them: the bodies of the fuzz
//! targets, and of the tests of the same names in `tests/all/fuzz.rs`.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use chronique::domain::About;
use chronique::ingest::{Rules, default_registry, read_document};
use chronique::query::{Accepts, Archive, ItemQuery, Pairs};
use chronique::server::{Local, LocalRequest, Part, Settings, preview};

static RULES: LazyLock<Rules> =
    LazyLock::new(|| Rules::new(About::default().into(), default_registry().into()));

/// The repository's own archive.
fn data() -> PathBuf {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let own = top.join("data");
    if own.is_dir() {
        own
    } else {
        top.join("../data")
    }
}

static ARCHIVE: LazyLock<Archive> = LazyLock::new(|| {
    let generation = chronique::ingest::load(&data(), None, None, &mut |_, _| {}).unwrap();
    Archive::build(&generation)
});

fn settings() -> Settings {
    Settings {
        archive: data(),
        metadata: None,
        store: None,
        listen: String::new(),
        public_url: None,
    }
}

/// Any file is a document: never a panic, and what comes of it is inert.
pub fn markdown(bytes: &[u8]) {
    let document = read_document("2022/02.md", bytes, &RULES);
    let Some(report) = document.report else {
        assert!(!document.diagnostics.is_empty());
        return;
    };
    for item in report.items.iter() {
        inert(&item.html);
        assert!(!item.text.contains('\0'));
        assert!(item.bytes.start <= item.bytes.end);
    }
}

/// The same behind a front matter.
pub fn front_matter(bytes: &[u8]) {
    for fence in ["---", "+++"] {
        let mut file = format!("{fence}\n").into_bytes();
        file.extend_from_slice(bytes);
        file.extend_from_slice(format!("\n{fence}\n\n# A\n\n- b\n").as_bytes());
        markdown(&file);
    }
}

/// Nothing that runs, loads or leads to a scheme that is not of the web: an
/// allow-list sanitiser, which reads HTML as browsers do, has nothing to take.
fn inert(html: &str) {
    let cleaned = ammonia::Builder::default()
        .link_rel(None)
        .add_tag_attributes("ol", ["start"])
        .add_tag_attributes("code", ["class"])
        .add_url_schemes([
            "ftps", "sftp", "irc", "ircs", "tel", "xmpp", "gemini", "git",
        ])
        .clean(html)
        .to_string();
    let marks = |html: &str| html.matches('<').count();
    assert_eq!(marks(html), marks(&cleaned), "{html}\n{cleaned}");
}

fn asked(pairs: Vec<(String, String)>) {
    let accepts = Accepts {
        filter: true,
        page: true,
        other: &["q", "highlight", "sort", "facet"],
    };
    let mut pairs = Pairs::new(pairs, &accepts.names());
    let raw = pairs.item_params();
    match ItemQuery::parse(&raw, pairs.faults) {
        Ok(query) => {
            let page = ARCHIVE.items(&query);
            assert!(page.rows.len() <= page.total);
        }
        // All faults at once, each with what is wrong.
        Err(error) => assert!(error.faults().iter().all(|f| !f.detail.is_empty())),
    }
}

/// Pairs of a query string, as a client may write them.
pub fn query(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let pairs = text.split('&').map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (name.to_owned(), value.to_owned())
    });
    asked(pairs.collect());
}

/// A cursor that nobody gave.
pub fn cursor(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes).into_owned();
    for name in ["after", "before"] {
        asked(vec![(name.to_owned(), text.clone())]);
    }
}

/// A filter object.
pub fn filter(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes).into_owned();
    asked(vec![("filter".to_owned(), text)]);
}

thread_local! {
    static LOCAL: Local = Local::new(preview(&settings()).unwrap(), None).unwrap();
}

/// A document: answered or refused, in either case as the specification has it.
pub fn graphql(bytes: &[u8]) {
    let document = String::from_utf8_lossy(bytes);
    let body = serde_json::json!({ "query": document }).to_string();
    let mut answer = Vec::new();
    let mut code = 0;
    let sink = &mut |part: Part<'_>| {
        match part {
            Part::Head { status, .. } => code = status,
            Part::Body(bytes) => answer.extend_from_slice(bytes),
        }
        Ok(())
    };
    LOCAL
        .with(|local| local.answer(&LocalRequest::GraphQl(body), sink))
        .unwrap();
    let answer: serde_json::Value = serde_json::from_slice(&answer).unwrap();
    assert!(matches!(code, 200 | 400 | 413), "{code}: {answer}");
    let errors = answer["errors"].as_array().map_or(0, Vec::len);
    // §7.1: data, errors, or both; whoever is refused has none.
    assert!(errors > 0 || answer.get("data").is_some(), "{answer}");
    assert!(code == 200 || answer.get("data").is_none(), "{answer}");
}
