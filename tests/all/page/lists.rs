//! Questions to the pages of lists, generated.

use proptest::prelude::*;
use url::form_urlencoded;

/// A parameter and values of it; some lists end with values that are refused.
type Pool = (&'static str, &'static [&'static str]);

/// Values of the parameters that filter items; the last of some are refused.
const FILTERS: &[Pool] = &[
    (
        "month",
        &[
            "2022-01",
            "2022",
            "2022-02/2022-03,2022-04",
            "2022-03/..",
            "../2022-02",
            "2022-13",
        ],
    ),
    (
        "series",
        &[
            "reports,,gazettes",
            " reports ,",
            "rep\"orts\\",
            "reports",
            "gazettes",
            "gazettes,reports",
        ],
    ),
    (
        "category",
        &["utiliser", "Publier", "accompagner,nouvelles", "rien"],
    ),
    ("category.none", &["utiliser", "publier,nouvelles"]),
    ("project", &["sill", "BSOC", "bluehats,xcp-ng", "SILL"]),
    ("project.all", &["sill,bluehats", "xcp-ng"]),
    ("project.none", &["sill", "nocodb,bluehats"]),
    (
        "site",
        &["github.com", "example.org,git.sr.ht", "Example.ORG"],
    ),
    ("resource", &["https://github.com/etalab/sill"]),
    (
        "kind",
        &[
            "bullet,",
            " bullet , Quote",
            "bul\"let",
            "bullet",
            "PARAGRAPH,quote",
            "table,code",
        ],
    ),
    (
        "filter",
        &[
            r#"{"or":[{"project":{"any":["sill"]}},{"kind":{"any":["quote","TABLE"]}}]}"#,
            r#"{"not":{"month":{"any":["2022-02"]},"category":{"none":["publier"]}}}"#,
            r#"{"month":{"from":"2022-02","to":"2022-03"},"and":[{"site":{"all":["github.com"]}}]}"#,
            "{",
            "null",
            "[]",
            "{}",
            " {\"kind\": {\"any\": [ \"Bullet\" ] } } ",
            r#"{"kind":{"none":["code"],"any":[]}}"#,
            r#"{"project":{"any":["a\"b\u0041\n"]}}"#,
            r#"{"project":{"any":"sill"}}"#,
            r#"{"project":["sill"]}"#,
            r#"{"project":"sill"}"#,
            r#"{"project":null}"#,
            r#"{"month":{"from":null}}"#,
            r#"{"month":"2022-02"}"#,
            r#"{"kind":{"any":["QUOTE"]},"kind":{"any":["bullet"]}}"#,
            r#"{"or":[]}"#,
            r#"{"or":{"kind":{"any":["bullet"]}}}"#,
            r#"{"not":{"not":{"kind":{"all":["bullet"]}}}}"#,
        ],
    ),
];
const PAGES: &[Pool] = &[
    (
        "first",
        &[
            "1", "3", "7", "80", "007", "0", "many", "+3", " 3", "3,4", "-1", "1.0",
        ],
    ),
    ("last", &["2", "5"]),
    ("offset", &["0", "2", "40"]),
];
const TEXT: Pool = (
    "q",
    &[
        "sill",
        "logiciel libre",
        "\"logiciels libres\"",
        "code -sill",
        "gaztte",
        "l'appel d'idées",
        "numéro",
        "a\\\"b {",
        "é\u{1f600}\u{202e} x",
        "a\nb\tc",
        "\u{7f}\u{1}sill",
        "sill\u{2028}code",
        "#{x}",
        "%41+&=",
        "etalab",
    ],
);

/// A list that has a page.
pub struct List {
    pub path: &'static str,
    /// What its rows are known by.
    pub key: &'static str,
    filtered: bool,
    own: &'static [Pool],
}

pub const LISTS: [List; 9] = [
    List {
        path: "/items",
        key: "id",
        filtered: true,
        own: &[
            TEXT,
            (
                "sort",
                &[
                    "month,position",
                    "-kind,series",
                    "month,,position",
                    " month , -position",
                    "month,month",
                    "Month",
                    "-report,-position",
                    "relevance",
                ],
            ),
        ],
    },
    List {
        path: "/reports",
        key: "slug",
        filtered: true,
        own: &[TEXT, ("sort", &["date", "-items,slug", "-month,series"])],
    },
    List {
        path: "/resources",
        key: "id",
        filtered: true,
        own: &[TEXT, ("sort", &["url", "-citations", "-lastMonth,url"])],
    },
    List {
        path: "/projects",
        key: "slug",
        filtered: false,
        own: &[
            TEXT,
            ("kind", &["project", "PROGRAMME", "project,programme"]),
            ("sort", &["name", "-items", "-lastMonth,slug", "score"]),
        ],
    },
    List {
        path: "/sites",
        key: "host",
        filtered: false,
        own: &[("sort", &["host", "-citations", "-resources,host", "none"])],
    },
    List {
        path: "/categories",
        key: "slug",
        filtered: false,
        own: &[("sort", &["position", "-items", "-slug"])],
    },
    List {
        path: "/search",
        key: "key",
        filtered: false,
        own: &[
            (
                "type",
                &["item", "project,item", "RESOURCE", "report,category"],
            ),
            ("sort", &["relevance", "score"]),
        ],
    },
    List {
        path: "/changes",
        key: "position",
        filtered: false,
        own: &[
            ("since", &["3", "2020-01-01", "2020-01-01T00:00:01Z", "x"]),
            ("noun", &["item", "REPORT"]),
            ("change", &["created", "UPDATED,deleted"]),
            ("report", &["2022-01", "2022-02,2022-01-14"]),
        ],
    },
    List {
        path: "/diagnostics",
        key: "place",
        filtered: false,
        own: &[
            ("severity", &["info", "WARNING,error"]),
            (
                "code",
                &["index-skipped", "html-dropped,index-skipped", "none"],
            ),
        ],
    },
];

impl List {
    /// Any of its parameters, each once.
    pub fn question(&self) -> BoxedStrategy<String> {
        let filters: &[Pool] = if self.filtered { FILTERS } else { &[] };
        let pools: Vec<Pool> = filters
            .iter()
            .chain(self.own)
            .chain(PAGES)
            .copied()
            .collect();
        let most = pools.len().min(4);
        let chosen = prop::sample::subsequence(pools, 0..=most);
        let path = self.path;
        let needs_text = path == "/search";
        (
            chosen,
            prop::sample::select(TEXT.1),
            any::<[prop::sample::Index; 4]>(),
        )
            .prop_map(move |(chosen, text, at)| {
                let mut query = form_urlencoded::Serializer::new(String::new());
                if needs_text {
                    query.append_pair("q", text);
                }
                for ((name, values), at) in chosen.iter().zip(at) {
                    query.append_pair(name, at.get::<&str>(values));
                }
                format!("{path}?{}", query.finish())
            })
            .boxed()
    }
}
