"""Whether reading takes twice as long for twice as much, whatever is in a file.

Usage: doubling.py BINARY [KILOBYTES] — files made to hurt, at one size, twice
and four times it; CPU of `chronique check`, less that of an empty archive.
Fails where four times the size costs more than seven times as much.
"""

import os
import pathlib
import resource
import subprocess
import sys
import tempfile

BINARY = os.path.abspath(sys.argv[1])
BOUND = 7
SIZE = int(sys.argv[2] if len(sys.argv) > 2 else 48) * 1024
PATTERNS = {
    "brackets": "[", "images": "![", "links": "[a](b", "references": "[a][", "autolinks": "<http://a",
    "quotes": "> ", "lists": "- a\n", "deep lists": "* ", "emphasis": "*a _b ", "strong": "**a",
    "code": "`", "fences": "```\na\n", "entities": "&amp;&#x41;", "html": "<a b='", "comments": "<!--",
    "tables": "|a|b\n|-|-\n", "rows": "|a", "headings": "# a\n", "addresses": "https://e.org/a_b(",
    "mentions": "SILL BlueHats ", "one word": "a", "lines": "\n", "escapes": "\\[", "nul": "\0",
    "definitions": "[a]: b\n", "strike": "~~a ", "spaces": "a    \n", "words": "logiciel libre ",
}


def cost(folder):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([BINARY, "check", "--archive", folder], capture_output=True, timeout=120, check=False)
    if done.returncode not in (0, 3):
        sys.exit(f"{done.returncode}: {done.stderr[-300:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def with_file(text):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "2022", "01.md")
        path.parent.mkdir()
        path.write_text(text)
        return min(cost(folder) for _ in range(2))


def growth(piece):
    seconds = [with_file("# A\n\n- b\n" + piece * (SIZE * times // len(piece.encode())) + "\n") - empty for times in (1, 2, 4)]
    # Below two hundredths of a second it is the clock that is measured.
    return max(seconds[2], 0.02) / max(seconds[0], 0.02), seconds


empty = with_file("# A\n\n- b\n")
worst = ("", 0)
for name, piece in PATTERNS.items():
    ratio, seconds = growth(piece)
    for _ in range(2):
        # Other work on the machine only adds: what grows more than its size
        # does so every time.
        if ratio > BOUND:
            ratio, seconds = min((ratio, seconds), growth(piece))
    worst = max(worst, (name, ratio), key=lambda pair: pair[1])
    print(f"{name}: {seconds[0] * 1000:.0f}, {seconds[1] * 1000:.0f}, {seconds[2] * 1000:.0f} ms: {ratio:.1f} times for four times", flush=True)
print(f"worst of {len(PATTERNS)}: {worst[0]}, {worst[1]:.1f} times")
sys.exit(worst[1] > BOUND)
