/// An error object, outlined.
public struct ErrorOutline: Sendable, Hashable {
  public var code: Int
  /// Whether `data.source` marks it as the gateway's own.
  public var isOwn: Bool
  /// Of the whole error object.
  public var digest: CanonicalDigest

  public init(code: Int, isOwn: Bool, digest: CanonicalDigest) {
    self.code = code
    self.isOwn = isOwn
    self.digest = digest
  }
}
