import EngineRPC
import Foundation

/// What Foundation makes of a JSON text.
enum FoundationJSON {
  case tree(Any)
  case refused
  /// Its word cannot be held against ours: it guesses other encodings, drops byte order marks,
  /// nests deeper than we do, and reads no number that a Double cannot hold.
  case silent

  init(_ bytes: [UInt8]) {
    let text = JSONText(bytes)
    if text.hasTrailingComma {
      // Foundation takes those; RFC 8259 has none.
      self = .refused
    } else if Self.mayBeOtherThanUTF8(bytes) || text.depth > JSONScanner.maximumDepth
      || !text.numbers.allSatisfy({ Double($0)?.isFinite ?? true })
    {
      self = .silent
    } else if let tree = try? JSONSerialization.jsonObject(
      with: Data(bytes), options: .fragmentsAllowed)
    {
      self = .tree(tree)
    } else {
      self = .refused
    }
  }

  private static func mayBeOtherThanUTF8(_ bytes: [UInt8]) -> Bool {
    bytes.prefix(4).contains(0) || bytes.prefix(1).contains { $0 >= 0x80 }
      || bytes.indices.contains { bytes[$0] == 0xef && bytes[$0...].starts(with: "\u{feff}".utf8) }
  }

  /// Whether it is true or false: a number that is 1 or 0 casts to `Bool` too.
  static func isBool(_ value: Any) -> Bool {
    (value as? NSNumber).map { $0.objCType.pointee == CChar(UInt8(ascii: "c")) } ?? false
  }
}

extension JSONValue {
  /// Whether Foundation read the same; of members of one name the last counts.
  func isSame(as theirs: Any) -> Bool {
    switch self {
    case .null: return theirs is NSNull
    case .bool(let value): return FoundationJSON.isBool(theirs) && theirs as? Bool == value
    case .number(let digits):
      guard !FoundationJSON.isBool(theirs), let number = theirs as? NSNumber else { return false }
      return Self.isSame(digits, as: number)
    case .string(let text):
      return (theirs as? String).map { $0.utf8.elementsEqual(text.utf8) } ?? false
    case .array(let elements):
      guard let theirs = theirs as? [Any], theirs.count == elements.count else { return false }
      return zip(elements, theirs).allSatisfy { $0.isSame(as: $1) }
    case .object(let object):
      let members = Dictionary(object.members.map { ($0.name, $0.value) }) { _, last in last }
      guard let theirs = theirs as? [String: Any], theirs.count == members.count else {
        return false
      }
      return members.allSatisfy { name, value in
        theirs[name].map { value.isSame(as: $0) } ?? false
      }
    }
  }

  private static func isSame(_ digits: String, as number: NSNumber) -> Bool {
    if let integer = Int64(digits) { return number.int64Value == integer }
    guard let value = Double(digits) else { return false }
    // Foundation goes by way of a Decimal where there are many digits.
    return abs(number.doubleValue - value) <= abs(value) * 1e-12
  }
}
