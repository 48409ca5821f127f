"""Makes the fixtures of the end-to-end tests: two geth genesis files and signed transfers.

    transactions.py FOLDER      (writes genesis-shanghai.json, genesis-cancun.json and
                                 shanghai-transactions.json; the same bytes at each run)

Block n is at 1700000000 + 12 n; in the second genesis Cancun starts with block 8. Account and
recipients follow from the texts below, so the key exists for the chain of these tests only.
"""

import json
import pathlib
import sys

import coincurve
from ethereum.crypto.hash import keccak256
from ethereum.forks.shanghai.transactions import (
    FeeMarketTransaction, LegacyTransaction, recover_sender, signing_hash_155, signing_hash_1559)
from ethereum_rlp import rlp
from ethereum_types.bytes import Bytes20
from ethereum_types.numeric import U64, U256, Uint

CHAIN_ID = 32382
GENESIS_TIME = 1_700_000_000
SLOT = 12
CANCUN_BLOCK = 8
COUNT = 60
GWEI = 10**9
FUNDS = 10**24

BEACON_ROOTS = {
    "0x000F3df6D732807Ef1319fB7B8bB8522d0Beac02": {
        "balance": "0x0",
        "nonce": "0x1",
        "code": "0x3373fffffffffffffffffffffffffffffffffffffffe14604d57602036146024575f5ffd5b5f"
                "35801560495762001fff810690815414603c575f5ffd5b62001fff01545f5260205ff35b5f5ffd"
                "5b62001fff42064281555f359062001fff015500",
    }
}

KEY = coincurve.PrivateKey(bytes(keccak256(b"end-to-end test account")))


def address_of(key):
    return Bytes20(keccak256(key.public_key.format(compressed=False)[1:])[12:])


def genesis(cancun_time, alloc):
    config = {"chainId": CHAIN_ID}
    for name in ("homestead", "eip150", "eip155", "eip158", "byzantium", "constantinople",
                 "petersburg", "istanbul", "berlin", "london", "mergeNetsplit"):
        config[f"{name}Block"] = 0
    config |= {
        "terminalTotalDifficulty": 0, "terminalTotalDifficultyPassed": True, "shanghaiTime": 0}
    if cancun_time is not None:
        config["cancunTime"] = cancun_time
    return {
        "config": config,
        "nonce": "0x0",
        "timestamp": hex(GENESIS_TIME),
        "extraData": "0x",
        "gasLimit": hex(30_000_000),
        "difficulty": "0x0",
        "mixHash": "0x" + "00" * 32,
        "coinbase": "0x" + "00" * 20,
        "alloc": {"0x" + address_of(KEY).hex(): {"balance": hex(FUNDS)}} | alloc,
        "baseFeePerGas": hex(GWEI),
    }


def signature(hash):
    """v without an offset, r and s; deterministic (RFC 6979)."""
    raw = KEY.sign_recoverable(hash, hasher=None)
    return raw[64], U256.from_be_bytes(raw[:32]), U256.from_be_bytes(raw[32:64])


def transfer(nonce):
    """A signed transfer: every third legacy, the others EIP-1559; a few carry data."""
    to = Bytes20(keccak256(b"recipient %d" % (nonce % 7))[12:])
    data = b"" if nonce % 4 else bytes(range(nonce % 32 + 1))
    fields = {
        "nonce": U256(nonce), "gas": Uint(21_000 + 16 * len(data)), "to": to,
        "value": U256((nonce + 1) * 10**15), "data": data, "r": U256(0), "s": U256(0)}
    if nonce % 3 == 2:
        fields["gas_price"] = Uint(20 * GWEI)
        unsigned = LegacyTransaction(v=U256(0), **fields)
        parity, r, s = signature(signing_hash_155(unsigned, U64(CHAIN_ID)))
        signed = LegacyTransaction(
            **fields | {"v": U256(35 + 2 * CHAIN_ID + parity), "r": r, "s": s})
        raw = rlp.encode(signed)
    else:
        fields |= {
            "chain_id": U64(CHAIN_ID), "access_list": (),
            "max_priority_fee_per_gas": Uint((1 + nonce % 2) * GWEI),
            "max_fee_per_gas": Uint(100 * GWEI)}
        unsigned = FeeMarketTransaction(y_parity=U256(0), **fields)
        parity, r, s = signature(signing_hash_1559(unsigned))
        signed = FeeMarketTransaction(**fields | {"y_parity": U256(parity), "r": r, "s": s})
        raw = b"\x02" + rlp.encode(signed)
    if recover_sender(U64(CHAIN_ID), signed) != address_of(KEY):
        raise ValueError(f"transfer {nonce} is not signed by the account")
    return raw


def write(folder, name, value):
    text = json.dumps(value, indent=1) + "\n"
    (folder / name).write_text(text, encoding="utf-8")


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: transactions.py FOLDER")
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    write(folder, "genesis-shanghai.json", genesis(None, {}))
    cancun = genesis(GENESIS_TIME + SLOT * CANCUN_BLOCK, BEACON_ROOTS)
    write(folder, "genesis-cancun.json", cancun)
    transfers = [transfer(nonce) for nonce in range(COUNT)]
    write(folder, "shanghai-transactions.json", {
        "chainId": hex(CHAIN_ID),
        "account": "0x" + address_of(KEY).hex(),
        "transactions": ["0x" + raw.hex() for raw in transfers],
        "hashes": ["0x" + keccak256(raw).hex() for raw in transfers],
    })


if __name__ == "__main__":
    main()
