"""The machine fails around the service: disk, folders, descriptors, clock.

Usage: faults.py BINARY [FAULT…] — one line for each with what was seen. Right
answers, or one clear line and an exit code; a fault that cannot be brought about
here is said to be NOT CHECKED, and does not count as passed. Mounts need root.
"""

import contextlib
import errno
import http.client
import json
import os
import pathlib
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

import rig
from pair import BINARY, check, failures, fails_then_mends, mounted, pair, serves, shim, skipped, unchecked, until


def disk_full(folder):
    """A disk that is full, and one on which files may not grow past a limit."""
    disk = folder / "disk"
    with mounted(disk, "-t", "tmpfs", "-o", "size=12m", "none") as is_there:
        if not is_there:
            unchecked("disk full", "no tmpfs can be mounted")
        else:
            with pair(folder, store=disk / "store") as this:
                this.start()
                filler = disk / "filler"

                def fill():
                    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
                        while file.write(b"x" * 4096):
                            pass

                wrong = fails_then_mends(this, "no space left on the device", fill, filler.unlink)
                this.change()
                this.node.stop()
                fill()
                wrong += this.refused("load", says="no space left") + this.refused("serve", says="no space left")
                line = this.line
                filler.unlink()
                this.start()
                wrong += serves(this, this.second)
                check("disk full", not wrong, wrong or f"old answers, then exit 3: {line!r}; right once there was room")
    with pair(folder / "limited") as this:
        this.start().stop()
        this.change()
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))
        # Python leaves the signal of that limit ignored: then it is an error.
        wrong = this.refused("load", preexec_fn=limit, restore_signals=False, says="File too large")
        line = this.line
        this.start()
        wrong += serves(this, this.second)
        check("files no longer than a limit", not wrong, wrong or f"exit 3: {line!r}; right without the limit")


def read_only(folder):
    """A store on a file system that is read-only."""
    disk = folder / "disk"
    with mounted(disk, "-t", "tmpfs", "-o", "size=12m", "none") as is_there:
        if not is_there:
            return unchecked("read-only store", "no tmpfs can be mounted")
        with pair(folder, store=disk / "store") as this:
            this.start()
            wrong = serves(this, this.first)
            this.node.stop()
            remount = lambda how: subprocess.run(["mount", "-o", f"remount,{how}", str(disk)], check=True)
            this.change()
            remount("ro")
            wrong += "".join(this.refused(command, says="read-only") for command in ("load", "serve"))
            line = this.line
            remount("rw")
            this.start()
            wrong += serves(this, this.second)
            check("read-only store", not wrong, wrong or f"exit 3: {line!r}; right once it could be written")


def archive(folder):
    """The archive's folder vanishes, and is there again without its reports."""
    with pair(folder) as this:
        away = folder / "away"
        this.start()
        top = this.archive.top
        wrong = fails_then_mends(this, "cannot be read", lambda: top.rename(away), lambda: away.rename(top))
        this.node.stop()
        top.rename(away)
        wrong += "".join(this.refused(command, says="cannot be read") for command in ("load", "serve"))
        line = this.line
        away.rename(top)
        check("archive vanished", not wrong, wrong or f"old answers; at a start exit 3: {line!r}")
    emptied = folder / "emptied"
    with pair(emptied, flags=("--watch",)) as this:
        this.start()
        top, away = this.archive.top, emptied / "away"

        def empty():
            top.rename(away)
            top.mkdir()

        def fill():
            top.rmdir()
            away.rename(top)

        wrong = fails_then_mends(this, "--allow-empty", empty, fill)
        this.node.stop()
        empty()
        wrong += this.refused("load", says="--allow-empty")
        line = this.line
        this.start()
        wrong += serves(this, this.second)
        if "what the store holds is served" not in this.node.said():
            wrong += "nothing was said at the start; "
        # Whoever watches is told by the system, not by us.
        (top / "2019").mkdir()
        this.node.until_said("stays served")
        wrong += serves(this, this.second)
        (top / "2019").rmdir()
        this.node.stop()
        for _ in range(2):
            code, said = rig.load(BINARY, top, this.store, "--allow-empty")
            wrong += "" if code == 0 and "0 reports" in said else f"--allow-empty: exit {code}, {said!r}; "
        this.start()
        gone = [row["change"] for row in rig.feed(this.node)[len(this.second["changes"]) :]]
        rows = this.node.text("/v1/items.ndjson")
        alive = len(this.second["items"].splitlines()) + len(this.second["reports"].splitlines())
        wrong += "" if gone == ["DELETED"] * alive and not rows else f"{len(gone)} deleted of {alive}, {len(rows)} bytes of items; "
        check("archive emptied", not wrong, wrong or f"old answers, at a start as well; load: exit 3: {line!r}; with the flag {len(gone)} changes, all deletions")


