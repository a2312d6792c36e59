"""What ours does besides answering: starts, reloads, memory."""

import shutil
import statistics
import threading
import time

from data import forget
from load import percentile, requests, script, wrk
from process import Process, fetch
from servers import Ours

PORT, ADMIN = 18280, 18281
# Milliseconds between an answer and the next request of a connection: readers
# that leave room, since among readers that never pause everybody waits.
PAUSE = 5


def start(options, tools, data, log, flags=()):
    server = Ours(tools, data, flags=("--admin", f"127.0.0.1:{ADMIN}", *flags))
    return Process("ours", server.command(PORT), options.core, log).wait(PORT, server.ready)


def loading(options, tools, data):
    """Starts with no store and with an unchanged one, and what is in memory."""
    store, log = data.folder / f"store-{PORT}", data.folder / "alone.log"
    forget(store)
    found = {"markdown": data.markdown(), "reports": data.reports, "series": data.series()}
    process = start(options, tools, data, log)
    found["cold"] = process.cpu()
    found["cold resting"], found["cold peak"] = process.memory()
    process.stop()
    spent = []
    for _ in range(options.rounds):
        process = start(options, tools, data, log)
        spent.append(process.cpu())
        for path in ("/v1/items", "/v1/stats?by=project", "/v1/items?q=publication"):
            fetch(PORT, path)
        found["resting"], found["peak"] = process.memory()
        process.stop()
    found["warm"] = statistics.median(spent)
    found["items"] = sum(1 for _ in data.items())
    return found


class Changing:
    """One report of the archive, changed again and again, then put back."""

    def __init__(self, data):
        self.path = sorted(data.archive.rglob("*.md"))[data.reports // 2]
        self.before, self.turn = self.path.read_bytes(), 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.path.write_bytes(self.before)

    def write(self):
        """Changes it; gives the words that are new."""
        self.turn += 1
        said = f"Changement {self.turn} du banc d'essai"
        self.path.write_bytes(self.before + f"- {said}\n".encode())
        return said

    def change(self):
        """Changes it and has it read."""
        said = self.write()
        status, _, body = fetch(ADMIN, "/reload", body=b"")
        if status != 200 or b"unchanged" in body:
            raise SystemExit(f"a reload of one changed report answered {status}: {body[:300]}")
        return said


def reloading(options, tools, data):
    """CPU of one changed report, and the p99 of readers meanwhile."""
    log = data.folder / "alone.log"
    process = start(options, tools, data, log)
    try:
        with Changing(data) as report:
            found = changed(options, process, report)
            found |= readers(options, data, report)
    finally:
        process.stop()
    return found | watching(options, tools, data)


def watching(options, tools, data):
    """CPU of one changed report where the server looks out for it by itself: what
    is spent until it is found, less what the same time and question cost when
    nothing changed."""
    flags = ("--watch", "--answer-cache", "0")
    process = start(options, tools, data, data.folder / "alone.log", flags)

    def spent(write):
        before, said = process.cpu(), write()
        until_found(said)
        time.sleep(0.2)
        return process.cpu() - before, said

    changes, pauses = [], []
    try:
        with Changing(data) as report:
            # The first change has everything read.
            spent(report.write)
            for _ in range(max(9, options.rounds)):
                cost, said = spent(report.write)
                changes.append(cost)
                pauses.append(spent(lambda said=said: said)[0])
    finally:
        process.stop()
    pause = statistics.median(pauses)
    return {"watched": statistics.median(changes) - pause, "pause": pause}


def until_found(said):
    """Waits until a new text is served. Asking costs the server a little each
    time, so that it is asked seldom."""
    for _ in range(20):
        time.sleep(1)
        if is_found(said):
            return
    raise SystemExit(f"{said!r} was written 20 s ago and is not found")


def is_found(said):
    query = said.replace(" ", "%20").replace("'", "%27")
    return said.encode() in fetch(PORT, f"/v1/items?q=%22{query}%22")[2]


def changed(options, process, report):
    report.change()
    spent, idle = [], []
    for _ in range(max(9, options.rounds)):
        before = process.cpu()
        said = report.change()
        # What is done after the answer (dropping the old snapshot) is counted.
        time.sleep(0.2)
        spent.append(process.cpu() - before)
        before = process.cpu()
        fetch(ADMIN, "/reload", body=b"")
        time.sleep(0.2)
        idle.append(process.cpu() - before)
    if not is_found(said):
        raise SystemExit(f"{said!r} was loaded and is not found")
    return {"changed": statistics.median(spent), "unchanged": statistics.median(idle)}


def readers(options, data, report):
    """p99 with reloads one after the other, and without, by turns."""
    lua = script(data.folder, "readers", {}, None, PAUSE)
    quiet, busy, rate, loads = [], [], [], 0
    # Long enough for several reloads of a large archive.
    seconds = max(5, options.seconds)
    for _ in range(options.rounds):
        calm = wrk(PORT, "/v1/items", lua, seconds, options.load_core)
        quiet.append(percentile(calm, 99))
        end, began = threading.Event(), report.turn
        worker = threading.Thread(target=forever, args=(report, end))
        worker.start()
        try:
            stormy = wrk(PORT, "/v1/items", lua, seconds, options.load_core)
        finally:
            end.set()
            worker.join()
        busy.append(percentile(stormy, 99))
        rate.append(requests(stormy) / seconds)
        loads += report.turn - began
    lua.unlink()
    return {
        "p99": statistics.median(quiet),
        "p99 reloading": statistics.median(busy),
        "times": statistics.median(b / q for q, b in zip(quiet, busy)),
        "reads a second": statistics.median(rate),
        "reloads a second": loads / seconds / options.rounds,
    }


def forever(report, end):
    while not end.is_set():
        report.change()


def clean(data):
    """Stores of this run: the next one begins with its own."""
    for store in data.folder.glob("store-*"):
        if store.is_dir():
            forget(store)
    shutil.rmtree(data.folder / "export.partial", ignore_errors=True)
