import EngineHTTP
import EngineRPC
import EngineTypes
import NIOCore

extension ExchangeDriver {
  /// Offers a payload that v5 built to v4's engine before the caller gets it.
  ///
  /// - Returns: whether it waits for that; the exchange goes on when v4 has answered, or when the
  ///   budget is spent.
  func crossChecks(
    _ outcome: Outcome, _ call: EngineCall, _ id: ExchangeID, _ side: Side
  ) -> Bool {
    let policy = core.router.policy
    guard policy.crossChecksBuilds, side == .v5,
      call.engineMethod?.family == .getPayload,
      core.exchanges[id]?.isAuthority(.v5) == true, core.router.topology == .separate,
      core.standings.v4.isFit, let v4 = links.v4, let offer = Self.offer(outcome)
    else { return false }
    var isDecided = false
    let decide: (Outcome) -> Void = { [self] verdict in
      guard !isDecided else { return }
      isDecided = true
      let isRefused = AnswerRule.status(of: verdict)?.status == .invalid
      if isRefused { metrics.record(.answeredBy(.v4, cause: "crossCheck", method: call.method)) }
      finish(isRefused ? .failure(.refusedByOtherSide) : outcome, id, side)
    }
    sendInOrder(offer, to: v4) { decide(Outcome($0)) }
    loop.assumeIsolated().scheduleTask(in: TimeAmount(policy.budgets.crossCheck)) {
      decide(.notAsked(.laneFull))
    }
    return true
  }

  /// The newPayload that offers a built payload, where v4 has words for it.
  private static func offer(_ outcome: Outcome) -> EngineCall? {
    guard case .answer(let answer) = outcome, let range = answer.envelope.resultRange,
      let built = try? BuiltPayload(json: answer.body[range].bytes)
    else { return nil }
    switch built.payload {
    case .v1: return EngineCall(method: "engine_newPayloadV1", params: [built.payload.json])
    case .v2: return EngineCall(method: "engine_newPayloadV2", params: [built.payload.json])
    case .v3: return nil
    }
  }
}
