"""What a scrape of the metrics costs under load, and whether its size grows with what was served."""

import http.client
import os
import sys
import threading
import time

import load
import report
from processes import Failure, free_ports
from proxies import check, gateway_configuration

ROUNDS, SECONDS = 1, 25
SCRAPES = 1_000
BODY, CONNECTIONS = "0.6 KB", 4
# Milliseconds of CPU for a scrape, mean.
LIMIT = 2.0
# Bytes by which the text may differ: counts have more digits, and no line comes anew.
MOST_GROWTH = 2_000


def add_arguments(_):
    pass


def main(field, options):
    if not options.gateway:
        raise Failure("scrape measures the gateway: --gateway BINARY")
    [port, admin], folder = free_ports(2), field.folder("gateway")
    upstream = field.upstream("upstream")
    text = gateway_configuration("v4Only", port, upstream, None, field.secret)
    file = os.path.join(folder, "gateway.yaml")
    with open(file, "w", encoding="utf-8") as output:
        output.write(text.replace("port: 0}", f"port: {admin}}}"))
    server = field.start("gateway", [options.gateway, "serve", "-c", file], field.proxy_core, port,
                         folder)
    check(server, field.bodies[BODY])
    time.sleep(1.5)
    before = scrape(admin)
    idle, _ = under_load(field, server, options.seconds, lambda: None)
    busy, counts = under_load(field, server, options.seconds, lambda: scrapes(admin))
    time.sleep(1.5)
    after = scrape(admin)
    facts = report.setting(options.rounds, options.seconds, options.seed,
                           (field.proxy_core, field.load_core))
    facts["scrape"] = {
        "milliseconds": (busy - idle) * 1000 / SCRAPES, "scrapes": SCRAPES, "limit": LIMIT,
        "requestsMeanwhile": counts["requests"], "bytesBefore": len(before),
        "bytesAfter": len(after), "linesBefore": before.count(b"\n"),
        "linesAfter": after.count(b"\n")}
    report.emit(facts, told(facts["scrape"]), options.json)
    bad = facts["scrape"]["milliseconds"] > LIMIT or len(after) - len(before) > MOST_GROWTH
    if bad:
        print("bench: a scrape costs or grows more than it may", file=sys.stderr)
    return 1 if bad else 0


def told(cells):
    return (f"A scrape under load: {cells['milliseconds']:.2f} ms of CPU, mean of {cells['scrapes']} "
            f"(at most {cells['limit']:.0f} ms), while {cells['requestsMeanwhile']} requests were "
            f"served.\nIts size: {cells['bytesBefore']} bytes in {cells['linesBefore']} lines before, "
            f"{cells['bytesAfter']} in {cells['linesAfter']} after them.")


def under_load(field, server, seconds, body):
    """CPU seconds of all threads but the busiest, which serves callers, while callers are served."""
    beside = threading.Thread(target=body)
    before = threads(server)
    beside.start()
    counts = load.run(field, server, BODY, CONNECTIONS, seconds)
    beside.join()
    after = threads(server)
    spent = sorted(after[thread] - before.get(thread, 0) for thread in after)
    return sum(spent[:-1]), counts


def threads(server):
    """CPU seconds of each of the gateway's threads."""
    spent = {}
    for process in server.tree():
        for thread in os.listdir(f"/proc/{process}/task"):
            with open(f"/proc/{process}/task/{thread}/schedstat", encoding="ascii") as file:
                spent[thread] = int(file.read().split()[0]) / 1e9
    return spent


def scrapes(admin):
    for _ in range(SCRAPES):
        scrape(admin)


def scrape(admin):
    connection = http.client.HTTPConnection("127.0.0.1", admin, timeout=30)
    try:
        connection.request("GET", "/metrics")
        response = connection.getresponse()
        text = response.read()
    finally:
        connection.close()
    if response.status != 200:
        raise Failure(f"/metrics: {response.status}")
    return text
