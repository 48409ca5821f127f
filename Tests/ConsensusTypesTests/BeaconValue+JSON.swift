import EthereumPrimitives
import Foundation
import SSZ

extension BeaconValue {
  /// What Foundation's parser makes of a JSON text, apart from the project's own parser.
  init(jsonObject: Any) throws {
    switch jsonObject {
    case is NSNull: self = .null
    case let text as String: self = .string(text)
    case let elements as [Any]: self = .array(try elements.map { try BeaconValue(jsonObject: $0) })
    case let members as [String: Any]:
      self = .object(
        try members.map { Member(name: $0.key, value: try BeaconValue(jsonObject: $0.value)) })
    default: throw UnexpectedJSON(description: "\(jsonObject)")
    }
  }

  /// The value with every object's members in the order of their names.
  var sorted: BeaconValue {
    switch self {
    case .null, .bool, .number, .string: self
    case .array(let elements): .array(elements.map(\.sorted))
    case .object(let members):
      .object(
        members.map { Member(name: $0.name, value: $0.value.sorted) }
          .sorted { $0.name < $1.name })
    }
  }

  /// The value with a member replaced, removed (nil) or added, at a path of names.
  func replacing(_ path: [String], with value: BeaconValue?) -> BeaconValue {
    guard let name = path.first else { return value ?? .null }
    switch self {
    case .object(var members):
      guard let index = members.firstIndex(where: { $0.name == name }) else {
        if let value { members.append(Member(name: name, value: value)) }
        return .object(members)
      }
      if path.count == 1, value == nil {
        members.remove(at: index)
      } else {
        members[index].value = members[index].value.replacing(Array(path.dropFirst()), with: value)
      }
      return .object(members)
    case .array(var elements):
      guard let index = Int(name), elements.indices.contains(index) else { return self }
      elements[index] = elements[index].replacing(Array(path.dropFirst()), with: value)
      return .array(elements)
    case .null, .bool, .number, .string: return self
    }
  }
}

/// A value that no vector has.
struct UnexpectedJSON: Error, CustomStringConvertible {
  let description: String
}
