"""JSON of the Engine API and of the eth_ reads, to and from EELS blocks."""

import re

from ethereum.crypto.hash import keccak256
from ethereum_rlp import rlp

import forks

QUANTITY = re.compile(r"0x(0|[1-9a-fA-F][0-9a-fA-F]*)")
DATA = re.compile(r"0x([0-9a-fA-F]{2})*")


class RPCError(Exception):
    """An error that a caller sees: a JSON-RPC code, a message and perhaps `data.err`."""

    def __init__(self, code, message, detail=None):
        super().__init__(message)
        self.code, self.message, self.detail = code, message, detail


def invalid_params(detail):
    return RPCError(-32602, "Invalid parameters", detail)


def quantity(value, name, bits=64):
    if not isinstance(value, str) or not QUANTITY.fullmatch(value):
        raise invalid_params(f"{name}: not a QUANTITY")
    # Longer texts are refused unread: int() of a huge one takes quadratic time.
    if len(value) > 2 + bits // 4:
        raise invalid_params(f"{name}: more than {bits} bits")
    return int(value, 16)


def data(value, name, size=None):
    if not isinstance(value, str) or not DATA.fullmatch(value):
        raise invalid_params(f"{name}: not DATA")
    raw = bytes.fromhex(value[2:])
    if size is not None and len(raw) != size:
        raise invalid_params(f"{name}: {len(raw)} bytes, want {size}")
    return raw


def items(value, name):
    if not isinstance(value, list):
        raise invalid_params(f"{name}: not an array")
    return value


def members(value, name):
    if not isinstance(value, dict):
        raise invalid_params(f"{name}: not an object")
    return value


def hexed(raw):
    return "0x" + raw.hex()


def withdrawals(value):
    """Withdrawals as tuples of index, validator index, address and amount, or None."""
    if value is None:
        return None
    result = []
    for entry in items(value, "withdrawals"):
        entry = members(entry, "withdrawal")
        result.append((
            quantity(entry.get("index"), "index"),
            quantity(entry.get("validatorIndex"), "validatorIndex"),
            data(entry.get("address"), "address", 20),
            quantity(entry.get("amount"), "amount")))
    return result


PAYLOAD_DATA = {
    "parentHash": 32, "feeRecipient": 20, "stateRoot": 32, "receiptsRoot": 32,
    "logsBloom": None, "extraData": None, "prevRandao": 32, "blockHash": 32,
}
PAYLOAD_QUANTITIES = {
    "blockNumber": 64, "gasLimit": 64, "gasUsed": 64, "timestamp": 64, "baseFeePerGas": 256,
}


def payload(value):
    """An execution payload of any version as plain values; later forks' members may be None."""
    value = members(value, "payload")
    result = {name: data(value.get(name), name, size) for name, size in PAYLOAD_DATA.items()}
    for name, bits in PAYLOAD_QUANTITIES.items():
        result[name] = quantity(value.get(name), name, bits)
    for name in ("blobGasUsed", "excessBlobGas"):
        given = value.get(name)
        result[name] = None if given is None else quantity(given, name)
    transactions = items(value.get("transactions"), "transactions")
    result["transactions"] = [data(raw, "transaction") for raw in transactions]
    result["withdrawals"] = withdrawals(value.get("withdrawals"))
    return result


def attributes(value):
    """Payload attributes of any version as plain values, or None."""
    if value is None:
        return None
    value = members(value, "payloadAttributes")
    root = value.get("parentBeaconBlockRoot")
    return {
        "timestamp": quantity(value.get("timestamp"), "timestamp"),
        "prevRandao": data(value.get("prevRandao"), "prevRandao", 32),
        "feeRecipient": data(value.get("suggestedFeeRecipient"), "suggestedFeeRecipient", 20),
        "withdrawals": withdrawals(value.get("withdrawals")),
        "beaconRoot": None if root is None else data(root, "parentBeaconBlockRoot", 32),
    }


def forkchoice(value):
    """Head, safe and finalized hash; geth reads a missing safe or finalized one as zero."""
    value = members(value, "forkchoiceState")
    zero = "0x" + "00" * 32
    return tuple(
        data(value.get(name, zero), name, 32)
        for name in ("headBlockHash", "safeBlockHash", "finalizedBlockHash"))


