/// Writes and reads a plan's scalar in JSON by the text that the YAML has.
enum PlanScalar {
  static func decode<Value: PlanValue>(from decoder: any Decoder) throws -> Value {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = Value(planText: text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\(text.prefix(80)) is not \(Value.expected)")
    }
    return value
  }

  static func encode<Value: PlanValue>(_ value: Value, to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value.planText)
  }
}
