/// A JSON value as a tree, for what is small or rare; the answer's path never builds one.
public enum JSONValue: Sendable, Hashable {
  case null
  case bool(Bool)
  /// The digits as they stood in the text.
  case number(String)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)
}

extension JSONValue {
  /// Parses one JSON text.
  public init(parsing bytes: some Sequence<UInt8>) throws(JSONError) {
    let copy = Array(bytes)
    let result: Result<JSONValue, JSONError> = copy.withUnsafeBytes { buffer in
      do throws(JSONError) {
        return .success(try JSONValue(parsing: buffer))
      } catch {
        return .failure(error)
      }
    }
    self = try result.get()
  }

  /// Parses one JSON text in place.
  public init(parsing bytes: UnsafeRawBufferPointer) throws(JSONError) {
    var scanner = JSONScanner(bytes)
    self = try scanner.readValue()
    try scanner.finish()
  }

  /// The text, without white space.
  public var text: String { String(decoding: utf8, as: UTF8.self) }

  /// The text's bytes, without white space.
  public var utf8: [UInt8] {
    var output: [UInt8] = []
    append(to: &output)
    return output
  }

  func append(to output: inout [UInt8]) {
    switch self {
    case .null: output.append(contentsOf: "null".utf8)
    case .bool(let value): output.append(contentsOf: (value ? "true" : "false").utf8)
    case .number(let digits): output.append(contentsOf: digits.utf8)
    case .string(let text): JSONString.append(text, to: &output)
    case .array(let elements):
      output.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { output.append(UInt8(ascii: ",")) }
        element.append(to: &output)
      }
      output.append(UInt8(ascii: "]"))
    case .object(let object):
      output.append(UInt8(ascii: "{"))
      for (index, member) in object.members.enumerated() {
        if index > 0 { output.append(UInt8(ascii: ",")) }
        JSONString.append(member.name, to: &output)
        output.append(UInt8(ascii: ":"))
        member.value.append(to: &output)
      }
      output.append(UInt8(ascii: "}"))
    }
  }
}

// MARK: Looking in

extension JSONValue {
  /// A member of an object; nil where this is no object or has none of that name.
  public subscript(name: String) -> JSONValue? {
    objectValue?[name]
  }

  /// An element of an array; nil where this is no array or is too short.
  public subscript(index: Int) -> JSONValue? {
    guard let elements = arrayValue, elements.indices.contains(index) else { return nil }
    return elements[index]
  }

  public var objectValue: JSONObject? {
    if case .object(let object) = self { object } else { nil }
  }

  public var arrayValue: [JSONValue]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  public var stringValue: String? {
    if case .string(let text) = self { text } else { nil }
  }

  public var isNull: Bool { self == .null }
}

// MARK: Literals

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
  ExpressibleByNilLiteral
{
  public init(stringLiteral value: String) { self = .string(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(integerLiteral value: Int) { self = .number(String(value)) }
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  public init(dictionaryLiteral members: (String, JSONValue)...) {
    self = .object(JSONObject(members.map { JSONObject.Member(name: $0.0, value: $0.1) }))
  }
  public init(nilLiteral: ()) { self = .null }
}

extension JSONScanner {
  /// Reads the next value as a tree.
  public mutating func readValue() throws(JSONError) -> JSONValue {
    switch try peekKind() {
    case .null:
      try readNull()
      return .null
    case .bool: return .bool(try readBool())
    case .number: return .number(try readNumber())
    case .string: return .string(try readString())
    case .array:
      var elements: [JSONValue] = []
      try readArray { (_, scanner) throws(JSONError) in elements.append(try scanner.readValue()) }
      return .array(elements)
    case .object:
      var members: [JSONObject.Member] = []
      try readObject { (name, scanner) throws(JSONError) in
        members.append(JSONObject.Member(name: name, value: try scanner.readValue()))
      }
      return .object(JSONObject(members))
    }
  }
}
