"""Hours of a chain's slots at realistic sizes in minutes: the gateway's memory, descriptors, records
and latency, in the beginning and in the end."""

import os
import sys
import time

import report
from processes import Failure
from rollback import Scene

ROUNDS, SECONDS = 1, 1
# Of the run's samples: the first part warms up, the second is held against the last.
PARTS = 4
SAMPLES = 64
# A slot of the chain that is meant, in seconds.
SLOT = 12
# What the last part may have more than the second, as a factor; a mebibyte or two is nothing.
LIMITS = {"memory": 1.10, "descriptors": 1.0, "p50": 1.25, "p99": 1.5}
SLACK = {"memory": 4 << 20, "descriptors": 2, "p50": 0.2, "p99": 2.0}


def add_arguments(parser):
    parser.add_argument("--minutes", type=float, default=20)


def main(field, options):
    if not options.gateway:
        raise Failure("soak measures the gateway: --gateway BINARY")
    with Scene(field, "quick", options.seed) as scene:
        samples = soak(scene, options.minutes * 60)
        facts = {"slots": scene.slots, "hours": scene.slots * SLOT / 3600,
                 "operations": scene.operations, "missed": scene.missed,
                 "failed": len(scene.failures), "failures": scene.failures[:5],
                 "samples": samples}
    facts["grown"] = grown(samples)
    report.emit(facts, text(facts), options.json)
    bad = [name for name, cell in facts["grown"].items() if not cell["isFlat"]]
    bad += [name for name in ("missed", "failed") if facts[name]]
    if bad:
        print("bench: not as promised: " + ", ".join(bad), file=sys.stderr)
    return 1 if bad else 0


def soak(scene, seconds):
    """Runs the chain and payloads beside it, and looks at the gateway now and then."""
    chain = scene.begin()
    samples, begin = [], time.monotonic()
    for number in range(SAMPLES):
        times = []
        while time.monotonic() < begin + seconds * (number + 1) / SAMPLES:
            time.sleep(max(0.0, chain.next - time.monotonic()))
            before = time.monotonic()
            chain.slot()
            times.append((time.monotonic() - before) * 1000)
        samples.append(sample(scene, sorted(times)))
        if number % 4 == 3:
            print(f"soak: {scene.slots} slots, {samples[-1]['memory'] / 2**20:.0f} MiB",
                  file=sys.stderr, flush=True)
    scene.end()
    return samples


def sample(scene, times):
    process = f"/proc/{scene.server.process.pid}"
    with open(f"{process}/status", encoding="ascii") as file:
        [line] = [line for line in file if line.startswith("VmRSS:")]
    return {
        "slots": scene.slots, "memory": int(line.split()[1]) * 1024,
        "descriptors": len(os.listdir(f"{process}/fd")),
        "records": sum(os.path.getsize(os.path.join(scene.state, name))
                       for name in os.listdir(scene.state)),
        "p50": times[len(times) // 2], "p99": times[min(len(times) - 1, len(times) * 99 // 100)],
    }


def grown(samples):
    part = len(samples) // PARTS
    early, late = samples[part:2 * part], samples[-part:]
    cells = {}
    for name, limit in LIMITS.items():
        before, after = (report.median([each[name] for each in some]) for some in (early, late))
        cells[name] = {"early": before, "late": after,
                       "isFlat": after <= before * limit + SLACK[name]}
    # Records are kept for a time; what a slot adds must not grow.
    before, after = (per_slot(some) for some in (early, late))
    cells["records"] = {"early": before, "late": after, "isFlat": after <= max(before * 1.5, 64)}
    return cells


def per_slot(samples):
    slots = samples[-1]["slots"] - samples[0]["slots"]
    return (samples[-1]["records"] - samples[0]["records"]) / max(1, slots)


def text(facts):
    units = {"memory": ("memory, MiB", 2**20), "descriptors": ("descriptors", 1),
             "p50": ("a slot's calls, p50, ms", 1), "p99": ("a slot's calls, p99, ms", 1),
             "records": ("records, bytes a slot", 1)}
    rows = [(units[name][0], [f"{cell['early'] / units[name][1]:.1f}",
                              f"{cell['late'] / units[name][1]:.1f}",
                              "flat" if cell["isFlat"] else "GROWS"])
            for name, cell in facts["grown"].items()]
    title = (f"{facts['slots']} slots ({facts['hours']:.0f} hours of {SLOT} s) of 150 KB payloads,"
             f" {facts['operations']} operations: {facts['missed']} slots missed,"
             f" {facts['failed']} failed")
    return report.table(title, ["second quarter", "last quarter", ""], rows)
