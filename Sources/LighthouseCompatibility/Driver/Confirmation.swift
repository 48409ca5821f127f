import EngineTypes
import EngineHTTP
import EngineRPC
import NIOCore

/// When one side answers an error and the other VALID, the first is asked once more.
enum Confirmation {
  private static let timeout = 0.25

  static func timeout(multiplied factor: Double) -> TimeAmount {
    TimeAmount.nanoseconds(Int64((timeout * factor * 1e9).rounded()))
  }

  /// The side whose error would make a divergence.
  static func side(toAskAgain exchange: ComparedExchange) -> Side? {
    guard exchange.operation.kind == .newPayload else { return nil }
    switch (exchange.v4, exchange.v5) {
    case (.engineError(let error, _), .answer(let answer)):
      return error.knownCode?.isSemantic == true && isValid(answer.envelope) ? .v4 : nil
    case (.answer(let answer), .engineError(let error, _)):
      return error.knownCode?.isSemantic == true && isValid(answer.envelope) ? .v5 : nil
    default: return nil
    }
  }

  /// The exchange with that side's second outcome in place of its first.
  static func exchange(
    _ exchange: ComparedExchange, _ side: Side, _ outcome: Outcome
  ) -> ComparedExchange {
    ComparedExchange(
      id: exchange.id, operation: exchange.operation, authority: exchange.authority,
      v4: side == .v4 ? outcome : exchange.v4, v5: side == .v5 ? outcome : exchange.v5,
      parentBeaconBlockRoot: exchange.parentBeaconBlockRoot)
  }

  private static func isValid(_ envelope: Envelope) -> Bool {
    StatusOutline(envelope)?.status == .valid
  }
}
