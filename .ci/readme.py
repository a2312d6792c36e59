"""Runs the JavaScript and Python examples of the README against a server.

Usage: readme.py ADDRESS EXPECTED... — each expected text must be printed by
one of the examples.
"""

import pathlib
import subprocess
import sys
import tempfile

address, expected = sys.argv[1], sys.argv[2:]
blocks = pathlib.Path("README.md").read_text(encoding="utf-8").split("```")[1::2]
runners = {"js": (["node"], ".mjs"), "python": ([sys.executable], ".py")}
printed, ran = "", 0
for block in blocks:
    language, _, code = block.partition("\n")
    if language not in runners:
        continue
    command, suffix = runners[language]
    with tempfile.NamedTemporaryFile("w", suffix=suffix, encoding="utf-8") as file:
        file.write(code.replace("http://127.0.0.1:8080", address))
        file.flush()
        out = subprocess.run([*command, file.name], check=True, capture_output=True, text=True)
    printed += out.stdout
    ran += 1
missing = [text for text in expected if text not in printed]
print(printed, end="")
print(f"{ran} examples, missing: {missing or 'nothing'}")
sys.exit(ran != 2 or bool(missing))
