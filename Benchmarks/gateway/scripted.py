"""An engine in a process of its own that says VALID to everything and signs its answers."""

import http.server
import json
import multiprocessing
import re
import threading
import time

METHODS = ["engine_newPayloadV1", "engine_newPayloadV2", "engine_forkchoiceUpdatedV1",
           "engine_forkchoiceUpdatedV2", "engine_getPayloadV1", "engine_getPayloadV2"]
METHOD = re.compile(rb'"method":"(\w+)"')
IDENTITY = re.compile(rb'"id":("[^"]*"|\d+)')
BLOCK_HASH = re.compile(rb'"blockHash":"(0x[0-9a-f]{64})"')
HEAD = re.compile(rb'"headBlockHash":"(0x[0-9a-f]{64})"')
BLOCK = re.compile(rb'"params":\["(0x[0-9a-f]+|latest)"')
GENESIS = "0x" + "00" * 32
PAYLOAD_ID = re.compile(rb'"params":\["(0x[0-9a-f]{16})"\]')


class Engine:
    """The engine's process; blocks are numbered in the last bytes of their hashes."""

    def __init__(self, name, delay):
        self.parent, child = multiprocessing.Pipe()
        self.process = multiprocessing.Process(target=serve, args=(name, delay, child), daemon=True)
        self.process.start()
        self.port = self.parent.recv()

    def stall(self):
        """Answers nothing from here on, and keeps its connections."""
        self.parent.send("stall")
        self.parent.recv()

    def go_on(self):
        self.parent.send("go on")
        self.parent.recv()

    def heads(self):
        """The number of each forkchoice's head, in the order of their arrival."""
        self.parent.send("heads")
        return self.parent.recv()

    def stop(self):
        self.process.kill()
        self.process.join()


def serve(name, delay, pipe):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.name, server.delay, server.lock = name, delay, threading.Lock()
    server.runs, server.heads, server.builds = threading.Event(), [], {}
    server.head, server.handle_error = GENESIS, lambda *_: None
    server.runs.set()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    pipe.send(server.server_address[1])
    while True:
        command = pipe.recv()
        if command == "stall":
            server.runs.clear()
        elif command == "go on":
            server.runs.set()
        pipe.send(list(server.heads) if command == "heads" else None)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        answer = self.answer(body)
        time.sleep(self.server.delay)
        self.server.runs.wait()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)
        self.wfile.flush()

    def answer(self, body):
        identity = IDENTITY.search(body)
        result = self.result(METHOD.search(body).group(1).decode(), body)
        outcome = ({"error": {"code": -32601, "message": "not here"}} if result is None
                   else {"result": result})
        message = {"jsonrpc": "2.0", "id": json.loads(identity.group(1)), **outcome}
        return json.dumps(message, separators=(",", ":")).encode()

    def result(self, method, body):
        if method.startswith("engine_newPayload"):
            return self.status(BLOCK_HASH.search(body).group(1).decode())
        if method.startswith("engine_forkchoiceUpdated"):
            return self.forkchoice(HEAD.search(body).group(1).decode(), b'"timestamp"' in body)
        if method.startswith("engine_getPayload"):
            return self.payload(PAYLOAD_ID.search(body).group(1).decode())
        if method == "engine_exchangeCapabilities":
            return METHODS
        if method.startswith("eth_getBlockBy"):
            named = BLOCK.search(body).group(1).decode()
            return self.block({"latest": self.server.head, "0x0": GENESIS}.get(named, named))
        return {"eth_chainId": "0x7e7e", "eth_syncing": False}.get(method)

    def status(self, block):
        return {"status": "VALID", "latestValidHash": block, "validationError": None,
                "by": self.server.name}

    def forkchoice(self, head, wants_build):
        server, identity = self.server, None
        with server.lock:
            server.heads.append(number(head))
            server.head = head
            if wants_build:
                identity = f"0x{len(server.heads):016x}"
                server.builds[identity] = head
        return {"payloadStatus": self.status(head), "payloadId": identity}

    def block(self, block):
        """Whatever was heard of is there."""
        if number(block) > number(self.server.head):
            return None
        return {"number": hex(number(block)), "hash": block, "withdrawals": [],
                "by": self.server.name}

    def payload(self, identity):
        head = self.server.builds[identity]
        side = 4 if self.server.name == "v4" else 5
        word = "0x" + "5a" * 32
        return {"blockValue": "0x0", "by": self.server.name, "executionPayload": {
            "parentHash": head, "feeRecipient": "0x" + "00" * 20, "stateRoot": word,
            "receiptsRoot": word, "logsBloom": "0x" + "00" * 256, "prevRandao": word,
            "blockNumber": hex(number(head) + 1), "gasLimit": "0x1c9c380", "gasUsed": "0x0",
            "timestamp": "0x6553f130", "extraData": "0x", "baseFeePerGas": "0x7",
            "blockHash": f"0x{side:02x}{number(head) + 1:062x}", "transactions": [],
            "withdrawals": []}}


def number(block):
    return int(block[4:], 16)
