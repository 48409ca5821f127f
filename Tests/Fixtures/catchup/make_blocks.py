"""Makes blocks.jsonl.gz and chain.jsonl.gz: blocks as eth_getBlockBy… shows them, by EELS.

    .venv/bin/python Tests/Fixtures/catchup/make_blocks.py      (the same bytes at each run)

blocks: those of Tests/Fixtures/payloads whose hash can be checked, each as
{"source", "full", "method", "hash"}: the block with full transactions, which EELS decodes from the
payload of that hash.
chain: a chain of the EELS engine from Paris over Shanghai into Cancun with every type of
transaction, each block as {"full", "slim", "body", "method", "params"}; the first line is
{"genesis"}.
"""

import gzip
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "EELS"))

import codec
import coincurve
import forks
import genesis
import reads
import rpc
from ethereum.crypto.hash import keccak256
from ethereum_rlp import rlp
from ethereum_types.bytes import Bytes20, Bytes32
from ethereum_types.numeric import U64, U256, Uint

CHAINS = {"mainnet": 1, "goerli": 5}
SOURCES = ("capella slot 5610357", "deneb slot 7470051", "capella.json slot 7378495")
GWEI = 10**9
CHAIN_ID = 32382
START, SLOT = 1_700_000_000, 12
SHANGHAI_BLOCK, CANCUN_BLOCK, LAST_BLOCK = 4, 7, 12
KEY = coincurve.PrivateKey(bytes(keccak256(b"catch-up test account")))


class Shown:
    """What reads.transaction_json asks of a chain and of a record."""

    def __init__(self, chain_id, fork, block):
        self.chain_id, self.fork, self.block = U64(chain_id), fork, block
        self.header, self.number = block.header, int(block.header.number)
        self.hash = forks.block_hash(block.header)

    def full(self):
        return codec.block_json(self.fork, self.block, [
            as_geth(reads.transaction_json(self, self, index), self)
            for index in range(len(self.block.transactions))])

    def slim(self):
        return codec.block_json(self.fork, self.block, [
            codec.hexed(codec.transaction_hash(forks.raw_transaction(each)))
            for each in self.block.transactions])


def as_geth(transaction, shown):
    """geth shows the chain id of a protected legacy transaction too."""
    if transaction["type"] == "0x0" and int(transaction["v"], 16) >= 35:
        transaction["chainId"] = hex(int(shown.chain_id))
    return transaction


def real_blocks():
    path = HERE.parent / "payloads" / "real-payloads.jsonl.gz"
    with gzip.open(path, "rt") as file:
        for entry in map(json.loads, file):
            if not entry["source"].endswith(SOURCES):
                continue
            params = entry["params"]
            root = bytes.fromhex(params[2][2:]) if len(params) > 2 else None
            fork, block = codec.block_of(codec.payload(params[0]), root)
            shown = Shown(CHAINS[entry["network"]], fork, block)
            yield {"source": entry["source"], "full": shown.full(), "method": entry["method"],
                   "hash": params[0]["blockHash"]}


def address():
    return Bytes20(keccak256(KEY.public_key.format(compressed=False)[1:])[12:])


def genesis_file():
    config = {"chainId": CHAIN_ID}
    for name in ("homestead", "eip150", "eip155", "eip158", "byzantium", "constantinople",
                 "petersburg", "istanbul", "berlin", "london", "mergeNetsplit"):
        config[f"{name}Block"] = 0
    config |= {
        "terminalTotalDifficulty": 0, "terminalTotalDifficultyPassed": True,
        "shanghaiTime": START + SLOT * SHANGHAI_BLOCK,
        "cancunTime": START + SLOT * CANCUN_BLOCK}
    source = json.loads((HERE.parent / "eels" / "genesis-cancun.json").read_text())
    return source | {
        "config": config,
        "alloc": source["alloc"] | {codec.hexed(address()): {"balance": hex(10**24)}}}


