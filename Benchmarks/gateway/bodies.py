"""The requests that are sent: made up, deterministic, of the sizes that a chain sees."""

import json
import random

SEED = 11
HEAD = "0x" + "5a" * 32
BLOCK_HASH = "0x" + "c3" * 32
BURN = "0x000000000000000000000000000000000000dead"
CHAIN_ID = 32382


def rlp(item):
    """Encodes bytes, a non-negative integer or a list of them."""
    if isinstance(item, int):
        item = item.to_bytes((item.bit_length() + 7) // 8, "big")
    if isinstance(item, list):
        return header(0xC0, payload := b"".join(map(rlp, item))) + payload
    return item if len(item) == 1 and item[0] < 0x80 else header(0x80, item) + item


def header(offset, payload):
    if len(payload) < 56:
        return bytes([offset + len(payload)])
    size = len(payload).to_bytes((len(payload).bit_length() + 7) // 8, "big")
    return bytes([offset + 55 + len(size)]) + size


def call_data(dice):
    """Nothing, a token's transfer, a swap of some words, now and then kilobytes."""
    kind = dice.random()
    if kind < 0.40:
        return b""
    selector = dice.randbytes(4)
    if kind < 0.70:
        return selector + bytes(12) + dice.randbytes(20) + bytes(24) + dice.randbytes(8)
    words = dice.randrange(6, 48) if kind < 0.95 else dice.randrange(64, 320)
    # Two words of three are numbers: mostly zeros, as the ABI pads them.
    padded = [bytes(24) + dice.randbytes(8) if dice.random() < 0.67 else dice.randbytes(32)
              for _ in range(words)]
    return selector + b"".join(padded)


def transaction(dice, nonce):
    """An EIP-1559 transaction with a random signature."""
    data = call_data(dice)
    gas = 21_000 + 16 * len(data)
    return b"\x02" + rlp([
        CHAIN_ID, nonce, 10**9, 3 * 10**10, gas, dice.randbytes(20),
        dice.randrange(10**18), data, [], dice.randrange(2), dice.randbytes(32),
        dice.randbytes(32),
    ])


def withdrawal(index):
    return {"index": hex(index), "validatorIndex": "0x0", "address": BURN, "amount": "0x3b9aca00"}


def forkchoice(attributes):
    """A forkchoiceUpdatedV2, with attributes for a build or without."""
    state = {"headBlockHash": HEAD, "safeBlockHash": HEAD, "finalizedBlockHash": "0x" + "17" * 32}
    build = {"timestamp": "0x6553f130", "prevRandao": "0x" + "9e" * 32,
             "suggestedFeeRecipient": BURN, "withdrawals": [withdrawal(0)]}
    return request("engine_forkchoiceUpdatedV2", [state, build if attributes else None])


def new_payload(size):
    """A newPayloadV2 whose transactions fill a body of about `size` bytes.

    Its block hash is a constant which upstream calls valid: it is not its header's hash."""
    dice = random.Random(SEED)
    payload = {
        "parentHash": HEAD, "feeRecipient": BURN, "stateRoot": "0x" + dice.randbytes(32).hex(),
        "receiptsRoot": "0x" + dice.randbytes(32).hex(),
        "logsBloom": "0x" + dice.randbytes(256).hex(),
        "prevRandao": "0x" + "9e" * 32, "blockNumber": "0x1b4", "gasLimit": "0x1c9c380",
        "gasUsed": "0x1406f40", "timestamp": "0x6553f130",
        "extraData": "0xd883010e0a846765746888676f312e32332e39856c696e7578",
        "baseFeePerGas": "0x7", "blockHash": BLOCK_HASH, "transactions": [],
        "withdrawals": [withdrawal(0)],
    }
    room = size - len(request("engine_newPayloadV2", [payload]))
    while room > 0:
        encoded = "0x" + transaction(dice, len(payload["transactions"])).hex()
        payload["transactions"].append(encoded)
        room -= len(encoded) + 3
    return request("engine_newPayloadV2", [payload])


def request(method, params):
    message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    return json.dumps(message, separators=(",", ":")).encode()


def all_bodies():
    """Each body by its name, smallest first."""
    return {
        "head": forkchoice(attributes=False),
        "0.6 KB": forkchoice(attributes=True),
        "4 KB": new_payload(4_000),
        "150 KB": new_payload(150_000),
        "2 MB": new_payload(2_000_000),
    }
