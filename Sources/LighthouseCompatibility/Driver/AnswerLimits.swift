import EngineRPC

/// How large an answer may be, in bytes, so that an engine that floods fills no memory.
enum AnswerLimits {
  /// A payload status and its error text.
  static let status = 1 << 20
  /// What a follower may answer to anything else, and an engine to this program's own questions:
  /// several times the largest payload with blobs.
  static let follower = 16 << 20

  /// What a side is to the answer that it is asked for.
  enum Part {
    case follower
    /// Its answer is meant to leave, and the other side's can in its place.
    case authority
    /// Its answer is the only one that can leave.
    case soleAuthority
  }

  /// Nil for the transport's own limit, which is an engine's: a caller without the gateway would
  /// hear a sole authority to the end too.
  static func limit(of method: String, from part: Part) -> Int? {
    switch (EngineMethod(name: method)?.family, part) {
    case (_, .soleAuthority): nil
    case (.newPayload, _), (.forkchoiceUpdated, _): status
    case (_, .authority): nil
    case (_, .follower): follower
    }
  }
}
