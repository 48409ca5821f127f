/// A JSON text cut at its quotes, for what has to be known of it before Foundation reads it.
struct JSONText {
  /// The text with nothing between the quotes.
  private(set) var skeleton: [UInt8] = []
  /// The text with a `?` for each string that holds more than printable ASCII without escapes.
  private(set) var withPlainStrings: [UInt8] = []

  init(_ bytes: [UInt8]) {
    var position = 0
    while position < bytes.count {
      keep(bytes[position])
      let isOpening = bytes[position] == UInt8(ascii: "\"")
      position += 1
      guard isOpening else { continue }
      let end = Self.closingQuote(in: bytes, from: position)
      let content = bytes[position..<(end ?? bytes.count)]
      withPlainStrings += Self.isPlain(content) || end == nil ? Array(content) : Array("?".utf8)
      position = content.endIndex
      if end != nil {
        keep(UInt8(ascii: "\""))
        position += 1
      }
    }
  }

  private mutating func keep(_ byte: UInt8) {
    skeleton.append(byte)
    withPlainStrings.append(byte)
  }

  private static func closingQuote(in bytes: [UInt8], from start: Int) -> Int? {
    var position = start
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""): return position
      case UInt8(ascii: "\\"): position += 2
      default: position += 1
      }
    }
    return nil
  }

  private static func isPlain(_ content: ArraySlice<UInt8>) -> Bool {
    content.allSatisfy { (0x20..<0x80).contains($0) && $0 != UInt8(ascii: "\\") }
  }

  /// Whether a comma stands before a closing bracket, which is no JSON.
  var hasTrailingComma: Bool {
    var isBehindComma = false
    for byte in skeleton {
      switch byte {
      case 0x20, 0x09, 0x0a, 0x0d: continue
      case UInt8(ascii: "]"), UInt8(ascii: "}"): if isBehindComma { return true }
      default: break
      }
      isBehindComma = byte == UInt8(ascii: ",")
    }
    return false
  }

  /// How deep its brackets are nested.
  var depth: Int {
    var (depth, deepest) = (0, 0)
    for byte in skeleton {
      switch byte {
      case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      default: break
      }
      deepest = max(deepest, depth)
    }
    return deepest
  }

  /// The words outside of strings that begin as a number does.
  var numbers: [String] {
    skeleton.split { !Self.isOfNumber($0) }.map { String(decoding: $0, as: UTF8.self) }
  }

  private static func isOfNumber(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
      UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
      true
    default: false
    }
  }
}
