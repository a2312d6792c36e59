"""The six questions: values that have rows in this archive, asked of our server,
and the rows that they must give, counted once more from the export."""

import json
import re
import sys
import unicodedata
from dataclasses import dataclass, field
from itertools import combinations
from urllib.parse import quote

from process import fetch

TITLES = {
    "Q1": "items of a month, first 20",
    "Q2": "items of a category that name a project, first 20",
    "Q3": "Q2 in GraphQL, with links, resources, report",
    "Q4": "items that cite a URL, first 20",
    "Q5": "items per project, all projects",
    "Q6": "items with two words, first 20",
}
PAGE = 20
# Words of the generator's sentences that no stem and no accent confuses.
WORDS = ["publication", "traduction", "licences", "bibliothèque", "bénévoles", "formation", "incident", "calendrier"]


@dataclass(frozen=True)
class Ask:
    """A request."""

    path: str
    headers: dict = field(default_factory=dict)
    body: bytes | None = None


@dataclass
class Values:
    """What is asked for, and what is to come."""

    month: str
    category: str
    project: str
    resource: str
    url: str
    words: list
    rows: dict = field(default_factory=dict)
    totals: dict = field(default_factory=dict)


def post(path, what):
    return Ask(path, {"Content-Type": "application/json"}, json.dumps(what).encode())


def slugs(item):
    return {mention["project"]["slug"] for mention in item["mentions"]}


def urls(item):
    return {link["resource"]["url"] for link in item["links"] if link["resource"]}


def words(text):
    """Words in small letters, without accents."""
    letters = unicodedata.normalize("NFD", text.lower())
    return re.findall(r"\w+", "".join(c for c in letters if not unicodedata.combining(c)))


def one(port, path):
    return json.loads(fetch(port, path)[2])["data"][0]


def choose(port, items):
    """Values with rows, and the rows: `items` is the export, in its order."""
    month = one(port, "/v1/stats?by=month&sort=-count&first=1")["keys"]["month"]
    pair = one(port, "/v1/stats?by=category,project&sort=-count&first=1")["keys"]
    resource = one(port, "/v1/resources?first=1&sort=-citations")
    values = Values(month, pair["category"], pair["project"], resource["id"], resource["url"], [])
    ids = {"Q1": [], "Q2": [], "Q4": []}
    counts = {}
    pairs = {pair: [] for pair in combinations(WORDS, 2)}
    for item in items():
        named = slugs(item)
        if item["month"] == values.month:
            ids["Q1"].append(item["id"])
        if item["category"]["slug"] == values.category and values.project in named:
            ids["Q2"].append(item["id"])
        if values.url in urls(item):
            ids["Q4"].append(item["id"])
        for slug in named:
            counts[slug] = counts.get(slug, 0) + 1
        small = item["text"].lower()
        here = [word for word in WORDS if word in small]
        found = set(words(small)) if len(here) > 1 else set()
        for pair in combinations([word for word in here if words(word)[0] in found], 2):
            pairs[pair].append(item["id"])
    values.words, ids["Q6"] = two_words(port, pairs)
    ids["Q3"] = ids["Q2"]
    values.rows = {key: found[:PAGE] for key, found in ids.items()} | {"Q5": counts}
    values.totals = {key: len(found) for key, found in ids.items()} | {"Q5": len(counts)}
    return values


def two_words(port, pairs):
    """The most frequent pair of which our search says what counting words says."""
    for pair, found in sorted(pairs.items(), key=lambda entry: -len(entry[1])):
        answer = json.loads(fetch(port, f"/v1/items?q={quote(' '.join(pair))}&first=1")[2])
        if found and answer["page"]["total"] == len(found):
            return pair, found
    sys.exit("no two words of this archive are found as often as counting finds them")


def check(server, key, values, answer):
    """The rows of an answer are those that were counted, or the run ends."""
    expected, total = values.rows[key], values.totals[key]
    rows, said = server.read(key, json.loads(answer))
    fault = None
    if key == "Q5" and dict(rows) != expected:
        fault = f"other counts by project: {len(rows)} rows instead of {len(expected)}"
    # Peers rank by other measures, or not at all: of a search the number counts.
    elif key == "Q6" and len(rows) != min(PAGE, total):
        fault = f"{len(rows)} rows instead of {min(PAGE, total)}"
    elif key not in ("Q5", "Q6") and list(rows) != expected:
        fault = f"other rows: {rows[:3]} … ({len(rows)}) instead of {expected[:3]} … ({len(expected)})"
    elif said is not None and said != total:
        fault = f"{said} rows in all instead of {total}"
    if fault:
        sys.exit(f"{key} ({TITLES[key]}): {server.name} gives {fault}")
