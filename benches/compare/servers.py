"""Who is asked, and how each spells the questions. None is told to keep answers
but ours, which does so by itself and is asked without it, too."""

import json
import sqlite3
from urllib.parse import quote, urlencode

from questions import PAGE, Ask, post

OURS_Q3 = """query($c: TermFilter, $p: TermFilter) { items(category: $c, project: $p, first: 20) {
  nodes { id text links { href resource { url } } report { slug month } } } }"""
PLAIN_Q3 = """query($c: String, $p: String) { items(category: $c, project: $p, first: 20) {
  id text links { href resource { url } } report { slug month } } }"""


class Ours:
    """chronique."""

    ready = "/readyz"

    def __init__(self, tools, data, name="ours", flags=()):
        self.tools, self.data, self.name, self.flags = tools, data, name, flags

    def command(self, port):
        where = ["--archive", self.data.archive, "--store", self.data.folder / f"store-{port}"]
        return [self.tools.binary("chronique"), "serve", *where, "--listen", f"127.0.0.1:{port}", *self.flags]

    def ask(self, key, values):
        if key == "Q3":
            variables = {"c": {"any": [values.category]}, "p": {"any": [values.project]}}
            return post("/graphql", {"query": OURS_Q3, "variables": variables})
        return Ask({
            "Q1": f"/v1/items?month={values.month}",
            "Q2": f"/v1/items?category={values.category}&project={values.project}&first=20",
            "Q4": f"/v1/items?resource={values.resource}",
            "Q5": "/v1/stats?by=project&first=200",
            "Q6": f"/v1/items?q={quote(' '.join(values.words))}",
        }[key])

    def read(self, key, answer):
        if key == "Q3":
            return [node["id"] for node in answer["data"]["items"]["nodes"]], None
        if key == "Q5":
            rows = [(row["keys"]["project"], row["count"]) for row in answer["data"]]
        else:
            rows = [row["id"] for row in answer["data"]]
        return rows, answer["page"]["total"]


class Plain:
    """The server of an afternoon: plain.rs."""

    name, ready = "plain", "/items?first=1"

    def __init__(self, tools, data):
        self.tools, self.data = tools, data

    def command(self, port):
        return [self.tools.binary("examples/plain"), port, self.data.export / "items.ndjson"]

    def ask(self, key, values):
        if key == "Q3":
            return post("/graphql", {"query": PLAIN_Q3, "variables": {"c": values.category, "p": values.project}})
        if key == "Q5":
            return Ask("/projects")
        return Ask("/items?" + urlencode({
            "Q1": {"month": values.month},
            "Q2": {"category": values.category, "project": values.project},
            "Q4": {"url": values.url},
            "Q6": {"q": " ".join(values.words)},
        }[key]))

    def read(self, key, answer):
        if key == "Q3":
            return [item["id"] for item in answer["data"]["items"]], None
        if key == "Q5":
            return [(row["project"], row["count"]) for row in answer["data"]], answer["total"]
        return [row["id"] for row in answer["data"]], answer["total"]


class Datasette:
    """SQLite with the indexes and the full-text table that its users make, over
    the JSON API; what tables cannot say is asked in SQL."""

    name, ready = "Datasette", "/-/versions.json"
    SCHEMA = """
        create table items(rank integer primary key, id text unique, report text, month text, series text,
            category text, category_name text, section text, kind text, position integer, text text,
            markdown text, html text, links text, mentions text, permalink text, path text);
        create table mentions(item integer references items(rank), project text, primary key(project, item)) without rowid;
        create table resources(id text primary key, url text unique) without rowid;
        create table citations(item integer references items(rank), position integer, resource text references resources(id),
            url text, href text, primary key(item, position)) without rowid;
    """
    INDEXES = """
        create index items_month on items(month);
        create index items_category on items(category);
        create index citations_url on citations(url, item);
        create virtual table items_fts using fts5(text, content="items", content_rowid="rank", tokenize='unicode61 remove_diacritics 2');
        insert into items_fts(items_fts) values('rebuild');
        analyze;
    """
    Q3 = """select rank, id, text, report, month, (select json_group_array(json_object('href', href, 'url', url))
        from (select href, url from citations where item = items.rank order by position)) as links
        from items where category = :c and rank in (select item from mentions where project = :p) order by rank limit 20"""
    Q5 = "select project, count(*) as count from mentions group by project order by project"

    def __init__(self, tools, data):
        self.tools, self.database = tools, data.folder / "archive.db"
        if not self.database.exists():
            self.fill(data)

    def fill(self, data):
        partial = self.database.with_suffix(".partial")
        partial.unlink(missing_ok=True)
        base = sqlite3.connect(partial)
        base.execute("pragma journal_mode = off")
        base.executescript(self.SCHEMA)
        for rank, item in enumerate(data.items(), 1):
            category, links, mentions = item["category"], item["links"], item["mentions"]
            columns = [item[key] for key in ("section", "kind", "position", "text", "markdown", "html")]
            nested = [json.dumps(part, ensure_ascii=False) for part in (links, mentions)]
            row = [rank, item["id"], item["report"]["slug"], item["month"], item["series"], category["slug"], category["name"]]
            row += [*columns, *nested, item["permalink"], item["provenance"]["path"]]
            base.execute(f"insert into items values({','.join('?' * len(row))})", row)
            projects = {(rank, mention["project"]["slug"]) for mention in mentions}
            base.executemany("insert into mentions values(?, ?)", sorted(projects))
            cited = [(place, link["resource"], link["href"]) for place, link in enumerate(links, 1) if link["resource"]]
            base.executemany("insert or ignore into resources values(?, ?)", [(r["id"], r["url"]) for _, r, _ in cited])
            base.executemany("insert into citations values(?, ?, ?, ?, ?)", [(rank, n, r["id"], r["url"], h) for n, r, h in cited])
        base.executescript(self.INDEXES)
        base.commit()
        base.close()
        partial.rename(self.database)

    def command(self, port):
        settings = {"sql_time_limit_ms": 60_000, "suggest_facets": "off"}
        flags = [part for name, value in settings.items() for part in ("--setting", name, value)]
        return [self.tools.python("datasette"), "serve", "-i", self.database, "-p", port, *flags]

    def ask(self, key, values):
        sql = {"Q3": {"sql": self.Q3, "c": values.category, "p": values.project}, "Q5": {"sql": self.Q5}}
        if key in sql:
            return Ask("/archive.json?" + urlencode(sql[key] | {"_shape": "objects"}))
        filters = {
            "Q1": {"month": values.month},
            "Q2": {"category": values.category, "_where": self.within("mentions", "project", values.project)},
            "Q4": {"_where": self.within("citations", "url", values.url)},
            "Q6": {"_search": " ".join(values.words)},
        }
        return Ask("/archive/items.json?" + urlencode(filters[key] | {"_size": PAGE, "_shape": "objects"}))

    @staticmethod
    def within(table, column, value):
        """`_through` would say it, but not beside another filter: both are `:p0`."""
        quoted = value.replace("'", "''")
        return f"rank in (select item from {table} where {column} = '{quoted}')"

    def read(self, key, answer):
        if key == "Q5":
            return [(row["project"], row["count"]) for row in answer["rows"]], None
        return [row["id"] for row in answer["rows"]], answer.get("filtered_table_rows_count")


