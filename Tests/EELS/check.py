"""Checks the engine against geth's recorded answers and a corpus of engine tests.

    check.py [--quick] FIXTURES      (the folder that holds corpus, genesis and recordings)

The recordings, a chain with transactions and the faults go over HTTP to engines of their own;
the corpus runs in this process. Prints each
failure and ends with `N passed, N failed`; exits 1 when any failed. `--quick` leaves out the
cases of the corpus that burn a whole block's gas, which take longer than all the rest, and says
how many they were.
"""

import gzip
import json
import pathlib
import sys
import threading

import check_chain
import client
import codec
import forks
import genesis
import rpc

GETH_EXTRA_DATA = "0xd883010e0a846765746888676f312e32332e39856c696e7578"
HERE = pathlib.Path(__file__).resolve().parent


class Tally:
    def __init__(self):
        self.passed = self.failed = self.left_out = 0

    def expect(self, name, wanted, got):
        if wanted == got:
            self.passed += 1
            return
        self.failed += 1
        print(f"FAILED {name}\n  want {str(wanted)[:300]}\n  got  {str(got)[:300]}")


def lines(path):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


# Recordings


def essence(method, answer):
    """Of an answer what must be equal between geth 1.14.10 and this engine."""
    if "error" in answer:
        return {"code": answer["error"]["code"]}
    result = answer["result"]
    if method.startswith("engine_newPayload"):
        return {name: result[name] for name in ("status", "latestValidHash")}
    if method.startswith("engine_forkchoiceUpdated"):
        status = result["payloadStatus"]
        return {name: status[name] for name in ("status", "latestValidHash")} | {
            "payloadId": result["payloadId"]}
    if method.startswith("engine_getPayloadBodies"):
        return [each and {name: each[name] for name in ("transactions", "withdrawals")}
                for each in result]
    if method.startswith("engine_getPayload"):
        payload = result.get("executionPayload", result)
        return {name: value for name, value in payload.items() if value is not None} | {
            "value": result.get("blockValue")}
    if method == "engine_exchangeCapabilities":
        return "capabilities"
    if method == "engine_getClientVersionV1":
        return "version"
    return result


def has_blobs(payload):
    return any(raw.startswith("0x03") for raw in payload["transactions"])


def pool(caller, payload, known):
    """Gives the engine the transactions that geth had when it built this payload."""
    for raw in payload["transactions"]:
        if raw not in known:
            known.add(raw)
            caller.call("eth_sendRawTransaction", [raw])


def recording(tally, fixtures, name, genesis_name):
    path = fixtures / "genesis" / genesis_name
    with client.Running(HERE, path, GETH_EXTRA_DATA) as caller:
        known = set()
        for exchange in lines(fixtures / "recordings" / f"{name}.jsonl.gz"):
            request, answer = exchange["request"], exchange["response"]
            method = request["method"]
            if method.startswith("engine_getPayloadV"):
                payload = answer["result"]["executionPayload"]
                if has_blobs(payload):
                    continue  # the pool takes no blob transactions
                pool(caller, payload, known)
            got = caller.call(method, request["params"])
            tally.expect(
                f"{name} {exchange['seq']} {method}", essence(method, answer),
                essence(method, got))


# What geth 1.14.10 answers otherwise, and why this engine differs.
DIFFERENT = {
    "newPayloadV4": "geth 1.14.10 has a devnet form of it, this engine has none",
    "getPayloadV4": "not served here",
    "exchangeTransitionConfiguration": "gone from the specification, not served here",
    "HEADBLOCKHASH": "member names are matched exactly here",
    "public HTTP port": "this engine has the authenticated port only",
}


def errors(tally, fixtures):
    path = fixtures / "genesis" / "geth-cancun-transition.json"
    with client.Running(HERE, path, GETH_EXTRA_DATA) as caller:
        for exchange in lines(fixtures / "recordings" / "geth-1.14.10-errors.jsonl.gz"):
            label, request = exchange["label"], exchange["request"]
            answer, status = exchange["response"], exchange["http"]["status"]
            if any(reason in label for reason in DIFFERENT):
                continue
            name = f"errors {exchange['seq']} {label}"
            if label.startswith("http: "):
                raw_exchange(tally, caller, name, label, request, answer, status)
            elif label.startswith("auth: "):
                header = caller.authorization(label.removeprefix("auth: "))
                got = caller.raw(json.dumps(request).encode(), {
                    "Authorization": header, "Content-Type": "application/json"})
                wanted = answer if isinstance(answer, str) else answer["result"]
                text = got[1].decode()
                if got[0] == 200:
                    text = json.loads(text)["result"]
                tally.expect(name, (status, wanted), (got[0], text))
            else:
                method = request["method"]
                got = caller.call(method, request["params"])
                tally.expect(name, essence(method, answer), essence(method, got))


