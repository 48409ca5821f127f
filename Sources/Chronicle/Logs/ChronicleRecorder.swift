public import EngineHTTP

/// Stands in front of an engine in this process and writes its log.
///
/// The log outlives it: an engine that is started anew goes on in the same one.
public final class ChronicleRecorder: EngineResponder {
  private let responder: any EngineResponder
  private let log: LiveLog

  public init(_ responder: any EngineResponder, log: LiveLog) {
    self.responder = responder
    self.log = log
  }

  public func respond(to call: EngineCall, reply: @escaping (MessageBody) -> Void) {
    let log = log
    let token = log.began(method: call.method, subject: OperationSubject(call))
    responder.respond(to: call) { answer in
      // Noted before it leaves, so that it lies within the caller's own time.
      log.ended(token, ChronicleAnswer(method: call.method, response: answer))
      reply(answer)
    }
  }
}
