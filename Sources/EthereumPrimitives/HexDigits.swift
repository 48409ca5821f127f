import CHexadecimal

/// Hexadecimal digits to bytes in C, by the processor's vectors, and back eight at a time in one
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
    let valid = decodePrefix(of: digits, into: target)
    return valid == digits.count ? nil : valid
  }

  /// Decodes up to the first byte that is no digit, or until `target` is full, and returns how many
  /// digits were read.
  ///
  /// Behind the bytes that they decode to, `target` may be overwritten.
  static func decodePrefix(
    of text: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
  ) -> Int {
    guard let source = text.baseAddress, let sink = target.baseAddress else { return 0 }
    return chexadecimal_decode(
      source.assumingMemoryBound(to: UInt8.self), min(text.count / 2, target.count) * 2,
      sink.assumingMemoryBound(to: UInt8.self))
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
  private static let lowNibbles: UInt64 = 0x0f0f_0f0f_0f0f_0f0f

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
