"""A server under load: stopped, started anew, reloaded, and among slow clients.

Usage: service.py BINARY [CHECK…] — each check prints what was done and what came of it;
fails when a request was lost, memory grew, or slow clients slowed others.
"""

import contextlib
import http.client
import json
import os
import pathlib
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

BINARY = os.path.abspath(sys.argv[1])
TOP = pathlib.Path(__file__).parent.parent
PATHS = ["/v1/items?first=20", "/v1/items?project=sill", "/v1/reports", "/v1/search?q=libre", "/items", "/v1/archive"]
failures = []


def check(name, holds, said):
    print(f"{name}: {said}{'' if holds else '  FAILED'}", flush=True)
    if not holds:
        failures.append(name)


class Server:
    """A server of our own, on a free port or on a socket that is handed over."""

    def __init__(self, folder, archive=TOP / "data", flags=(), listener=None, name="server"):
        self.log = pathlib.Path(folder) / f"{name}.log"
        command = [BINARY, "serve", "--archive", str(archive), "--store", str(pathlib.Path(folder) / "store")]
        command += ["--listen", "127.0.0.1:0", *flags]
        options = {}
        if listener:
            # The protocol names the process that is meant: a shell becomes it.
            number = listener.fileno()
            script = f'exec 3<&{number}; LISTEN_FDS=1 LISTEN_PID=$$ exec "$@"'
            command = ["sh", "-c", script, "sh", *command]
            options["pass_fds"] = (number,)
        self.process = subprocess.Popen(command, stderr=self.log.open("wb"), **options)
        for _ in range(600):
            found = re.search(r"listening on http://([\d.]+):(\d+)", self.log.read_text(errors="replace"))
            if found:
                self.host, self.port = found[1], int(found[2])
                break
            time.sleep(0.05)
        else:
            sys.exit(f"no server: {self.log.read_text()[-500:]}")

    def connect(self, timeout=20):
        return http.client.HTTPConnection(self.host, self.port, timeout=timeout)

    def get(self, path):
        connection = self.connect()
        with contextlib.closing(connection):
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()

    def memory(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024

    def stop(self, how=signal.SIGINT):
        self.process.send_signal(how)
        return self.process.wait(60)


class Load:
    """Clients that ask, each on a connection that it keeps while it may."""

    def __init__(self, server, clients, may_ask=lambda: True):
        self.server, self.may_ask, self.over = server, may_ask, False
        self.answered, self.lost, self.seconds = 0, [], []
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.run, args=(n,)) for n in range(clients)]
        for thread in self.threads:
            thread.start()

    def run(self, seed):
        dice, connection = random.Random(seed), None
        while not self.over and self.may_ask():
            path = dice.choice(PATHS)
            start = time.perf_counter()
            try:
                connection = connection or self.server.connect()
                connection.request("GET", path)
                answer = connection.getresponse()
                body = answer.read()
                if answer.status != 200 or not body:
                    raise OSError(f"{path}: {answer.status}")
                if answer.will_close:
                    connection.close()
                    connection = None
                with self.lock:
                    self.answered += 1
                    self.seconds.append(time.perf_counter() - start)
            except (OSError, http.client.HTTPException) as error:
                with self.lock:
                    self.lost.append(f"{path}: {error!r}")
                connection = None
        if connection:
            connection.close()

    def end(self):
        self.over = True
        for thread in self.threads:
            thread.join()
        return self

    def p99(self):
        return sorted(self.seconds)[int(len(self.seconds) * 0.99)] * 1000


def drain(folder):
    """A balancer asks /readyz twice a second and sends nobody any more once it hears 503."""
    server = Server(folder, flags=("--drain", "3", "--log-requests", "false"))
    ready = threading.Event()
    ready.set()

    def probe():
        while ready.is_set():
            try:
                if server.get("/readyz")[0] != 200:
                    ready.clear()
            except OSError:
                ready.clear()
            time.sleep(0.5)

    probing = threading.Thread(target=probe)
    probing.start()
    load = Load(server, 8, ready.is_set)
    time.sleep(2)
    start = time.monotonic()
    code = server.stop(signal.SIGTERM)
    seconds = time.monotonic() - start
    load.end()
    probing.join()
    said = f"{load.answered} answers, {len(load.lost)} lost {load.lost[:2]}, exit {code} after {seconds:.1f} s"
    check("SIGTERM under load, behind a readiness probe", not load.lost and code == 0 and seconds < 13, said)


