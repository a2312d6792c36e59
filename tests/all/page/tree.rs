//! A page as a browser reads it, and what a browser must never find in one.
//!
//! The judgement is made on the tree of a parser that follows the standard, so
//! that no trick of spelling which browsers see through is overlooked.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use url::Url;

/// Where the page is read from: addresses without a host are below it.
const HERE: &str = "https://chronique.example/here";

/// Elements that pages are made of: those of our templates and those that
/// Markdown without raw HTML gives. No `img`: reports' images are their texts.
const ELEMENTS: &str = "html head meta title link script body a header main footer nav section \
     article div p span h1 h2 h3 h4 h5 h6 ul ol li dl dt dd form label input button select option \
     fieldset legend details summary figure figcaption time code pre em strong del blockquote br \
     hr mark textarea table caption thead tbody tr th td";
/// Elements of our pictures.
const SHAPES: &str = "svg g title desc rect circle line path text a tspan";
/// Attributes that elements may have; no `style`, nothing that runs.
const ATTRIBUTES: &str = "lang charset :xmlns name content property rel href hreflang type src defer \
     class id tabindex role for action method min max maxlength required placeholder value \
     checked selected rows spellcheck autocapitalize hidden datetime title start scope open \
     data-id data-item data-key data-waiting data-failed data-answered data-bad-variables \
     data-endpoint data-example \
     aria-label aria-labelledby aria-describedby aria-current aria-hidden \
     viewBox width height x y rx cx cy r d x1 y1 x2 y2 transform text-anchor focusable \
     stroke-width fill-opacity dy";
/// Attributes that hold an address.
const ADDRESSES: [&str; 3] = ["href", "src", "action"];
/// Those of them that the browser follows by itself.
const FOLLOWED: [&str; 2] = ["src", "action"];
/// Attributes that name an element of the page.
const REFERENCES: [&str; 3] = ["for", "aria-labelledby", "aria-describedby"];

/// An element with all the text below it.
pub struct Element {
    pub name: String,
    is_shape: bool,
    pub attributes: Vec<(String, String)>,
    pub text: String,
}

impl Element {
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(n, _)| n == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// A page, its elements in the order of their start tags.
pub struct Tree {
    pub elements: Vec<Element>,
    comments: usize,
    errors: Vec<String>,
}

impl Tree {
    pub fn of(html: &str) -> Self {
        let dom = parse_document(RcDom::default(), ParseOpts::default()).one(html);
        let mut tree = Self {
            elements: Vec::new(),
            comments: 0,
            errors: dom
                .errors
                .borrow()
                .iter()
                .map(ToString::to_string)
                .collect(),
        };
        tree.take(&dom.document);
        tree
    }

    fn take(&mut self, node: &Handle) {
        match &node.data {
            NodeData::Element { name, attrs, .. } => {
                let attributes = RefCell::borrow(attrs);
                let attributes = attributes.iter().map(|attribute| {
                    let prefix = attribute.name.prefix.as_ref();
                    let prefix = prefix.map(|p| format!("{p}:")).unwrap_or_default();
                    let name = format!("{prefix}{}", attribute.name.local);
                    (name, attribute.value.to_string())
                });
                self.elements.push(Element {
                    name: name.local.to_string(),
                    is_shape: &*name.ns == "http://www.w3.org/2000/svg",
                    attributes: attributes.collect(),
                    text: text_of(node),
                });
            }
            NodeData::Comment { .. } | NodeData::ProcessingInstruction { .. } => self.comments += 1,
            NodeData::Document | NodeData::Doctype { .. } | NodeData::Text { .. } => {}
        }
        for child in RefCell::borrow(&node.children).iter() {
            self.take(child);
        }
    }

    pub fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.elements.iter().filter(move |e| e.name == name)
    }

    pub fn by_id(&self, id: &str) -> Option<&Element> {
        self.elements.iter().find(|e| e.get("id") == Some(id))
    }

    /// The values of an attribute, in order.
    pub fn values(&self, attribute: &str) -> Vec<&str> {
        let found = self.elements.iter().filter_map(|e| e.get(attribute));
        found.collect()
    }

    /// Everything that a page of ours must not have; empty for a sound one.
    pub fn faults(&self) -> Vec<String> {
        let mut faults: Vec<String> = self.errors.iter().map(|e| format!("parser: {e}")).collect();
        if self.comments > 0 {
            faults.push(format!("{} comments", self.comments));
        }
        for name in ["html", "head", "body", "main", "h1"] {
            let count = self.named(name).count();
            if count != 1 {
                faults.push(format!("{count} elements {name}"));
            }
        }
        for element in &self.elements {
            faults.extend(faults_of(element));
        }
        faults.extend(self.ids());
        faults
    }

    fn ids(&self) -> Vec<String> {
        let ids = self.values("id");
        let known: BTreeSet<&str> = ids.iter().copied().collect();
        let mut seen = BTreeSet::new();
        let twice = ids.iter().filter(|id| !seen.insert(**id));
        let mut faults: Vec<String> = twice.map(|id| format!("id {id} twice")).collect();
        for name in REFERENCES {
            let lost = self
                .values(name)
                .into_iter()
                .filter(|id| !known.contains(id));
            faults.extend(lost.map(|id| format!("{name} {id} leads nowhere")));
        }
        faults
    }
}

