"""Holds the program to the official reports, counted by hand.

Usage: official.py BINARY ARCHIVES — the folder that holds `etalab`, `gazettes`
and `2022-02-as-of-2022-03-11.md`. Nothing of it is copied into the project.
"""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
import urllib.parse

binary, archives = sys.argv[1], pathlib.Path(sys.argv[2])
failed = passed = 0


def get(archive, path):
    out = subprocess.run(
        [binary, "get", "--archive", str(archive), path], check=True, capture_output=True
    )
    return json.loads(out.stdout)


def check(what, found, expected):
    global failed, passed
    if found == expected:
        passed += 1
    else:
        failed += 1
        print(f"{what}: found {found}, expected {expected}")


etalab = archives / "etalab"
counts = get(etalab, "/v1/archive")["data"]["counts"]
check("reports", counts["reports"], 12)
check("items", counts["items"], 41)
check("links", counts["links"], 20)
check("resources", counts["resources"], 18)
for month, items in {"2022-01": 15, "2022-02": 12, "2022-03": 10, "2022-04": 4}.items():
    check(month, get(etalab, f"/v1/items?month={month}")["page"]["total"], items)
cells = get(etalab, "/v1/coverage")["data"]["counts"]
check("headings", cells, {"published": 16, "empty": 44, "missing": 0})

items = get(etalab, "/v1/items?first=200")["data"]
kinds = [link["kind"] for item in items for link in item["links"]]
check("inline links", kinds.count("INLINE"), 17)
check("bare links", kinds.count("BARE"), 3)


def mentioning(project, by_name=False):
    def hit(mention):
        return mention["project"]["slug"] == project and not (by_name and mention["method"] == "URL")

    return sum(any(hit(m) for m in item["mentions"]) for item in items)


for project, expected in {"sill": 8, "bluehats": 5, "bsoc": 3, "remocra": 1}.items():
    check(project, mentioning(project), expected)
    check(f"{project} by filter", get(etalab, f"/v1/items?project={project}")["page"]["total"], expected)
check("sill by name", mentioning("sill", by_name=True), 7)
check("remocra by name", mentioning("remocra", by_name=True), 0)
pairs = {(item["id"], m["project"]["slug"]) for item in items for m in item["mentions"]}
check("mentions, one for each item and project", len(pairs), 27)

skipped = get(etalab, "/v1/diagnostics?code=index-skipped")["data"]
check("index files", sorted(d["path"] for d in skipped), ["2021/index.md", "2022/index.md"])

with tempfile.TemporaryDirectory() as folder:
    year = pathlib.Path(folder) / "2022"
    year.mkdir()
    shutil.copy(archives / "2022-02-as-of-2022-03-11.md", year / "02.md")
    before = get(folder, "/v1/items?first=200")["data"]
now = [item for item in items if item["month"] == "2022-02"]
for key in ("id", "text", "category", "kind"):
    check(f"February as of March: {key}", [i[key] for i in before], [i[key] for i in now])

gazettes = archives / "gazettes"
reports = get(gazettes, "/v1/reports?first=200")["data"]
check("gazettes", len(reports), 31)
check("gazettes dated to the day", all(len(r["date"]) == 10 for r in reports), True)
check("errors in them", get(gazettes, "/v1/diagnostics?severity=ERROR")["page"]["total"], 0)
first = get(gazettes, "/v1/reports/2019-04-01")["data"]
check("first gazette's first category", first["categories"][0]["name"], "Le hackathon GLPI du ministère de l'Intérieur")
check("its paragraphs", [i["kind"] for i in first["categories"][0]["items"]], ["PARAGRAPH"] * 5)


# Search: expected figures come from the Markdown, read here without the program.


def folded(text):
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()


def visible(markdown):
    """The text without front matter, link targets and HTML comments."""
    body = re.sub(r"\A---\n.*?\n---\n", "", markdown, flags=re.S)
    body = re.sub(r"<!--.*?-->", "", body, flags=re.S)
    return re.sub(r"\]\([^)]*\)", "]", body)


def bullets(path):
    """(heading, text) of every bullet of a report, wrapped lines joined."""
    heading, out = None, []
    for line in visible(path.read_text()).splitlines():
        if line.startswith("# "):
            heading = line[2:]
        elif line.startswith("- "):
            out.append([heading, line[2:]])
        elif line.startswith("  ") and out:
            out[-1][1] += " " + line.strip()
    return out


def search(archive, kind, q, **more):
    more = "".join(f"&{name}={value}" for name, value in more.items())
    return get(archive, f"/v1/{kind}?q={urllib.parse.quote(q)}&first=200{more}")


def check_search():
    files = sorted(etalab.glob("2022/[01]*.md"))
    items = [bullet for path in files for bullet in bullets(path)]
    under = sum("attractivite" in folded(heading + " " + text) for heading, text in items)
    found = search(etalab, "items", "attractivite", highlight="true")
    check("attractivite", found["page"]["total"], under)
    marked = {h["html"] for row in found["data"] for h in row["highlights"]}
    check("attractivite marked", marked, {"Renforcer l&#39;<mark>attractivité</mark> du secteur public"})
    headings = sum("attractivite" in folded(p.read_text()) for p in files)
    check("attractivite in reports", search(etalab, "reports", "attractivite")["page"]["total"], headings)

    words = sum({"appel", "idees"} <= set(re.findall(r"\w+", folded(text))) for _, text in items)
    for q in ("l'appel à idées", "l’appel a idees", '"appel à idées"'):
        check(q, search(etalab, "items", q)["page"]["total"], words)
    check("l'appel à idées exactly", words, 1)

    phrase = sum("gazette bluehats" in folded(text) for _, text in items)
    found = search(etalab, "items", '"gazette BlueHats"')
    check("gazette BlueHats", found["page"]["total"], phrase)
    for token in ("n°15", "chargé·e", "XCP-ng"):
        found = search(etalab, "items", token)
        check(f"{token} whole", found["page"]["total"], sum(token in text for _, text in items))

    for kind in ("items", "reports", "projects", "resources", "search"):
        nothing = search(etalab, kind, "sillage")
        check(f"sillage in {kind}", (nothing["page"]["total"], nothing["meta"]["corrected"]), (0, None))

    # The word is in none of these twelve reports, and in most of the gazettes.
    found = search(etalab, "items", "evenemnt")
    check("evenemnt", (found["page"]["total"], found["meta"]["corrected"]), (0, None))
    texts = [folded(visible(p.read_text())) for p in gazettes.glob("*.md")]
    with_it = sum(bool(re.search(r"\bevenements?\b", text)) for text in texts)
    found = search(gazettes, "reports", "evenemnt")
    check("evenemnt in gazettes", found["page"]["total"], with_it)
    check("evenemnt corrected", folded(found["meta"]["corrected"]) in ("evenement", "evenements"), True)
    rightly = search(gazettes, "reports", "événement")
    check("the same as asked rightly", found["page"]["total"], rightly["page"]["total"])


check_search()

print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)
