import EngineRPC

/// How large an answer may be, in bytes, so that an engine that floods fills no memory.
enum AnswerLimits {
  /// A payload status and its error text.
  static let status = 1 << 20
  /// What a follower may answer to anything else: several times the largest payload with blobs.
  static let follower = 16 << 20

  /// Nil for the transport's own limit, which is an engine's.
  static func limit(of method: String, isAuthority: Bool) -> Int? {
    switch EngineMethod(name: method)?.family {
    case .newPayload, .forkchoiceUpdated: status
    case .getPayload, .getPayloadBodiesByHash, .getPayloadBodiesByRange, .getClientVersion, nil:
      isAuthority ? nil : follower
    }
  }
}
