"""The chain of blocks: import, fork choice, states; all execution is EELS's own."""

import dataclasses
from typing import Any, Optional

from ethereum_types.numeric import U64

import codec
import forks

ZERO = bytes(32)
KEPT_STATES = 128
KEPT_INVALID = 1024


@dataclasses.dataclass(slots=True)
class Record:
    """A block that was executed and found valid; `state` is dropped when it is old."""

    fork: forks.Fork
    block: Any
    hash: bytes
    state: Optional[Any]
    outcome: Optional[Any] = None

    @property
    def header(self):
        return self.block.header

    @property
    def number(self):
        return int(self.block.header.number)


def status(name, latest_valid=None, error=None):
    return {
        "status": name,
        "latestValidHash": None if latest_valid is None else codec.hexed(latest_valid),
        "validationError": error,
    }


def described(error):
    """An exception as text: EELS raises many of them without a message."""
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


class Chain:
    def __init__(self, genesis):
        self.chain_id = U64(genesis.chain_id)
        self.schedule = genesis.schedule
        first = Record(
            genesis.fork, genesis.block, forks.block_hash(genesis.block.header), genesis.state)
        self.genesis = first
        self.records = {first.hash: first}
        self.canonical = [first.hash]
        self.safe = self.finalized = None
        self.places = {}
        self.invalid = {}
        self.with_state = []

    @property
    def head(self):
        return self.records[self.canonical[-1]]

    def is_canonical(self, record):
        return (record.number < len(self.canonical)
                and self.canonical[record.number] == record.hash)

    # Import

    def import_payload(self, payload, versioned_hashes, beacon_root):
        """newPayload after its structure and fork were checked: a payload status."""
        try:
            fork, block = codec.block_of(payload, beacon_root)
            self.check_versioned_hashes(fork, block, versioned_hashes)
        except Exception as error:  # EELS raises far more than InvalidBlock
            return status("INVALID", None, described(error))
        hash = forks.block_hash(block.header)
        if hash != payload["blockHash"]:
            return status("INVALID", None, "blockhash mismatch, want "
                          f"{payload['blockHash'].hex()}, got {hash.hex()}")
        if hash in self.records:
            return status("VALID", hash)
        if hash in self.invalid:
            return self.rejected(hash)
        parent = self.records.get(payload["parentHash"])
        if parent is None:
            if payload["parentHash"] in self.invalid:
                self.remember_invalid(hash, self.invalid[payload["parentHash"]])
                return self.rejected(hash)
            return status("SYNCING")
        try:
            state = self.execute(parent, fork, block)
        except Exception as error:
            self.remember_invalid(hash, parent.hash)
            return status("INVALID", parent.hash, described(error))
        self.add(Record(fork, block, hash, state))
        return status("VALID", hash)

    def check_versioned_hashes(self, fork, block, given):
        found = []
        for transaction in block.transactions:
            if isinstance(transaction, bytes) and transaction[0] == 3:
                decoded = fork.transactions.decode_transaction(transaction)
                found.extend(bytes(hash) for hash in decoded.blob_versioned_hashes)
        if found != (given or []):
            raise ValueError("versioned hashes are not those of the blob transactions")

    def rejected(self, hash):
        return status("INVALID", self.invalid[hash], "links to previously rejected block")

    def remember_invalid(self, hash, latest_valid):
        self.invalid[hash] = latest_valid
        while len(self.invalid) > KEPT_INVALID:
            del self.invalid[next(iter(self.invalid))]

    def execute(self, parent, fork, block):
        """The state after a block; raises whatever EELS raises when the block is invalid."""
        expected = self.schedule.at(int(block.header.timestamp))
        if fork.name != expected:
            raise ValueError(f"a {fork.name} header at a timestamp of {expected}")
        chain = fork.fork.BlockChain(
            blocks=self.ancestors(parent), state=self.state_after(parent, fork),
            chain_id=self.chain_id)
        fork.fork.state_transition(chain, block)
        return chain.state

    def add(self, record):
        self.records[record.hash] = record
        for index, transaction in enumerate(record.block.transactions):
            hash = codec.transaction_hash(forks.raw_transaction(transaction))
            self.places.setdefault(hash, []).append((record.hash, index))
        self.keep_state(record)

    def keep_state(self, record):
        self.with_state.append(record)
        if len(self.with_state) > KEPT_STATES:
            self.with_state.pop(0).state = None

    # States

    def ancestors(self, record):
        """Up to 255 blocks that end with this one, for EELS's BlockChain."""
        blocks = [record.block]
        while len(blocks) < 255 and record.number > 0:
            record = self.records[bytes(record.header.parent_hash)]
            blocks.append(record.block)
        return blocks[::-1]

    def state_of(self, record):
        """The state after a block, executed again from an older one when it was dropped."""
        missing = []
        while record.state is None:
            missing.append(record)
            record = self.records[bytes(record.header.parent_hash)]
        for later in reversed(missing):
            later.state = self.execute(record, later.fork, later.block)
            self.keep_state(later)
            record = later
        return record.state

    def state_after(self, record, fork):
        """A copy of the state after a block, to be changed by a block of a fork."""
        state = self.state_of(record)
        return fork.copy_state(state) if fork is record.fork else fork.adopt_state(state)

    def environment(self, parent, fork, state, values):
        """EELS's BlockEnvironment for a child of `parent`; `values` has the header's members."""
        chain = fork.fork.BlockChain(self.ancestors(parent), state, self.chain_id)
        typed = {name: fork.header_types[name](values[name]) for name in (
            "coinbase", "number", "base_fee_per_gas", "prev_randao")}
        if fork.has_blobs:
            typed |= {name: fork.header_types[name](values[name]) for name in (
                "excess_blob_gas", "parent_beacon_block_root")}
        return fork.vm.BlockEnvironment(
            chain_id=self.chain_id, state=state,
            block_gas_limit=fork.header_types["gas_limit"](values["gas_limit"]),
            block_hashes=fork.fork.get_last_256_block_hashes(chain),
            time=fork.header_types["timestamp"](values["timestamp"]), **typed)

    def outcome(self, record):
        """EELS's BlockOutput of a block (its receipts), by executing it once more."""
        if record.outcome is None and record.number > 0:
            parent = self.records[bytes(record.header.parent_hash)]
            header = record.header
            values = {name: getattr(header, name) for name in record.fork.header_types}
            environment = self.environment(
                parent, record.fork, self.state_after(parent, record.fork), values)
            body = [environment, record.block.transactions]
            if record.fork.has_withdrawals:
                body.append(record.block.withdrawals)
            record.outcome = record.fork.fork.apply_body(*body)
        return record.outcome

    # Fork choice

    def choose(self, head, safe, finalized):
        """Applies a forkchoice state: a payload status, and the head when one can be built on.

        As geth does it: the head is applied before the other hashes are found wrong, and an
        older canonical block as head is answered VALID and changes nothing.
        """
        if head == ZERO:
            return status("INVALID"), None
        record = self.records.get(head)
        if record is None:
            return (self.rejected(head) if head in self.invalid else status("SYNCING")), None
        if self.is_canonical(record) and record is not self.head:
            return status("VALID", head), None
        self.set_head(record)
        self.finalized = self.chosen("final", finalized) or self.finalized
        self.safe = self.chosen("safe", safe) or self.safe
        return status("VALID", head), record

    def chosen(self, name, hash):
        if hash == ZERO:
            return None
        record = self.records.get(hash)
        if record is None:
            detail = f"{name} block not available in database"
        elif not self.is_canonical(record):
            detail = f"{name} block not in canonical chain"
        else:
            return record
        raise codec.RPCError(-38002, "Invalid forkchoice state", detail)

    def set_head(self, record):
        branch = []
        while not self.is_canonical(record):
            branch.append(record.hash)
            record = self.records[bytes(record.header.parent_hash)]
        del self.canonical[record.number + 1:]
        self.canonical.extend(reversed(branch))

    # Look-up

    def by_number(self, number):
        if number >= len(self.canonical):
            return None
        return self.records[self.canonical[number]]

    def by_tag(self, tag):
        """The canonical block that eth_ methods name by tag or number, or None."""
        if tag in ("latest", "pending"):
            return self.head
        if tag == "earliest":
            return self.genesis
        if tag in ("safe", "finalized"):
            record = self.safe if tag == "safe" else self.finalized
            if record is None:
                raise codec.RPCError(-32000, f"{tag} block not found")
            return record
        return self.by_number(codec.quantity(tag, "block number"))
