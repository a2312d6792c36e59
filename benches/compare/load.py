"""The load: `wrk` on a core of its own, and the CPU that the server took for it."""

import http.client
import json
import pathlib
import re
import subprocess
import sys

from process import fetch

CONNECTIONS = 16
# From here on a request is so dear that 16 at a time would only wait for each
# other, or run into the server's own time limit.
SLOW = 0.010


# Stands in a body where every request has another number.
NUMBER = "@@@@@@@@"


def script(folder, name, headers, body, delay=0):
    """What wrk is told besides the address."""
    def quoted(text):
        # Lua reads JSON's texts but for its \u.
        return json.dumps(text, ensure_ascii=False)

    lines = [f"wrk.headers[{quoted(key)}] = {quoted(value)}" for key, value in headers.items()]
    if body is not None:
        lines += ['wrk.method = "POST"', f"wrk.body = {quoted(body.decode())}"]
        if NUMBER in body.decode():
            lines += ["local said, number = wrk.body, 0", "function request()", "  number = number + 1"]
            lines += [f'  wrk.body = said:gsub("{NUMBER}", string.format("%08d", number))', "  return wrk.format()", "end"]
    if delay:
        lines.append(f"function delay() return {delay} end")
    path = pathlib.Path(folder, f"{name}.lua")
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def wrk(port, path, lua, seconds, core):
    """wrk's report; a failed request ends the run."""
    command = ["taskset", "-c", str(core), "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "--timeout", "30s"]
    address = f"http://127.0.0.1:{port}{path}"
    done = subprocess.run([*command, "-s", lua, address], capture_output=True, text=True, timeout=seconds + 120, check=False)
    if done.returncode or "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        sys.exit(f"requests to {path} failed: {done.stdout[-600:]}{done.stderr[-600:]}")
    return done.stdout


def requests(report):
    return int(re.search(r"(\d+) requests in", report).group(1))


def percentile(report, percent):
    """Milliseconds."""
    number, unit = re.search(rf"{percent}%\s+([\d.]+)(us|ms|s)", report).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


class Line:
    """One question to one server."""

    def __init__(self, process, port, ask, lua):
        self.process, self.port, self.ask, self.lua = process, port, ask, lua
        self.rates = []

    def cost(self):
        """About how much CPU one request takes: the dearer of two."""
        return max(self.each(1) for _ in range(2))

    def each(self, count):
        """CPU of a request, one after the other."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        before = self.process.cpu()
        for _ in range(count):
            if fetch(self.port, self.ask.path, self.ask.headers, self.ask.body, link)[0] >= 400:
                sys.exit(f"{self.process.name} fails at {self.ask.path}")
        used = self.process.cpu() - before
        link.close()
        return used / count

    def measure(self, seconds, core):
        """Requests a second of CPU, kept."""
        cost = self.cost()
        if cost > SLOW:
            self.rates.append(1 / self.each(max(2, min(20, round(seconds / cost)))))
            return
        # On a crowded machine the load may get no turn in a second.
        for longer in (1, 3, 9):
            before = self.process.cpu()
            done = requests(wrk(self.port, self.ask.path, self.lua, seconds * longer, core))
            used = self.process.cpu() - before
            if done:
                self.rates.append(done / used)
                return
        sys.exit(f"{self.process.name} answers nothing at {self.ask.path}: the machine is too busy to measure")
