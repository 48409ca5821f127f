"""Reads a geth genesis file: fork schedule, chain id, genesis block and state."""

from ethereum_types.bytes import Bytes20, Bytes32
from ethereum_types.numeric import U256, Uint

import forks


def number(value):
    """A number as geth's genesis files write it: JSON number, decimal or 0x-prefixed string."""
    if isinstance(value, int):
        return value
    return int(value, 16) if value.lower().startswith("0x") else int(value or "0")


def data(value, size=None):
    """Bytes from hex; the prefix may be missing and short values are padded at the left."""
    digits = value[2:] if value.lower().startswith("0x") else value
    raw = bytes.fromhex(digits if len(digits) % 2 == 0 else "0" + digits)
    if size is not None and len(raw) > size:
        raise ValueError(f"genesis: {len(raw)} bytes where {size} fit")
    return raw if size is None else raw.rjust(size, b"\0")


def state_of(fork, alloc):
    state = fork.state.State()
    for text, entry in alloc.items():
        address = Bytes20(data(text, 20))
        account = fork.fork_types.Account(
            nonce=Uint(number(entry.get("nonce", 0))),
            balance=U256(number(entry.get("balance", 0))),
            code=data(entry.get("code") or "0x"))
        fork.state.set_account(state, address, account)
        for key, value in (entry.get("storage") or {}).items():
            fork.state.set_storage(
                state, address, Bytes32(data(key, 32)), U256(number(value)))
    return state


class Genesis:
    """What a geth genesis file says, and the block that follows from it."""

    def __init__(self, source):
        config = source["config"]
        self.chain_id = number(config["chainId"])
        self.schedule = forks.Schedule(config)
        timestamp = number(source.get("timestamp", 0))
        self.fork = forks.load(self.schedule.at(timestamp))
        self.state = state_of(self.fork, source.get("alloc", {}))
        zero = bytes(32)
        header = self.fork.header({
            "parent_hash": data(source.get("parentHash", "0x"), 32),
            "ommers_hash": forks.EMPTY_OMMERS,
            "coinbase": data(source.get("coinbase", "0x"), 20),
            "state_root": self.fork.state.state_root(self.state),
            "transactions_root": forks.EMPTY_ROOT,
            "receipt_root": forks.EMPTY_ROOT,
            "bloom": bytes(256),
            "difficulty": number(source.get("difficulty", 0)),
            "number": number(source.get("number", 0)),
            "gas_limit": number(source["gasLimit"]),
            "gas_used": number(source.get("gasUsed", 0)),
            "timestamp": timestamp,
            "extra_data": data(source.get("extraData", "0x")),
            "prev_randao": data(source.get("mixHash", "0x"), 32),
            "nonce": data(source.get("nonce", "0x"), 8),
            "base_fee_per_gas": number(source.get("baseFeePerGas") or 10**9),
            "withdrawals_root": forks.EMPTY_ROOT,
            "blob_gas_used": number(source.get("blobGasUsed") or 0),
            "excess_blob_gas": number(source.get("excessBlobGas") or 0),
            "parent_beacon_block_root": zero,
        })
        self.block = self.fork.block(header, (), ())
        for name in self.schedule.names(timestamp):
            forks.load(name)
