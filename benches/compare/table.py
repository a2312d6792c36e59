"""The figures as Markdown."""

from goals import judged
from load import CONNECTIONS
from questions import TITLES

BEGIN, END = "<!-- figures: written by benches/compare/compare.py -->", "<!-- /figures -->"
NAMES = {
    "hot": "ours",
    "uncached": "ours, nothing kept",
    "plain": "plain server",
    "datasette": "Datasette",
    "roapi": "ROAPI",
}
PARTS = ("questions", "growth", "loading", "reloading")
MB = 1e6


def number(value):
    """A ratio with two figures that mean something."""
    if value >= 0.1:
        return f"{value:.2f}"
    return f"{value:.2g}" if value >= 0.0001 else f"{value:.0e}"


def rows(head, body):
    """A table."""
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *body]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def versus(size, found):
    """Shares of bare, a row for each question."""
    lines = found["lines"]
    names = [name for name in NAMES if f"Q1/{name}" in lines]
    body = []
    for key, title in TITLES.items():
        own = lines[f"{key}/hot"]
        cells = [number(lines[f"{key}/{name}"]["ratio"]) if f"{key}/{name}" in lines else "–" for name in names]
        body.append([f"{key} {title}", f"{own['bytes']:,}", f"{own['bare']:,.0f}", *cells])
    return f"#### {size:,} reports\n\n" + rows(["question", "bytes", "bare, a CPU second", *(NAMES[n] for n in names)], body)


def ahead(sizes):
    """How many times the requests of each peer, nothing kept."""
    body = []
    for size, found in sizes:
        lines = found["lines"]
        for peer in ("plain", "datasette", "roapi"):
            pairs = [(lines.get(f"{key}/uncached"), lines.get(f"{key}/{peer}")) for key in TITLES]
            if any(None in pair for pair in pairs):
                continue
            body.append([f"{size:,}, {NAMES[peer]}", *(f"{a['rate'] / b['rate']:.3g}" for a, b in pairs)])
    return rows(["reports, peer", *TITLES], body) if body else ""


def modes(sizes):
    """The other answers of ours."""
    titles = {
        "304/hot": "Q1 not modified (304)",
        "gzip/hot": "Q1 in gzip",
        "br/hot": "Q1 in br",
        "zstd/hot": "Q1 in zstd",
        "Q1/hot": "Q1, all on",
        "Q1/quiet": "Q1 without the log of requests",
        "Q1/dressed": "bare with the body and headers of Q1",
        "Q3/hot": "Q3, all on",
        "Q3/dressed": "bare with the body and headers of Q3",
        "Q3/uncached": "Q3, nothing kept, known document",
        "Q3/unknown": "Q3, nothing kept, document never seen",
    }
    sizes = [(size, found["lines"]) for size, found in sizes if "304/hot" in found["lines"]]
    body = []
    for key, title in titles.items():
        found = [lines.get(key) for _, lines in sizes]
        body.append([title, *(f"{number(line['ratio'])} ({line['bytes']:,} bytes)" if line else "–" for line in found)])
    return rows(["answer", *(f"{size:,} reports" for size, _ in sizes)], body) if sizes else ""


def growth(found):
    """Microseconds of CPU at both sizes."""
    small, large = found["small"], found["large"]
    body = [
        [f"{key.replace('/', ', ')} page", line["rows"], " / ".join(f"{b:,}" for b in line["bytes"]),
         f"{line['small']:.1f}", f"{line['large']:.1f}", f"{line['times']:.2f}"]
        for key, line in found["lines"].items()
    ]
    return rows(["question", "rows", "bytes", f"µs at {small:,}", f"µs at {large:,}", "times"], body)


