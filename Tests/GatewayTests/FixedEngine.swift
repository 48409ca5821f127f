import EngineHTTP
import EngineRPC

/// An engine that gives every payload the same status.
final class FixedEngine: EngineResponder {
  static let hash = "0x" + String(repeating: "11", count: 32)
  private let status: String

  /// - Parameter status: VALID, INVALID, SYNCING or ACCEPTED.
  init(_ status: String) {
    self.status = status
  }

  func respond(to call: EngineCall, reply: @escaping (MessageBody) -> Void) {
    reply(RPCMessage.result(result(call.method), id: call.id))
  }

  private func result(_ method: String) -> JSONValue {
    switch EngineMethod(name: method)?.family {
    case .newPayload?: payloadStatus
    case .forkchoiceUpdated?: ["payloadStatus": payloadStatus, "payloadId": nil]
    case .getPayload?, .getPayloadBodiesByHash?, .getPayloadBodiesByRange?, .getClientVersion?, nil:
      switch method {
      case EngineMethod.exchangeCapabilities:
        ["engine_newPayloadV2", "engine_forkchoiceUpdatedV2", "engine_getPayloadV2"]
      case "eth_chainId": "0x1"
      case "eth_syncing": false
      default: ["hash": .string(Self.hash), "number": "0x0"]
      }
    }
  }

  private var payloadStatus: JSONValue {
    [
      "status": .string(status), "latestValidHash": status == "VALID" ? .string(Self.hash) : nil,
      "validationError": nil,
    ]
  }
}