def metadata(folder):
    """The folder of the metadata vanishes."""
    kept = folder / "metadata"
    kept.mkdir()
    (kept / "projects.toml").write_text("")
    with pair(folder, flags=("--metadata", str(kept))) as this:
        this.calm.kill()
        this.calm = rig.Node(BINARY, folder / "calm", folder / "calm-two", ("--metadata", str(kept)))
        this.first = rig.answers(this.calm)
        this.start()
        # The calm node must have read it before it is gone.
        away = folder / "away"
        wrong = fails_then_mends(this, "cannot be read", lambda: kept.rename(away), lambda: away.rename(kept))
        this.node.stop()
        kept.rename(away)
        wrong += "".join(this.refused(command, "--metadata", kept, says="cannot be read") for command in ("load", "serve"))
        check("metadata vanished", not wrong, wrong or f"old answers; at a start exit 3: {this.line!r}")


def descriptors(folder):
    """Too few files may be open: at the start, and in a crowd."""
    limit = lambda most: lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with pair(folder) as this:
        wrong, refused = "", 0
        for most in range(8, 80, 8):
            for command in ("load", "serve"):
                wrong += this.refused(command, says="open files", preexec_fn=limit(most))
                refused += 1
        line = this.line
        this.options = {"preexec_fn": limit(80)}
        this.start()
        wrong += serves(this, this.first)
        this.node.stop()
        this.options = {"preexec_fn": limit(96)}
        this.start()
        wrong += serves(this, this.first)
        known = http.client.HTTPConnection(this.node.host, this.node.port, timeout=20)
        crowd, answered = [], 0

        def ask():
            known.request("GET", "/v1/archive")
            answer = known.getresponse()
            answer.read()
            return answer.status == 200

        answered += ask()
        for _ in range(120):
            crowd.append(socket.create_connection((this.node.host, this.node.port)))
        for _ in range(50):
            answered += ask()
        open_now = len(os.listdir(f"/proc/{this.node.process.pid}/fd"))
        # It can still load: files and store have room of their own.
        this.change()
        this.node.reload()
        # The start found what the store had: "unchanged".
        this.node.until_said("INFO loaded ", 30)
        answered += ask()
        for connection in crowd:
            connection.close()
        known.close()
        until(lambda: not serves(this, this.second))
        if "os error 24" in this.node.said() or open_now >= 96:
            wrong += f"{open_now} open: {this.node.said()[-300:]}; "
        wrong += "" if answered == 52 else f"{answered} of 52 answered; "
        check("descriptors", not wrong, wrong or f"{refused} starts refused: {line!r}; of 96 at most {open_now} were open in a crowd of 120, 52 of 52 answered, a reload among them")


