"""Memory and answers in parallel mode while v5's engine floods, talks rubbish, hangs, hangs up or is
away."""

import http.server
import sys
import threading

import load
import report
from processes import Failure
from proxies import check

ROUNDS, SECONDS = 1, 5
BODIES = {"0.6 KB": 16, "150 KB": 8}
FAULTS = ["flood", "garbage", "hang", "close", "away"]
FLOOD = 100 << 20
# What the gateway may take beyond what it takes idle, in bytes.
LIMIT = 256 << 20


def add_arguments(_):
    pass


class FaultyEngine(http.server.ThreadingHTTPServer):
    """An engine that reads each request and then does something wrong."""

    daemon_threads = True

    def __init__(self, fault):
        self.fault, self.asked = fault, 0
        super().__init__(("127.0.0.1", 0), FaultyHandler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def port(self):
        return self.server_address[1]

    def handle_error(self, request, client_address):
        """Whoever is flooded hangs up; that is no news."""


class FaultyHandler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.asked += 1
        if self.server.fault == "hang":
            threading.Event().wait(60)
        elif self.server.fault == "flood":
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(FLOOD))
            self.end_headers()
            self.wfile.write(b'{"jsonrpc":"2.0","id":1,"result":"')
            chunk = b"a" * (1 << 20)
            for _ in range(FLOOD >> 20):
                self.wfile.write(chunk)
        elif self.server.fault == "garbage":
            self.send_response(200)
            self.send_header("Content-Length", "9")
            self.end_headers()
            self.wfile.write(b"<garbage>")
        self.close_connection = self.server.fault != "garbage"


def main(field, options):
    if not options.gateway:
        raise Failure("faults measures the gateway: --gateway BINARY")
    v4, facts = field.upstream("v4"), report.setting(
        options.rounds, options.seconds, options.seed, (field.proxy_core, field.load_core))
    idle = field.gateway("idle", "parallel", v4, field.upstream("v5")).peak_memory()
    facts["idleMemory"], facts["faults"] = idle, {}
    for fault in FAULTS:
        print(f"v5 is going to: {fault}", file=sys.stderr, flush=True)
        facts["faults"][fault] = suffer(field, v4, fault, options)
    report.emit(facts, text(facts), options.json)
    above = [fault for fault, cells in facts["faults"].items() if cells["memory"] - idle > LIMIT]
    if above:
        print("bench: more than 256 MiB beyond idle: " + ", ".join(above), file=sys.stderr)
    return 1 if above else 0


def suffer(field, v4, fault, options):
    """Load on a gateway whose follower does that; a single wrong answer ends the run."""
    engine = FaultyEngine(fault)
    if fault == "away":
        engine.shutdown()
        engine.server_close()
    gateway = field.gateway(f"parallel, {fault}", "parallel", v4, engine)
    counts = {}
    for body, connections in BODIES.items():
        check(gateway, field.bodies[body])
        counts[body] = load.run_checked(field, gateway, body, connections, options.seconds, v4)
    result = {"memory": gateway.peak_memory(), "asked": engine.asked,
              "requests": {body: each["requests"] for body, each in counts.items()}}
    gateway.stop()
    return result


def text(facts):
    idle = facts["idleMemory"]
    rows = [("idle", ["", "", f"{idle / 2**20:.0f}", ""])]
    rows += [(fault, [f"{sum(cells['requests'].values())}", f"{cells['asked']}",
                      f"{cells['memory'] / 2**20:.0f}", f"{(cells['memory'] - idle) / 2**20:+.0f}"])
             for fault, cells in facts["faults"].items()]
    title = "Resident memory of the gateway at its peak, MiB; every answer was v4's"
    return report.heading(facts) + "\n" + report.table(
        title, ["answered", "v5 was asked", "peak", "beyond idle"], rows)
