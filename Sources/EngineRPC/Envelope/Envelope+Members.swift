extension Envelope {
  /// Notes that the value of a member of the envelope begins.
  mutating func open(_ name: String, kind: Kind, at offset: Int) {
    switch name {
    case "id": idKind = kind
    case "params":
      paramsKind = kind
      paramsRange = offset..<offset
    case "result":
      resultKind = kind
      resultRange = offset..<offset
    case "error":
      errorKind = kind
      errorRange = offset..<offset
    default: break
    }
  }

  /// Notes that the value of a member of the envelope ends.
  mutating func close(_ name: String, at end: Int) {
    switch name {
    case "params": paramsRange = (paramsRange?.lowerBound ?? end)..<end
    case "result": resultRange = (resultRange?.lowerBound ?? end)..<end
    case "error": errorRange = (errorRange?.lowerBound ?? end)..<end
    default: break
    }
  }

  /// Keeps a scalar member of the envelope.
  mutating func keep(_ name: String, token: [UInt8], isString: Bool, at start: Int) {
    switch name {
    case "id":
      let quote = [UInt8(ascii: "\"")]
      id = isString ? quote + token + quote : token
      // A string's token begins behind its quote.
      idRange = isString ? start - 1..<start + token.count + 1 : start..<start + token.count
    case "method" where isString:
      method = String(decoding: token, as: UTF8.self)
      methodRange = start..<start + token.count
    case "jsonrpc" where isString: version = String(decoding: token, as: UTF8.self)
    default: break
    }
  }

  /// The outline of the same message with another id in its place.
  public func replacingID(with id: [UInt8]) -> Envelope {
    guard let range = idRange else { return self }
    let shift = id.count - range.count
    let end = range.upperBound
    func moved(_ part: Range<Int>?) -> Range<Int>? {
      part.map { $0.lowerBound < end ? $0 : $0.lowerBound + shift..<$0.upperBound + shift }
    }
    var result = self
    result.id = id
    result.idRange = range.lowerBound..<range.lowerBound + id.count
    result.methodRange = moved(methodRange)
    result.paramsRange = moved(paramsRange)
    result.firstParameterRange = moved(firstParameterRange)
    result.resultRange = moved(resultRange)
    result.errorRange = moved(errorRange)
    return result
  }
}
