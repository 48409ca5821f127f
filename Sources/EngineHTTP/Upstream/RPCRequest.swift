public import EngineRPC

/// The requests that a program of this project makes up itself.
public enum RPCRequest {
  /// Their id: always 1, as Lighthouse's.
  public static let id = Array("1".utf8)

  public static func body(method: String, params: [JSONValue]) -> MessageBody {
    let request: JSONValue = [
      "jsonrpc": "2.0", "id": 1, "method": .string(method), "params": .array(params),
    ]
    return MessageBody(request.utf8)
  }
}
