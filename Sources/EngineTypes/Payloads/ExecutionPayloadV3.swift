/// The execution payload of Cancun (Deneb): V2 with the blob gas fields.
///
/// Engine API, cancun.md, «ExecutionPayloadV3».
@dynamicMemberLookup
public struct ExecutionPayloadV3: Hashable, Sendable {
  /// The members that Shanghai had already.
  public var v2: ExecutionPayloadV2
  public var blobGasUsed: UInt64
  public var excessBlobGas: UInt64

  public init(
    _ v2: ExecutionPayloadV2 = ExecutionPayloadV2(), blobGasUsed: UInt64 = 0,
    excessBlobGas: UInt64 = 0
  ) {
    self.v2 = v2
    self.blobGasUsed = blobGasUsed
    self.excessBlobGas = excessBlobGas
  }

  public var withdrawals: [Withdrawal] {
    get { v2.withdrawals }
    set { v2.withdrawals = newValue }
  }

  public subscript<Value>(
    dynamicMember member: WritableKeyPath<ExecutionPayloadV1, Value>
  ) -> Value {
    get { v2.v1[keyPath: member] }
    set { v2.v1[keyPath: member] = newValue }
  }
}
