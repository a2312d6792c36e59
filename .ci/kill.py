"""Kills a node with -9 at random moments of loading, starting and reloading.

Usage: kill.py BINARY [ROUNDS=200] [SEED] — each round changes the archive and
kills whoever reads it. What is answered before, during and after must be what a
node answers that read the same states and was never killed; what was
acknowledged (a load that ended, a state that was served) must stay, byte for
byte of the journal. Fails at the first round in which it is not so.
"""

import contextlib
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import time

import rig

BINARY = os.path.abspath(sys.argv[1])
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 200
dice = rig.seeded(sys.argv[3] if len(sys.argv) > 3 else None)
WATCHED = ["/v1/items.ndjson", "/v1/reports.ndjson", "/v1/archive"]


class Round:
    """A node that is killed, beside one that is not."""

    def __init__(self, scratch):
        self.scratch = pathlib.Path(scratch)
        self.archive = rig.Archive(self.scratch / "archive", dice)
        self.archive.write(self.scratch / "calm")
        self.store = self.scratch / "store"
        self.calm = rig.Node(BINARY, self.scratch / "calm", self.scratch / "calm-store")
        start = time.monotonic()
        self.node = rig.Node(BINARY, self.archive.top, self.store)
        # How long each takes here: the moments are spread over that.
        self.start_seconds = self.load_seconds = time.monotonic() - start
        self.reload_seconds = 0.05
        self.before = self.after = self.watched()
        self.acknowledged = rig.journal_of(self.store).read_bytes()
        self.seen = {"ended": 0, "killed": 0, "old held": 0, "new held": 0, "between": 0, "asked": 0, "old served": 0, "new served": 0}

    def watched(self):
        return {path: self.calm.text(path) for path in WATCHED}

    def next_state(self):
        """The calm node goes first: it says what is right."""
        self.before = self.after
        self.archive.change()
        self.archive.write(self.scratch / "calm")
        revision = self.calm.revision()
        self.calm.reload()
        start = time.monotonic()
        while self.calm.revision() == revision:
            assert time.monotonic() - start < rig.PATIENCE, "the calm node does not reload"
            time.sleep(0.004)
        self.reload_seconds = time.monotonic() - start
        self.after = self.watched()
        self.archive.write()

    def killed_load(self):
        self.node.kill()
        command = [BINARY, "load", "--archive", str(self.archive.top), "--store", str(self.store)]
        child = subprocess.Popen(command, stderr=subprocess.DEVNULL, env=rig.environment())
        start = time.monotonic()
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(dice.uniform(0, 1.5 * self.load_seconds))
            self.load_seconds = time.monotonic() - start
        self.ended(child)

    def killed_start(self):
        self.node.kill()
        node = rig.Node(BINARY, self.archive.top, self.store, wait=False)
        time.sleep(dice.uniform(0, 1.2 * self.start_seconds))
        self.ended(node.process)

    def ended(self, child):
        child.kill()
        code = child.wait()
        assert code in (0, -9), f"it ended by itself, with {code}"
        if code == 0:
            self.seen["ended"] += 1
            self.acknowledge()
        else:
            self.seen["killed"] += 1

    def acknowledge(self):
        now = rig.journal_of(self.store).read_bytes()
        assert now.startswith(self.acknowledged), "the journal lost what it had"
        self.acknowledged = now

    def killed_reload(self):
        """Somebody asks all the while: whole states and nothing else."""
        over, wrong, seen = threading.Event(), [], []

        def watch():
            while not over.is_set():
                for path in WATCHED:
                    try:
                        status, _, body = self.node.get(path)
                    except (OSError, rig.http.client.HTTPException):
                        return
                    state = [n for n, of in enumerate((self.before, self.after)) if of[path] == body.decode()]
                    if status != 200 or not state:
                        wrong.append(f"{path}: {status} {body[:200]!r}")
                    elif len(state) == 1:
                        seen.append(state[0])

        watching = threading.Thread(target=watch)
        watching.start()
        self.node.reload()
        time.sleep(dice.uniform(0, 2.5 * self.reload_seconds))
        is_new = False
        try:
            is_new = self.node.text("/v1/items.ndjson") == self.after["/v1/items.ndjson"]
        except (OSError, rig.http.client.HTTPException, rig.Ended):
            pass
        if is_new:
            self.acknowledge()
        self.node.kill()
        over.set()
        watching.join()
        assert not wrong, f"not a whole state: {wrong[0]}"
        assert seen == sorted(seen), "an old state was served after a new one"
        self.seen["killed"] += 1
        self.seen["asked"] += len(seen)
        self.seen["old served"] += seen.count(0) > 0
        self.seen["new served"] += seen.count(1) > 0

    def look_inside(self):
        """What the store holds now, with a folder that says nothing."""
        empty = self.scratch / "empty"
        empty.mkdir(exist_ok=True)
        twin = rig.copy(self.store, self.scratch / "twin")
        try:
            node = rig.Node(BINARY, empty, twin)
        except rig.Ended as end:
            # The changes are in the journal and the generation is not: no whole state.
            assert end.code == 3 and "no report left" in end.said, end
            self.seen["between"] += 1
            return
        told = {path: node.text(path) for path in WATCHED}
        node.kill()
        assert told in (self.before, self.after), "what is held is no whole state"
        self.seen["old held" if told == self.before else "new held"] += 1

    def settle(self):
        """Starts again: everything is as if nobody had been killed."""
        start = time.monotonic()
        self.node = rig.Node(BINARY, self.archive.top, self.store)
        self.start_seconds = time.monotonic() - start
        assert "damaged" not in self.node.said(), self.node.said()
        assert "panicked" not in self.node.said(), self.node.said()
        state = dice.getstate()
        told = rig.answers(self.node, dice)
        dice.setstate(state)
        right = rig.answers(self.calm, dice)
        assert told == right, rig.difference(told, right)
        self.acknowledge()

    def end(self):
        self.node.kill()
        self.calm.kill()


with tempfile.TemporaryDirectory() as scratch:
    this, start = Round(scratch), time.monotonic()
    ways = [this.killed_load, this.killed_reload, this.killed_start]
    number = 0
    try:
        for number in range(1, ROUNDS + 1):
            this.next_state()
            way = dice.choice(ways)
            way()
            if dice.random() < 0.3:
                this.look_inside()
            this.settle()
            for log in pathlib.Path(scratch).glob("*.log-*"):
                if log not in (this.node.log, this.calm.log):
                    log.unlink()
        changes = len(rig.feed(this.node))
    except (AssertionError, rig.Ended) as fault:
        sys.exit(f"round {number}, {way.__name__}: {fault}")
    finally:
        this.end()
    said = ", ".join(f"{count} {what}" for what, count in this.seen.items())
    print(f"{ROUNDS} rounds in {time.monotonic() - start:.0f} s, {changes} changes, none lost, none twice: {said}")
    if ROUNDS >= 100 and not all(this.seen[what] for what in ("ended", "killed", "old held", "new held", "asked", "new served")):
        sys.exit("some moments were never met: nothing is known of them")
