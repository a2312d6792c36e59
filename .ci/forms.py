"""Every form and export as its own tools read it.

Usage: python3 .ci/forms.py BINARY   (needs pandas, feedparser, frictionless,
networkx, pydot)

Starts the program on a free port over the repository's own archive: Atom goes
through feedparser, CSV through Python's csv and pandas, JSON Feed through the
rules of its specification, the data package through frictionless. Then writes
the API as files, serves them with Python's own file server and follows every
address in them.
"""

import contextlib
import csv
import functools
import hashlib
import http.server
import io
import json
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import feedparser
import frictionless
import networkx
import pandas
import pydot

LISTS = ["items", "reports", "projects", "resources"]
PLAIN = ["categories", "sites", "diagnostics", "stats?by=month,category", "search?q=sill",
         "projects/sill/timeline", "projects/sill/co-mentions"]


def get(address):
    with urllib.request.urlopen(address, timeout=30) as answer:
        return answer.read(), answer.headers


def get_json(address):
    return json.loads(get(address)[0])


def with_suffix(path, suffix):
    path, query = (path.split("?", 1) + [""])[:2]
    return f"/v1/{path}.{suffix}" + (f"?{query}" if query else "")


def value_at(row, path):
    """What a column of that name holds, as the documentation has it."""
    values, in_list = [row], False
    for key in path.split("."):
        found = []
        for value in values:
            if isinstance(value, list):
                in_list = True
                found += [v.get(key) if v else None for v in value]
            else:
                found.append(value.get(key) if value is not None else None)
        values = found
    if any(isinstance(v, list) for v in values):
        in_list = True
        values = [v for value in values for v in value]

    def text(value):
        if value is None:
            return ""
        if isinstance(value, bool):
            return str(value).lower()
        if in_list and isinstance(value, str):
            return value.replace("\\", "\\\\").replace("|", "\\|")
        return str(value)

    cell = "|".join(text(v) for v in values)
    return "'" + cell if cell[:1] and cell[0] in "=+-@\t\r" else cell


