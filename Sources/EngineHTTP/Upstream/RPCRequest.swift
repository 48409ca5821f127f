public import EngineRPC

/// The requests that a program of this project makes up itself.
public enum RPCRequest {
  /// Their usual id, as Lighthouse's.
  public static let id = Array("1".utf8)

  public static func body(method: String, params: [JSONValue], id: Int = 1) -> MessageBody {
    let request: JSONValue = [
      "jsonrpc": "2.0", "id": .number("\(id)"), "method": .string(method), "params": .array(params),
    ]
    return MessageBody(request.utf8)
  }
}
