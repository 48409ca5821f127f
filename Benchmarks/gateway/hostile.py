"""A caller's latency and the gateway's memory while a peer without a token opens 10,000 connections,
sends heads byte by byte, or posts 1 GB."""

import os
import socket
import subprocess
import sys

import load
import report
from processes import Failure, die_with_parent
from proxies import HERE, check

ROUNDS, SECONDS = 5, 3
ATTACKS = {
    "connections": "10,000 connections", "heads": "heads byte by byte, 200 connections",
    "posts": "1 GB posted again and again at 1 Gbit/s, on 8 connections",
}
BODY = "0.6 KB"
# The caller's p99 under an attack against that of the quiet run beside it, median, at most.
LIMIT = 2.0
# What the gateway may take beyond what it takes quiet, in bytes.
MEMORY = 256 << 20


def add_arguments(parser):
    parser.add_argument("--attack", choices=list(ATTACKS), action="append", help="default: all")


def main(field, options):
    if not options.gateway:
        raise Failure("hostile measures the gateway: --gateway BINARY")
    upstream = field.upstream("upstream")
    gateway = field.gateway("gateway", "v4Only", upstream, None)
    check(gateway, field.bodies[BODY])
    load.run(field, gateway, BODY, 1, 1)
    quiet = gateway.peak_memory()
    facts = report.setting(options.rounds, options.seconds, options.seed,
                           (field.proxy_core, field.load_core))
    facts["attacks"] = {attack: endure(field, gateway, upstream, attack, options)
                        for attack in options.attack or ATTACKS}
    facts["memory"] = {"quiet": quiet, "peak": gateway.peak_memory()}
    report.emit(facts, text(facts), options.json)
    bad = [ATTACKS[name] for name, cells in facts["attacks"].items() if cells["ratio"] > LIMIT]
    if facts["memory"]["peak"] - quiet > MEMORY:
        bad.append("memory")
    if bad:
        print("bench: above its limit: " + ", ".join(bad), file=sys.stderr)
    return 1 if bad else 0


def endure(field, gateway, upstream, attack, options):
    """Rounds of a quiet run, one beside the attack on a socket that nobody serves, and one under
    it; after each a new caller gets its answer.

    The peer works on the caller's core. What that costs is seen while it attacks elsewhere, and is
    taken off."""
    rounds, done = [], 0
    with socket.create_server(("127.0.0.1", 0), backlog=4096) as unserved:
        elsewhere = unserved.getsockname()[1]
        for number in range(options.rounds):
            print(f"{ATTACKS[attack]}: round {number + 1} of {options.rounds}", file=sys.stderr,
                  flush=True)
            cells = {"quiet": p99(field, gateway, upstream, options)}
            for name, port in [("elsewhere", elsewhere), ("attacked", gateway.port)]:
                with Peer(attack, port, number, field.load_core) as peer:
                    cells[name] = p99(field, gateway, upstream, options)
                    amount = peer.end()
            done += amount
            burden = max(0, cells["elsewhere"] - cells["quiet"])
            rounds.append({**cells, "ratio": (cells["attacked"] - burden) / cells["quiet"]})
    return {"rounds": rounds, "done": done,
            **{key: report.median([each[key] for each in rounds]) for key in rounds[0]}}


def p99(field, gateway, upstream, options):
    return load.run_checked(field, gateway, BODY, 1, options.seconds, upstream)["p99"]


class Peer:
    """An attack under way; it gets what the caller and the upstream leave of their core, and gives
    it back at once: a peer has a machine of its own."""

    def __init__(self, attack, port, number, core):
        self.process = subprocess.Popen(
            ["chrt", "--idle", "0", "taskset", "-c", str(core), sys.executable,
             os.path.join(HERE, "peers.py"), attack, str(port), str(number)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, preexec_fn=die_with_parent)
        if self.process.stdout.readline().strip() != "under way":
            raise Failure(f"the attack {attack} did not begin")

    def end(self):
        """How much was done: connections opened, bytes of heads, or bytes posted."""
        out, _ = self.process.communicate("\n", timeout=30)
        if self.process.returncode != 0:
            raise Failure(f"an attack ended with {self.process.returncode}")
        return int(out.split()[-1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


def text(facts):
    rows = [(ATTACKS[name], [f"{cells['quiet']:.0f}", f"{cells['attacked']:.0f}",
                             f"{cells['elsewhere']:.0f}", f"{cells['ratio']:.2f}", f"{LIMIT:.2f}",
                             f"{cells['done']}"])
            for name, cells in facts["attacks"].items()]
    memory = facts["memory"]
    title = ("A caller's p99 beside a peer without a token, µs"
             " (ratio: without what it costs where it attacks another socket; medians of rounds)")
    return "\n".join([
        report.heading(facts),
        report.table(title, ["quiet", "attacked", "elsewhere", "ratio", "limit", "done in all"], rows),
        f"Peak memory of the gateway: {memory['quiet'] / 1e6:.0f} MB quiet,"
        f" {memory['peak'] / 1e6:.0f} MB in all (at most {MEMORY / 1e6:.0f} MB more)."])
