"""All servers side by side: the six questions, and ours in its other modes."""

import shutil
import statistics
import tempfile
from pathlib import Path

from load import NUMBER, Line, script
from process import Process, fetch
from questions import TITLES, Ask, check, choose
from servers import ALL, OURS_Q3, Ours

PORTS = range(18200, 18300, 5)
YARDSTICK = 18299
LARGE = 10_000
# What every answer of ours goes through, as far as it can be switched off.
QUIET = ("--log-requests", "false")
UNCACHED = ("--answer-cache", "0")


class Contest:
    """Servers under way at one size, and what is asked of them by turns."""

    def __init__(self, options, tools, data):
        self.options, self.tools, self.data = options, tools, data
        self.scratch = Path(tempfile.mkdtemp(dir=data.folder))
        (self.scratch / "bodies").mkdir()
        self.running, self.lines, self.bodies, self.ports = [], {}, {}, iter(PORTS)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self.running:
            process.stop()
        shutil.rmtree(self.scratch)

    def start(self, server):
        port = next(self.ports)
        log = self.scratch / f"{port}.log"
        process = Process(server.name, server.command(port), self.options.core, log, self.scratch)
        self.running.append(process)
        return process.wait(port, server.ready), port

    def add(self, key, process, port, ask, status=200):
        """A line of the contest; gives the bytes that it answers with."""
        for _ in range(3):
            answer = fetch(port, ask.path, ask.headers, ask.body)
        if answer[0] != status:
            raise SystemExit(f"{key}: status {answer[0]} instead of {status}: {answer[2][:300]}")
        lua = script(self.scratch, "-".join(key), ask.headers, ask.body)
        self.lines[key] = Line(process, port, ask, lua)
        self.bodies[key] = answer
        (self.scratch / "bodies" / "-".join(key)).write_bytes(answer[2])
        return answer[2]

    def measure(self):
        """Each line by turns with bare's, which gives the same bytes to the same
        method; the medians of rates and of ratios."""
        bare = self.yardstick()
        for turn in range(self.options.rounds):
            for key, line in self.lines.items():
                # Who begins changes, so that a slow half minute hits both.
                for each in (bare[key], line)[:: 1 if turn % 2 else -1]:
                    each.measure(self.options.seconds, self.options.load_core)
        return {"/".join(key): self.figures(key, bare[key]) for key in self.lines}

    def yardstick(self):
        command = [self.tools.binary("examples/bare"), YARDSTICK, self.scratch / "bodies"]
        process = Process("bare", command, self.options.core, self.scratch / "bare.log")
        self.running.append(process)
        process.wait(YARDSTICK, "/")
        bare = {}
        for key, line in self.lines.items():
            name = "-".join(key)
            # A load that must write each body anew would leave the yardstick idle.
            body = line.ask.body and line.ask.body.replace(NUMBER.encode(), b"0" * len(NUMBER))
            lua = script(self.scratch, f"bare-{name}", {}, body)
            bare[key] = Line(process, YARDSTICK, Ask(f"/{name}", {}, body), lua)
        return bare

    def figures(self, key, bare):
        rates, yardstick = self.lines[key].rates, bare.rates
        ratios = [rate / against for rate, against in zip(rates, yardstick)]
        return {
            "bytes": len(self.bodies[key][2]),
            "rate": statistics.median(rates),
            "bare": statistics.median(yardstick),
            "ratio": statistics.median(ratios),
            "from": min(ratios),
            "to": max(ratios),
        }


def questions(options, tools, data):
    """Q1 to Q6 of everybody who is asked."""
    with Contest(options, tools, data) as contest:
        server = Ours(tools, data)
        process, port = contest.start(server)
        values = choose(port, data.items)
        asked = [(server, "hot", process, port)]
        if "ours" in options.only:
            uncached = Ours(tools, data, "uncached", UNCACHED)
            asked.append((uncached, "uncached", *contest.start(uncached)))
        for name in options.only:
            if name != "ours":
                peer = ALL[name](tools, data)
                asked.append((peer, name, *contest.start(peer)))
        for key in TITLES:
            for server, name, process, port in asked:
                ask = server.ask(key, values)
                check(server, key, values, contest.add((key, name), process, port, ask))
        if "ours" in options.only:
            modes(contest, values, *asked[0][2:])
            unknown(contest, values, *asked[1][2:])
        found = contest.measure()
    return {"values": vars(values) | {"rows": None}, "lines": found}


