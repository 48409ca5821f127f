public import EngineHTTP
import EngineRPC
import EngineTypes

/// An engine that answers as recorded.
///
/// What changes state and what depends on it is answered in the order of the recording: a request
/// is looked for from where the last one stood. Reads and capability calls are answered at any
/// time, and whatever was answered once is answered again.
public final class RecordingEngine: EngineResponder {
  private let exchanges: [RecordedExchange]
  private var position = 0

  public init(_ recording: Recording) {
    exchanges = recording.exchanges
  }

  public func respond(to call: EngineCall, reply: @escaping (MessageBody) -> Void) {
    guard let params = (try? call.params())?.arrayValue else {
      return reply(
        RPCMessage.error(EngineError(.invalidParams, message: "non-array args"), id: call.id))
    }
    guard let exchange = find(call.method, RecordedExchange.significant(params)) else {
      let detail =
        "\(call.method) with these parameters is not recorded from exchange"
        + " \(position + 1) of \(exchanges.count) on"
      return reply(
        RPCMessage.error(
          EngineError(.serverError, message: "not recorded", detail: detail), id: call.id))
    }
    reply(Self.answer(exchange, id: call.id))
  }

  private func find(_ method: String, _ params: [JSONValue]) -> RecordedExchange? {
    let operation = EngineMethod(name: method)?.family.rawValue ?? method
    // What a caller announces in a capability call is its own affair.
    let ignoresParams =
      method == EngineMethod.exchangeCapabilities
      || EngineMethod(name: method)?.family == .getClientVersion
    func matches(_ exchange: RecordedExchange) -> Bool {
      exchange.operation == operation && (ignoresParams || exchange.significantParams == params)
    }
    if let index = exchanges[position...].firstIndex(where: matches) {
      if Self.isOrdered(operation) { position = index + 1 }
      return exchanges[index]
    }
    return exchanges[..<position].last(where: matches)
  }

  private static func isOrdered(_ operation: String) -> Bool {
    switch EngineMethod.Family(rawValue: operation) {
    case .newPayload, .forkchoiceUpdated, .getPayload: true
    case .getPayloadBodiesByHash, .getPayloadBodiesByRange, .getClientVersion, nil: false
    }
  }

  /// The recorded answer under the id of this call.
  private static func answer(_ exchange: RecordedExchange, id: [UInt8]?) -> MessageBody {
    let envelope = exchange.responseEnvelope
    let isError = envelope.errorKind == .object
    guard let range = isError ? envelope.errorRange : envelope.resultRange else {
      return exchange.response
    }
    var body = MessageBody(#"{"jsonrpc":"2.0","id":"#)
    body.append(MessageBody(id ?? Array("null".utf8)))
    body.append(MessageBody(isError ? #","error":"# : #","result":"#))
    body.append(exchange.response[range])
    body.append(MessageBody("}"))
    return body
  }
}
