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
# The connections are opened in batches, within this many seconds.
BATCH, OPENING = 20, 2.5
POST = 1 << 30
CHUNK = b"a" * (1 << 16)
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


def connections(peers):
    """Opens them within a run and holds what it is left."""
    begin()
    held = []
    while not is_over():
        if len(held) < CONNECTIONS:
            held += [peers.connect() for _ in range(BATCH)]
        time.sleep(BATCH * OPENING / CONNECTIONS)
    return peers.opened


def heads(peers):
    """Each connection's next byte, round after round; a closed one begins anew."""
    held = [[peers.connect(), 0] for _ in range(HEADS)]
    begin()
    sent = 0
    while not is_over():
        started = time.monotonic()
        for each in held:
            try:
                each[0].send(HEAD[each[1] % len(HEAD):][:1])
                each[1] += 1
                sent += 1
            except BlockingIOError:
                pass
            except OSError:
                each[0].close()
                each[:] = [peers.connect(), 0]
        time.sleep(max(0.0, PACE - (time.monotonic() - started)))
    return sent


def posts(peers):
    """Bodies of 1 GB, by length and in chunks, one behind the other."""
    chooser = selectors.DefaultSelector()
    for number in range(POSTERS):
        chooser.register(peers.connect(), selectors.EVENT_WRITE, number % 2 == 0)
    begin()
    sent = 0
    fresh = set(chooser.get_map())
    while not is_over():
        for key, _ in chooser.select(0.1):
            try:
                if key.fd in fresh:
                    fresh.discard(key.fd)
                    sent += key.fileobj.send(head(key.data))
                data = CHUNK if key.data else b"10000\r\n" + CHUNK + b"\r\n"
                sent += key.fileobj.send(data)
            except BlockingIOError:
                pass
            except OSError:
                chooser.unregister(key.fileobj)
                key.fileobj.close()
                again = peers.connect()
                chooser.register(again, selectors.EVENT_WRITE, key.data)
                fresh.add(again.fileno())
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