def check_csv(base, path):
    rows = [json.loads(l) for l in get(base + with_suffix(path, "ndjson"))[0].splitlines()]
    body, headers = get(base + with_suffix(path, "csv"))
    assert headers["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert body.count(b"\r\n") >= len(rows) + 1
    records = list(csv.reader(io.StringIO(body.decode(), newline=""), strict=True))
    assert len(records) == len(rows) + 1, path
    for record, row in zip(records[1:], rows):
        for name, cell in zip(records[0], record, strict=True):
            assert cell == value_at(row, name), (path, name, cell)
    frame = pandas.read_csv(io.BytesIO(body), dtype=str, keep_default_na=False)
    assert frame.columns.tolist() == records[0]
    # pandas makes a line feed of every line end.
    plain = [[c.replace("\r\n", "\n") for c in r] for r in records[1:]]
    assert frame.values.tolist() == plain, path
    excel = get(base + with_suffix(path, "csv") + ("&" if "?" in path else "?") + "dialect=excel-fr")[0]
    again = list(csv.reader(io.StringIO(excel.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert excel[:3] == b"\xef\xbb\xbf" and again == records, path


def check_atom(base, path, rows):
    body, headers = get(base + with_suffix(path, "atom"))
    assert headers["Content-Type"] == "application/atom+xml"
    feed = feedparser.parse(body)
    assert not feed.bozo and feed.version == "atom10", (path, feed.get("bozo_exception"))
    head = feed.feed
    assert head.id.startswith("urn:uuid:") and head.title and head.rights and head.author
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", head.updated)
    links = {(l.rel, l.get("type")): l.href for l in head.links}
    assert links[("self", "application/atom+xml")].endswith(with_suffix(path, "atom"))
    assert len(feed.entries) == rows, (path, len(feed.entries))
    assert len({e.id for e in feed.entries}) == rows, path
    for entry in feed.entries:
        assert entry.title and entry.link and entry.updated_parsed and entry.content
    return [e.id for e in feed.entries]


def check_json_feed(base, path, ids):
    body, headers = get(base + with_suffix(path, "feed.json"))
    assert headers["Content-Type"] == "application/feed+json"
    feed = json.loads(body)
    # https://www.jsonfeed.org/version/1.1/
    known = {"version", "title", "home_page_url", "feed_url", "description", "user_comment", "next_url",
             "icon", "favicon", "authors", "language", "expired", "hubs", "items"}
    assert feed["version"] == "https://jsonfeed.org/version/1.1" and feed["title"]
    assert set(feed) <= known, set(feed) - known
    assert [i["id"] for i in feed["items"]] == ids, path
    known = {"id", "url", "external_url", "title", "content_html", "content_text", "summary", "image",
             "banner_image", "date_published", "date_modified", "authors", "tags", "language", "attachments"}
    for item in feed["items"]:
        assert all(k in known or k.startswith("_") for k in item), item.keys()
        assert isinstance(item["content_html"], str) or isinstance(item["content_text"], str)
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", item["date_published"])
        assert all(isinstance(t, str) for t in item["tags"])
    assert all(isinstance(a["name"], str) for a in feed["authors"])


def check_live(base):
    item = get_json(f"{base}/v1/items?first=1")["data"][0]["id"]
    for path in LISTS + PLAIN + [f"items/{item}"]:
        check_csv(base, path)
    paths = LISTS + PLAIN + ["projects/sill/items", "reports/2022-02/items", "changes", f"items/{item}"]
    resource = get_json(f"{base}/v1/resources?sort=-citations&first=1")["data"][0]["id"]
    for path in paths + [f"resources/{resource}/citations"]:
        rows = len(get(base + with_suffix(path, "ndjson"))[0].splitlines())
        check_json_feed(base, path, check_atom(base, path, rows))
    print("lists: CSV by csv and pandas, Atom by feedparser, JSON Feed by its rules")


def check_graph(base):
    for query in ["", "?first=3", "?month=2022-02"]:
        graph = get_json(f"{base}/v1/graph{query}")["data"]
        nodes = {n["project"]["slug"]: (n["project"]["name"], n["items"]) for n in graph["nodes"]}
        edges = {(e["source"], e["target"]): e["items"] for e in graph["edges"]}
        read = networkx.read_graphml(io.BytesIO(get(f"{base}/v1/graph.graphml{query}")[0]))
        assert {n: (d["name"], d["items"]) for n, d in read.nodes(data=True)} == nodes
        assert {tuple(sorted(e[:2])): e[2]["weight"] for e in read.edges(data=True)} == edges
        [dot] = pydot.graph_from_dot_data(get(f"{base}/v1/graph.dot{query}")[0].decode())
        plain = lambda text: json.loads(text) if text.startswith('"') else text
        found = {plain(n.get_name()): plain(n.get("label")) for n in dot.get_nodes() if n.get("label")}
        assert found == {slug: name for slug, (name, _) in nodes.items()}
        assert {(plain(e.get_source()), plain(e.get_destination())) for e in dot.get_edges()} == set(edges)
    print("graph: GraphML by networkx, DOT by pydot, say what the JSON says")


def check_package(folder):
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])
    assert len(report.tasks) == 6 and sum(t.stats["rows"] for t in report.tasks) > 100
    package = json.loads((folder / "datapackage.json").read_text())
    for resource in package["resources"]:
        body = (folder / resource["path"]).read_bytes()
        assert resource["bytes"] == len(body)
        assert resource["hash"] == "sha256:" + hashlib.sha256(body).hexdigest()
    # Frictionless must notice what is wrong, or the above says nothing.
    items = folder / "mentions.csv"
    items.write_bytes(items.read_bytes().replace(b",sill,", b",nobody,", 1))
    assert not frictionless.validate(str(folder / "datapackage.json")).valid
    print("data package: valid to frictionless, digests hold, a spoilt one is noticed")


def check_exports(base, folder):
    index = get_json(base + "/v1/export")["data"]
    written = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
    assert {f["name"] for f in index} == written and "journal.ndjson" in written
    for file in index:
        body, headers = get(base + f"/v1/export/{file['name']}")
        assert body == (folder / file["name"]).read_bytes(), file["name"]
        assert hashlib.sha256(body).hexdigest() == file["sha256"] and len(body) == file["bytes"]
        assert int(headers["Content-Length"]) == len(body)
    print(f"exports: {len(index)} files are what is served")


def check_static(binary, scratch):
    out = scratch / "site"

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(out)))
    base = f"http://127.0.0.1:{server.server_port}"
    subprocess.run([binary, "export", "--out", out, "--static", "--base-url", base], check=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    seen, waiting = set(), [base + "/"]
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        try:
            body = get(address)[0].decode()
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{address}: {error}")
        found = re.findall(re.escape(base) + r"[^\s\"'<>\\&)#,|]*", body)
        waiting += [a for a in found if "{" not in a]
    server.shutdown()
    files = {str(p.relative_to(out)) for p in out.rglob("*") if p.is_file()}
    lost = files - {a[len(base) + 1:] or "index.html" for a in seen}
    print(f"static: {len(seen)} addresses lead to files; {len(lost)} of {len(files)} files are named by a template only")
    assert len(seen) > 100


# Everything that breaks a writer.
HOSTILE = """## Titre "cité" & <b>

- =HYPERLINK("http://x") ]]> & <script>alert(1)</script> \x0b\x1b\ufffe
- @a, "b";\tc | d \\\\ e
- [=1|2](https://example.org/a|b\\\\c) 'x' &amp; &#11; \u2028 \U0001f600
- +33
- \r
> -cité

```
=1
```
"""


@contextlib.contextmanager
def serving(binary, scratch, *arguments):
    scratch.mkdir()
    log = scratch / "log"
    command = [binary, "serve", "--listen", "127.0.0.1:0", "--store", str(scratch / "store"), *arguments]
    server = subprocess.Popen(command, stderr=log.open("w"))
    try:
        found = None
        for _ in range(300):
            found = re.search(r"http://127\.0\.0\.1:\d+", log.read_text())
            if found:
                break
            time.sleep(0.1)
        assert found, log.read_text()
        yield found[0]
    finally:
        server.terminate()
        server.wait()


def check_hostile(base):
    for path in LISTS:
        check_csv(base, path)
        rows = len(get(base + with_suffix(path, "ndjson"))[0].splitlines())
        check_json_feed(base, path, check_atom(base, path, rows))
    texts = [json.loads(l)["text"] for l in get(base + "/v1/items.ndjson")[0].splitlines()]
    raw = get(base + "/v1/items.csv?fields=text&raw=1")[0].decode()
    assert [r[0] for r in csv.reader(io.StringIO(raw, newline=""))][1:] == texts and len(texts) > 5
    print("hostile report: every form stays what it is")


def main():
    binary = str(Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        folder = scratch / "export"
        subprocess.run([binary, "export", "--out", folder], check=True)
        with serving(binary, scratch / "one") as base:
            check_live(base)
            check_graph(base)
            check_exports(base, folder)
        archive = scratch / "hostile"
        (archive / "2022").mkdir(parents=True)
        (archive / "2022" / "02.md").write_text(HOSTILE, newline="")
        with serving(binary, scratch / "two", "--archive", str(archive)) as base:
            check_hostile(base)
        check_package(folder)
        check_static(binary, scratch)


main()
