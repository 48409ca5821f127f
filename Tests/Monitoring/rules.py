"""Alert rules and dashboards as files: what they name exists."""

import json
import os
import re
import subprocess

import yaml_lines

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
RULES = os.path.join(ROOT, "deploy", "prometheus", "rules.yml")
RULE_TESTS = os.path.join(ROOT, "deploy", "prometheus", "rules_test.yml")
DASHBOARDS = os.path.join(ROOT, "deploy", "grafana", "dashboards")
METRIC = re.compile(r"\b((?:lighthouse_compat|process)_\w+)")
SUFFIX = re.compile(r"_(?:bucket|sum|count)$")
RECORDED = re.compile(r"\b(\w+:lighthouse_compat_\w+:\w+)")


class Wrong(Exception):
    """What a check found, in words."""


def check(known):
    """`known` are the names of all metrics that the program has."""
    promtool("check", "rules", RULES)
    promtool("test", "rules", RULE_TESTS)
    with open(RULES, encoding="utf-8") as file:
        text = file.read()
    for address in yaml_lines.values(text, "runbook_url"):
        check_address(address)
    check_alerts(text)
    names(text, known, "rules.yml")
    for name, board in dashboards():
        for expression in expressions(board):
            names(expression, known, name)


def promtool(*arguments):
    done = subprocess.run(["promtool", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise Wrong(f"promtool {' '.join(arguments)}: {done.stdout[-3000:]}{done.stderr[-2000:]}")


def check_alerts(text):
    """Each alert is tested to fire and not to fire, and to say nothing without data."""
    with open(RULE_TESTS, encoding="utf-8") as file:
        tests = file.read()
    for alert in yaml_lines.values(text, "- alert"):
        for way in ("fires", "does not fire"):
            if f"name: {alert} {way}\n" not in tests:
                raise Wrong(f"{alert} is not tested: {way}")
    for name in ("severity", "summary", "description", "runbook_url"):
        if text.count(f"{name}:") != text.count("- alert:"):
            raise Wrong(f"not every alert has a {name}")


def check_address(address):
    path, _, heading = address.partition("#")
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        headings = [slug(line.lstrip("# ")) for line in file if line.startswith("#")]
    if heading not in headings:
        raise Wrong(f"{address}: no such heading; there are {', '.join(headings)}")


def slug(heading):
    """As GitHub makes an anchor of a heading."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def names(text, known, where):
    without = RECORDED.sub("", text)
    for name in METRIC.findall(without):
        if name not in known and SUFFIX.sub("", name) not in known:
            raise Wrong(f"{where}: there is no metric {name}")


def dashboards():
    for name in sorted(os.listdir(DASHBOARDS)):
        with open(os.path.join(DASHBOARDS, name), encoding="utf-8") as file:
            yield name, json.load(file)


def expressions(board):
    for panel in board["panels"]:
        for target in panel["targets"]:
            yield target["expr"]
    for annotation in board["annotations"]["list"]:
        yield annotation["expr"]
