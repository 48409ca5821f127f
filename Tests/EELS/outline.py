"""Requests and answers outlined for the log, as the Chronicle module outlines them."""

import re

import rpc
from ethereum.crypto.hash import keccak256

FAMILY = re.compile(r"(engine_(?:newPayload|forkchoiceUpdated|getPayload))V[1-9]")
HASH = re.compile(r"0x[0-9a-fA-F]{64}")
ZERO = "0x" + "00" * 32
DENEB_MEMBERS = ("blobGasUsed", "excessBlobGas")


def digest(value, without=()):
    """Sixteen hex digits that stand for a JSON value; CanonicalDigest.swift says how."""
    parts = []
    canonical(value, without, parts)
    return keccak256("".join(parts).encode("utf-8", "surrogatepass"))[:8].hex()


def canonical(value, without, parts):
    if value is None:
        parts.append("n")
    elif isinstance(value, bool):
        parts.append("t" if value else "f")
    elif isinstance(value, str):
        length = len(value.encode("utf-8", "surrogatepass"))
        text = lowered(value) if value.startswith("0x") else value
        parts.append('"%d:%s' % (length, text))
    elif isinstance(value, list):
        parts.append("[")
        for each in value:
            canonical(each, (), parts)
        parts.append("]")
    elif isinstance(value, dict):
        parts.append("{")
        for name in sorted(value):
            if value[name] is not None and name not in without:
                canonical(name, (), parts)
                canonical(value[name], (), parts)
        parts.append("}")
    else:
        parts.append("#%s;" % (value.text if isinstance(value, rpc.Number) else value))


def lowered(text):
    return text.lower() if text.isascii() else re.sub("[A-Z]", lambda hit: hit[0].lower(), text)


def subject(method, params):
    """What a request is about; of what cannot be read the digest of the parameters."""
    if not isinstance(params, list):
        params = []
    found = FAMILY.fullmatch(method or "")
    first = params[0] if params else None
    known = None
    if found and found[1] == "engine_newPayload":
        known = new_payload(first)
    elif found and found[1] == "engine_forkchoiceUpdated":
        known = forkchoice_updated(first, params[1] if len(params) > 1 else None)
    elif found and isinstance(first, str) and len(first.encode()) <= 66:
        known = {"payloadId": first.lower()}
    return known or {"params": digest(params)}


def new_payload(payload):
    if not isinstance(payload, dict) or not hash_of(payload, "blockHash"):
        return None
    return {"blockHash": payload["blockHash"], "parentHash": hash_of(payload, "parentHash")}


def forkchoice_updated(state, attributes):
    if not isinstance(state, dict):
        return None
    names = ("headBlockHash", "safeBlockHash", "finalizedBlockHash")
    # Members that are left out count as zero, but for the head.
    hashes = [hash_of(state, name) if name in state or name == names[0] else ZERO
              for name in names]
    if None in hashes:
        return None
    value = dict(zip(names, hashes))
    value["attributes"] = None
    if attributes is not None:
        value["attributes"] = {"digest": digest(attributes, ("parentBeaconBlockRoot",))}
        if isinstance(attributes, dict):
            timestamp = attributes.get("timestamp")
            value["attributes"] |= {
                "timestamp": timestamp if isinstance(timestamp, str) else None,
                "parentBeaconBlockRoot": hash_of(attributes, "parentBeaconBlockRoot")}
    return value


def hash_of(value, name):
    text = value.get(name)
    return text if isinstance(text, str) and HASH.fullmatch(text) else None


def answer(method, value):
    """What an answer says, and the digest of its result or error object."""
    if "error" in value:
        return {"code": value["error"]["code"], "digest": digest(value["error"])}
    result = value.get("result")
    outlined = {"digest": digest(result)}
    found = FAMILY.fullmatch(method or "")
    if not found or not isinstance(result, dict):
        return outlined
    if found[1] == "engine_getPayload":
        payload = result.get("executionPayload", result)
        if isinstance(payload, dict) and hash_of(payload, "blockHash"):
            value = result.get("blockValue")
            outlined["built"] = {
                "blockHash": payload["blockHash"], "digest": digest(payload, DENEB_MEMBERS),
                "blockValue": value.lower() if isinstance(value, str) else None}
        return outlined
    status = result.get("payloadStatus", result)
    if isinstance(status, dict):
        outlined |= {"status": status.get("status"),
                     "latestValidHash": hash_of(status, "latestValidHash")}
    if isinstance(result.get("payloadId"), str):
        outlined["payloadId"] = result["payloadId"].lower()
    return outlined
