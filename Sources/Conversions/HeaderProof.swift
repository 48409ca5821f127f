public import EngineTypes
public import EthereumPrimitives

/// Which header a payload's block hash fits: the only proof that a converted payload is the block
/// that it says it is.
public enum HeaderProof: Hashable, Sendable {
  /// The Capella (Shanghai) header.
  case capella
  /// The Deneb (Cancun) header with this parent beacon block root.
  case deneb(parentBeaconBlockRoot: Hash32)
  /// Neither; an engine would answer INVALID with a blockhash mismatch.
  case none

  /// Tries the Capella header, then the Deneb one where a root is given.
  public init(_ payload: ExecutionPayloadV3, parentBeaconBlockRoot: Hash32?) {
    if payload.v2.computedBlockHash == payload.blockHash {
      self = .capella
    } else if let root = parentBeaconBlockRoot,
      payload.computedBlockHash(parentBeaconBlockRoot: root) == payload.blockHash
    {
      self = .deneb(parentBeaconBlockRoot: root)
    } else {
      self = .none
    }
  }

  /// The header's name: `capella`, `deneb` or `none`.
  public var name: String {
    switch self {
    case .capella: "capella"
    case .deneb: "deneb"
    case .none: "none"
    }
  }
}

/// A converted value and which header its block hash fits.
public struct Proven<Value: Hashable & Sendable>: Hashable, Sendable {
  public let value: Value
  public let proof: HeaderProof

  public init(_ value: Value, proof: HeaderProof) {
    self.value = value
    self.proof = proof
  }
}
