"""What faults.py breaks: a node with its archive and store, and a calm one beside it.

No command of its own.
"""

import contextlib
import os
import pathlib
import random
import shutil
import subprocess
import sys
import time

import rig

BINARY = os.path.abspath(sys.argv[1])
HERE = pathlib.Path(__file__).parent
failures, skipped = [], []


def check(name, holds, said):
    print(f"{name}: {said}{'' if holds else '  FAILED'}", flush=True)
    if not holds:
        failures.append(name)


def unchecked(name, why):
    print(f"{name}: NOT CHECKED HERE: {why}", flush=True)
    skipped.append(name)


class Pair:
    """An archive with a store, and a calm node that reads the same states."""

    def __init__(self, folder, store=None, flags=(), env=None, **options):
        self.folder = pathlib.Path(folder)
        self.dice = random.Random(11)
        self.archive = rig.Archive(self.folder / "archive", self.dice, 8, 5)
        self.archive.write(self.folder / "calm")
        self.store = pathlib.Path(store or self.folder / "store")
        self.calm = rig.Node(BINARY, self.folder / "calm", self.folder / "calm-store")
        self.first = rig.answers(self.calm)
        self.flags, self.env, self.options = flags, env, options
        self.node = None

    def start(self):
        self.node = rig.Node(BINARY, self.archive.top, self.store, self.flags, self.env, **self.options)
        return self.node

    def change(self):
        """The next state: what the calm node makes of it is right."""
        self.archive.change()
        self.archive.write()
        self.archive.write(self.folder / "calm")
        before = self.calm.revision()
        self.calm.reload()
        until(lambda: self.calm.revision() != before)
        self.second = rig.answers(self.calm)
        assert self.second != self.first

    def refused(self, command, *flags, env=None, says="", **options):
        """What is wrong with how a command is refused; nothing when it is right."""
        more = ["--listen", "127.0.0.1:0"] if command == "serve" else []
        arguments = [command, "--archive", self.archive.top, "--store", self.store, *more, *flags]
        code, said = rig.run(BINARY, *arguments, env=env, **options)
        lines = rig.lines_of(said)
        right = code == 3 and len(lines) == 1 and says in lines[0] and "panicked" not in said
        self.line = lines[0] if lines else said
        return "" if right else f"{command}: exit {code}, {said[-300:]!r}; "

    def end(self):
        for node in (self.node, self.calm):
            if node and node.process.poll() is None:
                node.kill()


@contextlib.contextmanager
def pair(folder, **options):
    made = Pair(folder, **options)
    try:
        yield made
    finally:
        made.end()


def until(holds, patience=30):
    start = time.monotonic()
    while not holds():
        assert time.monotonic() - start < patience, "it never came to be"
        time.sleep(0.01)


@contextlib.contextmanager
def mounted(at, *arguments):
    """A file system of our own; nothing where we may not mount."""
    at.mkdir(exist_ok=True)
    done = subprocess.run(["mount", *map(str, arguments), str(at)], capture_output=True, check=False)
    try:
        yield done.returncode == 0
    finally:
        if done.returncode == 0:
            subprocess.run(["umount", "-l", str(at)], check=False)


def serves(pair, right):
    return "" if rig.answers(pair.node) == right else f"other answers: {rig.difference(rig.answers(pair.node), right)}; "


def fails_then_mends(this, says, break_it, mend_it):
    """A running node reloads while something fails, and again when it does not."""
    wrong = serves(this, this.first)
    this.change()
    break_it()
    this.node.reload()
    this.node.until_said("stays served")
    line = next(line for line in this.node.said().splitlines() if "stays served" in line)
    if says not in line:
        wrong += f"said {line!r}; "
    wrong += serves(this, this.first)
    mend_it()
    this.node.reload()
    until(lambda: this.node.revision() == this.second["revision"])
    wrong += serves(this, this.second)
    code = this.node.stop()
    this.start()
    wrong += serves(this, this.second) + ("" if code == 0 else f"exit {code}; ")
    return wrong


@contextlib.contextmanager
def shim(folder, name, **variables):
    """An environment in which the shim stands before disk and clock."""
    library = folder / "shim.so"
    compiler = shutil.which("cc") or shutil.which("gcc")
    if not compiler or not sys.platform.startswith("linux"):
        unchecked(name, "no C compiler")
        yield None
        return
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, HERE / "shim" / "shim.c", "-ldl"], check=True)
    yield {"LD_PRELOAD": str(library), **{key: str(value) for key, value in variables.items()}}
