"""What a page costs the server against its JSON: CPU of the process per answer.

Usage: weights.py ADDRESS PID — only said, not held to: a debug build is measured.
"""

import pathlib
import re
import sys
import urllib.request

ADDRESS, PID = sys.argv[1:]
PATHS = ["/items", "/items?q=gazette", "/items?project=sill", "/reports/2022-02", "/projects/sill", "/coverage"]


def spent():
    """Nanoseconds that all threads of the process have run."""
    threads = pathlib.Path(f"/proc/{PID}/task").glob("*/schedstat")
    return sum(int(thread.read_text().split()[0]) for thread in threads)


def cost(address, accept, times=60):
    request = urllib.request.Request(address, headers={"Accept": accept})
    with urllib.request.urlopen(request) as answer:
        if not answer.headers["Content-Type"].startswith(accept):
            raise OSError(answer.headers["Content-Type"])
    before = spent()
    for _ in range(times):
        with urllib.request.urlopen(request) as answer:
            answer.read()
    return (spent() - before) / times / 1e6


for path in PATHS:
    try:
        page = cost(ADDRESS + path, "text/html")
        with urllib.request.urlopen(urllib.request.Request(ADDRESS + path, headers={"Accept": "text/html"})) as answer:
            door = re.search(r'id="door-rest" href="([^"]+)"', answer.read().decode())
        json = cost(ADDRESS + door[1].replace("&amp;", "&"), "application/json")
        print(f"{path}: page {page:.2f} ms, JSON {json:.2f} ms, ratio {page / json:.2f}")
    except (OSError, TypeError) as error:
        print(f"{path}: not measured: {error}")
