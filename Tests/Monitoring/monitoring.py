#!/usr/bin/env python3
"""Prometheus and Alertmanager beside a demo whose v5 answers wrongly: PROGRAM.

The alert has to arrive at a webhook, and every query of the dashboards has to work on what was
scraped."""

import http.server
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request

import rules

ALERT = "LighthouseCompatConsensusDivergence"
PATIENCE = 120
QUERY_PATIENCE = 30
SLOT_MILLISECONDS = 20


class Webhook:
    """Keeps the names of the alerts that fire, as they arrive."""

    def __init__(self, port):
        self.alerts, self.lock = {}, threading.Lock()
        webhook = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                webhook.take(body["alerts"])
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def take(self, alerts):
        with self.lock:
            for alert in alerts:
                if alert["status"] == "firing":
                    self.alerts.setdefault(alert["labels"]["alertname"], alert)

    def has(self, name):
        with self.lock:
            return self.alerts.get(name)


class Scene:
    """The programs, ended in the order in which they were started."""

    def __init__(self, program, folder):
        self.folder, self.programs = folder, []
        self.admin, self.prometheus, self.alertmanager, self.hook = ports(4)
        self.webhook = Webhook(self.hook)
        self.start("alertmanager", [
            "prometheus-alertmanager", f"--config.file={self.alertmanager_file()}",
            f"--storage.path={folder}/alertmanager", "--cluster.listen-address=",
            f"--web.listen-address=127.0.0.1:{self.alertmanager}"])
        self.start("prometheus", [
            "prometheus", f"--config.file={self.prometheus_file()}",
            f"--storage.tsdb.path={folder}/prometheus",
            f"--web.listen-address=127.0.0.1:{self.prometheus}"])
        self.wait("Prometheus", lambda: get(self.prometheus, "/-/ready"))
        self.wait("Alertmanager", lambda: get(self.alertmanager, "/-/ready"))
        self.start("demo", [
            program, "demo", "--migrate", "--fault", "wrong-status", "--stay", "--slot-milliseconds",
            str(SLOT_MILLISECONDS), "--admin-port", str(self.admin)])

    def start(self, name, command):
        with open(os.path.join(self.folder, f"{name}.log"), "wb") as log:
            self.programs.append(subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT))

    def alertmanager_file(self):
        return self.copy("alertmanager.yml", {"127.0.0.1:9099": f"127.0.0.1:{self.hook}"})

    def prometheus_file(self):
        return self.copy("prometheus.yml", {
            "127.0.0.1:9093": f"127.0.0.1:{self.alertmanager}",
            "127.0.0.1:8552": f"127.0.0.1:{self.admin}",
            "interval: 5s": "interval: 1s", "[rules.yml]": f"[{rules.RULES}]"})

    def copy(self, name, replacements):
        """A file of deploy/ with this run's ports."""
        with open(os.path.join(os.path.dirname(rules.RULES), name), encoding="utf-8") as file:
            text = file.read()
        for old, new in replacements.items():
            if old not in text:
                raise rules.Wrong(f"{name} has no {old}")
            text = text.replace(old, new)
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def wait(self, what, is_there, patience=PATIENCE):
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            try:
                found = is_there()
            except OSError:
                found = None
            if found:
                return found
            time.sleep(0.1)
        raise rules.Wrong(f"{what} did not come within {patience} s; see {self.logs()}")

    def logs(self):
        tails = []
        for name in sorted(os.listdir(self.folder)):
            if name.endswith(".log"):
                with open(os.path.join(self.folder, name), errors="replace") as file:
                    tails.append(f"{name}: {file.read()[-1500:]}")
        return "\n".join(tails)

    def end(self):
        for program in reversed(self.programs):
            program.terminate()
        for program in self.programs:
            try:
                program.wait(10)
            except subprocess.TimeoutExpired:
                program.kill()
                program.wait()

    def ask(self, expression):
        """The series of a range of the last two minutes."""
        now = time.time()
        query = urllib.parse.urlencode({
            "query": expression, "start": now - 120, "end": now, "step": "1s"})
        answer = json.loads(get(self.prometheus, f"/api/v1/query_range?{query}"))
        if answer["status"] != "success":
            raise rules.Wrong(f"{expression}: {answer}")
        return answer["data"]["result"]

    def scraped(self):
        answer = get(self.prometheus, "/api/v1/label/__name__/values")
        return set(json.loads(answer)["data"])


