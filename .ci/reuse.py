"""Runs every example of docs/how-to/reuse.md against a server and holds what it prints
to what stands in the page.

Usage: reuse.py ADDRESS — with the Python that has pandas and DuckDB's command
line. R is left out where it is not installed, and that is said.
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

RUNNERS = {
    "sh": ["bash", "-euo", "pipefail"],
    "js": ["node"],
    "python": [sys.executable],
    "r": ["Rscript"],
    "sql": ["duckdb", "-batch", "-bail", "-init", "/dev/null", "-f"],
}
SUFFIXES = {"js": ".mjs", "python": ".py", "r": ".R"}


def tool(name):
    """The program, beside this Python or on the path."""
    beside = pathlib.Path(sys.executable).parent / name
    return str(beside) if beside.exists() else shutil.which(name)


def run(language, code):
    """What an example prints, in a folder of its own."""
    command, *options = RUNNERS[language]
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / f"example{SUFFIXES.get(language, '')}"
        file.write_text(code, encoding="utf-8")
        done = subprocess.run(
            [tool(command), *options, file],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    if done.returncode:
        return f"exit {done.returncode}: {done.stderr[-300:]}"
    return done.stdout


def lines(text):
    return [line.strip() for line in text.strip().splitlines()]


def main(address):
    page = pathlib.Path(__file__).parent.parent / "docs" / "how-to" / "reuse.md"
    questions = page.read_text(encoding="utf-8").split("\n## ")[1:]
    missing = sorted(name for name, (command, *_) in RUNNERS.items() if not tool(command))
    if missing not in ([], ["r"]):
        sys.exit(f"not installed: {missing}")
    ran, wrong = 0, 0
    for question in questions:
        title = question.splitlines()[0]
        blocks = re.findall(r"^```(\w+)\n(.*?)^```$", question, re.S | re.M)
        languages = [language for language, _ in blocks]
        if languages != [*RUNNERS, "text"]:
            sys.exit(f"{title}: {languages} instead of one block for each")
        expected = lines(blocks[-1][1])
        for language, code in blocks[:-1]:
            if language in missing:
                continue
            printed = run(language, code.replace("http://127.0.0.1:8080", address))
            ran += 1
            if lines(printed) != expected:
                wrong += 1
                print(f"{title} in {language}: {printed!r} instead of {expected}")
    if len(questions) != 10:
        sys.exit(f"{len(questions)} questions instead of ten")
    left_out = "R is not installed: its examples were not run" if missing else "none left out"
    print(f"{ran} examples of docs/how-to/reuse.md, {wrong} wrong, {left_out}")
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main(sys.argv[1])
