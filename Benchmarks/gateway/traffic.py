"""Consensus nodes' traffic: a chain slot by slot, and payloads beside it."""

import http.client
import re
import time

import bodies
import tokens

# Between two payloads of a sender: v5 has to keep up with what it is sent.
PAUSE = 0.03


class Caller:
    """A connection of a consensus node's."""

    BY = re.compile(rb'"by":"(v[45])"')

    def __init__(self, scene):
        self.scene, self.connection, self.minted = scene, None, 0.0

    def call(self, method, body):
        """The answer and the side that it is of; None where it failed."""
        if time.monotonic() - self.minted > 20:
            self.token, self.minted = tokens.mint(), time.monotonic()
        headers = {"Content-Type": "application/json", "Authorization": "Bearer " + self.token}
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection(
                    "127.0.0.1", self.scene.server.port, timeout=20)
            self.connection.request("POST", "/", body, headers)
            response = self.connection.getresponse()
            content = response.read()
        except OSError as error:
            self.connection = None
            self.scene.failed(method, repr(error).encode())
            return None
        moment, by = time.monotonic(), self.BY.search(content)
        is_good = response.status == 200 and by and b'"SYNCING"' not in content
        if not is_good:
            self.scene.failed(method, content)
            return None
        self.scene.answered(method, by.group(1).decode(), moment)
        return content, by.group(1).decode()


class Sender(Caller):
    """newPayload after newPayload, each of another block."""

    def __init__(self, scene, number):
        super().__init__(scene)
        self.body, self.number, self.count = scene.field.bodies["150 KB"], number, 0

    def run(self):
        old = bodies.BLOCK_HASH.encode()
        while not self.scene.is_over.is_set():
            self.scene.traffic.wait()
            self.count += 1
            new = f"0x{0xb0 + self.number:02x}{self.count:062x}".encode()
            self.call("engine_newPayloadV2", self.body.replace(old, new))
            time.sleep(PAUSE)


class Chain(Caller):
    """A node's slots: build, get, import, make head."""

    # From slot to slot, in seconds; v5's engine takes one operation at a time.
    SLOT = 0.06
    PAYLOAD_ID = re.compile(rb'"payloadId":"(0x[0-9a-f]{16})"')
    BLOCK_HASH = re.compile(rb'"blockHash":"(0x[0-9a-f]{64})"')
    PARENT = re.compile(rb'"parentHash":"(0x[0-9a-f]{64})"')

    def __init__(self, scene):
        super().__init__(scene)
        self.head, self.since_v5, self.next = "0x" + "00" * 32, 0, 0.0

    def slot(self):
        """The side that answered the last forkchoiceUpdated; None where the slot is missed."""
        time.sleep(max(0.0, self.next - time.monotonic()))
        self.next = time.monotonic() + self.SLOT
        self.scene.slots += 1
        by = self.steps()
        self.since_v5 = 0 if by == "v5" else self.since_v5 + 1
        if by is None:
            self.scene.missed += 1
        return by

    def steps(self):
        began = self.call("engine_forkchoiceUpdatedV2", self.forkchoice(self.head, True))
        identity = began and self.PAYLOAD_ID.search(began[0])
        if not identity:
            return None
        built = self.call("engine_getPayloadV2", bodies.request(
            "engine_getPayloadV2", [identity.group(1).decode()]))
        if not built:
            return None
        if self.PARENT.search(built[0]).group(1).decode() != self.head:
            self.scene.failed("engine_getPayloadV2", b"the payload is of another head")
            return None
        block = self.BLOCK_HASH.search(built[0]).group(1)
        body = self.scene.field.bodies["150 KB"].replace(bodies.BLOCK_HASH.encode(), block)
        if not self.call("engine_newPayloadV2", body):
            return None
        made = self.call("engine_forkchoiceUpdatedV2", self.forkchoice(block.decode(), False))
        if not made:
            return None
        self.head = block.decode()
        return made[1]

    @staticmethod
    def forkchoice(head, attributes):
        return bodies.forkchoice(attributes).replace(bodies.HEAD.encode(), head.encode())
