"""What the run needs: programs, peers from PyPI in an environment of their own,
archives and their exports. Everything is kept in one folder between runs."""

import json
import pathlib
import shutil
import subprocess
import sys
import venv

TOP = pathlib.Path(__file__).resolve().parents[2]


class Tools:
    """The programs."""

    def __init__(self, work, build, peers):
        self.work = work
        self.environment = work / "venv"
        if build:
            examples = [part for name in ("bare", "plain", "generate") for part in ("--example", name)]
            run(["cargo", "build", "--locked", "--release", "--bin", "chronique", *examples], cwd=TOP)
        if not shutil.which("wrk"):
            sys.exit("there is no wrk: install Debian's package of that name")
        if peers and not self.python("roapi").exists():
            venv.create(self.environment, with_pip=True)
            run([self.python("pip"), "-q", "install", "-r", TOP / "benches" / "compare" / "requirements.txt"])

    def binary(self, name):
        return TOP / "target" / "release" / name

    def python(self, name):
        return self.environment / "bin" / name

    def versions(self, peers):
        """What was measured with what."""
        said = [output([self.binary("chronique"), "--version"]), output(["rustc", "--version"]).partition(" (")[0]]
        said.append(" ".join(output(["wrk", "-v"]).split()[:2]))
        if peers:
            listed = json.loads(output([self.python("pip"), "list", "--format", "json"]))
            said += [f"{p['name']} {p['version']}" for p in listed if p["name"] in ("datasette", "roapi")]
            said.append(output([self.python("python"), "--version"]))
        commit = output(["git", "-C", TOP, "log", "-1", "--format=%h"])
        return f"{', '.join(said)}, commit {commit}"


class Data:
    """A synthetic archive and what our server exports of it."""

    def __init__(self, tools, work, reports):
        self.reports, self.folder = reports, work / str(reports)
        self.archive, self.export = self.folder / "archive", self.folder / "export"
        if not self.archive.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            partial = self.folder / "archive.partial"
            shutil.rmtree(partial, ignore_errors=True)
            run([tools.binary("examples/generate"), "--reports", reports, "--out", partial])
            partial.rename(self.archive)
        if not self.export.exists():
            self.write(tools)

    def write(self, tools):
        """Items as a client reads them whole, one a line."""
        partial, store = self.folder / "export.partial", self.folder / "store-export"
        partial.mkdir(exist_ok=True)
        with (partial / "items.ndjson").open("wb") as out:
            where = ["--archive", self.archive, "--store", store]
            command = [tools.binary("chronique"), "get", "/v1/items.ndjson", *where]
            subprocess.run([*map(str, command)], stdout=out, check=True)
        forget(store)
        partial.rename(self.export)

    def items(self):
        """Every item, in the default order."""
        with (self.export / "items.ndjson").open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)

    def markdown(self):
        """Bytes of the reports."""
        return sum(path.stat().st_size for path in self.archive.rglob("*.md"))

    def series(self):
        """Named series; one that has no name is one."""
        return sum(path.suffix != ".md" and path.is_dir() and path.name.startswith("s") for path in self.archive.iterdir()) or 1


def forget(store):
    """A store and its journal."""
    shutil.rmtree(store, ignore_errors=True)
    for path in store.parent.glob(f"{store.name}.*"):
        path.unlink()


def run(command, cwd=None):
    done = subprocess.run([*map(str, command)], cwd=cwd, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))} ended with {done.returncode}")


def output(command):
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False)
    return (done.stdout or done.stderr).strip().partition("\n")[0]
