"""The few eth_ methods that a consensus node, a test or an operator asks an engine."""

from ethereum_rlp import rlp
from ethereum_types.numeric import Uint

import codec
import forks
from ethereum.crypto.hash import keccak256


def transaction_json(chain, record, index):
    form = record.block.transactions[index]
    raw = forks.raw_transaction(form)
    decoded = record.fork.transactions.decode_transaction(form)
    sender = record.fork.transactions.recover_sender(chain.chain_id, decoded)
    typed = isinstance(form, bytes)
    result = {
        "blockHash": codec.hexed(record.hash),
        "blockNumber": hex(record.number),
        "transactionIndex": hex(index),
        "hash": codec.hexed(codec.transaction_hash(raw)),
        "type": hex(raw[0] if typed else 0),
        "from": codec.hexed(sender),
        "to": codec.hexed(decoded.to) if decoded.to else None,
        "nonce": hex(int(decoded.nonce)),
        "gas": hex(int(decoded.gas)),
        "value": hex(int(decoded.value)),
        "input": codec.hexed(decoded.data),
        "v": hex(int(decoded.y_parity if typed else decoded.v)),
        "r": hex(int(decoded.r)),
        "s": hex(int(decoded.s)),
        "gasPrice": hex(price(decoded, record)),
    }
    if typed:
        result["chainId"] = hex(int(decoded.chain_id))
        result["yParity"] = result["v"]
        result["accessList"] = [
            {"address": codec.hexed(access.account),
             "storageKeys": [codec.hexed(slot) for slot in access.slots]}
            for access in decoded.access_list]
    if hasattr(decoded, "max_fee_per_gas"):
        result["maxFeePerGas"] = hex(int(decoded.max_fee_per_gas))
        result["maxPriorityFeePerGas"] = hex(int(decoded.max_priority_fee_per_gas))
    if hasattr(decoded, "blob_versioned_hashes"):
        result["maxFeePerBlobGas"] = hex(int(decoded.max_fee_per_blob_gas))
        result["blobVersionedHashes"] = [
            codec.hexed(hash) for hash in decoded.blob_versioned_hashes]
    return result


def price(decoded, record):
    """The price that a transaction of a block pays for each unit of gas."""
    if not hasattr(decoded, "max_fee_per_gas"):
        return int(decoded.gas_price)
    base_fee = int(record.header.base_fee_per_gas)
    return min(
        int(decoded.max_fee_per_gas), base_fee + int(decoded.max_priority_fee_per_gas))


class Reads:
    def __init__(self, chain, builder):
        self.chain, self.builder = chain, builder

    def table(self):
        return {
            "eth_chainId": (lambda: hex(int(self.chain.chain_id)), 0, 0),
            "eth_blockNumber": (lambda: hex(self.chain.head.number), 0, 0),
            "eth_syncing": (lambda: False, 0, 0),
            "eth_getBlockByNumber": (self.block_by_number, 1, 2),
            "eth_getBlockByHash": (self.block_by_hash, 1, 2),
            "eth_getTransactionReceipt": (self.receipt, 1, 1),
            "eth_sendRawTransaction": (self.send, 1, 1),
            "eth_getBalance": (self.balance, 1, 2),
            "eth_getTransactionCount": (self.count, 1, 2),
            "eth_getCode": (self.code, 1, 2),
        }

    def block_by_number(self, tag, full=False):
        return self.block(self.chain.by_tag(tag), full)

    def block_by_hash(self, hash, full=False):
        return self.block(self.chain.records.get(codec.data(hash, "hash", 32)), full)

    def block(self, record, full):
        if record is None:
            return None
        if full:
            count = len(record.block.transactions)
            entries = [transaction_json(self.chain, record, index) for index in range(count)]
        else:
            entries = [
                codec.hexed(codec.transaction_hash(forks.raw_transaction(each)))
                for each in record.block.transactions]
        return codec.block_json(record.fork, record.block, entries)

    def send(self, raw):
        return codec.hexed(self.builder.pool.add(self.chain, codec.data(raw, "transaction")))

    def account(self, address, tag):
        record = self.chain.by_tag("latest" if tag is None else tag)
        if record is None:
            raise codec.RPCError(-32000, "header not found")
        address = record.fork.fork_types.Address(codec.data(address, "address", 20))
        return record.fork.state.get_account(self.chain.state_of(record), address)

    def balance(self, address, tag=None):
        return hex(int(self.account(address, tag).balance))

    def code(self, address, tag=None):
        return codec.hexed(self.account(address, tag).code)

    def count(self, address, tag=None):
        nonce = int(self.account(address, tag).nonce)
        if tag == "pending":
            sender = codec.data(address, "address", 20)
            nonce = self.builder.pool.next_nonce(sender, nonce)
        return hex(nonce)

    def receipt(self, hash):
        for block_hash, index in self.chain.places.get(codec.data(hash, "hash", 32), ()):
            record = self.chain.records[block_hash]
            if self.chain.is_canonical(record):
                return self.receipt_json(record, index)
        return None

    def receipt_json(self, record, index):
        receipts = self.receipts(record)
        found = receipts[index]
        before = int(receipts[index - 1].cumulative_gas_used) if index else 0
        earlier_logs = sum(len(each.logs) for each in receipts[:index])
        transaction = transaction_json(self.chain, record, index)
        place = {
            "blockHash": transaction["blockHash"], "blockNumber": transaction["blockNumber"],
            "transactionHash": transaction["hash"], "transactionIndex": hex(index),
        }
        created = None
        if transaction["to"] is None:
            sender = codec.data(transaction["from"], "from", 20)
            nonce = Uint(int(transaction["nonce"], 16))
            created = codec.hexed(keccak256(rlp.encode((sender, nonce)))[12:])
        return place | {
            "type": transaction["type"],
            "from": transaction["from"],
            "to": transaction["to"],
            "contractAddress": created,
            "status": hex(int(found.succeeded)),
            "gasUsed": hex(int(found.cumulative_gas_used) - before),
            "cumulativeGasUsed": hex(int(found.cumulative_gas_used)),
            "effectiveGasPrice": transaction["gasPrice"],
            "logsBloom": codec.hexed(found.bloom),
            "logs": [
                place | {
                    "address": codec.hexed(log.address),
                    "topics": [codec.hexed(topic) for topic in log.topics],
                    "data": codec.hexed(log.data),
                    "logIndex": hex(earlier_logs + position),
                    "removed": False,
                } for position, log in enumerate(found.logs)],
        }

    def receipts(self, record):
        output = self.chain.outcome(record)
        fork = record.fork
        return [
            fork.blocks.decode_receipt(fork.trie.trie_get(output.receipts_trie, key))
            for key in output.receipt_keys]
