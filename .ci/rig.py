"""What kill.py, flip.py and faults.py share: nodes, archives, what they answer.

No command of its own. A node is a server of ours on a port of its own; what it
answers is compared with a node to which nothing happened.
"""

import contextlib
import http.client
import json
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import time

PATIENCE = 60
WORDS = "atelier référent dépôt code source mairie région agence plan logiciel libre communauté guide bilan réseau carte".split()


class Ended(Exception):
    """A process that should serve ended: its exit code, and what it said."""

    def __init__(self, code, said):
        super().__init__(f"exit {code}: {said[-400:]}")
        self.code, self.said = code, said


def environment(more=None):
    kept = {k: v for k, v in os.environ.items() if not k.startswith("CHRONIQUE_") and k != "RUST_LOG"}
    return {**kept, "CHRONIQUE_LOG_FORMAT": "text", "NO_COLOR": "1", **(more or {})}


def run(binary, *arguments, env=None, timeout=PATIENCE, **options):
    """A command: its exit code, and standard error."""
    done = subprocess.run([binary, *map(str, arguments)], env=environment(env), timeout=timeout, capture_output=True, check=False, **options)
    return done.returncode, done.stderr.decode(errors="replace")


def load(binary, archive, store, *flags, **options):
    return run(binary, "load", "--archive", archive, "--store", store, *flags, **options)


def lines_of(said):
    """The lines that say why a command failed."""
    return [line for line in said.splitlines() if line.startswith("chronique: ")]


