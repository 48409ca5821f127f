"""Faults that a test switches on, and the log of the calls that arrived."""

import collections
import json
import os
import threading
import time

import outline

MODES = (
    "none", "garbage", "invalid", "hang", "delay", "truncate", "status500", "wrongId", "close")
LOG_LIMIT = 300_000


class Faults:
    """One fault at a time: a mode, the calls that it hits and how many of them."""

    def __init__(self):
        self.lock = threading.Lock()
        self.current = {"mode": "none"}

    def set(self, value):
        """Takes over {"mode","method"?,"count"?,"seconds"?}; raises ValueError."""
        if not isinstance(value, dict) or value.get("mode") not in MODES:
            raise ValueError(f"mode: one of {', '.join(MODES)}")
        count, prefix = value.get("count"), value.get("method", "")
        seconds = value.get("seconds", 1)
        if count is not None and (type(count) is not int or count < 0):
            raise ValueError("count: a number of calls")
        if not isinstance(prefix, str):
            raise ValueError("method: the start of a method's name")
        if type(seconds) not in (int, float) or not 0 <= seconds <= 3600:
            raise ValueError("seconds: 0 to 3600")
        unknown = set(value) - {"mode", "method", "count", "seconds"}
        if unknown:
            raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
        with self.lock:
            self.current = {
                "mode": value["mode"], "method": prefix, "count": count, "seconds": seconds}

    def take(self, method):
        """The fault that hits this call, or None; counts it."""
        with self.lock:
            fault = self.current
            if fault["mode"] == "none" or not method.startswith(fault["method"]):
                return None
            if fault["count"] is not None:
                if fault["count"] == 0:
                    return None
                fault["count"] -= 1
            return dict(fault)


class Log:
    """Every call in the order of its arrival: method, the hash it is about, time, outcome.

    Beside these stands what following an operation through several logs takes: `start` and `n`
    number the entries of an engine's process, `asked` and `answered` are nanoseconds on the
    machine's monotonic clock, `subject` and `answer` outline request and answer (outline.py).
    With EELS_LOG in the environment each entry also goes to that file, a JSON document a line, as
    it begins and once more when it is answered: what a killed engine was asked is not lost.
    """

    def __init__(self):
        self.entries = collections.deque(maxlen=LOG_LIMIT)
        self.start = time.monotonic_ns()
        self.count = 0
        self.lock = threading.Lock()
        path = os.environ.get("EELS_LOG")
        self.file = open(path, "a", encoding="utf-8") if path else None

    def note(self, request):
        if not isinstance(request, dict):
            request = {}
        method = request.get("method") if isinstance(request.get("method"), str) else None
        entry = {
            "method": method,
            "hash": subject(request.get("params")),
            "t": time.time(),
            "outcome": None,
            "start": self.start,
            "n": self.count,
            "asked": time.monotonic_ns(),
            "answered": None,
            "subject": outline.subject(method, request.get("params")),
            "answer": None,
        }
        self.count += 1
        self.entries.append(entry)
        self.write(entry)
        return entry

    def end(self, entry, word, answer, answered=True):
        """Notes what came of an entry: a word, the answer's outline, and whether any was sent."""
        entry["outcome"], entry["answer"] = word, answer
        entry["answered"] = time.monotonic_ns() if answered else None
        self.write(entry)

    def write(self, entry):
        if self.file:
            line = json.dumps(entry, separators=(",", ":")) + "\n"
            with self.lock:
                self.file.write(line)
                self.file.flush()


def subject(params):
    """The head or block hash, payload id or tag that a call's first parameter names."""
    first = params[0] if isinstance(params, list) and params else None
    if isinstance(first, dict):
        for name in ("headBlockHash", "blockHash"):
            if isinstance(first.get(name), str):
                return first[name]
    return first if isinstance(first, str) and len(first) <= 66 else None


def outcome(value):
    """What an answer says in a word: a status, an error's code, or "result"."""
    if "error" in value:
        return str(value["error"]["code"])
    result = value.get("result")
    if isinstance(result, dict):
        status = result.get("payloadStatus", result)
        if isinstance(status, dict) and isinstance(status.get("status"), str):
            return status["status"]
    return "result"
