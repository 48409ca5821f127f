public import EngineHTTP
public import EngineRPC

/// One line of a recording: a request as it was sent and the answer to it.
public struct RecordedExchange: Sendable {
  /// The line's own number, or its position in the file counted from 1.
  public let number: Int
  public let label: String
  public let method: String
  public let params: [JSONValue]
  public let request: MessageBody
  public let response: MessageBody
  public let responseEnvelope: Envelope

  /// Reads a line; nil for one that is no call with an answer (a refused token, a broken body).
  init?(_ line: JSONValue, position: Int) {
    guard let request = line["request"]?.objectValue, let method = request["method"]?.stringValue,
      request["id"] != nil, let response = line["response"], response.objectValue != nil,
      response["result"] != nil || response["error"] != nil, Self.isOK(line["http"])
    else { return nil }
    let params = request["params"] ?? []
    guard let list = params.arrayValue else { return nil }
    let body = MessageBody(response.utf8)
    var scanner = EnvelopeScanner()
    body.withContiguousBytes { scanner.feed($0) }
    guard let envelope = (try? scanner.finish()) ?? nil else { return nil }
    number = line["seq"].flatMap { Int($0.text) } ?? position
    label = line["label"]?.stringValue ?? method
    self.method = method
    self.params = list
    self.request = MessageBody(JSONValue.object(request).utf8)
    self.response = body
    responseEnvelope = envelope
  }

  private static func isOK(_ http: JSONValue?) -> Bool {
    guard let status = http?["status"] else { return true }
    return status == 200
  }

  /// What the request does, whatever version of the method carries it.
  var operation: String { EngineMethod(name: method)?.family.rawValue ?? method }

  /// The parameters without nulls at their end, which say the same as their absence.
  var significantParams: [JSONValue] { Self.significant(params) }

  static func significant(_ params: [JSONValue]) -> [JSONValue] {
    Array(params.reversed().drop(while: \.isNull).reversed())
  }
}
