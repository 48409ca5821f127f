import EngineRPC
import EthereumPrimitives

/// Reads members of a genesis as geth does: integers as numbers, decimal or hexadecimal strings.
struct GenesisReader {
  let path: String
  private let members: JSONObject

  init(_ value: JSONValue, path: String) throws(DevChainError) {
    guard let members = value.objectValue else {
      throw .malformed(member: path.isEmpty ? "(top)" : path, expected: "an object")
    }
    self.members = members
    self.path = path
  }

  var names: [String] { members.members.map(\.name) }

  func object(_ name: String) throws(DevChainError) -> GenesisReader {
    guard let reader = try objectIfPresent(name) else {
      throw .malformed(member: place(name), expected: "an object")
    }
    return reader
  }

  func objectIfPresent(_ name: String) throws(DevChainError) -> GenesisReader? {
    guard let value = present(name) else { return nil }
    return try GenesisReader(value, path: place(name))
  }

  /// Every member, each an object.
  func objects() throws(DevChainError) -> [(String, GenesisReader)] {
    var readers: [(String, GenesisReader)] = []
    for name in names { readers.append((name, try object(name))) }
    return readers
  }

  func uint256(_ name: String, default fallback: UInt256? = nil) throws(DevChainError) -> UInt256 {
    guard let value = present(name) else {
      guard let fallback else { throw .malformed(member: place(name), expected: "an integer") }
      return fallback
    }
    let integer: UInt256? =
      switch value {
      case .number(let digits): UInt256(decimal: digits)
      case .string(let text): Self.integer(text)
      case .null, .bool, .array, .object: nil
      }
    guard let integer else {
      throw .malformed(member: place(name), expected: "an integer of at most 256 bits")
    }
    return integer
  }

  func uint64(_ name: String, default fallback: UInt64? = nil) throws(DevChainError) -> UInt64 {
    guard let value = try uint256(name, default: fallback.map { UInt256($0) }).asUInt64 else {
      throw .malformed(member: place(name), expected: "an integer of at most 64 bits")
    }
    return value
  }

  func uint64IfPresent(_ name: String) throws(DevChainError) -> UInt64? {
    guard present(name) != nil else { return nil }
    return try uint64(name)
  }

  /// DATA, empty where it is missing.
  func data(_ name: String) throws(DevChainError) -> [UInt8] {
    guard let value = present(name) else { return [] }
    guard let text = value.stringValue else {
      throw .malformed(member: place(name), expected: "a hexadecimal string")
    }
    return try Self.bytes(text, place(name))
  }

  /// DATA of that length, or nothing.
  func data(_ name: String, count: Int) throws(DevChainError) -> [UInt8] {
    let bytes = try data(name)
    guard bytes.isEmpty || bytes.count == count else {
      throw .malformed(member: place(name), expected: "\(count) bytes")
    }
    return bytes
  }

  /// DATA of at most 32 bytes, zero where it is missing, padded on the left.
  func hash(_ name: String) throws(DevChainError) -> Hash32 {
    guard let value = present(name) else { return .zero }
    guard let text = value.stringValue else {
      throw .malformed(member: place(name), expected: "a hexadecimal string")
    }
    return try Self.leftPadded(text, place(name))
  }

  static func leftPadded(_ text: String, _ place: String) throws(DevChainError) -> Hash32 {
    let bytes = try bytes(text, place)
    let padding = [UInt8](repeating: 0, count: max(0, 32 - bytes.count))
    guard let hash = Hash32(padding + bytes) else {
      throw .malformed(member: place, expected: "at most 32 bytes")
    }
    return hash
  }

  /// Hexadecimal bytes with or without `0x`.
  static func bytes(_ text: String, _ place: String) throws(DevChainError) -> [UInt8] {
    do throws(HexError) {
      return try Hex.decodeData(text.hasPrefix("0x") ? text : "0x" + text)
    } catch {
      throw .malformed(member: place, expected: "hexadecimal bytes, but \(error)")
    }
  }

  private static func integer(_ text: String) -> UInt256? {
    guard text.hasPrefix("0x") else { return UInt256(decimal: text) }
    let digits = text.dropFirst(2)
    let minimal = digits.drop { $0 == "0" }
    guard !digits.isEmpty else { return nil }
    return try? UInt256(quantity: "0x" + (minimal.isEmpty ? "0" : minimal))
  }

  private func present(_ name: String) -> JSONValue? {
    members[name].flatMap { $0.isNull ? nil : $0 }
  }

  private func place(_ name: String) -> String {
    path.isEmpty ? name : "\(path).\(name)"
  }
}
