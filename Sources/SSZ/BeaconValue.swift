import EthereumPrimitives

/// A tree of the values that the Beacon API's JSON is made of.
public indirect enum BeaconValue: Hashable, Sendable {
  case null
  case bool(Bool)
  /// The digits as they stood in the text; the Beacon API writes integers as strings instead.
  case number(String)
  case string(String)
  case array([BeaconValue])
  case object([Member])

  /// A member of an object.
  public struct Member: Hashable, Sendable {
    public var name: String
    public var value: BeaconValue

    public init(name: String, value: BeaconValue) {
      self.name = name
      self.value = value
    }
  }

  /// What sort of value stands somewhere, in the words of an error.
  public enum Kind: String, Hashable, Sendable {
    case null
    case bool = "boolean"
    case number
    case string
    case array
    case object
  }

  public var kind: Kind {
    switch self {
    case .null: .null
    case .bool: .bool
    case .number: .number
    case .string: .string
    case .array: .array
    case .object: .object
    }
  }

  /// The value of an object's member; nil where this is no object or has none of that name.
  public subscript(name: String) -> BeaconValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }
}

// MARK: Reading

extension BeaconValue {
  func boolValue() throws(SSZError) -> Bool {
    guard case .bool(let value) = self else { throw .wrongKind(expected: .bool, actual: kind) }
    return value
  }

  func stringValue() throws(SSZError) -> String {
    guard case .string(let text) = self else { throw .wrongKind(expected: .string, actual: kind) }
    return text
  }

  func elements() throws(SSZError) -> [BeaconValue] {
    guard case .array(let elements) = self else {
      throw .wrongKind(expected: .array, actual: kind)
    }
    return elements
  }

  func members() throws(SSZError) -> [Member] {
    guard case .object(let members) = self else {
      throw .wrongKind(expected: .object, actual: kind)
    }
    return members
  }

  /// The digits of a string that is a decimal integer in its shortest form.
  func decimalDigits(bits: Int) throws(SSZError) -> String {
    let text = try stringValue()
    let digits = text.utf8
    guard let first = digits.first, first != UInt8(ascii: "0") || digits.count == 1,
      digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { throw .notAnInteger(bits: bits, actual: text) }
    return text
  }

  /// The bytes of a string of hexadecimal data.
  func hexBytes() throws(SSZError) -> [UInt8] {
    let text = try stringValue()
    return try SSZError.hex { () throws(HexError) in try Hex.decodeData(text) }
  }
}
