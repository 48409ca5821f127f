"""Part of check.py: two engines carry a chain with transactions, and every fault shows."""

import http.client
import json
import pathlib
import socket

import client

HERE = pathlib.Path(__file__).resolve().parent
ZERO = "0x" + "00" * 32
BLOCKS, PER_BLOCK, FIRST_CANCUN = 20, 3, 8


def attributes(number, cancun):
    result = {
        "timestamp": hex(1_700_000_000 + 12 * number),
        "prevRandao": "0x" + number.to_bytes(32, "big").hex(),
        "suggestedFeeRecipient": "0x000000000000000000000000000000000000dead",
        "withdrawals": [{
            "index": hex(number), "validatorIndex": "0x0", "amount": hex(10**6 + number),
            "address": "0x000000000000000000000000000000000000c0de"}],
    }
    if cancun:
        result["parentBeaconBlockRoot"] = "0x" + (number + 100).to_bytes(32, "big").hex()
    return result


def choice(head):
    return {"headBlockHash": head, "safeBlockHash": ZERO, "finalizedBlockHash": ZERO}


def built(tally, caller, head, number, cancun):
    """One block built on `head`: the method's version and newPayload's parameters."""
    version = 3 if cancun else 2
    given = attributes(number, cancun)
    started = caller.call(f"engine_forkchoiceUpdatedV{version}", [choice(head), given])
    id = started["result"]["payloadId"]
    envelope = caller.call(f"engine_getPayloadV{version}", [id])["result"]
    payload = envelope["executionPayload"]
    tally.expect(f"block {number} pays its builder", True, int(envelope["blockValue"], 16) > 0)
    return version, [payload] + ([[], given["parentBeaconBlockRoot"]] if cancun else [])


def chain(tally, fixtures, genesis, cancun_from):
    """One engine builds, both import; the transfers go in, the receipts come out."""
    folder = fixtures / "eels"
    transfers = json.loads((folder / "shanghai-transactions.json").read_text())
    with client.Running(HERE, folder / genesis) as one, client.Running(
            HERE, folder / genesis, "0x0b") as two:
        head = one.call("eth_getBlockByNumber", ["latest", False])["result"]["hash"]
        for number in range(1, BLOCKS + 1):
            first = PER_BLOCK * (number - 1)
            for raw in transfers["transactions"][first:first + PER_BLOCK]:
                one.call("eth_sendRawTransaction", [raw])
            cancun = cancun_from is not None and number >= cancun_from
            version, params = built(tally, one, head, number, cancun)
            head = params[0]["blockHash"]
            tally.expect(
                f"{genesis} block {number} transactions", PER_BLOCK,
                len(params[0]["transactions"]))
            for caller in (two, one):
                for method, arguments in (
                        (f"engine_newPayloadV{version}", params),
                        (f"engine_forkchoiceUpdatedV{version}", [choice(head)])):
                    result = caller.call(method, arguments)["result"]
                    status = result.get("payloadStatus", result)
                    tally.expect(
                        f"{genesis} block {number} {method}", ("VALID", head),
                        (status["status"], status["latestValidHash"]))
        aftermath(tally, two, transfers, head)


def aftermath(tally, caller, transfers, head):
    latest = caller.call("eth_getBlockByNumber", ["latest", True])["result"]
    tally.expect("head", head, latest["hash"])
    tally.expect("sender", transfers["account"], latest["transactions"][0]["from"])
    for hash in transfers["hashes"]:
        receipt = caller.call("eth_getTransactionReceipt", [hash])["result"]
        tally.expect(f"receipt of {hash}", "0x1", receipt["status"])
    count = caller.call("eth_getTransactionCount", [transfers["account"], "latest"])
    tally.expect("nonce", hex(len(transfers["hashes"])), count["result"])


def faults(tally, fixtures):
    genesis = fixtures / "eels" / "genesis-shanghai.json"
    with client.Running(HERE, genesis) as caller:
        port = caller.connection.port

        def set_fault(value):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("POST", "/_fault", body=json.dumps(value))
            return connection.getresponse().status

        def ask(method="eth_chainId"):
            body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": []})
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=0.5)
            try:
                connection.request("POST", "/", body=body, headers={
                    "Authorization": caller.authorization(""),
                    "Content-Type": "application/json"})
                response = connection.getresponse()
                return f"{response.status} {response.read().decode()}"
            except (socket.timeout, http.client.HTTPException, OSError) as error:
                return type(error).__name__
            finally:
                connection.close()

        right = '200 {"jsonrpc":"2.0","id":1,"result":"0x7e7e"}'
        for mode, wanted in {
                "garbage": "200 <html>not JSON</html>",
                "status500": "500 internal server error\n",
                "truncate": "IncompleteRead",
                "hang": "TimeoutError",
                "close": "RemoteDisconnected",
                "wrongId": right.replace('"id":1', '"id":987654321')}.items():
            tally.expect(f"set {mode}", 200, set_fault({"mode": mode, "count": 1}))
            tally.expect(f"fault {mode}", wanted, ask())
            tally.expect(f"after {mode}", right, ask())
        tally.expect("bad fault", 400, set_fault({"mode": "nonsense"}))
        set_fault({"mode": "hang", "method": "engine_"})
        tally.expect("other methods go on", right, ask())
        set_fault({"mode": "invalid", "count": 1})
        answer = caller.call("engine_newPayloadV2", [{"parentHash": ZERO}])["result"]
        tally.expect("invalid", ("INVALID", ZERO), (answer["status"], answer["latestValidHash"]))
        status, log = caller.raw(b"", {}, "GET", "/_log")
        outcomes = [entry["outcome"] for entry in json.loads(log)]
        tally.expect("log", [
            "garbage", "result", "status500", "result", "truncate", "result", "hang", "result",
            "close", "result", "result", "result", "result", "INVALID"], outcomes)
