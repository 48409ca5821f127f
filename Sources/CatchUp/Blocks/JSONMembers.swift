import EngineRPC
import EthereumPrimitives

/// The members of an object that another party sent, read one by one as their type asks.
struct JSONMembers {
  /// More than any block, transaction or withdrawal has; a bound on what a look-up costs.
  static let limit = 128

  private let object: JSONObject

  init(_ value: JSONValue) throws(JSONError) {
    guard let object = value.objectValue else { throw value.mismatch(expected: "object") }
    guard object.members.count <= Self.limit else {
      throw JSONError(.value("more than \(Self.limit) members"))
    }
    self.object = object
  }

  /// A member's value; nil where it is missing or null.
  func present(_ name: String) -> JSONValue? {
    // No `nil` in an expression here: it would be `JSONValue.null`.
    guard let value = object[name], !value.isNull else { return Optional.none }
    return value
  }

  func has(_ name: String) -> Bool {
    if case .some = present(name) { true } else { false }
  }

  func text(_ name: String) throws(JSONError) -> String {
    guard let value = present(name) else { throw JSONError(.missingMember(name)) }
    guard let text = value.stringValue else {
      throw value.mismatch(expected: "string").within(name)
    }
    return text
  }

  func bytes<Bytes: FixedBytes>(_ name: String) throws(JSONError) -> Bytes {
    try decode(name) { (text) throws(HexError) in try Bytes(hex: text) }
  }

  func bytesIfPresent<Bytes: FixedBytes>(_ name: String) throws(JSONError) -> Bytes? {
    has(name) ? try bytes(name) : nil
  }

  func data(_ name: String) throws(JSONError) -> [UInt8] {
    try decode(name) { (text) throws(HexError) in try Hex.decodeData(text) }
  }

  func quantity(_ name: String) throws(JSONError) -> UInt64 {
    try decode(name) { (text) throws(HexError) in try Hex.decodeQuantity(text) }
  }

  func quantityIfPresent(_ name: String) throws(JSONError) -> UInt64? {
    has(name) ? try quantity(name) : nil
  }

  func wideQuantity(_ name: String) throws(JSONError) -> UInt256 {
    try decode(name) { (text) throws(HexError) in try UInt256(quantity: text) }
  }

  /// A number that some engines pad to its whole width, as signatures are.
  func paddedQuantity(_ name: String) throws(JSONError) -> UInt256 {
    let text = try text(name)
    guard text.hasPrefix("0x0"), text.utf8.count == 66 else { return try wideQuantity(name) }
    let number: Hash32 = try bytes(name)
    return number.withUnsafeBytes { UInt256(bigEndian: $0) } ?? .zero
  }

  func list(_ name: String) throws(JSONError) -> [JSONValue] {
    guard let value = present(name) else { throw JSONError(.missingMember(name)) }
    guard let elements = value.arrayValue else {
      throw value.mismatch(expected: "array").within(name)
    }
    return elements
  }

  /// A list with each element read.
  func list<Element>(
    _ name: String, _ read: (JSONValue) throws(JSONError) -> Element
  ) throws(JSONError) -> [Element] {
    var elements: [Element] = []
    for (index, element) in try list(name).enumerated() {
      do throws(JSONError) {
        elements.append(try read(element))
      } catch {
        throw error.within(String(index)).within(name)
      }
    }
    return elements
  }

  private func decode<Value>(
    _ name: String, _ decode: (String) throws(HexError) -> Value
  ) throws(JSONError) -> Value {
    let text = try text(name)
    do throws(HexError) {
      return try decode(text)
    } catch {
      throw JSONError(.value(error.description), path: [name])
    }
  }
}

extension JSONValue {
  /// The error that says that this is of another type than expected.
  func mismatch(expected: String) -> JSONError {
    let actual =
      switch self {
      case .null: "null"
      case .bool: "bool"
      case .number: "number"
      case .string: "string"
      case .array: "array"
      case .object: "object"
      }
    return JSONError(.wrongType(expected: expected, actual: actual))
  }

  /// DATA of the length that the type fixes.
  func fixedBytes<Bytes: FixedBytes>() throws(JSONError) -> Bytes {
    guard let text = stringValue else { throw mismatch(expected: "string") }
    do throws(HexError) {
      return try Bytes(hex: text)
    } catch {
      throw JSONError(.value(error.description))
    }
  }
}
