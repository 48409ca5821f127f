import EngineRPC

/// Holds a JSON document against a JSON Schema, as far as the admin interface uses one.
struct SchemaCheck {
  let document: JSONValue

  func problems(_ value: JSONValue, _ schema: JSONValue, at place: String) -> [String] {
    if let reference = schema["$ref"]?.stringValue {
      let target = reference.split(separator: "/").dropFirst().reduce(document as JSONValue?) {
        $0?[String($1)]
      }
      return target.map { problems(value, $0, at: place) } ?? ["\(place): no \(reference)"]
    }
    if let choices = schema["anyOf"]?.arrayValue {
      let all = choices.map { problems(value, $0, at: place) }
      return all.contains(where: \.isEmpty) ? [] : all.flatMap { $0 }
    }
    var found: [String] = []
    if let type = schema["type"]?.stringValue, type != Self.type(of: value),
      !(type == "number" && Self.type(of: value) == "integer")
    {
      found.append("\(place): \(value.text.prefix(60)) is no \(type)")
    }
    if let words = schema["enum"]?.arrayValue, !words.contains(value) {
      found.append("\(place): \(value.text.prefix(60)) is none of \(words.map(\.text))")
    }
    if let object = value.objectValue { found += members(object, schema, place) }
    if let items = schema["items"], let elements = value.arrayValue {
      for (index, element) in elements.enumerated() {
        found += problems(element, items, at: "\(place)[\(index)]")
      }
    }
    return found
  }

  private func members(_ object: JSONObject, _ schema: JSONValue, _ place: String) -> [String] {
    var found: [String] = []
    for name in schema["required"]?.arrayValue?.compactMap(\.stringValue) ?? []
    where object[name] == nil {
      found.append("\(place): no member \(name)")
    }
    for member in object.members {
      let inner = "\(place).\(member.name)"
      if let known = schema["properties"]?[member.name] {
        found += problems(member.value, known, at: inner)
      } else if let other = schema["additionalProperties"], other.objectValue != nil {
        found += problems(member.value, other, at: inner)
      } else if schema["additionalProperties"] == false {
        found.append("\(inner) is not described")
      }
    }
    return found
  }

  private static func type(of value: JSONValue) -> String {
    switch value {
    case .null: "null"
    case .bool: "boolean"
    case .number(let digits): digits.contains(where: { ".eE".contains($0) }) ? "number" : "integer"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }
}
