import EngineRPC
import SSZ

extension BeaconValue {
  /// The same tree.
  init(_ json: JSONValue) {
    switch json {
    case .null: self = .null
    case .bool(let flag): self = .bool(flag)
    case .number(let digits): self = .number(digits)
    case .string(let text): self = .string(text)
    case .array(let elements): self = .array(elements.map { BeaconValue($0) })
    case .object(let object):
      self = .object(
        object.members.map { Member(name: $0.name, value: BeaconValue($0.value)) })
    }
  }

  var json: JSONValue {
    switch self {
    case .null: .null
    case .bool(let flag): .bool(flag)
    case .number(let digits): .number(digits)
    case .string(let text): .string(text)
    case .array(let elements): .array(elements.map(\.json))
    case .object(let members):
      .object(
        JSONObject(members.map { JSONObject.Member(name: $0.name, value: $0.value.json) }))
    }
  }
}
