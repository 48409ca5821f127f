/// An execution payload of any fork that this project knows.
public enum ExecutionPayload: Hashable, Sendable {
  case v1(ExecutionPayloadV1)
  case v2(ExecutionPayloadV2)
  case v3(ExecutionPayloadV3)

  /// The members that every fork has.
  public var v1: ExecutionPayloadV1 {
    switch self {
    case .v1(let payload): payload
    case .v2(let payload): payload.v1
    case .v3(let payload): payload.v2.v1
    }
  }

  /// The withdrawals, or nil before Shanghai.
  public var withdrawals: [Withdrawal]? {
    switch self {
    case .v1: nil
    case .v2(let payload): payload.withdrawals
    case .v3(let payload): payload.withdrawals
    }
  }

  /// The fork whose structure this is.
  public var fork: ExecutionFork {
    switch self {
    case .v1: .paris
    case .v2: .shanghai
    case .v3: .cancun
    }
  }
}