def signed(fork, kind, nonce):
    """A raw transaction: legacy without and with chain id (-1, 0), or of type 1, 2 or 3."""
    transactions, to = fork.transactions, Bytes20(keccak256(b"to %d" % (nonce % 5))[12:])
    # A creation where a type allows it, so that `to` is null somewhere.
    to = b"" if nonce % 6 == 5 and kind != 3 else to
    data = bytes(range(nonce % 40)) if to else b"\x00\xfe"
    fields = {
        "nonce": U256(nonce), "gas": Uint(200_000), "to": to,
        "value": U256(nonce * 10**9), "data": data, "r": U256(0), "s": U256(0)}
    access = ((Bytes20(b"\x11" * 20), (Bytes32(bytes(32)), Bytes32(b"\x22" * 32))),
              (Bytes20(b"\x33" * 20), ()))
    if kind <= 0:
        fields["gas_price"] = Uint(20 * GWEI)
        make, parity_name = transactions.LegacyTransaction, "v"
        if kind < 0:
            signing, offset = transactions.signing_hash_pre155, 27
        else:
            offset = 35 + 2 * CHAIN_ID
            signing = lambda each: transactions.signing_hash_155(each, U64(CHAIN_ID))
    else:
        access_type = fork.transactions.Access
        fields |= {"chain_id": U64(CHAIN_ID), "access_list": tuple(
            access_type(*each) for each in access) if nonce % 2 else ()}
        parity_name, offset = "y_parity", 0
        if kind == 1:
            fields["gas_price"] = Uint(20 * GWEI)
            make, signing = transactions.AccessListTransaction, transactions.signing_hash_2930
        else:
            fields |= {"max_priority_fee_per_gas": Uint(GWEI), "max_fee_per_gas": Uint(90 * GWEI)}
            make, signing = transactions.FeeMarketTransaction, transactions.signing_hash_1559
        if kind == 3:
            hashes = tuple(Bytes32(b"\x01" + bytes([each]) * 31) for each in range(1 + nonce % 2))
            fields |= {"max_fee_per_blob_gas": U256(GWEI), "blob_versioned_hashes": hashes}
            make, signing = transactions.BlobTransaction, transactions.signing_hash_4844
    unsigned = make(**{parity_name: U256(0)}, **fields)
    raw = KEY.sign_recoverable(bytes(signing(unsigned)), hasher=None)
    fields |= {"r": U256.from_be_bytes(raw[:32]), "s": U256.from_be_bytes(raw[32:64])}
    whole = make(**{parity_name: U256(offset + raw[64])}, **fields)
    return (bytes([kind]) if kind > 0 else b"") + rlp.encode(whole)


def chain():
    start = genesis_file()
    engine = rpc.Engine(genesis.Genesis(start))
    yield {"genesis": start}
    nonce = 0
    for number in range(1, LAST_BLOCK + 1):
        timestamp = START + SLOT * number
        name = engine.chain.schedule.at(timestamp)
        fork = forks.load(name)
        # Block 3 and block 9 stay empty.
        for kind in (-1, 0, 1, 2) + ((3,) if name == "cancun" else ()) if number % 6 != 3 else ():
            raw = signed(fork, kind, nonce)
            transaction = fork.transactions.decode_transaction(fork.transaction(raw))
            engine.builder.pool.keep(bytes(address()), nonce, raw, transaction)
            nonce += 1
        version = {"paris": 1, "shanghai": 2, "cancun": 3}[name]
        attributes = {
            "timestamp": hex(timestamp), "prevRandao": codec.hexed(keccak256(b"%d" % number)),
            "suggestedFeeRecipient": "0x" + "00" * 18 + "dead"}
        root = codec.hexed(keccak256(b"root %d" % number))
        if version >= 2:
            attributes["withdrawals"] = [
                {"index": hex(number * 10 + each), "validatorIndex": "0x0",
                 "address": "0x" + "0c" * 20, "amount": hex(1 + each * 10**9)}
                for each in range(number % 3)]
        if version == 3:
            attributes["parentBeaconBlockRoot"] = root
        yield built(engine, version, attributes, root)


def built(engine, version, attributes, root):
    head = codec.hexed(engine.chain.head.hash)
    zero = "0x" + "00" * 32
    state = {"headBlockHash": head, "safeBlockHash": zero, "finalizedBlockHash": zero}
    id = engine.call(f"engine_forkchoiceUpdatedV{version}", [state, attributes])["payloadId"]
    answer = engine.call(f"engine_getPayloadV{version}", [id])
    payload = answer if version == 1 else answer["executionPayload"]
    params = [payload]
    if version == 3:
        hashes = []
        for raw in payload["transactions"]:
            if raw.startswith("0x03"):
                fork = forks.load("cancun")
                found = fork.transactions.decode_transaction(bytes.fromhex(raw[2:]))
                hashes += [codec.hexed(each) for each in found.blob_versioned_hashes]
        params += [hashes, root]
    method = f"engine_newPayloadV{version}"
    if engine.call(method, params)["status"] != "VALID":
        raise ValueError("the engine refuses its own block")
    state["headBlockHash"] = payload["blockHash"]
    engine.call(f"engine_forkchoiceUpdatedV{version}", [state])
    record = engine.chain.head
    shown = Shown(CHAIN_ID, record.fork, record.block)
    return {
        "full": shown.full(), "slim": shown.slim(),
        "body": codec.body_json(record.fork, record.block), "method": method, "params": params}


def write(name, lines):
    text = "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines)
    with open(HERE / name, "wb") as file:
        with gzip.GzipFile(fileobj=file, mode="wb", mtime=0, filename="", compresslevel=9) as out:
            out.write(text.encode())


if __name__ == "__main__":
    write("blocks.jsonl.gz", real_blocks())
    write("chain.jsonl.gz", chain())
