"""How late an answer of v5's may still leave after a rollback, under load: v5 quick, v5 stalled, the
state's disk full, real engines; slots missed, operations failed and the order of forkchoices beside
it."""

import http.client
import json
import os
import random
import subprocess
import sys
import threading
import time

import eels
import report
import traffic
from processes import Failure, free_ports
from proxies import gateway_configuration
from scripted import Engine

ROUNDS, SECONDS = 1, 1
VARIANTS = ["quick", "stalled", "disk full", "EELS"]
V5_DELAY = 0.005
# Milliseconds from the decision to the last newPayload or forkchoiceUpdated that v5 answered.
LIMIT = 10.0
SLOTS_BEFORE, SLOTS_AFTER = 2, 3
# Senders beside the chain.
SENDERS = 2
PATIENCE = 60.0
# That v5 may take to become the authority: a minute and a half.
MOST_SLOTS = 1_500
# One step leads from the first stage to v5 for every block; nothing but the bench rolls back.
PLAN = """name: bench
evidence:
  detectors: {errors: off, paired-errors: off, service-level: off, mismatch: off, latency-p50: off,
    latency-p99: off, deadline: off, sample-ratio: off, silence: off, chain-idle: off,
    completeness: off}
health: {freeDisk: 0, flapping: 1000}
rollback: {destination: parallel}
stages:
  - {kind: parallel, name: parallel, minimumTime: 1h, minimumOperations: 100000}
  - {kind: gradual, name: whole, share: 100%, step: 100%, minimumTime: 1h}
  - {kind: complete, name: complete}
"""


def add_arguments(parser):
    parser.add_argument("--repetitions", type=int, default=200)
    parser.add_argument("--variant", choices=VARIANTS, action="append", help="default: all")


def main(field, options):
    if not options.gateway:
        raise Failure("rollback measures the gateway: --gateway BINARY")
    facts = report.setting(options.rounds, options.seconds, options.seed,
                           (field.proxy_core, field.load_core))
    facts["variants"] = {}
    for variant in options.variant or VARIANTS:
        with Scene(field, variant, options.seed) as scene:
            facts["variants"][variant] = scene.run(options.repetitions)
    report.emit(facts, text(facts), options.json)
    bad = [name for name, cells in facts["variants"].items() if not is_good(cells)]
    if bad:
        print("bench: not as promised: " + ", ".join(bad), file=sys.stderr)
    return 1 if bad else 0


def is_good(cells):
    return (cells["p99"] <= LIMIT and not cells["failed"] and not cells["missed"]
            and cells["isInOrder"])


def text(facts):
    rows = [(name, [f"{cells['repetitions']}", f"{cells['p50']:.2f}", f"{cells['p99']:.2f}",
                    f"{cells['max']:.2f}", f"{cells['operations']}", f"{cells['failed']}",
                    f"{cells['missed']}", "intact" if cells["isInOrder"] else "BROKEN"])
            for name, cells in facts["variants"].items()]
    title = ("From a rollback's request to v5's last answer of newPayload or forkchoiceUpdated, ms"
             f" (at most {LIMIT:.0f} at p99); 150 KB newPayload traffic, v5 takes"
             f" {V5_DELAY * 1000:.0f} ms; EELS: its own blocks and its own time")
    return report.table(title, ["rollbacks", "p50", "p99", "max", "operations", "failed", "missed",
                                "forkchoices"], rows)