fn text_of(node: &Handle) -> String {
    let mut text = String::new();
    let mut left: Vec<Rc<_>> = vec![Rc::clone(node)];
    while let Some(node) = left.pop() {
        if let NodeData::Text { contents } = &node.data {
            text.push_str(&RefCell::borrow(contents));
        }
        left.extend(RefCell::borrow(&node.children).iter().rev().cloned());
    }
    text
}

fn faults_of(element: &Element) -> Vec<String> {
    let name = &element.name;
    let allowed = if element.is_shape { SHAPES } else { ELEMENTS };
    let mut faults = Vec::new();
    if !allowed.split_whitespace().any(|own| own == name) {
        faults.push(format!("element {name}"));
    }
    for (attribute, value) in &element.attributes {
        if !ATTRIBUTES.split_whitespace().any(|own| own == attribute) {
            faults.push(format!("attribute {attribute} of {name}: {value}"));
        }
        if ADDRESSES.contains(&attribute.as_str()) {
            let fault = fault_of_address(attribute, value);
            faults.extend(fault.map(|fault| format!("{attribute} of {name}: {fault}: {value}")));
        }
    }
    if name == "script" && !is_ours(element) {
        faults.push(format!("script: {:?} {}", element.attributes, element.text));
    }
    let reloads = element.get("http-equiv").is_some();
    if name == "meta" && reloads {
        faults.push("meta that acts as a header".to_owned());
    }
    faults
}

/// A script from our own assets, or data that is JSON.
fn is_ours(script: &Element) -> bool {
    let source = script.get("src");
    let own = source.is_some_and(|src| src.starts_with("/assets/")) && script.text.is_empty();
    let is_data = script.get("type") == Some("application/ld+json") && source.is_none();
    let data = || serde_json::from_str::<serde_json::Value>(&script.text).is_ok();
    own && script.get("type").is_none() || is_data && data()
}

/// Read as browsers do (the URL standard): blanks and control characters
/// inside a scheme do not hide it.
fn fault_of_address(attribute: &str, value: &str) -> Option<&'static str> {
    let here = Url::parse(HERE).unwrap();
    let Ok(url) = here.join(value) else {
        return Some("no address");
    };
    if !["http", "https", "mailto"].contains(&url.scheme()) {
        return Some("scheme");
    }
    let is_away = url.origin() != here.origin();
    (is_away && FOLLOWED.contains(&attribute)).then_some("another host")
}

/// What stands in the head, what in `main`, and what is to be said of it.
const WRONG: &[(&str, &str, &str)] = &[
    ("", "<script>alert(1)</script>", "script"),
    (
        "<script src=\"https://example.org/x.js\"></script>",
        "",
        "script",
    ),
    (
        "<script type=\"application/ld+json\">{\"a\":1</script>",
        "",
        "script",
    ),
    (
        "<script type=\"application/ld+json\">1</script><!-- -->",
        "",
        "comments",
    ),
    ("", "<p onclick=\"x\">a</p>", "attribute onclick"),
    ("", "<p style=\"x\">a</p>", "attribute style"),
    ("", "<style>a{}</style>", "element style"),
    ("", "<img src=\"/a.png\">", "element img"),
    ("", "<iframe srcdoc=\"x\"></iframe>", "element iframe"),
    (
        "",
        "<svg><foreignObject></foreignObject></svg>",
        "element foreignObject",
    ),
    (
        "",
        "<svg><a xlink:href=\"javascript:1\"></a></svg>",
        "attribute xlink:href",
    ),
    ("", "<p><a href=\"javascript:alert(1)\">a</a></p>", "scheme"),
    (
        "",
        "<p><a href=\" java&#10;script&colon;alert(1)\">a</a></p>",
        "scheme",
    ),
    ("", "<p><a href=\"DATA:text/html,x\">a</a></p>", "scheme"),
    (
        "",
        "<form action=\"//example.org/\" method=\"get\"></form>",
        "another host",
    ),
    (
        "<meta http-equiv=\"refresh\" content=\"0\">",
        "",
        "http-equiv",
    ),
    ("<base href=\"/x\">", "", "element base"),
    ("", "</main></body></html><main></main>", "2 elements main"),
    ("", "<h1>again</h1>", "2 elements h1"),
    ("", "<p>a</div>", "parser"),
    ("", "<p id=\"main\">a</p>", "id main twice"),
    (
        "",
        "<section aria-labelledby=\"gone\"></section>",
        "leads nowhere",
    ),
];

/// A judge that lets everything pass would make every test of it worthless.
#[test]
fn what_is_wrong_is_refused() {
    let page = |head: &str, main: &str| {
        format!(
            "<!DOCTYPE html><html lang=\"fr\"><head><title>t</title>{head}</head><body><main id=\"main\"><h1>h</h1>{main}</main></body></html>"
        )
    };
    let sound = page(
        "<script src=\"/assets/0/c.js\" defer></script><script type=\"application/ld+json\">{\"a\":1}</script>",
        "<p><a href=\"https://example.org/\">a</a> <a href=\"mailto:a@example.org\">b</a> <a href=\"/items?q=1#a\">c</a></p>",
    );
    assert_eq!(Tree::of(&sound).faults(), Vec::<String>::new());
    for (head, main, told) in WRONG {
        let faults = Tree::of(&page(head, main)).faults();
        assert!(
            faults.iter().any(|f| f.contains(told)),
            "{head} {main}: {faults:?} instead of {told}"
        );
    }
}
