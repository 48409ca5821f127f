public import EngineRPC
public import EngineTypes

/// The JSON-RPC messages that a server writes itself.
public enum RPCMessage {
  /// The answer to a call with that id.
  public static func result(_ value: JSONValue, id: [UInt8]?) -> MessageBody {
    message(id: id, member: "result", value: value)
  }

  /// The error answer to a call with that id; without an id, `null` stands in its place.
  public static func error(_ error: EngineError, id: [UInt8]?) -> MessageBody {
    message(id: id, member: "error", value: error.json)
  }

  /// An error object that a program of this project made up itself, marked so that nobody takes
  /// it for an engine's word.
  public static func ownError(_ error: EngineError, id: [UInt8]?) -> MessageBody {
    var object = error.json.objectValue ?? JSONObject()
    var data: JSONValue = ["source": .string(ownSource)]
    if let detail = error.detail, case .object(var members) = data {
      members["err"] = .string(detail)
      data = .object(members)
    }
    object["data"] = data
    return message(id: id, member: "error", value: .object(object))
  }

  /// The value of `data.source` in every error of the gateway's own.
  public static let ownSource = "lighthouse-compat"

  private static func message(id: [UInt8]?, member: String, value: JSONValue) -> MessageBody {
    var bytes = Array(#"{"jsonrpc":"2.0","id":"#.utf8)
    bytes += id ?? Array("null".utf8)
    bytes += Array(",\"\(member)\":".utf8)
    bytes += value.utf8
    bytes.append(UInt8(ascii: "}"))
    return MessageBody(bytes)
  }
}
