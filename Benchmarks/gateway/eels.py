"""EELS as engine: real blocks, executed by both sides."""

import http.client
import json
import os
import signal
import subprocess
import time

import bodies
import traffic
from processes import Failure, die_with_parent

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
GENESIS = os.path.join(ROOT, "Tests", "Fixtures", "eels", "genesis-shanghai.json")
PYTHON = os.path.join(ROOT, ".venv", "bin", "python")
FIRST_TIME, BLOCK_TIME = 1_700_000_000, 12
ZERO = "0x" + "00" * 32


class Engine:
    """An EELS engine's process, which signs its answers with its name."""

    def __init__(self, name, secret):
        if not os.access(PYTHON, os.X_OK):
            raise Failure("EELS is not installed: ./scripts/bench rollback does it")
        self.process = subprocess.Popen(
            [PYTHON, os.path.join(HERE, "signing_eels.py"), name, GENESIS, secret],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, preexec_fn=die_with_parent)
        line = self.process.stdout.readline().decode()
        if not line.strip().isdigit():
            raise Failure(f"EELS for {name} did not start: {line or 'it printed nothing'}")
        self.port = int(line)

    def go_on(self):
        self.process.send_signal(signal.SIGCONT)

    def heads(self):
        """The number of each forkchoice's head, in the order of their arrival."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", "/_log")
        log = json.loads(connection.getresponse().read())
        connection.close()
        return [Chain.NUMBERS[call["hash"]] for call in log
                if (call["method"] or "").startswith("engine_forkchoiceUpdated")]

    def stop(self):
        self.process.kill()
        self.process.wait()


class Sender(traffic.Sender):
    """The chain's latest payload, again and again."""

    def run(self):
        while not self.scene.is_over.is_set():
            self.scene.traffic.wait()
            if Chain.latest:
                self.call("engine_newPayloadV2", Chain.latest)
            time.sleep(traffic.PAUSE)


class Chain(traffic.Chain):
    """Blocks that EELS builds; each is executed by both engines."""

    SLOT = 0.2
    # What any engine of the run may be told, by hash.
    NUMBERS = {}
    latest = None

    def __init__(self, scene):
        super().__init__(scene)
        self.number = 0
        answer, _ = self.call(
            "eth_getBlockByNumber", bodies.request("eth_getBlockByNumber", ["0x0", False]))
        self.head = json.loads(answer)["result"]["hash"]
        self.NUMBERS[self.head] = 0

    def steps(self):
        attributes = {
            "timestamp": hex(FIRST_TIME + BLOCK_TIME * (self.number + 1)), "prevRandao": ZERO,
            "suggestedFeeRecipient": bodies.BURN, "withdrawals": []}
        began = self.result("engine_forkchoiceUpdatedV2", [self.state(), attributes])
        if not began or not began[0]["payloadId"]:
            return None
        built = self.result("engine_getPayloadV2", [began[0]["payloadId"]])
        if not built:
            return None
        payload = built[0]["executionPayload"]
        body = bodies.request("engine_newPayloadV2", [payload])
        if payload["parentHash"] != self.head or not self.call("engine_newPayloadV2", body):
            return None
        self.number, self.head, Chain.latest = self.number + 1, payload["blockHash"], body
        self.NUMBERS[self.head] = self.number
        made = self.result("engine_forkchoiceUpdatedV2", [self.state(), None])
        return made and made[1]

    def state(self):
        return {"headBlockHash": self.head, "safeBlockHash": self.head,
                "finalizedBlockHash": ZERO}

    def result(self, method, params):
        """The result and whose it is; None where the call failed."""
        answer = self.call(method, bodies.request(method, params))
        return answer and (json.loads(answer[0])["result"], answer[1])
