/// The grammar of a JSON number (RFC 8259, section 6).
enum JSONNumber {
  /// The offset behind the number that begins at `start`.
  static func end(in bytes: UnsafeRawBufferPointer, from start: Int) throws(JSONError) -> Int {
    var position = start
    func isDigit(_ offset: Int) -> Bool {
      offset < bytes.count && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[offset])
    }
    func readDigits() throws(JSONError) {
      guard isDigit(position) else { throw JSONError(.invalidNumber, position: position) }
      while isDigit(position) { position += 1 }
    }
    if bytes[position] == UInt8(ascii: "-") { position += 1 }
    if isDigit(position), bytes[position] == UInt8(ascii: "0") {
      position += 1
    } else {
      try readDigits()
    }
    if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
      position += 1
      try readDigits()
    }
    if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
      position += 1
      if position < bytes.count,
        bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-")
      {
        position += 1
      }
      try readDigits()
    }
    return position
  }
}