def activation(folder):
    """The socket stays while servers come and go: nobody is refused."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        first = Server(folder, listener=listener, name="first")
        status, _ = first.get("/v1/archive")
        code = first.stop(signal.SIGTERM)
        waiting = http.client.HTTPConnection(*listener.getsockname(), timeout=30)
        waiting.request("GET", "/v1/archive")
        second = Server(folder, listener=listener, name="second")
        answer = waiting.getresponse()
        same = (second.host, second.port) == listener.getsockname()
        answer.read()
        second.stop()
    said = f"{status} from the first, {answer.status} from the second to a request sent between them"
    check("socket activation", status == answer.status == 200 and code == 0 and same, said)


def archive(folder, reports):
    top = pathlib.Path(folder) / "archive"
    for n in range(reports):
        path = top / f"{2000 + n // 12}" / f"{n % 12 + 1:02}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("# Utiliser\n\n" + "".join(f"- ligne {n} {i} sur le SILL et le logiciel libre\n" for i in range(15)))
    return top


def storm(folder):
    """Reloads as fast as they come, while clients ask."""
    top = archive(folder, 120)
    socket_path = pathlib.Path(folder) / "admin.sock"
    server = Server(folder, top, ("--admin", f"unix:{socket_path}", "--watch", "--log-requests", "false"))
    load = Load(server, 4)
    file, memory = top / "2000/01.md", []

    def reload():
        with socket.socket(socket.AF_UNIX) as admin:
            admin.settimeout(60)
            admin.connect(str(socket_path))
            admin.sendall(b"POST /reload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return b"".join(iter(lambda: admin.recv(65536), b""))

    rounds = 120
    for n in range(rounds):
        file.write_text(f"# Utiliser\n\n- tour {n} sur le SILL\n")
        server.process.send_signal(signal.SIGHUP)
        if b" 200 " not in reload().split(b"\r\n")[0]:
            check("reload storm", False, "a reload failed")
        if n >= rounds // 4:
            memory.append(server.memory())
    load.end()
    shown = json.loads(server.get("/v1/items?q=tour&first=1")[1])["data"][0]["text"]
    server.stop()
    quarter = len(memory) // 3
    before, after = max(memory[:quarter]), max(memory[-quarter:])
    said = f"{rounds} reloads, {load.answered} answers, {len(load.lost)} lost {load.lost[:2]}, {before:.0f} MB then {after:.0f} MB, last shown: {shown!r}"
    grown = after > before * 1.15 + 4
    check("reload storm", not load.lost and not grown and f"tour {rounds - 1} " in shown, said)


def slow_clients(folder):
    """Three hundred clients that send or read hardly anything, and others beside them."""
    server = Server(folder, archive(folder, 240), ("--log-requests", "false"))
    server.get("/v1/items")
    alone = Load(server, 2)
    time.sleep(3)
    alone.end()
    slow, readers = [], []
    for n in range(300):
        connection = socket.create_connection((server.host, server.port))
        if n % 10 == 0:
            readers.append(connection)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.sendall(b"GET /v1/export/items.json HTTP/1.1\r\nHost: x\r\n\r\n")
        elif n % 2 == 0:
            connection.sendall(b"GET /v1 HTTP/1.1\r\nHo")
        else:
            connection.sendall(b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{")
        slow.append(connection)
    # What fits into the buffers of the system is work like any other.
    time.sleep(4)
    beside = Load(server, 2)
    time.sleep(3)
    beside.end()
    # The first two kinds have ten seconds.
    time.sleep(5)
    codes = []
    for connection in slow:
        if connection not in readers:
            connection.settimeout(20)
            with contextlib.suppress(OSError):
                codes.append(connection.recv(64)[9:12].decode())
        connection.close()
    memory = server.memory()
    server.stop()
    # Below ten milliseconds it is the scheduler that is measured.
    ratio = beside.p99() / max(alone.p99(), 10)
    told = {code: codes.count(code) for code in sorted(set(codes))}
    said = (
        f"p99 {alone.p99():.1f} ms alone, {beside.p99():.1f} ms beside 300 ({ratio:.2f} times), "
        f"{len(beside.lost)} lost, slow senders were told {told}, {memory:.0f} MB"
    )
    # Where nothing was sent in time there may be nothing to tell.
    check("slow clients", not beside.lost and ratio < 3 and set(told) <= {"408", ""}, said)


def crowd(folder):
    """More at once than there are places: the rest are told to come back."""
    server = Server(folder, archive(folder, 240), ("--concurrency", "16", "--log-requests", "false"))
    held = []
    for _ in range(64):
        connection = socket.create_connection((server.host, server.port))
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall(b"GET /v1/changes HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n")
        held.append(connection)
    codes = []
    for connection in held:
        connection.settimeout(10)
        codes.append(connection.recv(12)[9:].decode())
    status, _ = server.get("/v1/archive")
    ready, _ = server.get("/readyz")
    for connection in held:
        connection.close()
    time.sleep(1.5)
    after, _ = server.get("/v1/archive")
    server.stop()
    told = {code: codes.count(code) for code in sorted(set(codes))}
    said = f"64 streams for 16 places: {told}; then {status}, /readyz {ready}; when they had gone {after}"
    check("a crowd", told == {"200": 16, "503": 48} and (status, ready, after) == (503, 200, 200), said)


for run in (drain, activation, storm, slow_clients, crowd):
    if sys.argv[2:] and run.__name__ not in sys.argv[2:]:
        continue
    with tempfile.TemporaryDirectory() as scratch:
        run(scratch)
sys.exit(f"failed: {', '.join(failures)}" if failures else 0)