def modes(contest, values, process, port):
    """The other answers to Q1, and what stands around an answer."""
    ours = Ours(contest.tools, contest.data)
    ask = ours.ask("Q1", values)
    tag = contest.bodies["Q1", "hot"][1]["ETag"]
    contest.add(("304", "hot"), process, port, Ask(ask.path, {"If-None-Match": tag}), 304)
    for coding in ("gzip", "br", "zstd"):
        contest.add((coding, "hot"), process, port, Ask(ask.path, {"Accept-Encoding": coding}))
        answered = contest.bodies[coding, "hot"][1]["Content-Encoding"]
        if answered != coding:
            raise SystemExit(f"asked for {coding}, ours gives {answered}")
    dressed(contest, {"Q1": ask, "Q3": ours.ask("Q3", values)})
    # One more server of the largest archive would need the memory for a figure
    # that its size does not change.
    if contest.data.reports <= LARGE:
        quiet = Ours(contest.tools, contest.data, "quiet", QUIET)
        contest.add(("Q1", "quiet"), *contest.start(quiet), ask)


def unknown(contest, values, process, port):
    """Q3 in a document that was never seen before: each has another comment."""
    ask = Ours(contest.tools, contest.data).ask("Q3", values)
    begin = OURS_Q3.partition("{")[0]
    body = ask.body.replace(begin.encode(), f"# {NUMBER}\\n{begin}".encode())
    contest.add(("Q3", "unknown"), process, port, Ask(ask.path, ask.headers, body))


def dressed(contest, asked):
    """The yardstick with our headers on: what their bytes alone cost."""
    folder = contest.scratch / "dressed"
    folder.mkdir()
    own = ("content-length", "content-type", "date", "connection")
    for key in asked:
        _, headers, body = contest.bodies[key, "hot"]
        lines = [f"{name}: {value}\n" for name, value in headers.items() if name.lower() not in own]
        (folder / key).write_bytes(body)
        (folder / f"{key}.headers").write_text("".join(lines), encoding="utf-8")
    port = next(contest.ports)
    command = [contest.tools.binary("examples/bare"), port, folder]
    process = Process("bare with headers", command, contest.options.core, contest.scratch / "dressed.log")
    contest.running.append(process)
    process.wait(port, "/")
    for key, ask in asked.items():
        contest.add((key, "dressed"), process, port, Ask(f"/{key}", ask.headers, ask.body))


def growth(options, tools, small, large):
    """The same pages of a small archive and of a large one, uncached."""
    with Contest(options, tools, small) as little, Contest(options, tools, large) as big:
        servers = {contest: Ours(tools, contest.data, flags=UNCACHED) for contest in (little, big)}
        big.ports = iter(range(PORTS[1], 18300, 5))
        started = {contest: contest.start(server) for contest, server in servers.items()}
        values = choose(started[little][1], small.items)
        # As many rows from either, so that the sizes of answers are alike.
        rows = {key: min(10, values.totals[key]) for key in TITLES}
        asked = []
        for key in TITLES:
            for end in ("first", "last")[: 1 if key == "Q6" else 2]:
                asked.append((key, end))
                for contest, server in servers.items():
                    ask = page(server.ask(key, values), end, rows[key])
                    contest.add((key, end), *started[contest], ask)
        for _ in range(options.rounds):
            for key in asked:
                for contest in servers:
                    contest.lines[key].measure(options.seconds, options.load_core)
        found = {}
        for key in asked:
            few, many = little.lines[key].rates, big.lines[key].rates
            found["/".join(key)] = {
                "rows": rows[key[0]],
                "bytes": [len(contest.bodies[key][2]) for contest in servers],
                "small": 1e6 / statistics.median(few),
                "large": 1e6 / statistics.median(many),
                "times": statistics.median(a / b for a, b in zip(few, many)),
            }
    return {"small": small.reports, "large": large.reports, "lines": found}


def page(ask, end, rows):
    """The same question about the first rows, or the last."""
    if ask.body is not None:
        body = ask.body.replace(b"first: 20", f"{end}: {rows}".encode())
        return Ask(ask.path, ask.headers, body)
    path = ask.path.replace("&first=200", "").replace("&first=20", "")
    return Ask(f"{path}&{end}={rows}", ask.headers)
