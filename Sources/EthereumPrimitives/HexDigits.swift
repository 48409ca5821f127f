/// Hexadecimal digits to bytes, sixteen bytes at a time.
enum HexDigits {
  /// Decodes two digits a byte and returns the position of the first invalid digit, if any.
  ///
  /// `target` must hold exactly half as many bytes as there are digits.
  static func decode(
    _ digits: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
  ) -> Int? {
    precondition(digits.count == target.count * 2, "two digits a byte")
    var read = 0
    var write = 0
    while digits.count - read >= 32 {
      guard let block = decodeBlock(digits, at: read) else { break }
      target.storeBytes(of: block, toByteOffset: write, as: SIMD16<UInt8>.self)
      read += 32
      write += 16
    }
    while read < digits.count {
      guard let high = value(of: digits[read]) else { return read }
      guard let low = value(of: digits[read + 1]) else { return read + 1 }
      target[write] = high << 4 | low
      read += 2
      write += 1
    }
    return nil
  }

  /// The value of one digit, or nil where it is none.
  static func value(of character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): character - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  /// The lower-case digit of a value below 16.
  static func lowercase(_ nibble: UInt8) -> UInt8 {
    nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
  }

  /// Decodes 32 digits, or returns nil where one of them is invalid.
  @inline(__always)
  private static func decodeBlock(_ digits: UnsafeRawBufferPointer, at offset: Int)
    -> SIMD16<UInt8>?
  {
    let text = digits.loadUnaligned(fromByteOffset: offset, as: SIMD32<UInt8>.self)
    // '0'…'9' become 0…9 and every other byte more than 9, since the subtraction wraps; with
    // bit 5 set, 'A'…'F' and 'a'…'f' become 0…5 after subtracting 'a'.
    let decimal = text &- SIMD32(repeating: UInt8(ascii: "0"))
    let alphabetic = (text | SIMD32(repeating: 0x20)) &- SIMD32(repeating: UInt8(ascii: "a"))
    let isDecimal = decimal .< SIMD32(repeating: 10)
    let isAlphabetic = alphabetic .< SIMD32(repeating: 6)
    guard all(isDecimal .| isAlphabetic) else { return nil }
    let nibbles = (alphabetic &+ SIMD32(repeating: 10)).replacing(with: decimal, where: isDecimal)
    return nibbles.evenHalf &<< SIMD16(repeating: 4) | nibbles.oddHalf
  }
}
