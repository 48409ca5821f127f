public import EthereumPrimitives
import EngineRPC

/// Which block is asked for.
public enum BlockQuery: Hashable, Sendable {
  case latest, safe, finalized, earliest
  case number(UInt64)
  case hash(Hash32)
}

extension BlockQuery: CustomStringConvertible {
  public var description: String {
    switch self {
    case .latest: "latest"
    case .safe: "safe"
    case .finalized: "finalized"
    case .earliest: "earliest"
    case .number(let number): "\(number)"
    case .hash(let hash): hash.description
    }
  }

  var method: String {
    switch self {
    case .hash: "eth_getBlockByHash"
    case .latest, .safe, .finalized, .earliest, .number: "eth_getBlockByNumber"
    }
  }

  /// Its transactions as hashes only.
  var params: [JSONValue] {
    switch self {
    case .hash(let hash): [.data(hash), false]
    case .number(let number): [.quantity(number), false]
    case .latest, .safe, .finalized, .earliest: [.string(description), false]
    }
  }

  /// Whether an engine has no such block until it was told one.
  var mayBeUnset: Bool { self == .safe || self == .finalized }

  func fits(_ block: ExecutionBlock) -> Bool {
    switch self {
    case .hash(let hash): block.hash == hash
    case .number(let number): block.number == number
    case .earliest: block.number == 0
    case .latest, .safe, .finalized: true
    }
  }
}
