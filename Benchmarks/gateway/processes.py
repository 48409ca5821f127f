"""Starts what is measured, counts its CPU time, and ends all of it."""

import ctypes
import os
import pwd
import signal
import socket
import subprocess
import time

TICK = 1e6 / os.sysconf("SC_CLK_TCK")
PR_SET_PDEATHSIG = 1


class Failure(Exception):
    """What makes a run worthless, in words for whoever started it."""


def free_ports(number):
    """Ports on the loopback interface that nobody listens on."""
    sockets = [socket.socket() for _ in range(number)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def user_line():
    """nginx's `user`, which only root may set; without it root's worker becomes nobody."""
    return f"user {pwd.getpwuid(0).pw_name};" if os.geteuid() == 0 else ""


def fill(template, values, target):
    """Writes a configuration file from its template."""
    with open(template, encoding="utf-8") as file:
        text = file.read()
    for name, value in values.items():
        text = text.replace(f"@{name}@", str(value))
    with open(target, "w", encoding="utf-8") as file:
        file.write(text)
    return target


def die_with_parent():
    """Ends the child when the harness is killed outright."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Server:
    """A program that was started here, with all its descendants."""

    def __init__(self, name, command, core, port, directory):
        self.name, self.port = name, port
        self.log = os.path.join(directory, "output.log")
        with open(self.log, "wb") as output:
            self.process = subprocess.Popen(
                ["taskset", "-c", str(core)] + command, stdin=subprocess.DEVNULL, stdout=output,
                stderr=subprocess.STDOUT, start_new_session=True, preexec_fn=die_with_parent)

    def wait_until_open(self, seconds=20):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise Failure(f"{self.name} ended with {self.process.returncode}: {self.tail()}")
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return self
            except OSError:
                time.sleep(0.05)
        raise Failure(f"{self.name} does not listen on port {self.port}: {self.tail()}")

    def tail(self):
        with open(self.log, encoding="utf-8", errors="replace") as file:
            return file.read()[-2000:].strip() or "it printed nothing"

    def tree(self):
        """The process and its descendants, by id."""
        found, position = [self.process.pid], 0
        while position < len(found):
            try:
                path = f"/proc/{found[position]}/task/{found[position]}/children"
                with open(path, encoding="ascii") as file:
                    found += [int(each) for each in file.read().split()]
            except FileNotFoundError:
                pass
            position += 1
        return found

    def cpu(self):
        """Microseconds of user and system time so far, workers included."""
        return sum(map(cpu_of, self.tree()))

    def peak_memory(self):
        """The most resident memory of the process so far, in bytes."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as file:
            [line] = [line for line in file if line.startswith("VmHWM:")]
        return int(line.split()[1]) * 1024

    def signal(self, number):
        for pid in self.tree():
            os.kill(pid, number)

    def stop(self):
        if self.process.poll() is not None:
            return
        self.signal(signal.SIGCONT)
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.signal(signal.SIGKILL)
            self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def cpu_of(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
            fields = file.read().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    # utime, stime, and those of children that have ended.
    return sum(map(int, fields[11:15])) * TICK