class Roapi:
    """Tables in memory. It joins over SQL only, so that items stand in a table
    for each question; a search is two patterns."""

    name, ready = "ROAPI", "/health"

    def __init__(self, tools, data):
        self.tools, self.folder = tools, data.folder / "roapi"
        if not self.folder.exists():
            self.fill(data)

    def fill(self, data):
        partial = self.folder.with_suffix(".partial")
        partial.mkdir(exist_ok=True)
        names = ("items", "mentioned", "cited")
        files = {name: (partial / f"{name}.ndjson").open("w", encoding="utf-8") for name in names}
        for rank, item in enumerate(data.items(), 1):
            row = {key: value for key, value in item.items() if key not in ("children", "provenance", "section")}
            row |= {"rank": rank, "category": item["category"]["slug"]}
            projects = {mention["project"]["slug"] for mention in item["mentions"]}
            cited = {link["resource"]["url"] for link in item["links"] if link["resource"]}
            rows = [("items", row), *(("mentioned", row | {"project": slug}) for slug in sorted(projects))]
            for name, row in [*rows, *(("cited", row | {"url": url}) for url in sorted(cited))]:
                files[name].write(json.dumps(row, ensure_ascii=False) + "\n")
        for file in files.values():
            file.close()
        partial.rename(self.folder)

    def command(self, port):
        tables = [part for name in ("items", "mentioned", "cited") for part in ("-t", f"{name}={self.folder / name}.ndjson")]
        others = ["--addr-postgres", f"127.0.0.1:{port + 1}", "--addr-flight-sql", f"127.0.0.1:{port + 2}"]
        return [self.tools.python("roapi"), "--addr-http", f"127.0.0.1:{port}", *others, *tables]

    def ask(self, key, values):
        quoted = {name: "'" + value.replace("'", "''") + "'" for name, value in vars(values).items() if isinstance(value, str)}
        if key == "Q3":
            chosen = f"category: {json.dumps(values.category)}, project: {json.dumps(values.project)}"
            fields = "id text links report"
            query = f'{{ mentioned(filter: {{{chosen}}}, sort: [{{field: "rank"}}], limit: {PAGE}) {{ {fields} }} }}'
            return Ask("/api/graphql", {}, query.encode())
        if key == "Q5":
            return Ask("/api/sql", {}, b"select project, count(*) as count from mentioned group by project order by project")
        if key == "Q6":
            found = " and ".join(f"text ilike '%{word}%'" for word in values.words)
            return Ask("/api/sql", {}, f"select * from items where {found} order by rank limit {PAGE}".encode())
        table, filters = {
            "Q1": ("items", ["month"]),
            "Q2": ("mentioned", ["category", "project"]),
            "Q4": ("cited", ["url"]),
        }[key]
        filters = {f"filter[{name}]": quoted[name] for name in filters}
        return Ask(f"/api/tables/{table}?" + urlencode(filters | {"sort": "rank", "limit": PAGE}))

    def read(self, key, answer):
        if key == "Q5":
            return [(row["project"], row["count"]) for row in answer], None
        return [row["id"] for row in answer], None


ALL = {"ours": Ours, "plain": Plain, "datasette": Datasette, "roapi": Roapi}
