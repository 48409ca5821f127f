import EngineHTTP
public import EngineRPC

/// What the driver is to do next; it does these in the order given.
public enum ExchangeAction: Sendable {
  /// A budget that runs from when the action is taken.
  public enum Budget: Sendable, Hashable, CaseIterable {
    /// Until the other side's answer may leave in the authority's place.
    case fallback
    /// Until the authority's verdict leaves without the other's.
    case agreement
    /// Until the caller is told that no answer came.
    case answer
    /// Until a lane that has not taken the operation makes its side behind.
    case lane(Side)

    public static let allCases: [Budget] = [
      .fallback, .agreement, .answer, .lane(.v4), .lane(.v5),
    ]
  }

  /// Send the exchange's request to a side.
  ///
  /// - payloadId: that side's id of the build, where it differs from the caller's.
  case send(ExchangeID, Side, Expression, payloadId: String?)
  /// Give the caller that side's outcome.
  case answer(ExchangeID, Side, Outcome)
  /// Tell the caller that no answer can leave without contradicting what was said.
  case refuse(ExchangeID, Contradiction)
  /// Tell the core when a budget of the exchange is spent.
  case watch(ExchangeID, Budget)
  /// Compare the two outcomes, off the answer's path.
  indirect case compare(ComparedExchange)
  /// Compare the requests that the two dialects would have sent.
  indirect case compareRequests(Operation, PerSide<Expression>)
  /// Something that an operator wants to know.
  case report(ExchangeEvent)
  /// Nothing of the exchange is outstanding any more.
  case end(ExchangeID)
}

/// What no answer may say any more.
public enum Contradiction: Sendable, Hashable {
  /// The engine says the opposite of what the caller was told of the block.
  case flip(block: String)
  /// The block descends from one about which the engines disagree.
  case contestedAncestor(block: String, parent: String)
}

/// Something that happened to the routing, for operators and for the migration.
public enum ExchangeEvent: Sendable, Hashable {
  /// The mode went back to v4 as authority, by itself.
  case wentBack(from: MigrationMode, reason: String)
  /// v5 may not become the authority until a person decides.
  case froze(reason: String)
  case fellBehind(Side, BehindReason)
  /// Another side's answer than the authority's left.
  case answeredBy(Side, cause: String, method: String)
}

/// An exchange whose two sides have both come to an end.
public struct ComparedExchange: Sendable {
  public let id: ExchangeID
  public let operation: Operation
  public let authority: Side
  public let v4: Outcome
  public let v5: Outcome
  /// The root that the build fixed, for a getPayload.
  public let parentBeaconBlockRoot: String?
  /// Whether the bucket of its unit chose the authority.
  public var isSplit = false

  /// Whether both sides gave the same small result, to the byte: what there is to compare then
  /// tells of a match.
  var isUnanimous: Bool {
    guard case .answer(let v4) = v4, case .answer(let v5) = v5,
      let length = v4.envelope.resultRange?.count, length <= Self.longestGlance
    else { return false }
    return v4.hasSameResult(as: v5)
  }

  /// In bytes: a payload's status, not a payload.
  private static let longestGlance = 1024

  /// The same exchange with each side's outcome taken for the other's.
  package var swapped: ComparedExchange {
    ComparedExchange(
      id: id, operation: operation, authority: authority, v4: v5, v5: v4,
      parentBeaconBlockRoot: parentBeaconBlockRoot, isSplit: isSplit)
  }
}
