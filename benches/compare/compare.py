"""What the server does of what the machine can: requests per second of CPU,
against a server that gives the same bytes from memory ("bare").

Usage: compare.py BINARY BARE ARCHIVE [ROUNDS [SECONDS [FLAGS…]]]; FLAGS are the
server's: `--answer-cache 0` has every answer made anew.

BINARY is `chronique`, BARE the example `bare`, both of a release build. Each
question is asked of both by turns, over 16 connections, the server on one core
and the load (`wrk`, Debian package of that name) on another. The figure is the
median of the ratios of ROUNDS (5) rounds of SECONDS (2) each. Everything is on
the loopback and in a temporary folder; every process is ended by its id.
"""

import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

BINARY, BARE, ARCHIVE = sys.argv[1:4]
ROUNDS = int(sys.argv[4]) if len(sys.argv) > 4 else 5
SECONDS = int(sys.argv[5]) if len(sys.argv) > 5 else 2
OURS, YARDSTICK = 18090, 18091
Q3 = """query($c: TermFilter, $p: TermFilter) { items(category: $c, project: $p, first: 20) {
  nodes { id text links { href resource { url } } report { slug month } } } }"""


def wait(port, path="/"):
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}"):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    sys.exit(f"nothing answers at {port}")


def ask(path, headers=None, body=None):
    request = urllib.request.Request(f"http://127.0.0.1:{OURS}{path}", body, headers or {})
    with urllib.request.urlopen(request) as answer:
        return answer.read(), answer.headers


def spent(pid):
    """Nanoseconds that all threads of a process have run."""
    threads = pathlib.Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(thread.read_text().split()[0]) for thread in threads)


def load(pid, port, path, script):
    """Requests a second of CPU of the server."""
    before = spent(pid)
    command = ["taskset", "-c", "1", "wrk", "-t1", "-c16", f"-d{SECONDS}s", "-s", script, f"http://127.0.0.1:{port}{path}"]
    out = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    used = (spent(pid) - before) / 1e9
    if "Non-2xx" in out and "304" not in script:
        sys.exit(out)
    return int(next(line for line in out.splitlines() if "requests in" in line).split()[0]) / used


def questions():
    """Name, path, headers, body of what is asked."""
    month = json.loads(ask("/v1/reports?first=1&sort=-items")[0])["data"][0]["month"]
    category = json.loads(ask("/v1/categories?first=1&sort=-items")[0])["data"][0]["slug"]
    project = json.loads(ask("/v1/projects?first=1&sort=-items")[0])["data"][0]["slug"]
    url = json.loads(ask("/v1/resources?first=1&sort=-citations")[0])["data"][0]["id"]
    variables = {"c": {"any": [category]}, "p": {"any": [project]}}
    q3 = json.dumps({"query": Q3, "variables": variables}).encode()
    yield "Q1 items of a month", f"/v1/items?month={month}", {}, None
    yield "Q2 category and project", f"/v1/items?category={category}&project={project}&first=20", {}, None
    yield "Q3 the same in GraphQL", "/graphql", {"Content-Type": "application/json"}, q3
    yield "Q4 items citing a resource", f"/v1/items?resource={url}", {}, None
    yield "Q5 items per project", "/v1/stats?by=project", {}, None
    yield "Q6 two words", "/v1/items?q=logiciel%20libre", {}, None
    for coding in ("gzip", "br", "zstd"):
        yield f"Q1 in {coding}", f"/v1/items?month={month}", {"Accept-Encoding": coding}, None
    tag = ask(f"/v1/items?month={month}")[1]["ETag"]
    yield "Q1 not modified", f"/v1/items?month={month}", {"If-None-Match": tag}, None


def script(folder, name, headers, body):
    path = pathlib.Path(folder, f"{name}.lua")
    lines = [f'wrk.headers["{key}"] = {json.dumps(value)}' for key, value in headers.items()]
    if body is not None:
        lines += ['wrk.method = "POST"', f"wrk.body = {json.dumps(body.decode())}"]
    path.write_text("\n".join(lines))
    return str(path)


def main():
    with tempfile.TemporaryDirectory() as folder:
        bodies = pathlib.Path(folder, "bodies")
        bodies.mkdir()
        flags = [*sys.argv[6:], "--archive", ARCHIVE, "--store", f"{folder}/store", "--listen", f"127.0.0.1:{OURS}"]
        log = open(f"{folder}/log", "w")
        ours = subprocess.Popen(["taskset", "-c", "0", BINARY, "serve", *flags], stderr=log)
        bare = None
        try:
            wait(OURS, "/readyz")
            asked = list(questions())
            for number, (name, path, headers, body) in enumerate(asked):
                if "not modified" in name:
                    bodies.joinpath(str(number)).write_bytes(b"")
                else:
                    bodies.joinpath(str(number)).write_bytes(ask(path, headers, body)[0])
            bare = subprocess.Popen(["taskset", "-c", "0", BARE, str(YARDSTICK), str(bodies)])
            wait(YARDSTICK)
            for number, (name, path, headers, body) in enumerate(asked):
                size = bodies.joinpath(str(number)).stat().st_size
                how = script(folder, f"{number}-304" if "not modified" in name else str(number), headers, body)
                plain = script(folder, f"{number}-bare", {}, body)
                ratios, rates = [], []
                for _ in range(ROUNDS):
                    yardstick = load(bare.pid, YARDSTICK, f"/{number}", plain)
                    rates.append(load(ours.pid, OURS, path, how))
                    ratios.append(rates[-1] / yardstick)
                print(f"{name:28} {size:7} bytes {statistics.median(rates):9.0f} a second of CPU, {statistics.median(ratios):.2f} of bare", flush=True)
        finally:
            for process in (ours, bare):
                if process:
                    process.terminate()
                    process.wait(30)


main()
