"""What a page costs the server against the JSON it is made from: CPU of the
process for one answer, in rounds of page and JSON by turns, the median of them
all. A page that is above the goal is given more rounds, so that a machine which
was busy for a moment is outvoted; the first rounds count with them.

Usage: weights.py ADDRESS PID

A page shows what several calls answer, which `CALLS` names: their cost together
is its yardstick. Fails where the ratio is above 2.
"""

import json
import pathlib
import statistics
import sys
import urllib.parse
import urllib.request

ADDRESS, PID = sys.argv[1:]
MOST = 2.0
ROUNDS, MORE, TIMES = 31, 120, 20
FACETS = "facet=category,project,site,month,kind"


def get(path, accept="application/json"):
    request = urllib.request.Request(ADDRESS + path, headers={"Accept": accept})
    with urllib.request.urlopen(request) as answer:
        if not answer.headers["Content-Type"].startswith(accept):
            raise OSError(f"{path}: {answer.headers['Content-Type']}")
        return answer.read()


def spent():
    """Nanoseconds that all threads of the process have run."""
    threads = pathlib.Path(f"/proc/{PID}/task").glob("*/schedstat")
    return sum(int(thread.read_text().split()[0]) for thread in threads)


def cost(paths, accept):
    before = spent()
    for _ in range(TIMES):
        for path in paths:
            get(path, accept)
    return (spent() - before) / TIMES / 1e6


def rows(path):
    return json.loads(get(path))["data"]


report = rows("/v1/reports?first=1&sort=-month")[0]["slug"]
project = rows("/v1/projects?first=1&sort=-items")[0]["slug"]
resource = rows("/v1/resources?first=1&sort=-citations")[0]
category = rows("/v1/categories?first=1&sort=-items")[0]["slug"]
url = urllib.parse.quote(resource["url"], safe="")
word = "gazette"
CALLS = {
    "/": [
        "/v1/archive",
        "/v1/reports?first=1",
        "/v1/coverage",
        "/v1/stats?by=month&first=120&sort=-keys",
        "/v1/projects?sort=-items&first=10",
        "/v1/sites?sort=-citations&first=10",
    ],
    "/items": [f"/v1/items?{FACETS}"],
    f"/items?q={word}": [f"/v1/items?q={word}&{FACETS}&highlight=true"],
    # A control counts what the other conditions leave: here those without it.
    f"/items?project={project}": [
        f"/v1/items?project={project}&facet=category,site,month,kind",
        "/v1/items?first=1&facet=project",
    ],
    "/reports": ["/v1/reports"],
    f"/reports/{report}": [f"/v1/reports/{report}", f"/v1/reports/{report}/items?first=60"],
    "/projects": ["/v1/projects"],
    f"/projects/{project}": [
        f"/v1/projects/{project}",
        f"/v1/projects/{project}/items?first=10&facet=category,resource,site",
        f"/v1/projects/{project}/timeline?first=120",
        f"/v1/projects/{project}/co-mentions?first=10",
    ],
    "/resources": ["/v1/resources"],
    f"/resources/{resource['id']}": [
        f"/v1/resources/{resource['id']}",
        f"/v1/resources/{resource['id']}/citations",
        f"/v1/stats?by=month&resource={url}&first=120&sort=-keys",
    ],
    "/sites": ["/v1/sites"],
    "/categories": ["/v1/categories"],
    f"/categories/{category}": [f"/v1/categories/{category}", f"/v1/items?category={category}"],
    f"/search?q={word}": [f"/v1/search?q={word}"],
    "/coverage": ["/v1/coverage"],
    "/graph": ["/v1/graph"],
    "/changes": ["/v1/changes?last=20"],
    "/diagnostics": ["/v1/diagnostics"],
}

def rounds(page, calls, count):
    return [(cost([page], "text/html"), cost(calls, "application/json")) for _ in range(count)]


def ratio_of(pairs):
    return statistics.median(html / data for html, data in pairs)


failed = []
for page, calls in CALLS.items():
    pairs = rounds(page, calls, ROUNDS)
    if ratio_of(pairs) > MOST:
        pairs += rounds(page, calls, MORE)
    ratio = ratio_of(pairs)
    html, data = (statistics.median(values) for values in zip(*pairs))
    mark = ""
    if ratio > MOST:
        failed.append(page)
        mark = f"  more than {MOST}"
    print(f"{page}: page {html:.2f} ms, JSON {data:.2f} ms ({len(calls)} calls), ratio {ratio:.2f}{mark}")
sys.exit(f"these cost too much beside their JSON: {', '.join(failed)}" if failed else 0)