def clock(folder):
    """The clock of the day jumps, while a node runs and between loads."""
    hand = folder / "clock"
    with shim(folder, "clock jumps", SHIM_CLOCK=hand) as env:
        if not env:
            return
        with pair(folder, env=env) as this:
            moments, wrong, years = [], "", [0, 30, -20, 7000, -50, 0]
            for jump in years:
                hand.write_text(str(jump * 31_557_600))
                if this.node:
                    this.change()
                    this.node.reload()
                    until(lambda: this.node.revision() == this.second["revision"])
                    this.first = this.second
                    if jump < 0:
                        this.node.stop()
                        this.start()
                else:
                    this.start()
                wrong += serves(this, this.first)
                moments = [json.loads(line)["at"] for line in this.node.text("/v1/changes.ndjson").splitlines()]
                if moments != sorted(moments):
                    wrong += f"back in time after {jump} years; "
            wrong += "" if moments[-1] > "9" else f"the clock was not met: {sorted(set(moments))}; "
            code = this.node.stop()
            check("clock jumps", not wrong and code == 0, wrong or f"jumps of {years} years, loads at {sorted(set(moments))}: never back, answers right")


def second_process(folder):
    """Another process on the same store."""
    with pair(folder) as this:
        this.start()
        wrong = "".join(this.refused(command, says="another chronique uses the store") for command in ("load", "serve"))
        wrong += serves(this, this.first)
        this.change()
        this.node.reload()
        until(lambda: this.node.revision() == this.second["revision"])
        wrong += serves(this, this.second)
        code, said = rig.run(BINARY, "get", "/v1/archive", "--archive", this.archive.top, "--store", this.store)
        wrong += "" if code == 0 else f"get: {said}; "
        check("a second process", not wrong, wrong or f"exit 3: {this.line!r}; the first goes on")


def asked(this, right, rounds=60):
    """Asks a node whose disk does not answer, which must not matter."""
    slowest = 0
    for _ in range(rounds):
        start = time.monotonic()
        if this.node.text("/v1/items.ndjson") != right["items"]:
            return "other answers", slowest
        slowest = max(slowest, time.monotonic() - start)
    return "", slowest


def frozen(folder):
    """A disk that does not answer: by the kernel, and by ourselves."""
    disk, image = folder / "disk", folder / "image"
    made = shutil.which("mkfs.ext4") and shutil.which("fsfreeze")
    if made:
        with image.open("wb") as file:
            file.truncate(64 << 20)
        made = subprocess.run(["mkfs.ext4", "-q", str(image)], check=False).returncode == 0
    with mounted(disk, "-o", "loop", image) as is_there:
        if not made or not is_there:
            unchecked("disk frozen by the kernel", "no ext4 can be made and mounted")
        else:
            with pair(folder, store=disk / "store") as this:
                freeze = lambda how: subprocess.run(["fsfreeze", how, str(disk)], check=True)
                this.start()
                this.change()
                freeze("-f")
                try:
                    this.node.reload()
                    time.sleep(1)
                    wrong, slowest = asked(this, this.first)
                    wrong += serves(this, this.first)
                    start = time.monotonic()
                    this.node.process.send_signal(signal.SIGTERM)
                    try:
                        this.node.until_said("stopped while loading", 20)
                    except rig.Ended as end:
                        wrong += str(end)
                    seconds = time.monotonic() - start
                finally:
                    freeze("-u")
                # The kernel keeps a process whose call to the disk has not come back.
                code = this.node.process.wait(20)
                this.start()
                wrong += serves(this, this.second) + ("" if code == 0 and seconds < 12 else f"exit {code} after {seconds:.1f} s; ")
                check("disk frozen by the kernel", not wrong, wrong or f"60 answers, the slowest {slowest * 1000:.0f} ms; SIGTERM: gave the load up after {seconds:.1f} s; right once it was thawed")
    own = folder / "own"
    own.mkdir()
    control = own / "control"
    with shim(own, "disk frozen", SHIM_UNDER=own / "store", SHIM_CONTROL=control) as env:
        if not env:
            return
        with pair(own, env=env) as this:
            this.start()
            this.change()
            control.write_text("freeze")
            this.node.reload()
            time.sleep(1)
            wrong, slowest = asked(this, this.first)
            start = time.monotonic()
            code = this.node.stop()
            seconds = time.monotonic() - start
            start = time.monotonic()
            gave_up, said = rig.load(BINARY, this.archive.top, this.store, env=env)
            waited = time.monotonic() - start
            if gave_up != 3 or "has not answered" not in said or len(rig.lines_of(said)) != 1:
                wrong += f"load: exit {gave_up} after {waited:.0f} s, {said!r}; "
            control.unlink()
            this.start()
            wrong += serves(this, this.second) + ("" if code == 0 and seconds < 12 else f"exit {code} after {seconds:.1f} s; ")
            check("disk frozen", not wrong, wrong or f"60 answers, the slowest {slowest * 1000:.0f} ms; SIGTERM: exit 0 after {seconds:.1f} s; load: given up after {waited:.0f} s; right once it was thawed")


