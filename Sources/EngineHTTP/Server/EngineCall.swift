public import EngineRPC

/// One authenticated JSON-RPC request: its outline and its bytes.
///
/// A class, so that handing it on is one reference and not a dozen.
public final class EngineCall: Sendable {
  public let envelope: Envelope
  /// The request object as it came; in a batch, this element of it.
  public let body: MessageBody
  /// The method's name, which every call has.
  public let method: String
  /// The method taken apart, where it is one of the Engine API's with versions.
  public let engineMethod: EngineMethod?
  /// The id as it stood in the text; `null` is an id, its absence a notification.
  public let id: [UInt8]?
  /// Who calls, as its token says.
  public let caller: CallerIdentity
  /// The caller's place in a distributed trace, where it told one.
  public let trace: TraceContext?

  init(
    envelope: Envelope, body: MessageBody, method: String,
    caller: CallerIdentity = CallerIdentity(),
    trace: TraceContext? = nil
  ) {
    self.envelope = envelope
    self.body = body
    self.method = method
    engineMethod = EngineMethod(name: method)
    id = envelope.id
    self.caller = caller
    self.trace = trace
  }

  /// Makes a call of this program's own, with the id of its own requests; nil for parameters that
  /// a server would refuse.
  public convenience init?(
    method: String, params: [JSONValue], trace: TraceContext? = nil
  ) {
    let body = RPCRequest.body(method: method, params: params)
    var scanner = EnvelopeScanner()
    body.withContiguousBytes { scanner.feed($0) }
    guard let envelope = (try? scanner.finish()) ?? nil else { return nil }
    self.init(envelope: envelope, body: body, method: method, trace: trace)
  }

  /// Reads a request object that was served before; nil where the bytes are none.
  public convenience init?(body: MessageBody, caller: CallerIdentity) {
    var scanner = EnvelopeScanner()
    body.withContiguousBytes { scanner.feed($0) }
    guard let envelope = (try? scanner.finish()) ?? nil, let method = envelope.method else {
      return nil
    }
    self.init(envelope: envelope, body: body, method: method, caller: caller)
  }

  /// The parameters as a tree; an empty array where there are none.
  public func params() throws(JSONError) -> JSONValue {
    guard let range = envelope.paramsRange else { return [] }
    return try JSONValue(parsing: body[range].bytes)
  }
}

/// Whoever answers calls: the gateway, the embedded engine, a recording.
///
/// It is called on the server's event loop and answers there, once for each call, at once or
/// later. Calls of one connection come one at a time.
public protocol EngineResponder: AnyObject {
  func respond(to call: EngineCall, reply: @escaping (MessageBody) -> Void)
}
