import CHexadecimal

/// Hexadecimal digits to bytes and back: 32 digits at a time in C, the rest eight at a time in one
/// machine word.
///
/// The standard library's vector types are not reliably turned into vector instructions, and then
/// cost a hundred times as much as either.
enum HexDigits {
  /// Decodes two digits a byte and returns the position of the first invalid digit, if any.
  ///
  /// `target` must hold exactly half as many bytes as there are digits.
  static func decode(
    _ digits: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
  ) -> Int? {
    precondition(digits.count == target.count * 2, "two digits a byte")
    guard let source = digits.baseAddress, let sink = target.baseAddress else { return nil }
    let count = digits.count
    var read = chexadecimal_decode(
      source.assumingMemoryBound(to: UInt8.self), count, sink.assumingMemoryBound(to: UInt8.self))
    while count &- read >= 8 {
      let word = UInt64(littleEndian: source.loadUnaligned(fromByteOffset: read, as: UInt64.self))
      guard areDigits(word) else { break }
      sink.storeBytes(of: bytes(of: word).littleEndian, toByteOffset: read >> 1, as: UInt32.self)
      read &+= 8
    }
    while read < count {
      guard let high = value(of: digits[read]) else { return read }
      guard let low = value(of: digits[read + 1]) else { return read + 1 }
      target[read / 2] = high << 4 | low
      read += 2
    }
    return nil
  }

  /// Writes two lower-case digits a byte.
  static func encode(
    _ bytes: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
  ) {
    precondition(target.count == bytes.count * 2, "two digits a byte")
    guard let source = bytes.baseAddress, let sink = target.baseAddress else { return }
    let count = bytes.count
    var position = 0
    while count &- position >= 4 {
      let word = source.loadUnaligned(fromByteOffset: position, as: UInt32.self)
      let digits = self.digits(of: UInt32(littleEndian: word))
      sink.storeBytes(
        of: digits.littleEndian, toByteOffset: position &* 2, as: UInt64.self)
      position &+= 4
    }
    while position < count {
      target[position * 2] = lowercase(bytes[position] >> 4)
      target[position * 2 + 1] = lowercase(bytes[position] & 15)
      position += 1
    }
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

  // MARK: Eight digits in a word

  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highBits: UInt64 = 0x8080_8080_8080_8080
  private static let lowNibbles: UInt64 = 0x0f0f_0f0f_0f0f_0f0f

  /// Whether each of the eight bytes is a hexadecimal digit.
  @inline(__always)
  private static func areDigits(_ word: UInt64) -> Bool {
    // With the high bits clear no sum below carries into its neighbour, and the high bit of a sum
    // says whether the byte is at least the bound that was subtracted from 0x80.
    let low = word & ~highBits
    let folded = low | (ones &* 0x20)
    let isDecimal = (low &+ (ones &* (0x80 - 0x30))) & ~(low &+ (ones &* (0x80 - 0x3a)))
    let isLetter = (folded &+ (ones &* (0x80 - 0x61))) & ~(folded &+ (ones &* (0x80 - 0x67)))
    return ((isDecimal | isLetter) & ~word & highBits) == highBits
  }

  /// The four bytes that eight valid digits stand for, the first digit in the lowest byte.
  @inline(__always)
  private static func bytes(of word: UInt64) -> UInt32 {
    // Letters have bit 6 set, and a low nibble that is nine short of their value.
    let nibbles = (word & lowNibbles) &+ (((word &>> 6) & ones) &* 9)
    // The first digit of a pair is the high nibble and stands in the lower byte.
    let pairs = ((nibbles &<< 4) | (nibbles &>> 8)) & 0x00ff_00ff_00ff_00ff
    let halves = (pairs | (pairs &>> 8)) & 0x0000_ffff_0000_ffff
    return UInt32(truncatingIfNeeded: halves | (halves &>> 16))
  }

  /// The eight digits of four bytes, the first byte's in the lowest bytes.
  @inline(__always)
  private static func digits(of bytes: UInt32) -> UInt64 {
    let halves = (UInt64(bytes) | (UInt64(bytes) &<< 16)) & 0x0000_ffff_0000_ffff
    let pairs = (halves | (halves &<< 8)) & 0x00ff_00ff_00ff_00ff
    let nibbles = ((pairs &>> 4) | (pairs &<< 8)) & lowNibbles
    // 6 more make a nibble above nine overflow into bit 4; such a digit is a letter.
    let isLetter = ((nibbles &+ (ones &* 6)) &>> 4) & ones
    return nibbles &+ (ones &* 0x30) &+ (isLetter &* (0x61 - 0x30 - 10))
  }
}
