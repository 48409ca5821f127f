public import EngineRPC
import EthereumPrimitives

/// Eight bytes that stand for a JSON value, whatever its white space, the order of its members,
/// their nulls and the case of its hex digits.
///
/// They are the first of the Keccak-256 over: `n`, `t`, `f`; a number as `#` text `;`; a string as
/// `"` length `:` UTF-8 bytes, in lower case where it begins with 0x; an array as `[` elements `]`;
/// an object as `{` names and values, sorted by name, without null members, of duplicates the last
/// `}`. The engine for tests writes the same into its log.
public struct CanonicalDigest: Sendable, Hashable {
  public var rawValue: UInt64

  public init(rawValue: UInt64) {
    self.rawValue = rawValue
  }

  /// Digests a value, without some members of its outermost object.
  public init(of value: JSONValue, without names: Set<String> = []) {
    var text: [UInt8] = []
    Self.append(value, without: names, to: &text)
    let hash = Keccak256.hash(text)
    rawValue = hash.withUnsafeBytes { bytes in
      bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
  }

  /// Reads sixteen hex digits.
  public init?(hex text: String) {
    guard text.utf8.count == 16, text.utf8.allSatisfy({ UInt8(ascii: "0") <= $0 }),
      let value = UInt64(text, radix: 16)
    else { return nil }
    rawValue = value
  }

  private static func append(
    _ value: JSONValue, without names: Set<String> = [], to text: inout [UInt8]
  ) {
    switch value {
    case .null: text.append(UInt8(ascii: "n"))
    case .bool(let flag): text.append(flag ? UInt8(ascii: "t") : UInt8(ascii: "f"))
    case .number(let digits):
      text.append(UInt8(ascii: "#"))
      text.append(contentsOf: digits.utf8)
      text.append(UInt8(ascii: ";"))
    case .string(let string): append(string, to: &text)
    case .array(let elements):
      text.append(UInt8(ascii: "["))
      for element in elements { append(element, to: &text) }
      text.append(UInt8(ascii: "]"))
    case .object(let object): append(object, without: names, to: &text)
    }
  }

  private static func append(_ string: String, to text: inout [UInt8]) {
    let utf8 = string.utf8
    text.append(UInt8(ascii: "\""))
    text.append(contentsOf: String(utf8.count).utf8)
    text.append(UInt8(ascii: ":"))
    guard utf8.starts(with: "0x".utf8) else { return text.append(contentsOf: utf8) }
    for byte in utf8 {
      let isUpper = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
      text.append(isUpper ? byte | 0x20 : byte)
    }
  }

  private static func append(
    _ object: JSONObject, without names: Set<String>, to text: inout [UInt8]
  ) {
    var last: [String: JSONValue] = [:]
    for member in object.members { last[member.name] = member.value }
    text.append(UInt8(ascii: "{"))
    let sorted = last.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    for (name, value) in sorted where !value.isNull && !names.contains(name) {
      append(name, to: &text)
      append(value, to: &text)
    }
    text.append(UInt8(ascii: "}"))
  }
}

extension CanonicalDigest: CustomStringConvertible {
  /// Sixteen hex digits.
  public var description: String {
    let digits = String(rawValue, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
