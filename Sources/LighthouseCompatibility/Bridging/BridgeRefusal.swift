import EthereumPrimitives

/// Why a v4 caller's operation cannot be put to a Deneb chain, or its answer not back to the caller.
enum BridgeRefusal: Error, Hashable, Sendable {
  /// What v4 has no words for, by its name.
  case feature(String, block: String)
  /// No Deneb header with fields that are known or unused makes the block's hash.
  case unproven(block: String)
  case malformed(String)
}

extension BridgeRefusal: CustomStringConvertible {
  var description: String {
    switch self {
    case .feature(let name, let block):
      "\(name): block \(block) carries it, which the v4 dialect cannot express"
    case .unproven(let block):
      "block \(block) is not proven: neither remembered Deneb fields nor unused ones with the"
        + " chain's parent beacon block root make its hash; it needs a caller that speaks V3"
    case .malformed(let reason): reason
    }
  }
}
