import EngineRPC
import EngineTypes
import EthereumPrimitives

/// The positional parameters of a call, refused as geth refuses them.
struct EngineArguments {
  private let values: [JSONValue]

  /// - Throws: -32602 where the parameters are no array, too few (null counts) or too many.
  init(_ params: JSONValue, _ counts: ClosedRange<Int>) throws(EngineError) {
    guard let values = params.isNull ? [] : params.arrayValue else {
      throw EngineError(.invalidParams, message: "non-array args")
    }
    guard values.count <= counts.upperBound else {
      throw EngineError(
        .invalidParams, message: "too many arguments, want at most \(counts.upperBound)")
    }
    guard values.count >= counts.lowerBound else { throw Self.missing(values.count) }
    self.values = values
  }

  /// Nil where the argument is null or not there.
  func optional<Value: EngineDecodable>(
    _ index: Int, _ type: Value.Type = Value.self
  ) throws(EngineError) -> Value? {
    guard let value = present(index) else { return nil }
    return try read(index, value) { (value) throws(JSONError) in
      try Value(json: value.asGethReadsIt)
    }
  }

  func required<Value: EngineDecodable>(
    _ index: Int, _ type: Value.Type = Value.self
  ) throws(EngineError) -> Value {
    try unwrap(index, try optional(index, type))
  }

  func bytes<Bytes: FixedBytes>(
    _ index: Int, _ type: Bytes.Type = Bytes.self
  ) throws(EngineError) -> Bytes {
    try unwrap(index, try bytesIfPresent(index, type))
  }

  func bytesIfPresent<Bytes: FixedBytes>(
    _ index: Int, _ type: Bytes.Type = Bytes.self
  ) throws(EngineError) -> Bytes? {
    guard let value = present(index) else { return nil }
    return try read(index, value, Self.fixedBytes)
  }

  func hashesIfPresent(_ index: Int) throws(EngineError) -> [Hash32]? {
    guard let value = present(index) else { return nil }
    return try read(index, value) { (value) throws(JSONError) in
      guard let elements = value.arrayValue else {
        throw JSONError(.value("cannot unmarshal a value into a list of hashes"))
      }
      var hashes: [Hash32] = []
      for element in elements { hashes.append(try Self.fixedBytes(element)) }
      return hashes
    }
  }

  func quantity(_ index: Int) throws(EngineError) -> UInt64 {
    try unwrap(index, try quantityIfPresent(index))
  }

  func quantityIfPresent(_ index: Int) throws(EngineError) -> UInt64? {
    guard let value = present(index) else { return nil }
    return try read(index, value) { (value) throws(JSONError) in
      do throws(HexError) {
        return try Hex.decodeQuantity(value.stringValue ?? "")
      } catch {
        throw JSONError(.value(error.description))
      }
    }
  }

  func text(_ index: Int) throws(EngineError) -> String {
    guard let text = try value(index).stringValue else {
      throw EngineError(.invalidParams, message: "invalid argument \(index): not a string")
    }
    return text
  }

  func textIfPresent(_ index: Int) throws(EngineError) -> String? {
    present(index) == nil ? nil : try text(index)
  }

  func value(_ index: Int) throws(EngineError) -> JSONValue {
    try unwrap(index, present(index))
  }

  private func present(_ index: Int) -> JSONValue? {
    guard values.indices.contains(index), !values[index].isNull else { return nil }
    return values[index]
  }

  private func unwrap<Value>(_ index: Int, _ value: Value?) throws(EngineError) -> Value {
    guard let value else { throw Self.missing(index) }
    return value
  }

  private static func missing(_ index: Int) -> EngineError {
    EngineError(.invalidParams, message: "missing value for required argument \(index)")
  }

  private func read<Value>(
    _ index: Int, _ value: JSONValue, _ read: (JSONValue) throws(JSONError) -> Value
  ) throws(EngineError) -> Value {
    do throws(JSONError) {
      return try read(value)
    } catch {
      throw EngineError(.invalidParams, message: "invalid argument \(index): \(error)")
    }
  }

  private static func fixedBytes<Bytes: FixedBytes>(
    _ value: JSONValue
  ) throws(JSONError) -> Bytes {
    do throws(HexError) {
      return try Bytes(hex: value.stringValue ?? "")
    } catch {
      throw JSONError(.value(error.description))
    }
  }
}
