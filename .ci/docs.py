"""Runs every shell block of the README and of docs/, page by page, and compares
what it prints with the `text` block below it, where there is one.

Usage: docs.py CHRONIQUE — the binary. Each page has a folder of its own, with
`data` and `my-reports` in it, and a server where the page names its address.
(docs/how-to/reuse.md is run by reuse.py.)
"""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

TOP = pathlib.Path(__file__).parent.parent
ADDRESS = "http://127.0.0.1:8080"
# What builds the program: .ci/run does it before anything is run here.
BUILDS = re.compile(r"^(cargo (test|build --locked|tree|install)|export PATH=|docker |assets/|systemd-analyze ).*$", re.M)
TUTORIAL = TOP / "docs" / "tutorial.md"


class Page:
    """One page's folder and server."""

    def __init__(self, folder, binary):
        self.folder, self.binary, self.server, self.address = folder, binary, None, None

    def serve(self, options):
        self.stop()
        options = re.sub(r"\s--listen \S+", "", options)
        if "--store" not in options:
            options += " --store served"
        log = self.folder / "server.log"
        with log.open("wb") as stream:
            self.server = subprocess.Popen(
                [self.binary, "serve", "--listen", "127.0.0.1:0", *options.split()],
                cwd=self.folder,
                stderr=stream,
            )
        for _ in range(200):
            found = re.search(r"http://127\.0\.0\.1:\d+", log.read_text(encoding="utf-8"))
            if found:
                self.address = found.group()
                asked = ["curl", "-fs", "-o", os.devnull, f"{self.address}/readyz"]
                if subprocess.run(asked, check=False).returncode == 0:
                    return
            time.sleep(0.05)
        sys.exit(f"the server does not start: {options}: {log.read_text()[-500:]}")

    def stop(self):
        if self.server:
            self.server.send_signal(signal.SIGINT)
            self.server.wait(20)
            self.server = None

    def run(self, code):
        """What a block prints; a server that it starts is left running."""
        code = re.sub(r"cargo run --release( --(?= ))?", "chronique", BUILDS.sub("", code))
        code = code.replace("PATH/TO/reports", "my-reports")
        printed, rest = "", []
        for line in code.splitlines(keepends=True):
            served = re.match(r"chronique( serve (.*?)|)\s*(#.*)?$", line.rstrip())
            if served:
                printed += self.shell("".join(rest))
                rest = []
                self.serve(served.group(2) or "")
            else:
                rest.append(line)
        return printed + self.shell("".join(rest))

    def shell(self, code):
        if not code.strip():
            return ""
        if (ADDRESS in code or "pidof" in code) and not self.server:
            self.serve("")
        code = code.replace(ADDRESS, self.address or "")
        if self.server:
            code = code.replace('"$(pidof chronique)"', str(self.server.pid))
        # A stream of events has no end: two seconds of it.
        code = re.sub(r"curl( -s)? -N (.*)", r"{ timeout 2 curl\1 -N \2 || [ $? = 124 ]; }", code)
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", code],
            cwd=self.folder,
            env={**os.environ, "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        if done.returncode:
            return f"exit {done.returncode}: {done.stdout[-300:]}{done.stderr[-300:]}"
        # What `check` sums up is on standard error.
        return done.stdout or done.stderr


def lines(text):
    return [line.strip() for line in text.strip().splitlines()]


def main(binary):
    binary = pathlib.Path(binary).resolve()
    pages = [TOP / "README.md", *sorted((TOP / "docs").rglob("*.md"))]
    pages.remove(TOP / "docs" / "how-to" / "reuse.md")
    ran, compared, wrong = 0, 0, 0
    for path in pages:
        text = path.read_text(encoding="utf-8")
        # Blocks inside a list are indented.
        blocks = re.findall(r"^( *)```(\w+)\n(.*?)^ *```$", text, re.S | re.M)
        blocks = [(kind, re.sub(f"^{indent}", "", code, flags=re.M)) for indent, kind, code in blocks]
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "bin").mkdir()
            (folder / "bin" / "chronique").symlink_to(binary)
            if path != TUTORIAL:
                for copy in ("data", "my-reports"):
                    shutil.copytree(TOP / "data", folder / copy)
            page = Page(folder, binary)
            try:
                for (kind, code), below in zip(blocks, [*blocks[1:], ("", "")]):
                    if kind != "sh":
                        continue
                    printed = page.run(code)
                    ran += 1
                    failed = printed.startswith("exit ")
                    if below[0] == "text":
                        compared += 1
                        failed |= lines(printed) != lines(below[1])
                    if failed:
                        wrong += 1
                        print(f"{path.relative_to(TOP)}: {code}gives {printed!r}, not {below[1]!r}")
            finally:
                page.stop()
    print(f"{ran} shell blocks of {len(pages)} pages run, {compared} compared, {wrong} wrong")
    sys.exit(wrong > 0 or compared < 7)


if __name__ == "__main__":
    main(sys.argv[1])
