public import EngineTypes
public import EthereumPrimitives

/// A result, outlined: its digest and what is read off it.
public struct ResultOutline: Sendable, Hashable {
  /// Of the whole result.
  public var digest: CanonicalDigest
  /// Of newPayload and forkchoiceUpdated.
  public var status: PayloadStatus.Status?
  public var latestValidHash: Hash32?
  /// The id that forkchoiceUpdated gave, in lower case.
  public var payloadId: String?
  /// What getPayload gave.
  public var built: BuiltOutline?

  public init(
    digest: CanonicalDigest, status: PayloadStatus.Status? = nil, latestValidHash: Hash32? = nil,
    payloadId: String? = nil, built: BuiltOutline? = nil
  ) {
    self.digest = digest
    self.status = status
    self.latestValidHash = latestValidHash
    self.payloadId = payloadId
    self.built = built
  }
}

extension ResultOutline: CustomStringConvertible {
  public var description: String {
    if let built { return "payload \(built.blockHash.short)" }
    guard let status else { return "result \(digest)" }
    let hash = latestValidHash.map { " latestValidHash \($0.short)" } ?? ""
    return status.rawValue + hash + (payloadId.map { " payloadId \($0)" } ?? "")
  }
}
