"""CPU per request and added latency of the gateway, nginx and HAProxy in one shuffled run; the
two-sided modes beside v4Only and nginx's mirror."""

import random
import sys

import load
import report
from proxies import check, served

ROUNDS, SECONDS = 5, 2
# Column: body and connections. A consensus node has one forkchoiceUpdated in flight, and the
# gateway lets no second one into an engine; sixteen at once show what waiting in line costs.
SIZES = {
    "0.6 KB": ("0.6 KB", 1), "0.6 KB x16": ("0.6 KB", 16), "150 KB": ("150 KB", 8),
    "2 MB": ("2 MB", 4),
}
BASE = "nginx, tuned"
GATED = "gateway, v4Only"
MIRROR = "nginx, mirror"
PARALLEL, PRIMARY, CANARY = "gateway, parallel", "gateway, v4Primary", "gateway, canary"
TWO_SIDED = (MIRROR, PARALLEL, PRIMARY, CANARY)
# CPU per request against nginx in the same round, at most.
LIMITS = {"0.6 KB": 2.5, "0.6 KB x16": 2.5, "150 KB": 2.0, "2 MB": 1.0}
# CPU per request of one server against another's in the same round, at most, at each size.
PAIRS = [(PARALLEL, GATED, 2.0), (CANARY, GATED, 2.0), (PRIMARY, MIRROR, 1.2)]


def add_arguments(parser):
    parser.add_argument("--limits", action="store_true",
                        help="exit 1 where the gateway costs more than its limits")


def main(field, options):
    upstream, second = field.upstream("upstream"), field.upstream("second-upstream")
    servers = [
        field.nginx_proxy(upstream), field.haproxy("HAProxy", upstream, jwt=False),
        field.haproxy("HAProxy, jwt_verify", upstream, jwt=True),
    ]
    if options.gateway:
        servers += [
            field.gateway(GATED, "v4Only", upstream, None),
            field.nginx_mirror(upstream, second, MIRROR),
            field.gateway(PARALLEL, "parallel", upstream, second),
            field.gateway(PRIMARY, "v4Primary", upstream, second),
            field.gateway(CANARY, "canary(5000)", upstream, second),
        ]
    warm_up(field, servers)
    samples = measure(field, upstream, second, servers, options)
    facts = report.setting(options.rounds, options.seconds, options.seed,
                           (field.proxy_core, field.load_core))
    names = [server.name for server in servers]
    facts |= summary(samples, names)
    facts["pairs"] = pairs(samples, names)
    report.emit(facts, text(facts), options.json)
    above = [f"{size}: {cell['ratio']:.2f} > {LIMITS[size]}"
             for size, cell in facts["cpu"].get(GATED, {}).items() if cell["ratio"] > LIMITS.get(size, cell["ratio"])]
    above += [f"{pair['server']} to {pair['base']} at {size}: {ratio:.2f} > {pair['limit']}"
              for pair in facts["pairs"] for size, ratio in pair["ratios"].items()
              if ratio > pair["limit"]]
    if above and options.limits:
        print("bench: above its limit: " + "; ".join(above), file=sys.stderr)
        return 1
    return 0


def pairs(rounds, names):
    """Ratios of one server to another in the same round, median, by size."""
    return [{"server": server, "base": base, "limit": limit, "ratios": {
        size: report.median([each["cpu"][server, size]["cpu"] / each["cpu"][base, size]["cpu"]
                             for each in rounds]) for size in SIZES}}
            for server, base, limit in PAIRS if server in names and base in names]


def warm_up(field, servers):
    for server in servers:
        for body, connections in SIZES.values():
            check(server, field.bodies[body])
            load.run(field, server, body, connections, 1)


def measure(field, upstream, second, servers, options):
    """A list of rounds; in each a cell by (server, size) with both runs' counts."""
    dice = random.Random(options.seed)
    rounds = []
    for number in range(options.rounds):
        print(f"round {number + 1} of {options.rounds}", file=sys.stderr, flush=True)
        cpu = [(server, size) for server in servers for size in SIZES]
        latency = [(server, size) for server in [upstream] + servers for size in SIZES]
        dice.shuffle(cpu)
        dice.shuffle(latency)
        cells = {"cpu": {}, "latency": {}}
        for server, size in cpu:
            body, connections = SIZES[size]
            # In a canary the other engine answers a share.
            watched = None if server.name == CANARY else upstream
            before = served(second)
            counts = load.run_checked(field, server, body, connections, options.seconds, watched)
            if server.name in TWO_SIDED:
                load.insist_mirrored(server, second, before, counts["requests"])
            cells["cpu"][server.name, size] = counts
        for server, size in latency:
            cells["latency"][server.name, size] = load.run(
                field, server, SIZES[size][0], 1, max(1, options.seconds // 2))
        rounds.append(cells)
    return rounds


def summary(rounds, names):
    cpu, latency = {}, {}
    for name in names:
        cpu[name], latency[name] = {}, {}
        for size in SIZES:
            costs = [each["cpu"][name, size]["cpu"] for each in rounds]
            ratios = [each["cpu"][name, size]["cpu"] / each["cpu"][BASE, size]["cpu"]
                      for each in rounds]
            added = [each["latency"][name, size]["p50"] - each["latency"]["upstream", size]["p50"]
                     for each in rounds]
            cpu[name][size] = {
                "microseconds": report.median(costs), "ratio": report.median(ratios),
                "ratios": ratios,
                "perSecond": report.median(
                    [each["cpu"][name, size]["perSecond"] for each in rounds]),
            }
            latency[name][size] = {"added": report.median(added), "addedByRound": added}
    direct = {size: report.median([each["latency"]["upstream", size]["p50"] for each in rounds])
              for size in SIZES}
    return {"cpu": cpu, "latency": latency, "directLatency": direct}


def text(facts):
    sizes = list(SIZES)
    cpu = [(name, [f"{cells[s]['microseconds']:.0f} ({cells[s]['ratio']:.2f})" for s in sizes])
           for name, cells in facts["cpu"].items()]
    if GATED in facts["cpu"]:
        cpu.append((f"limit of {GATED}", [f"({LIMITS[size]:.2f})" if size in LIMITS else "" for size in sizes]))
    added = [("direct, in full", [f"{facts['directLatency'][s]:.0f}" for s in sizes])]
    added += [(name, [f"{cells[size]['added']:+.0f}" for size in sizes])
              for name, cells in facts["latency"].items()]
    title = f"CPU per request, µs (ratio to {BASE}, median of ratios paired by round)"
    rows = [(f"{pair['server']} to {pair['base']}, at most {pair['limit']}",
             [f"{pair['ratios'][size]:.2f}" for size in sizes]) for pair in facts["pairs"]]
    both = [report.table("CPU per request of one to the other", sizes, rows)] if rows else []
    return "\n".join([
        report.heading(facts), report.table(title, sizes, cpu), *both,
        report.table("Added median latency at one connection, µs", sizes, added)])
