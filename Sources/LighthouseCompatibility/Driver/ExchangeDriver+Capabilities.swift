import EngineHTTP
import EngineRPC
import NIOCore

extension ExchangeDriver {
  func answerCapabilities(_ call: EngineCall, _ reply: @escaping (MessageBody) -> Void) {
    let now = uptime
    let stale = Side.allCases.compactMap { links[$0] }
      .filter { $0.capabilities.current(now: now) == nil && !core.standings[$0.side].isOffline }
    var outstanding = stale.count
    guard outstanding > 0 else { return reply(capabilities(call)) }
    for link in stale {
      refresh(link) { [self] _ in
        outstanding -= 1
        if outstanding == 0 { reply(capabilities(call)) }
      }
    }
  }

  private func capabilities(_ call: EngineCall) -> MessageBody {
    let methods = CapabilityAnswer.methods(
      v4: links.v4?.capabilities.lastKnown, v5: links.v5?.capabilities.lastKnown)
    guard let methods else { return OwnError.capabilitiesUnknown(id: call.id) }
    return RPCMessage.result(.array(methods.map { .string($0) }), id: call.id)
  }

  /// Asks an engine what it serves; that it answers at all says that it is there.
  func refresh(_ link: SideLink, then completion: @escaping (Bool) -> Void) {
    let announced = link.dialect.announcedCapabilities
    let body = RPCRequest.body(
      method: EngineMethod.exchangeCapabilities, params: [.array(announced.map { .string($0) })],
      id: Self.unusualID)
    let request = UpstreamRequest(
      body: body, id: Array("\(Self.unusualID)".utf8), otherID: RPCRequest.id,
      answerLimit: AnswerLimits.status)
    let timeout = TimeAmount(link.timeouts.exchangeCapabilities)
    link.upstream.send(request, timeout: timeout) { [self] result in
      guard case .success(let answer) = result, let heard = CapabilityReading.read(answer) else {
        if case .failure(let failure) = result { keeper?.failed(link, failure) }
        return completion(false)
      }
      link.upstream.givesIDsBack = answer.envelope.id == request.id
      link.capabilities.store(heard, now: uptime)
      completion(true)
    }
  }

  /// Not Lighthouse's 1, so that an engine which minds no ids is found out.
  private static let unusualID = 2
}