def loading(found):
    """Starts and memory, a column for each size."""
    def line(title, figure):
        return [title, *(figure(f) for _, f in found)]

    def weight(key):
        return lambda f: f"{f[key] / MB:,.0f} MB"

    def share(weight, f):
        # A few files weigh nothing beside the program.
        return f"{weight / f['markdown']:.2f}" if f["reports"] >= 1_000 else "–"

    body = [
        line("items", lambda f: f"{f['items']:,}"),
        line("series", lambda f: f["series"]),
        line("Markdown", lambda f: f"{f['markdown'] / MB:,.2f} MB"),
        line("CPU of the first start, store written", lambda f: f"{f['cold']:.2f} s"),
        line("CPU until ready, store unchanged", lambda f: f"{f['warm']:.2f} s"),
        line("most memory at the first start", weight("cold peak")),
        line("… of the Markdown", lambda f: share(f["cold peak"], f)),
        line("most memory at a later start", weight("peak")),
        line("memory at rest", weight("resting")),
        line("… less 10 MB, of the Markdown", lambda f: share(f["resting"] - 10 * MB, f)),
    ]
    return rows(["", *(f"{size:,} reports" for size, _ in found)], body)


def reloading(found):
    """One changed report, a column for each size."""
    titles = {
        "watched": ("CPU of a reload by --watch, one report changed", lambda v: f"{v * 1000:.1f} ms"),
        "pause": ("CPU of as long a time with nothing changed, not in the line above", lambda v: f"{v * 1000:.1f} ms"),
        "changed": ("CPU of a reload by POST /reload, one report changed", lambda v: f"{v * 1000:.1f} ms"),
        "unchanged": ("CPU of a reload by POST /reload, nothing changed", lambda v: f"{v * 1000:.1f} ms"),
        "p99": ("p99 of readers", lambda v: f"{v:.2f} ms"),
        "p99 reloading": ("p99 of readers during reloads", lambda v: f"{v:.2f} ms"),
        "times": ("… times that without", lambda v: f"{v:.2f}"),
        "reads a second": ("reads a second meanwhile, none failed", lambda v: f"{v:,.0f}"),
        "reloads a second": ("reloads a second", lambda v: f"{v:.1f}"),
    }
    # Of what an earlier version measured a row may be missing.
    cell = lambda f, key, form: form(f[key]) if key in f else "–"
    body = [[title, *(cell(f, key, form) for _, f in found)] for key, (title, form) in titles.items()]
    return rows(["", *(f"{size:,} reports" for size, _ in found)], body)


def document(results):
    """Everything that was measured so far."""
    def sizes(part):
        return [(int(size), found) for size, found in sorted(results.get(part, {}).items(), key=lambda entry: int(entry[0]))]

    rounds = sorted({found["rounds"] for part in PARTS for found in results.get(part, {}).values()})
    turns = " to ".join(map(str, dict.fromkeys([rounds[0], rounds[-1]])))
    when = f"{results['when']}. {results['machine']}. {results['versions']}"
    parts = [f"{when}. Medians of {turns} rounds, {CONNECTIONS} connections."]
    asked = sizes("questions")
    against = list(judged(asked, *(sizes(part) for part in ("growth", "loading", "reloading"))))
    parts += ["### Goals", rows(["what", "goal", "worst", "best", "reached"], against)]
    if asked:
        parts.append("### Requests per CPU second, as shares of bare")
        parts += [versus(size, found) for size, found in asked]
        if (table := ahead(asked)):
            parts += ["#### How many times the requests of a peer, nothing kept by ours", table]
        if (table := modes(asked)):
            parts += ["### Other answers, and what stands around one, as shares of bare", table]
    for _, found in sizes("growth"):
        parts += [f"### CPU of a request as the archive grows from {found['small']:,} to {found['large']:,} reports", growth(found)]
    if (found := sizes("loading")):
        parts += ["### Starts and memory", loading(found)]
    if (found := sizes("reloading")):
        parts += ["### One changed report", reloading(found)]
    return "\n\n".join(parts) + "\n"


def into(path, text):
    """Puts the tables between the marks of a page."""
    before, begin, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"{path} has no place for figures: put in the lines {BEGIN} and {END}")
    path.write_text(f"{before}{BEGIN}\n{text}{END}{after}", encoding="utf-8")
