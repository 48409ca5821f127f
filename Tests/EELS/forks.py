"""One face for the forks of the Ethereum Execution Layer Specification.

Each fork of EELS brings its own classes; this module loads a fork on first use and makes its
headers, blocks, transactions and states from plain Python values.
"""

import functools
import importlib

from ethereum.crypto.hash import keccak256
from ethereum_rlp import rlp
from ethereum_types.bytes import Bytes8, Bytes20, Bytes32, Bytes256
from ethereum_types.numeric import U64, U256, Uint

EMPTY_ROOT = bytes.fromhex("56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421")
EMPTY_OMMERS = keccak256(rlp.encode(()))

HEADER_TYPES = {
    "parent_hash": Bytes32, "ommers_hash": Bytes32, "coinbase": Bytes20, "state_root": Bytes32,
    "transactions_root": Bytes32, "receipt_root": Bytes32, "bloom": Bytes256, "difficulty": Uint,
    "number": Uint, "gas_limit": Uint, "gas_used": Uint, "timestamp": U256, "extra_data": bytes,
    "prev_randao": Bytes32, "nonce": Bytes8, "base_fee_per_gas": Uint,
}
WITHDRAWALS_TYPES = {"withdrawals_root": Bytes32}
BLOB_TYPES = {
    "blob_gas_used": U64, "excess_blob_gas": U64, "parent_beacon_block_root": Bytes32,
}


class Fork:
    """The modules of one fork: "paris", "shanghai" or "cancun"."""

    def __init__(self, name):
        self.name = name
        for part in ("fork", "blocks", "state", "trie", "transactions", "fork_types", "vm"):
            setattr(self, part, importlib.import_module(f"ethereum.forks.{name}.{part}"))
        self.has_withdrawals = name != "paris"
        self.has_blobs = name == "cancun"
        self.header_types = dict(HEADER_TYPES)
        if self.has_withdrawals:
            self.header_types |= WITHDRAWALS_TYPES
        if self.has_blobs:
            self.header_types |= BLOB_TYPES

    def header(self, values):
        typed = {name: make(values[name]) for name, make in self.header_types.items()}
        return self.blocks.Header(**typed)

    def block(self, header, transactions, withdrawals):
        values = {"header": header, "transactions": tuple(transactions), "ommers": ()}
        if self.has_withdrawals:
            values["withdrawals"] = tuple(withdrawals)
        return self.blocks.Block(**values)

    def withdrawal(self, index, validator_index, address, amount):
        return self.blocks.Withdrawal(
            U64(index), U64(validator_index), Bytes20(address), U256(amount))

    def ordered_root(self, items):
        """The root of a trie that is keyed by index, as for transactions and withdrawals."""
        trie = self.trie.Trie(secured=False, default=None)
        for index, item in enumerate(items):
            self.trie.trie_set(trie, rlp.encode(Uint(index)), item)
        return self.trie.root(trie)

    def transaction(self, raw):
        """The block's form of a raw transaction; raises when it does not decode."""
        if len(raw) == 0:
            raise ValueError("empty transaction")
        if raw[0] >= 0xC0:
            return rlp.decode_to(self.transactions.LegacyTransaction, raw)
        self.transactions.decode_transaction(raw)
        return raw

    def copy_state(self, state):
        copy = self.state.State()
        copy._main_trie = self.trie.copy_trie(state._main_trie)
        copy._storage_tries = {
            address: self.trie.copy_trie(trie) for address, trie in state._storage_tries.items()
        }
        return copy

    def adopt_state(self, state):
        """A state of an earlier fork in this fork's classes."""
        account = self.fork_types.Account
        copy = self.state.State()
        copy._main_trie._data.update(
            (address, account(old.nonce, old.balance, old.code))
            for address, old in state._main_trie._data.items())
        for address, trie in state._storage_tries.items():
            copy._storage_tries[address] = self.trie.Trie(
                secured=True, default=U256(0), _data=dict(trie._data))
        return copy


@functools.cache
def load(name):
    return Fork(name)


def block_hash(header):
    return bytes(keccak256(rlp.encode(header)))


def raw_transaction(transaction):
    """A transaction of a block as it is sent and hashed."""
    return transaction if isinstance(transaction, bytes) else rlp.encode(transaction)


class Schedule:
    """Which fork a timestamp belongs to, by a geth genesis file's `config`."""

    def __init__(self, config):
        for later in ("pragueTime", "osakaTime", "verkleTime"):
            if config.get(later) is not None:
                raise ValueError(f"genesis: config.{later}: this engine knows forks up to Cancun")
        self.shanghai = config.get("shanghaiTime")
        self.cancun = config.get("cancunTime")

    def at(self, timestamp):
        if self.cancun is not None and timestamp >= self.cancun:
            return "cancun"
        if self.shanghai is not None and timestamp >= self.shanghai:
            return "shanghai"
        return "paris"

    def names(self, start):
        """The forks that a chain can reach from a timestamp on."""
        reached = [self.at(start)]
        for name, time in (("shanghai", self.shanghai), ("cancun", self.cancun)):
            if time is not None and time > start:
                reached.append(name)
        return reached
