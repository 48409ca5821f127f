public import EngineRPC

/// A call that the machine wants made.
public struct CatchUpRequest: Hashable, Sendable {
  /// Names the request in `CatchUpEvent.answered`; never used twice by one machine.
  public let id: UInt64
  public let party: CatchUpParty
  public let method: String
  /// The positional parameters; `params.text` is their JSON.
  public let params: JSONValue

  /// Whether the call goes through the target's lane, in order with every other that changes
  /// state.
  public var changesState: Bool {
    switch EngineMethod(name: method)?.family {
    case .newPayload, .forkchoiceUpdated: true
    case .getPayload, .getPayloadBodiesByHash, .getPayloadBodiesByRange, .getClientVersion, nil:
      false
    }
  }
}
