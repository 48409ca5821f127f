import EthereumPrimitives
import Foundation

/// An object that Foundation read, and whether a member was asked for that is no hexadecimal.
struct Members {
  private(set) var isWrong = false
  private let object: [String: Any]

  init?(_ tree: Any) {
    guard let object = tree as? [String: Any] else { return nil }
    self.object = object
  }

  mutating func data(_ name: String) -> [UInt8]? { read(name) { Self.data($0) } }

  mutating func fixed<Bytes: FixedBytes>(_ name: String) -> Bytes? {
    read(name) { Self.data($0).flatMap { Bytes($0) } }
  }

  mutating func quantity(_ name: String) -> UInt64? {
    read(name) { ($0 as? String).flatMap { SlowHex.quantity(Array($0.utf8)) } }
  }

  mutating func wideQuantity(_ name: String) -> UInt256? {
    read(name) { ($0 as? String).flatMap { SlowHex.wideQuantity(Array($0.utf8)) } }
  }

  mutating func list<Element>(_ name: String, _ element: (Any) -> Element?) -> [Element]? {
    read(name) { value in
      guard let values = value as? [Any] else { return nil }
      let elements = values.compactMap(element)
      return elements.count == values.count ? elements : nil
    }
  }

  static func data(_ value: Any) -> [UInt8]? {
    (value as? String).flatMap { SlowHex.data(Array($0.utf8)) }
  }

  /// A null stands for a member that is not there.
  private mutating func read<Value>(_ name: String, _ read: (Any) -> Value?) -> Value? {
    guard let value = object[name], !(value is NSNull) else { return nil }
    let result = read(value)
    if result == nil { isWrong = true }
    return result
  }
}