class Scene:
    """A gateway with a migration, two engines, a driven chain and traffic beside it."""

    def __init__(self, field, variant, seed):
        self.field, self.variant, self.dice = field, variant, random.Random(seed)
        self.folder = field.folder(f"rollback {variant}")
        if variant == "EELS":
            self.engines = {name: eels.Engine(name, field.secret) for name in ("v4", "v5")}
            self.chain_type, self.sender_type = eels.Chain, eels.Sender
        else:
            self.engines = {"v4": Engine("v4", 0), "v5": Engine("v5", V5_DELAY)}
            self.chain_type, self.sender_type = traffic.Chain, traffic.Sender
        self.state = os.path.join(self.folder, "state")
        self.disk = Disk(self.state) if variant == "disk full" else None
        self.late, self.failures, self.slots, self.missed, self.operations = [], [], 0, 0, 0
        self.decided, self.last_v5, self.lock = None, 0.0, threading.Lock()
        self.is_over, self.traffic = threading.Event(), threading.Event()
        self.traffic.set()

    def __enter__(self):
        token = os.path.join(self.folder, "admin.token")
        with open(os.open(token, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
            file.write("rollback-benchmark-token-0123456789")
        plan = os.path.join(self.folder, "plan.yaml")
        with open(plan, "w", encoding="utf-8") as file:
            file.write(PLAN)
        [port, self.admin] = free_ports(2)
        configuration = gateway_configuration(
            "parallel", port, self.engines["v4"], self.engines["v5"], self.field.secret)
        configuration = configuration.replace(
            "admin: {host: 127.0.0.1, port: 0}",
            f"admin: {{host: 127.0.0.1, port: {self.admin}, token: '{token}'}}")
        configuration += f"topology: separate\nstate: {{folder: '{self.state}'}}\n"
        configuration += f"migration: {{plan: '{plan}'}}\n"
        file = os.path.join(self.folder, "gateway.yaml")
        with open(file, "w", encoding="utf-8") as output:
            output.write(configuration)
        self.server = self.field.start(
            f"gateway, {self.variant}", [self.field.gateway_binary, "serve", "-c", file],
            self.field.proxy_core, port, self.folder)
        return self

    def __exit__(self, *_):
        self.is_over.set()
        self.server.stop()
        for engine in self.engines.values():
            engine.stop()
        if self.disk:
            self.disk.remove()

    # The run

    def run(self, repetitions):
        chain = self.begin()
        for number in range(repetitions):
            if number % 20 == 0:
                print(f"{self.variant}: rollback {number + 1} of {repetitions}", file=sys.stderr,
                      flush=True)
            self.repeat(chain, number)
        self.end()
        return self.result(repetitions)

    def begin(self):
        """Starts the migration and the traffic beside the chain, which is the caller's to drive."""
        chain = self.chain_type(self)
        self.senders = [threading.Thread(target=self.sender_type(self, number).run, daemon=True)
                        for number in range(SENDERS)]
        chain.slot()
        self.tell("start", execute=True)
        for sender in self.senders:
            sender.start()
        return chain

    def end(self):
        self.is_over.set()
        for sender in self.senders:
            sender.join()

    def repeat(self, chain, number):
        """Once to v5 and back."""
        self.traffic.clear()
        # v5 takes over once its lane is empty.
        time.sleep(chain.SLOT)
        if number:
            self.until("retry", chain, force=True, reason="again")
        self.until("promote", chain, reason="measured")
        while chain.slot() != "v5":
            self.watch(chain)
        self.traffic.set()
        for _ in range(SLOTS_BEFORE):
            chain.slot()
        self.is_v5_served(chain)
        rollback = threading.Thread(target=self.roll_back)
        rollback.start()
        for _ in range(SLOTS_AFTER):
            chain.slot()
        rollback.join()
        if chain.slot() != "v4":
            self.failures.append("v4 has not the authority after the rollback")
        self.late.append(max(0.0, self.last_v5 - self.decided) * 1000)
        self.decided = None
        if self.disk:
            self.disk.empty()
        self.engines["v5"].go_on()

    def is_v5_served(self, chain):
        if chain.slot() != "v5":
            self.failures.append("v5 had lost the authority before the rollback")

    def roll_back(self):
        time.sleep(self.dice.uniform(0, 0.03))
        if self.variant == "stalled":
            self.engines["v5"].stall()
            time.sleep(self.dice.uniform(0, 0.02))
        if self.disk:
            self.disk.fill()
        self.decided = time.monotonic()
        self.tell("rollback", reason="measured")

    def until(self, verb, chain, **members):
        """Tells the migration what it may refuse for a moment, while the chain goes on."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return self.tell(verb, **members)
            except Failure:
                if time.monotonic() > deadline:
                    raise
            chain.slot()

    def watch(self, chain):
        if chain.since_v5 > MOST_SLOTS:
            raise Failure(f"v5 has not become the authority: {self.migration()['text']}")

    def result(self, repetitions):
        late = sorted(self.late)
        logs = {name: engine.heads() for name, engine in self.engines.items()}
        return {
            "repetitions": repetitions, "p50": late[len(late) // 2],
            "p99": late[min(len(late) - 1, int(len(late) * 0.99))], "max": late[-1],
            "operations": self.operations, "failed": len(self.failures),
            "failures": self.failures[:5], "slots": self.slots, "missed": self.missed,
            "isInOrder": all(log == sorted(log) for log in logs.values()),
            "forkchoices": {name: len(log) for name, log in logs.items()},
        }

    # The admin interface

    def tell(self, verb, **members):
        return self.ask("POST", f"/v1/migration/{verb}", {"who": "bench", **members})

    def migration(self):
        return self.ask("GET", "/v1/migration")

    def ask(self, verb, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.admin, timeout=30)
        try:
            connection.request(verb, path, body and json.dumps(body), {
                "Authorization": "Bearer rollback-benchmark-token-0123456789",
                "Content-Type": "application/json"})
            response = connection.getresponse()
            content = response.read().decode()
        finally:
            connection.close()
        if response.status != 200:
            raise Failure(f"{path}: {response.status} {content[:400]}")
        return json.loads(content)

    # What callers report

    def answered(self, method, by, moment):
        with self.lock:
            self.operations += 1
            if by == "v5" and method != "engine_getPayloadV2":
                self.last_v5 = max(self.last_v5, moment)

    def failed(self, method, content):
        with self.lock:
            self.operations += 1
            self.failures.append(f"{method}: {content[:200]!r}")


class Disk:
    """A small file system of the state's own, to be filled up."""

    def __init__(self, path):
        self.path, self.ballast = path, os.path.join(path, "ballast")
        os.mkdir(path)
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m,mode=0700", "tmpfs", path],
                              capture_output=True, text=True, check=False)
        if done.returncode:
            raise Failure(f"no file system can be mounted here: {done.stderr.strip()}")

    def fill(self):
        with open(self.ballast, "wb", buffering=0) as file:
            try:
                while file.write(bytes(1 << 16)):
                    pass
            except OSError:
                pass

    def empty(self):
        if os.path.exists(self.ballast):
            os.unlink(self.ballast)

    def remove(self):
        subprocess.run(["umount", self.path], check=False)
