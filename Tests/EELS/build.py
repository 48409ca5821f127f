"""Pooled transactions and the building of payloads from payload attributes."""

import dataclasses
import hashlib
from typing import Any, Optional

from ethereum_rlp import rlp
from ethereum_types.numeric import Uint

import codec
import forks

GAS_CEILING = 30_000_000
KEPT_BUILDS = 10
POOL_LIMIT = 4096


def payload_id(version, parent, attributes):
    """geth's scheme: the version, then 7 bytes of a SHA-256 over the parent and attributes."""
    digest = hashlib.sha256()
    digest.update(parent)
    digest.update(attributes["timestamp"].to_bytes(8, "big"))
    digest.update(attributes["prevRandao"])
    digest.update(attributes["feeRecipient"])
    entries = [
        (Uint(index), Uint(validator), address, Uint(amount))
        for index, validator, address, amount in attributes["withdrawals"] or ()]
    digest.update(rlp.encode(entries))
    if attributes["beaconRoot"] is not None:
        digest.update(attributes["beaconRoot"])
    return bytes([version]) + digest.digest()[1:8]


def gas_limit_after(parent_limit):
    """geth's CalcGasLimit towards its default ceiling."""
    step = parent_limit // 1024 - 1
    if parent_limit < GAS_CEILING:
        return min(parent_limit + step, GAS_CEILING)
    return max(parent_limit - step, GAS_CEILING)


def tip(transaction, base_fee):
    """What a transaction pays the fee recipient for each unit of gas; negative: too cheap."""
    if hasattr(transaction, "max_fee_per_gas"):
        most = int(transaction.max_fee_per_gas) - base_fee
        return min(int(transaction.max_priority_fee_per_gas), most)
    return int(transaction.gas_price) - base_fee


class Pool:
    """Transactions by sender and nonce; what a block took stays, since a reorg may need it."""

    def __init__(self):
        self.senders = {}
        self.size = 0

    def add(self, chain, raw):
        """Checks a raw transaction against the head and keeps it: its hash."""
        head = chain.head
        fork = forks.load(chain.schedule.at(int(head.header.timestamp)))
        if raw[:1] == b"\x03":
            raise codec.RPCError(-32000, "blob transactions are not pooled here")
        try:
            transaction = fork.transactions.decode_transaction(fork.transaction(raw))
            fork.transactions.validate_transaction(transaction)
            sender = bytes(fork.transactions.recover_sender(chain.chain_id, transaction))
        except Exception as error:
            raise codec.RPCError(-32000, f"{type(error).__name__}: {error}") from error
        if getattr(transaction, "chain_id", chain.chain_id) != chain.chain_id:
            raise codec.RPCError(-32000, "invalid chain id for signer")
        account = fork.state.get_account(
            chain.state_of(head), fork.fork_types.Address(sender))
        nonce = int(transaction.nonce)
        if nonce < int(account.nonce):
            raise codec.RPCError(-32000, f"nonce too low: next nonce {int(account.nonce)}")
        self.keep(sender, nonce, raw, transaction)
        return codec.transaction_hash(raw)

    def keep(self, sender, nonce, raw, transaction):
        queue = self.senders.setdefault(sender, {})
        old = queue.get(nonce)
        if old is None:
            if self.size >= POOL_LIMIT:
                raise codec.RPCError(-32000, "txpool is full")
            self.size += 1
        elif old[0] == raw:
            raise codec.RPCError(-32000, "already known")
        elif tip(transaction, 0) <= tip(old[1], 0):
            raise codec.RPCError(-32000, "replacement transaction underpriced")
        queue[nonce] = (raw, transaction)

    def drop(self, sender, nonce):
        if self.senders.get(sender, {}).pop(nonce, None) is not None:
            self.size -= 1

    def next_nonce(self, sender, nonce):
        queue = self.senders.get(sender, {})
        while nonce in queue:
            nonce += 1
        return nonce


@dataclasses.dataclass(slots=True)
class Build:
    """A started build; it takes its transactions when it is first asked for, then is frozen."""

    version: int
    parent: Any
    attributes: dict
    fork: forks.Fork
    block: Optional[Any] = None
    value: int = 0


