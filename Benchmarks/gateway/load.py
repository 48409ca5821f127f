"""One run of wrk against one server."""

import json
import subprocess
import time

import proxies
import tokens
from processes import Failure, die_with_parent

MAXIMUM_SECONDS = 29


def run(field, server, body, connections, seconds):
    """Posts a body for some seconds; fails when a single request failed."""
    if seconds > MAXIMUM_SECONDS:
        raise Failure(f"a run lasts at most {MAXIMUM_SECONDS} s: its token ages")
    command = [
        "taskset", "-c", str(field.load_core), "wrk", "-t1", f"-c{connections}",
        f"-d{seconds}s", "--timeout", "20s", "-s", f"{proxies.CONFIGURATION}/post.lua",
        f"http://127.0.0.1:{server.port}/", "--", field.body_path(body), tokens.mint(),
    ]
    before = server.cpu()
    result = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60,
                            check=False, preexec_fn=die_with_parent)
    cpu = server.cpu() - before
    where = f"{server.name}, {body}, {connections} connections"
    lines = [line for line in result.stdout.splitlines() if line.startswith("COUNTS ")]
    if result.returncode != 0 or not lines:
        raise Failure(f"{where}: wrk failed: {result.stdout[-500:]}{result.stderr[-500:]}")
    counts = json.loads(lines[-1].removeprefix("COUNTS "))
    failed = {kind: number for kind, number in counts.pop("failed").items() if number}
    if failed or counts["requests"] == 0:
        text = ", ".join(f"{number} {kind}" for kind, number in failed.items())
        raise Failure(f"{where}: {counts['requests']} requests, failed: {text or 'all'}")
    counts["cpu"] = cpu / counts["requests"]
    elapsed = counts.pop("microseconds")
    counts["perSecond"] = counts["requests"] / (elapsed / 1e6)
    # A connection's time per request: unlike wrk's latencies it counts a wait that the end of the
    # run cut short.
    counts["mean"] = elapsed * connections / counts["requests"]
    return counts


def run_checked(field, server, body, connections, seconds, upstream):
    """The same, and insists that the upstream, where there is one, saw the requests, and that the
    server answers as it should after."""
    if upstream is None:
        counts = run(field, server, body, connections, seconds)
        proxies.check(server, field.bodies[body])
        return counts
    before = proxies.served(upstream)
    counts = run(field, server, body, connections, seconds)
    reached = proxies.served(upstream) - before
    # A few may be under way when wrk stops counting; the upstream may have seen them and more.
    if reached < counts["requests"]:
        raise Failure(
            f"{server.name}, {body}: {counts['requests']} answers, but {upstream.name} served"
            f" {reached}: the benchmark measured something else")
    proxies.check(server, field.bodies[body])
    return counts


def insist_mirrored(server, second, before, requests, seconds=10):
    """Fails unless the second upstream gets each request too, if a little later."""
    deadline = time.monotonic() + seconds
    while (reached := proxies.served(second) - before) < requests:
        if time.monotonic() > deadline:
            raise Failure(f"{server.name}: {requests} answers, but the second upstream got only"
                          f" {reached}: only one side was measured")
        time.sleep(0.05)
