"""A server that is measured: started on one core, weighed by the kernel's own
figures, ended by its id."""

import http.client
import os
import pathlib
import subprocess
import sys
import time


def children(pid):
    """The process and all below it."""
    below = {}
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        below.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found = [pid]
    for parent in found:
        found += below.get(parent, [])
    return found


def clock(pid):
    """Seconds of CPU that a process has had in all its threads, those that have
    ended included (clock_getcpuclockid(3)). Linux adds up the same figures as in
    /proc/PID/task/*/schedstat, which forgets a thread that ends."""
    return time.clock_gettime((~pid << 3) | 2)


class Process:
    """A command under way on a core."""

    def __init__(self, name, command, core, log, cwd=None):
        self.name, self.log = name, pathlib.Path(log)
        with self.log.open("wb") as out:
            pinned = ["taskset", "-c", str(core), *map(str, command)]
            self.child = subprocess.Popen(pinned, stdout=out, stderr=out, stdin=subprocess.DEVNULL, cwd=cwd)
        self.pid = self.child.pid

    def cpu(self):
        """Seconds of CPU of the process and its children."""
        return sum(clock(pid) for pid in children(self.pid))

    def memory(self):
        """Bytes resident, and the most that ever were."""
        status = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        figures = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
        return tuple(int(figures[key].split()[0]) * 1024 for key in ("VmRSS", "VmHWM"))

    def wait(self, port, path, seconds=1200):
        """Until something answers with a status below 500."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.child.poll() is not None:
                sys.exit(f"{self.name} ended at its start: {self.log.read_text()[-2000:]}")
            try:
                if fetch(port, path)[0] < 500:
                    return self
            except OSError:
                pass
            time.sleep(0.02)
        sys.exit(f"{self.name} does not answer at port {port} after {seconds} s")

    def stop(self):
        if self.child.poll() is None:
            self.child.terminate()
            try:
                self.child.wait(20)
            except subprocess.TimeoutExpired:
                self.child.kill()
                self.child.wait()


def fetch(port, path, headers=None, body=None, connection=None):
    """Status, headers, bytes as they came."""
    link = connection or http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    link.request("GET" if body is None else "POST", path, body, headers or {})
    answer = link.getresponse()
    received = answer.read()
    if connection is None:
        link.close()
    return answer.status, answer.headers, received


def cores():
    """What the machine says of itself."""
    info = pathlib.Path("/proc/cpuinfo").read_text()
    model = next((line.split(":")[1].strip() for line in info.splitlines() if line.startswith("model name")), "unknown")
    memory = int(pathlib.Path("/proc/meminfo").read_text().split()[1]) / 2**20
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GB, Linux {os.uname().release.split('-')[0]}"
