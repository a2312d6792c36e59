"""The server against what the machine can do, and against what a user would pick
instead, side by side in one run. docs/performance.md says what is measured.

    python3 benches/compare/compare.py                        everything (about an hour)
    python3 benches/compare/compare.py --sizes 1000 --only ours,plain --rounds 1 --seconds 1

Needs cargo, `wrk` (Debian's package) and, for Datasette and ROAPI, PyPI. Figures
are kept in target/compare/results.json, so that parts may be run one by one; the
tables are made of all that are there. Servers run on one core, the load on
another, everything on the loopback; every process is ended by its id.
"""

import argparse
import datetime
import json
import pathlib
import signal
import sys

import alone
import contest
import table
from data import TOP, Data, Tools
from process import cores
from servers import ALL


def names(known):
    def read(text):
        chosen = text.split(",")
        for name in chosen:
            if name not in known:
                raise argparse.ArgumentTypeError(f"{name!r} is none of {', '.join(known)}")
        return chosen
    return read


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    sizes = lambda text: [int(size) for size in text.split(",")]
    parser.add_argument("--sizes", type=sizes, default=[12, 1_000, 10_000, 100_000], help="reports in the archives")
    parser.add_argument("--only", type=names(ALL), default=list(ALL), help=f"servers: {', '.join(ALL)}")
    parser.add_argument("--parts", type=names(table.PARTS), default=list(table.PARTS), help=f"what is measured: {', '.join(table.PARTS)}")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=1, help="of load, each time")
    parser.add_argument("--growth", type=sizes, default=[100, 100_000], help="the two sizes that are compared")
    parser.add_argument("--reload", type=sizes, default=[10_000], help="sizes at which one report changes")
    parser.add_argument("--core", type=int, default=0, help="of the servers")
    parser.add_argument("--load-core", type=int, default=1, help="of the load")
    parser.add_argument("--work", type=pathlib.Path, default=TOP / "target" / "compare", help="folder that is kept")
    parser.add_argument("--no-build", action="store_true", help="programs in target/release are new")
    parser.add_argument("--into", type=pathlib.Path, help="page whose tables are replaced, such as docs/performance.md")
    return parser.parse_args()


def say(text):
    print(text, file=sys.stderr, flush=True)


def measure(options, tools):
    """Parts and sizes, one after the other: name, size, figures."""
    archives = {}

    def data(size):
        if size not in archives:
            say(f"{size:,} reports: archive and export")
            archives[size] = Data(tools, options.work, size)
        return archives[size]

    jobs = {
        "questions": (options.sizes, lambda size: contest.questions(options, tools, data(size))),
        "growth": (options.growth[1:], lambda size: contest.growth(options, tools, data(options.growth[0]), data(size))),
        "loading": (options.sizes, lambda size: alone.loading(options, tools, data(size))),
        "reloading": (options.reload, lambda size: alone.reloading(options, tools, data(size))),
    }
    for part in options.parts:
        sizes, job = jobs[part]
        for size in sizes:
            say(f"{part} at {size:,} reports")
            try:
                yield part, str(size), job(size)
            finally:
                for archive in archives.values():
                    alone.clean(archive)


def main():
    options = arguments()
    # An end that is asked for ends the servers, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended by a signal"))
    options.work.mkdir(parents=True, exist_ok=True)
    peers = bool({"datasette", "roapi"} & set(options.only)) and "questions" in options.parts
    tools = Tools(options.work, not options.no_build, peers)
    figures = options.work / "results.json"
    results = json.loads(figures.read_text()) if figures.exists() else {}
    results["when"] = datetime.datetime.now(datetime.UTC).date().isoformat()
    results["machine"] = cores()
    results["versions"] = tools.versions(peers or tools.python("roapi").exists())
    for part, size, found in measure(options, tools):
        kept = results.setdefault(part, {}).setdefault(size, {})
        # Servers that were not asked this time keep their lines.
        found["lines"] = kept.get("lines", {}) | found.get("lines", {})
        found["rounds"] = options.rounds
        kept.update(found)
        figures.write_text(json.dumps(results, indent=1))
    text = table.document(results)
    print(text)
    if options.into:
        table.into(options.into, text)


if __name__ == "__main__":
    main()
