/// The execution payload of Shanghai (Capella): V1 with withdrawals.
///
/// Engine API, shanghai.md, «ExecutionPayloadV2».
@dynamicMemberLookup
public struct ExecutionPayloadV2: Hashable, Sendable {
  /// The members that Paris had already.
  public var v1: ExecutionPayloadV1
  public var withdrawals: [Withdrawal]

  public init(_ v1: ExecutionPayloadV1 = ExecutionPayloadV1(), withdrawals: [Withdrawal] = []) {
    self.v1 = v1
    self.withdrawals = withdrawals
  }

  public subscript<Value>(
    dynamicMember member: WritableKeyPath<ExecutionPayloadV1, Value>
  ) -> Value {
    get { v1[keyPath: member] }
    set { v1[keyPath: member] = newValue }
  }
}