def get(port, path, accept=None):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}")
    if accept:
        request.add_header("Accept", accept)
    with urllib.request.urlopen(request, timeout=10) as response:
        return response.read().decode() or "empty"


def ports(number):
    sockets = [socket.socket() for _ in range(number)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def check_exposition(scene):
    text = get(scene.admin, "/metrics")
    done = subprocess.run(
        ["promtool", "check", "metrics"], input=text, capture_output=True, text=True, check=False)
    if done.returncode or done.stderr.strip():
        raise rules.Wrong(f"promtool check metrics: {done.stdout}{done.stderr}")
    if not get(scene.admin, "/metrics", "application/openmetrics-text").endswith("# EOF\n"):
        raise rules.Wrong("what is offered as OpenMetrics is none")


def unanswered(scene):
    """The queries of the dashboards of which nothing comes: of metrics that are scraped, and others."""
    scraped, broken, empty = scene.scraped(), [], []
    for name, board in rules.dashboards():
        for expression in rules.expressions(board):
            query = expression.replace("$job", "lighthouse-compat").replace("$instance", ".*")
            query = query.replace("$__rate_interval", "30s").replace("$__interval", "30s")
            if scene.ask(query):
                continue
            known = set(rules.METRIC.findall(query)) <= scraped
            (broken if known else empty).append(f"{name}: {query}")
    return broken, empty


def check_queries(scene):
    """Every query of the dashboards: its metrics are scraped, so it returns something. A rate needs
    two scrapes, so what has just happened for the first time is waited for."""
    last = []

    def are_answered():
        last[:] = unanswered(scene)
        return not last[0]

    try:
        scene.wait("an answer to every query", are_answered, QUERY_PATIENCE)
    except rules.Wrong:
        raise rules.Wrong("nothing comes of " + "; ".join(last[0])) from None
    asked = sum(len(list(rules.expressions(board))) for _, board in rules.dashboards())
    print(f"monitoring: {asked} queries of the dashboards asked, {len(last[1])} of them about what "
          "has not happened in this run")
    if len(last[1]) > asked // 3:
        raise rules.Wrong("too little was seen of: " + "; ".join(last[1]))


def known_metrics(program):
    done = subprocess.run([program, "metrics", "--json"], capture_output=True, text=True, check=True)
    return {each["name"] for each in json.loads(done.stdout)}


def main():
    [program] = sys.argv[1:]
    rules.check(known_metrics(program))
    print("monitoring: rules, their tests, runbook addresses and metric names are good")
    with tempfile.TemporaryDirectory(prefix="lighthouse-compat-monitoring-") as folder:
        scene = Scene(program, folder)
        try:
            scene.wait("the demo", lambda: get(scene.admin, "/healthz"))
            check_exposition(scene)
            fault = scene.wait("the fault", lambda: re.search(
                "^lighthouse_compat_frozen 1$", get(scene.admin, "/metrics"), re.M))
            began = time.monotonic()
            alert = fault and scene.wait(f"the alert {ALERT}", lambda: scene.webhook.has(ALERT))
            print(f"monitoring: {ALERT} reached the webhook {time.monotonic() - began:.1f} s after "
                  f"the divergence was in /metrics: {alert['annotations']['summary']}")
            scene.wait("the alert of the rollback",
                       lambda: scene.webhook.has("LighthouseCompatRolledBack"))
            check_queries(scene)
        finally:
            scene.end()


if __name__ == "__main__":
    try:
        main()
    except rules.Wrong as wrong:
        sys.exit(f"monitoring: {wrong}")