def disk_errors(folder):
    """A disk that begins to fail while a node runs, in four ways."""
    control = folder / "control"
    with shim(folder, "disk errors", SHIM_UNDER=folder / "store", SHIM_CONTROL=control) as env:
        if not env:
            return
        with pair(folder, env=env) as this:
            this.start()
            wrong = ""
            ways = (errno.EIO, errno.ENOSPC, errno.EROFS, errno.EDQUOT)
            for way in ways:
                wrong += fails_then_mends(this, "cannot be used", lambda way=way: control.write_text(str(way)), control.unlink)
                this.first = this.second
            check("disk errors", not wrong, wrong or f"{', '.join(errno.errorcode[way] for way in ways)}: old answers, then right ones")


def each_call(folder):
    """Every call of a load to its disk fails once, sled's own among them."""
    counted, twin = folder / "count", folder / "twin"
    with shim(folder, "each call", SHIM_UNDER=twin, SHIM_COUNT=counted) as env:
        if not env:
            return
        with pair(folder) as this:
            original = this.store

            def prepare(is_first):
                for left in folder.glob("twin*"):
                    shutil.rmtree(left) if left.is_dir() else left.unlink()
                if not is_first:
                    rig.copy(original, twin)

            def run(is_first, right):
                prepare(is_first)
                code, said = rig.load(BINARY, this.archive.top, twin, env=env)
                assert code == 0, said
                calls, told, quiet, wrong = int(counted.read_text()), 0, 0, ""
                for call in range(1, calls + 1):
                    prepare(is_first)
                    fails = {**env, "SHIM_FAIL": str(call), "SHIM_ERRNO": str((errno.EIO, errno.ENOSPC)[call % 2])}
                    code, said = rig.load(BINARY, this.archive.top, twin, env=fails)
                    lines = rig.lines_of(said)
                    told += code == 3
                    quiet += code == 0
                    if "panicked" in said or code not in (0, 3) or len(lines) != (code == 3):
                        wrong += f"call {call}: exit {code}, {said[-300:]!r}; "
                    this.store = twin
                    this.start()
                    fault = serves(this, right)
                    this.node.kill()
                    if fault:
                        wrong += f"call {call}, exit {code}: {fault}{said[-300:]!r}; "
                wrong += "" if told > calls / 4 else f"only {told} of {calls} were told; "
                name = "each call of a first load" if is_first else "each call of a load of changes"
                check(name, not wrong, wrong[:1500] or f"{calls} calls to the disk failed in turn: {told} told in one line, {quiet} of no consequence; every next start was right")

            run(True, this.first)
            this.store = original
            this.start().kill()
            this.change()
            run(False, this.second)


for run in (disk_full, read_only, archive, metadata, descriptors, clock, second_process, frozen, disk_errors, each_call):
    if sys.argv[2:] and run.__name__ not in sys.argv[2:]:
        continue
    with tempfile.TemporaryDirectory() as scratch:
        try:
            run(pathlib.Path(scratch))
        except (AssertionError, rig.Ended, OSError, subprocess.TimeoutExpired) as fault:
            check(run.__name__, False, repr(fault)[:1500])
if skipped:
    print(f"NOT CHECKED HERE: {', '.join(skipped)}", flush=True)
sys.exit(f"failed: {', '.join(failures)}" if failures else 0)
