"""Damages a store in every region of its bytes and asks for everything.

Usage: flip.py BINARY [FLIPS=200] [SEED] — regions spread evenly over all bytes
of the store and its journal: a byte is flipped in each, then blocks zeroed and
files cut. A node is started on every damaged copy, and must tell what it told
before: rows, ids, where old ones lead, the change feed. Where journal and copy
are both damaged, one clear line must say what was kept. Exit codes, and never
a panic.
"""

import hashlib
import json
import os
import pathlib
import sys
import tempfile
import time

import rig

BINARY = os.path.abspath(sys.argv[1])
FLIPS = int(sys.argv[2]) if len(sys.argv) > 2 else 200
dice = rig.seeded(sys.argv[3] if len(sys.argv) > 3 else "7")
BLOCK = 4096


def flip(data, at):
    data[at] ^= 1 << dice.randrange(8)


def zero(data, at):
    data[at : at + BLOCK] = bytes(len(data[at : at + BLOCK]))


def cut(data, at):
    del data[at:]


def noise(data, at):
    data[at : at + BLOCK] = dice.randbytes(len(data[at : at + BLOCK]))


def regions(sizes, count):
    """Places spread evenly over all bytes, each file met at least five times."""
    total = sum(sizes.values())
    for name, size in sizes.items():
        share = max(5, round(count * size / total))
        for n in range(share):
            yield name, min(size - 1, n * size // share + dice.randrange(max(1, size // share)))


class Story:
    """A store that has lived through twelve states, and what it tells."""

    def __init__(self, scratch):
        self.scratch = pathlib.Path(scratch)
        self.archive = rig.Archive(self.scratch / "archive", dice, 6, 5)
        self.store = self.scratch / "store"
        for _ in range(12):
            code, said = rig.load(BINARY, self.archive.top, self.store)
            assert code == 0, said
            self.archive.change()
            self.archive.write()
        # What is right is what was told before anything was damaged.
        node = rig.Node(BINARY, self.archive.top, self.store)
        self.right = rig.answers(node, dice, 30)
        self.ids = [key for key in self.right if key not in ("revision", "items", "reports", "changes")]
        node.stop()
        assert {200, 410} <= {self.right[i][0] for i in self.ids}, "no id that is gone"
        self.seen = {"noticed": 0, "rebuilt": 0, "mended": 0, "unnoticed": 0}

    def files(self, store):
        """The store's files that hold anything, and the journal."""
        found = {p.relative_to(store).as_posix(): p for p in sorted(store.rglob("*")) if p.is_file() and p.stat().st_size}
        return {**found, "journal": rig.journal_of(store)}

    def told(self, node):
        told = {key: value for key, value in rig.answers(node, dice, 0).items() if key in self.right}
        for i in self.ids:
            nouns = {row["noun"] for row in self.right["changes"] if i in (row["id"], row.get("formerId"))}
            status, leads, body = node.get(f"/v1/{'items' if 'ITEM' in nouns else 'reports'}/{i}")
            told[i] = status, leads, rig.without_moment(body) if status in (308, 410) else body.decode()
        return told

    def damaged(self, damages, what):
        """Damages a copy, starts a node on it, and gives what it told and said."""
        twin = rig.copy(self.store, self.scratch / "twin")
        files = self.files(twin)
        for name, at, how in damages:
            data = bytearray(files[name].read_bytes())
            how(data, min(at, len(data) - 1))
            files[name].write_bytes(data)
        node = rig.Node(BINARY, self.archive.top, twin)
        try:
            said, told = node.said(), self.told(node)
        finally:
            node.kill()
        assert "panicked" not in said, f"{what}: {said}"
        for left in [*self.scratch.glob("twin*"), node.log]:
            rig.shutil.rmtree(left) if left.is_dir() else left.unlink()
        return told, said

    def survives(self, name, at, how):
        what = f"{how.__name__} at {at} of {name}"
        told, said = self.damaged([(name, at, how)], what)
        assert told == self.right, f"{what}: {rig.difference(told, self.right)}: {said}"
        self.seen["rebuilt"] += "is rebuilt from the Markdown" in said
        self.seen["mended"] += "journal" in said and "is rebuilt" not in said
        self.seen["noticed" if " WARN " in said or "journal" in said else "unnoticed"] += 1

    def both(self):
        """The journal damaged in its middle, and the copy of it as well."""
        sizes = {name: path.stat().st_size for name, path in self.files(self.store).items()}
        kept = []
        for part in (0.3, 0.6, 0.9):
            damages = [("journal", int(sizes["journal"] * part), flip)]
            damages += [("db", at, noise) for at in range(0, sizes["db"], BLOCK)]
            told, said = self.damaged(damages, f"both at {part}")
            lines = [line for line in said.splitlines() if "changes before that line were kept" in line]
            assert len(lines) == 1, f"both at {part}: {said}"
            # The files are right whatever became of the changes.
            texts = [sorted(json.loads(line)["text"] for line in of["items"].splitlines()) for of in (told, self.right)]
            assert texts[0] == texts[1], f"both at {part}: other items"
            whole = 0
            while whole < len(told["changes"]) and told["changes"][whole] == self.right["changes"][whole]:
                whole += 1
            number = int(lines[0].split(" changes before that line")[0].split()[-1])
            assert number <= whole, f"both at {part}: {number} kept, {whole} are as before"
            kept.append(number)
        assert kept == sorted(kept) and kept[-1] > 0, kept
        return kept


with tempfile.TemporaryDirectory() as scratch:
    story, start = Story(scratch), time.monotonic()
    sizes = {name: path.stat().st_size for name, path in story.files(story.store).items()}
    digest = hashlib.sha256(rig.journal_of(story.store).read_bytes()).hexdigest()
    done = 0
    try:
        for count, how in ((FLIPS, flip), (FLIPS // 8, zero), (FLIPS // 16, cut), (FLIPS // 16, noise)):
            for name, at in regions(sizes, count):
                story.survives(name, at, how)
                done += 1
        kept = story.both()
    except (AssertionError, rig.Ended) as fault:
        sys.exit(str(fault))
    assert digest == hashlib.sha256(rig.journal_of(story.store).read_bytes()).hexdigest(), "the original was touched"
    files = ", ".join(f"{name} {size}" for name, size in sizes.items())
    said = ", ".join(f"{count} {what}" for what, count in story.seen.items())
    print(f"{done} damages in {time.monotonic() - start:.0f} s over {sum(sizes.values())} bytes ({files}): {said}; no answer was another")
    print(f"journal and copy both damaged: {kept} of {len(story.right['changes'])} changes kept, in one line each")
    if not story.seen["rebuilt"] or not story.seen["mended"]:
        sys.exit("no damage was ever noticed: nothing is known")
