/// What is kept of the values that routing, status reading and comparison need.
extension EnvelopeScanner {
  /// Notes that a value of a kind begins here.
  mutating func noteValue(_ kind: Envelope.Kind) {
    let container = levels.container
    guard container != .other else {
      keepsToken = false
      return
    }
    if levels.count == 1 { envelope.open(levels[0].name, kind: kind, at: offset) }
    if container == .params {
      switch levels[levels.count - 1].index {
      case 0: envelope.firstParameterKind = kind
      case 1: envelope.secondParameterKind = kind
      default: break
      }
    }
    keepsToken = levels.fieldOfNextValue != nil || levels.nextIsEnvelopeScalar
  }

  mutating func keepScalar(
    _ bytes: UnsafeRawBufferPointer, isString: Bool
  ) throws(EnvelopeDefect) {
    guard keepsToken, let level = levels.last else { return }
    if let field = levels.fieldOfNextValue {
      if envelope.fields.isEmpty { envelope.fields.reserveCapacity(4) }
      envelope.fields.append(
        Envelope.Field(name: field, text: String(decoding: bytes, as: UTF8.self)))
      if field == .firstParameter, isString { envelope.firstParameterRange = tokenStart..<offset }
    } else if levels.count == 1 {
      envelope.keep(level.name, token: bytes, isString: isString, at: tokenStart)
      if isString, level.name != .id, Self.hasEscapes(bytes) { throw .escapedMemberName }
    }
  }

  mutating func keepName(_ bytes: UnsafeRawBufferPointer) {
    guard keepsToken else { return }
    let last = levels.count - 1
    let name = MemberName(bytes)
    let container = levels[last].container
    levels[last].name = name
    levels[last].field = container.field(named: name)
    let routed = container.routedNames
    if routed.contains(name) {
      if levels[last].seen.contains(name) { note(.duplicateMember("\(name.text)"), in: container) }
      levels[last].seen.insert(name)
    } else if name == .other, !routed.isEmpty {
      noteOddSpelling(bytes, in: container)
    }
  }

  /// Notes a name that some parser may take for one that the message is routed on.
  private mutating func noteOddSpelling(
    _ bytes: UnsafeRawBufferPointer, in container: WatchedContainer
  ) {
    if Self.hasEscapes(bytes) { note(.escapedMemberName, in: container) }
    // Letters beyond ASCII may fold to those of a routed name, as in geth's parser.
    if bytes.contains(where: { $0 >= 0x80 })
      || container.routedNames.contains(MemberName(anyCase: bytes))
    {
      note(.misspelledMember(String(decoding: bytes, as: UTF8.self)), in: container)
    }
  }

  private static func hasEscapes(_ bytes: UnsafeRawBufferPointer) -> Bool {
    StringSearch.contains(UInt8(ascii: "\\"), in: bytes)
  }

  private mutating func note(_ defect: EnvelopeDefect, in container: WatchedContainer) {
    if container == .envelope {
      envelope.ambiguity = envelope.ambiguity ?? defect
    } else {
      envelope.parameterAmbiguity = envelope.parameterAmbiguity ?? defect
    }
  }
}
