public import EthereumPrimitives

/// The attributes of a build, outlined.
public struct AttributesOutline: Sendable, Hashable {
  /// Of all members but parentBeaconBlockRoot, which a change of dialect may add.
  public var digest: CanonicalDigest
  /// In seconds since 1970; nil where it is no QUANTITY.
  public var timestamp: UInt64?
  public var parentBeaconBlockRoot: Hash32?

  public init(digest: CanonicalDigest, timestamp: UInt64?, parentBeaconBlockRoot: Hash32? = nil) {
    self.digest = digest
    self.timestamp = timestamp
    self.parentBeaconBlockRoot = parentBeaconBlockRoot
  }
}
