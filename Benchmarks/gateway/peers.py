#!/usr/bin/env python3
"""A peer without a token that does its worst until a line comes: ATTACK PORT NUMBER.

It prints `under way` once it has begun, and what it did at the end.
"""

import resource
import select
import selectors
import socket
import sys
import time

CONNECTIONS, HEADS, POSTERS = 10_000, 200, 8
# The connections are opened within this many seconds.
OPENING = 2.5
POST = 1 << 30
CHUNK = b"a" * (1 << 14)
# What a peer's line carries, in bytes a second.
BANDWIDTH = 125_000_000
HEAD = (b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + b"X-Filling: " + b"a" * 4096)
# A byte of each head goes out this often, in seconds.
PACE = 0.1


class Peers:
    def __init__(self, port, number):
        self.port, self.opened, self.number = port, 0, number

    def connect(self):
        """A connection from an address of its own: one address has not enough ports."""
        each = socket.socket()
        each.setblocking(False)
        each.bind((f"127.0.{1 + self.number % 200}.{1 + self.opened // 5_000 % 250}", 0))
        self.opened += 1
        each.connect_ex(("127.0.0.1", self.port))
        return each


def is_over():
    return bool(select.select([sys.stdin], [], [], 0)[0])


def begin():
    print("under way", flush=True)


def paced(rate):
    """How much is due, again and again until the end, at so many a second, evenly spread: peers by
    the hundred do not keep step, and a burst would take the caller's core."""
    begin()
    started = time.monotonic()
    while not is_over():
        yield int((time.monotonic() - started) * rate)
        time.sleep(1 / rate)


def connections(peers):
    """Opens them one by one within a run and holds what it is left."""
    held = []
    for due in paced(CONNECTIONS / OPENING):
        while len(held) < min(due, CONNECTIONS):
            held.append(peers.connect())
    return peers.opened


def heads(peers):
    """One connection's next byte after the other; a closed one begins anew."""
    held = [[peers.connect(), 0] for _ in range(HEADS)]
    sent = 0
    for due in paced(HEADS / PACE):
        while sent < due:
            send_byte(peers, held[sent % HEADS])
            sent += 1
    return sent


def send_byte(peers, connection):
    try:
        connection[1] += connection[0].send(HEAD[connection[1] % len(HEAD):][:1])
    except BlockingIOError:
        pass
    except OSError:
        connection[0].close()
        connection[:] = [peers.connect(), 0]


def posts(peers):
    """Bodies of 1 GB, by length and in chunks, one behind the other."""
    chooser, posted = selectors.DefaultSelector(), 0
    for number in range(POSTERS):
        begin_post(chooser, peers, has_length=number % 2 == 0)
    for due in paced(BANDWIDTH / len(CHUNK)):
        ready = chooser.select(0)
        while ready and posted < due * len(CHUNK):
            key, _ = ready.pop()
            posted += post(chooser, peers, key)
    return posted


def begin_post(chooser, peers, has_length):
    chooser.register(peers.connect(), selectors.EVENT_WRITE, [has_length, head(has_length)])


def post(chooser, peers, key):
    """What is left of a head or a piece of the body, or the next piece; a connection that was
    closed begins anew."""
    has_length, rest = key.data
    rest = rest or (CHUNK if has_length else b"%x\r\n%s\r\n" % (len(CHUNK), CHUNK))
    try:
        sent = key.fileobj.send(rest)
    except BlockingIOError:
        return 0
    except OSError:
        chooser.unregister(key.fileobj)
        key.fileobj.close()
        begin_post(chooser, peers, has_length)
        return 0
    key.data[1] = rest[sent:]
    return sent


def head(has_length):
    framing = f"Content-Length: {POST}" if has_length else "Transfer-Encoding: chunked"
    return (f"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{framing}"
            "\r\n\r\n").encode()


def main():
    attack, port, number = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    attacks = {"connections": connections, "heads": heads, "posts": posts}
    print(attacks[attack](Peers(port, number)))


if __name__ == "__main__":
    main()
