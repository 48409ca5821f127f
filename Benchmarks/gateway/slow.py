"""The caller's latency beside a follower that is 500 ms slow: the gateway in v4Primary, and nginx's
mirror."""

import random
import sys

import load
import report
from processes import Failure
from proxies import check

ROUNDS, SECONDS = 5, 3
BODY = "0.6 KB"
DELAY = 0.5
# What the slow follower may add to the caller's median, in microseconds.
LIMIT = 1000


def add_arguments(_):
    pass


def main(field, options):
    if not options.gateway:
        raise Failure("slow measures the gateway: --gateway BINARY")
    v4, quick = field.upstream("v4"), field.upstream("v5-quick")
    slow = field.upstream("v5-slow", delay=DELAY)
    servers = {
        ("gateway", "quick"): field.gateway("v4Primary, quick", "v4Primary", v4, quick),
        ("gateway", "slow"): field.gateway("v4Primary, slow", "v4Primary", v4, slow),
        ("mirror", "quick"): field.nginx_mirror(v4, quick, "mirror, quick"),
        ("mirror", "slow"): field.nginx_mirror(v4, slow, "mirror, slow"),
    }
    for server in servers.values():
        check(server, field.bodies[BODY])
    dice, rounds = random.Random(options.seed), []
    for number in range(options.rounds):
        print(f"round {number + 1} of {options.rounds}", file=sys.stderr, flush=True)
        order = list(servers)
        dice.shuffle(order)
        rounds.append({key: load.run(field, servers[key], BODY, 1, options.seconds)["p50"]
                       for key in order})
    facts = report.setting(options.rounds, options.seconds, options.seed,
                           (field.proxy_core, field.load_core))
    facts["slow"] = {name: {
        "quick": report.median([each[name, "quick"] for each in rounds]),
        "slow": report.median([each[name, "slow"] for each in rounds]),
        "added": report.median([each[name, "slow"] - each[name, "quick"] for each in rounds]),
    } for name in ("gateway", "mirror")}
    report.emit(facts, text(facts), options.json)
    added = facts["slow"]["gateway"]["added"]
    if added >= LIMIT:
        print(f"bench: the slow follower adds {added:.0f} µs, limit {LIMIT}", file=sys.stderr)
    return 1 if added >= LIMIT else 0


def text(facts):
    rows = [(name, [f"{cells[key]:.0f}" for key in ("quick", "slow", "added")])
            for name, cells in facts["slow"].items()]
    title = f"Median latency of one caller, µs; the slow follower takes {DELAY * 1000:.0f} ms"
    return report.heading(facts) + "\n" + report.table(
        title, ["quick follower", "slow follower", "added"], rows)
