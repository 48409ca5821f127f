import EthereumPrimitives

/// Hexadecimal as the specification says it, without any haste.
enum SlowHex {
  static func data(_ text: [UInt8]) -> [UInt8]? {
    guard text.starts(with: "0x".utf8), text.count.isMultiple(of: 2) else { return nil }
    return bytes(text.dropFirst(2))
  }

  static func data(_ text: [UInt8], count: Int) -> [UInt8]? {
    data(text).flatMap { $0.count == count ? $0 : nil }
  }

  static func quantity(_ text: [UInt8]) -> UInt64? {
    wideQuantity(text)?.asUInt64
  }

  static func wideQuantity(_ text: [UInt8]) -> UInt256? {
    let digits = text.dropFirst(2)
    guard text.starts(with: "0x".utf8), let first = digits.first, digits.count <= 64,
      first != UInt8(ascii: "0") || digits.count == 1
    else { return nil }
    let even = digits.count.isMultiple(of: 2) ? Array(digits) : [UInt8(ascii: "0")] + digits
    return bytes(even[...]).flatMap { UInt256(bigEndian: $0) }
  }

  static func bytes(_ digits: ArraySlice<UInt8>) -> [UInt8]? {
    var result: [UInt8] = []
    for index in stride(from: digits.startIndex, to: digits.endIndex, by: 2) {
      guard let high = digit(digits[index]), let low = digit(digits[index + 1]) else { return nil }
      result.append(high << 4 | low)
    }
    return result
  }

  static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