class Builder:
    def __init__(self, chain, extra_data):
        self.chain, self.extra_data = chain, extra_data
        self.pool = Pool()
        self.builds = {}

    def start(self, version, parent, attributes):
        """Notes a build and answers its payload id."""
        time = int(parent.header.timestamp)
        if attributes["timestamp"] <= time:
            raise codec.RPCError(
                -38003, "Invalid payload attributes",
                f"invalid timestamp, parent {time} given {attributes['timestamp']}")
        id = payload_id(version, parent.hash, attributes)
        if id not in self.builds:
            fork = forks.load(self.chain.schedule.at(attributes["timestamp"]))
            self.builds[id] = Build(version, parent, attributes, fork)
            while len(self.builds) > KEPT_BUILDS:
                del self.builds[next(iter(self.builds))]
        return id

    def finish(self, id):
        build = self.builds.get(id)
        if build is None:
            raise codec.RPCError(-38001, "Unknown payload")
        if build.block is None:
            build.block, build.value = self.assemble(build)
        return build

    def header_values(self, build):
        """The child's header members that are known before its execution."""
        fork, parent, attributes = build.fork, build.parent.header, build.attributes
        limit = gas_limit_after(int(parent.gas_limit))
        values = {
            "parent_hash": build.parent.hash, "ommers_hash": forks.EMPTY_OMMERS,
            "coinbase": attributes["feeRecipient"], "difficulty": 0,
            "number": int(parent.number) + 1, "gas_limit": limit,
            "timestamp": attributes["timestamp"], "extra_data": self.extra_data,
            "prev_randao": attributes["prevRandao"], "nonce": bytes(8),
            "base_fee_per_gas": fork.fork.calculate_base_fee_per_gas(
                Uint(limit), parent.gas_limit, parent.gas_used, parent.base_fee_per_gas),
        }
        if fork.has_blobs:
            values["excess_blob_gas"] = fork.vm.gas.calculate_excess_blob_gas(parent)
            values["parent_beacon_block_root"] = attributes["beaconRoot"]
        return values

    def assemble(self, build):
        fork = build.fork
        values = self.header_values(build)
        state = self.chain.state_after(build.parent, fork)
        environment = self.chain.environment(build.parent, fork, state, values)
        output = fork.vm.BlockOutput()
        if fork.has_blobs:
            fork.fork.process_unchecked_system_transaction(
                environment, fork.fork.BEACON_ROOTS_ADDRESS,
                environment.parent_beacon_block_root)
        included, value = self.fill(fork, environment, output)
        paid = []
        if fork.has_withdrawals:
            paid = [fork.withdrawal(*entry) for entry in build.attributes["withdrawals"]]
            fork.fork.process_withdrawals(environment, output, tuple(paid))
            values["withdrawals_root"] = fork.trie.root(output.withdrawals_trie)
        if fork.has_blobs:
            values["blob_gas_used"] = output.blob_gas_used
        values["state_root"] = fork.state.state_root(state)
        values["transactions_root"] = fork.trie.root(output.transactions_trie)
        values["receipt_root"] = fork.trie.root(output.receipts_trie)
        values["bloom"] = fork.fork.logs_bloom(output.block_logs)
        values["gas_used"] = output.block_gas_used
        return fork.block(fork.header(values), included, paid), value

    def fill(self, fork, environment, output):
        """Executes pooled transactions, the best paying sender first: they and their tips."""
        base_fee = int(environment.base_fee_per_gas)
        ready = {}
        for sender in self.pool.senders:
            self.advance(ready, fork, environment, sender, base_fee)
        included, value = [], 0
        while ready:
            sender = max(ready, key=lambda each: ready[each][0])
            paid, nonce, raw = ready.pop(sender)
            form = fork.transaction(raw)
            transaction = fork.transactions.decode_transaction(form)
            try:
                # Checked first: process_transaction writes to the trie before it validates.
                fork.transactions.validate_transaction(transaction)
                fork.fork.check_transaction(environment, output, transaction)
            except Exception:  # not now: this sender's later ones cannot go in either
                continue
            before = int(output.block_gas_used)
            try:
                fork.fork.process_transaction(
                    environment, output, transaction, Uint(len(included)))
            except Exception as error:
                self.pool.drop(sender, nonce)
                raise codec.RPCError(-32000, f"building failed: {error!r}") from error
            value += paid * (int(output.block_gas_used) - before)
            included.append(form)
            self.advance(ready, fork, environment, sender, base_fee)
        return included, value

    def advance(self, ready, fork, environment, sender, base_fee):
        """Puts a sender's next transaction among the ready ones when it pays the base fee."""
        account = fork.state.get_account(environment.state, fork.fork_types.Address(sender))
        nonce = int(account.nonce)
        found = self.pool.senders[sender].get(nonce)
        if found is not None:
            raw, transaction = found
            paid = tip(transaction, base_fee)
            if paid >= 0:
                ready[sender] = (paid, nonce, raw)
