/// Base64 with the URL alphabet and without padding (RFC 4648, section 5), as JWTs use it.
enum Base64URL {
  static func encode(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    var output: [UInt8] = []
    var accumulator: UInt32 = 0
    var bits: UInt32 = 0
    for byte in bytes {
      accumulator = accumulator << 8 | UInt32(byte)
      bits += 8
      while bits >= 6 {
        bits -= 6
        output.append(character(for: UInt8(accumulator >> bits & 63)))
      }
      accumulator &= (1 << bits) - 1
    }
    if bits > 0 { output.append(character(for: UInt8(accumulator << (6 - bits) & 63))) }
    return output
  }

  /// Decodes, or returns nil for another alphabet, padding, or bits set behind the last byte.
  static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
    var output: [UInt8] = []
    var accumulator: UInt32 = 0
    var bits: UInt32 = 0
    for byte in text {
      guard let value = value(of: byte) else { return nil }
      accumulator = accumulator << 6 | UInt32(value)
      bits += 6
      if bits >= 8 {
        bits -= 8
        output.append(UInt8(accumulator >> bits & 255))
      }
      accumulator &= (1 << bits) - 1
    }
    guard bits < 6, accumulator == 0 else { return nil }
    return output
  }

  private static func character(for value: UInt8) -> UInt8 {
    switch value {
    case 0..<26: UInt8(ascii: "A") + value
    case 26..<52: UInt8(ascii: "a") + value - 26
    case 52..<62: UInt8(ascii: "0") + value - 52
    case 62: UInt8(ascii: "-")
    default: UInt8(ascii: "_")
    }
  }

  private static func value(of character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
    case UInt8(ascii: "-"): 62
    case UInt8(ascii: "_"): 63
    default: nil
    }
  }
}
