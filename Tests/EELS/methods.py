"""The engine_ methods, with geth 1.14.10's order of checks, codes and version rules."""

import codec
from codec import RPCError, invalid_params

BODIES_LIMIT = 1024
CLIENT = {"code": "EX", "name": "EELS", "version": "2.20.0", "commit": "0x00000000"}


def unsupported(detail=None):
    return RPCError(-38005, "Unsupported fork", detail)


def invalid_attributes(detail):
    return RPCError(-38003, "Invalid payload attributes", detail)


class EngineMethods:
    def __init__(self, chain, builder):
        self.chain, self.builder = chain, builder

    def table(self):
        """Every method with its handler, how many parameters it needs and how many it takes."""
        return {
            "engine_exchangeCapabilities": (self.capabilities, 1, 1),
            "engine_getClientVersionV1": (lambda asking: [CLIENT], 1, 1),
            "engine_newPayloadV1": (self.new_payload_v1, 1, 1),
            "engine_newPayloadV2": (self.new_payload_v2, 1, 1),
            "engine_newPayloadV3": (self.new_payload_v3, 1, 3),
            "engine_forkchoiceUpdatedV1": (self.updated_v1, 1, 2),
            "engine_forkchoiceUpdatedV2": (self.updated_v2, 1, 2),
            "engine_forkchoiceUpdatedV3": (self.updated_v3, 1, 2),
            "engine_getPayloadV1": (self.get_payload_v1, 1, 1),
            "engine_getPayloadV2": (self.get_payload_v2, 1, 1),
            "engine_getPayloadV3": (self.get_payload_v3, 1, 1),
            "engine_getPayloadBodiesByHashV1": (self.bodies_by_hash, 1, 1),
            "engine_getPayloadBodiesByRangeV1": (self.bodies_by_range, 2, 2),
        }

    def capabilities(self, theirs):
        for name in codec.items(theirs, "capabilities"):
            if not isinstance(name, str):
                raise invalid_params("capabilities: not a string")
        return [name for name in self.table() if name != "engine_exchangeCapabilities"]

    # newPayload

    def new_payload_v1(self, value):
        payload = codec.payload(value)
        if payload["withdrawals"] is not None:
            raise invalid_params("withdrawals not supported in V1")
        return self.chain.import_payload(payload, None, None)

    def new_payload_v2(self, value):
        payload = codec.payload(value)
        fork = self.chain.schedule.at(payload["timestamp"])
        if fork == "cancun":
            raise invalid_params("can't use newPayloadV2 post-cancun")
        if fork == "shanghai" and payload["withdrawals"] is None:
            raise invalid_params("nil withdrawals post-shanghai")
        if fork == "paris" and payload["withdrawals"] is not None:
            raise invalid_params("non-nil withdrawals pre-shanghai")
        for name in ("excessBlobGas", "blobGasUsed"):
            if payload[name] is not None:
                raise invalid_params(f"non-nil {name} pre-cancun")
        return self.chain.import_payload(payload, None, None)

    def new_payload_v3(self, value, versioned_hashes=None, beacon_root=None):
        payload = codec.payload(value)
        if payload["withdrawals"] is None:
            raise invalid_params("nil withdrawals post-shanghai")
        for name in ("excessBlobGas", "blobGasUsed"):
            if payload[name] is None:
                raise invalid_params(f"nil {name} post-cancun")
        if versioned_hashes is None:
            raise invalid_params("nil versionedHashes post-cancun")
        if beacon_root is None:
            raise invalid_params("nil beaconRoot post-cancun")
        hashes = [
            codec.data(each, "versionedHash", 32)
            for each in codec.items(versioned_hashes, "versionedHashes")]
        beacon_root = codec.data(beacon_root, "parentBeaconBlockRoot", 32)
        if self.chain.schedule.at(payload["timestamp"]) != "cancun":
            raise unsupported("newPayloadV3 must only be called for cancun payloads")
        return self.chain.import_payload(payload, hashes, beacon_root)

    # forkchoiceUpdated

    def updated_v1(self, state, attributes=None):
        state, attributes = codec.forkchoice(state), codec.attributes(attributes)
        if attributes is not None:
            if attributes["withdrawals"] is not None or attributes["beaconRoot"] is not None:
                raise invalid_params("withdrawals and beacon root not supported in V1")
            if self.chain.schedule.at(attributes["timestamp"]) != "paris":
                raise invalid_params("forkChoiceUpdateV1 called post-shanghai")
        return self.updated(1, state, attributes)

    def updated_v2(self, state, attributes=None):
        state, attributes = codec.forkchoice(state), codec.attributes(attributes)
        if attributes is not None:
            if attributes["beaconRoot"] is not None:
                raise invalid_attributes("unexpected beacon root")
            fork = self.chain.schedule.at(attributes["timestamp"])
            if fork == "cancun":
                raise unsupported(
                    "forkchoiceUpdatedV2 must only be called with paris and shanghai payloads")
            if fork == "shanghai" and attributes["withdrawals"] is None:
                raise invalid_attributes("missing withdrawals")
            if fork == "paris" and attributes["withdrawals"] is not None:
                raise invalid_attributes("withdrawals before shanghai")
        return self.updated(2, state, attributes)

    def updated_v3(self, state, attributes=None):
        state, attributes = codec.forkchoice(state), codec.attributes(attributes)
        if attributes is not None:
            if attributes["withdrawals"] is None:
                raise invalid_attributes("missing withdrawals")
            if attributes["beaconRoot"] is None:
                raise invalid_attributes("missing beacon root")
            if self.chain.schedule.at(attributes["timestamp"]) != "cancun":
                raise unsupported("forkchoiceUpdatedV3 must only be called for cancun payloads")
        return self.updated(3, state, attributes)

    def updated(self, version, state, attributes):
        status, head = self.chain.choose(*state)
        id = None
        if head is not None and attributes is not None:
            id = codec.hexed(self.builder.start(version, head, attributes))
        return {"payloadStatus": status, "payloadId": id}

    # getPayload

    def built(self, id, versions):
        id = codec.data(id, "payloadId", 8)
        if id[0] not in versions:
            raise unsupported()
        build = self.builder.finish(id)
        return build, codec.payload_json(build.fork, build.block)

    def get_payload_v1(self, id):
        return self.built(id, (1,))[1]

    def get_payload_v2(self, id):
        build, payload = self.built(id, (1, 2))
        return {"executionPayload": payload, "blockValue": hex(build.value)}

    def get_payload_v3(self, id):
        build, payload = self.built(id, (3,))
        return {
            "executionPayload": payload,
            "blockValue": hex(build.value),
            "blobsBundle": {"commitments": [], "proofs": [], "blobs": []},
            "shouldOverrideBuilder": False,
        }

    # Bodies

    def bodies_by_hash(self, hashes):
        hashes = [codec.data(each, "blockHash", 32) for each in codec.items(hashes, "hashes")]
        if len(hashes) > BODIES_LIMIT:
            raise RPCError(-38004, "Too large request", f"{len(hashes)} hashes")
        records = [self.chain.records.get(hash) for hash in hashes]
        return [each and codec.body_json(each.fork, each.block) for each in records]

    def bodies_by_range(self, start, count):
        start, count = codec.quantity(start, "start"), codec.quantity(count, "count")
        if start < 1 or count < 1:
            raise invalid_params(f"invalid start or count, start: {start} count: {count}")
        if count > BODIES_LIMIT:
            raise RPCError(
                -38004, "Too large request", f"requested count too large: {count}")
        last = min(start + count, len(self.chain.canonical))
        records = [self.chain.by_number(number) for number in range(start, last)]
        return [codec.body_json(each.fork, each.block) for each in records]
