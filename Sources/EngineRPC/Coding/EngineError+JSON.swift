public import EngineTypes

extension EngineError: EngineCodable {
  public init(from scanner: inout JSONScanner) throws(JSONError) {
    var code: String?
    var message: String?
    var detail: String?
    try scanner.readObject { (name, scanner) throws(JSONError) in
      switch name {
      case "code":
        try scanner.readMember(name, into: &code) { (scanner) throws(JSONError) in
          try scanner.readNumber()
        }
      case "message": try scanner.readMember(name, into: &message, readString)
      case "data": detail = try scanner.readValue().errorDetail
      default: try scanner.skipValue()
      }
    }
    guard let number = Int(try required(code, "code")) else {
      throw JSONError(.value("an error code is a whole number"), path: ["code"])
    }
    self.init(code: number, message: try required(message, "message"), detail: detail)
  }

  public var json: JSONValue {
    var members: [(String, JSONValue)] = [
      ("code", .number(String(code))), ("message", .string(message)),
    ]
    if let detail { members.append(("data", ["err": .string(detail)])) }
    return JSONValue.object(JSONObject()).adding(members)
  }
}

extension JSONValue {
  /// The text of `data.err`, or data itself where it is a string.
  fileprivate var errorDetail: String? {
    self["err"]?.stringValue ?? stringValue
  }
}
