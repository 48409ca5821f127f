public import EthereumPrimitives

/// What a run amounted to, besides what it broke.
public struct ChronicleSummary: Sendable, Hashable {
  /// The caller's operations.
  public var operations = 0
  /// Those that were answered with the gateway's own error.
  public var ownErrors = 0
  /// Those that got no JSON-RPC answer.
  public var unanswered = 0
  /// Builds asked for, counted by their timestamp: a slot has one, however often it is asked for.
  public var slots = 0
  /// The timestamps of builds that were asked for and whose payload never came.
  public var missedSlots: [UInt64] = []
  /// The head of the last forkchoiceUpdated that the caller was told is VALID.
  public var callersHead: Hash32?
  /// The same of each engine, as far as its log tells.
  public var heads: [String: Hash32] = [:]
  /// Whether each engine ended on the caller's head.
  public var headsAreEqual = false
  /// Blocks that one engine called VALID and the other executed and called INVALID.
  public var divergences: [Hash32] = []
  /// How often each engine was told a forkchoice again by the gateway itself.
  public var repetitions: [String: Int] = [:]

  public init() {}
}
