import EngineHTTP
import EngineRPC
import EngineTypes

extension ExchangeDriver {
  /// Sends a v4 caller's operation in V3's words, and gives the answer back in V2's.
  func sendBridged(
    _ translated: EngineCall, for call: EngineCall, _ id: ExchangeID, _ link: SideLink,
    payloadId: String?
  ) {
    let request = OutgoingRequest(translated, .verbatim, payloadId: payloadId)
    transmit(request, link) { [self] result in
      note(result, of: call, link)
      finish(bridged(Outcome(result), translated, call, link), id, link.side)
    }
  }

  /// Tries V3's words where the engine has refused V2's because of the fork.
  ///
  /// - Returns: whether the exchange goes on that way.
  func bridges(
    _ outcome: Outcome, _ call: EngineCall, _ id: ExchangeID, _ link: SideLink
  ) -> Bool {
    guard let bridge = link.bridge, case .engineError(let error, _) = outcome else { return false }
    do throws(BridgeRefusal) {
      guard let translated = try bridge.translated(call, refusedWith: error) else { return false }
      sendBridged(translated, for: call, id, link, payloadId: nil)
      return true
    } catch {
      finish(.refused(.unbridgeable(error.description)), id, link.side)
      return true
    }
  }

  private func bridged(
    _ outcome: Outcome, _ translated: EngineCall, _ call: EngineCall, _ link: SideLink
  ) -> Outcome {
    let callersID = call.id ?? Array("null".utf8)
    switch outcome {
    case .failure, .refused, .notAsked: return outcome
    case .engineError(let error, let answer): return .engineError(error, answer.underID(callersID))
    case .answer(let answer):
      link.bridge?.noteTaken(translated, answer: answer)
      guard EngineMethod(name: translated.method)?.family == .getPayload,
        let build = translated.envelope[.firstParameter]
      else { return .answer(answer.underID(callersID)) }
      do throws(BridgeRefusal) {
        guard let body = try link.bridge?.answer(answer, toBuild: build, callersID: callersID),
          let plain = UpstreamAnswer(body: body, elapsed: answer.elapsed)
        else { return outcome }
        return .answer(plain)
      } catch {
        return .refused(.unbridgeable(error.description))
      }
    }
  }
}
