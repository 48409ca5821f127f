public import EthereumPrimitives

/// A feature that v4 cannot hold, for which a conversion was refused.
public enum ConversionRefusal: Error, Hashable, Sendable {
  case blobGasUsed(UInt64)
  case excessBlobGas(UInt64)
  case blobTransaction(index: Int)
  case blobKZGCommitments(count: Int)
  case parentBeaconBlockRoot(Hash32)
  case blobsBundle(count: Int)
  /// A member of Electra's, by its name.
  case executionRequests(member: String)

  /// The feature's name.
  public var feature: String {
    switch self {
    case .blobGasUsed: "blobGasUsed"
    case .excessBlobGas: "excessBlobGas"
    case .blobTransaction: "blobTransaction"
    case .blobKZGCommitments: "blobKzgCommitments"
    case .parentBeaconBlockRoot: "parentBeaconBlockRoot"
    case .blobsBundle: "blobsBundle"
    case .executionRequests: "executionRequests"
    }
  }
}

extension ConversionRefusal: CustomStringConvertible {
  public var description: String {
    switch self {
    case .blobGasUsed(let gas): "blobGasUsed is \(gas); v4 can hold a payload only where it is 0"
    case .excessBlobGas(let gas):
      "excessBlobGas is \(gas); v4 can hold a payload only where it is 0"
    case .blobTransaction(let index):
      "transaction \(index) is a blob transaction (type 3), which v4 does not know"
    case .blobKZGCommitments(let count):
      "the block body has \(count) blob KZG commitments, for which v4 has no member"
    case .parentBeaconBlockRoot(let root):
      "parentBeaconBlockRoot is \(root), for which v4's attributes have no member"
    case .blobsBundle(let count):
      "the build comes with a bundle of \(count) blobs, for which v4 has no member"
    case .executionRequests(let member): "\(member) is a member of Electra's, unknown to v4"
    }
  }
}