class Node:
    """A server, ended by `kill` or `stop`."""

    def __init__(self, binary, archive, store, flags=(), env=None, wait=True, **options):
        # Not beside the store, whose disk may fail.
        self.log = pathlib.Path(f"{archive}.log-{time.monotonic_ns()}")
        command = [binary, "serve", "--archive", archive, "--store", store, "--listen", "127.0.0.1:0", "--log-requests", "false", *flags]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(list(map(str, command)), stderr=log, env=environment(env), **options)
        if wait:
            self.wait()

    def said(self):
        return self.log.read_text(errors="replace")

    def wait(self, patience=PATIENCE):
        start = time.monotonic()
        while time.monotonic() - start < patience:
            if found := re.search(r"listening on http://([\d.]+):(\d+)", self.said()):
                self.host, self.port = found[1], int(found[2])
                return self
            if self.process.poll() is not None:
                raise Ended(self.process.returncode, self.said())
            time.sleep(0.004)
        self.kill()
        raise Ended(None, f"never served: {self.said()}")

    def until_said(self, words, patience=PATIENCE):
        start = time.monotonic()
        while words not in self.said():
            if time.monotonic() - start > patience or self.process.poll() is not None:
                raise Ended(self.process.poll(), f"never said {words!r}: {self.said()}")
            time.sleep(0.01)

    def get(self, path, timeout=PATIENCE):
        """Status, where it leads, and the body."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=timeout)
        with contextlib.closing(connection):
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.getheader("Location"), answer.read()

    def text(self, path):
        status, _, body = self.get(path)
        if status != 200:
            raise Ended(status, f"{path}: {body[:300]!r}")
        return body.decode()

    def reload(self):
        self.process.send_signal(signal.SIGHUP)

    def revision(self):
        return json.loads(self.text("/v1/archive"))["meta"]["revision"]

    def stop(self, how=signal.SIGTERM, patience=30):
        self.process.send_signal(how)
        return self.process.wait(patience)

    def kill(self):
        self.process.kill()
        self.process.wait()


def feed(node):
    """All changes, but for when they were loaded."""
    rows = [json.loads(line) for line in node.text("/v1/changes.ndjson").splitlines()]
    for row in rows:
        row.pop("at")
    return rows


def answers(node, dice=None, some=12):
    """All that a client can be told: revision, rows, changes, where ids lead."""
    changes = feed(node)
    positions = [row["position"] for row in changes]
    assert positions == list(range(1, len(changes) + 1)), f"positions {positions[:5]}… of {len(changes)}"
    told = {
        "revision": node.revision(),
        "items": node.text("/v1/items.ndjson"),
        "reports": node.text("/v1/reports.ndjson"),
        "changes": changes,
    }
    ids = sorted({(row["noun"], i) for row in changes for i in (row["id"], row.get("formerId")) if i})
    chosen = ids if dice is None or len(ids) <= some else dice.sample(ids, some)
    for noun, i in chosen:
        status, leads, body = node.get(f"/v1/{'items' if noun == 'ITEM' else 'reports'}/{i}")
        told[i] = status, leads, without_moment(body) if status in (308, 410) else body.decode()
    return told


def without_moment(body):
    """A problem without what is of one request or one load."""
    if not body:
        return body.decode()
    problem = json.loads(body)
    return {k: v for k, v in problem.items() if k in ("type", "status", "code", "title")}


def difference(told, right):
    """The first answer that is another one, in a line."""
    for key in right:
        if told.get(key) != right[key]:
            return f"{key}: {str(told.get(key))[:300]} instead of {str(right[key])[:300]}"
    return "none" if told.keys() == right.keys() else "other questions"


class Archive:
    """A folder of reports that changes by the dice."""

    def __init__(self, top, dice, reports=16, items=8):
        self.top, self.dice, self.serial = pathlib.Path(top), dice, 0
        self.reports = {f"{2019 + n // 12}/{n % 12 + 1:02}.md": [self.line() for _ in range(items)] for n in range(reports)}
        self.write()

    def line(self):
        self.serial += 1
        words = " ".join(self.dice.choice(WORDS) for _ in range(6))
        return f"{self.dice.choice(WORDS).capitalize()} {words}, étape {self.serial}."

    def write(self, top=None):
        """Puts the files there, and takes away those that are no more."""
        top = pathlib.Path(top or self.top)
        for path in top.rglob("*.md"):
            if str(path.relative_to(top)) not in self.reports:
                path.unlink()
        for path, lines in self.reports.items():
            text = "# Bilan\n\n## Publier\n\n" + "".join(f"- {line}\n" for line in lines)
            file = top / path
            file.parent.mkdir(parents=True, exist_ok=True)
            if not file.exists() or file.read_text() != text:
                file.write_text(text)

    def change(self):
        """One to four changes in the list; nothing is written yet."""
        for _ in range(self.dice.randint(1, 4)):
            path = self.dice.choice(sorted(self.reports))
            lines = self.reports[path]
            match self.dice.randint(0, 6):
                case 0 | 1:
                    lines.insert(self.dice.randint(0, len(lines)), self.line())
                case 2 | 3:
                    at = self.dice.randrange(len(lines))
                    words = lines[at].split(" ")
                    words[self.dice.randrange(1, 5)] = self.dice.choice(WORDS)
                    lines[at] = " ".join(words)
                case 4 if len(lines) > 3:
                    lines.pop(self.dice.randrange(len(lines)))
                case 5 if len(self.reports) > 10:
                    del self.reports[path]
                case _:
                    n = self.dice.randint(0, 47)
                    self.reports.setdefault(f"{2019 + n // 12}/{n % 12 + 1:02}.md", [self.line() for _ in range(4)])
        # So that there is a change whatever became of the others.
        self.reports[min(self.reports)].append(self.line())


def journal_of(store):
    return pathlib.Path(f"{store}.journal")


def copy(store, to):
    """A store and its journal, as if at another place."""
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(store, to)
    shutil.copyfile(journal_of(store), journal_of(to))
    return pathlib.Path(to)


def seeded(argument):
    """The seed, said so that the same can be done again."""
    seed = int(argument) if argument else random.SystemRandom().randrange(1 << 32)
    print(f"seed {seed}", flush=True)
    return random.Random(seed)
