import EngineRPC

/// JSON Schema (2020-12) for what the admin interface says and hears.
enum Schema {
  static let text: JSONValue = ["type": "string"]
  static let integer: JSONValue = ["type": "integer"]
  static let number: JSONValue = ["type": "number"]
  static let flag: JSONValue = ["type": "boolean"]
  static let side: JSONValue = .word(["v4", "v5"])

  static func nullable(_ schema: JSONValue) -> JSONValue {
    ["anyOf": [schema, ["type": "null"]]]
  }

  static func list(_ element: JSONValue) -> JSONValue {
    ["type": "array", "items": element]
  }

  /// Members of any name, all alike.
  static func map(_ value: JSONValue) -> JSONValue {
    ["type": "object", "additionalProperties": value]
  }

  /// An object with exactly these members.
  static func object(
    _ members: KeyValuePairs<String, JSONValue>, optional: Set<String> = []
  ) -> JSONValue {
    let required = members.map(\.key).filter { !optional.contains($0) }
    return [
      "type": "object",
      "properties": .object(JSONObject(members.map { .init(name: $0.key, value: $0.value) })),
      "required": .array(required.map { .string($0) }), "additionalProperties": false,
    ]
  }

  static let failure = object(
    ["error": text, "fix": text, "problems": list(text)], optional: ["problems"])
}

extension JSONValue {
  /// A schema of one word of several.
  fileprivate static func word(_ words: [String]) -> JSONValue {
    ["type": "string", "enum": .array(words.map { .string($0) })]
  }

  static func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
  static func whole(_ value: some BinaryInteger) -> JSONValue { .number("\(value)") }

  /// Seconds to the millisecond.
  static func seconds(_ value: Double) -> JSONValue {
    guard value.isFinite, abs(value) < 1e12 else { return .number("0") }
    return .number("\((value * 1000).rounded() / 1000)")
  }

  /// Members in the order of their names.
  static func counts(_ counts: [String: Int]) -> JSONValue {
    .object(
      JSONObject(
        counts.sorted { $0.key < $1.key }.map { .init(name: $0.key, value: .whole($0.value)) }))
  }
}
