extension Envelope {
  /// Notes that the value of a member of the envelope begins.
  mutating func open(_ name: MemberName, kind: Kind, at offset: Int) {
    switch name {
    case .id: idKind = kind
    case .params:
      paramsKind = kind
      paramsRange = offset..<offset
    case .result:
      resultKind = kind
      resultRange = offset..<offset
    case .error:
      errorKind = kind
      errorRange = offset..<offset
    default: break
    }
  }

  /// Notes that the value of a member of the envelope ends.
  mutating func close(_ name: MemberName, at end: Int) {
    switch name {
    case .params: paramsRange = (paramsRange?.lowerBound ?? end)..<end
    case .result: resultRange = (resultRange?.lowerBound ?? end)..<end
    case .error: errorRange = (errorRange?.lowerBound ?? end)..<end
    default: break
    }
  }

  /// Keeps a scalar member of the envelope.
  mutating func keep(
    _ name: MemberName, token: UnsafeRawBufferPointer, isString: Bool, at start: Int
  ) {
    switch name {
    case .id:
      let quote = [UInt8(ascii: "\"")]
      id = isString ? quote + token + quote : Array(token)
      // A string's token begins behind its quote.
      idRange = isString ? start - 1..<start + token.count + 1 : start..<start + token.count
    case .method where isString:
      method = String(decoding: token, as: UTF8.self)
      methodRange = start..<start + token.count
    case .jsonrpc where isString: version = String(decoding: token, as: UTF8.self)
    default: break
    }
  }

  /// Makes it the outline of the same message with another id in its place.
  public mutating func replaceID(with id: [UInt8]) {
    guard let range = idRange else { return }
    let shift = id.count - range.count
    self.id = id
    idRange = range.lowerBound..<range.lowerBound + id.count
    guard shift != 0 else { return }
    func move(_ part: inout Range<Int>?) {
      guard let old = part, old.lowerBound >= range.upperBound else { return }
      part = old.lowerBound + shift..<old.upperBound + shift
    }
    move(&methodRange)
    move(&paramsRange)
    move(&firstParameterRange)
    move(&resultRange)
    move(&errorRange)
  }
}
