#if canImport(Glibc)
  import Glibc
#endif

/// Reads a JSON-RPC message piece by piece as it arrives and keeps its outline.
///
/// It checks the whole grammar outside of strings and steps over strings by `memchr`; pieces may
/// be cut anywhere. It holds no reference to the bytes and no more of them than `Envelope` shows.
public struct EnvelopeScanner: Sendable {
  static let maximumDepth = 256
  static let maximumToken = 4096

  /// What may come next.
  enum Expectation {
    case value, valueOrEnd, name, nameOrEnd, colon, commaOrEnd, string, literal, end
  }

  var envelope = Envelope()
  /// The offset of the byte being read, from the beginning of the message.
  var offset = 0
  var expectation = Expectation.value
  var levels: [EnvelopeLevel] = []
  private var defect: EnvelopeDefect?
  /// Whether the message is an array: a batch, which is read otherwise.
  public private(set) var isBatch = false
  private var isEmpty = true

  // The string or literal being read.
  /// What earlier pieces held of it: nothing, as a rule.
  private var token: [UInt8] = []
  var keepsToken = false
  var tokenStart = 0
  private var tokenIsName = false
  private var endsInOddBackslashes = false

  public init() {}

  /// Begins another message, in the memory that the last one took.
  public mutating func reset() {
    var next = EnvelopeScanner()
    swap(&next.levels, &levels)
    swap(&next.token, &token)
    next.levels.removeAll(keepingCapacity: true)
    next.token.removeAll(keepingCapacity: true)
    self = next
  }

  /// Reads the next piece of the message.
  public mutating func feed(_ piece: UnsafeRawBufferPointer) {
    var position = 0
    let base = offset
    while position < piece.count, defect == nil, !isBatch {
      offset = base + position
      do throws(EnvelopeDefect) {
        switch expectation {
        case .string: position = try continueString(piece, from: position)
        case .literal: position = try continueLiteral(piece, from: position)
        case .value, .valueOrEnd, .name, .nameOrEnd, .colon, .commaOrEnd, .end:
          try step(piece[position])
          if expectation != .literal { position += 1 }
        }
      } catch {
        defect = error
      }
    }
    offset = base + piece.count
  }

  /// The outline of the whole message, nil for a body of white space; to be asked for once.
  public mutating func finish() throws(EnvelopeDefect) -> Envelope? {
    if isBatch { return nil }
    if expectation == .literal, defect == nil { try endToken() }
    if let defect { throw defect }
    if isEmpty { return nil }
    guard expectation == .end else { throw .malformed(position: offset, expected: "more") }
    var found = Envelope()
    swap(&found, &envelope)
    return found
  }

  // MARK: One byte outside of strings

  private mutating func step(_ byte: UInt8) throws(EnvelopeDefect) {
    if byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { return }
    switch expectation {
    case .value: try beginValue(byte)
    case .valueOrEnd:
      if byte == UInt8(ascii: "]") { try closeLevel() } else { try beginValue(byte) }
    case .name, .nameOrEnd:
      if byte == UInt8(ascii: "}"), expectation == .nameOrEnd {
        try closeLevel()
      } else {
        guard byte == UInt8(ascii: "\"") else { throw malformed("a member name") }
        beginString(isName: true)
      }
    case .colon:
      guard byte == UInt8(ascii: ":") else { throw malformed("':'") }
      expectation = .value
    case .commaOrEnd: try separate(byte)
    case .end: throw .trailingValue
    case .string, .literal: preconditionFailure("tokens are read elsewhere")
    }
  }

  private mutating func separate(_ byte: UInt8) throws(EnvelopeDefect) {
    guard !levels.isEmpty else { throw .trailingValue }
    let last = levels.count - 1
    let isObject = levels[last].isObject
    if byte == UInt8(ascii: ",") {
      levels[last].index += 1
      expectation = isObject ? .name : .value
    } else if byte == UInt8(ascii: isObject ? "}" : "]") {
      try closeLevel()
    } else {
      throw malformed("',' or the end")
    }
  }

  private mutating func beginValue(_ byte: UInt8) throws(EnvelopeDefect) {
    isEmpty = false
    if levels.isEmpty, byte == UInt8(ascii: "[") {
      isBatch = true
      return
    }
    switch byte {
    case UInt8(ascii: "{"): try openLevel(.object)
    case UInt8(ascii: "["): try openLevel(.array)
    case UInt8(ascii: "\""):
      noteValue(.string)
      beginString(isName: false)
    case UInt8(ascii: "t"), UInt8(ascii: "f"): beginLiteral(.bool)
    case UInt8(ascii: "n"): beginLiteral(.null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): beginLiteral(.number)
    default: throw malformed("a value")
    }
  }

  private func malformed(_ expected: String) -> EnvelopeDefect {
    .malformed(position: offset, expected: expected)
  }

  // MARK: Objects and arrays

  private mutating func openLevel(_ kind: Envelope.Kind) throws(EnvelopeDefect) {
    noteValue(kind)
    guard levels.count < Self.maximumDepth else { throw .tooDeep(limit: Self.maximumDepth) }
    levels.append(
      EnvelopeLevel(isObject: kind == .object, container: levels.containerOfNextValue(kind)))
    expectation = kind == .object ? .nameOrEnd : .valueOrEnd
  }

