/// Why a side cannot be the authority although its engine may be there.
public enum BehindReason: String, Sendable, Hashable, CaseIterable {
  /// It missed an operation that changes state: its engine did not answer it.
  case missedOperation
  /// Its lane had no room for an operation that changes state.
  case laneFull
  /// Its lane had not drained within the fallback budget.
  case laneSlow
  /// It said SYNCING or ACCEPTED where the other side was definite.
  case syncing
  /// The mode did not ask it.
  case notAsked
  /// It was unreachable and has not been looked at since.
  case returned
}

extension BehindReason: CustomStringConvertible {
  public var description: String {
    switch self {
    case .missedOperation: "it missed an operation"
    case .laneFull: "its lane was full"
    case .laneSlow: "its lane did not drain in time"
    case .syncing: "it is syncing where the other side is definite"
    case .notAsked: "the mode did not ask it"
    case .returned: "it was away and has not been looked at since"
    }
  }
}

/// How each side's engine stands.
public struct Standing: Sendable {
  /// Whether the engine can be reached.
  public internal(set) var isOffline = false
  /// Why it may not be the authority; nil where it may.
  public internal(set) var behind: BehindReason?
  /// How its chain differs from the one that is followed; nil where it does not.
  public internal(set) var wrongChain: String?

  public init() {}

  public var isFit: Bool { !isOffline && behind == nil && wrongChain == nil }

  /// Whether it may lack what the caller was told, so that its own answers would be of no use.
  var hasMissed: Bool { wrongChain != nil || behind != nil && behind != .returned }

  /// Whether v4, standing so, answers in the place of a v5 that stands as given.
  ///
  /// A fit v4 does where v5 is not. With neither fit, whoever has missed nothing goes first, then
  /// whoever can be reached. Where that decides nothing the authority must not change from block
  /// to block, since each would miss what the other one answers: it is v4's, unless both have
  /// missed something.
  func answersInPlace(of v5: Standing) -> Bool {
    guard !v5.isFit else { return false }
    if hasMissed != v5.hasMissed { return !hasMissed }
    if isOffline != v5.isOffline { return !isOffline }
    return !hasMissed
  }
}
