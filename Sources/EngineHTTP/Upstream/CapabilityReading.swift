public import EngineRPC

/// Reads an engine's answer to exchangeCapabilities.
public enum CapabilityReading {
  /// What Lighthouse assumes of an engine that does not know the method.
  static let older = Capabilities([
    "engine_newPayloadV1", "engine_forkchoiceUpdatedV1", "engine_getPayloadV1",
  ])

  /// The methods, or nil where the answer is no list of names.
  public static func read(_ answer: UpstreamAnswer) -> Capabilities? {
    if answer.envelope[.errorCode] == "-32601" { return older }
    guard let range = answer.envelope.resultRange,
      let value = try? JSONValue(parsing: answer.body[range].bytes), let list = value.arrayValue
    else { return nil }
    let names = list.compactMap(\.stringValue)
    return names.count == list.count ? Capabilities(Set(names)) : nil
  }
}