  private mutating func closeLevel() throws(EnvelopeDefect) {
    let closed = levels.removeLast()
    if closed.container == .params {
      envelope.parameterCount = expectation == .valueOrEnd ? 0 : closed.index + 1
    }
    endValue(at: offset + 1)
  }

  private mutating func endValue(at end: Int) {
    expectation = levels.isEmpty ? .end : .commaOrEnd
    if levels.count == 1 { envelope.close(levels[0].name, at: end) }
  }

  // MARK: Strings and literals

  private mutating func beginString(isName: Bool) {
    expectation = .string
    if !token.isEmpty { token.removeAll(keepingCapacity: true) }
    tokenStart = offset + 1
    tokenIsName = isName
    endsInOddBackslashes = false
    if isName { keepsToken = levels.container != .other }
  }

  private mutating func continueString(
    _ piece: UnsafeRawBufferPointer, from start: Int
  ) throws(EnvelopeDefect) -> Int {
    let rest = UnsafeRawBufferPointer(rebasing: piece[start...])
    guard let end = StringSearch.end(in: rest, escaped: &endsInOddBackslashes) else {
      token.append(contentsOf: try kept(of: rest))
      return piece.count
    }
    let part = try kept(of: UnsafeRawBufferPointer(rebasing: rest[..<end]))
    offset += end
    try endToken(part)
    return skipStrings(piece, from: start + end + 1)
  }

  /// Steps over the strings that follow in a list of no interest, as transactions do.
  ///
  /// - Returns: the position behind the last that lies there whole and has no escape at its end.
  private mutating func skipStrings(_ piece: UnsafeRawBufferPointer, from start: Int) -> Int {
    guard !keepsToken, !tokenIsName, let base = piece.baseAddress, let level = levels.last,
      !level.isObject, level.container == .other
    else { return start }
    var (position, count) = (start, 0)
    while position + 2 < piece.count, piece[position] == UInt8(ascii: ","),
      piece[position + 1] == UInt8(ascii: "\""),
      let found = memchr(base + position + 2, 0x22, piece.count - position - 2)
    {
      let end = base.distance(to: UnsafeRawPointer(found))
      guard piece[end - 1] != UInt8(ascii: "\\") else { break }
      (position, count) = (end + 1, count + 1)
    }
    levels[levels.count - 1].index += count
    return position
  }

  private mutating func endString(_ bytes: UnsafeRawBufferPointer) throws(EnvelopeDefect) {
    if tokenIsName {
      keepName(bytes)
      expectation = .colon
    } else {
      try keepScalar(bytes, isString: true)
      endValue(at: offset + 1)
    }
  }

  /// What is kept of a further part of a string.
  ///
  /// It changes nothing; were that said, the scanner would be copied for the look.
  private mutating func kept(
    of bytes: UnsafeRawBufferPointer
  ) throws(EnvelopeDefect) -> UnsafeRawBufferPointer {
    guard keepsToken else { return UnsafeRawBufferPointer(start: nil, count: 0) }
    // A raw transaction is the first parameter too; its beginning is all that is kept of it.
    let room = Self.maximumToken - token.count
    guard bytes.count > room else { return bytes }
    if levels.fieldOfNextValue != .firstParameter || tokenIsName { throw oversized }
    return UnsafeRawBufferPointer(rebasing: bytes[..<max(0, room)])
  }

  private var oversized: EnvelopeDefect { .oversizedValue("\((levels.last?.name ?? .other).text)") }

  private mutating func beginLiteral(_ kind: Envelope.Kind) {
    noteValue(kind)
    expectation = .literal
    if !token.isEmpty { token.removeAll(keepingCapacity: true) }
    tokenStart = offset
  }

  private mutating func continueLiteral(
    _ piece: UnsafeRawBufferPointer, from start: Int
  ) throws(EnvelopeDefect) -> Int {
    var end = start
    while end < piece.count, Self.isLiteralByte(piece[end]) { end += 1 }
    let part = UnsafeRawBufferPointer(rebasing: piece[start..<end])
    guard token.count + part.count <= Self.maximumToken else { throw oversized }
    offset += part.count
    if end < piece.count {
      try endToken(part)
    } else {
      token.append(contentsOf: part)
    }
    return end
  }

  private mutating func endLiteral(_ bytes: UnsafeRawBufferPointer) throws(EnvelopeDefect) {
    let valid =
      switch bytes[0] {
      case UInt8(ascii: "t"): bytes.spells("true")
      case UInt8(ascii: "f"): bytes.spells("false")
      case UInt8(ascii: "n"): bytes.spells("null")
      default: (try? JSONNumber.end(in: bytes, from: 0)) == bytes.count
      }
    guard valid else { throw malformed("true, false, null or a number") }
    try keepScalar(bytes, isString: false)
    endValue(at: offset)
  }

  /// Ends the token: its last part as it lies in the piece, where nothing of it came before.
  private mutating func endToken(
    _ part: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0)
  ) throws(EnvelopeDefect) {
    if token.isEmpty { return try end(part) }
    let whole = token + part
    try whole.withUnsafeBufferPointer { bytes throws(EnvelopeDefect) in
      try end(UnsafeRawBufferPointer(bytes))
    }
  }

  private mutating func end(_ token: UnsafeRawBufferPointer) throws(EnvelopeDefect) {
    if expectation == .literal { try endLiteral(token) } else { try endString(token) }
  }

  private static func isLiteralByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "+"), UInt8(ascii: "-"),
      UInt8(ascii: "."):
      true
    default: false
    }
  }
}
