public import EngineHTTP
public import EngineRPC

/// The caller's own log: what it asked the gateway, and what it was answered.
///
/// The caller must ask its forkchoiceUpdated one after the other, as the Engine API requires: their
/// order here is the one that the engines are held to.
public struct CallerLog: Sendable {
  /// Where it is written.
  public let live: LiveLog

  public init(_ live: LiveLog = LiveLog()) {
    self.live = live
  }

  /// The log as it stands.
  public var log: ChronicleLog { live.log }

  /// Notes a call before it is sent.
  public func began(_ call: EngineCall) -> ChronicleToken {
    live.began(method: call.method, subject: OperationSubject(call))
  }

  /// Notes a request before it is sent; one that is no acceptable JSON-RPC is noted without its
  /// subject.
  public func began(method: String, params: [JSONValue]) -> ChronicleToken {
    guard let call = EngineCall(method: method, params: params) else {
      return live.began(
        method: method, subject: .other(CanonicalDigest(of: .array(params))))
    }
    return began(call)
  }

  /// Notes the response's body: a JSON-RPC message with result or error.
  public func ended(_ token: ChronicleToken, _ response: MessageBody) {
    live.ended(token, ChronicleAnswer(method: token.method, response: response))
  }

  /// Notes the response: a JSON-RPC message with result or error.
  public func ended(_ token: ChronicleToken, response: JSONValue) {
    live.ended(token, ChronicleAnswer(method: token.method, response: response))
  }

  /// Notes that no JSON-RPC answer came: a transport failure, a time-out, an HTTP error.
  public func failed(_ token: ChronicleToken, _ reason: String) {
    live.ended(token, .failure(reason))
  }
}
