public import EthereumPrimitives

/// A built payload, outlined so that its forms in several versions of getPayload compare.
public struct BuiltOutline: Sendable, Hashable {
  public var blockHash: Hash32
  /// Of the payload without the members that Deneb added.
  public var digest: CanonicalDigest
  /// Nil in version 1, which has none.
  public var blockValue: String?

  public init(blockHash: Hash32, digest: CanonicalDigest, blockValue: String? = nil) {
    self.blockHash = blockHash
    self.digest = digest
    self.blockValue = blockValue
  }

  func isSame(as other: BuiltOutline) -> Bool {
    guard blockHash == other.blockHash, digest == other.digest else { return false }
    guard let blockValue, let otherValue = other.blockValue else { return true }
    return blockValue == otherValue
  }
}