def raw_exchange(tally, caller, name, label, body, answer, status):
    """A case about HTTP or JSON-RPC: the body goes as it is, the label names the headers."""
    headers, verb, path = {"Content-Type": "application/json"}, "POST", "/"
    if "no content type" in label:
        headers = {}
    elif "text/plain" in label:
        headers = {"Content-Type": "text/plain"}
    elif "charset" in label:
        headers = {"Content-Type": "application/json; charset=utf-8"}
    elif "Host: " in label:
        headers["Host"] = label.split("Host: ")[1].split()[0]
    elif "PUT" in label:
        verb = "PUT"
    elif "GET" in label:
        verb = "GET"
    elif "path " in label:
        path = label.split("path ")[1]
    elif "gzip" in label or "chunked" in label or "HTTP/2" in label or "websocket" in label:
        return
    got_status, got = caller.raw(body.encode(), headers, verb, path)
    if isinstance(answer, str):
        return tally.expect(name, (status, answer), (got_status, got.decode()))
    wanted, got = answer, json.loads(got)
    if isinstance(answer, dict) and "result" in answer:
        method = json.JSONDecoder().raw_decode(body)[0]["method"]
        wanted, got = essence(method, answer), essence(method, got)
    tally.expect(name, (status, wanted), (got_status, got))


# Corpus


SLOW = "test_run_until_out_of_gas"
FORK_TIMES = {
    "Shanghai": {"shanghaiTime": 0},
    "Cancun": {"shanghaiTime": 0, "cancunTime": 0},
    "ShanghaiToCancunAtTime15k": {"shanghaiTime": 0, "cancunTime": 15_000},
}


def corpus_engine(case):
    header = case["genesisBlockHeader"]
    source = {name: header[name] for name in (
        "parentHash", "coinbase", "difficulty", "number", "gasLimit", "gasUsed", "timestamp",
        "extraData", "mixHash", "nonce", "baseFeePerGas")}
    source["alloc"] = case["pre"]
    source["config"] = FORK_TIMES[case["network"]] | {"chainId": case["config"]["chainid"]}
    for name in ("blobGasUsed", "excessBlobGas"):
        source[name] = header.get(name, 0)
    return rpc.Engine(genesis.Genesis(source))


def corpus_step(engine, step):
    """One payload of a case: None when all is as it should be, else what is not."""
    params = step["params"]
    try:
        status = engine.call(f"engine_newPayloadV{step['newPayloadVersion']}", params)
    except codec.RPCError as error:
        wanted = step.get("errorCode")
        return None if str(error.code) == str(wanted) else f"code {error.code}, want {wanted}"
    if step.get("errorCode") is not None:
        return f"{status}, want code {step['errorCode']}"
    if step.get("validationError") is not None:
        good = status["status"] == "INVALID" and status["latestValidHash"] in (
            None, params[0]["parentHash"])
        return None if good else f"{status}, want INVALID: {step['validationError']}"
    hash = params[0]["blockHash"]
    if status["status"] != "VALID" or status["latestValidHash"] != hash:
        return f"{status}, want VALID"
    state = {"headBlockHash": hash, "safeBlockHash": hash, "finalizedBlockHash": hash}
    method = f"engine_forkchoiceUpdatedV{step['forkchoiceUpdatedVersion']}"
    updated = engine.call(method, [state])["payloadStatus"]
    return None if updated["status"] == "VALID" else f"{method}: {updated}"


def corpus(tally, fixtures, quick):
    for case in lines(fixtures / "corpus" / "engine-corpus.jsonl.gz"):
        if quick and SLOW in case["id"]:
            tally.left_out += 1
            continue
        engine = corpus_engine(case)
        wanted = case["genesisBlockHeader"]["hash"]
        if codec.hexed(engine.chain.genesis.hash) != wanted:
            tally.expect(case["id"], wanted, codec.hexed(engine.chain.genesis.hash))
            continue
        wrong = [corpus_step(engine, step) for step in case["engineNewPayloads"]]
        wrong = [each for each in wrong if each is not None]
        if codec.hexed(engine.chain.head.hash) != case["lastblockhash"]:
            wrong.append("the head is not lastblockhash")
        tally.expect(case["id"], [], wrong)


def main():
    given = sys.argv[1:]
    quick = given[:1] == ["--quick"]
    if len(given) != 1 + quick:
        sys.exit("usage: check.py [--quick] FIXTURES")
    fixtures = pathlib.Path(given[-1])
    tally = Tally()
    recording(tally, fixtures, "geth-1.14.10-shanghai", "geth-shanghai.json")
    recording(tally, fixtures, "geth-1.14.10-cancun-transition", "geth-cancun-transition.json")
    errors(tally, fixtures)
    check_chain.chain(tally, fixtures, "genesis-shanghai.json", None)
    check_chain.chain(
        tally, fixtures, "genesis-cancun.json", check_chain.FIRST_CANCUN)
    check_chain.faults(tally, fixtures)
    forks.load("cancun")
    # Nested contract calls need a larger stack than the main thread's.
    threading.stack_size(64 << 20)
    worker = threading.Thread(target=corpus, args=(tally, fixtures, quick))
    worker.start()
    worker.join()
    left_out = f", {tally.left_out} left out" if quick else ""
    print(f"{tally.passed} passed, {tally.failed} failed{left_out}")
    sys.exit(1 if tally.failed else 0)


if __name__ == "__main__":
    main()
