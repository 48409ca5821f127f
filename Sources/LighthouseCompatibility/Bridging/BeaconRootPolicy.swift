public import EthereumPrimitives

/// Which parent beacon block root a build gets for a caller whose dialect has no word for it.
///
/// It is a rule of the chain: every node has to use the same one, or their blocks differ.
public enum BeaconRootPolicy: Sendable, Hashable {
  /// Thirty-two zero bytes.
  case zero
  /// The hash of the block that is built on.
  case parentHash
  /// The same for every block.
  case fixed(Hash32)

  func root(parent: Hash32) -> Hash32 {
    switch self {
    case .zero: .zero
    case .parentHash: parent
    case .fixed(let root): root
    }
  }
}

extension BeaconRootPolicy: CustomStringConvertible {
  public var description: String {
    switch self {
    case .zero: "zero"
    case .parentHash: "parentHash"
    case .fixed(let root): "\(root)"
    }
  }

  /// Reads what `description` writes; nil for anything else.
  public init?(name: String) {
    switch name {
    case "zero": self = .zero
    case "parentHash": self = .parentHash
    default:
      guard let root = try? Hash32(hex: name) else { return nil }
      self = .fixed(root)
    }
  }
}
