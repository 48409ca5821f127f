public import EngineRPC
public import EngineTypes
public import EthereumPrimitives

/// What v5's newPayload takes: the payload and, from Deneb on, what the block says of it.
public enum NewPayloadRequest: Hashable, Sendable {
  case bellatrix(ExecutionPayloadV1)
  case capella(ExecutionPayloadV2)
  case deneb(ExecutionPayloadV3, versionedHashes: [Hash32], parentBeaconBlockRoot: Hash32)

  public var payload: ExecutionPayload {
    switch self {
    case .bellatrix(let payload): .v1(payload)
    case .capella(let payload): .v2(payload)
    case .deneb(let payload, _, _): .v3(payload)
    }
  }
}

extension NewPayloadRequest {
  /// The method for the payload's fork, before capabilities are looked at.
  public var method: String {
    switch self {
    case .bellatrix, .capella: "engine_newPayloadV2"
    case .deneb: "engine_newPayloadV3"
    }
  }

  /// The parameters of that method.
  public var params: [JSONValue] {
    switch self {
    case .bellatrix(let payload): [payload.json]
    case .capella(let payload): [payload.json]
    case .deneb(let payload, let versionedHashes, let parentBeaconBlockRoot):
      [payload.json, .array(versionedHashes.map { .data($0) }), .data(parentBeaconBlockRoot)]
    }
  }
}
