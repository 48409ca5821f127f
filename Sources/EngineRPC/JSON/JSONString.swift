/// The escapes of JSON strings (RFC 8259, section 7).
enum JSONString {
  /// Resolves the escapes of what stands between the quotes; nil where it is no valid string.
  static func unescape(_ raw: UnsafeRawBufferPointer) -> String? {
    guard raw.contains(where: { $0 == UInt8(ascii: "\\") || $0 < 0x20 || $0 >= 0x80 }) else {
      return String(decoding: raw, as: UTF8.self)
    }
    var output: [UInt8] = []
    output.reserveCapacity(raw.count)
    var position = 0
    while position < raw.count {
      let byte = raw[position]
      guard byte >= 0x20 else { return nil }
      position += 1
      guard byte == UInt8(ascii: "\\") else {
        output.append(byte)
        continue
      }
      guard appendEscape(raw, &position, to: &output) else { return nil }
    }
    return String(validating: output, as: UTF8.self)
  }

  /// Appends a string with its quotes and the escapes that it needs.
  static func append(_ text: String, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    var copy = text
    let isPlain = copy.withUTF8 { bytes in
      let plain = bytes.allSatisfy { $0 >= 0x20 && $0 != 0x22 && $0 != 0x5c }
      if plain { output.append(contentsOf: bytes) }
      return plain
    }
    if !isPlain { appendEscaped(text, to: &output) }
    output.append(UInt8(ascii: "\""))
  }

  private static func appendEscaped(_ text: String, to output: inout [UInt8]) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        output.append(UInt8(ascii: "\\"))
        output.append(byte)
      case 0x0a: output.append(contentsOf: "\\n".utf8)
      case 0x0d: output.append(contentsOf: "\\r".utf8)
      case 0x09: output.append(contentsOf: "\\t".utf8)
      case 0..<0x20:
        output.append(contentsOf: "\\u00".utf8)
        output.append(contentsOf: [byte >> 4, byte & 15].map { "0123456789abcdef".utf8At($0) })
      default: output.append(byte)
      }
    }
  }

  private static func appendEscape(
    _ raw: UnsafeRawBufferPointer, _ position: inout Int, to output: inout [UInt8]
  ) -> Bool {
    guard position < raw.count else { return false }
    let kind = raw[position]
    position += 1
    switch kind {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): output.append(kind)
    case UInt8(ascii: "b"): output.append(0x08)
    case UInt8(ascii: "f"): output.append(0x0c)
    case UInt8(ascii: "n"): output.append(0x0a)
    case UInt8(ascii: "r"): output.append(0x0d)
    case UInt8(ascii: "t"): output.append(0x09)
    case UInt8(ascii: "u"):
      guard let scalar = readScalar(raw, &position) else { return false }
      output.append(contentsOf: Array(String(Character(scalar)).utf8))
    default: return false
    }
    return true
  }

  /// Reads the four digits behind `\u`, and the other half of a surrogate pair.
  private static func readScalar(
    _ raw: UnsafeRawBufferPointer, _ position: inout Int
  ) -> Unicode.Scalar? {
    guard let first = readUnit(raw, &position) else { return nil }
    guard (0xd800..<0xdc00).contains(first) else { return Unicode.Scalar(first) }
    guard position + 1 < raw.count, raw[position] == UInt8(ascii: "\\"),
      raw[position + 1] == UInt8(ascii: "u")
    else { return nil }
    position += 2
    guard let second = readUnit(raw, &position), (0xdc00..<0xe000).contains(second) else {
      return nil
    }
    return Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
  }

  private static func readUnit(_ raw: UnsafeRawBufferPointer, _ position: inout Int) -> UInt32? {
    guard position + 4 <= raw.count else { return nil }
    let digits = String(decoding: raw[position..<position + 4], as: UTF8.self)
    position += 4
    guard digits.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }) else {
      return nil
    }
    return UInt32(digits, radix: 16)
  }
}

extension String {
  fileprivate func utf8At(_ offset: UInt8) -> UInt8 {
    utf8[utf8.index(utf8.startIndex, offsetBy: Int(offset))]
  }
}
