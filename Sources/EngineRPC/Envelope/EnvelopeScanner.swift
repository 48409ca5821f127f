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

  struct Level {
    var isObject: Bool
    var container: WatchedContainer
    var name = ""
    /// What the member of that name is kept as.
    var field: EnvelopeField?
    var index = 0
    /// Which of the container's routed names came already, a bit each.
    var seen: UInt32 = 0
  }

  private(set) var envelope = Envelope()
  /// The offset of the byte being read, from the beginning of the message.
  var offset = 0
  var expectation = Expectation.value
  var levels: [Level] = []
  private var defect: EnvelopeDefect?
  /// Whether the message is an array: a batch, which is read otherwise.
  public private(set) var isBatch = false
  private var isEmpty = true

  // The string or literal being read.
  private var token: [UInt8] = []
  private var keepsToken = false
  private var tokenStart = 0
  private var tokenIsName = false
  private var tokenHasEscapes = false
  private var tokenIsASCII = true
  private var endsInOddBackslashes = false

  public init() {}

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
          position += 1
        }
      } catch {
        defect = error
      }
    }
    offset = base + piece.count
  }

  /// The outline of the whole message, nil for a body of white space.
  public mutating func finish() throws(EnvelopeDefect) -> Envelope? {
    if isBatch { return nil }
    if expectation == .literal { try endLiteral() }
    if let defect { throw defect }
    if isEmpty { return nil }
    guard expectation == .end else { throw .malformed(position: offset, expected: "more") }
    return envelope
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
    if expectation == .literal { token.append(byte) }
  }

  private func malformed(_ expected: String) -> EnvelopeDefect {
    .malformed(position: offset, expected: expected)
  }

  // MARK: Objects and arrays

  private mutating func openLevel(_ kind: Envelope.Kind) throws(EnvelopeDefect) {
    noteValue(kind)
    guard levels.count < Self.maximumDepth else { throw .tooDeep(limit: Self.maximumDepth) }
    levels.append(Level(isObject: kind == .object, container: containerOfNextValue(kind)))
    expectation = kind == .object ? .nameOrEnd : .valueOrEnd
  }

  private mutating func closeLevel() throws(EnvelopeDefect) {
    let closed = levels.removeLast()
    if closed.container == .params {
      envelope.parameterCount = expectation == .valueOrEnd ? 0 : closed.index + 1
    }
    endValue(at: offset + 1)
  }

  private func containerOfNextValue(_ kind: Envelope.Kind) -> WatchedContainer {
    guard let level = levels.last else { return kind == .object ? .envelope : .other }
    if level.container == .params {
      guard kind == .object else { return .other }
      return level.index == 0 ? .firstParameter : level.index == 1 ? .secondParameter : .other
    }
    return level.isObject ? level.container.container(named: level.name) : .other
  }

  private mutating func endValue(at end: Int) {
    expectation = levels.isEmpty ? .end : .commaOrEnd
    if levels.count == 1 { envelope.close(levels[0].name, at: end) }
  }

  // MARK: Values of interest

  /// Notes that a value of a kind begins here.
  private mutating func noteValue(_ kind: Envelope.Kind) {
    let container = self.container
    guard container != .other else {
      keepsToken = false
      return
    }
    if levels.count == 1 { envelope.open(levels[0].name, kind: kind, at: offset) }
    if container == .params, levels[levels.count - 1].index < 2 {
      envelope.parameterKinds.append(kind)
    }
    keepsToken = fieldOfNextValue != nil || isEnvelopeScalar
  }

  private var isEnvelopeScalar: Bool {
    guard levels.count == 1 else { return false }
    let name = levels[0].name
    return name == "id" || name == "method" || name == "jsonrpc"
  }

  private var fieldOfNextValue: EnvelopeField? {
    let container = self.container
    guard container != .other, container != .envelope else { return nil }
    let last = levels.count - 1
    if container == .params { return levels[last].index == 0 ? .firstParameter : nil }
    return levels[last].isObject ? levels[last].field : nil
  }

  /// What the innermost object or array is to the scanner.
  private var container: WatchedContainer {
    levels.isEmpty ? .other : levels[levels.count - 1].container
  }

  private mutating func keepScalar(isString: Bool) throws(EnvelopeDefect) {
    guard keepsToken, let level = levels.last else { return }
    let text = String(decoding: token, as: UTF8.self)
    if let field = fieldOfNextValue {
      envelope.fields.append(Envelope.Field(name: field, text: text))
      if field == .firstParameter, isString { envelope.firstParameterRange = tokenStart..<offset }
    } else if levels.count == 1 {
      envelope.keep(level.name, token: token, isString: isString, at: tokenStart)
      if isString, tokenHasEscapes, level.name != "id" { throw .escapedMemberName }
    }
  }

  private mutating func keepName() throws(EnvelopeDefect) {
    let last = levels.count - 1
    guard keepsToken else { return }
    let name = String(decoding: token, as: UTF8.self)
    levels[last].name = name
    let container = levels[last].container
    levels[last].field = container.field(named: name)
    let routed = container.routedNames
    guard !routed.isEmpty else { return }
    if tokenHasEscapes { note(.escapedMemberName, in: container) }
    // Letters beyond ASCII may fold to those of a routed name, as in geth's parser.
    if !tokenIsASCII { note(.misspelledMember(name), in: container) }
    if let index = routed.firstIndex(of: name) {
      let bit = UInt32(1) << UInt32(index)
      if levels[last].seen & bit != 0 { note(.duplicateMember(name), in: container) }
      levels[last].seen |= bit
    } else if routed.contains(where: {
      $0.utf8.count == name.utf8.count && $0.lowercased() == name.lowercased()
    }) {
      note(.misspelledMember(name), in: container)
    }
  }

  private mutating func note(_ defect: EnvelopeDefect, in container: WatchedContainer) {
    if container == .envelope {
      envelope.ambiguity = envelope.ambiguity ?? defect
    } else {
      envelope.parameterAmbiguity = envelope.parameterAmbiguity ?? defect
    }
  }

  // MARK: Strings and literals

  private mutating func beginString(isName: Bool) {
    expectation = .string
    token.removeAll(keepingCapacity: true)
    tokenStart = offset + 1
    tokenIsName = isName
    tokenHasEscapes = false
    tokenIsASCII = true
    endsInOddBackslashes = false
    if isName { keepsToken = container != .other }
  }

  private mutating func continueString(
    _ piece: UnsafeRawBufferPointer, from start: Int
  ) throws(EnvelopeDefect) -> Int {
    let rest = UnsafeRawBufferPointer(rebasing: piece[start...])
    guard let end = StringSearch.end(in: rest, escaped: &endsInOddBackslashes) else {
      try keep(rest)
      return piece.count
    }
    try keep(UnsafeRawBufferPointer(rebasing: rest[..<end]))
    offset += end
    if tokenIsName {
      try keepName()
      expectation = .colon
    } else {
      try keepScalar(isString: true)
      endValue(at: offset + 1)
    }
    return start + end + 1
  }

  private mutating func keep(_ bytes: UnsafeRawBufferPointer) throws(EnvelopeDefect) {
    guard keepsToken else { return }
    // A raw transaction is the first parameter too; its beginning is all that is kept of it.
    let room = Self.maximumToken - token.count
    if bytes.count > room, fieldOfNextValue != .firstParameter || tokenIsName {
      throw .oversizedValue(levels.last?.name ?? "")
    }
    let kept = UnsafeRawBufferPointer(rebasing: bytes.prefix(max(0, room)))
    if StringSearch.contains(UInt8(ascii: "\\"), in: kept) { tokenHasEscapes = true }
    if tokenIsName, kept.contains(where: { $0 >= 0x80 }) { tokenIsASCII = false }
    token.append(contentsOf: kept)
  }

  private mutating func beginLiteral(_ kind: Envelope.Kind) {
    noteValue(kind)
    expectation = .literal
    token.removeAll(keepingCapacity: true)
    tokenStart = offset
    tokenHasEscapes = false
  }

  private mutating func continueLiteral(
    _ piece: UnsafeRawBufferPointer, from start: Int
  ) throws(EnvelopeDefect) -> Int {
    var position = start
    while position < piece.count, Self.isLiteralByte(piece[position]) {
      token.append(piece[position])
      position += 1
      guard token.count <= Self.maximumToken else {
        throw .oversizedValue(levels.last?.name ?? "")
      }
    }
    offset += position - start
    if position < piece.count { try endLiteral() }
    return position
  }

  private mutating func endLiteral() throws(EnvelopeDefect) {
    let valid = token.withUnsafeBytes { bytes in
      bytes.elementsEqual("true".utf8) || bytes.elementsEqual("false".utf8)
        || bytes.elementsEqual("null".utf8)
        || (try? JSONNumber.end(in: bytes, from: 0)) == bytes.count
    }
    guard valid else { throw malformed("true, false, null or a number") }
    try keepScalar(isString: false)
    endValue(at: offset)
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