def block_of(payload, beacon_root):
    """The block that a payload describes, in the classes of the fork whose members it has.

    Raises when a transaction does not decode or a member has a length that no header allows.
    """
    if payload["withdrawals"] is None:
        fork = forks.load("paris")
    else:
        fork = forks.load("shanghai" if beacon_root is None else "cancun")
    if len(payload["extraData"]) > 32:
        raise ValueError(f"invalid extradata length: {len(payload['extraData'])}")
    if len(payload["logsBloom"]) != 256:
        raise ValueError(f"invalid logsBloom length: {len(payload['logsBloom'])}")
    transactions = [fork.transaction(raw) for raw in payload["transactions"]]
    paid = [fork.withdrawal(*entry) for entry in payload["withdrawals"] or ()]
    header = fork.header({
        "parent_hash": payload["parentHash"],
        "ommers_hash": forks.EMPTY_OMMERS,
        "coinbase": payload["feeRecipient"],
        "state_root": payload["stateRoot"],
        "transactions_root": fork.ordered_root(payload["transactions"]),
        "receipt_root": payload["receiptsRoot"],
        "bloom": payload["logsBloom"],
        "difficulty": 0,
        "number": payload["blockNumber"],
        "gas_limit": payload["gasLimit"],
        "gas_used": payload["gasUsed"],
        "timestamp": payload["timestamp"],
        "extra_data": payload["extraData"],
        "prev_randao": payload["prevRandao"],
        "nonce": bytes(8),
        "base_fee_per_gas": payload["baseFeePerGas"],
        "withdrawals_root": fork.ordered_root([rlp.encode(entry) for entry in paid]),
        "blob_gas_used": payload["blobGasUsed"],
        "excess_blob_gas": payload["excessBlobGas"],
        "parent_beacon_block_root": beacon_root,
    })
    return fork, fork.block(header, transactions, paid)


def withdrawals_json(block):
    return [
        {"index": hex(int(entry.index)), "validatorIndex": hex(int(entry.validator_index)),
         "address": hexed(entry.address), "amount": hex(int(entry.amount))}
        for entry in block.withdrawals]


def transactions_json(block):
    return [hexed(forks.raw_transaction(each)) for each in block.transactions]


def payload_json(fork, block):
    header = block.header
    result = {
        "parentHash": hexed(header.parent_hash),
        "feeRecipient": hexed(header.coinbase),
        "stateRoot": hexed(header.state_root),
        "receiptsRoot": hexed(header.receipt_root),
        "logsBloom": hexed(header.bloom),
        "prevRandao": hexed(header.prev_randao),
        "blockNumber": hex(int(header.number)),
        "gasLimit": hex(int(header.gas_limit)),
        "gasUsed": hex(int(header.gas_used)),
        "timestamp": hex(int(header.timestamp)),
        "extraData": hexed(header.extra_data),
        "baseFeePerGas": hex(int(header.base_fee_per_gas)),
        "blockHash": hexed(forks.block_hash(header)),
        "transactions": transactions_json(block),
    }
    if fork.has_withdrawals:
        result["withdrawals"] = withdrawals_json(block)
    if fork.has_blobs:
        result["blobGasUsed"] = hex(int(header.blob_gas_used))
        result["excessBlobGas"] = hex(int(header.excess_blob_gas))
    return result


def body_json(fork, block):
    return {
        "transactions": transactions_json(block),
        "withdrawals": withdrawals_json(block) if fork.has_withdrawals else None,
    }


def block_json(fork, block, transactions):
    """A block as eth_getBlockBy… answers it; `transactions` are hashes or objects."""
    header = block.header
    result = {
        "baseFeePerGas": hex(int(header.base_fee_per_gas)),
        "difficulty": hex(int(header.difficulty)),
        "extraData": hexed(header.extra_data),
        "gasLimit": hex(int(header.gas_limit)),
        "gasUsed": hex(int(header.gas_used)),
        "hash": hexed(forks.block_hash(header)),
        "logsBloom": hexed(header.bloom),
        "miner": hexed(header.coinbase),
        "mixHash": hexed(header.prev_randao),
        "nonce": hexed(header.nonce),
        "number": hex(int(header.number)),
        "parentHash": hexed(header.parent_hash),
        "receiptsRoot": hexed(header.receipt_root),
        "sha3Uncles": hexed(header.ommers_hash),
        "size": hex(len(rlp.encode(block))),
        "stateRoot": hexed(header.state_root),
        "timestamp": hex(int(header.timestamp)),
        "totalDifficulty": "0x0",
        "transactions": transactions,
        "transactionsRoot": hexed(header.transactions_root),
        "uncles": [],
    }
    if fork.has_withdrawals:
        result["withdrawals"] = withdrawals_json(block)
        result["withdrawalsRoot"] = hexed(header.withdrawals_root)
    if fork.has_blobs:
        result["blobGasUsed"] = hex(int(header.blob_gas_used))
        result["excessBlobGas"] = hex(int(header.excess_blob_gas))
        result["parentBeaconBlockRoot"] = hexed(header.parent_beacon_block_root)
    return result


def transaction_hash(raw):
    return bytes(keccak256(raw))
