import EngineRPC

/// A call as the engine's log or the caller has it: its family and the block it is about.
package struct LoggedCall: Hashable, Sendable {
  package var method: String
  /// The head or block hash, or whatever else the first parameter names.
  package var subject: String?
  /// What the engine answered, in a word.
  package var outcome: String?

  /// The calls that change an engine's state; their order is what counts.
  package var changesState: Bool {
    switch EngineMethod(name: method)?.family {
    case .newPayload, .forkchoiceUpdated: true
    case .getPayload, .getPayloadBodiesByHash, .getPayloadBodiesByRange, .getClientVersion, nil:
      false
    }
  }

  /// The call without what the dialects may say differently.
  package var order: String {
    "\(EngineMethod(name: method)?.family.rawValue ?? method) \(subject ?? "-")"
  }
}
